"""A deployment of three processes on dagster-postgres: what is killed in the middle comes to its end by itself.

The tests share the deployment and take albums of their own; the nightly sync of the last one takes all that are left.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

import dagster as dg
import psycopg
import pytest
import yaml
from dagster._core.execution.backfill import BulkActionStatus
from dagster._core.scheduler.instigation import ScheduleInstigatorData

from albumsync_dagster.defs.enrichment import Cursor
from albumsync_dagster.defs.factory import build_defs
from albumsync_dagster.defs.partitions import album_key
from albumsync_dagster_tests.defs.conftest import offered
from albumsync_dagster_tests.defs.deployment import SELECTOR, Deployment, deployment, until
from albumsync_dagster_tests.defs.test_launchpad import JOBS
from albumsync_dagster_tests.support.secrets import assert_hidden
from albumsync_dagster_tests.support.stage import gallery_of, kept_album, sample_album
from albumsync_sandbox import World, sandbox
from albumsync_sandbox.gallery import SampleGallery
from albumsync_sandbox.smugmug import Fault, FaultKind

pytestmark = pytest.mark.system()

START_SENSOR = "mutation($s:SensorSelector!){startSensor(sensorSelector:$s){__typename}}"
SET_CURSOR = "mutation($s:SensorSelector!,$c:String){setSensorCursor(sensorSelector:$s,cursor:$c){__typename}}"
START_SCHEDULE = "mutation($s:ScheduleSelector!){startSchedule(scheduleSelector:$s){__typename}}"


def small_gallery() -> SampleGallery:
    return gallery_of([*map(sample_album, range(15)), *map(kept_album, range(2))])


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with sandbox(tmp_path_factory.mktemp("world") / "sandbox", gallery=small_gallery()) as made:
        yield made


@pytest.fixture(scope="module")
def deployed(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Deployment, dg.DagsterInstance]]:
    environment = world.environment() | {"ALBUMSYNC_REQUESTS_PER_SECOND": "50"}
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        with deployment(tmp_path_factory.mktemp("deployed") / "home", environment) as made:
            yield made


def rows_of(world: World, key: str) -> set[str]:
    with psycopg.connect(world.postgres.url("gallery")) as connection:
        found = connection.execute("select distinct album_name from photo_metadata where album_key = %s", [key])
        return {name for (name,) in found}


def renamed(world: World, *keys: str) -> bool | None:
    """True once both sides have the canonical names."""
    names = {key: world.smugmug.state.album(key).name for key in keys}
    done = all(name.endswith(", 2025") and rows_of(world, key) == {name} for key, name in names.items())
    return True if done else None


def begun(world: World, *keys: str) -> bool | None:
    """True once SmugMug has the canonical name of at least one of these albums."""
    names = [world.smugmug.state.album(key).name for key in keys]
    return True if any(name.endswith(", 2025") for name in names) else None


def worker_of(instance: dg.DagsterInstance, run_id: str) -> int:
    """The process of a run."""
    for entry in instance.all_logs(run_id, of_type=dg.DagsterEventType.ENGINE_EVENT):
        metadata = entry.get_dagster_event().engine_event_data.metadata
        if "pid" in metadata:
            return int(str(metadata["pid"].value))
    raise AssertionError("the run has no worker yet")


def nothing_open(world: World) -> bool | None:
    """True once every change of the journal has come to its end."""
    with psycopg.connect(world.postgres.url("gallery")) as connection:
        found = connection.execute("select distinct status from album_name_changes")
        return True if {status for (status,) in found} <= {"done", "verified", "abandoned"} else None


def finished(instance: dg.DagsterInstance, run_id: str) -> dg.DagsterRunStatus | None:
    run = instance.get_run_by_id(run_id)
    return run.status if run is not None and run.is_finished else None


def started_anew(instance: dg.DagsterInstance, first: str) -> str | None:
    """The run that was started anew for another, once it has a worker."""
    anew = instance.get_runs(dg.RunsFilter(tags={"dagster/parent_run_id": first}))
    return next((run.run_id for run in anew if run.status is dg.DagsterRunStatus.STARTED or run.is_finished), None)


def put_back(instance: dg.DagsterInstance, run_id: str) -> bool | None:
    """True once a run was taken from the queue in vain."""
    enqueued = instance.all_logs(run_id, of_type=dg.DagsterEventType.RUN_ENQUEUED)
    return True if len(enqueued) > 1 else None


def at_rest(instance: dg.DagsterInstance, first: str) -> bool | None:
    """True once a run and all that were started anew for it are over."""
    anew = instance.get_runs(dg.RunsFilter(tags={"dagster/root_run_id": first}))
    return True if finished(instance, first) and all(run.is_finished for run in anew) else None


def at_their_end(instance: dg.DagsterInstance) -> bool | None:
    """True once a run of the schedule, one of the sensor and the picking of albums are there and no run goes on.

    A run that is started anew keeps its tags, and is started anew once: where its second worker is lost too, it has
    failed, and others do its work. Albums that were renamed meanwhile need no run of their picking; where there was
    one, the picking itself is done up to 30 seconds later.
    """
    runs = instance.get_runs()
    scheduled, sensed, picked = (
        any(tag in run.tags for run in runs)
        for tag in ("dagster/schedule_name", "dagster/sensor_name", "dagster/backfill")
    )
    (picking,) = instance.get_backfills()
    done = picking.status in (BulkActionStatus.COMPLETED, BulkActionStatus.COMPLETED_SUCCESS)
    over = all(run.is_finished for run in runs)
    return True if scheduled and sensed and (picked or done) and over else None


LAUNCHED = ("refresh_albums", "verify_names")
"""The other tests launch ``sync_albums``; that each job runs as it is offered, the tests of the Launchpad show."""

OFFERED = "query($s:PipelineSelector!){runConfigSchemaOrError(selector:$s){...on RunConfigSchema{rootDefaultYaml}}}"


@pytest.mark.timeout(900)
def test_jobs_are_launched_as_the_launchpad_offers_them_and_end_well(
    deployed: tuple[Deployment, dg.DagsterInstance],
) -> None:
    services, instance = deployed
    definitions = build_defs()
    asked = {
        job: services.ask(OFFERED, s={**SELECTOR, "pipelineName": job})["runConfigSchemaOrError"]["rootDefaultYaml"]
        for job in JOBS
    }
    assert asked == {job: offered(definitions, job) for job in JOBS}
    launched = {}
    for job in LAUNCHED:
        launched[job] = services.launch(job, yaml.safe_load(asked[job]))
        if job == "refresh_albums":
            until(lambda: finished(instance, launched["refresh_albums"]), "the account is read")
    for job, run in launched.items():
        assert until(partial(finished, instance, run), f"{job} ends") is dg.DagsterRunStatus.SUCCESS, job


DESCRIBED = """{ repositoriesOrError { ... on RepositoryConnection { nodes {
  allTopLevelResourceDetails { name description configFields { name }
    configuredValues { key value } }
  jobs { name runTags { key value } }
  schedules { name } sensors { name description }
} } } }"""


def test_what_the_web_ui_and_the_logs_tell_holds_no_secret(
    world: World, deployed: tuple[Deployment, dg.DagsterInstance]
) -> None:
    services, _ = deployed
    told = json.dumps(services.ask(DESCRIBED))
    assert '"supabase"' in told
    logs = [log.read_text() for log in services.home.glob("*.log")]
    assert len(logs) == len(services.commands)
    secrets = [
        value for name, value in world.environment().items() if name.endswith(("SECRET", "TOKEN", "_KEY", "PASSWORD"))
    ]
    assert len(secrets) >= 5
    assert_hidden("\n".join([told, *logs]), *secrets)


@pytest.mark.timeout(900)
def test_worker_daemon_and_code_server_are_killed_one_by_one_and_both_sides_agree_in_the_end(
    world: World, deployed: tuple[Deployment, dg.DagsterInstance]
) -> None:
    services, instance = deployed
    world.smugmug.faults.inject(Fault(FaultKind.SLOW, seconds=2), method="PATCH", times=None)

    # The worker: the code server reports its end, the daemon has the run started anew.
    first = services.launch("sync_albums", {"albums": ["Alb006", "Alb007", "Alb008", "Alb009"], "mode": "apply"})
    until(lambda: begun(world, "Alb006"), "the first run renames")
    os.kill(worker_of(instance, first), signal.SIGKILL)
    assert until(lambda: finished(instance, first), "the run is given up") is dg.DagsterRunStatus.FAILURE

    # The daemon: a run that it started goes on without it, one that waits in the queue is started by its successor,
    # which asks again where the code server is not there yet.
    anew = until(lambda: started_anew(instance, first), "the run is started anew")
    services.kill_alone("daemon")
    assert until(lambda: finished(instance, anew), "it goes on") is dg.DagsterRunStatus.SUCCESS
    second = services.launch("sync_albums", {"albums": ["Alb010", "Alb011"], "mode": "apply"})
    services.kill_alone("code")
    services.start("daemon")
    until(lambda: put_back(instance, second), "the daemon cannot start the second run yet")
    services.start("code")

    # The code server: its successor does not know the worker, which lives on, and the run is started anew beside it.
    until(lambda: begun(world, "Alb010", "Alb011"), "the second run renames")
    services.kill_alone("code")
    services.start("code")

    mine = [f"Alb{number:03}" for number in range(6, 12)]
    until(lambda: renamed(world, *mine), "everything is in step without a person's help")
    world.smugmug.faults.clear()
    # Its worker may have done everything before it was given up; what counts is that nothing is left to do.
    until(lambda: at_rest(instance, second), "the second run, and what was started anew for it, comes to its end")
    until(lambda: nothing_open(world), "no change is open")


@pytest.mark.timeout(900)
def test_a_run_that_a_person_terminates_in_the_middle_says_so_and_the_next_one_finishes_it(
    world: World, deployed: tuple[Deployment, dg.DagsterInstance]
) -> None:
    services, instance = deployed
    mine = ["Alb012", "Alb013", "Alb014"]
    # The second rename takes longer than the way from the request to the worker does on a slow machine.
    world.smugmug.faults.inject(Fault(FaultKind.SLOW, seconds=30), method="PATCH", call=2, times=None)
    run = services.launch("sync_albums", {"albums": mine, "mode": "apply"})
    until(lambda: begun(world, *mine), "the first album is renamed in SmugMug")
    answer = services.ask("mutation($r:String!){terminateRun(runId:$r){__typename}}", r=run)
    assert answer["terminateRun"]["__typename"] == "TerminateRunSuccess"
    assert until(lambda: finished(instance, run), "the run ends") is dg.DagsterRunStatus.CANCELED
    world.smugmug.faults.clear()
    said = " ".join(entry.user_message for entry in instance.all_logs(run))
    assert "renamed Alb012" in said
    assert "The run stopped before this album's turn." in said
    assert not renamed(world, *mine)
    config = {"albums": mine, "mode": "apply"}
    assert build_defs().resolve_job_def("sync_albums").execute_in_process(config, instance=instance).success
    assert renamed(world, *mine)


@pytest.mark.timeout(900)
def test_schedule_sensor_and_picked_albums_come_to_their_end_although_everything_is_killed_in_the_middle(
    world: World, deployed: tuple[Deployment, dg.DagsterInstance]
) -> None:
    services, instance = deployed
    assert build_defs().resolve_job_def("refresh_albums").execute_in_process(instance=instance).success
    partitions = {album_key(key): key for key in instance.get_dynamic_partitions("albums")}

    # SmugMug takes its time from the second rename on. Two albums are picked, the enrichment of another becomes
    # complete, and sensor and schedule are switched on since yesterday.
    world.smugmug.faults.inject(Fault(FaultKind.SLOW, seconds=10), method="PATCH", call=2, times=None)
    services.backfill("album_renames", [partitions["Alb001"], partitions["Alb002"]])
    with psycopg.connect(world.postgres.url("gallery")) as connection:
        connection.execute(
            "update photo_metadata set enriched_at = now() - interval '1 hour' where album_key = 'Alb005'"
        )
    yesterday = datetime.now(UTC) - timedelta(days=1)
    sensor = {**SELECTOR, "sensorName": "enrichment_complete"}
    services.ask(SET_CURSOR, s=sensor, c=Cursor(at=yesterday, begun=yesterday).model_dump_json())
    services.ask(START_SENSOR, s=sensor)
    services.ask(START_SCHEDULE, s={**SELECTOR, "scheduleName": "nightly_sync"})
    (state,) = [each for each in instance.all_instigator_state() if each.instigator_name == "nightly_sync"]
    assert isinstance(state.instigator_data, ScheduleInstigatorData)
    since_yesterday = ScheduleInstigatorData(state.instigator_data.cron_schedule, yesterday.timestamp())
    instance.update_instigator_state(state.with_data(since_yesterday))

    drifted = [f"Alb00{number}" for number in range(6)]
    until(lambda: begun(world, *drifted), "the first album is renamed in SmugMug")
    # The workers of runs are in the group of the code server: they go with it.
    services.kill("daemon")
    services.kill("code")
    assert not renamed(world, *drifted)
    world.smugmug.faults.clear()
    services.start("code")
    services.start("daemon")

    until(lambda: renamed(world, *drifted), "everything is in step without a person's help")
    until(lambda: at_their_end(instance), "what was begun by schedule, sensor and picking came to its end")
    until(lambda: nothing_open(world), "no change is open")
    for album in world.gallery.albums:
        assert rows_of(world, album.album_key) == {world.smugmug.state.album(album.album_key).name}
