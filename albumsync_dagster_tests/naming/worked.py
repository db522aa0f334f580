"""The table of worked examples in ``docs/naming-examples.md``, as values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from albumsync_dagster.naming import Album, CaptureDays, Enrichment, Evidence, PersonsWord, Verdict

DOCUMENT = Path(__file__).parents[2] / "docs" / "naming-examples.md"


def rows() -> Iterator[tuple[str, str, str, str, str]]:
    """Present name, photos, also, proposed, decision of each example, as written."""
    table = DOCUMENT.read_text(encoding="utf-8").partition("| present name |")[2]
    for line in table.splitlines()[2:]:
        if line.startswith("|"):
            name, photos, also, proposed, decision = (cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1])
            yield name.replace("\\|", "|"), photos, also, proposed.replace("\\|", "|"), decision


def read_also(also: str) -> dict[str, str]:
    """``home: Lakeside; away: Hillcrest`` as a dictionary; a word alone is its own value."""
    pairs = (part.partition(":")[::2] for part in also.split(";") if part.strip())
    return {name.strip(): value.strip() or "yes" for name, value in pairs}


def _word(known: dict[str, str]) -> PersonsWord | None:
    if "locked" in known:
        return PersonsWord(verdict=Verdict.LOCK)
    return PersonsWord(verdict=Verdict.EDIT, name=known["edited"]) if "edited" in known else None


def evidence_of(name: str, photos: str, also: str) -> tuple[Album, Evidence]:
    """The album and the evidence that one row of the table describes."""
    known = read_also(also)
    days = {}
    for text in photos.replace("-", "", 1).split() if photos == "-" else photos.split():
        day, _, count = text.partition("x")
        days[date.fromisoformat(day)] = int(count or 1)
    enriched = {"home": "home_team", "away": "away_team", "event": "event_name", "sport": "sport_type"}
    enrichment: dict[str, Any] = {field: known[word] for word, field in enriched.items() if word in known}
    album = Album(
        album_key="k",
        name=name,
        url_name=known.get("url"),
        keywords=known.get("keywords", ""),
        image_count=0 if "empty" in known else None,
    )
    evidence = Evidence(
        capture=CaptureDays(days=days, undated=0 if days else 5),
        enrichments=(Enrichment(**enrichment),) if enrichment else (),
        former_names=(known["former"],) if "former" in known else (),
        taken_back=(known["taken back"],) if "taken back" in known else (),
        word=_word(known),
        person_named_at=datetime(2025, 1, 2, tzinfo=UTC) if "person named" in known else None,
    )
    return album, evidence
