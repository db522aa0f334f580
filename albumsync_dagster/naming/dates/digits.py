"""Digits that stand without marks: 20240607, 01042015, 1262013, 240503, 61816, 0503, Apr132013 and seasons as 20102011.

Here: in which ways such a run can be a date. Not here: forms with marks (``readers``).
"""

from __future__ import annotations

from albumsync_dagster.naming.dates.calendar import Partial
from albumsync_dagster.naming.dates.forms import Found
from albumsync_dagster.naming.tokens import Stream, months_of

Pairs = list[tuple[Partial, Partial]]
"""First and last day, month or year of each reading."""


def alone(only: Partial) -> Pairs:
    """The reading of one day, month or year."""
    return [(only, only)]


def compact(s: Stream, f: Found, year: int | None, day_first: bool) -> Pairs:
    """Year, month and day, perhaps up to another day: 20240607, 20240531-0602."""
    digits = s.texts[f.at["e"]]
    first = last = Partial(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if not 1900 <= int(digits[:4]) <= 2099:
        return []
    if "e2" in f.at:
        more = s.texts[f.at["e2"]].rjust(2, "0")
        last = first._replace(day=int(more[-2:]), month=int(more[-4:-2] or first.month or 1))
        if len(more) == 8:
            last = last._replace(year=int(more[:4]))
    return [(first, last)]


def run(s: Stream, f: Found, year: int | None, day_first: bool) -> Pairs:
    """Digits without marks in any order: 01042015, 1262013, 240503, 61816, 0503, 201907; seasons: 20102011, 201213."""
    digits = s.texts[f.at["e"]]
    size = len(digits)
    written: tuple[tuple[str, str, str], ...]
    if size == 8:
        written = (digits[4:], digits[:2], digits[2:4]), (digits[4:], digits[2:4], digits[:2])
    elif size in (5, 7):
        written = (
            *((digits[3:], digits[:1], digits[1:3]), (digits[3:], digits[:2], digits[2:3])),
            *((digits[3:], digits[1:3], digits[:1]), (digits[3:], digits[2:3], digits[:2])),
        )
    elif size == 6:
        one, other, last = digits[:2], digits[2:4], digits[4:]
        if "e2" in f.at:  # "220812-14"
            first = Partial(2000 + int(one), int(other), int(last))
            last_day = first._replace(day=s.number(f.at["e2"]))
            return [(first, last_day)] if first < last_day else []
        written = (one, other, last), (last, one, other), (last, other, one)
    else:
        written = ("", digits[:2], digits[2:]), ("", digits[2:], digits[:2])
    found = []
    for y, month, day in written:
        if int(month) <= 12:
            full = int(y) if len(y) == 4 else 2000 + int(y) if y else None
            found += alone(Partial(full, int(month), int(day)))
    if size == 8 and int(digits[4:]) == int(digits[:4]) + 1:
        found.append((Partial(int(digits[:4])), Partial(int(digits[4:]))))
    if size == 6:
        found += alone(Partial(int(digits[:4]), int(digits[4:])))
        if int(digits[4:]) == (int(digits[:4]) + 1) % 100:
            found.append((Partial(int(digits[:4])), Partial(int(digits[:4]) + 1)))
    return found


def year_run(s: Stream, f: Found, year: int | None, day_first: bool) -> Pairs:
    """Month and day in four digits, and the year beside them: 24-0504, 2024_0504, 0504-2024."""
    digits = s.texts[f.at["e"]]
    one, other = int(digits[:2]), int(digits[2:])
    return [*alone(Partial(year, one, other)), *alone(Partial(year, other, one))]


def run_month(s: Stream, f: Found, year: int | None, day_first: bool) -> Pairs:
    """Day and year behind the name of a month: Apr132013."""
    digits = s.texts[f.at["e"]]
    return [
        ends
        for named in months_of(s.texts[f.at["mon"]])
        for ends in alone(Partial(int(digits[-4:]), named.number, int(digits[:-4])))
    ]
