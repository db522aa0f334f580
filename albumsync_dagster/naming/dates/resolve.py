"""The dates that a name states: which matches of which forms count.

Here: the strict reading of a name alone, the reading beside a window of days, and what happens where they overlap. Not
here: the forms (``forms``), what they mean (``readers``) and what speaks against them (``context``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from albumsync_dagster.naming.dates import coincidence, context
from albumsync_dagster.naming.dates.calendar import Mention, Partial, Window, day_of, in_window
from albumsync_dagster.naming.dates.forms import BEGINNING, CONFIRMED, STRICT, may_hold_date
from albumsync_dagster.naming.dates.neighbours import Match, counted, in_front_of_a_word, numbers_a_word
from albumsync_dagster.naming.dates.ranges import joined
from albumsync_dagster.naming.dates.readers import readings
from albumsync_dagster.naming.dates.render import read_back
from albumsync_dagster.naming.dates.weekday import names_a_weekday, reach, with_year_mark
from albumsync_dagster.naming.text import SEPARATOR
from albumsync_dagster.naming.tokens import (
    MONTH,
    NUMBERS,
    WORD_ROLE,
    Stream,
    may_hold_number,
    months_of,
    role_class,
    stream,
)


class _Span(NamedTuple):
    """A mention with its tokens."""

    begin: int
    end: int
    mention: Mention


_SHAPES = {"marked": "iso", "placeholder": "iso", "roman": "numeric", "year-first": "iso"}


@lru_cache(maxsize=1 << 11)
def find(text: str, day_first: bool = False) -> tuple[Mention, ...]:
    """All dates that a cleaned name states by its own writing, in order, without overlap.

    Args:
        text: A name as ``text.clean`` leaves it.
        day_first: How to read 03-05-2024, where both readings are possible.
    """
    if SEPARATOR not in text and not may_hold_number(text):
        return ()
    return find_in_stream(stream(text), day_first)


def find_in_stream(s: Stream, day_first: bool = False) -> tuple[Mention, ...]:
    """The same for a name that is tokens already, for instance of other languages than those of the product."""
    found = _strict(s, day_first)
    mentions = [span.mention for span in joined(s, found)]
    if " - " in s.roles:
        mentions = _with_lone_months(s, mentions)
    return tuple(_with_printed(s, mentions))


def _with_printed(s: Stream, mentions: list[Mention]) -> list[Mention]:
    """The mentions, with the date behind the last separator as it is printed, where the forms do not read it whole.

    Words that a form takes for a name's ("28. Mai–3. Juni 2024", "лист. 2024 р.") are dates in what is printed.
    """
    text = s.text
    head, separator, printed = text.rpartition(SEPARATOR)
    begin = len(head) + len(separator)
    for m in mentions:
        if m.start < begin < m.end or (m.start == begin and m.end == len(text)):
            return mentions
    # Every word of a printed date plays a role in it.
    ends = read_back(printed) if "Y" in s.roles and WORD_ROLE not in s.roles[s.at(begin) :] else None
    if ends is None:
        return mentions
    first, last = ends
    if not separator and first == last:
        return mentions  # "Mars 2020" alone is a name
    shape = "years" if first.month is None else "month" if first.day is None else "day-month"
    return [*(m for m in mentions if m.end <= begin), Mention(begin, len(text), first, last, shape)]


def _strict(s: Stream, day_first: bool) -> list[_Span]:
    """What is a date by its own writing; ranges between two of them are still in two."""
    spans: list[_Span] = []
    if not may_hold_date(s.roles):
        return spans
    position = 0
    for beginning in BEGINNING.finditer(s.roles):
        begin = beginning.start()
        if begin < position:
            continue
        for form, pattern in STRICT.at(s.roles, begin):
            if (m := pattern.match(s.roles, begin)) is None:
                continue
            meanings = list(islice(readings(form.shape, s, m, day_first=day_first), 2))
            if not meanings:
                continue
            x = Match(s, m, form.shape, *meanings[0])
            if x.vetoed(context.VETOES):
                if form.shape == "span" and x.first.month is None:
                    position = m.end()
                    break
                continue
            spans.append(_span(x, meanings[1][0] if form.shape == "numeric" and len(meanings) > 1 else None))
            position = spans[-1].end
            break
    return spans


def _span(x: Match, other: Partial | None) -> _Span:
    begin, end = x.begin, x.end
    if x.first.day:
        begin, end = reach(x.s, begin, end, day_of(x.first, None))
    else:
        end = with_year_mark(x.s, end)
    weak = (
        x.last.year is None
        and x.shape in {"month-day", "day-month"}
        and (begin, end) == (x.begin, x.end)
        and in_front_of_a_word(x.s, end)
    )
    joint = x.group("rj")
    loose = x.group("ds") is not None or (joint is not None and x.group("r2") is None and x.m.end("rj") - joint > 1)
    other = None if x.first != x.last or other == x.first else other
    return _Span(begin, end, _mention(x.s, begin, end, x.first, x.last, _shape(x), other, loose, weak))


def _shape(x: Match) -> str:
    if x.first.month is None:
        if x.first == x.last:
            return "year"
        return "season" if x.last.year == (x.first.year or 0) + 1 else "years"
    if x.first.day is None:
        return "month"
    return _SHAPES.get(x.shape, x.shape)


def _mention(
    s: Stream, begin: int, end: int, first: Partial, last: Partial, shape: str, other: Partial | None = None,
    loose: bool = False, weak: bool = False,
) -> Mention:  # fmt: skip
    return Mention(s.starts[begin], s.end(end - 1), first, last, shape, other, loose, weak)


_LONE_MONTH = re.compile(rf"(?<=- ){role_class(MONTH)}(?= - |\. -|\.?\Z)")


def _with_lone_months(s: Stream, mentions: list[Mention]) -> list[Mention]:
    """The mentions with the months that stand alone between dashes: "Qualifier - Apr - Jan 1"."""
    for found in _LONE_MONTH.finditer(s.roles):
        i = found.start()
        named = months_of(s.texts[i])
        if not named or "en" not in named[0].languages or s.text[s.starts[i] - 3 : s.starts[i]] != " - ":
            continue
        if not any(m.start <= s.starts[i] < m.end for m in mentions):
            month = Partial(None, named[0].number)
            mentions.append(_mention(s, i, i + 1, month, month, "month"))
    return sorted(mentions, key=lambda m: m.start)


@lru_cache(maxsize=1 << 11)
def find_in(window: Window, text: str, day_first: bool = False) -> tuple[Mention, ...]:
    """All dates that a cleaned name states, beside the days of a witness, for instance the photos.

    Looser writing is a date too where the witness bears it out, of two readings of a piece the one that fits is taken,
    and a weekday goes with its day.
    """
    mentions = find(text, day_first)
    if not mentions and not may_hold_number(text):
        return ()
    s = stream(text)
    if may_hold_date(s.roles):
        mentions = _beside(s, mentions, window, day_first)
    if any(m.first.day for m in mentions) and names_a_weekday(s):
        mentions = tuple(_with_weekday(s, m, window) for m in mentions)
    return mentions


def _with_weekday(s: Stream, m: Mention, window: Window) -> Mention:
    if not m.first.day:
        return m
    begin, end = s.at(m.start), s.at(m.end)
    first, last = reach(s, begin, end, day_of(m.first, window))
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
    for year in {low.year, high.year}:
        begin = (m.first.year or year, m.first.month or 1, m.first.day or 1)
        end = (m.last.year or year, m.last.month or 12, m.last.day or 31)
        if begin <= (high.year, high.month, high.day) and (low.year, low.month, low.day) <= end:
            return True
    return False


def _beside(s: Stream, mentions: tuple[Mention, ...], window: Window, day_first: bool) -> tuple[Mention, ...]:
    """The mentions, with what a witness bears out instead of what overlaps it and is no better."""
    mentions = tuple(_without_its_part(s, m, window) for m in mentions)
    fitting = [m for m in mentions if fits(m, window)]
    if len(fitting) == len(mentions) and _all_read(s, mentions, window):
        return mentions
    kept = list(mentions)
    for span in _confirmed(s, window, [m for m in fitting if m.first.day], day_first):
        new = span.mention
        overlapping = [m for m in kept if m.start < new.end and new.start < m.end]
        good = [m for m in overlapping if m in fitting]
        if any(
            not (new.start <= m.start and m.end <= new.end) or (new.start, new.end) == (m.start, m.end) for m in good
        ):
            continue
        if any(m.start > new.start for m in good) and numbers_a_word(s, span.begin):
            continue  # "Post 12 vs Post 24 Dec 24" on December 24, 2024
        bad = [m for m in overlapping if m not in good]
        if any(
            (new.first.day is None and not (m.yearly and m.end <= new.end)) or (m.end > new.end and not m.weak)
            for m in bad
        ):
            continue  # what a name states otherwise is no other date because half of it fits
        if s.roles[span.begin] == "-" and any(
            m.shape != "day-month" or m.first.year in (window[0].year, window[1].year) for m in bad
        ):
            continue  # "3-Jan-20" is a day with its year, unless the photos are from another January 20
        kept = [m for m in kept if m not in overlapping]
        kept.append(new)
    return tuple(sorted(kept, key=lambda m: m.start))


def _confirmed(s: Stream, window: Window, known: Sequence[Mention], day_first: bool) -> list[_Span]:
    """The pieces that say nothing but the date of a witness, in order, without overlap; of two the longer."""
    spans: list[_Span] = []
    position = 0
    for beginning in BEGINNING.finditer(s.roles):
        begin = beginning.start()
        at = s.starts[begin]
        if begin < position or any(m.start < at < m.end for m in known):
            continue
        best: _Span | None = None
        for form, pattern in CONFIRMED.at(s.roles, begin):
            m = pattern.match(s.roles, begin)
            if m is None or (best is not None and m.end() <= best.end):
                continue
            for first, last in readings(form.shape, s, m, day_first=day_first):
                if in_window(first, last, window):
                    x = Match(s, m, form.shape, first, last)
                    if not x.vetoed(coincidence.VETOES):
                        shape = _shape(x)
                        shape = shape if first.day is None else "numeric"
                        tied = begin > 1 and s.roles[begin - 1] == "-" and s.roles[begin] >= WORD_ROLE
                        start = begin - 1 if tied and s.roles[begin - 2] in NUMBERS else begin
                        best = _Span(start, m.end(), _mention(s, start, m.end(), first, last, shape))
                    break
        if best is not None:
            spans.append(best)
            position = best.end
    return spans


def _without_its_part(s: Stream, m: Mention, window: Window) -> Mention:
    """A range without a first number that is the part's in front of it: "Day 2-13 March 2023", all on March 13."""
    if m.first == m.last or m.first.day in (None, window[0].day) or window[0] != window[1]:
        return m
    begin = s.at(m.start)
    if s.roles[begin] not in NUMBERS or not counted(s, begin) or day_of(m.last, window) != window[0]:
        return m
    following = next((i for i in range(begin + 1, len(s.texts)) if s.roles[i] in NUMBERS), begin)
    return m._replace(start=s.starts[following], first=m.last, loose=False)


_A_WRONG_DAY = 3
"""So many days a date in a name is off where somebody mistook it."""


def without_its_day(text: str, m: Mention, taken: Partial) -> Mention:
    """A full date that may be a part and a month ("Round 2 February 2024"), without the number of the part.

    So where the witness is from that month and so far from the day that it is hardly a wrong one.
    """
    if m.first != m.last or m.shape != "day-month" or m.first.year is None or taken[:2] != m.first[:2]:
        return m
    s = stream(text)
    begin = s.at(m.start)
    if (
        s.roles[begin] not in "ab"
        or not counted(s, begin)
        or abs((taken.day or 0) - (m.first.day or 0)) <= _A_WRONG_DAY
    ):
        return m
    month = m.first._replace(day=None)
    return m._replace(start=s.end(begin), first=month, last=month, shape="month")


def _all_read(s: Stream, mentions: tuple[Mention, ...], window: Window) -> bool:
    """True where no digit and no month is left beside the dates."""
    if window[0].month != window[1].month:
        return False
    return all(
        any(m.start <= s.starts[found.start()] < m.end for m in mentions) for found in _OF_A_DATE.finditer(s.roles)
    )


_OF_A_DATE = re.compile(f"[{NUMBERS}{role_class(MONTH)[1:-1]}]")
