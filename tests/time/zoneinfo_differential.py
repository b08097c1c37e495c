#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Compares nurture's conversions between UTC and local time with Python's zoneinfo, over every zone of the system.

    zoneinfo_differential.py PROGRAM [ARGUMENT ...]

PROGRAM is nurture_convert. For each zone: 200 random instants and 200 random readings from 1990 to 2037, and every
change of the clocks in between, a second before, at and after it, in both directions. A reading in a gap is the first
instant after the gap, one that occurs twice the earlier. The last line is "N conversions in N zones, N differences".
"""

import os
import random
import struct
import subprocess
import sys
from datetime import datetime, timedelta, timezone

try:
    import zoneinfo
except ImportError:
    print("SKIPPED: this python3 has no zoneinfo")
    sys.exit(0)

EPOCH = datetime(1970, 1, 1)
FIRST = int(datetime(1990, 1, 1, tzinfo=timezone.utc).timestamp())
LAST = int(datetime(2038, 1, 1, tzinfo=timezone.utc).timestamp())
MUST_BE_THERE = ["Africa/Casablanca", "Asia/Gaza", "Europe/Dublin", "Pacific/Apia", "America/Sao_Paulo",
                 "Antarctica/Troll", "Australia/Lord_Howe"]
# Names of the machine's own setting and of files that are no zones: refused on purpose.
NO_ZONES = {"localtime", "posixrules"}


def offset_at(zone, second):
    return int(datetime.fromtimestamp(second, zone).utcoffset().total_seconds())


def change_between(zone, low, high):
    """The first second at which the offset is no longer that of low."""
    before = offset_at(zone, low)
    while high - low > 1:
        middle = (low + high) // 2
        if offset_at(zone, middle) == before:
            low = middle
        else:
            high = middle
    return high


def written_changes(name):
    """What the file of the zone lists."""
    path = next((os.path.join(top, name) for top in zoneinfo.TZPATH if os.path.exists(os.path.join(top, name))), None)
    if path is None:
        return []
    with open(path, "rb") as file:
        data = file.read()
    isut, isstd, leap, count, types, chars = struct.unpack(">6l", data[20:44])
    at = 44 + count * 5 + types * 6 + chars + leap * 8 + isstd + isut
    count = struct.unpack(">6l", data[at + 20:at + 44])[3]
    return struct.unpack(f">{count}q", data[at + 44:at + 44 + 8 * count])


def changes_of(name, zone):
    week = 7 * 86400
    found = {second for second in written_changes(name) if FIRST <= second < LAST}
    offsets = [(second, offset_at(zone, second)) for second in range(FIRST, LAST + week, week)]
    for (low, before), (high, after) in zip(offsets, offsets[1:]):
        if before != after:
            found.add(change_between(zone, low, high))
    return sorted(found)


def local_ms(zone, ms):
    second, below = divmod(ms, 1000)
    return (second + offset_at(zone, second)) * 1000 + below


def instant_ms(zone, reading_ms):
    second, below = divmod(reading_ms, 1000)
    reading = EPOCH + timedelta(seconds=second)
    offset = int(reading.replace(tzinfo=zone, fold=0).utcoffset().total_seconds())
    at = second - offset
    if offset_at(zone, at) == offset:
        return at * 1000 + below
    other = second - int(reading.replace(tzinfo=zone, fold=1).utcoffset().total_seconds())
    return change_between(zone, min(at, other), max(at, other)) * 1000


def questions_of(name, zone):
    """Pairs of a question and its answer."""
    by_name = random.Random(name)
    instants = [by_name.randrange(FIRST * 1000, LAST * 1000) for _ in range(200)]
    readings = [by_name.randrange(FIRST * 1000, LAST * 1000) for _ in range(200)]
    for change in changes_of(name, zone):
        instants += [(change + near) * 1000 for near in (-1, 0, 1)] + [change * 1000 - 1]
        sides = [change + offset_at(zone, change - 1), change + offset_at(zone, change)]
        readings += [(side + near) * 1000 for side in sides for near in (-1, 0, 1)]
        readings += [side * 1000 - 1 for side in sides] + [sum(sides) * 500]
    for instant in instants:
        yield f"u {instant}", local_ms(zone, instant)
    for reading in readings:
        yield f"l {reading}", instant_ms(zone, reading)


def main():
    names = sorted(zoneinfo.available_timezones() - NO_ZONES)
    missing = [name for name in MUST_BE_THERE if name not in names]
    if not names or missing:
        print("SKIPPED: python3 knows no zones, or not " + ", ".join(missing))
        return 0
    questions, expected, zone_of = [], [], []
    for name in names:
        zone = zoneinfo.ZoneInfo(name)
        questions.append(f"z {name}")
        for question, answer in questions_of(name, zone):
            questions.append(question)
            expected.append(answer)
            zone_of.append((name, question))
    run = subprocess.run(sys.argv[1:], input="\n".join(questions) + "\n", capture_output=True, text=True, check=False)
    answers = run.stdout.split()
    differences = 0 if len(answers) == len(expected) and run.returncode == 0 else 1
    if differences:
        print(f"{len(expected)} questions, {len(answers)} answers, status {run.returncode}: {run.stderr.strip()}")
    for (name, question), answer, right in zip(zone_of, answers, expected):
        if int(answer) != right:
            differences += 1
            if differences <= 20:
                print(f"{name}: {question} is {answer} instead of {right}")
    print(f"{len(expected)} conversions in {len(names)} zones, {differences} differences")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
