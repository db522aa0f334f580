from __future__ import annotations

from collections.abc import Iterator

import pytest
from psycopg.conninfo import conninfo_to_dict

from albumsync_dagster.supabase import apply_migrations
from albumsync_dagster_tests.supabase.project import Project, database, empty, opened
from albumsync_sandbox.postgres import Postgres, postgres


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A PostgreSQL server for the whole session; databases in it belong to whoever makes them."""
    with postgres(tmp_path_factory.mktemp("postgres")) as started:
        yield started


@pytest.fixture(scope="session")
def migrated(server: Postgres) -> str:
    """The name of a migrated, empty database to copy."""
    server.create_database("migrated")
    apply_migrations(server.url("migrated"))
    return "migrated"


@pytest.fixture(scope="session")
def shared_project(server: Postgres, migrated: str) -> Iterator[Project]:
    with database(server, migrated) as name, opened(server, name) as started:
        yield started


@pytest.fixture
def project(server: Postgres, shared_project: Project) -> Project:
    """A migrated project without a row; tests that change its schema make one of their own."""
    empty(server, str(conninfo_to_dict(shared_project.database_url)["dbname"]))
    shared_project.gateway.counts.clear()
    return shared_project
