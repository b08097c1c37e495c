#!/bin/bash
# SPDX-License-Identifier: BSL-1.0
# Each bad input is answered with one sentence that names the place and says what to do, and with the right status.
. "$(dirname "$0")/expect.sh"

run() { local status=$1 text=$2; shift 2; wants "$status" "$text" run catalog.yaml --leads leads.csv "$@"; }

# The command line.
wants 2 'subcommand is required'
wants 2 'there is no command "chek"; did you mean "check"?' chek x
wants 2 'there is no command "frobnicate"; the commands are check, preview, run, explain, db, test' frobnicate
for group in 0 -1; do
    said=$("$nurture" run catalog.yaml --leads leads.csv --events events.csv --group $group 2>&1)
    same "status and text of --group $group" '2 nurture: --group must be 1 or more' "$? $said"
done
wants 2 'CATALOG is required' check
wants 2 '--leads is required' run catalog.yaml --events events.csv
wants 2 '--format' check catalog.yaml --format xml
for words in 'console|NAME=WAY, such as email=console' 'email=|NAME=WAY' 'email=pigeon|"pigeon" is no way to send; the ways' \
    'email=smtp|smtp of what' 'email=smtp:h:x|"x" is no port' 'email=smtp:h,form=a|no setting "form"; it has from' \
    'email=smtp:h,encryption=tls|"tls" is no encryption' 'email=file:nowhere/x|nowhere/x' 'sms=console|sends by email, too' \
    'email=webhook:nowhere|url'; do
    wants 2 "${words#*|}" run catalog.yaml --leads leads.csv --events events.csv --channel "${words%%|*}"
done
wants 2 'given before' run catalog.yaml --leads leads.csv --events events.csv --channel email=console --channel email=console
wants 2 'sends nothing by sms' run catalog.yaml --leads leads.csv --events events.csv --channel email=console \
    --channel sms=console
wants 2 '--outbox' run catalog.yaml --leads leads.csv --events events.csv --channel email=console --outbox out.jsonl
wants 2 '--until: ' run catalog.yaml --leads leads.csv --events events.csv --until tomorrow
wants 2 'LEAD is required' db forget --db x.db
wants 2 '--db is required' db forget ada
wants 3 'nowhere.db does not exist' db forget ada --db nowhere.db
wants 3 'leads.csv is no SQLite database' db forget ada --db leads.csv
wants 0 'Exit status' --help

# Files that cannot be read.
wants 2 'nowhere.yaml does not exist' check nowhere.yaml
wants 2 'nowhere.yaml does not exist' preview nowhere.yaml first
wants 1 'there is no content "frist"; did you mean "first"?' preview catalog.yaml frist
wants 1 'there is no variant "x"' preview catalog.yaml first --variant x
wants 2 '"first_name" is no NAME=VALUE' preview catalog.yaml first --fields first_name
wants 2 '"campaign" is none of lead, account and event' preview catalog.yaml first --fields campaign.name=x
wants 2 'lead.score: ' preview catalog.yaml first --fields score=high
wants 2 'leads.csv has no lead "eve"' preview catalog.yaml first --lead leads.csv --id eve
wants 2 'nowhere/first.headers cannot be written' preview catalog.yaml first --lead leads.csv --out nowhere
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
printf 'PK\x03\x04leads' > leads.xlsx
wants 2 'leads.xlsx: is an Excel file; save it as CSV' run catalog.yaml --leads leads.xlsx --events events.csv
cp leads.xlsx renamed.csv
run 2 'renamed.csv: is an Excel file; save it as CSV' --events renamed.csv
printf 'PK,time,lead,type\n1,2026-03-02,ada,x\n' > primary-key.csv
run 0 '3 leads, 1 event' --events primary-key.csv
mkdir -p folder
run 2 'folder is a directory; name a file' --events events.csv --outbox folder
run 2 'nowhere/out.jsonl cannot be written' --events events.csv --outbox nowhere/out.jsonl

# The catalog.
sed 's/send: second/send: secnod/' catalog.yaml > typing.yaml
wants 1 'typing.yaml:9:5: error' check typing.yaml
wants 1 '1 error, ' check typing.yaml
wants 1 'the catalog has errors, so nothing was run' run typing.yaml --leads leads.csv --events events.csv
printf '# nothing yet\n' > blank.yaml
: > empty.yaml
printf '{content: first, channel: email, subject: One, text: Hello}\n' > contents.yaml
for catalog in empty blank contents; do
    wants 1 "$catalog.yaml has no workflow, so nothing was run" run $catalog.yaml --leads leads.csv --events events.csv
done

# Outputs never replace what is read, nor each other: nothing is read before that is sure.
mkdir -p catalog
cp catalog.yaml catalog/
cp leads.csv kept.csv
ln -sf leads.csv link.csv
ln -sf catalog/catalog.yaml link.yaml
printf 'id\n' > accounts.csv
cp events.csv next.jsonl.part
run 2 '--outbox leads.csv would overwrite leads.csv, a file of --leads; name another file' --events events.csv --outbox leads.csv
run 2 '--outbox ./link.csv would overwrite leads.csv' --events nowhere.csv --outbox ./link.csv
run 2 '--rejects events.csv would overwrite events.csv, a file of --events' --events events.csv --rejects events.csv
run 2 '--rejects accounts.csv would overwrite accounts.csv, a file of --accounts' \
    --events events.csv --accounts accounts.csv --rejects accounts.csv
run 2 '--outbox catalog.yaml would overwrite catalog.yaml, the catalog' --events events.csv --outbox catalog.yaml
wants 2 '--outbox link.yaml would overwrite catalog/catalog.yaml, a file of the catalog' \
    run catalog --leads leads.csv --events events.csv --outbox link.yaml
run 2 '--outbox next.jsonl would overwrite next.jsonl.part, a file of --events' --events next.jsonl.part --outbox next.jsonl
run 2 '--outbox new.jsonl and --rejects ./new.jsonl would be written to the same file; name two files' \
    --events events.csv --outbox new.jsonl --rejects ./new.jsonl
run 2 'would be written to the same file' --events events.csv --outbox new.jsonl --rejects new.jsonl.part
same 'the inputs are as they were' "$(cat kept.csv)" "$(cat leads.csv)"
run 0 '3 leads' --events events.csv --outbox /dev/null --rejects /dev/null

# Columns.
printf 'name,email\nAda,a@b.example\n' > no-id.csv
wants 2 'no-id.csv:1:1: the column "id" is missing; the first line must name the columns, and it names: name, email' \
    run catalog.yaml --leads no-id.csv --events events.csv
printf 'time;lead;type\n2026-03-02;ada;x\n' > semicolons.csv
run 2 'columns are separated by commas' --events semicolons.csv
printf 'time,lead,type\n2026-03-02,ada\n' > short.csv
run 2 'short.csv:2: the row has 2 cells and the header 3' --events short.csv
printf 'id,subscribed.marketting\nada,true\n' > category.csv
for on_error in stop skip; do
    wants 2 'category.csv:1:4: there is no category "marketting"; did you mean "marketing"?' \
        run catalog.yaml --leads category.csv --events events.csv --on-error $on_error
done
printf 'id,subscribed.weather\n' > weather.csv
wants 2 'weather.csv:1:4: there is no category "weather"; there are: marketing, transactional' \
    run catalog.yaml --leads weather.csv --events events.csv
printf '{"id":"ada","subscribed.marketting":true}\n' > category.jsonl
wants 2 'category.jsonl:1: there is no category "marketting"; did you mean "marketing"?' \
    run catalog.yaml --leads category.jsonl --events events.csv
printf 'time,lead,type,subscribed.marketting\n2026-03-02,ada,x,true\n2026-03-02,ada,lead_changed,true\n' > consent.csv
run 2 'consent.csv:3:29: there is no category "marketting"; did you mean "marketing"?' --events consent.csv
run 0 '1 row rejected' --events consent.csv --on-error skip
printf '{"time":"2026-03-02","lead":"ada","type":"lead_changed","properties":{"subscribed.marketting":false}}\n' > consent.jsonl
run 2 'consent.jsonl:1: there is no category "marketting"; did you mean "marketing"?' --events consent.jsonl

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
same 'a column that is not known is left out' 1 "$(grep -c '"line":3,"reason"' rejects.jsonl)"
same 'a column that is known is there' 1 "$(grep -c '"line":4,"column":1,"reason"' rejects.jsonl)"
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
