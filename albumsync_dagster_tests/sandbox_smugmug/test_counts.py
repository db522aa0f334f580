"""The tally of requests and bytes, in the process and over the control endpoint; and the control endpoint itself."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
import requests

from albumsync_dagster_tests.sandbox_smugmug.builders import Client
from albumsync_sandbox.smugmug import EndpointKind, SmugMugSimulator

ALBUM = "/api/v2/album/lions1"
LIST = "/api/v2/user/courtside!albums"


def control(api: Client, method: str, path: str, body: object = None) -> requests.Response:
    return requests.request(method, f"{api.base}/sandbox{path}", json=body, timeout=20)


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


def test_bytes_are_counted_as_made_and_as_sent(api: Client, simulator: SmugMugSimulator) -> None:
    plain = api.get(ALBUM, headers={"Accept-Encoding": "identity"})
    packed = api.get(ALBUM, headers={"Accept-Encoding": "gzip"})
    total = simulator.counts.total(kind=EndpointKind.ALBUM)
    assert total.raw_bytes == 2 * len(plain.content) == 2 * len(packed.content)
    assert total.sent_bytes == len(plain.content) + int(packed.headers["Content-Length"])


def test_a_refused_request_is_counted_too(api: Client, simulator: SmugMugSimulator) -> None:
    requests.get(api.base + ALBUM, timeout=20)
    assert simulator.counts.requests(status=401) == 1


def test_counts_start_again_at_nothing(api: Client, simulator: SmugMugSimulator) -> None:
    api.get(ALBUM)
    simulator.counts.reset()
    assert simulator.counts.requests() == 0


def test_the_control_endpoint_tells_the_counts_and_resets_them(api: Client) -> None:
    raw = len(api.get(ALBUM, headers={"Accept-Encoding": "identity"}).content)
    assert control(api, "GET", "/counts").json() == [
        {"method": "GET", "endpoint": "album", "status": 200, "requests": 1, "raw_bytes": raw, "sent_bytes": raw}
    ]
    assert control(api, "DELETE", "/counts").status_code == 204
    assert control(api, "GET", "/counts").json() == []


def test_the_control_endpoint_injects_faults_and_tells_what_happened(api: Client) -> None:
    order = {"kind": "unavailable", "method": "GET", "endpoint": "album!images", "album_key": "lions1", "call": 2}
    assert control(api, "POST", "/faults", order).status_code == 204
    assert [api.get(f"{ALBUM}!images").status_code for _ in range(3)] == [200, 503, 200]
    assert control(api, "GET", "/faults").json() == [
        {"kind": "unavailable", "method": "GET", "endpoint": "album!images", "path": f"{ALBUM}!images"}
    ]


def test_the_control_endpoint_throws_faults_by_chance_until_it_is_told_to_stop(api: Client) -> None:
    chance = {"seed": 1, "rate": 1, "kinds": ["server_error"]}
    assert control(api, "POST", "/faults/by-chance", chance).status_code == 204
    assert api.get(ALBUM).status_code == 500
    assert control(api, "DELETE", "/faults").status_code == 204
    assert api.get(ALBUM).status_code == 200


def test_the_control_endpoint_turns_switches(api: Client, simulator: SmugMugSimulator) -> None:
    turned = control(api, "PATCH", "/quirks", {"long_names": "cut", "listing_lacks_dates": True}).json()
    assert turned == control(api, "GET", "/quirks").json()
    assert (turned["long_names"], turned["listing_lacks_dates"], turned["images_clamp"]) == ("cut", True, 500)
    assert api.rename("lions1", "x" * 300).status_code == 200
    assert simulator.quirks.listing_lacks_dates


def test_the_control_endpoint_sets_the_rate_limit(api: Client) -> None:
    assert control(api, "PUT", "/rate-limit", {"requests": 2, "seconds": 60, "exact": True}).status_code == 204
    assert [api.get(ALBUM).status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ({"do": "rename", "name": "Now"}, ["Now", "Now"]),
        ({"do": "rename_after_next_get", "name": "Then"}, ["Lions vs Tigers", "Then"]),
    ],
)
def test_the_control_endpoint_plays_a_person_who_renames(api: Client, order: dict[str, str], names: list[str]) -> None:
    assert control(api, "POST", "/albums/lions1", order).status_code == 204
    assert [api.response(ALBUM)["Album"]["Name"] for _ in range(2)] == names


def test_the_control_endpoint_locks_hides_and_deletes(api: Client) -> None:
    def level() -> Any:
        return api.response(ALBUM)["Album"]["ResponseLevel"]

    control(api, "POST", "/albums/lions1", {"do": "lock"})
    assert level() == "Password"
    control(api, "POST", "/albums/lions1", {"do": "unlock"})
    assert level() == "Full"
    control(api, "POST", "/albums/lions1", {"do": "hide_from_listings", "listings": 99})
    assert api.response(LIST)["Pages"]["Total"] == 8
    control(api, "POST", "/settle")
    assert api.response(LIST)["Pages"]["Total"] == 9
    control(api, "POST", "/albums/lions1", {"do": "delete"})
    assert len(control(api, "GET", "/albums").json()) == 8
    assert control(api, "POST", "/albums/lions1", {"do": "lock"}).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/faults", {"kind": "no such fault"}),
        ("POST", "/faults", {"kind": "slow", "call": 0}),
        ("POST", "/faults", {"kind": "slow", "misspelt": 1}),
        ("POST", "/faults/by-chance", {"seed": 1, "rate": 2, "kinds": []}),
        ("PATCH", "/quirks", {"long_names": "perhaps"}),
        ("POST", "/albums/lions1", {}),
    ],
)
def test_the_control_endpoint_refuses_what_it_does_not_understand(
    api: Client, method: str, path: str, body: object
) -> None:
    answer = control(api, method, path, body)
    assert answer.status_code == 422
    assert answer.json()["error"]


def test_the_control_endpoint_is_for_this_machine_only(simulator: SmugMugSimulator) -> None:
    async def status(address: str) -> int:
        transport = httpx.ASGITransport(simulator.app, client=(address, 40000))
        async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
            return (await client.get("/sandbox/counts")).status_code

    assert [asyncio.run(status(address)) for address in ("192.0.2.7", "127.0.0.1", "::1")] == [403, 200, 200]
