"""The one observer: whose name an album has, whoever reads it first; and what unattended runs do with it afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from albumsync_dagster.naming import Album, Decision, NamingOptions
from albumsync_dagster.supabase import HistoryFilter
from albumsync_dagster.sync.applying import apply_plan, change_of, limit_of, preview, rename_planned, within_limit
from albumsync_dagster.sync.healing import heal_rows
from albumsync_dagster.sync.journaling import open_changes_for
from albumsync_dagster.sync.limiting import LargeRun
from albumsync_dagster.sync.observing import observe
from albumsync_dagster.sync.planfile import dump_plan, load_plan
from albumsync_dagster.sync.planning import Allowed, choose, make_plan
from albumsync_dagster.sync.reading import pull
from albumsync_dagster.sync.recovery import finish_open_changes
from albumsync_dagster.sync.renaming import execute_changes
from albumsync_dagster.sync.undoing import undo
from albumsync_dagster.sync.values import Plan, Report, Result, ResultKind, Systems
from albumsync_dagster.sync.verifying import verify
from albumsync_dagster_tests.support.operations import new_run, systems_of
from albumsync_dagster_tests.support.stage import DAY, Stage
from albumsync_dagster_tests.support.trap import Trap
from albumsync_sandbox.smugmug import EndpointKind, Fault, FaultKind

CUP = "Harbor Cup 1 - Stars vs Thunder"
CUP_DATED = "Harbor Cup 1 - Stars vs Thunder - May 30, 2025"
BY_HAND = "Harbor Cup, our first win"


def night(systems: Systems) -> Report:
    """An unattended run as a schedule starts it: read, plan, apply."""
    pull(systems, new_run("pull"))
    run = new_run("night", unattended=True)
    return apply_plan(systems, make_plan(systems, run, NamingOptions()), run, Allowed())


def proposals(systems: Systems) -> Plan:
    return make_plan(systems, new_run("plan"), NamingOptions())


def a_pull(systems: Systems) -> None:
    pull(systems, new_run("pull"))


def a_verify(systems: Systems) -> None:
    verify(systems, new_run("verify"))


def a_heal(systems: Systems) -> None:
    heal_rows(systems, new_run("heal"))


OBSERVERS: list[Callable[[Systems], None]] = [a_pull, a_verify, a_heal]


def test_an_album_that_a_list_lacks_is_asked_for_before_it_counts_as_deleted(servers: Stage) -> None:
    """One answer that announced no albums made a pull say that the whole account was deleted."""
    servers.set_scene(3)
    with servers.systems() as systems:
        listed = pull(systems, new_run("pull")).albums
        for record in servers.simulator.state.albums():
            record.missed_listings = 1
        blinded = pull(systems, new_run("pull"))
        assert (blinded.listing.missing, blinded.albums) == ((), listed)
        assert all(state.missing_since is None for state in systems.supabase.states())

        servers.simulator.state.delete_album("Alb001")
        servers.simulator.state.delete_album("Alb002")
        next(record for record in servers.simulator.state.albums() if record.key == "Alb000").missed_listings = 1
        trap = Trap()
        servers.set_trap(trap)
        assert pull(systems, new_run("pull")).listing.missing == ("Alb001", "Alb002")
    # One request for the three that the list lacks, and one for each that is gone.
    paths = [call.path.rpartition("/")[2] for call in trap.calls if call.server == "smugmug"]
    assert sorted(path for path in paths if path.startswith("Alb") and "!" not in path) == [
        "Alb000,Alb001,Alb002",
        "Alb001",
        "Alb002",
    ]


def test_an_acknowledged_album_that_is_listed_again_is_acknowledged_no_more(servers: Stage) -> None:
    """Its rows differ again once it is really deleted."""
    servers.set_scene(2)
    with servers.systems() as systems:
        pull(systems, new_run("pull"))
        systems.supabase.acknowledge(["Alb001"], acknowledged_by="a person")
        pull(systems, new_run("pull"))
        servers.simulator.state.delete_album("Alb001")
        pull(systems, new_run("pull"))
        compared = verify(systems, new_run("verify"))
    assert (list(compared.unknown_albums), compared.acknowledged_albums) == (["Alb001"], {})


@pytest.mark.parametrize("observer", OBSERVERS)
def test_a_name_typed_in_smugmug_is_a_persons_whoever_reads_it_first(
    servers: Stage, observer: Callable[[Systems], None]
) -> None:
    """Born of a failure: a verify between two pulls stored the new name, and the next plan took it for the old one."""
    servers.set_scene(1)
    servers.simulator.state.rename("Alb000", BY_HAND)
    with servers.systems() as systems:
        observer(systems)
        for _ in range(3):
            night(systems)
        (state,) = systems.supabase.states(["Alb000"])
        planned = proposals(systems)
    assert servers.truth().albums["Alb000"].name == BY_HAND
    assert state.named is not None
    assert state.named.before == CUP
    assert {a.proposal.album_key: a.proposal.decision for a in planned.albums}["Alb000"] is Decision.PROTECTED


def test_a_read_of_one_album_finds_a_name_that_a_person_typed_without_a_listing(servers: Stage) -> None:
    servers.set_scene(2)
    servers.simulator.state.rename("Alb000", BY_HAND)
    with servers.systems() as systems:
        observe(systems, list(systems.smugmug.albums_by_key(["Alb000", "Alb001"]).values()))
        states = {state.album.album_key: state for state in systems.supabase.states(["Alb000", "Alb001"])}
    assert states["Alb000"].album.name == BY_HAND
    assert states["Alb000"].named is not None
    assert states["Alb001"].named is None


def test_a_pull_tells_which_albums_have_another_name_than_before(servers: Stage) -> None:
    servers.set_scene(3)
    for key in ("Alb002", "Alb000"):
        servers.simulator.state.rename(key, f"{BY_HAND} {key}")
    with servers.systems() as systems:
        assert pull(systems, new_run("pull")).listing.changed == ("Alb000", "Alb002")
        assert pull(systems, new_run("again")).listing.changed == ()


def test_the_first_reading_of_an_account_protects_nothing(servers: Stage) -> None:
    servers.set_scene(2)
    with servers.systems() as systems:
        assert [state.named for state in systems.supabase.states()] == [None] * 5
        night(systems)
    assert servers.truth().albums["Alb000"].name == CUP_DATED


def test_a_default_name_that_gets_its_first_real_name_is_raw_input_and_gets_its_date(servers: Stage) -> None:
    servers.set_scene(1)
    servers.simulator.state.rename("Alb000", "New Gallery 14")
    with servers.systems() as systems:
        # The account as it was when it was read first.
        servers.connection.execute("update smugmug_albums set name = 'New Gallery 14' where album_key = 'Alb000'")
        pull(systems, new_run("pull"))
        servers.simulator.state.rename("Alb000", "Lakeside vs Hillcrest")
        night(systems)
    assert servers.truth().albums["Alb000"].name == "Lakeside vs Hillcrest - May 30, 2025"


def test_a_person_who_renames_after_us_is_kept_even_where_they_bring_the_old_name_back(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        night(systems)
        assert servers.truth().albums["Alb000"].name == CUP_DATED
        servers.simulator.state.rename("Alb000", CUP)
        for _ in range(3):
            night(systems)
    assert servers.truth().albums["Alb000"].name == CUP


def test_a_plan_gives_no_name_that_another_album_got_since(servers: Stage) -> None:
    """A saved plan made two albums of one name, and said that one was renamed."""
    servers.set_scene(2)
    with servers.systems() as systems:
        plan = proposals(systems)
        servers.simulator.state.rename("Alb001", CUP_DATED)
        pull(systems, new_run("pull"))
        only = Allowed(album_keys=frozenset(["Alb000"]))
        told = [preview(systems, plan, new_run("preview"), only), apply_plan(systems, plan, new_run("apply"), only)]
    assert servers.truth().albums["Alb000"].name == CUP
    why = "Album Alb001 has this name; make a new plan."
    assert [[(each.kind, each.detail) for each in report.results] for report in told] == [
        [(ResultKind.REFUSED, why)]
    ] * 2


def test_a_listing_that_is_older_than_our_rename_makes_nobody_of_it(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        before = systems.smugmug.albums()
        night(systems)
        observe(systems, before)
        (state,) = systems.supabase.states(["Alb000"])
    assert (state.album.name, state.named) == (CUP_DATED, None)


def _answers_with_an_old_list(servers: Stage, albums: Sequence[Album]) -> None:
    rows = [
        {"AlbumKey": album.album_key, "Name": album.name, "UrlName": album.url_name, "ImageCount": album.image_count}
        for album in albums
    ]
    pages = {"Total": len(rows), "Start": 1, "Count": len(rows)}
    body = json.dumps({"Response": {"Album": rows, "Pages": pages}, "Code": 200})
    servers.simulator.faults.inject(Fault(FaultKind.REPLACED_BODY, body=body), endpoint=EndpointKind.USER_ALBUMS)


def test_a_list_from_before_our_rename_is_neither_a_difference_nor_a_conflict(servers: Stage) -> None:
    """Born of a real failure: a list read while another run renamed made `verify` red, and `heal` report a conflict."""
    servers.set_scene(1)
    with servers.systems() as systems:
        before = systems.smugmug.albums()
        night(systems)
        _answers_with_an_old_list(servers, before)
        report = verify(systems, new_run("verify"))
        assert (report.in_step, report.differences) == (True, ())
        _answers_with_an_old_list(servers, before)
        assert heal_rows(systems, new_run("heal")) == ()
    assert servers.truth().albums["Alb000"].name == CUP_DATED


def test_a_crash_between_rows_and_verification_leaves_no_name_that_nobody_knows(servers: Stage) -> None:
    """Born of a failure: plan said that a person had renamed 17 albums, and nobody had."""
    servers.set_scene(1)
    with servers.systems() as systems:
        night(systems)
        # As the crash left it: the change is done, the stored name is the old one.
        servers.connection.execute(
            "update smugmug_albums set name = %s, name_sequence = 0 where album_key = 'Alb000'", [CUP]
        )
        assert verify(systems, new_run("verify")).in_step
        (state,) = systems.supabase.states(["Alb000"])
        planned = proposals(systems)
        assert night(systems).exit_code == 0
    assert (state.album.name, state.named) == (CUP_DATED, None)
    assert {a.proposal.decision for a in planned.albums} == {Decision.KEEP}


def test_a_name_edited_in_a_plan_is_a_decision_and_lasts(servers: Stage) -> None:
    servers.set_scene(2)
    with servers.systems() as systems:
        text = dump_plan(proposals(systems)).replace(CUP_DATED, "Harbor Cup - the final")
        run = new_run("apply", changed_by="Kim")
        apply_plan(systems, load_plan(text), run, Allowed())
        assert servers.truth().albums["Alb000"].name == "Harbor Cup - the final"
        for _ in range(3):
            night(systems)
        newest = systems.supabase.history(HistoryFilter(album_keys=("Alb000",)))[0]
    assert servers.truth().albums["Alb000"].name == "Harbor Cup - the final"
    assert (newest.changed_by, newest.reason) == ("Kim", "decision")


def test_a_present_name_put_into_a_plan_by_hand_is_kept(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        text = dump_plan(proposals(systems)).replace(f'"proposed": "{CUP_DATED}"', f'"proposed": "{CUP}"')
        assert apply_plan(systems, load_plan(text), new_run("apply"), Allowed()).results == ()
        for _ in range(3):
            night(systems)
    assert servers.truth().albums["Alb000"].name == CUP


def test_an_accepted_name_whose_photos_change_lapses_with_a_sentence(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        (album,) = [a for a in proposals(systems).albums if a.proposal.album_key == "Alb000"]
        servers.connection.execute(
            "insert into album_name_decisions (album_key, verdict, decided_by) values ('Alb000', 'accept', 'Kim')"
        )
        assert album.proposal.proposed == CUP_DATED
        other = {"days": {(DAY + timedelta(days=1)).date().isoformat(): 3}, "video_days": {}, "undated": 0}
        servers.connection.execute(
            "update smugmug_albums set capture_days = %s::jsonb where album_key = 'Alb000'",
            [json.dumps(other)],
        )
        run = new_run("night", unattended=True)
        plan = make_plan(systems, run, NamingOptions())
        report = apply_plan(systems, plan, run, Allowed())
    assert servers.truth().albums["Alb000"].name == CUP
    (held,) = report.held
    assert "accepted" in held.reasons[0]


def test_an_unattended_run_that_would_rename_too_much_stops_before_the_first_patch(servers: Stage) -> None:
    servers.set_scene(4)
    limit = LargeRun(albums=3, share=0.10)
    with servers.systems() as systems:
        run = new_run("night", unattended=True)
        report = apply_plan(systems, make_plan(systems, run, NamingOptions()), run, Allowed(large_run=limit))
        assert report.exit_code == 3
        assert "4 of 7 albums" in report.large_run
        assert len(report.held) == 4
        assert servers.truth().journal == ()
        # A person lets it through once.
        allowed = Allowed(large_run=limit, allow_large=True)
        assert apply_plan(systems, make_plan(systems, run, NamingOptions()), run, allowed).exit_code == 0
    assert len(servers.truth().journal) == 4


def test_the_renames_of_all_unattended_runs_of_a_day_are_added_up(servers: Stage) -> None:
    servers.set_scene(4)
    with servers.systems() as systems:
        run = new_run("night", unattended=True)
        first = Allowed(large_run=LargeRun(albums=3, share=0.10), limit=3)
        assert apply_plan(systems, make_plan(systems, run, NamingOptions()), run, first).exit_code == 0
        second = apply_plan(
            systems, make_plan(systems, run, NamingOptions()), run, Allowed(large_run=LargeRun(albums=3, share=0.10))
        )
    assert "1 of 7 albums after 3 within the last 24 hours" in second.large_run
    assert len(servers.truth().journal) == 3


def test_unattended_runs_that_start_at_the_same_moment_are_added_up(servers: Stage) -> None:
    """Each alone is within the limit, and each has looked before the other one has journaled anything."""
    keys = servers.set_scene(6)
    limit = LargeRun(albums=4, share=0.10)
    both_looked = Barrier(2)

    def rename(album_keys: list[str]) -> list[Result]:
        with systems_of(servers.environment()) as systems:
            run = new_run("sensor", unattended=True)
            allowed = Allowed(album_keys=frozenset(album_keys), large_run=limit)
            plan = make_plan(systems, run, NamingOptions(), album_keys=album_keys)
            chosen, large_run, _ = within_limit(systems, plan, choose(plan, allowed)[0], run, allowed)
            assert (len(chosen), large_run) == (3, "")
            both_looked.wait(60)
            return rename_planned(systems, chosen, run, limit=limit_of(run, allowed))

    with ThreadPoolExecutor(2) as threads:
        came_of = list(threads.map(rename, [keys[:3], keys[3:]]))
    kinds = [{result.kind for result in results} for results in came_of]
    assert sorted(map(sorted, kinds)) == [[ResultKind.REFUSED], [ResultKind.RENAMED]]
    (refused,) = (results for results in came_of if results[0].kind is ResultKind.REFUSED)
    assert {result.detail for result in refused} == {
        "This unattended run would rename 3 of 9 albums after 3 within the last 24 hours;"
        " more than 4 albums and 10% of the account need a person's agreement."
    }
    assert len(servers.truth().journal) == 3


def test_a_name_brought_back_by_an_undo_is_still_the_persons(servers: Stage) -> None:
    servers.set_scene(1)
    servers.simulator.state.rename("Alb000", BY_HAND)
    with servers.systems() as systems:
        pull(systems, new_run("pull"))
        run = new_run("forced", changed_by="Kim")
        plan = make_plan(systems, run, NamingOptions(), album_keys=["Alb000"])
        apply_plan(systems, plan, run, Allowed(album_keys=frozenset({"Alb000"}), force=True))
        assert servers.truth().albums["Alb000"].name != BY_HAND
        undo(systems, HistoryFilter(run_id=run.id), new_run("undo"))
        for _ in range(3):
            night(systems)
    assert servers.truth().albums["Alb000"].name == BY_HAND


def test_a_decision_that_was_taken_back_is_not_carried_out_again(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        text = dump_plan(proposals(systems)).replace(CUP_DATED, "Harbor Cup - the final")
        run = new_run("apply", changed_by="Kim")
        apply_plan(systems, load_plan(text), run, Allowed())
        undo(systems, HistoryFilter(run_id=run.id), new_run("undo"))
        for _ in range(3):
            night(systems)
    assert servers.truth().albums["Alb000"].name == CUP


def _dies_after_the_patch(systems: Systems, servers: Stage) -> None:
    """A run that journaled a rename and sent it, and died before anybody wrote that down."""
    run = new_run("dies", unattended=True)
    plan = make_plan(systems, run, NamingOptions(), album_keys=["Alb000"])
    chosen, _ = choose(plan, Allowed())
    open_changes_for(systems, [change_of(album) for album in chosen], run)
    servers.simulator.state.rename("Alb000", chosen[0].proposal.proposed)


def test_recovery_does_not_overwrite_the_old_name_that_a_person_typed_back(servers: Stage) -> None:
    """Born of a reading: recovery compared with the old name alone and looked at no typed name."""
    servers.set_scene(1)
    with servers.systems() as systems:
        _dies_after_the_patch(systems, servers)
        verify(systems, new_run("verify"))
        servers.simulator.state.rename("Alb000", CUP)
        verify(systems, new_run("verify"))
        for _ in range(3):
            night(systems)
    assert servers.truth().albums["Alb000"].name == CUP


def _decide(servers: Stage, verdict: str, name: str | None = None) -> None:
    servers.connection.execute(
        "insert into album_name_decisions (album_key, verdict, name) values ('Alb000', %s, %s)", [verdict, name]
    )


def test_taking_back_an_answer_leaves_a_typed_name_protected_and_taking_back_once_more_does_not(
    servers: Stage,
) -> None:
    servers.set_scene(1)
    servers.simulator.state.rename("Alb000", BY_HAND)
    with servers.systems() as systems:
        pull(systems, new_run("pull"))
        _decide(servers, "later")
        _decide(servers, "withdraw")
        night(systems)
        assert servers.truth().albums["Alb000"].name == BY_HAND
        _decide(servers, "withdraw")
        night(systems)
    assert servers.truth().albums["Alb000"].name == f"{BY_HAND} - May 30, 2025"


def test_an_album_whose_rename_was_taken_back_waits_even_when_photos_of_another_day_arrive(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        night(systems)
        undo(systems, HistoryFilter(album_keys=("Alb000",)), new_run("undo"))
        two_days = {"days": {"2025-05-30": 3, "2025-05-31": 3}, "video_days": {}, "undated": 0}
        servers.connection.execute(
            "update smugmug_albums set capture_days = %s::jsonb where album_key = 'Alb000'", [json.dumps(two_days)]
        )
        run = new_run("night", unattended=True)
        apply_plan(systems, make_plan(systems, run, NamingOptions()), run, Allowed())
    assert servers.truth().albums["Alb000"].name == CUP


def test_a_name_that_a_person_locked_while_a_run_replaced_it_is_given_back(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        run = new_run("night", unattended=True)
        plan = make_plan(systems, run, NamingOptions(), album_keys=["Alb000"])
        chosen, _ = choose(plan, Allowed())
        opened, _ = open_changes_for(systems, [change_of(album) for album in chosen], run)
        _decide(servers, "lock")
        assert execute_changes(systems, opened, run)[0].new_name == CUP_DATED
        for _ in range(3):
            night(systems)
    assert servers.truth().albums["Alb000"].name == CUP


def test_a_decision_that_was_withdrawn_is_not_carried_out_by_recovery(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        _decide(servers, "edit", "Harbor Cup - the final")
        run = new_run("dies")
        plan = make_plan(systems, run, NamingOptions(), album_keys=["Alb000"])
        chosen, _ = choose(plan, Allowed())
        open_changes_for(systems, [change_of(album) for album in chosen], run)
        _decide(servers, "withdraw")
        finish_open_changes(systems, new_run("recovery"))
    assert servers.truth().albums["Alb000"].name == CUP


def test_an_undo_leaves_an_album_locked(servers: Stage) -> None:
    servers.set_scene(1)
    with servers.systems() as systems:
        _decide(servers, "edit", "Harbor Cup - the final")
        night(systems)
        _decide(servers, "lock")
        undo(systems, HistoryFilter(album_keys=("Alb000",)), new_run("undo"))
        (state,) = systems.supabase.states(["Alb000"])
        assert state.word is not None
        assert (state.word.verdict, state.word.name) == ("lock", CUP)
        for _ in range(3):
            night(systems)
    assert servers.truth().albums["Alb000"].name == CUP
