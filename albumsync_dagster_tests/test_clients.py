"""One factory for the command line and Dagster: which settings it wants, and that its clients have the patience set."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import dagster as dg
import pytest

from albumsync_dagster.clients import open_smugmug, open_systems, smugmug_client, supabase_client
from albumsync_dagster.defs.factory import build_defs
from albumsync_dagster.errors import SettingsError
from albumsync_dagster.settings import Settings, load_settings, variable
from albumsync_dagster.smugmug import SmugMugUnavailable
from albumsync_dagster_tests.support.stage import Stage
from albumsync_dagster_tests.support.trap import Call, Moment, Trap
from albumsync_dagster_tests.support.trap import Fault as TrapFault
from albumsync_sandbox.smugmug import Fault, FaultKind


@pytest.fixture
def failing(servers: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Trap:
    """A SmugMug that answers 503 to everything, for a command whose patience is 0; its calls are counted."""
    servers.set_scene(2)
    servers.simulator.faults.inject(Fault(FaultKind.UNAVAILABLE), times=None)
    for name, value in servers.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("ALBUMSYNC_PATIENCE", "0")
    monkeypatch.chdir(tmp_path)
    trap = Trap()
    servers.set_trap(trap)
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


ASK_IN_A_LOOP = """
from concurrent.futures import ThreadPoolExecutor
from albumsync_dagster.clients import open_smugmug
from albumsync_dagster.settings import load_settings
with open_smugmug(load_settings()) as client, ThreadPoolExecutor(4) as threads:
    client.account()
    list(threads.map(client.album, ["Alb000"] * 38))
"""


def test_two_processes_together_ask_no_faster_than_the_setting(
    servers: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As two workers of runs on different machines do: what they share is the database."""
    servers.set_scene(1)
    at: list[float] = []

    def note(call: Call, moment: Moment) -> None:
        if call.server == "smugmug" and moment is Moment.BEFORE:
            at.append(time.monotonic())

    servers.set_trap(Trap(on_call=note))
    environment = {**os.environ, **servers.environment(), "ALBUMSYNC_REQUESTS_PER_SECOND": "20"}
    command = [sys.executable, "-c", ASK_IN_A_LOOP]
    both = [subprocess.Popen(command, env=environment, cwd=tmp_path) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    servers.set_trap(Trap())
    assert len(at) == 80
    # One late request at either end: each process may use a turn one interval late.
    assert max(at) - min(at) >= (80 - 1 - 2) / 20
    (turns,) = servers.connection.execute("select count(*) from albumsync_pace").fetchone() or (0,)
    assert turns == 1


@pytest.mark.parametrize("ahead", ["5 hours", "32 years"])
def test_turns_far_ahead_are_not_waited_for(
    servers: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ahead: str
) -> None:
    """One process with a pace of hours took them and ended, or the clock of the database went back."""
    servers.set_scene(1)
    servers.connection.execute(
        "insert into albumsync_pace (next_at) values (now() + %(ahead)s::interval)"
        " on conflict (only_row) do update set next_at = excluded.next_at",
        {"ahead": ahead},
    )
    for name, value in servers.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    with supabase_client(load_settings()) as supabase:
        waits = [supabase.take_turns(1, interval_seconds=5) for _ in range(3)]
    assert [round(wait / 5) for wait in waits] == [0, 1, 2]


def test_without_the_database_a_process_asks_smugmug_at_its_own_pace_and_says_so(
    servers: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    servers.set_scene(1)
    for name, value in servers.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    servers.set_trap(Trap(fault_on="albumsync_take_turns", fault=TrapFault("outage", Moment.BEFORE)))
    with caplog.at_level("INFO"), open_smugmug(load_settings()) as client:
        assert client.album("Alb000").album_key == "Alb000"
        assert client.album("Alb000").album_key == "Alb000"
    servers.set_trap(Trap())
    assert [record.message.partition(";")[0] for record in caplog.records if "shared pace" in record.message] == [
        "The shared pace for SmugMug could not be read"
    ]
