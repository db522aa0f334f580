"""Runs an ASGI app over real HTTP for as long as a ``with`` block lasts.

Here: one uvicorn server in one thread, started and stopped cleanly. Not here: what the apps answer.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import uvicorn
from starlette.types import ASGIApp


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
            interface="asgi3",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        server = uvicorn.Server(config)

        def run() -> None:
            # uvicorn ends itself so when an app's lifespan fails.
            with suppress(SystemExit):
                server.run([listener])

        thread = threading.Thread(target=run, name=f"http-{port}", daemon=True)
        thread.start()
        while thread.is_alive() and not server.started:
            time.sleep(0.002)
        if not server.started:
            raise RuntimeError("The sandbox server did not start; its app failed first.")
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join()
