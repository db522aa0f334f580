"""The present name against the photos: which of its dates go, which stay, and what is doubtful about them.

Here: from a name and a date to who or what is left. Not here: finding dates (``dates``), reading photos (``capture``),
what tools left (``traces``), enrichment (``subject``).
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from albumsync_dagster.naming.capture import When, as_stated
from albumsync_dagster.naming.compare_dates import stated
from albumsync_dagster.naming.dates import (
    Mention,
    Partial,
    find,
    find_in,
    mistaken,
    show,
    unhyphenated,
    with_little_words,
    without,
    without_its_day,
)
from albumsync_dagster.naming.dates.calendar import day_of
from albumsync_dagster.naming.dates.neighbours import names_a_season
from albumsync_dagster.naming.dates.ranges import listed
from albumsync_dagster.naming.evidence import taken
from albumsync_dagster.naming.parsing import AT, CUT, VERSUS, canonical_words, has_cut, parts_of
from albumsync_dagster.naming.text import SEPARATOR, clean, tidy
from albumsync_dagster.naming.traces import new_year, trace
from albumsync_dagster.naming.values import DateSource, Doubt, DoubtCode
from albumsync_dagster.naming.wellformed import polished

_AGAINST_NOBODY = re.compile(rf" - (?=(?:(?:{VERSUS}|{AT}) |[Vv][Ss]\.)[^\W_])")
"""A date stood between the two sides of a matchup."""
_FRACTION = re.compile(r"[1-4]/[2-5]")
_IN_FRONT_OF_A_WORD = re.compile(r"\s+[^\W\d_]")
_OLD_PICTURES = r"photos|slides|pics|pictures|negatives|prints|scans|dias|diapositivas|diapos|diapositives"
_DECADE = re.compile(
    rf"(?<![^\W_])(?:(1[89]\d0|20[0-9]0)(?:'?s|er)(?=$|\s+(?:-|{_OLD_PICTURES}))"
    rf"|(?:{_OLD_PICTURES})\b.* (?:(?:años|anos|anni|années) ([2-9]0)|'?([2-9]0)(?:'?s|er))(?![^\W_]))",
    re.IGNORECASE,
)
"""A decade that says when the pictures are from: "Family Slides 1960s", "Diapositivas años 60", but "1980s Night"."""


class Present(NamedTuple):
    """The present name without what the printed date replaces."""

    rest: str
    when: When | None
    notes: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def strip_dates(text: str, when: When, day_first: bool, gap: str = " ", *, handwriting: int = 0) -> Present:
    """A cleaned name without its dates, where photos state one.

    Days and months go, right or wrong; a year or season goes where it fits the photos and stays a word where not.

    Args:
        text: The cleaned name.
        when: What the photos state.
        day_first: How to read 03-05-2024.
        gap: What stands where a date stood.
        handwriting: How many names of the account end in a day that a tool appended; 0 where a person may have.
    """
    gone: list[Mention] = []
    doubts: list[Doubt] = []
    notes: list[str] = []
    text, months = _without_doubled_month(text, day_first)
    window = when.window
    mentions = find_in(window, text, day_first) if window else find(text, day_first)
    left_by_a_tool = trace(text, mentions, handwriting=handwriting)
    last = mentions[-1] if mentions else None
    printed = last is not None and last.end == len(text) and (last.first, last.last) == when.ends
    printed = printed and last is not None and text[: last.start].endswith(SEPARATOR)
    for m in mentions:
        fits = when.covers(m.first) or when.covers(m.last) or (m.other is not None and when.covers(m.other))
        fits = fits or (m.first != m.last and _spans(m, when))
        if m.shape == "years":  # "1924-2024" says what is celebrated, unless it is when the photos were taken
            fits = (m.first.year, m.last.year) == (when.first.year, when.last.year)
            if not fits and _spans(m, when):
                continue
        if fits and m.yearly and (m.first, m.last) != when.ends and names_a_season(text, m):
            continue  # "(2010-2011 Season)": nothing is left of a season without its years
        if _also_a_name(text, m) and (printed or _said_again(text, m, mentions)):
            continue
        if when.source is DateSource.VIDEO and m.full and m.first == m.last and _next_day(m.first, when):
            when = as_stated(m.first, m.first, (*when.notes, "the name's own day is one of the videos'"))
            fits = True
        if fits or not (m.yearly or m.weak):
            gone.append(m if fits else without_its_day(text, m, when.first))
        if fits and (_other_days(text, m, when, day_first) or _day_between(m, when)):
            doubts.append(Doubt(DoubtCode.DAY_CONTRADICTED, f"{taken(when)}; the name says {show(m.first, m.last)}."))
        if fits:
            continue
        if left_by_a_tool and left_by_a_tool.wrote(text, m):
            notes.append(left_by_a_tool.why)
            continue
        said = text[m.start : m.end] if m.weak else show(m.first, m.last)
        code = DoubtCode.YEAR_CONTRADICTED if m.yearly else DoubtCode.DAY_CONTRADICTED
        doubts.append(Doubt(code, f"{taken(when)}; the name says {said}."))
    if window and not printed:
        doubts += [
            Doubt(DoubtCode.DAY_CONTRADICTED, f"{taken(when)}; the name says {pair}.")
            for pair in mistaken(window, text, mentions, day_first)
        ]
    for decade in _DECADE.finditer(text) if "0" in text else ():
        low = int(decade[1] or f"19{decade[2] or decade[3]}")
        if not low <= (when.first.year or 0) <= low + 9 and not low <= (when.last.year or 0) <= low + 9:
            doubts.append(Doubt(DoubtCode.YEAR_CONTRADICTED, f"{taken(when)}; the name says {decade[0]}."))
    rest = _removed(text, gone, gap)
    return Present(rest, when, tuple(dict.fromkeys((*when.notes, *notes, *months))), tuple(doubts))


def _without_doubled_month(text: str, day_first: bool) -> tuple[str, list[str]]:
    """A name without the month that an earlier tool appended to its own: "Qualifier - Apr - Apr 2023"."""
    mentions = find(text, day_first)
    if mentions and mentions[-1].end == len(text) and mentions[-1].shape == "month":
        last = mentions[-1]
        written = text[last.start :]
        if last.first == last.last and SEPARATOR in written:
            return text[: last.start] + show(last.first), [f"{written}: the month is there twice"]
    return text, []


def _spans(m: Mention, when: When) -> bool:
    """True where a stated range contains the photos' days."""
    low, high = m.first, m.last
    if low.year is None or high.year is None or when.first.year is None or when.last.year is None:
        return False
    size = 1 if low.month is None else 2 if low.day is None else 3
    return tuple(low[:size]) <= tuple(when.first[:size]) and tuple(when.last[:size]) <= tuple(high[:size])


def _other_days(text: str, m: Mention, when: When, day_first: bool) -> bool:
    """True where a stated range of days begins or ends on a day without photos, and nothing says why.

    An event of a long weekend that is a date by its own writing ("Oct 12-13") is often photographed on one of its days;
    numbers that only the photos make a date, and days far apart, may be of another event. "Regatta Day One 4th-5th May"
    says why: all photos are of the first day.
    """
    if m.first == m.last or (when.covers(m.first) and when.covers(m.last)):
        return False
    begin, end = day_of(m.first, when.window), day_of(m.last, when.window)
    if not begin or not end:
        return False
    if 0 <= (end - begin).days < _LONG_WEEKEND and any(s.start <= m.start < s.end for s in find(text, day_first)):
        return False
    numbers = [int(number) for part, number in parts_of(text[: m.start]) if part == "day"]
    return when.window is None or [(when.window[0] - begin).days + 1] != numbers


_LONG_WEEKEND = 4


def _day_between(m: Mention, when: When) -> bool:
    """True for one stated day on which none of the photos was taken, though some were before and others after it."""
    if m.first != m.last or not m.first.full or not when.days:
        return False
    day = date(*m.first)  # type: ignore[arg-type]
    return min(when.days) < day < max(when.days) and day not in when.days


def _also_a_name(text: str, m: Mention) -> bool:
    """True for what is a date only because the photos bear it out, in front of a word: "Jan 6 Hearings", "2/3 Mix".

    Where the same day already stands behind the name as it is printed, nobody needed to write it a second time.
    """
    fraction = _FRACTION.fullmatch(text, m.start, m.end) is not None
    return m.weak or (fraction and _IN_FRONT_OF_A_WORD.match(text, m.end) is not None)


def _said_again(text: str, m: Mention, mentions: tuple[Mention, ...]) -> bool:
    """True for numbers in front of a word whose day stands elsewhere in the name too: "3/2 Ranch - Open House 3/2"."""
    again = (o for o in mentions if o.start != m.start and o.first == o.last == m.first)
    return any(not _IN_FRONT_OF_A_WORD.match(text, o.end) for o in again)


def _next_day(stated_day: Partial, when: When) -> bool:
    if not (when.first == when.last and when.first.full and stated_day.full) or stated_day == when.first:
        return False
    return abs((date(*stated_day) - date(*when.first)).days) == 1  # type: ignore[arg-type]


def _removed(text: str, gone: list[Mention], gap: str) -> str:
    """A text without dates, and without the little words and marks that led to them."""
    widened = [with_little_words(text, m) for m in sorted(gone, key=lambda m: m.start)]
    return in_order(without(text, listed(text, widened), gap))


def in_order(rest: str) -> str:
    """What is left of a name, without marks that belong to nothing: "Regatta - at Rye" is one part."""
    rest = polished(clean(CUT.sub(" ", rest) if has_cut(rest) else rest))
    joined = _AGAINST_NOBODY.sub(" ", rest)
    return rest if joined == rest else polished(joined)


def strip_tool_suffixes(text: str, day_first: bool, url_name: str | None, gap: str = " ") -> Present:
    """A cleaned name where no photo states a date: only what is certainly false goes, no day is made up.

    A date that the name states in full, or a month with its year, becomes the printed date; anything less stays where
    and as it is. ``gap`` is what stands where a date stood.
    """
    notes: list[str] = []
    text, false_day = _without_traces(text, day_first, notes)
    mentions = find(text, day_first)
    distinct, _ = stated(tuple(m for m in mentions if not m.weak and m.shape != "year"))
    years = [m for m in mentions if m.shape == "year"]
    if len(distinct) == 1 and _complete(distinct[0].first) and _complete(distinct[0].last):
        only = distinct[0]
        agreeing = [m for m in mentions if not m.weak and m.first.agrees(only.first)]
        if all(m in agreeing for m in years):
            notes.append("no photo has a date; the name states it")
            return Present(_removed(text, agreeing, gap), as_stated(only.first, only.last), tuple(notes))
    if false_day and not mentions and url_name:
        url = clean(unhyphenated(url_name))
        first = find(url, day_first)
        if len(first) == 1 and canonical_words(tidy(without(url, first))) == canonical_words(text):
            notes.append("the UrlName still holds the date that an earlier tool lost")
            return Present(text, as_stated(first[0].first, first[0].last), tuple(notes))
    return Present(text, None, tuple(notes))


def _complete(end: Partial) -> bool:
    return end.full or (end.year is not None and end.month is not None and end.day is None)


def _without_traces(text: str, day_first: bool, notes: list[str]) -> tuple[str, bool]:
    """A name without days that an earlier tool appended beside its own, twice, or out of a bare year."""
    text, months = _without_doubled_month(text, day_first)
    notes += months
    false_day = False
    while found := trace(text, find(text, day_first), handwriting=0):
        mentions = find(text, day_first)
        last = found.mention
        if last.first.year and not any(m.first.year for m in mentions[:-1]):
            break  # "Apr 15 - Apr 2023": only together they say all
        false_day |= last.first == Partial(None, 1, 1) and not new_year(text)
        notes.append(found.why)
        text = tidy(text[: last.start])
    return text, false_day
