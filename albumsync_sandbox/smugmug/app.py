"""The API as an ASGI app: what happens to a request before and after its endpoint.

Order: length of the URL, planned faults, signature, rate limit, endpoint, faults after the write, compression, count.
Not here: what endpoints answer (``endpoints``), the login (``consent``), the control endpoint (``control``).
"""

from __future__ import annotations

import asyncio
import gzip
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from albumsync_sandbox.smugmug.answers import Answer, html_answer, json_answer
from albumsync_sandbox.smugmug.counts import Counts
from albumsync_sandbox.smugmug.endpoints import Api, ApiRequest
from albumsync_sandbox.smugmug.faults import Fault, FaultKind, FaultPlan
from albumsync_sandbox.smugmug.judging import SignedRequest
from albumsync_sandbox.smugmug.limits import Allowance, RateLimiter
from albumsync_sandbox.smugmug.oauth import OAuthServer
from albumsync_sandbox.smugmug.query import Query
from albumsync_sandbox.smugmug.quirks import Quirks
from albumsync_sandbox.smugmug.routes import Target, resolve
from albumsync_sandbox.smugmug.tokens import Caller, Problem, Refused

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
_SHIFTS = {FaultKind.ROW_REPEATED: -1, FaultKind.ROW_SKIPPED: 1}


class _Dropped(Exception):
    """The connection ends here."""


@dataclass(frozen=True, slots=True)
class ApiApp:
    """Everything under ``/api/v2``.

    Args:
        api: The endpoints.
        oauth: Who may ask.
        limiter: How often.
        faults: What goes wrong.
        counts: What was asked.
        quirks: Switches.
        clock: Seconds since the epoch.
    """

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
        method = request.method
        target = resolve(raw_path(scope))
        body = await request.body()
        if method == "POST":
            method = Query.parse(raw_query(scope)).get("_method") or method
        fault = self.faults.next(method, target)
        try:
            answer = await self._answer(request, method, target, body, fault)
        except _Dropped:
            self.counts.add(method, target.kind, 0, 0, 0)
            await drop_connection(receive, send)
            return
        sent, headers = _compressed(request, answer)
        self.counts.add(method, target.kind, answer.status, len(answer.body), len(sent))
        response = Response(sent, answer.status, {**_STANDING_HEADERS, **headers, **answer.headers})
        response.headers["Content-Type"] = answer.content_type
        if fault and fault.kind is FaultKind.BODY_CUT_SHORT:
            await send_short(response, send)
        else:
            await response(scope, receive, send)

    async def _answer(self, request: Request, method: str, target: Target, body: bytes, fault: Fault | None) -> Answer:
        if len(raw_path(request.scope)) + len(raw_query(request.scope)) > self.quirks.longest_url:
            return html_answer(403)
        if fault and fault.kind is FaultKind.SLOW:
            await asyncio.sleep(fault.seconds)
        early = _struck_early(fault, self.clock()) if fault else None
        if early:
            return early
        answer = self._served(request, method, target, body, fault)
        return _spoilt(answer, fault) if fault and fault.kind.after_write else answer

    def _served(self, request: Request, method: str, target: Target, body: bytes, fault: Fault | None) -> Answer:
        try:
            caller = self._caller(request, body)
        except Refused as refused:
            return json_answer(401, {}, message=refused.message)
        allowance = self.limiter.take(caller.identity, self.clock())
        if not allowance.allowed:
            return json_answer(429, {}, headers=allowance.headers)
        if _wants_page(request):
            return replace(html_answer(200), headers=allowance.headers)
        asked = ApiRequest(
            method,
            target,
            raw_query(request.scope),
            request.headers.get("content-type", ""),
            body,
            _SHIFTS.get(fault.kind, 0) if fault else 0,
        )
        lost = fault is not None and fault.kind is FaultKind.NOT_FOUND
        answer = self.api.not_found(asked, caller) if lost else self.api.answer(asked, caller)
        return replace(answer, headers={**allowance.headers, **answer.headers})

    def _caller(self, request: Request, body: bytes) -> Caller:
        query = parse_qs(raw_query(request.scope))
        if "authorization" not in request.headers and "oauth_signature" not in query:
            if "APIKey" not in query:
                raise Refused.because(Problem.PARAMETER_ABSENT)
            return self.oauth.reader(query["APIKey"][-1])
        return self.oauth.verify(signed_request(request, body))


def raw_path(scope: Scope) -> str:
    """The path as it came over the wire: ``!`` and ``,`` neither decoded nor encoded, for the signature."""
    return bytes(scope.get("raw_path") or scope["path"].encode()).decode("latin-1")


def raw_query(scope: Scope) -> str:
    """The query as it came over the wire."""
    return bytes(scope["query_string"]).decode("latin-1")


def signed_request(request: Request, body: bytes) -> SignedRequest:
    """What a signature covers, taken from the request before anything was normalised."""
    scope = request.scope
    query = raw_query(scope)
    host = request.headers.get("host", "")
    url = f"{scope['scheme']}://{host}{raw_path(scope)}" + (f"?{query}" if query else "")
    return SignedRequest(url, request.method, dict(request.headers), body.decode("latin-1"))


def _wants_page(request: Request) -> bool:
    """A browser gets a page; ``_accept`` or any other ``Accept`` gets JSON."""
    accept = request.headers.get("accept", "")
    return "text/html" in accept and "json" not in accept and "_accept" not in request.query_params


def _struck_early(fault: Fault, now: float) -> Answer | None:
    """The answer of a fault that strikes before the request is carried out; None where the request goes on."""
    kind = fault.kind
    if kind is FaultKind.DROPPED_BEFORE_WRITE:
        raise _Dropped
    if kind is FaultKind.RATE_LIMITED:
        seconds = round(fault.seconds)
        return json_answer(429, {}, headers=Allowance(False, 0, round(now) + seconds, seconds).headers)
    if kind is FaultKind.SERVER_ERROR:
        return replace(html_answer(500), body=b"")
    if kind is FaultKind.NONCE_USED:
        return json_answer(401, {}, message=f"oauth_problem={Problem.NONCE_USED}")
    return html_answer(_PAGES[kind]) if kind in _PAGES and not kind.after_write else None


def _spoilt(answer: Answer, fault: Fault) -> Answer:
    """The answer of a fault that strikes after the request was carried out."""
    kind = fault.kind
    if kind is FaultKind.DROPPED_AFTER_WRITE:
        raise _Dropped
    if kind is FaultKind.SERVER_ERROR_AFTER_WRITE:
        return replace(html_answer(500), body=b"")
    if kind is FaultKind.CUT_JSON:
        return replace(answer, body=answer.body[: len(answer.body) // 2])
    if kind is FaultKind.REPLACED_BODY:
        return replace(answer, status=fault.status, body=fault.body.encode())
    return html_answer(_PAGES[kind]) if kind in _PAGES else answer


def _compressed(request: Request, answer: Answer) -> tuple[bytes, dict[str, str]]:
    if "gzip" not in request.headers.get("accept-encoding", "") or not answer.body:
        return answer.body, {}
    return gzip.compress(answer.body, compresslevel=6, mtime=0), {"Content-Encoding": "gzip"}


async def send_short(response: Response, send: Send) -> None:
    """Promises the whole body, sends half of it and ends; the server then closes the connection."""
    body = bytes(response.body)
    await send({"type": "http.response.start", "status": response.status_code, "headers": response.raw_headers})
    await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})


async def drop_connection(receive: Receive, send: Send) -> None:
    """Ends the connection without a single byte of an answer.

    ASGI has no word for it, so the transport behind uvicorn's ``send`` is closed; this is a tool for tests on that
    server and nothing that an app should do.
    """
    cycle = getattr(send, "__self__", None)
    transport = getattr(cycle, "transport", None)
    if transport is None:
        raise RuntimeError("A connection can only be dropped under uvicorn, without a middleware that wraps `send`.")
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass
