"""demo and sandbox: the whole outside world as one process, started and ended by the command."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from albumsync_dagster.cli.sandboxing import state_folder
from albumsync_dagster_tests.cli.test_network_settings import HARMLESS, assert_tidy


def running_in(folder: Path) -> list[str]:
    """Command lines of processes that work on a folder, as the system tells them."""
    ended = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    return [line for line in ended.stdout.splitlines() if str(folder) in line]


def test_the_demo_shows_the_whole_path_behind_a_proxy_that_nobody_runs_and_leaves_nothing_running(
    nowhere: Path,
) -> None:
    # A setting of the user's own, which must neither be used nor touched.
    (nowhere / ".env").write_text("SUPABASE_URL=https://mine.supabase.co\nALBUMSYNC_AFTER_SYNC=mine\n")
    ended = subprocess.run(
        [sys.executable, "-m", "albumsync_dagster.cli", "demo"],
        env={**os.environ, **dict(HARMLESS), "HTTPS_PROXY": "http://127.0.0.1:9"},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert_tidy(ended.stderr)
    told = ended.stdout
    assert "\x1b" not in told
    lines = told.splitlines()
    assert max(len(line) for line in lines) <= 80
    assert len(lines) < 60
    in_order = (
        "$ albumsync pull",
        "$ albumsync plan",
        "44 photos were taken on Dec 6, 2022; the name says Jan 1,",
        "more: albumsync plan --decision rename",
        "you decide: albumsync review",
        "$ albumsync apply --yes --allow-large",
        "renamed, 1 healed, 7 held",
        "$ albumsync verify --acknowledge all",
        "every row carries SmugMug's name.",
        "38 rows of 1 deleted album left as they are, as acknowledged.",
        "$ albumsync undo --album-key J7jmqP --yes",
        "1,500 rows, taken back",
        "sandbox --review",
        "sandbox --dagster",
        "albumsync login",
    )
    places = [told.find(words) for words in in_order]
    assert -1 not in places, told
    assert places == sorted(places), told
    assert running_in(nowhere) == []


def test_the_sandbox_keeps_running_until_it_is_told_to_end(nowhere: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "albumsync_dagster.cli", "sandbox", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=nowhere,
    )
    env_file = nowhere / ".albumsync" / "sandbox.env"
    try:
        deadline = time.monotonic() + 200
        while not env_file.exists():
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert env_file.stat().st_mode & 0o777 == 0o600
        exported = subprocess.run(
            ["sh", "-c", "set -a; . .albumsync/sandbox.env; exec env -0"],
            capture_output=True,
            text=True,
            check=True,
            cwd=nowhere,
        )
        environment = dict(pair.split("=", 1) for pair in exported.stdout.split("\0") if pair)
        there = subprocess.run(
            [sys.executable, "-m", "albumsync_dagster.cli", "doctor", "--json"],
            capture_output=True,
            text=True,
            env=environment,
            check=False,
            timeout=200,
        )
        assert json.loads(there.stdout)["healthy"] is True
    finally:
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=200)
    assert process.returncode == 0
    assert json.loads(out)["environment"]["SUPABASE_URL"] == environment["SUPABASE_URL"]
    assert "set -a; . .albumsync/sandbox.env; set +a" in err
    assert "The sandbox has ended." in err
    assert not env_file.exists()
    assert running_in(nowhere) == []


def test_a_second_sandbox_in_the_same_folder_says_how_to_start_it_beside_the_first(nowhere: Path) -> None:
    state = nowhere / "state" / "postgres"
    state.mkdir(parents=True)
    with (state / "lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        ended = subprocess.run(
            [sys.executable, "-m", "albumsync_dagster.cli", "sandbox", "--state", "state"],
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
        )
    assert ended.returncode == 1
    assert "Another sandbox uses the folder" in ended.stderr
    assert "`--state FOLDER`" in ended.stderr
    assert "`make dev STATE=FOLDER`" in ended.stderr


def test_a_folder_that_can_not_be_written_sends_the_sandbox_to_the_cache(nowhere: Path) -> None:
    assert state_folder(None) == Path(".albumsync")
    assert state_folder(Path("elsewhere")) == Path("elsewhere")
    if os.geteuid() != 0:
        nowhere.chmod(0o500)
        assert state_folder(None).name == "albumsync"
        nowhere.chmod(0o700)
