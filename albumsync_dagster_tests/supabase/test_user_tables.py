"""photo_metadata as its users make it: each kind works, or is refused in one sentence before anything is done."""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg
import pytest

from albumsync_dagster.supabase import (
    HistoryFilter,
    Overwrite,
    Reason,
    SupabaseAnswerError,
    SupabaseRefused,
    apply_migrations,
)
from albumsync_dagster_tests.supabase.project import NOW, Project, albums, change, database, opened
from albumsync_dagster_tests.supabase.schemas import REMOVE, psql
from albumsync_sandbox.postgres import Postgres

TABLE = "create table photo_metadata ({}) {};"
PLAIN = TABLE.format("image_key text, album_key text, album_name text, updated_at timestamptz", "")
ROWS = (
    "insert into photo_metadata (image_key, album_key, album_name, updated_at)"
    " select 'img' || i, 'K' || i % 2, 'Album ' || i % 2, '2020-01-01' from generate_series(1, 600) as i;"
)
HALVES = (
    "create table half_0 partition of photo_metadata for values with (modulus 2, remainder 0);"
    "create table half_1 partition of photo_metadata for values with (modulus 2, remainder 1);"
)


def of_types(image_key: str, album_key: str, album_name: str, times: str = "timestamptz") -> str:
    columns = f"image_key {image_key}, album_key {album_key}, album_name {album_name}, enriched_at {times}"
    return TABLE.format(f"{columns}, updated_at {times}", "") + ROWS


COLUMNS = "image_key text, album_key text, album_name text, updated_at timestamptz"
# A format, because the linter takes a sum of SQL texts for an injection.
INHERITED = """
create table child () inherits (photo_metadata);
insert into child (image_key, album_key, album_name, updated_at)
  select 'child' || i, 'K' || i % 2, 'Album ' || i % 2, '2020-01-01' from generate_series(1, 500) as i;
"""
REFERENCED = """
create table my_albums (key text primary key);
insert into my_albums values ('K0'), ('K1'), ('K2');
create table photo_metadata (
  "Number" bigserial primary key, image_key text not null, album_key text references my_albums, album_name text,
  updated_at timestamptz, file text not null default gen_random_uuid(), unique (album_name, file)
);
alter table photo_metadata enable row level security;
alter table photo_metadata force row level security;
create policy site on photo_metadata for select to anon using (true);
create publication supabase_realtime for table photo_metadata;
"""
# In the one of the two schemas of the opened search_path that the tests' own statements do not look into.
NAMESAKES = """
create function extensions.clock_timestamp() returns timestamptz language sql as 'select null::timestamptz';
create function extensions.set_config(text, varchar, boolean) returns text language sql as 'select null::text';
create function extensions.differs(varchar, text) returns boolean language sql
  as 'select $1::text operator(pg_catalog.<>) $2';
create operator extensions.= (leftarg = text, rightarg = text, function = pg_catalog.textne);
create operator extensions.= (leftarg = varchar, rightarg = text, function = extensions.differs);
create table extensions.pg_class (nothing integer);
"""
WORKING = {
    "varchar, times without zones": of_types(
        "varchar(20) unique", "varchar(10)", "varchar(100)", "timestamp default now()"
    ),
    "char, dates": of_types("char(20)", "char(10)", "char(100) not null default ''", "date"),
    "domains, collations, times as text": "create domain name_of_mine as text check (length(value) < 200);"
    "create domain key_of_mine as varchar(30) not null default 'x';"
    + of_types("key_of_mine", 'text collate "POSIX"', 'name_of_mine collate "ucs_basic"', "text"),
    "partitions by hash": TABLE.format(COLUMNS, "partition by hash (image_key)") + HALVES + ROWS,
    "partitions by name": TABLE.format(COLUMNS, "partition by range (album_name)")
    + "create table early partition of photo_metadata for values from (minvalue) to ('Album 1');"
    "create table late partition of photo_metadata default;" + ROWS,
    "children": PLAIN + ROWS + INHERITED,
    "a key of its own, references, forced row level security, realtime": REFERENCED + ROWS,
    "realtime with whole rows": PLAIN
    + ROWS
    + "alter table photo_metadata replica identity full;"
    + "create publication supabase_realtime for table photo_metadata;",
    # search_path and operators of the user's own must not change what our functions mean.
    "namesakes of what the functions use": of_types("varchar(20)", "varchar(20)", "varchar(100)") + NAMESAKES,
}
NEW = "The new name of this album, of about sixty characters, 2025"


@pytest.mark.parametrize("kind", WORKING)
def test_a_table_of_this_kind_goes_the_whole_way(server: Postgres, kind: str) -> None:
    with database(server, "template1") as name:
        psql(server.url(name), "-c", WORKING[kind])
        before = psql(server.url(name), "-Atc", "select image_key, album_key from photo_metadata order by 1")
        apply_migrations(server.url(name))
        assert apply_migrations(server.url(name)) == []
        with opened(server, name) as project:
            goes_the_whole_way(project)
        psql(server.url(name), "-f", str(REMOVE))
        after = psql(server.url(name), "-Atc", "select image_key, album_key from photo_metadata order by 1")
        assert after.replace("K2", "K1").replace(" ", "") == before.replace(" ", "")


def goes_the_whole_way(project: Project) -> None:
    assert project.client.missing_objects() == []
    # The look at whether a row takes another name left nothing.
    assert project.value("select count(*) from photo_metadata where album_name ~ '[xy] *$'") == 0
    project.client.record_listing(albums("Album 0", "Album 1", "Album 2"), listed_at=NOW)
    rows = project.value("select count(*) from photo_metadata where album_key = 'K1'")
    # Two at once: one of them is written row by row, the other whole.
    project.done(change("K0", "Album 0", "Renamed"), change("K1", "Album 1", NEW))
    assert {str(each).rstrip(): n for each, n in project.names("K0").items()} == {"Renamed": rows}
    (heal,) = project.done(change("K0", "Renamed", "Healed", Reason.HEAL))
    found = project.client.verify({"K0": "Healed", "K1": NEW, "K2": "Album 2"}, at=NOW, whole_account=True)
    assert [(check.total, check.differing) for check in found.checks] == [(rows, 0), (rows, 0), (0, 0)]
    assert project.client.health().photos == 2 * rows
    assert project.value("select count(*) from photo_metadata where updated_at::text < '2021'") == 0
    project.done(change("K0", "Healed", "Renamed", Reason.RESTORE, undoes=heal))
    assert {str(each).rstrip(): n for each, n in project.names("K0").items()} == {"Renamed": rows}
    project.client.enriched_since(None, limit=10, quiet_seconds=0)
    # One row in each of two partitions or children, if it has any.
    moved = project.client.backfill_keys([("img1", "K2"), ("img3", "K2")], overwrite=Overwrite.ALL, dry_run=False)
    assert moved.repaired == 2
    keys = project.sql("select trim(image_key) as key from photo_metadata where album_key = 'K2' order by 1")
    assert [each["key"] for each in keys] == ["img1", "img3"]
    assert project.client.album_key_counts().unknown_key == 0


def test_rows_of_two_partitions_at_one_place_are_told_apart(server: Postgres) -> None:
    """A ctid is unique within a table only: one photo's key used to go to another photo, and an undo mixed names up."""
    with database(server, "template1") as name:
        psql(server.url(name), "-c", WORKING["partitions by hash"].replace(ROWS, ""))
        apply_migrations(server.url(name))
        with opened(server, name) as project:
            project.sql(
                "insert into photo_metadata (image_key, album_key, album_name)"
                " select 'img' || i, 'K0', 'Name ' || i from generate_series(1, 50) as i"
            )
            project.client.record_listing(albums("Healed", "B"), listed_at=NOW)
            (heal,) = project.done(change("K0", None, "Healed", Reason.HEAL))
            assert project.names("K0") == {"Healed": 50}
            project.done(change("K0", "Healed", "Name 1", Reason.RESTORE, undoes=heal))
            assert (
                project.value("select count(*) from photo_metadata where 'img' || substr(album_name, 6) = image_key")
                == 50
            )
            for number in range(1, 11):
                project.client.backfill_keys([(f"img{number}", "K1")], overwrite=Overwrite.ALL, dry_run=False)
            assert project.value("select count(*) from photo_metadata where album_key = 'K1'") == 10


# Triggers


SEEN = """
create table seen (name text, key text);
create function extensions.shouted(text) returns text language sql as 'select upper($1)';
"""
TRIGGER = (
    "create function mine() returns trigger language plpgsql as $$ begin {} end $$;"
    "create trigger mine {} update on photo_metadata for each row execute function mine();"
)


@pytest.mark.parametrize(
    ("fires", "each"), [("after", "row"), ("before", "row"), ("after", "statement"), ("before", "statement")]
)
def test_a_trigger_of_any_kind_finds_its_own_tables(server: Postgres, migrated: str, fires: str, each: str) -> None:
    """Before a statement too, which is before its first row is looked for."""
    body = "insert into seen values ('x', 'y'); return coalesce(new, old);"
    with database(server, migrated) as name:
        trigger = TRIGGER.format(body, fires).replace("for each row", f"for each {each}")
        psql(server.url(name), "-c", ROWS + SEEN + trigger)
        with opened(server, name) as project:
            project.client.record_listing(albums("Album 0", "B", "C"), listed_at=NOW)
            assert project.client.missing_objects() == []
            project.client.backfill_keys([("img1", "K2")], overwrite=Overwrite.ALL, dry_run=True)
            assert project.sql("select * from seen") == []
            project.done(change("K0", "Album 0", "New name"))
            assert project.sql("select * from seen") != []
            project.sql("delete from seen")
            project.client.backfill_keys([("img1", "K2")], overwrite=Overwrite.ALL, dry_run=False)
            assert project.sql("select * from seen") != []


def test_a_trigger_finds_its_own_tables_without_naming_their_schema(server: Postgres, migrated: str) -> None:
    """As it does when anybody else writes a row: under our empty search_path it failed, and with it every rename."""
    body = "insert into seen values (shouted(new.album_name), new.album_key); return null;"
    with database(server, migrated) as name:
        psql(
            server.url(name),
            "-c",
            ROWS + SEEN + TRIGGER.format(body, "after"),
        )
        with opened(server, name) as project:
            project.client.record_listing(albums("Album 0", "B", "C"), listed_at=NOW)
            assert project.client.missing_objects() == []
            assert project.sql("select * from seen") == []
            project.done(change("K0", "Album 0", "New name"), change("K1", "Album 1", "New name"))
            assert project.value("select count(*) from seen where name = 'NEW NAME' and key = 'K0'") == 300
            assert project.value("select count(*) from seen where name = 'NEW NAME' and key = 'K1'") == 300
            project.client.backfill_keys([("img1", "K2")], overwrite=Overwrite.ALL, dry_run=False)
            assert project.value("select count(*) from seen where key = 'K2'") == 1


@pytest.mark.parametrize(
    "body",
    [
        "new.album_name := old.album_name; return new;",
        "return null;",
        "new.album_name := upper(new.album_name); return new;",
    ],
)
def test_rows_that_a_trigger_keeps_from_the_new_name_are_left(server: Postgres, migrated: str, body: str) -> None:
    """They used to count as written, and the change as done, where the trigger put the old name back."""
    with database(server, migrated) as name:
        psql(server.url(name), "-c", ROWS + TRIGGER.format(body, "before"))
        with opened(server, name) as project:
            project.client.record_listing(albums("Album 0", "Album 1"), listed_at=NOW)
            changes = project.renamed(change("K0", "Album 0", "New name"), change("K1", "Album 1", "New name"))
            pieces = project.client.write_rows([each.id for each in changes])
            assert [(piece.written, piece.left) for piece in pieces] == [(0, 300), (0, 300)]
            assert [project.status(each.id) for each in changes] == ["renamed", "renamed"]
            with pytest.raises(
                SupabaseAnswerError, match="does not take another album_name: a trigger or a rule keeps"
            ):
                project.client.missing_objects()


REFUSING = {
    "a trigger": (TRIGGER.format("raise exception 'Names are frozen.';", "before"), "Names are frozen"),
    "a publication without replica identity": (
        "alter table photo_metadata replica identity nothing;"
        "create publication supabase_realtime for table photo_metadata;",
        "does not have a replica identity",
    ),
    "a rule": ("create rule mine as on update to photo_metadata do also notify mine;", "rules are not supported"),
    "names of another table": (
        "create table my_names (name text primary key); insert into my_names values ('Album 0'), ('Album 1');"
        "alter table photo_metadata add foreign key (album_name) references my_names;",
        "foreign key",
    ),
    "a short column": (
        "alter table photo_metadata alter column album_name type varchar(20);",
        "holds 20 characters at most",
    ),
}


@pytest.mark.parametrize("kind", REFUSING)
def test_the_doctor_finds_what_would_refuse_every_rename(server: Postgres, migrated: str, kind: str) -> None:
    ddl, why = REFUSING[kind]
    with database(server, migrated) as name:
        psql(server.url(name), "-c", ROWS + ddl)
        with opened(server, name) as project:
            before = project.sql("select ctid::text, * from photo_metadata")
            with pytest.raises(SupabaseAnswerError, match=why):
                project.client.missing_objects()
            assert project.sql("select ctid::text, * from photo_metadata") == before


def test_the_doctor_does_not_wait_for_somebody_who_holds_the_row(server: Postgres, migrated: str) -> None:
    with database(server, migrated) as name:
        psql(server.url(name), "-c", ROWS)
        with opened(server, name) as project, psycopg.connect(server.url(name)) as other:
            other.execute("update photo_metadata set album_name = 'Z' where true")
            assert project.client.missing_objects() == []


@pytest.mark.parametrize("time", ["infinity", "-infinity", "0044-03-15 BC", "20000-01-01"])
def test_times_that_only_postgresql_knows_are_read_as_none(server: Postgres, migrated: str, time: str) -> None:
    """Born of a real failure: one such time in a table of the user ended `history` and the sensor for good."""
    with database(server, migrated) as name, opened(server, name) as project:
        project.client.record_listing(albums("A", "B", "C"), listed_at=NOW)
        project.photos("K0", {"A": 2})
        project.sql("update photo_metadata set enriched_at = %s, photo_date = %s, upload_date = %s", time, time, time)
        project.sql(
            "insert into album_enrichment (album_key, completed_at) values ('K1', %s), ('K2', '2025-06-01')", time
        )
        project.sql("insert into album_name_changes (album_key, new_name, changed_at) values ('K1', 'B', %s)", time)
        counts = project.client.enrichment_counts()
        assert (counts.complete, counts.newest) == (3, datetime(2025, 6, 1, tzinfo=UTC))
        (line,) = project.client.history(HistoryFilter())
        assert line.changed_at == datetime(1970, 1, 1, tzinfo=UTC)
        assert "K2" in {each.album_key for each in project.client.enriched_since(None, limit=9, quiet_seconds=0)}
        assert len(project.client.states()) == 3


# Tables that albumsync cannot write


LONG = """
insert into photo_metadata (image_key, album_key, album_name)
  select 'img1', 'K1', string_agg(md5(i::text), '') from generate_series(1, 200) as i;
"""
REFUSED = {
    "a view": (PLAIN.replace("photo_metadata", "mine") + "create view photo_metadata as table mine;", "is a view"),
    "a materialized view": (
        PLAIN.replace("photo_metadata", "mine") + "create materialized view photo_metadata as table mine;",
        "is a view",
    ),
    "no image key": ("create table photo_metadata (id integer);", "no column image_key"),
    "a generated name": (
        "create table photo_metadata (image_key text, title text,"
        " album_name text generated always as (upper(title)) stored);",
        "album_name is a generated column",
    ),
    "a generated time": (
        "create table photo_metadata (image_key text,"
        " updated_at timestamptz generated always as ('2020-01-01 00:00+00'::timestamptz) stored);",
        "updated_at is a generated column",
    ),
    "a number for a key": (of_types("text", "bigint", "text").replace(ROWS, ""), "album_key is of type bigint"),
    "a uuid for an image": (of_types("uuid", "text", "text").replace(ROWS, ""), "image_key is of type uuid"),
    "names as JSON": (of_types("text", "text", "jsonb").replace(ROWS, ""), "album_name is of type jsonb"),
    "names without capitals": (
        "create extension citext schema extensions;" + of_types("text", "text", "extensions.citext"),
        "album_name is of type extensions.citext",
    ),
    "flags for times": (of_types("text", "text", "text", "boolean").replace(ROWS, ""), "is of type boolean"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_table_that_can_not_be_written_is_refused_before_anything_is_done(server: Postgres, kind: str) -> None:
    ddl, why = REFUSED[kind]
    with database(server, "template1") as name:
        psql(server.url(name), "-c", ddl)
        with pytest.raises(SupabaseRefused, match=why) as caught:
            apply_migrations(server.url(name))
        assert caught.value.fix
        assert psql(server.url(name), "-Atc", "select to_regclass('public.albumsync_migrations') is null") == "t\n"


def test_a_table_of_another_role_is_refused_until_it_has_what_is_needed(server: Postgres) -> None:
    with database(server, "template1") as name:
        with psycopg.connect(server.url(name, role="supabase_admin")) as admin:
            admin.execute((PLAIN + ROWS).encode())
        with pytest.raises(SupabaseRefused, match="belongs to the role supabase_admin, and postgres") as caught:
            apply_migrations(server.url(name))
        assert "Put supabase_admin into" in caught.value.fix
        with psycopg.connect(server.url(name, role="supabase_admin")) as admin:
            admin.execute("alter table photo_metadata add column enriched_at timestamptz")
            admin.execute("create index albumsync_photo_names on photo_metadata (album_key, album_name)")
            admin.execute("grant select, update on photo_metadata to service_role")
        assert apply_migrations(server.url(name))
        with opened(server, name) as project:
            assert project.client.missing_objects() == []


def test_a_table_elsewhere_is_not_taken_for_the_one_in_public(server: Postgres) -> None:
    with database(server, "template1") as name:
        psql(
            server.url(name),
            "-c",
            "create schema gallery; create table gallery.photo_metadata (id integer);"
            "alter database " + name + " set search_path = gallery, public",
        )
        apply_migrations(server.url(name))
        assert (
            psql(server.url(name), "-Atc", "select count(*) from public.photo_metadata, gallery.photo_metadata")
            == "0\n"
        )


def test_a_name_too_long_for_an_index_is_no_outage(server: Postgres) -> None:
    with database(server, "template1") as name:
        psql(
            server.url(name),
            "-c",
            PLAIN + LONG,
        )
        with pytest.raises(SupabaseRefused, match="index row size"):
            apply_migrations(server.url(name))
