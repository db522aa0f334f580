"""Checklist point 9: what a PATCH of an album accepts, leaves alone, refuses and cuts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests

from albumsync_dagster_tests.sandbox_smugmug.builders import MADE, Client
from albumsync_sandbox.smugmug import SmugMugSimulator

Connect = Callable[[SmugMugSimulator], Client]
ALBUM = "/api/v2/album/lions1"


def patch(api: Client, key: str = "lions1", query: str = "", **fields: object) -> requests.Response:
    return api.session.patch(f"{api.base}/api/v2/album/{key}{query}", json=fields, timeout=20)


def test_a_rename_answers_the_album_with_its_new_name(api: Client, simulator: SmugMugSimulator) -> None:
    answer = api.rename("lions1", "Lions vs Tigers - May 30, 2025", "?_verbosity=1")
    assert answer.status_code == 200
    assert set(answer.json()) == {"Response", "Code", "Message"}
    album_seen = answer.json()["Response"]["Album"]
    assert album_seen["Name"] == "Lions vs Tigers - May 30, 2025"
    assert simulator.state.album("lions1").name == "Lions vs Tigers - May 30, 2025"


def test_a_rename_leaves_every_address_alone(api: Client) -> None:
    before = api.response(ALBUM)["Album"]
    after = api.rename("lions1", "Something else").json()["Response"]["Album"]
    for field in ("UrlName", "UrlPath", "WebUri", "NodeID", "Description"):
        assert after[field] == before[field]


def test_a_rename_moves_the_stamp_of_the_settings_only(api: Client) -> None:
    one = api.rename("lions1", "One").json()["Response"]["Album"]
    two = api.rename("lions1", "Two").json()["Response"]["Album"]
    assert len({MADE.isoformat(), one["LastUpdated"], two["LastUpdated"]}) == 3
    assert one["ImagesLastUpdated"] == two["ImagesLastUpdated"] == MADE.isoformat()


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'"x"', b'{"Name": "\\ud83d"}', b"\xff\xfe"])
def test_a_body_that_is_no_json_object_is_answered_400(api: Client, simulator: SmugMugSimulator, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = api.session.patch(api.base + ALBUM, data=body, headers=headers, timeout=20)
    assert answer.status_code == 400
    assert simulator.state.album("lions1").last_updated == MADE


@pytest.mark.parametrize("value", [None, True, [], {}])
def test_a_name_that_is_no_text_is_answered_400(api: Client, value: object) -> None:
    assert patch(api, Name=value).status_code == 400


def test_a_400_has_the_recorded_envelope_and_no_reason(api: Client) -> None:
    answer = patch(api, query="?_verbosity=1", Name=None)
    assert (answer.status_code, answer.json()) == (
        400,
        {
            "Response": {"Uri": f"{ALBUM}?_verbosity=1", "Locator": "Album", "LocatorType": "Object"},
            "Code": 400,
            "Message": "Bad Request",
        },
    )


def test_a_name_of_255_characters_is_taken(api: Client) -> None:
    assert api.rename("lions1", "é" * 255).json()["Response"]["Album"]["Name"] == "é" * 255


def test_a_longer_name_is_refused(api: Client, simulator: SmugMugSimulator) -> None:
    assert api.rename("lions1", "x" * 256).status_code == 400
    assert simulator.state.album("lions1").name == "Lions vs Tigers"


def test_two_albums_may_have_one_name(api: Client) -> None:
    assert api.rename("collec", "Lions vs Tigers").status_code == 200


def test_unknown_fields_and_fields_that_can_not_be_written_are_ignored(api: Client) -> None:
    answer = patch(api, Bogus=1, ImageCount=99, AlbumKey="other1")
    album_seen = answer.json()["Response"]["Album"]
    assert (answer.status_code, album_seen["ImageCount"], album_seen["AlbumKey"]) == (200, 7, "lions1")


def test_an_unknown_album_is_not_found(api: Client) -> None:
    assert api.rename("nosuch", "New").status_code == 404


def test_a_person_renames_right_after_the_next_get(api: Client, simulator: SmugMugSimulator) -> None:
    """The edit race: read, someone else's edit, write."""
    simulator.state.rename_after_next_get("lions1", "A person's choice")
    assert api.response(ALBUM)["Album"]["Name"] == "Lions vs Tigers"
    assert api.response(ALBUM)["Album"]["Name"] == "A person's choice"
    simulator.state.rename("lions1", "Once more")
    assert api.response(f"{ALBUM},collec?_filter=Name")["Album"][0]["Name"] in {"Once more", "Best of"}
    assert api.response(ALBUM)["Album"]["Name"] == "Once more"
