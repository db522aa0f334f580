"""Two accounts and somebody else's asset in one Dagster instance: nothing of one reaches the other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from albumsync_dagster.defs.account import Account
from albumsync_dagster.defs.ended import ALL_ALBUMS
from albumsync_dagster.defs.factory import build_defs
from albumsync_dagster.defs.run_ends import end_of
from albumsync_dagster.errors import UsageError
from albumsync_dagster.settings import Settings, load_settings
from albumsync_dagster_tests.defs.conftest import Dagster

SAMPLE = Path(__file__).parents[2] / "deploy" / "two-accounts"


DG = """
import json, sys
from dagster_dg_cli.cli import create_dg_cli
for arguments in json.loads(sys.argv[1]):
    if status := create_dg_cli().main(arguments, prog_name="dg", standalone_mode=False):
        sys.exit(status)
"""
"""Several commands of dg in one process: most of each would be to load Dagster."""


def foreign() -> dg.AssetsDefinition:
    @dg.asset
    def search_index() -> None:
        raise dg.Failure("The disk is full.")

    return search_index


@pytest.fixture
def both(dagster: Dagster, monkeypatch: pytest.MonkeyPatch) -> dg.Definitions:
    """Courtside has the account of the stage; harbor has credentials that SmugMug does not know."""
    for name, value in dagster.stage.environment().items():
        monkeypatch.setenv(f"COURTSIDE_{name}", value)
        monkeypatch.setenv(f"HARBOR_{name}", "unknown" if "TOKEN" in name else value)
        monkeypatch.delenv(name)
    return dg.Definitions.merge(
        build_defs("courtside", variables="COURTSIDE_"),
        build_defs("harbor", variables="HARBOR_"),
        dg.Definitions(assets=[foreign()]),
    )


def run(both: dg.Definitions, dagster: Dagster, job: str) -> dg.ExecuteInProcessResult:
    return both.resolve_job_def(job).execute_in_process({"mode": "apply"}, dagster.instance, raise_on_error=False)


def test_two_accounts_have_no_name_in_common(both: dg.Definitions) -> None:
    dg.Definitions.validate_loadable(both)
    repository = both.get_repository_def()
    for names in (
        [job.name for job in repository.get_all_jobs() if not job.name.startswith("__")],
        [schedule.name for schedule in repository.schedule_defs],
        [sensor.name for sensor in repository.sensor_defs if not sensor.name.startswith("default")],
        [key for key in repository.get_top_level_resources() if key != "io_manager"],
        [
            key.to_user_string()
            for key in both.resolve_asset_graph().get_all_asset_keys()
            if key.path[0] != "search_index"
        ],
    ):
        assert {name.partition("_")[0].partition("/")[0] for name in names} == {"courtside", "harbor"}
    pools = {op.pool for job in repository.get_all_jobs() for op in job.graph.iterate_op_defs() if op.pool}
    assert pools == {"courtside_smugmug", "harbor_smugmug"}


def test_the_sync_of_one_account_adds_no_partition_to_the_other_and_its_failure_is_its_own(
    both: dg.Definitions, dagster: Dagster
) -> None:
    good = run(both, dagster, "courtside_sync_albums")
    bad = run(both, dagster, "harbor_sync_albums")
    assert (good.success, bad.success) == (True, False)
    assert len(dagster.instance.get_dynamic_partitions("courtside_albums")) == 9
    assert dagster.instance.get_dynamic_partitions("harbor_albums") == []
    renamed = dagster.instance.get_materialized_partitions(dg.AssetKey(["courtside", "album_renames"]))
    assert len(renamed) == 6
    accounts = {name: Account(name=name, settings=Settings()) for name in ("courtside", "harbor")}
    runs = {each.run_id: each for each in dagster.instance.get_runs()}
    said = {
        (name, result.run_id): end_of(account, dagster.instance, runs[result.run_id])
        for name, account in accounts.items()
        for result in (good, bad)
    }
    assert said["harbor", good.run_id] is said["courtside", bad.run_id] is None
    mine, theirs = said["courtside", good.run_id], said["harbor", bad.run_id]
    assert mine is not None
    assert ALL_ALBUMS in mine.succeeded
    assert theirs is not None
    assert theirs.failed == {"job:harbor_sync_albums"}


def test_somebody_elses_failed_asset_is_no_alert_of_ours(both: dg.Definitions, dagster: Dagster) -> None:
    result = both.resolve_implicit_global_asset_job_def().execute_in_process(
        instance=dagster.instance, asset_selection=[dg.AssetKey("search_index")], raise_on_error=False
    )
    failed = dagster.instance.get_run_by_id(result.run_id)
    assert failed is not None
    assert failed.status is dg.DagsterRunStatus.FAILURE
    for name in ("", "courtside", "harbor"):
        assert end_of(Account(name=name, settings=Settings()), dagster.instance, failed) is None


def test_runs_of_another_code_location_are_not_ours(dagster: Dagster) -> None:
    assert dagster.run("verify_names").success
    (found,) = dagster.instance.get_runs()
    found = found.with_tags({"dagster/code_location": "elsewhere"})
    account = Account(name="", settings=Settings())
    assert end_of(account, dagster.instance, found, "here") is None
    assert end_of(account, dagster.instance, found, "elsewhere") is not None


def test_an_account_reads_no_variable_of_another(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SUPABASE_URL", "https://one.supabase.co")
    monkeypatch.setenv("HARBOR_ALBUMSYNC_TIMEZONE", "America/Chicago")
    (tmp_path / ".env").write_text("HARBOR_SMUGMUG_API_KEY=key\nSMUGMUG_API_KEY=other\n")
    settings = load_settings("HARBOR_")
    assert (settings.supabase_url, settings.smugmug_api_key) == (None, "key")
    schedules = build_defs("harbor", settings).get_repository_def().schedule_defs
    assert {schedule.execution_timezone for schedule in schedules} == {"America/Chicago"}


def test_a_name_that_dagster_could_not_take_is_refused() -> None:
    with pytest.raises(UsageError, match="prefix"):
        build_defs("Court Side", Settings())


def test_the_sample_project_loads_and_a_scaffolded_account_loads_beside_it(tmp_path: Path) -> None:
    scripts = Path(sys.executable).parent
    environment = {"PATH": f"{scripts}:{os.environ['PATH']}", "VIRTUAL_ENV": str(scripts.parent), "HOME": str(tmp_path)}
    copy = tmp_path / "project"
    for file in SAMPLE.rglob("*"):
        if file.is_file() and "__pycache__" not in file.parts:
            target = copy / file.relative_to(SAMPLE)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())

    # It knows the component by the entry point of the installed package.
    scaffold = ["scaffold", "defs", "albumsync_dagster.AlbumSyncComponent", "gym", "--timezone", "Europe/Berlin"]
    done = subprocess.run(
        [sys.executable, "-c", DG, json.dumps([scaffold, ["check", "defs"]])],
        cwd=copy,
        env=environment | {"PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "variables: GYM_" in (copy / "two_accounts" / "defs" / "gym" / "defs.yaml").read_text()
    assert "All definitions loaded successfully." in done.stdout
