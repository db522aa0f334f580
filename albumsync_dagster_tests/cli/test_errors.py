"""The catalogue of errors, held to what the commands say: each of its sentences is brought about on real servers."""

from __future__ import annotations

import json
import os
import re
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

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from albumsync_dagster.defs.webhook import WebhookError, post
from albumsync_dagster.sync.alerting import News
from albumsync_dagster_tests.cli.conftest import Run, Said
from albumsync_dagster_tests.support.docs import FAMILIES, ROOT, errors
from albumsync_dagster_tests.support.stage import SECRET, Stage
from albumsync_sandbox.gateway import make_token
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

    def with_fault(self, fault: Fault, endpoint: EndpointKind | None, *command: str, method: str | None = None) -> Said:
        self.stage.simulator.faults.inject(fault, endpoint=endpoint, method=method, times=None)
        return self.albumsync(*command)

    def with_smugmug_saying(self, problem: str) -> Said:
        body = f'{{"Code": 401, "Message": "oauth_problem={problem}"}}'
        return self.with_fault(Fault(FaultKind.REPLACED_BODY, body=body, status=401), None, "verify")

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
    ended = subprocess.run(
        [sys.executable, "-m", "albumsync_dagster.cli", "drift"],
        input="{\n",
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    return Said(ended.returncode, ended.stdout, ended.stderr)


def a_file_that_is_no_plan(bench: Bench) -> Said:
    Path("plan.json").write_text("{")
    return bench.albumsync("apply", "plan.json", "--yes")


def a_damaged_sandbox(bench: Bench) -> Said:
    Path("sandbox/postgres/data").mkdir(parents=True)
    return process("sandbox", "--state", "sandbox")


def a_damaged_dagster(bench: Bench) -> Said:
    Path("broken").mkdir()
    Path("broken/dagster.py").write_text("raise SystemExit('broken')")
    return process("sandbox", "--state", "sandbox", "--dagster", PYTHONPATH=str(Path("broken").absolute()))


def a_damaged_installation(bench: Bench) -> Said:
    url = database_url(bench.stage)
    return process("migrate", ALBUMSYNC_DATABASE_URL=url, PYTHONPATH=an_installation())


def an_installation() -> str:
    """A folder with the package and nothing beside it."""
    source = ROOT / "albumsync_dagster"
    for file in source.rglob("*.py"):
        copy = Path("installed/albumsync_dagster", file.relative_to(source))
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    return str(Path("installed").absolute())


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


def a_long_pause(bench: Bench) -> Said:
    # Clients of one account and one pace share their pauses: this pace is used by nobody else.
    bench.patch.setenv("ALBUMSYNC_REQUESTS_PER_SECOND", "49")
    return bench.with_fault(Fault(FaultKind.RATE_LIMITED, seconds=900), None, "verify")


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


def a_bug(bench: Bench) -> Said:
    """An installation that lacks a module is one that nobody foresaw."""
    installation = an_installation()
    Path(installation, "albumsync_dagster/sync/verifying.py").unlink()
    return process("verify", PYTHONPATH=installation)


def a_rename_refused(bench: Bench) -> Said:
    """A name that a person pinned, which is given as it stands."""
    bench.set_scene()
    bench.stage.connection.execute(
        "insert into album_name_overrides (album_key, name) values ('Alb000', %s)", ["Stars " * 50]
    )
    assert bench.albumsync("pull").code == 0
    try:
        return bench.albumsync("apply", "--yes", "--album-key", "Alb000", "--approve-review")
    finally:
        bench.stage.connection.execute("delete from album_name_overrides where true")


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


SITUATIONS: dict[str, Callable[[Bench], Said]] = {
    "--approve-review counts only": lambda bench: bench.albumsync("apply", "--approve-review"),
    "Nobody is there": lambda bench: bench.albumsync("apply", "--json"),
    "Say what to undo": lambda bench: bench.albumsync("undo"),
    "--since '{time}'": lambda bench: bench.albumsync("undo", "--since", "yesterday"),
    "Line {number}": a_line_that_is_no_json,
    "Missing setting": lambda bench: bench.with_setting("SUPABASE_URL", "", "verify"),
    "The setting {variable}": lambda bench: bench.with_setting("ALBUMSYNC_DRIFT_THRESHOLD", "much", "verify"),
    "No album with the key": lambda bench: bench.albumsync("plan", "--album-key", "Nobody"),
    "This is not a plan": a_file_that_is_no_plan,
    "There is nothing to undo": lambda bench: bench.albumsync(
        "undo", "--change", "00000000-0000-0000-0000-000000000000"
    ),
    "No album has been read": an_account_never_read,
    "The file {path} can not be written": lambda bench: bench.albumsync("plan", "--out", "no-such-folder/plan.json"),
    "The file {path} can not be read": lambda bench: bench.albumsync("apply", "missing.json", "--yes"),
    "Interrupted.\nEvery change": ended_while_renaming,
    "Interrupted.\nNothing": ended_while_reading,
    "PostgreSQL did not start": a_damaged_sandbox,
    "Dagster did not start": a_damaged_dagster,
    "SmugMug does not accept the access token": lambda bench: bench.with_setting(
        "SMUGMUG_ACCESS_TOKEN", "wrong-token-0123456789", "verify"
    ),
    "SmugMug does not know the API key": lambda bench: bench.with_setting(
        "SMUGMUG_API_KEY", "wrong-key-0123456789", "verify"
    ),
    "SmugMug does not accept the signature": lambda bench: bench.with_setting(
        "SMUGMUG_API_SECRET", "wrong-secret-0123456789", "verify"
    ),
    "The access token's grant": lambda bench: bench.with_smugmug_saying("permission_denied"),
    "SmugMug does not accept the time stamp": lambda bench: bench.with_smugmug_saying("timestamp_refused"),
    "The access token was revoked": lambda bench: bench.with_smugmug_saying("token_revoked"),
    "The access token has expired": lambda bench: bench.with_smugmug_saying("token_expired"),
    "SmugMug does not accept the API key": lambda bench: bench.with_smugmug_saying("consumer_key_rejected"),
    "The API key lacks": lambda bench: bench.with_fault(
        Fault(FaultKind.REPLACED_BODY, body='{"Code": 403, "Message": "No v2 access"}', status=403), None, "verify"
    ),
    "SmugMug's front end": lambda bench: bench.with_fault(Fault(FaultKind.FORBIDDEN_PAGE), None, "verify"),
    "SmugMug refused the request": lambda bench: bench.with_fault(
        Fault(FaultKind.REPLACED_BODY, body='{"Code": 403, "Message": "No"}', status=403), None, "verify"
    ),
    "The connection broke": a_server_that_hangs_up,
    "SmugMug keeps taking": lambda bench: bench.with_fault(Fault(FaultKind.NONCE_USED), None, "verify"),
    "The file .env is not": an_env_file_in_another_encoding,
    "SMUGMUG_API_BASE is no": lambda bench: bench.with_setting("SMUGMUG_API_BASE", "smugmug", "verify"),
    "SUPABASE_URL is plain http": lambda bench: bench.with_setting("SUPABASE_URL", "http://abc.supabase.co", "history"),
    "There is no Supabase API": lambda bench: bench.with_supabase_answering(404, {"message": "no Route"}, "history"),
    "SUPABASE_SERVICE_ROLE_KEY is empty": lambda bench: bench.with_setting(
        "SUPABASE_SERVICE_ROLE_KEY", "two words", "history"
    ),
    "ALBUMSYNC_DATABASE_URL is not": lambda bench: bench.with_setting(
        "ALBUMSYNC_DATABASE_URL", "my database", "migrate"
    ),
    "A migration can not be applied": a_migration_that_may_not_be_applied,
    "{function} answered in a form": lambda bench: bench.with_supabase_answering(200, {"no": "list"}, "history"),
    "SmugMug can not be reached": lambda bench: bench.with_setting("SMUGMUG_API_BASE", NOBODY, "verify"),
    "SmugMug answered": lambda bench: bench.with_fault(Fault(FaultKind.UNAVAILABLE), None, "verify"),
    "SmugMug allows no requests": a_long_pause,
    "SmugMug's answer": lambda bench: bench.with_fault(
        Fault(FaultKind.REPLACED_BODY, body="<html>", status=203), None, "verify"
    ),
    "The {list} could not be read whole": lambda bench: bench.with_fault(
        Fault(FaultKind.ROW_SKIPPED), EndpointKind.USER_ALBUMS, "pull"
    ),
    "SmugMug has no": lambda bench: bench.with_fault(Fault(FaultKind.NOT_FOUND), EndpointKind.AUTH_USER, "verify"),
    "Album {key} hides": a_locked_album,
    "SmugMug rejected the request": lambda bench: bench.with_fault(
        Fault(FaultKind.REPLACED_BODY, body="{}", status=405), None, "verify"
    ),
    "The new name of album": a_rename_refused,
    "The name that the plan proposes": a_plan_with_a_name_that_is_too_long,
    "SmugMug did not say": a_rename_without_an_answer,
    "Supabase can not be reached": lambda bench: bench.with_setting("SUPABASE_URL", NOBODY, "history"),
    "Supabase did not do": lambda bench: bench.with_supabase_answering(503, {"message": "no"}, "history"),
    "The database can not be reached": lambda bench: bench.with_setting(
        "ALBUMSYNC_DATABASE_URL", "postgresql://me:hidden@127.0.0.1:1/none", "migrate"
    ),
    "Supabase does not accept the key": lambda bench: bench.with_setting(
        "SUPABASE_SERVICE_ROLE_KEY", make_token("another-secret-0123456789-0123456789", "service_role"), "history"
    ),
    "Supabase does not let": lambda bench: bench.with_setting(
        "SUPABASE_SERVICE_ROLE_KEY", make_token(SECRET, "anon"), "history"
    ),
    "SUPABASE_URL is not an address": lambda bench: bench.with_setting("SUPABASE_URL", "nowhere at all", "history"),
    "Supabase does not have": lambda bench: bench.with_supabase_answering(
        404, {"code": "PGRST202", "message": "Could not find the function", "details": None, "hint": None}, "history"
    ),
    "Supabase could not do": lambda bench: bench.with_supabase_answering(
        400, {"code": "P0001", "message": "no", "details": None, "hint": None}, "history"
    ),
    "{function} answered with something": lambda bench: bench.with_supabase_page("history"),
    "The folder migrations": a_damaged_installation,
    "The system refused": a_full_disk_behind_standard_output,
    "albumsync met": a_bug,
}
"""The beginning of a sentence, or of sentence and fix, of the catalogue -> what brings it about."""


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
    [entry for entry in catalogue() if entry.error != WebhookError.__name__],
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
        # Told in the line of the album; what to do about it may come at the end, once for all of them.
        assert re.search(pattern(entry.sentence), said.out), said
        assert entry.fix in said.out


def test_every_error_is_in_the_catalogue_with_a_sentence_and_its_exit_code() -> None:
    entries = catalogue()
    assert {error.__name__ for error in errors()} == {entry.error for entry in entries} - {"Anything else"}
    wrong = [
        error.__name__
        for error in errors()
        if error is not WebhookError
        and not all(error.exit_code in entry.exit_codes for entry in entries if entry.error == error.__name__)
    ]
    assert wrong == []


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
    documented = [f"{entry.sentence}\n{entry.fix}" for entry in catalogue() if entry.error == WebhookError.__name__]
    assert sum(bool(re.fullmatch(pattern(each), said)) for each in documented) == 1
