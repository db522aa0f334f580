"""A run that cannot go on says what it left, and one album that somebody holds delays only itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from albumsync_dagster.errors import AlbumSyncError
from albumsync_dagster.naming import NamingOptions
from albumsync_dagster.supabase import SupabaseUnavailable
from albumsync_dagster.sync.applying import apply_plan
from albumsync_dagster.sync.healing import heal_rows
from albumsync_dagster.sync.planning import Allowed, make_plan
from albumsync_dagster.sync.values import Report, ResultKind, Systems
from albumsync_dagster_tests.support.operations import new_run
from albumsync_dagster_tests.support.stage import Stage
from albumsync_dagster_tests.support.trap import Fault, Moment, Trap

OUTAGE = Fault("outage", Moment.BEFORE, status=503)


def apply(systems: Systems) -> Report:
    run = new_run("apply")
    return apply_plan(systems, make_plan(systems, run, NamingOptions()), run, Allowed())


def ended(servers: Stage, function: str) -> AlbumSyncError:
    """How a run ends during which this function is out of order."""
    with servers.systems() as systems:
        servers.set_trap(Trap(fault_on=function, fault=OUTAGE))
        with pytest.raises(SupabaseUnavailable) as caught:
            apply(systems)
    return caught.value


@pytest.mark.parametrize("function", ["albumsync_record_outcomes", "albumsync_write_rows"])
@pytest.mark.parametrize(
    ("albums", "left"),
    [
        (
            1,
            "1 album has its new name in SmugMug; its photo rows still carry the old one. "
            "The next `albumsync apply` finishes it.",
        ),
        (
            3,
            "3 albums have their new name in SmugMug; their photo rows still carry the old one. "
            "The next `albumsync apply` finishes them.",
        ),
    ],
)
def test_a_run_that_ends_between_smugmug_and_the_rows_says_how_many_albums_are_apart(
    servers: Stage, function: str, albums: int, left: str
) -> None:
    servers.set_scene(albums)
    error = ended(servers, function)
    assert error.left == left
    assert left in str(error)
    with servers.systems() as systems:
        report = apply(systems)
    assert len(report.recovered) == albums
    truth = servers.truth()
    assert all(set(album.rows) == {album.name} for album in truth.albums.values())


@pytest.mark.parametrize("function", ["albumsync_journal", "albumsync_mark_verified"])
def test_a_run_that_leaves_nothing_apart_says_nothing_of_the_kind(servers: Stage, function: str) -> None:
    servers.set_scene(2)
    assert ended(servers, function).left == ""
    truth = servers.truth()
    assert all(set(album.rows) == {album.name} for album in truth.albums.values())


@contextmanager
def held(servers: Stage, *keys: str) -> Iterator[None]:
    """Somebody's open transaction holds the photo rows of these albums."""
    write_rows = "alter function public.albumsync_write_rows(jsonb)"
    servers.connection.execute(f"{write_rows} set lock_timeout = '200ms'".encode())
    try:
        with psycopg.connect(servers.connection.info.dsn, password=servers.connection.info.password) as somebody:
            somebody.execute("select 1 from photo_metadata where album_key = any (%s) for update", [list(keys)])
            yield
    finally:
        servers.connection.execute(f"{write_rows} reset lock_timeout".encode())


def test_an_album_whose_rows_somebody_holds_delays_only_itself_and_is_named(servers: Stage) -> None:
    servers.set_scene(4)
    with held(servers, "Alb001", "Alb003"), servers.systems() as systems:
        report = apply(systems)
    kinds = {result.album_key: result.kind for result in report.results}
    assert kinds == {
        "Alb000": ResultKind.RENAMED,
        "Alb001": ResultKind.UNFINISHED,
        "Alb002": ResultKind.RENAMED,
        "Alb003": ResultKind.UNFINISHED,
    }
    detail = next(result.detail for result in report.results if result.album_key == "Alb001")
    assert detail.startswith("Another transaction holds a lock")
    truth = servers.truth()
    assert {key for key, album in truth.albums.items() if set(album.rows) != {album.name}} == {"Alb001", "Alb003"}
    with servers.systems() as systems:
        assert {result.album_key for result in apply(systems).recovered} == {"Alb001", "Alb003"}
    truth = servers.truth()
    assert all(set(album.rows) == {album.name} for album in truth.albums.values())


def test_a_heal_is_delayed_by_nobody_elses_album(servers: Stage) -> None:
    servers.set_scene(3)
    servers.connection.execute("update photo_metadata set album_name = 'stale' where album_key like 'Alb%'")
    with held(servers, "Alb001"), servers.systems() as systems:
        results = heal_rows(systems, new_run("heal"))
    assert {result.album_key: result.kind for result in results} == {
        "Alb000": ResultKind.HEALED,
        "Alb001": ResultKind.UNFINISHED,
        "Alb002": ResultKind.HEALED,
    }
