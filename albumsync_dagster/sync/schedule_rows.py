"""The rows of a schedule read into events: which day, who at home and who away, and what is no game. Pure.

Here: one row and its columns, whole or an error that names it. Not here: files into rows (``fact_files``), what one
text says (``schedule_texts``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from albumsync_dagster.naming.dates import Mention
from albumsync_dagster.naming.dates.calendar import day_of
from albumsync_dagster.naming.parsing import canonical_words, parse
from albumsync_dagster.naming.text import words
from albumsync_dagster.naming.tokens import weekdays_of
from albumsync_dagster.sync.calendars import at_the_place
from albumsync_dagster.sync.errors import FactFileError
from albumsync_dagster.sync.events import Event, telling
from albumsync_dagster.sync.schedule_lines import has_connector, read_summary
from albumsync_dagster.sync.schedule_texts import (
    away_by_place,
    event_of,
    is_away,
    is_off,
    placed,
    read_opponent,
    team_name,
)

Row = Mapping[str, Any]
"""Cells under the names of their columns; without empty ones."""

_YES: Final = frozenset(["yes", "y", "x", "true", "1", "✓", "ja", "oui", "si", "sí", "sì", "sim", "tak", "да"])
"""In a column of home or away; with ``_NO`` it says where the game is, and names no team."""
_NO: Final = frozenset(["no", "n", "false", "0", "nein", "nee", "nej", "non", "não", "nie", "нет"])


@dataclass(frozen=True, slots=True)
class TableReading:
    """Of which file rows are, and how their dates and opponents are read."""

    name: str
    day_first: bool
    time_zone: str | None
    own_team: str


_NOT_YET: Final = frozenset({"TBD", "TBA", "TBC"})
_IS_MEANT: Final = re.compile(r"(?<![:\d])\d{1,2}/\d{1,2}(?![:\d])|[^\W\d_]{3,}\.? \d{1,2}$")
"""A day without its year, as in "9/14" or "Sep 14"; an end that is an hour, or "2 hours", says nothing of the day."""
_ISO: Final = re.compile(r"\d{4}-?\d\d-?\d\d|\d{4}-W")
_LONGEST: Final = 100
"""Characters of a cell with a date."""


def may_be_a_date(cell: Any) -> bool:
    """True for a cell that states a day with its year, in whatever order."""
    if isinstance(cell, date):
        return True
    text = text_of(cell)
    return len(text) <= _LONGEST and (_ISO.match(text) is not None or any(m.full for m in parse(text).dates))


def text_of(value: Any) -> str:
    """A cell as text; a whole number without a point, a list with commas."""
    match value:
        case None:
            return ""
        case list():
            return ", ".join(text_of(each) for each in value)
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value).strip()


def read_row(file: TableReading, number: int, row: Row) -> Iterator[Event]:
    """One event, or two of a game that was moved: the old day, on which nothing took place, and the new one."""
    first, last = _days(file, number, row.get("date"))
    if "end" in row and (may_be_a_date(row["end"]) or _IS_MEANT.search(text_of(row["end"]))):
        last = max(first, _days(file, number, row["end"])[1])
    titles = (text_of(row.get(column)) for column in ("event_name", "name"))
    title = next((text for text in titles if text and not text.isdigit()), "")  # a number is the game's
    home, away, at_theirs = _sides(file, row)
    read = read_summary(title, file.own_team) if title and not (home and away) else None
    if read is not None and read.home and read.away:
        read = placed(read, at_theirs, file.own_team)
        home, away = read.home, read.away
    title = read.title if read else title
    if in_their_place := event_of(home, away, file.own_team):
        home, away, title = "", "", title if telling(canonical_words(title)) else in_their_place
    moved_to = row.get("moved_to")
    said = (text_of(row.get(column)) for column in ("event_name", "status", "home_team", "away_team", "opponent"))
    event = Event(
        first=first,
        last=last,
        home=home,
        away=away,
        title=title,
        sport=text_of(row.get("sport_type")) or (read.sport if read else ""),
        level=text_of(row.get("level")) or (read.level if read else ""),
        venue=text_of(row.get("venue")),
        off=any(map(is_off, said)) or may_be_a_date(moved_to) or text_of(moved_to).upper() in _NOT_YET,
        row=number,
    )
    if not (event.home or event.away or event.title):
        raise FactFileError(
            f"Row {number} of {file.name} names neither teams nor an event.", "Fill it in, or remove the row."
        )
    yield event
    if may_be_a_date(moved_to):
        first, last = _days(file, number, row["moved_to"])
        yield replace(event, first=first, last=last, off=False)


def _sides(file: TableReading, row: Row) -> tuple[str, str, bool]:
    """The home and the away team that the columns of a row state, and whether they put the game at the other team's."""
    cells = {column: text_of(row.get(column)) for column in ("home_team", "away_team", "opponent", "where", "venue")}
    opponent, away = read_opponent(cells["opponent"])
    if has_connector(opponent) and (line := read_summary(cells["opponent"], file.own_team)) and line.home:
        return line.home, line.away, False  # "Football @ Mercer"
    said = [away, is_away(cells["where"]), away_by_place(cells["venue"])]
    if cells["home_team"].isdigit() and cells["away_team"].isdigit():
        cells["home_team"] = cells["away_team"] = ""  # the score
    for column, at_home in (("home_team", True), ("away_team", False)):
        cell = cells[column].casefold()
        if cell in _YES | _NO or (len(cell.split()) == 1 and is_away(cell) is not None):
            said.append((cell in _NO) is at_home if cell in _YES | _NO else is_away(cell))
            cells[column] = ""
    at_theirs = True in said
    home_team, away_team = team_name(cells["home_team"]), team_name(cells["away_team"])
    if opponent and not home_team and not away_team:
        if not file.own_team:
            raise FactFileError(f"{file.name} names opponents only.", "Say whose schedule it is: --team NAME.")
        home_team, away_team = (opponent, file.own_team) if at_theirs else (file.own_team, opponent)
    return home_team or opponent, away_team or opponent, at_theirs


def begins_with_day(name: str, rows: Iterable[tuple[int, Row]], told: bool) -> bool:
    """Whether the dates of a file begin with the day: as 26/09/2025 does in one of its rows, else as we were told.

    Row by row 12/09/2025 and 26/09/2025 would be a day of December and one of September. Where no row says it, dates
    with points begin with the day: no language of CLDR writes the month first with them.
    """
    begins: dict[bool, int] = {}
    with_points = False
    for number, row in rows:
        for read in (parse(text_of(row.get(column))[:_LONGEST]) for column in ("date", "end", "moved_to")):
            for m in read.dates:
                if m.shape != "numeric" or m.first.day == m.first.month:
                    continue
                if m.other is None:
                    begins.setdefault(int(re.findall(r"\d+", read.text[m.start :])[0]) == m.first.day, number)
                elif (by_weekday := _of_its_weekday(read.text, m)) is not None:
                    begins.setdefault(by_weekday, number)
                with_points = with_points or "." in read.text[m.start : m.end]
    if len(begins) > 1:
        raise FactFileError(
            f"Row {begins[True]} of {name} begins its date with the day, and row {begins[False]} with the month.",
            "Write dates as 2025-09-12.",
        )
    return next(iter(begins), told or with_points)


_A_ZONE = 2
"""Letters of "7 PM CT", which is no Thursday in Czech."""


def _of_its_weekday(text: str, m: Mention) -> bool | None:
    """Whether "Sat, 06/09/2025" begins with the day, as its weekday says; None where none says it."""
    in_front = [word for word in words(text[: m.start]) if word.isalpha() and len(word) > _A_ZONE][-1:]
    inside = [word for word in words(text[m.start : m.end]) if word.isalpha() and len(word) > _A_ZONE]
    named = {weekday.number for word in (*in_front, *inside) for weekday in weekdays_of(word)}
    month_first, day_first = day_of(m.first, None), day_of(m.other, None) if m.other else None
    if not named or month_first is None or day_first is None:
        return None
    fits = month_first.weekday() in named, day_first.weekday() in named
    return fits[1] if fits[0] is not fits[1] else None


def _days(file: TableReading, number: int, value: Any) -> tuple[date, date]:
    """The first and the last day that a cell states."""
    match value:
        case datetime():
            return value.date(), value.date()
        case date():
            return value, value
    text = text_of(value)
    try:
        moment = datetime.fromisoformat(re.sub(r"\s*(?:UTC|GMT)$", "+00:00", text))
        day = at_the_place(moment, file.name, file.time_zone).date()
    except (ValueError, OverflowError):
        pass
    else:
        return day, day
    stated = parse(text, file.day_first).dates if len(text) <= _LONGEST else ()
    if len(stated) == 1 and stated[0].full:
        first, last = stated[0].first, stated[0].last
        if first.year and first.month and first.day and last.year and last.month and last.day:
            return date(first.year, first.month, first.day), date(last.year, last.month, last.day)
    raise FactFileError(
        f"Row {number} of {file.name} has no date that can be read: {text[:40]!r}.", "Write dates as 2025-09-12."
    )
