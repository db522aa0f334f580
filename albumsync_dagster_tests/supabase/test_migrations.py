"""The migrations on databases as they really are, by each of the ways in which they are installed."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from albumsync_dagster.supabase import (
    ChangeStatus,
    HistoryFilter,
    Reason,
    SupabaseNotReady,
    SupabaseRefused,
    SupabaseUnavailable,
    apply_migrations,
    migrate,
)
from albumsync_dagster.supabase.client import FUNCTIONS, TABLES
from albumsync_dagster.supabase.migrate import INDEX, migration_files
from albumsync_dagster_tests.supabase.project import NOW, albums, change, database, install_nine_files, opened
from albumsync_dagster_tests.supabase.schemas import (
    KINDS,
    LARGE,
    MIGRATIONS,
    REMOVE,
    by_albumsync,
    by_psql,
    catalog,
    dump,
    foreign,
    psql,
    snapshot,
)
from albumsync_sandbox.postgres import Postgres, postgres


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
        psql(url, "-c", LARGE)
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


@pytest.mark.parametrize("install", [by_albumsync, by_psql])
def test_busy_tables_do_not_stop_a_run_that_has_nothing_to_add(
    server: Postgres, migrated: str, install: Callable[[str], None]
) -> None:
    """Not even one that gives up at once where a writer stands in its way."""
    with database(server, migrated) as name, psycopg.connect(server.url(name)) as busy:
        for table in TABLES:
            busy.execute(sql.SQL("lock table {} in row exclusive mode").format(sql.Identifier(table)))
        before = catalog(server.url(name))
        install(server.url(name))
        assert catalog(server.url(name)) == before


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


def test_a_caller_that_holds_one_table_and_asks_for_another_is_never_ended_for_the_migration(server: Postgres) -> None:
    """A real failure: while eight migrated, albumsync_health was told "deadlock detected"."""
    with (
        database(server, "template1") as name,
        ThreadPoolExecutor(2) as threads,
        psycopg.connect(server.url(name)) as caller,
        psycopg.connect(server.url(name)) as other,
        psycopg.connect(server.url(name), autocommit=True) as watch,
    ):
        install_nine_files(server.url(name))
        caller.execute("select from album_name_proposals")
        other.execute("select from smugmug_albums")
        migrated = threads.submit(apply_migrations, server.url(name))
        while (
            watch.execute(
                "select from pg_locks l where not l.granted and l.relation in"
                " ('album_name_proposals'::regclass, 'smugmug_albums'::regclass)"
            ).fetchone()
            is None
        ):
            assert not migrated.done()
        asked = threads.submit(caller.execute, "select from album_name_changes")
        other.rollback()
        assert asked.result().fetchall() == []
        caller.rollback()
        assert len(migrated.result()) == len(migration_files())


def test_the_words_of_people_in_the_former_table_are_taken_over_once_and_calls_under_way_still_find_it(
    server: Postgres,
) -> None:
    """A real failure: beside eight migrations, albumsync_states was told that album_name_overrides does not exist."""
    former = "select to_regclass('album_name_overrides') is not null"
    with (
        database(server, "template1") as name,
        ThreadPoolExecutor(2) as threads,
        psycopg.connect(server.url(name)) as caller,
        psycopg.connect(server.url(name), autocommit=True) as watch,
    ):
        install_nine_files(server.url(name))
        watch.execute(
            "insert into smugmug_albums (album_key, name, added_at, listed_at) values ('K', 'A', now(), now())"
        )
        watch.execute("insert into album_name_overrides (album_key, name, locked) values ('K', 'Pinned', true)")
        caller.execute("select 1")
        migrated = threads.submit(apply_migrations, server.url(name))
        while watch.execute("select from pg_proc where proname = 'albumsync_words'").fetchone() is None:
            assert not migrated.done()
        assert caller.execute(former).fetchone() == (True,)
        again = threads.submit(apply_migrations, server.url(name))
        caller.rollback()
        assert again.result() == []
        assert len(migrated.result()) == len(migration_files())
        assert watch.execute(former).fetchone() == (False,)
        taken_over = watch.execute("select verdict, name from album_name_decisions order by sequence").fetchall()
        assert taken_over == [("edit", "Pinned"), ("lock", "A")]


def test_locks_that_others_never_let_go_are_one_sentence_and_nothing_is_changed(
    server: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "LOCK_ATTEMPTS", 1)
    with database(server, "template1") as name:
        url = server.url(name)
        psql(url, "-c", "create table photo_metadata (image_key text)")
        before = catalog(url)
        with psycopg.connect(url) as reader:
            reader.execute("select * from photo_metadata")
            with pytest.raises(
                SupabaseUnavailable, match=r"Other transactions kept locks on its tables.*nothing was changed"
            ):
                apply_migrations(url)
        assert catalog(url) == before


def test_what_somebody_dropped_comes_back(server: Postgres, migrated: str) -> None:
    with database(server, migrated) as name:
        with psycopg.connect(server.url(name)) as connection:
            connection.execute("alter table photo_metadata drop column updated_at")
            connection.execute("drop function albumsync_health(jsonb)")
            connection.execute("drop table acknowledged_albums")
            connection.execute("drop trigger albumsync_guard_lines on album_name_changes")
            connection.execute("revoke update on photo_metadata from service_role")
        with opened(server, name) as project:
            assert project.client.missing_objects() == [
                "table acknowledged_albums",
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
    with pytest.raises(SupabaseUnavailable, match="cannot be reached"):
        apply_migrations("postgresql://postgres:hush-hush@127.0.0.1:1/postgres")
    with pytest.raises(SupabaseRefused, match="does not exist") as caught:
        apply_migrations(server.url("nowhere"))
    assert server.password not in str(caught.value)


@pytest.mark.parametrize("of", ["database {}", "role postgres"])
def test_a_limit_on_connections_is_not_taken_for_a_missing_database_or_a_wrong_password(
    server: Postgres, of: str
) -> None:
    """Born of a real failure: the message names the database or the role, and these words were looked for first."""
    with database(server, "template1") as name:
        limited = of.format(name)
        with psycopg.connect(server.url(name, role="supabase_admin"), autocommit=True) as admin:
            try:
                admin.execute(f"alter {limited} connection limit 0".encode())
                with pytest.raises(SupabaseUnavailable, match="has no connection left"):
                    apply_migrations(server.url(name))
            finally:
                admin.execute(f"alter {limited} connection limit -1".encode())


@pytest.mark.parametrize(
    "address",
    ["postgres:hush-hush", "hush-hush", "postgresql://u:hush%hush@h/db", "postgresql://u:hush@h/db?pgbouncer=true"],
)
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
    # The one table that goes is ours, after its rows were taken over.
    kept = text.replace("drop table public.album_name_overrides;", "")
    assert not re.search(r"(?i)\bdrop (table|column)\b|\brename (to|column)\b|security definer", kept)
