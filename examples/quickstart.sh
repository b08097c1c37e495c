#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# Builds nurture and nurtures two hundred sample leads for eight weeks, in a second and without sending anything.
# Works from any directory, as often as you like; installs missing Debian packages with apt-get (sudo when not root).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

step() { printf '\n== %s\n' "$*"; }

step "Looking for what the build needs"
bash cmake/install-packages.sh

step "Building nurture (a few minutes the first time)"
bash cmake/build.sh release nurture_cli generate_sample
nurture=build/release/examples/cli/nurture

step "Inventing 200 leads and what they did in eight weeks (build/sample)"
build/release/examples/quickstart/generate_sample build/sample

step "Checking the two workflows (examples/quickstart/catalog)"
"$nurture" check examples/quickstart/catalog

step "Running eight weeks"
run=("$nurture" run examples/quickstart/catalog
    --accounts build/sample/accounts.csv
    --leads build/sample/leads.csv
    --events build/sample/events.csv
    --until 2026-03-16T00:00:00Z
    --outbox build/sample/messages.jsonl)
printf '%s\n' "${run[*]}"
"${run[@]}"
