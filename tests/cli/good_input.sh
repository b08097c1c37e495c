#!/bin/bash
# SPDX-License-Identifier: BSL-1.0
# What the program prints and writes when all is well.
. "$(dirname "$0")/expect.sh"

run="run catalog.yaml --leads leads.csv --until 2026-04-01"

wants 0 '0 errors, ' check catalog.yaml
same 'no workflow is missing' '' "$("$nurture" check catalog.yaml | grep 'no workflow')"
printf '{content: first, channel: email, subject: One, text: Hello}\n' > contents.yaml
wants 0 '; the catalog has no workflow' check contents.yaml
wants 0 '"errors":0' check catalog.yaml --format json
wants 0 '"version":"2.1.0"' check catalog.yaml --format sarif

same 'who reads which field' 'lead.first_name  string  read by content "first"' "$("$nurture" check catalog.yaml --fields)"

# What a lead would get.
same 'a preview' $'To: ada@example.com\nSubject: One\n\nHello Ada' "$("$nurture" preview catalog.yaml first --lead leads.csv)"
same 'a preview of another lead' $'Subject: One\n\nHello Cleo' "$("$nurture" preview catalog.yaml first --lead leads.csv --id cleo)"
same 'a preview of given fields' $'To: ada@example.com\nSubject: One\n\nHello Eve' \
    "$("$nurture" preview catalog.yaml first --lead leads.csv --fields first_name=Eve)"
mkdir previews
"$nurture" preview catalog.yaml first --lead leads.csv --out previews > /dev/null
same 'files of a preview' $'first.headers\nfirst.txt' "$(ls previews)"
same 'the text of a preview' 'Hello Ada' "$(cat previews/first.txt)"

summary=$("$nurture" $run --events events.csv --json --outbox outbox.jsonl)
same 'summary' \
    '{"leads":3,"accounts":0,"events":3,"duplicates":0,"rejected":0,"enrolled":2,"active":0,"left":{"completed":1,"goal":0,"exited":1,"failed":0,"removed":0,"expired":0,"deleted":0,"merged":0},"messages":3,"skipped":{"unsubscribed":0,"suppressed":0,"no_address":0,"cap":0,"duplicate":0,"expired":0,"stale":0,"missing_value":0,"not_eligible":0,"already_sent":0,"quiet_hours":0,"withdrawn":0,"no_owner":0,"nothing_left":0},"tasks":0,"notifications":0,"workflows":{"two-mails":{"enrolled":2,"active":0,"left":{"completed":1,"goal":0,"exited":1,"failed":0,"removed":0,"expired":0,"deleted":0,"merged":0},"exits":{"demo_requested":1},"messages":3,"steps":{"first":{"entered":2,"left":2,"sent":2},"rest":{"entered":2,"left":2,"sent":0},"second":{"entered":1,"left":1,"sent":1}}}},"until":"2026-04-01T00:00:00.000Z"}' \
    "$summary"
same 'messages' 3 "$(wc -l < outbox.jsonl)"
same 'the first message' \
    '{"time":"2026-03-02T09:00:00.000Z","lead":"ada","channel":"email","to":"ada@example.com","workflow":"two-mails","version":"V","step":"first","content":"first","variant":"base","category":"marketing","subject":"One","text":"Hello Ada","key":"K"}' \
    "$(head -1 outbox.jsonl | sed -E 's/"version":"[0-9a-f]{64}"/"version":"V"/; s/"key":"[a-z2-7A-Z]{26}"/"key":"K"/')"
same 'no rest of an outbox' '' "$(ls outbox.jsonl.part 2> /dev/null)"

# The same inputs in other forms give the same messages.
gzip -k events.csv
head -2 events.csv > one.csv
{ head -1 events.csv; tail -2 events.csv; } > two.csv
printf '\xef\xbb\xbf' | cat - events.csv | sed 's/$/\r/' > windows.csv
sed 1d events.csv | sed -E 's/(.*),(.*),(.*),(.*)/{"time":"\1","lead":"\2","type":"\3","id":"\4"}/' > events.jsonl
for events in "--events events.csv.gz" "--events one.csv --events two.csv" "--events windows.csv" "--events events.jsonl" \
    "--events events.csv --group 1"; do
    "$nurture" $run $events --outbox again.jsonl > /dev/null
    same "messages of $events" "$(sha256sum < outbox.jsonl)" "$(sha256sum < again.jsonl)"
done

# An event seen before is counted and changes nothing.
{ cat events.csv; tail -1 events.csv; } > repeated.csv
wants 0 '"duplicates":1' $run --events repeated.csv --json

# For people.
wants 0 'two-mails: 2 enrolled, 0 active, 1 completed, 1 exited (1 demo_requested)' $run --events events.csv
wants 0 '3 messages' $run --events events.csv
wants 0 'The story of ben:' $run --events events.csv --story ben
wants 0 'left as exited, reason demo_requested' $run --events events.csv --story ben

# A lead without an address is skipped and said to be.
printf 'time,lead,type\n2026-03-02,cleo,form_submitted\n' > cleo.csv
wants 0 'not sent: 2 no_address' $run --events cleo.csv

# Leads change while they are in: the second mail goes to the new address.
printf 'time,lead,type,email\n2026-03-02,ada,form_submitted,\n2026-03-03,ada,lead_changed,new@example.com\n' > change.csv
"$nurture" $run --events change.csv --outbox change.jsonl > /dev/null
same 'addresses' 'ada@example.com new@example.com' "$(sed -E 's/.*"to":"([^"]*)".*/\1/' change.jsonl | xargs)"

# Without events nothing happens; an output that is cut off is an error.
head -1 events.csv > none.csv
wants 0 '"until":null' run catalog.yaml --leads leads.csv --events none.csv --json
wants 0 'nurture: none.csv has no events' run catalog.yaml --leads leads.csv --events none.csv
wants 0 'nurture: none.csv has no events' $run --events events.csv --events none.csv --sort
wants 0 'nurture: 3 events after --until were left out; the first is at 2026-03-02T09:00:00.000Z' \
    run catalog.yaml --leads leads.csv --events events.csv --until 2026-03-01
wants 0 'nurture: 1 event after --until was left out; the first is at 2026-03-02T09:00:00.000Z' \
    run catalog.yaml --leads leads.csv --events one.csv --until 2026-03-01
same 'no hint when all is well' '' "$("$nurture" $run --events events.csv 2>&1 > /dev/null)"
checks=$((checks + 1))
"$nurture" $run --events events.csv > /dev/full 2> /dev/null
same 'status on a full disk' 3 $?

# Categories of the catalog are columns as the built-in ones are.
mkdir catalog
cp catalog.yaml catalog/
printf 'settings: {categories: {newsletter: {consent: opt_in}}}\n' > catalog/settings.yaml
printf 'id,subscribed.newsletter,subscribed.marketing,subscribed.transactional\nada,true,false,\n' > consents.csv
printf 'time,lead,type,subscribed.newsletter\n2026-03-02,ada,lead_changed,false\n' > consent.csv
wants 0 '1 lead, 1 event' run catalog --leads consents.csv --events consent.csv

# Scenarios.
cat > scenario.yaml <<'YAML'
scenario: Two mails, three days apart
catalog: catalog.yaml
start: 2026-03-02T09:00:00Z
leads:
  ada: {email: ada@example.com, first_name: Ada}
timeline:
  - {at: 0h, lead: ada, event: form_submitted}
until: 5d
expect:
  messages: [{at: 0h, content: first}, {at: 3d, content: second}]
YAML
sed 's/at: 3d/at: 4d/' scenario.yaml > wrong.yaml
wants 0 '1 passed, 0 failed' test scenario.yaml
wants 1 '0 passed, 1 failed' test wrong.yaml
wants 1 'wrong.yaml:10: messages: expected 2, got 2' test wrong.yaml
wants 1 '1 passed, 1 failed' test .
wants 0 '1 passed, 0 failed' test . --filter scenario.yaml
wants 2 'no scenario was found that the filter lets pass' test . --filter nothing
wants 1 '' test . --junit junit.xml
same 'junit' 'tests="2" failures="1" skipped="0"' "$(grep -o 'tests="2" failures="1" skipped="0"' junit.xml)"

finish
