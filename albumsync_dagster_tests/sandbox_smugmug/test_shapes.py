"""The simulator's answers have the keys of recorded ones; what it leaves out is listed here, one by one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import requests

from albumsync_dagster_tests.sandbox_smugmug.builders import Client
from albumsync_sandbox.smugmug import SmugMugSimulator

RECORDED: Mapping[str, str] = json.loads(
    (Path(__file__).parent / "fixtures" / "recorded_keys.json").read_text(encoding="utf-8")
)

NOT_SIMULATED = {
    "album, owner": {"HighlightAlbumImageUri"},
    "album links, visitor": {"AddSamplePhotos"},
    "image links": {
        "ColorImage",
        "CopyImage",
        "CropImage",
        "ImageDownload",
        "ImageOwner",
        "RotateImage",
        "WatermarkImage",
    },
    "user links": {
        "DuplicateImageSearch",
        "SortUserFeaturedAlbums",
        "UserContacts",
        "UserCoupons",
        "UserDeletedFolders",
        "UserDeletedPages",
        "UserGeoMedia",
        "UserGrants",
        "UserGuideStates",
        "UserHideGuides",
        "UserLatestQuickNews",
        "UserPopularMedia",
        "UserPrintmarks",
        "UserTasks",
        "UserTopKeywords",
        "UserWatermarks",
    },
}
"""Links to endpoints that no album tool asks for, and one field that is only known of some albums."""

SEEN_ELSEWHERE = {"album, locked": {"UnlockAlbum"}, "album links, locked": {"AlbumShareUris"}}
"""Keys that another recording of the same kind has."""


class Answers:
    """The simulator's answers, by the name of the recording that they are held against."""

    def __init__(self, api: Client, simulator: SmugMugSimulator) -> None:
        self._api = api
        self._key = simulator.credentials.consumer_key

    def _of_visitor(self, path: str) -> Any:
        return requests.get(f"{self._api.base}{path}?APIKey={self._key}", timeout=20).json()["Response"]

    def keys(self, name: str) -> set[str]:
        response = self._api.response
        images = "/api/v2/album/lions1!images"
        read: dict[str, Callable[[], Any]] = {
            "album, owner": lambda: response("/api/v2/album/lions1")["Album"],
            "album links, owner": lambda: response("/api/v2/album/lions1")["Album"]["Uris"],
            "album, visitor": lambda: self._of_visitor("/api/v2/album/lions1")["Album"],
            "album links, visitor": lambda: self._of_visitor("/api/v2/album/lions1")["Album"]["Uris"],
            "album, locked": lambda: self._of_visitor("/api/v2/album/locked")["Album"],
            "album links, locked": lambda: self._of_visitor("/api/v2/album/locked")["Album"]["Uris"],
            "page of images, envelope": lambda: self._api.json(images),
            "page of images, response": lambda: response(images),
            "page of images, pages": lambda: response(f"{images}?start=1&count=3")["Pages"],
            "page of images, options": lambda: self._api.json(images)["Options"],
            "image in album links": lambda: response(images)["AlbumImage"][0]["Uris"],
            "image in album, video": lambda: response("/api/v2/album/video1!images")["AlbumImage"][0],
            "image": lambda: response("/api/v2/image/k000001-1")["Image"],
            "image links": lambda: response("/api/v2/image/k000001-1")["Image"]["Uris"],
            "metadata, response": lambda: response("/api/v2/image/k000001-1!metadata"),
            "metadata": lambda: response("/api/v2/image/k000001-1!metadata")["ImageMetadata"],
            "user": lambda: response("/api/v2!authuser")["User"],
            "user links": lambda: response("/api/v2!authuser")["User"]["Uris"],
            "filtered page, envelope": lambda: self._api.json(f"{images}?_verbosity=1&_filter=Title"),
            "filtered page, response": lambda: response(f"{images}?_verbosity=1&_filter=Title"),
            "last page, pages": lambda: response(f"{images}?start=4&count=3&start=7")["Pages"],
            "not found, response": lambda: self._api.get("/api/v2/album/nosuch!images").json()["Response"],
            "expansion": lambda: self._expansion("/api/v2/album/lions1?_verbosity=1&_expand=HighlightImage"),
        }
        return set(read[name]())

    def _expansion(self, path: str) -> Any:
        (body,) = self._api.json(path)["Expansions"].values()
        return body


@pytest.mark.parametrize("name", [name for name in RECORDED if name != "_about"])
def test_an_answer_has_the_keys_of_the_recorded_one(api: Client, simulator: SmugMugSimulator, name: str) -> None:
    recorded, simulated = set(RECORDED[name].split()), Answers(api, simulator).keys(name)
    assert recorded - simulated == NOT_SIMULATED.get(name, set())
    assert simulated - recorded <= SEEN_ELSEWHERE.get(name, set())


def test_values_have_the_recorded_types(api: Client) -> None:
    row = api.response("/api/v2/album/lions1!images")["AlbumImage"][0]
    types = {
        "Serial": int,
        "Latitude": str,
        "Altitude": int,
        "UploadKey": str,
        "KeywordArray": list,
        "Keywords": str,
        "Hidden": bool,
        "IsVideo": bool,
        "OriginalSize": int,
        "ComponentFileTypes": list,
        "FormattedValues": dict,
    }
    assert {name: type(row[name]) for name in types} == types
    for name in ("Date", "DateTimeUploaded", "DateTimeOriginal", "LastUpdated"):
        assert len(row[name]) == 25
        assert row[name].endswith("+00:00")
