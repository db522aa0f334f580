"""Rows of albums that were deleted in SmugMug: known, left as they are, and red no longer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from albumsync_dagster_tests.cli.conftest import Run
from albumsync_dagster_tests.support.stage import Stage


@pytest.fixture
def deleted(gallery: Stage, albumsync: Run) -> str:
    """The key of an album that SmugMug no longer has and whose photo rows are still there."""
    gallery.simulator.state.delete_album("Kep002")
    assert albumsync("verify").code == 3
    return "Kep002"


@pytest.mark.parametrize("keys", ["Kep002", "all"])
def test_rows_of_a_deleted_album_turn_nothing_red_once_somebody_acknowledged_them(
    deleted: str, gallery: Stage, albumsync: Run, keys: str
) -> None:
    rows = gallery.connection.execute("select count(*) from photo_metadata where album_key = %s", [deleted]).fetchone()
    said = albumsync("verify", "--acknowledge", keys, "--changed-by", "Kim")
    assert said.code == 0, said.out
    assert "3 rows of 1 deleted album left as they are, as acknowledged." in " ".join(said.out.split())
    assert albumsync("verify").code == 0
    health = albumsync("health", "--json").document
    assert (health["photos_acknowledged"], health["photos_of_unknown_albums"]) == (3, 0)
    left = gallery.connection.execute("select count(*) from photo_metadata where album_key = %s", [deleted]).fetchone()
    assert left == rows


@pytest.mark.parametrize("keys", ["Kep002", "all"])
def test_an_acknowledgement_is_taken_back(deleted: str, albumsync: Run, keys: str) -> None:
    """`--forget all` and a key with a slip of the pen took nothing back, and ended with 0."""
    albumsync("verify", "--acknowledge", deleted)
    wrong = albumsync("verify", "--forget", "kep002")
    assert (wrong.code, "No album with the key kep002" in wrong.err) == (2, True)
    taken_back = albumsync("verify", "--forget", keys, "--json")
    assert (taken_back.code, taken_back.document["unknown_albums"]) == (3, {"Kep002": 3})
    assert albumsync("verify").code == 3


def test_known_albums_are_passed_over_for_one_run(deleted: str, albumsync: Run, tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    known.write_text(json.dumps(albumsync("verify", "--json").document))
    assert albumsync("verify", "--except", str(known)).code == 0
    # The list of an editor that saves a byte order mark was "not a list of album keys".
    known.write_text(json.dumps([deleted]), encoding="utf-8-sig")
    assert albumsync("verify", "--except", str(known)).code == 0
    assert albumsync("verify").code == 3
    known.write_text("no list")
    assert albumsync("verify", "--except", str(known)).code == 2


def test_an_album_that_smugmug_has_cannot_be_acknowledged(deleted: str, albumsync: Run) -> None:
    said = albumsync("verify", "--acknowledge", "Alb000")
    assert said.code == 2
    assert albumsync("verify").code == 3
