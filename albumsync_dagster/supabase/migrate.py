"""Applies ``migrations/`` over a direct connection to Postgres.

Here: finding the files, running them, and the one index that can not be built inside a transaction. Not here: SQL of
ours beyond that; the files are complete by themselves (``psql -f`` and the Supabase CLI run them as they are).
"""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from albumsync_dagster.supabase.errors import SupabaseError, SupabaseRefused, SupabaseUnavailable

LOCK_ATTEMPTS: Final = 6
"""Each gives up after the 5 s lock_timeout of the files, so that readers queue behind us for no longer than that."""

INDEX: Final = "albumsync_photo_names"
_BUILD_INDEX: Final = (
    f"create index concurrently if not exists {INDEX} on public.photo_metadata (album_key, album_name)"
)
_INDEX_STATE: Final = "select x.indisvalid from pg_catalog.pg_index x where x.indexrelid = pg_catalog.to_regclass(%s)"


def migration_files() -> list[Traversable]:
    """The migrations, oldest first: of the installed package, or of the checkout that this is.

    Raises:
        SupabaseError: There are none: the installation is damaged.
    """
    package = files("albumsync_dagster")
    for folder in (package / "migrations", package / ".." / "migrations"):
        found = sorted(
            (file for file in folder.iterdir() if file.name.endswith(".sql")) if folder.is_dir() else (),
            key=lambda file: file.name,
        )
        if found:
            return found
    raise SupabaseError("The folder migrations is missing from this installation.", "Install albumsync again.")


def apply_migrations(database_url: str) -> list[str]:
    """Run every migration, in order, each in its own transaction, and build the index if the table was too large.

    All of them run each time: where nothing is missing they change nothing and take no lock on ``photo_metadata``,
    and what somebody dropped by hand comes back.

    Args:
        database_url: A direct connection (not the transaction pooler), as the owner of the tables.

    Returns:
        What was new to this database: names of migrations, and ``index NAME``.

    Raises:
        SupabaseUnavailable: The database can not be reached, or other work held its locks all the while.
        SupabaseRefused: A migration can not be applied here; the message is Postgres's own.
    """
    try:
        conninfo_to_dict(database_url)
    except psycopg.ProgrammingError:
        # The message would quote the address, and with it the password.
        raise SupabaseRefused(
            "ALBUMSYNC_DATABASE_URL is not a connection address.",
            "It has the form postgresql://USER:PASSWORD@HOST:5432/postgres; % and @ in it are written %25 and %40.",
        ) from None
    try:
        with psycopg.connect(database_url, autocommit=True, connect_timeout=15) as connection:
            before = _applied(connection)
            for file in migration_files():
                _run(connection, file)
            new = sorted(_applied(connection) - before)
            return [*new, f"index {INDEX}"] if _index_built(connection) else new
    except psycopg.OperationalError as error:
        raise SupabaseUnavailable(
            f"The database can not be reached or was interrupted: {_first_line(error)}.",
            "Check ALBUMSYNC_DATABASE_URL and run `albumsync migrate` again; it takes up where it stopped.",
        ) from None
    except psycopg.Error as error:
        raise SupabaseRefused(
            f"A migration can not be applied: {_first_line(error)}.", error.diag.message_hint or ""
        ) from None


def _applied(connection: psycopg.Connection) -> set[str]:
    found = connection.execute("select to_regclass('public.albumsync_migrations')").fetchone()
    if found is None or found[0] is None:
        return set()
    return {name for (name,) in connection.execute("select name from public.albumsync_migrations")}


def _run(connection: psycopg.Connection, file: Traversable) -> None:
    """Run one file; it holds its own ``begin`` and ``commit``."""
    script = file.read_bytes()
    for attempt in Retrying(
        retry=retry_if_exception_type((errors.LockNotAvailable, errors.DeadlockDetected)),
        stop=stop_after_attempt(LOCK_ATTEMPTS),
        wait=wait_random_exponential(multiplier=0.5, max=5),
        reraise=True,
    ):
        with attempt:
            try:
                connection.execute(script)
            except psycopg.Error:
                connection.rollback()
                raise


def _index_built(connection: psycopg.Connection) -> bool:
    """Build the index if it is missing, without keeping anybody from the table; true if that was to be done."""
    state = connection.execute(_INDEX_STATE, [f"public.{INDEX}"]).fetchone()
    if state is not None and state[0]:
        return False
    connection.execute("set statement_timeout = 0")
    if state is not None:
        # What an interrupted build leaves behind: it is written to and never read.
        connection.execute(f"drop index concurrently public.{INDEX}")
    connection.execute(_BUILD_INDEX)
    return True


def _first_line(error: psycopg.Error) -> str:
    text = error.diag.message_primary or str(error)
    return (text.strip().splitlines() or ["no reason given"])[0].rstrip(".")
