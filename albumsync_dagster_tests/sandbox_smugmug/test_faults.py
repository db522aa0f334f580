"""Checklist points 10 and 12: everything that clients of this API have reported, aimed and by chance."""

from __future__ import annotations

import json

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from albumsync_dagster_tests.sandbox_smugmug.builders import Client
from albumsync_sandbox.smugmug import EndpointKind, Fault, FaultKind, FaultPlan, SmugMugSimulator
from albumsync_sandbox.smugmug.routes import resolve

ALBUM = "/api/v2/album/lions1"
IMAGES = f"{ALBUM}!images?_filter=ImageKey&_filteruri=&_verbosity=1"
PAGES = {
    FaultKind.BAD_GATEWAY: 502,
    FaultKind.UNAVAILABLE: 503,
    FaultKind.GATEWAY_TIMEOUT: 504,
    FaultKind.UNAUTHORIZED_PAGE: 401,
    FaultKind.FORBIDDEN_PAGE: 403,
}


def name_of(simulator: SmugMugSimulator) -> str:
    return simulator.state.album("lions1").name


@pytest.mark.parametrize(("kind", "status"), PAGES.items())
def test_a_page_comes_in_place_of_json_and_nothing_is_written(
    api: Client, simulator: SmugMugSimulator, kind: FaultKind, status: int
) -> None:
    simulator.faults.inject(kind, method="PATCH")
    answer = api.rename("lions1", "New")
    assert (answer.status_code, answer.text[:6]) == (status, "<html>")
    assert answer.headers["content-type"].startswith("text/html")
    assert name_of(simulator) == "Lions vs Tigers"
    assert api.rename("lions1", "New").status_code == 200


def test_a_504_can_come_after_the_write_was_done(api: Client, simulator: SmugMugSimulator) -> None:
    simulator.faults.inject(FaultKind.GATEWAY_TIMEOUT_AFTER_WRITE, method="PATCH")
    assert api.rename("lions1", "New").status_code == 504
    assert name_of(simulator) == "New"


def test_a_429_says_when_to_come_back(api: Client, simulator: SmugMugSimulator) -> None:
    simulator.faults.inject(Fault(FaultKind.RATE_LIMITED, seconds=7), method="PATCH")
    answer = api.rename("lions1", "New")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert name_of(simulator) == "Lions vs Tigers"


@pytest.mark.parametrize(
    ("kind", "written"), [(FaultKind.SERVER_ERROR, False), (FaultKind.SERVER_ERROR_AFTER_WRITE, True)]
)
def test_a_500_is_empty_and_says_nothing_of_the_write(
    api: Client, simulator: SmugMugSimulator, kind: FaultKind, written: bool
) -> None:
    simulator.faults.inject(kind, method="PATCH")
    answer = api.rename("lions1", "New")
    assert (answer.status_code, answer.content) == (500, b"")
    assert (name_of(simulator) == "New") is written


def test_an_honest_request_can_be_told_that_its_nonce_was_used(api: Client, simulator: SmugMugSimulator) -> None:
    simulator.faults.inject(FaultKind.NONCE_USED, method="PATCH")
    answer = api.rename("lions1", "New")
    assert (answer.status_code, answer.json()) == (401, {"Code": 401, "Message": "oauth_problem=nonce_used"})
    assert name_of(simulator) == "Lions vs Tigers"


def test_a_page_of_a_list_can_be_not_found_for_once(api: Client, simulator: SmugMugSimulator) -> None:
    simulator.faults.inject(FaultKind.NOT_FOUND, endpoint=EndpointKind.USER_ALBUMS)
    path = "/api/v2/user/courtside!albums?count=100"
    assert [api.get(path).status_code for _ in range(2)] == [404, 200]


def test_json_can_be_cut_while_http_is_whole(api: Client, simulator: SmugMugSimulator) -> None:
    simulator.faults.inject(FaultKind.CUT_JSON)
    answer = api.get(IMAGES)
    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        json.loads(answer.text)


def test_a_body_can_be_shorter_than_it_promised(api: Client, simulator: SmugMugSimulator) -> None:
    simulator.faults.inject(FaultKind.BODY_CUT_SHORT)
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        api.get(IMAGES)
    assert api.get(IMAGES).status_code == 200


@pytest.mark.parametrize(
    ("kind", "written"), [(FaultKind.DROPPED_BEFORE_WRITE, False), (FaultKind.DROPPED_AFTER_WRITE, True)]
)
def test_a_connection_can_end_without_an_answer_before_and_after_the_write(
    api: Client, simulator: SmugMugSimulator, kind: FaultKind, written: bool
) -> None:
    simulator.faults.inject(kind, method="PATCH")
    with pytest.raises(requests.exceptions.ConnectionError):
        api.rename("lions1", "New")
    assert (name_of(simulator) == "New") is written
    assert simulator.counts.requests(method="PATCH", status=0) == 1
    assert api.get(ALBUM).status_code == 200


def test_an_answer_can_be_slower_than_a_client_waits(api: Client, simulator: SmugMugSimulator) -> None:
    simulator.faults.inject(Fault(FaultKind.SLOW, seconds=60), endpoint=EndpointKind.ALBUM_IMAGES)
    with pytest.raises(requests.exceptions.ReadTimeout):
        api.session.get(api.base + IMAGES, timeout=0.2)
    assert api.get(IMAGES).status_code == 200


def test_a_slow_answer_holds_up_nobody_else(api: Client, simulator: SmugMugSimulator) -> None:
    simulator.faults.inject(Fault(FaultKind.SLOW, seconds=60), endpoint=EndpointKind.ALBUM_IMAGES)
    with pytest.raises(requests.exceptions.ReadTimeout):
        api.session.get(api.base + IMAGES, timeout=0.1)
    assert api.session.get(api.base + ALBUM, timeout=20).status_code == 200


@pytest.mark.parametrize(
    ("kind", "second_page"),
    [
        (FaultKind.ROW_REPEATED, ["k000003", "k000004", "k000005"]),
        (FaultKind.ROW_SKIPPED, ["k000005", "k000006", "k000007"]),
    ],
)
def test_a_row_can_come_twice_or_never_when_the_list_moves_between_pages(
    api: Client, simulator: SmugMugSimulator, kind: FaultKind, second_page: list[str]
) -> None:
    simulator.faults.inject(kind, endpoint=EndpointKind.ALBUM_IMAGES, call=2)
    first, second = (api.response(f"{IMAGES}&count=3&start={start}") for start in (1, 4))
    assert [row["ImageKey"] for row in first["AlbumImage"]] == ["k000001", "k000002", "k000003"]
    assert [row["ImageKey"] for row in second["AlbumImage"]] == second_page
    assert second["Pages"]["Total"] == 7


@pytest.mark.parametrize("body", ["[]", "null", '{"Response":{}}', "{}", "<html>", "NaN", ""])
def test_any_body_can_stand_in_place_of_the_right_one(api: Client, simulator: SmugMugSimulator, body: str) -> None:
    simulator.faults.inject(Fault(FaultKind.REPLACED_BODY, body=body))
    answer = api.get(IMAGES)
    assert (answer.status_code, answer.text) == (200, body)


def test_a_fault_is_aimed_at_the_nth_call_of_a_method_an_endpoint_and_an_album(
    api: Client, simulator: SmugMugSimulator
) -> None:
    simulator.faults.inject(
        FaultKind.SERVER_ERROR, method="GET", endpoint=EndpointKind.ALBUM, album_key="lions1", call=2, times=2
    )
    api.get("/api/v2/album/collec")
    api.get(IMAGES)
    assert [api.get(ALBUM).status_code for _ in range(4)] == [200, 500, 500, 200]
    assert api.rename("lions1", "New").status_code == 200


def test_a_fault_without_a_target_counts_every_request(api: Client, simulator: SmugMugSimulator) -> None:
    simulator.faults.inject(FaultKind.UNAVAILABLE, call=3)
    statuses = [api.get(path).status_code for path in ("/api/v2!authuser", ALBUM, IMAGES, ALBUM)]
    assert statuses == [200, 200, 503, 200]
    assert simulator.faults.happened == [(FaultKind.UNAVAILABLE, "GET", EndpointKind.ALBUM_IMAGES)]


def test_a_fault_can_last_until_it_is_cleared(api: Client, simulator: SmugMugSimulator) -> None:
    simulator.faults.inject(FaultKind.UNAVAILABLE, times=None)
    assert {api.get(ALBUM).status_code for _ in range(5)} == {503}
    simulator.faults.clear()
    assert api.get(ALBUM).status_code == 200


def test_by_chance_the_same_seed_throws_the_same_faults(api: Client, simulator: SmugMugSimulator) -> None:
    kinds = [FaultKind.SERVER_ERROR, FaultKind.UNAVAILABLE, FaultKind.NONCE_USED]
    runs = []
    for _ in range(2):
        simulator.faults.by_chance(7, 0.4, kinds)
        runs.append([api.get(ALBUM).status_code for _ in range(40)])
    assert runs[0] == runs[1]
    assert 0 < runs[0].count(200) < 40


@given(seed=st.integers(), rate=st.floats(0, 1))
def test_chance_keeps_its_rate_and_throws_at_a_request_only_what_can_happen_to_it(seed: int, rate: float) -> None:
    plan = FaultPlan()
    plan.by_chance(seed, rate, list(FaultKind))
    album, images = resolve(ALBUM), resolve(f"{ALBUM}!images")
    for _ in range(200):
        plan.next("PATCH", album)
        plan.next("GET", images)
    happened = plan.happened
    assert abs(len(happened) / 400 - rate) < 0.2
    of_lists = {FaultKind.ROW_REPEATED, FaultKind.ROW_SKIPPED, FaultKind.NOT_FOUND}
    assert not of_lists & {kind for kind, method, _ in happened if method == "PATCH"}
    assert FaultKind.REPLACED_BODY not in {kind for kind, _, _ in happened}


def test_what_happened_stays_on_record_after_the_plan_is_cleared(api: Client, simulator: SmugMugSimulator) -> None:
    simulator.faults.inject(FaultKind.UNAVAILABLE)
    api.get(ALBUM)
    simulator.faults.clear()
    assert len(simulator.faults.happened) == 1
