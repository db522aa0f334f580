"""Two dates that are the ends of one range: "May 31-Jun 1, 2024", "2025-05-10 to 2025-05-12".

Here: what may stand between them and what they must have in common. Not here: ranges that are one form ("May 3-5").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from albumsync_dagster.naming import tokens
from albumsync_dagster.naming.dates.calendar import Mention, Partial, days_in
from albumsync_dagster.naming.tokens import Stream, months_of, role_class, stream

if TYPE_CHECKING:
    from albumsync_dagster.naming.dates.resolve import Span

_J, _A, _PA = role_class(tokens.JOINER), role_class(tokens.AND), role_class(tokens.PREPOSITION, tokens.ARTICLE)
_AND = rf"(?:,? |-){_A}[ -]"
_GAP = re.compile(rf" ?[-–/～~〜] ?|,? {_J}\.?(?: {_PA}){{0,2}} |-{_J}[ -]|(?P<next>{_AND}|,? ?& ?)|{_J}")
_LIST = re.compile(_AND)
_OF_A_TOOL = "month-day"
"""The form of the days that an earlier tool appended behind a dash: "Sep 13", "Sep 13, 2023"."""
_ABBREVIATED = 3
_SPACED_DAYS = 31
"""Two dates in that form are one range up to this length, if only the second has its year."""
_OVER_NEW_YEAR = 8
"""A month so much later than the one that ends a range lies in the year before ("Dec 30 - Jan 2, 2025")."""


def joined(s: Stream, spans: Sequence[Span]) -> list[Span]:
    """Neighbours that are the two ends of one range as one mention."""
    found: list[Span] = []
    for span in spans:
        if found and (gap := _GAP.fullmatch(s.roles, found[-1].end, span.begin)):
            p, m = found[-1].mention, span.mention
            spaced = gap[0].startswith(" ") and gap[0].endswith(" ") and gap[0].strip(" ") in ("-", "–", "/")
            appended = spaced and m.shape == _OF_A_TOOL
            ends = _range(p, m, spaced=spaced, appended=appended, next_day=gap["next"] is not None)
            if ends and not (appended and not p.full and _two_hands(s, found[-1], span)):
                whole = m._replace(start=p.start, first=ends[0], last=ends[1], other=None, loose=False, weak=False)
                found[-1] = span._replace(begin=found[-1].begin, mention=whole)
                continue
        found.append(span)
    return found


def listed(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Dates that are to be taken out, in order, each with the "and" that leads to the next one."""
    s = stream(text)
    led_on = (
        m._replace(end=after.start) if _LIST.fullmatch(s.roles, s.at(m.end), s.at(after.start)) else m
        for m, after in pairwise(mentions)
    )
    return [*led_on, *mentions[-1:]]


def _range(p: Mention, m: Mention, *, spaced: bool, appended: bool, next_day: bool) -> tuple[Partial, Partial] | None:
    """First and last day of a range from one mention to the next; None where they are two dates.

    "May 30 - May 30" and "12-Dec - Dec 14" are no ranges: that is how an earlier tool appended its day. So a dash
    between blanks joins only dates of which at least the second has its year, and "and" only a day and the next.
    """
    if p.shape != m.shape or p.first != p.last or m.first != m.last or m.yearly:
        return None
    first, last = p.first._replace(year=p.first.year or m.last.year), m.last
    if p.first.year is None and (first.month or 0) > (last.month or 0) + _OVER_NEW_YEAR:
        if last.year is None:
            # "Dec 28 - Jan 1" was appended.
            return None if next_day or (spaced and last[1:] == (1, 1)) else (first, last)
        first = first._replace(year=last.year - 1)
    if p.first.year is not None and m.first.year is None:
        return None
    if p.shape == "numeric":
        if (found := _rising(first, p.other, last, m.other)) is None:
            return None
        first, last = found
    if tuple(x or 0 for x in first) >= tuple(x or 0 for x in last):
        return None
    if first.month and first.day and first.day > days_in(first.year, first.month):
        return None  # "Feb 29 - Mar 1, 2023"
    if first.full and last.full:
        days = (date(*last) - date(*first)).days  # type: ignore[arg-type]
        if next_day or (appended and not p.full):
            return (first, last) if days <= (1 if next_day else _SPACED_DAYS) else None
    elif spaced or (next_day and not _follows(first, last)):
        return None
    return first, last


def _follows(first: Partial, last: Partial) -> bool:
    """True for a day and the next, both without their year: "May 31 and June 1"."""
    if not first.month or not last.month or not first.day or not last.day:
        return False
    return (date(_LEAP, last.month, last.day) - date(_LEAP, first.month, first.day)).days == 1


_LEAP = 2024
"""A year that has every day."""


def _rising(
    start: Partial, start_other: Partial | None, end: Partial, end_other: Partial | None
) -> tuple[Partial, Partial] | None:
    """The shortest of the ranges that two numeric dates may be the ends of; None where they are none."""
    found = [(a, b) for a, b in ((start, end), (start_other or start, end_other or end)) if a < b]
    return min(found, key=_roughly_days, default=None)


def _roughly_days(ends: tuple[Partial, Partial]) -> int:
    (year, month, day), (end_year, end_month, end_day) = ends
    months = ((end_year or 0) - (year or 0)) * 12 + (end_month or 0) - (month or 0)
    return months * 31 + (end_day or 0) - (day or 0)


def _two_hands(s: Stream, p: Span, m: Span) -> bool:
    """True where the months are written in two ways: "Sept 8 - Sep 13, 2023" is a name's day and an appended one."""
    months = (
        piece
        for span in (p, m)
        for piece in s.texts[span.begin : span.end]
        if piece.isalpha() and months_of(piece) and piece.lower() != "may"
    )
    return len({len(month) == _ABBREVIATED for month in months}) > 1
