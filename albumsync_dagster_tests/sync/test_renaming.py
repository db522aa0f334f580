"""What SmugMug's side of one change comes to, what is written about it, and what a run reports of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumsync_dagster.errors import AlbumSyncError
from albumsync_dagster.smugmug import SmugMugLimited, SmugMugRefused, SmugMugUnavailable
from albumsync_dagster.supabase import Change, ChangeStatus, HistoryFilter, NewChange, Outcome, Reason
from albumsync_dagster.sync.journaling import JournalSnapshot, open_changes_for
from albumsync_dagster.sync.recovery import finish_open_changes
from albumsync_dagster.sync.renaming import (
    CHUNK,
    chunks,
    execute_changes,
    journal_and_execute,
    left_behind,
    rename_in_smugmug,
    settle,
)
from albumsync_dagster.sync.undoing import undo
from albumsync_dagster.sync.values import RemoteOutcome, Result, ResultKind, Systems
from albumsync_dagster_tests.support.operations import new_run
from albumsync_dagster_tests.support.stage import Stage, sample_album
from albumsync_dagster_tests.support.trap import Call, Moment, Trap
from albumsync_dagster_tests.sync.test_attacks import ANNA, NO_ALBUM, journaled
from albumsync_dagster_tests.sync.test_protocol import CUP, CUP_DATED, cup_change, on
from albumsync_dagster_tests.sync.test_recovery import change
from albumsync_sandbox.smugmug import Fault, FaultKind


@given(st.lists(st.integers(), max_size=30), st.integers(1, 12))
def test_pieces_hold_everything_once_in_order_and_are_no_larger_than_asked(items: list[int], size: int) -> None:
    pieces = list(chunks(items, size))
    assert [item for piece in pieces for item in piece] == items
    assert all(len(piece) == size for piece in pieces[:-1])
    assert all(0 < len(piece) <= size for piece in pieces)


def test_a_hundred_changes_go_together() -> None:
    assert [len(piece) for piece in chunks(range(CHUNK * 2 + 1))] == [100, 100, 1]


def outcome_of(systems: Systems, found: Change, **how: Any) -> RemoteOutcome:
    return rename_in_smugmug(systems, found, JournalSnapshot(systems, [found], as_of=None), **how)


def closed(found: Change, status: ChangeStatus, why: str) -> Outcome:
    """What the journal gets: why, and the status that was seen, so that another run's verdict is not overwritten."""
    return Outcome(change_id=found.id, status=status, error=why, seen=ChangeStatus.PLANNED)


def test_a_name_that_was_sent_is_evidence_whatever_the_journal_says_by_then(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        _, (found,) = journaled(systems)
        renamed = Outcome(change_id=found.id, status=ChangeStatus.RENAMED)
        assert outcome_of(systems, found) == RemoteOutcome(change=found, outcome=renamed, sent=True)
        # Once more it is there already, and nothing is sent.
        assert outcome_of(systems, found) == RemoteOutcome(change=found, outcome=renamed, sent=False)


def test_an_album_that_smugmug_no_longer_has_fails_with_a_sentence(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        _, (found,) = journaled(systems)
        gone = replace(found, album_key="Nowher")
        why = "SmugMug no longer has this album."
        assert outcome_of(systems, gone) == RemoteOutcome(
            change=gone, outcome=closed(gone, ChangeStatus.FAILED, why), detail=why
        )


def test_an_album_with_a_third_name_is_left_alone_and_named(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        _, (found,) = journaled(systems)
        servers.simulator.state.rename("Alb000", ANNA)
        told = outcome_of(systems, found)
    why = f"SmugMug says {ANNA!r}, neither the old name {CUP!r} nor the new one."
    assert (told.outcome, told.detail, told.sent) == (closed(found, ChangeStatus.CONFLICT, why), why, False)
    assert told.seen is not None
    assert told.seen.name == ANNA


def test_a_renamed_change_is_not_sent_again_where_somebody_brought_the_old_name_back(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        _, (found,) = journaled(systems)
        told = outcome_of(systems, replace(found, status=ChangeStatus.RENAMED))
    assert told.outcome is not None
    assert told.outcome.status is ChangeStatus.CONFLICT
    assert told.detail == f"SmugMug says {CUP!r}, neither the old name {CUP!r} nor the new one."


@pytest.mark.parametrize("reason", [Reason.HEAL, Reason.RESTORE])
def test_a_change_of_rows_alone_that_smugmug_no_longer_bears_out_says_so(servers: Stage, reason: Reason) -> None:
    servers.set_scene(1)
    rows_only = replace(change(reason), new_name=CUP, old_name="Stale")
    with servers.systems() as systems:
        servers.simulator.state.rename("Alb000", ANNA)
        told = outcome_of(systems, rows_only)
    why = f"SmugMug now says {ANNA!r} instead of {CUP!r}, so the rows were not changed."
    assert (told.detail, told.outcome) == (why, closed(rows_only, ChangeStatus.CONFLICT, why))


def test_a_description_that_somebody_changed_is_a_conflict_in_words(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        _, (found,) = journaled(systems, old_description="", new_description="Stars")
        servers.simulator.state.change("Alb000", description="Anna wrote this")
        told = outcome_of(systems, found)
    assert told.detail == "Somebody changed the description in SmugMug."


def test_a_name_of_ours_whose_description_a_person_rewrote_is_ours(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        _, (found,) = journaled(systems, old_description="", new_description="Stars")
        servers.simulator.state.rename("Alb000", CUP_DATED)
        servers.simulator.state.change("Alb000", description="Anna wrote this")
        told = outcome_of(systems, found)
        assert (told.outcome, told.sent) == (Outcome(change_id=found.id, status=ChangeStatus.RENAMED), False)


def test_a_change_that_nobody_wants_any_more_is_closed_with_the_reason(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        _, (found,) = journaled(systems)
        told = outcome_of(systems, found, unwanted="Kim decided otherwise.")
    outcome = closed(found, ChangeStatus.ABANDONED, "Kim decided otherwise.")
    assert told == RemoteOutcome(change=found, outcome=outcome, detail="Kim decided otherwise.")
    assert servers.truth().albums["Alb000"].name == CUP


def test_a_change_that_another_run_took_over_is_left_to_it(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        run, (found,) = journaled(systems)
        closed_by_another = Outcome(change_id=found.id, status=ChangeStatus.ABANDONED)
        systems.supabase.record_outcomes([closed_by_another], run_id="quick")
        told = outcome_of(systems, found)
        (result,) = settle(systems, [told], run)
    why = "Another run took this change over."
    assert (told.detail, told.outcome) == (why, closed(found, ChangeStatus.ABANDONED, why))
    assert (result.kind, result.detail) == (ResultKind.ABANDONED, why)


def test_a_patch_whose_outcome_stays_unknown_is_tried_three_times_and_left_open(servers: Stage) -> None:
    servers.set_scene(1)
    servers.simulator.faults.inject(FaultKind.GATEWAY_TIMEOUT, method="PATCH", times=None)
    with servers.systems() as systems:
        run, (found,) = journaled(systems)
        trap = Trap()
        servers.set_trap(trap)
        told = outcome_of(systems, found)
        assert [call.method for call in trap.calls if call.server == "smugmug"] == ["GET", "PATCH"] * 3
        (result,) = settle(systems, [told], run)
    why = "SmugMug did not say whether it renamed the album."
    assert told == RemoteOutcome(change=found, outcome=None, detail=why)
    assert (result.kind, result.detail, result.photo_rows, result.verified) == (ResultKind.UNFINISHED, why, 0, False)


def test_an_outage_after_an_unknown_outcome_leaves_the_change_open_and_is_named(servers: Stage) -> None:
    servers.set_scene(1)
    servers.simulator.faults.inject(FaultKind.GATEWAY_TIMEOUT, method="PATCH")

    def go_away(call: Call, moment: Moment) -> None:
        if call.method == "PATCH" and moment is Moment.AFTER:
            servers.simulator.oauth.revoke(servers.simulator.credentials.token)

    with servers.systems() as systems:
        _, (found,) = journaled(systems)
        servers.set_trap(Trap(on_call=go_away))
        told = outcome_of(systems, found)
    assert (told.change, told.outcome, told.sent) == (found, None, False)
    assert "access token" in told.detail or "SmugMug" in told.detail


def test_an_answer_about_an_album_that_cannot_be_read_leaves_its_change_open(servers: Stage) -> None:
    servers.set_scene(1)
    servers.simulator.faults.inject(NO_ALBUM, method="GET", album_key="Alb000", times=None)
    with servers.systems() as systems:
        _, (found,) = journaled(systems)
        told = outcome_of(systems, found)
    assert (told.change, told.outcome) == (found, None)
    assert told.detail.endswith(".")


def test_a_patch_that_the_account_may_not_send_ends_the_run_before_anything_is_known(servers: Stage) -> None:
    servers.set_scene(1)

    def revoke(call: Call, moment: Moment) -> None:
        if call.method == "PATCH" and moment is Moment.BEFORE:
            servers.simulator.oauth.revoke(servers.simulator.credentials.token)

    with servers.systems() as systems:
        _, (found,) = journaled(systems)
        servers.set_trap(Trap(on_call=revoke))
        with pytest.raises(SmugMugRefused):
            outcome_of(systems, found)


REJECTED = Fault(FaultKind.REPLACED_BODY, body='{"Code":400,"Message":"Bad Request"}', status=400)


def test_a_name_that_smugmug_rejects_fails_and_is_taken_away_again(servers: Stage) -> None:
    servers.set_scene(1)
    servers.simulator.faults.inject(REJECTED, method="PATCH")
    with servers.systems() as systems:
        run, (found,) = journaled(systems)
        told = outcome_of(systems, found)
        (result,) = settle(systems, [told], run)
    why = "SmugMug rejected the new name of album Alb000 with status 400."
    # The fault comes after the write: the name is there, and nobody wants it.
    assert told.outcome is not None
    assert told.outcome.status in (ChangeStatus.CONFLICT, ChangeStatus.FAILED)
    assert told.detail.startswith(why)
    assert (result.kind in (ResultKind.CONFLICT, ResultKind.FAILED), result.detail) == (True, told.detail)


def test_a_name_that_somebody_gave_while_smugmug_refused_ours_is_named(servers: Stage) -> None:
    servers.set_scene(1)
    servers.simulator.faults.inject(REJECTED, method="PATCH")
    edit = on("PATCH", "Alb000", Moment.AFTER, lambda: servers.simulator.state.rename("Alb000", ANNA))
    with servers.systems(edit) as systems:
        _, (found,) = journaled(systems)
        told = outcome_of(systems, found)
    why = f"SmugMug rejected the new name of album Alb000 with status 400. Somebody named it {ANNA!r} since."
    assert (told.detail, told.outcome) == (why, closed(found, ChangeStatus.CONFLICT, why))
    assert told.seen is not None
    assert told.seen.name == ANNA


def cutting(servers: Stage) -> None:
    """SmugMug stores the first ten letters of every new name, and a description without its blanks."""
    original = servers.simulator.state.change

    def cut(album_key: str, **settings: object) -> None:
        if isinstance(name := settings.get("name"), str) and name.startswith("A new name"):
            settings["name"] = name[:10]
        if isinstance(text := settings.get("description"), str):
            settings["description"] = text.strip()
        original(album_key, **settings)  # type: ignore[arg-type]

    servers.simulator.state.change = cut  # type: ignore[method-assign]


def test_what_smugmug_stored_in_place_of_our_name_goes_back_to_what_it_was(servers: Stage) -> None:
    servers.set_scene(1)
    cutting(servers)
    servers.simulator.state.change("Alb000", description="Before")
    with servers.systems() as systems:
        _, (plain,) = journaled(systems, new_name="A new name that this server cuts")
        trap = Trap()
        servers.set_trap(trap)
        told = outcome_of(systems, plain)
        assert [call.method for call in trap.calls if call.server == "smugmug"] == ["GET", "PATCH", "GET", "PATCH"]
    why = "SmugMug did not take the new name of album Alb000: it now says 'A new name'."
    assert told == RemoteOutcome(change=plain, outcome=closed(plain, ChangeStatus.FAILED, why), detail=why)
    album = servers.simulator.state.album("Alb000")
    assert (album.name, album.description) == (CUP, "Before")


def test_an_old_description_is_restored_with_the_name(servers: Stage) -> None:
    servers.set_scene(1)
    cutting(servers)
    servers.simulator.state.change("Alb000", description="Before")
    with servers.systems() as systems:
        _, (both,) = journaled(systems, old_description="Before", new_description=" After ")
        told = outcome_of(systems, both)
    album = servers.simulator.state.album("Alb000")
    assert told.outcome is not None
    assert (told.outcome.status, album.name, album.description) == (ChangeStatus.FAILED, CUP, "Before")


def test_an_old_name_that_cannot_be_restored_leaves_the_change_open_with_both_sentences(servers: Stage) -> None:
    servers.set_scene(1)
    cutting(servers)
    patches: list[Call] = []

    def go_away(call: Call, moment: Moment) -> None:
        if call.method == "PATCH" and moment is Moment.AFTER:
            patches.append(call)
            servers.simulator.oauth.revoke(servers.simulator.credentials.token)

    with servers.systems() as systems:
        _, (found,) = journaled(systems, new_name="A new name that this server cuts")
        servers.set_trap(Trap(on_call=go_away))
        told = outcome_of(systems, found)
    first = "SmugMug did not take the new name of album Alb000: it now says 'A new name'. "
    assert (told.change, told.outcome) == (found, None)
    assert told.detail.startswith(first)
    assert len(told.detail) > len(first)


def three(systems: Systems, **other: Any) -> tuple[Any, list[Change]]:
    """Three changes that a run has journaled and not yet sent."""
    run = new_run("apply")
    names = [sample_album(number).name for number in range(3)]
    wanted = [
        NewChange(album_key=f"Alb00{n}", old_name=name, new_name=f"{name}, dated", reason=Reason.DRIFT, **other)
        for n, name in enumerate(names)
    ]
    return run, open_changes_for(systems, wanted, run)[0]


def test_every_album_is_reported_in_order_and_once(servers: Stage) -> None:
    servers.set_scene(3)
    told: list[Result] = []
    with servers.systems() as systems:
        run, changes = three(systems)
        servers.simulator.state.rename("Alb001", ANNA)
        results = execute_changes(systems, changes, run, told.append, unwanted={"Alb002": "Kim does not want it."})
    assert told == results
    assert [(r.album_key, r.kind, r.detail, r.photo_rows, r.verified) for r in results] == [
        ("Alb000", ResultKind.RENAMED, "", 3, True),
        (
            "Alb001",
            ResultKind.CONFLICT,
            f"SmugMug says {ANNA!r}, neither the old name {changes[1].old_name!r} nor the new one.",
            0,
            False,
        ),
        ("Alb002", ResultKind.ABANDONED, "Kim does not want it.", 0, False),
    ]


def test_a_refused_change_is_reported_before_the_others_are_sent(servers: Stage) -> None:
    servers.set_scene(2)
    told: list[Result] = []
    other = NewChange(album_key="Alb001", old_name=sample_album(1).name, new_name="Second", reason=Reason.DRIFT)
    with servers.systems() as systems:
        journaled(systems)
        results = journal_and_execute(systems, [cup_change(), other], new_run("apply"), told.append)
    assert told == results
    assert [(result.album_key, result.kind) for result in results] == [
        ("Alb000", ResultKind.REFUSED),
        ("Alb001", ResultKind.RENAMED),
    ]


def test_albums_in_conflict_are_stored_with_the_name_that_was_seen(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        run, changes = journaled(systems)
        servers.simulator.state.rename("Alb000", ANNA)
        execute_changes(systems, changes, run)
        (state,) = systems.supabase.states(["Alb000"])
    assert state.album.name == ANNA
    assert state.named is not None


def interrupted(servers: Stage, fault: FaultKind | Fault, *keys: str, **how: Any) -> tuple[AlbumSyncError, list[Any]]:
    """How a run over three albums ends that SmugMug refuses with these albums, and the journal afterwards."""
    for key in keys:
        servers.simulator.faults.inject(fault, method="GET", album_key=key, times=None)
    with servers.systems() as systems:
        run, changes = three(systems)
        with pytest.raises((SmugMugUnavailable, SmugMugRefused)) as caught:
            execute_changes(systems, changes, run, **how)
        lines = systems.supabase.history(HistoryFilter())
    return caught.value, [(line.album_key, line.status, line.error) for line in sorted(lines, key=lambda x: x.sequence)]


def test_after_an_outage_albums_that_were_not_begun_are_closed_with_a_sentence(servers: Stage) -> None:
    servers.set_scene(3)
    pause = Fault(FaultKind.RATE_LIMITED, seconds=100)
    error, journal = interrupted(servers, pause, "Alb001")
    assert isinstance(error, SmugMugLimited)
    why = "The run stopped before this album's turn."
    assert journal == [("Alb000", "done", None), ("Alb001", "abandoned", why), ("Alb002", "abandoned", why)]
    assert servers.truth().albums["Alb000"].rows == {f"{CUP}, dated": 3}
    assert error.left == ""


def test_what_may_have_been_sent_by_an_earlier_process_stays_open_in_an_outage(servers: Stage) -> None:
    servers.set_scene(3)
    pause = Fault(FaultKind.RATE_LIMITED, seconds=100)
    _, journal = interrupted(servers, pause, "Alb001", journaled_before=True)
    assert journal == [("Alb000", "done", None), ("Alb001", "planned", None), ("Alb002", "planned", None)]


def test_an_album_that_smugmug_refuses_is_no_outage_while_the_next_one_works(servers: Stage) -> None:
    servers.set_scene(3)
    for key in ("Alb000", "Alb002"):
        servers.simulator.faults.inject(FaultKind.FORBIDDEN_PAGE, method="GET", album_key=key, times=None)
    with servers.systems() as systems:
        run, changes = three(systems)
        results = execute_changes(systems, changes, run)
    assert [result.kind for result in results] == [ResultKind.UNFINISHED, ResultKind.RENAMED, ResultKind.UNFINISHED]
    assert all(result.detail.endswith(".") for result in (results[0], results[2]))


def renamed(number: int, reason: Reason = Reason.DRIFT) -> RemoteOutcome:
    found = replace(change(reason), id=f"c{number}")
    return RemoteOutcome(change=found, outcome=Outcome(change_id=found.id, status=ChangeStatus.RENAMED))


ONE = (
    "1 album has its new name in SmugMug; its photo rows still carry the old one. The next `albumsync apply` "
    "finishes it."
)
TWO = (
    "2 albums have their new name in SmugMug; their photo rows still carry the old one. The next `albumsync apply` "
    "finishes them."
)


def test_albums_with_their_new_name_in_smugmug_alone_are_counted() -> None:
    assert left_behind([], set()) == ""
    assert left_behind([renamed(1)], set()) == ONE
    assert left_behind([renamed(1), renamed(2)], set()) == TWO
    assert left_behind([renamed(1), renamed(2), renamed(3)], {"c2"}) == TWO
    assert left_behind([renamed(1), renamed(2)], {"c1"}) == ONE
    assert left_behind([renamed(1)], {"c1"}) == ""


def test_nothing_is_left_behind_of_changes_that_sent_no_name() -> None:
    for reason in (Reason.HEAL, Reason.RESTORE):
        assert left_behind([renamed(1, reason)], set()) == ""
    unknown = RemoteOutcome(change=change(Reason.DRIFT), outcome=None)
    conflict = replace(unknown, outcome=Outcome(change_id="c1", status=ChangeStatus.CONFLICT))
    assert left_behind([unknown, conflict], set()) == ""
    assert left_behind([unknown, renamed(2)], set()) == ONE


def test_rows_that_take_no_name_are_written_as_far_as_they_do_and_the_reason_is_named(servers: Stage) -> None:
    servers.set_scene(3)
    servers.connection.execute(
        """
        create function public.stubborn() returns trigger language plpgsql as 'begin return null; end';
        create trigger stubborn before update on public.photo_metadata
          for each row when (old.image_key = 'Alb0000') execute function public.stubborn();
        """
    )
    trap = Trap()
    try:
        with servers.systems(trap) as systems:
            run, changes = three(systems)
            results = execute_changes(systems, changes, run)
    finally:
        servers.connection.execute("drop function public.stubborn() cascade")
    why = "Some photo rows do not take the new name; look for a trigger on photo_metadata."
    assert [(result.kind, result.detail, result.photo_rows) for result in results] == [
        (ResultKind.UNFINISHED, why, 2),
        (ResultKind.RENAMED, "", 3),
        (ResultKind.RENAMED, "", 3),
    ]
    # Three calls in a row that write nothing, and no more.
    assert sum(call.path.endswith("albumsync_write_rows") for call in trap.calls) <= 5


def test_rows_that_refuse_a_name_are_reported_with_the_sentence_of_the_database(servers: Stage) -> None:
    servers.set_scene(3)
    with servers.refuses_long_names("Alb001", 35), servers.systems() as systems:
        run, changes = three(systems)
        results = execute_changes(systems, changes, run)
    assert [(result.kind, result.photo_rows, result.verified) for result in results] == [
        (ResultKind.RENAMED, 3, True),
        (ResultKind.UNFINISHED, 0, False),
        (ResultKind.RENAMED, 3, True),
    ]
    assert "short" in results[1].detail


@pytest.mark.parametrize("described", [False, True])
def test_a_name_that_was_sent_after_it_was_undone_is_taken_away_again_with_its_description(
    servers: Stage, described: bool
) -> None:
    """The declared race: another run finished and undid our change between our check of the journal and our PATCH."""
    servers.set_scene(1)
    if described:
        servers.simulator.state.change("Alb000", description="Before")
    both = {"old_description": "Before", "new_description": "After"} if described else {}
    with servers.systems() as systems:
        slow, (found,) = journaled(systems, **both)
        finish_open_changes(systems, new_run("quick"))
        taken_back = new_run("undo")
        undo(systems, HistoryFilter(run_id=slow.id), taken_back)
        # The journal was asked right before all this.
        (result,) = execute_changes(systems, [found], slow, as_of=systems.clock())
        lines = sorted(systems.supabase.history(HistoryFilter()), key=lambda line: line.sequence)
    album = servers.simulator.state.album("Alb000")
    assert (album.name, set(servers.truth().albums["Alb000"].rows)) == (CUP, {CUP})
    assert album.description == ("Before" if described else album.description)
    assert (result.kind, result.detail) == (
        ResultKind.REFUSED,
        f"The run {taken_back.id} gave this album the name {CUP!r} while this run sent its own; the album has that name"
        " again.",
    )
    last = lines[-1]
    assert (last.reason, last.old_name, last.new_name, last.undoes) == (Reason.UNDO, CUP_DATED, CUP, found.id)
    assert (last.old_description, last.new_description) == (("After", "Before") if described else (None, None))


def test_a_name_that_cannot_be_given_back_in_time_is_reported_as_unfinished(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        slow, (found,) = journaled(systems)
        finish_open_changes(systems, new_run("quick"))
        undo(systems, HistoryFilter(run_id=slow.id), new_run("undo"))
        told = rename_in_smugmug(systems, found, JournalSnapshot(systems, [found], as_of=systems.clock()))
        servers.simulator.state.rename("Alb000", ANNA)
        (result,) = settle(systems, [told], slow)
    assert result.kind is ResultKind.UNFINISHED
    assert f"gave this album the name {CUP!r} while this run sent its own, which SmugMug may have now" in result.detail
    assert result.detail.endswith("`albumsync history --album-key Alb000` lists both.")


def test_without_a_reading_back_rows_follow_and_the_change_waits_for_its_verification(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        run, (found,) = journaled(systems)
        told = outcome_of(systems, found)
        trap = Trap()
        servers.set_trap(trap)
        (result,) = settle(systems, [told], run, read_back=False)
        assert not [call for call in trap.calls if call.server == "smugmug"]
        (line,) = systems.supabase.history(HistoryFilter())
    assert (line.status, line.run_id) == (ChangeStatus.DONE, run.id)
    assert (result.kind, result.verified, result.photo_rows) == (ResultKind.RENAMED, False, 3)


def test_nothing_to_settle_asks_nobody(servers: Stage) -> None:
    servers.set_scene(1)
    trap = Trap()
    with servers.systems(trap) as systems:
        assert settle(systems, [], new_run("apply")) == []
    assert trap.calls == []


def test_a_change_whose_album_cannot_be_read_before_its_rows_are_written_is_unfinished(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        run, (found,) = journaled(systems)
        in_smugmug = replace(found, status=ChangeStatus.RENAMED)
        away = RemoteOutcome(change=in_smugmug, outcome=None, detail="SmugMug is away.")
        (result,) = settle(systems, [away], run)
    assert (result.kind, result.detail, result.photo_rows) == (ResultKind.UNFINISHED, "SmugMug is away.", 0)
