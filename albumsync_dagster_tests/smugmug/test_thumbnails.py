"""The small pictures of an album: which stills show its days, and what their addresses cost and survive."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from albumsync_dagster.naming import CaptureDays
from albumsync_dagster.smugmug import (
    CaptureRead,
    Photo,
    SmugMugClient,
    SmugMugError,
    SmugMugRefused,
    SmugMugUnavailable,
)
from albumsync_dagster.smugmug.thumbnails import first_middle_last, in_order
from albumsync_dagster_tests.sandbox_smugmug.builders import EVENING, album, photo
from albumsync_dagster_tests.smugmug.conftest import Connect
from albumsync_sandbox.smugmug import EndpointKind, Fault, FaultKind, SmugMugSimulator

IMAGES = EndpointKind.IMAGES

clocks = st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1))  # noqa: DTZ001 - a camera's clock has no zone


def still(key: str, at: datetime) -> tuple[datetime, Photo]:
    return at, Photo(image_key=key, serial=1, captured_at=at)


def read(client: SmugMugClient, *keys: str) -> list[CaptureRead]:
    return [client.capture_days(client.album(key)) for key in keys]


def days_apart(simulator: SmugMugSimulator, key: str, days: int, first: int) -> None:
    images = tuple(photo(first + n, taken=EVENING + timedelta(days=n)) for n in range(days))
    simulator.state.add_album(album(key, images=images[::-1]))


def answer(*rows: dict[str, object]) -> str:
    block = {"Locator": "Image", "LocatorType": "Objects", "Image": rows}
    return json.dumps({"Response": block, "Code": 200, "Message": "Ok"})


@given(st.lists(clocks, max_size=9))
def test_the_first_the_middle_and_the_last_are_picked_each_once(at: list[datetime]) -> None:
    picked = first_middle_last(in_order(still(f"k{number}", clock) for number, clock in enumerate(at)))
    days = [each.day for each in picked]
    assert len({each.image_key for each in picked}) == len(picked) == min(len(at), 3)
    assert days == sorted(days)
    if at:
        ordered = sorted(at)
        assert (days[0], days[-1]) == (ordered[0].date(), ordered[-1].date())
        assert ordered[len(at) // 2].date() in days


@given(st.permutations([still(f"k{number}", EVENING + timedelta(hours=number // 2)) for number in range(7)]))
def test_the_order_of_the_listing_does_not_matter(taken: list[tuple[datetime, Photo]]) -> None:
    assert [each.image_key for each in first_middle_last(in_order(taken))] == ["k0", "k3", "k6"]


@given(st.integers(0, 9), st.sets(st.integers(0, 9)))
def test_the_best_rated_still_stands_between_the_first_and_the_last(count: int, rated: set[int]) -> None:
    stills = in_order(still(f"k{number}", EVENING + timedelta(hours=number)) for number in range(count))
    plain = first_middle_last(stills)
    picked = first_middle_last(stills, {f"k{number}" for number in rated})
    assert (picked[:1], picked[-1:]) == (plain[:1], plain[-1:])
    between = sorted(rated & {*range(1, count - 1)})
    assert picked == (plain if not between else (stills[0], stills[between[0]], stills[-1]))


@pytest.mark.parametrize("key", ["", "a/b", "a,b", "../x", "a?b", "ä"])
def test_what_cannot_be_a_key_is_not_picked(key: str) -> None:
    assert in_order([still(key, EVENING)]) == ()


def test_pictures_that_smugmug_serves_come_with_the_days_of_their_photos(
    client: SmugMugClient, simulator: SmugMugSimulator
) -> None:
    days_apart(simulator, "season", 5, first=100)
    (capture,) = client.with_thumbnails(read(client, "season"))
    assert [each.day for each in capture.thumbnails] == [EVENING.date() + timedelta(days=n) for n in (0, 2, 4)]
    for number, each in zip((100, 102, 104), capture.thumbnails, strict=True):
        assert f"/i-k{number:06}/" in each.url
        assert requests.get(each.url, timeout=20).content.startswith(b"<svg")


def test_videos_and_photos_without_a_date_are_not_shown(client: SmugMugClient) -> None:
    mixed, video = client.with_thumbnails(read(client, "mixed1", "video1"))
    assert len(mixed.thumbnails) == 1
    assert "/i-k000031/" in mixed.thumbnails[0].url
    assert video.thumbnails == ()


def test_a_date_from_the_metadata_is_as_good(client: SmugMugClient, simulator: SmugMugSimulator) -> None:
    simulator.quirks.listing_lacks_dates = True
    (capture,) = client.with_thumbnails(read(client, "lions1"))
    assert [each.day for each in capture.thumbnails] == [EVENING.date()] * 3


def test_a_photo_in_two_albums_is_shown_in_both(client: SmugMugClient) -> None:
    lions, best = client.with_thumbnails(read(client, "lions1", "best01"))
    assert len(lions.thumbnails) == 3
    assert len(best.thumbnails) == 2


def test_the_pictures_of_fifty_albums_cost_one_request(client: SmugMugClient, simulator: SmugMugSimulator) -> None:
    for number in range(50):
        days_apart(simulator, f"a{number:05}", 3, first=100 + 3 * number)
    reads = read(client, *(f"a{number:05}" for number in range(50)))
    before = simulator.counts.requests()
    captures = client.with_thumbnails(reads)
    assert sum(len(capture.thumbnails) for capture in captures) == 150
    assert simulator.counts.requests() == before + 1


def test_albums_without_a_dated_still_cost_nothing(client: SmugMugClient, simulator: SmugMugSimulator) -> None:
    reads = read(client, "video1", "empty1")
    before = simulator.counts.requests()
    assert [capture.thumbnails for capture in client.with_thumbnails(reads)] == [(), ()]
    assert client.with_thumbnails([]) == []
    assert simulator.counts.requests() == before


def test_one_still_alone_is_asked_for_as_well(client: SmugMugClient) -> None:
    # SmugMug answers a single key with an object in place of a list.
    (capture,) = client.with_thumbnails(read(client, "hidden"))
    assert len(capture.thumbnails) == 1


def test_photos_deleted_meanwhile_are_left_out(client: SmugMugClient, simulator: SmugMugSimulator) -> None:
    reads = read(client, "lions1", "hidden")
    simulator.state.delete_photos("lions1", ["k000001"])
    simulator.state.delete_photos("hidden", ["k000040"])
    lions, hidden = client.with_thumbnails(reads)
    assert (len(lions.thumbnails), hidden.thumbnails) == (2, ())
    assert (lions.days, hidden.days) == (reads[0].capture.days, reads[1].capture.days)


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "data:image/png;base64,AA",
        "//host/x.jpg",
        "https://host/a b.jpg",
        "https://host/'><b>",
    ],
)
def test_an_answer_without_a_web_address_is_an_album_without_pictures(
    client: SmugMugClient, simulator: SmugMugSimulator, url: str | None
) -> None:
    reads = read(client, "lions1")
    rows: list[dict[str, object]] = [
        {"ImageKey": each.image_key, **({} if url is None else {"ThumbnailUrl": url})} for each in reads[0].stills
    ]
    simulator.faults.inject(Fault(FaultKind.REPLACED_BODY, status=200, body=answer(*rows)), endpoint=IMAGES, times=None)
    before = simulator.counts.requests()
    assert client.with_thumbnails(reads) == [reads[0].capture]
    assert simulator.counts.requests() == before + 1


def test_an_address_may_hold_raw_unicode(client: SmugMugClient, simulator: SmugMugSimulator) -> None:
    url = "https://photos.smugmug.com/活动影集/i-k000040/0/a1b2/Th/DSC_1-Th.jpg"
    body = answer({"ImageKey": "k000040", "ThumbnailUrl": url})
    simulator.faults.inject(Fault(FaultKind.REPLACED_BODY, status=200, body=body), endpoint=EndpointKind.IMAGE)
    (capture,) = client.with_thumbnails(read(client, "hidden"))
    assert [each.url for each in capture.thumbnails] == [url]


@pytest.mark.parametrize("status", [200, 400, 403, 404])
def test_answers_that_mean_nothing_leave_the_capture_days_as_they_are(
    client: SmugMugClient, simulator: SmugMugSimulator, status: int
) -> None:
    reads = read(client, "lions1", "best01")
    fault = Fault(FaultKind.REPLACED_BODY, status=status, body='{"Response": 7}')
    simulator.faults.inject(fault, endpoint=IMAGES, times=None)
    simulator.faults.inject(fault, endpoint=EndpointKind.IMAGE, times=None)
    assert client.with_thumbnails(reads) == [each.capture for each in reads]


def test_a_server_that_refuses_long_addresses_gives_the_pictures_all_the_same(
    client: SmugMugClient, simulator: SmugMugSimulator
) -> None:
    for number in range(20):
        days_apart(simulator, f"a{number:05}", 3, first=100 + 3 * number)
    reads = read(client, *(f"a{number:05}" for number in range(20)))
    simulator.quirks.longest_url = 300
    assert sum(len(capture.thumbnails) for capture in client.with_thumbnails(reads)) == 60


def test_a_refusal_of_every_part_ends_soon(client: SmugMugClient, simulator: SmugMugSimulator) -> None:
    for number in range(50):
        days_apart(simulator, f"a{number:05}", 3, first=100 + 3 * number)
    reads = read(client, *(f"a{number:05}" for number in range(50)))
    simulator.faults.inject(Fault(FaultKind.REPLACED_BODY, status=400, body="{}"), endpoint=IMAGES, times=None)
    before = simulator.counts.requests()
    assert client.with_thumbnails(reads) == [each.capture for each in reads]
    assert simulator.counts.requests() - before <= 16


def test_trouble_with_pictures_alone_is_no_outage(client: SmugMugClient, simulator: SmugMugSimulator) -> None:
    reads = read(client, "lions1")
    simulator.faults.inject(FaultKind.UNAVAILABLE, endpoint=IMAGES, times=None)
    assert client.with_thumbnails(reads) == [reads[0].capture]


def test_an_outage_is_an_outage(client: SmugMugClient, simulator: SmugMugSimulator) -> None:
    reads = read(client, "lions1")
    simulator.faults.inject(FaultKind.UNAVAILABLE, times=None)
    with pytest.raises(SmugMugUnavailable):
        client.with_thumbnails(reads)


def test_a_revoked_token_is_said(client: SmugMugClient, simulator: SmugMugSimulator) -> None:
    reads = read(client, "lions1")
    simulator.oauth.revoke(simulator.credentials.token)
    with pytest.raises(SmugMugRefused, match="token"):
        client.with_thumbnails(reads)


@pytest.mark.parametrize("seed", range(4))
def test_pictures_survive_faults_that_pass(connect: Connect, simulator: SmugMugSimulator, seed: int) -> None:
    client = connect(patience=600)
    reads = [each for _, each in client.capture_days_of(client.albums()) if not isinstance(each, SmugMugError)]
    expected = client.with_thumbnails(reads)
    passing = [FaultKind.UNAVAILABLE, FaultKind.NONCE_USED, FaultKind.SERVER_ERROR, FaultKind.CUT_JSON]
    simulator.faults.by_chance(seed, 0.5, passing)
    assert client.with_thumbnails(reads) == expected
    assert any(capture.thumbnails for capture in expected)


def test_an_empty_reading_has_no_pictures(client: SmugMugClient) -> None:
    assert client.with_thumbnails([CaptureRead()]) == [CaptureDays()]
