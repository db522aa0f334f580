"""Attacks from the outside: every function and every table, with every kind of key that is not the service role's."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import httpx
import jwt
import psycopg
import pytest

from albumsync_dagster.supabase import (
    HistoryFilter,
    Outcome,
    SupabaseClient,
    SupabaseError,
    SupabaseRefused,
    role_of,
)
from albumsync_dagster.supabase.client import FUNCTIONS, TABLES
from albumsync_dagster.supabase.values import ChangeStatus
from albumsync_dagster_tests.supabase.project import NOW, SECRET, Project, albums, change, database, key, opened
from albumsync_sandbox.gateway.tokens import make_token
from albumsync_sandbox.postgres import Postgres

OURS = [table for table in TABLES if table != "photo_metadata"]
FUNCTIONS_THERE = "select proname as name from pg_proc where pronamespace = 'public'::regnamespace order by 1"
TRIGGERS = {"albumsync_guard_journal", "albumsync_guard_decisions"}
TABLES_THERE = (
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace"
    " and relkind in ('r', 'p', 'v', 'm', 'f') and relname <> 'photo_metadata' order by 1"
)
"""What can be attacked, as the database itself lists it: a function or table added later is attacked too."""


def signed(**claims: object) -> str:
    """A token of these claims alone, signed with the project's own secret."""
    return jwt.encode(claims, SECRET, algorithm="HS256")


def _with_claims_of(token: str, other: str) -> str:
    head, _, signature = token.split(".")
    return f"{head}.{other.split('.')[1]}.{signature}"


KEYS = {
    "no key": None,
    "anon": key("anon"),
    "authenticated": key("authenticated", sub="11111111-1111-1111-1111-111111111111"),
    "expired": key(exp=int(time.time()) - 3600),
    "forged": make_token("another-secret-0123456789abcdef0123456789", "service_role"),
    "unsigned": "eyJhbGciOiJub25lIn0.eyJyb2xlIjoic2VydmljZV9yb2xlIn0.",
    "role postgres": key("postgres"),
    "role supabase_admin": key("supabase_admin"),
    "role authenticator": key("authenticator"),
    "role nobody": key("nobody_here"),
    "role in capitals": key("SERVICE_ROLE"),
    "empty role": signed(role=""),
    "roles in a list": signed(role=["service_role"]),
    "no role": signed(sub="service_role"),
    "service role as audience and subject": key("anon", aud="service_role", sub="service_role"),
    "not yet valid": key(nbf=int(time.time()) + 3600),
    "issued in the future": key(iat=int(time.time()) + 3600),
    "claims of another token": _with_claims_of(key("anon"), key()),
    "unsigned with our signature": f"eyJhbGciOiJub25lIn0.{key().split('.', 1)[1]}",
}


def furnish(project: Project) -> None:
    """Something to steal or spoil in every table."""
    project.client.record_listing(albums("A", "B"), listed_at=NOW)
    project.photos("K0", {"A": 3})
    project.photos(None, {"A": 1})
    project.renamed(change("K0", "A", "A2"))
    project.opened(change("K1", "B", "B2"))
    project.sql("insert into album_enrichment (album_key, event_name) values ('K0', 'Secret Cup')")
    project.sql("insert into album_name_decisions (album_key, verdict, name) values ('K0', 'edit', 'Secret name')")


@pytest.fixture
def furnished(project: Project) -> Project:
    furnish(project)
    return project


def headers(token: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "apikey": token} if token else {}


def payload(project: Project) -> dict[str, Any]:
    """One object with what any of the functions needs to do its work."""
    ids = [str(row["id"]) for row in project.sql("select id from album_name_changes")]
    line = {"id": "99999999-9999-9999-9999-999999999999", "album_key": "K9", "old_name": "A", "new_name": "B"}
    return {
        "albums": [{"album_key": "K9", "name": "x", "keywords": "", "description": "", "system": False}],
        "captures": [],
        "proposals": [],
        "changes": [line | {"reason": "drift"}],
        "run_id": "attack",
        "changed_by": "attacker",
        "outcomes": [{"id": each, "status": "conflict"} for each in ids],
        "change_ids": ids,
        "at_most": 100,
        "names": {"K0": "A"},
        "whole_account": True,
        "record": True,
        "words": [{"id": line["id"], "album_key": "K0", "verdict": "lock", "decided_by": "attacker"}],
        "album_keys": ["K0"],
        "acknowledged_by": "attacker",
        "since": NOW.isoformat(),
        "listed_at": NOW.isoformat(),
        "own_change": True,
        "at": NOW.isoformat(),
        "as_of": NOW.isoformat(),
        "proposed_at": NOW.isoformat(),
        "photos": [["p1", "K9"]],
        "overwrite": "all",
        "dry_run": False,
        "limit": 10,
        "quiet_seconds": 0,
        "alert_over": 60,
        "functions": [],
        "tables": [],
        "id": "99999999-9999-9999-9999-999999999999",
        "what": "x",
        "expected": 1,
        "got": 0,
        "detail": "",
        "facts": [{"album_key": "K0", "event_name": "Stolen Cup"}],
        "source": "attack",
        "imported_by": "attacker",
        "after": "0",
    }


OWN: dict[str, dict[str, Any]] = {
    "albumsync_take_turns": {"turns": 1, "interval_seconds": 0.2},
    "albumsync_namesakes": {"names": ["A"]},
}
"""What a function takes under a key that another function takes as something else."""


def payload_of(function: str, common: dict[str, Any]) -> dict[str, Any]:
    """What this function needs: of ``payload``, and its own."""
    return {"payload": common | OWN.get(function, {})}


def everything(project: Project) -> dict[str, list[dict[str, Any]]]:
    return {table: project.sql(f"table {table}") for table in (*OURS, "photo_metadata")}


@pytest.mark.parametrize("name", KEYS)
def test_no_other_key_executes_a_function_or_changes_a_row(furnished: Project, name: str) -> None:
    before = everything(furnished)
    common = payload(furnished)
    functions = [row["name"] for row in furnished.sql(FUNCTIONS_THERE)]
    assert {*functions} == {*FUNCTIONS, *TRIGGERS}
    with httpx.Client(base_url=furnished.base_url, headers=headers(KEYS[name])) as http:
        for function in functions:
            for answer in (
                http.post(f"/rest/v1/rpc/{function}", json=payload_of(function, common)),
                http.get(f"/rest/v1/rpc/{function}", params={"payload": "{}"}),
            ):
                if function in TRIGGERS and answer.status_code == 404:
                    continue
                assert answer.status_code in (401, 403), (function, answer.text)
                assert answer.json()["code"] in ("42501", "PGRST301", "PGRST303", "22023"), answer.text
    assert everything(furnished) == before


@pytest.mark.parametrize("role", ["anon", "authenticated"])
def test_the_public_roles_hold_no_privilege_in_the_database_itself(furnished: Project, role: str) -> None:
    before = everything(furnished)
    columns = {
        row["name"]: furnished.value(
            "select attname from pg_attribute where attrelid = %s::regclass and attnum = 1", f"public.{row['name']}"
        )
        for row in furnished.sql(TABLES_THERE)
    }
    assert list(columns) == sorted(OURS)
    with psycopg.connect(furnished.database_url, autocommit=True) as connection:
        connection.execute(f"set role {role}".encode())
        for table, column in columns.items():
            for statement in (
                "select * from {table}",
                "insert into {table} default values",
                "update {table} set {column} = {column} where true",
                "delete from {table} where true",
                "truncate {table} cascade",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(statement.format(table=table, column=column).encode())
        # Of the user's table no row is seen or written; what may be asked of it is the user's to say.
        assert connection.execute("select * from photo_metadata").fetchall() == []
        assert connection.execute("update photo_metadata set album_name = 'x' where true").rowcount == 0
        assert connection.execute("delete from photo_metadata where true").rowcount == 0
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("insert into photo_metadata (image_key) values ('x')")
    assert everything(furnished) == before


def test_nothing_of_ours_gives_a_privilege_to_anybody_but_the_service_role(project: Project) -> None:
    """By the database's own lists of privileges, sequences and single columns included."""
    given = project.sql(
        "select o.name, g.grantee::regrole::text as role, g.privilege_type from ("
        " select relname as name, relacl as acl from pg_class where relnamespace = 'public'::regnamespace"
        " union all select proname, proacl from pg_proc where pronamespace = 'public'::regnamespace"
        " union all select attrelid::regclass || '.' || attname, attacl from pg_attribute"
        " where attrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)"
        ") o cross join aclexplode(o.acl) g"
        # The user's table, and a sequence of these tests.
        " where o.name not in ('photo_metadata', 'photo_numbers')"
    )
    assert {row["role"] for row in given} == {"postgres", "service_role"}
    # No list at all would mean the usual privileges, which for a function is everybody's.
    assert (
        project.sql("select proname from pg_proc where pronamespace = 'public'::regnamespace and proacl is null") == []
    )


def test_the_functions_of_the_client_are_all_there_are(project: Project) -> None:
    found = project.sql(
        "select p.proname, p.prosecdef, p.proconfig, pg_get_function_identity_arguments(p.oid) as arguments,"
        " p.prorettype::regtype::text as result, p.proacl::text as acl from pg_proc p"
        " where p.pronamespace = 'public'::regnamespace and p.prorettype <> 'trigger'::regtype"
    )
    assert {row["proname"] for row in found} == set(FUNCTIONS)
    for row in found:
        assert (row["arguments"], row["result"], row["prosecdef"]) == ("payload jsonb", "jsonb", False), row
        assert {'search_path=""', "row_security=off"} <= set(row["proconfig"]), row
        assert row["acl"] == "{postgres=X/postgres,service_role=X/postgres}", row


def test_row_level_security_is_on_for_every_table_without_a_policy(project: Project) -> None:
    tables = project.sql(
        "select c.relname, c.relrowsecurity from pg_class c"
        " where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'"
    )
    assert {row["relname"] for row in tables} == set(TABLES)
    assert all(row["relrowsecurity"] for row in tables)
    assert project.sql("select * from pg_policies") == []


NASTY = [
    "'; drop table photo_metadata; --",
    "\\'; select pg_sleep(100) --",
    '"); delete from album_name_changes where true; --',
    "100% %s %(name)s {0} $1 :name",
    "$$ language sql",
    "\\u0000 \\x00 \\n",
    '{"json": [1, 2]}',
    "line\nbreak\ttab\r\x07\x1b[31m",
    "\N{RIGHT-TO-LEFT OVERRIDE}evil\N{ZERO WIDTH JOINER}",
    "x" * 10_000,
    "🏐" * 10_000,
]


@pytest.mark.parametrize("name", NASTY, ids=range(len(NASTY)))
def test_any_text_is_data(project: Project, name: str) -> None:
    project.client.record_listing(albums(name), listed_at=NOW)
    project.photos("K0", {"old": 2})
    (done,) = project.done(change("K0", name + "!", name))
    assert project.names("K0") == {name: 2}
    assert project.client.verify({"K0": name}, at=NOW, whole_account=True).checks[0].differing == 0
    (state,) = project.client.states()
    assert (state.album.name, state.former_names) == (name, (name + "!",))
    (line,) = project.client.history(HistoryFilter(change_id=done))
    assert (line.old_name, line.new_name) == (name + "!", name)
    assert [
        each.status
        for each in project.client.record_outcomes(
            [Outcome(change_id=done, status=ChangeStatus.FAILED, error=name)], run_id=name
        )
    ] == [ChangeStatus.VERIFIED]
    assert project.client.history(HistoryFilter(run_id=name)) == []


# The key


@pytest.mark.parametrize("name", [name for name, token in KEYS.items() if token])
def test_a_wrong_key_is_one_sentence_that_does_not_show_it(project: Project, name: str) -> None:
    token = KEYS[name]
    assert token is not None
    with SupabaseClient(project.base_url, token) as client:
        with pytest.raises(SupabaseRefused) as caught:
            client.states()
        assert token not in repr(client)
    told = f"{caught.value} {caught.value!r} {caught.value.__cause__} {caught.value.__context__!r}"
    assert token not in told
    assert token.split(".")[1] not in told
    assert "SUPABASE_SERVICE_ROLE_KEY" in caught.value.fix


@pytest.mark.parametrize(
    "url", ["http://abcdefgh.supabase.co", "http://10.0.0.1:8000", "http://localhost.evil.example", "http://[::2]"]
)
def test_plain_http_is_refused_except_on_this_machine(url: str) -> None:
    with pytest.raises(SupabaseRefused, match="in the clear"):
        SupabaseClient(url, key())


@pytest.mark.parametrize(
    "url", ["http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1", "https://x.supabase.co/"]
)
def test_https_and_this_machine_are_accepted(url: str) -> None:
    with SupabaseClient(url, key()) as client:
        assert repr(client) == f"SupabaseClient({url.rstrip('/')!r})"


@pytest.mark.parametrize(
    "url", ["", "abcdefgh.supabase.co", "postgresql://x@y/z", "https://", "https://[::1", "https://u:hush@x.co"]
)
def test_an_address_that_can_not_be_one_is_refused_at_once(url: str) -> None:
    with pytest.raises(SupabaseRefused) as caught:
        SupabaseClient(url, key())
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("token", ["", "hush\n", "hush hush", "hush\u00e9", "hush\0"])
def test_a_key_that_can_not_be_one_is_refused_at_once_and_not_shown(token: str) -> None:
    with pytest.raises(SupabaseRefused, match="SUPABASE_SERVICE_ROLE_KEY") as caught:
        SupabaseClient("https://x.supabase.co", token)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("token", "role"),
    [
        (make_token(SECRET, "anon"), "anon"),
        (make_token(SECRET, "service_role"), "service_role"),
        ("sb_secret_abc", "service_role"),
        ("sb_publishable_abc", "anon"),
        ("a.b.c", None),
        ("", None),
        ("not a key", None),
        ("x.eyJyb2xlIjo0fQ.x", None),
        ("x.W10.x", None),
    ],
)
def test_a_key_tells_whose_it_is(token: str, role: str | None) -> None:
    assert role_of(token) == role


READS: dict[str, Callable[[SupabaseClient], object]] = {
    "health": lambda client: client.health(),
    "verify": lambda client: client.verify({"K0": "A"}, at=NOW, whole_account=True, record=False),
    "verify some": lambda client: client.verify({"K0": "A"}, at=NOW, whole_account=False, record=False),
    "states": lambda client: client.states(),
    "open changes": lambda client: client.open_changes(),
    "history": lambda client: client.history(HistoryFilter()),
    "proposals": lambda client: client.proposals(),
    "album keys": lambda client: client.album_key_counts(),
    "enrichment": lambda client: client.enrichment_counts(),
    "backfill": lambda client: client.backfill_keys([("p1", "K0")], dry_run=True),
    "namesakes": lambda client: client.namesakes(["A"]),
    "endings": lambda client: client.endings(),
    "decided since": lambda client: client.decided_since(None),
    "enriched since": lambda client: client.enriched_since(None, limit=5, quiet_seconds=0),
    "best photos": lambda client: client.best_photos(["K0"]),
    "doctor": lambda client: client.missing_objects(),
}


def test_a_role_from_which_policies_hide_rows_gets_errors_and_no_empty_answers(server: Postgres, migrated: str) -> None:
    """Born of a real failure: without BYPASSRLS every count was 0, `verify` found all in step and `doctor` nothing."""
    with database(server, migrated) as name, opened(server, name) as project:
        project.client.record_listing(albums("A"), listed_at=NOW)
        project.photos("K0", {"another name": 3})
        project.sql("alter table photo_metadata enable row level security")
        with psycopg.connect(server.url(name, role="supabase_admin"), autocommit=True) as admin:
            admin.execute("alter role service_role nobypassrls")
            try:
                for what, read in READS.items():
                    with pytest.raises(SupabaseError, match="row-level security"):
                        pytest.fail(f"{what}: {read(project.client)}")
            finally:
                admin.execute("alter role service_role bypassrls")


def test_triggers_of_the_user_see_what_policies_show_as_when_anybody_else_writes(
    server: Postgres, migrated: str
) -> None:
    with database(server, migrated) as name, opened(server, name) as project:
        project.photos("K0", {"A": 30})
        project.sql(
            "create role limited; create table notes (note text); insert into notes values ('mine');"
            " alter table notes enable row level security; grant select on notes to limited, postgres;"
            " create function look() returns trigger language plpgsql security definer as"
            " $$ begin perform from notes; return new; end $$;"
            " grant limited to postgres; grant create on schema public to limited;"
            " alter function look owner to limited;"
            " create trigger look before update on photo_metadata for each row execute function look()"
        )
        try:
            assert project.client.missing_objects() == []
            (done,) = project.done(change("K0", "A", "B"))
            assert project.status(done) == "done"
            project.client.backfill_keys([("p1", "K9")], overwrite=True, dry_run=False)
        finally:
            project.sql(
                "drop trigger look on photo_metadata; drop function look(); drop owned by limited; drop role limited"
            )


def test_nothing_is_journaled_while_photo_rows_may_not_be_written(server: Postgres, migrated: str) -> None:
    """Born of a real failure: a hundred albums had their new name in SmugMug before the first row was refused."""
    with database(server, migrated) as name, opened(server, name) as project:
        project.photos("K0", {"A": 3})
        project.sql("revoke update on photo_metadata from service_role")
        with pytest.raises(SupabaseRefused, match="permission denied to update photo_metadata"):
            project.client.journal([change("K0", "A", "B")], run_id="r", changed_by="t")
        assert project.value("select count(*) from album_name_changes") == 0
        project.sql("grant update (album_name, updated_at) on photo_metadata to service_role")
        assert project.opened(change("K0", "A", "B"))
