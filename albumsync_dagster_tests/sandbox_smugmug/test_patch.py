"""Checklist point 9: what a PATCH of an album accepts, leaves alone, refuses and cuts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests

from albumsync_dagster_tests.sandbox_smugmug.builders import MADE, Client, album
from albumsync_sandbox.smugmug import LongNames, SmugMugSimulator

Connect = Callable[[SmugMugSimulator], Client]
ALBUM = "/api/v2/album/lions1"


def patch(api: Client, key: str = "lions1", query: str = "", **fields: object) -> requests.Response:
    return api.session.patch(f"{api.base}/api/v2/album/{key}{query}", json=fields, timeout=20)


def test_a_rename_answers_the_album_with_its_new_name(api: Client, simulator: SmugMugSimulator) -> None:
    answer = api.rename("lions1", "Lions vs Tigers - May 30, 2025", "?_verbosity=1")
    assert answer.status_code == 200
    assert set(answer.json()) == {"Response", "Code", "Message"}
    album_seen = answer.json()["Response"]["Album"]
    assert album_seen["Name"] == album_seen["Title"] == "Lions vs Tigers - May 30, 2025"
    assert simulator.state.album("lions1").name == "Lions vs Tigers - May 30, 2025"


def test_a_rename_leaves_every_address_alone(api: Client) -> None:
    before = api.response(ALBUM)["Album"]
    after = api.rename("lions1", "Something else").json()["Response"]["Album"]
    for field in ("UrlName", "NiceName", "UrlPath", "WebUri", "Uri", "NodeID", "Description", "Date"):
        assert after[field] == before[field]


def test_a_rename_moves_the_stamp_of_the_settings_only(api: Client) -> None:
    one = api.rename("lions1", "One").json()["Response"]["Album"]
    two = api.rename("lions1", "Two").json()["Response"]["Album"]
    assert len({MADE.isoformat(), one["LastUpdated"], two["LastUpdated"]}) == 3
    assert one["ImagesLastUpdated"] == two["ImagesLastUpdated"] == MADE.isoformat()


def test_at_default_verbosity_every_submitted_parameter_comes_back_with_its_value(api: Client) -> None:
    answer = api.rename("lions1", "New").json()
    assert [(p["Name"], p["Value"]) for p in answer["Options"]["Parameters"]["PATCH"]] == [("Name", "New")]


def test_a_form_and_multipart_are_read_too(api: Client, simulator: SmugMugSimulator) -> None:
    for body in ({"data": {"Name": "Bär & Löwe"}}, {"files": {"Name": (None, "Bär & Löwe 2")}}):
        answer = api.session.request("PATCH", api.base + ALBUM, timeout=20, **body)
        assert answer.status_code == 200
    assert simulator.state.album("lions1").name == "Bär & Löwe 2"


def test_a_post_can_stand_for_a_patch(api: Client, simulator: SmugMugSimulator) -> None:
    answer = api.session.post(f"{api.base}{ALBUM}?_method=PATCH", json={"Name": "New"}, timeout=20)
    assert answer.status_code == 200
    assert simulator.state.album("lions1").name == "New"
    assert simulator.counts.requests(method="PATCH") == 1


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
    answer = patch(api, query="?_verbosity=1", UrlName="lower-case")
    assert (answer.status_code, answer.json()) == (
        400,
        {
            "Response": {"Uri": f"{ALBUM}?_verbosity=1", "Locator": "Album", "LocatorType": "Object"},
            "Code": 400,
            "Message": "Bad Request",
        },
    )
    assert "Options" in patch(api, UrlName="lower-case").json()


def test_a_name_of_255_characters_is_taken(api: Client) -> None:
    assert api.rename("lions1", "é" * 255).json()["Response"]["Album"]["Name"] == "é" * 255


def test_a_longer_name_is_refused(api: Client, simulator: SmugMugSimulator) -> None:
    assert api.rename("lions1", "x" * 256).status_code == 400
    assert simulator.state.album("lions1").name == "Lions vs Tigers"


def test_a_longer_name_is_cut_without_a_word_where_the_switch_says_so(api: Client, simulator: SmugMugSimulator) -> None:
    simulator.quirks.long_names = LongNames.CUT
    answer = api.rename("lions1", "x" * 300)
    assert (answer.status_code, answer.json()["Response"]["Album"]["Name"]) == (200, "x" * 255)


@pytest.mark.parametrize("url_name", ["", "lower", "-Dash", "With Blank", "Ünïcode", "X" * 61])
def test_a_url_name_that_breaks_the_rules_is_refused(api: Client, url_name: str) -> None:
    assert patch(api, UrlName=url_name).status_code == 400


def test_a_new_url_name_moves_the_addresses(api: Client) -> None:
    album_seen = patch(api, UrlName="2025-Lions").json()["Response"]["Album"]
    assert album_seen["UrlPath"] == "/Sports/2025-Lions"
    assert album_seen["WebUri"] == "https://courtside.smugmug.com/Sports/2025-Lions"


def test_a_url_name_of_a_sibling_is_a_conflict(api: Client, simulator: SmugMugSimulator) -> None:
    answer = patch(api, UrlName="Url-collec", Name="New")
    assert (answer.status_code, answer.json()["Message"]) == (409, "Conflict")
    assert simulator.state.album("lions1").name == "Lions vs Tigers"


def test_with_auto_rename_it_gets_a_number(api: Client) -> None:
    album_seen = patch(api, UrlName="Url-collec", AutoRename=True).json()["Response"]["Album"]
    assert album_seen["UrlName"] == "Url-collec-1"


def test_the_same_url_name_in_another_folder_is_no_conflict(connect: Connect) -> None:
    api = connect(SmugMugSimulator([album("lions1"), album("other1", folder="/Weddings", url_name="Taken")]))
    assert patch(api, UrlName="Taken").status_code == 200


def test_two_albums_may_have_one_name(api: Client) -> None:
    assert api.rename("collec", "Lions vs Tigers").status_code == 200


def test_unknown_fields_and_fields_that_can_not_be_written_are_ignored(api: Client) -> None:
    answer = patch(api, Bogus=1, ImageCount=99, AlbumKey="other1", Date="2001-01-01")
    album_seen = answer.json()["Response"]["Album"]
    assert (answer.status_code, album_seen["ImageCount"], album_seen["AlbumKey"]) == (200, 7, "lions1")
    assert album_seen["Date"] == MADE.isoformat()


def test_other_settings_are_kept(api: Client) -> None:
    album_seen = patch(
        api, Description="<b>x</b>", Keywords="a, b", SortMethod="DateTimeOriginal", EXIF="0", Comments="false"
    ).json()["Response"]["Album"]
    assert album_seen["Description"] == "<b>x</b>"
    assert album_seen["Keywords"] == "a, b"
    assert album_seen["SortMethod"] == "Date Taken"
    assert (album_seen["EXIF"], album_seen["Comments"]) == (False, False)


def test_a_choice_that_is_none_is_refused(api: Client) -> None:
    assert patch(api, Privacy="Secret").status_code == 400
    assert patch(api, EXIF="perhaps").status_code == 400


def test_privacy_moves_the_address_to_and_from_unlisted(api: Client) -> None:
    unlisted = patch(api, Privacy="Unlisted").json()["Response"]["Album"]["WebUri"]
    public = patch(api, Privacy="Public").json()["Response"]["Album"]["WebUri"]
    assert (unlisted, public) == (f"{public}/n-nlions1", "https://courtside.smugmug.com/Sports/Url-lions1")


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
