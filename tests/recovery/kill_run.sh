#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# Kills `nurture run --db` at random moments with kill -9 and gives the same command again, until it ends by itself. Then
# messages, rejected rows, summary, journal and digest must be those of a run that was never disturbed, and the database
# must be sound.
#
#   tests/recovery/kill_run.sh PROGRAM LOAD KILLS [SEED]
#
# LOAD is `olist` (the funnel of the shared data set; ends with status 77 where it is missing) or `events:N`, N made-up
# events of N/10 leads in two files, some of them bad. KILLS is how many times it is killed at least.
set -uo pipefail
program=$(readlink -f "$1")
load=$2
kills=$3
RANDOM=${4:-2026}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 3

make_olist() {
    local data=${NURTURE_SHARED:-$here/../../../shared}/data/olist
    if [ ! -e "$data/mql.csv" ]; then
        echo "SKIPPED: the data set olist is not there; NURTURE_SHARED names the folder it is in"
        exit 77
    fi
    awk -F, 'NR == 1 { print "id,email,landing_page,origin" } NR > 1 { print $1 "," $1 "@example.com," $3 "," $4 }' \
        "$data/mql.csv" > leads.csv
    awk -F, 'NR == 1 { print "time,lead,type" } NR > 1 { print $2 "," $1 ",first_contact" }' "$data/mql.csv" > contacts.csv
    awk -F, 'NR == 1 { print "time,lead,type,segment" } NR > 1 { sub(" ", "T", $5); print $5 "Z," $1 ",won," $6 }' \
        "$data/closed_deals_14col.csv" > deals.csv
    command=(run "$here/../data/olist.yaml" --leads leads.csv --events contacts.csv --events deals.csv --sort
        --until 2020-01-01)
}

# Every tenth visit asks for the guide; of each thousand rows one has no time and one an unknown lead, and some come
# twice.
make_events() {
    cat > catalog.yaml <<'YAML'
settings: {delivery: {keep_inputs: 3650d}}
---
workflow: guide
trigger: {event: form_submitted}
reenroll: always
exit:
  - event: demo_requested
steps:
  - send: first
  - wait: {event: page_visited, where: event.path == "/pricing"}
    timeout: 1d
    then: [{tag: pricing}, {set: {lead.stage: looking}}]
    else: [{send: second}]
  - delay: 2d
    id: rest
  - send: third
---
{content: first, channel: email, subject: One, text: "Hello {{ lead.first_name }}"}
---
{content: second, channel: email, subject: Two, text: "Still there? {{ lead.stage }}"}
---
{content: third, channel: email, subject: Three, text: "Again, {{ lead.first_name }}"}
YAML
    awk -v n="$1" 'BEGIN {
        leads = int(n / 10) + 1
        print "id,email,first_name,stage" > "leads.csv"
        for (i = 1; i <= leads; i++) printf "l%06d,l%06d@example.com,Name %d,new\n", i, i, i > "leads.csv"
        for (f = 1; f <= 2; f++) {
            file = "events" f ".csv"
            print "time,lead,type,id,path" > file
            seed = 7 * f
            for (i = 0; i < n / 2; i++) {
                seed = (seed * 69069 + 1) % 4294967296
                if (i % 50 != 49) who = int(seed / 65536) % leads + 1
                if (i % 1000 == 500) { print "soon,l000001,page_visited,,/" > file; continue }
                seconds = int(i * 5184000 / n)
                type = i % 10 == 0 ? "form_submitted" : i % 97 == 0 ? "demo_requested" : "page_visited"
                path = i % 3 == 0 ? "/pricing" : "/"
                lead = i % 1000 == 700 ? "nobody" : sprintf("l%06d", who)
                printf "2026-%02d-%02dT%02d:%02d:%02dZ,%s,%s,e%d-%d,%s\n", 1 + int(seconds / 2419200),
                    1 + int(seconds % 2419200 / 86400), int(seconds % 86400 / 3600), int(seconds % 3600 / 60),
                    seconds % 60, lead, type, f, i - (i % 50 == 49), path > file
            }
        }
    }'
    command=(run catalog.yaml --leads leads.csv --events events1.csv --events events2.csv --on-error skip
        --until 2026-05-01)
}

case $load in
    olist) make_olist ;;
    events:*) make_events "${load#events:}" ;;
    *) echo "there is no load \"$load\"; it is olist or events:N" && exit 2 ;;
esac

failures=0
same() {
    if ! cmp -s "$2" "$3"; then
        echo "FAILED: $1 of the run that was killed differ:"
        diff "$2" "$3" | head -n 5
        failures=$((failures + 1))
    fi
}
tell() {
    "$program" db export "$1.db" > "$1.journal" && "$program" db digest "$1.db" > "$1.digest" &&
        "$program" db check "$1.db" --catalog "${command[1]}" > "$1.check" || {
        echo "FAILED: $1.db cannot be told of: $(head -n 3 "$1.check")"
        failures=$((failures + 1))
    }
}

once() { # In the background it is the program itself that is killed, not a shell around it.
    exec "$program" "${command[@]}" --db "$1.db" --outbox "$1.outbox" --rejects "$1.rejects" --json > "$1.json"
}
compare() {
    tell killed
    for what in outbox rejects json journal digest; do
        same "$what" "calm.$what" "killed.$what"
    done
    ends=$((ends + 1))
    rm -f killed.db* killed.outbox killed.rejects
}

begin=$(date +%s%N)
(once calm) || exit 1
duration=$((($(date +%s%N) - begin) / 1000000 + 1))
tell calm
if grep -q keep_inputs "${command[1]}" && ! grep -q 'a replay of .* kept inputs comes to the same state' calm.check; then
    echo "FAILED: calm.db was not replayed: $(cat calm.check)"
    failures=$((failures + 1))
fi

# Moments lie so close that a run is killed several times before it ends. What ends is compared, and begun anew until
# there were enough kills; the last one is then left alone.
killed=0
ends=0
for ((round = 0; round < 50 * kills + 50 && killed < kills; ++round)); do
    once killed &
    process=$!
    sleep "$(awk -v r="$RANDOM" -v d="$duration" 'BEGIN { printf "%.3f", 0.01 + r / 32768 * d / 3000 }')"
    if kill -9 "$process" 2> /dev/null; then
        killed=$((killed + 1))
        wait "$process" 2> /dev/null
        # It may have been killed before it had made its tables.
        if [ -s killed.db ] && ! "$program" db check killed.db --catalog "${command[1]}" > killed.check 2>&1 &&
            ! grep -q 'killed.db is empty; name a database' killed.check; then
            echo "FAILED: what was killed is not sound: $(head -n 3 killed.check)"
            failures=$((failures + 1))
        fi
    elif wait "$process"; then
        compare
    else
        echo "FAILED: a run that went on ended with status $?"
        exit 1
    fi
done
(once killed) || { echo "FAILED: the run that goes on ended with status $?" && exit 1; }
compare
printf '%s: %s messages, %s journal lines, killed %s times, ended %s times, %s differences\n' "$load" \
    "$(wc -l < calm.outbox)" "$(wc -l < calm.journal)" "$killed" "$ends" "$failures"
((failures == 0 && killed >= kills))
