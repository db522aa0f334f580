from __future__ import annotations

from collections.abc import Iterator

import pytest

from albumsync_sandbox.postgres import Postgres, postgres


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A PostgreSQL server for the whole session; databases in it belong to whoever makes them."""
    with postgres(tmp_path_factory.mktemp("postgres")) as running:
        yield running
