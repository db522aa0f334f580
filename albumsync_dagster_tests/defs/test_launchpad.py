"""What the Launchpad offers for a job is what a person launches without reading it: it runs, and holds no secret."""

from __future__ import annotations

import json
import os
from runpy import run_path

import dagster as dg
import pytest
import yaml

from albumsync_dagster.defs.run_ends import why_failed
from albumsync_dagster_tests.defs.conftest import Dagster, offered, why
from albumsync_dagster_tests.defs.deployment import PROJECT

JOBS = ("refresh_albums", "sync_albums", "review_names", "heal_names", "undo_renames", "verify_names", "health_report")


@pytest.fixture(scope="module")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> dg.Definitions:
    """What Dagster loads where no variable is set: the definitions and their Launchpad need none."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.chdir(tmp_path_factory.mktemp("launchpad"))
        for name in list(os.environ):
            monkeypatch.delenv(name)
        loaded = run_path(str(PROJECT / "albumsync_dagster" / "definitions.py"))["defs"]
    assert isinstance(loaded, dg.Definitions)
    return loaded


def test_every_job_has_a_place_in_these_tests(definitions: dg.Definitions) -> None:
    named = {job.name for job in definitions.get_repository_def().get_all_jobs()}
    assert named == {*JOBS, "__ASSET_JOB"}


@pytest.mark.parametrize("job", [*JOBS, "__ASSET_JOB"])
def test_the_launchpad_offers_no_resource_and_so_no_place_for_a_secret(definitions: dg.Definitions, job: str) -> None:
    text = offered(definitions, job)
    assert not (yaml.safe_load(text) or {}).get("resources")
    assert "***" not in text


@pytest.mark.parametrize("job", JOBS)
def test_a_job_runs_as_the_launchpad_offers_it_and_no_secret_is_stored(
    dagster: Dagster, definitions: dg.Definitions, job: str
) -> None:
    result = dagster.run(job, yaml.safe_load(offered(definitions, job)))
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
    said = why(dagster.run("refresh_albums"))
    assert said.startswith("Missing settings: SMUGMUG_API_SECRET, SMUGMUG_ACCESS_TOKEN.")


@pytest.mark.parametrize("job", JOBS)
def test_an_address_that_cannot_be_one_fails_the_step_in_one_sentence_and_the_alert_says_it(
    dagster: Dagster, monkeypatch: pytest.MonkeyPatch, job: str
) -> None:
    """The run said "Error executing resource_fn on ResourceDefinition", and the alert "The web UI says why."."""
    monkeypatch.setenv("SUPABASE_URL", "abcdefgh")
    result = dagster.run(job)
    assert why(result).startswith("SUPABASE_URL is not an address of the form")
    assert why_failed(dagster.instance, result.run_id) == why(result)
