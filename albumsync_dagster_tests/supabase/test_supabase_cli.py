"""The migrations as the Supabase CLI runs them, imitated: what `supabase db push` sends was read in a server's log.

Version 3.1.0 (from npm) sends each statement by itself as a simple query and, after the last one of a file, notes its
version in ``supabase_migrations.schema_migrations``; the file's own ``commit`` has ended our transaction by then.
Versions 1 and 2 send the file as one pipeline of prepared statements with that note at its end. The real 3.1.0 was run
on these databases, twice, and mixed with `albumsync migrate` and `psql -f`: the results are the ones tested here.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from albumsync_dagster.supabase import apply_migrations
from albumsync_dagster_tests.supabase.project import database, nine_files
from albumsync_dagster_tests.supabase.schemas import FOLDED, GROWN, MIGRATIONS, catalog, dump, psql, snapshot
from albumsync_sandbox.postgres import Postgres

Send = Callable[[psycopg.Connection, list[str], str], None]

NOTE = b"insert into supabase_migrations.schema_migrations (version, name, statements) values (%s, %s, %s)"
DOCUMENT = Path(__file__).parents[2] / "docs" / "database.md"
FILES = sorted(MIGRATIONS.glob("*.sql"))

_TOKEN = re.compile(
    r"""
      --[^\n]* | /\*.*?\*/
    | \$(?P<tag>\w*)\$.*?\$(?P=tag)\$ | '(?:[^']|'')*' | "(?:[^"]|"")*"
    | (?P<end>;)
    """,
    re.VERBOSE | re.DOTALL,
)


def statements(text: str) -> list[str]:
    """The statements of a file; a comment goes with the statement behind it."""
    ends = [0, *(match.end() for match in _TOKEN.finditer(text) if match["end"])]
    assert not text[ends[-1] :].strip()
    return [text[start : end - 1].strip() for start, end in itertools.pairwise(ends)]


def one_by_one(connection: psycopg.Connection, parts: list[str], version: str) -> None:
    """As version 3 sends a file."""
    connection.execute("reset all")
    for part in parts:
        connection.execute(part.encode())
    connection.execute(NOTE, [version[:14], version[15:], parts])


def as_a_pipeline(connection: psycopg.Connection, parts: list[str], version: str) -> None:
    """As versions 1 and 2 send it."""
    with connection.pipeline():
        for part in parts:
            connection.execute(part.encode(), prepare=True)
        connection.execute(NOTE, [version[:14], version[15:], parts])


def push(url: str, send: Send, files: list[Path] = FILES) -> list[str]:
    """What `supabase db push` does; the names of what was new to its own list."""
    new: list[str] = []
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create schema if not exists supabase_migrations")
        connection.execute(
            "create table if not exists supabase_migrations.schema_migrations"
            " (version text not null primary key, statements text[], name text)"
        )
        noted = {
            version for (version,) in connection.execute("select version from supabase_migrations.schema_migrations")
        }
        for file in files:
            if file.stem[:14] not in noted:
                send(connection, statements(file.read_text()), file.stem)
                new.append(file.stem)
    return new


def everything(url: str) -> object:
    """The schema, who may do what in it, and what is in its tables."""
    rights = (
        "select p.oid::regprocedure::text, p.proacl::text from pg_proc p where pronamespace = 'public'::regnamespace"
        " union all select c.oid::regclass::text, c.relacl::text from pg_class c"
        " where relnamespace = 'public'::regnamespace order by 1"
    )
    return (
        dump(url),
        psql(url, "-Atc", rights),
        snapshot(url)["columns"],
        psql(url, "-Atc", "select name from public.albumsync_migrations order by 1"),
    )


@pytest.mark.parametrize(
    ("ddl", "send"),
    [("", one_by_one), (FOLDED, as_a_pipeline), (GROWN.replace("10000", "1000"), one_by_one)],
    ids=["empty", "design", "grown"],
)
def test_the_supabase_cli_installs_what_albumsync_migrate_does(server: Postgres, ddl: str, send: Send) -> None:
    with database(server, "template1") as first, database(server, "template1") as second:
        for name in (first, second):
            psql(server.url(name), "-c", ddl)
        apply_migrations(server.url(first))
        wanted = everything(server.url(first))
        assert push(server.url(first), send) == [file.stem for file in FILES]
        assert everything(server.url(first)) == wanted
        assert push(server.url(second), send) == [file.stem for file in FILES]
        assert everything(server.url(second)) == wanted
        assert push(server.url(second), send) == []
        assert apply_migrations(server.url(second)) == []
        assert everything(server.url(second)) == wanted


def test_albumsync_migrate_finishes_what_the_supabase_cli_began(server: Postgres) -> None:
    with database(server, "template1") as name:
        url = server.url(name)
        psql(url, "-c", FOLDED)
        push(url, one_by_one, FILES[:3])
        assert apply_migrations(url) == [file.stem for file in FILES[3:]]
        before = everything(url)
        assert push(url, one_by_one) == [file.stem for file in FILES[3:]]
        assert everything(url) == before


@pytest.mark.parametrize("send", [one_by_one, as_a_pipeline])
def test_a_file_that_the_supabase_cli_can_not_finish_leaves_nothing_and_is_run_again(
    server: Postgres, send: Send
) -> None:
    with database(server, "template1") as name:
        url = server.url(name)
        psql(url, "-c", "create table photo_metadata (id integer, album_name text)")
        with pytest.raises(psycopg.errors.RaiseException, match="no column image_key"):
            push(url, send)
        assert psql(url, "-Atc", "select count(*) from supabase_migrations.schema_migrations") == "1\n"
        assert (
            psql(
                url,
                "-Atc",
                "select attname from pg_attribute where attrelid = 'photo_metadata'::regclass and attnum > 0",
            )
            == "id\nalbum_name\n"
        )
        psql(url, "-c", "alter table photo_metadata add column image_key text")
        assert push(url, send) == [file.stem for file in FILES[1:]]
        assert apply_migrations(url) == []


def test_a_project_that_pushed_the_nine_files_goes_on_as_the_documents_say(server: Postgres, tmp_path: Path) -> None:
    for name, text in nine_files():
        (tmp_path / name).write_bytes(text)
    nine = sorted(tmp_path.glob("*.sql"))
    repairs = re.findall(r"migration repair --status (reverted|applied) ([\d\s\\]+)", DOCUMENT.read_text())
    versions = {status: re.findall(r"\d{14}", each) for status, each in repairs}
    assert versions == {
        "reverted": [file.stem[:14] for file in nine],
        "applied": [file.stem[:14] for file in FILES],
    }
    with database(server, "template1") as name, database(server, "template1") as fresh:
        url = server.url(name)
        push(url, one_by_one, nine)
        assert apply_migrations(url) == [file.stem for file in FILES]
        with psycopg.connect(url) as connection:
            for status, its in versions.items():
                if status == "reverted":
                    connection.execute(
                        "delete from supabase_migrations.schema_migrations where version = any (%s)", [its]
                    )
                else:
                    connection.cursor().executemany(NOTE, [(version, "", []) for version in its])
        assert push(url, one_by_one) == []
        apply_migrations(server.url(fresh))
        assert catalog(url) == catalog(server.url(fresh))
