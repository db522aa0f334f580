"""No secret leaves by a log, an error, a repr or the process list, neither whole nor in any eight characters of it.

What Dagster stores is looked at in ``defs/test_secrets``; each client's own requests in its own folder.
"""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from albumsync_dagster.clients import smugmug_client, supabase_client
from albumsync_dagster.errors import AlbumSyncError
from albumsync_dagster.network import read_network
from albumsync_dagster.settings import load_settings
from albumsync_dagster.supabase.dsn import connected, connection_error, read_dsn
from albumsync_dagster_tests.cli.conftest import Run
from albumsync_dagster_tests.support.secrets import RANDOM, assert_hidden, pieces
from albumsync_dagster_tests.support.stage import Stage
from albumsync_sandbox.gateway.front_door import FrontDoor
from albumsync_sandbox.smugmug.faults import Fault, FaultKind

COMMANDS = ("pull", "plan", "apply --dry-run", "verify", "heal --dry-run", "history", "health", "doctor")

SECRETS = {
    "SMUGMUG_API_SECRET": RANDOM[0],
    "SMUGMUG_ACCESS_TOKEN": RANDOM[1],
    "SMUGMUG_ACCESS_TOKEN_SECRET": RANDOM[2],
    "SUPABASE_SECRET_KEY": f"sb_secret_{RANDOM[3]}",
    "ALBUMSYNC_DATABASE_URL": f"postgresql://me:{RANDOM[4]}@127.0.0.1:1/postgres",
    "HTTPS_PROXY": f"http://me:{RANDOM[5]}@127.0.0.1:9",
    "ALBUMSYNC_WEBHOOK_URL": f"https://hooks.example/{RANDOM[6]}",
    "DAGSTER_PG_PASSWORD": RANDOM[7],
}


@pytest.fixture
def loud(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Everybody who can log at debug level does."""
    loggers = [logging.getLogger(name) for name in ("", *logging.root.manager.loggerDict)]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    yield caplog
    for logger, level in zip(loggers, before, strict=True):
        logger.setLevel(level)


def secrets_of(environment: Mapping[str, str]) -> list[str]:
    return [value for name, value in environment.items() if name.endswith(("SECRET", "TOKEN", "_KEY"))]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("key", ["secret", "legacy"])
def test_a_command_at_debug_level_shows_no_secret(
    standing: Stage,
    albumsync: Run,
    monkeypatch: pytest.MonkeyPatch,
    loud: pytest.LogCaptureFixture,
    command: str,
    key: str,
) -> None:
    environment = standing.environment()
    if key == "secret":
        # Nothing on this stage knows such a key, so this is the road of a key that is refused.
        environment["SUPABASE_SECRET_KEY"] = FrontDoor("x" * 32).secret_key
        monkeypatch.setenv("SUPABASE_SECRET_KEY", environment["SUPABASE_SECRET_KEY"])
    said = albumsync(*command.split(), "--debug")
    assert_hidden(said.out + said.err + loud.text, *secrets_of(environment))


@pytest.mark.parametrize("status", [400, 401, 403, 429, 500])
def test_an_error_of_smugmug_shows_no_secret_with_its_traceback(
    standing: Stage, albumsync: Run, monkeypatch: pytest.MonkeyPatch, loud: pytest.LogCaptureFixture, status: int
) -> None:
    monkeypatch.setenv("ALBUMSYNC_PATIENCE", "0")
    standing.simulator.faults.inject(Fault(FaultKind.REPLACED_BODY, body="<html>", status=status), times=None)
    try:
        said = albumsync("verify", "--debug")
    finally:
        standing.simulator.faults.clear()
    assert "Traceback" in said.err
    assert_hidden(said.out + said.err + loud.text, *secrets_of(standing.environment()))


@pytest.mark.parametrize("command", [*COMMANDS, "migrate", "login --no-browser"])
def test_a_command_that_reaches_nobody_shows_no_secret(
    albumsync: Run, monkeypatch: pytest.MonkeyPatch, loud: pytest.LogCaptureFixture, command: str
) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SMUGMUG_API_KEY", "an-api-key")
    monkeypatch.setenv("SMUGMUG_API_BASE", "https://api.smugmug.com")
    monkeypatch.setenv("SUPABASE_URL", "https://abcdefgh.supabase.co")
    monkeypatch.setenv("DAGSTER_PG_HOST", "127.0.0.1")
    monkeypatch.setenv("DAGSTER_PG_PORT", "1")
    monkeypatch.setenv("DAGSTER_PG_USER", "me")
    monkeypatch.setenv("DAGSTER_PG_DB", "dagster")
    monkeypatch.setenv("ALBUMSYNC_PATIENCE", "0")
    said = albumsync(*command.split(), "--debug")
    assert said.code == 1
    assert_hidden(said.out + said.err + loud.text, *RANDOM)


def test_no_repr_shows_a_secret(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SMUGMUG_API_KEY", "an-api-key")
    monkeypatch.setenv("SUPABASE_URL", "https://abcdefgh.supabase.co")
    settings = load_settings()
    dsn = read_dsn(SECRETS["ALBUMSYNC_DATABASE_URL"])
    with smugmug_client(settings) as smugmug, supabase_client(settings) as supabase:
        shown = [repr(thing) for thing in (settings, smugmug, supabase, dsn, read_network(), vars(supabase))]
        shown += [settings.model_dump_json(), str(settings)]
    assert_hidden("\n".join(shown), *RANDOM)


DAMAGED = "abcd%(x)swxyz"


@pytest.mark.parametrize("x", list("@/#:?%&= []'\"\\"))
@pytest.mark.parametrize("shape", ["postgresql://me:{}@db.example.invalid:5432/postgres", "host=h user=me password={}"])
def test_no_part_of_a_password_is_printed_or_looked_up(
    albumsync: Run, monkeypatch: pytest.MonkeyPatch, x: str, shape: str
) -> None:
    """Four characters on either side of the sign: names that nobody may ever be asked for."""
    asked: list[str] = []

    def resolve(host: object, *_: object, **__: object) -> list[object]:
        asked.append(str(host))
        raise OSError(-2, "Name or service not known")

    monkeypatch.setattr("socket.getaddrinfo", resolve)
    monkeypatch.setenv("ALBUMSYNC_DATABASE_URL", shape.format(f"abcd{x}wxyz"))
    said = albumsync("migrate")
    assert said.code == 1
    assert "This is a bug" not in said.err
    for piece in ("abcd", "wxyz"):
        assert piece not in said.out + said.err
        assert not any(piece in host for host in asked)


def test_the_drivers_own_words_show_no_secret() -> None:
    dsn = read_dsn(SECRETS["ALBUMSYNC_DATABASE_URL"])
    with pytest.raises(AlbumSyncError) as refused:
        connected(dsn)
    assert_hidden(f"{refused.value!r} {refused.value}", RANDOM[4])
    assert_hidden(str(connection_error(ValueError(), dsn)), RANDOM[4])


def test_the_process_list_shows_no_secret(standing: Stage, nowhere: Path) -> None:
    """Arguments are everybody's to read; the environment is the owner's alone."""
    child = subprocess.Popen(
        [sys.executable, "-m", "albumsync_dagster.cli", "drift"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        lines = [
            path.read_bytes().decode(errors="replace")
            for path in Path("/proc").glob("[0-9]*/cmdline")
            if readable(path)
        ]
    finally:
        child.communicate(timeout=200)
    assert any("albumsync_dagster.cli" in line for line in lines)
    password = urlsplit(standing.database_url).password or ""
    assert_hidden("\n".join(lines), *secrets_of(standing.environment()), password)


def readable(path: Path) -> bool:
    try:
        path.read_bytes()
    except OSError:
        return False
    return True


def test_the_pieces_that_are_looked_for_are_those_of_the_random_part() -> None:
    assert list(pieces("sb_secret_0123456789")) == ["01234567", "12345678", "23456789"]
    assert len(list(pieces(RANDOM[0]))) == len(RANDOM[0]) - 7
