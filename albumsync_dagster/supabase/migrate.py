"""Applies ``migrations/`` over a direct connection to Postgres.

Here: finding the files, a look at the user's table before the first of them, running them, and the one index that can
not be built inside a transaction. Not here: SQL of ours beyond that; the files are complete by themselves (``psql -f``
and the Supabase CLI run them as they are).
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import class_row
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from albumsync_dagster.supabase.errors import SupabaseError, SupabaseRefused, SupabaseUnavailable

LOCK_ATTEMPTS: Final = 6
"""Each gives up after the 5 s lock_timeout of the files, so that readers queue behind us for no longer than that."""

INDEX: Final = "albumsync_photo_names"
_BUILD_INDEX: Final = (
    f"create index concurrently if not exists {INDEX} on public.photo_metadata (album_key, album_name)"
)
_INDEX_STATE: Final = "select x.indisvalid from pg_catalog.pg_index x where x.indexrelid = pg_catalog.to_regclass(%s)"

_USER_TABLE: Final = """
select c.relkind in ('r', 'p') as is_table, pg_get_userbyid(c.relowner) as owner,
  pg_has_role(c.relowner, 'usage') as owned, current_user as role
from pg_catalog.pg_class c
where c.oid = to_regclass('public.photo_metadata')
"""
_USER_COLUMNS: Final = """
select a.attname as name, format_type(a.atttypid, a.atttypmod) as kind, a.attgenerated <> '' as generated,
  coalesce(nullif(t.typbasetype, 0), t.oid)::regtype::text as base
from pg_catalog.pg_attribute a
join pg_catalog.pg_type t on t.oid = a.atttypid
where a.attrelid = to_regclass('public.photo_metadata') and a.attnum > 0 and not a.attisdropped
"""
_TEXTS: Final = frozenset({"text", "character varying", "character"})
_TIMES: Final = frozenset({"timestamp with time zone", "timestamp without time zone", "date"})
_COLUMNS: Final = {
    "image_key": _TEXTS,
    "album_key": _TEXTS,
    "album_name": _TEXTS,
    "enriched_at": _TIMES | _TEXTS,
    "updated_at": _TIMES | _TEXTS,
}
"""What the functions read and write, and the types with which they do. citext is none of them: it takes names and keys
that differ in capitals for one, and SmugMug's do differ so."""
_WRITTEN: Final = frozenset({"album_name", "updated_at"})


@dataclass(frozen=True, slots=True)
class _Table:
    is_table: bool
    owner: str
    owned: bool
    role: str


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    kind: str
    base: str
    generated: bool


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
        SupabaseRefused: ``photo_metadata`` is no table that albumsync can write, then nothing was done; or a migration
            can not be applied here, then the message is Postgres's own.
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
            _refuse_other_tables(connection)
            before = _applied(connection)
            for file in migration_files():
                _run(connection, file)
            new = sorted(_applied(connection) - before)
            return [*new, f"index {INDEX}"] if _index_built(connection) else new
    except psycopg.OperationalError as error:
        if isinstance(error, errors.ProgramLimitExceeded):
            raise SupabaseRefused(
                f"A migration can not be applied: {_first_line(error)}.",
                "A value of photo_metadata is too long for an index; no name or key of SmugMug is. Correct it.",
            ) from None
        raise SupabaseUnavailable(
            f"The database can not be reached or was interrupted: {_first_line(error)}.",
            "Check ALBUMSYNC_DATABASE_URL and run `albumsync migrate` again; it takes up where it stopped.",
        ) from None
    except psycopg.Error as error:
        raise SupabaseRefused(
            f"A migration can not be applied: {_first_line(error)}.",
            error.diag.message_hint or "Put right what the database says, then run `albumsync migrate` again.",
        ) from None


def _refuse_other_tables(connection: psycopg.Connection) -> None:
    """Refuse a ``photo_metadata`` on which the migrations or the functions would fail, before the first is run."""
    table = connection.cursor(row_factory=class_row(_Table)).execute(_USER_TABLE).fetchone()
    found = connection.cursor(row_factory=class_row(_Column)).execute(_USER_COLUMNS)
    columns = {column.name: column for column in found}
    indexed = connection.execute(_INDEX_STATE, [f"public.{INDEX}"]).fetchone()
    if table is None:
        return
    if not table.is_table:
        raise SupabaseRefused(
            "public.photo_metadata is a view or belongs to another server, and albumsync writes photo rows.",
            "Give its name to the table that holds the rows.",
        )
    if "image_key" not in columns:
        raise SupabaseRefused(
            "public.photo_metadata has no column image_key, by which albumsync tells photos apart.",
            "Add the column, with SmugMug's ImageKey of each photo, then run `albumsync migrate` again.",
        )
    for name in _COLUMNS.keys() & columns.keys():
        column = columns[name]
        if column.generated and name in _WRITTEN:
            raise SupabaseRefused(
                f"photo_metadata.{name} is a generated column, and albumsync has to write it.",
                f"Make it an ordinary one: alter table public.photo_metadata alter column {name} drop expression;",
            )
        if column.base not in _COLUMNS[name]:
            raise SupabaseRefused(
                f"photo_metadata.{name} is of type {column.kind}; albumsync needs"
                f" {'a time' if 'date' in _COLUMNS[name] else 'text, varchar or char'}.",
                "Change the type of the column, or rename it: then `albumsync migrate` adds its own.",
            )
    if not table.owned and (_COLUMNS.keys() - columns.keys() or indexed is None):
        raise SupabaseRefused(
            f"public.photo_metadata belongs to the role {table.owner}, and {table.role} may not add columns to it.",
            f"Put {table.owner} into ALBUMSYNC_DATABASE_URL, or make {table.role} the owner of the table.",
        )


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
