# SPDX-License-Identifier: BSL-1.0
# Sourced by the tests of the program: a folder to work in, and functions that count what is wrong.
set -u
nurture=$(readlink -f "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
checks=0
failures=0

# Leads in leads.csv, a catalog in catalog.yaml: where every test begins.
cat > catalog.yaml <<'YAML'
workflow: two-mails
trigger: {event: form_submitted}
exit:
  - event: demo_requested
steps:
  - send: first
  - delay: 72h
    id: rest
  - send: second
---
{content: first, channel: email, subject: One, text: "Hello {{ lead.first_name }}"}
---
{content: second, channel: email, subject: Two, text: Again}
YAML
printf 'id,email,first_name\nada,ada@example.com,Ada\nben,ben@example.com,Ben\ncleo,,Cleo\n' > leads.csv
printf 'time,lead,type,id\n2026-03-02T09:00:00Z,ada,form_submitted,e1\n2026-03-02T10:00:00Z,ben,form_submitted,e2\n2026-03-03T10:00:00Z,ben,demo_requested,e3\n' > events.csv

# wants <status> <text> <arguments…>: the program ends so, and says so on stdout or stderr.
wants() {
    local status=$1 text=$2 said got
    shift 2
    said=$("$nurture" "$@" 2>&1 < /dev/null)
    got=$?
    checks=$((checks + 1))
    if [ "$got" -ne "$status" ] || [[ "$said" != *"$text"* ]]; then
        failures=$((failures + 1))
        printf 'FAILED: nurture %s\n  expected status %s and: %s\n  got status %s and: %s\n' "$*" "$status" "$text" "$got" "$said"
    fi
}

# same <what> <expected> <actual>
same() {
    checks=$((checks + 1))
    if [ "$2" != "$3" ]; then
        failures=$((failures + 1))
        printf 'FAILED: %s\n  expected: %s\n  got:      %s\n' "$1" "$2" "$3"
    fi
}

finish() {
    printf '%s checks, %s failed\n' "$checks" "$failures"
    [ "$failures" -eq 0 ]
    exit
}
