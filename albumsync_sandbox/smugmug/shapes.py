"""What the API says of an account, an album and a photo: every field and link that a client of this kind asks for.

The one rule worth knowing: ``DateTimeOriginal`` is the camera's wall clock read as US Pacific time and sent as UTC;
``ImageMetadata.DateTimeCreated`` is the same wall clock without any zone. Not here: filters and pages (``answers``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from albumsync_sandbox.gallery import GalleryImage, image_url
from albumsync_sandbox.smugmug.answers import ABSENT, Json, View
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


def user(state: AccountState, level: Level, view: View) -> Json:
    """The owner of the account."""
    first, _, last = state.full_name.partition(" ")
    path = f"/api/v2/user/{state.nickname}"
    fields: dict[str, Callable[[AccountState], object]] = {
        "FirstName": lambda _: first,
        "ImageCount": lambda s: sum(record.image_count for record in s.albums()),
        "LastName": lambda _: last,
        "Name": lambda s: s.full_name,
        "NickName": lambda s: s.nickname,
        "Uri": lambda _: path,
        "WebUri": lambda s: s.host,
        "ResponseLevel": lambda _: level,
    }
    return view.of(state, fields, {"UserAlbums": f"{path}!albums", "UserAssetsAlbum": f"{path}!assetsalbum"})


@dataclass(frozen=True, slots=True)
class SeenAlbum:
    """An album in the eyes of one caller."""

    record: AlbumRecord
    level: Level
    account: AccountState

    @property
    def path(self) -> str:
        """``/api/v2/album/KEY``."""
        return f"/api/v2/album/{self.record.key}"

    @property
    def web_uri(self) -> str:
        """Where a browser finds it; unlisted albums carry their node in it."""
        album = self.record.album
        if self.level is Level.PASSWORD:
            return f"https://www.smugmug.com/gallery/n-{album.node_id}"
        hidden = f"/n-{album.node_id}" if album.privacy == "Unlisted" else ""
        return f"{self.account.host}{album.url_path}{hidden}"

    def render(self, view: View) -> Json:
        """The album under a view."""
        node, locked = {"Node": f"/api/v2/node/{self.record.album.node_id}"}, self.level is Level.PASSWORD
        link = {"UnlockAlbum": f"{self.path}!unlock"} if locked else {"AlbumImages": f"{self.path}!images"}
        return view.of(self, _LOCKED_FIELDS if locked else _ALBUM_FIELDS, node | link)


_LOCKED_FIELDS: dict[str, Callable[[SeenAlbum], object]] = {
    "UrlName": lambda s: s.record.album.url_name,
    "Title": lambda s: s.record.album.name,
    "Name": lambda s: s.record.album.name,
    "SecurityType": lambda s: s.record.album.security,
    "AlbumKey": lambda s: s.record.key,
    "NodeID": lambda s: s.record.album.node_id,
    "UrlPath": lambda s: s.record.album.url_path,
    "Uri": lambda s: s.path,
    "WebUri": lambda s: s.web_uri,
    "ResponseLevel": lambda s: s.level,
}
_ALBUM_FIELDS: dict[str, Callable[[SeenAlbum], object]] = {
    **_LOCKED_FIELDS,
    "Description": lambda s: s.record.album.description,
    "EXIF": lambda s: s.record.album.exif,
    "Keywords": lambda s: s.record.album.keywords,
    "Privacy": lambda s: s.record.album.privacy if s.level is Level.FULL else ABSENT,
    "Date": lambda s: _stamp(s.record.album.created) if s.level is Level.FULL else ABSENT,
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
    def row_path(self) -> str:
        """``/api/v2/album/KEY/image/KEY-SERIAL``."""
        return self.album.path + self.path.removeprefix("/api/v2")

    @property
    def exif_shown(self) -> bool:
        """``EXIF=false`` hides the camera's data from visitors, never from the owner."""
        return self.album.level is Level.FULL or self.album.record.album.exif

    @property
    def thumbnail(self) -> str:
        """The vendor's address of the small picture, on this machine."""
        return self.base + image_url(self.source.record.album, self.image, "Th").removeprefix(_PICTURE_HOST)

    def render(self, view: View) -> Json:
        """A row of ``!images`` under a view."""
        links = {"ImageMetadata": f"{self.path}!metadata"} if self.exif_shown else {}
        return view.of(self, _IMAGE_FIELDS, {**links, "Album": self.album.path, "Image": self.path})

    def metadata(self, *, stale: bool = False) -> Json:
        """``ImageMetadata``; what is missing is an empty string. Stale: expansions of fresh uploads know nothing."""
        known = self.image.taken if not stale else None
        taken = known.isoformat(timespec="seconds") if known else ""
        camera = "Canon EOS R6" if taken and not self.image.is_video else ""
        # Numbers come as numbers or as strings, from photo to photo.
        aperture = ("2.8" if self.image.serial % 2 else 2.8) if camera else ""
        dates = {"DateTimeCreated": taken, "DateTimeModified": taken if camera else ""}
        return {**dates, "Model": camera, "Aperture": aperture, "Uri": f"{self.path}!metadata"}


_IMAGE_FIELDS: dict[str, Callable[[SeenImage], object]] = {
    "Title": lambda s: s.image.title,
    "Caption": lambda s: s.image.caption,
    "Keywords": lambda s: s.image.keywords,
    "ThumbnailUrl": lambda s: s.thumbnail,
    "FileName": lambda s: s.image.file_name,
    "Processing": lambda _: False,
    "DateTimeUploaded": lambda s: _stamp(s.image.uploaded),
    "DateTimeOriginal": lambda s: (s.dated and s.exif_shown and date_time_original(s.image)) or ABSENT,
    "Format": lambda s: s.image.format,
    "OriginalHeight": lambda s: s.image.height,
    "OriginalWidth": lambda s: s.image.width,
    "OriginalSize": lambda s: s.image.size,
    "IsVideo": lambda s: s.image.is_video,
    "Protected": lambda s: s.image.origin == "Collected",
    "ImageKey": lambda s: s.image.image_key,
    "Serial": lambda s: s.image.serial,
    "Status": lambda _: "Open",
    "Uri": lambda s: s.row_path,
    "Origin": lambda s: s.image.origin,
    "WebUri": lambda s: f"{s.album.web_uri}/i-{s.image.image_key}",
    "CollectedFrom": lambda s: s.source.record.album.name if s.image.origin == "Collected" else ABSENT,
    "AlbumKey": lambda s: s.album.record.key,
}
