"""The recipe of the sample gallery, read from ``sandbox/data/albums.toml`` into values.

Here: what is stated for each album. Not here: what is made up around it (``sample``).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files
from typing import Any, Literal

RowNames = Literal["now", "typed", "mixed", "null", "unkeyed", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlbumRecipe:
    """One album as it is stated; the head of the data file explains the fields."""

    typed: str
    now: str
    folder: str
    days: Mapping[datetime, int] = field(default_factory=dict)
    videos: Mapping[datetime, int] = field(default_factory=dict)
    undated: int = 0
    reset: int = 0
    rows: RowNames = "now"
    collects: Mapping[str, int] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Fields of ``GalleryAlbum``."""
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
    counts: dict[str, Any] = {
        what: {datetime.fromisoformat(day if "T" in day else f"{day}T1505"): n for day, n in stated[what].items()}
        for what in ("days", "videos")
        if what in stated
    }
    return AlbumRecipe(**stated | counts)
