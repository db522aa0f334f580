"""Checklist points 4, 5 and 13: filters, verbosity, expansions, multi-get, options, compression and headers."""

from __future__ import annotations

import pytest

from albumsync_dagster_tests.sandbox_smugmug.builders import Client

ALBUM = "/api/v2/album/lions1"
IMAGES = "/api/v2/album/lions1!images"
SHORT = "_verbosity=1"


def test_a_filter_selects_fields_and_never_rows(api: Client) -> None:
    rows = api.response(f"{IMAGES}?_filter=ImageKey,Serial,Nonsense&_filteruri=")["AlbumImage"]
    assert len(rows) == 7
    assert all(set(row) == {"ImageKey", "Serial"} for row in rows)


def test_an_empty_filter_leaves_no_field(api: Client) -> None:
    assert api.response(f"{IMAGES}?_filter=&_filteruri=")["AlbumImage"] == [{}] * 7


def test_an_album_tells_its_response_level_whatever_the_filter(api: Client) -> None:
    album = api.response(f"{ALBUM}?_filter=Name&_filteruri=&{SHORT}")["Album"]
    assert album == {"Name": "Lions vs Tigers", "ResponseLevel": "Full"}


def test_answers_have_the_short_form(api: Client) -> None:
    answer = api.json(f"{IMAGES}?{SHORT}")
    assert set(answer) == {"Response", "Code", "Message"}
    assert set(answer["Response"]) == {"Locator", "LocatorType", "AlbumImage", "Pages"}


def test_one_key_gives_an_object_and_several_give_an_array(api: Client) -> None:
    one, two = api.response(f"{ALBUM}?_filter=Name"), api.response("/api/v2/album/lions1,collec?_filter=AlbumKey")
    assert (one["LocatorType"], type(one["Album"])) == ("Object", dict)
    assert (two["LocatorType"], {row["AlbumKey"] for row in two["Album"]}) == ("Objects", {"lions1", "collec"})


def test_an_unknown_key_among_several_is_left_out(api: Client) -> None:
    rows = api.response("/api/v2/album/lions1,nosuch?_filter=AlbumKey&_filteruri=")["Album"]
    assert rows == [{"AlbumKey": "lions1", "ResponseLevel": "Full"}]


def test_several_images_come_without_those_that_are_unknown(api: Client) -> None:
    path = "/api/v2/image/k000002-2,k000001-1,nosuch-0?_filter=ImageKey,ThumbnailUrl&_filteruri="
    rows = api.response(path)["Image"]
    assert [row["ImageKey"] for row in rows] == ["k000001", "k000002"]
    assert all("/Th/" in row["ThumbnailUrl"] for row in rows)
    assert api.get("/api/v2/image/nosuch-0,nosuch-1").status_code == 404


def test_an_unknown_album_is_answered_404_with_an_envelope(api: Client) -> None:
    answer = api.get("/api/v2/album/nosuch!images?start=1&count=100")
    assert answer.status_code == 404
    assert answer.json() == {
        "Response": {
            "Uri": "/api/v2/album/nosuch!images?start=1&count=100",
            "Locator": "AlbumImage",
            "LocatorType": "Objects",
        },
        "Code": 404,
        "Message": "Not Found",
    }
    assert "X-RateLimit-Remaining" in answer.headers


@pytest.mark.parametrize("path", ["/api/v2/nothing", "/api/v2/album/lions1!bogus", "/api/v2/album/a,b!images"])
def test_what_is_not_simulated_is_not_found(api: Client, path: str) -> None:
    assert api.get(path).status_code == 404


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST"])
def test_a_method_that_is_not_offered_is_answered_405(api: Client, method: str) -> None:
    assert api.session.request(method, api.base + ALBUM, timeout=20).status_code == 405


def test_metadata_comes_along_with_the_images_of_an_album(api: Client) -> None:
    answer = api.json(f"{IMAGES}?_filter=ImageKey&_filteruri=ImageMetadata&_expand=ImageMetadata,Bogus&{SHORT}")
    rows = answer["Response"]["AlbumImage"]
    assert len(answer["Expansions"]) == len(rows) == 7
    for row in rows:
        expanded = answer["Expansions"][f"/api/v2/image/{row['ImageKey']}-{int(row['ImageKey'][1:]) % 3}!metadata"]
        assert expanded["Locator"] == "ImageMetadata"
        # The filter of the parent does not reach into an expansion.
        assert expanded["ImageMetadata"] == {"DateTimeCreated": "2025-05-30T19:15:23"}


def test_answers_are_compressed_for_who_asks(api: Client) -> None:
    plain = api.get(IMAGES, headers={"Accept-Encoding": "identity"})
    packed = api.get(IMAGES, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) < int(plain.headers["Content-Length"]) / 4
    assert packed.json() == plain.json()


def test_nothing_can_be_revalidated_and_the_limit_itself_is_not_told(api: Client) -> None:
    headers = api.get(ALBUM).headers
    assert not any(name in headers for name in ("ETag", "Last-Modified", "X-RateLimit-Limit"))
    assert all(name in headers for name in ("X-RateLimit-Remaining", "X-RateLimit-Reset"))


def test_a_url_over_four_kilobytes_is_refused_with_a_page(api: Client) -> None:
    """792 keys in one path gave an Apache page; 350 worked."""
    fits = api.get("/api/v2/album/" + ",".join(["lions1"] * 500))
    over = api.get("/api/v2/album/" + ",".join(["lions1"] * 600))
    assert (fits.status_code, over.status_code) == (200, 403)
    assert over.headers["content-type"].startswith("text/html")


def test_the_account_names_its_nickname(api: Client) -> None:
    user = api.response(f"/api/v2!authuser?{SHORT}")["User"]
    assert (user["NickName"], user["Name"], user["ResponseLevel"]) == ("courtside", "Casey Court", "Full")
    assert user["ImageCount"] == 14


def test_the_site_files_are_an_album_like_any_other_and_named_by_the_account(api: Client) -> None:
    assert api.response("/api/v2/user/courtside!assetsalbum")["Album"]["AlbumKey"] == "assets"
    listed = {row["AlbumKey"] for row in api.response("/api/v2/user/courtside!albums")["Album"]}
    assert "assets" in listed
