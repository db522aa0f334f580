"""What is installed where nobody has a checkout: the wheel, made and looked into."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

import pytest

from albumsync_dagster_tests.support.docs import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory, network_of_the_machine: Mapping[str, str]) -> ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    uv = Path(sys.executable).with_name("uv")
    builder = str(uv) if uv.exists() else shutil.which("uv")
    command = (
        [builder, "build", "--quiet", "--wheel", "--out-dir", str(folder), str(ROOT)]
        if builder
        else [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    )
    # The build fetches its backend.
    subprocess.run(command, check=True, timeout=200, env=os.environ | dict(network_of_the_machine))
    (made,) = folder.glob("*.whl")
    return ZipFile(made)


def test_the_wheel_holds_all_that_the_commands_read(wheel: ZipFile) -> None:
    held = set(wheel.namelist())
    expected = {
        f"albumsync_dagster/{path.relative_to(folder)}"
        for folder, pattern in ((ROOT / "albumsync_dagster", "**/*.py"), (ROOT, "migrations/*.sql"))
        for path in folder.glob(pattern)
    }
    sandbox = ROOT / "albumsync_sandbox"
    data = {str(path.relative_to(ROOT)) for path in (*sandbox.rglob("*.py"), *(sandbox / "data").iterdir())}
    single = {f"albumsync_dagster/{name}" for name in ("py.typed", "dagster.yaml", "workspace.yaml")}
    assert data
    assert any(name.endswith(".sql") for name in expected)
    assert (expected | data | single) - held == set()


def test_the_wheel_holds_nothing_else(wheel: ZipFile) -> None:
    outside = [
        name
        for name in wheel.namelist()
        if not name.startswith(("albumsync_dagster/", "albumsync_dagster-", "albumsync_sandbox/"))
    ]
    assert outside == []
    assert [name for name in wheel.namelist() if "test_" in name or "__pycache__" in name] == []


def test_the_command_of_the_wheel_finds_its_migrations_without_the_checkout(wheel: ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)
    script = "from albumsync_dagster.supabase.migrate import migration_files; print(*migration_files(), sep='\\n')"
    found = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path, timeout=200, check=True
    ).stdout.splitlines()
    assert [Path(file).name for file in found] == sorted(path.name for path in (ROOT / "migrations").glob("*.sql"))
    assert [file for file in found if not file.startswith(str(tmp_path))] == []
