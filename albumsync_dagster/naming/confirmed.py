"""Dates in loose writing that another witness bears out: "26/28 January", "12 03 2024", "25/8 & 26/8", "20.1.".

Here: pieces of a name of which every number is a day, month or year of a known date. Alone they could mean anything,
beside that date they are the date. Not here: writing that is a date by itself (``date_grammar``, ``dates``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from albumsync_dagster.naming.date_grammar import ANY_MONTH, LEFT, RIGHT, YEAR, Partial, month_number
from albumsync_dagster.naming.patterns import any_of
from albumsync_dagster.naming.vocabulary import WEEKDAYS

Light = tuple[date, date]
"""First and last day that a witness states, for instance the photos."""


class Confirmed(NamedTuple):
    """A piece of a text, and what it states of the date that bears it out."""

    start: int
    end: int
    first: Partial
    last: Partial


_WEEKDAY = rf"(?:{any_of(WEEKDAYS)}\.?,?\s+(?:the\s+)?)?"
"""Before any day but the first, whose weekday is ``dates``' matter."""
_TO = r"(?:to|thru|through|until|till|bis|au|al|and|und|et|y)"
_DAY = r"\d\d?(?!\d)(?:st|nd|rd|th|er|º|ª)?\.?"
_JOINT = rf"(?:\s*,\s*(?:(?:and|&)\s+)?|\s*[&+/–_-]\s*|\s+{_TO}\s+)"
_DAYS = rf"{_DAY}(?:{_JOINT}{_WEEKDAY}{_DAY})*"
_ANY_YEAR = rf"(?:{YEAR}|'?\d\d)"
_NUMBERS = rf"\d\d?(?:{_JOINT}\d\d?)*?"

_OF_MONTHS = tuple(
    re.compile(shape + RIGHT, re.IGNORECASE)
    for shape in (
        rf"(?P<month>{ANY_MONTH})\b(?:[\s._/]*|-)(?:the\s+)?(?P<days>{_DAYS})"
        rf"(?:(?:\s+of\s+|[\s,._/-]*)(?P<year>{_ANY_YEAR}))?",
        rf"(?P<month>{ANY_MONTH})\b\.?\s*(?:[-–]|{_TO})\s*(?P<month2>{ANY_MONTH})\b\.?[\s,]*(?P<year>{_ANY_YEAR})?",
        rf"(?P<month>{ANY_MONTH})\b\.?[\s,_-]*(?P<year>{YEAR}|'\d\d)",
    )
)
"""What begins with a month."""

_OF_NUMBERS = tuple(
    re.compile(shape + RIGHT, re.IGNORECASE)
    for shape in (
        # Never over a dash between blanks: "Day 2 - Jan 2023" is a part and the month that an earlier tool appended.
        rf"(?P<days>{_DAYS})(?:\s+(?:of|de)\s+|[\s._/]*|-)(?P<month>{ANY_MONTH})\b\.?"
        rf"(?:(?:\s+(?:of|de|del)\s+|[\s,._/-]*)(?P<year>{_ANY_YEAR}))?",
        rf"(?P<some>{_NUMBERS})(?P<sep>\s?[./_-]\s?|\s)(?P<others>{_NUMBERS})(?P=sep)(?P<year>{_ANY_YEAR})",
        r"(?P<some>\d\d?)/(?P<others>\d\d?)(?![/.]\d)",
        r"(?P<some>\d\d?)\.(?P<others>\d\d?)\.(?!\d)",
        r"(?P<mon2>1[0-2]|0?[1-9])-(?P<day2>1[3-9]|2\d|3[01])(?=$| - )",
        rf"(?P<a1>\d\d?)(?P<s1>[./-])(?P<a2>\d\d?)\.?(?:{_JOINT}{_WEEKDAY})(?P<b1>\d\d?)(?P=s1)(?P<b2>\d\d?)"
        rf"(?:(?P=s1)(?P<year>{_ANY_YEAR}))?\.?",
        rf"(?P<year>{_ANY_YEAR})(?P<sep>\s?[./_-]\s?|\s)(?P<some>\d\d?)(?P=sep)(?P<others>\d\d?(?:[_/-]\d\d)?)",
        rf"(?P<mon>\d\d?)(?:[._-]|\s?/\s?)(?P<year>{YEAR})",
        rf"(?P<year>{YEAR})[./_](?P<mon>\d\d)",
        r"(?P<ymd>(?:19|20)\d{6})(?:[-–_](?P<md>\d{4}|\d\d))?",
        r"(?P<six>\d{6})",
        rf"(?P<days>\d\d?)(?P<month>{ANY_MONTH})(?P<year>(?:20)?\d\d)",
        rf"(?P<year>{YEAR})-?W(?P<week>\d\d)",
        r"'?(?P<y1>\d\d)\s?[-/]\s?'?(?P<y2>\d\d)",
    )
)
"""What begins with a number."""

_START = re.compile(
    rf"{LEFT}(?:(?='?\d)(?:(?=\d{{6}}|\d\d?\.\d|\d\d?{ANY_MONTH})"
    rf"|(?='?\d+(?:st|nd|rd|th|er|º|ª)?\.?(?:{_JOINT}|[\s._/-]+(?:of\s+|de\s+)?){_WEEKDAY}(?:'?\d|{ANY_MONTH}|W\d)))"
    rf"|(?={ANY_MONTH}\b))",
    re.IGNORECASE,
)
"""Where a piece can begin: at a number with another one or a month behind it, or at a month."""
_NUMBER = re.compile(r"\d+")
_TIED = re.compile(r"(?<=\d-)[^\W\d_]|(?<=[^\W\d_]{3}[-–])\d\d?(?:/\d|[^\W\d_]{3})")
"""A number tied to a month, or a word to a day: "Mat-3-Jan-20", "Gala-11/1"."""
_GOES_ON = re.compile(rf"(?:{_JOINT}|\s){_WEEKDAY}\d")


def confirmed(text: str, light: Light, known: Sequence[tuple[int, int]] = ()) -> Iterator[Confirmed]:
    """The pieces of a cleaned name that say nothing but the date of a witness, in order, without overlap.

    Args:
        text: The name.
        light: The date of the witness.
        known: Spans that are known to be it already; they are looked at only where they may go on.
    """
    position = 0
    for candidate in _START.finditer(text):
        start = begin = candidate.start()
        if any(a <= start < b and not _GOES_ON.match(text, b) for a, b in known):
            continue
        if start < position or (start > 1 and text[start - 1] in "./-–_:#" and text[start - 2].isalnum()):
            if not _TIED.match(text, start):
                continue
            begin -= 1  # the hyphen goes with the date
        best: Confirmed | None = None
        for shape in _OF_NUMBERS if text[start] in "'0123456789" else _OF_MONTHS:
            if (m := shape.match(text, start)) and (ends := _borne_out(m, light)):
                found = Confirmed(begin, m.end(), *ends)
                if best is None or found.end > best.end:
                    best = found
        if best is not None:
            yield best
            position = best.end


def _borne_out(m: re.Match[str], light: Light) -> tuple[Partial, Partial] | None:
    """First and last day of a piece, where every number in it belongs to the date of the witness."""
    g = m.groupdict()
    low, high = light
    year = _year(g.get("year"), light)
    if g.get("year") and year is None:
        return None
    if g.get("ymd"):
        return _compact(g["ymd"], g["md"], light)
    if g.get("six"):
        return _six(g["six"], light)
    if g.get("week"):
        weeks = {day.isocalendar()[:2] for day in (low, high)}
        return (Partial(year), Partial(year)) if (year, int(g["week"])) in weeks else None
    if g.get("y1"):
        years = int(g["y1"]) + 2000, int(g["y2"]) + 2000
        season = "'" in m[0] and years[1] == years[0] + 1 and years[0] <= low.year <= high.year <= years[1]
        return (Partial(years[0]), Partial(years[1])) if season else None
    if g.get("mon"):
        return _months(int(g["mon"]), int(g["mon"]), year, light)
    if g.get("days"):
        days, month = _numbers(g["days"]), month_number(g["month"])
        if year is None and len(days) > 1 and m["days"].rstrip().endswith(str(days[-1])):
            short = _year(f"{days[-1]:02d}", light)  # "Jan 25, 26" in 2026
            if short and not _days(days, month, None, light):
                return _days(days[:-1], month, short, light)
        return _days(days, month, year, light)
    if g.get("month"):
        return _months(month_number(g["month"]), month_number(g.get("month2") or g["month"]), year, light)
    if g.get("mon2"):  # with a smaller second number it may as well be a team or a score ("12-1")
        return _days([int(g["day2"])], int(g["mon2"]), None, light)
    if g.get("a1"):
        return _pairs(m, year, light)
    some, others = _numbers(g["some"]), _numbers(g["others"])
    for months, days in ((some, others), (others, some)):
        if len(months) == 1 and (ends := _days(days, months[0], year, light)):
            return ends
    return None


def _numbers(text: str) -> list[int]:
    return [int(number) for number in _NUMBER.findall(text)]


def _year(text: str | None, light: Light) -> int | None:
    """A year of two or four digits, where it is one of the witness's."""
    if not text:
        return None
    digits = text.lstrip("'")
    return next((y for y in (light[0].year, light[1].year) if digits in (str(y), f"{y % 100:02d}")), None)


def _days(days: list[int], month: int, year: int | None, light: Light) -> tuple[Partial, Partial] | None:
    """A rising list of days of one month, all of them in the light."""
    if any(a >= b for a, b in pairwise(days)):
        return None
    years = {year} if year else {light[0].year, light[1].year}
    for y in sorted(years):
        if all(_within(y, month, day, light) for day in days):
            return Partial(year, month, days[0]), Partial(year, month, days[-1])
    return None


def _within(year: int, month: int, day: int, light: Light) -> bool:
    try:
        return light[0] <= date(year, month, day) <= light[1]
    except ValueError:
        return False


def _pairs(m: re.Match[str], year: int | None, light: Light) -> tuple[Partial, Partial] | None:
    """Two dates of month and day, both in one order ("25/8 - 26/8", "12/28-1/2/24")."""
    low, high = light
    a1, a2, b1, b2 = (int(m[name]) for name in ("a1", "a2", "b1", "b2"))
    for (month, day), (month2, day2) in (((a1, a2), (b1, b2)), ((a2, a1), (b2, b1))):
        if _within(low.year, month, day, light) and _within(high.year, month2, day2, light):
            first = Partial(year and low.year, month, day)
            return first, Partial(year, month2, day2)
    return None


def _months(first: int, last: int, year: int | None, light: Light) -> tuple[Partial, Partial] | None:
    low, high = light
    if not (1 <= first <= 12 and 1 <= last <= 12):
        return None
    inside = {(low + timedelta(days=n)).month for n in range(min((high - low).days, 366) + 1)}
    return (Partial(year, first), Partial(year, last)) if first <= last and {first, last} <= inside else None


def _compact(ymd: str, rest: str | None, light: Light) -> tuple[Partial, Partial] | None:
    year, month, day = int(ymd[:4]), int(ymd[4:6]), int(ymd[6:])
    first = Partial(year, month, day)
    last = Partial(year, int(rest[:2]) if rest and len(rest) == 4 else month, int(rest[-2:])) if rest else first
    good = all(_within(*p, light) for p in (first, last))  # type: ignore[arg-type]
    return (first, last) if good else None


def _six(digits: str, light: Light) -> tuple[Partial, Partial] | None:
    a, b, c = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    for year, month, day in ((c, a, b), (c, b, a), (a, b, c)):
        if _within(2000 + year, month, day, light):
            return Partial(2000 + year, month, day), Partial(2000 + year, month, day)
    return None
