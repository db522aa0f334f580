from __future__ import annotations

import asyncio
import gc
import os
import signal
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest
import requests
import supabase
from postgrest.exceptions import APIError

from albumsync_sandbox.gateway import Gateway, make_token
from albumsync_sandbox.gateway.database import Database
from albumsync_sandbox.postgres import Postgres, postgres
from albumsync_sandbox.serving import serve

SECRET = "a-secret-of-the-length-that-hs256-asks-for"

SETUP = """
create table public.photo_metadata (image_key text primary key, album_name text);
insert into public.photo_metadata values ('a', 'One'), ('b', 'Two'), ('c', null);
alter table public.photo_metadata enable row level security;
create function public.names(request jsonb) returns jsonb language sql stable set search_path = '' as
  $$ select pg_catalog.jsonb_build_object('asked', request, 'found', pg_catalog.count(*)) from public.photo_metadata $$;
create function public.sleep_a_little() returns void language sql volatile as $$ select pg_catalog.pg_sleep(0.2) $$;
create function public.patient() returns text language sql stable set statement_timeout = '4s' as
  $$ select pg_catalog.current_setting('statement_timeout') $$;
create function public.forget_everything() returns void language plpgsql as
  $$ begin delete from public.photo_metadata; end $$;
create function public.all_rows() returns setof public.photo_metadata language sql stable as
  $$ select * from public.photo_metadata $$;
create function public.headers() returns jsonb language sql stable as
  $$ select pg_catalog.current_setting('request.headers')::jsonb $$;
"""


@dataclass(frozen=True)
class Stage:
    url: str
    gateway: Gateway
    database: str

    def post(self, function: str, body: object, *, role: str = "service_role") -> requests.Response:
        return requests.post(
            f"{self.url}/rest/v1/rpc/{function}",
            json=body,
            headers={"Authorization": f"Bearer {make_token(SECRET, role)}"},
            timeout=30,
        )

    def get(self, target: str, *, role: str = "service_role", **headers: str) -> requests.Response:
        headers["Authorization"] = f"Bearer {make_token(SECRET, role)}"
        return requests.get(f"{self.url}/rest/v1/{target}", headers=headers, timeout=30)


@pytest.fixture(scope="module")
def stage(server: Postgres) -> Iterator[Stage]:
    server.drop_database("gateway")
    server.create_database("gateway")
    with psycopg.connect(server.url("gateway")) as connection:
        connection.execute(SETUP.encode())
    gateway = Gateway(server.url("gateway", role="authenticator"), SECRET)
    with serve(gateway.app()) as url:
        yield Stage(url, gateway, server.url("gateway"))


@pytest.fixture
def client(stage: Stage) -> Iterator[supabase.Client]:
    with httpx.Client() as http:
        options = supabase.ClientOptions(httpx_client=http)
        yield supabase.create_client(stage.url, make_token(SECRET, "service_role"), options)


def test_the_real_client_calls_a_function_with_one_jsonb_and_gets_one_back(client: supabase.Client) -> None:
    answer = client.rpc("names", {"request": {"keys": ["ß", None, 1.5]}}).execute()
    assert answer.data == {"asked": {"keys": ["ß", None, 1.5]}, "found": 3}


def test_the_real_client_gets_an_error_with_code_and_hint(client: supabase.Client) -> None:
    with pytest.raises(APIError) as caught:
        client.rpc("name", {"request": {}}).execute()
    assert caught.value.code == "PGRST202"
    assert caught.value.hint == "Perhaps you meant to call the function public.names"


def test_calls_are_counted_by_function(stage: Stage) -> None:
    before = stage.gateway.counts["names"]
    stage.post("names", {"request": {}})
    stage.post("names", {"request": {}}, role="anon")
    assert stage.gateway.counts["names"] == before + 2


def test_a_function_that_deletes_without_where_is_refused_as_safeupdate_would(stage: Stage) -> None:
    answer = stage.post("forget_everything", {})
    assert answer.status_code == 400
    assert answer.json()["code"] == "21000"
    assert answer.json()["message"] == "DELETE requires a WHERE clause"


def test_a_time_out_of_the_function_itself_holds_for_the_whole_statement(stage: Stage) -> None:
    assert stage.post("patient", {}).json() == "4s"


def test_a_function_reads_the_headers_of_its_request(stage: Stage) -> None:
    assert stage.post("headers", {}).json()["content-type"] == "application/json"


def test_a_new_function_is_unknown_until_the_migration_says_so(stage: Stage) -> None:
    with psycopg.connect(stage.database, autocommit=True) as connection:
        connection.execute("create function public.late() returns int language sql immutable as $$ select 1 $$")
        assert stage.post("late", {}).json()["code"] == "PGRST202"
        connection.execute("notify pgrst, 'reload schema'")
    # Delivery takes a moment there as it does here; a request that never succeeds runs into pytest's own limit.
    while (answer := stage.post("late", {})).status_code == 404:
        pass
    assert answer.json() == 1


def test_a_changed_function_is_called_as_it_is_now(stage: Stage) -> None:
    # A prepared plan would keep the old body's result type for as long as the connection lives.
    with psycopg.connect(stage.database, autocommit=True) as connection:
        for answer in (1, 2, 3):
            connection.execute(
                f"create or replace function public.changing() returns int language sql stable as 'select {answer}';"
                "notify pgrst".encode()
            )
            while (response := stage.post("changing", {})).status_code == 404:
                pass
            assert response.json() == answer


def test_many_requests_at_once_are_all_answered(stage: Stage) -> None:
    with ThreadPoolExecutor(30) as pool:
        answers = list(pool.map(lambda _: stage.post("sleep_a_little", {}).status_code, range(30)))
    assert answers == [204] * 30


@pytest.mark.parametrize(("role", "rows"), [("anon", 0), ("authenticated", 0), ("service_role", 3)])
def test_row_level_security_hides_rows_from_the_public_keys(stage: Stage, role: str, rows: int) -> None:
    assert stage.post("names", {"request": {}}, role=role).json()["found"] == rows


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("album_name=eq.One", "a"),
        ("image_key=gt.a&order=image_key&limit=1", "b"),
        ("order=image_key.desc&select=image_key", "cba"),
    ],
)
def test_the_rows_of_a_function_are_filtered_ordered_and_limited(stage: Stage, query: str, keys: str) -> None:
    answer = stage.post(f"all_rows?{query}", {})
    assert [row["image_key"] for row in answer.json()] == list(keys)


@pytest.mark.parametrize(
    "query",
    ["select=image_key,album(title)", "or=(image_key.eq.a,image_key.eq.b)", "image_key=zz", "order=a.b.c", "limit=-1"],
)
def test_what_is_not_understood_is_refused_and_never_answered_with_something_else(stage: Stage, query: str) -> None:
    answer = stage.post(f"all_rows?{query}", {})
    assert (answer.status_code, answer.json()["code"]) == (501, "SANDBOX")


def test_a_schema_that_is_not_exposed_is_refused(stage: Stage) -> None:
    answer = stage.get("rpc/names", **{"Accept-Profile": "pg_catalog"})
    assert (answer.status_code, answer.json()["code"]) == (406, "PGRST106")


def test_neither_the_secret_nor_the_database_password_shows_in_a_repr(stage: Stage) -> None:
    assert SECRET not in repr(stage.gateway)
    assert "authenticator" not in repr(stage.gateway)


def test_a_database_that_goes_away_is_told_as_postgrest_tells_it(tmp_path: Path) -> None:
    with postgres(tmp_path) as first:
        first.create_database("gallery")
        with psycopg.connect(first.url("gallery")) as connection:
            connection.execute(SETUP.encode())
    with postgres(tmp_path) as second:
        gateway = Gateway(second.url("gallery", role="authenticator"), SECRET)
        with serve(gateway.app()) as url:
            stage = Stage(url, gateway, second.url("gallery"))
            assert stage.post("names", {"request": {}}).status_code == 200
            _stop_the_server(second)
            gone, again = stage.post("names", {"request": {}}), stage.post("names", {"request": {}})
            expired = requests.post(
                f"{url}/rest/v1/rpc/names",
                headers={"Authorization": f"Bearer {make_token(SECRET, 'service_role', exp=1)}"},
                timeout=30,
            )
    assert (gone.status_code, again.status_code) == (503, 503)
    # Which of the two comes first is a race there and here: the cache may have gone before the request came.
    assert gone.json()["code"] in ("PGRST000", "PGRST002")
    assert again.json()["code"] == "PGRST002"
    assert again.headers["retry-after"] == "0"
    assert second.password not in gone.text
    assert expired.json()["code"] == "PGRST303"


def _stop_the_server(server: Postgres) -> None:
    with psycopg.connect(server.url("postgres", role="supabase_admin")) as connection:
        row = connection.execute("select pg_read_file('postmaster.pid')").fetchone()
        assert row is not None
    os.kill(int(row[0].split()[0]), signal.SIGINT)
    while True:
        try:
            psycopg.connect(server.url("postgres")).close()
        except psycopg.OperationalError as error:
            if "refused" in str(error):
                return


def test_connections_that_the_database_closed_are_replaced_without_a_word(stage: Stage, server: Postgres) -> None:
    assert stage.post("names", {"request": {}}).status_code == 200
    with psycopg.connect(server.url("postgres", role="supabase_admin")) as connection:
        ended = connection.execute(
            "select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity where usename = 'authenticator'"
        ).fetchone()
    assert ended is not None
    assert ended[0] >= 2  # a request's and the listener's
    assert stage.post("names", {"request": {}}).status_code == 200


def test_a_request_that_is_cancelled_leaves_no_connection_open(server: Postgres) -> None:
    """As at the end of a server; whichever test came next was blamed for the connection."""
    database = Database(server.url("postgres", role="authenticator"))

    async def request() -> None:
        async with database.connection():
            pass

    async def cancelled_at_any_step() -> None:
        async with database.listening():
            for steps in range(6):
                # There is a connection to be had.
                await request()
                asked = asyncio.create_task(request())
                for _ in range(steps):
                    await asyncio.sleep(0)
                asked.cancel()
                with suppress(asyncio.CancelledError):
                    await asked

    asyncio.run(cancelled_at_any_step())
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        gc.collect()
    assert [str(each.message) for each in warned if "still open" in str(each.message)] == []
