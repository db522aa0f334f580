"""What an API path means.

Here: one pure function from a raw path to a target. Not here: what the target answers (``endpoints``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote

API_PREFIX = "/api/v2"


class EndpointKind(StrEnum):
    """Endpoints told apart when requests are counted and faults are aimed."""

    AUTH_USER = "!authuser"
    USER = "user"
    USER_ALBUMS = "user!albums"
    ASSETS_ALBUM = "user!assetsalbum"
    ALBUM = "album"
    ALBUMS = "album,album"
    ALBUM_IMAGES = "album!images"
    ALBUM_IMAGE = "album/image"
    ALBUM_IMAGE_METADATA = "album/image!metadata"
    IMAGE = "image"
    IMAGE_METADATA = "image!metadata"
    IMAGE_ALBUMS = "image!albums"
    OAUTH = "oauth"
    UNKNOWN = "unknown"

    @property
    def is_list(self) -> bool:
        """Answers in pages."""
        return self in {EndpointKind.USER_ALBUMS, EndpointKind.ALBUM_IMAGES, EndpointKind.IMAGE_ALBUMS}


@dataclass(frozen=True, slots=True)
class Target:
    """What a request is about.

    Args:
        kind: The endpoint.
        path: The path as it was sent; answers echo it.
        nickname: From ``user/NICK``.
        album_keys: From ``album/KEY`` or ``album/K1,K2``.
        image_key: From ``image/KEY-SERIAL``.
        serial: The number after the dash; None where there is none.
    """

    kind: EndpointKind
    path: str
    nickname: str = ""
    album_keys: tuple[str, ...] = ()
    image_key: str = ""
    serial: int | None = None


_ALBUM = r"album/(?P<albums>[A-Za-z0-9,]+)"
_IMAGE = r"image/(?P<image>[A-Za-z0-9]+)(?:-(?P<serial>\d+))?"
_USER = r"user/(?P<user>[^/!,]+)"
_ROUTES = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"!authuser", EndpointKind.AUTH_USER),
        (f"/{_USER}", EndpointKind.USER),
        (f"/{_USER}!albums", EndpointKind.USER_ALBUMS),
        (f"/{_USER}!assetsalbum", EndpointKind.ASSETS_ALBUM),
        (f"/{_ALBUM}", EndpointKind.ALBUM),
        (f"/{_ALBUM}!images", EndpointKind.ALBUM_IMAGES),
        (f"/{_ALBUM}/{_IMAGE}", EndpointKind.ALBUM_IMAGE),
        (f"/{_ALBUM}/{_IMAGE}!metadata", EndpointKind.ALBUM_IMAGE_METADATA),
        (f"/{_IMAGE}", EndpointKind.IMAGE),
        (f"/{_IMAGE}!metadata", EndpointKind.IMAGE_METADATA),
        (f"/{_IMAGE}!albums", EndpointKind.IMAGE_ALBUMS),
    )
)


def resolve(path: str) -> Target:
    """Reads an API path.

    Args:
        path: As it came over the wire, percent-encoded or not, without the query.

    Returns:
        The target; of kind ``UNKNOWN`` for anything that is not simulated.
    """
    tail = unquote(path).removeprefix(API_PREFIX)
    for pattern, kind in _ROUTES:
        match = pattern.fullmatch(tail)
        if not match:
            continue
        parts = match.groupdict()
        keys = tuple(key for key in (parts.get("albums") or "").split(",") if key)
        if len(keys) > 1:
            # How lists of keys combine with actions is not known of the vendor.
            kind = EndpointKind.ALBUMS if kind is EndpointKind.ALBUM else EndpointKind.UNKNOWN
        serial = parts.get("serial")
        return Target(
            kind=kind,
            path=path,
            nickname=parts.get("user") or "",
            album_keys=keys,
            image_key=parts.get("image") or "",
            serial=int(serial) if serial else None,
        )
    return Target(EndpointKind.UNKNOWN, path)
