"""Dates in the text of a name: finding them in every usual form, comparing and printing them.

Here: what a piece of writing states about time, with its precision. Not here: which of several statements is
right (``decision``), what the photos say (``capture``).
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from albumsync_dagster.naming.text import fold
from albumsync_dagster.naming.vocabulary import (
    ADDRESS,
    AFTER_A_NUMBER,
    BEFORE_A_NUMBER,
    ENGLISH_MONTHS,
    MONTHS,
    MONTHS_THAT_ARE_WORDS,
    OTHER_MONTHS,
    PARTS,
    WEEKDAYS,
)

FIRST_YEAR, LAST_YEAR = 1900, 2099
"""Years outside are numbers."""


class Partial(NamedTuple):
    """A date of which year, month or day may be unknown."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @property
    def full(self) -> bool:
        """True where year, month and day are known."""
        return self.year is not None and self.month is not None and self.day is not None

    def agrees(self, other: Partial) -> bool:
        """True where no part that both state differs."""
        year, month, day = other
        return (
            (self.year is None or year is None or self.year == year)
            and (self.month is None or month is None or self.month == month)
            and (self.day is None or day is None or self.day == day)
        )

    def merged(self, other: Partial) -> Partial:
        """What both together state."""
        return Partial(self.year or other.year, self.month or other.month, self.day or other.day)


@dataclass(frozen=True, slots=True)
class Mention:
    """A date stated somewhere in a name."""

    start: int
    end: int
    """Characters ``[start, end)`` of the text."""
    first: Partial
    last: Partial
    """Equal to ``first`` where no range is stated."""
    shape: str
    """The form of writing: ``iso``, ``numeric``, ``compact``, ``month-day``, ``day-month``, ``month``, ``year``,
    ``season`` or ``years``."""
    other: Partial | None = None
    """The second reading of a numeric date whose day and month could be the other way round."""
    weak: bool = False
    """A day without year in front of a word ("April 10 Miler"): a date only where photos confirm it."""

    @property
    def full(self) -> bool:
        """True where a single day or a range of days is stated with its year."""
        return self.first.full and self.last.full

    @property
    def yearly(self) -> bool:
        """True for bare years, seasons and spans of years."""
        return self.first.month is None


_LEFT, _RIGHT = r"(?<![^\W_])", r"(?![^\W_])"
_ENGLISH = "|".join(sorted(ENGLISH_MONTHS, key=len, reverse=True))
_ALL_MONTHS = "|".join(sorted({*ENGLISH_MONTHS, *OTHER_MONTHS}, key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d"
_SHORT_YEAR = r"'\d\d"
_ORDINAL = r"(?:st|nd|rd|th|er|º|ª)?"
_TO = r"(?:[-–]|,?\s+(?:to|thru|through|until|bis|au|al|and|und|et|y)\s+|,?\s*&\s*)"

_DATE = re.compile(
    rf"""{_LEFT}(?=[\dacdefgjklmnopsw])(?:
    (?P<iso_y>{_YEAR})(?P<iso_s>[-./_:]|\s)(?P<iso_m>0?[1-9]|1[0-2])(?P=iso_s)(?P<iso_d>0?[1-9]|[12]\d|3[01]){_RIGHT}
        (?:(?:\s*/\s*|\s*[–]\s*|-)(?P<iso_d2>\d\d)(?![\d-])|)
  | (?:(?P<nr_1>\d\d?)\.?(?:(?P<nr_s>[./])(?P<nr_2>\d\d?)\.?)?\s?[-–/]\s?)??
        (?P<n_1>\d\d?)(?P<n_s>[-./_])\s?(?P<n_2>\d\d?)(?P=n_s)\s?(?P<n_y>{_YEAR}|\d\d){_RIGHT}(?!(?P=n_s)\d)
  | (?P<c_y>{_YEAR})(?P<c_m>0[1-9]|1[0-2])(?P<c_d>0[1-9]|[12]\d|3[01]){_RIGHT}
  | (?:(?P<dm_0>\d\d?){_ORDINAL}\.?{_TO})?
        (?P<dm_d>\d\d?){_ORDINAL}\.?(?:\s+|[-/_.]|(?=[a-zäéçà]))(?:(?:of|de|di)\s+)?
        (?P<dm_m>{_ALL_MONTHS})(?:{_RIGHT}|(?={_YEAR}{_RIGHT}))\.?
        (?:(?:\s*,\s*|\s+|[-/_]|\s+(?:of|de|del)\s+|(?<=\.)|(?={_YEAR}))(?P<dm_y>{_YEAR}|{_SHORT_YEAR}|(?<=-)\d\d|(?<=\s)[23]\d(?!\s*,\s*{_YEAR})){_RIGHT})?
  | (?P<md_m>{_ENGLISH})(?:\.?\s+|\.?[-_/]|\.)(?:the\s+)?(?P<md_d>\d\d?){_ORDINAL}{_RIGHT}
        (?:(?:(?:\s*,\s*\d\d?{_ORDINAL})*{_TO}|\s-\s(?=\d\d?{_ORDINAL}\s*,?\s*{_YEAR}{_RIGHT}))(?P<md_d2>\d\d?){_ORDINAL}{_RIGHT}(?![/.]\d))?
        (?:(?:\s*,\s*|\s+|[-_/])(?P<md_y>{_YEAR}|{_SHORT_YEAR}){_RIGHT})?
  | (?:(?P<my_0>{_ENGLISH})\.?(?:[\s\-_,/]+(?P<my_y0>{_YEAR}))?\s*[-–/]\s*)?
        (?P<my_m>{_ALL_MONTHS})\.?(?:\s*,\s*|\s+|[-_/]|(?<=\.))(?P<my_y>{_YEAR}|{_SHORT_YEAR}){_RIGHT}
  | (?P<sp_1>{_YEAR})\s?[-–/]\s?(?P<sp_2>{_YEAR}|\d\d){_RIGHT}(?![-./]\d)
  | (?P<year>{_YEAR}){_RIGHT}
    )
  | (?<![\w'])(?P<short>{_SHORT_YEAR}){_RIGHT}
    """,
    re.IGNORECASE | re.VERBOSE,
)
_DIGIT = re.compile(r"\d")
_MONTH_SEGMENT = re.compile(rf" - (?P<m>{_ENGLISH})\.?(?= - |$)", re.IGNORECASE)
_NEXT_WORD = re.compile(r"[\s-]?([^\W\d_]+)")
_WEEKDAY_NAMES = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_WEEKDAY_AFTER = re.compile(rf",?\s*\(?(?:{_WEEKDAY_NAMES})\)?\.?(?=\s*(?:$|[-–|,)]))", re.IGNORECASE)
_DAY_FOLLOWS = re.compile(
    rf"\.?\s+(?:\d\d?(?:st|nd|rd|th)|\d\d?,?\s+{_YEAR}|[01]?\d(?![\d/.:-])){_RIGHT}", re.IGNORECASE
)
_COUNTING = re.compile(r"(?:#|\d[-–:])$")
_MORE_DIGITS = re.compile(r"\.?\s+\d\d?(?!\d)")
_RANGE_GAP = re.compile(r"^(?:\s?[-–]\s?|\s+(?:to|thru|through|until|bis|au|al)\s+)$", re.IGNORECASE)
_WORD_AFTER = re.compile(r"^[\s]+[^\W\d_]")
_HOLIDAY = re.compile(r"^(?:4(?:th)? of july|july 4(?:th)?)$", re.IGNORECASE)

_MONTH_NUMBERS = {**OTHER_MONTHS, **ENGLISH_MONTHS}


def days_in(year: int | None, month: int) -> int:
    """Days of a month; 29 for February where the year is unknown."""
    return calendar.monthrange(year or 2000, month)[1]


def _valid(partial: Partial) -> bool:
    return (
        partial.month is not None
        and partial.day is not None
        and 1 <= partial.month <= 12
        and 1 <= partial.day <= days_in(partial.year, partial.month)
    )


def _year(text: str | None) -> int | None:
    """A year of four digits, or of two: 70-99 are 19xx."""
    if not text:
        return None
    digits = text.lstrip("'")
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (1900 if int(digits) >= 70 else 2000)


def _month(text: str) -> int:
    return _MONTH_NUMBERS[text.lower()]


def _numeric(first: int, second: int, year: int | None, day_first: bool) -> tuple[Partial, Partial | None] | None:
    """The reading of a numeric date and, where both are possible, the other one."""
    us, eu = Partial(year, first, second), Partial(year, second, first)
    readings = [p for p in ((eu, us) if day_first else (us, eu)) if _valid(p)]
    if not readings:
        return None
    other = readings[1] if len(readings) == 2 and readings[0] != readings[1] else None
    return readings[0], other


def _read(m: re.Match[str], day_first: bool) -> tuple[Partial, Partial, str, Partial | None] | None:
    """First and last day, shape and second reading of one match; None where it is no date after all."""
    if m["iso_y"]:
        first = Partial(int(m["iso_y"]), int(m["iso_m"]), int(m["iso_d"]))
        last = first._replace(day=int(m["iso_d2"])) if m["iso_d2"] else first
        return (first, last, "iso", None) if _valid(first) and _valid(last) and first <= last else None
    if m["n_1"]:
        return _read_numeric(m, day_first)
    if m["c_y"]:
        first = Partial(int(m["c_y"]), int(m["c_m"]), int(m["c_d"]))
        return (first, first, "compact", None) if _valid(first) else None
    if m["dm_d"]:
        last = Partial(_year(m["dm_y"]), _month(m["dm_m"]), int(m["dm_d"]))
        first = last._replace(day=int(m["dm_0"])) if m["dm_0"] else last
        return (first, last, "day-month", None) if _valid(first) and _valid(last) and first[2] <= last[2] else None  # type: ignore[operator]
    if m["md_m"]:
        first = Partial(_year(m["md_y"]), _month(m["md_m"]), int(m["md_d"]))
        last = first._replace(day=int(m["md_d2"])) if m["md_d2"] else first
        return (first, last, "month-day", None) if _valid(first) and _valid(last) and first[2] <= last[2] else None  # type: ignore[operator]
    if m["my_m"]:
        if m["my_m"].lower() in MONTHS_THAT_ARE_WORDS:
            return None
        last = Partial(_year(m["my_y"]), _month(m["my_m"]))
        first = Partial(_year(m["my_y0"]) or last.year, _month(m["my_0"])) if m["my_0"] else last
        return first if first <= last else last, last, "month", None
    if m["sp_1"]:
        return _read_span(int(m["sp_1"]), m["sp_2"])
    first = Partial(_year(m["year"] or m["short"]))
    return first, first, "year", None


def _read_numeric(m: re.Match[str], day_first: bool) -> tuple[Partial, Partial, str, Partial | None] | None:
    first, second, year = int(m["n_1"] or 0), int(m["n_2"] or 0), _year(m["n_y"])
    if len(m["n_y"] or "") == 2 and m["n_s"] == "_":
        return None
    found = _numeric(first, second, year, day_first)
    if found is None:
        return None
    last, other = found
    if not m["nr_1"]:
        return last, last, "numeric", other
    if m["nr_2"]:
        start = _numeric(int(m["nr_1"]), int(m["nr_2"]), year, day_first if first == second else last.month == second)
        return (start[0], last, "numeric", None) if start and start[0] <= last else None
    begin = Partial(year, second, int(m["nr_1"]))  # 12.-14.05.2024: the day comes first
    end = Partial(year, second, first)
    return (begin, end, "numeric", None) if _valid(begin) and _valid(end) and begin < end else None


def _read_span(first: int, text: str | None) -> tuple[Partial, Partial, str, Partial | None] | None:
    """2024-25 a season, 2022-2025 years, 2024-05 a month."""
    second = text or ""
    if len(second) == 4:
        last = int(second)
    elif int(second) == (first + 1) % 100:
        last = first + 1
    elif 1 <= int(second) <= 12:
        month = Partial(first, int(second))
        return month, month, "month", None
    else:
        return None
    if last <= first or last - first > 60:
        return None
    return Partial(first), Partial(last), "season" if last == first + 1 else "years", None


@lru_cache(maxsize=1 << 16)
def find(text: str, day_first: bool = False) -> tuple[Mention, ...]:
    """All dates that a cleaned name states, in order, without overlap.

    Args:
        text: A name as ``text.clean`` leaves it.
        day_first: How to read 03-05-2024, where both readings are possible.
    """
    mentions: list[Mention] = []
    if _DIGIT.search(text):
        position = 0
        while m := _DATE.search(text, position):
            read = _read(m, day_first)
            if read is None or not _stands(text, m, read[2], read[0]):
                position = _next_start(text, m)
                continue
            first, last, shape, other = read
            start, end = _with_weekday(text, m.start(), m.end())
            weak = (
                shape in {"month-day", "day-month"} and last.year is None and _WORD_AFTER.search(text[end:]) is not None
            )
            mentions.append(Mention(start, end, first, last, shape, other, weak))
            position = end
        mentions = _ranges(text, mentions)
    if " - " in text:
        taken = [(m.start, m.end) for m in mentions]
        for s in _MONTH_SEGMENT.finditer(text):
            if not any(a < s.end() and s.start("m") < b for a, b in taken):
                month = Partial(None, _month(s["m"]))
                mentions.append(Mention(s.start("m"), s.end(), month, month, "month"))
        mentions.sort(key=lambda m: m.start)
    return tuple(mentions)


def _next_start(text: str, m: re.Match[str]) -> int:
    """Where to look on after a match that is no date: behind its first run of letters or digits."""
    position = m.start() + 1
    while position < len(text) and text[position].isalnum() and text[position - 1].isalnum():
        position += 1
    return position


def _stands(text: str, m: re.Match[str], shape: str, first: Partial) -> bool:
    """False where the words around show that the number or month is none ("Room 1984", "10 May Street")."""
    following = _NEXT_WORD.match(text, m.end())
    after = fold(following[1]) if following else ""
    if shape == "year":
        if _word_before(text, m.start()) in BEFORE_A_NUMBER:
            return False
        if text[m.end() : m.end() + 1] in ("%", "°", "+") or text[max(0, m.start() - 1) : m.start()] in (
            "$",
            "€",
            "£",
            "#",
        ):
            return False
        return not (after in AFTER_A_NUMBER and first.year is not None and first.year % 100 == 0)
    if shape == "day-month" and (_DAY_FOLLOWS.match(text, m.end("dm_m")) or _counted(text, m)):
        return False
    if shape in {"month-day", "day-month"} and first.year is None:
        if after and after in ADDRESS:
            return False
        # "4th of July Parade" is named after a day; at the end of a name the same words are a date.
        return not (_HOLIDAY.match(m[0]) and (following is not None or m.start() == 0))
    return True


def _counted(text: str, m: re.Match[str]) -> bool:
    """True where the number before a month counts something and the day stands behind the month ("Day 3 May 12")."""
    if not _MORE_DIGITS.match(text, m.end("dm_m")):
        return False
    return _COUNTING.search(text[: m.start()]) is not None or _word_before(text, m.start()) in PARTS


def _word_before(text: str, start: int) -> str:
    """The folded word in front of a position, behind which "of", "#" or a stop may stand."""
    head = text[:start].rstrip(" #.")
    if head[-3:].lower() == " of":
        head = head[:-3].rstrip()
    begin = len(head)
    while begin and head[begin - 1].isalnum():
        begin -= 1
    return fold(head[begin:])


def _with_weekday(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with the weekday that belongs to the date ("Sat, May 3", "May 3 (Sat)").

    A weekday in the middle of a name belongs to it ("Connecticut Sun May 3", "Good Friday Apr 18"); it counts as part
    of the date only at the start of a segment or in front of a comma.
    """
    head = text[:start].rstrip(" .,")
    begin = len(head)
    while begin and head[begin - 1].isalpha():
        begin -= 1
    if begin < len(head) and head[begin:].lower() in WEEKDAYS:
        opens = not begin or head[:begin].rstrip()[-1:] in ("-", ",", "(", "/", "|")
        if opens or "," in text[len(head) : start]:
            start = begin
    if end < len(text) and (w := _WEEKDAY_AFTER.match(text, end)):
        end = w.end() - (w[0].endswith(")") and "(" not in w[0])
    return start, end


def _ranges(text: str, mentions: list[Mention]) -> list[Mention]:
    """Neighbours that are the two ends of one range ("May 31-Jun 1, 2024") as one mention.

    "May 30 - May 30" and "12-Dec - Dec 14" are no ranges: that is how an earlier tool appended its day. So a
    dash between blanks joins only two dates that both have their year.
    """
    joined: list[Mention] = []
    for m in mentions:
        if joined and _RANGE_GAP.match(text[joined[-1].end : m.start]):
            p = joined[-1]
            spaced = text[p.end : m.start] == " - "
            same_kind = p.shape == m.shape and p.first == p.last and (p.first.day is None) == (m.first.day is None)
            first = p.first._replace(year=p.first.year or m.last.year)
            rising = tuple(x or 0 for x in first) < tuple(x or 0 for x in m.last)
            if same_kind and rising and not m.yearly and (not spaced or (p.full and m.full)):
                joined[-1] = Mention(p.start, m.end, first, m.last, m.shape)
                continue
        joined.append(m)
    return joined


def show(first: Partial, last: Partial | None = None) -> str:
    """A date or range as it is printed, with the precision it has: ``May 30, 2025``, ``Apr 2023``, ``2023``."""
    last = last or first
    if first == last:
        return _show_one(first)
    if first.month is None or last.month is None:
        same_season = first.year is not None and last.year == first.year + 1
        return f"{first.year}-{last.year % 100:02d}" if same_season and last.year else f"{first.year}-{last.year}"
    if first.day is None or last.day is None:
        if first.year == last.year:
            return f"{MONTHS[first.month - 1]}-{_show_one(last)}"
        return f"{_show_one(first)}-{_show_one(last)}"
    tail = f", {last.year}" if last.year else ""
    if first.year == last.year:
        end = str(last.day) if first.month == last.month else f"{MONTHS[last.month - 1]} {last.day}"
        return f"{MONTHS[first.month - 1]} {first.day}-{end}{tail}"
    return f"{_show_one(first)}-{_show_one(last)}"


def _show_one(date: Partial) -> str:
    if date.month is None:
        return "" if date.year is None else str(date.year)
    month = MONTHS[date.month - 1]
    if date.day is None:
        return month if date.year is None else f"{month} {date.year}"
    return f"{month} {date.day}" + ("" if date.year is None else f", {date.year}")
