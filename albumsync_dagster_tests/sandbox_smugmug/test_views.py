"""Checklist points 4, 5 and 13: filters, verbosity, expansions, multi-get, options, compression and headers."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
import requests

from albumsync_dagster_tests.sandbox_smugmug.builders import Client, sign_in
from albumsync_sandbox.smugmug import SmugMugSimulator

ALBUM = "/api/v2/album/lions1"
IMAGES = "/api/v2/album/lions1!images"
SHORT = "_verbosity=1"


def config(**values: Any) -> str:
    return "_config=" + quote(json.dumps(values))


def test_a_filter_selects_fields_and_never_rows(api: Client) -> None:
    rows = api.response(f"{IMAGES}?_filter=ImageKey,Serial,Nonsense&_filteruri=")["AlbumImage"]
    assert len(rows) == 7
    assert all(set(row) == {"ImageKey", "Serial"} for row in rows)


def test_an_empty_filter_leaves_no_field(api: Client) -> None:
    assert api.response(f"{IMAGES}?_filter=&_filteruri=")["AlbumImage"] == [{}] * 7


def test_an_album_tells_its_response_level_whatever_the_filter(api: Client) -> None:
    album = api.response(f"{ALBUM}?_filter=Name&_filteruri=&{SHORT}")["Album"]
    assert album == {"Name": "Lions vs Tigers", "ResponseLevel": "Full"}


def test_without_a_filter_of_links_all_of_them_come(api: Client) -> None:
    album = api.response(f"{ALBUM}?_filter=Name&{SHORT}")["Album"]
    assert {"AlbumImages", "Node", "Folder", "User", "HighlightImage", "ParentFolders"} < set(album["Uris"])


def test_a_filter_of_links_lets_only_those_through(api: Client) -> None:
    album = api.response(f"{ALBUM}?_filter=Uri&_filteruri=Folder,Bogus&{SHORT}")["Album"]
    assert album["Uris"] == {"Folder": "/api/v2/folder/user/courtside/Sports"}
    assert album["Uri"] == ALBUM


def test_links_are_objects_at_default_verbosity(api: Client) -> None:
    assert api.response(ALBUM)["Album"]["Uris"]["AlbumImages"] == {
        "Uri": IMAGES,
        "Locator": "AlbumImage",
        "LocatorType": "Objects",
        "UriDescription": "Images from album",
        "EndpointType": "AlbumImages",
    }


@pytest.mark.parametrize("query", [SHORT, "_shorturis=", "_shorturis"])
def test_links_are_strings_at_verbosity_1_and_with_short_uris(api: Client, query: str) -> None:
    assert api.response(f"{ALBUM}?{query}")["Album"]["Uris"]["AlbumImages"] == IMAGES


def test_verbosity_1_leaves_out_descriptions_and_options(api: Client) -> None:
    answer = api.json(f"{IMAGES}?{SHORT}")
    assert set(answer) == {"Response", "Code", "Message"}
    assert set(answer["Response"]) == {"Uri", "Locator", "LocatorType", "AlbumImage", "Pages"}
    assert "UriDescription" not in answer["Response"]["AlbumImage"][0]


def test_default_verbosity_brings_options_where_the_endpoint_takes_parameters(api: Client) -> None:
    assert [p["Name"] for p in api.json(IMAGES)["Options"]["Parameters"]["GET"]] == ["FileNames", "SkuId"]
    assert "Options" not in api.json(ALBUM)
    assert api.response(ALBUM)["EndpointType"] == "Album"


def test_verbosity_3_brings_the_request_and_the_limits_of_every_field(api: Client) -> None:
    answer = api.json(f"{ALBUM}?_verbosity=3")
    assert answer["Request"] == {"Version": "v2", "Method": "GET", "Uri": ALBUM}
    assert answer["Options"]["MethodDetails"]["PATCH"] == {"Permissions": ["Modify"]}
    limits = {row["Name"]: row.get("MAX_CHARS") for row in answer["Options"]["Output"]}
    assert (limits["Name"], limits["UrlName"], limits["Description"]) == (255, 60, 65535)


def test_options_lists_what_an_endpoint_takes(api: Client) -> None:
    answer = api.session.options(f"{api.base}/api/v2/user/courtside!albums", timeout=20).json()
    assert {p["Name"] for p in answer["Options"]["Parameters"]["GET"]} == {
        "Order",
        "APIKey",
        "_expand",
        "_filter",
        "_filteruri",
        "_shorturis",
        "_verbosity",
        "count",
        "start",
    }
    album = api.session.options(api.base + ALBUM, timeout=20).json()["Options"]
    assert album["Methods"] == ["OPTIONS", "GET", "PATCH"]
    assert "Name" in {p["Name"] for p in album["Parameters"]["PATCH"]}


def test_one_key_gives_an_object_and_several_give_an_array(api: Client) -> None:
    one, two = api.response(f"{ALBUM}?_filter=Name"), api.response("/api/v2/album/lions1,collec?_filter=AlbumKey")
    assert (one["LocatorType"], type(one["Album"])) == ("Object", dict)
    assert (two["LocatorType"], {row["AlbumKey"] for row in two["Album"]}) == ("Objects", {"lions1", "collec"})


def test_an_unknown_key_among_several_is_left_out(api: Client) -> None:
    rows = api.response("/api/v2/album/lions1,nosuch?_filter=AlbumKey&_filteruri=")["Album"]
    assert rows == [{"AlbumKey": "lions1", "ResponseLevel": "Full"}]


def test_an_unknown_album_is_answered_404_with_an_envelope(api: Client) -> None:
    answer = api.get("/api/v2/album/nosuch!images?start=1&count=100")
    assert answer.status_code == 404
    assert answer.json() == {
        "Response": {
            "Uri": "/api/v2/album/nosuch!images?start=1&count=100",
            "Locator": "AlbumImage",
            "LocatorType": "Objects",
            "UriDescription": "Images from album",
            "EndpointType": "AlbumImages",
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
    assert len(answer["Expansions"]) == 7
    for row in rows:
        expanded = answer["Expansions"][row["Uris"]["ImageMetadata"]]
        assert expanded["Locator"] == "ImageMetadata"
        assert expanded["ImageMetadata"]["DateTimeCreated"] == "2025-05-30T19:15:23"
        assert len(expanded["ImageMetadata"]) > 60, "the filter of the parent must not reach into an expansion"


def test_without_links_an_expansion_is_found_by_its_own_key_only(api: Client) -> None:
    answer = api.json(f"{IMAGES}?_filter=ImageKey&_filteruri=&_expand=ImageMetadata&{SHORT}")
    assert all("Uris" not in row for row in answer["Response"]["AlbumImage"])
    assert set(answer["Expansions"]) == {
        f"/api/v2/image/{row['ImageKey']}-{int(row['ImageKey'][1:]) % 3}!metadata"
        for row in answer["Response"]["AlbumImage"]
    }


def test_expansions_can_be_nested_in_place(api: Client) -> None:
    row = api.json(f"{IMAGES}?_expand=ImageMetadata&_expandmethod=inline&count=1&{SHORT}")
    inline = row["Response"]["AlbumImage"][0]["Uris"]["ImageMetadata"]
    assert inline["ImageMetadata"]["DateTimeCreated"] == "2025-05-30T19:15:23"
    assert "Expansions" not in row


def test_a_config_filters_within_an_expansion(api: Client) -> None:
    wanted = config(
        filter=["ImageKey"], filteruri=["ImageMetadata"], expand={"ImageMetadata": {"filter": ["DateTimeCreated"]}}
    )
    answer = api.json(f"{IMAGES}?{wanted}&{SHORT}")
    assert [set(row) for row in answer["Response"]["AlbumImage"]] == [{"ImageKey", "Uris"}] * 7
    assert {frozenset(body["ImageMetadata"]) for body in answer["Expansions"].values()} == {
        frozenset({"DateTimeCreated"})
    }


def test_several_albums_bring_the_first_page_of_their_images(api: Client) -> None:
    wanted = config(
        filter=["AlbumKey"],
        filteruri=["AlbumImages"],
        expand={"AlbumImages": {"filter": ["ImageKey"], "filteruri": [], "args": {"count": 5}}},
    )
    answer = api.json(f"/api/v2/album/lions1,collec?{wanted}&{SHORT}")
    pages = {}
    for row in answer["Response"]["Album"]:
        images = answer["Expansions"][row["Uris"]["AlbumImages"]]
        pages[row["AlbumKey"]] = (len(images["AlbumImage"]), images["Pages"]["Total"])
    assert pages == {"lions1": (5, 7), "collec": (2, 2)}


def test_an_expansion_within_an_expansion_is_filled(api: Client) -> None:
    answer = api.json(f"{ALBUM}?_expand=AlbumImages.ImageMetadata&{SHORT}")
    assert IMAGES in answer["Expansions"]
    assert sum(key.endswith("!metadata") for key in answer["Expansions"]) == 7


def test_the_highlight_image_of_listed_albums_comes_along(api: Client) -> None:
    answer = api.json(f"/api/v2/user/courtside!albums?_filteruri=HighlightImage&_expand=HighlightImage&{SHORT}")
    rows = {row["AlbumKey"]: row["Uris"]["HighlightImage"] for row in answer["Response"]["Album"]}
    assert rows["lions1"] == "/api/v2/highlight/node/nlions1?_shorturis="
    assert answer["Expansions"][rows["lions1"]]["Image"]["ImageKey"] == "k000001"
    assert "Image" not in answer["Expansions"][rows["empty1"]]


def test_a_config_that_is_no_json_is_answered_400(api: Client) -> None:
    assert api.get(f"{ALBUM}?_config=nope").status_code == 400


def test_answers_are_compressed_for_who_asks(api: Client) -> None:
    plain = api.get(IMAGES, headers={"Accept-Encoding": "identity"})
    packed = api.get(IMAGES, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) < int(plain.headers["Content-Length"]) / 5
    assert packed.json() == plain.json()


def test_nothing_may_be_cached_and_nothing_can_be_revalidated(api: Client) -> None:
    headers = api.get(ALBUM).headers
    assert headers["Cache-Control"] == "private, no-store, no-cache, max-age=0"
    assert not any(name in headers for name in ("ETag", "Last-Modified", "X-RateLimit-Limit"))
    assert all(name in headers for name in ("X-RateLimit-Remaining", "X-RateLimit-Reset"))


def test_pretty_answers_are_indented(api: Client) -> None:
    answer = api.get(f"{ALBUM}?_pretty=")
    assert answer.text.startswith('{\n    "Response"')
    assert answer.json()["Response"]["Uri"].endswith("?_pretty=")


def test_who_looks_like_a_browser_gets_a_page(api: Client, simulator: SmugMugSimulator) -> None:
    with sign_in(api.base, simulator.credentials) as session:
        session.headers["Accept"] = "text/html,*/*"
        assert session.get(api.base + ALBUM, timeout=20).headers["content-type"].startswith("text/html")
        answer = session.get(api.base + ALBUM + "?_accept=application%2Fjson", timeout=20)
    assert answer.json()["Code"] == 200


def test_a_url_over_four_kilobytes_is_refused_with_a_page(api: Client) -> None:
    """792 keys in one path gave an Apache page; 350 worked."""
    fits = api.get("/api/v2/album/" + ",".join(["lions1"] * 500))
    over = api.get("/api/v2/album/" + ",".join(["lions1"] * 600))
    assert (fits.status_code, over.status_code) == (200, 403)
    assert over.headers["content-type"].startswith("text/html")


def test_the_account_names_its_nickname_and_its_albums(api: Client) -> None:
    user = api.response(f"/api/v2!authuser?{SHORT}")["User"]
    assert (user["NickName"], user["Name"], user["ResponseLevel"]) == ("courtside", "Casey Court", "Full")
    assert user["Uris"]["UserAlbums"] == "/api/v2/user/courtside!albums"
    assert user["ImageCount"] == 14
    assert api.response("/api/v2/user/courtside")["User"]["NickName"] == "courtside"
    assert api.get("/api/v2/user/nobody").status_code == 404


def test_the_site_files_are_an_album_like_any_other_and_named_by_the_account(api: Client) -> None:
    uri = api.response(f"/api/v2!authuser?{SHORT}")["User"]["Uris"]["UserAssetsAlbum"]
    assert api.response(uri)["Album"]["AlbumKey"] == "assets"
    listed = {row["AlbumKey"] for row in api.response("/api/v2/user/courtside!albums")["Album"]}
    assert "assets" in listed


def test_the_account_of_nobody_in_particular_is_not_told(api: Client, simulator: SmugMugSimulator) -> None:
    key = simulator.credentials.consumer_key
    assert requests.get(f"{api.base}/api/v2!authuser?APIKey={key}", timeout=20).status_code == 401
