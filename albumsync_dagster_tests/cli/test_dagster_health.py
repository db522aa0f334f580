"""``albumsync doctor --dagster``: what it says of a Dagster that is alive, half dead or gone; without credentials."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from albumsync_dagster_tests.cli.conftest import Run
from albumsync_dagster_tests.support.secrets import assert_hidden
from albumsync_sandbox.serving import serve


@contextmanager
def answering(graphql: Any) -> Iterator[str]:
    """A server that answers what Dagster's web UI answers, with this document for the question about the deployment."""

    async def server_info(request: Request) -> JSONResponse:
        return JSONResponse({"dagster_webserver_version": "1.13.27", "dagster_version": "1.13.27"})

    async def ask(request: Request) -> JSONResponse:
        return JSONResponse(graphql)

    routes = [Route("/server_info", server_info), Route("/graphql", ask, methods=["POST"])]
    with serve(Starlette(routes=routes)) as base:
        yield base


def document(*, beat: datetime, healthy: bool = True, error: str | None = None) -> dict[str, Any]:
    """The answer of Dagster 1.13.27, as it was recorded, with these facts in it."""
    status = {
        "daemonType": "SENSOR",
        "required": True,
        "healthy": healthy,
        "lastHeartbeatTime": beat.timestamp(),
        "lastHeartbeatErrors": [],
    }
    location = {"__typename": "PythonError", "message": error} if error else {"__typename": "RepositoryLocation"}
    entry = {"name": "albumsync", "loadStatus": "LOADED", "locationOrLoadError": location}
    return {
        "data": {
            "instance": {"daemonHealth": {"allDaemonStatuses": [status]}},
            "workspaceOrError": {"locationEntries": [entry]},
        }
    }


def test_a_dagster_that_is_alive_is_found_to_be_so(albumsync: Run) -> None:
    with answering(document(beat=datetime.now(UTC))) as url:
        said = albumsync("doctor", "--dagster", "--url", url)
    assert said.code == 0, said.out
    assert "It is loaded." in said.out


@pytest.mark.parametrize(
    ("graphql", "sentence", "fix"),
    [
        (document(beat=datetime.now(UTC) - timedelta(minutes=6)), "has sent no heartbeat since", "albumsync-daemon"),
        (
            document(beat=datetime.now(UTC), healthy=False),
            "Schedules, sensors, queued runs and alerts",
            "albumsync-daemon",
        ),
        (
            document(beat=datetime.now(UTC), error="UNAVAILABLE: Connection refused\n  at"),
            "Connection refused",
            "-code",
        ),
        ({"data": None}, "does not answer as Dagster's web UI does", "--url"),
    ],
    ids=["late", "unhealthy", "code server", "another server"],
)
def test_what_is_dead_is_named_with_its_fix_and_ends_with_1(
    albumsync: Run, monkeypatch: pytest.MonkeyPatch, graphql: Any, sentence: str, fix: str
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    with answering(graphql) as url:
        said = albumsync("doctor", "--dagster", "--url", url)
    assert said.code == 1
    found = " ".join(said.out.split())
    assert sentence in found
    assert fix in found


def test_a_web_ui_that_is_gone_is_named_with_its_address(albumsync: Run) -> None:
    said = albumsync("doctor", "--dagster", "--url", "http://127.0.0.1:9", "--json")
    assert said.code == 1
    assert "does not answer at http://127.0.0.1:9" in said.out


def test_a_password_in_the_address_of_the_web_ui_is_not_shown(albumsync: Run) -> None:
    """It stood in what `doctor --dagster` printed of a web UI behind a login."""
    said = albumsync("doctor", "--dagster", "--url", "http://kim:zm4tqpw8x@127.0.0.1:9/dagster", "--json")
    assert said.code == 1
    assert "does not answer at http://127.0.0.1:9/dagster (" in said.out
    assert_hidden(said.out + said.err, "zm4tqpw8x")


@pytest.mark.parametrize("url", ["nonsense", "http://[bad", "http://127.0.0.1:99999", "ftp://127.0.0.1", ""])
def test_what_is_no_address_is_wrong_usage(albumsync: Run, url: str) -> None:
    """A web UI was said not to answer there, and to be started."""
    said = albumsync("doctor", "--dagster", "--url", url)
    assert (said.code, "--url is not the address of a web server." in said.err) == (2, True)


def test_a_heartbeat_whose_error_says_nothing_is_reported_without_a_reason(albumsync: Run) -> None:
    """An empty message ended the command in "This is a bug" (IndexError)."""
    graphql = document(beat=datetime.now(UTC), healthy=False)
    graphql["data"]["instance"]["daemonHealth"]["allDaemonStatuses"][0]["lastHeartbeatErrors"] = [{"message": " "}]
    with answering(graphql) as url:
        said = albumsync("doctor", "--dagster", "--url", url, "--json")
    assert (said.code, "Its last error" in said.out) == (1, False)
