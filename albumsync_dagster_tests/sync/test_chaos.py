"""After any crash one more run brings every journaled album to "both new" or "both old".

A small version of ``benchmarks/chaos.py``: real processes, really killed, at calls that were counted and not listed.
"""

from __future__ import annotations

import pytest

from albumsync_dagster_tests.support.chaos import FAULTS, SCENARIOS, Scenario, fault_everywhere, kill_everywhere
from albumsync_dagster_tests.support.stage import Stage
from albumsync_dagster_tests.support.trap import Fault, Moment

APPLY = SCENARIOS[0]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_killed_at_any_call_one_more_run_puts_everything_right(theatre: Stage, scenario: Scenario) -> None:
    tally = kill_everywhere(theatre, scenario, albums=2, moments=(Moment.AFTER,))
    assert tally.violations == []
    assert tally.killed == tally.points == tally.calls + 1


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault.moment is Moment.AFTER], ids=lambda f: f.name)
def test_an_answer_that_is_lost_after_the_work_was_done_costs_nothing(theatre: Stage, fault: Fault) -> None:
    assert fault_everywhere(theatre, APPLY, albums=1, faults=[fault]).violations == []
