"""Applies ``migrations/`` over a connection to Postgres.

Here: finding the files, a look at the user's table before the first of them, running them as one step, a look at the
catalog before and after, the one index that cannot be built inside a transaction, and a look from the REST side. Not
here: SQL that makes anything else; the files are complete by themselves (``psql -f`` and the Supabase CLI run them as
they are).

Nothing is set outside a transaction: behind a transaction pooler the server's connection belongs to somebody else a
moment later, and so would the setting.
"""

from __future__ import annotations

import re
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

import psycopg
from psycopg import errors, sql
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import class_row
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from albumsync_dagster.supabase.client import TABLES, SupabaseClient
from albumsync_dagster.supabase.dsn import Dsn, connected, connection_error, read_dsn
from albumsync_dagster.supabase.errors import SupabaseError, SupabaseNotReady, SupabaseRefused, SupabaseUnavailable

LOCK_ATTEMPTS: Final = 6
_LOCK_SECONDS: Final = 5
"""How long one attempt waits for a lock, and readers of that table behind it."""

INDEX: Final = "albumsync_photo_names"
_BUILD_INDEX: Final = (
    f"create index concurrently if not exists {INDEX} on public.photo_metadata (album_key, album_name)"
)
_DROP_INDEX: Final = f"drop index concurrently if exists public.{INDEX}"
_INDEX_STATE: Final = "select x.indisvalid from pg_catalog.pg_index x where x.indexrelid = pg_catalog.to_regclass(%s)"
_TABLE_IS_WORKED_ON: Final = """
select exists (
  select from pg_catalog.pg_locks l
  join pg_catalog.pg_database d on d.oid = l.database and d.datname = current_database()
  where l.relation = 'public.photo_metadata'::regclass and l.mode = 'ShareUpdateExclusiveLock' and l.granted
    and l.pid <> pg_backend_pid()
)
"""
"""A concurrent build holds this lock from its beginning to its end, and so does VACUUM for a while."""
_POLL_SECONDS: Final = 0.5

_ONE_AT_A_TIME: Final = """
set local albumsync.former = 'kept';
set local statement_timeout = 0;
set local lock_timeout = '60s';
set local search_path = '';
select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtext('albumsync migrate'))
"""
"""A lock of the transaction: locks of a session do not hold behind a transaction pooler."""
_FRAME: Final = re.compile(rb"^(?:begin|commit|set local lock_timeout = '5s');\n", re.MULTILINE)
"""What makes a file a transaction of its own, with its own patience, for psql and the Supabase CLI."""
_PATIENCE: Final = f"set local lock_timeout = '{_LOCK_SECONDS}s'"
_NEXT_TO_NONE: Final = "set local lock_timeout = '100ms'"
"""Where nothing is to be done as a rule. Much shorter than the deadlock_timeout (1 s) of a caller that waits for us."""
_OWNED: Final = """
select c.relname from pg_catalog.pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname = any (%s)
  and pg_has_role(c.relowner, 'usage')
order by c.relname
"""
_LOCK: Final = sql.SQL("lock table {} in access exclusive mode")
_LOCK_NOW: Final = sql.SQL("lock table {} in access exclusive mode nowait")
_FORMER_IS_THERE: Final = "select to_regclass('public.album_name_overrides') is not null"
"""The one table that a migration drops."""
_DROP_FORMER: Final = "drop table if exists public.album_name_overrides"
_OTHERS: Final = """
select l.virtualxid from pg_catalog.pg_locks l
join pg_catalog.pg_stat_activity a on a.pid = l.pid and a.datname = current_database()
where l.locktype = 'virtualxid' and l.granted and l.pid <> pg_backend_pid()
"""
_CALL_SECONDS: Final = 10
"""No call lasts longer: hosted Supabase ends its statements after eight seconds."""
_RELOAD: Final = "notify pgrst, 'reload schema'"

_CATALOG: Final = """
with ours as (
  select c.* from pg_catalog.pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname = any (%s)
),
granted as (
  select o.classid, o.objid, array_agg(o.acl::text order by o.acl::text)::text as privileges
  from (
    select 'pg_class'::regclass as classid, c.oid as objid, unnest(c.relacl) as acl from pg_catalog.pg_class c
    union all select 'pg_proc'::regclass, p.oid, unnest(p.proacl) from pg_catalog.pg_proc p
    union all select 'pg_namespace'::regclass, n.oid, unnest(n.nspacl) from pg_catalog.pg_namespace n
  ) o
  group by o.classid, o.objid
)
select 'function ' || p.proname, concat_ws(E'\\n', pg_get_functiondef(p.oid), g.privileges)
from pg_catalog.pg_proc p
left join granted g on g.classid = 'pg_proc'::regclass and g.objid = p.oid
where p.pronamespace = 'public'::regnamespace and p.proname like 'albumsync\\_%%'
union all
select 'table ' || t.relname, concat_ws(E'\\n', t.relrowsecurity, g.privileges, obj_description(t.oid, 'pg_class'))
from ours t
left join granted g on g.classid = 'pg_class'::regclass and g.objid = t.oid
union all
select format('column %%s.%%s', t.relname, a.attname), concat_ws(E'\\n', format_type(a.atttypid, a.atttypmod),
  a.attnotnull, a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid), col_description(t.oid, a.attnum))
from ours t
join pg_catalog.pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
left join pg_catalog.pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
union all
select format('constraint %%s of %%s', k.conname, t.relname), pg_get_constraintdef(k.oid)
from ours t
join pg_catalog.pg_constraint k on k.conrelid = t.oid
union all
select 'index ' || i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
from ours t
join pg_catalog.pg_index i on i.indrelid = t.oid
union all
select format('trigger %%s of %%s', g.tgname, t.relname), concat_ws(E'\\n', pg_get_triggerdef(g.oid), g.tgenabled)
from ours t
join pg_catalog.pg_trigger g on g.tgrelid = t.oid and not g.tgisinternal
union all
select 'sequence ' || s.objid::regclass::text, g.privileges
from ours t
join pg_catalog.pg_depend s on s.refobjid = t.oid and s.classid = 'pg_class'::regclass and s.deptype = 'i'
join granted g on g.classid = 'pg_class'::regclass and g.objid = s.objid
union all
select 'schema public', g.privileges
from granted g
where g.classid = 'pg_namespace'::regclass and g.objid = 'public'::regnamespace
"""

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
    """Bring the database to the schema of ``migrations/``, in one transaction, and build the index of a large table.

    All files are run each time, so that what somebody dropped by hand comes back. Where that changes nothing, the
    transaction is rolled back: nothing was written, and no lock was taken that a caller of the functions could feel.
    Callers see the old functions or the new ones, never some of each. Several at once wait for one another.

    Args:
        database_url: A connection as the owner of the tables. A transaction pooler will do, except for the index of a
            large table where its server stops long statements.

    Returns:
        What was new to this database: names of migrations, or, where it had them all, what was put right (``function
        NAME``, ``column TABLE.NAME`` ...); and ``index NAME``.

    Raises:
        SupabaseUnavailable: The database cannot be reached, or other work held its locks all the while.
        SupabaseRefused: ``photo_metadata`` is no table that albumsync can write, then nothing was done; or a migration
            cannot be applied here, then the message is Postgres's own; or the index cannot be built over this
            connection, then everything else was done.
    """
    dsn = read_dsn(database_url)
    try:
        with connected(dsn) as connection:
            new = _apply(connection)
            _drop_former(connection)
            return [*new, f"index {INDEX}"] if _index_built(connection, dsn) else new
    except errors.LockNotAvailable:
        raise SupabaseUnavailable(
            "Other transactions kept locks on its tables.",
            "Run `albumsync migrate` again when the database is quieter; nothing was changed.",
        ) from None
    except errors.ProgramLimitExceeded as error:
        raise SupabaseRefused(
            f"A migration cannot be applied: {_first_line(error)}.",
            "A value of photo_metadata is too long for an index; no name or key of SmugMug is. Correct it.",
        ) from None
    except psycopg.OperationalError as error:
        raise connection_error(error, dsn) from None
    except psycopg.Error as error:
        raise SupabaseRefused(
            f"A migration cannot be applied: {_first_line(error)}.",
            error.diag.message_hint or "Put right what the database says, then run `albumsync migrate` again.",
        ) from None


def check_visible(client: SupabaseClient, database_url: str) -> None:
    """After ``apply_migrations``: check that the REST API has every table and function.

    PostgREST caches the schema and reloads it on a NOTIFY of the database. Where it missed that, this sends another
    NOTIFY.

    Raises:
        SupabaseNotReady: PostgREST has not read the schema again; or it serves another database.
        SupabaseError: The REST API could not be reached.
    """
    try:
        missing = client.missing_objects(migrated=True)
    except SupabaseNotReady:
        with connected(read_dsn(database_url)) as connection:
            connection.execute(_RELOAD)
        missing = client.missing_objects(migrated=True)
    if missing:
        raise SupabaseNotReady(
            f"The database is migrated, but through SUPABASE_URL this is missing: {', '.join(missing)}.",
            "SUPABASE_URL and ALBUMSYNC_DATABASE_URL have to be of the same project.",
        )


def _apply(connection: psycopg.Connection) -> list[str]:
    scripts = {file.name.removesuffix(".sql"): _FRAME.sub(b"", file.read_bytes()) for file in migration_files()}
    for attempt in Retrying(
        retry=retry_if_exception_type((errors.LockNotAvailable, errors.DeadlockDetected)),
        stop=stop_after_attempt(LOCK_ATTEMPTS),
        wait=wait_random_exponential(multiplier=0.5, max=5),
        reraise=True,
    ):
        with attempt, connection.transaction():
            connection.execute(_ONE_AT_A_TIME)
            users_too = _user_table_lacks(connection)
            names, catalog = _applied(connection), _catalog(connection)
            if attempt.retry_state.attempt_number > 1 or not scripts.keys() <= names:
                _lock(connection, [name for name in TABLES if users_too or name != "photo_metadata"])
            else:
                connection.execute(_NEXT_TO_NONE)
            for script in scripts.values():
                connection.execute(script)
            new = sorted(_applied(connection) - names)
            changed = sorted(name for name, what in _catalog(connection).items() if catalog.get(name) != what)
            if not new and not changed:
                raise psycopg.Rollback
    return new or changed


def _drop_former(connection: psycopg.Connection) -> None:
    """Drop the former table when all have ended that were under way when the functions changed.

    A call that began with the body of an old function waits for the locks of the migration, and then goes on with it.
    """
    if connection.execute(_FORMER_IS_THERE).fetchone() == (False,):
        return
    earlier = connection.execute(_OTHERS).fetchall()
    until = time.monotonic() + _CALL_SECONDS
    while set(earlier) & set(connection.execute(_OTHERS)) and time.monotonic() < until:
        time.sleep(_POLL_SECONDS)
    with suppress(errors.LockNotAvailable), connection.transaction():  # The next run drops it.
        connection.execute(_ONE_AT_A_TIME)
        connection.execute(_PATIENCE)
        connection.execute(_DROP_FORMER)


def _lock(connection: psycopg.Connection, tables: Collection[str]) -> None:
    """Take all tables at once, and wait for one only while none is held.

    A function that holds one table and asks for another that we hold waits for us; were we to wait for the first of
    them then, Postgres would end one of the two, and it may be the caller.
    """
    owned = [sql.Identifier("public", name) for (name,) in connection.execute(_OWNED, [list(tables)])]
    until = time.monotonic() + _LOCK_SECONDS
    connection.execute(_PATIENCE)
    busy: sql.Identifier | None = None
    while True:
        try:
            with connection.transaction():
                if busy:
                    connection.execute(_LOCK.format(busy))
                for busy in owned:
                    connection.execute(_LOCK_NOW.format(busy))
        except errors.LockNotAvailable:
            if time.monotonic() > until:
                raise
        else:
            return


def _user_table_lacks(connection: psycopg.Connection) -> bool:
    """Whether the migrations will add something to ``photo_metadata``.

    Raises:
        SupabaseRefused: The migrations or the functions would fail on it.
    """
    table = connection.cursor(row_factory=class_row(_Table)).execute(_USER_TABLE).fetchone()
    found = connection.cursor(row_factory=class_row(_Column)).execute(_USER_COLUMNS)
    columns = {column.name: column for column in found}
    indexed = connection.execute(_INDEX_STATE, [f"public.{INDEX}"]).fetchone()
    if table is None:
        return False
    if not table.is_table:
        raise SupabaseRefused(
            "public.photo_metadata is a view or belongs to another server, and albumsync has to write its rows.",
            "Give its name to the table that holds the rows.",
        )
    if "image_key" not in columns:
        raise SupabaseRefused(
            "public.photo_metadata has no column image_key, which identifies a photo.",
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
    lacks = bool(_COLUMNS.keys() - columns.keys()) or indexed is None
    if lacks and not table.owned:
        raise SupabaseRefused(
            f"public.photo_metadata belongs to the role {table.owner}, and {table.role} may not add columns to it.",
            f"Put {table.owner} into ALBUMSYNC_DATABASE_URL, or make {table.role} the owner of the table.",
        )
    return lacks


def _applied(connection: psycopg.Connection) -> set[str]:
    found = connection.execute("select to_regclass('public.albumsync_migrations')").fetchone()
    if found is None or found[0] is None:
        return set()
    return {name for (name,) in connection.execute("select name from public.albumsync_migrations")}


def _catalog(connection: psycopg.Connection) -> dict[str, str]:
    """What the database has of ours: name of an object -> its whole definition, with its privileges."""
    return {name: what or "" for name, what in connection.execute(_CATALOG, [list(TABLES)])}


def _index_built(connection: psycopg.Connection, dsn: Dsn) -> bool:
    """Build the index if it is missing, without keeping anybody from the table; true if that was to be done."""
    if _index_is_valid(connection):
        return False
    backend = connection.execute("select pg_backend_pid()").fetchone()
    if backend == (connection.info.backend_pid,):
        options = f"{conninfo_to_dict(dsn.text).get('options') or ''} -c statement_timeout=0"
        with connected(dsn, options) as ours_alone:
            _build_index(ours_alone)
        return True
    try:
        # The server behind a pooler is not ours alone, so it keeps its statement_timeout.
        _build_index(connection)
    except errors.QueryCanceled:
        with suppress(errors.QueryCanceled):  # The next run takes it away.
            connection.execute(_DROP_INDEX)
        raise SupabaseRefused(
            f"The index {INDEX} of the large table photo_metadata cannot be built through this pooler: its server"
            " stopped the work after its statement_timeout. Everything else is done.",
            "Put the direct connection into ALBUMSYNC_DATABASE_URL (Supabase: host db.PROJECT.supabase.co, port 5432)"
            " and run `albumsync migrate` again.",
        ) from None
    return True


def _index_is_valid(connection: psycopg.Connection) -> bool | None:
    """Whether the index may be read; None where there is none."""
    state = connection.execute(_INDEX_STATE, [f"public.{INDEX}"]).fetchone()
    return None if state is None else bool(state[0])


def _build_index(connection: psycopg.Connection) -> None:
    while not (valid := _index_is_valid(connection)):
        # Of two builds at once, one waits for the table and the other for its snapshot; PostgreSQL ends one of them.
        with suppress(errors.DeadlockDetected):
            if valid is None:
                connection.execute(_BUILD_INDEX)
            elif connection.execute(_TABLE_IS_WORKED_ON).fetchone() == (True,):
                # Somebody else builds it.
                time.sleep(_POLL_SECONDS)
            else:
                # What an interrupted build leaves behind: it is written to and never read.
                connection.execute(_DROP_INDEX)


def _first_line(error: psycopg.Error) -> str:
    text = error.diag.message_primary or str(error)
    return (text.strip().splitlines() or ["no reason given"])[0].rstrip(".")
