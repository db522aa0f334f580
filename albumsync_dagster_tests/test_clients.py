"""One factory for the command line and Dagster: which settings it wants, and that its clients have the patience set."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from albumsync_dagster.clients import open_systems, smugmug_client
from albumsync_dagster.defs.factory import build_defs
from albumsync_dagster.errors import SettingsError
from albumsync_dagster.settings import Settings, load_settings, variable
from albumsync_dagster.smugmug import SmugMugUnavailable
from albumsync_dagster_tests.support.stage import Stage
from albumsync_dagster_tests.support.trap import Trap
from albumsync_sandbox.smugmug import Fault, FaultKind


@pytest.fixture
def failing(theatre: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Trap:
    """A SmugMug that answers 503 to everything, for a command whose patience is 0; its calls are counted."""
    theatre.set_scene(2)
    theatre.simulator.faults.inject(Fault(FaultKind.UNAVAILABLE), times=None)
    for name, value in theatre.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("ALBUMSYNC_PATIENCE", "0")
    monkeypatch.chdir(tmp_path)
    trap = Trap()
    theatre.set_trap(trap)
    return trap


def asked(trap: Trap) -> int:
    return sum(call.server == "smugmug" for call in trap.calls)


def test_one_error_names_every_setting_that_either_side_lacks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (*map(variable, Settings.model_fields), "VITE_SUPABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SMUGMUG_API_KEY", "k")
    settings = load_settings()
    wanted = "SMUGMUG_API_SECRET, SMUGMUG_ACCESS_TOKEN, SMUGMUG_ACCESS_TOKEN_SECRET, SUPABASE_URL"
    with pytest.raises(SettingsError, match=wanted), open_systems(settings):
        pass


def test_a_client_without_patience_asks_a_failing_server_once(failing: Trap) -> None:
    with smugmug_client(load_settings()) as client, pytest.raises(SmugMugUnavailable):
        client.albums()
    assert asked(failing) == 1


def test_a_run_of_dagster_has_the_patience_of_the_settings(failing: Trap) -> None:
    # The settings are read when the definitions are made, so these are made in the environment of the test.
    job = build_defs().resolve_job_def("refresh_albums")
    with dg.DagsterInstance.ephemeral() as instance:
        assert not job.execute_in_process(instance=instance, raise_on_error=False).success
    assert asked(failing) == 1
