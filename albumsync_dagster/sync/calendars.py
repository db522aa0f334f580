"""Calendars (.ics) read into events, and the day of a moment at the place where it happened.

Here: what iCalendar says (RFC 5545), each event whole or an error that names it. Not here: tables (``fact_files``),
what the line of an event says (``schedule_lines``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from albumsync_dagster.sync.errors import FactFileError
from albumsync_dagster.sync.events import LONGEST, Event
from albumsync_dagster.sync.schedule_lines import read_summary
from albumsync_dagster.sync.schedule_texts import away_by_place, is_off, placed

_BEGINNINGS: Final = re.compile(r"^BEGIN:VCALENDAR\s*$", re.IGNORECASE | re.MULTILINE)
_MOST_HOURS: Final = 18
"""An event of less than so many hours is of the day on which it begins."""


def read_calendar(name: str, content: bytes, time_zone: str | None, own_team: str) -> Iterator[Event]:
    """The events of a calendar, in its order.

    Args:
        name: The name of the file, for messages.
        content: Its bytes.
        time_zone: Where the events take place; None for the time zone that the calendar states.
        own_team: Whose calendar it is, for lines that name the opponent alone.

    Raises:
        FactFileError: It cannot be read whole, or an event of it repeats or has no day; the message names the event.
    """
    import icalendar

    try:
        text = content.decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError:
        raise FactFileError(f"{name} is not UTF-8 text.", "Export it from the calendar as .ics once more.") from None
    try:
        calendars = icalendar.Calendar.from_ical(text, multiple=True)
    except (AttributeError, ValueError, IndexError, KeyError, OverflowError) as error:
        raise FactFileError(f"{name} is not a calendar.", "Export it from the calendar as .ics once more.") from error
    if len(_BEGINNINGS.findall(text)) > len(calendars):
        raise FactFileError(f"{name} ends in the middle of the calendar.", "Download it once more.")
    number = 0
    revisions = _revisions(entry for calendar in calendars for entry in calendar.walk("VEVENT"))
    for calendar in calendars:
        stated = _text(calendar, "X-WR-TIMEZONE")
        zone = time_zone or (None if _is_utc(stated) else stated) or None
        for entry in calendar.walk("VEVENT"):
            number += 1
            event = read_summary(_text(entry, "SUMMARY"), own_team)
            if event is None or _revision(entry) < revisions[_identity(entry)]:
                continue
            if _has(entry, "RRULE", "RDATE"):
                raise FactFileError(
                    f"Event {number} of {name} ({event.title[:40]}) repeats.",
                    "albumsync reads single events: export the calendar with every event of its own.",
                )
            first, last = _calendar_days(name, number, entry, zone)
            place = _text(entry, "LOCATION")
            yield replace(
                placed(event, away_by_place(place), own_team),
                first=first,
                last=last,
                venue=place,
                off=event.off or is_off(_text(entry, "STATUS")) or is_off(_text(calendar, "METHOD")),
                row=number,
            )


def _calendar_days(name: str, number: int, entry: Any, zone: str | None) -> tuple[date, date]:
    begins = _stated(entry, "DTSTART")
    if not isinstance(begins, date):
        raise FactFileError(
            f"Event {number} of {name} has no start that can be read.", "Give it one day, or remove it."
        )
    ends: Any = begins
    try:
        if _has(entry, "DTEND"):
            ends = _stated(entry, "DTEND")
        elif _has(entry, "DURATION"):
            ends = begins + _stated(entry, "DURATION")
        if not isinstance(begins, datetime):
            # The end of an event of whole days is the day after its last one (RFC 5545, 3.6.1).
            return begins, begins if isinstance(ends, datetime) else max(begins, ends - timedelta(days=1))
        begins = at_the_place(begins, name, zone)
        if not isinstance(ends, datetime):
            return begins.date(), max(begins.date(), ends)
        # What ends at midnight ends on the day before.
        ends = at_the_place(ends, name, zone) - timedelta(microseconds=1)
    except (TypeError, OverflowError):
        # An end that is stated twice or as something else than a time, or days before the year 1 or after 9999.
        raise FactFileError(
            f"Event {number} of {name} has no end that can be read.", "Give it one end, or remove it."
        ) from None
    # A game that ends after midnight is of one day.
    return begins.date(), begins.date() if _hours(begins, ends) < _MOST_HOURS else ends.date()


def _text(entry: Any, name: str) -> str:
    """The text of a property, of several of one name the first: a SUMMARY in each language."""
    value = entry.get(name, "")
    return str(value[0] if isinstance(value, list) else value).strip()[:LONGEST]


def _identity(entry: Any) -> tuple[str, str]:
    """By what the revisions of one event are known (RFC 5545, 3.8.4.7 and 3.8.4.4)."""
    return _text(entry, "UID"), str(_stated(entry, "RECURRENCE-ID") or "")


def _revision(entry: Any) -> int:
    stated = _text(entry, "SEQUENCE")
    return int(stated) if stated.isdecimal() else 0


def _revisions(entries: Iterable[Any]) -> dict[tuple[str, str], int]:
    """The last revision of each event; one without a UID is a revision of none, so its own."""
    last: dict[tuple[str, str], int] = {}
    for entry in entries:
        identity = _identity(entry)
        last[identity] = max(_revision(entry), last.get(identity, 0)) if identity[0] else 0
    return last


def _has(entry: Any, *names: str) -> bool:
    """Whether an entry of a calendar has one of these properties; icalendar leaves out those that it cannot read."""
    return any(name in entry for name in names) or any(name in names for name, _ in entry.errors)


def _stated(entry: Any, name: str) -> Any:
    """The value of a property; None where it is missing, cannot be read, or stands there more than once."""
    value = getattr(entry.get(name), "dt", None)
    if isinstance(value, datetime) and value.tzinfo is None and _is_utc(entry[name].params.get("TZID", "")):
        return value.replace(tzinfo=UTC)  # a name that icalendar does not know
    return value


def _hours(begins: datetime, ends: datetime) -> float:
    if (begins.tzinfo is None) is not (ends.tzinfo is None):
        begins, ends = begins.replace(tzinfo=None), ends.replace(tzinfo=None)
    return (ends - begins).total_seconds() / 3600


_UTC: Final = re.compile(
    r"(?:etc/)?(?:utc|gmt[+-]?0?|uct|zulu|universal|greenwich)|coordinated universal time", re.IGNORECASE
)


def _is_utc(zone: str) -> bool:
    """True for a zone of no place: what a program writes that knows the moment alone."""
    return _UTC.fullmatch(zone) is not None


def at_the_place(moment: datetime, name: str, zone: str | None) -> datetime:
    """A moment on the clock of the place where it happened: one in UTC says nothing of the day there."""
    if moment.tzinfo is None or not _is_utc(str(moment.tzinfo)):
        return moment
    if zone is None:
        raise FactFileError(
            f"{name} gives times in UTC and no time zone, so evening games may be of the day before.",
            "Say where they take place: --time-zone America/Chicago.",
        )
    return moment.astimezone(zone_of(zone))


def zone_of(name: str) -> ZoneInfo:
    """The time zone of this name; ``FactFileError`` where there is none."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON  # as Outlook writes them

    try:
        return ZoneInfo(WINDOWS_TO_OLSON.get(name, name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise FactFileError(f"{name} is not a time zone.", "Use a name such as America/Chicago.") from None
