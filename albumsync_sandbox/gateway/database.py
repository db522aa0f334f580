"""Connections to the database behind the gateway: a few, kept open, each used by one request at a time.

Here: connections, the schema cache and its reload on ``notify pgrst``. Not here: what a request runs.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import psycopg

from albumsync_sandbox.gateway.catalog import Catalog, read_catalog
from albumsync_sandbox.gateway.errors import Refusal, no_schema_cache, unreachable

Connection = psycopg.AsyncConnection[Any]

_CHANNEL = "pgrst"
_RELOADS = ("", "reload schema")
_RECONNECT_SECONDS = 0.2


class Database:
    """The authenticator's side of a database.

    Args:
        url: Connection URL of the ``authenticator`` role.
        connections: How many requests may use the database at once.
        patience: Seconds that a request waits for one of them.
    """

    def __init__(self, url: str, *, connections: int = 10, patience: float = 10.0) -> None:
        self._url = url
        self._patience = patience
        self._free = asyncio.Semaphore(connections)
        self._idle: list[Connection] = []
        self._catalog: Catalog | None = None
        self._was_reached = False

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection of the caller's own, in autocommit.

        Raises:
            Refusal: 503 when the database is away, 504 when no connection comes free in time.
        """
        try:
            async with asyncio.timeout(self._patience):
                await self._free.acquire()
        except TimeoutError:
            raise Refusal(504, "PGRST003", "Timed out acquiring connection from connection pool.") from None
        try:
            connection = await self._idle_connection() or await self._connect()
            try:
                yield connection
            finally:
                if connection.closed or connection.broken:
                    await connection.close()
                else:
                    self._idle.append(connection)
        finally:
            self._free.release()

    async def catalog(self) -> Catalog:
        """The schema cache; read now if it is not there.

        Raises:
            Refusal: 503 when it cannot be read.
        """
        if self._catalog is None:
            await self._reload()
        if self._catalog is None:
            raise no_schema_cache()
        return self._catalog

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Reloads the schema cache whenever a migration says so, for the length of the block."""
        ready = asyncio.Event()
        listener = asyncio.create_task(self._listen(ready))
        try:
            await ready.wait()
            yield
        finally:
            listener.cancel()
            with suppress(asyncio.CancelledError):
                await listener
            for connection in self._idle:
                await connection.close()

    async def _idle_connection(self) -> Connection | None:
        """A kept connection that still works: the server may have been restarted since."""
        while self._idle:
            connection = self._idle.pop()
            try:
                await connection.execute("")
            except psycopg.OperationalError:
                await connection.close()
            except asyncio.CancelledError:
                # The server ends, and no other code holds this connection.
                await connection.close()
                raise
            else:
                return connection
        return None

    async def _connect(self) -> Connection:
        try:
            # No prepared statements: a plan made before a migration would outlive it.
            connection = await psycopg.AsyncConnection.connect(self._url, autocommit=True, prepare_threshold=None)
        except psycopg.OperationalError as error:
            was_reached, self._was_reached, self._catalog = self._was_reached, False, None
            raise (unreachable(error) if was_reached else no_schema_cache()) from None
        self._was_reached = True
        return connection

    async def _reload(self) -> None:
        async with self.connection() as connection:
            self._catalog = await read_catalog(connection)

    async def _listen(self, ready: asyncio.Event) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as connection:
                    await connection.execute(f"listen {_CHANNEL}".encode())
                    # Notifications that were sent while the connection was closed count as received now.
                    await self._reload()
                    ready.set()
                    async for notification in connection.notifies():
                        if notification.payload in _RELOADS:
                            await self._reload()
            except (psycopg.OperationalError, Refusal):
                self._catalog = None
            ready.set()
            await asyncio.sleep(_RECONNECT_SECONDS)
