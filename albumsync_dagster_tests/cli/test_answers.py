"""Every answer of either system, and every reason of a connection, raised through a command.

A row of the tables in docs/errors.md is brought about in each way that its table names: code, words, status.
"""

from __future__ import annotations

import json
import re
import socket
import struct
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from albumsync_dagster.errors import Kind
from albumsync_dagster.smugmug import responses as smugmug
from albumsync_dagster.supabase import dsn
from albumsync_dagster.supabase import responses as supabase
from albumsync_dagster.supabase.transport import read_answer
from albumsync_dagster_tests.cli.conftest import Run, Said
from albumsync_dagster_tests.support.stage import Stage
from albumsync_sandbox.serving import serve
from albumsync_sandbox.smugmug.faults import Fault, FaultKind

HINT = "Look at the moon."


def blanks(sentence: str) -> str:
    """A pattern in which the sentence's blanks stand for anything."""
    return re.sub(r"\\\{\w+\\\}", ".*", re.escape(sentence))


def assert_said(said: Said, sentence: str, fix: str) -> None:
    assert said.code == 1, said
    assert "Traceback" not in said.err
    assert "This is a bug" not in said.err
    told, advice = said.err.splitlines()[-2:]
    assert re.match(blanks(sentence.rstrip(".")), told), told
    assert re.match(blanks(fix), advice), advice


# Supabase


def supabase_answers() -> Iterator[tuple[supabase.Cause, int, dict[str, str]]]:
    """Each row with an answer for each way in which it is found."""
    for cause in supabase.CAUSES:
        for code in cause.codes:
            # A class of codes is tried with a member that has no row of its own.
            whole = code if len(code) in (5, 8) else f"{code}{'Z' * (5 - len(code) if len(code) < 5 else 1)}"
            yield cause, 400, {"code": whole, "message": f"so says the server {cause.only_with}", "hint": HINT}
        for piece in cause.words:
            yield cause, 400, {"message": f"Oh: {piece.title()}.", "hint": HINT}
        for status in cause.statuses:
            yield cause, status, {}
    yield supabase.CRASHED, 400, {"code": "", "message": "", "hint": ""}
    yield supabase.CRASHED, 400, {}
    yield supabase.UNKNOWN_TROUBLE, 599, {"message": "no"}
    yield supabase.UNKNOWN, 400, {"message": "no", "code": "QQ000"}


class Box:
    """What the server answers at present."""

    status = 200
    body: dict[str, str] | str = ""
    asked = 0


@pytest.fixture(scope="module")
def answering() -> Iterator[tuple[str, Box]]:
    box = Box()

    async def answer(request: Request) -> Response:
        box.asked += 1
        if isinstance(box.body, str):
            return Response(box.body, box.status, media_type="text/html")
        return Response(json.dumps(box.body) if box.body else "", box.status, media_type="application/json")

    with serve(Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])])) as url:
        yield url, box


@pytest.mark.parametrize(
    ("cause", "status", "body"),
    list(supabase_answers()),
    ids=lambda value: str(value)[:50] if isinstance(value, dict | int) else value.sentence[:20],
)
def test_every_answer_of_supabase_says_the_sentence_and_the_fix_of_its_row(
    albumsync: Run,
    monkeypatch: pytest.MonkeyPatch,
    answering: tuple[str, Box],
    cause: supabase.Cause,
    status: int,
    body: dict[str, str],
) -> None:
    url, box = answering
    box.status, box.body, box.asked = status, body, 0
    monkeypatch.setenv("SUPABASE_URL", url)
    monkeypatch.setenv("SUPABASE_SECRET_KEY", "sb_secret_0123456789")
    monkeypatch.setenv("ALBUMSYNC_PATIENCE", "0")
    said = albumsync("history")
    assert_said(said, cause.sentence, cause.fix)
    if body.get("message"):
        assert body["message"].strip(". ") in said.err
    if body.get("hint"):
        assert said.err.rstrip().endswith(HINT)


@pytest.mark.parametrize("status", [401, 402, 403, 404, 429, 500, 503])
def test_the_page_of_a_server_in_front_is_quoted_by_its_title(
    albumsync: Run, monkeypatch: pytest.MonkeyPatch, answering: tuple[str, Box], status: int
) -> None:
    url, box = answering
    box.status, box.body = status, "<html><head><title>Blocked by &quot;Acme&quot;</title></head></html>"
    monkeypatch.setenv("SUPABASE_URL", url)
    monkeypatch.setenv("SUPABASE_SECRET_KEY", "sb_secret_0123456789")
    monkeypatch.setenv("ALBUMSYNC_PATIENCE", "0")
    said = albumsync("history")
    assert said.code == 1
    assert f'Blocked by "Acme" ({status}).' in said.err
    assert "trigger" not in said.err


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ((401, '{"code": "PGRST301", "message": "JWT expired"}'), "The key has expired"),
        ((401, '{"code": "PGRST301", "message": "JWSError JWSInvalidSignature"}'), "The key was not made by this"),
        ((400, '{"code": null, "message": null, "details": null}'), "The connection between Supabase's API and its"),
        (
            (400, '{"code": "", "message": "", "details": "server closed the connection unexpectedly"}'),
            "The API cannot connect to its database: server closed the connection unexpectedly",
        ),
        ((500, '{"message": "connection to server at 10.0.0.1 failed"}'), "The API cannot connect to its database"),
        ((500, '{"code": "54001", "message": "stack depth limit exceeded"}'), "Triggers called each other"),
        ((503, ""), "The gateway got no answer from Supabase"),
        (
            (403, '{"code": "42501", "message": "new row violates row-level security policy for table \\"x\\""}'),
            "Row-level security hides rows from fn, or refuses what it writes",
        ),
    ],
)
def test_no_class_of_an_answer_of_supabase_hangs_on_one_field(answer: tuple[int, str], sentence: str) -> None:
    assert supabase.supabase_error("fn", read_answer(*answer)).sentence.startswith(sentence)


# SmugMug


def smugmug_answers() -> Iterator[tuple[smugmug.Cause, int, str]]:
    for cause in smugmug.CAUSES:
        for problem in cause.problems:
            yield cause, 401, json.dumps({"Code": 401, "Message": f"oauth_problem={problem}"})
        for piece in cause.words:
            yield cause, 403, json.dumps({"Code": 403, "Message": f"Well: {piece}."})
        for status in cause.statuses:
            page = "<html>no</html>"
            yield cause, status, page if cause.page else json.dumps({"Code": status, "Message": "No"})
    yield smugmug.UNKNOWN, 418, json.dumps({"Code": 418, "Message": "I am a teapot"})


@pytest.mark.parametrize(
    ("cause", "status", "body"),
    list(smugmug_answers()),
    ids=lambda value: str(value)[:60] if isinstance(value, str | int) else value.sentence[:20],
)
def test_every_answer_of_smugmug_says_the_sentence_and_the_fix_of_its_row(
    standing: Stage, albumsync: Run, monkeypatch: pytest.MonkeyPatch, cause: smugmug.Cause, status: int, body: str
) -> None:
    monkeypatch.setenv("ALBUMSYNC_PATIENCE", "0")
    standing.simulator.faults.inject(Fault(FaultKind.REPLACED_BODY, body=body, status=status), times=None)
    try:
        said = albumsync("verify")
    finally:
        standing.simulator.faults.clear()
    assert_said(said, cause.sentence, cause.fix)


@pytest.mark.parametrize(("code", "says"), [(401, "oauth_problem=token_revoked"), (404, "Not Found"), (503, "Later")])
def test_a_refusal_that_comes_with_status_200_is_one_all_the_same(
    standing: Stage, albumsync: Run, monkeypatch: pytest.MonkeyPatch, code: int, says: str
) -> None:
    monkeypatch.setenv("ALBUMSYNC_PATIENCE", "0")
    body = json.dumps({"Response": {}, "Code": code, "Message": says})
    standing.simulator.faults.inject(Fault(FaultKind.REPLACED_BODY, body=body, status=200), times=None)
    try:
        said = albumsync("verify")
    finally:
        standing.simulator.faults.clear()
    cause = smugmug.cause_of(code, says)
    assert_said(said, cause.sentence, cause.fix)


# Connections to PostgreSQL


@contextmanager
def refusing(message: str) -> Iterator[int]:
    """A server that speaks PostgreSQL's protocol just far enough to refuse everybody with these words."""
    fields = b"".join(
        kind + value.encode() + b"\0" for kind, value in ((b"S", "FATAL"), (b"C", "XX000"), (b"M", message))
    )
    refusal = b"E" + struct.pack("!i", len(fields) + 5) + fields + b"\0"
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    # A request for TLS or GSS comes before the start of a connection, and is turned down.
                    while len(request := connection.recv(4096)) == 8:
                        connection.sendall(b"N")
                    if request:
                        connection.sendall(refusal)

        threading.Thread(target=answer, daemon=True).start()
        yield listener.getsockname()[1]


def connection_reasons() -> Iterable[tuple[supabase.Cause, str]]:
    for cause in dsn.CAUSES:
        for piece in cause.words:
            yield cause, f"Oh: {piece}"
    yield dsn.UNKNOWN, "no"


@pytest.mark.parametrize(
    ("cause", "message"),
    list(connection_reasons()),
    ids=lambda value: value if isinstance(value, str) else value.sentence[:20],
)
@pytest.mark.parametrize("command", ["migrate", "doctor"])
def test_every_reason_of_a_connection_says_the_sentence_and_the_fix_of_its_row(
    albumsync: Run, monkeypatch: pytest.MonkeyPatch, cause: supabase.Cause, message: str, command: str
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    with refusing(message) as port:
        monkeypatch.setenv("ALBUMSYNC_DATABASE_URL", f"postgresql://me:hid%40den@127.0.0.1:{port}/postgres")
        said = albumsync(command)
    fix = cause.fix.replace("{variable}", dsn.VARIABLE)
    if command == "migrate":
        assert_said(said, cause.sentence, fix)
    else:
        assert fix in " ".join(said.out.split())
    assert "hid" not in said.out + said.err


def test_a_connection_that_ends_in_the_middle_is_known_by_its_code() -> None:
    """Only then: of a connection that was refused the driver tells no code."""
    place = dsn.read_dsn("postgresql://me:hidden@127.0.0.1/postgres")
    for cause in dsn.CAUSES:
        for code in cause.codes:
            error = psycopg.errors.lookup(f"{code}01" if len(code) == 3 else code)("no")
            assert re.match(blanks(cause.sentence), dsn.connection_error(error, place).sentence)


# What the tables may not say


def every_row() -> list[tuple[str, str, Kind]]:
    rows = [(cause.sentence, cause.fix, cause.kind) for _, cause in supabase.rows()]
    rows += [(cause.sentence, cause.fix, cause.kind) for _, cause in smugmug.rows()]
    return rows + [(cause.sentence, cause.fix, cause.kind) for _, cause in dsn.rows()]


def test_no_two_causes_share_a_sentence_or_a_fix() -> None:
    rows = every_row()
    assert len({sentence for sentence, _, _ in rows}) == len(rows)
    assert len({fix for _, fix, _ in rows}) == len(rows)


def test_no_fix_sends_a_person_back_to_the_doctor() -> None:
    assert [fix for _, fix, _ in every_row() if "doctor" in fix] == []


def test_only_what_the_database_itself_refuses_is_laid_at_the_door_of_a_rule_of_the_users() -> None:
    """Keys, quotas, networks and servers that fail are no rules of anybody's."""
    blamed = [cause for _, cause in supabase.rows() if re.search(r"trigger|constraint", cause.fix)]
    assert {cause.kind for cause in blamed} == {Kind.PERMANENT}
    assert all(not cause.statuses and cause is not supabase.UNKNOWN for cause in blamed)


def test_every_class_of_sqlstates_has_a_row() -> None:
    """Appendix A of PostgreSQL's manual, the three that are no errors left out."""
    classes = re.findall(
        "..",
        "0308090A0B0F0L0P0Z102021222324252627282B2D2F3438393B3D3F4042445354555758" + "72F0HVP0XX",
    )
    found = {each: supabase.cause_of(supabase.Answer(status=400, code=f"{each}ZZZ")) for each in classes}
    assert [each for each, cause in found.items() if cause is supabase.UNKNOWN] == []


def test_no_status_without_a_code_is_a_rule_of_the_users() -> None:
    for status in (*range(300, 452), *range(500, 600)):
        for body in ("", "{}", "<html><title>No</title></html>", "[]", "null", '{"message": "No"}', "No"):
            cause = supabase.cause_of(read_answer(status, body))
            assert not re.search(r"trigger|constraint", cause.fix), (status, body)
