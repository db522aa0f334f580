"""The tally of requests and bytes."""

from __future__ import annotations

import requests

from albumsync_dagster_tests.sandbox_smugmug.builders import Client
from albumsync_sandbox.smugmug import EndpointKind, SmugMugSimulator

ALBUM = "/api/v2/album/lions1"


def test_requests_are_counted_by_method_endpoint_and_status(api: Client, simulator: SmugMugSimulator) -> None:
    for path in (ALBUM, ALBUM, "/api/v2/album/lions1,collec", f"{ALBUM}!images", "/api/v2/album/nosuch"):
        api.get(path)
    api.rename("lions1", "New")
    counts = simulator.counts
    assert counts.requests() == 6
    assert counts.requests(method="PATCH") == 1
    assert counts.requests(kind=EndpointKind.ALBUM, method="GET") == 3
    assert counts.requests(kind=EndpointKind.ALBUM, status=404) == 1
    assert counts.requests(kind=EndpointKind.ALBUMS) == counts.requests(kind=EndpointKind.ALBUM_IMAGES) == 1


def test_bytes_are_counted_as_sent(api: Client, simulator: SmugMugSimulator) -> None:
    plain = api.get(ALBUM, headers={"Accept-Encoding": "identity"})
    packed = api.get(ALBUM, headers={"Accept-Encoding": "gzip"})
    assert simulator.counts.sent_bytes == len(plain.content) + int(packed.headers["Content-Length"])


def test_a_refused_request_is_counted_too(api: Client, simulator: SmugMugSimulator) -> None:
    requests.get(api.base + ALBUM, timeout=20)
    assert simulator.counts.requests(status=401) == 1


def test_a_person_renames_an_album_from_another_process(api: Client, simulator: SmugMugSimulator) -> None:
    answer = requests.put(f"{api.base}/sandbox/albums/lions1/name", b"What its owner wants", timeout=20)
    assert answer.status_code == 204
    assert simulator.state.album("lions1").name == "What its owner wants"
