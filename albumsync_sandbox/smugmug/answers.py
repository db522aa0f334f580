"""How any answer looks: the modifiers of a query string, pages of a list, the envelope, and pages that are no JSON.

Here: what holds for every endpoint. Unknown parameters are ignored and do not show in the echo, as at the vendor.
Every answer has the short form of ``_verbosity=1``, which is what the client asks for.
Not here: which fields and links an object has (``shapes``), which endpoint answers what (``api``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final, TypeVar
from urllib.parse import unquote_plus

Json = dict[str, object]
Row = TypeVar("Row")
Subject = TypeVar("Subject")

ECHOED: Final = frozenset({"start", "count", "_filter", "_filteruri"})
"""Parameters that are repeated in ``Response.Uri`` and in links; ``_expand`` and ``_verbosity`` are not."""


class Absent:
    """What a field returns when the object does not have it: the key is then missing, never null."""


ABSENT: Final = Absent()


@dataclass(frozen=True, slots=True)
class Query:
    """All parameters in the caller's order: as sent, the name, the decoded value."""

    parameters: tuple[tuple[str, str, str], ...]

    @classmethod
    def parse(cls, raw: str) -> Query:
        """Takes a query string apart."""
        parts = [(part, *part.partition("=")[::2]) for part in raw.split("&")] if raw else []
        return cls(tuple((part, unquote_plus(name), unquote_plus(value)) for part, name, value in parts))

    def get(self, name: str) -> str | None:
        """The value of a parameter, the last of several; None where it was not sent."""
        return next((value for _, known, value in reversed(self.parameters) if known == name), None)

    def names(self, name: str) -> frozenset[str] | None:
        """A list of names with commas; None where it was not sent, empty where it is."""
        value = self.get(name)
        return None if value is None else frozenset(filter(None, value.split(",")))

    def link(self, path: str, **values: int) -> str:
        """A path with the accepted parameters as they were sent, some with new values."""
        accepted = [(raw, name) for raw, name, _ in self.parameters if name in ECHOED]
        parts = [f"{name}={values[name]}" if name in values else raw for raw, name in accepted]
        parts += [f"{name}={value}" for name, value in values.items() if name not in {name for _, name in accepted}]
        return f"{path}?{'&'.join(parts)}" if parts else path


@dataclass(frozen=True, slots=True)
class View:
    """Which part of an object comes.

    Args:
        fields: Names from ``_filter``; None for all, empty for none.
        links: Names from ``_filteruri``; None for all, empty for none.
        metadata: ``_expand`` names ``ImageMetadata``; a filter does not reach into it.
    """

    fields: frozenset[str] | None = None
    links: frozenset[str] | None = None
    metadata: bool = False

    @classmethod
    def asked(cls, query: Query) -> View:
        """What the modifiers ask for."""
        expanded = query.names("_expand") or frozenset()
        return cls(query.names("_filter"), query.names("_filteruri"), "ImageMetadata" in expanded)

    def of(self, subject: Subject, fields: Mapping[str, Callable[[Subject], object]], links: Mapping[str, str]) -> Json:
        """An object under this view: its fields, ``Uris``, and ``ResponseLevel``, which no filter removes.

        Args:
            subject: What the fields are read from.
            fields: Name to value.
            links: Name to address.
        """
        chosen = self.fields
        read = {n: f(subject) for n, f in fields.items() if chosen is None or n in chosen or n == "ResponseLevel"}
        block = {name: value for name, value in read.items() if value is not ABSENT}
        uris = {name: uri for name, uri in links.items() if self.links is None or name in self.links}
        return {**block, "Uris": uris} if uris else block


def response(uri: str, locator: tuple[str, str] | None, data: object = ABSENT, pages: Json | None = None) -> Json:
    """The ``Response`` block, also of an expansion. A list without rows has no key for its data at all."""
    block: Json = {"Uri": uri}
    if locator:
        block |= {"Locator": locator[0], "LocatorType": locator[1]}
        if data is not ABSENT and data != []:
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

    def block(self, path: str, query: Query, *, total: int, sent: int) -> Json:
        """The ``Pages`` block. An empty list has a last page with a negative start, as at the vendor."""

        def link(start: int) -> str:
            return query.link(path, start=start, count=self.count)

        block: Json = {"Total": total, "Start": self.start, "Count": sent, "RequestedCount": self.count}
        block |= {"FirstPage": link(1), "LastPage": link((total - 1) // self.count * self.count + 1)}
        if sent and self.start + self.count <= total:
            block["NextPage"] = link(self.start + self.count)
        if self.start > 1:
            block["PrevPage"] = link(max(self.start - self.count, 1))
        return {**block, "Misaligned": True} if (self.start - 1) % self.count else block


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
