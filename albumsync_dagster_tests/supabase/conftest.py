from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from albumsync_dagster.supabase import apply_migrations
from albumsync_dagster_tests.supabase.project import Project, database, empty, opened
from albumsync_dagster_tests.supabase.schemas import KINDS
from albumsync_sandbox.postgres import Postgres


@pytest.fixture(scope="session")
def server(postgres_server: Postgres) -> Postgres:
    """A PostgreSQL server for the whole session; databases in it belong to whoever makes them."""
    return postgres_server


@pytest.fixture(scope="session")
def migrated(server: Postgres) -> str:
    """The name of a migrated, empty database to copy."""
    server.create_database("migrated")
    apply_migrations(server.url("migrated"))
    return "migrated"


@pytest.fixture(scope="session")
def templates(server: Postgres) -> dict[str, str]:
    """A database of each kind, to be copied."""
    for kind, ddl in KINDS.items():
        server.create_database(f"kind_{kind}")
        with psycopg.connect(server.url(f"kind_{kind}")) as connection:
            connection.execute(ddl.encode())
    return {kind: f"kind_{kind}" for kind in KINDS}


@pytest.fixture(scope="session")
def shared_project(server: Postgres, migrated: str) -> Iterator[Project]:
    with database(server, migrated) as name, opened(server, name) as started:
        yield started


@pytest.fixture(scope="session")
def admin(server: Postgres, shared_project: Project) -> Iterator[psycopg.Connection[Any]]:
    """The superuser in the database of the shared project."""
    name = str(conninfo_to_dict(shared_project.database_url)["dbname"])
    with psycopg.connect(server.url(name, role="supabase_admin"), autocommit=True) as connection:
        yield connection


@pytest.fixture
def project(shared_project: Project, admin: psycopg.Connection[Any]) -> Project:
    """A migrated project without a row; tests that change its schema make one of their own."""
    empty(admin)
    shared_project.gateway.counts.clear()
    return shared_project
