from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from albumsync_dagster_tests.sandbox_smugmug.builders import Client, album, client, photo
from albumsync_sandbox.serving import serve
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
def connect(switchboard: tuple[str, Switchboard]) -> Iterator[Callable[[SmugMugSimulator], Client]]:
    """Serves a simulator for the rest of the test and gives a client that is signed in to it."""
    base, board = switchboard
    clients = []

    def connected(simulator: SmugMugSimulator) -> Client:
        board.app = simulator.app
        clients.append(client(base, simulator))
        return clients[-1]

    yield connected
    for one in clients:
        one.session.close()


@pytest.fixture
def simulator() -> SmugMugSimulator:
    """Three open albums, an empty one, the site files, and one of each kind that not everybody may see."""
    return SmugMugSimulator(
        [
            album("lions1", images=tuple(photo(n) for n in range(1, 8))),
            album("video1", images=(photo(20, is_video=True),)),
            album("collec", "Best of", images=(photo(30), photo(3, origin="Collected", collected_from="lions1"))),
            album("empty1", "Nothing yet"),
            album("assets", "My SmugMug Site Files (Do Not Delete)", system=True, folder=""),
            album("hidden", "For the family", images=(photo(40),), privacy="Private"),
            album("unlist", "By link", images=(photo(41),), privacy="Unlisted"),
            album("locked", "Donna O'Sullivan", images=(photo(42),), security="Password"),
            album("noexif", "Wedding", images=(photo(43),), exif=False),
        ],
        nickname="courtside",
        full_name="Casey Court",
    )


@pytest.fixture
def api(simulator: SmugMugSimulator, connect: Callable[[SmugMugSimulator], Client]) -> Client:
    return connect(simulator)
