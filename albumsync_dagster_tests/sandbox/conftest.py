from __future__ import annotations

import pytest

from albumsync_sandbox.postgres import Postgres


@pytest.fixture(scope="session")
def server(postgres_server: Postgres) -> Postgres:
    """A PostgreSQL server for the whole session; databases in it belong to whoever makes them."""
    return postgres_server
