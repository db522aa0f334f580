"""Dagster's parts run here on a real instance against a small account on real servers.

Not here: what the protocol does at each call (``sync``), a whole deployment (``test_production``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster._core.snap.config_types import build_config_schema_snapshot
from dagster._core.snap.snap_to_yaml import default_values_yaml_from_type_snap

from albumsync_dagster.defs.factory import build_defs
from albumsync_dagster.defs.partitions import album_key
from albumsync_dagster.settings import Settings, load_settings
from albumsync_dagster.supabase import SupabaseClient
from albumsync_dagster_tests.support.stage import Stage


@dataclass(slots=True)
class Dagster:
    """The definitions on an empty instance, as the web UI and the daemon use them."""

    instance: dg.DagsterInstance
    stage: Stage
    _made: tuple[Settings, dg.Definitions] | None = None

    @property
    def defs(self) -> dg.Definitions:
        """The definitions with the settings of now, as a worker of a run makes them; made anew where those changed."""
        settings = load_settings()
        if self._made is None or self._made[0] != settings:
            self._made = settings, build_defs(settings=settings)
        return self._made[1]

    def database(self) -> SupabaseClient:
        """A client of the database, as the product makes one."""
        environment = self.stage.environment()
        return SupabaseClient(environment["SUPABASE_URL"], environment["SUPABASE_SERVICE_ROLE_KEY"])

    @property
    def partitions(self) -> dict[str, str]:
        """AlbumKey -> partition."""
        return {album_key(key): key for key in self.instance.get_dynamic_partitions("albums")}

    def materialize(
        self, *assets: str, first: str | None = None, last: str | None = None, config: Any = None
    ) -> dg.ExecuteInProcessResult:
        """Materialize assets for the albums from ``first`` to ``last`` as one run of a selection does."""
        tags = {}
        if first is not None:
            tags["dagster/asset_partition_range_start"] = self.partitions[first]
            tags["dagster/asset_partition_range_end"] = self.partitions[last or first]
        return self.defs.resolve_implicit_global_asset_job_def().execute_in_process(
            instance=self.instance,
            asset_selection=[dg.AssetKey(name) for name in assets],
            tags=tags,
            run_config=config,
            raise_on_error=False,
        )

    def sync(self, *albums: str, **config: Any) -> dg.ExecuteInProcessResult:
        """Run ``sync_albums`` for these albums, or for all that need it, and let it write."""
        return self.run("sync_albums", {"albums": list(albums), "mode": "apply", **config})

    def run(self, job: str, config: Any = None) -> dg.ExecuteInProcessResult:
        """Run a job with this config."""
        return self.defs.resolve_job_def(job).execute_in_process(
            instance=self.instance, run_config=config, raise_on_error=False
        )

    def shown(self, result: dg.ExecuteInProcessResult, asset: str) -> dict[str, dict[str, Any]]:
        """What a run recorded of an asset: AlbumKey -> label -> value; "" where it has no partitions."""
        found = {}
        for entry in self.instance.all_logs(result.run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION):
            event = entry.get_dagster_event()
            if event.asset_key == dg.AssetKey(asset):
                materialization = event.step_materialization_data.materialization
                found[album_key(materialization.partition or "")] = {
                    label: value.value for label, value in materialization.metadata.items()
                }
        return found


@pytest.fixture(scope="session")
def instance_of_all() -> Iterator[dg.DagsterInstance]:
    """To make an instance costs more than most runs on it."""
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


@pytest.fixture
def dagster(
    servers: Stage, instance_of_all: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Dagster:
    """Six albums whose names lack the day, three that are right; all in step."""
    servers.set_scene(6)
    for name, value in servers.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("ALBUMSYNC_REQUESTS_PER_SECOND", "50")
    # No .env of whoever runs the tests.
    monkeypatch.chdir(tmp_path)
    instance_of_all.wipe()
    return Dagster(instance_of_all, servers)


def offered(definitions: dg.Definitions, job: str) -> str:
    """The YAML with which the Launchpad opens for a job, made as the web UI makes it; ``test_production`` asks that."""
    definition = definitions.get_repository_def().get_job(job)
    schema = build_config_schema_snapshot(definition)
    return default_values_yaml_from_type_snap(
        schema, schema.get_config_snap(definition.run_config_schema.config_type.key)
    )


def why(result: dg.ExecuteInProcessResult) -> str:
    """The sentence with which a run failed."""
    for event in result.all_events:
        if event.is_step_failure:
            data = event.step_failure_data
            if data.user_failure_data is not None:
                return data.user_failure_data.description or ""
            return data.error.to_string() if data.error else ""
    return ""


def check_results(result: dg.ExecuteInProcessResult) -> dict[str, dg.AssetCheckEvaluation]:
    """The checks of a run by name."""
    return {evaluation.check_name: evaluation for evaluation in result.get_asset_check_evaluations()}
