#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# Builds everything and runs all tests. The last line is "N passed, N failed" and counts test cases and scenarios; what
# was skipped, and why, stands above it. Works from any directory; installs missing Debian packages with apt-get.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 3
passed=0
failed=0

finish() {
    printf '\n%d passed, %d failed\n' "$passed" "$failed"
    ((failed == 0 && passed > 0))
    exit
}

# Runs a command whose last line is "N passed, N failed", shows what it says and adds it up.
add_up() {
    local log=build/add_up.log status
    "$@" 2>&1 | tee "$log"
    status=${PIPESTATUS[0]}
    if [[ $(tail -n 1 "$log") =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed ]]; then
        passed=$((passed + BASH_REMATCH[1]))
        failed=$((failed + BASH_REMATCH[2]))
        ((status == 0 || BASH_REMATCH[2] > 0)) && return
    fi
    echo "It ended with status $status: $*"
    failed=$((failed + 1))
}

bash cmake/install-packages.sh || {
    failed=1
    finish
}

echo "== Building (build/release)"
bash cmake/build.sh release || {
    failed=1
    finish
}

echo "== Test cases"
add_up bash tests/count.sh release '^(scenario|rebuild)$'

echo "== Scenarios"
add_up build/release/examples/cli/nurture test tests/scenarios

echo "== Scenarios on a store file"
add_up build/release/examples/cli/nurture test --durable tests/scenarios
finish
