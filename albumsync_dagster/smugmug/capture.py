"""Reading the photos of one album, and the days on which they were taken.

Not here: the rule of the wall clock (``captured``), which albums are read (``changes``), the small pictures
(``thumbnails``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from albumsync_dagster.naming import Album, CaptureDays
from albumsync_dagster.smugmug import requests, wire
from albumsync_dagster.smugmug.errors import SmugMugIncomplete, SmugMugLocked
from albumsync_dagster.smugmug.listing import read_all
from albumsync_dagster.smugmug.thumbnails import in_order
from albumsync_dagster.smugmug.transport import Transport
from albumsync_dagster.smugmug.values import CaptureRead, Photo


def read_photos(transport: Transport, album_key: str) -> list[wire.Page[Photo]]:
    """All photos of an album, proven complete; none only where the album itself says that it has none."""
    pages = read_all(
        lambda start: transport.call(requests.photos(album_key, start), _photos),
        lambda photo: photo.image_key,
        what=f"list of photos of album {album_key}",
        album_key=album_key,
    )
    if not any(page.rows for page in pages):
        _explain_nothing(transport, album_key)
    return pages


def read_capture_days(transport: Transport, album: Album) -> CaptureRead:
    """The capture days of an album that does not say it is empty; see ``SmugMugClient.capture_days``."""
    photos = [photo for page in read_photos(transport, album.album_key) for photo in page.rows]
    undated = undated_stills(photos)
    return tally(photos, _read_metadata(transport, album.album_key, photos, undated) if undated else {})


def undated_stills(photos: Sequence[Photo]) -> list[int]:
    """Positions, from 0, of the photos whose metadata may hold the date that their rows lack."""
    return [at for at, photo in enumerate(photos) if photo.captured_at is None and not photo.is_video]


def metadata_starts(positions: Iterable[int]) -> list[int]:
    """Starts, from 1, of the pages with metadata that cover these positions."""
    return sorted({at // requests.METADATA_PAGE * requests.METADATA_PAGE + 1 for at in positions})


def tally(photos: Iterable[Photo], from_metadata: Mapping[str, datetime | None]) -> CaptureRead:
    """Count photos and videos by the camera's day, and put the stills that show it in order.

    Args:
        photos: All photos of the album.
        from_metadata: Image key -> wall clock for stills whose rows lack it.
    """
    days: Counter[date] = Counter()
    video_days: Counter[date] = Counter()
    undated = 0
    dated_stills: list[tuple[datetime, Photo]] = []
    for photo in photos:
        captured_at = photo.captured_at
        if captured_at is None and not photo.is_video:
            captured_at = from_metadata.get(photo.image_key)
        if captured_at is None:
            undated += 1
        elif photo.is_video:
            video_days[captured_at.date()] += 1
        else:
            days[captured_at.date()] += 1
            dated_stills.append((captured_at, photo))
    capture = CaptureDays(days=dict(sorted(days.items())), video_days=dict(sorted(video_days.items())), undated=undated)
    return CaptureRead(capture=capture, stills=in_order(dated_stills))


def _read_metadata(
    transport: Transport, album_key: str, photos: Sequence[Photo], undated: Sequence[int]
) -> dict[str, datetime | None]:
    """The wall clocks that the rows of these stills lack.

    Only pages that held one of them are read. Should the order have changed meanwhile, every page is.
    """
    wanted = {photos[at].image_key for at in undated}
    captured: dict[str, datetime | None] = {}
    seen: set[str] = set()
    for positions in (undated, range(len(photos))):
        for start in metadata_starts(positions):
            page, clocks = transport.call(requests.metadata(album_key, start), _photos_with_metadata)
            seen.update(photo.image_key for photo in page.rows)
            captured.update(clocks)
        if wanted <= seen:
            return captured
    raise SmugMugIncomplete(
        f"The metadata of the photos of album {album_key} could not be read whole.",
        "Nothing was stored from this read. Run it again when the album is not being changed.",
        expected=len(wanted),
        got=len(wanted & seen),
        album_key=album_key,
    )


def _explain_nothing(transport: Transport, album_key: str) -> None:
    """A list without rows is an empty album, a locked one, or a list that was not read whole: find out which."""
    row = transport.call(requests.album(album_key), lambda answer: wire.one_album(answer, album_key))
    if row.get("ResponseLevel") == "Password":
        raise SmugMugLocked(
            f"Album {album_key} hides its photos behind a password.",
            "Log in as the account that owns it (`albumsync login`).",
            album_key=album_key,
        )
    count = row.get("ImageCount")
    if count != 0:
        raise SmugMugIncomplete(
            f"SmugMug listed no photos of album {album_key}, although it is not known to be empty.",
            "Nothing was stored from this read. Run it again later.",
            expected=count if isinstance(count, int) else 1,
            got=0,
            album_key=album_key,
        )


def _photos(answer: wire.Envelope) -> wire.Page[Photo]:
    return wire.page(answer, "AlbumImage", wire.photo)


def _photos_with_metadata(answer: wire.Envelope) -> tuple[wire.Page[Photo], dict[str, datetime | None]]:
    return _photos(answer), wire.captured_in_metadata(answer.expansions)
