"""The small pictures that a reading stores with the capture days."""

from __future__ import annotations

from datetime import timedelta

import pytest

from albumsync_dagster.naming import NamingOptions, Thumbnail
from albumsync_dagster.sync.planning import make_plan
from albumsync_dagster.sync.reading import pull
from albumsync_dagster.sync.values import Systems
from albumsync_dagster_tests.sandbox_smugmug.builders import EVENING, album, photo
from albumsync_dagster_tests.support.operations import new_run
from albumsync_dagster_tests.support.stage import Stage
from albumsync_sandbox.smugmug import EndpointKind, FaultKind

PICTURES = (EndpointKind.IMAGE, EndpointKind.IMAGES)


def shown(systems: Systems) -> dict[str, tuple[Thumbnail, ...]]:
    """The small pictures that a person sees beside the newest proposals."""
    make_plan(systems, new_run("plan"), NamingOptions())
    return {each.proposal.album_key: each.thumbnails for each in systems.supabase.proposals()}


def test_a_reading_stores_three_pictures_of_an_album_for_one_more_request(servers: Stage) -> None:
    servers.set_scene(3)
    with servers.systems() as systems:
        before = servers.simulator.counts.requests(kind=EndpointKind.IMAGES)
        pull(systems, new_run("pull"), full=True)
        assert servers.simulator.counts.requests(kind=EndpointKind.IMAGES) == before + 1
        stored = shown(systems)
        states = {state.album.album_key: state for state in systems.supabase.states(list(stored))}
    assert len(stored) == 3 + 3
    for key, thumbnails in stored.items():
        capture = states[key].capture
        assert capture is not None
        assert len(thumbnails) == min(3, sum(capture.days.values()))
        assert {each.day for each in thumbnails} <= set(capture.days)


def test_an_album_that_is_not_read_again_keeps_its_pictures(servers: Stage) -> None:
    servers.set_scene(2)
    with servers.systems() as systems:
        pull(systems, new_run("pull"), full=True)
        stored = shown(systems)
        for kind in PICTURES:
            servers.simulator.faults.inject(FaultKind.NOT_FOUND, endpoint=kind, times=None)
        assert pull(systems, new_run("pull"), full=True, album_keys=["Alb001"]).photos.read == ("Alb001",)
        assert all(stored.values())
        assert shown(systems) == {**stored, "Alb001": ()}


@pytest.mark.parametrize(
    ("scores", "shown_as_best"),
    [
        ({"k000501": 9.5, "k000502": 3}, 1),
        ({"i-k000503": 7}, 3),  # a row may hold the key as SmugMug's addresses write it
        ({"k000501": 1, "k000503": 8, "k000502": None}, 3),
        ({"k000500": 10, "k000501": 2}, None),  # the best one is shown already
        ({"nowhere": 10}, None),
        ({"k000501": float("nan")}, None),
        ({}, None),
    ],
)
def test_the_best_rated_photo_is_shown_between_the_first_and_the_last(
    servers: Stage, scores: dict[str, float | None], shown_as_best: int | None
) -> None:
    servers.set_scene(1)
    images = tuple(photo(500 + n, taken=EVENING + timedelta(days=n)) for n in range(5))
    servers.simulator.state.add_album(album("season", images=images))
    for key, score in scores.items():
        servers.connection.execute(
            "insert into public.photo_metadata (photo_id, image_key, album_key, quality_score)"
            " values (gen_random_uuid(), %s, 'season', %s)",
            (key, score),
        )
    with servers.systems() as systems:
        pull(systems, new_run("pull"), full=True)
        pictures = shown(systems)["season"]
    middle = 2 if shown_as_best is None else shown_as_best
    assert [each.url.partition("/i-")[2][:7] for each in pictures] == ["k000500", f"k00050{middle}", "k000504"]
    assert [each.best for each in pictures] == [scores.get("k000500") == 10, shown_as_best is not None, False]
    assert [each.day for each in pictures] == [EVENING.date() + timedelta(days=n) for n in (0, middle, 4)]


def test_pictures_that_cannot_be_had_fail_no_reading(servers: Stage) -> None:
    servers.set_scene(2)
    for kind in PICTURES:
        servers.simulator.faults.inject(FaultKind.NOT_FOUND, endpoint=kind, times=None)
    with servers.systems() as systems:
        report = pull(systems, new_run("pull"), full=True)
        assert (report.exit_code, len(report.photos.read), report.photos.failures) == (0, report.photos.due, ())
        assert not any(shown(systems).values())
