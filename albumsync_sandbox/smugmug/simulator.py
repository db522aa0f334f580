"""One SmugMug account on one machine: its parts, and what happens to a request before and after its endpoint.

Order: length of the URL, planned faults, signature, rate limit, endpoint, faults after the write, compression, count.
Not here: what endpoints answer (``api``), the login (``login``), how a fault looks (``wire``).
"""

from __future__ import annotations

import asyncio
import gzip
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from albumsync_sandbox.gallery import GalleryAlbum
from albumsync_sandbox.smugmug.answers import Answer, html_answer, json_answer
from albumsync_sandbox.smugmug.api import Conversation
from albumsync_sandbox.smugmug.counts import Counts
from albumsync_sandbox.smugmug.faults import Fault, FaultKind, FaultPlan
from albumsync_sandbox.smugmug.limits import RateLimit, RateLimiter
from albumsync_sandbox.smugmug.login import login_routes, raw_path, raw_query, signed_request
from albumsync_sandbox.smugmug.oauth import OAuthServer, Refused
from albumsync_sandbox.smugmug.routes import API_PREFIX, Target, resolve
from albumsync_sandbox.smugmug.state import AccountState, LazyPhotos, Quirks
from albumsync_sandbox.smugmug.wire import Dropped, drop_connection, picture, spoilt, struck_early

_SHIFTS = {FaultKind.ROW_REPEATED: -1, FaultKind.ROW_SKIPPED: 1}


class SmugMugSimulator:
    """SmugMug's API v2 over one account; ``serve`` its ``app`` in place of ``https://api.smugmug.com``.

    Everything may be read and turned from any thread while requests are served.

    Args:
        albums: What the account holds.
        nickname: The NICK of ``user/NICK!albums``.
        full_name: Name of the owner.
        photos: Photos by album key, made on demand, in place of the albums' own: for accounts of millions.
        rate_limit: What each caller is allowed.
        clock: Seconds since the epoch; stamps, tokens, nonces and windows follow it.

    Attributes:
        state: The account; people's edits are methods of it.
        oauth: Consumers and tokens; ``create_credentials`` gives out more.
        credentials: A key and a token with Access=Full and Permissions=Modify.
        faults: What is to go wrong.
        quirks: How this account behaves.
        counts: Requests and bytes so far.
    """

    def __init__(
        self,
        albums: Iterable[GalleryAlbum] = (),
        *,
        nickname: str = "sample",
        full_name: str = "Sam Sample",
        photos: Mapping[str, LazyPhotos] | None = None,
        rate_limit: RateLimit | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.state = AccountState(albums, nickname=nickname, full_name=full_name, photos=photos or {}, clock=clock)
        self.quirks = Quirks()
        self.oauth = OAuthServer(clock)
        self.consumer = self.oauth.create_consumer()
        self.credentials = self.oauth.create_credentials(self.consumer)
        self.faults = FaultPlan()
        self.limiter = RateLimiter(rate_limit or RateLimit())
        self.counts = Counts()
        self._clock = clock

        async def pictures(request: Request) -> Response:
            return picture(self.state, self.counts, request)

        async def rename(request: Request) -> Response:
            self.state.rename(request.path_params["key"], (await request.body()).decode())
            return Response(status_code=204)

        self._rest = Starlette(
            routes=[
                *login_routes(self.oauth, self.counts),
                # A person renames an album: for demonstrations whose sandbox is another process.
                Route("/sandbox/albums/{key}/name", rename, methods=["PUT"]),
                Route("/{path:path}", pictures),
            ]
        )

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI app. Starlette wraps ``send``, and a connection can only be dropped without: the API is beside."""
        is_api = scope["type"] == "http" and scope["path"].startswith(API_PREFIX)
        await (self._api if is_api else self._rest)(scope, receive, send)

    async def _api(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves everything under ``/api/v2``."""
        request = Request(scope, receive)
        target = resolve(raw_path(scope))
        body = await request.body()
        fault = self.faults.next(request.method, target)
        try:
            answer = await self._answer(request, target, body, fault)
        except Dropped:
            self.counts.add(request.method, target.kind, 0, 0)
            await drop_connection(receive, send)
            return
        sent, headers = answer.body, {**answer.headers, "Content-Type": answer.content_type}
        if sent and "gzip" in request.headers.get("accept-encoding", ""):
            sent = gzip.compress(sent, compresslevel=6, mtime=0)
            headers["Content-Encoding"] = "gzip"
        self.counts.add(request.method, target.kind, answer.status, len(sent))
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
        early = struck_early(fault, self._clock()) if fault and not fault.kind.after_write else None
        if early:
            return early
        answer = self._served(request, target, body, fault)
        return spoilt(answer, fault) if fault and fault.kind.after_write else answer

    def _served(self, request: Request, target: Target, body: bytes, fault: Fault | None) -> Answer:
        try:
            caller = self.oauth.verify(signed_request(request))
        except Refused as refused:
            return json_answer(401, {}, message=refused.message)
        # Counted by user and application.
        allowance = self.limiter.take(f"{caller.consumer_key}/{caller.token}", self._clock())
        if not allowance.allowed:
            return json_answer(429, {}, headers=allowance.headers)
        answer = Conversation(
            state=self.state,
            quirks=self.quirks,
            caller=caller,
            method=request.method,
            target=target,
            raw_query=raw_query(request.scope),
            base=str(request.base_url).rstrip("/"),
            body=body,
            shift=_SHIFTS.get(fault.kind, 0) if fault else 0,
            lost=fault is not None and fault.kind is FaultKind.NOT_FOUND,
        ).answer()
        return replace(answer, headers={**allowance.headers, **answer.headers})
