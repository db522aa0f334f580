"""What an attack on the protocol found: each of these left the two sides apart, or lost a person's word, before."""

from __future__ import annotations

import json
import os
import signal
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from albumsync_dagster.errors import AlbumSyncError
from albumsync_dagster.naming import NamingOptions
from albumsync_dagster.smugmug import SmugMugError, SmugMugLimited, SmugMugRefused
from albumsync_dagster.supabase import Change, ChangeStatus, HistoryFilter, Outcome
from albumsync_dagster.sync.applying import apply_plan
from albumsync_dagster.sync.healing import heal_rows
from albumsync_dagster.sync.journaling import JournalSnapshot, open_changes_for
from albumsync_dagster.sync.planning import Allowed, make_plan
from albumsync_dagster.sync.recovery import finish_open_changes
from albumsync_dagster.sync.renaming import execute_changes, rename_in_smugmug
from albumsync_dagster.sync.undoing import undo
from albumsync_dagster.sync.values import Report, Result, ResultKind, Run, Systems
from albumsync_dagster_tests.support import trap
from albumsync_dagster_tests.support.operations import new_run
from albumsync_dagster_tests.support.stage import Stage
from albumsync_dagster_tests.support.trap import Call, Moment, Trap
from albumsync_dagster_tests.sync.test_protocol import CUP, CUP_DATED, apply, cup_change, on, statuses
from albumsync_sandbox.smugmug import Fault, FaultKind

ANNA = "Anna's birthday"


def journaled(systems: Systems, **other: Any) -> tuple[Run, list[Change]]:
    """A change that a slow run has journaled and not yet sent."""
    run = new_run("slow")
    changes, _ = open_changes_for(systems, [replace(cup_change(), **other)], run)
    return run, changes


def test_a_live_run_sends_nothing_once_another_run_has_finished_and_undone_its_change(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        slow, changes = journaled(systems)
        assert undo(systems, HistoryFilter(run_id=slow.id), new_run("undo")).exit_code == 0
        execute_changes(systems, changes, slow)
    album = servers.truth().albums["Alb000"]
    assert (album.name, set(album.rows)) == (CUP, {CUP})


def test_a_live_run_does_not_overwrite_a_person_who_reverted_what_recovery_finished(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        slow, changes = journaled(systems)
        finish_open_changes(systems, new_run("quick"))
        servers.simulator.state.rename("Alb000", CUP)
        execute_changes(systems, changes, slow)
    assert servers.truth().albums["Alb000"].name == CUP


def test_a_live_run_leaves_an_album_alone_that_was_locked_and_abandoned_by_another(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        slow, changes = journaled(systems)
        lock = "insert into public.album_name_decisions (album_key, verdict) values ('Alb000', 'lock')"
        servers.connection.execute(lock)
        finish_open_changes(systems, new_run("quick"))
        execute_changes(systems, changes, slow)
    assert servers.truth().albums["Alb000"].name == CUP


@pytest.mark.parametrize("fault", [FaultKind.RATE_LIMITED, FaultKind.FORBIDDEN_PAGE, FaultKind.NONCE_USED])
def test_a_person_who_renames_while_a_refused_patch_waits_is_not_overwritten(servers: Stage, fault: FaultKind) -> None:
    servers.set_scene(1)
    servers.simulator.faults.inject(fault, method="PATCH")
    edit = on("PATCH", "Alb000", Moment.AFTER, lambda: servers.simulator.state.rename("Alb000", ANNA))
    with servers.systems(edit) as systems:
        apply(systems)
    assert servers.truth().albums["Alb000"].name == ANNA


@pytest.mark.parametrize("fault", [FaultKind.RATE_LIMITED, FaultKind.FORBIDDEN_PAGE, FaultKind.NONCE_USED])
def test_a_patch_that_was_not_let_through_is_sent_again_after_the_album_was_read(
    servers: Stage, fault: FaultKind
) -> None:
    servers.set_scene(2)
    servers.simulator.faults.inject(Fault(fault, seconds=0), method="PATCH")
    with servers.systems() as systems:
        assert apply(systems).exit_code == 0
    assert statuses(servers) == ["verified", "verified"]


class AlwaysUsed(Trap):
    """Every PATCH is done and then answered as if its nonce had been used."""

    def _fault_for(self, call: Call) -> trap.Fault | None:
        if call.method != "PATCH":
            return None
        body = json.dumps({"Code": 401, "Message": "oauth_problem=nonce_used"}).encode()
        return trap.Fault("nonce_used", Moment.AFTER, 401, ((b"content-type", b"application/json"),), body)


def test_a_rename_that_was_done_and_answered_nonce_used_is_not_journaled_as_abandoned(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems(AlwaysUsed()) as systems:
        assert apply(systems).exit_code == 0
    assert servers.truth().albums["Alb000"].name == CUP_DATED
    assert statuses(servers) == ["verified"]


def test_a_change_whose_first_patch_had_an_unknown_outcome_is_never_closed_as_not_begun(servers: Stage) -> None:
    servers.set_scene(1)
    servers.simulator.faults.inject(FaultKind.GATEWAY_TIMEOUT, method="PATCH")
    patches: list[Call] = []

    def revoke(call: Call, moment: Moment) -> None:
        if call.method == "PATCH" and moment is Moment.BEFORE:
            patches.append(call)
            if len(patches) == 2:
                servers.simulator.oauth.revoke(servers.simulator.credentials.token)

    with servers.systems(Trap(on_call=revoke)) as systems, suppress(AlbumSyncError):
        apply(systems)
    assert statuses(servers) == ["planned"]


def test_a_persons_name_is_not_overwritten_after_smugmug_rejected_ours(servers: Stage) -> None:
    servers.set_scene(1)
    refusal = Fault(FaultKind.REPLACED_BODY, body='{"Code":400,"Message":"Bad Request"}', status=400)
    edit = on("PATCH", "Alb000", Moment.AFTER, lambda: servers.simulator.state.rename("Alb000", ANNA))
    servers.simulator.faults.inject(refusal, method="PATCH")
    with servers.systems(edit) as systems:
        apply(systems)
    assert servers.truth().albums["Alb000"].name == ANNA


def test_a_description_that_smugmug_alters_goes_back_and_the_change_fails(servers: Stage) -> None:
    servers.set_scene(1)
    original = servers.simulator.state.change

    def trim(album_key: str, **settings: object) -> None:
        if isinstance(text := settings.get("description"), str):
            settings["description"] = text.strip()
        original(album_key, **settings)  # type: ignore[arg-type]

    servers.simulator.state.change = trim  # type: ignore[method-assign]
    with servers.systems() as systems:
        run, changes = journaled(systems, old_description="", new_description=" Stars ")
        (result,) = execute_changes(systems, changes, run)
    album = servers.simulator.state.album("Alb000")
    assert (result.kind, album.name, album.description) == (ResultKind.FAILED, CUP, "")


NO_ALBUM = Fault(FaultKind.REPLACED_BODY, body='{"Response": {}}', status=200)


@pytest.mark.parametrize("fault", [FaultKind.FORBIDDEN_PAGE, NO_ALBUM], ids=["forbidden", "another answer"])
def test_albums_that_smugmug_refuses_one_by_one_do_not_keep_the_others_waiting(
    servers: Stage, fault: FaultKind | Fault
) -> None:
    servers.set_scene(4)
    for key in ("Alb000", "Alb002"):
        servers.simulator.faults.inject(fault, method="GET", album_key=key, times=None)
    told: list[Result] = []
    with servers.systems() as systems, suppress(AlbumSyncError):
        run = new_run("apply")
        apply_plan(systems, make_plan(systems, run, NamingOptions()), run, Allowed(), watch=told.append)
    albums = servers.truth().albums
    assert [albums[f"Alb00{number}"].name.endswith("2025") for number in range(4)] == [False, True, False, True]
    assert set(albums["Alb003"].rows) == {albums["Alb003"].name}
    # What could not be looked at stays open and is said to be unfinished.
    assert [result.kind for result in told] == [ResultKind.UNFINISHED, ResultKind.RENAMED] * 2
    assert statuses(servers)[::2] == ["planned", "planned"]


def test_two_albums_in_a_row_that_smugmug_refuses_are_an_outage(servers: Stage) -> None:
    servers.set_scene(4)
    for key in ("Alb000", "Alb001"):
        servers.simulator.faults.inject(FaultKind.FORBIDDEN_PAGE, method="GET", album_key=key, times=None)
    with servers.systems() as systems, pytest.raises(SmugMugError):
        apply(systems)
    assert statuses(servers) == ["planned", "abandoned", "abandoned", "abandoned"]


def test_names_that_smugmug_forbids_one_after_the_other_end_the_run_in_its_own_words(servers: Stage) -> None:
    """Born of a real failure: every album was sent three times, and was said not to have had an answer."""
    servers.set_scene(4)
    servers.simulator.faults.inject(FaultKind.FORBIDDEN_PAGE, method="PATCH", times=None)
    seen = Trap()
    with servers.systems(seen) as systems, pytest.raises(SmugMugRefused, match="status 403"):
        apply(systems)
    sent_to = {call.path.rpartition("/")[2] for call in seen.calls if call.method == "PATCH"}
    assert sent_to == {"Alb000", "Alb001"}
    assert statuses(servers) == ["planned", "planned", "abandoned", "abandoned"]
    assert servers.truth().albums["Alb000"].name == CUP


def test_one_album_whose_name_smugmug_forbids_does_not_keep_the_others_waiting(servers: Stage) -> None:
    servers.set_scene(2)
    servers.simulator.faults.inject(FaultKind.FORBIDDEN_PAGE, method="PATCH", album_key="Alb000", times=None)
    with servers.systems() as systems:
        report = apply(systems)
    assert [result.kind for result in report.results] == [ResultKind.UNFINISHED, ResultKind.RENAMED]
    assert "status 403" in report.results[0].detail


def test_a_long_pause_that_smugmug_demands_is_no_trouble_of_one_album(servers: Stage) -> None:
    servers.set_scene(2)
    servers.simulator.faults.inject(Fault(FaultKind.RATE_LIMITED, seconds=100), method="GET", album_key="Alb000")
    with servers.systems() as systems, pytest.raises(SmugMugLimited):
        apply(systems)
    assert statuses(servers) == ["abandoned", "abandoned"]


def test_what_an_earlier_process_journaled_is_never_closed_as_not_begun(servers: Stage) -> None:
    # Even under the same run id: a step of Dagster may be begun again after its process died.
    servers.set_scene(2)
    with servers.systems() as systems:
        run, _ = journaled(systems)
        journaled(systems, album_key="Alb001", new_name="Second")
        servers.simulator.oauth.revoke(servers.simulator.credentials.token)
        with pytest.raises(SmugMugRefused):
            finish_open_changes(systems, run)
    assert statuses(servers) == ["planned", "planned"]


def test_recovery_asks_the_journal_once_for_changes_that_it_finishes_at_once(servers: Stage) -> None:
    servers.set_scene(2)
    seen = Trap()
    with servers.systems(seen) as systems:
        journaled(systems)
        results = finish_open_changes(systems, new_run("recover"))
    assert [result.kind for result in results] == [ResultKind.RENAMED]
    assert sum(call.path.endswith("albumsync_open_changes") for call in seen.calls) == 1


def test_a_heal_never_writes_smugmug_whatever_a_person_names_the_album_meanwhile(servers: Stage) -> None:
    servers.set_scene(1)
    servers.connection.execute("update public.photo_metadata set album_name = 'Stale' where album_key = 'Alb000'")
    seen = on("GET", "Alb000", Moment.BEFORE, lambda: servers.simulator.state.rename("Alb000", "Stale"))
    with servers.systems(seen) as systems:
        (result,) = heal_rows(systems, new_run("heal"))
    assert (result.kind, servers.truth().albums["Alb000"].name) == (ResultKind.CONFLICT, "Stale")


def test_a_verdict_on_a_change_that_another_run_has_moved_since_is_left_out(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        slow, (change,) = journaled(systems)
        servers.simulator.state.rename("Alb000", ANNA)
        told = rename_in_smugmug(systems, change, JournalSnapshot(systems, [change], as_of=None))
        assert told.outcome is not None
        assert told.outcome.status is ChangeStatus.CONFLICT
        seen = Outcome(change_id=change.id, status=ChangeStatus.RENAMED)
        systems.supabase.record_outcomes([seen], run_id="quick")
        systems.supabase.record_outcomes([told.outcome], run_id=slow.id)
    assert statuses(servers) == ["renamed"]


def test_a_row_that_gets_another_name_before_the_verification_leaves_the_change_unverified(servers: Stage) -> None:
    servers.set_scene(1)
    late = (
        "insert into public.photo_metadata (photo_id, image_key, album_key) values (gen_random_uuid(), 'x', 'Alb000')"
    )

    def add_row() -> None:
        servers.connection.execute(late)

    with servers.systems(on("POST", "albumsync_mark_verified", Moment.BEFORE, add_row)) as systems:
        run, changes = journaled(systems)
        (result,) = execute_changes(systems, changes, run)
    assert (result.kind, result.verified) == (ResultKind.RENAMED, False)
    assert Report(run_id=run.id, results=(result,)).exit_code == 3


def test_a_name_that_is_there_without_its_description_gets_it(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        journaled(systems, old_description="", new_description="Stars")
        servers.simulator.state.rename("Alb000", CUP_DATED)
        (result,) = finish_open_changes(systems, new_run("recover"))
    assert (result.kind, servers.simulator.state.album("Alb000").description) == (ResultKind.RENAMED, "Stars")


def test_a_description_that_a_person_wrote_meanwhile_is_not_overwritten(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        run, changes = journaled(systems, old_description="", new_description="Stars")
        servers.simulator.state.change("Alb000", description="Anna wrote this")
        (result,) = execute_changes(systems, changes, run)
    album = servers.simulator.state.album("Alb000")
    assert (result.kind, album.name, album.description) == (ResultKind.CONFLICT, CUP, "Anna wrote this")


def test_an_open_change_of_an_album_that_always_fails_does_not_stop_every_later_run(servers: Stage) -> None:
    servers.set_scene(2)
    with servers.systems() as systems:
        journaled(systems)
        servers.simulator.faults.inject(FaultKind.SERVER_ERROR, method="GET", album_key="Alb000", times=None)
        with suppress(AlbumSyncError):
            apply(systems)
    assert servers.truth().albums["Alb001"].name.endswith("2025")


def test_rows_of_one_album_that_refuse_their_name_do_not_hold_up_the_others(servers: Stage) -> None:
    servers.set_scene(2)
    with servers.refuses_long_names("Alb000", 40), servers.systems() as systems:
        report = apply(systems)
    album = servers.truth().albums["Alb001"]
    assert set(album.rows) == {album.name}
    assert (report.exit_code, report.results[0].kind) == (1, ResultKind.UNFINISHED)


def test_a_description_that_a_person_edits_after_a_crash_does_not_keep_the_rows_from_following(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        _, (change,) = journaled(systems, old_description="", new_description="Stars")
        rename_in_smugmug(systems, change, JournalSnapshot(systems, [change], as_of=None))
        servers.simulator.state.change("Alb000", description="Anna wrote this")
        finish_open_changes(systems, new_run("recover"))
    album = servers.truth().albums["Alb000"]
    assert set(album.rows) == {album.name}
    assert servers.simulator.state.album("Alb000").description == "Anna wrote this"


def test_undo_twice_with_a_description_finds_nothing_more_to_do(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        run, changes = journaled(systems, old_description="", new_description="Stars")
        execute_changes(systems, changes, run)
        assert undo(systems, HistoryFilter(run_id=run.id), new_run("undo")).exit_code == 0
        again = undo(systems, HistoryFilter(run_id=run.id), new_run("undo"))
    assert (again.results, again.exit_code) == ((), 0)


def test_a_name_pinned_after_the_plan_is_not_overwritten(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        run = new_run("apply")
        plan = make_plan(systems, run, NamingOptions())
        pin = "insert into public.album_name_decisions (album_key, verdict, name) values ('Alb000', 'edit', %s)"
        servers.connection.execute(pin, [CUP])
        apply_plan(systems, plan, run, Allowed())
    assert servers.truth().albums["Alb000"].name == CUP


def test_a_plan_is_refused_once_its_names_were_applied_and_taken_back(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        plan = make_plan(systems, new_run("plan"), NamingOptions())
        first = apply_plan(systems, plan, new_run("apply"), Allowed())
        undo(systems, HistoryFilter(run_id=first.run_id), new_run("undo"))
        (result,) = apply_plan(systems, plan, new_run("apply"), Allowed()).results
    assert result.kind is ResultKind.REFUSED
    assert servers.truth().albums["Alb000"].name == CUP


def test_an_echo_older_than_another_runs_verdict_and_heal_does_not_reopen_the_change(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        slow, (change,) = journaled(systems)
        told = rename_in_smugmug(systems, change, JournalSnapshot(systems, [change], as_of=None))
        servers.simulator.state.rename("Alb000", ANNA)
        finish_open_changes(systems, new_run("quick"))
        heal_rows(systems, new_run("heal"))
        assert told.outcome is not None
        (now,) = systems.supabase.record_outcomes([told.outcome], run_id=slow.id)
    assert now.status == "conflict"
    assert set(servers.truth().albums["Alb000"].rows) == {ANNA}


def test_heal_of_an_album_that_smugmug_does_not_have_is_refused_and_not_passed_over(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        (result,) = heal_rows(systems, new_run("heal"), album_keys=["ALB000"])
    assert result.kind is ResultKind.REFUSED


def test_undo_that_finds_nothing_in_scope_tells_what_it_recovered(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        journaled(systems)
        report = undo(systems, HistoryFilter(run_id="nobody"), new_run("undo"))
    assert [result.album_key for result in report.recovered] == ["Alb000"]


def test_a_name_of_255_characters_can_be_given_back(servers: Stage) -> None:
    servers.set_scene(1)
    longest = "x" * 255
    servers.simulator.state.rename("Alb000", longest)
    with servers.systems() as systems:
        run, changes = journaled(systems, old_name=longest)
        execute_changes(systems, changes, run)
        undo(systems, HistoryFilter(run_id=run.id), new_run("undo"))
    assert servers.truth().albums["Alb000"].name == longest


def test_a_run_that_is_interrupted_leaves_the_album_in_flight_open_and_closes_the_rest(servers: Stage) -> None:
    servers.set_scene(3)
    with servers.systems() as systems:
        run = new_run("apply")
        plan = make_plan(systems, run, NamingOptions())

        def interrupt(call: Call, moment: Moment) -> None:
            if call.method == "PATCH" and moment is Moment.BEFORE:
                # As a terminal sends it; the trap runs in the server's thread, the signal reaches the main one.
                os.kill(os.getpid(), signal.SIGINT)

        servers.set_trap(Trap(on_call=interrupt))
        with pytest.raises(KeyboardInterrupt):
            apply_plan(systems, plan, run, Allowed())
    assert statuses(servers)[1:] == ["abandoned", "abandoned"]
    assert statuses(servers)[0] in ("planned", "done")
