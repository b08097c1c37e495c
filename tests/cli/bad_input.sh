#!/bin/bash
# SPDX-License-Identifier: BSL-1.0
# Each bad input is answered with one sentence that names the place and says what to do, and with the right status.
. "$(dirname "$0")/expect.sh"

run() { local status=$1 text=$2; shift 2; wants "$status" "$text" run catalog.yaml --leads leads.csv "$@"; }

# The command line.
wants 2 'subcommand is required'
wants 2 'subcommand is required' chekc FILE
wants 2 'CATALOG is required' check
wants 2 '--leads is required' run catalog.yaml --events events.csv
wants 2 '--format' check catalog.yaml --format xml
wants 2 '--db: is not supported yet' run catalog.yaml --leads leads.csv --events events.csv --db x.db
wants 2 '--channel: is not supported yet' run catalog.yaml --leads leads.csv --events events.csv --channel email=console
wants 2 '--durable: is not supported yet' test . --durable
wants 2 '--until: ' run catalog.yaml --leads leads.csv --events events.csv --until tomorrow
wants 0 'Exit status' --help

# Files that cannot be read.
wants 2 'nowhere.yaml does not exist' check nowhere.yaml
wants 2 'nowhere.yaml does not exist' run nowhere.yaml --leads leads.csv --events events.csv
wants 2 'nowhere.csv does not exist' run catalog.yaml --leads nowhere.csv --events events.csv
run 2 'nowhere.csv does not exist' --events nowhere.csv
run 2 'nowhere.csv does not exist' --events events.csv --accounts nowhere.csv
run 2 '. is a directory; name a file' --events .
: > empty.csv
run 2 'empty.csv: is empty; its first line must name the columns' --events empty.csv
gzip -c events.csv | head -c 40 > cut.csv.gz
run 2 'cut.csv.gz: ends in the middle of its compressed data' --events cut.csv.gz
printf '\xff\xfei\x00d\x00' > utf16.csv
wants 2 'utf16.csv: is UTF-16; save it as UTF-8' run catalog.yaml --leads utf16.csv --events events.csv
mkdir -p folder
run 2 'folder is a directory; name a file' --events events.csv --outbox folder
run 2 'nowhere/out.jsonl cannot be written' --events events.csv --outbox nowhere/out.jsonl

# The catalog.
sed 's/send: second/send: secnod/' catalog.yaml > typing.yaml
wants 1 'typing.yaml:9:5: error' check typing.yaml
wants 1 '1 error, ' check typing.yaml
wants 1 'the catalog has errors, so nothing was run' run typing.yaml --leads leads.csv --events events.csv

# Columns.
printf 'name,email\nAda,a@b.example\n' > no-id.csv
wants 2 'no-id.csv:1:1: the column "id" is missing; the first line must name the columns, and it names: name, email' \
    run catalog.yaml --leads no-id.csv --events events.csv
printf 'time;lead;type\n2026-03-02;ada;x\n' > semicolons.csv
run 2 'columns are separated by commas' --events semicolons.csv
printf 'time,lead,type\n2026-03-02,ada\n' > short.csv
run 2 'short.csv:2: the row has 2 cells and the header 3' --events short.csv

# Rows, with their line and column.
{ cat events.csv; for i in $(seq 5 16); do echo "2026-03-04T00:00:00Z,ada,x,"; done; echo '2026-13-01,ada,x,'; } > bad-time.csv
run 2 'bad-time.csv:17:1: ' --events bad-time.csv
printf 'time,lead,type\n2026-03-02,ada,"x\n' > open-quote.csv
run 2 'open-quote.csv:2:16: the quote that opens here is never closed' --events open-quote.csv
printf 'time,lead,type\n2026-03-02,ada,x\n2026-03-03,zed,x\n' > unknown.csv
run 2 'unknown.csv:3: the lead store has no lead zed; add the lead to a lead file' --events unknown.csv
printf 'time,lead,type\n2026-03-03,ada,x\n2026-03-02,ada,x\n' > order.csv
run 2 'order.csv:3: 2026-03-02T00:00:00.000Z is before line 2 (2026-03-03T00:00:00.000Z); sort the file or use --sort' \
    --events order.csv
run 0 '3 leads, 2 events' --events order.csv --sort
printf '{"time":"2026-03-02","lead":"ada","type":"x"\n' > torn.jsonl
run 2 'torn.jsonl:1' --events torn.jsonl
printf '{"time":"2026-03-02","lead":"ada"}\n' > no-type.jsonl
run 2 'no-type.jsonl:1: "type" is missing' --events no-type.jsonl
printf 'id\nada\nada\n' > twice.csv
wants 2 'twice.csv:3: the lead "ada" stands in the lead files twice' run catalog.yaml --leads twice.csv --events events.csv
run 2 'events.csv:2: 2026-03-02T09:00:00.000Z is before --from' --events events.csv --from 2026-03-02T09:30:00Z
run 2 'no lead file has the lead "zed"' --events events.csv --story zed

# The earliest mistake is the one that is named, also if a later one is met first.
{ cat unknown.csv; echo 'soon,ada,x'; } > two.csv
run 2 'two.csv:3: the lead store has no lead zed' --events two.csv

# Bad rows that are skipped are counted and listed.
run 0 '2 rows rejected' --events two.csv --on-error skip --rejects rejects.jsonl
same 'rejects' 'two.csv:4 two.csv:3' "$(sed -E 's/.*"file":"([^"]*)","line":([0-9]+).*/\1:\2/' rejects.jsonl | sort -r | xargs)"
run 2 'is never closed' --events open-quote.csv --on-error skip

# A failed run leaves no outbox and no rest of one.
run 2 'unknown.csv:3' --events unknown.csv --outbox outbox.jsonl
same 'no outbox after a failure' '' "$(ls outbox.jsonl outbox.jsonl.part 2> /dev/null)"
run 3 'could not be written' --events events.csv --until 2026-04-01 --outbox /dev/full

# Scenarios.
wants 2 'nowhere does not exist' test nowhere
mkdir -p nothing
wants 2 'no scenario was found' test nothing
wants 1 'holds no scenario' test catalog.yaml
wants 1 '0 passed, 1 failed' test catalog.yaml
printf 'scenario: [\n' > broken.yaml
wants 1 'broken.yaml' test broken.yaml

finish
