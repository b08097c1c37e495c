#!/bin/bash
# SPDX-License-Identifier: BSL-1.0
# Runs on a database: they go on where they stopped, refuse what does not fit, and can be told of afterwards.
. "$(dirname "$0")/expect.sh"

run="run catalog.yaml --leads leads.csv --events events.csv --until 2026-04-01"
outputs() { cat "$1.json" "$1.jsonl" "$1.rejects"; }

# A run on a database ends as one in memory does, and so does every further one.
"$nurture" $run --outbox memory.jsonl --rejects memory.rejects --json > memory.json
for again in first second; do
    "$nurture" $run --db all.db --outbox all.jsonl --rejects all.rejects --json > all.json
    same "a run on a database, the $again time" "$(outputs memory)" "$(outputs all)"
done
wants 0 'They are kept in all.db; --outbox FILE writes them to a file.' $run --db all.db
wants 0 'The story of ben:' $run --db all.db --story ben

# In parts: a later --until, and files that grow.
head -2 events.csv > parts.csv
for until in 2026-03-02T09:00:00Z 2026-03-03T00:00:00Z; do
    wants 0 '1 message' run catalog.yaml --leads leads.csv --events parts.csv --until $until --db parts.db
done
tail -n +3 events.csv >> parts.csv
"$nurture" run catalog.yaml --leads leads.csv --events parts.csv --until 2026-04-01 --db parts.db --outbox parts.jsonl \
    --rejects parts.rejects --json > parts.json
same 'a run in parts' "$(outputs memory)" "$(outputs parts)"
same 'digest' "$("$nurture" db digest all.db)" "$("$nurture" db digest parts.db)"
same 'a digest is 64 hexadecimal digits' 1 "$("$nurture" db digest all.db | grep -cE '^[0-9a-f]{64}$')"
same 'journal' "$("$nurture" db export all.db)" "$("$nurture" db export parts.db)"

# Compressed, or under another name: the bytes count.
gzip -c parts.csv > parts.csv.gz
wants 0 '3 messages' run catalog.yaml --leads leads.csv --events parts.csv.gz --until 2026-04-01 --db parts.db

# What does not fit is refused in one sentence, and nothing is written.
digest=$("$nurture" db digest all.db)
sed 's/10:00:00Z,ben,form/10:00:01Z,ben,form/' events.csv > changed.csv
refused() { local status=$1 text=$2; shift 2; wants "$status" "$text" "$@" --db all.db --outbox never.jsonl; }
refused 2 'changed.csv:4: the file changed in this line or before it, and all.db has taken in what stood there' \
    run catalog.yaml --leads leads.csv --events changed.csv
head -2 events.csv > short.csv
refused 2 'short.csv has 1 good row, and all.db has taken in 3 of it' run catalog.yaml --leads leads.csv --events short.csv
{ cat events.csv; echo '2026-03-20,ada,x,e4'; } > late.csv
refused 2 'late.csv:5: 2026-03-20T00:00:00.000Z is new and comes too late, because all.db has come to 2026-0' \
    run catalog.yaml --leads leads.csv --events late.csv
refused 2 'all.db was begun without --sort; go on as it was begun' $run --sort
refused 2 'all.db was begun at the first event, and this run begins at 2026-03-01' $run --from 2026-03-01
refused 2 '--until 2026-03-02T09:00:00.000Z is before 2026-0' \
    run catalog.yaml --leads leads.csv --events events.csv --until 2026-03-02T09:00:00Z
sed 's/first_name: Ada/first_name: Eda/; s/Hello/Goodbye/' catalog.yaml > other.yaml
refused 2 'all.db was begun with another catalog than other.yaml; give it the catalog of then' \
    run other.yaml --leads leads.csv --events events.csv
sed 's/^cleo/dora/' leads.csv > other-leads.csv
refused 2 'other-leads.csv:4: the file changed' run catalog.yaml --leads other-leads.csv --events events.csv
same 'nothing was written' "$digest " "$("$nurture" db digest all.db) $(ls never.jsonl* 2> /dev/null)"
{ echo '# the same'; cat catalog.yaml; } > same.yaml
wants 0 '3 messages' run same.yaml --leads leads.csv --events events.csv --until 2026-04-01 --db all.db

# Messages that are sent for real, in two parts: each once, the same as are recorded otherwise.
keys() { grep -o '"key":"[A-Z2-7]*"' "$1" | sort; }
for until in 2026-03-02T09:30:00Z 2026-04-01 2026-04-01; do
    "$nurture" run catalog.yaml --leads leads.csv --events events.csv --until $until --db sent.db \
        --channel email=file:sent.jsonl > sent.txt
done
same 'messages in the file' "$(keys memory.jsonl)" "$(keys sent.jsonl)"
same 'digest with a channel' "$("$nurture" db digest all.db)" "$("$nurture" db digest sent.db)"
wants 2 'all.db was begun without --channel and records its messages' $run --db all.db --channel email=console
wants 2 'sent.db keeps no messages, since it was begun with --channel' $run --db sent.db
wants 0 'They went to email=console.' $run --channel email=console
wants 0 'Hello Ada' $run --channel email=console
wants 0 'Failed to connect' $run --channel email=smtp:127.0.0.1:9,encryption=none,from=a@example.com
wants 0 '"messages":0' $run --json --channel email=webhook:http://127.0.0.1:9/ # Not allowed: this machine is private.

# A copy is the same, and goes on like the original; nothing is overwritten.
wants 0 '' db backup all.db copy.db
same 'a copy' "$digest" "$("$nurture" db digest copy.db)"
wants 0 '3 messages' $run --db copy.db
wants 3 'copy.db exists already, and a backup overwrites nothing; name another file' db backup all.db copy.db
wants 3 'see that its folder exists' db backup all.db nowhere/copy.db
wants 3 'nowhere.db does not exist' db backup nowhere.db other.db
same 'a backup of nothing leaves nothing' '' "$(ls other.db* 2> /dev/null)"

# Files that are no databases of ours, or cannot be one.
wants 3 'nowhere/x.db' $run --db nowhere/x.db
mkdir -p folder
wants 3 'folder is a directory' $run --db folder
cp memory.json text.db
wants 3 'text.db' $run --db text.db
same 'a file that is no database is as it was' "$(cat memory.json)" "$(cat text.db)"
wants 3 'nowhere.db does not exist' db check nowhere.db
wants 3 'nowhere.db does not exist' explain ada --db nowhere.db
same 'reading makes no file' '' "$(ls nowhere.db 2> /dev/null)"
wants 2 'nowhere.csv does not exist' run catalog.yaml --leads nowhere.csv --events events.csv --db empty.db
same 'a mistyped name leaves no database' '' "$(ls empty.db 2> /dev/null)"
wants 2 '--db leads.csv is leads.csv, a file of --leads; name another file' $run --db leads.csv
wants 2 '--outbox all.db would overwrite all.db, the database; name another file' $run --db all.db --outbox all.db
wants 2 '--rejects all.db-wal would overwrite all.db-wal, a file of the database' $run --db all.db --rejects all.db-wal

# One run at a time.
mkfifo slow.csv
"$nurture" run catalog.yaml --leads leads.csv --events slow.csv --db busy.db > busy.txt 2>&1 &
first=$!
exec 3> slow.csv
head -2 events.csv >&3
wants 3 'busy.db' run catalog.yaml --leads leads.csv --events events.csv --db busy.db
wants 3 'busy.db' db forget ada --db busy.db
wants 0 '' db check busy.db
wants 0 '' db backup busy.db busy-copy.db
wants 0 'is sound' db check busy-copy.db
exec 3>&-
wait "$first"
same 'the first one is not disturbed' 0 $?

# Ctrl-C says where it stopped; the same command goes on.
mkfifo stopped.csv
"$nurture" run catalog.yaml --leads leads.csv --events stopped.csv --db stopped.db > stopped.txt 2>&1 &
first=$!
exec 3> stopped.csv
head -2 events.csv >&3
kill -INT "$first"
tail -n +3 events.csv >&3
exec 3>&-
wait "$first"
same 'status after Ctrl-C' 3 $?
same 'what is said after Ctrl-C' 1 "$(grep -c 'stopped .*; the same command goes on from there' stopped.txt)"
wants 0 '3 messages' run catalog.yaml --leads leads.csv --events events.csv --until 2026-04-01 --db stopped.db

# Rows that were refused are listed again by every run.
{ cat events.csv; echo '2026-03-05,zed,x,e4'; echo 'soon,ada,x,e5'; echo '2026-03-06,ada,x,e6'; } > bad.csv
bad="run catalog.yaml --leads leads.csv --events bad.csv --until 2026-04-01"
wants 2 'bad.csv:5: the lead store has no lead zed; add the lead to a lead file, or use --on-error skip' $bad --db bad.db
for again in first second; do
    wants 0 '"rejected":2' $bad --db bad.db --on-error skip --rejects bad.rejects --json
    same "rejects, the $again time" 'bad.csv:5 bad.csv:6' \
        "$(sed -E 's/.*"file":"([^"]*)","line":([0-9]+).*/\1:\2/' bad.rejects | xargs)"
done
wants 2 'bad.db has refused it for good' $bad --db bad.db

# What happened, and why.
cat > asks.yaml <<'YAML'
workflow: guide
trigger:
  - event: form_submitted
    where: event.form == "guide"
when: lead.employees >= 50
exit:
  - event: demo_requested
steps:
  - send: first
  - delay: 3d
    id: rest
  - if: lead.employees >= 100
    send: second
---
workflow: other
trigger: {event: never_happens}
steps: [{send: first}]
---
{content: first, channel: email, subject: One, text: Hello}
---
{content: second, channel: email, subject: Two, text: Again}
---
fields:
  lead: {employees: int}
  events: {form_submitted: {form: string}, demo_requested: {}, never_happens: {}}
YAML
printf 'id,email,employees\nada,ada@example.com,62\nben,ben@example.com,12\ncleo,,70\ndora,d@example.com,80\n' > asks-leads.csv
printf 'time,lead,type,form\n2026-03-02,ada,form_submitted,guide\n2026-03-02,ben,form_submitted,guide\n2026-03-02,cleo,form_submitted,guide\n2026-03-02,dora,form_submitted,webinar\n' > asks.csv
wants 0 '4 leads' run asks.yaml --leads asks-leads.csv --events asks.csv --until 2026-03-04 --db asks.db
wants 0 '2026-03-02 00:00:00  guide #1: enrolled by form_submitted' explain ada --db asks.db
wants 0 'not enrolled by form_submitted: not_eligible (lead.employees (12) >= 50 does not hold)' explain ben --db asks.db
wants 0 'At 2026-03-02 00:00:00 form_submitted did not enroll ben in guide: not_eligible, its `when` does not hold: lead.employees (12) >= 50 does not hold.' \
    explain ben --db asks.db --why-not guide
wants 0 'ada is in guide since 2026-03-02 00:00:00 and stands at rest; it waits until 2026-03-05 00:00:00 (3d).' \
    explain ada --db asks.db --why-not guide
wants 0 'No trigger of guide has fired for dora. It enrolls on form_submitted where event.form == "guide". form_submitted happened once, at 2026-03-02 00:00:00 (form: webinar), and that was not it.' \
    explain dora --db asks.db --why-not guide
wants 0 'It enrolls on never_happens. Nothing of the kind has happened.' explain ada --db asks.db --why-not other
wants 2 'asks.db has no workflow "giude"; did you mean "guide"?' explain ada --db asks.db --why-not giude
wants 2 'asks.db has no lead "doraa"; did you mean "dora"?' explain doraa --db asks.db
wants 0 '"first" was not sent at 2026-03-02 00:00:00: no_address, the lead has no address on this channel' \
    explain cleo --db asks.db --message first
"$nurture" run asks.yaml --leads asks-leads.csv --events asks.csv --until 2026-03-10 --db asks.db --outbox asks.jsonl > /dev/null
key=$(sed -E 's/.*"key":"([^"]*)".*/\1/; q' asks.jsonl)
wants 0 '"first" went to ada@example.com by email at 2026-03-02 00:00:00: guide #1 had come to first.' \
    explain ada --db asks.db --message "$key"
wants 0 'happened: form_submitted (form: guide)' explain ada --db asks.db --message "$key"
wants 2 'ada has no message "frist"; did you mean "first"?' explain ada --db asks.db --message frist
wants 0 'ada was in guide and left at 2026-03-05 00:00:00 as completed; no trigger of it has fired since.' \
    explain ada --db asks.db --why-not guide
wants 0 '"answer":"refused"' explain ben --db asks.db --why-not guide --json
wants 0 '"timeline":[{"seq":1,' explain ada --db asks.db --json
wants 0 '"way":[{"seq":1,' explain ada --db asks.db --message first --json
wants 2 '--db is required' explain ada

# Care.
wants 0 'asks.db is sound.' db check asks.db
same 'every line of the journal is exported' "$("$nurture" db export asks.db | grep -c '"lead":"ada"')" \
    "$("$nurture" explain ada --db asks.db | wc -l)"
wants 2 'subcommand is required' db

# A person is forgotten: what they did stays, who they were does not.
forget() { wants "$1" "$2" db forget "$3" --db asks.db; }
forget 2 'asks.db has no lead "adda"; see that the id is right' adda
(
    exec 9>> asks.db-owner
    flock --shared 9
    forget 3 'asks.db is in use by another engine; end that one first, or let it forget the lead' ada
)
mail=ada@example.com
same 'the address is in the file' asks.db "$(grep -l -a "$mail" asks.db)"
forget 0 'Backups made before still hold the lead.' ada
same 'the address is gone from every file' '' "$(grep -l -a "$mail" asks.db*)"
same 'nothing but a number is exported' 0 "$("$nurture" db export asks.db | grep -c '"lead":"ada"')"
name=$("$nurture" db export asks.db | sed -n 's/.*"lead":"\(#[0-9]*\)".*lead_forgotten.*/\1/p')
wants 0 'happened: lead_forgotten' explain "$name" --db asks.db
wants 0 'asks.db is sound.' db check asks.db
forget 2 'asks.db has no lead "ada"' ada
wants 2 'asks.db has no lead "ada"' explain ada --db asks.db
wants 0 '4 leads' run asks.yaml --leads asks-leads.csv --events asks.csv --until 2026-03-12 --db asks.db

# The same by an event, in memory and in a database, in one run and in parts.
{ cat asks.csv; echo '2026-03-03,ben,form_submitted,guide'; echo '2026-03-03,ada,lead_forgotten,'
  echo '2026-03-03,ada,form_submitted,guide'; echo '2026-03-04,zed,lead_forgotten,'; } > goes.csv
goes="run asks.yaml --leads asks-leads.csv --events goes.csv --on-error skip --json"
"$nurture" $goes --until 2026-03-20 --outbox goes.jsonl --rejects goes.rejects > goes.json
"$nurture" $goes --until 2026-03-20 --outbox once.jsonl --rejects once.rejects --db once.db > once.json
"$nurture" $goes --until 2026-03-04 --outbox twice.jsonl --db twice.db > twice.json
"$nurture" $goes --until 2026-03-20 --outbox twice.jsonl --rejects twice.rejects --db twice.db > twice.json
same 'a run in a database that forgets' "$(outputs goes)" "$(outputs once)"
same 'the same in parts' "$(outputs goes)" "$(outputs twice)"
same 'digest of runs that forget' "$("$nurture" db digest once.db)" "$("$nurture" db digest twice.db)"
same 'later events are of an unknown lead' 'goes.csv:8 goes.csv:9' \
    "$(sed -E 's/.*"file":"([^"]*)","line":([0-9]+).*/\1:\2/' goes.rejects | xargs)"
same 'no mail of ada is left' 0 "$(grep -c ada goes.jsonl)"

if command -v sqlite3 > /dev/null; then
    cp asks.db damaged.db
    sqlite3 damaged.db "UPDATE journal_row SET seq = seq + 1 WHERE id = 2"
    wants 1 '' db check damaged.db
fi

# What was kept is decided once more.
wants 0 'asks.db is sound. It was not replayed: it keeps no inputs (setting delivery.keep_inputs).' \
    db check asks.db --catalog asks.yaml
wants 2 'asks.db could not be replayed: it was deployed with another catalog (' db check asks.db --catalog catalog.yaml
wants 2 'nowhere.yaml does not exist' db check asks.db --catalog nowhere.yaml
{ cat catalog.yaml; echo '---'; echo 'settings: {delivery: {keep_inputs: 3650d}}'; } > keeps.yaml
for until in 2026-03-02T09:00:00Z 2026-03-03T00:00:00Z 2026-03-04T00:00:00Z 2026-04-01; do
    wants 0 'message' run keeps.yaml --leads leads.csv --events events.csv --until $until --db kept.db
    wants 0 'kept.db is sound, and a replay of ' db check kept.db --catalog keeps.yaml
done
wants 0 'a replay of 3 kept inputs comes to the same state of 2 leads.' db check kept.db --catalog keeps.yaml
if command -v sqlite3 > /dev/null; then
    "$nurture" run keeps.yaml --leads leads.csv --events events.csv --until 2026-03-03 --db changed.db > /dev/null
    cp changed.db due.db
    sqlite3 due.db "UPDATE enrollment_row SET due = due + 1"
    wants 1 'lead ada: `due` of enrollment 1 is "2026-03-05T09:00:00.001Z" in the database and "2026-03-05T09:00' \
        db check due.db --catalog keeps.yaml
    cp changed.db field.db
    sqlite3 field.db "UPDATE lead_row SET fields = json_set(fields, '\$.first_name', 'Eda') WHERE id = 'ada'"
    wants 1 'lead ada: `fields` is {' db check field.db --catalog keeps.yaml
    cp kept.db missing.db
    sqlite3 missing.db "DELETE FROM input WHERE body LIKE '%demo_requested%'"
    wants 1 'lead ben: the database has line 7 of 2026-03-03T10:00:00.000Z, `event` {"id":"e3","type":"demo_requested"}' \
        db check missing.db --catalog keeps.yaml
    cp kept.db later.db
    sqlite3 later.db "DELETE FROM input WHERE id = (SELECT min(id) FROM input)"
    wants 0 'It was not replayed: the inputs that it keeps begin at 2026-03-02T09:00:00.000Z' \
        db check later.db --catalog keeps.yaml
fi

finish
