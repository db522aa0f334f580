"""The recipe of the sample gallery, read from ``sandbox/data/albums.toml`` into values.

Here: what is stated for each album. Not here: what is made up around it (``sample``).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from importlib.resources import files
from typing import Any

from albumsync_sandbox.gallery.values import Privacy, Security


class RowNames(StrEnum):
    """What the photo rows of an album say of it."""

    NOW = "now"
    TYPED = "typed"
    """Stale: renamed in SmugMug only."""
    MIXED = "mixed"
    """Today's name, the typed one and NULL in turn."""
    NULL = "null"
    UNKEYED = "unkeyed"
    """Today's name, but no album key."""
    NONE = "none"
    """There are no rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlbumRecipe:
    """One album as it is stated; the head of the data file explains the fields."""

    typed: str
    now: str
    folder: str
    days: Mapping[date, int] = field(default_factory=dict)
    videos: Mapping[date, int] = field(default_factory=dict)
    undated: int = 0
    reset: int = 0
    start: time = time(15, 5)
    rows: RowNames = RowNames.NOW
    collects: Mapping[str, int] = field(default_factory=dict)
    description: str = ""
    keywords: str = ""
    privacy: Privacy = "Public"
    security: Security = "None"
    exif: bool = True
    system: bool = False
    known: Mapping[str, str] = field(default_factory=dict)
    """Columns of ``album_enrichment``; empty where the album has no enrichment."""
    vision: str | None = None
    enriched: bool = True


def album_recipes() -> tuple[AlbumRecipe, ...]:
    """All albums, in the order of the data file."""
    text = files("albumsync_sandbox").joinpath("data/albums.toml").read_text(encoding="utf-8")
    return tuple(
        _recipe({"folder": folder, "typed": typed, "now": typed, **stated})
        for folder, albums in tomllib.loads(text).items()
        for typed, stated in albums.items()
    )


def _recipe(stated: dict[str, Any]) -> AlbumRecipe:
    counts = {
        what: {date.fromisoformat(day): photos for day, photos in stated.get(what, {}).items()}
        for what in ("days", "videos")
    }
    return AlbumRecipe(**{**stated, **counts, "rows": RowNames(stated.get("rows", RowNames.NOW))})
