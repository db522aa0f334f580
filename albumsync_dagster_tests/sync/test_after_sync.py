"""The user's own function after a sync: called where it is owed, by whatever run comes next, and only there."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from albumsync_dagster.naming import NamingOptions
from albumsync_dagster.supabase import HistoryFilter, SupabaseNotReady
from albumsync_dagster.sync.applying import apply_plan
from albumsync_dagster.sync.planning import Allowed, make_plan
from albumsync_dagster.sync.undoing import undo
from albumsync_dagster.sync.values import Report, Systems
from albumsync_dagster_tests.support.operations import new_run
from albumsync_dagster_tests.support.stage import Stage
from albumsync_dagster_tests.support.trap import Call, Moment, Trap

SUMMARY = "refresh_summary"


class Summary:
    """How often the user's function has worked, and a way to break it."""

    def __init__(self, servers: Stage) -> None:
        self._connection = servers.connection

    @property
    def calls(self) -> int:
        (count,) = self._connection.execute("select count(*) from public.summaries").fetchone() or (0,)
        return int(count)

    def break_it(self) -> None:
        self._connection.execute("alter table public.summaries add constraint broken check (false) not valid")

    def mend_it(self) -> None:
        self._connection.execute("alter table public.summaries drop constraint broken")


@pytest.fixture
def summary(servers: Stage) -> Iterator[Summary]:
    servers.set_scene(1)
    servers.connection.execute(
        """
        create table public.summaries (at timestamptz default now());
        create function public.refresh_summary() returns void language sql security definer
          as 'insert into public.summaries default values';
        notify pgrst, 'reload schema';
        """
    )
    with servers.systems() as systems:
        for _ in range(100):
            try:
                systems.supabase.after_sync(SUMMARY)
                break
            except SupabaseNotReady:
                time.sleep(0.05)  # the gateway reads the schema anew
    servers.connection.execute("delete from public.summaries where true")
    yield Summary(servers)
    servers.connection.execute("drop function public.refresh_summary; drop table public.summaries")


def apply(systems: Systems, *, after_sync: str | None = SUMMARY) -> Report:
    run = new_run("apply")
    plan = make_plan(systems, run, NamingOptions())
    return apply_plan(systems, plan, run, Allowed(), after_sync=after_sync)


def test_it_is_called_once_where_rows_changed_and_not_where_none_did(servers: Stage, summary: Summary) -> None:
    with servers.systems() as systems:
        assert (apply(systems).exit_code, summary.calls) == (0, 1)
        assert (apply(systems).exit_code, summary.calls) == (0, 1)
        assert (undo(systems, HistoryFilter(), new_run("undo"), after_sync=SUMMARY).exit_code, summary.calls) == (0, 2)


def test_it_is_called_by_the_next_run_where_one_died_between_the_rows_and_the_call(
    servers: Stage, summary: Summary
) -> None:
    with servers.systems() as systems:
        assert (apply(systems, after_sync=None).exit_code, summary.calls) == (0, 0)
        assert (apply(systems).exit_code, summary.calls) == (0, 1)


def test_it_is_owed_until_it_has_worked_and_its_failure_is_not_swallowed(servers: Stage, summary: Summary) -> None:
    with servers.systems() as systems:
        summary.break_it()
        report = apply(systems)
        assert (report.exit_code, report.results[0].verified) == (1, True)
        assert report.after_sync_error is not None
        assert SUMMARY in report.after_sync_error
        # Nothing is left to be renamed, and the failure is said all the same.
        assert apply(systems).exit_code == 1
        summary.mend_it()
        assert (apply(systems).exit_code, summary.calls) == (0, 1)


def test_rows_that_another_run_writes_while_it_works_are_owed_again(servers: Stage, summary: Summary) -> None:
    write = (
        "select set_config('albumsync.journal', 'open', true);"
        " update public.album_name_changes set photo_rows = photo_rows + 1 where album_key = 'Alb000'"
    )

    def meddle(call: Call, moment: Moment) -> None:
        if call.path.endswith(SUMMARY) and moment is Moment.BEFORE:
            with servers.connection.transaction():
                servers.connection.execute(write)

    with servers.systems(Trap(on_call=meddle)) as systems:
        apply(systems)
        servers.set_trap(Trap())
        apply(systems)
        apply(systems)
    assert summary.calls == 2
