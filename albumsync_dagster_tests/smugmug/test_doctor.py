from __future__ import annotations

import pytest

from albumsync_dagster.smugmug import Credentials, Finding, SmugMugClient, diagnose
from albumsync_dagster_tests.smugmug.conftest import Connect
from albumsync_sandbox.smugmug import (
    Access,
    Fault,
    FaultKind,
    FrontEnd,
    Permissions,
    RateLimit,
    SmugMugSimulator,
)


def by_name(client: SmugMugClient) -> dict[str, Finding]:
    return {finding.name: finding for finding in diagnose(client)}


def test_where_all_is_well_every_finding_says_so(client: SmugMugClient, simulator: SmugMugSimulator) -> None:
    found = by_name(client)
    assert [name for name, finding in found.items() if not finding.ok] == []
    assert list(found) == ["API key", "access token", "account", "permission", "albums", "rate limit", "clock"]
    assert found["account"].detail == "courtside (Casey Court)"
    assert found["albums"].detail == "9"
    assert simulator.counts.requests() == 4


def test_looking_changes_nothing(client: SmugMugClient, simulator: SmugMugSimulator) -> None:
    before = client.albums()
    diagnose(client)
    assert client.albums() == before
    assert simulator.counts.requests(method="PATCH", status=200) == 0


def test_a_token_that_may_only_read_is_found(connect: Connect, simulator: SmugMugSimulator) -> None:
    reading = simulator.oauth.create_credentials(simulator.consumer, permissions=Permissions.READ)
    found = by_name(connect(reading))
    assert not found["permission"].ok
    assert "Authorized Services" in found["permission"].fix


def test_a_token_for_public_albums_is_found(connect: Connect, simulator: SmugMugSimulator) -> None:
    public = simulator.oauth.create_credentials(simulator.consumer, access=Access.PUBLIC)
    found = by_name(connect(public))
    assert not found["albums"].ok
    assert "private and unlisted ones are hidden" in found["albums"].detail


@pytest.mark.parametrize(
    ("part", "name"), [("api_key", "API key"), ("access_token", "access token"), ("api_secret", "credentials")]
)
def test_the_credential_that_is_wrong_is_named(
    base_url: str, simulator: SmugMugSimulator, part: str, name: str
) -> None:
    right = simulator.credentials
    parts = {
        "api_key": right.consumer_key,
        "api_secret": right.consumer_secret,
        "access_token": right.token,
        "access_token_secret": right.token_secret,
    }
    with SmugMugClient(Credentials(**{**parts, part: "wrong"}), base_url=base_url) as client:
        found = by_name(client)
    assert [each for each, finding in found.items() if not finding.ok] == [name]
    assert found[name].fix


def test_a_server_that_is_down_is_one_finding(client: SmugMugClient, simulator: SmugMugSimulator) -> None:
    simulator.faults.inject(FaultKind.UNAVAILABLE, times=None)
    (finding,) = diagnose(client)
    assert (finding.name, finding.ok) == ("connection", False)


def test_a_clock_that_is_off_is_found(base_url: str, simulator: SmugMugSimulator, connect: Connect) -> None:
    refused = '{"Code": 401, "Message": "oauth_problem=timestamp_refused"}'
    simulator.faults.inject(Fault(FaultKind.REPLACED_BODY, body=refused, status=401))
    assert "clock" in by_name(connect())


def test_an_account_close_to_its_limit_is_told(connect: Connect, simulator: SmugMugSimulator) -> None:
    simulator.limiter.set_limit(RateLimit(50, 600, (FrontEnd(),)))
    found = by_name(connect())
    assert not found["rate limit"].ok
    assert found["rate limit"].detail == "46 requests left for the next 10 minutes."
