"""A deployment of three processes on dagster-postgres: schedule, sensor, picked albums, and everything killed."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import dagster as dg
import psycopg
import pytest
from dagster._core.execution.backfill import BulkActionStatus
from dagster._core.scheduler.instigation import ScheduleInstigatorData

from albumsync_dagster.defs.partitions import ALBUM_PARTITIONS, album_key
from albumsync_dagster.sandbox import World, sandbox
from albumsync_dagster.sandbox.gallery import GalleryRow, SampleGallery, image_url
from albumsync_dagster.sandbox.smugmug import Fault, FaultKind
from albumsync_dagster_tests.defs.deployment import SELECTOR, Deployment, deployment, until
from albumsync_dagster_tests.support.stage import DAY, kept_album, sample_album

START_SENSOR = "mutation($s:SensorSelector!){startSensor(sensorSelector:$s){__typename}}"
START_SCHEDULE = "mutation($s:ScheduleSelector!){startSchedule(scheduleSelector:$s){__typename}}"


def small_gallery() -> SampleGallery:
    albums = [*(sample_album(number) for number in range(6)), *(kept_album(number) for number in range(2))]
    rows = [
        GalleryRow(
            photo_id=uuid.uuid4(),
            image_key=image.image_key,
            album_key=album.album_key,
            album_name=album.name,
            image_url=image_url(album, image, "XL"),
            thumbnail_url=image_url(album, image, "Th"),
            original_url=image_url(album, image, "O"),
            sport_type=None,
            photo_category=None,
            emotion=None,
            quality_score=Decimal(1),
            photo_date=None,
            upload_date=DAY.replace(tzinfo=None),
            enriched_at=None,
            updated_at=None,
        )
        for album in albums
        for image in album.images
    ]
    return SampleGallery(
        nickname="sample", full_name="Sam Sample", albums=tuple(albums), rows=tuple(rows), enrichments=()
    )


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with sandbox(tmp_path / "sandbox", gallery=small_gallery()) as made:
        yield made


@pytest.fixture
def deployed(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Deployment, dg.DagsterInstance]]:
    environment = world.environment() | {"ALBUMSYNC_REQUESTS_PER_SECOND": "50"}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with deployment(tmp_path / "home", environment) as made:
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


def finished(instance: dg.DagsterInstance, run_id: str) -> dg.DagsterRunStatus | None:
    run = instance.get_run_by_id(run_id)
    return run.status if run is not None and run.is_finished else None


def ended_well(instance: dg.DagsterInstance) -> bool | None:
    """True once a run of the schedule and one of the sensor ended well, and so did the picking of albums.

    A run that is started anew keeps its tags. Albums that were renamed meanwhile need no run of their picking.
    """
    runs = instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.SUCCESS]))
    begun = all(any(tag in run.tags for run in runs) for tag in ("dagster/schedule_name", "dagster/sensor_name"))
    picked = [backfill.status for backfill in instance.get_backfills()]
    good = (BulkActionStatus.COMPLETED, BulkActionStatus.COMPLETED_SUCCESS)
    return True if begun and len(picked) == 1 and picked[0] in good else None


@pytest.mark.timeout(600)
def test_schedule_sensor_and_picked_albums_come_to_their_end_although_everything_is_killed_in_the_middle(
    world: World, deployed: tuple[Deployment, dg.DagsterInstance]
) -> None:
    services, instance = deployed
    listed = services.launch("refresh_albums")
    assert until(lambda: finished(instance, listed), "the account is read") is dg.DagsterRunStatus.SUCCESS
    partitions = {album_key(key): key for key in instance.get_dynamic_partitions(ALBUM_PARTITIONS)}

    # SmugMug takes its time. Two albums that are no neighbours are picked, the enrichment of another becomes complete,
    # and the nightly sync is due since yesterday.
    world.smugmug.faults.inject(Fault(FaultKind.SLOW, seconds=2), method="PATCH", times=None)
    services.backfill("album_renames", [partitions["Alb001"], partitions["Alb003"]])
    with psycopg.connect(world.postgres.url("gallery")) as connection:
        connection.execute(
            "update photo_metadata set enriched_at = now() - interval '1 hour' where album_key = 'Alb005'"
        )
    services.ask(START_SENSOR, s={**SELECTOR, "sensorName": "enrichment_complete"})
    services.ask(START_SCHEDULE, s={**SELECTOR, "scheduleName": "nightly_sync"})
    (state,) = [each for each in instance.all_instigator_state() if each.instigator_name == "nightly_sync"]
    assert isinstance(state.instigator_data, ScheduleInstigatorData)
    since_yesterday = ScheduleInstigatorData(state.instigator_data.cron_schedule, time.time() - 24 * 60 * 60)
    instance.update_instigator_state(state.with_data(since_yesterday))

    drifted = [f"Alb00{number}" for number in range(6)]
    until(
        lambda: True if any(world.smugmug.state.album(key).name.endswith(", 2025") for key in drifted) else None,
        "the first album is renamed in SmugMug",
    )
    # The workers of runs are in the group of the code server: they go with it.
    services.kill("daemon")
    services.kill("code")
    assert not renamed(world, *drifted)
    world.smugmug.faults.clear()
    services.start("code")
    services.start("daemon")

    until(lambda: renamed(world, *drifted), "everything is in step without a person's help", seconds=200)
    until(lambda: ended_well(instance), "what was begun by schedule, sensor and picking ended well", seconds=200)
    with psycopg.connect(world.postgres.url("gallery")) as connection:
        statuses = connection.execute("select status, count(*) from album_name_changes group by 1").fetchall()
    assert {status for status, _ in statuses} <= {"done", "verified", "abandoned"}, statuses
    for album in world.gallery.albums:
        assert rows_of(world, album.album_key) == {world.smugmug.state.album(album.album_key).name}
