"""Runs an ASGI app over real HTTP for as long as a ``with`` block lasts.

Here: one uvicorn server in one thread, started and stopped cleanly. Not here: what the apps answer.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp


class _Server(uvicorn.Server):
    """A server that tells when it accepts connections, and why it never came to that."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.settled = threading.Event()
        self.failure: BaseException | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Opens the port, then tells whoever waits for it."""
        await super().startup(sockets)
        self.settled.set()

    def run_in_thread(self, listener: socket.socket) -> None:
        """Serves until ``should_exit``; keeps what ended the server early for the thread that waits.

        ``SystemExit`` is among it: uvicorn raises it when an app's lifespan fails.
        """
        try:
            self.run(sockets=[listener])
        except BaseException as failure:  # noqa: BLE001 - it is raised again in the thread that started this one
            self.failure = failure
        finally:
            self.settled.set()


@contextmanager
def serve(app: ASGIApp) -> Iterator[str]:
    """Serves ``app`` on a port of 127.0.0.1 that the system chooses.

    Requests under way when the block ends get a second to finish; then their connections are closed.

    Args:
        app: Any ASGI app; its lifespan, if it has one, starts and stops with the block.

    Yields:
        The base URL without a trailing slash, for instance ``http://127.0.0.1:43210``.

    Raises:
        RuntimeError: The app's lifespan failed, so the server never accepted a connection.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        server = _Server(config)
        thread = threading.Thread(target=server.run_in_thread, args=(listener,), name=f"http-{port}", daemon=True)
        thread.start()
        server.settled.wait()
        if not server.started:
            thread.join()
            raise RuntimeError("The sandbox server did not start; its app failed first.") from server.failure
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join()
