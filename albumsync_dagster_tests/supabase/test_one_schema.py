"""One schema, whichever way it came about; and one place for each part of it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from albumsync_dagster.supabase import (
    SupabaseClient,
    SupabaseNotReady,
    SupabaseRefused,
    apply_migrations,
    check_visible,
)
from albumsync_dagster.supabase.client import FUNCTIONS, TABLES
from albumsync_dagster_tests.supabase.project import (
    Project,
    change,
    database,
    install_nine_files,
    key,
    opened,
)
from albumsync_dagster_tests.supabase.schemas import (
    KINDS,
    LARGE,
    MIGRATIONS,
    by_albumsync,
    by_psql,
    catalog,
    foreign,
    psql,
    snapshot,
)
from albumsync_dagster_tests.supabase.test_security import furnish, payload, payload_of
from albumsync_dagster_tests.supabase.test_supabase_cli import one_by_one, push
from albumsync_sandbox.postgres import Postgres

TOGETHER = 8
"""How many processes migrate at once."""


# The files


def made(kind: str) -> list[str]:
    """What the files make, as often as they make it."""
    text = "".join(file.read_text() for file in sorted(MIGRATIONS.glob("*.sql")))
    return re.findall(rf"create (?:or replace )?{kind} (?:if not exists )?public\.(\w+)", text)


def test_each_function_and_table_is_made_in_one_place() -> None:
    functions, tables = Counter(made("function")), Counter(made("table"))
    assert set(functions) == {*FUNCTIONS, "albumsync_guard_journal", "albumsync_guard_decisions"}
    assert set(tables) == set(TABLES)
    assert {name: n for name, n in (functions | tables).items() if n > 1} == {}


def test_privileges_are_given_and_taken_in_the_last_file_alone() -> None:
    speaking = [file for file in sorted(MIGRATIONS.glob("*.sql")) if re.search(r"\b(grant|revoke) ", file.read_text())]
    assert speaking == [max(MIGRATIONS.glob("*.sql"))]


# The ways


def by_supabase_cli(url: str) -> None:
    push(url, one_by_one)


def nine_files_then(install: Callable[[str], object]) -> Callable[[str], None]:
    def both(url: str) -> None:
        install_nine_files(url)
        install(url)

    return both


def twice(install: Callable[[str], object]) -> Callable[[str], None]:
    def both(url: str) -> None:
        install(url)
        install(url)

    return both


WAYS: dict[str, Callable[[str], None]] = {
    "twice": twice(by_albumsync),
    "nine files, then migrate": nine_files_then(by_albumsync),
    "nine files, then migrate twice": nine_files_then(twice(by_albumsync)),
    "psql": by_psql,
    "psql twice": twice(by_psql),
    "nine files, then psql": nine_files_then(by_psql),
    "Supabase CLI": by_supabase_cli,
    "nine files, then Supabase CLI": nine_files_then(by_supabase_cli),
}


@pytest.fixture(scope="module")
def fresh(server: Postgres) -> str:
    """The catalog after one `albumsync migrate` on an empty database."""
    with database(server, "template1") as name:
        apply_migrations(server.url(name))
        return catalog(server.url(name))


@pytest.mark.parametrize("way", WAYS)
def test_every_way_leads_to_the_same_catalog(server: Postgres, fresh: str, way: str) -> None:
    with database(server, "template1") as name:
        WAYS[way](server.url(name))
        assert catalog(server.url(name)) == fresh


def of_the_user(found: dict[str, Any]) -> dict[str, Any]:
    """The part of a snapshot that concerns the user's own tables and the journal."""
    theirs = ("photo_metadata", "album_enrichment", "album_name_changes")
    return {
        "columns": [row for row in found["columns"] if row["table_name"] in theirs],
        "contents": {table: found["contents"][table] for table in theirs},
        "triggers": [row for row in found["triggers"] if row["tgrelid"] in theirs],
        "policies": found["policies"],
        "views": found["views"],
    }


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_user_had_comes_from_the_nine_files_to_the_same_catalog_unchanged(
    server: Postgres, templates: dict[str, str], kind: str
) -> None:
    with database(server, templates[kind]) as first, database(server, templates[kind]) as second:
        apply_migrations(server.url(first))
        url = server.url(second)
        install_nine_files(url)
        with opened(server, second) as project:
            list_two_albums(project)
            project.done(change("K1", "Album 1", "New name"))
            project.opened(change("K0", "Album 0", "Newer name"))
        before = of_the_user(snapshot(url))
        assert apply_migrations(url) == [file.stem for file in sorted(MIGRATIONS.glob("*.sql"))]
        # Of the user's tables and of the journal not a row was even touched.
        assert foreign(url, of_the_user(snapshot(url)), before) == before
        psql(url, "-c", "drop sequence photo_numbers")
        assert catalog(url) == catalog(server.url(first))


# Nothing to do


def test_where_nothing_is_to_do_nothing_is_done(server: Postgres, migrated: str) -> None:
    """By the numbers of the transactions that wrote the rows of the catalog, and by what PostgREST is told."""
    with database(server, migrated) as name:
        url = server.url(name)
        written = (
            "select sum(hashtextextended(row(c.ctid, c.xmin)::text, 0)) from"
            " (select ctid, xmin from pg_proc union all select ctid, xmin from pg_class"
            " union all select ctid, xmin from pg_attribute union all select ctid, xmin from pg_namespace"
            " union all select ctid, xmin from albumsync_migrations) c"
        )
        with opened(server, name) as project:
            before = project.value(written)
            project.sql("listen pgrst")
            assert apply_migrations(url) == []
            assert project.value(written) == before
            assert list(project.owner.notifies(timeout=0.2)) == []


def test_what_was_put_right_is_named(server: Postgres, migrated: str) -> None:
    with database(server, migrated) as name:
        psql(
            server.url(name),
            "-c",
            "drop function albumsync_health(jsonb); alter table smugmug_reads disable row level security;"
            "grant select on album_name_changes to anon; drop index album_name_changes_run;"
            "alter table album_name_changes disable trigger albumsync_guard_lines",
        )
        assert apply_migrations(server.url(name)) == [
            "function albumsync_health",
            "index public.album_name_changes_run",
            "table album_name_changes",
            "table smugmug_reads",
            "trigger albumsync_guard_lines of album_name_changes",
        ]
        assert apply_migrations(server.url(name)) == []


def test_the_usage_of_a_schema_that_was_created_anew_comes_back(server: Postgres, migrated: str) -> None:
    with database(server, migrated) as name:
        psql(server.url(name, role="supabase_admin"), "-c", "alter schema public owner to postgres")
        psql(server.url(name), "-c", "revoke usage on schema public from public, service_role")
        assert psql(server.url(name), "-Atc", "select has_schema_privilege('service_role', 'public', 'usage')") == "f\n"
        assert apply_migrations(server.url(name)) == ["schema public"]
        assert psql(server.url(name), "-Atc", "select has_schema_privilege('service_role', 'public', 'usage')") == "t\n"


# Through the REST API


def test_postgrest_that_missed_the_word_is_told_again(server: Postgres) -> None:
    with database(server, "template1") as name, opened(server, name) as project:
        for file in sorted(MIGRATIONS.glob("*.sql")):
            project.sql(file.read_text().replace("notify pgrst, 'reload schema';", ""))
        with pytest.raises(SupabaseNotReady, match="has not reloaded its schema"):
            project.client.missing_objects(migrated=True)
        with SupabaseClient(project.base_url, key(), retry_seconds=10) as client:
            check_visible(client, project.database_url)


def test_a_rest_api_of_another_project_is_found_out(server: Postgres, migrated: str) -> None:
    with database(server, "template1") as other:
        with opened(server, other) as project, pytest.raises(SupabaseNotReady, match="of the same project"):
            check_visible(project.client, server.url(migrated))
        apply_migrations(server.url(other))
        psql(server.url(other), "-c", "drop index album_name_changes_one_open")
        with (
            opened(server, other) as project,
            pytest.raises(SupabaseNotReady, match="this is missing: index album_name_changes_one_open"),
        ):
            check_visible(project.client, server.url(migrated))


def test_a_schema_that_lost_its_usage_is_said_in_one_sentence(server: Postgres, migrated: str) -> None:
    with database(server, migrated) as name:
        psql(server.url(name, role="supabase_admin"), "-c", "revoke usage on schema public from public, service_role")
        with opened(server, name) as project:
            for ask in (project.client.states, project.client.missing_objects):
                with pytest.raises(SupabaseRefused, match="may not use the schema public"):
                    ask()


# Several at once


FORKED = """
import os, sys
from albumsync_dagster.cli import main
import albumsync_dagster.supabase.migrate
children = []
for _ in range(int(sys.argv[1])):
    child = os.fork()
    if not child:
        os._exit(main(["migrate"]))
    children.append(child)
sys.exit(max(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children))
"""


def in_processes(url: str) -> tuple[int, str]:
    """Each is a process of its own from the first statement on; what they all load is loaded once."""
    unset = dict.fromkeys(("SUPABASE_URL", "SUPABASE_SERVICE_ROLE_KEY"), "")
    ended = subprocess.run(
        [sys.executable, "-c", FORKED, str(TOGETHER)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | unset | {"ALBUMSYNC_DATABASE_URL": url},
    )
    return ended.returncode, ended.stderr


def call_every_function(project: Project, until: threading.Event) -> tuple[int, list[str]]:
    """Calls all functions over and over, without a second try; the number of rounds, and what was no success."""
    common = payload(project)
    known = [str(row["proname"]) for row in project.sql("select proname from pg_proc where proname ~ '^albumsync_'")]
    rounds, errors = 0, []
    headers = {"Authorization": f"Bearer {key()}", "apikey": key()}
    with httpx.Client(base_url=project.base_url, headers=headers, timeout=60) as http:
        # The last of them is called when all have ended.
        while rounds < 2 or not until.is_set():
            for function in {*FUNCTIONS} & {*known}:
                answer = http.post(f"/rest/v1/rpc/{function}", json=payload_of(function, common))
                if not answer.is_success:
                    errors.append(f"{function}: {answer.text}")
            rounds += 1
    return rounds, errors


def list_two_albums(project: Project) -> None:
    """What the nine files' own listing stored; today's client speaks with today's functions."""
    project.sql(
        "insert into smugmug_albums (album_key, name, added_at, listed_at) values"
        " ('K0', 'Album 0', now(), now()), ('K1', 'Album 1', now(), now())"
    )


def nine_files_with_albums(server: Postgres, name: str) -> None:
    install_nine_files(server.url(name))
    with opened(server, name) as project:
        list_two_albums(project)
        project.photos("K0", {"Album 0": 3})


def furnished_by_albumsync(server: Postgres, name: str) -> None:
    by_albumsync(server.url(name))
    with opened(server, name) as project:
        furnish(project)


def in_turns(url: str) -> list[list[str]]:
    with ThreadPoolExecutor(TOGETHER) as threads:
        return [*threads.map(apply_migrations, [url] * TOGETHER * 3)]


@pytest.mark.parametrize(
    ("install", "migrate", "expected"),
    [(nine_files_with_albums, in_processes, (0, "")), (furnished_by_albumsync, in_turns, [[]] * TOGETHER * 3)],
    ids=["nine files", "nothing to do"],
)
def test_eight_migrate_at_once_while_a_ninth_calls_every_function(
    server: Postgres, install: Callable[[Postgres, str], None], migrate: Callable[[str], object], expected: object
) -> None:
    with database(server, "template1") as name:
        url = server.url(name)
        install(server, name)
        with opened(server, name) as project, ThreadPoolExecutor(1) as threads:
            until = threading.Event()
            calling = threads.submit(call_every_function, project, until)
            try:
                ended = migrate(url)
            finally:
                until.set()
            rounds, errors = calling.result()
            assert ended == expected
            assert errors == []
            assert rounds > 1
            assert project.client.missing_objects() == []


def test_several_at_once_on_an_empty_database_all_succeed_and_one_of_them_does_it(server: Postgres) -> None:
    with database(server, "template1") as name, ThreadPoolExecutor(TOGETHER) as threads:
        told = [*threads.map(apply_migrations, [server.url(name)] * TOGETHER)]
        assert sorted(map(len, told)) == [0] * (TOGETHER - 1) + [len(list(MIGRATIONS.glob("*.sql")))]


def test_several_at_once_build_the_index_of_a_large_table_once(server: Postgres) -> None:
    with database(server, "template1") as name, ThreadPoolExecutor(TOGETHER) as threads:
        url = server.url(name)
        psql(url, "-c", LARGE)
        told = [*threads.map(apply_migrations, [url] * TOGETHER)]
        assert [index for each in told for index in each if index.startswith("index")]
        with opened(server, name) as project:
            assert project.client.missing_objects() == []
