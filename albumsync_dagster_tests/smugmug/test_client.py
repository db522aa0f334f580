from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from albumsync_dagster.errors import SettingsError
from albumsync_dagster.naming import Album, CaptureDays
from albumsync_dagster.smugmug import (
    Credentials,
    SmugMugClient,
    SmugMugError,
    SmugMugIncomplete,
    SmugMugLocked,
    SmugMugNotFound,
)
from albumsync_dagster_tests.sandbox_smugmug.builders import EVENING, album, photo
from albumsync_dagster_tests.smugmug.conftest import Connect, as_ours
from albumsync_sandbox.smugmug import EndpointKind, FaultKind, SmugMugSimulator

GAME_DAY = date(2025, 5, 30)
KINDS = EndpointKind


def by_key(client: SmugMugClient) -> dict[str, Album]:
    return {each.album_key: each for each in client.albums()}


def test_the_account_is_asked_once(client: SmugMugClient, simulator: SmugMugSimulator) -> None:
    account = client.account()
    assert (account.nick_name, account.name, account.site_files_key) == ("courtside", "Casey Court", "assets")
    assert client.account() is account
    assert simulator.counts.requests() == 2


def test_an_account_without_site_files_is_an_account(connect: Connect, simulator: SmugMugSimulator) -> None:
    simulator.state.delete_album("assets")
    assert connect().account().site_files_key is None


def test_all_albums_come_with_what_the_owner_sees(client: SmugMugClient) -> None:
    albums = by_key(client)
    assert len(albums) == 9
    assert {"hidden", "unlist"} <= set(albums)
    assert albums["lions1"] == Album(
        album_key="lions1",
        name="Lions vs Tigers",
        url_name="Url-lions1",
        keywords="volleyball, varsity",
        node_id="nlions1",
        url_path="/Sports/Url-lions1",
        web_uri="https://courtside.smugmug.com/Sports/Url-lions1",
        image_count=7,
        last_updated="2025-06-01T12:00:00+00:00",
        images_last_updated="2025-06-01T12:00:00+00:00",
    )


def test_the_site_files_are_marked_whatever_they_are_called(client: SmugMugClient, simulator: SmugMugSimulator) -> None:
    simulator.state.rename("assets", "Logos")
    assert [key for key, each in by_key(client).items() if each.system] == ["assets"]


@pytest.mark.parametrize(("albums", "pages"), [(0, 1), (1, 1), (100, 1), (101, 2), (254, 3)])
def test_a_list_costs_one_request_for_every_hundred_albums(
    connect: Connect, simulator: SmugMugSimulator, albums: int, pages: int
) -> None:
    for key in [record.key for record in simulator.state.albums()]:
        simulator.state.delete_album(key)
    for number in range(albums):
        simulator.state.add_album(album(f"a{number:05}"))
    assert len({each.album_key for each in connect().albums()}) == albums
    assert simulator.counts.requests(kind=KINDS.USER_ALBUMS) == pages


def test_a_new_album_shows_as_soon_as_smugmug_lists_it(client: SmugMugClient, simulator: SmugMugSimulator) -> None:
    simulator.state.add_album(album("newone"), missed_listings=1)
    assert "newone" not in by_key(client)
    assert "newone" in by_key(client)


def test_an_album_is_read_as_it_is_now(client: SmugMugClient, simulator: SmugMugSimulator) -> None:
    simulator.state.rename("lions1", "Löwen & Tiger 🏐 “A”")
    assert client.album("lions1").name == "Löwen & Tiger 🏐 “A”"


@pytest.mark.parametrize("key", ["nobody", "", "../user", "a b", "x" * 40, "lions1,best01", "lions1!images"])
def test_a_key_that_no_album_has_is_not_found(client: SmugMugClient, key: str) -> None:
    with pytest.raises(SmugMugNotFound):
        client.album(key)


def test_several_albums_cost_one_request(client: SmugMugClient, simulator: SmugMugSimulator) -> None:
    found = client.albums_by_key(["unlist", "lions1", "hidden", "lions1"])
    assert list(found) == ["unlist", "lions1", "hidden"]
    assert simulator.counts.requests() == 1


def test_albums_that_are_gone_are_missing_from_the_answer(client: SmugMugClient) -> None:
    assert list(client.albums_by_key(["lions1", "nobody", "best01", "a b"])) == ["lions1", "best01"]
    assert client.albums_by_key(["nobody", "noone1"]) == {}
    assert client.albums_by_key([]) == {}


def test_many_albums_are_asked_for_in_short_urls(client: SmugMugClient, simulator: SmugMugSimulator) -> None:
    simulator.quirks.longest_url = 4_000
    keys = [f"a{number:05}" for number in range(450)]
    for key in keys:
        simulator.state.add_album(album(key))
    assert list(client.albums_by_key(keys)) == keys
    assert simulator.counts.requests() == 3


def test_albums_are_found_where_the_server_takes_few_keys_at_once(
    client: SmugMugClient, simulator: SmugMugSimulator
) -> None:
    simulator.quirks.longest_url = 400
    keys = [f"a{number:05}" for number in range(60)]
    for key in keys:
        simulator.state.add_album(album(key))
    assert list(client.albums_by_key(keys)) == keys


def test_photos_come_in_pages_and_each_once(client: SmugMugClient, simulator: SmugMugSimulator) -> None:
    simulator.state.add_album(album("big001", images=tuple(photo(1_000 + n) for n in range(1_203))))
    pages = list(client.photos("big001"))
    assert [len(page) for page in pages] == [500, 500, 203]
    assert len({each.image_key for page in pages for each in page}) == 1_203
    assert simulator.counts.requests(kind=KINDS.ALBUM_IMAGES) == 3


def test_photos_carry_their_time_serial_and_origin(client: SmugMugClient) -> None:
    (page,) = client.photos("best01")
    own, collected = page
    assert (own.image_key, own.serial, own.captured_at) == ("k000030", 0, EVENING)
    assert (own.collected, collected.collected) == (False, True)


def test_a_photo_in_two_albums_counts_in_both(client: SmugMugClient) -> None:
    albums = by_key(client)
    assert client.capture_days(albums["lions1"]).capture.days == {GAME_DAY: 7}
    assert client.capture_days(albums["best01"]).capture.days == {GAME_DAY: 2}


def test_an_evening_game_is_counted_on_its_day(client: SmugMugClient, simulator: SmugMugSimulator) -> None:
    winter, summer = datetime(2024, 1, 15, 23, 59), datetime(2024, 7, 15, 17, 1)  # noqa: DTZ001
    simulator.state.add_album(album("night1", images=(photo(50, taken=winter), photo(51, taken=summer))))
    assert client.capture_days(client.album("night1")).capture.days == {winter.date(): 1, summer.date(): 1}


def test_videos_are_counted_apart_and_what_has_no_date_is_counted_too(client: SmugMugClient) -> None:
    assert client.capture_days(client.album("mixed1")).capture == CaptureDays(days={GAME_DAY: 1}, undated=2)
    assert client.capture_days(client.album("video1")).capture == CaptureDays(video_days={GAME_DAY: 1})


def test_an_album_that_hides_exif_from_visitors_has_its_days(client: SmugMugClient) -> None:
    assert client.capture_days(client.album("noexif")).capture.days == {GAME_DAY: 1}


def test_metadata_is_read_only_where_stills_lack_their_date(client: SmugMugClient, simulator: SmugMugSimulator) -> None:
    for each in client.albums():
        client.capture_days(each)
    # One page of photos for each of the seven albums that have any, one of metadata for the one with a dateless still.
    assert simulator.counts.requests(kind=KINDS.ALBUM_IMAGES) == 7 + 1


def test_dates_missing_from_the_listing_come_from_the_metadata(
    client: SmugMugClient, simulator: SmugMugSimulator
) -> None:
    simulator.quirks.listing_lacks_dates = True
    days = {EVENING.date() + timedelta(days=n): 130 for n in range(2)}
    taken = [EVENING + timedelta(days=n % 2) for n in range(260)]
    simulator.state.add_album(album("nodate", images=tuple(photo(300 + n, taken=at) for n, at in enumerate(taken))))
    assert client.capture_days(client.album("nodate")).capture == CaptureDays(days=days)
    assert simulator.counts.requests(kind=KINDS.ALBUM_IMAGES) == 1 + 3


def test_only_pages_with_a_dateless_still_are_read_with_metadata(
    client: SmugMugClient, simulator: SmugMugSimulator
) -> None:
    images = tuple(photo(300 + n, taken=None if n == 250 else EVENING) for n in range(600))
    simulator.state.add_album(album("scans1", images=images))
    assert client.capture_days(client.album("scans1")).capture == CaptureDays(days={GAME_DAY: 599}, undated=1)
    assert simulator.counts.requests(kind=KINDS.ALBUM_IMAGES) == 2 + 1


def test_photos_still_being_processed_are_undated_until_they_are_read_again(
    client: SmugMugClient, simulator: SmugMugSimulator
) -> None:
    simulator.quirks.listing_lacks_dates = simulator.quirks.stale_metadata_expansions = True
    simulator.state.add_photos("empty1", [photo(60)])
    assert client.capture_days(client.album("empty1")).capture == CaptureDays(undated=1)
    simulator.state.settle()
    assert client.capture_days(client.album("empty1")).capture == CaptureDays(days={GAME_DAY: 1})


def test_an_empty_album_costs_nothing(client: SmugMugClient, simulator: SmugMugSimulator) -> None:
    empty = client.album("empty1")
    before = simulator.counts.requests()
    assert client.capture_days(empty).capture == CaptureDays()
    assert simulator.counts.requests() == before


def test_an_album_emptied_since_it_was_listed_is_empty(client: SmugMugClient, simulator: SmugMugSimulator) -> None:
    listed = client.album("video1")
    simulator.state.delete_photos("video1", ["k000020"])
    assert client.capture_days(listed).capture == CaptureDays()


def test_a_locked_album_is_an_error_and_not_an_empty_one(client: SmugMugClient, simulator: SmugMugSimulator) -> None:
    listed = client.album("lions1")
    simulator.state.set_locked("lions1", locked=True)
    for known in (listed, client.album("lions1")):
        with pytest.raises(SmugMugLocked, match="password"):
            client.capture_days(known)


def test_many_albums_come_with_their_errors_in_their_places(client: SmugMugClient, simulator: SmugMugSimulator) -> None:
    albums = client.albums()
    simulator.state.set_locked("lions1", locked=True)
    simulator.state.delete_album("best01")
    read = {each.album_key: outcome for each, outcome in client.capture_days_of(albums)}
    assert len(read) == len(albums)
    assert isinstance(read["lions1"], SmugMugLocked)
    assert isinstance(read["best01"], SmugMugNotFound)
    assert sum(isinstance(outcome, SmugMugError) for outcome in read.values()) == 2


def test_albums_are_taken_no_faster_than_they_are_read(connect: Connect, simulator: SmugMugSimulator) -> None:
    client = connect(threads=2)
    some = client.album("lions1")
    taken = 0

    def endless() -> Any:
        nonlocal taken
        while True:
            taken += 1
            yield some

    reading = client.capture_days_of(endless())
    for _ in range(10):
        next(reading)
    reading.close()  # type: ignore[attr-defined]
    assert taken <= 10 + 2 * 2


@pytest.mark.parametrize("suffix", ["", "/", "/api/v2", "/api/v2/", " "])
def test_the_address_may_be_given_with_or_without_its_usual_end(connect: Connect, base_url: str, suffix: str) -> None:
    assert connect(base_url=base_url + suffix).account().nick_name == "courtside"


@pytest.mark.parametrize(
    "base",
    ["", "api.smugmug.com", "ftp://api.smugmug.com", "https://", "https://user:secret@host", "http://[", "http://h:x"],
)
def test_what_is_no_address_is_refused_without_showing_it(base: str) -> None:
    with pytest.raises(SettingsError, match="SMUGMUG_API_BASE") as refused:
        SmugMugClient(Credentials("a", "b", "c", "d"), base_url=base)
    assert "secret" not in str(refused.value)


def test_what_was_used_is_counted_by_kind(client: SmugMugClient, simulator: SmugMugSimulator) -> None:
    for _ in client.capture_days_of(client.albums()):
        pass
    usage = client.usage
    assert usage.total == simulator.counts.requests()
    assert usage.bytes_received == simulator.counts.sent_bytes
    assert usage.retries == 0
    assert usage.remaining is not None
    assert usage.resets_in is not None
    assert usage.clock_ahead is not None


def test_a_client_may_be_used_again_after_it_was_closed(client: SmugMugClient) -> None:
    client.account()
    client.close()
    assert client.album("lions1").name == "Lions vs Tigers"


def test_one_pace_is_shared_by_the_clients_of_a_process(base_url: str, simulator: SmugMugSimulator) -> None:
    # Slow enough that a loaded machine cannot spend the whole pause on the first request, as it did at 20 a second.
    made = partial(SmugMugClient, as_ours(simulator.credentials), base_url=base_url, requests_per_second=0.5)
    with made() as one, made() as two:
        one.album("lions1")
        two.album("lions1")
        assert two.usage.seconds_waited > 0


def test_an_incomplete_list_says_what_was_announced_and_what_came(
    client: SmugMugClient, simulator: SmugMugSimulator
) -> None:
    simulator.faults.inject(FaultKind.ROW_SKIPPED, endpoint=KINDS.ALBUM_IMAGES, album_key="lions1", times=None)
    with pytest.raises(SmugMugIncomplete, match="announced 7 rows, 6 different ones came") as incomplete:
        client.capture_days(client.album("lions1"))
    assert (incomplete.value.expected, incomplete.value.got) == (7, 6)
    assert incomplete.value.album_key == "lions1"


def test_the_photos_of_a_locked_album_are_an_error_and_not_none(
    client: SmugMugClient, simulator: SmugMugSimulator
) -> None:
    # The backfill of album keys took a locked album for an empty one and ended with 0.
    simulator.state.set_locked("lions1", locked=True)
    with pytest.raises(SmugMugLocked):
        list(client.photos("lions1"))
