"""One SmugMug account on one machine, put together."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from albumsync_sandbox.gallery import GalleryAlbum
from albumsync_sandbox.serving import serve
from albumsync_sandbox.smugmug.app import ApiApp
from albumsync_sandbox.smugmug.consent import consent_routes
from albumsync_sandbox.smugmug.control import control_routes
from albumsync_sandbox.smugmug.counts import Counts
from albumsync_sandbox.smugmug.endpoints import Api
from albumsync_sandbox.smugmug.faults import FaultPlan
from albumsync_sandbox.smugmug.limits import RateLimit, RateLimiter
from albumsync_sandbox.smugmug.oauth import OAuthServer
from albumsync_sandbox.smugmug.quirks import Quirks
from albumsync_sandbox.smugmug.routes import API_PREFIX
from albumsync_sandbox.smugmug.state import AccountState, LazyPhotos

_NO_LAZY_PHOTOS: Mapping[str, LazyPhotos] = MappingProxyType({})


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
        app: The ASGI app.
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
        photos: Mapping[str, LazyPhotos] = _NO_LAZY_PHOTOS,
        quirks: Quirks | None = None,
        rate_limit: RateLimit | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.state = AccountState(albums, nickname=nickname, full_name=full_name, photos=photos, clock=clock)
        self.quirks = quirks or Quirks()
        self.oauth = OAuthServer(clock)
        self.consumer = self.oauth.create_consumer()
        self.credentials = self.oauth.create_credentials(self.consumer)
        self.faults = FaultPlan()
        self.limiter = RateLimiter(rate_limit or RateLimit())
        self.counts = Counts()
        api = ApiApp(
            Api(self.state, self.quirks), self.oauth, self.limiter, self.faults, self.counts, self.quirks, clock
        )
        login = consent_routes(self.oauth, self.counts)
        control = control_routes(self.state, self.counts, self.faults, self.quirks, self.limiter)
        self.app = _dispatcher(api, Starlette(routes=[*login, *control]))


@contextmanager
def run(simulator: SmugMugSimulator) -> Iterator[str]:
    """Serves a simulator on a port of 127.0.0.1 that the system chooses.

    Yields:
        The base URL, to stand in place of ``https://api.smugmug.com``.
    """
    with serve(simulator.app) as base_url:
        yield base_url


def _dispatcher(api: ApiApp, rest: Starlette) -> ASGIApp:
    """Starlette's middleware wraps ``send``; a connection can only be dropped without it, so the API stands beside."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(API_PREFIX):
            await api(scope, receive, send)
        else:
            await rest(scope, receive, send)

    return app
