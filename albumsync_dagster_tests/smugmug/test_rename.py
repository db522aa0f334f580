from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest

from albumsync_dagster.smugmug import (
    NameRefused,
    OutcomeUnknown,
    Refusal,
    SmugMugAnswerError,
    SmugMugClient,
    SmugMugLimited,
    SmugMugNotFound,
    SmugMugRefused,
    SmugMugUnavailable,
)
from albumsync_dagster_tests.smugmug.conftest import Connect
from albumsync_sandbox.smugmug import EndpointKind, Fault, FaultKind, Permissions, SmugMugSimulator

NEW = "Lions vs Tigers - May 30, 2025"

NOT_DONE = [
    FaultKind.RATE_LIMITED,
    FaultKind.NONCE_USED,
    FaultKind.UNAUTHORIZED_PAGE,
    FaultKind.FORBIDDEN_PAGE,
]
PERHAPS_DONE = [
    FaultKind.SERVER_ERROR,
    FaultKind.SERVER_ERROR_AFTER_WRITE,
    FaultKind.BAD_GATEWAY,
    FaultKind.UNAVAILABLE,
    FaultKind.GATEWAY_TIMEOUT,
    FaultKind.GATEWAY_TIMEOUT_AFTER_WRITE,
    FaultKind.CUT_JSON,
    FaultKind.BODY_CUT_SHORT,
    FaultKind.DROPPED_BEFORE_WRITE,
    FaultKind.DROPPED_AFTER_WRITE,
]


def patches(simulator: SmugMugSimulator) -> int:
    return simulator.counts.requests(method="PATCH")


def test_a_rename_is_two_requests_and_leaves_the_address_alone(
    client: SmugMugClient, simulator: SmugMugSimulator
) -> None:
    before = client.album("lions1")
    echo = client.rename("lions1", NEW, expected=before)
    assert simulator.counts.requests() == 2
    assert replace(echo, name=before.name, last_updated=before.last_updated) == before
    assert (echo.name, simulator.state.album("lions1").name) == (NEW, NEW)


@pytest.mark.parametrize("name", ["Löwen – Tiger 🏐", 'Donna O\'Sullivan & "Co" <b>', "旅行 2024", "x" * 254, "a\tb"])
def test_any_name_arrives_letter_for_letter(client: SmugMugClient, name: str) -> None:
    assert client.rename("lions1", name, expected=client.album("lions1")).name == name


def test_only_what_is_given_is_sent(client: SmugMugClient, simulator: SmugMugSimulator) -> None:
    simulator.state.change("lions1", description="By hand.", keywords="kept")
    client.rename("lions1", NEW, expected=client.album("lions1"))
    assert simulator.state.album("lions1").description == "By hand."
    client.rename("lions1", NEW, description="By us.", expected=client.album("lions1"))
    changed = simulator.state.album("lions1")
    assert (changed.name, changed.description, changed.keywords) == (NEW, "By us.", "kept")


@pytest.mark.parametrize("fault", NOT_DONE)
def test_a_rename_that_was_not_done_is_not_sent_again_before_somebody_has_read_the_album(
    client: SmugMugClient, simulator: SmugMugSimulator, fault: FaultKind
) -> None:
    # A person renamed the album while a PATCH waited for its turn after a 429, and the second PATCH overwrote them.
    simulator.faults.inject(fault, method="PATCH")
    with pytest.raises((SmugMugUnavailable, SmugMugRefused)):
        client.rename("lions1", NEW, expected=client.album("lions1"))
    assert patches(simulator) == 1
    assert client.rename("lions1", NEW, expected=client.album("lions1")).name == NEW


@pytest.mark.parametrize("fault", PERHAPS_DONE)
def test_a_rename_that_may_have_been_done_is_not_sent_again(
    client: SmugMugClient, simulator: SmugMugSimulator, fault: FaultKind
) -> None:
    simulator.faults.inject(fault, method="PATCH")
    with pytest.raises(OutcomeUnknown) as unknown:
        client.rename("lions1", NEW, expected=client.album("lions1"))
    assert patches(simulator) == 1
    assert unknown.value.album_key == "lions1"
    assert unknown.value.transient


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{}",
        "[]",
        "null",
        '{"Response": {}, "Code": 200}',
        '{"Response": {"Album": {"AlbumKey": "lions1"}}, "Code": 200}',
        '{"Response": {"Album": {"AlbumKey": "other1", "Name": "x", "UrlName": "Url-lions1"}}, "Code": 200}',
        '{"Response": {"Album": {"AlbumKey": "lions1", "Name": "Lions"}}, "Code": 200}',
        '{"Response": {"Album": {"AlbumKey": "lions1", "Name": "x", "UrlName": 1}}, "Code": 200}',
        '{"Response": {"Album": {"AlbumKey": "lions1", "Name": "x", "UrlName": "y"}}, "Code": 500}',
    ],
)
def test_an_echo_that_proves_nothing_leaves_the_outcome_unknown(
    client: SmugMugClient, simulator: SmugMugSimulator, body: str
) -> None:
    simulator.faults.inject(Fault(FaultKind.REPLACED_BODY, body=body), method="PATCH")
    with pytest.raises(OutcomeUnknown):
        client.rename("lions1", NEW, expected=client.album("lions1"))
    assert patches(simulator) == 1


def test_a_name_that_smugmug_cut_is_not_taken_for_renamed(client: SmugMugClient, simulator: SmugMugSimulator) -> None:
    cut = '{"Response": {"Album": {"AlbumKey": "lions1", "Name": "Lions vs", "UrlName": "Url-lions1"}}, "Code": 200}'
    simulator.faults.inject(Fault(FaultKind.REPLACED_BODY, body=cut), method="PATCH")
    with pytest.raises(NameRefused, match="it now says 'Lions vs'") as refused:
        client.rename("lions1", NEW, expected=client.album("lions1"))
    assert refused.value.found == "Lions vs"


def test_an_address_that_moved_with_the_name_is_said(client: SmugMugClient, simulator: SmugMugSimulator) -> None:
    before = client.album("lions1")
    simulator.state.change("lions1", url_name="Elsewhere", url_path="/Sports/Elsewhere")
    with pytest.raises(NameRefused, match="moved from 'Url-lions1' to 'Elsewhere'"):
        client.rename("lions1", NEW, expected=before)


@pytest.mark.parametrize("status", [400, 405, 406, 409])
def test_a_rejected_name_is_said_and_not_sent_again(
    client: SmugMugClient, simulator: SmugMugSimulator, status: int
) -> None:
    body = f'{{"Response": {{"Locator": "Album"}}, "Code": {status}, "Message": "Bad Request"}}'
    simulator.faults.inject(Fault(FaultKind.REPLACED_BODY, body=body, status=status), method="PATCH")
    with pytest.raises(NameRefused, match=str(status)) as refused:
        client.rename("lions1", NEW, expected=client.album("lions1"))
    assert refused.value.found is None
    assert patches(simulator) == 1


@pytest.mark.parametrize("name", ["", "   ", "x" * 256, "half \ud83c", "nul \x00"])
def test_a_name_that_can_not_be_is_never_sent(client: SmugMugClient, simulator: SmugMugSimulator, name: str) -> None:
    with pytest.raises(NameRefused):
        client.rename("lions1", name, expected=client.album("lions1"))
    assert patches(simulator) == 0


def test_an_album_that_is_gone_can_not_be_renamed(client: SmugMugClient, simulator: SmugMugSimulator) -> None:
    before = client.album("lions1")
    simulator.state.delete_album("lions1")
    with pytest.raises(SmugMugNotFound):
        client.rename("lions1", NEW, expected=before)


def test_a_token_without_modify_renames_nothing(connect: Connect, simulator: SmugMugSimulator) -> None:
    reader = connect(simulator.oauth.create_credentials(simulator.consumer, permissions=Permissions.READ))
    with pytest.raises(SmugMugRefused, match="grant is too low") as refused:
        reader.rename("lions1", NEW, expected=reader.album("lions1"))
    assert refused.value.refusal is Refusal.PERMISSION
    assert simulator.state.album("lions1").name == "Lions vs Tigers"


def test_when_smugmug_allows_nothing_for_long_nothing_was_done(
    client: SmugMugClient, simulator: SmugMugSimulator
) -> None:
    before = client.album("lions1")
    simulator.faults.inject(Fault(FaultKind.RATE_LIMITED, seconds=3_000), method="PATCH", times=None)
    with pytest.raises(SmugMugLimited):
        client.rename("lions1", NEW, expected=before)
    assert simulator.state.album("lions1").name == "Lions vs Tigers"


def test_without_a_connection_nothing_was_done(connect: Connect, client: SmugMugClient) -> None:
    before = client.album("lions1")
    with pytest.raises(SmugMugUnavailable, match="cannot be reached"):
        connect(base_url="http://127.0.0.1:9").rename("lions1", NEW, expected=before)


@pytest.mark.parametrize("seed", range(20))
def test_reading_and_comparing_after_an_unknown_outcome_always_ends_renamed(
    client: SmugMugClient, simulator: SmugMugSimulator, seed: int
) -> None:
    simulator.faults.by_chance(seed, 0.5, [*NOT_DONE[:2], *PERHAPS_DONE])
    for _ in range(100):
        with suppress(OutcomeUnknown, SmugMugUnavailable, SmugMugRefused, SmugMugAnswerError):
            album = client.album("lions1")
            if album.name == NEW:
                break
            client.rename("lions1", NEW, expected=album)
    assert simulator.state.album("lions1").name == NEW
    assert simulator.counts.requests(method="PATCH", kind=EndpointKind.ALBUM, status=400) == 0
