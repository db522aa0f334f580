"""Checklist points 1, 2, 3 and 11: pages, clamps, empty lists, echoes, and an order that nobody can use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumsync_dagster_tests.sandbox_smugmug.builders import Client, album, photo, sign_in
from albumsync_sandbox.smugmug import Access, LazyPhotos, Permissions, SmugMugSimulator
from albumsync_sandbox.smugmug.answers import Page

Connect = Callable[[SmugMugSimulator], Client]
LIST = "/api/v2/user/sample!albums"


def many(albums: int = 0, photos: int = 0) -> SmugMugSimulator:
    first = album("photos", images=tuple(photo(n) for n in range(photos)))
    return SmugMugSimulator([first, *(album(f"alb{n:03d}", f"Game {n}") for n in range(albums))])


@pytest.mark.parametrize(("asked", "served"), [("", 50), ("count=100", 100), ("count=5000", 100), ("count=x", 50)])
def test_the_list_of_albums_is_clamped_at_100_and_sends_50_by_itself(connect: Connect, asked: str, served: int) -> None:
    pages = connect(many(albums=130)).response(f"{LIST}?{asked}")["Pages"]
    assert (pages["Count"], pages["RequestedCount"], pages["Total"]) == (served, served, 131)


@pytest.mark.parametrize(("asked", "served"), [("", 100), ("count=500", 500), ("count=9999", 500)])
def test_the_list_of_images_is_clamped_at_500_and_sends_100_by_itself(
    connect: Connect, asked: str, served: int
) -> None:
    response = connect(many(photos=1100)).response(f"/api/v2/album/photos!images?_filter=ImageKey&_filteruri=&{asked}")
    assert (response["Pages"]["RequestedCount"], len(response["AlbumImage"])) == (served, served)


def test_the_pages_of_a_list_hold_every_row_once(connect: Connect) -> None:
    api = connect(many(albums=130))
    keys: list[str] = []
    for start in (1, 61, 121):
        keys += [row["AlbumKey"] for row in api.response(f"{LIST}?count=60&start={start}&_filter=AlbumKey")["Album"]]
    assert len(keys) == len(set(keys)) == 131


def test_an_empty_list_has_no_locator_key(api: Client) -> None:
    """Recorded so on accounts and albums without anything in them."""
    response = api.response("/api/v2/album/empty1!images?count=100")
    assert "AlbumImage" not in response
    assert (response["Locator"], response["Pages"]["Total"], response["Pages"]["Count"]) == ("AlbumImage", 0, 0)


def test_an_account_without_albums_has_no_locator_key_either(connect: Connect) -> None:
    response = connect(SmugMugSimulator([])).response(LIST)
    assert "Album" not in response
    assert response["Pages"] == {"Total": 0, "Start": 1, "Count": 0, "RequestedCount": 50}


def test_a_page_after_the_end_is_empty_and_not_an_error(connect: Connect) -> None:
    response = connect(many(albums=10)).response(f"{LIST}?start=101&count=100")
    assert "Album" not in response
    assert (response["Pages"]["Count"], response["Pages"]["Total"]) == (0, 11)


def test_unknown_parameters_are_ignored_without_a_word(api: Client) -> None:
    plain, odd = api.json("/api/v2/album/lions1"), api.json("/api/v2/album/lions1?_count=5&_sort=Name&page=2")
    assert plain == odd


def test_the_list_is_sorted_by_nothing_that_a_reader_could_use(connect: Connect) -> None:
    api = connect(many(albums=90))
    rows = api.response(f"{LIST}?count=100&Order=Last+Updated+(Descending)")["Album"]
    for field in ("AlbumKey", "Name", "LastUpdated", "UrlPath"):
        values = [row[field] for row in rows]
        assert len(set(values)) == 1 or values not in (sorted(values), sorted(values, reverse=True))


def test_a_new_album_appears_late_in_the_list_and_at_once_by_its_key(connect: Connect) -> None:
    simulator = many(albums=2)
    api = connect(simulator)
    simulator.state.add_album(album("newone", "Today"), missed_listings=2)
    assert api.get("/api/v2/album/newone").status_code == 200
    totals = [api.response(f"{LIST}?start=1")["Pages"]["Total"] for _ in range(3)]
    assert totals == [3, 3, 4]


def test_a_late_album_does_not_appear_in_the_middle_of_a_listing(connect: Connect) -> None:
    simulator = many(albums=120)
    api = connect(simulator)
    simulator.state.add_album(album("newone", "Today"), missed_listings=1)
    starts = (1, 101, 1, 101)
    totals = [api.response(f"{LIST}?count=100&start={start}&_filter=")["Pages"]["Total"] for start in starts]
    assert totals == [121, 121, 122, 122]


def test_a_token_with_public_access_does_not_see_private_and_unlisted_albums(
    api: Client, simulator: SmugMugSimulator
) -> None:
    credentials = simulator.oauth.create_credentials(
        simulator.consumer, access=Access.PUBLIC, permissions=Permissions.READ
    )
    with sign_in(api.base, credentials) as session:

        def get(path: str) -> tuple[int, Any]:
            answer = session.get(api.base + path, timeout=20)
            return answer.status_code, answer.json()["Response"]

        everybody = {row["AlbumKey"] for row in get("/api/v2/user/courtside!albums")[1]["Album"]}
        owner = {row["AlbumKey"] for row in api.response("/api/v2/user/courtside!albums")["Album"]}
        assert owner - everybody == {"hidden", "unlist"}
        assert get("/api/v2/album/hidden")[0] == 404
        assert get("/api/v2/album/unlist")[1]["Album"]["ResponseLevel"] == "Public"


def test_the_list_of_another_nickname_is_not_found(api: Client) -> None:
    """Also what happens to whoever takes the login e-mail for the nickname."""
    assert api.get("/api/v2/user/casey@example.com!albums").status_code == 404


def test_photos_that_are_made_on_demand_read_like_any_others(connect: Connect) -> None:
    lazy = LazyPhotos(1_000, lambda: tuple(photo(n) for n in range(1_000)))
    simulator = SmugMugSimulator([album("photos")], photos={"photos": lazy})
    api = connect(simulator)
    assert api.response("/api/v2/album/photos?_filter=ImageCount")["Album"]["ImageCount"] == 1_000
    rows = api.response("/api/v2/album/photos!images?count=500&start=501&_filter=ImageKey&_filteruri=")["AlbumImage"]
    assert [rows[0]["ImageKey"], rows[-1]["ImageKey"], len(rows)] == ["k000500", "k000999", 500]


@given(total=st.integers(0, 300), count=st.integers(1, 100))
def test_pages_built_from_count_meet_every_row_exactly_once(total: int, count: int) -> None:
    rows = list(range(total))
    seen: list[int] = []
    start = 1
    while page := Page(start, count).cut(rows):
        seen += page
        start += len(page)
    assert seen == rows


@given(asked=st.text(max_size=8), start=st.text(max_size=8))
def test_whatever_is_asked_a_page_stays_within_its_bounds(asked: str, start: str) -> None:
    page = Page.asked({"count": asked, "start": start}, default=50, most=100)
    assert 1 <= page.count <= 100
    assert page.start >= 1
