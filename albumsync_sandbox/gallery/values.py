"""What the sample gallery is made of, as values that the simulator, the loader and the tests share.

Here: frozen data, and the addresses SmugMug would give to it. Not here: how the sample is made up (``sample``), how
rows get into the database (``loading``), what the API answers (``sandbox.smugmug``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

Privacy = Literal["Public", "Unlisted", "Private"]
Security = Literal["None", "Password", "GrantAccess"]
Origin = Literal["Album", "Collected", "Smart"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryImage:
    """A photo or video as it hangs in one album.

    ``image_key`` is 7 characters and names the picture in every album that shows it; ``serial`` rises when the picture
    is replaced.
    """

    image_key: str
    serial: int
    file_name: str
    taken: datetime | None
    """Naive. A still: the camera's wall clock. A video: its container's creation time, which is UTC without saying so.
    SmugMug reads either as US Pacific time. None where the file has no EXIF date."""
    uploaded: datetime
    """Aware, UTC."""
    is_video: bool = False
    origin: Origin = "Album"
    collected_from: str | None = None
    """Album key of the album that owns the picture, where ``origin`` is ``Collected``."""
    caption: str = ""
    digest: str
    """The 41 letters or so that SmugMug puts into the picture's addresses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryAlbum:
    """An album of the account. Stamps are aware, UTC, whole seconds."""

    album_key: str
    """6 characters."""
    node_id: str
    name: str
    """What the album is called today: as typed, or as an earlier tool left it."""
    original_name: str
    """What the photographer typed when the album was made."""
    url_name: str
    """Made from ``original_name`` when the album was made; a rename leaves it alone."""
    url_path: str
    """Folder and ``url_name``, for instance ``/High-School/2025-Bonnie-Fest``."""
    description: str = ""
    keywords: str = ""
    """One string, joined by ``", "``: SmugMug's albums have no array of keywords."""
    privacy: Privacy = "Public"
    security: Security = "None"
    exif: bool = True
    """False hides EXIF from visitors; the owner still sees it."""
    system: bool = False
    """True for the site-files album, the target of ``user/NICK!assetsalbum``."""
    created: datetime
    last_updated: datetime
    images_last_updated: datetime
    images: tuple[GalleryImage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryRow:
    """A row of ``photo_metadata``. Its timestamps are naive, as the columns are, except ``updated_at``."""

    photo_id: UUID
    image_key: str
    album_key: str | None
    album_name: str | None
    image_url: str
    thumbnail_url: str
    original_url: str
    sport_type: str | None = None
    photo_category: str | None = None
    emotion: str | None = None
    quality_score: Decimal | None = None
    photo_date: datetime | None = None
    upload_date: datetime
    enriched_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryEnrichment:
    """A row of ``album_enrichment``. ``completed_at`` is aware; None while the enrichment is still under way."""

    album_key: str
    home_team: str | None = None
    away_team: str | None = None
    event_name: str | None = None
    sport_type: str | None = None
    category: str | None = None
    level: str | None = None
    completed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleGallery:
    """One photographer's account in SmugMug and what their database says of it."""

    nickname: str
    """SmugMug's NickName, the NICK of ``user/NICK!albums``."""
    full_name: str
    albums: tuple[GalleryAlbum, ...]
    """In the order in which the albums were made."""
    rows: tuple[GalleryRow, ...]
    enrichments: tuple[GalleryEnrichment, ...]


def image_url(album: GalleryAlbum, image: GalleryImage, size: str) -> str:
    """Where SmugMug serves a picture. No address holds the album key; ``i-`` is followed by the image key.

    Public albums show path and file name, all others the form that gives nothing away.

    Args:
        album: The album that the picture belongs to.
        image: The picture.
        size: SmugMug's name of a size, for instance ``Th``, ``XL`` or ``O``.
    """
    key = f"i-{image.image_key}"
    if album.privacy == "Public" and album.security == "None":
        folder, stem = album.url_path.lstrip("/"), image.file_name.rpartition(".")[0]
    else:
        folder, stem = "photos", key
    ending = "jpg" if size == "Th" or not image.is_video else "mp4"
    return f"https://photos.smugmug.com/{folder}/{key}/{image.serial}/{image.digest}/{size}/{stem}-{size}.{ending}"
