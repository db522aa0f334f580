"""The dates of two names against each other.

Here: findings about day, month, year and the form in which they are written. Not here: everything else (``scoring``).
"""

from __future__ import annotations

from typing import NamedTuple

from albumsync_dagster.naming.dates import Mention, Partial, show
from albumsync_dagster.naming.dates.render import printed_as
from albumsync_dagster.naming.findings import Finding, cosmetic, fact, style
from albumsync_dagster.naming.parsing import ParsedName
from albumsync_dagster.naming.text import SEPARATOR, words


class Stated(NamedTuple):
    """One date that a name states, possibly in more than one place."""

    first: Partial
    last: Partial
    other: Partial | None = None

    def agrees(self, theirs: Stated) -> bool:
        """True where both can be the same date, one perhaps stated less exactly."""
        if self.first.agrees(theirs.first) and self.last.agrees(theirs.last):
            return True
        if self.other and not theirs.other and self.other.agrees(theirs.first) and theirs.first == theirs.last:
            return True
        if theirs.other and not self.other and theirs.other.agrees(self.first) and self.first == self.last:
            return True
        return self.within(theirs) or theirs.within(self)

    def within(self, range_: Stated) -> bool:
        """True for a day, month or year inside a range that the other name states."""
        if range_.first == range_.last:
            return False
        if self.first.year is None and range_.first.year != range_.last.year:
            years = (range_.first.year, range_.last.year)
            return any(
                Stated(self.first._replace(year=y), self.last._replace(year=y)).within(range_) for y in years if y
            )
        size = min(_precision(self.first), _precision(range_.first))
        if self.first != self.last and size == _precision(self.first) == _precision(range_.first):
            return False  # two ranges with other ends are two dates
        low, high = range_.first[:size], range_.last[:size]
        mine, end = self.first[:size], self.last[:size]
        if None in (*low, *high, *mine, *end):
            mine, end, low, high = mine[1:], end[1:], low[1:], high[1:]
            if not mine or None in (*low, *high, *mine, *end):
                return False
        return low <= mine and end <= high


def _precision(date: Partial) -> int:
    return 3 if date.day else 2 if date.month else 1


def stated(mentions: tuple[Mention, ...]) -> tuple[list[Stated], bool]:
    """The distinct dates of a name, and whether one of them stands there more than once.

    A bare year completes days without a year ("2024 Alpha vs Beta - Mar 8" states March 8, 2024).
    """
    if len(mentions) < 2:
        return [Stated(m.first, m.last, m.other) for m in mentions], False
    years = [m for m in mentions if m.shape == "year"]
    others = [m for m in mentions if m.shape != "year"]
    doubled = False
    distinct: list[Stated] = []
    for m in others:
        date = Stated(m.first, m.last, m.other)
        same = next(
            (i for i, d in enumerate(distinct) if d.first.agrees(date.first) and d.last.agrees(date.last)), None
        )
        if same is None:
            distinct.append(date)
            continue
        doubled = True
        known = distinct[same]
        distinct[same] = Stated(known.first.merged(date.first), known.last.merged(date.last), known.other or date.other)
    for m in years:
        if any(d.first.year is not None and d.first.agrees(m.first) for d in distinct):
            doubled = True
            continue
        lacking = [i for i, d in enumerate(distinct) if d.first.year is None and d.first.month is not None]
        for i in lacking:
            d = distinct[i]
            distinct[i] = Stated(d.first.merged(m.first), d.last.merged(m.first), d.other and d.other.merged(m.first))
        if not lacking:
            distinct.append(Stated(m.first, m.last))
    return distinct, doubled


def compare_dates(a: ParsedName, b: ParsedName) -> list[Finding]:
    """What two names state differently about when."""
    if not a.dates and not b.dates:
        return []
    # A year that both state by itself is part of both names ("The 1975") and must not complete a day.
    shared = {m.first for m in a.dates if m.shape == "year"}
    if shared:
        shared &= {m.first for m in b.dates if m.shape == "year"}
    mine, doubled_a = stated(_but_years(a.dates, shared))
    theirs, doubled_b = stated(_but_years(b.dates, shared))
    left_a, left_b, pairs = _match(mine, theirs)
    findings: list[Finding] = []
    for x, y in zip(left_a, left_b, strict=False):
        findings += _contradiction(x, y)
    if a.dates and b.dates and not any(f.part == "year" for f in findings):
        years_a, years_b = _years(a), _years(b)
        if years_a and years_b and not years_a & years_b:
            findings.append(fact("year", f"another year: {min(years_a)} and {min(years_b)}"))
    extra = left_a[len(left_b) :] + left_b[len(left_a) :]
    if extra:
        none = not mine or not theirs
        why = "has no date" if none else "does not state it"
        findings.append(style("date", f"{_several(extra)} stands in one name, the other {why}", more=10 if none else 0))
    for x, y in pairs:
        if x.first == y.first and x.last == y.last:
            continue
        findings.append(_less(x, y))
    if doubled_a != doubled_b:
        findings.append(style("date-doubled", "one name has a date more than once"))
    elif not findings and _written(a) != _written(b):
        if _printed(a) and _printed(b):
            findings.append(cosmetic("date-style", "the date is printed in another language"))
        else:
            findings.append(style("date-form", "the same date is written in another form"))
    return findings


def _but_years(mentions: tuple[Mention, ...], shared: set[Partial]) -> tuple[Mention, ...]:
    """The mentions without the bare years that both names state."""
    return tuple(m for m in mentions if m.shape != "year" or m.first not in shared) if shared else mentions


def _years(name: ParsedName) -> set[int]:
    """All years that a name states, those inside a range too."""
    found: set[int] = set()
    for m in name.dates:
        if m.first.year and m.last.year:
            found.update(range(m.first.year, m.last.year + 1))
    return found


def _written(name: ParsedName) -> list[list[str]]:
    return [words(name.text[m.start : m.end].lower()) for m in name.dates]


def _printed(name: ParsedName) -> bool:
    """True where a name ends in one date in a form that is printed here, in whatever style and language."""
    if len(name.dates) != 1:
        return False
    m = name.dates[0]
    at_the_end = m.end == len(name.text) and name.text[: m.start].endswith(SEPARATOR)
    # ISO 8601 is what other people and tools write too; an account that prints it knows its own names by the journal.
    return at_the_end and any(style != "iso" for style, _ in printed_as(name.text[m.start :], m.first, m.last))


def _match(mine: list[Stated], theirs: list[Stated]) -> tuple[list[Stated], list[Stated], list[tuple[Stated, Stated]]]:
    """Dates that only one name states, and pairs that can be one; exact pairs go first."""
    if mine == theirs:
        return [], [], list(zip(mine, theirs, strict=True))
    left_a, left_b, pairs = list(mine), list(theirs), []
    if left_a and left_b:
        for same in (lambda x, y: (x.first, x.last) == (y.first, y.last), Stated.agrees):
            for x in list(left_a):
                y = next((y for y in left_b if same(x, y)), None)
                if y is not None:
                    left_a.remove(x)
                    left_b.remove(y)
                    pairs.append((x, y))
    for left in (left_a, left_b):
        if len(left) > 1:
            left.sort(key=_order)
    return left_a, left_b, pairs


def _order(date: Stated) -> tuple[int, ...]:
    return tuple(part or 0 for part in (*date.first, *date.last))


def _contradiction(x: Stated, y: Stated) -> list[Finding]:
    findings = []
    for part, position in (("year", 0), ("month", 1), ("day", 2)):
        ones = {x.first[position], x.last[position]} - {None}
        twos = {y.first[position], y.last[position]} - {None}
        if ones and twos and not ones & twos:
            why = f"another {part}: {show(x.first, x.last)} and {show(y.first, y.last)}"
            findings.append(fact(part, why))
    return findings or [fact("day", f"another date: {show(x.first, x.last)} and {show(y.first, y.last)}")]


def _less(x: Stated, y: Stated) -> Finding:
    sides = f"{show(x.first, x.last)} and {show(y.first, y.last)}"
    if (x.first.year is None) != (y.first.year is None):
        return style("year", f"only one name states the year: {sides}")
    if (x.first.day is None) != (y.first.day is None):
        return style("day", f"only one name states the day: {sides}")
    if x.other or y.other:
        return style("date-form", f"day and month in another order: {sides}", more=4)
    return style("date", f"one name states it more exactly: {sides}")


def _several(dates: list[Stated]) -> str:
    return ", ".join(show(d.first, d.last) for d in dates)
