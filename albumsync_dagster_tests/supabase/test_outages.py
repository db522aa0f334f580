"""What the client makes of a server that fails, cuts connections, or is something else altogether.

The bodies are those that PostgREST 14 answers; the transport is real HTTP.
"""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg
import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from albumsync_dagster.naming import DateSource, Decision, Proposal
from albumsync_dagster.supabase import (
    ChangeStatus,
    HistoryFilter,
    Outcome,
    SupabaseAnswerError,
    SupabaseClient,
    SupabaseError,
    SupabaseExhausted,
    SupabaseNotReady,
    SupabaseRefused,
    SupabaseUnavailable,
)
from albumsync_dagster.supabase.responses import Answer, supabase_error
from albumsync_dagster_tests.supabase.project import NOW, Project, albums, change, database, key, opened
from albumsync_sandbox.postgres import Postgres
from albumsync_sandbox.serving import serve


@dataclass(frozen=True)
class Fault:
    """What happens to a request instead of its answer."""

    status: int = 503
    body: bytes = b"<html>Bad gateway</html>"
    done: bool = False
    """The function is executed all the same: only its answer is lost."""
    cut: bool = False
    """The connection ends in the middle of the answer."""
    seconds: float = 0.0
    """How long the answer takes."""
    headers: tuple[tuple[bytes, bytes], ...] = ()


def refusal(status: int, code: str | None, message: str) -> Fault:
    return Fault(status, json.dumps({"code": code, "details": None, "hint": None, "message": message}).encode())


@dataclass
class Troubled:
    """The gateway behind a line of faults: each request takes one, until none is left."""

    app: ASGIApp
    faults: list[Fault] = field(default_factory=list)
    requests: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        self.requests += 1
        if not self.faults:
            await self.app(scope, receive, send)
            return
        fault = self.faults.pop(0)
        if fault.done:
            await self.app(scope, receive, _swallow)
        await asyncio.sleep(fault.seconds)
        length = str(len(fault.body) + (1000 if fault.cut else 0))
        headers = [(b"content-type", b"application/json"), (b"content-length", length.encode()), *fault.headers]
        await send({"type": "http.response.start", "status": fault.status, "headers": headers})
        await send({"type": "http.response.body", "body": fault.body})


async def _swallow(_: Message) -> None:
    pass


@contextmanager
def troubled(
    project: Project, *faults: Fault, retry_seconds: float = 60.0, timeout: float = 30.0
) -> Iterator[tuple[SupabaseClient, Troubled]]:
    server = Troubled(project.gateway.app(), list(faults))
    with serve(server) as url, SupabaseClient(url, key(), retry_seconds=retry_seconds, timeout=timeout) as client:
        yield client, server


TRANSIENT = [
    refusal(504, "PGRST003", "Timed out acquiring connection from connection pool."),
    refusal(503, "PGRST000", "Database connection error."),
    refusal(503, "PGRST001", "Database client error."),
    refusal(503, "PGRST002", "Could not query the database for the schema cache. Retrying."),
    refusal(500, "57014", "canceling statement due to statement timeout"),
    refusal(500, "40P01", "deadlock detected"),
    refusal(500, "40001", "could not serialize access"),
    refusal(500, "55P03", "canceling statement due to lock timeout"),
    refusal(409, "23505", "duplicate key value violates unique constraint"),
    refusal(503, "53300", "sorry, too many clients already"),
    refusal(503, "57P01", "terminating connection due to administrator command"),
    refusal(503, "08006", "connection failure"),
    Fault(502),
    Fault(503, b'{"message":"name resolution failed"}'),
    Fault(504),
    Fault(520),
    Fault(522),
    Fault(429, b'{"message":"API rate limit exceeded"}'),
    refusal(400, "", ""),
    Fault(400, b'{"code":"","details":null,"hint":null,"message":""}'),
    Fault(400, b""),
    Fault(500, b"[]"),
    Fault(200, b"[", cut=True),
]
LOST = [Fault(504, done=True), Fault(200, b"{", done=True, cut=True)]


def name(fault: Fault) -> str:
    code = json.loads(fault.body).get("code") if fault.body.startswith(b'{"code') else None
    return f"{fault.status} {code or ''}{' cut' * fault.cut}{' done' * fault.done}"


@pytest.mark.parametrize("fault", TRANSIENT, ids=name)
def test_a_transient_fault_is_asked_again(project: Project, fault: Fault) -> None:
    with troubled(project, fault) as (client, server):
        assert client.states() == []
        assert server.requests == 2


@pytest.mark.parametrize("pause", [b"3600", b"Fri, 31 Dec 2999 23:59:59 GMT"], ids=["seconds", "a date"])
def test_a_pause_beyond_patience_ends_the_waiting_however_it_is_written(project: Project, pause: bytes) -> None:
    """Born of a real failure: a pause that was given as a date counted as none, and the server was asked again."""
    with troubled(project, Fault(503, headers=((b"retry-after", pause),)), retry_seconds=60) as (client, server):
        with pytest.raises(SupabaseUnavailable):
            client.states()
        assert server.requests == 1


@pytest.mark.parametrize("fault", TRANSIENT, ids=name)
def test_a_fault_that_lasts_is_one_sentence_and_never_an_empty_answer(project: Project, fault: Fault) -> None:
    with troubled(project, fault, retry_seconds=0) as (client, _):
        with pytest.raises(SupabaseUnavailable) as caught:
            client.states()
        assert "\n" not in caught.value.sentence
        assert caught.value.fix


PERMANENT: list[tuple[Fault, type[SupabaseError]]] = [
    (refusal(401, "PGRST301", "No suitable key or wrong key type"), SupabaseRefused),
    (refusal(401, "PGRST303", "JWT expired"), SupabaseRefused),
    (refusal(403, "42501", "permission denied for function albumsync_states"), SupabaseRefused),
    (Fault(401, b'{"message":"Invalid authentication credentials"}'), SupabaseRefused),
    (Fault(404, b"<html>Not found</html>"), SupabaseRefused),
    (Fault(404, b'{"message":"no Route matched with those values"}'), SupabaseRefused),
    (Fault(301), SupabaseRefused),
    (Fault(402, b'{"message":"exceed_egress_quota"}'), SupabaseExhausted),
    (refusal(405, "25006", "cannot execute UPDATE in a read-only transaction"), SupabaseExhausted),
    (refusal(406, "PGRST106", "Invalid schema: public"), SupabaseRefused),
    (Fault(401, b""), SupabaseRefused),
    (Fault(403, b"<html><title>Access denied</title></html>"), SupabaseRefused),
    (refusal(400, "22P02", "invalid input syntax for type uuid"), SupabaseAnswerError),
    (refusal(400, "23514", "violates check constraint"), SupabaseAnswerError),
    (refusal(300, "PGRST203", "Could not choose the best candidate function"), SupabaseRefused),
    (refusal(400, "21000", "UPDATE requires a WHERE clause"), SupabaseAnswerError),
    (Fault(200, b"<html>Welcome to the hotel's network</html>"), SupabaseAnswerError),
    (Fault(200, b""), SupabaseAnswerError),
    (Fault(204, b""), SupabaseAnswerError),
    (Fault(200, b'{"states": []}'), SupabaseAnswerError),
]


@pytest.mark.parametrize(("fault", "kind"), PERMANENT, ids=range(len(PERMANENT)))
def test_what_will_not_change_is_asked_once(project: Project, fault: Fault, kind: type[SupabaseError]) -> None:
    with troubled(project, fault) as (client, server):
        with pytest.raises(kind):
            client.states()
        assert server.requests == 1


def test_a_function_that_is_new_to_the_schema_cache_is_asked_for_again(project: Project) -> None:
    missing = refusal(404, "PGRST202", "Could not find the function public.albumsync_states(payload)")
    with troubled(project, missing, missing) as (client, server):
        assert client.states() == []
        assert server.requests == 3


def test_a_function_that_stays_missing_names_the_command_that_makes_it(project: Project) -> None:
    missing = refusal(404, "PGRST202", "Could not find the function public.albumsync_states(payload)")
    with (
        troubled(project, missing, retry_seconds=0) as (client, _),
        pytest.raises(SupabaseNotReady, match="albumsync migrate"),
    ):
        client.states()


# Unknown outcomes: every writing function, with its answer lost.

PROPOSAL = Proposal(
    album_key="K0",
    existing="A",
    proposed="B",
    drift=30,
    parts=(),
    decision=Decision.RENAME,
    reasons=(),
    confidence=0.5,
    date_source=DateSource.NONE,
)


def _listing(client: SupabaseClient, project: Project) -> None:
    assert client.record_listing(albums("A"), listed_at=NOW).added == ("K0",)
    assert project.value("select count(*) from smugmug_reads") == 1


def _incomplete(client: SupabaseClient, project: Project) -> None:
    client.record_incomplete_read("list of albums", 2, 1, "cut", "run-1")
    assert project.value("select count(*) from smugmug_reads") == 1


def _proposals(client: SupabaseClient, project: Project) -> None:
    client.record_proposals([PROPOSAL], proposed_at=NOW)
    assert [stored.proposal for stored in project.client.proposals()] == [PROPOSAL]


def _journal(client: SupabaseClient, project: Project) -> None:
    journaled = client.journal([change("K0", "A", "B"), change("K1", "A", "B")], run_id="r", changed_by="t")
    assert (len(journaled.opened), journaled.refused) == (2, ())
    assert project.client.open_changes() == list(journaled.opened)


def _outcomes(client: SupabaseClient, project: Project) -> None:
    (line,) = project.opened(change("K0", "A", "B"))
    (now,) = client.record_outcomes([Outcome(change_id=line.id, status=ChangeStatus.RENAMED)], run_id="r")
    assert now.status is ChangeStatus.RENAMED


def _rows(client: SupabaseClient, project: Project) -> None:
    project.photos("K0", {"A": 30})
    (line,) = project.renamed(change("K0", "A", "B"))
    (piece,) = client.write_rows([line.id])
    # The rows were written by the call whose answer was lost; the journal has counted them.
    assert (piece.written, piece.left) == (0, 0)
    assert project.client.history(HistoryFilter())[0].photo_rows == 30


def _verified(client: SupabaseClient, project: Project) -> None:
    (done,) = project.done(change("K0", "A", "B"))
    (now,) = client.mark_verified(albums("B"), change_ids=[done], at=NOW)
    assert (now.status, now.verified_at) == (ChangeStatus.VERIFIED, NOW)


def _backfill(client: SupabaseClient, project: Project) -> None:
    project.sql("insert into photo_metadata (image_key) values ('img1')")
    found = client.backfill_keys([("img1", "K0")], dry_run=False)
    assert (found.matched, found.filled, found.right) == (1, 0, 1)


@pytest.mark.parametrize("fault", LOST, ids=name)
@pytest.mark.parametrize("write", [_listing, _incomplete, _proposals, _journal, _outcomes, _rows, _verified, _backfill])
def test_a_lost_answer_is_asked_for_again_and_nothing_happens_twice(
    project: Project, fault: Fault, write: Callable[[SupabaseClient, Project], None]
) -> None:
    with troubled(project, fault) as (client, server):
        write(client, project)
        assert server.requests == 2


def test_an_answer_that_comes_too_late_is_a_lost_one(project: Project) -> None:
    late = Fault(200, b"{}", done=True, seconds=10)
    with troubled(project, late, timeout=1.0) as (client, server):
        journaled = client.journal([change("K0", "A", "B")], run_id="r", changed_by="t")
        assert server.requests > 1
    assert project.client.open_changes() == list(journaled.opened)


# The user's own function


@pytest.mark.parametrize("fault", [*TRANSIENT[:5], *LOST], ids=name)
def test_the_users_function_is_never_called_twice(project: Project, fault: Fault) -> None:
    with troubled(project, fault) as (client, server):
        with pytest.raises(SupabaseUnavailable):
            client.after_sync("refresh_albums_summary")
        assert server.requests == 1


def test_the_users_function_is_called(server: Postgres, migrated: str) -> None:
    with database(server, migrated) as its_name:
        with psycopg.connect(server.url(its_name)) as connection:
            connection.execute("create table called (at timestamptz default now())")
            connection.execute(
                "create function refresh_albums_summary() returns void language sql"
                " as 'insert into called default values'"
            )
            connection.execute(
                "create function broken() returns void language plpgsql as $$ begin raise 'no summary today'; end $$"
            )
        with opened(server, its_name) as project:
            project.client.after_sync("refresh_albums_summary")
            assert project.value("select count(*) from called") == 1
            with pytest.raises(SupabaseAnswerError, match="no summary today"):
                project.client.after_sync("broken")
            with pytest.raises(SupabaseNotReady, match="nowhere"):
                project.client.after_sync("nowhere")


@pytest.mark.parametrize("name", ["", "a b", "x; drop table y", "../states", "schema.function", "f?select=*"])
def test_what_is_no_function_name_is_not_called(project: Project, name: str) -> None:
    with pytest.raises(SupabaseRefused):
        project.client.after_sync(name)
    assert sum(project.gateway.counts.values()) == 0


# Real outages


def test_a_statement_that_takes_too_long_is_said_to(server: Postgres, migrated: str) -> None:
    with database(server, migrated) as its_name:
        with psycopg.connect(server.url(its_name, role="supabase_admin"), autocommit=True) as admin:
            admin.execute(f"alter role authenticator in database {its_name} set statement_timeout = '200ms'".encode())
            admin.execute("create function slow() returns void language sql as 'select pg_sleep(5)'")
            admin.execute("grant execute on function slow() to service_role")
        with opened(server, its_name) as project, pytest.raises(SupabaseUnavailable, match="took too long"):
            project.client.after_sync("slow")


def test_a_database_that_went_away_is_an_outage(server: Postgres, migrated: str) -> None:
    with database(server, migrated) as its_name, opened(server, its_name) as project:
        assert project.client.states() == []
        project.owner.close()
        server.drop_database(its_name)
        with pytest.raises(SupabaseUnavailable):
            project.client.states()


def test_nobody_at_the_address_is_an_outage_that_names_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with (
        SupabaseClient(f"http://127.0.0.1:{port}", key(), retry_seconds=0) as client,
        pytest.raises(SupabaseUnavailable, match=f"cannot be reached at http://127.0.0.1:{port}"),
    ):
        client.states()


def test_an_error_shows_one_line_of_what_the_server_said() -> None:
    error = supabase_error("f", Answer(status=400, code="XX000", message="first\nsecond " + "x" * 10_000))
    assert "\n" not in str(error)
    assert len(str(error)) < 500
