"""Digits that stand without marks: 20240607, 01042015, 1262013, 240503, 61816, 0503, Apr132013 and seasons as 20102011.

Here: in which ways such a run can be a date. Not here: forms with marks (``readers``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from albumsync_dagster.naming.dates.calendar import Partial
from albumsync_dagster.naming.tokens import Stream, months_of

Pairs = Iterator[tuple[Partial, Partial]]


def compact(s: Stream, m: re.Match[str], year: int | None, day_first: bool) -> Pairs:
    """Year, month and day, perhaps up to another day: 20240607, 20240531-0602."""
    digits = s.texts[m.start("e")]
    first = Partial(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if not 1900 <= int(digits[:4]) <= 2099:
        return
    last = first
    if m.start("e2") >= 0:
        more = s.texts[m.start("e2")].rjust(2, "0")
        last = first._replace(day=int(more[-2:]), month=int(more[-4:-2] or first.month or 1))
        if len(more) == 8:
            last = last._replace(year=int(more[:4]))
    yield first, last


def run(s: Stream, m: re.Match[str], year: int | None, day_first: bool) -> Pairs:
    """Digits without marks in any order: 01042015, 1262013, 240503, 61816, 0503, 201907; seasons: 20102011, 201213."""
    digits = s.texts[m.start("e")]
    size = len(digits)
    found: list[tuple[str, str, str]] = []
    if size == 8:
        found = [(digits[4:], digits[:2], digits[2:4]), (digits[4:], digits[2:4], digits[:2])]
    elif size in (5, 7):
        found = [(digits[3:], digits[:1], digits[1:3]), (digits[3:], digits[:2], digits[2:3])]
        found += [(digits[3:], digits[1:3], digits[:1]), (digits[3:], digits[2:3], digits[:2])]
    elif size == 6:
        one, other, last = digits[:2], digits[2:4], digits[4:]
        found = [(one, other, last), (last, one, other), (last, other, one)]
    else:
        found = [("", digits[:2], digits[2:]), ("", digits[2:], digits[:2])]
    for y, month, day in found:
        full = int(y) if len(y) == 4 else 2000 + int(y) if y else None
        whole = Partial(full, int(month), int(day))
        yield whole, whole
    if size == 8 and int(digits[4:]) == int(digits[:4]) + 1:
        yield Partial(int(digits[:4])), Partial(int(digits[4:]))
    if size == 6:
        month_of = Partial(int(digits[:4]), int(digits[4:]))
        yield month_of, month_of
        if int(digits[4:]) == (int(digits[:4]) + 1) % 100:
            yield Partial(int(digits[:4])), Partial(int(digits[:4]) + 1)


def year_run(s: Stream, m: re.Match[str], year: int | None, day_first: bool) -> Pairs:
    """Month and day in four digits, and the year beside them: 24-0504, 2024_0504, 0504-2024."""
    digits = s.texts[m.start("e")]
    for month, day in ((digits[:2], digits[2:]), (digits[2:], digits[:2])):
        whole = Partial(year, int(month), int(day))
        yield whole, whole


def run_month(s: Stream, m: re.Match[str], year: int | None, day_first: bool) -> Pairs:
    """Day and year behind the name of a month: Apr132013."""
    digits = s.texts[m.start("e")]
    for named in months_of(s.texts[m.start("mon")]):
        month = named.number
        whole = Partial(int(digits[-4:]), month, int(digits[:-4]))
        yield whole, whole
