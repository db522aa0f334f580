"""The catalogue of errors, held to what the commands say: each of its sentences is brought about on real servers."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import dagster as dg
import pytest
import requests
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from albumsync_dagster.cli.dagster_health import DagsterUnreachable, examine
from albumsync_dagster.defs.event_log_io import EventLogIOManager, ValueLost
from albumsync_dagster.defs.webhook import WebhookError, post
from albumsync_dagster.errors import AlbumSyncError
from albumsync_dagster.smugmug import responses as smugmug_responses
from albumsync_dagster.supabase import responses as supabase_responses
from albumsync_dagster.sync.alerting import News
from albumsync_dagster.sync.planning import make_plan
from albumsync_dagster.web.desk import PlanExpired, RunInProgress
from albumsync_dagster_tests.cli.conftest import Run, Said
from albumsync_dagster_tests.support.docs import FAMILIES, ROOT, errors
from albumsync_dagster_tests.support.operations import new_run
from albumsync_dagster_tests.support.stage import Stage
from albumsync_dagster_tests.support.trap import Call, Moment, Trap
from albumsync_dagster_tests.web.conftest import options, serving
from albumsync_dagster_tests.web.test_applying import watched
from albumsync_sandbox.serving import serve
from albumsync_sandbox.smugmug.faults import Fault, FaultKind
from albumsync_sandbox.smugmug.routes import EndpointKind

NOBODY = "http://127.0.0.1:1"


@dataclass(frozen=True, slots=True)
class Entry:
    """A sentence of the catalogue with its fix."""

    error: str
    exit_codes: frozenset[int]
    sentence: str
    fix: str


def catalogue() -> list[Entry]:
    text = (ROOT / "docs/errors.md").read_text(encoding="utf-8")
    entries = []
    for section in re.split(r"^(?=##)", text, flags=re.MULTILINE):
        title = section.splitlines()[0].strip("# `")
        codes = frozenset(map(int, re.findall(r"\*\*Exit (\d)", section)))
        for said in re.findall(r"^```\n(.*?)\n```$", section, re.MULTILINE | re.DOTALL):
            sentence, _, fix = said.partition("\n")
            entries.append(Entry(title, codes, sentence, fix))
    return entries


@dataclass(frozen=True, slots=True)
class Bench:
    """What a situation works with; the gallery may be in any state."""

    stage: Stage
    albumsync: Run
    patch: pytest.MonkeyPatch

    def set_scene(self) -> None:
        """An account that nobody changed yet."""
        self.stage.set_scene(1)
        for name, value in self.stage.environment().items():
            self.patch.setenv(name, value)

    def with_setting(self, name: str, value: str, *command: str) -> Said:
        self.patch.setenv(name, value)
        return self.albumsync(*command)

    def with_setting_too(self, one: str, its: str, other: str, value: str, *command: str) -> Said:
        self.patch.setenv(one, its)
        return self.with_setting(other, value, *command)

    def without(self, module: str, *command: str) -> Said:
        """In an installation that lacks this module, which nobody foresaw or which stands for another system."""
        package, _, name = module.rpartition(".")
        if package:
            self.patch.delattr(f"{package}.{name}", raising=False)
        self.patch.setitem(sys.modules, module, None)
        return self.albumsync(*command)

    def with_database(self, url: str) -> Said:
        return self.with_setting("ALBUMSYNC_DATABASE_URL", url, "migrate")

    def with_fault(self, fault: Fault, endpoint: EndpointKind | None, *command: str, method: str | None = None) -> Said:
        self.stage.simulator.faults.inject(fault, endpoint=endpoint, method=method, times=None)
        return self.albumsync(*command)

    def with_supabase_answering(self, status: int, body: object, *command: str) -> Said:
        with answering(status, body) as url:
            return self.with_setting("SUPABASE_URL", url, *command)

    def with_supabase_page(self, *command: str) -> Said:
        with answering(200, "<html>Sign in</html>", media_type="text/html") as url:
            return self.with_setting("SUPABASE_URL", url, *command)


@contextmanager
def answering(status: int, body: object, media_type: str = "application/json") -> Iterator[str]:
    """A server that always says the same."""

    async def answer(request: Request) -> Response:
        content = body if isinstance(body, str) else json.dumps(body)
        return Response(content, status, media_type=media_type)

    with serve(Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])])) as url:
        yield url


def process(*command: str, **environment: str) -> Said:
    ended = subprocess.run(
        [sys.executable, "-m", "albumsync_dagster.cli", *command],
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
        env={**os.environ, **environment},
    )
    return Said(ended.returncode, ended.stdout, ended.stderr)


def ended_while_reading(bench: Bench) -> Said:
    child = subprocess.Popen(
        [sys.executable, "-m", "albumsync_dagster.cli", "drift"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write('{"existing": "A", "proposed": "A"}\n')
    # The answer says that it is reading.
    assert child.stdout.readline()
    child.send_signal(signal.SIGTERM)
    out, err = child.communicate(timeout=200)
    return Said(child.returncode, out, err)


def ended_while_renaming(bench: Bench) -> Said:
    faults = bench.stage.simulator.faults
    # What happened to earlier commands stays on record.
    before = len(faults.happened)
    faults.inject(Fault(FaultKind.SLOW, seconds=60), endpoint=EndpointKind.AUTH_USER, times=None)
    child = subprocess.Popen(
        [sys.executable, "-m", "albumsync_dagster.cli", "heal"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while len(faults.happened) == before:
        assert child.poll() is None
        time.sleep(0.05)
    child.send_signal(signal.SIGTERM)
    out, err = child.communicate(timeout=200)
    return Said(child.returncode, out, err)


def an_account_never_read(bench: Bench) -> Said:
    bench.stage.connection.execute("delete from smugmug_albums where true")
    try:
        return bench.albumsync("plan")
    finally:
        assert bench.albumsync("pull").code == 0


def a_line_that_is_no_json(bench: Bench) -> Said:
    bench.patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"{\n")))
    return bench.albumsync("drift")


def a_file_that_is_no_plan(bench: Bench) -> Said:
    Path("plan.json").write_text("{")
    return bench.albumsync("apply", "plan.json", "--yes")


def a_spreadsheet_for_a_plan(bench: Bench) -> Said:
    Path("answers.csv").write_text("verdict\n")
    return bench.albumsync("apply", "answers.csv", "--yes")


def a_filled_in_sheet(bench: Bench, content: bytes) -> Said:
    Path("answers.csv").write_bytes(content)
    return bench.albumsync("review", "--import", "answers.csv", "--yes")


def a_schedule_with_a_day_that_is_no_date(bench: Bench) -> Said:
    Path("schedule.csv").write_text("date,home,away\n2025-09-12,Stars,Thunder\nsoon,Stars,Comets\n")
    return bench.albumsync("enrich", "schedule.csv")


def a_file_without_rows(bench: Bench) -> Said:
    Path("empty.csv").write_text("album_key,home_team\n")
    return bench.albumsync("enrich", "empty.csv")


def a_file_about_no_album(bench: Bench) -> Said:
    Path("others.csv").write_text("album_key,home_team\nNobody,Stars\n")
    return bench.albumsync("enrich", "others.csv", "--yes")


def a_damaged_sandbox(bench: Bench) -> Said:
    Path("sandbox/postgres/data").mkdir(parents=True)
    return process("sandbox", "--state", "sandbox")


def a_damaged_dagster(bench: Bench) -> Said:
    Path("broken").mkdir()
    Path("broken/dagster.py").write_text("raise SystemExit('broken')")
    return process("sandbox", "--state", "sandbox", "--dagster", PYTHONPATH=str(Path("broken").absolute()))


def a_damaged_installation(bench: Bench) -> Said:
    url = database_url(bench.stage)
    # The package with nothing beside it.
    shutil.copytree(ROOT / "albumsync_dagster", "installed/albumsync_dagster")
    return process("migrate", ALBUMSYNC_DATABASE_URL=url, PYTHONPATH=str(Path("installed").absolute()))


def a_server_that_hangs_up(bench: Bench) -> Said:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def hang_up() -> None:
            connection, _ = listener.accept()
            connection.recv(65536)
            connection.close()

        threading.Thread(target=hang_up, daemon=True).start()
        return bench.with_setting("SMUGMUG_API_BASE", f"http://127.0.0.1:{listener.getsockname()[1]}", "verify")


def an_env_file_in_another_encoding(bench: Bench) -> Said:
    Path(".env").write_bytes("ALBUMSYNC_CHANGED_BY=Jürgen\n".encode("latin-1"))
    return bench.albumsync("verify")


def database_url(stage: Stage) -> str:
    server = stage.connection.info
    return f"postgresql://{server.user}:{server.password}@{server.host}:{server.port}/{server.dbname}"


def a_migration_that_may_not_be_applied(bench: Bench) -> Said:
    """By a role that may connect and do nothing else."""
    database = bench.stage.connection
    database.execute("create role a_guest login password 'a-guest-0123'")
    try:
        server = database.info
        url = f"postgresql://a_guest:a-guest-0123@{server.host}:{server.port}/{server.dbname}"
        return bench.with_setting("ALBUMSYNC_DATABASE_URL", url, "migrate")
    finally:
        database.execute("drop role a_guest")


def migrated_with_supabase_answering(bench: Bench, status: int, body: object) -> Said:
    bench.patch.setenv("ALBUMSYNC_DATABASE_URL", database_url(bench.stage))
    return bench.with_supabase_answering(status, body, "migrate")


def a_proxy_that_is_gone(bench: Bench) -> Said:
    return bench.with_setting_too("HTTPS_PROXY", NOBODY, "SMUGMUG_API_BASE", "https://api.smugmug.com", "verify")


def a_locked_album(bench: Bench) -> Said:
    bench.stage.simulator.state.set_locked("Alb000", locked=True)
    try:
        return bench.albumsync("pull", "--full")
    finally:
        bench.stage.simulator.state.set_locked("Alb000", locked=False)


def a_full_disk_behind_standard_output(bench: Bench) -> Said:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "albumsync_dagster.cli", "history", "--json"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=200,
            check=False,
        )
    return Said(ended.returncode, "", ended.stderr)


def a_rename_refused(bench: Bench) -> Said:
    """A name in the journal that SmugMug cannot take; no face of the product would put one there."""
    bench.set_scene()
    bench.stage.connection.execute(
        "select albumsync_journal(jsonb_build_object('run_id', 'r', 'changed_by', 'Kim', 'changes', jsonb_build_array("
        "jsonb_build_object('id', gen_random_uuid(), 'album_key', 'Alb000', 'old_name', a.name,"
        " 'new_name', repeat('x', 300), 'reason', 'drift'))))"
        " from smugmug_albums a where a.album_key = 'Alb000'"
    )
    return bench.albumsync("apply", "--yes", "--album-key", "Alb000")


def a_plan_with_a_name_that_is_too_long(bench: Bench) -> Said:
    bench.set_scene()
    assert bench.albumsync("plan", "--out", "plan.json").code == 0
    plan = Path("plan.json")
    plan.write_text(plan.read_text().replace("Stars vs Thunder - May 30", f"{'Stars ' * 50}vs Thunder - May 30"))
    return bench.albumsync("apply", "plan.json", "--yes")


def a_rename_without_an_answer(bench: Bench) -> Said:
    bench.set_scene()
    said = bench.with_fault(Fault(FaultKind.SERVER_ERROR), None, "apply", "--yes", method="PATCH")
    # What is left open would be finished by whichever command of another test comes next.
    bench.stage.simulator.faults.clear()
    assert bench.albumsync("heal").code == 0
    return said


def a_journal_that_is_lost(bench: Bench) -> Said:
    """Its lines vanish between two calls, as after a crash of a database that does not keep its commits."""
    bench.set_scene()

    def lose(call: Call, moment: Moment) -> None:
        if call.path.endswith("albumsync_record_outcomes") and moment is Moment.BEFORE:
            with bench.stage.connection.transaction():
                bench.stage.connection.execute("set local session_replication_role = replica")
                bench.stage.connection.execute("delete from album_name_changes where true")

    bench.stage.set_trap(Trap(on_call=lose))
    try:
        return bench.albumsync("apply", "--yes")
    finally:
        bench.stage.set_trap(Trap())
        assert bench.albumsync("heal").code == 0


SITUATIONS: dict[str, Callable[[Bench], Said]] = {
    "--approve-review needs": lambda bench: bench.albumsync("apply", "--approve-review"),
    "This is not an interactive terminal.\nUse --yes to rename": lambda bench: bench.albumsync("apply", "--json"),
    "This is not an interactive terminal.\nUse --yes to take": lambda bench: bench.albumsync("undo", "--since", "1d"),
    "Name what to take back": lambda bench: bench.albumsync("undo"),
    "--since '{time}'": lambda bench: bench.albumsync("undo", "--since", "yesterday", "--yes"),
    "Line {number}": a_line_that_is_no_json,
    "The file {path} has more": lambda bench: bench.albumsync("verify", "--except", "/dev/zero"),
    "{file} is a spreadsheet": a_spreadsheet_for_a_plan,
    "The spreadsheet has no column": lambda bench: a_filled_in_sheet(bench, b"album\n"),
    "The file cannot be read as a spreadsheet": lambda bench: a_filled_in_sheet(bench, b"verdict\x00"),
    "{file} has no rows": a_file_without_rows,
    "No row of {file}": a_file_about_no_album,
    "Row {number} of {file}": a_schedule_with_a_day_that_is_no_date,
    "Missing setting": lambda bench: bench.with_setting("SUPABASE_URL", "", "verify"),
    "The setting {variable}": lambda bench: bench.with_setting("ALBUMSYNC_DRIFT_THRESHOLD", "much", "verify"),
    "No album with the key": lambda bench: bench.albumsync("plan", "--album-key", "Nobody"),
    "This is not a plan": a_file_that_is_no_plan,
    "There is nothing to undo": lambda bench: bench.albumsync(
        "undo", "--change", "00000000-0000-0000-0000-000000000000", "--yes"
    ),
    "No album has been read": an_account_never_read,
    "The file {path} cannot be written": lambda bench: bench.albumsync("plan", "--out", "no-such-folder/plan.json"),
    "The file {path} cannot be read": lambda bench: bench.albumsync("apply", "missing.json", "--yes"),
    "Interrupted.\nEvery started change": ended_while_renaming,
    "Interrupted.\nNothing": ended_while_reading,
    "PostgreSQL did not start": a_damaged_sandbox,
    "The sandbox is not installed": lambda bench: bench.without("albumsync_sandbox", "demo"),
    "The sandbox needs": lambda bench: bench.without("fcntl", "demo"),
    "Dagster did not start": a_damaged_dagster,
    "The connection broke": a_server_that_hangs_up,
    "The file .env is not": an_env_file_in_another_encoding,
    "SMUGMUG_API_BASE is not": lambda bench: bench.with_setting("SMUGMUG_API_BASE", "smugmug", "verify"),
    "SUPABASE_URL is plain http": lambda bench: bench.with_setting("SUPABASE_URL", "http://abc.supabase.co", "history"),
    "The key in SUPABASE_SECRET_KEY (or SUPABASE_SERVICE_ROLE_KEY, for a legacy key) is empty": lambda bench: (
        bench.with_setting("SUPABASE_SECRET_KEY", "two words", "history")
    ),
    "The key in SUPABASE_SECRET_KEY (or SUPABASE_SERVICE_ROLE_KEY, for a legacy key) is the": lambda bench: (
        bench.with_setting("SUPABASE_SECRET_KEY", "sb_publishable_0123456789", "history")
    ),
    "{variable} is not a connection": lambda bench: bench.with_database("my database"),
    "The password in {variable} holds": lambda bench: bench.with_database("postgresql://me:hid@den@h/postgres"),
    "The password in {variable} stands": lambda bench: bench.with_database("postgresql://me:[hidden]@h/postgres"),
    "{variable} has no number": lambda bench: bench.with_database("postgresql://me:hidden@h:port/postgres"),
    "{variable} has the parameter pgbouncer": lambda bench: bench.with_database(
        "postgresql://me:hidden@h/postgres?pgbouncer=true"
    ),
    "{variable} has the parameter {name}": lambda bench: bench.with_database(
        "postgresql://me:hidden@h/postgres?connection_limit=1"
    ),
    "{variable} begins with socks": lambda bench: bench.with_setting("ALL_PROXY", "socks://127.0.0.1:1", "history"),
    "{variable} names a SOCKS": lambda bench: bench.with_setting("ALL_PROXY", "socks5://127.0.0.1:1", "history"),
    "{variable} names a kind": lambda bench: bench.with_setting("HTTP_PROXY", "ftp://127.0.0.1:1", "history"),
    "{variable} is not the address": lambda bench: bench.with_setting("HTTPS_PROXY", "http://proxy:port", "history"),
    "{variable} points to something that does": lambda bench: bench.with_setting(
        "SSL_CERT_FILE", "no-such-file", "history"
    ),
    "{variable} is not a folder": lambda bench: bench.with_setting("SSL_CERT_DIR", __file__, "history"),
    "{variable} points to something that holds": lambda bench: bench.with_setting(
        "REQUESTS_CA_BUNDLE", __file__, "history"
    ),
    "SSLKEYLOGFILE": lambda bench: bench.with_setting("SSLKEYLOGFILE", "no-such-folder/keys", "history"),
    "SmugMug cannot be reached through": a_proxy_that_is_gone,
    "Supabase cannot be reached through": lambda bench: bench.with_setting_too(
        "HTTPS_PROXY", NOBODY, "SUPABASE_URL", "https://abcdefgh.supabase.co", "history"
    ),
    "A migration cannot be applied": a_migration_that_may_not_be_applied,
    "{function} answered in a form": lambda bench: bench.with_supabase_answering(200, {"no": "list"}, "history"),
    "SmugMug cannot be reached (": lambda bench: bench.with_setting("SMUGMUG_API_BASE", NOBODY, "verify"),
    "SmugMug's answer": lambda bench: bench.with_fault(
        Fault(FaultKind.REPLACED_BODY, body="<html>", status=203), None, "verify"
    ),
    "The {list} could not be read whole": lambda bench: bench.with_fault(
        Fault(FaultKind.ROW_SKIPPED), EndpointKind.USER_ALBUMS, "pull"
    ),
    "Album {key} hides": a_locked_album,
    "The new name of album": a_rename_refused,
    "Album {key} cannot get the name": a_plan_with_a_name_that_is_too_long,
    "SmugMug did not say": a_rename_without_an_answer,
    "Supabase cannot be reached at": lambda bench: bench.with_setting("SUPABASE_URL", NOBODY, "history"),
    "The journal has lost": a_journal_that_is_lost,
    "SUPABASE_URL is not an address": lambda bench: bench.with_setting("SUPABASE_URL", "nowhere at all", "history"),
    "The database is migrated, but PostgREST": lambda bench: migrated_with_supabase_answering(
        bench, 404, {"code": "PGRST202", "message": "Could not find the function", "details": None, "hint": None}
    ),
    "The database is migrated, but through": lambda bench: migrated_with_supabase_answering(
        bench, 200, ["table photo_metadata"]
    ),
    "{function} answered with something": lambda bench: bench.with_supabase_page("history"),
    "The folder migrations": a_damaged_installation,
    "The operating system": a_full_disk_behind_standard_output,
    "albumsync failed unexpectedly": lambda bench: bench.without("albumsync_dagster.sync.verifying", "verify"),
}
"""The beginning of a sentence, or of sentence and fix, of the catalogue -> what brings it about."""


ELSEWHERE = {error.__name__ for error in (WebhookError, ValueLost, RunInProgress, PlanExpired, DagsterUnreachable)}
"""Errors that no command can meet: Dagster or the review page shows them. Each has a test of its own below."""

LINES_OF_ALBUMS = {"SmugMugLocked", "NameRefused", "OutcomeUnknown"}
"""Errors that concern one album and do not keep a command from the others."""


@pytest.fixture
def bench(standing: Stage, albumsync: Run, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    # The waiting between tries is the clients' own affair and tested there.
    monkeypatch.setenv("ALBUMSYNC_PATIENCE", "0")
    monkeypatch.setenv("COLUMNS", "400")
    yield Bench(standing, albumsync, monkeypatch)
    standing.simulator.faults.clear()


def pattern(said: str) -> str:
    """What the catalogue says, its blanks standing for anything."""
    return re.sub(r"\\\{\w+\\\}", ".*", re.escape(said))


@pytest.mark.parametrize(
    "entry",
    [entry for entry in catalogue() if entry.error not in ELSEWHERE],
    ids=lambda entry: entry.sentence[:40],
)
def test_every_sentence_of_the_catalogue_is_said_by_a_command(bench: Bench, entry: Entry) -> None:
    whole = f"{entry.sentence}\n{entry.fix}"
    (bring_about,) = (situation for start, situation in SITUATIONS.items() if whole.startswith(start))
    said = bring_about(bench)
    assert said.code in entry.exit_codes, said
    assert "Traceback" not in said.err
    assert entry.fix, "every sentence comes with what to do"
    if entry.error not in LINES_OF_ALBUMS:
        assert re.fullmatch(pattern(whole), "\n".join(said.err.splitlines()[-2:])), said.err
    else:
        # RemoteOutcome in the line of the album; what to do about it may come at the end, once for all of them.
        assert re.search(pattern(entry.sentence), said.out), said
        assert entry.fix in said.out


def test_every_error_is_in_the_catalogue_with_a_sentence_and_its_exit_code() -> None:
    entries = catalogue()
    in_tables = {cause.raised.__name__ for _, cause in supabase_responses.rows()}
    in_tables |= {smugmug_responses.raised(cause).__name__ for _, cause in smugmug_responses.rows()}
    assert {error.__name__ for error in errors()} == {entry.error for entry in entries} - {"Anything else"} | in_tables
    wrong = [
        error.__name__
        for error in errors()
        if error is not WebhookError
        and not all(error.exit_code in entry.exit_codes for entry in entries if entry.error == error.__name__)
    ]
    assert wrong == []


def documented_as(error: type[AlbumSyncError], said: str) -> bool:
    """True where the catalogue has exactly one sentence of this error that says this."""
    documented = [f"{entry.sentence}\n{entry.fix}" for entry in catalogue() if entry.error == error.__name__]
    return sum(bool(re.fullmatch(pattern(each), said)) for each in documented) == 1


def test_a_web_ui_that_does_not_answer_is_documented() -> None:
    (finding,) = examine(NOBODY)
    assert documented_as(DagsterUnreachable, f"{finding.detail}\n{finding.fix}")


def test_a_family_is_only_the_name_of_its_members() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "albumsync_dagster").rglob("*.py"))
    assert [family.__name__ for family in FAMILIES if re.search(rf"\braise {family.__name__}\b", source)] == []


@pytest.mark.parametrize("status", [None, 404])
def test_the_webhooks_sentences_are_those_of_the_catalogue(status: int | None) -> None:
    news = News(begun=(), resolved=())
    with (
        nullcontext(NOBODY) if status is None else answering(status, {}) as url,
        pytest.raises(WebhookError) as raised,
    ):
        post(f"{url}/hook", news, "json")
    said = f"{raised.value.sentence}\n{raised.value.fix}"
    assert documented_as(WebhookError, said)


@pytest.mark.parametrize("from_a_step", [True, False])
def test_the_sentences_of_a_lost_value_are_those_of_the_catalogue(from_a_step: bool) -> None:
    made = dg.build_output_context(step_key="plan", name="result", run_id=str(uuid4())) if from_a_step else None
    with dg.DagsterInstance.ephemeral() as instance:
        asked = dg.build_input_context(upstream_output=made, instance=instance)
        with pytest.raises(ValueLost) as raised:
            EventLogIOManager().load_input(asked)
    assert documented_as(ValueLost, f"{raised.value.sentence}\n{raised.value.fix}")


def test_the_pages_sentences_are_those_of_the_catalogue(servers: Stage) -> None:
    servers.set_scene(1, asked=1)
    with servers.systems() as systems:
        make_plan(systems, new_run("plan"), options())
        with contextmanager(serving)(servers, systems) as review:
            browser = review.browser()
            (question,) = browser.questions()
            assert browser.answer(question, "accept").json()["refused"] == []
            plan = browser.post("/api/plan", {}).json()
            refused: list[requests.Response] = []

            def asks_for_another_run(call: Call, moment: Moment) -> None:
                if call.method == "PATCH" and moment is Moment.BEFORE:
                    refused.append(browser.post("/api/undo", {"run": plan["run"]}))

            servers.set_trap(Trap(on_call=asks_for_another_run))
            try:
                assert browser.post("/api/run", {"run": plan["run"]}).status_code == 200
                watched(browser)
            finally:
                servers.set_trap(Trap())
            refused.append(browser.post("/api/run", {"run": plan["run"]}))
    assert [each.status_code for each in refused] == [409, 409]
    for error, answer in zip((RunInProgress, PlanExpired), refused, strict=True):
        (entry,) = (entry for entry in catalogue() if entry.error == error.__name__)
        assert answer.json() == {"error": f"{entry.sentence} {entry.fix}"}
