"""``PATCH /api/v2/album/KEY``: reading the body, judging it, writing it.

Here: what is accepted, cut, refused and in conflict. A rename leaves ``UrlName``, ``UrlPath`` and ``WebUri`` alone.
Not here: who may (``endpoints``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from email import message_from_bytes
from email.policy import HTTP
from urllib.parse import parse_qsl

from albumsync_sandbox.smugmug.albums import DEFAULT_SETTINGS
from albumsync_sandbox.smugmug.options import ALBUM_SELECTIONS, ALBUM_TEXTS
from albumsync_sandbox.smugmug.quirks import LongNames, Quirks
from albumsync_sandbox.smugmug.state import AccountState, AlbumRecord, AlbumSettings

_URL_NAME = re.compile(r"[A-Z0-9][A-Za-z0-9-]*")
_ALIASES = {"NiceName": "UrlName", "Title": "Name"}
_SORT_ALIASES = {"DateTimeOriginal": "Date Taken", "FileName": "Filename"}
_TRUE = frozenset({"true", "1"})
_FALSE = frozenset({"false", "0", ""})
_OWN_FIELDS = frozenset({"Name", "UrlName", "Description", "Keywords", "Privacy", "SecurityType", "EXIF", "AutoRename"})


class PatchRefused(Exception):
    """The body is answered with this status; nothing was written."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def read_body(content_type: str, body: bytes) -> dict[str, object]:
    """The submitted parameters, from JSON, a form or multipart.

    Raises:
        PatchRefused: The body can not be read as its content type says.
    """
    try:
        if content_type.startswith("application/json"):
            loaded = json.loads(body)
            if not isinstance(loaded, dict):
                raise PatchRefused(400)
            return loaded
        if content_type.startswith("multipart/form-data"):
            return _multipart(content_type, body)
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    except ValueError as error:
        raise PatchRefused(400) from error


def _multipart(content_type: str, body: bytes) -> dict[str, object]:
    message = message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body, policy=HTTP)
    fields: dict[str, object] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(payload, bytes):
            fields[name] = payload.decode()
    return fields


def patch_album(state: AccountState, quirks: Quirks, record: AlbumRecord, submitted: Mapping[str, object]) -> None:
    """Writes what was submitted; names that are no writable field are ignored.

    Args:
        state: The account.
        quirks: Whether long names are refused or cut.
        record: The album.
        submitted: Parameter to value, by the names of the API.

    Raises:
        PatchRefused: 400 for a value out of bounds, 409 for a ``UrlName`` that a sibling has.
    """
    values = {_ALIASES.get(name, name): _checked(name, value, quirks) for name, value in submitted.items()}
    changes: AlbumSettings = {}
    if "Name" in values:
        changes["name"] = str(values["Name"])
    if "Description" in values:
        changes["description"] = str(values["Description"])
    if "Keywords" in values:
        changes["keywords"] = str(values["Keywords"])
    if "UrlName" in values:
        auto_rename = str(values.get("AutoRename", "")).lower() in _TRUE
        changes["url_name"] = _free_url_name(state, record, str(values["UrlName"]), auto_rename=auto_rename)
        folder = record.album.url_path.rpartition("/")[0]
        changes["url_path"] = f"{folder}/{changes['url_name']}"
    match values.get("Privacy"):
        case "Public" | "Unlisted" | "Private" as privacy:
            changes["privacy"] = privacy
    match values.get("SecurityType"):
        case "None" | "Password" | "GrantAccess" as security:
            changes["security"] = security
    exif = values.get("EXIF")
    if isinstance(exif, bool):
        changes["exif"] = exif
    record.settings.update(
        {name: value for name, value in values.items() if name in DEFAULT_SETTINGS and name not in _OWN_FIELDS}
    )
    state.change(record.key, **changes)


def _checked(name: str, value: object, quirks: Quirks) -> object:
    if name in ALBUM_TEXTS:
        return _text(name, value, quirks)
    if name == "SortMethod":
        value = _SORT_ALIASES.get(str(value), value)
    if name in ALBUM_SELECTIONS and value not in ALBUM_SELECTIONS[name]:
        raise PatchRefused(400)
    if name == "EXIF" or isinstance(DEFAULT_SETTINGS.get(name), bool):
        return _boolean(value)
    return value


def _text(name: str, value: object, quirks: Quirks) -> str:
    least, most = ALBUM_TEXTS[name]
    if isinstance(value, (dict, list, bool)) or value is None:
        raise PatchRefused(400)
    text = str(value)
    if len(text) > most and name in {"Name", "Title"} and quirks.long_names is LongNames.CUT:
        text = text[:most]
    if not least <= len(text) <= most or not _encodable(text):
        raise PatchRefused(400)
    if name in {"UrlName", "NiceName"} and not _URL_NAME.fullmatch(text):
        raise PatchRefused(400)
    return text


def _encodable(text: str) -> bool:
    """False for half of a surrogate pair, which a JSON body can smuggle in and no answer can carry."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def _boolean(value: object) -> bool:
    text = str(value).lower()
    if text not in _TRUE | _FALSE:
        raise PatchRefused(400)
    return text in _TRUE


def _free_url_name(state: AccountState, record: AlbumRecord, wanted: str, *, auto_rename: bool) -> str:
    folder = record.album.url_path.rpartition("/")[0]
    taken = {
        other.album.url_name.lower()
        for other in state.albums()
        if other is not record and other.album.url_path.rpartition("/")[0] == folder
    }
    if wanted.lower() not in taken:
        return wanted
    if not auto_rename:
        raise PatchRefused(409)
    number = 1
    while f"{wanted}-{number}".lower() in taken:
        number += 1
    return f"{wanted}-{number}"
