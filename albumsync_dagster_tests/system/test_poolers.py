"""`albumsync migrate` through a real pooler: pgbouncer, a program of the system (Debian: pgbouncer)."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

from albumsync_dagster.supabase import SupabaseRefused, apply_migrations
from albumsync_dagster.supabase.migrate import INDEX, migration_files
from albumsync_dagster_tests.supabase.project import database, install_nine_files
from albumsync_dagster_tests.supabase.schemas import LARGE, by_psql, catalog, psql
from albumsync_sandbox.postgres import Postgres, postgres

pytestmark = pytest.mark.system

CONFIGURATION = """
[databases]
* = host=127.0.0.1 port={server.port} user=postgres password={server.password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = {mode}
default_pool_size = {size}
server_round_robin = 0
"""
FILES = [file.name.removesuffix(".sql") for file in migration_files()]
INDEX_STATE = "select indisvalid from pg_index where indexrelid = to_regclass('albumsync_photo_names')"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    with postgres(tmp_path_factory.mktemp("postgres")) as started:
        yield started


@contextmanager
def pooler(server: Postgres, folder: Path, mode: str, size: int) -> Iterator[str]:
    """A pgbouncer before the server; its address, which wants the name of a database behind it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    file = folder / "pgbouncer.ini"
    file.write_text(CONFIGURATION.format(server=server, port=port, mode=mode, size=size))
    # It refuses to stay root.
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    with subprocess.Popen(["pgbouncer", "-q", *user, file], stderr=subprocess.PIPE) as running:
        try:
            url = f"postgresql://postgres@127.0.0.1:{port}/"
            for attempt in Retrying(
                retry=retry_if_exception_type(psycopg.OperationalError),
                stop=stop_after_delay(10),
                wait=wait_fixed(0.1),
                reraise=True,
            ):
                with attempt:
                    psycopg.connect(f"{url}template1").close()
            yield url
        finally:
            running.terminate()


def test_another_client_of_a_transaction_pooler_keeps_its_settings(server: Postgres, tmp_path: Path) -> None:
    """There is one connection to the server, so what is set in it is everybody's."""
    mine = "select name, setting from pg_settings where source = 'session' and name <> 'application_name' order by 1"
    with database(server, "template1") as name, pooler(server, tmp_path, "transaction", 1) as url:
        psql(server.url(name), "-c", LARGE)
        with psycopg.connect(f"{url}{name}", autocommit=True, prepare_threshold=None) as other:
            before = other.execute("select pg_backend_pid()").fetchall()
            settings = other.execute(mine).fetchall(), other.execute("show statement_timeout").fetchone()
            assert apply_migrations(f"{url}{name}") == [*FILES, f"index {INDEX}"]
            assert apply_migrations(f"{url}{name}") == []
            assert (other.execute(mine).fetchall(), other.execute("show statement_timeout").fetchone()) == settings
            assert other.execute("select pg_backend_pid()").fetchall() == before
        assert psql(server.url(name), "-Atc", INDEX_STATE) == "t\n"


@pytest.mark.parametrize("mode", ["transaction", "session"])
def test_through_a_pooler_the_schema_is_the_same(server: Postgres, tmp_path: Path, mode: str) -> None:
    with (
        database(server, "template1") as first,
        database(server, "template1") as second,
        pooler(server, tmp_path, mode, 3) as url,
    ):
        apply_migrations(server.url(first))
        install_nine_files(server.url(second))
        assert apply_migrations(f"{url}{second}") == FILES
        assert catalog(server.url(second)) == catalog(server.url(first))


def test_eight_at_once_through_a_transaction_pooler_with_two_connections(server: Postgres, tmp_path: Path) -> None:
    with (
        database(server, "template1") as name,
        pooler(server, tmp_path, "transaction", 2) as url,
        ThreadPoolExecutor(8) as threads,
    ):
        psql(server.url(name), "-c", LARGE)
        told = [*threads.map(apply_migrations, [f"{url}{name}"] * 8)]
        assert [each for each in told if FILES[0] in each] == [[*FILES, f"index {INDEX}"]]
        assert psql(server.url(name), "-Atc", INDEX_STATE) == "t\n"


def test_where_a_pooler_stops_the_build_of_an_index_the_direct_connection_is_named(
    server: Postgres, tmp_path: Path
) -> None:
    with database(server, "template1") as name, pooler(server, tmp_path, "transaction", 1) as url:
        psql(server.url(name), "-c", f"{LARGE}; alter database {name} set statement_timeout = '2s'")
        by_psql(server.url(name))
        with psycopg.connect(server.url(name)) as writer:
            # The build waits for everybody who writes.
            writer.execute("insert into photo_metadata (image_key) values ('x')")
            with pytest.raises(SupabaseRefused, match=r"pooler.*Everything else is done.*direct connection.*port 5432"):
                apply_migrations(f"{url}{name}")
        assert apply_migrations(server.url(name)) == [f"index {INDEX}"]
        assert psql(server.url(name), "-Atc", INDEX_STATE) == "t\n"
