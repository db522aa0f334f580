"""Whether a Dagster deployment is alive, asked from outside: a dead daemon can send no alert.

Here: the web UI's own answers, over HTTP. Not here: what the runs did (the sensor ``alerts``), Dagster's database and
everything that albumsync itself rests on (``diagnosis``).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests
import urllib3

from albumsync_dagster.cli.diagnosis import Finding, State
from albumsync_dagster.errors import AlbumSyncError, UsageError
from albumsync_dagster.network import read_network, shown, web_address

TIMEOUT_SECONDS = (5, 30)
"""To connect, and for an answer: the web UI asks each code location first."""

LATE_SECONDS = 300
"""Each part of the daemon sends a heartbeat every 30 seconds; Dagster itself calls a part dead after half an hour."""

_ALIVE = """{
  instance { daemonHealth { allDaemonStatuses {
    daemonType required healthy lastHeartbeatTime lastHeartbeatErrors { message }
  } } }
  workspaceOrError { ... on Workspace { locationEntries {
    name loadStatus locationOrLoadError { __typename ... on PythonError { message } }
  } } }
}"""


class DagsterUnreachable(AlbumSyncError):
    """The web UI gave no answer that can be used."""


def examine(url: str) -> list[Finding]:
    """Look at the web UI, the daemon's heartbeats and the code locations.

    Args:
        url: Where the web UI lives, for instance ``http://127.0.0.1:3000``; a user and a password are never shown.

    Raises:
        UsageError: It is not the address of a web server.
    """
    base, place = url.rstrip("/"), shown(url)
    if web_address(place) is None:
        raise UsageError("--url is not the address of a web server.", "Write for instance http://127.0.0.1:3000.")
    try:
        version = _ask(base, "/server_info")[0].get("dagster_version", "of an unknown version")
        found = [Finding("Dagster", "web UI", State.OK, f"{place} answers; Dagster {version}.")]
        document, now = _ask(base, "/graphql", query=_ALIVE)
        alive = document["data"]
        return [*found, _daemon(alive["instance"]["daemonHealth"]["allDaemonStatuses"], now), *_locations(alive)]
    except DagsterUnreachable as error:
        return [Finding("Dagster", "web UI", State.BROKEN, error.sentence, error.fix)]
    except (KeyError, TypeError, AttributeError):
        strange, fix = (
            f"{place} does not answer as Dagster's web UI does.",
            "Give the address of the web UI with --url.",
        )
        return [Finding("Dagster", "web UI", State.BROKEN, strange, fix)]


def _daemon(statuses: list[dict[str, Any]], now: datetime) -> Finding:
    required = [status for status in statuses if status["required"]]
    late = now.timestamp() - LATE_SECONDS
    silent = [each for each in required if not each["healthy"] or (each["lastHeartbeatTime"] or 0) < late]
    if not silent:
        detail = f"It has sent the heartbeats of all its {len(required)} parts."
        return Finding("Dagster", "daemon", State.OK, detail)
    beats = [status["lastHeartbeatTime"] for status in silent if status["lastHeartbeatTime"]]
    parts = ", ".join(sorted(status["daemonType"].lower() for status in silent))
    last = f"since {datetime.fromtimestamp(max(beats), UTC):%Y-%m-%d %H:%M:%S} UTC" if beats else "ever"
    errors = [error["message"].strip() for status in silent for error in status["lastHeartbeatErrors"] or ()]
    said = next((line for error in errors for line in error.splitlines()), "")
    why = f" Its last error: {said}" if said else ""
    return Finding(
        "Dagster",
        "daemon",
        State.BROKEN,
        f"The daemon has sent no heartbeat {last} for: {parts}. Schedules, sensors, queued runs and alerts stand still."
        f"{why}",
        "Start it: sudo systemctl restart albumsync-daemon, or dagster-daemon run -w workspace.yaml",
    )


def _locations(alive: dict[str, Any]) -> Iterator[Finding]:
    for entry in alive["workspaceOrError"].get("locationEntries", ()):
        found = entry["locationOrLoadError"]
        if found is not None and found["__typename"] == "PythonError":
            why = next(iter(found["message"].strip().splitlines()), "no reason was given")
            yield Finding(
                "Dagster",
                f"code location {entry['name']}",
                State.BROKEN,
                f"It is not loaded: {why}",
                "Start its code server: sudo systemctl restart albumsync-code",
            )
        elif entry["loadStatus"] != "LOADED":
            yield Finding(
                "Dagster", f"code location {entry['name']}", State.BROKEN, "It is still loading.", "Ask again."
            )
        else:
            yield Finding("Dagster", f"code location {entry['name']}", State.OK, "It is loaded.")


def _ask(base: str, path: str, query: str | None = None) -> tuple[dict[str, Any], datetime]:
    """One answer of the web UI as JSON, and the time by that machine's clock.

    Raises:
        DagsterUnreachable: There is none, or it is no JSON document.
    """
    network, url = read_network(), f"{base}{path}"
    try:
        with requests.Session() as session:
            session.trust_env = False
            if proxy := network.proxy_for(url):
                session.proxies = {"http": proxy.url, "https": proxy.url}
            if network.certificates is not None:
                session.verify = str(network.certificates)
            if query is None:
                answer = session.get(url, timeout=TIMEOUT_SECONDS)
            else:
                answer = session.post(url, json={"query": query}, timeout=TIMEOUT_SECONDS)
            answer.raise_for_status()
            document = answer.json()
    except (requests.RequestException, urllib3.exceptions.HTTPError, ValueError) as error:
        raise DagsterUnreachable(
            f"Dagster's web UI does not answer at {shown(base)} ({type(error).__name__}).",
            "Start it: sudo systemctl restart albumsync-web; or say where it is with --url.",
        ) from None
    return document if isinstance(document, dict) else {}, _at(answer)


def _at(answer: requests.Response) -> datetime:
    try:
        return parsedate_to_datetime(answer.headers.get("Date", ""))
    except ValueError:
        return datetime.now(UTC)
