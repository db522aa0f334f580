"""Files with facts about albums, read into values: rows about albums (csv, jsonl, xlsx), schedules (csv, xlsx, ics).

Here: bytes to rows and events, each row whole or an error that names it. Not here: which album a row or an event is of
(``enriching``, ``naming.schedule``), files on a disk (``cli``).
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import PurePath
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from albumsync_dagster.exit_codes import ExitCode
from albumsync_dagster.naming.parsing import parse
from albumsync_dagster.sync.errors import SyncError
from albumsync_dagster.sync.schedule import Event, is_off, read_summary

MOST_BYTES: Final = 16 * 1024 * 1024
"""Bytes of a file, and of what an xlsx unpacks to; ten thousand albums are a tenth of it."""

FACTS: Final = ("home_team", "away_team", "event_name", "sport_type", "category", "level")

_COLUMNS: Final[Mapping[str, str]] = {
    form: column
    for column, forms in {
        "album_key": "album_key albumkey key",
        "name": "name album album_name present_name",
        "home_team": "home_team home hometeam",
        "away_team": "away_team away awayteam visitor visitors visiting_team guest guests",
        "opponent": "opponent opponents versus vs",
        "where": "home_away h_a ha home_or_away",
        "event_name": "event_name event title summary subject game match",
        "sport_type": "sport_type sport activity",
        "category": "category categories",
        "level": "level division squad team_level",
        "date": "date day start_date start game_date event_date dtstart",
        "end": "end_date end dtend",
        "moved_to": "moved_to new_date rescheduled_to makeup_date",
        "venue": "venue location place site facility",
        "status": "status state note notes",
    }.items()
    for form in forms.split()
}
"""Heading of a column, in lower case and with underscores -> what it holds."""


class FactFileError(SyncError):
    """A file that cannot be read whole; nothing of it is used."""

    exit_code = ExitCode.USAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """One row about one album, which it names by its key or by its exact name."""

    row: int
    """Its number in the file, the heading being 1; of JSON Lines the line."""
    album_key: str | None
    name: str | None
    facts: Mapping[str, str]
    """Of the fields in ``FACTS`` those that say something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactFile:
    """A file as it was read: rows about albums, or the events of a schedule."""

    rows: tuple[FactRow, ...] = ()
    events: tuple[Event, ...] = ()
    is_schedule: bool = False


def read_fact_file(
    name: str, content: bytes, *, day_first: bool = False, time_zone: str | None = None, own_team: str = ""
) -> FactFile:
    """Read a file by the ending of its name.

    Args:
        name: Its name; ``.csv``, ``.jsonl``, ``.xlsx`` or ``.ics``.
        content: Its bytes.
        day_first: Read 03-05-2024 as 3 May where both readings are possible.
        time_zone: Where the events of a calendar take place, for times that it gives in UTC.
        own_team: Whose schedule it is, for rows that name the opponent alone.

    Raises:
        FactFileError: It is not of one of these forms, or a row of it cannot be read; the message names the row.
    """
    ending = PurePath(name).suffix.lower()
    if len(content) > MOST_BYTES:
        raise FactFileError(f"{name} has more than {MOST_BYTES // 2**20} MB.", "Import it in parts.")
    match ending:
        case ".ics":
            return FactFile(events=tuple(_calendar(name, content, time_zone, own_team)), is_schedule=True)
        case ".csv":
            present, rows = _csv(name, content)
        case ".jsonl":
            present, rows = _jsonl(name, content)
        case ".xlsx":
            present, rows = _xlsx(name, content)
        case _:
            raise FactFileError(f"{name} is no file of a form that is known.", "Use .csv, .jsonl, .xlsx or .ics.")
    if present & {"album_key", "name"}:
        return FactFile(rows=tuple(_fact_row(number, row) for number, row in rows))
    if "date" in present and present & {"home_team", "away_team", "opponent", "event_name"}:
        if "opponent" in present and not own_team:
            raise FactFileError(f"{name} names opponents only.", "Say whose schedule it is: --team NAME.")
        events = [e for number, row in rows for e in _events(name, number, row, day_first=day_first, own_team=own_team)]
        return FactFile(events=tuple(events), is_schedule=True)
    raise FactFileError(
        f"{name} has neither a column of albums nor one of dates with teams or events.",
        "A file about albums has a column album_key or name; a schedule has date, and home and away or event.",
    )


Row = Mapping[str, Any]


def _named(values: Iterable[tuple[Any, Any]]) -> dict[str, Any]:
    """A row under the names of its columns as we know them, without empty cells; the first column of a name counts."""
    row: dict[str, Any] = {}
    for heading, value in values:
        column = _COLUMNS.get(re.sub(r"[^a-z0-9]+", "_", str(heading or "").strip().lower()).strip("_"))
        cell = value.strip() if isinstance(value, str) else value
        if column and cell not in (None, ""):
            row.setdefault(column, cell)
    return row


def _columns(headings: Iterable[Any]) -> frozenset[str]:
    """The columns that we know among these headings."""
    return frozenset(_named((heading, heading) for heading in headings))


def _csv(name: str, content: bytes) -> tuple[frozenset[str], list[tuple[int, Row]]]:
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise FactFileError(f"{name} is not UTF-8 text.", "Save it as CSV UTF-8.") from None
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    rows: list[tuple[int, Row]] = []
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        heading = next(lines, [])
        for cells in lines:
            if any(cell.strip() for cell in cells):
                if len(cells) > len(heading):
                    raise FactFileError(
                        f"Row {lines.line_num} of {name} has more cells than the heading.", "Quote cells with commas."
                    )
                rows.append((lines.line_num, _named(zip(heading, cells, strict=False))))
    except csv.Error as error:
        raise FactFileError(f"Row {lines.line_num} of {name} cannot be read: {error}.", "Save it anew.") from None
    return _columns(heading), rows


def _jsonl(name: str, content: bytes) -> tuple[frozenset[str], list[tuple[int, Row]]]:
    rows: list[tuple[int, Row]] = []
    for number, line in enumerate(content.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except ValueError:
            entry = None
        if not isinstance(entry, dict):
            raise FactFileError(f"Line {number} of {name} is not a JSON object.", "Write one object a line.")
        rows.append((number, _named(entry.items())))
    return frozenset(column for _, row in rows for column in row), rows


def _xlsx(name: str, content: bytes) -> tuple[frozenset[str], list[tuple[int, Row]]]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked > 8 * MOST_BYTES:
            raise FactFileError(f"{name} is too large.", "Import it in parts.")
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        lines = [tuple(line) for line in sheet.iter_rows(values_only=True)]
        book.close()
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError) as error:
        raise FactFileError(f"{name} is not an Excel workbook.", "Save it as .xlsx or as CSV UTF-8.") from error
    heading = lines[0] if lines else ()
    rows: list[tuple[int, Row]] = [
        (number, _named(zip(heading, cells, strict=False)))
        for number, cells in enumerate(lines[1:], start=2)
        if any(cell not in (None, "") for cell in cells)
    ]
    return _columns(heading), rows


def _fact_row(number: int, row: Row) -> FactRow:
    return FactRow(
        row=number,
        album_key=_text(row.get("album_key")) or None,
        name=_text(row.get("name")) or None,
        facts={column: text for column in FACTS if (text := _text(row.get(column)))},
    )


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case list():
            return ", ".join(_text(each) for each in value)
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value).strip()


def _events(name: str, number: int, row: Row, *, day_first: bool, own_team: str) -> Iterator[Event]:
    """One event, or two of a game that was moved: the old day, on which nothing took place, and the new one."""
    first, last = _days(name, number, row.get("date"), day_first)
    if "end" in row:
        last = max(first, _days(name, number, row["end"], day_first)[1])
    home, away, title = (_text(row.get(column)) for column in ("home_team", "away_team", "event_name"))
    if opponent := _text(row.get("opponent")):
        away_game = re.match(r"(?:@|at)\s+", opponent, re.IGNORECASE)
        opponent = re.sub(r"^(?:@|at|vs\.?|v\.?)\s+", "", opponent, flags=re.IGNORECASE)
        at_theirs = bool(away_game) or _text(row.get("where")).lower().startswith("a")
        home, away = (opponent, own_team) if at_theirs else (own_team, opponent)
    read = read_summary(title, own_team) if title and not (home and away) else None
    if read is not None and read.home and read.away:
        home, away = read.home, read.away
    off = is_off(f"{title} {_text(row.get('status'))}") or "moved_to" in row
    event = Event(
        first=first,
        last=last,
        home=home,
        away=away,
        title=read.title if read else title,
        sport=_text(row.get("sport_type")) or (read.sport if read else ""),
        level=_text(row.get("level")) or (read.level if read else ""),
        venue=_text(row.get("venue")),
        off=off,
        row=number,
    )
    if not (event.home or event.away or event.title):
        raise FactFileError(
            f"Row {number} of {name} names neither teams nor an event.", "Fill it in, or remove the row."
        )
    yield event
    if "moved_to" in row:
        first, last = _days(name, number, row["moved_to"], day_first)
        yield replace(event, first=first, last=last, off=False)


def _days(name: str, number: int, value: Any, day_first: bool) -> tuple[date, date]:
    """The first and the last day that a cell states."""
    match value:
        case datetime():
            return value.date(), value.date()
        case date():
            return value, value
    text = _text(value)
    try:
        day = datetime.fromisoformat(text).date()
    except ValueError:
        pass
    else:
        return day, day
    stated = parse(text, day_first).dates
    if len(stated) == 1 and stated[0].full:
        first, last = stated[0].first, stated[0].last
        if first.year and first.month and first.day and last.year and last.month and last.day:
            return date(first.year, first.month, first.day), date(last.year, last.month, last.day)
    raise FactFileError(
        f"Row {number} of {name} has no date that can be read: {text[:40]!r}.", "Write dates as 2025-09-12."
    )


def _calendar(name: str, content: bytes, time_zone: str | None, own_team: str) -> Iterator[Event]:
    import icalendar

    try:
        calendars = icalendar.Calendar.from_ical(content.decode("utf-8-sig"), multiple=True)
    except (ValueError, IndexError, KeyError) as error:
        raise FactFileError(f"{name} is not a calendar.", "Export it from the calendar as .ics once more.") from error
    number = 0
    for calendar in calendars:
        zone = time_zone or str(calendar.get("X-WR-TIMEZONE", "")) or None
        for entry in calendar.walk("VEVENT"):
            number += 1
            event = read_summary(str(entry.get("SUMMARY", "")), own_team)
            if event is None:
                continue
            if "RRULE" in entry or "RDATE" in entry:
                raise FactFileError(
                    f"Event {number} of {name} ({event.title[:40]}) repeats.",
                    "albumsync reads single events: export the calendar with every event of its own.",
                )
            first, last = _calendar_days(name, number, entry, zone)
            yield replace(
                event,
                first=first,
                last=last,
                venue=str(entry.get("LOCATION", "")),
                off=event.off or str(entry.get("STATUS", "")).upper() == "CANCELLED",
                row=number,
            )


def _calendar_days(name: str, number: int, entry: Any, zone: str | None) -> tuple[date, date]:
    start = entry.get("DTSTART")
    if start is None:
        raise FactFileError(f"Event {number} of {name} has no start.", "Give it a day, or remove it.")
    begins = start.dt
    ends = entry["DTEND"].dt if "DTEND" in entry else begins
    if not isinstance(begins, datetime):
        # The end of an event of whole days is the day after its last one (RFC 5545, 3.6.1).
        return begins, max(begins, ends - timedelta(days=1)) if not isinstance(ends, datetime) else begins
    if begins.tzinfo is not None and begins.utcoffset() == timedelta(0) and begins.tzinfo in (UTC, ZoneInfo("UTC")):
        if zone is None:
            raise FactFileError(
                f"{name} gives times in UTC and no time zone, so evening games may be of the day before.",
                "Say where they take place: --time-zone America/Chicago.",
            )
        try:
            here = ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise FactFileError(f"{zone} is not a time zone.", "Use a name such as America/Chicago.") from None
        begins, ends = begins.astimezone(here), ends.astimezone(here)
    # A game that ends after midnight is of one day.
    return begins.date(), begins.date() if ends - begins < timedelta(hours=18) else ends.date()
