"""What the API says of an account, an album and a photo: every field that the client asks for.

The one rule worth knowing: ``DateTimeOriginal`` is the camera's wall clock read as US Pacific time and sent as UTC;
``ImageMetadata.DateTimeCreated`` is the same wall clock without any zone. Not here: the filter and pages (``answers``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from albumsync_sandbox.gallery import GalleryImage, image_url
from albumsync_sandbox.smugmug.answers import Json, Query, shown
from albumsync_sandbox.smugmug.state import AccountState, AlbumRecord

_PICTURE_HOST = "https://photos.smugmug.com"
_PACIFIC = ZoneInfo("America/Los_Angeles")


class Level(StrEnum):
    """``ResponseLevel``: how much of an album this caller sees."""

    FULL = "Full"
    PUBLIC = "Public"
    PASSWORD = "Password"  # noqa: S105 - the vendor's word for a locked album


def _stamp(moment: datetime) -> str:
    """An instant as the API writes it: ISO, whole seconds, ``+00:00``."""
    return moment.isoformat(timespec="seconds")


def user(state: AccountState, level: Level, query: Query) -> Json:
    """The owner of the account."""
    fields: dict[str, Callable[[AccountState], object]] = {
        "ImageCount": lambda s: sum(record.image_count for record in s.albums()),
        "Name": lambda s: s.full_name,
        "NickName": lambda s: s.nickname,
        "WebUri": lambda s: s.host,
        "ResponseLevel": lambda _: level,
    }
    return shown(state, fields, query)


@dataclass(frozen=True, slots=True)
class SeenAlbum:
    """An album in the eyes of one caller."""

    record: AlbumRecord
    level: Level
    account: AccountState

    @property
    def web_uri(self) -> str:
        """Where a browser finds it; unlisted albums carry their node in it."""
        album = self.record.album
        if self.level is Level.PASSWORD:
            return f"https://www.smugmug.com/gallery/n-{album.node_id}"
        hidden = f"/n-{album.node_id}" if album.privacy == "Unlisted" else ""
        return f"{self.account.host}{album.url_path}{hidden}"

    def render(self, query: Query) -> Json:
        """The album, with the fields that were asked for."""
        return shown(self, _LOCKED_FIELDS if self.level is Level.PASSWORD else _ALBUM_FIELDS, query)


_LOCKED_FIELDS: dict[str, Callable[[SeenAlbum], object]] = {
    "UrlName": lambda s: s.record.album.url_name,
    "Name": lambda s: s.record.album.name,
    "AlbumKey": lambda s: s.record.key,
    "NodeID": lambda s: s.record.album.node_id,
    "UrlPath": lambda s: s.record.album.url_path,
    "WebUri": lambda s: s.web_uri,
    "ResponseLevel": lambda s: s.level,
}
_ALBUM_FIELDS: dict[str, Callable[[SeenAlbum], object]] = {
    **_LOCKED_FIELDS,
    "Description": lambda s: s.record.album.description,
    "Keywords": lambda s: s.record.album.keywords,
    "LastUpdated": lambda s: _stamp(s.record.album.last_updated),
    "ImagesLastUpdated": lambda s: _stamp(s.record.album.images_last_updated),
    "ImageCount": lambda s: s.record.image_count,
}


def date_time_original(image: GalleryImage) -> str | None:
    """The wall clock taken as US Pacific, as UTC; None without an EXIF date."""
    return _stamp(image.taken.replace(tzinfo=_PACIFIC).astimezone(UTC)) if image.taken else None


@dataclass(frozen=True, slots=True)
class SeenImage:
    """A photo or video in the eyes of one caller.

    Args:
        image: The picture.
        album: The album that shows it.
        source: The album that it was collected from, or ``album``.
        base: The simulator's own address, which serves the small pictures in place of the vendor's picture host.
        dated: Whether the listing carries ``DateTimeOriginal``; see ``Quirks.listing_lacks_dates``.
    """

    image: GalleryImage
    album: SeenAlbum
    source: SeenAlbum
    base: str
    dated: bool = True

    @property
    def path(self) -> str:
        """``/api/v2/image/KEY-SERIAL``."""
        return f"/api/v2/image/{self.image.image_key}-{self.image.serial}"

    @property
    def exif_shown(self) -> bool:
        """``EXIF=false`` hides the camera's data from visitors, never from the owner."""
        return self.album.level is Level.FULL or self.album.record.album.exif

    def render(self, query: Query) -> Json:
        """The image or a row of ``!images``, with the fields that were asked for."""
        return shown(self, _IMAGE_FIELDS, query)

    def metadata(self, *, stale: bool = False) -> Json:
        """``ImageMetadata``; what is missing is an empty string. Stale: expansions of fresh uploads know nothing."""
        known = self.image.taken if not stale else None
        return {"DateTimeCreated": known.isoformat(timespec="seconds") if known else ""}


_IMAGE_FIELDS: dict[str, Callable[[SeenImage], object]] = {
    "ThumbnailUrl": lambda s: s.base + image_url(s.source.record.album, s.image, "Th").removeprefix(_PICTURE_HOST),
    "DateTimeOriginal": lambda s: date_time_original(s.image) if s.dated and s.exif_shown else None,
    "IsVideo": lambda s: s.image.is_video,
    "ImageKey": lambda s: s.image.image_key,
    "Serial": lambda s: s.image.serial,
    "Origin": lambda s: s.image.origin,
}
