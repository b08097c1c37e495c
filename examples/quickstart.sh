#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# Builds nurture and nurtures two hundred sample leads for eight weeks, in a second and without sending anything. What was
# decided is left in build/sample/nurture.db; every further call begins with a new one.
# Works from any directory, as often as you like; installs missing Debian packages with apt-get (sudo when not root).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

step() { printf '\n== %s\n' "$*"; }
# Prints a command as one would type it, then runs it.
shown() {
    local word line='$'
    for word in "$@"; do
        case $word in
            *[\ \(]*) line+=" \"$word\"" ;;
            *) line+=" $word" ;;
        esac
    done
    printf '%s\n' "$line"
    "$@"
}

step "Looking for what the build needs"
bash cmake/install-packages.sh

step "Building nurture (a few minutes the first time)"
bash cmake/build.sh release nurture_cli generate_sample
nurture=build/release/examples/cli/nurture
database=build/sample/nurture.db

step "Inventing 200 leads and what they did in eight weeks (build/sample)"
build/release/examples/quickstart/generate_sample build/sample
rm -f "$database" "$database"-*

step "Checking the two workflows (examples/quickstart/catalog)"
shown "$nurture" check examples/quickstart/catalog

step "Running eight weeks on a database"
shown "$nurture" run examples/quickstart/catalog \
    --accounts build/sample/accounts.csv \
    --leads build/sample/leads.csv \
    --events build/sample/events.csv \
    --until 2026-03-16T00:00:00Z \
    --db "$database" \
    --outbox build/sample/messages.jsonl

step "Asking what happened to a lead, and why another one is not in a workflow"
shown "$nurture" explain lead-010 --db "$database"
shown "$nurture" explain lead-011 --db "$database" --why-not awareness-nurture

step "Looking into the database"
query="SELECT workflow, state, reason, count(*) FROM enrollment GROUP BY workflow, state, reason"
if command -v sqlite3 >/dev/null; then
    shown sqlite3 -box "$database" "$query"
else
    echo "\$ sqlite3 $database \"$query\"   # apt-get install sqlite3"
fi
cat <<EOF

It is $database, and a look at it disturbs nothing:
  sqlite3 $database "SELECT handed_over_at, lead, subject FROM message ORDER BY 1 LIMIT 10"
EOF
