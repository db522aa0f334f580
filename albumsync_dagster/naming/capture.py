"""What the photos say about when: from a histogram of capture days to one date or range.

Here: which days count, which are left out and why. Not here: reading EXIF or zones (the SmugMug client gives
days by the camera's own clock), dates in names (``dates``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from albumsync_dagster.naming.clocks import EPOCHS, is_first_day
from albumsync_dagster.naming.dates import Mention, Partial, Window, find_in, show
from albumsync_dagster.naming.dates.beside import fits
from albumsync_dagster.naming.dates.calendar import bounds, partial
from albumsync_dagster.naming.dates.weekday import is_of
from albumsync_dagster.naming.text import words
from albumsync_dagster.naming.values import CaptureDays, DateSource, DateStyle, PhotoFacts

EARLIEST = date(1900, 1, 1)
"""Before this a date is a mistake; scans of old prints carry real dates of the twentieth century."""

FEW_DAYS = 10
"""Up to this many days from the first to the last are printed as days, more as months."""

_STRAY_SHARES = ((180, 0.10), (30, 0.05), (3, 0.02), (1, 0.01))
"""(gap in days, largest share of photos): days further than the gap from the rest, holding no more than the share,
are strays. The gap must also be longer than all that remains, so that the first game of a season is none."""
_CLUSTER_GAP = min(far for far, _ in _STRAY_SHARES)
"""Days no further apart than this belong together when strays are looked for."""

_RESET_SHARE = 1 / 2
"""The largest share for a first day of clocks further than a week from the rest."""
_RESET_GAP = 7
_NIGHT_SHARE = 0.04
"""The largest share for the day behind the only other one: an evening that went on past midnight."""
_UNNAMED_SHARE = 0.05
"""The largest share of photos for days beside those that the name states."""


class When(NamedTuple):
    """The date of an album: first and last day, where it comes from and what was left out of it."""

    first: Partial
    last: Partial
    source: DateSource
    window: Window | None = None
    """First and last day, where both are known, in which a present name is read."""
    notes: tuple[str, ...] = ()
    suspect: bool = False
    """True where all photos are of a day that a clock shows which was never set, or of a scan's placeholder."""
    long: bool = False
    """True where months or years are printed: more days than one event has, and the name states none."""
    photos: int = 0
    """Photos that were taken on these days."""
    main_share: float = 1.0
    """The share of the day on which most of them were taken."""
    days: frozenset[date] = frozenset()
    """The days on which they were taken."""

    def text(self, style: DateStyle = "full", language: str = "en") -> str:
        """The date as it is printed in a name.

        Full is ``May 30, 2025``, ``May 3-5, 2024``, ``May 2024``, ``Aug-Nov 2024``, ``2024-25``, ``2022-2025``. Short
        leaves the year out of a single day that photos state.
        """
        if style == "short" and (self.first != self.last or self.source is DateSource.NAME):
            style = "full"
        first, last = self.ends
        if style == "iso" and first.month and not first.day and first.month == ((first.year or 0) + 1) % 100:
            style = "full"  # "2001-02" is a season to everybody
        return show(first, last, style, language)

    @property
    def ends(self) -> tuple[Partial, Partial]:
        """First and last as they are printed: days, or months or years where the photos span more than one event."""
        if not self.long:
            return self.first, self.last
        low, high = bounds(self.first, self.last)
        if low.year == high.year:
            return Partial(low.year, low.month), Partial(high.year, high.month)
        return Partial(low.year), Partial(high.year)

    @property
    def years(self) -> range:
        """The years from the first day to the last."""
        return range(self.first.year or 0, (self.last.year or 0) + 1)

    @property
    def of_one_event(self) -> Window | None:
        """The window, where it is so short that numbers of a text are no date in it by chance."""
        return None if self.long else self.window

    def covers(self, stated: Partial) -> bool:
        """True where a stated date, as far as it goes, is one of these days."""
        low, high = self.window or bounds(self.first, self.last)
        if stated.year is None:
            if stated.month is None:
                return True
            dated = (Partial(year, stated.month, stated.day) for year in range(low.year, high.year + 1))
            return any(one.valid and self.covers(one) for one in dated)
        begin, end = bounds(stated, stated)
        return begin <= high and low <= end


def as_stated(first: Partial, last: Partial, notes: tuple[str, ...] = ()) -> When:
    """The date that a name states, where it counts more than the photos or they have none."""
    window = bounds(first, last) if first.full and last.full else None
    return When(first, last, DateSource.NAME, window, notes)


def analyse(
    capture: CaptureDays | None,
    today: date | None = None,
    rows: PhotoFacts | None = None,
    name: str = "",
    *,
    day_first: bool = False,
) -> When | None:
    """The date that the photos of an album state; None where none of them has one.

    Videos count only where no photo has a usable day: their clock is the container's and may be a day off. What the
    photo rows say counts only where SmugMug has no day at all; else it is compared, and a difference is noted.

    Args:
        capture: The histogram; None where the photos were never read.
        rows: What the photo rows say.
        today: Later days are a mistake; one day is allowed for zones ahead of ours. None means no bound.
        name: The cleaned present name: the days that it states are no strays.
        day_first: How to read 03-05-2024.
    """
    if capture is None:
        return None
    notes: list[str] = []
    told: Mapping[date, int] = rows.days if rows is not None else {}
    sources = (
        (DateSource.CAPTURE, capture.days),
        (DateSource.VIDEO, capture.video_days),
        (DateSource.ROWS, told),
    )
    found = next(((source, days) for source, counted in sources if (days := _usable(counted, today, notes))), None)
    if found is None:
        return None
    source, days = found
    if told and source is not DateSource.ROWS:
        notes += _differing(told, days)
    said: tuple[Mention, ...] = ()
    if len(days) > 1:
        ends = min(days), max(days)
        mentions = find_in(ends, name, day_first)
        said = tuple(m for m in mentions if m.first.day)
        years = Partial(ends[0].year), Partial(ends[1].year)
        if years[0] == years[1] or all((m.first, m.last) != years for m in mentions):  # "1949 - 1966"
            days = _as_named(days, said, notes) or _without_strays(days, notes)
            days = _without_the_night(days, name, mentions, notes)
    if capture.undated:
        notes.append(f"{_photos(capture.undated)} without a capture date")
    low, high, photos = min(days), max(days), sum(days.values())
    first, last = partial(low), partial(high)
    stated = any(m.first.agrees(first) and m.last.agrees(last) for m in said)
    return When(
        first,
        last,
        source,
        (low, high),
        tuple(notes),
        suspect=all(map(is_first_day, days)) or (low in EPOCHS and (high - low).days < FEW_DAYS),
        long=not stated and (high - low).days >= FEW_DAYS,
        photos=photos,
        main_share=max(days.values()) / photos,
        days=frozenset(days),
    )


def _differing(told: Mapping[date, int], days: Mapping[date, int]) -> list[str]:
    """What the photo rows say of other days. One day off may be their time zone."""
    near = {day + timedelta(days=off) for day in days for off in (-1, 0, 1)}
    others = {day: count for day, count in told.items() if day not in near}
    if not others:
        return []
    days_told = ", ".join(show(partial(day)) for day in sorted(others)[:3]) + (" and others" if len(others) > 3 else "")
    return [f"{sum(others.values()):,} photo rows have another day in photo_date than SmugMug: {days_told}"]


def _photos(count: int) -> str:
    return "1 photo" if count == 1 else f"{count} photos"


def _usable(days: Mapping[date, int], today: date | None, notes: list[str]) -> dict[date, int]:
    """The days that can be true; the others are noted."""
    days = {day: count for day, count in sorted(days.items()) if count > 0}
    only_epochs = EPOCHS.issuperset(days)
    latest = date.max if today is None else today + timedelta(days=1)
    kept: dict[date, int] = {}
    for day, count in days.items():
        if day in EPOCHS and not only_epochs:
            why = "the clock was never set"
        elif day < EARLIEST and not only_epochs:
            why = "an impossible date"
        elif day > latest:
            why = "in the future"
        else:
            kept[day] = count
            continue
        notes.append(f"left out {_photos(count)} of {show(partial(day))}: {why}")
    return kept


def _as_named(days: dict[date, int], said: tuple[Mention, ...], notes: list[str]) -> dict[date, int]:
    """The days that the name states, where next to no photo is of another one; else none."""
    most = _UNNAMED_SHARE * sum(days.values())
    kept = {day: count for day, count in days.items() if any(fits(m, (day, day)) for m in said)}
    others = {day: count for day, count in days.items() if day not in kept}
    if sum(others.values()) > most:
        return {}
    notes += [f"left out {_photos(n)} of {show(partial(d))}: the name states another day" for d, n in others.items()]
    return kept


def _without_strays(days: dict[date, int], notes: list[str]) -> dict[date, int]:
    """The days without those at either end that are far from the rest and hold next to no photos."""
    clusters: list[list[date]] = []
    for day in sorted(days):
        if clusters and (day - clusters[-1][-1]).days <= _CLUSTER_GAP:
            clusters[-1].append(day)
        else:
            clusters.append([day])
    total = sum(days.values())
    while len(clusters) > 1:
        candidates = [c for c in (clusters[0], clusters[-1]) if _stray(c, clusters, days, total)]
        if not candidates:
            break
        stray = min(candidates, key=lambda cluster: sum(days[day] for day in cluster))
        clusters.remove(stray)
        notes += [f"left out {_photos(days[d])} of {show(partial(d))}: far from all the others" for d in stray]
    return {day: days[day] for cluster in clusters for day in cluster}


def _without_the_night(
    days: dict[date, int], name: str, mentions: tuple[Mention, ...], notes: list[str]
) -> dict[date, int]:
    """The first of two days where next to no photo is of the second, and the name says nothing of it."""
    first, *others = days
    second = first + timedelta(days=1)
    if others != [second] or days[second] > _NIGHT_SHARE * sum(days.values()) or _SEVERAL_DAYS.search(name):
        return days
    dated = any(fits(m, (second, second)) and (m.first != m.last or not fits(m, (first, first))) for m in mentions)
    if dated or any(is_of(word, second) for word in words(name)):
        return days
    notes.append(f"left out {_photos(days[second])} of {show(partial(second))}: the night after")
    return {first: days[first]}


_SEVERAL_DAYS = re.compile(
    r"\b(?:days|nights|overnight|weekend(?:er)?|wochenende|helg|two|three|multi|2|3|day [1-3]|24 h(?:ours)?|tage|dagen?"
    r"|jours|d[ií]as|giorni|dni)\b",
    re.IGNORECASE,
)


def _stray(edge: list[date], clusters: list[list[date]], days: dict[date, int], total: int) -> bool:
    rest = clusters[1:] if edge is clusters[0] else clusters[:-1]
    gap = (rest[0][0] - edge[-1]).days if edge is clusters[0] else (edge[0] - rest[-1][-1]).days
    if gap <= (rest[-1][-1] - rest[0][0]).days:
        return False
    share = sum(days[day] for day in edge) / total
    if all(is_first_day(day) for day in edge) and gap > _RESET_GAP and share <= _RESET_SHARE:
        return True
    return any(gap > far and share <= most for far, most in _STRAY_SHARES)
