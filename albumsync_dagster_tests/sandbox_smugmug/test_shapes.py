"""The simulator's answers have keys of recorded ones and no others; it holds what a client of this kind reads."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from albumsync_dagster_tests.sandbox_smugmug.builders import Client, visitor
from albumsync_sandbox.smugmug import SmugMugSimulator

RECORDED: Mapping[str, str] = json.loads(
    (Path(__file__).parent / "fixtures" / "recorded_keys.json").read_text(encoding="utf-8")
)

NOT_ASKED = {"_about", "page of images, options", "expansion", "image links", "image in album links", "user links"}
NOT_ASKED |= {f"album links, {caller}" for caller in ("owner", "visitor", "locked")}
"""Recordings of what no client asks the simulator for."""

SEEN_ELSEWHERE = {"image": {"Origin"}}
"""Keys that another recording of the same kind has."""


class Answers:
    """The simulator's answers, by the name of the recording that they are held against."""

    def __init__(self, api: Client, simulator: SmugMugSimulator) -> None:
        self._api = api
        self._of_visitor = visitor(api, simulator).response

    def keys(self, name: str) -> set[str]:
        response = self._api.response
        images = "/api/v2/album/lions1!images"
        read: dict[str, Callable[[], Any]] = {
            "album, owner": lambda: response("/api/v2/album/lions1")["Album"],
            "album, visitor": lambda: self._of_visitor("/api/v2/album/lions1")["Album"],
            "album, locked": lambda: self._of_visitor("/api/v2/album/locked")["Album"],
            "page of images, envelope": lambda: self._api.json(images),
            "page of images, response": lambda: response(images),
            "page of images, pages": lambda: response(f"{images}?start=1&count=3")["Pages"],
            "image in album, video": lambda: response("/api/v2/album/video1!images")["AlbumImage"][0],
            "image": lambda: response("/api/v2/image/k000001-1")["Image"],
            "metadata, response": lambda: response("/api/v2/image/k000001-1!metadata"),
            "metadata": lambda: response("/api/v2/image/k000001-1!metadata")["ImageMetadata"],
            "user": lambda: response("/api/v2!authuser")["User"],
            "filtered page, envelope": lambda: self._api.json(f"{images}?_verbosity=1&_filter=ImageKey"),
            "filtered page, response": lambda: response(f"{images}?_verbosity=1&_filter=ImageKey"),
            "last page, pages": lambda: response(f"{images}?start=4&count=3&start=7")["Pages"],
            "not found, response": lambda: self._api.get("/api/v2/album/nosuch!images").json()["Response"],
        }
        return set(read[name]())


@pytest.mark.parametrize("name", [name for name in RECORDED if name not in NOT_ASKED])
def test_an_answer_has_the_keys_of_the_recorded_one(api: Client, simulator: SmugMugSimulator, name: str) -> None:
    recorded, simulated = set(RECORDED[name].split()), Answers(api, simulator).keys(name)
    assert simulated
    assert simulated - recorded <= SEEN_ELSEWHERE.get(name, set())


def test_values_have_the_recorded_types(api: Client) -> None:
    row = api.response("/api/v2/album/lions1!images")["AlbumImage"][0]
    types = {
        "Serial": int,
        "IsVideo": bool,
    }
    assert {name: type(row[name]) for name in types} == types
    assert len(row["DateTimeOriginal"]) == 25
    assert row["DateTimeOriginal"].endswith("+00:00")
