"""How faults look on the wire, and the pictures beside the API. Not here: when a fault is due (``faults``)."""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import blake2b
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Send

from albumsync_sandbox.gallery import GalleryImage
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
    """The answer of a fault that applies before the request is executed; None where there is no such fault."""
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
    """The small picture at an address that a listing gave as ``ThumbnailUrl``; as at the vendor it needs no signature.

    It is a drawing (SVG, less than two kilobytes) of players on a field: light as at the hour on the camera's clock,
    colours of its own for each photo, and what the caption says on a sign.
    """
    found = re.search(r"/i-(\w+)/(?P<serial>\d+)/\w+/Th/[^/]+$", request.url.path)
    owned = state.owned(found[1]) if found else None
    response = Response(_drawing(owned[1]), media_type="image/svg+xml") if owned else Response(status_code=404)
    counts.add(request.method, EndpointKind.PICTURE, response.status_code, len(response.body))
    return response


def _drawing(image: GalleryImage) -> str:
    chance = blake2b(f"{image.image_key}-{image.serial}".encode(), digest_size=12).digest()
    hour = image.taken.hour if image.taken else 12
    night, evening, day = ("#1c2b4b", "#e8e6d8"), ("#e9b27c", "#fff0c0"), ("#a5cfee", "#fff7d0")
    sky, sun = night if not 6 <= hour < 20 else evening if hour >= 17 else day
    horizon = 42 + chance[0] % 16
    shapes = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 150 100" font-family="sans-serif" text-anchor="middle">',
        f'<path fill="{sky}" d="M0 0h150v100H0z"/><circle cx="{10 + chance[1] % 130}" cy="14" r="8" fill="{sun}"/>',
        f'<path fill="hsl({70 + chance[2] % 60} 35% 40%)" d="M0 {horizon}h150v100H0z"/>',
    ]
    for place in range(2 + chance[3] % 2):
        x, y = 14 + place * 48 + chance[4 + place] % 30, horizon + 2 + chance[7 + place] % 12
        hue = chance[10 + place % 2] * 360 // 256
        shapes.append(
            f'<g fill="hsl({hue} 65% 45%)"><path d="M{x} {y}h14l3 20h-5v18h-4v-14h-2v14h-4V{y + 20}h-5z"/>'
            f'<circle cx="{x + 7}" cy="{y - 7}" r="6" fill="hsl(25 45% {35 + chance[4 + place] % 35}%)"/></g>'
        )
    lines = image.caption.splitlines()
    if lines:
        height = 8 + 15 * len(lines)
        shapes.append(f'<path fill="#fffdf5" stroke="#333" d="M4 4h142v{height}H4z"/>')
        for number, line in enumerate(lines):
            size = min(14, 250 // max(1, len(line)))
            shapes.append(f'<text x="75" y="{18 + 15 * number}" font-size="{size}">{escape(line)}</text>')
    return f"{''.join(shapes)}</svg>"
