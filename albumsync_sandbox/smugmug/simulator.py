"""One SmugMug account on one machine, put together."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from albumsync_sandbox.gallery import GalleryAlbum
from albumsync_sandbox.serving import serve
from albumsync_sandbox.smugmug.api import Api
from albumsync_sandbox.smugmug.app import ApiApp, picture
from albumsync_sandbox.smugmug.counts import Counts
from albumsync_sandbox.smugmug.faults import FaultPlan
from albumsync_sandbox.smugmug.limits import RateLimit, RateLimiter
from albumsync_sandbox.smugmug.login import login_routes
from albumsync_sandbox.smugmug.oauth import OAuthServer
from albumsync_sandbox.smugmug.quirks import Quirks
from albumsync_sandbox.smugmug.routes import API_PREFIX
from albumsync_sandbox.smugmug.state import AccountState, LazyPhotos


class SmugMugSimulator:
    """SmugMug's API v2 over one account; ``run`` serves it.

    Everything may be read and turned from any thread while requests are served.

    Args:
        albums: What the account holds.
        nickname: The NICK of ``user/NICK!albums``.
        full_name: Name of the owner.
        photos: Photos by album key, made on demand, in place of the albums' own: for accounts of millions.
        quirks: How this account behaves.
        rate_limit: What each caller is allowed.
        clock: Seconds since the epoch; stamps, tokens, nonces and windows follow it.

    Attributes:
        state: The account; people's edits are methods of it.
        oauth: Consumers and tokens; ``create_credentials`` gives out more.
        credentials: A key and a token with Access=Full and Permissions=Modify.
        faults: What is to go wrong.
        limiter: The rate limit.
        counts: Requests and bytes so far.
        quirks: Switches.
    """

    def __init__(
        self,
        albums: Iterable[GalleryAlbum] = (),
        *,
        nickname: str = "sample",
        full_name: str = "Sam Sample",
        photos: Mapping[str, LazyPhotos] | None = None,
        quirks: Quirks | None = None,
        rate_limit: RateLimit | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.state = AccountState(albums, nickname=nickname, full_name=full_name, photos=photos or {}, clock=clock)
        self.quirks = quirks or Quirks()
        self.oauth = OAuthServer(clock)
        self.consumer = self.oauth.create_consumer()
        self.credentials = self.oauth.create_credentials(self.consumer)
        self.faults = FaultPlan()
        self.limiter = RateLimiter(rate_limit or RateLimit())
        self.counts = Counts()
        self._api = ApiApp(
            Api(self.state, self.quirks), self.oauth, self.limiter, self.faults, self.counts, self.quirks, clock
        )

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


@contextmanager
def run(simulator: SmugMugSimulator) -> Iterator[str]:
    """Serves a simulator on a port of 127.0.0.1 that the system chooses.

    Yields:
        The base URL, to stand in place of ``https://api.smugmug.com``.
    """
    with serve(simulator.app) as base_url:
        yield base_url
