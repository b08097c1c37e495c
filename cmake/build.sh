#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# Configures and builds a preset into build/PRESET, quietly: the whole log is build/PRESET.log, and when something goes
# wrong the lines that say what are shown.
#
#   cmake/build.sh PRESET [TARGET ...]
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 3
preset=$1
shift
log=build/$preset.log
mkdir -p build

targets=()
if (($# > 0)); then
    targets=(--target "$@")
fi
if ! { cmake --preset "$preset" -Wno-dev && cmake --build --preset "$preset" "${targets[@]}" -- -k 0; } >"$log" 2>&1; then
    grep -E -A 2 'error:|undefined reference|multiple definition|^FAILED|CMake Error' "$log" |
        grep -vE '^(--|: &&|\[[0-9]+/[0-9]+\])' | cut -c 1-240 | head -n 50
    echo "The build failed; the whole log is $log."
    exit 1
fi
