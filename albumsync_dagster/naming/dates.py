"""Dates in the text of a name: finding them, and printing dates.

Here: what a name states about time, with its precision. Not here: the forms of writing (``date_grammar``), which of
several statements is right (``present``), what the photos say (``capture``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from albumsync_dagster.naming.date_grammar import CANDIDATE, DATE, ENGLISH, RIGHT, YEAR, Partial, month_number, read
from albumsync_dagster.naming.text import fold
from albumsync_dagster.naming.vocabulary import ADDRESS, AFTER_A_NUMBER, BEFORE_A_NUMBER, MONTHS, PARTS, WEEKDAYS

__all__ = ["Mention", "Partial", "find", "show"]


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


_DIGIT = re.compile(r"\d")
_MONTH_SEGMENT = re.compile(rf" - (?P<m>{ENGLISH})\.?(?= - |$)", re.IGNORECASE)
_NEXT_WORD = re.compile(r"[\s-]?([^\W\d_]+)")
_WEEKDAY_NAMES = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_WEEKDAY_AFTER = re.compile(rf",?\s*\(?(?:{_WEEKDAY_NAMES})\)?\.?(?=\s*(?:$|[-–|,)]))", re.IGNORECASE)
_DAY_FOLLOWS = re.compile(rf"\.?\s+(?:\d\d?(?:st|nd|rd|th)|\d\d?,?\s+{YEAR}|[01]?\d(?![\d/.:-])){RIGHT}", re.IGNORECASE)
_COUNTING = re.compile(r"(?:#|\d[-–:])$")
_MORE_DIGITS = re.compile(r"\.?\s+\d\d?(?!\d)")
_RANGE_GAP = re.compile(r"^(?:\s?[-–]\s?|\s+(?:to|thru|through|until|bis|au|al)\s+)$", re.IGNORECASE)
_WORD_AFTER = re.compile(r"^[\s]+[^\W\d_]")
_HOLIDAY = re.compile(r"^(?:4(?:th)? of july|july 4(?:th)?)$", re.IGNORECASE)


@lru_cache(maxsize=1 << 11)
def find(text: str, day_first: bool = False) -> tuple[Mention, ...]:
    """All dates that a cleaned name states, in order, without overlap.

    Args:
        text: A name as ``text.clean`` leaves it.
        day_first: How to read 03-05-2024, where both readings are possible.
    """
    mentions: list[Mention] = []
    if _DIGIT.search(text):
        position = 0
        for candidate in CANDIDATE.finditer(text):
            if candidate.start() < position or not (m := DATE.match(text, candidate.start())):
                continue
            found = read(m, day_first)
            if found is None or not _stands(text, m, found.shape, found.first):
                continue
            first, last, shape, other = found
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
                month = Partial(None, month_number(s["m"]))
                mentions.append(Mention(s.start("m"), s.end(), month, month, "month"))
        mentions.sort(key=lambda m: m.start)
    return tuple(mentions)


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
