"""How often the database is asked, and what happens in the seconds in which it is not."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from albumsync_dagster.naming import NamingOptions
from albumsync_dagster.supabase import ChangeStatus, HistoryFilter, Outcome
from albumsync_dagster.sync.applying import apply_plan, preview
from albumsync_dagster.sync.healing import heal_rows
from albumsync_dagster.sync.journaling import FRESH, JournalSnapshot, open_changes_for
from albumsync_dagster.sync.planning import Allowed, make_plan
from albumsync_dagster.sync.recovery import finish_open_changes
from albumsync_dagster.sync.renaming import CHUNK, execute_changes
from albumsync_dagster.sync.undoing import undo
from albumsync_dagster.sync.values import Report, ResultKind
from albumsync_dagster.sync.verifying import verify
from albumsync_dagster_tests.support.operations import new_run
from albumsync_dagster_tests.support.round_trips import count_apply
from albumsync_dagster_tests.support.stage import Stage
from albumsync_dagster_tests.support.trap import Trap
from albumsync_dagster_tests.sync.test_protocol import CUP, CUP_DATED, apply, cup_change, statuses
from albumsync_sandbox.smugmug import FaultKind

ONCE_A_RUN = {"albumsync_open_changes", "albumsync_record_albums", "albumsync_verify"}
"""Recovery looks for open changes; at the end the list of albums is stored, and the rows of all others are compared."""


def test_a_rename_costs_four_calls_to_the_database_for_each_chunk_of_a_hundred(servers: Stage) -> None:
    counted = count_apply(servers, 2 * CHUNK + 20, rows=1)
    assert (CHUNK, counted.patches, counted.report.exit_code) == (100, 220, 0)
    assert counted.database == {
        **dict.fromkeys(ONCE_A_RUN, 1),
        "albumsync_journal": 3,
        "albumsync_record_outcomes": 3,
        "albumsync_write_rows": 3,
        "albumsync_mark_verified": 3,
    }


def test_a_slow_vendor_costs_one_more_call_for_every_two_seconds(servers: Stage) -> None:
    counted = count_apply(servers, 20, rows=1, seconds_an_album=0.5)
    # The first album goes with the journal's own answer; ten seconds, asked again as soon as two are over.
    assert counted.database["albumsync_open_changes"] - 1 == 3
    assert counted.report.exit_code == 0


def test_the_question_whether_changes_are_still_ours_is_put_for_all_that_are_left_at_once(servers: Stage) -> None:
    servers.set_scene(3)
    counted = Trap()
    with servers.systems() as systems:
        run = new_run("apply")
        wanted = [replace(cup_change(), album_key=key) for key in ("Alb000", "Alb001", "Alb002")]
        changes, _ = open_changes_for(systems, wanted, run)
        now = [0.0]
        timed = replace(systems, clock=lambda: now[0])
        standing = JournalSnapshot(timed, changes, as_of=0.0)
        servers.set_trap(counted)
        assert standing.is_current(changes[0])
        assert counted.calls == []
        now[0] = FRESH + 0.1
        assert standing.is_current(changes[1])
        finish_open_changes(systems, new_run("quick"))
        counted.calls.clear()
        assert standing.is_current(changes[2])
        assert counted.calls == []
        now[0] *= 2.1
        assert not standing.is_current(changes[2])


@pytest.mark.parametrize("later", [FRESH + 0.1, 3600.0])
def test_a_run_that_paused_or_slept_asks_before_it_sends(servers: Stage, later: float) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        slow = new_run("slow")
        changes, _ = open_changes_for(systems, [cup_change()], slow)
        assert undo(systems, HistoryFilter(run_id=slow.id), new_run("undo")).exit_code == 0
        execute_changes(replace(systems, clock=lambda: later), changes, slow, as_of=0.0)
        assert servers.truth().albums["Alb000"].name == CUP
        assert verify(systems, new_run("verify")).in_step


@pytest.mark.parametrize("fault", [None, FaultKind.GATEWAY_TIMEOUT_AFTER_WRITE])
def test_a_run_that_sends_in_the_seconds_after_it_was_undone_gives_the_undone_name_back_and_says_so(
    servers: Stage, fault: FaultKind | None
) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        slow = new_run("slow")
        changes, _ = open_changes_for(systems, [cup_change()], slow)
        undone = new_run("undo")
        assert undo(systems, HistoryFilter(run_id=slow.id), undone).exit_code == 0
        if fault is not None:
            servers.simulator.faults.inject(fault, method="PATCH")
        results = execute_changes(replace(systems, clock=lambda: FRESH), changes, slow, as_of=0.0)
        report = Report(run_id=slow.id, results=tuple(results))
        assert (report.exit_code, [result.kind for result in results]) == (3, [ResultKind.REFUSED])
        assert undone.id in results[0].detail
        assert verify(systems, new_run("verify")).in_step
        (state,) = systems.supabase.states(["Alb000"])
    album = servers.truth().albums["Alb000"]
    # Nobody is taken for having typed the name that was sent once more.
    assert (album.name, set(album.rows), state.named) == (CUP, {CUP}, None)


def test_a_run_that_sends_what_another_has_just_finished_agrees_with_it(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        undo(systems, HistoryFilter(run_id=apply(systems).run_id), new_run("undo"))
        slow = new_run("slow")
        changes, _ = open_changes_for(systems, [cup_change()], slow)
        finish_open_changes(systems, new_run("quick"))
        servers.connection.execute("update public.photo_metadata set album_name = null where image_key = 'Alb0000'")
        heal_rows(systems, new_run("heal"))
        servers.simulator.state.rename("Alb000", CUP)
        (result,) = execute_changes(replace(systems, clock=lambda: 0.0), changes, slow, as_of=0.0)
        # Neither the lines before it nor a heal to the same name after it say that anybody took it back.
        assert (result.kind, result.verified) == (ResultKind.RENAMED, True)
        assert verify(systems, new_run("verify")).in_step


def test_a_change_that_another_run_saw_renamed_is_not_sent_again_once_a_person_reverted_it(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        slow = new_run("slow")
        changes, _ = open_changes_for(systems, [cup_change()], slow)
        seen = Outcome(change_id=changes[0].id, status=ChangeStatus.RENAMED)
        systems.supabase.record_outcomes([seen], run_id="quick")
        (result,) = execute_changes(systems, changes, slow)
        assert (result.kind, result.photo_rows) == (ResultKind.UNFINISHED, 0)
        assert (servers.truth().albums["Alb000"].name, statuses(servers)) == (CUP, ["renamed"])
        # Recovery knows that SmugMug had the new name: the old one is somebody's wish by now.
        (result,) = finish_open_changes(systems, new_run("recover"))
    assert result.kind is ResultKind.CONFLICT
    assert servers.truth().albums["Alb000"].name == CUP


def test_two_runs_that_planned_at_the_same_moment_journal_one_rename(servers: Stage) -> None:
    servers.set_scene(2)
    with servers.systems() as systems:
        plans = [make_plan(systems, new_run("plan"), NamingOptions()) for _ in range(2)]
        first, second = (apply_plan(systems, plan, new_run("apply"), Allowed()) for plan in plans)
    assert (first.exit_code, second.exit_code, second.results) == (0, 0, ())
    assert statuses(servers) == ["verified", "verified"]


def test_a_plan_is_compared_with_the_state_in_the_call_that_journals_it(servers: Stage) -> None:
    servers.set_scene(3)
    lock = "insert into public.album_name_decisions (album_key, verdict) values ('Alb001', 'lock')"
    with servers.systems() as systems:
        run = new_run("apply")
        plan = make_plan(systems, run, NamingOptions())
        servers.connection.execute("delete from public.photo_metadata where image_key = 'Alb0000'")
        servers.connection.execute(lock)
        servers.connection.execute("delete from public.smugmug_albums where album_key = 'Alb002'")
        would = preview(systems, plan, run, Allowed())
        results = apply_plan(systems, plan, run, Allowed()).results
    said = {result.album_key: result.detail for result in results}
    assert {result.kind for result in (*results, *would.results)} == {ResultKind.REFUSED}
    assert said == {result.album_key: result.detail for result in would.results}
    assert "photo rows changed" in said["Alb000"]
    assert "locked" in said["Alb001"]
    assert "no longer known" in said["Alb002"]
    assert statuses(servers) == []


def test_a_repeated_call_of_the_journal_finds_its_own_lines_whatever_happened_since(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        (planned,) = make_plan(systems, new_run("plan"), NamingOptions(), album_keys=["Alb000"]).albums
        change = {
            "id": "00000000-0000-4000-8000-000000000001",
            "album_key": "Alb000",
            "old_name": CUP,
            "new_name": CUP_DATED,
            "reason": "drift",
            "fingerprint": planned.fingerprint,
        }
        call = (
            "select public.albumsync_journal(jsonb_build_object('changes', jsonb_build_array(%s::jsonb),"
            "'run_id', 'run', 'changed_by', 'test'))"
        )
        answers = []
        for _ in range(2):
            answers.append(servers.connection.execute(call, [json.dumps(change)]).fetchone())
            servers.connection.execute("delete from public.photo_metadata where image_key = 'Alb0000'")
    first, again = answers
    assert first == again
