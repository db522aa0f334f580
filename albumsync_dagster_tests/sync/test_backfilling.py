"""Album keys of photo rows from SmugMug's listings: which albums are listed, and what an interruption leaves."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from starlette.types import Receive, Scope, Send

from albumsync_dagster.supabase import Overwrite
from albumsync_dagster.sync.backfilling import PHOTOS_AT_ONCE, THREADS, BackfillReport, backfill_keys
from albumsync_dagster.sync.values import Run
from albumsync_dagster_tests.support.operations import systems_of
from albumsync_dagster_tests.support.stage import Stage, sample_album
from albumsync_dagster_tests.support.trap import Trap
from albumsync_sandbox.serving import serve

HALF_A_PIECE = PHOTOS_AT_ONCE // 2


def a_run() -> Run:
    return Run(id="backfill", changed_by="tests", started_at=datetime.now(UTC))


def backfill(
    stage: Stage, overwrite: Overwrite = Overwrite.NOTHING, *, dry_run: bool = False
) -> tuple[BackfillReport, list[str]]:
    """A run, and the keys of the albums that it listed, in order."""
    trap = Trap()
    with stage.systems(trap) as systems:
        report = backfill_keys(systems, a_run(), overwrite=overwrite, dry_run=dry_run)
    return report, listed(trap)


def listed(trap: Trap) -> list[str]:
    return [call.path.rpartition("/")[2].partition("!")[0] for call in trap.calls if call.path.endswith("!images")]


def lose_keys(stage: Stage, *album_keys: str) -> None:
    stage.connection.execute(
        "update public.photo_metadata set album_key = null where album_key = any (%s)", [list(album_keys)]
    )


def keys_of(stage: Stage, album_key: str) -> int:
    found = stage.connection.execute(
        "select count(*) from public.photo_metadata where album_key = %s and image_key like %s",
        [album_key, f"{album_key}%"],
    ).fetchone()
    assert found is not None
    return int(found[0])


def big_albums(stage: Stage, count: int) -> list[str]:
    """Albums of which two fill a piece, with rows that have no key."""
    albums = [sample_album(200 + number) for number in range(count)]
    for album in albums:
        images = tuple(
            replace(album.images[0], image_key=f"{album.album_key}{number}") for number in range(HALF_A_PIECE)
        )
        stage.simulator.state.add_album(replace(album, images=images))
        stage.connection.execute(
            "insert into public.photo_metadata (image_key) select %s || i from generate_series(0, %s) as i",
            [album.album_key, HALF_A_PIECE - 1],
        )
    return [album.album_key for album in albums]


def test_only_albums_that_lack_rows_are_listed(servers: Stage) -> None:
    """It used to list every album of the account each time, one after another."""
    servers.set_scene(5)
    lose_keys(servers, "Alb001", "Alb003")
    report, asked = backfill(servers)
    assert sorted(asked) == ["Alb001", "Alb003"]
    assert (report.albums, report.not_needed, report.counts.filled, report.exit_code) == (2, 6, 6, 0)
    assert keys_of(servers, "Alb003") == 3


def test_nothing_is_listed_where_every_row_has_the_key_of_an_album(servers: Stage) -> None:
    servers.set_scene(3)
    servers.connection.execute("delete from public.photo_metadata where image_key = 'Alb0000'")
    report, asked = backfill(servers)
    assert (asked, report.albums, report.not_needed, report.exit_code) == ([], 0, 6, 0)


def test_every_album_is_listed_when_every_key_may_be_replaced(servers: Stage) -> None:
    servers.set_scene(3)
    servers.connection.execute("update public.photo_metadata set album_key = 'Alb001' where image_key = 'Alb0000'")
    report, asked = backfill(servers, Overwrite.ALL)
    assert (len(asked), report.not_needed, report.counts.repaired) == (6, 0, 1)
    assert keys_of(servers, "Alb000") == 3


def test_damaged_rows_are_found_in_the_albums_that_lack_them(servers: Stage) -> None:
    servers.set_scene(3)
    servers.connection.execute("update public.photo_metadata set album_key = 'i-x' where image_key = 'Alb0020'")
    report, asked = backfill(servers, Overwrite.DAMAGED)
    assert (asked, report.counts.repaired, report.exit_code) == (["Alb002"], 1, 0)


def test_a_run_that_was_interrupted_is_taken_up_where_it_stopped(servers: Stage) -> None:
    """It used to write everything at the end: an interruption cost the whole."""
    servers.set_scene(1)
    keys = big_albums(servers, 4)

    def interrupt(done: int, due: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with servers.systems() as systems, pytest.raises(KeyboardInterrupt):
        backfill_keys(systems, a_run(), progress=interrupt)
    filled = [key for key in keys if keys_of(servers, key)]
    assert len(filled) == 2
    report, asked = backfill(servers)
    assert sorted(set(asked)) == sorted(set(keys) - set(filled))
    assert (report.counts.filled, report.after.without_key) == (2 * HALF_A_PIECE, 0)


def test_listing_ends_when_the_last_row_has_its_key(servers: Stage) -> None:
    """Albums without a keyed row come first: those that have more photos than rows were filled before."""
    servers.set_scene(1)
    keys = big_albums(servers, 2)
    late = [sample_album(300 + number) for number in range(20)]
    for album in late:
        servers.simulator.state.add_album(album)
        servers.connection.execute(
            "insert into public.photo_metadata (image_key, album_key) values (%s, %s)",
            [f"{album.album_key}0", album.album_key],
        )
    report, asked = backfill(servers)
    assert report.albums == 2
    # Some were asked for ahead, before the rows of the first two were written.
    assert set(keys) <= set(asked)
    assert len(set(asked)) <= 2 + 2 * THREADS
    assert report.after.without_key == 0


@pytest.mark.parametrize("dry_run", [True, False])
def test_what_is_listed_in_pieces_is_counted_as_a_whole(servers: Stage, *, dry_run: bool) -> None:
    servers.set_scene(1)
    keys = big_albums(servers, 3)
    servers.connection.execute("delete from public.photo_metadata where image_key = %s", [f"{keys[0]}7"])
    servers.connection.execute("insert into public.photo_metadata (image_key) values ('nowhere')")
    counts = backfill(servers, dry_run=dry_run)[0].counts
    photos = 3 * HALF_A_PIECE
    assert (counts.asked, counts.filled, counts.unmatched) == (photos, photos - 1, 1)
    assert keys_of(servers, keys[0]) == (0 if dry_run else HALF_A_PIECE - 1)


def test_a_photo_that_moves_while_albums_are_listed_is_left_alone(servers: Stage) -> None:
    servers.set_scene(2)
    servers.connection.execute("update public.photo_metadata set album_key = null where album_key like 'Alb%'")
    moved = replace(sample_album(1).images[0], image_key="Alb0000")
    servers.simulator.state.add_album(replace(sample_album(7), images=(moved,)))
    report, _ = backfill(servers)
    assert (report.counts.ambiguous, report.counts.filled, report.counts.unmatched) == (1, 5, 0)
    assert keys_of(servers, "Alb000") == 2


def test_several_albums_are_listed_at_the_same_time(servers: Stage) -> None:
    servers.set_scene(4)
    lose_keys(servers, "Alb000", "Alb001", "Alb002")
    inside = servers.simulator.app
    both = asyncio.Event()
    waiting = 0

    async def answers_two_at_once(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal waiting
        if scope["type"] == "http" and scope["path"].endswith("!images"):
            waiting += 1
            if waiting == 2:
                both.set()
            await asyncio.wait_for(both.wait(), 60)
        await inside(scope, receive, send)

    servers.set_trap(Trap())
    with (
        serve(answers_two_at_once) as url,
        systems_of(servers.environment() | {"SMUGMUG_API_BASE": url}) as systems,
    ):
        assert backfill_keys(systems, a_run()).counts.filled == 9
