"""A person's word in Dagster: three runs of ``sync_albums`` leave it alone."""

from __future__ import annotations

import pytest

from albumsync_dagster_tests.defs.conftest import Dagster

CHOSEN = "Our first win"


@pytest.mark.parametrize("verdict", ["edit", "typed in SmugMug"])
def test_a_name_that_a_person_chose_lasts_through_three_runs_of_the_job(dagster: Dagster, verdict: str) -> None:
    assert dagster.sync("Alb001").success
    if verdict == "edit":
        dagster.stage.connection.execute(
            "insert into album_name_decisions (album_key, verdict, name) values ('Alb000', 'edit', %s)", [CHOSEN]
        )
    else:
        dagster.stage.simulator.state.rename("Alb000", CHOSEN)
    for _ in range(3):
        assert dagster.sync().success
    album = dagster.stage.truth().albums["Alb000"]
    assert (album.name, set(album.rows)) == (CHOSEN, {CHOSEN})


def test_a_name_that_was_accepted_before_the_photos_changed_waits_through_three_runs_of_the_job(
    dagster: Dagster,
) -> None:
    present = dagster.stage.truth().albums["Alb000"].name
    assert dagster.materialize("smugmug_albums").success
    assert dagster.materialize("canonical_name_proposals", first="Alb000").success
    dagster.stage.connection.execute(
        "insert into album_name_decisions (album_key, verdict) values ('Alb000', 'accept')"
    )
    dagster.stage.connection.execute(
        """update smugmug_albums set capture_days = '{"days": {"2025-05-31": 3}, "video_days": {}, "undated": 0}'"""
        " where album_key = 'Alb000'"
    )
    for _ in range(3):
        assert dagster.sync().success
    assert dagster.stage.truth().albums["Alb000"].name == present
