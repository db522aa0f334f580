# ruff: noqa: DTZ001 - cameras have no zone
from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumsync_dagster.naming import Album
from albumsync_dagster.smugmug import wire
from albumsync_dagster.smugmug.values import Account
from albumsync_dagster_tests.smugmug import recorded
from albumsync_dagster_tests.smugmug.recorded import envelope, pages


def read(document: dict[str, Any]) -> wire.Envelope:
    return wire.envelope(wire.decode(json.dumps(document).encode()), 200)


def test_the_account_is_read_at_any_verbosity() -> None:
    user = wire.one(read(recorded.AUTHUSER_2018), "User")
    assert wire.account(user) == Account(
        nick_name="courtside", name="Casey Court", image_count=13482, web_uri="https://courtside.smugmug.com"
    )


def test_an_album_is_read_as_its_owner_sees_it() -> None:
    album = wire.album(wire.one(read(envelope("Album", recorded.ALBUM_OWNER_2022)), "Album"), None)
    assert album == Album(
        album_key="2GsRNZ",
        name="Lions vs Tigers",
        url_name="Lions",
        node_id="4PBMrf",
        url_path="/Sports/Lions/n-4PBMrf",
        web_uri="https://courtside.smugmug.com/Sports/Lions/n-4PBMrf",
        image_count=2,
        last_updated="2020-09-22T15:32:27+00:00",
        images_last_updated="2022-02-27T01:02:03+00:00",
    )


def test_a_filtered_page_of_albums_is_read() -> None:
    answer = read(envelope("Album", [recorded.ALBUM_FILTERED_2026], pages=pages(119, count=1)))
    page = wire.page(answer, "Album", lambda row: wire.album(row, None))
    assert [album.name for album in page.rows] == ["2026-09-26 - Three Course Challenge"]
    assert (page.total, page.start, page.count) == (119, 1, 1)


def test_an_empty_list_has_no_data_and_a_last_page_before_its_first() -> None:
    empty = envelope("AlbumImage", pages={**pages(0), "LastPage": "/api/v2/x?start=-99"})
    page = wire.page(read(empty), "AlbumImage", wire.photo)
    assert (page.rows, page.total) == ((), 0)


def test_one_album_is_an_object_and_several_are_an_array() -> None:
    one, two = recorded.ALBUM_OWNER_2022, recorded.ALBUM_FILTERED_2026
    assert len(wire.several(read(envelope("Album", one)), "Album")) == 1
    assert len(wire.several(read(envelope("Album", [one, two])), "Album")) == 2
    assert wire.one(read(envelope("Album", [one])), "Album") == one


def test_a_locked_album_shows_its_name_and_no_counts() -> None:
    album = wire.album(recorded.ALBUM_LOCKED_2026, None)
    assert (album.name, album.image_count, album.last_updated) == ("Donna O'Sullivan & Co", None, None)


@pytest.mark.parametrize(
    ("row", "captured_at"),
    [
        (recorded.PHOTO_2021, datetime(2019, 8, 4, 11, 28, 12)),
        (recorded.PHOTO_2018, None),
        (recorded.PHOTO_COLLECTED, datetime(2024, 3, 2, 2, 11, 12)),
        (recorded.PHOTO_EVENING, datetime(2023, 7, 6, 19, 41)),
        (recorded.VIDEO, datetime(2022, 5, 14, 19, 12)),
        ({**recorded.PHOTO_2021, "DateTimeOriginal": "0000-00-00T00:00:00+00:00"}, None),
    ],
)
def test_photos_of_all_years_are_read(row: dict[str, Any], captured_at: datetime | None) -> None:
    assert wire.photo(row).captured_at == captured_at


def test_a_collected_photo_says_so() -> None:
    assert wire.photo(recorded.PHOTO_COLLECTED).collected
    assert wire.photo({**recorded.PHOTO_2021, "Origin": "Smart"}).collected
    assert not wire.photo(recorded.PHOTO_2021).collected
    assert not wire.photo(recorded.PHOTO_2018).collected


def test_metadata_is_found_by_the_image_key_in_its_address() -> None:
    assert wire.captured_in_metadata(recorded.METADATA_EXPANSION) == {
        "UQpV019": datetime(2019, 8, 4, 11, 28, 12),
        "h7Tnj2v": None,
    }


def test_the_site_files_are_told_by_their_key_and_by_their_name() -> None:
    assert wire.album({"AlbumKey": "assets", "Name": "Renamed by somebody"}, "assets").system
    assert wire.album({"AlbumKey": "other1", "Name": "My SmugMug Site Files (Do Not Delete)"}, None).system
    assert not wire.album({"AlbumKey": "other1", "Name": "Site files"}, "assets").system


def test_keywords_are_one_string_or_the_array_of_a_node() -> None:
    row = {"AlbumKey": "a", "Name": "b"}
    assert wire.album({**row, "Keywords": "volleyball, varsity"}, None).keywords == "volleyball, varsity"
    assert wire.album({**row, "Keywords": ["volleyball", "varsity"]}, None).keywords == "volleyball; varsity"


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b'{"Response": {', b"\xff\xfe\x00", b"[" * 100_000, b"1" * 10_000],
    ids=["empty", "html", "cut", "no text", "nested", "huge number"],
)
def test_what_is_no_json_is_garbled(body: bytes) -> None:
    with pytest.raises(wire.MalformedResponse):
        wire.envelope(wire.decode(body), 200)


@pytest.mark.parametrize(
    "row",
    [
        {"Name": "no key"},
        {"AlbumKey": "a"},
        {"AlbumKey": 5, "Name": "b"},
        {"AlbumKey": "a", "Name": ["b"]},
        {"AlbumKey": "a", "Name": "half \ud83c"},
        {"AlbumKey": "a", "Name": "nul \x00"},
        {"AlbumKey": "a", "Name": "b", "ImageCount": "80"},
        {"AlbumKey": "a", "Name": "b", "ImageCount": True},
        {"AlbumKey": "a", "Name": "b", "ImageCount": -1},
        {"AlbumKey": "a", "Name": "b", "Keywords": {"x": 1}},
        {"AlbumKey": "a", "Name": "b", "Keywords": [1]},
    ],
)
def test_an_album_of_other_types_is_garbled(row: dict[str, Any]) -> None:
    with pytest.raises(wire.MalformedResponse):
        wire.album(row, None)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
NAMES = [
    *wire.ALBUM_FIELDS.split(","),
    *wire.PHOTO_FIELDS.split(","),
    *wire.ACCOUNT_FIELDS.split(","),
    "ImageMetadata",
    "DateTimeCreated",
    "/api/v2/image/UQpV019-0!metadata",
]


@given(st.dictionaries(st.sampled_from(NAMES), anything))
def test_any_row_is_read_or_garbled(row: dict[str, Any]) -> None:
    for reading in (wire.account, wire.photo, lambda one: wire.album(one, None), wire.captured_in_metadata):
        with suppress(wire.MalformedResponse):
            reading(row)
