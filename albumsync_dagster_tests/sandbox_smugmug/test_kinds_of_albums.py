"""Checklist points 8 and 14: capture times, and the albums and photos that trip readers up."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from albumsync_dagster_tests.sandbox_smugmug.builders import MADE, Client, album, photo, sign_in, visitor
from albumsync_sandbox.smugmug import EndpointKind, SmugMugSimulator
from albumsync_sandbox.smugmug.shapes import date_time_original

Connect = Callable[[SmugMugSimulator], Client]
IMAGES = "/api/v2/album/lions1!images?_verbosity=1"


def camera(*parts: int) -> datetime:
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


@pytest.mark.parametrize(
    ("wall_clock", "sent"),
    [
        pytest.param(camera(2019, 8, 4, 11, 28, 12), "2019-08-04T18:28:12+00:00", id="summer-recorded"),
        pytest.param(camera(2022, 12, 10, 13, 49, 13), "2022-12-10T21:49:13+00:00", id="winter"),
        pytest.param(camera(2019, 7, 6, 21, 27, 16), "2019-07-07T04:27:16+00:00", id="evening-recorded"),
        pytest.param(camera(2000, 1, 1, 0, 0, 11), "2000-01-01T08:00:11+00:00", id="camera-default-recorded"),
    ],
)
def test_the_camera_s_clock_is_sent_as_if_it_were_pacific_time(wall_clock: datetime, sent: str) -> None:
    assert date_time_original(photo(1, taken=wall_clock)) == sent


@given(st.datetimes(min_value=camera(1970, 1, 1), max_value=camera(2037, 1, 1)))
def test_the_pacific_view_of_what_is_sent_is_the_camera_s_clock(taken: datetime) -> None:
    sent = date_time_original(photo(1, taken=taken))
    assert sent is not None
    back = datetime.fromisoformat(sent).astimezone(ZoneInfo("America/Los_Angeles")).replace(tzinfo=None)
    # The hour that daylight saving time leaves out in March cannot come back.
    assert abs(back - taken.replace(microsecond=0)) in {timedelta(0), timedelta(hours=1)}
    if taken.month not in {3, 4, 10, 11}:
        assert back == taken.replace(microsecond=0)


def test_an_evening_photo_carries_the_next_day_s_date_in_utc(api: Client) -> None:
    row = api.response(IMAGES)["AlbumImage"][0]
    assert row["DateTimeOriginal"] == "2025-05-31T02:15:23+00:00"
    metadata = api.response(f"/api/v2/image/{row['ImageKey']}-{row['Serial']}!metadata")["ImageMetadata"]
    assert metadata["DateTimeCreated"] == "2025-05-30T19:15:23"
    assert "DateTimeOriginal" not in metadata


def test_a_photo_without_exif_has_no_date_key_at_all(connect: Connect) -> None:
    api = connect(SmugMugSimulator([album("lions1", images=(photo(1, taken=None),))]))
    assert "DateTimeOriginal" not in api.response(IMAGES)["AlbumImage"][0]
    metadata = api.response("/api/v2/image/k000001-1!metadata")["ImageMetadata"]
    assert metadata["DateTimeCreated"] == ""


def test_the_listing_can_lack_the_dates_that_single_images_have(api: Client, simulator: SmugMugSimulator) -> None:
    simulator.quirks.listing_lacks_dates = True
    row = api.response(IMAGES)["AlbumImage"][0]
    assert "DateTimeOriginal" not in row
    assert "DateTimeOriginal" in api.response(f"/api/v2/image/{row['ImageKey']}-{row['Serial']}")["Image"]
    answer = api.json(f"{IMAGES}&_expand=ImageMetadata")
    expanded = answer["Expansions"][f"/api/v2/image/{row['ImageKey']}-{row['Serial']}!metadata"]
    assert expanded["ImageMetadata"]["DateTimeCreated"]


def test_the_expanded_metadata_of_fresh_photos_can_be_empty_while_the_direct_call_is_right(
    api: Client, simulator: SmugMugSimulator
) -> None:
    simulator.quirks.stale_metadata_expansions = True
    simulator.state.add_photos("empty1", [photo(77)])
    path = "/api/v2/image/k000077-2!metadata"

    def expanded() -> str:
        answer = api.json("/api/v2/album/empty1!images?_expand=ImageMetadata&_verbosity=1")
        return str(answer["Expansions"][path]["ImageMetadata"]["DateTimeCreated"])

    assert expanded() == ""
    assert api.response(path)["ImageMetadata"]["DateTimeCreated"] == "2025-05-30T19:15:23"
    simulator.state.settle()
    assert expanded() == "2025-05-30T19:15:23"


def test_a_video_says_so_and_has_the_time_of_its_container(api: Client) -> None:
    row = api.response("/api/v2/album/video1!images?_verbosity=1")["AlbumImage"][0]
    assert row["IsVideo"] is True
    assert row["DateTimeOriginal"] == "2025-05-31T02:15:23+00:00"


def test_a_collected_photo_is_called_collected_and_counts_in_the_album_that_shows_it(api: Client) -> None:
    rows = api.response("/api/v2/album/collec!images?_verbosity=1")["AlbumImage"]
    assert {row["ImageKey"]: row["Origin"] for row in rows} == {"k000030": "Album", "k000003": "Collected"}
    assert api.response("/api/v2/album/collec?_filter=ImageCount")["Album"]["ImageCount"] == 2


def test_hidden_exif_is_hidden_from_visitors_only(api: Client, simulator: SmugMugSimulator) -> None:
    path = "/api/v2/album/noexif!images?_verbosity=1"
    assert "DateTimeOriginal" in api.response(path)["AlbumImage"][0]
    stranger = visitor(api, simulator)
    seen = stranger.response(path)["AlbumImage"][0]
    assert "DateTimeOriginal" not in seen
    assert "Expansions" not in stranger.json(f"{path}&_expand=ImageMetadata")
    metadata = stranger.get("/api/v2/image/k000043-1!metadata")
    assert metadata.status_code == 404


def test_a_stranger_sees_little_of_a_password_album_and_no_photo(api: Client, simulator: SmugMugSimulator) -> None:
    stranger = visitor(api, simulator)
    seen = stranger.response("/api/v2/album/locked")["Album"]
    assert seen["ResponseLevel"] == "Password"
    assert not {"ImageCount", "LastUpdated", "ImagesLastUpdated", "Description", "Keywords"} & set(seen)
    assert "AlbumImage" not in stranger.response("/api/v2/album/locked!images")
    assert api.response("/api/v2/album/locked?_filter=ImageCount")["Album"]["ImageCount"] == 1


def test_an_album_can_be_locked_even_for_its_owner(api: Client, simulator: SmugMugSimulator) -> None:
    simulator.state.set_locked("lions1", locked=True)
    listed = api.response("/api/v2/user/courtside!albums?_filter=ImageCount,AlbumKey&_filteruri=")["Album"]
    assert {"AlbumKey": "lions1", "ResponseLevel": "Password"} in listed
    assert api.response("/api/v2/album/lions1!images")["Pages"]["Total"] == 0
    assert api.rename("lions1", "New").status_code == 401
    simulator.state.set_locked("lions1", locked=False)
    assert api.response("/api/v2/album/lions1!images")["Pages"]["Total"] == 7


def test_an_unlisted_album_carries_its_node_in_its_address(api: Client) -> None:
    album = api.response("/api/v2/album/unlist")["Album"]
    assert album["WebUri"] == "https://courtside.smugmug.com/Sports/Url-unlist/n-nunlist"


def test_names_are_raw_text_and_never_html(connect: Connect) -> None:
    name = "Donna O'Sullivan & <b>Black</b> “White” – 活动影集 🏐"
    api = connect(SmugMugSimulator([album("lions1", name)]))
    album_seen = api.response("/api/v2/album/lions1")["Album"]
    assert album_seen["Name"] == name


def test_no_address_of_a_picture_holds_the_album_key(api: Client) -> None:
    row = api.response(IMAGES)["AlbumImage"][0]
    assert f"/i-{row['ImageKey']}/" in row["ThumbnailUrl"]
    assert "/lions1/" not in row["ThumbnailUrl"]


def test_a_small_picture_is_served_at_the_address_that_the_listing_gives(
    api: Client, simulator: SmugMugSimulator
) -> None:
    path = "/api/v2/album/collec!images?_filter=ThumbnailUrl&_filteruri="
    addresses = [row["ThumbnailUrl"] for row in api.response(path)["AlbumImage"]]
    # Links of photos in albums with a password work without it.
    addresses += [row["ThumbnailUrl"] for row in api.response(path.replace("collec", "locked"))["AlbumImage"]]
    before = simulator.counts.requests()
    pictures = [requests.get(address, timeout=20) for address in addresses]
    assert len({picture.content for picture in pictures}) == len(addresses) == 3
    for picture in pictures:
        assert (picture.status_code, picture.headers["content-type"]) == (200, "image/svg+xml")
        assert picture.content.startswith(b"<svg ")
        assert len(picture.content) < 2000
    assert simulator.counts.requests() == before, "pictures are no part of the API"
    assert simulator.counts.requests(kind=EndpointKind.PICTURE) == 3
    assert requests.get(addresses[0].replace("/i-k", "/i-x"), timeout=20).status_code == 404


def test_addresses_of_pictures_come_only_where_they_are_asked_for(api: Client) -> None:
    path = "/api/v2/album/lions1!images?_filter=ImageKey&_filteruri="
    assert "Thumbnail" not in api.get(path).text


def test_added_photos_move_only_the_stamp_of_the_photos(api: Client, simulator: SmugMugSimulator) -> None:
    def stamps() -> tuple[str, str, int]:
        a = api.response("/api/v2/album/lions1?_verbosity=1")["Album"]
        return a["LastUpdated"], a["ImagesLastUpdated"], a["ImageCount"]

    before = stamps()
    simulator.state.add_photos("lions1", [photo(90)])
    added = stamps()
    simulator.state.delete_photos("lions1", ["k000090"])
    deleted = stamps()
    assert before[0] == added[0] == deleted[0] == MADE.isoformat()
    assert len({before[1], added[1], deleted[1]}) == 3
    assert (before[2], added[2], deleted[2]) == (7, 8, 7)


def test_a_deleted_album_is_gone_from_list_and_key(api: Client, simulator: SmugMugSimulator) -> None:
    simulator.state.delete_album("lions1")
    assert api.get("/api/v2/album/lions1").status_code == 404
    listed = api.response("/api/v2/user/courtside!albums?_filter=AlbumKey&_filteruri=")["Album"]
    assert "lions1" not in {row["AlbumKey"] for row in listed}
    assert api.get("/api/v2/image/k000001-1").status_code == 404


def test_two_clients_read_at_the_same_time_as_a_person_works(api: Client, simulator: SmugMugSimulator) -> None:
    failures: list[str] = []

    def read() -> None:
        with sign_in(api.base, simulator.credentials) as session:
            for _ in range(15):
                response = session.get(f"{api.base}/api/v2/user/courtside!albums", timeout=20)
                rows = response.json()["Response"]["Album"]
                failures.extend(row["AlbumKey"] for row in rows if row["ImageCount"] > 99)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(50):
        simulator.state.add_photos("empty1", [photo(1000 + number)])
        simulator.state.rename("lions1", f"Name {number}")
    for thread in threads:
        thread.join()
    assert failures == []
    assert simulator.state.album("lions1").name == "Name 49"
    assert simulator.state.album("lions1").last_updated.tzinfo is UTC
