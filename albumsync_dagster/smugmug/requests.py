"""The requests of this client. Pure: from keys and page starts to what is sent.

All of them name the fields they want (``_filter``), the links (``_filteruri``, empty for none; left out it would mean
all of them) and the short form (``_verbosity=1``): that is a fortieth of the bytes of an unfiltered answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from urllib.parse import quote

from albumsync_dagster.smugmug import wire
from albumsync_dagster.smugmug.errors import SmugMugNotFound
from albumsync_dagster.smugmug.transport import Pairs, Request
from albumsync_dagster.smugmug.values import Endpoint

ALBUMS_PAGE = 100
PHOTOS_PAGE = 500
METADATA_PAGE = 100
"""Photos an answer when metadata is expanded: about 2 kB each, and slow answers end in refused nonces."""

_LETTERS_OF_KEYS = 1_400
"""Of the keys and commas in one request, of the 4 kB that SmugMug lets a URL have: 200 albums with keys of six."""

IMAGES_AT_ONCE = 150
"""Images in one request: three for each of 50 albums. With serials and commas 1.7 kB of the 4 kB."""

LIST_TRIES = 4
"""List pages answer 404 now and then for accounts and albums that exist."""

_NO_ALBUM = "noSuchAlbum"
"""No album has a key of this length: theirs have six characters."""

_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
_IMAGE_KEY = re.compile(r"[A-Za-z0-9]{1,16}")
_SHORT = ("_verbosity", "1")
_NO_LINKS = ("_filteruri", "")


def is_key(album_key: str) -> bool:
    """Whether this can be the key of an album at all."""
    return _KEY.fullmatch(album_key) is not None


def is_image_key(image_key: str) -> bool:
    """Whether this can be the key of a photo at all."""
    return _IMAGE_KEY.fullmatch(image_key) is not None


def account() -> Request:
    """Whose token is it?"""
    return Request(endpoint=Endpoint.ACCOUNT, path="/api/v2!authuser", query=_fields(wire.ACCOUNT_FIELDS))


def site_files(nick_name: str) -> Request:
    """The album with the files of the account's pages. Accounts without pages answer 404."""
    return Request(
        endpoint=Endpoint.SITE_FILES,
        path=f"{_user(nick_name)}!assetsalbum",
        query=_fields("AlbumKey"),
        tries_when_missing=1,
        any_page_means_missing=True,
    )


def albums(nick_name: str, start: int, count: int = ALBUMS_PAGE) -> Request:
    """A page of the list of albums; ``start`` counts from 1."""
    return Request(
        endpoint=Endpoint.ALBUM_LIST,
        path=f"{_user(nick_name)}!albums",
        query=(("count", str(count)), ("start", str(start)), *_fields(wire.ALBUM_FIELDS)),
        tries_when_missing=LIST_TRIES,
    )


def album(album_key: str, tries_when_missing: int = 2) -> Request:
    """One album.

    Args:
        album_key: Which one.
        tries_when_missing: How often a 404 is asked about before it is believed.

    Raises:
        SmugMugNotFound: This is no key.
    """
    return Request(
        endpoint=Endpoint.ALBUM,
        path=_album(album_key),
        query=_fields(wire.ALBUM_FIELDS),
        album_key=album_key,
        tries_when_missing=tries_when_missing,
    )


def in_short_urls(album_keys: Iterable[str]) -> Iterator[list[str]]:
    """These keys in their order, as many together as one request may have."""
    part: list[str] = []
    for key in album_keys:
        if part and sum(map(len, part)) + len(part) + len(key) >= _LETTERS_OF_KEYS:
            yield part
            part = []
        part.append(key)
    if part:
        yield part


def several_albums(album_keys: Sequence[str]) -> Request:
    """Several albums in one answer, as many as ``in_short_urls`` gives."""
    path = ",".join([_album(album_keys[0]), *album_keys[1:]])
    return Request(endpoint=Endpoint.ALBUMS, path=path, query=_fields(wire.ALBUM_FIELDS))


def photos(album_key: str, start: int) -> Request:
    """A page of the photos of an album; ``start`` counts from 1.

    Raises:
        SmugMugNotFound: This is no key.
    """
    return Request(
        endpoint=Endpoint.PHOTOS,
        path=f"{_album(album_key)}!images",
        query=(("count", str(PHOTOS_PAGE)), ("start", str(start)), *_fields(wire.PHOTO_FIELDS)),
        album_key=album_key,
        tries_when_missing=LIST_TRIES,
    )


def metadata(album_key: str, start: int) -> Request:
    """A page of the photos of an album with their metadata; ``start`` counts from 1."""
    return Request(
        endpoint=Endpoint.METADATA,
        path=f"{_album(album_key)}!images",
        query=(
            ("count", str(METADATA_PAGE)),
            ("start", str(start)),
            ("_expand", "ImageMetadata"),
            ("_filter", "ImageKey,Serial"),
            # An empty _filteruri would remove the very link that is to be expanded.
            ("_filteruri", "ImageMetadata"),
            _SHORT,
        ),
        album_key=album_key,
        tries_when_missing=LIST_TRIES,
    )


def thumbnails(images: Sequence[str]) -> Request:
    """The addresses of the small pictures of these images (``KEY-SERIAL``), at most ``IMAGES_AT_ONCE``."""
    return Request(
        endpoint=Endpoint.THUMBNAILS,
        path=f"/api/v2/image/{','.join(images)}",
        query=_fields(wire.THUMBNAIL_FIELDS),
        tries_when_missing=1,
    )


def rename(album_key: str, name: str, description: str | None) -> Request:
    """A new name, and a new description unless that is None.

    Raises:
        SmugMugNotFound: This is no key.
    """
    body = {"Name": name} if description is None else {"Name": name, "Description": description}
    return replace(album(album_key), endpoint=Endpoint.RENAME, method="PATCH", body=body, sent_once=True)


def permission() -> Request:
    """A change that can change nothing: no field, to a key that no album has."""
    return replace(
        album(_NO_ALBUM),
        endpoint=Endpoint.PERMISSION,
        method="PATCH",
        body={},
        album_key=None,
        tries_when_missing=1,
    )


def _fields(names: str) -> Pairs:
    return ("_filter", names), _NO_LINKS, _SHORT


def _user(nick_name: str) -> str:
    return f"/api/v2/user/{quote(nick_name, safe='')}"


def _album(album_key: str) -> str:
    if not is_key(album_key):
        raise SmugMugNotFound(f"{album_key!r} is not the key of an album.", "Keys are letters and digits, like 4wfN7S.")
    return f"/api/v2/album/{album_key}"
