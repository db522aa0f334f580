"""The whole path on a SmugMug that was written from the vendor's pages alone, and shares no line with the simulator.

It answers with the keys in another order, with fields that nobody asked for and without those that need not be there;
it renames the account's address, and has a bad day: pages of proxies, cut answers, pauses without a length.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from albumsync_dagster_tests.cli.conftest import Run
from albumsync_dagster_tests.support.stage import Stage
from albumsync_sandbox.serving import serve

ENTITIES = 'Smith &amp; Jones <b>vs</b> O\'Brien "B" – 1st'


@dataclass
class OtherSmugMug:
    """A few albums of one photo each."""

    names: dict[str, str]
    troubles: list[str] = field(default_factory=list)
    """What the next requests meet, one each: ``502``, ``429``, ``cut``, ``refused in words``."""
    renames: Counter[str] = field(default_factory=Counter)

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/{path:path}", self.answer, methods=["GET", "PATCH"])])

    async def answer(self, request: Request) -> Response:
        if self.troubles and request.method == "GET":
            return self._trouble(self.troubles.pop())
        path = request.path_params["path"].removeprefix("api/v2")
        if path == "!authuser":
            return self._object("User", {"NickName": "old-nick", "Plan": "Power", "Uris": {}})
        if path.startswith("/user/old-nick"):
            return RedirectResponse(f"/api/v2{path.replace('old-nick', 'new-nick')}", 301)
        if path == "/user/new-nick!albums":
            rows = [self._album(key) for key in self.names]
            start, count = int(request.query_params["start"]), min(int(request.query_params["count"]), 3)
            return self._list("Album", rows, start, count)
        if path.startswith("/album/") and path.endswith("!images"):
            key = path.removeprefix("/album/").removesuffix("!images")
            photo = {"DateTimeOriginal": "2025-05-30T18:15:00+00:00", "ImageKey": f"{key}i", "Caption": "&lt;3"}
            return self._list("AlbumImage", [photo], 1, 100)
        if path.startswith("/album/"):
            keys = path.removeprefix("/album/").split(",")
            if any(key not in self.names for key in keys):
                return self._said(404, "Not Found")
            if request.method == "PATCH":
                self.names[keys[0]] = (await request.json())["Name"]
                self.renames[keys[0]] += 1
            rows = [self._album(key) for key in keys]
            return self._object("Album", rows if len(rows) > 1 else rows[0])
        return self._said(404, "Not Found")

    def _album(self, key: str) -> dict[str, Any]:
        return {"Zebra": [1, {"a": None}], "ImageCount": 1, "Name": self.names[key], "AlbumKey": key, "Title": None}

    def _list(self, locator: str, rows: list[dict[str, Any]], start: int, count: int) -> Response:
        page = rows[start - 1 : start - 1 + count]
        pages = {"NextPage": "/api/v2/elsewhere", "Count": len(page), "Start": start, "Total": len(rows), "Mood": "ok"}
        return self._sent({"Message": "Ok", "Response": {locator: page, "Pages": pages, "Locator": locator}}, 200)

    def _object(self, locator: str, content: object) -> Response:
        return self._sent({"Message": "Ok", "Response": {locator: content, "EndpointType": "?"}, "Code": 200}, 200)

    def _said(self, status: int, message: str) -> Response:
        return self._sent({"Message": message, "Code": status, "Response": {}}, status)

    def _sent(self, document: object, status: int) -> Response:
        body = gzip.compress(json.dumps(document, ensure_ascii=False).encode())
        return Response(body, status, {"Content-Encoding": "gzip", "Content-Type": "application/json"})

    def _trouble(self, kind: str) -> Response:
        match kind:
            case "502":
                return Response("<html><h1>Bad Gateway</h1></html>", 502, media_type="text/html")
            case "429":
                return Response("", 429)
            case "cut":
                return Response(b'{"Response": {"Alb', 200, {"Content-Length": "4000"})
            case _:
                return self._sent({"Code": 503, "Message": "Maintenance"}, 200)


@pytest.fixture
def other(gallery: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[OtherSmugMug]:
    """The gallery's database beside another SmugMug, with the same albums and one with an odd name."""
    names = {key: album.name for key, album in gallery.truth().albums.items()} | {"Odd001": ENTITIES}
    made = OtherSmugMug(names)
    gallery.connection.execute(
        "insert into photo_metadata (photo_id, image_key, album_key, album_name)"
        " values (gen_random_uuid(), %s, %s, %s)",
        ["Odd001i", "Odd001", "stale"],
    )
    with serve(made.app()) as url:
        monkeypatch.setenv("SMUGMUG_API_BASE", url)
        yield made


def rows(gallery: Stage) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for key, name in gallery.connection.execute("select album_key, album_name from photo_metadata"):
        found.setdefault(key, set()).add(name)
    return found


def test_the_whole_path_works_on_another_smugmug_on_a_bad_day(
    gallery: Stage, albumsync: Run, other: OtherSmugMug
) -> None:
    before = dict(other.names)
    # An album whose name holds markup waits for a person.
    for command, expected in (("pull", 0), ("plan", 0), ("apply --yes", 3), ("verify", 0)):
        other.troubles = ["502", "429", "cut", "refused in words"]
        said = albumsync(*command.split())
        assert said.code == expected, f"{command}: {said.out}{said.err}"
        assert "Traceback" not in said.err
    assert other.names["Alb000"] == "Harbor Cup 1 - Stars vs Thunder - May 30, 2025"
    assert other.names["Odd001"] == ENTITIES
    assert set(other.renames.values()) == {1}
    assert rows(gallery) == {key: {name} for key, name in other.names.items()}
    assert albumsync("undo", "--since", "1d", "--yes").code == 0
    assert other.names == before
