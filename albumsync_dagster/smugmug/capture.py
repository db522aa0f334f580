"""The capture days of one album, out of its photos and, where those lack a date, of their metadata. Pure.

Not here: requests (``client``), the rule of the wall clock (``captured``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from albumsync_dagster.naming import CaptureDays
from albumsync_dagster.smugmug.values import Photo

METADATA_PAGE = 100
"""Photos an answer when metadata is expanded: about 2 kB each, and slow answers end in refused nonces."""


def undated_stills(photos: Sequence[Photo]) -> list[int]:
    """Positions, from 0, of the photos whose metadata may hold the date that their rows lack."""
    return [at for at, photo in enumerate(photos) if photo.captured_at is None and not photo.is_video]


def metadata_starts(positions: Iterable[int]) -> list[int]:
    """Starts, from 1, of the pages with metadata that cover these positions."""
    return sorted({at // METADATA_PAGE * METADATA_PAGE + 1 for at in positions})


def tally(photos: Iterable[Photo], from_metadata: Mapping[str, datetime | None]) -> CaptureDays:
    """Count photos and videos by the camera's day.

    Args:
        photos: All photos of the album.
        from_metadata: Image key -> wall clock for stills whose rows lack it.
    """
    days: Counter[date] = Counter()
    video_days: Counter[date] = Counter()
    undated = 0
    for photo in photos:
        captured_at = photo.captured_at
        if captured_at is None and not photo.is_video:
            captured_at = from_metadata.get(photo.image_key)
        if captured_at is None:
            undated += 1
        else:
            (video_days if photo.is_video else days)[captured_at.date()] += 1
    return CaptureDays(days=dict(sorted(days.items())), video_days=dict(sorted(video_days.items())), undated=undated)
