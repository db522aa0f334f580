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


# Facts of Dagster's chart, from the schema and the templates that it is published with. A key that it does not know is
# refused by its schema, or, in a deployment, ignored.
CHART = {
    "dagsterDaemon": {
        *("enabled", "image", "runCoordinator", "heartbeatTolerance", "env", "envConfigMaps", "envSecrets", "labels"),
        *("deploymentLabels", "nodeSelector", "affinity", "tolerations", "podSecurityContext", "securityContext"),
        *("resources", "livenessProbe", "readinessProbe", "startupProbe", "annotations", "runMonitoring", "runRetries"),
        *("sensors", "schedules", "schedulerName", "volumeMounts", "volumes"),
    },
    "runLauncher.config.k8sRunLauncher": {
        *("image", "imagePullPolicy", "jobNamespace", "loadInclusterConfig", "kubeconfigFile", "envConfigMaps"),
        *("envSecrets", "envVars", "volumeMounts", "volumes", "labels", "failPodOnRunFailure", "resources"),
        *("schedulerName", "securityContext", "runK8sConfig"),
    },
    "dagster-user-deployments.deployments.0": {
        *("name", "image", "port", "dagsterApiGrpcArgs", "codeServerArgs", "includeConfigInLaunchedRuns", "env"),
        *("envConfigMaps", "envSecrets", "annotations", "nodeSelector", "affinity", "tolerations", "labels"),
        *("podSecurityContext", "securityContext", "resources", "livenessProbe", "readinessProbe", "startupProbe"),
        *("volumeMounts", "volumes", "schedulerName"),
    },
    "postgresql": {
        *("image", "enabled", "postgresqlHost", "postgresqlUsername", "postgresqlPassword", "postgresqlDatabase"),
        *("postgresqlParams", "postgresqlScheme", "service"),
    },
    "computeLogManager": {"type", "config"},
}
SECTIONS = {
    *("dagsterWebserver", "dagster-user-deployments", "postgresql", "runLauncher", "dagsterDaemon"),
    *("computeLogManager", "telemetry", "additionalInstanceConfig"),
}
WRITTEN_BY_THE_CHART = {
    *("scheduler", "schedule_storage", "run_storage", "event_log_storage", "run_launcher", "compute_logs"),
    *("python_logs", "sensors", "schedules", "telemetry"),
}


def test_dagsters_chart_knows_every_value_that_it_is_given() -> None:
    values = read("helm/values.yaml")
    assert set(values) <= SECTIONS
    for path, known in CHART.items():
        section = values
        for step in path.split("."):
            section = section[int(step) if step.isdigit() else step]
        assert set(section) <= known, path


def test_what_dagsters_chart_writes_into_dagster_yaml_is_what_deploy_has_on_one_machine(tmp_path: Path) -> None:
    """What the chart has no value for it adds as it is; it writes nothing twice, and Dagster takes the whole."""
    values, on_one_machine = read("helm/values.yaml"), read("dagster.yaml")
    daemon, added = values["dagsterDaemon"], values["additionalInstanceConfig"]
    assert not any(daemon[each]["enabled"] for each in ("runCoordinator", "runMonitoring", "runRetries"))
    assert not set(added) & WRITTEN_BY_THE_CHART
    taken_by_dagster(tmp_path, added)

    assert added["run_monitoring"].pop("start_timeout_seconds") >= 300
    for settings in (added, on_one_machine):
        for own in ("start_timeout_seconds", "poll_interval_seconds"):
            settings["run_monitoring"].pop(own, None)
    assert added == {name: on_one_machine[name] for name in added}


def test_every_container_finds_the_postgres_beside_it() -> None:
    """dagster.env names 127.0.0.1, which is the container itself there."""
    services = read("docker/compose.yaml")["services"]
    assert {services[name]["environment"]["DAGSTER_PG_HOST"] for name in ("code", "web", "daemon")} == {"postgres"}
    assert "postgres" in services


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
