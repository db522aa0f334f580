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
        images: From ``image/KEY-SERIAL`` or ``image/K1-S1,K2-S2``: keys and serials; those may be missing.
    """

    kind: EndpointKind
    path: str
    nickname: str = ""
    album_keys: tuple[str, ...] = ()
    images: tuple[tuple[str, str], ...] = ()


_USER = r"/user/(?P<user>[^/!,]+)"
_ALBUM = r"/album/(?P<albums>[A-Za-z0-9,]+)"
_IMAGE = r"/image/(?P<images>[A-Za-z0-9]+(?:-\d+)?(?:,[A-Za-z0-9]+(?:-\d+)?)*)"
_ROUTES = (
    (r"!authuser", EndpointKind.AUTH_USER),
    (f"{_USER}!albums", EndpointKind.USER_ALBUMS),
    (f"{_USER}!assetsalbum", EndpointKind.ASSETS_ALBUM),
    (_ALBUM, EndpointKind.ALBUM),
    (f"{_ALBUM}!images", EndpointKind.ALBUM_IMAGES),
    (_IMAGE, EndpointKind.IMAGE),
    (f"{_IMAGE}!metadata", EndpointKind.IMAGE_METADATA),
)
_SEVERAL = {EndpointKind.ALBUM: EndpointKind.ALBUMS, EndpointKind.IMAGE: EndpointKind.IMAGES}
"""How lists of keys combine with actions is not known of the vendor."""


def resolve(path: str) -> Target:
    """The target of an API path as it came over the wire; of kind ``UNKNOWN`` for anything that is not simulated."""
    tail = unquote(path).removeprefix(API_PREFIX)
    for pattern, kind in _ROUTES:
        match = re.fullmatch(pattern, tail)
        if not match:
            continue
        parts = match.groupdict()
        keys, images = (
            tuple(key for key in (parts.get(name) or "").split(",") if key) for name in ("albums", "images")
        )
        if len(keys) + len(images) > 1:
            kind = _SEVERAL.get(kind, EndpointKind.UNKNOWN)
        pairs = tuple((key, serial) for key, _, serial in (image.partition("-") for image in images))
        return Target(kind, path, parts.get("user") or "", keys, pairs)
    return Target(EndpointKind.UNKNOWN, path)
