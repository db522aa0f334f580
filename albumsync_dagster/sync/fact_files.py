"""Files with facts about albums, read into values: rows about albums (csv, jsonl, xlsx), schedules (csv, xlsx, ics).

Here: bytes to rows, each whole or an error that names it. Not here: calendars (``calendars``), what a row of a schedule
says (``schedule_rows``), which album a row or an event is of (``enriching``, ``schedule``), files on a disk (``cli``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import PurePath
from typing import Any, Final, TypeVar

from albumsync_dagster.naming.text import fold, unaccented
from albumsync_dagster.sync.calendars import read_calendar, zone_of
from albumsync_dagster.sync.csv_files import NotCsv, csv_rows
from albumsync_dagster.sync.errors import FactFileError
from albumsync_dagster.sync.events import LONGEST, Event
from albumsync_dagster.sync.schedule_rows import Row, TableReading, begins_with_day, may_be_a_date, read_row, text_of
from albumsync_dagster.sync.workbooks import NotAWorkbook, Trouble, first_sheet

MOST_BYTES: Final = 16 * 1024 * 1024
"""Bytes of a file, and of what an xlsx unpacks to; ten thousand albums are a tenth of it."""

_ENDINGS: Final = (".csv", ".jsonl", ".xlsx", ".ics")
FACTS: Final = ("home_team", "away_team", "event_name", "sport_type", "category", "level")

_TEXTS: Final = frozenset({*FACTS, "album_key", "name", "opponent", "venue"})
_MOMENTS: Final = (date, time, timedelta)
"""What a program makes of a text that looks like a date, an hour or a score."""
_SPREADSHEET_ERRORS: Final = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})

_COLUMNS: Final[Mapping[str, str]] = {
    form: column
    for column, forms in {
        "album_key": "album_key albumkey key",
        "name": "name album album_name present_name",
        "home_team": "home_team home hometeam team_1 team1 team1_name heim heimmannschaft heimverein gastgeber local "
        "domicile equipe_domicile casa thuis thuisploeg hemma hemmalag hjemme hjemmelag hjemmehold gospodarz",
        "away_team": "away_team away awayteam visitor visitors visiting_team guest guests team_2 team2 team2_name gast "
        "gastmannschaft gastverein visitante exterieur equipe_exterieur ospite trasferta uit uitploeg borta bortalag "
        "borte bortelag ude udehold gosc goscie",
        "opponent": "opponent opponents opponent_name versus vs gegner adversaire rival avversario tegenstander",
        "where": "home_away h_a ha home_or_away",
        "event_name": "event_name event title summary subject game match",
        "sport_type": "sport_type sport activity",
        "category": "category categories",
        "level": "level division squad team_level",
        "date": "date day start_date start game_date gamedate event_date date_time dtstart datum fecha dato pvm data",
        "end": "end_date end dtend",
        "moved_to": "moved_to new_date rescheduled_to makeup_date",
        "venue": "venue location location_name place site facility spielstatte ort lieu lugar",
        "status": "status state note notes comment comments remarks",
    }.items()
    for form in forms.split()
}
"""Heading of a column, in lower case and with underscores -> what it holds."""

_DATES: Final = frozenset({"date", "end"})


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
    unknown: tuple[str, ...] = ()
    """Headings that name nothing that is known; these columns are not read."""


def read_fact_file(
    name: str, content: bytes, *, day_first: bool = False, time_zone: str | None = None, own_team: str = ""
) -> FactFile:
    """Read a file by the ending of its name.

    Args:
        name: Its name; ``.csv``, ``.jsonl``, ``.xlsx`` or ``.ics``.
        content: Its bytes.
        day_first: Read 03-05-2024 as 3 May where no date of the file can be read in one way only.
        time_zone: Where the events of a calendar take place, for times that it gives in UTC.
        own_team: Whose schedule it is, for rows that name the opponent alone.

    Raises:
        FactFileError: It is not of one of these forms, it has no rows, or a row of it cannot be read; the message names
            the row.
    """
    ending = PurePath(name).suffix.lower()
    if ending in _ENDINGS and not content.strip():
        raise FactFileError(f"{name} is empty, so nothing is stored and what it said before stays.", "Export it again.")
    if time_zone is not None:
        zone_of(time_zone)
    match ending:
        case ".ics":
            events = list(read_calendar(name, content, time_zone, own_team))
            return FactFile(events=_not_empty(name, events), is_schedule=True)
        case ".csv":
            headings, rows = _csv(name, content)
        case ".jsonl":
            headings, rows = _jsonl(name, content)
        case ".xlsx":
            headings, rows = _xlsx(name, content)
        case _:
            raise FactFileError(f"{name} is not a file of a known form.", "Use .csv, .jsonl, .xlsx or .ics.")
    columns = headings.known
    is_schedule = "date" in columns and columns & {"home_team", "away_team", "opponent", "event_name"}
    # An album has two teams; an opponent is a schedule's, whose "name" is that of the game.
    if "album_key" in columns or ("name" in columns and not (is_schedule and "opponent" in columns)):
        if own_team:
            raise FactFileError(f"{name} is about albums, and --team is for a schedule.", "Leave out --team.")
        facts = [_fact_row(number, row) for number, row in rows]
        return FactFile(rows=_not_empty(name, facts), unknown=headings.unknown)
    if is_schedule:
        reading = TableReading(name, begins_with_day(name, rows, day_first), time_zone, own_team)
        events = [event for number, row in rows for event in read_row(reading, number, row)]
        return FactFile(events=_not_empty(name, events), is_schedule=True, unknown=headings.unknown)
    found = ", ".join(headings.all)
    raise FactFileError(
        f"{name} has neither a column of albums nor one of dates with teams or events."
        + (f" Its first row is: {found[:80]}." if found else ""),
        "Put headings into the first row: album_key or name for a file about albums; date, and home and away or event,"
        " for a schedule.",
    )


_Entry = TypeVar("_Entry", FactRow, Event)


def _not_empty(name: str, entries: list[_Entry]) -> tuple[_Entry, ...]:
    """The entries; an export that failed must not take back what the file said before."""
    if not entries:
        raise FactFileError(
            f"{name} has no rows, so nothing is stored and what it said before stays.",
            "Export it once more; `albumsync enrich FILE --remove` takes back what a file of this name said.",
        )
    return tuple(entries)


@dataclass(frozen=True, slots=True)
class _Headings:
    """The columns of a file: what they hold, and the headings that we do not know."""

    known: frozenset[str]
    unknown: tuple[str, ...]
    all: tuple[str, ...]


def _column(heading: Any) -> str | None:
    return _COLUMNS.get(re.sub(r"[^a-z0-9]+", "_", unaccented(fold(str(heading or "")))).strip("_"))


def _headings(found: Iterable[Any]) -> _Headings:
    each = list(dict.fromkeys(str(heading or "").strip() for heading in found))
    known = frozenset(column for heading in each if (column := _column(heading)))
    return _Headings(
        known, tuple(heading for heading in each if heading and not _column(heading)), tuple(filter(None, each))
    )


def _named(name: str, number: int, values: Iterable[tuple[Any, Any]]) -> dict[str, Any]:
    """A row under the names of its columns as we know them, without empty cells.

    Of several columns of one name the first counts, of columns that say how it stands all: "Status" and "Notes". A
    weekday or an hour is no date: "Day" stands in front of "Date".

    Raises:
        FactFileError: A program made something else of a cell than its text.
    """
    row: dict[str, Any] = {}
    for heading, value in values:
        column = _column(heading)
        cell = value.strip() if isinstance(value, str) else value
        if not column or cell in (None, ""):
            continue
        if column not in row:
            row[column] = _checked(name, number, column, cell)
        elif column == "status":
            row[column] = f"{text_of(row[column])} · {text_of(_checked(name, number, column, cell))}"
        elif (
            column in _DATES and not may_be_a_date(row[column]) and may_be_a_date(_checked(name, number, column, cell))
        ):
            row[column] = cell
    return row


def _checked(name: str, number: int, column: str, cell: Any) -> Any:
    """The cell; what a program made of it is refused, before its text becomes a part of a name."""
    what = ""
    parts = cell if isinstance(cell, list) else [cell]
    if not all(isinstance(part, (str, int, float, *_MOMENTS)) and not isinstance(part, bool) for part in parts):
        what = "no text"
    elif isinstance(cell, _MOMENTS) and column in _TEXTS:
        what = "a date that a program made of its text"
    elif (text := text_of(cell)).startswith("=") or text in _SPREADSHEET_ERRORS:
        what = "a formula or an error of a spreadsheet"
    elif "\0" in text or any("\ud800" <= c <= "\udfff" for c in text):
        what = "characters that no database stores"
    elif column in _TEXTS and len(text) > LONGEST:
        what = f"more than {LONGEST} characters"
    if what:
        raise FactFileError(f"Row {number} of {name} has {what} as {column}.", "Write the text itself there.")
    return cell


def _csv(name: str, content: bytes) -> tuple[_Headings, list[tuple[int, Row]]]:
    try:
        lines = csv_rows(content)
    except NotCsv as error:
        raise FactFileError(*error.told(name)) from None
    heading = lines[0][1] if lines else []
    rows: list[tuple[int, Row]] = []
    for number, cells in lines[1:]:
        if any(cell.strip() for cell in cells):
            if len(cells) > len(heading):
                raise FactFileError(
                    f"Row {number} of {name} has more cells than the heading.", "Quote cells with commas."
                )
            rows.append((number, _named(name, number, zip(heading, cells, strict=False))))
    return _headings(heading), rows


def _no_number(constant: str) -> Any:
    """NaN and Infinity, which Python writes and JSON does not know."""
    raise ValueError(constant)


def _jsonl(name: str, content: bytes) -> tuple[_Headings, list[tuple[int, Row]]]:
    rows: list[tuple[int, Row]] = []
    fields: list[str] = []
    for number, line in enumerate(content.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line, parse_constant=_no_number)
        except (ValueError, RecursionError):
            entry = None
        if not isinstance(entry, dict):
            raise FactFileError(f"Line {number} of {name} is not a JSON object.", "Write one object a line.")
        rows.append((number, _named(name, number, entry.items())))
        fields += entry
    return _headings(fields), rows


_NO_WORKBOOK: Final[Mapping[Trouble, tuple[str, str]]] = {
    Trouble.ENCRYPTED: ("is protected by a password, or is an old .xls file", "Save it without a password as .xlsx."),
    Trouble.TOO_LARGE: ("is too large", "Import it in parts."),
    Trouble.DAMAGED: ("is not an Excel workbook", "Save it as .xlsx or as CSV UTF-8."),
}


def _xlsx(name: str, content: bytes) -> tuple[_Headings, list[tuple[int, Row]]]:
    try:
        lines, written = (
            first_sheet(content, most_unpacked=8 * MOST_BYTES, results=results) for results in (True, False)
        )
    except NotAWorkbook as error:
        what, fix = _NO_WORKBOOK[error.trouble]
        raise FactFileError(f"{name} {what}.", fix) from None
    # A formula that no spreadsheet has computed has no result, which is not the same as an empty cell.
    lines = [
        tuple(formula if cell is None else cell for cell, formula in zip(line, formulas, strict=False))
        for line, formulas in zip(lines, written, strict=False)
    ]
    heading = next(iter(lines), ())
    if not any(cell not in (None, "") for line in lines for cell in line):
        raise FactFileError(f"The first sheet of {name} is empty.", "Put the table on the first sheet.")
    rows: list[tuple[int, Row]] = [
        (number, _named(name, number, zip(heading, cells, strict=False)))
        for number, cells in enumerate(lines[1:], start=2)
        if any(cell not in (None, "") for cell in cells)
    ]
    return _headings(heading), rows


def _fact_row(number: int, row: Row) -> FactRow:
    return FactRow(
        row=number,
        album_key=text_of(row.get("album_key")) or None,
        name=text_of(row.get("name")) or None,
        facts={column: text for column in FACTS if (text := text_of(row.get(column)))},
    )
