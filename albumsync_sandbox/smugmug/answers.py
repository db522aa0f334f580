"""How any answer looks: the modifiers of a query string, pages of a list, the envelope, and pages that are no JSON.

Here: what holds for every endpoint. Unknown parameters are ignored, as at the vendor. Every answer has the short form
of ``_verbosity=1`` and holds no links, which is what the client asks for.
Not here: which fields an object has (``shapes``), which endpoint answers what (``api``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import parse_qsl

Json = dict[str, object]
Query = Mapping[str, str]
Row = TypeVar("Row")
Subject = TypeVar("Subject")


def parse(raw: str) -> Query:
    """Takes a query string apart; of several equal names the last counts."""
    return dict(parse_qsl(raw, keep_blank_values=True))


def shown(subject: Subject, fields: Mapping[str, Callable[[Subject], object]], query: Query) -> Json:
    """An object with the fields that ``_filter`` names; all of them without one, and ``ResponseLevel`` in any case.

    Args:
        subject: What the fields are read from.
        fields: Name to value; a value of None means that the object has no such key, because none is ever null.
        query: What was asked.
    """
    wanted = {*query["_filter"].split(","), "ResponseLevel"} if "_filter" in query else fields.keys()
    values = {name: read(subject) for name, read in fields.items() if name in wanted}
    return {name: value for name, value in values.items() if value is not None}


def response(locator: tuple[str, str], data: object, pages: Json | None = None) -> Json:
    """The ``Response`` block, also of an expansion. A list without rows has no key for its data at all."""
    block: Json = {"Locator": locator[0], "LocatorType": locator[1]}
    if data != []:
        block[locator[0]] = data
    return block if pages is None else {**block, "Pages": pages}


@dataclass(frozen=True, slots=True)
class Page:
    """Which rows the request asks for, after clamping. ``start`` is 1-based."""

    start: int
    count: int

    @classmethod
    def asked(cls, query: Query, *, default: int, most: int) -> Page:
        """Reads ``start`` and ``count``; what is no positive number counts as not sent, what is too much is clamped."""
        return cls(_positive(query.get("start")) or 1, min(_positive(query.get("count")) or default, most))

    def cut(self, rows: Sequence[Row], shift: int = 0) -> Sequence[Row]:
        """The rows of this page; ``shift`` -1 repeats the last row of the page before, 1 skips one."""
        first = max(self.start - 1 + shift, 0)
        return rows[first : first + self.count]

    def block(self, *, total: int, sent: int) -> Json:
        """The ``Pages`` block."""
        return {"Total": total, "Start": self.start, "Count": sent, "RequestedCount": self.count}


def _positive(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and int(text) > 0 else None


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back."""

    status: int
    body: bytes
    content_type: str = "application/json; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


def json_answer(
    status: int, payload: Json, *, message: str | None = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """An envelope: the payload with ``Code`` and ``Message``."""
    envelope = {**payload, "Code": status, "Message": message or ("Ok" if status == 200 else HTTPStatus(status).phrase)}
    text = json.dumps(envelope, ensure_ascii=False, separators=(",", ":"))
    return Answer(status, text.encode(), headers=headers or {})


def html_answer(status: int) -> Answer:
    """A page of a proxy or web server in front of the API: no JSON at all."""
    title = f"{status} {HTTPStatus(status).phrase}"
    page = f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<h1>{title}</h1>\r\n</body>\r\n</html>\r\n"
    return Answer(status, page.encode(), "text/html; charset=UTF-8")
