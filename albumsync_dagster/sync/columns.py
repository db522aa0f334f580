"""What a plan says of an album, a column each: the one table from which text, JSON, CSV and Dagster's pages are made.

Here: which columns there are, their names, and how a value looks as JSON and on one line. Pure.
Not here: layout (``cli.tables``, ``defs.shown``), the plan file that is read back (``planfile``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from albumsync_dagster.naming import Doubt, Fact, Part
from albumsync_dagster.sync.values import PlannedAlbum

Value = str | int | float | tuple[Part, ...] | tuple[Doubt, ...] | tuple[Fact, ...] | list[str] | None
"""A tuple of parts, doubts or facts is a table of its own, a list holds sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One thing that a plan says of an album."""

    name: str
    """Its key in JSON and its heading in CSV."""
    of: Callable[[PlannedAlbum], Value]
    label: str = ""
    """Its label on a page of Dagster, where every number is plotted by its label; empty: not shown there."""
    heading: str = ""
    """Its heading in the table of a terminal; empty: no column there."""


COLUMNS: Sequence[Column] = (
    Column(name="album_key", of=lambda album: album.proposal.album_key, heading="album"),
    Column(name="decision", of=lambda album: album.proposal.decision.value, label="decision"),
    Column(name="drift", of=lambda album: album.proposal.drift, label="drift", heading="drift"),
    Column(name="existing", of=lambda album: album.proposal.existing, label="existing_name"),
    Column(name="proposed", of=lambda album: album.proposal.proposed, label="proposed_name", heading="name"),
    Column(name="parts", of=lambda album: album.proposal.parts, label="drift_parts"),
    Column(name="doubts", of=lambda album: album.proposal.doubts),
    Column(name="reasons", of=lambda album: list(album.proposal.reasons), label="reasons"),
    Column(name="facts", of=lambda album: album.proposal.facts, label="facts"),
    Column(name="date_source", of=lambda album: album.proposal.date_source.value, label="date_source"),
    Column(name="confidence", of=lambda album: album.proposal.confidence, label="confidence"),
    Column(name="rows", of=lambda album: album.rows.total, label="photo_rows", heading="rows"),
    Column(name="rows_differing", of=lambda album: album.rows_differing, label="photo_rows_differing"),
    Column(name="description", of=lambda album: album.description, label="description"),
    Column(name="web_uri", of=lambda album: album.web_uri, label="album"),
)

OF_THE_NAMES = frozenset({"existing", "proposed", "date_source", "confidence", "rows", "rows_differing", "description"})
"""Columns that say what was proposed, and nothing once the album was renamed."""


def as_json(value: Value) -> Any:
    """A value as a program reads it."""
    if isinstance(value, tuple):
        return [_entry(each) for each in value]
    return value


def on_one_line(value: Value) -> str | int | float | None:
    """A value as a cell of a spreadsheet holds it: parts are joined by semicolons, sentences by blanks."""
    if isinstance(value, tuple):
        return "; ".join(map(_line, value))
    return " ".join(value) if isinstance(value, list) else value


def _entry(each: Part | Doubt | Fact) -> dict[str, Any]:
    match each:
        case Part():
            return {"part": each.part, "points": each.points, "why": each.why}
        case Doubt():
            return {"doubt": each.code.value, "why": each.why}
        case Fact():
            return {"fact": each.fact, "value": each.value, "source": each.source}


def _line(each: Part | Doubt | Fact) -> str:
    match each:
        case Part():
            return f"{each.part} {each.points}: {each.why}"
        case Doubt():
            return f"{each.code.value}: {each.why}"
        case Fact():
            return str(each)
