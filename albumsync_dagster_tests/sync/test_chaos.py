"""After any crash one more run brings every journaled album to "both new" or "both old".

A small version of ``benchmarks/chaos.py``: real processes, really killed, at calls that were counted and not listed.
There each fault stands at every call, with more albums; here the connection is cut at every call after the work was
done, and every other answer is lost where it tells of a change. That a read fails is the subject of the clients' own
tests, and a death between any two calls of two actors that of ``test_schedules``.
"""

from __future__ import annotations

import pytest

from albumsync_dagster.naming import Decision, NamingOptions
from albumsync_dagster.sync.planning import make_plan
from albumsync_dagster_tests.support.chaos import FAULTS, SCENARIOS, Scenario, fault_everywhere, kill_everywhere
from albumsync_dagster_tests.support.operations import new_run
from albumsync_dagster_tests.support.stage import Stage
from albumsync_dagster_tests.support.stories import contradictions, tell
from albumsync_dagster_tests.support.trap import Fault, Moment, Trap

APPLY = SCENARIOS[0]
CHANGES = frozenset({"PATCH", "POST"})
"""Methods that may change something: SmugMug's renames, and every function of the database."""


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_killed_at_any_call_one_more_run_puts_everything_right(servers: Stage, scenario: Scenario) -> None:
    tally = kill_everywhere(servers, scenario, albums=2, moments=(Moment.AFTER,))
    assert tally.violations == []
    assert tally.killed == tally.points == tally.calls + 1


def test_an_undo_that_a_crash_cut_short_is_not_planned_away(servers: Stage) -> None:
    """SmugMug has the restored name, and nobody was left to write that down; then somebody verifies."""
    (key,) = servers.set_scene(1)
    assert servers.run_client("apply").exit_code == 0
    calls = Trap()
    servers.run_client("undo", calls)
    (patch,) = (call.number for call in calls.calls if call.method == "PATCH")
    servers.set_scene(1)
    servers.run_client("apply")
    servers.run_client("undo", Trap(kill_at=patch, moment=Moment.AFTER))
    assert [line.status for line in servers.truth().journal if line.reason == "undo"] == ["planned"]
    servers.run_client("verify")
    with servers.systems() as systems:
        plan = make_plan(systems, new_run("plan"), NamingOptions(), album_keys=[key])
    assert [album.proposal.decision for album in plan.albums] == [Decision.REVIEW]
    assert list(contradictions(tell(servers, record=True), finished=False)) == []


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault.moment is Moment.AFTER], ids=lambda f: f.name)
def test_an_answer_that_is_lost_after_the_work_was_done_costs_nothing(servers: Stage, fault: Fault) -> None:
    methods = None if fault.dropped else CHANGES
    assert fault_everywhere(servers, APPLY, albums=1, faults=[fault], methods=methods).violations == []
