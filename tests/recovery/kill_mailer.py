#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Kills a host with kill -9 at random moments while it sends mail; what a mail server got must fit the journal.

    tests/recovery/kill_mailer.py MAILER KILLS [--seed S] [--leads N] [--program NURTURE] [--keep FOLDER]

MAILER is the program of mailer.cpp. It is begun again after each kill until nothing is left, on new files after that,
and so on until there were KILLS kills; the last run is left alone. The mail server, aiosmtpd on a loopback port, lives
through all of them. It takes its time, before or behind the moment at which it has taken a mail, and at times is silent
for longer than the host waits or closes the connection, so that kills and doubts fall in the midst of deliveries. What
must hold then: mail_evidence.py. The database must be sound, too, at each kill and in the end.

Ends with 1 if something does not hold, or if too few kills left a mail in doubt to prove anything; with 77 if aiosmtpd
is missing.
"""

import argparse
import asyncio
import collections
import contextlib
import email
import json
import logging
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import warnings

sys.dont_write_bytecode = True  # The source tree stays as it is.
from mail_evidence import Evidence, check


class MailServer:
    """aiosmtpd on a thread of its own; lives until the process ends."""

    def __init__(self, seed):
        from aiosmtpd.smtp import SMTP

        class Announcing(SMTP):
            """Knows whether its 250 went to a connection that was still there."""

            current = None

            async def push(self, status):
                await super().push(status)
                if self.current is not None and str(status).startswith("250 2.0.0"):
                    self.current["confirmed"] = self.transport is not None and not self.transport.is_closing()
                    self.current = None

        self.taken = []
        self.chance = random.Random(seed)
        loop = asyncio.new_event_loop()
        self.server = loop.run_until_complete(
            loop.create_server(lambda: Announcing(self, loop=loop, hostname="localhost"), "127.0.0.1", 0)
        )
        self.port = self.server.sockets[0].getsockname()[1]
        threading.Thread(target=self.run, args=[loop], daemon=True).start()

    @staticmethod
    def run(loop):
        asyncio.set_event_loop(loop)
        loop.run_forever()

    async def handle_DATA(self, server, session, envelope):
        fate = self.chance.random()
        pause = self.chance.uniform(0, 0.06)
        takes_late = self.chance.random() < 0.5  # Who hangs up meanwhile has sent nothing.

        async def take_time():
            await asyncio.sleep(1.0 if fate < 0.02 else pause)  # The host waits 0.6 s.
            if fate > 0.97:
                server.transport.abort()
                await asyncio.sleep(1.0)

        if takes_late:
            await take_time()
        mail = email.message_from_bytes(envelope.original_content)
        lines = envelope.original_content.split(b"\r\n")
        taken = {
            "id": mail["Message-ID"],
            "to": ",".join(envelope.rcpt_tos),
            "subject": mail["Subject"],
            "body": "\n".join(line.decode() for line in lines),
            "confirmed": False,
        }
        self.taken.append(taken)
        server.current = taken
        if not takes_late:
            await take_time()
        return "250 2.0.0 taken"


class Killing:
    """Runs of the mailer on one file after the other, and what was counted."""

    def __init__(self, options, folder, server):
        self.options = options
        self.folder = folder
        self.server = server
        self.chance = random.Random(options.seed)
        self.kills = 0
        self.kills_in_doubt = 0
        self.rounds = 0
        self.findings = []
        self.count = collections.Counter()

    def path(self, name):
        return os.path.join(self.folder, name)

    def remove(self, *names):
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                os.remove(self.path(name))

    def enough(self):
        """Not before a quarter of the kills asked for left a mail in doubt; a slow machine needs more of them."""
        asked = self.options.kills
        return self.kills >= asked and (self.kills_in_doubt * 4 >= asked or self.kills >= 4 * asked)

    def life(self):
        """Mostly too short to give up waiting for an answer (1 s in mailer.cpp), at times long enough."""
        return self.chance.uniform(0.02, 0.8) if self.chance.random() < 0.85 else self.chance.uniform(0.8, 3)

    def check_database(self, path, evidence):
        if self.options.program:
            done = subprocess.run([self.options.program, "db", "check", path], capture_output=True, text=True)
            if done.returncode != 0:
                evidence.unsound.append(f"db check ends with {done.returncode}: {done.stdout}{done.stderr}")

    def look_at_the_dead(self, evidence):
        """What the kill left in doubt, and whether the file is sound: in a copy, for it is the host that recovers."""
        self.remove("dead.db", "dead.db-wal", "dead.db-shm")
        for end in ("", "-wal"):
            if os.path.exists(self.path("mail.db" + end)):
                shutil.copyfile(self.path("mail.db" + end), self.path("dead.db" + end))
        path = self.path("dead.db")
        try:
            with contextlib.closing(sqlite3.connect(path)) as database:
                rows = database.execute("SELECT key, attempts FROM message WHERE state = 'handing_over'").fetchall()
        except sqlite3.OperationalError:
            return  # Killed before there were any tables.
        fresh = set(rows) - evidence.in_doubt  # Killed again at once, it may not have got to the old ones.
        evidence.in_doubt |= fresh
        self.kills_in_doubt += len(fresh) > 0
        self.check_database(path, evidence)

    def round(self):
        """One file, from its beginning to its end."""
        self.rounds += 1
        self.remove("mail.db", "mail.db-wal", "mail.db-shm", "mail.db-owner", "acknowledged")
        evidence = Evidence(self.options.leads)
        begin = len(self.server.taken)
        batch = self.chance.choice((1, 3, 10))
        command = [self.options.mailer, self.path("mail.db"), self.path("acknowledged"), str(self.server.port)]
        command += [str(self.options.leads), str(batch), self.chance.choice(("thread", "inline"))]
        while True:
            process = subprocess.Popen(command)
            try:
                process.wait(100 if self.enough() else self.life())
            except subprocess.TimeoutExpired:
                process.kill()
            status = process.wait()
            if status == 0:
                break
            if status != -signal.SIGKILL or self.enough():
                self.findings.append(f"a run that went on ended with status {status}")
                return
            self.kills += 1
            self.look_at_the_dead(evidence)
        time.sleep(0.1)  # For what the server still has to read of the dead.
        evidence.mails = self.server.taken[begin:]
        evidence.read_journal(self.path("mail.db"))
        with open(self.path("acknowledged"), encoding="ascii") as file:
            for line in file.read().split("\n")[:-1]:
                evidence.acknowledged.append(int(line)) if line.isdigit() else evidence.unsound.append("event " + line)
        self.check_database(self.path("mail.db"), evidence)
        if self.options.keep:
            with open(self.path(f"mails{self.rounds}.jsonl"), "w", encoding="ascii") as file:
                file.writelines(json.dumps(mail) + "\n" for mail in evidence.mails)
            shutil.copyfile(self.path("mail.db"), self.path(f"mail{self.rounds}.db"))
        findings, count = check(evidence)
        self.findings += findings
        self.count += count

    def report(self):
        c = self.count
        print(
            f"{self.kills} kills on {self.rounds} files with {c['mails']} mails; {self.kills_in_doubt} kills left "
            f"{c['in doubt']} mails in doubt, the server {c['resent'] + c['assumed'] - c['in doubt']} while the host "
            f"lived. {c['resent']} times one was sent again, {c['assumed']} were assumed sent, of which {c['missing']} "
            f"never came. Came once: {c['once']}, twice: {c['twice']}, more often: {c['more']}. "
            f"{len(self.findings)} findings"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mailer")
    parser.add_argument("kills", type=int)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--leads", type=int, default=20, help="of one file")
    parser.add_argument("--program", help="nurture, for db check")
    parser.add_argument("--keep", help="a folder in which everything is left")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)  # Clients that hang up are what is tested.
    try:
        server = MailServer(options.seed)
    except ImportError:
        print("SKIPPED: missing aiosmtpd")
        return 77
    print(f"seed {options.seed}", flush=True)
    with contextlib.ExitStack() as stack:
        if options.keep:
            os.makedirs(options.keep, exist_ok=True)
        folder = options.keep or stack.enter_context(tempfile.TemporaryDirectory())
        killing = Killing(options, folder, server)
        while True:
            killing.round()
            if killing.findings or killing.enough():
                break
        for finding in killing.findings[:20]:
            print("FAILED: " + finding)
        killing.report()
    if killing.kills_in_doubt * 4 < options.kills:
        print("FAILED: too few kills left a mail in doubt; this proves nothing")
        return 1
    return 1 if killing.findings else 0


sys.exit(main())
