"""Dagster's own database is stopped in the middle of a run, for less and for more time than Dagster asks it again.

Not here: the gallery's database (``test_bad_day``), killed workers and servers of Dagster (``test_production``).
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import dagster as dg
import pytest
from sqlalchemy.exc import SQLAlchemyError

from albumsync_dagster_tests.defs.deployment import deployment, until
from albumsync_dagster_tests.system.test_bad_day import Restartable
from albumsync_dagster_tests.system.test_production import at_rest, begun, nothing_open, renamed, small_gallery
from albumsync_sandbox import sandbox
from albumsync_sandbox.smugmug import Fault, FaultKind

pytestmark = pytest.mark.system()

ALBUMS = [f"Alb{number:03}" for number in range(10)]


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("seconds", [20, 60])
def test_the_albums_are_renamed_although_dagsters_database_was_away_in_the_middle_of_their_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: int
) -> None:
    """For 20 seconds Dagster asks again and the run goes on; a run that ends with a longer outage is started anew."""
    database = Restartable(tmp_path / "dagsters")
    try:
        database.server.create_database("dagster")
        with sandbox(tmp_path / "world", gallery=small_gallery()) as world:
            environment = world.environment() | {
                "ALBUMSYNC_REQUESTS_PER_SECOND": "50",
                "DAGSTER_PG_PORT": str(database.address.port),
                "DAGSTER_PG_PASSWORD": database.address.password,
            }
            for name, value in environment.items():
                monkeypatch.setenv(name, value)
            with deployment(tmp_path / "home", environment) as (services, instance):
                # The run outlasts the outage, and says something in the middle of it.
                slow = Fault(FaultKind.SLOW, seconds=seconds / 6)
                world.smugmug.faults.inject(slow, method="PATCH", times=None)
                run = services.launch("sync_albums", {"albums": ALBUMS, "mode": "apply"})
                until(lambda: begun(world, *ALBUMS), "the first album is renamed")
                database.stop_immediately(down_for=seconds)
                assert not renamed(world, *ALBUMS)

                until(lambda: renamed(world, *ALBUMS), "everything is in step without a person's help", seconds=600)
                world.smugmug.faults.clear()

                def over() -> bool | None:
                    with suppress(SQLAlchemyError):
                        return at_rest(instance, run)
                    return None

                until(over, "the run, and what was started anew for it, comes to its end", seconds=400)
                until(lambda: nothing_open(world), "no change is open")
                family = instance.get_runs(dg.RunsFilter(tags={"dagster/root_run_id": run}))
                last = family[0] if family else instance.get_run_by_id(run)
                assert last is not None

                assert last.status is dg.DagsterRunStatus.SUCCESS
    finally:
        database.close()
