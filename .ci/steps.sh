# SPDX-License-Identifier: BSL-1.0
# shellcheck shell=bash
# The steps of .ci/run and .ci/full, which source this file from the top of the checkout.

passed=0
failed=0
failed_steps=()
mkdir -p build

say() { printf '\n==== %s (%d min %02d s)\n' "$1" $((SECONDS / 60)) $((SECONDS % 60)); }

# step NAME COMMAND...: one check that passes or fails.
step() {
    local name=$1
    shift
    say "$name"
    if "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        failed_steps+=("$name")
    fi
}

# counted NAME COMMAND...: a command whose last line is "N passed, N failed".
counted() {
    local name=$1 log=build/counted.log status
    shift
    say "$name"
    "$@" 2>&1 | tee "$log"
    status=${PIPESTATUS[0]}
    if [[ $(tail -n 1 "$log") =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
        passed=$((passed + BASH_REMATCH[1]))
        failed=$((failed + BASH_REMATCH[2]))
        ((BASH_REMATCH[2] == 0)) || failed_steps+=("$name")
        ((BASH_REMATCH[2] > 0 || status == 0)) && return
    fi
    failed=$((failed + 1))
    failed_steps+=("$name did not end as it should")
}

finish() {
    say "done"
    if ((failed > 0)); then
        printf 'failed: %s\n' "${failed_steps[@]}"
    fi
    printf '%d passed, %d failed\n' "$passed" "$failed"
    ((failed == 0 && passed > 0))
    exit
}

# fuzz PROGRAM SECONDS: begins with the corpus in the repository and leaves it as it is.
fuzz() {
    local subject=${1##*nurture_fuzz_} log
    local corpus=build/fuzz-corpus/$subject seeds=tests/fuzz/corpus/$subject
    log=build/fuzz-$subject.log
    mkdir -p "$corpus"
    [[ -d $seeds ]] || seeds=
    if ! "$1" -max_total_time="$2" -timeout=10 -rss_limit_mb=2048 -artifact_prefix=build/fuzz-corpus/ \
        "$corpus" ${seeds:+"$seeds"} >"$log" 2>&1; then
        tail -n 40 "$log"
        return 1
    fi
    tail -n 1 "$log"
}

format_check() {
    local wrong
    wrong=$(git ls-files -z '*.hpp' '*.cpp' | xargs -0 -r clang-format --dry-run 2>&1 |
        sed -n 's/^\([^ :]*\):.*clang-formatted.*/\1/p' | sort -u)
    if [[ -n $wrong ]]; then
        printf 'run clang-format -i on: %s\n' "$wrong"
        return 1
    fi
}

# tidy FILE: if build/release compiles it and $TIDY_UNTIL, in seconds since 1970, is not over.
tidy() {
    if ! grep -qF "\"file\": \"$PWD/$1\"" build/release/compile_commands.json; then
        return 0
    elif (($(date +%s) >= TIDY_UNTIL)); then
        echo "not looked at, the time was over: $1"
    elif ! timeout 180 clang-tidy --quiet -p build/release "$1" 2>/dev/null; then
        echo "clang-tidy: $1"
        return 1
    fi
}
export -f tidy

# tidy_files SECONDS: the files on standard input.
tidy_files() {
    TIDY_UNTIL=$(($(date +%s) + $1)) xargs -r -n 1 -P "$(nproc)" bash -c 'tidy "$0"' # "$0" is the file
}

# tidy_changed SECONDS: sources of the last 20 commits, the latest first.
tidy_changed() {
    git log --max-count=20 --name-only --diff-filter=AMR --format= -- '*.cpp' | awk 'NF && !seen[$0]++' |
        while read -r file; do
            [[ ! -f $file ]] || echo "$file"
        done | tidy_files "$1"
}

tidy_all() {
    git ls-files '*.cpp' | tidy_files 7200
}
