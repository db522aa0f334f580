"""What Dagster stores and answers holds no secret, neither whole nor in any eight characters of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from albumsync_dagster_tests.defs.conftest import Dagster
from albumsync_dagster_tests.support.secrets import RANDOM, assert_hidden


@pytest.mark.parametrize("status", ["good", "refused"])
def test_the_event_log_and_the_run_hold_no_secret(
    dagster: Dagster, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], status: str
) -> None:
    secrets = [
        value for name, value in dagster.stage.environment().items() if name.endswith(("SECRET", "TOKEN", "_KEY"))
    ]
    if status == "refused":
        monkeypatch.setenv("SMUGMUG_ACCESS_TOKEN_SECRET", RANDOM[0])
    result = dagster.sync()
    assert result.success is (status == "good")
    run = dagster.instance.get_run_by_id(result.run_id)
    assert run is not None
    printed = capfd.readouterr()
    stored = [*map(dg.serialize_value, dagster.instance.all_logs(result.run_id)), dg.serialize_value(run)]
    assert_hidden("\n".join([*stored, printed.out, printed.err]), *secrets, RANDOM[0])


QUERY = """{ repositoriesOrError { ... on RepositoryConnection { nodes {
  allTopLevelResourceDetails { name description configFields { name }
    configuredValues { key value } }
  jobs { name runTags { key value } }
  schedules { name } sensors { name description }
} } } }"""


def test_graphql_answers_hold_no_secret(tmp_path: Path) -> None:
    names = ("SMUGMUG_API_SECRET", "SMUGMUG_ACCESS_TOKEN", "SMUGMUG_ACCESS_TOKEN_SECRET", "SUPABASE_SECRET_KEY")
    asked = subprocess.run(
        [str(Path(sys.executable).parent / "dagster-graphql"), "-m", "albumsync_dagster.definitions", "-t", QUERY],
        env={"DAGSTER_HOME": str(tmp_path), **dict(zip(names, RANDOM, strict=False))},
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert '"supabase"' in asked.stdout
    assert_hidden(asked.stdout + asked.stderr, *RANDOM)
