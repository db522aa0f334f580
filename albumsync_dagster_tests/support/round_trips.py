"""What a run of ``apply`` costs in calls to the database, counted where they arrive.

Here: the counting, for tests and benchmarks. Not here: what is too many.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from albumsync_dagster.naming import NamingOptions
from albumsync_dagster.sync.applying import apply_plan
from albumsync_dagster.sync.planning import Allowed, make_plan
from albumsync_dagster.sync.values import Report
from albumsync_dagster_tests.support.operations import new_run
from albumsync_dagster_tests.support.stage import Stage
from albumsync_dagster_tests.support.trap import Trap


@dataclass(frozen=True, slots=True)
class ApplyCalls:
    """A run of ``apply`` over albums that all need another name."""

    report: Report
    database: Counter[str]
    """Function of the database -> how often it was called while the plan was applied."""
    patches: int


def count_apply(stage: Stage, albums: int, *, rows: int = 3, seconds_an_album: float = 0.0) -> ApplyCalls:
    """Rename so many albums on both sides, with the product's own ``apply``, and count the calls.

    Args:
        stage: Where it happens; the scene is set anew.
        albums: Albums to be renamed.
        rows: Photo rows of each.
        seconds_an_album: How long SmugMug takes for an album by the run's clock, which is not that of the machine.
    """
    stage.set_scene(albums, rows=rows)
    trap = Trap()

    def clock() -> float:
        return seconds_an_album * sum(call.method == "PATCH" for call in trap.calls)

    with stage.systems() as systems:
        timed = replace(systems, clock=clock)
        run = new_run("apply")
        plan = make_plan(timed, run, NamingOptions())
        stage.set_trap(trap)
        report = apply_plan(timed, plan, run, Allowed())
    return ApplyCalls(
        report=report,
        database=Counter(call.path.rpartition("/")[2] for call in trap.calls if call.server == "supabase"),
        patches=sum(call.method == "PATCH" for call in trap.calls),
    )
