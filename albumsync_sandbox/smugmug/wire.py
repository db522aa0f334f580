"""How faults look on the wire, and the pictures beside the API. Not here: when a fault is due (``faults``)."""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import replace
from hashlib import blake2b

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Send

from albumsync_sandbox.smugmug.answers import Answer, html_answer, json_answer
from albumsync_sandbox.smugmug.counts import Counts
from albumsync_sandbox.smugmug.faults import Fault, FaultKind
from albumsync_sandbox.smugmug.limits import Allowance
from albumsync_sandbox.smugmug.oauth import Problem
from albumsync_sandbox.smugmug.routes import EndpointKind
from albumsync_sandbox.smugmug.state import AccountState

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


class Dropped(Exception):
    """The connection ends here."""


def _common(kind: FaultKind) -> Answer | None:
    """What a fault answers before or after the write alike; None where that differs."""
    if kind in _DROPPED:
        raise Dropped
    if kind in _EMPTY:
        return replace(html_answer(500), body=b"")
    return html_answer(_PAGES[kind]) if kind in _PAGES else None


def struck_early(fault: Fault, now: float) -> Answer | None:
    """The answer of a fault that strikes before the request is carried out; None where the request goes on."""
    if fault.kind is FaultKind.RATE_LIMITED:
        seconds = round(fault.seconds)
        return json_answer(429, {}, headers=Allowance(False, 0, round(now) + seconds, seconds).headers)
    if fault.kind is FaultKind.NONCE_USED:
        return json_answer(401, {}, message=f"oauth_problem={Problem.NONCE_USED}")
    return _common(fault.kind)


def spoilt(answer: Answer, fault: Fault) -> Answer:
    """The answer of a fault that strikes after the request was carried out."""
    if fault.kind is FaultKind.CUT_JSON:
        return replace(answer, body=answer.body[: len(answer.body) // 2])
    if fault.kind is FaultKind.REPLACED_BODY:
        return replace(answer, status=fault.status, body=fault.body.encode())
    return _common(fault.kind) or answer


async def drop_connection(receive: Receive, send: Send) -> None:
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
