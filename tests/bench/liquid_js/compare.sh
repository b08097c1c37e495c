#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# How long rendering the typical mail takes here and in liquidjs, in the same run on the same machine:
#
#   cmake --preset release && cmake --build --preset release --target nurture_bench
#   tests/bench/liquid_js/compare.sh [build/release/tests/bench/nurture_bench]
#
# Needs node and npm. The packages, pinned by package-lock.json, go into a folder that is removed in the end.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
bench=${1:-$here/../../../build/release/tests/bench/nurture_bench}
if [ ! -x "$bench" ]; then
    echo "compare.sh: there is no benchmark $bench; build the target nurture_bench or name the program" >&2
    exit 2
fi

build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
cp "$here/package.json" "$here/package-lock.json" "$here/times.mjs" "$build"
(cd "$build" && npm ci --ignore-scripts --no-audit --no-fund --silent)

# The benchmark writes the mail and what it becomes, so that both render the same.
own=$(NURTURE_MAIL="$build/mail" "$bench" --benchmark_filter='^typical_mail$' --benchmark_repetitions=9 \
    --benchmark_report_aggregates_only=true --benchmark_format=csv 2>/dev/null |
    awk -F, '/_median/ { print $3 }')
other=$(cd "$build" && node times.mjs mail.liquid mail.html)
printf '%s\n' "nurture $own" "$other" |
    awk 'NR == 1 { own = $2 } { printf "%-24s %9.1f ns  %7.1fx\n", $1, $2, $2 / own }'
