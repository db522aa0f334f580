"""When a run whose worker cannot be found is given up; ``test_production`` kills real ones."""

from __future__ import annotations

import ast
import importlib
import json
import tomllib
from collections.abc import Iterator
from inspect import signature
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.launcher import WorkerStatus
from packaging.requirements import Requirement
from packaging.version import Version

from albumsync_dagster.defs.launcher import WatchedRunLauncher
from albumsync_dagster_tests.defs.deployment import PROJECT, Deployment, free_port

LAUNCHER = {"module": "albumsync_dagster.defs.launcher", "class": "WatchedRunLauncher"}


@pytest.fixture(scope="module")
def instance() -> Iterator[dg.DagsterInstance]:
    """For all: each test looks at a run of its own."""
    with dg.instance_for_test(overrides={"run_launcher": LAUNCHER}) as made:
        yield made


@dg.job
def nothing() -> None:
    """The launcher looks at what started a run, never at what it does."""


def started(instance: dg.DagsterInstance, **code_server: str | int) -> dg.DagsterRun:
    """A run that this code server started."""
    tags = {".dagster/grpc_info": json.dumps({"host": "localhost", **code_server})} if code_server else {}
    return instance.create_run_for_job(nothing, tags=tags)


def polls(instance: dg.DagsterInstance, run: dg.DagsterRun) -> list[WorkerStatus]:
    launcher = instance.run_launcher
    assert isinstance(launcher, WatchedRunLauncher)
    return [launcher.check_run_worker_health(run).status for _ in range(3)]


def test_a_run_is_given_up_at_the_second_miss_when_the_daemon_has_loaded_the_new_code_server(
    instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    """Given up at once, it was started anew while the daemon knew the dead server only; Dagster tries that once."""
    run = started(instance, socket=str(tmp_path / "gone"))
    assert polls(instance, run)[:2] == [WorkerStatus.RUNNING, WorkerStatus.FAILED]


def test_a_code_server_out_of_reach_at_its_address_may_come_back(instance: dg.DagsterInstance) -> None:
    assert polls(instance, started(instance, port=free_port())) == [WorkerStatus.RUNNING] * 3


def test_a_run_that_does_not_say_who_started_it_is_left_alone(instance: dg.DagsterInstance) -> None:
    assert polls(instance, started(instance)) == [WorkerStatus.RUNNING] * 3


def private_imports(tree: ast.AST) -> set[str]:
    """What is imported of Dagster's private modules in a piece of code."""
    return {
        f"{node.module}:{name.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("dagster._")
        for name in node.names
    }


def for_types_alone(tree: ast.AST) -> set[str]:
    """What of it is imported where a type checker reads and nothing runs."""
    blocks = (node for node in ast.walk(tree) if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
    return {each for block in blocks for statement in block.body for each in private_imports(statement)}


def test_what_dagster_keeps_private_is_used_by_the_launcher_alone_and_is_where_it_was() -> None:
    product = PROJECT / "albumsync_dagster"
    texts = {str(file.relative_to(product)): file.read_text(encoding="utf-8") for file in product.rglob("*.py")}
    # To take every module apart costs a second.
    trees = {name: ast.parse(text) for name, text in texts.items() if "dagster._" in text}
    users = [name for name, tree in trees.items() if private_imports(tree) - for_types_alone(tree)]
    assert users == ["defs/launcher.py"]
    for each in set().union(*map(private_imports, trees.values())):
        module, _, name = each.partition(":")
        assert hasattr(importlib.import_module(module), name), each
    assert list(signature(dg.DefaultRunLauncher._get_grpc_client_for_termination).parameters) == ["self", "run_id"]
    assert (
        dg.DefaultRunLauncher.supports_check_run_worker_health
        is not WatchedRunLauncher.supports_check_run_worker_health
    )


def test_dagster_is_held_to_the_minor_version_whose_private_modules_the_launcher_was_tried_with() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    ranges = {each.name: each.specifier for each in map(Requirement, project["dependencies"])}
    assert dg.__version__ in ranges["dagster"]
    major, minor, *_ = Version(dg.__version__).release
    assert f"{major}.{minor + 1}" not in ranges["dagster"]


def unit(name: str) -> dict[str, list[str]]:
    """The settings of a systemd unit: they may be repeated."""
    found: dict[str, list[str]] = {}
    for line in (PROJECT / "deploy" / "systemd" / f"albumsync-{name}.service").read_text().splitlines():
        if "=" in line and not line.startswith("#"):
            setting, _, value = line.partition("=")
            found.setdefault(setting, []).append(value)
    return found


def words(command: list[str]) -> list[str]:
    """A command without its addresses, in any order."""
    return sorted(word for word in command if not word[0].isdigit())


def test_the_units_start_and_end_the_processes_as_the_test_of_a_deployment_does(tmp_path: Path) -> None:
    """Asked to end, a worker marked its run as failed while no code server was there to start it anew."""
    tested = Deployment(tmp_path, {})
    for name, command in tested.commands.items():
        (start,) = unit(name)["ExecStart"]
        # `/opt/albumsync/bin/dagster-webserver -w ...` and `python -m dagster_webserver -w ...`.
        assert words(start.split()[1:]) == words(command[1:])
    assert (unit("code")["KillMode"], unit("code")["KillSignal"]) == (["control-group"], ["SIGKILL"])
    wait = "DAGSTER_BACKFILL_RETRY_DEFINITION_CHANGED_ERROR"
    assert f"{wait}={tested.environment[wait]}" in unit("daemon")["Environment"]
