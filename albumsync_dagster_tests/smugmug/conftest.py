from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from albumsync_dagster.smugmug import Credentials, SmugMugClient
from albumsync_dagster_tests.sandbox_smugmug.builders import album, photo
from albumsync_dagster_tests.smugmug.virtual import VirtualTime
from albumsync_sandbox.serving import serve
from albumsync_sandbox.smugmug import Credentials as Granted
from albumsync_sandbox.smugmug import SmugMugSimulator


class Switchboard:
    """One address for the simulator of whichever test runs: stopping a server costs a fifth of a second."""

    app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            assert self.app is not None
            await self.app(scope, receive, send)


@pytest.fixture(scope="session")
def switchboard() -> Iterator[tuple[str, Switchboard]]:
    board = Switchboard()
    with serve(board) as base:
        yield base, board


@pytest.fixture
def base_url(switchboard: tuple[str, Switchboard], simulator: SmugMugSimulator) -> str:
    """Where the simulator of this test answers."""
    base, board = switchboard
    board.app = simulator.app
    return base


@pytest.fixture
def time() -> VirtualTime:
    return VirtualTime()


Connect = Callable[..., SmugMugClient]


@pytest.fixture
def connect(base_url: str, simulator: SmugMugSimulator, time: VirtualTime) -> Iterator[Connect]:
    """Makes clients of the simulator, in virtual time."""
    clients: list[SmugMugClient] = []

    def connected(granted: Granted = simulator.credentials, **options: Any) -> SmugMugClient:
        options = {"base_url": base_url, "clock": time.clock, "sleep": time.sleep, **options}
        clients.append(SmugMugClient(as_ours(granted), **options))
        return clients[-1]

    yield connected
    for client in clients:
        client.close()


@pytest.fixture
def client(connect: Connect) -> SmugMugClient:
    return connect()


def as_ours(granted: Granted) -> Credentials:
    return Credentials(granted.consumer_key, granted.consumer_secret, granted.token, granted.token_secret)


@pytest.fixture
def simulator() -> SmugMugSimulator:
    """Albums of every kind; ``lions1`` is the plain one."""
    return SmugMugSimulator(
        [
            album("lions1", images=tuple(photo(n) for n in range(1, 8))),
            album("video1", images=(photo(20, is_video=True),)),
            album("mixed1", images=(photo(31), photo(32, taken=None), photo(33, is_video=True, taken=None))),
            album("best01", "Best of", images=(photo(30), photo(3, origin="Collected", collected_from="lions1"))),
            album("empty1", "Nothing yet"),
            album("assets", "My SmugMug Site Files (Do Not Delete)", system=True, folder=""),
            album("hidden", "For the family", images=(photo(40),), privacy="Private"),
            album("unlist", "By link", images=(photo(41),), privacy="Unlisted"),
            album("noexif", "Wedding", images=(photo(43),), exif=False),
        ],
        nickname="courtside",
        full_name="Casey Court",
    )
