"""Other names made from the same facts, for a person who corrects a proposal.

Here: combinations of what the present and the proposed name state. Not here: which name is proposed (``decision``).
"""

from __future__ import annotations

from albumsync_dagster.naming.dates import Partial, find, show, without
from albumsync_dagster.naming.text import SEPARATOR, clean
from albumsync_dagster.naming.values import CaptureDays
from albumsync_dagster.naming.wellformed import polished


def other_names(existing: str, proposed: str, capture: CaptureDays | None = None) -> tuple[str, ...]:
    """Names that a person probably wants instead of the proposed one, the likeliest first.

    With the date that the present name states, with the present words and the proposed date, without a date, and the
    present name itself. None of them is the proposed one.

    Args:
        existing: The present name.
        proposed: The proposed name.
        capture: The album's capture days; they complete a stated day that has no year.
    """
    subject, when = _split(proposed)
    tidy = clean(existing)
    mentions = find(tidy)
    year = _year(capture)
    words = polished(without(tidy, mentions))
    bare = polished(without(subject, find(subject)))
    names: list[str] = []
    for mention in mentions:
        stated = show(_with_year(mention.first, year), _with_year(mention.last, year))
        if stated:
            names.append(f"{bare}{SEPARATOR}{stated}")
    if words and when:
        names.append(f"{words}{SEPARATOR}{when}")
    names += [subject, existing]
    return tuple(name for name in dict.fromkeys(names) if name and name != proposed)


def unseen_dates(name: str, capture: CaptureDays | None = None) -> tuple[str, ...]:
    """The dates that a name states and on which no photo was taken, as they are printed.

    A day without a year gets the year of the photos.

    Args:
        name: An album's name.
        capture: Its capture days.
    """
    year = _year(capture)
    days = [Partial(day.year, day.month, day.day) for day in ({*capture.days, *capture.video_days} if capture else ())]
    unseen = [each for each in find(clean(name)) if not any(each.first.agrees(day) for day in days)]
    return tuple(show(_with_year(each.first, year), _with_year(each.last, year)) for each in unseen)


def _split(name: str) -> tuple[str, str]:
    """Subject and date of a composed name; the date is empty where the name ends in none."""
    subject, separator, tail = name.rpartition(SEPARATOR)
    return (subject, tail) if separator and any(letter.isdigit() for letter in tail) else (name, "")


def _with_year(stated: Partial, year: int | None) -> Partial:
    return stated if stated.year or stated.month is None or year is None else stated._replace(year=year)


def _year(capture: CaptureDays | None) -> int | None:
    """The year in which most of the photos were taken."""
    days = (capture.days or capture.video_days) if capture is not None else {}
    return max(days, key=lambda day: days[day]).year if days else None
