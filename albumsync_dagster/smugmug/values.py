"""What the client takes and gives besides the values of ``naming``: credentials, the account, photos, usage.

Not here: wire formats (``wire``), rules (``captured``, ``changes``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from albumsync_dagster.naming import CaptureDays

LONGEST_NAME: Final = 255
"""Characters that the API allows to an album. New names stay under the 254 of a node; an undo may need the last one."""


class Endpoint(StrEnum):
    """The kinds of request, in the words of error messages and of the usage table."""

    ACCOUNT = "account"
    SITE_FILES = "site-files album"
    ALBUM_LIST = "list of albums"
    ALBUM = "album"
    ALBUMS = "several albums"
    PHOTOS = "list of photos"
    METADATA = "photo metadata"
    THUMBNAILS = "addresses of small pictures"
    RENAME = "new name"
    PERMISSION = "permission check"


@dataclass(frozen=True, slots=True)
class Credentials:
    """The two halves of an OAuth 1.0a identity: the application's and the account's. Its repr shows none of it."""

    api_key: str = field(repr=False)
    api_secret: str = field(repr=False)
    access_token: str = field(repr=False)
    access_token_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The account that the access token belongs to."""

    nick_name: str
    """The name in its URLs; not the e-mail address of its login."""
    name: str
    image_count: int | None = None
    site_files_key: str | None = None
    """AlbumKey of "My SmugMug Site Files (Do Not Delete)", which must never be touched; None where there is none."""
    web_uri: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSummary:
    """A first look at the list of albums."""

    albums: int
    is_public_view: bool
    """True where the first album is shown as to anybody: the token's access is Public."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """One photo or video as a member of one album.

    The same photo collected into two albums is two of these with one ``image_key``.
    """

    image_key: str
    serial: int
    """Rises when the photo is replaced; together with the key it is the image's identifier."""
    captured_at: datetime | None
    """The camera's wall clock without a zone; None where SmugMug has none."""
    is_video: bool = False
    collected: bool = False
    """True where the photo lives in another album and is only shown here (Origin "Collected" or "Smart")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Still:
    """A photo that shows a capture day."""

    image_key: str
    serial: int
    day: date
    """The day on the camera's calendar."""

    @property
    def image(self) -> str:
        """The image's identifier. SmugMug answers a key without the serial with a redirect."""
        return f"{self.image_key}-{self.serial}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureRead:
    """What the photos of one album say."""

    capture: CaptureDays = field(default_factory=CaptureDays)
    """Without small pictures, which ``SmugMugClient.with_thumbnails`` adds."""
    stills: tuple[Still, ...] = ()
    """All that have a capture day, by capture time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a client has used of the API since it was made."""

    requests: Mapping[Endpoint, int]
    """Requests sent, by kind, retries and redirects included."""
    bytes_received: int
    """Bodies as they came over the wire, compressed."""
    retries: int
    seconds_waited: float
    """Spent on pace and between retries, summed over threads."""
    remaining: int | None
    """The newest X-RateLimit-Remaining; a hint of one front end, not monotone."""
    resets_in: float | None
    """Seconds from now to the newest X-RateLimit-Reset."""
    clock_ahead: float | None
    """Seconds by which this computer's clock is ahead of SmugMug's (its Date header, whole seconds)."""

    @property
    def total(self) -> int:
        """Requests of all kinds."""
        return sum(self.requests.values())
