"""One address for whatever app a test serves: stopping a server costs a fifth of a second."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send

from albumsync_sandbox.serving import serve


@dataclass(slots=True)
class Switchboard:
    """Hands every request to ``app``, which each test sets."""

    base_url: str = ""
    app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; there is no lifespan, so an app that needs one cannot be served here."""
        if scope["type"] == "http":
            assert self.app is not None
            await self.app(scope, receive, send)


@contextmanager
def serving() -> Iterator[Switchboard]:
    """A switchboard that listens for the length of the block."""
    board = Switchboard()
    with serve(board) as board.base_url:
        yield board
