"""The optional album description, made from the enrichment. Pure.

Source: ``generateDescription(enrichment)`` of the design document, which leaves the text open.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from albumsync_dagster.naming import CaptureDays, Enrichment

DescriptionMode = Literal["off", "fill", "replace"]


def describe(
    present: str, enrichment: Enrichment | None, capture: CaptureDays | None, mode: DescriptionMode
) -> str | None:
    """The description that an album is to get, or None where it keeps its own.

    Args:
        present: SmugMug's description now.
        enrichment: What is known of the album.
        capture: On which days its photos were taken.
        mode: ``off`` never writes, ``fill`` only where ``present`` is empty, ``replace`` also over a text.
    """
    if mode == "off" or enrichment is None or (mode == "fill" and present.strip()):
        return None
    who = enrichment.event_name
    if enrichment.home_team and enrichment.away_team:
        match = f"{enrichment.home_team} vs {enrichment.away_team}"
        who = f"{match}, {who}" if who else match
    facts = [fact for fact in (who, enrichment.level, enrichment.sport_type, enrichment.category) if fact]
    if not facts:
        return None
    days = sorted((capture.days or capture.video_days) if capture else ())
    if days:
        facts.append(_span(days[0], days[-1]))
    text = " · ".join(facts)
    return None if text == present else text


def _span(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()} to {last.isoformat()}"
