"""The steps of the README that show output, done on the sandbox: every line shown is printed, blanks and ids aside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from albumsync_dagster.cli.sandboxing import environment_of
from albumsync_dagster_tests.cli.conftest import Run
from albumsync_dagster_tests.support.docs import ROOT
from albumsync_sandbox import sandbox

ACCOUNT = re.compile(r"^## Your own account\n(.*?)^## ", re.MULTILINE | re.DOTALL)
STEP = re.compile(r"^\d+\. (.*?)(?=^\d+\. |\Z)", re.MULTILINE | re.DOTALL)


def shown() -> list[tuple[str, list[str]]]:
    """Each command of the numbered steps with the lines that the README shows of its output."""
    section = ACCOUNT.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert section
    found: list[tuple[str, list[str]]] = []
    for step in STEP.findall(section[1]):
        for block in re.findall(r"^ *```\n(.*?)^ *```$", step, re.MULTILINE | re.DOTALL):
            lines = [line.strip() for line in block.splitlines() if line.strip()]
            if not lines[0].startswith("$ albumsync "):
                # Commands of the shell and of Dagster, without output.
                continue
            for line in lines:
                if line.startswith("$ albumsync "):
                    found.append((line.removeprefix("$ albumsync "), []))
                else:
                    found[-1][1].append(line)
    return found


def plain(line: str) -> str:
    """A line without what differs from run to run: ids of runs, and how wide the columns are."""
    return re.sub(r"\d{8}-\d{6}-[0-9a-f]{4}", "RUN", " ".join(line.split()))


@pytest.fixture
def gallery_of_the_readme(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with sandbox(nowhere / "state") as world:
        for name, value in environment_of(world).items():
            monkeypatch.setenv(name, value)
        yield


@pytest.mark.usefixtures("gallery_of_the_readme")
def test_every_line_that_the_readme_shows_of_a_command_is_printed(albumsync: Run) -> None:
    steps = shown()
    in_order = ["doctor", "pull", "backfill-keys", "plan", "apply", "verify", "undo", "apply", "verify"]
    assert [command.split()[0] for command, _ in steps] == in_order
    for command, lines in steps:
        said = albumsync(*command.split())
        # The README says of the one that renames all of them that albums are left which wait for a person.
        assert said.code == (3 if command == "apply --yes" else 0), f"{command}:\n{said.out}{said.err}"
        printed = [plain(line) for line in said.out.splitlines()]
        assert [line for line in lines if plain(line) not in printed] == [], f"{command}:\n{said.out}{said.err}"
