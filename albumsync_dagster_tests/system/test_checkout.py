"""A fresh clone with a fresh HOME is a project that Dagster's own tools load; the files of ``deploy`` pass checkers.

Here: what can be said of the files alone. Not here: processes that run as ``deploy`` describes them (``defs``).
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from albumsync_dagster_tests.support.docs import ROOT

BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clone") / "albumsync"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    return folder


@pytest.mark.system("git")
@pytest.mark.parametrize(
    "command",
    [
        "dg check defs",
        "dg list defs",
        "dg list components",
        "dagster definitions validate -m albumsync_dagster.definitions",
    ],
)
def test_dagsters_tools_load_a_fresh_clone_without_any_variable(clone: Path, tmp_path: Path, command: str) -> None:
    # Nothing but what finds the programs: no DAGSTER_HOME, no credentials, an empty HOME.
    environment = {"HOME": str(tmp_path), "VIRTUAL_ENV": str(BIN.parent), "PATH": f"{BIN}:/usr/bin:/bin"}
    program, *arguments = command.split()
    done = subprocess.run(
        [str(BIN / program), *arguments], cwd=clone, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    left = {path.name for path in clone.iterdir()} - {path.name for path in ROOT.iterdir()}
    assert not {name for name in left if not name.startswith(".")}


@pytest.mark.system("systemd-analyze")
@pytest.mark.parametrize("name", ["code", "daemon", "web"])
def test_systemd_takes_the_units(tmp_path: Path, name: str) -> None:
    """The program and the user are not on this machine; everything else that systemd finds fault with is a fault."""
    unit = tmp_path / f"albumsync-{name}.service"
    text = (ROOT / "deploy" / "systemd" / unit.name).read_text()
    unit.write_text(text.replace("/opt/albumsync/bin/", f"{BIN}/").replace("User=albumsync", f"User={os.getuid()}"))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False
    )
    assert [line for line in done.stderr.splitlines() if unit.name in line] == []
    assert done.returncode == 0, done.stderr


@pytest.mark.system("systemd-analyze")
@pytest.mark.parametrize("name", ["code", "daemon", "web"])
def test_the_units_are_sandboxed(name: str) -> None:
    """Systemd's own measure of what a service may do: 10 is everything; the threshold is in tenths."""
    unit = ROOT / "deploy" / "systemd" / f"albumsync-{name}.service"
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=30", "--no-pager", str(unit)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.system("hadolint")
def test_hadolint_finds_no_fault_in_the_dockerfile() -> None:
    done = subprocess.run(
        [str(BIN / "hadolint"), "--no-color", str(ROOT / "deploy" / "docker" / "Dockerfile")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.system("check-jsonschema")
def test_the_compose_file_follows_the_schema_of_its_specification() -> None:
    """The schema comes with the program: nothing is downloaded."""
    compose = ROOT / "deploy" / "docker" / "compose.yaml"
    done = subprocess.run(
        [str(BIN / "check-jsonschema"), "--builtin-schema", "vendor.compose-spec", str(compose)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
