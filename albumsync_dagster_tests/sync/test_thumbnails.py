"""The small pictures that a reading stores with the capture days."""

from __future__ import annotations

from albumsync_dagster.naming import NamingOptions, Thumbnail
from albumsync_dagster.sync.planning import make_plan
from albumsync_dagster.sync.reading import pull
from albumsync_dagster.sync.values import Systems
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


def test_pictures_that_cannot_be_had_fail_no_reading(servers: Stage) -> None:
    servers.set_scene(2)
    for kind in PICTURES:
        servers.simulator.faults.inject(FaultKind.NOT_FOUND, endpoint=kind, times=None)
    with servers.systems() as systems:
        report = pull(systems, new_run("pull"), full=True)
        assert (report.exit_code, len(report.photos.read), report.photos.failures) == (0, report.photos.due, ())
        assert not any(shown(systems).values())
