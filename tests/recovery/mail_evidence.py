#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Holds the mails that a server took against the journal of the host that sent them (mailer.cpp).

- Every event that was acknowledged is in the journal, and in the end every event is, once.
- Every mail of the plan is in the journal as sent once, and the server took no others.
- A mail that is not `assumed` was confirmed by the server.
- Marketing came at most once, and is missing only where the journal says `assumed`.
- Transactional came, and again only as often as the journal says that it was in doubt.
- What came again is the same mail, by its Message-ID and every other byte.

Run by itself it holds these checks against evidence with a fault each, and ends with 1 if one is not noticed.
"""

import collections
import contextlib
import copy
import json
import sqlite3
import sys

CONTENTS = {"hello": "marketing", "guide": "marketing", "receipt": "transactional", "shipped": "transactional"}
EVENTS = {"signed_up": ("hello", "guide"), "ordered": ("receipt", "shipped")}  # of a lead, in this order
DOMAIN = "@acme.example>"


class Evidence:
    """What is left of a run: the journal, what the server took, which events were acknowledged."""

    def __init__(self, leads):
        self.leads = leads
        self.journal = []  # (lead, kind, because)
        self.mails = []  # {"id", "to", "subject", "body", "confirmed"}, in the order in which they were taken
        self.acknowledged = []  # numbers of events
        self.in_doubt = set()  # (key, attempt) of mails that kills left behind
        self.unsound = []  # what checks of the database found

    def read_journal(self, path):
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            rows = database.execute("SELECT lead, kind, step, because, personal FROM journal ORDER BY lead, seq")
            self.journal = [
                (lead, kind, {"step": step, **json.loads(because or "{}"), **json.loads(personal or "{}")})
                for lead, kind, step, because, personal in rows
            ]


def check_events(evidence, say):
    in_journal = collections.Counter()
    for lead, kind, because in evidence.journal:
        if kind == "event" and because.get("type") in EVENTS:
            number = because["properties"]["number"]
            in_journal[number] += 1
            if lead != f"lead{number // len(EVENTS)}":
                say(f"event {number} is in the journal of {lead}")
    for number in sorted(set(evidence.acknowledged)):
        if in_journal[number] == 0:
            say(f"event {number} was acknowledged and is lost")
    for number, times in collections.Counter(evidence.acknowledged).items():
        if times > 1:
            say(f"event {number} was acknowledged {times} times")
    for number in range(evidence.leads * len(EVENTS)):
        if in_journal[number] != 1:
            say(f"event {number} is {in_journal[number]} times in the journal")


def check(evidence):
    """Sentences about what does not hold, and numbers about the rest."""
    findings = list(evidence.unsound)
    say = findings.append
    check_events(evidence, say)

    sent = {}  # by key
    sends = collections.Counter()
    doubts = collections.Counter()
    for lead, kind, because in evidence.journal:
        if kind == "sent":
            key = because["key"]
            if key in sent:
                say(f"the journal says twice that {key} was sent")
            sent[key] = {"lead": lead, "assumed": False, **because}
            sends[lead, because["content"]] += 1
        elif kind == "delayed" and because["reason"] == "in_doubt":
            # The line names no key; a lead gets each content once, and steps are called what they send.
            doubts[lead, because["step"]] += 1
        elif kind in ("refused", "skipped", "error", "deployed"):
            say(f"the journal of {lead} says {kind}: {because}")
    for lead in (f"lead{i}" for i in range(evidence.leads)):
        for content in CONTENTS:
            if sends[lead, content] != 1:
                say(f"{content} is {sends[lead, content]} times in the journal of {lead} as sent")

    copies = collections.defaultdict(list)
    for mail in evidence.mails:
        copies[mail["id"]].append(mail)
    ids = {f"<{key}{DOMAIN}" for key in sent}
    for stray in copies.keys() - ids:
        say(f"the server took {stray}, which the journal does not know as sent")

    count = collections.Counter(mails=len(sent))
    for key, line in sent.items():
        name = f"{line['content']} of {line['lead']} ({key})"
        mine = copies[f"<{key}{DOMAIN}"]
        doubted = doubts[line["lead"], line["content"]]
        if CONTENTS[line["content"]] != line["category"]:
            say(f"{name} was sent as {line['category']}")
        if not line["assumed"] and not any(mail["confirmed"] for mail in mine):
            say(f"{name} is accepted by the journal, and the server has not confirmed it")
        if line["category"] == "marketing":
            if len(mine) > 1:
                say(f"{name} is marketing and came {len(mine)} times")
            if doubted:
                say(f"{name} is marketing and went again")
        else:
            if not mine:
                say(f"{name} never came")
            if len(mine) > 1 + doubted:
                say(f"{name} came {len(mine)} times, and was in doubt {doubted} times")
            if line["assumed"]:
                say(f"{name} is transactional and was assumed sent")
        for mail in mine:
            expected = (f"{line['lead']}@example.com", f"{line['content']} for {line['lead']}")
            if (mail["to"], mail["subject"]) != expected:
                say(f"{name} went as \"{mail['subject']}\" to {mail['to']}")
            if mail["body"] != mine[0]["body"]:
                say(f"{name} came again with other bytes")
        count["once"] += len(mine) == 1
        count["twice"] += len(mine) == 2
        count["more"] += len(mine) > 2
        count["assumed"] += line["assumed"]
        count["missing"] += not mine
        count["resent"] += doubted
    count["in doubt"] = len(evidence.in_doubt)
    if count["resent"] + count["assumed"] < count["in doubt"]:
        say(f"{count['in doubt']} mails were left in doubt, and the journal tells of fewer")
    return findings, count


def sound_evidence():
    """A lead with a mail that was assumed sent and one that came twice."""
    evidence = Evidence(1)
    evidence.acknowledged = [0, 1]
    for number, type_ in enumerate(EVENTS):
        evidence.journal.append(("lead0", "event", {"type": type_, "properties": {"number": number}}))
    evidence.in_doubt = {("RECEIPT", 1), ("GUIDE", 1)}
    evidence.journal.append(("lead0", "delayed", {"reason": "in_doubt", "step": "receipt"}))
    for content, category in CONTENTS.items():
        line = {"key": content.upper(), "content": content, "category": category}
        if content == "guide":
            line["assumed"] = True
        evidence.journal.append(("lead0", "sent", line))
        mail = {"id": f"<{content.upper()}{DOMAIN}", "to": "lead0@example.com", "subject": f"{content} for lead0"}
        mail.update(body=content, confirmed=True)
        evidence.mails += {"guide": 0, "receipt": 2}.get(content, 1) * [mail]
    return evidence


def planted():
    """Whether each check notices what it is for."""

    def mail_of(evidence, content):
        return next(mail for mail in evidence.mails if content.upper() in mail["id"])

    def line_of(evidence, content):
        return next(b for _, kind, b in evidence.journal if kind == "sent" and b["content"] == content)

    def drop_line(evidence, kind):
        evidence.journal.remove(next(line for line in evidence.journal if line[1] == kind))

    def change_copy(evidence):
        at = next(i for i, mail in enumerate(evidence.mails) if "RECEIPT" in mail["id"])
        evidence.mails[at] = {**evidence.mails[at], "body": "else"}

    faults = {
        "was acknowledged and is lost": lambda e: drop_line(e, "event"),
        "is 2 times in the journal": lambda e: e.journal.append(e.journal[0]),
        "acknowledged 2 times": lambda e: e.acknowledged.append(1),
        "as sent": lambda e: drop_line(e, "sent"),
        "says twice": lambda e: e.journal.append(e.journal[-1]),
        "does not know": lambda e: e.mails.append({**e.mails[0], "id": "<OTHER" + DOMAIN}),
        "has not confirmed": lambda e: mail_of(e, "hello").update(confirmed=False),
        "marketing and came 2 times": lambda e: e.mails.append(mail_of(e, "hello")),
        "marketing and went again": lambda e: e.journal.append(
            ("lead0", "delayed", {"reason": "in_doubt", "step": "hello"})
        ),
        "never came": lambda e: e.mails.remove(mail_of(e, "shipped")),
        "came 2 times, and was in doubt 0 times": lambda e: drop_line(e, "delayed"),
        "came 3 times, and was in doubt 1 times": lambda e: e.mails.append(mail_of(e, "receipt")),
        "transactional and was assumed sent": lambda e: line_of(e, "shipped").update(assumed=True),
        "to lead1@": lambda e: mail_of(e, "hello").update(to="lead1@example.com"),
        "with other bytes": change_copy,
        "tells of fewer": lambda e: e.in_doubt.add(("HELLO", 1)),
        "says skipped": lambda e: e.journal.append(("lead0", "skipped", {"reason": "stale"})),
    }
    findings, _ = check(sound_evidence())
    unnoticed = ["a fault where there is none: " + finding for finding in findings]
    for words, plant in faults.items():
        evidence = copy.deepcopy(sound_evidence())
        plant(evidence)
        if not any(words in finding for finding in check(evidence)[0]):
            unnoticed.append("not noticed: " + words)
    print("\n".join(unnoticed) if unnoticed else f"{len(faults)} planted faults are noticed")
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(planted())
