"""What Dagster stores holds no secret, neither whole nor in any eight characters; ``test_production`` asks GraphQL."""

from __future__ import annotations

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
