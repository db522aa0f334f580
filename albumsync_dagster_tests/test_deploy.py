"""The files of ``deploy/`` are what the programs that read them take, as far as that can be tried without them.

Not here: the systemd units, which systemd itself verifies (``system``); a deployment that runs (``defs``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from dagster._core.instance.ref import InstanceRef

from albumsync_dagster_tests.support.docs import ROOT

DEPLOY = ROOT / "deploy"


def read(path: str) -> Any:
    return yaml.safe_load((DEPLOY / path).read_text())


def taken_by_dagster(folder: Path, settings: Any) -> InstanceRef:
    """What Dagster makes of these settings of an instance; it refuses unknown and contradicting ones."""
    (folder / "dagster.yaml").write_text(yaml.safe_dump(settings))
    return InstanceRef.from_dir(str(folder))


@pytest.mark.parametrize("file", ["dagster.yaml", "docker/dagster.yaml"])
def test_dagster_takes_the_settings_of_the_instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str) -> None:
    for name in ("USER", "PASSWORD", "HOST", "PORT", "DB"):
        monkeypatch.setenv(f"DAGSTER_PG_{name}", "1")
    ref = taken_by_dagster(tmp_path, read(file))
    assert ref.compute_logs_data.class_name == "NoOpComputeLogManager"
    retries = ref.settings["run_retries"]
    assert isinstance(retries, dict)
    assert retries["retry_on_asset_or_op_failure"] is False


def test_what_dagsters_chart_makes_of_its_values_does_not_contradict_itself(tmp_path: Path) -> None:
    """The chart writes queue and pools to two places of dagster.yaml, and Dagster takes each limit in one of them."""
    values = read("helm/values.yaml")
    daemon, concurrency = values["dagsterDaemon"], values["concurrency"]
    queue = daemon["runCoordinator"]["config"]["queuedRunCoordinator"]
    coordinator = {"dequeue_interval_seconds": queue["dequeueIntervalSeconds"]}
    if "maxConcurrentRuns" in queue:
        coordinator["max_concurrent_runs"] = queue["maxConcurrentRuns"]
    pools = concurrency["pools"]
    settings = {
        "run_coordinator": {
            "module": "dagster._core.run_coordinator",
            "class": daemon["runCoordinator"]["type"],
            "config": coordinator,
        },
        "concurrency": {
            "pools": {"default_limit": pools["defaultLimit"], "granularity": pools["granularity"]},
            "runs": {"max_concurrent_runs": concurrency["runs"]["maxConcurrentRuns"]},
        },
        "run_monitoring": {"start_timeout_seconds": daemon["runMonitoring"]["startTimeoutSeconds"]},
    }
    taken_by_dagster(tmp_path, settings)
    assert daemon["runMonitoring"]["startTimeoutSeconds"] >= 300


def test_only_what_runs_code_or_starts_its_containers_gets_the_credentials_of_the_account() -> None:
    services = read("docker/compose.yaml")["services"]
    with_account = {name for name, service in services.items() if "account.env" in service.get("env_file", ())}
    assert with_account == {"code", "daemon"}
    by_name = set(read("docker/dagster.yaml")["run_launcher"]["config"]["env_vars"])
    account = (DEPLOY / "systemd" / "account.env.example").read_text().splitlines()
    assert {line.partition("=")[0] for line in account if line and not line.startswith("#")} - {
        "ALBUMSYNC_TIMEZONE"
    } <= by_name
    units = {path.stem: path.read_text() for path in (DEPLOY / "systemd").glob("*.service")}
    assert {name for name, unit in units.items() if "account.env" in unit} == {"albumsync-code"}
