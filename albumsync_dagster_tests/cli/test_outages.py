"""One side gone, or the disk full: one sentence, a fix, exit code 1, and nothing half-written."""

from __future__ import annotations

import resource
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from albumsync_dagster_tests.cli.conftest import Run
from albumsync_dagster_tests.support.stage import Stage

NOBODY = "http://127.0.0.1:1"
ASKING_SMUGMUG = ["pull", "apply --yes", "apply --dry-run", "verify", "heal", "backfill-keys", "login --no-browser"]
ASKING_SUPABASE = [
    "pull",
    "plan",
    "apply --yes",
    "apply --dry-run",
    "verify",
    "heal",
    "undo --since 1d --yes",
    "backfill-keys",
    "history",
    "health",
]


@pytest.mark.parametrize(
    ("command", "name"),
    [
        *((command, "SMUGMUG_API_BASE") for command in ASKING_SMUGMUG),
        *((command, "SUPABASE_URL") for command in ASKING_SUPABASE),
        ("migrate", "ALBUMSYNC_DATABASE_URL"),
    ],
)
def test_an_outage_of_one_side_is_one_sentence_and_a_fix(
    gallery: Stage, albumsync: Run, monkeypatch: pytest.MonkeyPatch, command: str, name: str
) -> None:
    monkeypatch.setenv("ALBUMSYNC_PATIENCE", "0")
    monkeypatch.setenv(name, NOBODY if name != "ALBUMSYNC_DATABASE_URL" else "postgresql://me:hidden@127.0.0.1:1/none")
    before = gallery.truth().albums
    said = albumsync(*command.split())
    assert said.code == 1
    sentence, fix = said.err.splitlines()
    assert "cannot be reached" in sentence
    assert name in fix
    assert "hidden" not in said.err
    assert gallery.truth().albums == before


@pytest.mark.parametrize("name", ["SMUGMUG_API_BASE", "SUPABASE_URL"])
def test_undo_of_a_change_leaves_it_as_it_is_while_one_side_is_gone(
    gallery: Stage, albumsync: Run, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    assert albumsync("apply", "--yes", "--limit", "1").code == 0
    before = gallery.truth()
    monkeypatch.setenv("ALBUMSYNC_PATIENCE", "0")
    with monkeypatch.context() as outage:
        outage.setenv(name, NOBODY)
        said = albumsync("undo", "--since", "1d", "--yes")
    assert said.code == 1
    assert len(said.err.splitlines()) == 2
    assert gallery.truth() == before
    assert albumsync("undo", "--since", "1d", "--yes").code == 0


@pytest.mark.parametrize("option", ["--out", "--csv"])
def test_a_disk_that_fills_up_leaves_the_old_file_and_nothing_beside_it(
    standing: Stage, nowhere: Path, option: str
) -> None:
    (nowhere / "plan").write_text("the plan of yesterday")
    ended = subprocess.run(
        [sys.executable, "-m", "albumsync_dagster.cli", "plan", option, "plan"],
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
        # The system allows no file of more than 100 bytes: the write starts and cannot be finished.
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)),
    )
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.splitlines() == [
        "The file plan cannot be written: File too large.",
        "Free some space or choose another place.",
    ]
    assert [path.name for path in nowhere.iterdir()] == ["plan"]
    assert (nowhere / "plan").read_text() == "the plan of yesterday"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("option", ["--out", "--csv"])
def test_a_device_is_written_to_and_not_replaced(standing: Stage, nowhere: Path, albumsync: Run, option: str) -> None:
    """A rename over a device, which root may do, would put a file in its place."""
    # A link, so that a defect replaces the link and not the device.
    (nowhere / "full").symlink_to("/dev/full")
    said = albumsync("plan", option, "full")
    assert said.code == 1
    assert said.err.startswith("The file full cannot be written: No space left on device.")
    assert stat.S_ISCHR((nowhere / "full").stat().st_mode)


def test_a_link_to_a_file_stays_one(standing: Stage, nowhere: Path, albumsync: Run) -> None:
    (nowhere / "kept").mkdir()
    (nowhere / "plan.json").symlink_to("kept/plan.json")
    assert albumsync("plan", "--out", "plan.json").code == 0
    assert (nowhere / "plan.json").is_symlink()
    assert (nowhere / "kept/plan.json").stat().st_size > 100
