"""What the command costs before it does anything, and what it says about itself."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from albumsync_dagster.cli.options import Overwriting, Status
from albumsync_dagster.supabase import ChangeStatus, Overwrite
from albumsync_dagster_tests.cli.conftest import Run

SYNCING = ["pull", "plan", "apply", "verify", "undo", "heal", "history", "health"]
REVIEWING = ["enrich", "review", "decide"]
COMMANDS = ["demo", "sandbox", "login", "migrate", "doctor", "backfill-keys", *SYNCING, *REVIEWING, "name", "drift"]

HEAVY = ("dagster", "pandas", "supabase", "requests", "matplotlib", "starlette", "pydantic", "psycopg", "httpx")


def test_help_loads_neither_a_client_nor_dagster() -> None:
    script = (
        "import sys; from albumsync_dagster.cli import main; code = main(['--help']); "
        f"print(code, [name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=200, check=True)
    assert ended.stderr == "0 []\n"


def test_help_lists_every_command_of_the_design(albumsync: Run) -> None:
    said = albumsync("--help")
    assert said.code == 0
    listed = [line.split()[0] for line in said.out.splitlines() if line.startswith("  ") and line.strip()]
    assert set(COMMANDS) <= set(listed)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example_on_80_columns(albumsync: Run, command: str) -> None:
    said = albumsync(command, "--help")
    assert said.code == 0
    assert f"  albumsync {command}" in said.out or f"| albumsync {command}" in said.out
    assert "..." not in next(line for line in albumsync("--help").out.splitlines() if line.startswith(f"  {command} "))


@pytest.mark.parametrize("command", COMMANDS)
def test_no_help_shows_a_range_as_a_formula(albumsync: Run, command: str) -> None:
    assert not re.search(r"x[<>]=|<=x", albumsync(command, "--help").out)


@pytest.mark.parametrize("command", ["plan", "review", "doctor", "history", "undo", "verify"])
def test_help_uses_the_width_of_the_terminal(albumsync: Run, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    assert max(map(len, albumsync(command, "--help").out.splitlines())) <= 80
    monkeypatch.setenv("COLUMNS", "120")
    assert 80 < max(map(len, albumsync(command, "--help").out.splitlines())) <= 120


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("history", "--limit", "0"), "0 is not allowed; the range is 1 or more."),
        (("history", "--limit", "few"), "'few' is not a whole number."),
        (("review", "--port", "65536"), "65536 is not allowed; the range is 0 to 65535."),
    ],
)
def test_a_number_outside_its_range_is_refused_in_words(albumsync: Run, arguments: tuple[str, ...], why: str) -> None:
    said = albumsync(*arguments)
    assert (said.code, why in said.err) == (2, True)


def test_the_version_is_that_of_the_package(albumsync: Run) -> None:
    from importlib.metadata import version

    assert albumsync("--version").out == f"albumsync {version('albumsync-dagster')}\n"


def test_the_words_of_options_are_those_of_the_values_behind_them() -> None:
    assert {word.value for word in Status} == {status.value for status in ChangeStatus}
    assert {word.value for word in Overwriting} == {word.value for word in Overwrite}
