"""Windows and systems without the sandbox's parts, simulated: what POSIX alone has cannot be imported."""

from __future__ import annotations

import os
import pkgutil
import subprocess
import sys
import tomllib
from importlib.metadata import metadata
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

import albumsync_dagster
from albumsync_dagster.cli.output import write_whole
from albumsync_dagster_tests.cli.conftest import Said
from albumsync_dagster_tests.support.docs import ROOT

POSIX_ONLY = ("fcntl", "termios", "tty", "pty", "pwd", "grp", "resource", "readline")
DAGSTERS = ("albumsync_dagster.defs", "albumsync_dagster.definitions", "albumsync_dagster.dagster_values")
"""Dagster decides itself what it imports where."""


def without(*modules: str, code: str) -> Said:
    blocked = f"import sys; sys.modules.update(dict.fromkeys({modules!r}))\n"
    ended = subprocess.run(
        [sys.executable, "-c", blocked + code],
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    return Said(ended.returncode, ended.stdout, ended.stderr)


def test_every_module_of_the_product_can_be_imported_where_there_is_no_posix() -> None:
    names = [module.name for module in pkgutil.walk_packages(albumsync_dagster.__path__, "albumsync_dagster.")]
    ours = [name for name in names if not name.startswith(DAGSTERS) and not name.endswith("__main__")]
    said = without(*POSIX_ONLY, code=f"import importlib\nfor name in {ours!r}: importlib.import_module(name)")
    assert (said.code, said.err) == (0, "")


@pytest.mark.parametrize("command", ["sandbox", "demo"])
def test_the_sandbox_says_in_one_sentence_where_it_runs(command: str, tmp_path: Path) -> None:
    code = f"from albumsync_dagster.cli import main; sys.exit(main([{command!r}, '--state', {str(tmp_path)!r}]))"
    said = without(*POSIX_ONLY, code=code)
    assert said.code == 1
    assert said.err.splitlines()[-2:] == [
        "The sandbox needs Linux or macOS.",
        "On Windows run `albumsync demo` and `albumsync sandbox` in WSL; every other command works here.",
    ]
    assert "Traceback" not in said.err


@pytest.mark.parametrize("command", ["--help", "--version", "doctor", "name"])
def test_a_command_works_where_there_is_no_posix(command: str) -> None:
    code = f"from albumsync_dagster.cli import main; sys.exit(main([{command!r}]))"
    said = without(*POSIX_ONLY, code=code)
    assert "Traceback" not in said.err
    assert "This is a bug" not in said.err


def test_a_file_is_closed_before_it_takes_the_place_of_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows renames no file that is open."""
    open_then: list[str] = []
    replace = Path.replace

    def look(self: Path, target: Path) -> Path:
        for number in os.listdir("/proc/self/fd"):
            link = Path("/proc/self/fd", number)
            open_then.extend([str(self)] if link.exists() and link.resolve() == self.resolve() else [])
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", look)
    write_whole(tmp_path / "plan.json", b"{}")
    assert (tmp_path / "plan.json").read_bytes() == b"{}"
    assert open_then == []


def test_the_range_of_pythons_has_an_end_and_lies_within_dagsters() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    ours = SpecifierSet(project["requires-python"])
    dagsters = SpecifierSet(metadata("dagster")["Requires-Python"])
    versions = [f"3.{minor}" for minor in range(8, 30)]
    assert [version for version in versions if version in ours] == ["3.11", "3.12", "3.13", "3.14"]
    assert [version for version in versions if version in ours and version not in dagsters] == []
    tested = [each.rpartition(" ")[2] for each in project["classifiers"] if "Python :: 3." in each]
    assert [version for version in tested if version not in ours] == []


@pytest.mark.parametrize("name", [".env", "sandbox.env", "mine.env", ".env.production"])
def test_a_file_of_credentials_is_kept_out_of_git(name: str) -> None:
    patterns = (ROOT / ".gitignore").read_text().splitlines()
    assert any(Path(name).match(pattern) for pattern in patterns if pattern and not pattern.startswith("!"))
    assert "!.env.example" in patterns
