"""What the log of a run says while a step is at work."""

import threading
from typing import Any

import dagster as dg
import pytest

from albumsync_dagster.defs import progress
from albumsync_dagster.defs.progress import progress_in_log, time_in_log
from albumsync_dagster_tests.defs.deployment import until


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "LOG_EVERY_SECONDS", 0.01)


def lines(instance: dg.DagsterInstance, run_id: str) -> list[str]:
    return [entry.message for entry in instance.all_logs(run_id) if entry.dagster_event is None]


def run(work: Any) -> list[str]:
    """The lines in the log of a run of one op that does this work."""
    with dg.DagsterInstance.ephemeral() as instance:
        made = dg.GraphDefinition(name="work", node_defs=[dg.op(name="do_it")(work)]).to_job()
        return lines(instance, made.execute_in_process(instance=instance).run_id)


def test_work_that_does_not_go_album_by_album_says_for_how_long_it_has_been_running() -> None:
    def do_it(context: dg.OpExecutionContext) -> None:
        with time_in_log(context, "Making the plan"):
            until(lambda: True if lines(context.instance, context.run.run_id) else None, "a line is in the log")

    assert run(do_it)[0] == "Making the plan: 0 seconds so far."


def test_work_that_goes_album_by_album_says_how_many_are_done() -> None:
    def do_it(context: dg.OpExecutionContext) -> None:
        said = progress_in_log(context, "Albums")

        def told() -> bool | None:
            said(1_000, 2_000)
            return True if lines(context.instance, context.run.run_id) else None

        until(told, "a line is in the log")

    assert run(do_it)[0] == "Albums: 1,000 of 2,000."


def test_work_that_fails_ends_its_lines() -> None:
    def do_it(context: dg.OpExecutionContext) -> None:
        with pytest.raises(ZeroDivisionError), time_in_log(context, "Making the plan"):
            raise ZeroDivisionError
        assert "time in log" not in {thread.name for thread in threading.enumerate()}

    run(do_it)
