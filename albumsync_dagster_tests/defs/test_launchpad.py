"""What the Launchpad offers for a job is what a person launches without reading it: it runs, and holds no secret."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import yaml

from albumsync_dagster_tests.defs.conftest import Dagster

JOBS = ("refresh_albums", "sync_albums", "review_names", "heal_names", "undo_renames", "verify_names", "health_report")


@pytest.fixture(scope="module")
def offered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Job -> the YAML with which the Launchpad opens, asked for as the web UI asks."""
    here = tmp_path_factory.mktemp("launchpad")
    asked = " ".join(
        f"{job}: runConfigSchemaOrError(selector: {{pipelineName: {json.dumps(job)}, repositoryName:"
        ' "__repository__", repositoryLocationName: "albumsync_dagster.definitions"}) {'
        " __typename ... on RunConfigSchema { rootDefaultYaml } }"
        for job in (*JOBS, "__ASSET_JOB")
    )
    command = [
        str(Path(sys.executable).parent / "dagster-graphql"),
        "-m",
        "albumsync_dagster.definitions",
        "-t",
        f"{{{asked}}}",
    ]
    # No variable of the systems is set: the definitions and their Launchpad need none.
    subprocess.run(
        [*command, "-o", "answer.json"], env={"DAGSTER_HOME": str(here)}, cwd=here, check=True, capture_output=True
    )
    answer = json.loads((here / "answer.json").read_text())["data"]
    assert {each["__typename"] for each in answer.values()} == {"RunConfigSchema"}
    return {job: each["rootDefaultYaml"] for job, each in answer.items()}


def test_every_job_has_a_place_in_these_tests(offered: dict[str, str]) -> None:
    from albumsync_dagster.definitions import defs

    named = {job.name for job in defs.get_repository_def().get_all_jobs()}
    assert named == set(offered)


@pytest.mark.parametrize("job", [*JOBS, "__ASSET_JOB"])
def test_the_launchpad_offers_no_resource_and_so_no_place_for_a_secret(offered: dict[str, str], job: str) -> None:
    assert not (yaml.safe_load(offered[job]) or {}).get("resources")
    assert "***" not in offered[job]


@pytest.mark.parametrize("job", JOBS)
def test_a_job_runs_as_the_launchpad_offers_it_and_no_secret_is_stored(
    dagster: Dagster, offered: dict[str, str], job: str
) -> None:
    result = dagster.run(job, yaml.safe_load(offered[job]))
    assert result.success
    stored = " ".join(map(dg.serialize_value, dagster.instance.all_logs(result.run_id)))
    run = dagster.instance.get_run_by_id(result.run_id)
    assert run is not None
    for name, value in dagster.stage.environment().items():
        if "SECRET" in name or "TOKEN" in name or name.endswith("_KEY"):
            assert value not in stored, name
            assert value not in json.dumps(run.run_config), name


def test_a_run_says_in_one_error_which_settings_are_missing(dagster: Dagster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SMUGMUG_API_SECRET")
    monkeypatch.delenv("SMUGMUG_ACCESS_TOKEN")
    result: dg.ExecuteInProcessResult = dagster.run("refresh_albums")
    said = " ".join(_errors(result.all_events))
    assert "Missing settings: SMUGMUG_API_SECRET, SMUGMUG_ACCESS_TOKEN." in said


def _errors(events: Any) -> list[str]:
    return [str(event.event_specific_data) for event in events if event.is_failure]
