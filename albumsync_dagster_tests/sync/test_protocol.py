"""The rename protocol on real servers: conflicts, unknown outcomes, two runs at once, what people do in between."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from threading import Thread

import pytest

from albumsync_dagster.naming import NamingOptions
from albumsync_dagster.smugmug import SmugMugRefused, SmugMugUnavailable
from albumsync_dagster.supabase import ChangeStatus, HistoryFilter, NewChange, Reason
from albumsync_dagster.sync.applying import apply_plan, preview
from albumsync_dagster.sync.errors import NothingRead, NothingToUndo, UnknownAlbum
from albumsync_dagster.sync.healing import heal_rows
from albumsync_dagster.sync.journaling import open_changes_for
from albumsync_dagster.sync.planning import Allowed, evidence_of, make_plan
from albumsync_dagster.sync.reading import pull
from albumsync_dagster.sync.recovery import finish_open_changes
from albumsync_dagster.sync.renaming import execute_changes
from albumsync_dagster.sync.undoing import undo
from albumsync_dagster.sync.values import Report, Result, ResultKind, Systems
from albumsync_dagster.sync.verifying import verify
from albumsync_dagster_tests.support.operations import new_run
from albumsync_dagster_tests.support.stage import Stage
from albumsync_dagster_tests.support.trap import Call, Moment, Trap

CUP = "Harbor Cup 1 - Stars vs Thunder"
CUP_DATED = "Harbor Cup 1 - Stars vs Thunder - May 30, 2025"


def apply(systems: Systems, allowed: Allowed | None = None) -> Report:
    run = new_run("apply")
    return apply_plan(systems, make_plan(systems, run, NamingOptions()), run, allowed or Allowed())


def on(method: str, path: str, moment: Moment, act: Callable[[], None]) -> Trap:
    """A person who acts once, at the first call of this kind."""
    done: list[Call] = []

    def meddle(call: Call, when: Moment) -> None:
        if not done and (call.method, when) == (method, moment) and call.path.endswith(path):
            done.append(call)
            act()

    return Trap(on_call=meddle)


def statuses(servers: Stage) -> list[str]:
    return [line.status for line in servers.truth().journal]


def test_a_change_is_in_the_journal_before_smugmug_hears_of_it(servers: Stage) -> None:
    servers.set_scene(1)
    seen: list[list[str]] = []
    trap = on("PATCH", "Alb000", Moment.BEFORE, lambda: seen.append(statuses(servers)))
    with servers.systems(trap) as systems:
        assert apply(systems).exit_code == 0
    assert seen == [["planned"]]


def test_an_album_renamed_between_plan_and_apply_is_refused_and_not_written(servers: Stage) -> None:
    servers.set_scene(2)
    with servers.systems() as systems:
        run = new_run("apply")
        plan = make_plan(systems, run, NamingOptions())
        servers.simulator.state.rename("Alb000", "Anna's birthday")
        report = apply_plan(systems, plan, run, Allowed())
        assert [(result.album_key, result.kind) for result in report.results] == [
            ("Alb000", ResultKind.CONFLICT),
            ("Alb001", ResultKind.RENAMED),
        ]
        assert "Anna's birthday" in report.results[0].detail
        assert report.exit_code == 3
        assert servers.truth().albums["Alb000"].name == "Anna's birthday"
        # Nobody's change is open on it any more, so its rows follow SmugMug.
        assert verify(systems, new_run("verify")).in_step


def test_an_album_whose_rename_was_pulled_after_the_plan_is_refused_before_anything_is_journaled(
    servers: Stage,
) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        run = new_run("apply")
        plan = make_plan(systems, run, NamingOptions())
        servers.simulator.state.rename("Alb000", "Anna's birthday")
        pull(systems, new_run("pull"))
        (result,) = apply_plan(systems, plan, run, Allowed()).results
    assert (result.kind, result.change_id) == (ResultKind.REFUSED, None)
    assert 'renamed to "Anna\'s birthday"' in result.detail


def test_an_album_that_got_a_photo_row_after_the_plan_is_refused(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        run = new_run("apply")
        plan = make_plan(systems, run, NamingOptions())
        servers.connection.execute("delete from public.photo_metadata where image_key = 'Alb0000'")
        told: list[Result] = []
        (result,) = apply_plan(systems, plan, run, Allowed(), watch=told.append).results
    assert result.kind is ResultKind.REFUSED
    assert told == [result]
    assert servers.truth().albums["Alb000"].name == CUP


def test_an_edit_between_our_read_and_our_patch_is_the_one_window_and_the_next_verify_finds_it(
    servers: Stage,
) -> None:
    servers.set_scene(1)
    servers.simulator.state.rename_after_next_get("Alb000", "Anna's birthday")
    with servers.systems() as systems:
        assert apply(systems).exit_code == 0
        # The person's edit is lost, as it has to be said; both sides agree all the same.
        assert servers.truth().albums["Alb000"].name == CUP_DATED
        assert verify(systems, new_run("verify")).in_step
        # An edit after our PATCH is found and never overwritten.
        servers.simulator.state.rename("Alb000", "Anna's birthday")
        found = verify(systems, new_run("verify"))
        assert [(each.album_key, each.name, each.differing) for each in found.differences] == [
            ("Alb000", "Anna's birthday", 3)
        ]


def test_a_name_set_by_a_person_after_ours_is_protected(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        apply(systems)
        servers.simulator.state.rename("Alb000", "Anna's birthday")
        pull(systems, new_run("pull"))
        report = apply(systems)
        assert report.results == ()
        assert verify(systems, new_run("verify")).in_step
    assert servers.truth().albums["Alb000"].name == "Anna's birthday"


def test_a_third_name_closes_an_open_change_as_conflict_with_both_names(servers: Stage) -> None:
    servers.set_scene(1)
    servers.run_client("apply", Trap(kill_at=7, moment=Moment.AFTER))
    servers.simulator.state.rename("Alb000", "Anna's birthday")
    with servers.systems() as systems:
        (result,) = finish_open_changes(systems, new_run("recover"))
    assert result.kind is ResultKind.CONFLICT
    assert "Anna's birthday" in result.detail
    assert CUP in result.detail
    assert servers.truth().albums["Alb000"].name == "Anna's birthday"


def test_an_open_change_of_an_album_that_was_locked_since_is_abandoned(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        open_changes_for(systems, [cup_change()], new_run("dead"))
        servers.connection.execute(
            "insert into public.album_name_decisions (album_key, verdict) values ('Alb000', 'lock')"
        )
        (result,) = finish_open_changes(systems, new_run("recover"))
    assert result.kind is ResultKind.ABANDONED
    assert servers.truth().albums["Alb000"].name == CUP


def test_a_planned_change_of_a_dead_run_is_taken_up_at_once(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        open_changes_for(systems, [cup_change()], new_run("dead"))
        (result,) = finish_open_changes(systems, new_run("recover"))
    assert (result.kind, result.verified) == (ResultKind.RENAMED, True)


def test_of_two_runs_that_journal_one_album_one_wins_and_the_other_goes_on(servers: Stage) -> None:
    servers.set_scene(2)
    second = NewChange(album_key="Alb001", old_name=CUP.replace("1", "2"), new_name="Second", reason=Reason.DRIFT)
    with servers.systems() as systems:
        winner, loser = new_run("winner"), new_run("loser")
        opened, refused = open_changes_for(systems, [cup_change()], winner)
        assert (len(opened), refused) == (1, [])
        opened, refused = open_changes_for(systems, [cup_change(), second], loser)
        assert [change.album_key for change in opened] == ["Alb001"]
        assert [(result.kind, winner.id in result.detail) for result in refused] == [(ResultKind.REFUSED, True)]


def test_runs_at_the_same_time_leave_both_sides_right_and_every_album_renamed(servers: Stage) -> None:
    planned = servers.set_scene(12)
    with servers.systems() as systems:
        reports: list[Report] = []
        threads = [Thread(target=lambda: reports.append(apply(systems))) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(reports) == 3
        assert verify(systems, new_run("verify")).in_step
    # A run that planned an album just before another finished it may journal the same rename once more; that one
    # finds SmugMug's new name and writes nothing.
    reached = {line.album_key for line in servers.truth().journal if line.status in ("done", "verified")}
    assert sorted(reached) == planned


def test_a_run_that_finds_the_change_finished_by_another_agrees_with_it(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        slow = new_run("slow")
        changes, _ = open_changes_for(systems, [cup_change()], slow)
        finish_open_changes(systems, new_run("quick"))
        (result,) = execute_changes(systems, changes, slow)
    assert result.kind is ResultKind.RENAMED
    assert statuses(servers) == ["verified"]


def test_a_name_that_smugmug_cuts_is_put_back_and_the_change_fails(servers: Stage) -> None:
    servers.set_scene(1)
    change = replace(cup_change(), new_name="A new name that this server cuts")
    original = servers.simulator.state.change

    def cut(album_key: str, **settings: object) -> None:
        if isinstance(name := settings.get("name"), str) and name.startswith("A new name"):
            settings["name"] = name[:10]
        original(album_key, **settings)  # type: ignore[arg-type]

    servers.simulator.state.change = cut  # type: ignore[method-assign]
    with servers.systems() as systems:
        changes, _ = open_changes_for(systems, [change], new_run("apply"))
        (result,) = execute_changes(systems, changes, new_run("apply"))
    assert result.kind is ResultKind.FAILED
    assert servers.truth().albums["Alb000"].name == CUP


def test_an_outage_in_the_middle_settles_what_was_told_and_abandons_what_was_not_begun(servers: Stage) -> None:
    servers.set_scene(3)
    with servers.systems() as systems:
        run = new_run("apply")
        plan = make_plan(systems, run, NamingOptions())

        def go_away(call: Call, moment: Moment) -> None:
            if call.method == "PATCH" and moment is Moment.AFTER:
                servers.simulator.oauth.revoke(servers.simulator.credentials.token)

        servers.set_trap(Trap(on_call=go_away))
        told: list[Result] = []
        with pytest.raises((SmugMugRefused, SmugMugUnavailable)):
            apply_plan(systems, plan, run, Allowed(), watch=told.append)
        # Whoever looks on is told of every album all the same.
        assert [result.kind for result in told] == [
            ResultKind.RENAMED,
            ResultKind.ABANDONED,
            ResultKind.ABANDONED,
        ]
    # The next run finds the credentials refused before it journals anything.
    with servers.systems() as systems, pytest.raises(SmugMugRefused):
        apply(systems)
    truth = servers.truth()
    assert [line.status for line in truth.journal] == ["done", "abandoned", "abandoned"]
    assert set(truth.albums["Alb000"].rows) == {CUP_DATED}


def test_heal_lets_null_mixed_and_late_rows_follow_smugmug_and_undo_puts_them_back(servers: Stage) -> None:
    servers.set_scene(3)
    connection = servers.connection
    connection.execute("update public.photo_metadata set album_name = null where image_key = 'Alb0000'")
    connection.execute("update public.photo_metadata set album_name = image_key where album_key = 'Alb001'")
    before = servers.truth()
    with servers.systems() as systems:
        healed = heal_rows(systems, new_run("heal"))
        assert [(result.album_key, result.kind, result.photo_rows) for result in healed] == [
            ("Alb000", ResultKind.HEALED, 1),
            ("Alb001", ResultKind.HEALED, 3),
        ]
        assert verify(systems, new_run("verify")).in_step
        assert all(line.reason == "heal" for line in servers.truth().journal)
        undone = undo(systems, HistoryFilter(), new_run("undo"))
    assert {result.kind for result in undone.results} == {ResultKind.RESTORED}
    assert servers.truth().albums == before.albums


def test_undo_of_several_heals_goes_back_to_what_the_first_one_found(servers: Stage) -> None:
    servers.set_scene(1)
    before = servers.truth()
    stale = "update public.photo_metadata set album_name = %s where image_key = %s"
    with servers.systems() as systems:
        for name, image_key in (("First", "Alb0000"), ("Second", "Alb0001")):
            servers.connection.execute(stale, [name, image_key])
            heal_rows(systems, new_run("heal"))
        assert servers.truth().albums == before.albums
        undo(systems, HistoryFilter(), new_run("undo"))
    assert servers.truth().albums["Alb000"].rows == {"First": 1, "Second": 1, CUP: 1}


def test_undo_takes_a_run_back_on_both_sides_and_undoing_the_undo_brings_it_again(servers: Stage) -> None:
    servers.set_scene(2)
    start = servers.truth().albums
    with servers.systems() as systems:
        applied = apply(systems)
        there = servers.truth().albums
        undone = undo(systems, HistoryFilter(run_id=applied.run_id), new_run("undo"))
        assert (undone.exit_code, servers.truth().albums) == (0, start)
        assert undo(systems, HistoryFilter(run_id=applied.run_id), new_run("undo")).results == ()
        again = undo(systems, HistoryFilter(run_id=undone.run_id), new_run("undo"))
        assert (again.exit_code, servers.truth().albums) == (0, there)


def test_a_name_that_was_taken_back_is_not_given_again_by_the_next_unattended_run(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        applied = apply(systems)
        undo(systems, HistoryFilter(run_id=applied.run_id), new_run("undo"))
        pull(systems, new_run("pull"))
        report = apply(systems)
    assert report.results == ()
    assert [held.album_key for held in report.held] == ["Alb000"]


@pytest.mark.parametrize("hours", [-8, 0, 5.5])
def test_a_time_span_means_the_same_instants_in_any_time_zone(servers: Stage, hours: float) -> None:
    # `timestamp` without zone made "within the last hour" depend on the session.
    servers.set_scene(1)
    zone = timezone(timedelta(hours=hours))
    with servers.systems() as systems:
        apply(systems)
        servers.connection.execute("alter role authenticator set timezone = 'Asia/Kolkata'")
        try:
            later = HistoryFilter(since=datetime.now(zone) + timedelta(minutes=1))
            with pytest.raises(NothingToUndo):
                undo(systems, later, new_run("undo"))
            hour = HistoryFilter(since=datetime.now(zone) - timedelta(hours=1))
            assert undo(systems, hour, new_run("undo")).exit_code == 0
        finally:
            servers.connection.execute("alter role authenticator reset timezone")
    assert servers.truth().albums["Alb000"].name == CUP


def test_a_line_of_another_tool_without_an_old_name_is_never_taken_back(servers: Stage) -> None:
    servers.set_scene(1)
    line = "insert into public.album_name_changes (album_key, old_name, new_name) values ('Alb000', null, %s)"
    servers.connection.execute(line, [CUP])
    with servers.systems() as systems, pytest.raises(NothingToUndo):
        undo(systems, HistoryFilter(album_keys=("Alb000",)), new_run("undo"))
    assert servers.truth().albums["Alb000"].name == CUP


def test_undo_refuses_by_name_what_a_person_renamed_since(servers: Stage) -> None:
    servers.set_scene(2)
    with servers.systems() as systems:
        applied = apply(systems)
        servers.simulator.state.rename("Alb000", "Anna's birthday")
        report = undo(systems, HistoryFilter(run_id=applied.run_id), new_run("undo"))
    kinds = {result.album_key: result.kind for result in report.results}
    assert kinds == {"Alb000": ResultKind.REFUSED, "Alb001": ResultKind.RENAMED}
    assert servers.truth().albums["Alb000"].name == "Anna's birthday"
    assert report.exit_code == 3


def test_a_dry_run_of_undo_writes_nothing(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        apply(systems)
        open_changes_for(systems, [replace(cup_change(), album_key="Kep000")], new_run("dead"))
        before = servers.truth()
        trap = Trap()
        servers.set_trap(trap)
        report = undo(systems, HistoryFilter(), new_run("undo"), dry_run=True)
    assert [(result.old_name, result.new_name) for result in report.results] == [(CUP_DATED, CUP)]
    assert servers.truth() == before
    assert [call for call in trap.calls if call.method == "PATCH"] == []


def test_our_own_rename_does_not_look_like_an_outside_change_to_the_next_pull(servers: Stage) -> None:
    servers.set_scene(2)
    with servers.systems() as systems:
        apply(systems)
        assert pull(systems, new_run("pull")).photos.due == 0


def test_a_description_goes_in_the_same_patch_as_the_name_and_back_with_it(servers: Stage) -> None:
    servers.set_scene(1)
    change = replace(cup_change(), old_description="", new_description="Stars vs Thunder")
    trap = Trap()
    with servers.systems(trap) as systems:
        run = new_run("apply")
        changes, _ = open_changes_for(systems, [change], run)
        (result,) = execute_changes(systems, changes, run)
        assert (result.kind, result.verified) == (ResultKind.RENAMED, True)
        assert len([call for call in trap.calls if call.method == "PATCH"]) == 1
        assert servers.simulator.state.album("Alb000").description == "Stars vs Thunder"
        undo(systems, HistoryFilter(run_id=run.id), new_run("undo"))
    album = servers.simulator.state.album("Alb000")
    assert (album.name, album.description) == (CUP, "")


def test_rows_that_a_trigger_of_the_users_does_not_let_us_write_are_said_and_not_tried_for_ever(
    servers: Stage,
) -> None:
    servers.set_scene(1)
    servers.connection.execute(
        """
        create function public.stubborn() returns trigger language plpgsql as
          'begin return null; end';
        create trigger stubborn before update on public.photo_metadata
          for each row when (old.image_key = 'Alb0000') execute function public.stubborn();
        """
    )
    try:
        with servers.systems() as systems:
            report = apply(systems)
        assert [(result.kind, result.photo_rows > 0) for result in report.results] == [(ResultKind.UNFINISHED, True)]
        assert report.exit_code == 1
        assert statuses(servers) == [ChangeStatus.RENAMED]
    finally:
        servers.connection.execute("drop function public.stubborn() cascade")


def test_verify_counts_rows_of_albums_that_smugmug_does_not_list(servers: Stage) -> None:
    servers.set_scene(1)
    servers.connection.execute(
        "insert into public.photo_metadata (photo_id, image_key, album_key) values (gen_random_uuid(), 'x', 'Gone00')"
    )
    with servers.systems() as systems:
        found = verify(systems, new_run("verify"))
    assert (dict(found.unknown_albums), found.exit_code) == ({"Gone00": 1}, 3)


def test_a_done_change_is_marked_by_the_next_verification_of_the_account(servers: Stage) -> None:
    servers.set_scene(1)
    counted = Trap()
    servers.run_client("apply", counted)
    (rows_written,) = [call.number for call in counted.calls if call.path.endswith("write_rows")]
    servers.set_scene(1)
    servers.run_client("apply", Trap(kill_at=rows_written, moment=Moment.AFTER))
    assert statuses(servers) == [ChangeStatus.DONE]
    with servers.systems() as systems:
        verify(systems, new_run("verify"))
    assert statuses(servers) == [ChangeStatus.VERIFIED]


def test_a_pinned_name_that_smugmug_tidies_up_is_given_once_and_not_put_back_every_night(servers: Stage) -> None:
    servers.set_scene(2)
    original = servers.simulator.state.change

    def tidy(album_key: str, **settings: object) -> None:
        if isinstance(name := settings.get("name"), str):
            settings["name"] = " ".join(unicodedata.normalize("NFC", name).split())
        original(album_key, **settings)  # type: ignore[arg-type]

    servers.simulator.state.change = tidy  # type: ignore[method-assign]
    pin = "insert into public.album_name_decisions (album_key, verdict, name) values (%s, 'edit', %s)"
    servers.connection.execute(pin, ["Alb000", " Zoe\u0308  and\u00a0Anna\t2025 "])
    servers.connection.execute(pin, ["Alb001", "Harbor  Cup 2 - Stars vs Thunder "])
    with servers.systems() as systems:
        plan = make_plan(systems, new_run("plan"), NamingOptions(), album_keys=["Alb000"])
        assert [album.decided_by for album in plan.albums] == ["supabase_admin"]
        assert apply(systems).exit_code == 0
        again = apply(systems)
    assert (again.exit_code, again.results) == (0, ())
    albums = servers.truth().albums
    assert (albums["Alb000"].name, set(albums["Alb000"].rows)) == ("Zo\u00eb and Anna 2025", {"Zo\u00eb and Anna 2025"})
    # It is the present name already: nothing was sent.
    assert albums["Alb001"].name == "Harbor Cup 2 - Stars vs Thunder"
    assert [line.album_key for line in servers.truth().journal] == ["Alb000"]


def test_a_plan_counts_rows_that_differ_among_all_of_them_and_not_among_the_five_most_common_names(
    servers: Stage,
) -> None:
    servers.set_scene(1, rows=15)
    # Eight stale names, most on two rows; the right one, on a single row, is not among the five most common.
    servers.connection.execute(
        "update public.photo_metadata set album_name = 'Stale ' || right(image_key, 2)::integer / 2"
        " where album_key = 'Alb000' and image_key <> 'Alb0000'"
    )
    with servers.systems() as systems:
        plan = make_plan(systems, new_run("plan"), NamingOptions(), album_keys=["Alb000"])
    assert plan.rows_differing == 14


def test_a_locked_album_is_renamed_once_a_person_named_and_forced_it(servers: Stage) -> None:
    servers.set_scene(1)
    lock = "insert into public.album_name_decisions (album_key, verdict) values ('Alb000', 'lock')"
    servers.connection.execute(lock)
    with servers.systems() as systems:
        report = apply(systems, Allowed(album_keys=frozenset({"Alb000"}), force=True))
    assert (report.exit_code, servers.truth().albums["Alb000"].name) == (0, CUP_DATED)


def test_a_limit_keeps_the_rows_of_all_other_albums_as_they_are(servers: Stage) -> None:
    servers.set_scene(2)
    servers.connection.execute("update public.photo_metadata set album_name = null where album_key <> 'Alb000'")
    with servers.systems() as systems:
        report = apply(systems, Allowed(limit=1))
    assert [(result.album_key, result.kind) for result in report.everything] == [("Alb000", ResultKind.RENAMED)]
    assert set(servers.truth().albums["Alb001"].rows) == {None}


def test_a_preview_tells_what_is_open_and_what_would_be_done_and_writes_nothing(servers: Stage) -> None:
    servers.set_scene(2)
    servers.connection.execute("update public.photo_metadata set album_name = null where image_key <> 'Alb0002'")
    with servers.systems() as systems:
        open_changes_for(systems, [cup_change()], new_run("dead"))
        before = servers.truth()
        run = new_run("apply")
        plan = make_plan(systems, run, NamingOptions(), record=False)
        would = preview(systems, plan, run, Allowed())
        healed = heal_rows(systems, run, dry_run=True)
    assert servers.truth() == before
    assert servers.connection.execute("select count(*) from public.album_name_proposals").fetchone() == (0,)
    assert [(each.album_key, each.kind) for each in would.recovered] == [("Alb000", ResultKind.UNFINISHED)]
    assert "dead" in would.recovered[0].detail
    # Their rows follow the rename; only those of albums that nobody renames would be healed.
    assert sorted(each.album_key for each in would.healed) == ["Kep000", "Kep001", "Kep002"]
    assert sorted(each.album_key for each in healed) == ["Alb000", "Alb001", "Kep000", "Kep001", "Kep002"]
    assert would.exit_code == 3


def test_a_plan_knows_the_albums_that_the_newest_listing_shows_and_no_others(servers: Stage) -> None:
    servers.set_scene(2)
    servers.simulator.state.delete_album("Alb001")
    with servers.systems() as systems:
        pull(systems, new_run("pull"))
        plan = make_plan(systems, new_run("plan"), NamingOptions(), album_keys=["Alb000"])
        assert ([album.proposal.album_key for album in plan.albums], plan.whole_account) == (["Alb000"], False)
        assert plan.listed_at is not None
        for unknown in ("Alb001", "ALB000"):
            with pytest.raises(UnknownAlbum, match=unknown):
                make_plan(systems, new_run("plan"), NamingOptions(), album_keys=[unknown])
            with pytest.raises(UnknownAlbum, match=unknown):
                verify(systems, new_run("verify"), album_keys=[unknown])
        servers.connection.execute("delete from public.smugmug_albums where true")
        with pytest.raises(NothingRead):
            make_plan(systems, new_run("plan"), NamingOptions())


def test_verify_names_the_other_names_and_records_nothing_unless_asked(servers: Stage) -> None:
    servers.set_scene(1)
    servers.connection.execute("update public.photo_metadata set album_name = 'Stale' where image_key = 'Alb0000'")
    with servers.systems() as systems:
        (difference,) = verify(systems, new_run("verify"), record=False).differences
        assert (difference.differing, dict(difference.found)) == (1, {"Stale": 1})
        assert {state.verified_at for state in systems.supabase.states()} == {None}


def test_a_name_that_only_stale_rows_or_the_journal_remember_is_evidence(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        apply(systems)
        servers.connection.execute("update public.photo_metadata set album_name = 'Stale' where image_key = 'Alb0000'")
        (state,) = systems.supabase.states(["Alb000"])
    assert evidence_of(state).former_names == ("Stale", CUP)


def test_a_planned_description_is_journaled_with_the_one_before_and_taken_back_with_the_name(servers: Stage) -> None:
    servers.set_scene(1)
    servers.connection.execute(
        "insert into public.album_enrichment (album_key, event_name) values ('Alb000', 'Finals')"
    )
    with servers.systems() as systems:
        run = new_run("apply")
        plan = make_plan(systems, run, NamingOptions(), description="fill")
        (planned,) = (album for album in plan.albums if album.description)
        assert apply_plan(systems, plan, run, Allowed(album_keys=frozenset({"Alb000"}), approve_review=True)).results
        (line,) = systems.supabase.history(HistoryFilter())
    assert (line.old_description, line.new_description) == ("", planned.description)
    assert line.drift == planned.proposal.drift


def cup_change() -> NewChange:
    return NewChange(album_key="Alb000", old_name=CUP, new_name=CUP_DATED, reason=Reason.DRIFT)
