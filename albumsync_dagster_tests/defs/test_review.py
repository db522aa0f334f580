"""The review in Dagster: the table of what waits, verdicts as config, and the sensor that carries them out."""

from __future__ import annotations

import dagster as dg
import pytest
import yaml

from albumsync_dagster_tests.defs.conftest import Dagster, why

OLD_NAME = "Harbor Cup 1 - Stars vs Thunder - May 28, 2025"
NEW_NAME = "Harbor Cup 1 - Stars vs Thunder - May 30, 2025"


@pytest.fixture
def doubtful(dagster: Dagster) -> Dagster:
    """An album whose name gives a day that its photos contradict; all others are renamed."""
    dagster.stage.simulator.state.rename("Alb000", OLD_NAME)
    dagster.stage.connection.execute("update smugmug_albums set name = %s where album_key = 'Alb000'", [OLD_NAME])
    dagster.stage.connection.execute("update photo_metadata set album_name = %s where album_key = 'Alb000'", [OLD_NAME])
    assert dagster.sync().success
    return dagster


def tick(dagster: Dagster, cursor: str | None) -> dg.SensorResult:
    sensor = dagster.defs.get_repository_def().get_sensor_def("decisions_made")
    with dg.build_sensor_context(instance=dagster.instance, cursor=cursor) as context:
        result = sensor(context)
    assert isinstance(result, dg.SensorResult)
    return result


def test_all_that_waits_is_one_table_and_what_it_shows_can_be_pasted_into_the_job(
    doubtful: Dagster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALBUMSYNC_REVIEW_URL", "https://review.example.org")
    shown = doubtful.shown(doubtful.materialize("name_review"), "name_review")[""]
    assert (shown["waiting"], shown["review_page"]) == (1, "https://review.example.org")
    (row,) = shown["questions"].records
    assert (row.data["present_name"], row.data["proposed_name"]) == (OLD_NAME, NEW_NAME)
    began = tick(doubtful, None)
    assert not began.run_requests

    accept = row.data["accept_it_with"]
    only_looked = doubtful.run("review_names", {"accept": [accept]})
    assert only_looked.success
    assert not tick(doubtful, began.cursor).run_requests
    assert doubtful.run("review_names", {"accept": [accept], "mode": "apply", "decided_by": "kim"}).success
    decided = tick(doubtful, began.cursor)
    (request,) = decided.run_requests or []
    assert request.run_config == {"albums": ["Alb000"], "mode": "apply"}
    assert doubtful.run("sync_albums", request.run_config).success
    album = doubtful.stage.truth().albums["Alb000"]
    assert (album.name, set(album.rows)) == (NEW_NAME, {NEW_NAME})
    assert not tick(doubtful, decided.cursor).run_requests
    changed_by = doubtful.stage.connection.execute(
        "select changed_by, reason from album_name_changes where album_key = 'Alb000' order by sequence desc limit 1"
    ).fetchone()
    assert changed_by == ("kim", "decision")


def test_the_page_of_a_held_album_has_what_accepts_it(doubtful: Dagster) -> None:
    held = doubtful.shown(doubtful.materialize("album_renames", first="Alb000"), "album_renames")["Alb000"]
    snippet = held["to_accept_it"].partition("```yaml\n")[2].partition("```")[0]
    assert doubtful.run("review_names", yaml.safe_load(snippet)).success
    assert doubtful.sync("Alb000").success
    assert doubtful.stage.truth().albums["Alb000"].name == NEW_NAME


def test_a_verdict_on_another_proposal_and_an_empty_name_are_refused_and_the_others_are_stored(
    doubtful: Dagster,
) -> None:
    result = doubtful.run(
        "review_names",
        {"mode": "apply", "accept": ["Alb000@0123456789ab"], "keep": ["Kep000"], "edit": {"Kep001": " "}},
    )
    assert why(result).startswith("2 of 3 verdicts were not stored.")
    stored = doubtful.stage.connection.execute("select album_key, verdict from album_name_decisions").fetchall()
    assert stored == [("Kep000", "keep")]


def test_two_verdicts_on_one_album_are_refused_as_a_whole(doubtful: Dagster) -> None:
    result = doubtful.run("review_names", {"mode": "apply", "accept": ["Alb000"], "keep": ["x:Alb000"]})
    assert "has two answers" in why(result)
    assert doubtful.stage.connection.execute("select from album_name_decisions").fetchall() == []


@pytest.mark.parametrize("cut_off", ["Alb000@", "Alb000@1", " Alb000@0123456789a "])
def test_what_is_to_be_accepted_is_not_taken_where_it_was_copied_in_part(doubtful: Dagster, cut_off: str) -> None:
    """`Alb000@` accepted whatever was proposed by then, which nobody had seen."""
    assert "is cut off" in why(doubtful.run("review_names", {"accept": [cut_off], "mode": "apply"}))
