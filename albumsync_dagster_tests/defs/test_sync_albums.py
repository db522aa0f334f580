"""The job over the whole account, and the jobs for the bad day."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from albumsync_dagster.defs.factory import build_defs
from albumsync_dagster.supabase import NewChange, Reason
from albumsync_dagster_tests.defs.conftest import Dagster, check_results, why
from albumsync_sandbox.smugmug import Fault, FaultKind


def events(dagster: Dagster, result: dg.ExecuteInProcessResult, kind: dg.DagsterEventType) -> int:
    return len(dagster.instance.all_logs(result.run_id, of_type=kind))


def test_everything_that_drifted_is_renamed_and_only_that_is_recorded(dagster: Dagster) -> None:
    result = dagster.sync()
    assert result.success
    renamed = dagster.shown(result, "album_renames")
    assert set(renamed) == {f"Alb00{number}" for number in range(6)}
    assert renamed["Alb005"]["new_name"] == "Harbor Cup 6 - Stars vs Thunder - Jul 4, 2025"
    truth = dagster.stage.truth().albums
    assert all(set(album.rows) == {album.name} for album in truth.values())
    assert truth["Alb005"].name == renamed["Alb005"]["new_name"]
    assert all(each.passed for each in check_results(dagster.run("verify_names")).values())


def test_a_quiet_account_costs_one_observation_and_no_materialization(dagster: Dagster) -> None:
    assert dagster.sync().success
    quiet = dagster.sync()
    assert quiet.success
    assert events(dagster, quiet, dg.DagsterEventType.ASSET_MATERIALIZATION) == 0
    assert events(dagster, quiet, dg.DagsterEventType.ASSET_OBSERVATION) == 1
    assert len(dagster.instance.all_logs(quiet.run_id)) < 40


def test_the_config_is_short_and_names_albums_by_key_or_by_partition(dagster: Dagster) -> None:
    assert dagster.materialize("smugmug_albums").success
    result = dagster.sync("Alb000", dagster.partitions["Alb003"])
    assert set(dagster.shown(result, "album_renames")) == {"Alb000", "Alb003"}


def test_a_plan_of_the_whole_account_is_what_the_job_opens_with_and_writes_nothing(dagster: Dagster) -> None:
    before = dagster.stage.truth()
    result = dagster.run("sync_albums")
    assert result.success
    assert summary(result, "settle_sync")["renamed"] == 6
    assert dagster.stage.truth() == before
    assert events(dagster, result, dg.DagsterEventType.ASSET_MATERIALIZATION) == 0


def test_a_threshold_of_one_run_counts_for_that_run(dagster: Dagster) -> None:
    assert dagster.sync(drift_threshold=90).success
    assert dagster.stage.truth().journal == ()
    assert dagster.sync().success
    assert len(dagster.stage.truth().journal) == 6


def test_an_album_that_smugmug_does_not_have_fails_the_run_after_the_others_were_renamed(dagster: Dagster) -> None:
    result = dagster.sync("Alb000", "i-4Nx9bcd")
    assert not result.success
    assert "i-4Nx9bcd" in why(result)
    assert set(dagster.shown(result, "album_renames")) == {"Alb000"}


def test_an_album_that_is_new_gets_its_partition_before_it_is_renamed(dagster: Dagster) -> None:
    assert dagster.partitions == {}
    result = dagster.sync("Alb002")
    assert set(dagster.shown(result, "album_renames")) == {"Alb002"}
    assert len(dagster.partitions) == 9


def test_what_an_earlier_run_left_open_is_finished_first(dagster: Dagster) -> None:
    # As a worker leaves it that dies between SmugMug and the rows.
    change = NewChange(
        album_key="Alb001",
        old_name="Harbor Cup 2 - Stars vs Thunder",
        new_name="Harbor Cup 2",
        reason=Reason.DRIFT,
    )
    with dagster.database() as client:
        client.journal([change], run_id="a-run-that-died", changed_by="its worker")
    dagster.stage.simulator.state.rename("Alb001", "Harbor Cup 2")
    assert dagster.sync().success
    album = dagster.stage.truth().albums["Alb001"]
    assert set(album.rows) == {album.name}
    assert not [line for line in dagster.stage.truth().journal if line.status in ("planned", "renamed")]


def reconstructed() -> dg.JobDefinition:
    return build_defs().resolve_job_def("sync_albums")


@pytest.mark.parametrize(
    ("refused", "steps"),
    [
        # That nobody knows whether SmugMug renamed them is a result, and fails the last step.
        ((), {"settle_sync"}),
        # Two albums in a row that it does not show end the step, with the first one in the air.
        (("Alb001", "Alb002"), {"rename_batch[batch_1]", "settle_sync"}),
    ],
)
def test_a_run_that_is_re_executed_from_its_failure_finishes_what_it_had_left_open(
    dagster: Dagster, refused: tuple[str, ...], steps: set[str]
) -> None:
    """Its albums were refused, as if the failed run were at work on them, or reported as they had been."""
    before = dagster.stage.truth().albums
    faults = dagster.stage.simulator.faults
    faults.inject(Fault(FaultKind.UNAVAILABLE), method="PATCH", times=None)
    for key in refused:
        faults.inject(Fault(FaultKind.FORBIDDEN_PAGE), method="GET", album_key=key, times=None)
    job, config = dg.reconstructable(reconstructed), {"albums": ["Alb000", "Alb001", "Alb002"], "mode": "apply"}
    with dg.execute_job(job, dagster.instance, run_config=config) as first:
        assert not first.success
    assert "planned" in {line.status for line in dagster.stage.truth().journal}

    # Another machine has none of the files of this one. There is none: steps hand their values on in the event log.
    storage = Path(dagster.instance.storage_directory())
    assert not [*storage.rglob("*")]
    shutil.rmtree(storage, ignore_errors=True)

    faults.clear()
    from_failure = dg.ReexecutionOptions.from_failure(first.run_id, dagster.instance)
    with dg.execute_job(job, dagster.instance, reexecution_options=from_failure) as again:
        assert again.success
        assert {event.step_key for event in again.all_events if event.is_step_success} == steps
    truth = dagster.stage.truth()
    assert {line.status for line in truth.journal} <= {"verified", "abandoned"}
    for key in config["albums"]:
        assert set(truth.albums[key].rows) == {truth.albums[key].name} != set(before[key].rows)


def test_undo_only_looks_unless_told_otherwise_and_then_takes_back_both_sides(dagster: Dagster) -> None:
    assert dagster.sync("Alb000").success
    renamed = dagster.stage.truth().albums["Alb000"]
    only_looked = dagster.run("undo_renames", undo(albums=["Alb000"]))
    assert (only_looked.success, summary(only_looked, "take_back")["renamed"]) == (True, 1)
    assert dagster.stage.truth().albums["Alb000"] == renamed
    assert dagster.run("undo_renames", undo(albums=["Alb000"], mode="apply")).success
    album = dagster.stage.truth().albums["Alb000"]
    assert (album.name, set(album.rows)) == ("Harbor Cup 1 - Stars vs Thunder", {"Harbor Cup 1 - Stars vs Thunder"})


def test_undo_without_a_scope_and_with_a_time_without_zone_says_what_is_missing(dagster: Dagster) -> None:
    assert "Set change, run, albums or since" in why(dagster.run("undo_renames", undo(mode="apply")))
    assert "time zone" in why(dagster.run("undo_renames", undo(since="2025-06-01T00:00:00")))
    nothing = undo(since="2025-06-01T00:00:00Z", mode="apply")
    assert "nothing to undo" in why(dagster.run("undo_renames", nothing))


def test_undo_without_a_scope_looks_at_the_last_day(dagster: Dagster) -> None:
    assert summary(dagster.run("undo_renames"), "take_back")["renamed"] == 0
    assert dagster.sync("Alb000").success
    assert summary(dagster.run("undo_renames"), "take_back")["renamed"] == 1


def test_heal_only_looks_unless_told_otherwise_and_then_lets_the_rows_follow(dagster: Dagster) -> None:
    dagster.stage.connection.execute("update photo_metadata set album_name = null where album_key = 'Kep000'")
    only_looked = dagster.run("heal_names")
    assert (only_looked.success, summary(only_looked, "heal")["healed"]) == (True, 1)
    assert not check_results(dagster.run("verify_names"))["no_missing_names"].passed
    assert dagster.run("heal_names", {"mode": "apply"}).success
    assert dict(dagster.stage.truth().albums["Kep000"].rows) == {"Kept Regatta 1 - May 30, 2025": 3}


def test_refreshing_reads_photos_of_albums_that_changed_only(dagster: Dagster) -> None:
    assert summary(dagster.run("refresh_albums"), "read_changes")["albums_read"] == 0
    full = {"full": True}
    assert summary(dagster.run("refresh_albums", full), "read_changes")["albums_read"] == 9


def test_health_shows_all_figures_in_a_table_a_few_as_curves_and_a_picture_of_the_drift(dagster: Dagster) -> None:
    assert dagster.sync("Alb000").success
    told = dagster.shown(dagster.run("health_report"), "sync_health")[""]
    found = pairs(told["figures"], "figure", "value")
    assert (found["albums"], found["photos"], found["albums_out_of_step"], found["changes_last_day"]) == (9, 27, 0, 1)
    assert found["drift_p95_before"] == found["drift_p95_now"] == 40
    assert {name: value for name, value in told.items() if isinstance(value, int | float)} == {
        "albums_out_of_step": 0,
        "high_drift": 0,
        "rows_written_last_day": 3,
        "drift_p50_now": found["drift_p50_now"],
        "proposals_rename": 5,
        "proposals_review": 0,
    }
    assert told["drift"].startswith("![How far names have drifted](data:image/png;base64,")
    assert len(told["drift"]) < 20_000


def test_health_and_the_check_of_high_drift_count_the_same_and_every_album_is_in_one_count(
    dagster: Dagster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALBUMSYNC_ALERT_DRIFT", "30")
    monkeypatch.setenv("ALBUMSYNC_EXCLUDE_NAMES", "Kept Regatta 2*")
    assert dagster.sync("Alb000").success
    told = dagster.shown(dagster.run("health_report"), "sync_health")[""]
    counts = pairs(told["decisions"], "decision", "albums")
    assert counts == {"keep": 3, "rename": 5, "review": 0, "protected": 0, "excluded": 1, "unplanned": 0}
    assert sum(counts.values()) == pairs(told["figures"], "figure", "value")["albums"]
    high = check_results(dagster.run("verify_names"))["no_high_drift"].metadata["high_drift"].value
    assert high == told["high_drift"] == 5


def pairs(shown: Any, key: str, value: str) -> dict[str, Any]:
    """Two columns of a table: key -> value."""
    return {record.data[key]: record.data[value] for record in shown.records}


def undo(**config: Any) -> dict[str, Any]:
    return config


def summary(result: dg.ExecuteInProcessResult, step: str) -> dict[str, Any]:
    """The numbers under the output of a step."""
    for event in result.all_events:
        if event.is_successful_output and event.step_key == step:
            return {label: value.value for label, value in event.step_output_data.metadata.items()}
    raise AssertionError(f"{step} had no output")


def test_a_refresh_of_an_album_that_smugmug_does_not_have_fails_and_names_it(dagster: Dagster) -> None:
    """It read nothing of the album and ended well."""
    result = dagster.run("refresh_albums", {"albums": ["Alb000", "Nobody"]})
    assert not result.success
    assert why(result).startswith("1 of 2 albums are not in SmugMug: Nobody.")


@pytest.mark.parametrize(
    ("job", "config", "said"),
    [
        ("sync_albums", {"albums": [" "]}, "neither a key nor a partition: ' '."),
        ("sync_albums", {"albums": ["Norway 2019", "norway:"], "mode": "apply"}, "'Norway 2019', 'norway:'."),
        ("refresh_albums", {"albums": ["Alb000,Alb001"]}, "neither a key nor a partition"),
        ("heal_names", {"albums": ["k" * 5000]}, "neither a key nor a partition"),
        ("undo_renames", {"albums": [""], "mode": "apply"}, "neither a key nor a partition"),
        ("undo_renames", {"change": " ", "mode": "apply"}, "The config does not say what to undo."),
        ("sync_albums", {"drift_threshold": 101, "mode": "apply"}, "`drift_threshold` is 101"),
        ("sync_albums", {"drift_threshold": -5}, "`drift_threshold` is -5"),
        ("sync_albums", {"approve_review": True, "mode": "apply"}, "`approve_review` needs `albums`."),
        ("sync_albums", {"approve_review": True, "backfill": True}, "`approve_review` needs `albums`."),
    ],
)
def test_a_config_that_means_nothing_is_refused_in_one_sentence_before_anything_is_read(
    dagster: Dagster, job: str, config: dict[str, Any], said: str
) -> None:
    """A threshold of -5 ended in a traceback and one of 1000 renamed nothing without a word; an approval of all that
    was enriched, which nobody had looked at, was taken."""
    before = dagster.stage.simulator.counts.requests()
    result = dagster.run(job, config)
    assert said in why(result)
    assert len(why(result)) < 400
    assert dagster.stage.simulator.counts.requests() == before


@pytest.mark.parametrize("asset", ["canonical_name_proposals", "album_renames"])
def test_a_threshold_of_picked_albums_that_no_drift_can_have_is_refused(dagster: Dagster, asset: str) -> None:
    """It ended in a traceback."""
    assert dagster.materialize("smugmug_albums").success
    config = {"ops": {asset: {"config": {"drift_threshold": 101}}}}
    assert "`drift_threshold` is 101" in why(dagster.materialize(asset, first="Alb000", config=config))


@pytest.mark.parametrize(
    ("job", "config", "said"),
    [
        (
            "heal_names",
            {"albums": ["Nobody"]},
            "1 of 1 albums could not be healed. 'Nobody': refused. SmugMug has no such",
        ),
        ("undo_renames", {"albums": ["Nobody"]}, "nothing to undo"),
        ("undo_renames", {"change": "abc"}, "nothing to undo"),
        ("undo_renames", {"run": "abc"}, "nothing to undo"),
    ],
)
def test_a_plan_about_something_mistyped_is_red(dagster: Dagster, job: str, config: dict[str, Any], said: str) -> None:
    """It was green, as a plan is in which all is well."""
    assert said in why(dagster.run(job, config))


@pytest.mark.parametrize("job", ["sync_albums", "heal_names", "undo_renames", "review_names"])
def test_a_field_with_nothing_behind_it_counts_as_left_out(dagster: Dagster, job: str) -> None:
    """`mode:` alone could not be launched: a function of ours "has thrown an unexpected error"."""
    before = dagster.stage.truth()
    assert dagster.run(job, {"mode": None}).success
    assert dagster.stage.truth() == before
