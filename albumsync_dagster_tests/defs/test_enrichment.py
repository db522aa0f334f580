"""When the enrichment sensor asks for an album: exactly once for each time its enrichment becomes complete."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import dagster as dg
import pytest
from dagster._core.definitions.freshness import FreshnessState
from dagster._core.definitions.freshness_evaluator import TimeWindowFreshnessPolicyEvaluator
from dagster._core.loader import LoadingContextForTest
from hypothesis import given
from hypothesis import strategies as st

from albumsync_dagster.defs.account import Account
from albumsync_dagster.defs.albums import fresh
from albumsync_dagster.defs.automation import unfinished_syncs
from albumsync_dagster.defs.enrichment import (
    AGAIN_AFTER,
    LOOK_BACK,
    PAGE,
    Cursor,
    Read,
    Sync,
    ask_again,
    next_albums,
    run_key,
)
from albumsync_dagster.defs.facts import enrichment_asset, newest_fact
from albumsync_dagster.settings import Settings
from albumsync_dagster.supabase import AlbumFacts, EnrichedAlbum, SupabaseUnavailable
from albumsync_dagster_tests.defs.conftest import Dagster

ACCOUNT = Account(name="", settings=Settings())
NOON = datetime(2025, 6, 1, 12, tzinfo=UTC)


def enriched(key: str, minutes: float = 0) -> EnrichedAlbum:
    return EnrichedAlbum(album_key=key, at=NOON + timedelta(minutes=minutes))


def database(albums: Sequence[EnrichedAlbum]) -> Read:
    """Reads as the database answers: what lies behind the pair, in its order, at most so many."""
    ordered = sorted(albums, key=lambda album: (album.at, album.album_key))

    def read(after: tuple[datetime, str] | None, limit: int) -> Sequence[EnrichedAlbum]:
        return [album for album in ordered if after is None or (album.at, album.album_key) > after][:limit]

    return read


def ticks(*states: Sequence[EnrichedAlbum]) -> list[list[str]]:
    """The albums that each tick asks for; the cursor goes through its JSON each time, as through a restart."""
    cursor, asked = Cursor(), []
    for state in states:
        albums, cursor = next_albums(cursor, database(state))
        cursor = Cursor.model_validate_json(cursor.model_dump_json())
        asked.append([album.album_key for album in albums])
    return asked


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        # Nothing is complete yet.
        ([[]], [[]]),
        # The same album is not asked for twice.
        ([[enriched("A")], [enriched("A")]], [["A"], []]),
        # Late rows make it complete anew.
        ([[enriched("A")], [enriched("A", 5)]], [["A"], ["A"]]),
        # Equal times, one of them seen later.
        ([[enriched("B")], [enriched("A"), enriched("B"), enriched("C")]], [["B"], ["A", "C"]]),
        # Out of order: an older time arrives after a newer one.
        ([[enriched("B", 60)], [enriched("A", 0), enriched("B", 60)]], [["B"], ["A"]]),
        # Out of order by nearly the whole look-back, and not asked for again later.
        ([[enriched("B", 1439)], [enriched("A", 0), enriched("B", 1439)], [enriched("A", 0)]], [["B"], ["A"], []]),
        # An album that was synced meanwhile is not told any more.
        ([[enriched("A"), enriched("B", 1)], [enriched("C", 2)]], [["A", "B"], ["C"]]),
    ],
    ids=["partial", "once", "late rows", "equal times", "out of order", "far out of order", "synced"],
)
def test_each_album_is_asked_for_once_for_each_time_of_its_enrichment(
    states: list[list[EnrichedAlbum]], expected: list[list[str]]
) -> None:
    assert ticks(*states) == expected


def test_a_thousand_albums_at_once_are_all_asked_for_in_one_tick() -> None:
    # All at one time: the pair with the key is what pages through them.
    albums = [enriched(f"K{number:04}") for number in range(1000)]
    assert ticks(albums, albums) == [[album.album_key for album in albums], []]


def test_more_albums_than_a_tick_takes_come_with_the_next_one() -> None:
    albums = [enriched(f"K{number:05}", number / 600) for number in range(4321)]
    asked = ticks(*[albums] * 4)
    assert sum(asked, []) == [album.album_key for album in albums]  # noqa: RUF017 - four lists


def test_an_outage_in_the_middle_goes_through_and_leaves_the_cursor_as_it_was() -> None:
    albums = [enriched(f"K{number:04}") for number in range(PAGE + 1)]
    calls = 0

    def failing(after: tuple[datetime, str] | None, limit: int) -> Sequence[EnrichedAlbum]:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise SupabaseUnavailable("Supabase did not answer.", "Try again later.")
        return database(albums)(after, limit)

    cursor = Cursor()
    with pytest.raises(SupabaseUnavailable):
        next_albums(cursor, failing)
    assert len(next_albums(cursor, database(albums))[0]) == PAGE + 1


@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from("ABCDEF"), st.integers(0, int(LOOK_BACK.total_seconds() // 60) - 1))),
        max_size=6,
    )
)
def test_none_is_lost_and_none_repeated_in_whatever_order_times_arrive(arriving: list[list[tuple[str, int]]]) -> None:
    complete: dict[str, EnrichedAlbum] = {}
    cursor, asked, wanted = Cursor(), [], []
    for batch in arriving:
        before = dict(complete)
        complete.update({key: enriched(key, minutes) for key, minutes in batch})
        wanted += sorted(key for key in complete if before.get(key) != complete[key])
        albums, cursor = next_albums(cursor, database(list(complete.values())))
        asked += sorted(album.album_key for album in albums)
    assert asked == wanted


def test_what_the_cursor_remembers_ends_with_the_look_back() -> None:
    old, new = enriched("A"), enriched("B", 2 * 24 * 60)
    _, cursor = next_albums(Cursor(), database([old, new]))
    assert set(cursor.asked) == {"B"}


def test_the_run_key_names_albums_and_times_in_any_order() -> None:
    assert run_key([enriched("A"), enriched("B")]) == run_key([enriched("B"), enriched("A")])
    assert run_key([enriched("A")]) != run_key([enriched("A", 1)])


def sync(minutes_ago: float | None, *album_keys: str) -> Sync:
    """A run that failed so long before noon; with None one that is at work."""
    failed_at = None if minutes_ago is None else NOON - timedelta(minutes=minutes_ago)
    return Sync(album_keys=album_keys or ("A",), failed_at=failed_at)


LAST = len(AGAIN_AFTER)


@pytest.mark.parametrize(
    ("attempts", "became", "asked", "left", "waits"),
    [
        (0, None, [], [], False),
        (0, sync(None), [], [], True),
        (0, sync(4), [], [], True),
        (0, sync(5), ["A"], [], True),
        (1, sync(14), [], [], True),
        (1, sync(15), ["A"], [], True),
        (LAST - 1, sync(24 * 60 - 1), [], [], True),
        (LAST - 1, sync(24 * 60), ["A"], [], True),
        (LAST, None, [], [], False),
        (LAST, sync(None), [], [], True),
        (LAST, sync(0), [], ["A"], False),
    ],
    ids=[
        "it ended well, or a person cancelled or deleted it",
        "it is at work",
        "it failed just now: Dagster may start it anew itself",
        "it failed",
        "the second attempt failed just now",
        "the second attempt failed",
        "the last attempt is not due",
        "the last attempt is due",
        "the last attempt ended well",
        "the last attempt is at work",
        "the last attempt failed",
    ],
)
def test_a_sync_that_failed_is_asked_for_again_until_it_is_left_to_the_night(
    attempts: int, became: Sync | None, asked: list[str], left: list[str], waits: bool
) -> None:
    cursor = Cursor(at=NOON, waiting={"enriched:1": attempts})
    again, given_up, after = ask_again(cursor, {"enriched:1": became} if became else {}, NOON)
    assert [album for each in again for album in each.album_keys] == asked
    assert (given_up, bool(after.waiting)) == (left, waits)
    assert [(each.attempt, after.waiting[each.run_key]) for each in again] == [(attempts + 1, attempts + 1)] * len(
        asked
    )
    assert after.at == NOON


def test_what_is_due_together_goes_together_unless_it_was_asked_for_more_often() -> None:
    cursor = Cursor(waiting={"enriched:1": 0, "enriched:2": 0, "again-3:x": 3})
    syncs = {"enriched:1": sync(60, "A", "B"), "enriched:2": sync(70, "B", "C"), "again-3:x": sync(600, "D")}
    again, _, after = ask_again(cursor, syncs, NOON)
    assert [(each.attempt, each.album_keys) for each in again] == [(1, ("A", "B", "C")), (4, ("D",))]
    assert after.waiting == {again[0].run_key: 1, again[1].run_key: 4}
    # A tick that is evaluated twice, because the daemon died in it, asks for the same runs.
    assert ask_again(cursor, syncs, NOON)[0] == again


def test_an_album_that_fails_for_good_is_asked_for_a_few_times_however_many_others_fail_beside_it() -> None:
    """Each attempt fails at once; another album joins every hour and fails as well."""
    cursor, now, asked = Cursor(waiting={"enriched:bad": 0}), NOON, 0
    failed = {"enriched:bad": Sync(album_keys=("bad",), failed_at=now)}
    for hour in range(100):
        now += timedelta(hours=1)
        again, _, cursor = ask_again(cursor, failed, now)
        asked += sum("bad" in each.album_keys for each in again)
        failed |= {each.run_key: Sync(album_keys=each.album_keys, failed_at=now) for each in again}
        failed[f"enriched:{hour}"] = Sync(album_keys=(f"K{hour}",), failed_at=now)
        cursor = cursor.model_copy(update={"waiting": {**cursor.waiting, f"enriched:{hour}": 0}})
    assert asked == len(AGAIN_AFTER)


def tick(dagster: Dagster, cursor: str | None) -> dg.SensorResult:
    sensor = dagster.defs.get_repository_def().get_sensor_def("enrichment_complete")
    with dg.build_sensor_context(instance=dagster.instance, cursor=cursor) as context:
        result = sensor(context)
    assert isinstance(result, dg.SensorResult)
    return result


LONG_AGO = Cursor(at=NOON, begun=NOON).model_dump_json()
"""The cursor of a sensor that was switched on long ago."""


def test_the_sensor_begins_when_it_is_switched_on_and_older_albums_are_asked_for_by_a_person(dagster: Dagster) -> None:
    dagster.stage.connection.execute(
        "update photo_metadata set enriched_at = now() - interval '1 hour' where album_key = 'Alb000'"
    )
    first = tick(dagster, None)
    assert not first.run_requests
    second = tick(dagster, first.cursor)
    assert not second.run_requests
    result = dagster.run("sync_albums", {"backfill": True, "mode": "apply"})
    assert set(dagster.shown(result, "album_renames")) == {"Alb000"}
    # It was switched on six minutes ago, and one became complete since.
    ago = datetime.now(UTC) - timedelta(minutes=10)
    dagster.stage.connection.execute(
        "update photo_metadata set enriched_at = now() - interval '6 minutes' where album_key = 'Alb001'"
    )
    (request,) = tick(dagster, Cursor(at=ago, begun=ago).model_dump_json()).run_requests or []
    assert request.run_config == {"albums": ["Alb001"], "mode": "apply"}


def test_an_album_whose_rows_only_a_heal_of_ours_wrote_is_not_asked_for(dagster: Dagster) -> None:
    dagster.stage.connection.execute(
        "update photo_metadata set enriched_at = now() - interval '1 hour' where album_key in ('Kep000', 'Kep001')"
    )
    first = tick(dagster, LONG_AGO)
    (request,) = first.run_requests or []
    assert set(request.run_config["albums"]) == {"Kep000", "Kep001"}
    # Rows that somebody else writes are news; rows that we write are none.
    dagster.stage.connection.execute(
        "update photo_metadata set updated_at = now() - interval '10 minutes' where album_key = 'Kep001'"
    )
    dagster.stage.connection.execute("update photo_metadata set album_name = 'Wrong' where album_key = 'Kep000'")
    assert dagster.run("heal_names", {"mode": "apply"}).success
    dagster.stage.connection.execute(
        "update photo_metadata set updated_at = updated_at - interval '10 minutes' where album_key = 'Kep000'"
    )
    with dagster.stage.connection.transaction():
        dagster.stage.connection.execute("set local session_replication_role = replica")
        dagster.stage.connection.execute(
            "update album_name_changes set changed_at = changed_at - interval '10 minutes' where true"
        )
    (request,) = tick(dagster, first.cursor).run_requests or []
    assert request.run_config["albums"] == ["Kep001"]


def test_the_sensor_asks_for_complete_albums_and_gives_new_ones_their_partition(dagster: Dagster) -> None:
    dagster.stage.connection.execute(
        "update photo_metadata set enriched_at = now() - interval '1 hour' "
        "where album_key = 'Alb000' or (album_key = 'Alb001' and image_key <> 'Alb0010')"
    )
    dagster.stage.connection.execute(
        "insert into album_enrichment (album_key, completed_at) values ('Alb002', now() - interval '1 hour')"
    )
    first = tick(dagster, LONG_AGO)
    assert first.run_requests is not None
    (request,) = first.run_requests
    assert set(request.run_config["albums"]) == {"Alb000", "Alb002"}
    assert request.tags["albumsync/trigger"] == "enrichment"
    (added,) = first.dynamic_partitions_requests or []
    assert {key.rpartition(":")[2] for key in added.partition_keys} == {"Alb000", "Alb002"}
    result = dagster.run("sync_albums", request.run_config)
    assert set(dagster.shown(result, "album_renames")) == {"Alb000", "Alb002"}
    again = tick(dagster, first.cursor)
    assert not again.run_requests
    assert again.skip_reason is not None


def asked_for(dagster: Dagster, key: str, *albums: str) -> dg.DagsterRun:
    """A run as the daemon makes it for the sensor."""
    job = dagster.defs.resolve_job_def("sync_albums")
    config, tags = {"albums": list(albums)}, {"dagster/run_key": key}
    return dagster.instance.create_run_for_job(job, run_config=config, tags=tags)


def failed(dagster: Dagster, run: dg.DagsterRun, *, minutes_ago: float) -> None:
    event = dg.DagsterEvent(
        event_type_value=dg.DagsterEventType.RUN_FAILURE.value, job_name=run.job_name, message="SmugMug was away."
    )
    dagster.instance.report_dagster_event(event, run.run_id, timestamp=time.time() - minutes_ago * 60)


def test_an_outage_of_smugmug_delays_the_sync_and_nobody_has_to_ask_for_it_again(dagster: Dagster) -> None:
    """The run failed, the cursor had passed its albums, and they waited for the nightly sync."""
    dagster.stage.connection.execute(
        "update photo_metadata set enriched_at = now() - interval '1 hour' where album_key = 'Alb000'"
    )
    first = tick(dagster, LONG_AGO)
    (request,) = first.run_requests or []
    run = asked_for(dagster, str(request.run_key), "Alb000")
    assert not tick(dagster, first.cursor).run_requests

    failed(dagster, run, minutes_ago=4)
    early = tick(dagster, first.cursor)
    assert (early.run_requests, "their next attempt: 1" in str(early.skip_reason)) == ([], True)
    failed(dagster, run, minutes_ago=6)
    due = tick(dagster, early.cursor)
    (again,) = due.run_requests or []
    assert (again.run_config, again.tags["albumsync/attempt"]) == (request.run_config, "1")
    assert again.run_key != request.run_key

    dagster.instance.report_run_canceled(asked_for(dagster, str(again.run_key), "Alb000"))
    over = tick(dagster, due.cursor)
    assert (over.run_requests, Cursor.model_validate_json(over.cursor or "").waiting) == ([], {})


def test_of_runs_with_one_key_the_newest_counts(dagster: Dagster) -> None:
    """As when Dagster, or a person, starts a failed run anew."""
    failed(dagster, asked_for(dagster, "enriched:1", "Alb000"), minutes_ago=60)
    assert unfinished_syncs(ACCOUNT, dagster.instance, ["enriched:1"])["enriched:1"].failed_at is not None
    anew = asked_for(dagster, "enriched:1", "Alb000")
    assert unfinished_syncs(ACCOUNT, dagster.instance, ["enriched:1"])["enriched:1"].failed_at is None
    dagster.instance.report_run_canceled(anew)
    assert unfinished_syncs(ACCOUNT, dagster.instance, ["enriched:1", "enriched:deleted"]) == {}


def test_rows_that_are_still_arriving_make_the_album_wait(dagster: Dagster) -> None:
    dagster.stage.connection.execute("update photo_metadata set enriched_at = now() where album_key = 'Alb000'")
    assert not tick(dagster, LONG_AGO).run_requests


def test_an_outage_is_a_red_tick(dagster: Dagster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPABASE_SERVICE_ROLE_KEY", "not-a-key")
    with pytest.raises(Exception, match="SUPABASE_SERVICE_ROLE_KEY"):
        tick(dagster, LONG_AGO)


def test_the_asset_says_how_far_the_enrichment_is_and_who_knows_what(dagster: Dagster) -> None:
    dagster.stage.connection.execute(
        "update photo_metadata set enriched_at = '2026-01-02 03:04' where album_key in ('Alb000', 'Alb001')"
    )
    dagster.stage.connection.execute("update photo_metadata set enriched_at = null where image_key = 'Alb0010'")
    dagster.stage.connection.execute(
        "insert into album_enrichment (album_key, home_team, completed_at) values ('Alb002', 'Stars', '2026-01-03')"
    )
    with dagster.database() as client:
        client.import_facts(
            [AlbumFacts(album_key="Alb003", level="JV", offered=True)], source="s.ics", imported_by="me"
        )
    result = dagster.materialize("album_enrichment")
    (entry,) = dagster.instance.all_logs(result.run_id, of_type=dg.DagsterEventType.ASSET_OBSERVATION)
    observed: Any = entry.get_dagster_event().event_specific_data
    shown: dict[str, Any] = {label: found.value for label, found in observed.asset_observation.metadata.items()}
    assert {label: shown[label] for label in ("albums", "complete", "partial", "without")} == {
        "albums": 9,
        "complete": 2,
        "partial": 2,
        "without": 5,
    }
    sources = {
        record.data["source"]: (record.data["albums"], record.data["offered"]) for record in shown["sources"].records
    }
    assert sources == {"album_enrichment": (1, 0), "photo_metadata": (2, 0), "s.ics": (1, 1)}
    assert 0 <= shown["newest_fact_age_hours"] < 1
    assert 0 <= time.time() - shown["dagster/last_updated_timestamp"] < 3600


def test_the_age_of_the_newest_fact_is_shown_where_there_is_one() -> None:
    shown = newest_fact(NOON, NOON + timedelta(hours=30, minutes=15))
    assert {label: found.value for label, found in shown.items()} == {
        "dagster/last_updated_timestamp": NOON.timestamp(),
        "newest_fact_age_hours": 30.2,
    }
    assert newest_fact(None, NOON) == {}


def test_a_freshness_policy_says_nothing_of_an_asset_that_is_only_observed(dagster: Dagster) -> None:
    """Why the asset has none: Dagster 1.13 counts materializations. Where this fails, give the asset its policy."""
    with_policy = dg.map_asset_specs(
        lambda spec: spec.replace_attributes(freshness_policy=fresh(ACCOUNT)), [enrichment_asset(ACCOUNT)]
    )
    graph = dg.Definitions(assets=with_policy, resources=ACCOUNT.resources()).resolve_asset_graph()
    node = graph.get(dg.AssetKey("album_enrichment"))
    assert node.freshness_policy is not None
    assert dagster.defs.resolve_asset_graph().get(node.key).freshness_policy is None

    def state() -> FreshnessState:
        context = LoadingContextForTest(dagster.instance)
        return asyncio.run(TimeWindowFreshnessPolicyEvaluator().evaluate_freshness(context, node))

    result = dagster.materialize("album_enrichment")
    assert dagster.instance.all_logs(result.run_id, of_type=dg.DagsterEventType.ASSET_OBSERVATION)
    assert state() is FreshnessState.UNKNOWN
    dagster.instance.report_runless_asset_event(dg.AssetMaterialization(node.key))
    assert state() is FreshnessState.PASS
