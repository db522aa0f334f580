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


def test_schedule_sensor_and_picked_albums_work_and_after_everything_was_killed_both_sides_agree(
    world: World, deployed: tuple[Deployment, dg.DagsterInstance]
) -> None:
    services, instance = deployed

    # Albums are listed, then three that are no neighbours are picked, as in the web UI.
    listed = services.launch("refresh_albums")
    assert until(lambda: finished(instance, listed), "the account is read") is dg.DagsterRunStatus.SUCCESS
    partitions = {album_key(key): key for key in instance.get_dynamic_partitions(ALBUM_PARTITIONS)}
    services.backfill("album_renames", [partitions["Alb001"], partitions["Alb003"]])

    # Meanwhile the enrichment of an album becomes complete, and the sensor sees it.
    with psycopg.connect(world.postgres.url("gallery")) as connection:
        connection.execute(
            "update photo_metadata set enriched_at = now() - interval '1 hour' where album_key = 'Alb005'"
        )
    services.ask(START_SENSOR, s={**SELECTOR, "sensorName": "enrichment_complete"})
    until(lambda: renamed(world, "Alb005", "Alb001", "Alb003"), "the sensor's and the picked albums are renamed")
    assert world.smugmug.state.album("Alb000").name == sample_album(0).name

    # The nightly sync is due since yesterday; SmugMug takes its time, and in the middle of it everything is killed.
    world.smugmug.faults.inject(Fault(FaultKind.SLOW, seconds=3), method="PATCH", times=6)
    services.ask(START_SCHEDULE, s={**SELECTOR, "scheduleName": "nightly_sync"})
    (state,) = [each for each in instance.all_instigator_state() if each.instigator_name == "nightly_sync"]
    assert isinstance(state.instigator_data, ScheduleInstigatorData)
    since_yesterday = ScheduleInstigatorData(state.instigator_data.cron_schedule, time.time() - 24 * 60 * 60)
    instance.update_instigator_state(state.with_data(since_yesterday))
    left = ("Alb000", "Alb002", "Alb004")
    until(
        lambda: True if any(world.smugmug.state.album(key).name.endswith(", 2025") for key in left) else None,
        "the nightly sync renames the first album",
    )
    # The worker of the run is in the group of the code server: it goes with it.
    services.kill("daemon")
    services.kill("code")
    assert not renamed(world, *left)
    world.smugmug.faults.clear()

    services.start("code")
    services.start("daemon")
    until(lambda: renamed(world, *left), "everything is in step again without a person's help", seconds=180)
    with psycopg.connect(world.postgres.url("gallery")) as connection:
        statuses = connection.execute("select status, count(*) from album_name_changes group by 1").fetchall()
    assert {status for status, _ in statuses} <= {"done", "verified", "abandoned"}, statuses
    for album in world.gallery.albums:
        assert rows_of(world, album.album_key) == {world.smugmug.state.album(album.album_key).name}
