"""The JSON of API v2 read into values. Pure; an unexpected shape raises ``MalformedResponse`` and nothing else.

Shapes: ``{"Response": {"Locator": "Album", "Album": {...} or [...], "Pages": {...}}, "Code": 200, "Message": "Ok"}``.
``Locator`` names the key that carries the data; a list without rows lacks that key. Several albums asked for at once
come as an array, a single one as an object.

Not here: statuses (``responses``), paging (``listing``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from albumsync_dagster.naming import Album
from albumsync_dagster.smugmug.captured import naive_clock, wall_clock
from albumsync_dagster.smugmug.values import Account, AccountSummary, Photo

Json = Mapping[str, object]
Row = TypeVar("Row")

SITE_FILES_NAME = "My SmugMug Site Files (Do Not Delete)"
"""The vendor's own name for the album that holds logos and backgrounds of the account's pages."""

ALBUM_FIELDS = (
    "AlbumKey,NodeID,Name,UrlName,UrlPath,WebUri,Description,Keywords,ImageCount,LastUpdated,ImagesLastUpdated"
)
PHOTO_FIELDS = "ImageKey,Serial,DateTimeOriginal,IsVideo,Origin"
THUMBNAIL_FIELDS = "ImageKey,ThumbnailUrl"
ACCOUNT_FIELDS = "NickName,Name,ImageCount,WebUri"

UNPRINTABLE = re.compile(r"[\x00\ud800-\udfff]")
"""NUL and lone surrogates: neither UTF-8 nor Postgres can hold them, and SmugMug never sends them."""

_WEB_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f\x7f\"'<>\\]{1,2000}")
"""Raw Unicode is part of it: SmugMug puts the album's path into the address of a public picture."""

_METADATA_OF = re.compile(r"/image/([A-Za-z0-9]+)(?:-\d+)?!metadata")


class MalformedResponse(Exception):
    """Something is not what API v2 sends. Its text says what, without the value."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A whole answer of API v2."""

    response: Json
    expansions: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One answer of a listing. ``start`` is 1-based."""

    rows: tuple[Row, ...]
    total: int
    start: int
    count: int


def decode(body: bytes) -> object:
    """The JSON in a body.

    Raises:
        MalformedResponse: It is none: HTML, cut short, not text, nested beyond reason.
    """
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        reason = "is not JSON"
    # Raised outside the handler: the chained exception would carry the whole body along.
    raise MalformedResponse(f"an answer of {len(body)} bytes {reason}")


def envelope(document: object, status: int) -> Envelope:
    """The envelope of a successful answer.

    Raises:
        MalformedResponse: There is no Response, or it contradicts the HTTP status.
    """
    top = _object(document, "the answer")
    code = top.get("Code", status)
    if code != status:
        raise MalformedResponse(f"the answer's Code contradicts its HTTP status {status}")
    # An empty object may come as an empty array or as null.
    return Envelope(_object(top.get("Response"), "Response"), _object(top.get("Expansions") or {}, "Expansions"))


def refused_with(document: object) -> int | None:
    """The status in an answer that says in its Code alone that it is a refusal; None for any other."""
    code = document.get("Code") if isinstance(document, dict) else None
    return code if isinstance(code, int) and 400 <= code < 600 else None


def message(document: object) -> str | None:
    """The Message of an error answer, None where it has none."""
    if isinstance(document, dict) and isinstance(document.get("Message"), str):
        return str(document["Message"])
    return None


def one(answer: Envelope, locator: str) -> Json:
    """The single object of an answer; an array of one is taken too.

    Raises:
        MalformedResponse: There is none, or more than one.
    """
    value = answer.response.get(locator)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return _object(value, locator)


def one_album(answer: Envelope, album_key: str) -> Json:
    """The album of an answer.

    Raises:
        MalformedResponse: There is none, or it is another album than this one.
    """
    row = one(answer, "Album")
    if _text(row, "AlbumKey") != album_key:
        raise MalformedResponse("it is about another album")
    return row


def several(answer: Envelope, locator: str) -> tuple[Json, ...]:
    """The objects of an answer; a missing key or null means none."""
    value = answer.response.get(locator)
    rows = value if isinstance(value, list) else [] if value is None else [value]
    return tuple(_object(row, locator) for row in rows)


def page(answer: Envelope, locator: str, read: Callable[[Json], Row]) -> Page[Row]:
    """One page of a listing."""
    pages = _object(answer.response.get("Pages"), "Pages")
    total, start, count = (_natural(pages, key) for key in ("Total", "Start", "Count"))
    return Page(tuple(read(row) for row in several(answer, locator)), total, start, count)


def account(row: Json) -> Account:
    """An account out of ``User``."""
    return Account(
        nick_name=_text(row, "NickName"),
        name=_text_or_none(row, "Name") or "",
        image_count=_natural_or_none(row, "ImageCount"),
        web_uri=_text_or_none(row, "WebUri"),
    )


def album(row: Json, site_files_key: str | None) -> Album:
    """An album out of ``Album``, or out of a row of a list of albums."""
    key, name = _text(row, "AlbumKey"), _text(row, "Name")
    return Album(
        album_key=key,
        name=name,
        url_name=_text_or_none(row, "UrlName"),
        keywords=_keywords(row),
        description=_text_or_none(row, "Description") or "",
        node_id=_text_or_none(row, "NodeID"),
        url_path=_text_or_none(row, "UrlPath"),
        web_uri=_text_or_none(row, "WebUri"),
        image_count=_natural_or_none(row, "ImageCount"),
        last_updated=_text_or_none(row, "LastUpdated"),
        images_last_updated=_text_or_none(row, "ImagesLastUpdated"),
        system=key == site_files_key or name == SITE_FILES_NAME,
    )


def album_key(row: Json) -> str:
    """The key of an album's row."""
    return _text(row, "AlbumKey")


def account_summary(answer: Envelope) -> AccountSummary:
    """The first row of the list of albums, read for what it says about the account."""
    first = page(answer, "Album", lambda row: _text_or_none(row, "ResponseLevel"))
    return AccountSummary(albums=first.total, is_public_view=first.rows[:1] in (("Public",), ("Password",)))


def photo(row: Json) -> Photo:
    """A photo out of a row of ``AlbumImage``."""
    original = _text_or_none(row, "DateTimeOriginal")
    return Photo(
        image_key=_text(row, "ImageKey"),
        serial=_natural_or_none(row, "Serial") or 0,
        captured_at=None if original is None else wall_clock(original),
        is_video=_flag(row, "IsVideo"),
        collected=_text_or_none(row, "Origin") not in (None, "Album"),
    )


def thumbnail(row: Json) -> tuple[str, str | None]:
    """(image key, address of the small picture) out of a row of ``Image``; None for what is no address on the web."""
    url = _text_or_none(row, "ThumbnailUrl") or ""
    return _text(row, "ImageKey"), url if _WEB_ADDRESS.fullmatch(url) else None


def captured_in_metadata(expansions: Json) -> dict[str, datetime | None]:
    """Image key -> the camera's wall clock, out of expanded ``ImageMetadata``.

    Expansions are keyed by the expanded URI, which may carry a query; the image key in it is what identifies them.
    """
    captured: dict[str, datetime | None] = {}
    for uri, expansion in expansions.items():
        match = _METADATA_OF.search(uri)
        metadata = _object(expansion, "Expansions").get("ImageMetadata") if match else None
        if match and metadata is not None:
            created = _text_or_none(_object(metadata, "ImageMetadata"), "DateTimeCreated")
            captured[match.group(1)] = naive_clock(created or "")
    return captured


def _object(value: object, what: str) -> Json:
    if not isinstance(value, dict):
        raise MalformedResponse(f"{what} is missing or no object")
    return value


def _text_or_none(row: Json, key: str) -> str | None:
    value = row.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise MalformedResponse(f"{key} is no text")
    if UNPRINTABLE.search(value):
        raise MalformedResponse(f"{key} holds characters that are no text")
    return value


def _text(row: Json, key: str) -> str:
    value = _text_or_none(row, key)
    if value is None:
        raise MalformedResponse(f"{key} is missing")
    return value


def _natural_or_none(row: Json, key: str) -> int | None:
    value = row.get(key)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise MalformedResponse(f"{key} is no count")
    return value


def _natural(row: Json, key: str) -> int:
    value = _natural_or_none(row, key)
    if value is None:
        raise MalformedResponse(f"{key} is missing")
    return value


def _flag(row: Json, key: str) -> bool:
    value = row.get(key)
    if value is not None and not isinstance(value, bool):
        raise MalformedResponse(f"{key} is neither true nor false")
    return value is True


def _keywords(row: Json) -> str:
    # One string on an album, joined by "; ", but an array on the node behind it.
    value = row.get("Keywords")
    if isinstance(value, list) and all(isinstance(word, str) for word in value):
        return _text_or_none({"Keywords": "; ".join(value)}, "Keywords") or ""
    return _text_or_none(row, "Keywords") or ""
