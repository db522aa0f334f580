"""Dates in the text of a name: finding them, and printing dates.

Here: what a name states about time, with its precision. Not here: the forms of writing (``date_grammar``), what the
words around allow (``surroundings``), which of several statements is right (``present``), what the photos say
(``capture``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from albumsync_dagster.naming.confirmed import Light, confirmed
from albumsync_dagster.naming.date_grammar import (
    CANDIDATE,
    DATE,
    ENGLISH,
    Partial,
    Reading,
    days_in,
    month_number,
    read,
    rising,
)
from albumsync_dagster.naming.surroundings import (
    counts_something,
    in_front_of_a_word,
    named_after,
    numbered,
    numbers_a_word,
    stands,
)
from albumsync_dagster.naming.text import LETTERS
from albumsync_dagster.naming.vocabulary import (
    ENGLISH_MONTHS,
    MONTHS,
    OTHER_MONTHS,
)
from albumsync_dagster.naming.weekdays import names_a_weekday, with_weekday

__all__ = ["Light", "Mention", "Partial", "find", "find_in", "show", "unhyphenated", "without", "without_its_day"]


class Mention(NamedTuple):
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
    loose: bool = False
    """A range that begins with a bare number ("Hall 3 - 4 May 2023"): one only where no witness says otherwise."""
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


_BLANKS = re.compile(r"(?<!\d)-|-(?!\d)|_")
"""No hyphen between two digits: "3-1" is a score and "9-20" a day, and apart they would be neither."""
_DIGIT = re.compile(r"\d")
_MONTH_SEGMENT = re.compile(rf" - (?P<m>{ENGLISH})\.?(?= - |$)", re.IGNORECASE)
_RANGE_GAP = re.compile(
    r"^(?:\s?[-–]\s?|\s+(?:to|thru|through|until|bis|au|al)\s+|(?P<next>\s+(?:and|und|et|y)\s+|\s*&\s*))$",
    re.IGNORECASE,
)
_ABBREVIATED = 3
_SPACED_RANGE_DAYS = 31
"""Two dates with a dash between blanks are one range up to this length, if only the second has its year."""
_FIRST_OF_RANGE = re.compile(r"\d\d?(?=\s?[-–/]\s?\d)")
_DAY_OF_MONTH = re.compile(r"\d\d?(?=[\s-][^\W\d_]+\.?[\s-](?:\d{4}|'\d\d))")
_A_WRONG_DAY = 3
"""So many days a date in a name is off where somebody mistook it."""
_OVER_NEW_YEAR = 8
"""A month so much later than the one that ends a range lies in the year before ("Dec 30 - Jan 2, 2025")."""


@lru_cache(maxsize=1 << 11)
def find(text: str, day_first: bool = False) -> tuple[Mention, ...]:
    """All dates that a cleaned name states by its own writing, in order, without overlap.

    Args:
        text: A name as ``text.clean`` leaves it.
        day_first: How to read 03-05-2024, where both readings are possible.
    """
    mentions = _ranges(text, _strict(text, day_first)) if _DIGIT.search(text) else []
    if " - " in text:
        taken = [(m.start, m.end) for m in mentions]
        for s in _MONTH_SEGMENT.finditer(text):
            if not any(a < s.end() and s.start("m") < b for a, b in taken):
                month = Partial(None, month_number(s["m"]))
                mentions.append(Mention(s.start("m"), s.end(), month, month, "month"))
        if len(mentions) > 1:
            mentions.sort(key=lambda m: m.start)
    return tuple(mentions)


def find_in(light: Light, text: str, day_first: bool = False) -> tuple[Mention, ...]:
    """All dates that a cleaned name states, beside the days of a witness, for instance the photos.

    Looser writing is a date too where the witness bears it out, of two readings of a piece the one that fits is taken,
    and a weekday goes with its day.
    """
    mentions = find(text, day_first)
    if _DIGIT.search(text):
        mentions = _in_the_light(text, mentions, light)
    if any(m.first.day for m in mentions) and names_a_weekday(text):
        found = []
        for m in mentions:
            start, end = (
                with_weekday(text, m.start, m.end, _day_of(m.first, light)) if m.first.day else (m.start, m.end)
            )
            found.append(m if (start, end) == (m.start, m.end) else m._replace(start=start, end=end, weak=False))
        mentions = tuple(found)
    return mentions


def _strict(text: str, day_first: bool) -> list[Mention]:
    """What is a date by its own writing; ranges are still in two."""
    mentions: list[Mention] = []
    position = 0
    for candidate in CANDIDATE.finditer(text):
        if candidate.start() < position or not (m := DATE.match(text, candidate.start())):
            continue
        found, end = read(m, day_first), m.end()
        if found is None and m["sp_1"]:  # no span after all, so a year and something else
            year = Partial(int(m["sp_1"]))
            found, end = Reading(year, year, "year"), m.end("sp_1")
        if found is None:
            continue
        if not stands(text, m, end, found):
            if found.shape == "years":
                position = end
            continue
        first, last, shape, other = found
        begin, stop = with_weekday(text, m.start(), end, _day_of(first, None)) if first.day else (m.start(), end)
        weak = (
            last.year is None
            and shape in {"month-day", "day-month"}
            and (begin, stop) == m.span()
            and in_front_of_a_word(text, stop)
        )
        loose = m["dm_s"] is not None or (m["nr_1"] is not None and m["nr_2"] is None and len(m["nr_to"]) > 1)
        mentions.append(Mention(begin, stop, first, last, shape, other, loose, weak))
        position = stop
    return mentions


def _day_of(first: Partial, light: Light | None) -> date | None:
    """The day that a date states, its year perhaps from the witness."""
    years = (first.year,) if first.year else tuple(day.year for day in light) if light else ()
    if first.month and first.day:
        for year in years:
            if first.day <= days_in(year, first.month):
                return date(year, first.month, first.day)
    return None


def _fits(m: Mention, light: Light) -> bool:
    """True where a mention is about the days of the witness."""
    low, high = light
    if m.loose and (m.first.month, m.first.day) != (low.month, low.day):
        return False
    if m.weak and low == high and m.first.day == m.first.month and m.first != m.last:
        return False  # "5/23 May Day": the slash is a date's, the month a name's
    for year in {low.year, high.year}:
        begin = (m.first.year or year, m.first.month or 1, m.first.day or 1)
        end = (m.last.year or year, m.last.month or 12, m.last.day or 31)
        if begin <= (high.year, high.month, high.day) and (low.year, low.month, low.day) <= end:
            return True
    return False


def _in_the_light(text: str, mentions: tuple[Mention, ...], light: Light) -> tuple[Mention, ...]:
    """The mentions, with what a witness bears out instead of what overlaps it and is no better."""
    mentions = tuple(_without_its_part(text, m, light) for m in mentions)
    fitting = [m for m in mentions if _fits(m, light)]
    if len(fitting) == len(mentions) and _all_read(text, mentions, light):
        return mentions
    kept = list(mentions)
    found = confirmed(text, light, [(m.start, m.end) for m in fitting if m.first.day])
    for start, end, first, last in found:
        if counts_something(text, start, end, first):
            continue
        if first.year is None and named_after(text, start, end):
            continue
        overlapping = [m for m in kept if m.start < end and start < m.end]
        good = [m for m in overlapping if m in fitting]
        if any(not (start <= m.start and m.end <= end) or (start, end) == (m.start, m.end) for m in good):
            continue
        if any(m.start > start for m in good) and numbers_a_word(text, start):
            continue  # "Post 12 vs Post 24 Dec 24" on December 24, 2024
        bad = [m for m in overlapping if m not in good]
        if any((first.day is None and not (m.yearly and m.end <= end)) or (m.end > end and not m.weak) for m in bad):
            continue  # what a name states otherwise is no other date because half of it fits
        if text[start] == "-" and any(
            m.shape != "day-month" or m.first.year in (light[0].year, light[1].year) for m in bad
        ):
            continue  # "3-Jan-20" is a day with its year, unless the photos are from another January 20
        shape = "year" if first.month is None else "month" if first.day is None else "numeric"
        kept = [m for m in kept if m not in overlapping]
        kept.append(Mention(start, end, first, last, "season" if first != last and shape == "year" else shape))
    return tuple(sorted(kept, key=lambda m: m.start))


def _without_its_part(text: str, m: Mention, light: Light) -> Mention:
    """A range without a first number that is the part's in front of it: "Day 2-13 March 2023", all on March 13."""
    if m.first == m.last or m.first.day in (None, light[0].day) or not numbered(text, m.start):
        return m
    if (n := _FIRST_OF_RANGE.match(text, m.start)) and light[0] == light[1] == _day_of(m.last, light):
        return m._replace(start=n.end(), first=m.last, loose=False)
    return m


def without_its_day(text: str, m: Mention, taken: Partial) -> Mention:
    """A full date that may be a part and a month ("Round 2 February 2024"), without the number of the part.

    So where the witness is from that month and so far from the day that it is hardly a wrong one.
    """
    number = _DAY_OF_MONTH.match(text, m.start)
    if not number or m.first != m.last or taken[:2] != m.first[:2] or not numbered(text, m.start):
        return m
    if abs((taken.day or 0) - (m.first.day or 0)) <= _A_WRONG_DAY:
        return m
    month = m.first._replace(day=None)
    return m._replace(start=number.end(), first=month, last=month, shape="month")


def _all_read(text: str, mentions: tuple[Mention, ...], light: Light) -> bool:
    """True where no digit is left beside the dates, and no month in front of a year or of another month."""
    if light[0].month != light[1].month or _DIGIT.search(without(text, mentions)):
        return False
    return not any(
        m.first.day is None and (word := LETTERS.findall(text[: m.start])[-1:]) and word[0].lower() in OTHER_MONTHS
        for m in mentions
    )


def without(text: str, mentions: Sequence[Mention], fill: str = " ") -> str:
    """A text without the given dates; what they leave behind is not put in order here."""
    if not mentions:
        return text
    pieces, position = [], 0
    for mention in mentions:
        pieces += [text[position : mention.start], fill]
        position = max(position, mention.end)
    return "".join([*pieces, text[position:]])


def unhyphenated(text: str) -> str:
    """A text in the form of a UrlName ("JV-Girls-vs-Rye-04-08-2026") with blanks for dashes but in its dates.

    Where it would state other dates then ("24-Nov" and a day that follow each other), it stays as it is.
    """
    pieces, position = [], 0
    dates = find(text)
    for m in dates:
        pieces += [_BLANKS.sub(" ", text[position : m.start]), text[m.start : m.end]]
        position = m.end
    opened = "".join([*pieces, _BLANKS.sub(" ", text[position:])])
    before, after = ([(m.first, m.last) for m in found] for found in (dates, find(opened)))
    return opened if before == after else text


def _ranges(text: str, mentions: list[Mention]) -> list[Mention]:
    """Neighbours that are the two ends of one range ("May 31-Jun 1, 2024") as one mention."""
    joined: list[Mention] = []
    for m in mentions:
        if joined and (gap := _RANGE_GAP.match(text[joined[-1].end : m.start])):
            p = joined[-1]
            spaced = gap[0] == " - "
            found = _range(p, m, spaced=spaced, next_day=gap["next"] is not None)
            if found and not (spaced and not p.full and _two_hands(text, p, m)):
                joined[-1] = Mention(p.start, m.end, *found, m.shape)
                continue
        joined.append(m)
    return joined


def _range(p: Mention, m: Mention, *, spaced: bool, next_day: bool) -> tuple[Partial, Partial] | None:
    """First and last day of a range from one mention to the next; None where they are two dates.

    "May 30 - May 30" and "12-Dec - Dec 14" are no ranges: that is how an earlier tool appended its day. So a dash
    between blanks joins only dates of which at least the second has its year, and "and" only a day and the next.
    """
    if p.shape != m.shape or p.first != p.last or m.first != m.last or m.yearly:
        return None
    if (p.first.day is None) != (m.first.day is None):
        return None
    first, last = p.first._replace(year=p.first.year or m.last.year), m.last
    if p.first.year is None and (first.month or 0) > (last.month or 0) + _OVER_NEW_YEAR:
        if last.year is None:
            return None if last[1:] == (1, 1) or next_day else (first, last)
        first = first._replace(year=last.year - 1)
    if p.shape == "numeric":
        if (found := rising(first, p.other, last, m.other)) is None:
            return None
        first, last = found.first, found.last
    if tuple(x or 0 for x in first) >= tuple(x or 0 for x in last):
        return None
    if first.month and first.day and first.day > days_in(first.year, first.month):
        return None  # "Feb 29 - Mar 1, 2023"
    if first.full and last.full:
        days = (date(*last) - date(*first)).days  # type: ignore[arg-type]
        if next_day or (spaced and not p.full):
            return (first, last) if days <= (1 if next_day else _SPACED_RANGE_DAYS) else None
    elif spaced or next_day:
        return None
    return first, last


def _two_hands(text: str, p: Mention, m: Mention) -> bool:
    """True where the months are written in two ways: "Sept 8 - Sep 13, 2023" is a name's day and an appended one."""
    one, other = (LETTERS.findall(text[x.start : x.end].lower()) for x in (p, m))
    months = [word for word in (*one, *other) if word in ENGLISH_MONTHS and word != "may"]
    return len({len(word) == _ABBREVIATED for word in months}) > 1 or (
        p.first.month == m.first.month and len(set(months)) > 1
    )


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
