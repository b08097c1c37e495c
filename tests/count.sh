#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# Runs the tests of one preset's build tree with ctest and ends with the line "N passed, N failed"; what was skipped is
# neither, and is listed with its reason.
#
#   tests/count.sh PRESET LABELS_LEFT_OUT
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 3
preset=$1
left_out=$2
results=$PWD/build/$preset/tests.xml
log=$PWD/build/$preset/tests.log

rm -f "$results"
ctest --preset "$preset" --parallel "$(nproc)" --label-exclude "$left_out" --quiet \
    --output-junit "$results" --output-log "$log" >/dev/null
status=$?

count() {
    local number
    number=$(sed -n "s/^[[:space:]]*$1=\"\([0-9]*\)\".*/\1/p" "$results" 2>/dev/null | head -n 1)
    echo "${number:-0}"
}
tests=$(count tests)
failed=$(count failures)
skipped=$(($(count skipped) + $(count disabled)))
passed=$((tests - failed - skipped))
if ((status != 0 && failed == 0)); then
    echo "ctest could not run them all."
    failed=1
fi
if ((failed > 0)); then
    sed -n '/The following tests FAILED/,$p' "$log"
    echo "Their output is in $log."
fi
if ((skipped > 0)); then
    echo "$skipped skipped:"
    grep -hoE 'SKIPPED: .*' "$log" | sort | uniq -c
fi
echo "$passed passed, $failed failed"
((failed == 0 && passed > 0))
