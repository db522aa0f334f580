"""What a path means: one pure function from a raw path to a target. Not here: what the target answers (``api``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote

API_PREFIX = "/api/v2"


class EndpointKind(StrEnum):
    """Endpoints, as counts and faults distinguish them."""

    AUTH_USER = "!authuser"
    USER_ALBUMS = "user!albums"
    ASSETS_ALBUM = "user!assetsalbum"
    ALBUM = "album"
    ALBUMS = "album,album"
    ALBUM_IMAGES = "album!images"
    IMAGE = "image"
    IMAGES = "image,image"
    IMAGE_METADATA = "image!metadata"
    OAUTH = "oauth"
    PICTURE = "picture"
    UNKNOWN = "unknown"

    @property
    def is_list(self) -> bool:
        """Answers in pages."""
        return self in {EndpointKind.USER_ALBUMS, EndpointKind.ALBUM_IMAGES}

    @property
    def is_api(self) -> bool:
        """Part of the API; the login and the pictures are counted apart."""
        return self not in {EndpointKind.OAUTH, EndpointKind.PICTURE}


@dataclass(frozen=True, slots=True)
class Target:
    """What a request is about.

    Args:
        kind: The endpoint.
        path: The path as it was sent; answers echo it.
        nickname: From ``user/NICK``.
        album_keys: From ``album/KEY`` or ``album/K1,K2``.
        image_key: From ``image/KEY-SERIAL``.
        image_keys: From ``image/K1-S1,K2-S2``.
        serial: The number after the dash; None where there is none.
    """

    kind: EndpointKind
    path: str
    nickname: str = ""
    album_keys: tuple[str, ...] = ()
    image_key: str = ""
    image_keys: tuple[str, ...] = ()
    serial: int | None = None


_USER = r"/user/(?P<user>[^/!,]+)"
_ALBUM = r"/album/(?P<albums>[A-Za-z0-9,]+)"
_IMAGE = r"/image/(?P<image>[A-Za-z0-9]+)(?:-(?P<serial>\d+))?"
_IMAGES = r"/image/(?P<images>[A-Za-z0-9]+(?:-\d+)?(?:,[A-Za-z0-9]+(?:-\d+)?)+)"
_ROUTES = (
    (r"!authuser", EndpointKind.AUTH_USER),
    (f"{_USER}!albums", EndpointKind.USER_ALBUMS),
    (f"{_USER}!assetsalbum", EndpointKind.ASSETS_ALBUM),
    (_ALBUM, EndpointKind.ALBUM),
    (f"{_ALBUM}!images", EndpointKind.ALBUM_IMAGES),
    (_IMAGE, EndpointKind.IMAGE),
    (_IMAGES, EndpointKind.IMAGES),
    (f"{_IMAGE}!metadata", EndpointKind.IMAGE_METADATA),
)


def resolve(path: str) -> Target:
    """The target of an API path as it came over the wire; of kind ``UNKNOWN`` for anything that is not simulated."""
    tail = unquote(path).removeprefix(API_PREFIX)
    for pattern, kind in _ROUTES:
        match = re.fullmatch(pattern, tail)
        if not match:
            continue
        parts = match.groupdict()
        keys = tuple(key for key in (parts.get("albums") or "").split(",") if key)
        if len(keys) > 1:
            # How lists of keys combine with actions is not known of the vendor.
            kind = EndpointKind.ALBUMS if kind is EndpointKind.ALBUM else EndpointKind.UNKNOWN
        serial = parts.get("serial")
        return Target(
            kind,
            path,
            parts.get("user") or "",
            keys,
            parts.get("image") or "",
            tuple(image.partition("-")[0] for image in (parts.get("images") or "").split(",") if image),
            int(serial) if serial else None,
        )
    return Target(EndpointKind.UNKNOWN, path)
