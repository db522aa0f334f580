"""Which albums have to have their photos read again. Pure.

SmugMug has no conditional requests, so an album's stamps in the list decide. They are compared for difference,
never for order: a restored album goes back in time. Some edits (a photo replaced or dated anew) move no stamp,
hence the largest age of a read.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from albumsync_dagster.naming import Album

Stamps = tuple[int | None, str | None, str | None]
"""(image_count, last_updated, images_last_updated) as SmugMug sent them.

A rename of our own moves last_updated: code that stores stamps takes it from the rename's echo."""

SETTLING = timedelta(hours=1)
"""Photos just uploaded may be listed without their capture time (seen for more than four minutes, videos for hours),
and no stamp moves when it arrives. An album read so soon after its contents changed is read once more later."""


def needs_capture_read(
    album: Album,
    *,
    stamps: Stamps | None,
    as_of: datetime | None,
    now: datetime,
    max_age_days: int,
    full: bool = False,
) -> str | None:
    """Say why an album's photos have to be read, or None where the stored days still hold.

    Args:
        album: As in the list just read.
        stamps: The stamps when its photos were read last; None where they never were.
        as_of: When that was.
        now: The present, with a zone.
        max_age_days: Age from which a read is too old.
        full: Everything is to be read.
    """
    if stamps is None or as_of is None:
        return "never read"
    if full:
        return "everything is read"
    image_count, last_updated, images_last_updated = stamps
    if album.image_count != image_count:
        return "the number of photos changed"
    if album.images_last_updated != images_last_updated:
        return "photos were added, removed or rearranged"
    if album.last_updated != last_updated:
        return "the album changed"
    if as_of - now > SETTLING:
        return "last read by a computer whose clock was wrong"
    if now - as_of >= timedelta(days=max_age_days):
        return f"last read {(now - as_of).days} days ago"
    changed_at = _instant(album.images_last_updated)
    if changed_at and abs(as_of - changed_at) < SETTLING <= now - as_of:
        return "read while its photos were arriving"
    return None


def _instant(stamp: str | None) -> datetime | None:
    try:
        instant = datetime.fromisoformat(stamp or "")
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
