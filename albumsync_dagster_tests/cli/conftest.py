"""The commands run against a small account on real servers; a scene for each test."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from albumsync_dagster.cli import main
from albumsync_dagster.settings import Settings, variable
from albumsync_dagster_tests.support.stage import Stage


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """What ``--json`` printed; fails where it is not one JSON document."""
        found: dict[str, Any] = json.loads(self.out)
        return found


Run = Callable[..., Said]


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty working folder, and an environment without a single setting."""
    monkeypatch.chdir(tmp_path)
    for name in (*map(variable, Settings.model_fields), "VITE_SUPABASE_URL", "SUPABASE_SERVICE_ROLE_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


@pytest.fixture
def albumsync(nowhere: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Runs the command in this process, in an empty folder and without settings."""

    def run(*arguments: str) -> Said:
        capfdbinary.readouterr()
        code = main(arguments)
        out, err = capfdbinary.readouterr()
        return Said(code, out.decode(), err.decode())

    return run


@pytest.fixture
def standing(servers: Stage, nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A gallery in whatever state, for commands that fail before they change anything; faults of other tests end."""
    if not servers.is_set:
        servers.set_scene(4)
    servers.simulator.faults.clear()
    return _pointed_at(servers, monkeypatch)


@pytest.fixture
def gallery(servers: Stage, nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Four albums of three photos whose names lack the day, three that are right; the environment points there."""
    servers.set_scene(4)
    return _pointed_at(servers, monkeypatch)


def _pointed_at(servers: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    for name, value in servers.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("ALBUMSYNC_REQUESTS_PER_SECOND", "50")
    return servers
