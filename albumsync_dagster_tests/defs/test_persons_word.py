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
