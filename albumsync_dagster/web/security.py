"""Who may talk to the review page.

Every request passes one middleware: the host must be one that the page is served under (against DNS rebinding), the
session cookie must be there, and every request that writes must come from the page itself (Origin, CSRF token, JSON).
Not here: what is answered, and how much is read (``app``).
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

START: Final = "/start"
ICON: Final = "/favicon.ico"
"""A browser asks for it with the first page, before it has the cookie."""
_BEFORE_THE_COOKIE: Final = frozenset({START, "/static/start.js", ICON})
NO_KEY: Final = "Open the address that `albumsync review` printed: it has the key to this page."


@dataclass(frozen=True, slots=True)
class Guard:
    """The secrets of one session of the page, and the addresses that it is served under."""

    token: str = field(repr=False)
    """Behind the ``#`` of the start address, which no browser sends on and no server logs, and in the cookie."""
    csrf: str = field(repr=False)
    """Part of the page; every request that writes returns it in a header."""
    origins: frozenset[str]
    """For instance ``http://127.0.0.1:8765``; also the public address where a proxy with a login stands before."""

    @property
    def hosts(self) -> frozenset[str]:
        """Values of the Host header that are answered."""
        return frozenset(urlsplit(origin).netloc for origin in self.origins)

    @property
    def cookie(self) -> str:
        """The name of the session cookie; cookies know no ports, so it holds one."""
        ports = {urlsplit(origin).port or 0 for origin in self.origins}
        return f"albumsync_review_{max(ports)}"


def new_guard(origins: Iterable[str]) -> Guard:
    """A guard with new secrets."""
    return Guard(secrets.token_urlsafe(32), secrets.token_urlsafe(32), frozenset(origins))


def content_security_policy(pictures: Collection[str]) -> str:
    """The policy of every answer: nothing but our own script and style, and pictures from these origins.

    Args:
        pictures: Origins of the thumbnails, for instance ``https://photos.smugmug.com``.
    """
    images = " ".join(["'self'", *sorted(pictures)])
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self'; img-src {images}; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def origin_of(url: str) -> str | None:
    """The origin of an http address as it may stand in a policy; None for anything else."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return None
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host or not all(c.isalnum() or c in "-." for c in host):
        return None
    return f"{parts.scheme}://{host}{port}" if host.isascii() else None


class Gate:
    """The middleware: answers a request that may not pass with a sentence, and seals every answer.

    Args:
        app: What is behind it.
        guard: Who may ask.
        pictures: The origins from which the page shows pictures, asked for with every answer.
    """

    def __init__(self, app: ASGIApp, guard: Guard, pictures: Callable[[], Collection[str]]) -> None:
        self._app = app
        self._guard = guard
        self._pictures = pictures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that may not pass; hand on every other."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = content_security_policy(self._pictures())
                headers["Cache-Control"] = "no-store"
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
                headers["Cross-Origin-Opener-Policy"] = "same-origin"
                headers["Cross-Origin-Resource-Policy"] = "same-origin"
            await send(message)

        await (self._refusal(scope) or self._app)(scope, receive, sealed)

    def _refusal(self, scope: Scope) -> Response | None:
        guard, headers, path = self._guard, Headers(scope=scope), scope["path"]
        if headers.get("host", "").lower() not in guard.hosts:
            return _refused(421, "This address is not one of the review page.")
        writes = scope["method"] not in ("GET", "HEAD")
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none") and path != START:
            return _refused(403, "The review page answers only its own requests.")
        starts = path in _BEFORE_THE_COOKIE
        if not starts and not hmac.compare_digest(_cookie(headers, guard.cookie), guard.token):
            return PlainTextResponse(NO_KEY, 403)
        if not writes:
            return None
        if headers.get("origin") not in guard.origins:
            return _refused(403, "The review page answers only its own requests.")
        if not starts and not hmac.compare_digest(headers.get("x-csrf-token", "").encode(), guard.csrf.encode()):
            return _refused(403, "This page is of an earlier session; reload it.")
        if headers.get("content-type", "").split(";")[0].strip() != "application/json":
            return _refused(415, "The review page takes JSON only.")
        return None


def _cookie(headers: Headers, name: str) -> str:
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(headers.get("cookie", ""))
    except CookieError:
        return ""
    value = jar[name].value if name in jar else ""
    return value if value.isascii() else ""


def _refused(status: int, sentence: str) -> Response:
    return JSONResponse({"error": sentence}, status)
