"""HTTP: what happens to a request before and after its endpoint, and the pictures beside the API.

Order: length of the URL, planned faults, signature, rate limit, endpoint, faults after the write, compression, count.
Not here: what endpoints answer (``api``), the login (``login``).
"""

from __future__ import annotations

import asyncio
import gzip
import re
import struct
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import blake2b

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from albumsync_sandbox.smugmug.answers import Answer, html_answer, json_answer
from albumsync_sandbox.smugmug.api import Api, ApiRequest
from albumsync_sandbox.smugmug.counts import Counts
from albumsync_sandbox.smugmug.faults import Fault, FaultKind, FaultPlan
from albumsync_sandbox.smugmug.limits import Allowance, RateLimiter
from albumsync_sandbox.smugmug.login import raw_path, raw_query, signed_request
from albumsync_sandbox.smugmug.oauth import OAuthServer, Problem, Refused
from albumsync_sandbox.smugmug.quirks import Quirks
from albumsync_sandbox.smugmug.routes import EndpointKind, Target, resolve
from albumsync_sandbox.smugmug.state import AccountState

_STANDING_HEADERS = {
    "Cache-Control": "private, no-store, no-cache, max-age=0",
    "Vary": "Accept-Encoding",
    "X-Powered-By": "SmugMug/1.0",
}
_PAGES = {
    FaultKind.BAD_GATEWAY: 502,
    FaultKind.UNAVAILABLE: 503,
    FaultKind.GATEWAY_TIMEOUT: 504,
    FaultKind.GATEWAY_TIMEOUT_AFTER_WRITE: 504,
    FaultKind.UNAUTHORIZED_PAGE: 401,
    FaultKind.FORBIDDEN_PAGE: 403,
}
_EMPTY = {FaultKind.SERVER_ERROR, FaultKind.SERVER_ERROR_AFTER_WRITE}
_DROPPED = {FaultKind.DROPPED_BEFORE_WRITE, FaultKind.DROPPED_AFTER_WRITE}
_SHIFTS = {FaultKind.ROW_REPEATED: -1, FaultKind.ROW_SKIPPED: 1}


class _Dropped(Exception):
    """The connection ends here."""


@dataclass(frozen=True, slots=True)
class ApiApp:
    """Everything under ``/api/v2``, from the parts of a simulator; ``clock`` tells seconds since the epoch."""

    api: Api
    oauth: OAuthServer
    limiter: RateLimiter
    faults: FaultPlan
    counts: Counts
    quirks: Quirks
    clock: Callable[[], float] = time.time

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        request = Request(scope, receive)
        target = resolve(raw_path(scope))
        body = await request.body()
        fault = self.faults.next(request.method, target)
        try:
            answer = await self._answer(request, target, body, fault)
        except _Dropped:
            self.counts.add(request.method, target.kind, 0, 0, 0)
            await _drop_connection(receive, send)
            return
        sent, headers = answer.body, {**_STANDING_HEADERS, **answer.headers, "Content-Type": answer.content_type}
        if sent and "gzip" in request.headers.get("accept-encoding", ""):
            sent = gzip.compress(sent, compresslevel=6, mtime=0)
            headers["Content-Encoding"] = "gzip"
        self.counts.add(request.method, target.kind, answer.status, len(answer.body), len(sent))
        response = Response(sent, answer.status, headers)
        if fault and fault.kind is FaultKind.BODY_CUT_SHORT:
            # Promises the whole body, sends half of it and ends; the server then closes the connection.
            await send({"type": "http.response.start", "status": answer.status, "headers": response.raw_headers})
            await send({"type": "http.response.body", "body": sent[: len(sent) // 2], "more_body": True})
        else:
            await response(scope, receive, send)

    async def _answer(self, request: Request, target: Target, body: bytes, fault: Fault | None) -> Answer:
        if len(raw_path(request.scope)) + len(raw_query(request.scope)) > self.quirks.longest_url:
            return html_answer(403)
        if fault and fault.kind is FaultKind.SLOW:
            await asyncio.sleep(fault.seconds)
        early = _struck_early(fault, self.clock()) if fault and not fault.kind.after_write else None
        if early:
            return early
        answer = self._served(request, target, body, fault)
        return _spoilt(answer, fault) if fault and fault.kind.after_write else answer

    def _served(self, request: Request, target: Target, body: bytes, fault: Fault | None) -> Answer:
        try:
            caller = self.oauth.verify(signed_request(request))
        except Refused as refused:
            return json_answer(401, {}, message=refused.message)
        allowance = self.limiter.take(caller.identity, self.clock())
        if not allowance.allowed:
            return json_answer(429, {}, headers=allowance.headers)
        asked = ApiRequest(
            request.method,
            target,
            raw_query(request.scope),
            str(request.base_url).rstrip("/"),
            body,
            shift=_SHIFTS.get(fault.kind, 0) if fault else 0,
            lost=fault is not None and fault.kind is FaultKind.NOT_FOUND,
        )
        answer = self.api.answer(asked, caller)
        return replace(answer, headers={**allowance.headers, **answer.headers})


def _common(kind: FaultKind) -> Answer | None:
    """What a fault answers before or after the write alike; None where that differs."""
    if kind in _DROPPED:
        raise _Dropped
    if kind in _EMPTY:
        return replace(html_answer(500), body=b"")
    return html_answer(_PAGES[kind]) if kind in _PAGES else None


def _struck_early(fault: Fault, now: float) -> Answer | None:
    """The answer of a fault that strikes before the request is carried out; None where the request goes on."""
    if fault.kind is FaultKind.RATE_LIMITED:
        seconds = round(fault.seconds)
        return json_answer(429, {}, headers=Allowance(False, 0, round(now) + seconds, seconds).headers)
    if fault.kind is FaultKind.NONCE_USED:
        return json_answer(401, {}, message=f"oauth_problem={Problem.NONCE_USED}")
    return _common(fault.kind)


def _spoilt(answer: Answer, fault: Fault) -> Answer:
    """The answer of a fault that strikes after the request was carried out."""
    if fault.kind is FaultKind.CUT_JSON:
        return replace(answer, body=answer.body[: len(answer.body) // 2])
    if fault.kind is FaultKind.REPLACED_BODY:
        return replace(answer, status=fault.status, body=fault.body.encode())
    return _common(fault.kind) or answer


async def _drop_connection(receive: Receive, send: Send) -> None:
    """Ends the connection without a single byte of an answer.

    ASGI has no word for it, so the transport behind uvicorn's ``send`` is closed; this is a tool for tests on that
    server and nothing that an app should do.
    """
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        raise RuntimeError("A connection can only be dropped under uvicorn, without a middleware that wraps `send`.")
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass


def picture(state: AccountState, counts: Counts, request: Request) -> Response:
    """The small picture at an address that a listing gave as ``ThumbnailUrl``; as at the vendor nobody has to sign.

    It is a field under a sky in colours of its own for each photo, a hundred bytes or two of PNG.
    """
    found = re.search(r"/i-(\w+)/(?P<serial>\d+)/\w+/Th/[^/]+$", request.url.path)
    response = Response(status_code=404)
    if found and state.holder(found[1]):
        colours = blake2b(f"{found[1]}-{found['serial']}".encode(), digest_size=7).digest()
        response = Response(_png(colours[:3], colours[3:6], 20 + colours[6] % 60), media_type="image/png")
    size = len(response.body)
    counts.add(request.method, EndpointKind.PICTURE, response.status_code, size, size)
    return response


def _png(sky: bytes, field: bytes, horizon: int, width: int = 150, height: int = 100) -> bytes:
    """A picture of two colours (red, green, blue), the second from the row ``horizon`` on."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + (sky if row < horizon else field) * width for row in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
