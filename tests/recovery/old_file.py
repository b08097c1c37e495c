#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""A database as an older version of nurture wrote it is opened, is sound, and goes on to the end known from then.

    tests/recovery/old_file.py check NURTURE FOLDER    what the test does
    tests/recovery/old_file.py write NURTURE FOLDER    makes FOLDER/database.sql, once for each version of the tables

FOLDER has a catalog, leads and events, and database.sql: the database in the midst of the events, as SQL that people can
read. Its first lines say the digests then and at the end. No file of a folder is ever changed: when the tables get
another version, a new folder is written beside it, and every later version must still open all of them. (Should a rule of
the engine change what is decided, and only then, the digest of the end is another one: put it there by hand.)

Ends with 1 if something does not hold, with 77 if Python's SQLite is too old for the tables.
"""

import os
import re
import sqlite3
import subprocess
import sys
import tempfile

CUT = "2026-03-08T23:00:00Z"  # Messages wait for the morning and for the office, a lead in a wait and in a delay.
END = "2026-03-31"


def nurture(program, *words):
    done = subprocess.run([program, *words], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"nurture {' '.join(words)} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout.strip()


def run(program, folder, database, until):
    files = [os.path.join(folder, name) for name in ("catalog.yaml", "leads.csv", "events.csv")]
    nurture(program, "run", files[0], "--leads", files[1], "--events", files[2], "--db", database, "--until", until,
            "--on-error", "skip")
    return nurture(program, "db", "digest", database)


def write(program, folder):
    with tempfile.TemporaryDirectory() as scratch:
        path = os.path.join(scratch, "old.db")
        then = run(program, folder, path, CUT)
        with sqlite3.connect(path) as database:
            version, owner = (database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("user_version", "application_id"))
            dump = list(database.iterdump())
        database.close()
        end = run(program, folder, path, END)
    with open(os.path.join(folder, "database.sql"), "w", encoding="utf-8") as file:
        file.write(f"-- SPDX-License-Identifier: BSL-1.0\n-- Written by old_file.py.\n-- then: {then}\n-- end: {end}\n"
                   f"PRAGMA application_id = {owner};\nPRAGMA user_version = {version};\n")
        file.write("\n".join(dump) + "\n")


def check(program, folder):
    with open(os.path.join(folder, "database.sql"), encoding="utf-8") as file:
        sql = file.read()
    known = {name: re.search(f"^-- {name}: ([0-9a-f]{{64}})$", sql, re.MULTILINE).group(1) for name in ("then", "end")}
    # The machine may have the zones of then, or another edition of them.
    for zones in ("", "UPDATE store SET zone_data = 'of then';"):
        with tempfile.TemporaryDirectory() as scratch:
            path = os.path.join(scratch, "old.db")
            database = sqlite3.connect(path)
            database.executescript(sql + zones)
            database.close()
            again = run(program, folder, path, CUT)  # Opens it for writing, and brings it up to date.
            nurture(program, "db", "check", path)
            end = run(program, folder, path, END)
            nurture(program, "db", "check", path)
        for name, digest in (("then", again), ("end", end)):
            if digest != known[name]:
                sys.exit(f"{folder}: the digest {name} is {digest}, and was {known[name]}")


if len(sys.argv) != 4 or sys.argv[1] not in ("check", "write"):
    sys.exit(__doc__)
if sqlite3.sqlite_version_info < (3, 37):
    print("SKIPPED: Python's SQLite knows no STRICT tables")
    sys.exit(77)
{"check": check, "write": write}[sys.argv[1]](sys.argv[2], sys.argv[3])
