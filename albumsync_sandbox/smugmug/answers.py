"""An answer before it is bytes.

Here: status, payload, headers, and the words that go with a status. Not here: compressing and sending (``app``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from albumsync_sandbox.smugmug.rendering import Json

MESSAGES: Mapping[int, str] = {
    200: "Ok",
    301: "Moved Permanently",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}

JSON_TYPE = "application/json; charset=utf-8"
HTML_TYPE = "text/html; charset=UTF-8"
NOT_GRANTED = "The user has not granted the required permissions"
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back."""

    status: int
    body: bytes
    content_type: str = JSON_TYPE
    headers: Mapping[str, str] = field(default_factory=lambda: _NO_HEADERS)


def json_answer(
    status: int,
    payload: Mapping[str, object],
    *,
    message: str | None = None,
    pretty: bool = False,
    headers: Mapping[str, str] = _NO_HEADERS,
) -> Answer:
    """An envelope: the payload with ``Code`` and ``Message``, and ``Expansions`` last as the vendor has them."""
    envelope: Json = {name: value for name, value in payload.items() if name != "Expansions"}
    envelope["Code"] = status
    envelope["Message"] = message or MESSAGES[status]
    if "Expansions" in payload:
        envelope["Expansions"] = payload["Expansions"]
    text = json.dumps(
        envelope,
        ensure_ascii=False,
        indent=4 if pretty else None,
        separators=None if pretty else (",", ":"),
    )
    return Answer(status, text.encode(), headers=headers)


def html_answer(status: int) -> Answer:
    """A page of a proxy or web server in front of the API: no JSON at all."""
    title = f"{status} {MESSAGES[status]}"
    page = f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<h1>{title}</h1>\r\n</body>\r\n</html>\r\n"
    return Answer(status, page.encode(), HTML_TYPE)
