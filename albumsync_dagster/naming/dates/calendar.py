"""Dates of which parts may be unknown, and the window of days that a witness states.

Here: values and their arithmetic. Not here: reading (``forms``, ``resolve``) and printing (``render``).
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple


class Partial(NamedTuple):
    """A date of which year, month or day may be unknown."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @property
    def full(self) -> bool:
        """True where year, month and day are known, and the year has that day: "Feb 29" beside "2023" is no date."""
        year, month, day = self
        if year is None or month is None or day is None:
            return False
        return day < 29 or day <= days_in(year, month)

    @property
    def valid(self) -> bool:
        """True where no part is out of its bounds; February has 29 days where the year is unknown."""
        year, month, day = self
        if month is None:
            return day is None
        if day is None or not 1 <= month <= 12:
            return 1 <= month <= 12
        return 1 <= day <= _DAYS[month - 1] and (day < 29 or day <= days_in(year, month))

    def agrees(self, other: Partial) -> bool:
        """True where no part that both state differs."""
        (year, month, day), (their_year, their_month, their_day) = self, other
        return (
            (year == their_year or year is None or their_year is None)
            and (month == their_month or month is None or their_month is None)
            and (day == their_day or day is None or their_day is None)
        )

    def merged(self, other: Partial) -> Partial:
        """What both together state; this date alone where together they are none ("Feb 29" and "2023")."""
        both = Partial(self.year or other.year, self.month or other.month, self.day or other.day)
        return both if both.valid else self


class Mention(NamedTuple):
    """A date stated somewhere in a name."""

    start: int
    end: int
    """Characters ``[start, end)`` of the text."""
    first: Partial
    last: Partial
    """Equal to ``first`` where no range is stated."""
    shape: str
    """The form of writing, as ``forms`` calls it; ``season`` or ``years`` for a span."""
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


Window = tuple[date, date]
"""First and last day that a witness states, for instance the photos."""

_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def days_in(year: int | None, month: int) -> int:
    """Days of a month; 29 for February where the year is unknown."""
    if month == 2 and year is not None and not calendar.isleap(year):
        return 28
    return _DAYS[month - 1]


def partial(day: date) -> Partial:
    """A day as a date with all its parts."""
    return Partial(day.year, day.month, day.day)


@lru_cache(maxsize=1 << 10)
def bounds(first: Partial, last: Partial) -> tuple[date, date]:
    """The first and the last day that two partial dates allow. Their years must be known or do not matter."""
    low = date(first.year or 1, first.month or 1, first.day or 1)
    year, month = last.year or 9999, last.month or 12
    if last.day:
        return low, date(year, month, last.day)
    following = date(year + (month == 12), month % 12 + 1, 1) if (year, month) < (9999, 12) else date.max
    return low, following - timedelta(days=1)


def in_window(first: Partial, last: Partial, window: Window) -> bool:
    """True where a date, of which every stated part counts, says nothing but days of the window.

    A day must be one of its days, a month have one of them, a year be one of its years. A year that is not stated may
    be any of the window's. Of a longer time than one event a day without a year must be the first or the last.
    """
    low, high = window
    if first.day and first.year is None and (high - low).days > _ONE_EVENT:
        return any(bounds(*ends) in {(low, low), (high, high), window} for ends in _dated(first, last, window))
    if first == last and first.day and (first.year or low.year == high.year):
        day = day_of(first, window)
        return day is not None and low <= day <= high
    if first.year and last.year and (last.year < low.year or high.year < first.year):
        return False
    if first.month is None and first != last:
        ends_of_it = (first.year, last.year)
        season = last.year == (first.year or 0) + 1 and low.year >= (first.year or 0) and high.year <= (last.year or 0)
        return season or ends_of_it == (low.year, high.year)
    for ends in _dated(first, last, window):
        begin, end = bounds(*ends)
        exact = first.day is not None
        if (exact and low <= begin and end <= high) or (not exact and _months_meet(ends, window)):
            return True
    return False


_ONE_EVENT = 31
"""Days that are listed in one name, or photographed at one event, are at most so many apart."""


def shares_a_day(first: Partial, last: Partial, window: Window) -> bool:
    """True where a stated range of days has days of the window and others: "5/4 & 5/5", all photos of May 4."""
    if first.day is None or first == last:
        return False
    low, high = window
    found = (bounds(*ends) for ends in _dated(first, last, window))
    return any(begin <= high and low <= end and (end - begin).days <= _ONE_EVENT for begin, end in found)


def _dated(first: Partial, last: Partial, window: Window) -> Iterator[tuple[Partial, Partial]]:
    """The ends of a range with each year of the window that they may be of, where they state none."""
    for year in {day.year for day in window}:
        begin, end = (end if end.year else end._replace(year=year) for end in (first, last))
        if first.year is None and last.year is None and first.month and last.month and first.month > last.month:
            ranges = [(begin._replace(year=year - 1), end), (begin, end._replace(year=year + 1))]  # over New Year
        else:
            ranges = [(begin, end)]
        yield from ((begin, end) for begin, end in ranges if begin.valid and end.valid and begin <= end)


def _months_meet(ends: tuple[Partial, Partial], window: Window) -> bool:
    """True where each end of a range of months or years has a day of the window."""
    return all(begin <= window[1] and window[0] <= end for begin, end in (bounds(one, one) for one in ends))


def day_of(first: Partial, window: Window | None) -> date | None:
    """The day that a date states, its year perhaps from the window."""
    years = (first.year,) if first.year else (window[0].year, window[1].year) if window else ()
    if first.month and first.day:
        for year in years:
            if first.day <= days_in(year, first.month):
                return date(year, first.month, first.day)
    return None
