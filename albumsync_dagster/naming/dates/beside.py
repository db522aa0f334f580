"""The dates that a name states beside a witness, for instance the days of the photos.

Here: the reading beside a window of days, and what happens where its matches overlap the strict ones. Not here: the
strict reading of a name alone (``resolve``), what speaks against a match (``coincidence``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from albumsync_dagster.naming.dates import coincidence
from albumsync_dagster.naming.dates.calendar import Mention, Partial, Window, day_of, in_window, partial, shares_a_day
from albumsync_dagster.naming.dates.forms import Found, confirmed
from albumsync_dagster.naming.dates.neighbours import Match, counted, numbers_a_word
from albumsync_dagster.naming.dates.readers import readings
from albumsync_dagster.naming.dates.resolve import Span, find, mention_of, shape_of
from albumsync_dagster.naming.dates.weekday import an_occasion, is_of, reach
from albumsync_dagster.naming.locales import in_english
from albumsync_dagster.naming.text import A_FEW, SEPARATOR
from albumsync_dagster.naming.tokens import (
    JOINER,
    MONTH,
    NUMBERS,
    ORDINAL,
    ROMAN,
    WEEKDAY,
    WORD_ROLE,
    Stream,
    role_class,
    stream,
    weekdays_of,
)


@lru_cache(maxsize=A_FEW)
def find_in(window: Window, text: str, day_first: bool = False) -> tuple[Mention, ...]:
    """All dates that a cleaned name states, beside the days of a witness, for instance the photos.

    Looser writing is a date too where the witness bears it out, of two readings of a piece the one that fits is taken,
    and a weekday goes with its day.
    """
    mentions = find(text, day_first)
    s = stream(text)
    if mentions or confirmed(s.roles):
        mentions = tuple(_with_weekday(s, m, window) for m in _beside(s, mentions, window, day_first))
    return mentions or _by_weekday(s, window)


def _by_weekday(s: Stream, window: Window) -> tuple[Mention, ...]:
    """The day that its weekday and its number alone state: "Regionals - Sat 11th" on Saturday, November 11.

    Not Friday the 13th, which is a name.
    """
    day, m = window[0], _WEEKDAY_AND_DAY.search(s.roles)
    if m is None or day != window[1] or (day.day, day.weekday()) == _UNLUCKY:
        return ()
    word = m.start("w")
    if s.number(m.start("d")) != day.day or not is_of(s.texts[word], day) or an_occasion(s, word):
        return ()
    # "Kölner Dom 3", "3 on 3": two or three letters of another language need a stop, or a bracket.
    english = in_english(weekdays_of(s.texts[word]))
    if not english and len(s.texts[word]) <= _SHORT and "." not in m[0] and s.roles[word - 1 : word] != "(":
        return ()
    stated = partial(day)._replace(year=None)
    return (Mention(s.starts[word], s.end(m.end() - 1), stated, stated, "numeric"),)


_WEEKDAY_AND_DAY = re.compile(
    rf"(?<![^ (])(?P<w>{role_class(WEEKDAY)})\.?,? (?P<d>[ab])(?:{role_class(ORDINAL)}|\.)?(?=$| - |[),])"
)
_UNLUCKY = 13, 4
_SHORT = 3


def _with_weekday(s: Stream, m: Mention, window: Window) -> Mention:
    if not m.first.day:
        return m
    begin, end = s.at(m.start), s.at(m.end)
    meant = m.other if m.other and in_window(m.other, m.other, window) else m.first
    first, last = reach(s, begin, end, day_of(meant, window))
    if (first, last) == (begin, end):
        return m
    return m._replace(start=s.starts[first], end=s.end(last - 1), weak=False)


def fits(m: Mention, window: Window) -> bool:
    """True where a mention is about the days of the window."""
    low, high = window
    if m.loose and (m.first.month, m.first.day) != (low.month, low.day):
        return False
    if m.weak and low == high and m.first.day == m.first.month and m.first != m.last:
        return False  # "5/23 May Day": the slash is a date's, the month a name's
    lowest, highest = (low.year, low.month, low.day), (high.year, high.month, high.day)
    (year, month, day), (end_year, end_month, end_day) = m.first, m.last
    over_new_year = (month or 1) > (end_month or 12)
    for any_year in (low.year,) if low.year == high.year else (low.year, high.year):
        begin, end = year or any_year, end_year or any_year + over_new_year
        if (begin, month or 1, day or 1) <= highest and lowest <= (end, end_month or 12, end_day or 31):
            return True
    return False


def _beside(s: Stream, mentions: tuple[Mention, ...], window: Window, day_first: bool) -> tuple[Mention, ...]:
    """The mentions, with what a witness bears out instead of what overlaps it and is no better."""
    mentions = tuple(_without_its_part(s, _with_its_year(s, m, window), window) for m in mentions)
    fitting = [m for m in mentions if fits(m, window)]
    of_one_month = window[0].month == window[1].month
    if len(fitting) == len(mentions) and of_one_month and all_read(s, mentions):
        return mentions
    spans = _confirmed(s, window, [m for m in fitting if m.first.day], mentions, day_first)
    kept = list(mentions)
    for span in spans:
        new = _with_weekday(s, span.mention, window)  # what it overlaps has its weekday too
        overlapping = [m for m in kept if m.start < new.end and new.start < m.end]
        good = [m for m in overlapping if m in fitting]
        if any(
            not (new.start <= m.start and m.end <= new.end) or (new.start, new.end) == (m.start, m.end) for m in good
        ):
            continue
        numbered = s.roles[span.begin] in NUMBERS and numbers_a_word(s, span.begin)
        if numbered and any(m.start > new.start for m in good):
            continue  # "Post 12 vs Post 24 Dec 24" on December 24, 2024
        bad = [m for m in overlapping if m not in good]
        if any((new.first.day is None and not _whole(s.text, m, new)) or (m.end > new.end and not m.weak) for m in bad):
            continue  # what a name states otherwise is no other date because half of it fits
        if s.roles[span.begin] == "-" and any(
            m.shape != "day-month" or m.first.year in (window[0].year, window[1].year) for m in bad
        ):
            continue  # "3-Jan-20" is a day with its year, unless the photos are from another January 20
        kept = [m for m in kept if m not in overlapping]
        kept.append(new)
    return tuple(sorted(kept, key=lambda m: m.start)) if spans else mentions


def _whole(text: str, m: Mention, new: Mention) -> bool:
    """True where a month or a year says all that a date says which does not fit: "Gala Nov 24" on November 17, 2024.

    Behind a dash a day stands, as tools print it.
    """
    same = (m.start, m.end, m.first.month) == (new.start, new.end, new.first.month) and m.first.year is None
    return (same and not text.endswith(SEPARATOR, 0, m.start)) or (m.yearly and m.end <= new.end)


def _confirmed(
    s: Stream, window: Window, known: Sequence[Mention], mentions: Sequence[Mention], day_first: bool
) -> list[Span]:
    """The pieces that say nothing but the date of a witness, in order, without overlap; of two the longer.

    Days that are listed ("5/4 & 5/5") are read as one where the witness has one of them, and no strict reading has any.
    """
    spans: list[Span] = []
    position = 0
    read = {s.at(m.start): s.at(m.end) for m in known}
    inside = {i for start, stop in read.items() for i in range(start + 1, stop)}
    for begin, found in confirmed(s.roles):
        if begin < position or begin in inside:
            continue
        tied = begin > 1 and s.roles[begin - 1] == "-" and s.roles[begin - 2] in NUMBERS and s.roles[begin] >= WORD_ROLE
        best: Span | None = None
        shortest = read.get(begin, 0) + (not tied)
        for f in found:
            end = f.m.end()
            if end < shortest:
                continue
            if read and any(begin < start < end < stop for start, stop in read.items()):
                continue  # "Anna e Marco 7 - 8 marzo"
            for first, last in readings(s, f, day_first=day_first):
                if f.shape == "two-days" and window[0] != day_of(first, window) and window[1] != day_of(last, window):
                    continue  # "Heren 3 4 maart" among photos of a week
                if in_window(first, last, window) or (
                    shares_a_day(first, last, window)
                    and _ties(f, first, last)
                    and not _leads_to(s, f, day_of(last, window))
                    and all(end <= s.at(said.start) or s.at(said.end) <= begin for said in mentions)
                ):
                    of_both = f.shape == "short-span" and [day.year for day in window] == [first.year, last.year]
                    if of_both or not Match(s, f, first, last).vetoed(coincidence.VETOES):
                        written = shape_of(first, last, f.shape) if first.day is None else "numeric"
                        start, shortest = begin - tied, end + 1
                        best = Span(start, end, mention_of(s, start, end, first, last, written))
                    break
        if best is not None:
            spans.append(best)
            position = best.end
    return spans


def _ties(f: Found, first: Partial, last: Partial) -> bool:
    """False for numbers that may be no list of days: "Tap 5/4 - 7 Year Olds", "SV Blau 07, 12.10.24", "220812-14 U"."""
    if "e2" in f.at:
        return False
    if "b1" in f.at:
        return True
    return " - " not in f.m[0] and ("," not in f.m[0] or (last.day or 0) == (first.day or 0) + 1)


def _leads_to(s: Stream, f: Found, day: date | None) -> bool:
    """True where what joins days in one language is, in another, the weekday of the second one: "2 la 13.5."."""
    return any(is_of(s.texts[m.start("word")], day) for m in _JOINING_WEEKDAY.finditer(s.roles, f.m.start(), f.m.end()))


_JOINING_WEEKDAY = re.compile(rf"[ab] (?={role_class(JOINER)})(?P<word>{role_class(WEEKDAY)}) [ab]")


def _with_its_year(s: Stream, m: Mention, window: Window) -> Mention:
    """A day with its year where a range of days would read the same: "Aug-12-22" beside photos of August 12, 2022."""
    day = partial(window[0])
    ends_in_its_year = window[0] == window[1] and (m.last.day or 0) + 2000 == day.year
    if m.shape != "month-day" or not ends_in_its_year or m.first != day._replace(year=None):
        return m
    return m._replace(first=day, last=day) if s.text.count("-", m.start, m.end) > 1 else m


def _without_its_part(s: Stream, m: Mention, window: Window) -> Mention:
    """A range without a first number that is the part's in front of it: "Day 2-13 March 2023", all on March 13."""
    if m.first == m.last or m.first.day in (None, window[0].day) or window[0] != window[1]:
        return m
    begin = s.at(m.start)
    lone = s.roles[begin] in NUMBERS and s.roles[begin + 1 : begin + 2] != "/"
    if not lone or not counted(s, begin) or day_of(m.last, window) != window[0]:
        return m
    following = next((i for i in range(begin + 1, len(s.texts)) if s.roles[i] in NUMBERS), begin)
    return m._replace(start=s.starts[following], first=m.last, loose=False)


A_WRONG_DAY = 3
"""So many days a date in a name is off where somebody mistook it."""


def without_its_day(text: str, m: Mention, taken: Partial) -> Mention:
    """A full date that may be a part and a month ("Round 2 February 2024"), without the number of the part.

    So where the witness is from that month and so far from the day that it is hardly a wrong one.
    """
    if m.first != m.last or m.shape != "day-month" or m.first.year is None or taken[:2] != m.first[:2]:
        return m
    s = stream(text)
    begin = s.at(m.start)
    if s.roles[begin] not in "ab" or not counted(s, begin) or abs((taken.day or 0) - (m.first.day or 0)) <= A_WRONG_DAY:
        return m
    month = m.first._replace(day=None)
    return m._replace(start=s.end(begin), first=month, last=month, shape="month")


def all_read(s: Stream, mentions: Sequence[Mention]) -> bool:
    """True where no digit, no month and no numeral of one is left beside the dates."""
    position = 0
    for m in mentions:
        if _OF_A_DATE.search(s.roles, position, s.at(m.start)):
            return False
        position = s.at(m.end)
    return _OF_A_DATE.search(s.roles, position) is None


_OF_A_DATE = re.compile(f"[{NUMBERS}{role_class(MONTH)[1:-1]}]|{role_class(ROMAN)}[./]")
