"""Arbitrary answers in place of the right ones: one named error, never another exception, never a write."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

import requests
import urllib3
from hypothesis import given
from hypothesis import strategies as st
from requests.adapters import BaseAdapter

from albumsync_dagster.naming import Album, CaptureDays
from albumsync_dagster.smugmug import Account, CaptureRead, Credentials, SmugMugClient, SmugMugError
from albumsync_dagster.smugmug.values import Still
from albumsync_dagster_tests.smugmug import recorded
from albumsync_dagster_tests.smugmug.recorded import envelope, pages
from albumsync_dagster_tests.smugmug.virtual import VirtualTime

ALBUM = {**recorded.ALBUM_OWNER_2022, "ImageCount": 3}
PHOTOS = [recorded.PHOTO_2021, recorded.PHOTO_2018, recorded.VIDEO]
RIGHT = {
    "!authuser": recorded.AUTHUSER_2018,
    "!assetsalbum": envelope("Album", {"AlbumKey": "assets"}),
    "!albums": envelope("Album", [ALBUM], pages=pages(1)),
    "!images": envelope("AlbumImage", PHOTOS, pages=pages(3), Expansions=recorded.METADATA_EXPANSION),
    "2GsRNZ": envelope("Album", ALBUM),
    "2GsRNZ,N74KSK": envelope("Album", [ALBUM, recorded.ALBUM_FILTERED_2026]),
    "N74KSK": envelope("Album", recorded.ALBUM_FILTERED_2026),
    "UQpV019-0,56J8k3F-0": envelope(
        "Image", [{"ImageKey": key, "ThumbnailUrl": f"https://host/i-{key}-Th.jpg"} for key in ("56J8k3F", "UQpV019")]
    ),
}


def right(key: str) -> tuple[int, bytes, Mapping[str, str]]:
    return (200, json.dumps(RIGHT[key]).encode(), {}) if key in RIGHT else (404, b"{}", {})


class Canned(BaseAdapter):
    """Answers from memory; one kind of request gets whatever is put in its place."""

    def __init__(self, instead: Mapping[str, tuple[int, bytes, Mapping[str, str]]]) -> None:
        super().__init__()
        self.instead = instead
        self.methods: list[str] = []

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        self.methods.append(str(request.method))
        path = str(request.path_url).split("?")[0]
        key = "!" + path.partition("!")[2] if "!" in path else path.rpartition("/")[2].replace("%2C", ",")
        status, body, headers = self.instead.get(key) or right(key)
        response = requests.Response()
        response.status_code = status
        response.headers.update(headers)
        response.request = request
        response.url = str(request.url)
        response.raw = urllib3.HTTPResponse(io.BytesIO(body), headers=headers, status=status, preload_content=False)
        return response

    def close(self) -> None:
        """Nothing is open."""


def client_of(adapter: Canned) -> SmugMugClient:
    time = VirtualTime()
    return SmugMugClient(
        Credentials("key", "secret", "token", "token-secret"),
        clock=time.clock,
        sleep=time.sleep,
        adapter=lambda: adapter,
        threads=1,
    )


ODD_HEADERS = ["", "0", "-1", "9" * 30, "1.5", "gzip", "http://[", "/api/v2!authuser", "Sun, 06 Nov 1994 08:49:37 GMT"]

TWO_STILLS = CaptureRead(
    stills=tuple(Still(image_key=key, serial=0, day=date(2019, 8, 4)) for key in ("UQpV019", "56J8k3F"))
)

CALLS: dict[str, Callable[[SmugMugClient], object]] = {
    "!authuser": lambda client: client.account(),
    "!assetsalbum": lambda client: client.account(),
    "!albums": lambda client: client.albums(),
    "!images": lambda client: client.capture_days(client.album("2GsRNZ")).capture,
    "2GsRNZ": lambda client: client.album("2GsRNZ"),
    "2GsRNZ,N74KSK": lambda client: client.albums_by_key(["2GsRNZ", "N74KSK"]),
    "UQpV019-0,56J8k3F-0": lambda client: client.with_thumbnails([TWO_STILLS]),
}


def outcome_of(key: str, status: int, body: bytes, headers: Mapping[str, str]) -> tuple[object, Canned]:
    adapter = Canned({key: (status, body, headers)})
    try:
        return CALLS[key](client_of(adapter)), adapter
    except SmugMugError as error:
        return error, adapter


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=15,
)


def paths(document: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    found = [path]
    items = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    for key, value in items:
        found += paths(value, (*path, key))
    return found


def replaced(document: Any, path: tuple[Any, ...], value: object) -> Any:
    if not path:
        return value
    copy = dict(document) if isinstance(document, dict) else list(document)
    copy[path[0]] = replaced(copy[path[0]], path[1:], value)
    return copy


@st.composite
def damaged(draw: st.DrawFn, key: str) -> object:
    """The right answer with one place of it, or all of it, replaced by any JSON."""
    return replaced(RIGHT[key], draw(st.sampled_from(paths(RIGHT[key]))), draw(json_values))


@given(st.sampled_from(sorted(CALLS)).flatmap(lambda key: st.tuples(st.just(key), damaged(key))))
def test_any_json_in_place_of_an_answer_is_read_right_or_named(case: tuple[str, object]) -> None:
    key, document = case
    outcome, adapter = outcome_of(key, 200, json.dumps(document).encode(), {})
    assert isinstance(outcome, (SmugMugError, Account, Album, CaptureDays, list, dict))
    assert set(adapter.methods) == {"GET"}


@given(
    key=st.sampled_from(sorted(CALLS)),
    status=st.sampled_from([200, 201, 202, 204, 301, 302, 400, 401, 402, 403, 404, 405, 408, 409, 429, 500, 503, 599]),
    body=st.binary(max_size=60) | json_values.map(lambda value: json.dumps(value).encode()),
    headers=st.dictionaries(
        st.sampled_from(
            ["Retry-After", "Date", "Location", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Content-Encoding"]
        ),
        st.sampled_from(ODD_HEADERS) | st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20),
    ),
)
def test_any_status_body_and_headers_are_read_right_or_named(
    key: str, status: int, body: bytes, headers: dict[str, str]
) -> None:
    outcome, adapter = outcome_of(key, status, body, headers)
    assert isinstance(outcome, (SmugMugError, Account, list, dict))
    assert set(adapter.methods) == {"GET"}


@given(
    damaged("2GsRNZ").map(lambda value: json.dumps(value).encode()) | st.binary(max_size=60),
    st.sampled_from([200, 200, 200, 201, 202, 301, 400, 401, 403, 404, 409, 500, 504]),
)
def test_a_rename_ends_renamed_or_named_and_is_sent_once(body: bytes, status: int) -> None:
    adapter = Canned({"2GsRNZ": (status, body, {})})
    expected = Album(album_key="2GsRNZ", name="Old", url_name="Lions")
    with suppress(SmugMugError):
        echo = client_of(adapter).rename("2GsRNZ", "Lions vs Tigers", expected=expected)
        assert (echo.name, echo.url_name) == ("Lions vs Tigers", "Lions")
    # Only a refusal by a front end is repeated: it never let the request through.
    assert adapter.methods == ["PATCH"] or status in (401, 403, 404)


def test_the_right_answers_are_read_right() -> None:
    outcomes = {key: outcome_of(key, 200, json.dumps(RIGHT[key]).encode(), {})[0] for key in CALLS}
    assert not [outcome for outcome in outcomes.values() if isinstance(outcome, SmugMugError)]
    assert isinstance(outcomes["!images"], CaptureDays)
    assert (outcomes["!images"].total, outcomes["!images"].undated) == (3, 1)
    (capture,) = client_of(Canned({})).with_thumbnails([TWO_STILLS])
    assert [each.url for each in capture.thumbnails] == [
        "https://host/i-UQpV019-Th.jpg",
        "https://host/i-56J8k3F-Th.jpg",
    ]
