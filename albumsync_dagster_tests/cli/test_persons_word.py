"""A person's word on the command line: whatever way it was given, three unattended runs leave it alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from albumsync_dagster_tests.cli.conftest import Run
from albumsync_dagster_tests.support.stage import Stage

OLD = "Harbor Cup 1 - Stars vs Thunder"
PROPOSED = "Harbor Cup 1 - Stars vs Thunder - May 30, 2025"


def typed_in_smugmug(gallery: Stage, albumsync: Run) -> str:
    gallery.simulator.state.rename("Alb000", "Our first win")
    return "Our first win"


def edited_in_a_plan(gallery: Stage, albumsync: Run) -> str:
    assert albumsync("plan", "--out", "plan.json").code == 0
    plan = Path("plan.json")
    # Editors put a byte order mark before a file that they save.
    plan.write_text(plan.read_text().replace(PROPOSED, "Our first win, by hand"), encoding="utf-8-sig")
    assert albumsync("apply", "plan.json", "--yes", "--album-key", "Alb000").code == 0
    return "Our first win, by hand"


def chosen(gallery: Stage, albumsync: Run) -> str:
    assert albumsync("plan").code == 0
    assert albumsync("decide", "Alb000", "--name", "The name I chose").code == 0
    return "The name I chose"


def kept(gallery: Stage, albumsync: Run) -> str:
    assert albumsync("plan").code == 0
    assert albumsync("decide", "Alb000", "--keep").code == 0
    return OLD


def kept_with_a_blank_behind(gallery: Stage, albumsync: Run) -> str:
    """It lapsed at once: the album had "another name", the one without the blank."""
    name = f"{OLD}  "
    gallery.simulator.state.rename("Alb000", name)
    assert albumsync("pull").code == 0
    assert albumsync("plan").code == 0
    assert albumsync("decide", "Alb000", "--keep").code == 0
    return name


def edited_in_its_blanks_alone(gallery: Stage, albumsync: Run) -> str:
    """It was said that the next apply renames it, which never did."""
    name = OLD.replace(" - ", "  - ")
    gallery.simulator.state.rename("Alb000", name)
    assert albumsync("pull").code == 0
    assert albumsync("plan").code == 0
    said = albumsync("decide", "Alb000", "--name", OLD)
    assert (said.code, "stays" in said.out) == (0, True)
    return name


def locked(gallery: Stage, albumsync: Run) -> str:
    assert albumsync("plan").code == 0
    assert albumsync("decide", "Alb000", "--lock").code == 0
    return OLD


def accepted_before_the_photos_changed(gallery: Stage, albumsync: Run) -> str:
    """The acceptance lapses: what was accepted was another proposal, so the present name stays and waits."""
    assert albumsync("plan").code == 0
    assert albumsync("decide", "Alb000", "--accept").code == 0
    gallery.connection.execute(
        """update smugmug_albums set capture_days = '{"days": {"2025-05-31": 3}, "video_days": {}, "undated": 0}'"""
        " where album_key = 'Alb000'"
    )
    return OLD


@pytest.mark.parametrize(
    "way",
    [
        typed_in_smugmug,
        edited_in_a_plan,
        chosen,
        kept,
        kept_with_a_blank_behind,
        edited_in_its_blanks_alone,
        locked,
        accepted_before_the_photos_changed,
    ],
)
def test_a_name_that_a_person_chose_lasts_through_three_unattended_runs(
    gallery: Stage, albumsync: Run, way: Callable[[Stage, Run], str]
) -> None:
    name = way(gallery, albumsync)
    for _ in range(3):
        assert albumsync("pull").code == 0
        albumsync("apply", "--yes")
    album = gallery.truth().albums["Alb000"]
    assert (album.name, set(album.rows)) == (name, {name})
    assert albumsync("verify").code == 0


def test_a_withdrawn_word_lets_the_machine_go_on(gallery: Stage, albumsync: Run) -> None:
    typed_in_smugmug(gallery, albumsync)
    albumsync("pull")
    albumsync("plan")
    assert albumsync("decide", "--withdraw", "--since", "1h").code == 0
    albumsync("apply", "--yes")
    assert gallery.truth().albums["Alb000"].name == "Our first win - May 30, 2025"
