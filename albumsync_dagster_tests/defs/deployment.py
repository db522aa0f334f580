"""Webserver, daemon and code server as processes of their own, as ``deploy`` describes them, on the sandbox.

Test cases do not belong here.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import dagster as dg

PROJECT = Path(__file__).parents[2]
SELECTOR = {"repositoryLocationName": "albumsync", "repositoryName": "__repository__"}
# How long dagster.yaml waits: here shorter, but long enough for a code server that starts beside other tests, and for
# a daemon to load what it serves: a run that is given up is started anew at once, and that is tried once.
SECONDS = {"poll_interval_seconds": 4, "free_slots_after_run_end_seconds": 1, "user_code_failure_retry_delay": 5}

Value = TypeVar("Value")


def until(question: Callable[[], Value | None], what: str, seconds: float = 200) -> Value:
    """Ask until there is an answer."""
    end = time.monotonic() + seconds
    while (answer := question()) is None:
        assert time.monotonic() < end, f"it did not come to that: {what}"
        time.sleep(0.2)
    return answer


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _end_group(leader: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(leader.pid, signal.SIGKILL)
    leader.wait()


class Deployment:
    """The three processes; each can be killed and started again on its own."""

    def __init__(self, home: Path, environment: Mapping[str, str]) -> None:
        self.home = home
        self.web_port, code_port = free_port(), free_port()
        self.environment = {
            **os.environ,
            **environment,
            "DAGSTER_HOME": str(home),
            "ALBUMSYNC_CODE_HOST": "127.0.0.1",
            "ALBUMSYNC_CODE_PORT": str(code_port),
            # As in deploy/systemd: this daemon comes back before the code server has loaded.
            "DAGSTER_BACKFILL_RETRY_DEFINITION_CHANGED_ERROR": "1",
            # How often the daemon looks for runs to be started anew; 5 by default.
            "DAGSTER_EVENT_LOG_CONSUMER_DAEMON_INTERVAL_SECONDS": "1",
        }
        self.commands = {
            "code": [
                *("dagster", "code-server", "start", "-m", "albumsync_dagster.definitions"),
                *("-h", "127.0.0.1", "-p", str(code_port)),
            ],
            "daemon": ["dagster._daemon", "run", "-w", "workspace.yaml"],
            "web": ["dagster_webserver", "-w", "workspace.yaml", "-h", "127.0.0.1", "-p", str(self.web_port)],
        }
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.dead: list[subprocess.Popen[bytes]] = []

    def start(self, name: str) -> None:
        with (self.home / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", *self.commands[name]],
                cwd=self.home,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, name: str) -> None:
        """End a process and everything that it started at once, as a power cut does."""
        _end_group(self.processes.pop(name))

    def kill_alone(self, name: str) -> None:
        """End one process at once; what it started lives on, until ``close``."""
        process = self.processes.pop(name)
        process.kill()
        # Seen to be dead, but not yet buried: so nobody else gets the number of its group.
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        self.dead.append(process)

    def close(self) -> None:
        """End everything that was ever started; a gRPC server whose parent was killed never ends by itself."""
        for name in list(self.processes):
            self.kill(name)
        for process in self.dead:
            _end_group(process)

    def ask(self, query: str, **variables: Any) -> Any:
        """Put one GraphQL question to the webserver."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.web_port}/graphql", body, {"content-type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - our own http address
            document = json.load(answer)
        assert "errors" not in document, document
        return document["data"]

    def is_up(self) -> bool | None:
        with suppress(OSError):
            entries = self.ask("query{repositoriesOrError{...on RepositoryConnection{nodes{name}}}}")
            return True if entries["repositoriesOrError"].get("nodes") else None
        return None

    def launch(self, job: str, config: Mapping[str, Any] | None = None) -> str:
        """Launch a job as the Launchpad does; refused while the code server is being started."""
        parameters = {
            "selector": {**SELECTOR, "jobName": job},
            "runConfigData": json.dumps(config or {}),
            "mode": "default",
        }

        def launched() -> str | None:
            with suppress(urllib.error.HTTPError):
                answer = self.ask(
                    "mutation($p:ExecutionParams!){launchRun(executionParams:$p){...on LaunchRunSuccess{run{runId}}}}",
                    p=parameters,
                )["launchRun"]
                return str(answer["run"]["runId"]) if answer else None
            return None

        return until(launched, f"{job} is launched")

    def backfill(self, asset: str, partitions: list[str]) -> None:
        """What the web UI does when several albums are picked."""
        launched = self.ask(
            "mutation($p:LaunchBackfillParams!){launchPartitionBackfill(backfillParams:$p){__typename}}",
            p={"assetSelection": [{"path": [asset]}], "partitionNames": partitions},
        )
        assert launched["launchPartitionBackfill"]["__typename"] == "LaunchBackfillSuccess", launched


def _sees_failures(instance: dg.DagsterInstance) -> bool | None:
    """True once the daemon has looked for failed runs: what failed before its first look is never started anew."""
    failed = f"EVENT_LOG_CONSUMER_CURSOR-{dg.DagsterEventType.RUN_FAILURE.value}"
    return True if instance.daemon_cursor_storage.get_cursor_values({failed}) else None


@contextmanager
def deployment(home: Path, environment: Mapping[str, str]) -> Iterator[tuple[Deployment, dg.DagsterInstance]]:
    """Start all three with ``deploy/workspace.yaml`` and the project's own ``dagster.yaml``, less patient."""
    home.mkdir()
    settings = (PROJECT / "deploy" / "dagster.yaml").read_text()
    for patience, seconds in SECONDS.items():
        settings, replaced = re.subn(rf"\b{patience}: \d+\n", f"{patience}: {seconds}\n", settings)
        assert replaced == 1, patience
    (home / "dagster.yaml").write_text(settings)
    shutil.copyfile(PROJECT / "deploy" / "workspace.yaml", home / "workspace.yaml")
    made = Deployment(home, environment)
    with dg.DagsterInstance.from_config(str(home)) as instance:
        # Processes that start at once on an empty database all make Dagster's tables, and the slower ones die of it.
        instance.get_runs(limit=1)
        try:
            for name in made.commands:
                made.start(name)
            until(made.is_up, "the webserver knows the code location")
            until(lambda: _sees_failures(instance), "the daemon looks for runs that failed")
            yield made, instance
        finally:
            made.close()
