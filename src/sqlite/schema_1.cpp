// SPDX-License-Identifier: BSL-1.0
#include "sqlite/schema.hpp"

namespace nurture::inline v0::sqlite {

// What stands here is documented in docs/reference/store.md. A released version is never changed: write an Upgrade.
//
// Tables that end in _row hold ids as numbers and are what the store writes; the views without it are for people.
// Comments inside a definition are kept by SQLite: `.schema` shows them.
const char* const schema_1 = R"sql(

-- What there is one of.
CREATE TABLE store (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    epoch INTEGER NOT NULL DEFAULT 0,            -- of the latest opening; every commit asks for it
    driven_to INTEGER,                           -- how far time has been decided
    catalog BLOB,                                -- SHA-256 of the deployed catalog
    zone_data TEXT NOT NULL DEFAULT '',          -- edition of the time zones that deadlines were computed with
    records_messages INTEGER NOT NULL DEFAULT 0, -- accepted messages are kept with their texts
    applied INTEGER NOT NULL DEFAULT 0,          -- inputs that were applied,
    duplicates INTEGER NOT NULL DEFAULT 0,       -- seen before,
    refused INTEGER NOT NULL DEFAULT 0           -- refused
) STRICT;
INSERT INTO store (one) VALUES (1);

-- Numbers of enumerators as files spell them, for the views.
CREATE TABLE enumerator (
    type TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (type, number)
) STRICT, WITHOUT ROWID;
INSERT INTO enumerator VALUES
    ('enrollment', 0, 'active'), ('enrollment', 1, 'paused'), ('enrollment', 2, 'completed'), ('enrollment', 3, 'goal'),
    ('enrollment', 4, 'exited'), ('enrollment', 5, 'failed'), ('enrollment', 6, 'removed'),
    ('enrollment', 7, 'expired'), ('enrollment', 8, 'deleted'), ('enrollment', 9, 'merged'),
    ('standing', 0, 'ready'), ('standing', 1, 'delayed'), ('standing', 2, 'waiting'), ('standing', 3, 'sending'),
    ('message', 0, 'queued'), ('message', 1, 'handing_over'), ('message', 2, 'deferred'), ('message', 3, 'held'),
    ('message', 4, 'accepted'), ('message', 5, 'assumed_sent'), ('message', 6, 'rejected'), ('message', 7, 'skipped'),
    ('message', 8, 'withdrawn'), ('message', 9, 'canceled'),
    ('journal', 0, 'enrolled'), ('journal', 1, 'refused'), ('journal', 2, 'entered'), ('journal', 3, 'branched'),
    ('journal', 4, 'waiting'), ('journal', 5, 'resumed'), ('journal', 6, 'sent'), ('journal', 7, 'skipped'),
    ('journal', 8, 'delayed'), ('journal', 9, 'changed'), ('journal', 10, 'note'), ('journal', 11, 'left'),
    ('journal', 12, 'event'), ('journal', 13, 'error'), ('journal', 14, 'deployed');

-- Ids of workflows, steps, contents, channels, categories and variants, each once; 0 is none.
CREATE TABLE name (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO name VALUES (0, '');

-- Versions of workflows; 0 is none. What was only mentioned was never deployed.
CREATE TABLE version_row (
    id INTEGER PRIMARY KEY,
    workflow INTEGER NOT NULL REFERENCES name,
    sha256 BLOB NOT NULL,
    ordinal INTEGER,                             -- from 1, of the workflow
    canonical TEXT,                              -- the workflow as it was deployed
    deployment INTEGER,                          -- place in the order of deployment
    UNIQUE (workflow, sha256)
) STRICT;
INSERT INTO version_row (id, workflow, sha256) VALUES (0, 0, zeroblob(32));

-- How far each source of inputs was read.
CREATE TABLE mark (
    source TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    prefix TEXT NOT NULL                         -- hash of everything before the position
) STRICT, WITHOUT ROWID;

-- Inputs that were refused, in order.
CREATE TABLE refusal (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL, position INTEGER NOT NULL, prefix TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;

-- Inputs as they were accepted, if the settings keep them.
CREATE TABLE input (id INTEGER PRIMARY KEY, at INTEGER, lead TEXT NOT NULL, body TEXT NOT NULL) STRICT;
CREATE INDEX input_at ON input (at);

-- What goes over many leads, one after the other.
CREATE TABLE sweep (
    number INTEGER PRIMARY KEY,
    at INTEGER,
    kind TEXT NOT NULL,
    trigger TEXT NOT NULL,                       -- of a schedule: which
    place TEXT NOT NULL,                         -- every lead up to this id is done
    done INTEGER NOT NULL
) STRICT;

-- Channels that have been down; the others are not named.
CREATE TABLE channel_row (id TEXT PRIMARY KEY, down INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- Accounts by number.
CREATE TABLE account_row (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT;

-- A lead as the engine knows it: what every input about it rewrites.
CREATE TABLE lead_row (
    number INTEGER PRIMARY KEY,
    id TEXT UNIQUE,                              -- the host's id; NULL once the lead was forgotten
    account INTEGER REFERENCES account_row,
    due INTEGER,                                 -- the earliest instant at which time alone moves it
    seq INTEGER NOT NULL DEFAULT 0,              -- of its latest journal line
    journal INTEGER,                             -- id of that line, from where `previous` leads back
    message INTEGER,                             -- id of its latest message, likewise
    enrollments INTEGER NOT NULL DEFAULT 0,      -- how many there have been
    swept INTEGER NOT NULL DEFAULT 0,            -- the sweeps up to this number are done for it
    met_at INTEGER,                              -- when the first input about it was decided
    deleted INTEGER NOT NULL DEFAULT 0,
    fields ANY,                                  -- the engine's copy, JSON
    account_fields ANY,                          -- the same of its account, JSON
    consent ANY,                                 -- by category, JSON
    body BLOB                                    -- packed: chain, history, past enrollments; NULL: only named so far
) STRICT;
CREATE INDEX lead_due ON lead_row (due, id) WHERE due IS NOT NULL;
CREATE INDEX lead_account ON lead_row (account) WHERE account IS NOT NULL;

-- Answers about the past that hold instants: rewritten when they change, not with every input.
CREATE TABLE lead_aggregate (
    lead INTEGER NOT NULL REFERENCES lead_row,
    question INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (lead, question)
) STRICT, WITHOUT ROWID;
CREATE TABLE account_aggregate (
    account INTEGER NOT NULL REFERENCES account_row,
    question INTEGER NOT NULL,
    leads INTEGER NOT NULL,                      -- how many rows of account_aggregate_lead belong to it
    body BLOB NOT NULL,
    PRIMARY KEY (account, question)
) STRICT, WITHOUT ROWID;
CREATE TABLE account_aggregate_lead (
    account INTEGER NOT NULL,
    question INTEGER NOT NULL,
    lead INTEGER NOT NULL REFERENCES lead_row,
    at INTEGER,
    PRIMARY KEY (account, question, lead)
) STRICT, WITHOUT ROWID;

-- Enrollments that are active or paused. Who leaves moves to enrollment_ended.
CREATE TABLE enrollment_row (
    lead INTEGER NOT NULL REFERENCES lead_row,
    number INTEGER NOT NULL,                     -- of the lead, from 1
    version INTEGER NOT NULL REFERENCES version_row,
    key TEXT,                                    -- of the workflow's `key`
    step INTEGER NOT NULL REFERENCES name,
    state INTEGER NOT NULL,
    standing INTEGER NOT NULL,
    enrolled_at INTEGER,
    reached_at INTEGER,
    due INTEGER,                                 -- end of the delay or timeout
    expires_at INTEGER,
    rest BLOB NOT NULL,                          -- packed: node, visits, trigger, event that ended a wait
    PRIMARY KEY (lead, number)
) STRICT, WITHOUT ROWID;

-- Enrollments that have left, in the order they left.
CREATE TABLE enrollment_ended (
    id INTEGER PRIMARY KEY,
    lead INTEGER NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    key TEXT,
    step INTEGER NOT NULL,                       -- where it stood
    state INTEGER NOT NULL,
    reason TEXT NOT NULL,
    enrolled_at INTEGER,
    left_at INTEGER
) STRICT;

-- A visit of a send, appended; the outbox is what is not final.
CREATE TABLE message_row (
    id INTEGER PRIMARY KEY,
    previous INTEGER,                            -- the lead's message before this one
    lead INTEGER NOT NULL REFERENCES lead_row,
    key ANY NOT NULL,                            -- the idempotency key: the 16 bytes that its text spells
    enrollment INTEGER NOT NULL,
    version INTEGER NOT NULL REFERENCES version_row,
    step INTEGER NOT NULL REFERENCES name,
    visit INTEGER NOT NULL,
    channel INTEGER NOT NULL REFERENCES name,
    content INTEGER NOT NULL REFERENCES name,
    variant INTEGER NOT NULL REFERENCES name,
    category INTEGER NOT NULL REFERENCES name,
    state INTEGER NOT NULL,                      -- below 4: not final
    priority INTEGER NOT NULL,
    attempt INTEGER NOT NULL,                    -- the attempt that the texts were handed over with
    attempts INTEGER NOT NULL,                   -- failed or running ones
    reached_at INTEGER,
    queued_at INTEGER,                           -- its place in the outbox
    first_attempt INTEGER,
    next_attempt INTEGER,
    handed_over_at INTEGER,                      -- of the latest attempt
    address TEXT,
    sender TEXT,
    reply_to TEXT,
    content_hash BLOB,
    recorded INTEGER,                            -- its texts in recorded_message
    rest BLOB                                    -- packed: engagement, what put it off
) STRICT;
CREATE UNIQUE INDEX message_key ON message_row (key) WHERE recorded IS NULL;
CREATE INDEX message_open ON message_row (state, queued_at) WHERE state < 4;

-- Texts of messages whose answer is not final; deleted when it is.
CREATE TABLE message_text (
    message INTEGER PRIMARY KEY REFERENCES message_row,
    subject TEXT NOT NULL, preview TEXT NOT NULL, text TEXT NOT NULL, html TEXT NOT NULL,
    data ANY                                     -- JSON
) STRICT;

-- Texts of accepted messages, in the order they were accepted, if store.records_messages.
CREATE TABLE recorded_message (
    id INTEGER PRIMARY KEY,
    message INTEGER NOT NULL REFERENCES message_row,
    at INTEGER,                                  -- when it was handed over
    subject TEXT NOT NULL, preview TEXT NOT NULL, text TEXT NOT NULL, html TEXT NOT NULL,
    data ANY                                     -- JSON
) STRICT;

-- Every decision, appended. What is personal stands apart, so that it can be forgotten.
CREATE TABLE journal_row (
    id INTEGER PRIMARY KEY,
    previous INTEGER,                            -- the lead's line before this one
    lead INTEGER NOT NULL,
    seq INTEGER NOT NULL,                        -- of the lead, from 1
    at INTEGER,
    version INTEGER NOT NULL,
    enrollment INTEGER NOT NULL,
    step INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    because ANY,                                 -- JSON
    personal ANY,                                -- JSON: what of `because` may tell something about the person
    forgotten BLOB                               -- SHA-256 of `personal` once that was forgotten
) STRICT;

-- Event ids that were seen, until when.
CREATE TABLE seen (
    lead INTEGER NOT NULL,
    id TEXT NOT NULL,
    until INTEGER,
    PRIMARY KEY (lead, id)
) STRICT, WITHOUT ROWID;

-- Suppressed addresses, outside any lead.
CREATE TABLE suppressed (hash BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;

-- Changes that the host's lead store was not told of yet, in order. Empty where this file is the lead store.
CREATE TABLE lead_change (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    lead INTEGER NOT NULL REFERENCES lead_row,
    field TEXT, value_before ANY, value_after ANY, -- JSON
    note TEXT
) STRICT;
CREATE INDEX lead_change_key ON lead_change (key);

-- The lead store: leads and accounts as the host put them and workflows changed them.
CREATE TABLE account_record (id TEXT PRIMARY KEY, fields ANY) STRICT, WITHOUT ROWID;
CREATE TABLE lead_record (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    account TEXT REFERENCES account_record,
    fields ANY,                                  -- JSON
    subscriptions ANY                            -- by category, JSON
) STRICT;
CREATE TABLE note_row (id INTEGER PRIMARY KEY, lead TEXT NOT NULL, text TEXT NOT NULL) STRICT;
-- Changes that came through LeadStore::apply, so that they are made once.
CREATE TABLE applied_change (key TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE VIEW version AS SELECT
    n.text AS workflow, v.ordinal, lower(hex(v.sha256)) AS sha256, v.canonical
FROM version_row v JOIN name n ON n.id = v.workflow WHERE v.canonical IS NOT NULL ORDER BY v.deployment;

CREATE VIEW lead AS SELECT
    l.id, a.id AS account,
    strftime('%Y-%m-%dT%H:%M:%fZ', l.due / 1000.0, 'unixepoch') AS due,
    strftime('%Y-%m-%dT%H:%M:%fZ', l.met_at / 1000.0, 'unixepoch') AS met_at,
    l.enrollments, l.seq AS journal_lines, l.deleted, l.fields, l.account_fields, l.consent
FROM lead_row l LEFT JOIN account_row a ON a.number = l.account WHERE l.body IS NOT NULL;

CREATE VIEW enrollment AS
WITH both AS (
    SELECT lead, number, version, key, step, state, '' AS reason, enrolled_at, NULL AS left_at, standing, reached_at,
        due, expires_at FROM enrollment_row
    UNION ALL SELECT lead, number, version, key, step, state, reason, enrolled_at, left_at, NULL, NULL, NULL, NULL
        FROM enrollment_ended)
SELECT l.id AS lead, e.number, w.text AS workflow, v.ordinal AS version, e.key, n.text AS step,
    state.name AS state, nullif(e.reason, '') AS reason, standing.name AS standing,
    strftime('%Y-%m-%dT%H:%M:%fZ', e.enrolled_at / 1000.0, 'unixepoch') AS enrolled_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', e.reached_at / 1000.0, 'unixepoch') AS reached_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', e.due / 1000.0, 'unixepoch') AS due,
    strftime('%Y-%m-%dT%H:%M:%fZ', e.expires_at / 1000.0, 'unixepoch') AS expires_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', e.left_at / 1000.0, 'unixepoch') AS left_at
FROM both e JOIN lead_row l ON l.number = e.lead JOIN version_row v ON v.id = e.version
    JOIN name w ON w.id = v.workflow JOIN name n ON n.id = e.step
    LEFT JOIN enumerator state ON state.type = 'enrollment' AND state.number = e.state
    LEFT JOIN enumerator standing ON standing.type = 'standing' AND standing.number = e.standing;

-- A key is 26 characters of base32: each is five bits, which begin in one digit of hex() and end in the next.
CREATE VIEW message AS
SELECT l.id AS lead,
    iif(typeof(m.key) = 'blob', (
        WITH RECURSIVE place (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM place WHERE n < 25)
        SELECT group_concat(substr('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
            ((instr('123456789ABCDEF', substr(hex(m.key) || '0', n * 5 / 4 + 1, 1)) * 16
            + instr('123456789ABCDEF', substr(hex(m.key) || '0', n * 5 / 4 + 2, 1))) >> (3 - n * 5 % 4) & 31) + 1, 1),
            '') FROM place), m.key) AS key,
    w.text AS workflow, v.ordinal AS version, m.enrollment, s.text AS step, m.visit,
    ch.text AS channel, co.text AS content, va.text AS variant, ca.text AS category, state.name AS state, m.attempts,
    m.address, coalesce(t.subject, r.subject) AS subject, coalesce(t.text, r.text) AS text,
    strftime('%Y-%m-%dT%H:%M:%fZ', m.queued_at / 1000.0, 'unixepoch') AS queued_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', m.next_attempt / 1000.0, 'unixepoch') AS next_attempt,
    strftime('%Y-%m-%dT%H:%M:%fZ', m.handed_over_at / 1000.0, 'unixepoch') AS handed_over_at
FROM message_row m JOIN lead_row l ON l.number = m.lead JOIN version_row v ON v.id = m.version
    JOIN name w ON w.id = v.workflow JOIN name s ON s.id = m.step JOIN name ch ON ch.id = m.channel
    JOIN name co ON co.id = m.content JOIN name va ON va.id = m.variant JOIN name ca ON ca.id = m.category
    LEFT JOIN enumerator state ON state.type = 'message' AND state.number = m.state
    LEFT JOIN message_text t ON t.message = m.id LEFT JOIN recorded_message r ON r.id = m.recorded;

CREATE VIEW journal AS
SELECT coalesce(l.id, '#' || j.lead) AS lead, j.seq,
    strftime('%Y-%m-%dT%H:%M:%fZ', j.at / 1000.0, 'unixepoch') AS at,
    nullif(w.text, '') AS workflow, v.ordinal AS version, nullif(j.enrollment, 0) AS enrollment,
    nullif(s.text, '') AS step, kind.name AS kind, j.because, j.personal
FROM journal_row j JOIN lead_row l ON l.number = j.lead JOIN version_row v ON v.id = j.version
    JOIN name w ON w.id = v.workflow JOIN name s ON s.id = j.step
    LEFT JOIN enumerator kind ON kind.type = 'journal' AND kind.number = j.kind;

CREATE VIEW note AS SELECT lead, text FROM note_row ORDER BY id;
)sql";

} // namespace nurture::inline v0::sqlite
