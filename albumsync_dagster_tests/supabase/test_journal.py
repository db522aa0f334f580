from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from psycopg.types.json import Json

from albumsync_dagster.supabase import (
    Change,
    ChangeStatus,
    HistoryFilter,
    JournalLost,
    NewChange,
    Outcome,
    Reason,
    SupabaseAnswerError,
    SupabaseClient,
    UnattendedLimit,
)
from albumsync_dagster_tests.supabase.project import NOW, Project, albums, change, key, keys

RENAMED, CONFLICT, ABANDONED, FAILED = (
    ChangeStatus.RENAMED,
    ChangeStatus.CONFLICT,
    ChangeStatus.ABANDONED,
    ChangeStatus.FAILED,
)


def outcome(of: Change, status: ChangeStatus, error: str | None = None, seen: ChangeStatus | None = None) -> Outcome:
    return Outcome(change_id=of.id, status=status, error=error, seen=seen)


def told(project: Project, *outcomes: Outcome) -> list[ChangeStatus]:
    return [each.status for each in project.client.record_outcomes(outcomes, run_id="run-2")]


# Opening


def test_a_change_is_planned_in_the_order_in_which_it_was_journaled(project: Project) -> None:
    undone = project.opened(change("K1", "B", "B2"))[0]
    project.client.record_outcomes([outcome(undone, RENAMED)], run_id="run-1")
    wanted = NewChange(
        album_key="K0",
        old_name="A \\ 'quoted' \"%s\"",
        new_name="A2 🏐",
        reason=Reason.UNDO,
        drift=40,
        undoes=undone.id,
        old_description="Old",
        new_description="New",
    )
    (opened,) = project.client.journal([wanted], run_id="run-1", changed_by="me").opened
    assert opened == Change(
        id=opened.id,
        album_key="K0",
        old_name="A \\ 'quoted' \"%s\"",
        new_name="A2 🏐",
        reason=Reason.UNDO,
        drift=40,
        undoes=undone.id,
        old_description="Old",
        new_description="New",
        sequence=undone.sequence + 1,
        changed_at=opened.changed_at,
        changed_by="me",
        run_id="run-1",
        status=ChangeStatus.PLANNED,
        error=None,
        photo_rows=0,
        verified_at=None,
    )


def test_an_album_has_one_open_change(project: Project) -> None:
    (theirs,) = project.opened(change("K0", "A", "B"), run_id="run-1")
    journaled = project.client.journal(
        [change("K0", "A", "C"), change("K1", "A", "C")], run_id="run-2", changed_by="tests"
    )
    assert keys(list(journaled.opened)) == ["K1"]
    assert journaled.refused == (theirs,)


def test_a_change_that_smugmug_confirmed_still_keeps_others_out(project: Project) -> None:
    (theirs,) = project.renamed(change("K0", "A", "B"))
    journaled = project.client.journal([change("K0", "B", "C")], run_id="run-2", changed_by="tests")
    assert [each.id for each in journaled.refused] == [theirs.id]


def test_a_closed_change_lets_the_next_one_in(project: Project) -> None:
    (first,) = project.opened(change("K0", "A", "B"))
    told(project, outcome(first, ABANDONED))
    assert len(project.opened(change("K0", "A", "C"))) == 1


def test_two_changes_of_one_album_in_one_call_open_one(project: Project) -> None:
    journaled = project.client.journal([change("K0", "A", "B"), change("K0", "A", "C")], run_id="r", changed_by="t")
    assert len(journaled.opened) == 1
    assert journaled.refused == journaled.opened


def test_runs_that_start_at_the_same_moment_share_the_albums_out(project: Project) -> None:
    wanted = [change(f"K{number}", "A", "B") for number in range(50)]
    start = threading.Barrier(4)

    def run(name: str) -> list[Change]:
        with SupabaseClient(project.base_url, key()) as client:
            start.wait()
            journaled = client.journal(wanted, run_id=name, changed_by="tests")
            assert {each.run_id for each in journaled.refused} <= {"0", "1", "2", "3"} - {name}
            return list(journaled.opened)

    with ThreadPoolExecutor(4) as pool:
        opened = [each for found in pool.map(run, "0123") for each in found]
    assert sorted(keys(opened)) == sorted(each.album_key for each in wanted)
    assert project.value("select count(*) from album_name_changes") == 50


def test_a_journal_call_that_is_repeated_finds_its_own_lines(project: Project) -> None:
    # What the client does when the answer of the first call was lost.
    line = {"id": str(uuid.uuid4()), "album_key": "K0", "old_name": "A", "new_name": "B", "reason": "drift"}
    payload = {"changes": [line], "run_id": "run-1", "changed_by": "tests"}
    first = project.value("select albumsync_journal(%s::jsonb)", Json(payload))
    again = project.value("select albumsync_journal(%s::jsonb)", Json(payload))
    assert again == first
    assert [each["id"] for each in again["opened"]] == [line["id"]]


def test_a_run_counts_what_another_one_is_just_journaling(project: Project) -> None:
    def asked(*album_keys: str, reason: str = "drift") -> dict[str, object]:
        lines = [
            {"id": str(uuid.uuid4()), "album_key": key, "old_name": "A", "new_name": "B", "reason": reason}
            for key in album_keys
        ]
        limit = {"albums": 2, "share": 0.1, "since": "2020-01-01T00:00:00Z"}
        return {"changes": lines, "run_id": "r", "changed_by": "t", "unattended": True, "limit": limit}

    call = "select albumsync_journal(%s::jsonb)"
    with (
        psycopg.connect(project.database_url, autocommit=True) as other,
        psycopg.connect(project.database_url) as first,
        ThreadPoolExecutor(1) as threads,
    ):
        first.execute(call, [Json(asked("K0", "K1"))])
        second = threads.submit(lambda: other.execute(call, [Json(asked("K2"))]).fetchone())
        # It waits for the one that has not committed yet.
        while not project.value("select count(*) from pg_locks where locktype = 'advisory' and not granted"):
            assert not second.done()
        first.commit()
        (answer,) = second.result(60) or ({},)
    assert answer["over_limit"] == {"album_keys": ["K2"], "recent": 2, "account": 0}
    # The same albums, and names that a person decided on, add nothing.
    assert len(project.value(call, Json(asked("K1") | {"unattended": False}))["refused"]) == 1
    assert len(project.value(call, Json(asked("K3", reason="decision")))["opened"]) == 1


def test_no_album_is_given_the_name_that_another_one_keeps(project: Project) -> None:
    """A saved plan gave a name that somebody had given another album since."""
    project.client.record_listing(albums("A", "Cup", "C", "D"), listed_at=NOW)
    project.opened(change("K2", "C", "Gone by now"))
    taken = change("K0", "A", "cup")
    moving = [change("K0", "A", "c"), change("K3", "D", "Cup"), change("K1", "Cup", "E")]
    for wanted, keys_opened, keys_taken in (
        ([taken], [], {"K0": "K1"}),
        # The name that an open change is about to give is held by its album, whatever that is called now.
        ([change("K0", "A", "gone by now"), change("K2", "C", "cup")], [], {"K0": "K2", "K2": "K1"}),
        (moving, ["K0", "K1", "K3"], {}),
    ):
        journaled = project.client.journal(wanted, run_id="run-2", changed_by="tests")
        assert sorted(opened.album_key for opened in journaled.opened) == keys_opened
        assert dict(journaled.taken) == keys_taken


def test_an_album_that_is_held_by_the_limit_keeps_its_name_from_others(project: Project) -> None:
    project.client.record_listing(albums("A", "Cup"), listed_at=NOW)
    wanted = [change("K0", "A", "Cup", Reason.DECISION), change("K1", "Cup", "E")]
    limit = UnattendedLimit(albums=0, share=0.0, since=NOW)
    journaled = project.client.journal(wanted, run_id="run-1", changed_by="tests", unattended=True, limit=limit)
    assert journaled.over_limit is not None
    assert (journaled.opened, dict(journaled.taken), journaled.over_limit.album_keys) == ((), {"K0": "K1"}, ("K1",))


def test_nothing_is_journaled_for_no_albums(project: Project) -> None:
    journaled = project.client.journal([], run_id="run-1", changed_by="tests")
    assert (journaled.opened, journaled.refused) == ((), ())


@pytest.mark.parametrize(
    "wrong", [change("K0", "A", ""), change("K0", "A", "B", undoes="12345678-1234-1234-1234-123456789abc")]
)
def test_a_change_that_makes_no_sense_is_refused_whole(project: Project, wrong: NewChange) -> None:
    with pytest.raises(SupabaseAnswerError):
        project.client.journal([change("K1", "A", "B"), wrong], run_id="run-1", changed_by="tests")
    assert project.client.history(HistoryFilter()) == []


# Outcomes


@pytest.mark.parametrize("status", [RENAMED, CONFLICT, ABANDONED, FAILED])
def test_a_planned_change_goes_where_smugmug_says(project: Project, status: ChangeStatus) -> None:
    (opened,) = project.opened(change("K0", "A", "B"))
    (now,) = project.client.record_outcomes([outcome(opened, status, "because")], run_id="run-2")
    assert now == replace(opened, status=status, error="because")
    # RemoteOutcome twice: the first answer may have been lost.
    assert project.client.record_outcomes([outcome(opened, status, "because")], run_id="run-2") == [now]


@pytest.mark.parametrize("verdict", [CONFLICT, ABANDONED, FAILED])
def test_the_echo_outranks_an_older_verdict(project: Project, verdict: ChangeStatus) -> None:
    (opened,) = project.opened(change("K0", "A", "B"))
    assert told(project, outcome(opened, verdict, "somebody thought so")) == [verdict]
    assert told(project, outcome(opened, RENAMED)) == [RENAMED]


def test_the_echo_comes_too_late_where_another_change_is_open(project: Project) -> None:
    (first,) = project.opened(change("K0", "A", "B"))
    told(project, outcome(first, ABANDONED))
    project.opened(change("K0", "A", "C"))
    assert told(project, outcome(first, RENAMED)) == [ABANDONED]


@pytest.mark.parametrize("verdict", [CONFLICT, ABANDONED, FAILED])
def test_a_renamed_change_closes_where_smugmug_no_longer_has_the_name(project: Project, verdict: ChangeStatus) -> None:
    (opened,) = project.renamed(change("K0", "A", "B"))
    assert told(project, outcome(opened, verdict, seen=RENAMED)) == [verdict]
    assert project.client.open_changes() == []


def test_a_verdict_on_what_has_moved_since_is_passed_over(project: Project) -> None:
    (opened,) = project.renamed(change("K0", "A", "B"))
    assert told(project, outcome(opened, CONFLICT, seen=ChangeStatus.PLANNED)) == [RENAMED]


@pytest.mark.parametrize("verdict", [RENAMED, CONFLICT, ABANDONED, FAILED])
def test_nothing_takes_a_finished_change_back(project: Project, verdict: ChangeStatus) -> None:
    (done,) = project.done(change("K0", "A", "B"))
    (now,) = project.client.record_outcomes([Outcome(change_id=done, status=verdict)], run_id="run-2")
    assert now.status is ChangeStatus.DONE


@pytest.mark.parametrize("status", [ChangeStatus.PLANNED, ChangeStatus.DONE, ChangeStatus.VERIFIED])
def test_an_outcome_can_not_skip_the_rows(project: Project, status: ChangeStatus) -> None:
    (opened,) = project.opened(change("K0", "A", "B"))
    assert told(project, outcome(opened, status)) == [ChangeStatus.PLANNED]


def test_outcomes_come_back_oldest_first_and_an_unknown_id_is_a_journal_that_was_lost(project: Project) -> None:
    opened = project.opened(*(change(f"K{number}", "A", "B") for number in range(3)))
    now = project.client.record_outcomes([outcome(each, RENAMED) for each in reversed(opened)], run_id="r")
    assert [each.id for each in now] == [each.id for each in opened]
    unknown = Outcome(change_id=str(uuid.uuid4()), status=RENAMED)
    with pytest.raises(JournalLost):
        project.client.record_outcomes([outcome(opened[0], RENAMED), unknown], run_id="r")


def test_two_late_echoes_of_one_album_reopen_one_change_at_most(project: Project) -> None:
    (first,) = project.opened(change("K0", "A", "B"))
    told(project, outcome(first, ABANDONED))
    (second,) = project.opened(change("K0", "A", "C"))
    told(project, outcome(second, ABANDONED))
    start = threading.Barrier(2)

    def echo(late: Change) -> ChangeStatus:
        with SupabaseClient(project.base_url, key()) as client:
            start.wait()
            return client.record_outcomes([outcome(late, RENAMED)], run_id="run-2")[0].status

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(echo, [first, second])) == [ABANDONED, RENAMED]


# Photo rows


def test_rows_follow_a_confirmed_change(project: Project) -> None:
    project.photos("K0", {"A": 3, "older": 2, None: 1, "B": 4})
    project.photos("K1", {"A": 5})
    project.photos(None, {"A": 6})
    (confirmed,) = project.renamed(change("K0", "A", "B"))
    (written,) = project.client.write_rows([confirmed.id])
    assert (written.change_id, written.written, written.left) == (confirmed.id, 6, 0)
    assert project.names("K0") == {"B": 10}
    assert project.names("K1") == {"A": 5}
    assert project.value("select count(*) from photo_metadata where album_key is null and album_name = 'A'") == 6
    (line,) = project.client.history(HistoryFilter(change_id=confirmed.id))
    assert (line.status, line.photo_rows) == (ChangeStatus.DONE, 6)


def test_only_rows_that_differ_are_written(project: Project) -> None:
    project.photos("K0", {"A": 3, "B": 4})
    kept = "select xmin::text, updated_at from photo_metadata where album_name = 'B' order by image_key"
    before = project.sql(kept)
    (confirmed,) = project.renamed(change("K0", "A", "B"))
    kept_only = kept.replace("where", "where updated_at = '2020-01-01' and")
    project.client.write_rows([confirmed.id])
    assert project.sql(kept_only) == before
    assert project.value("select count(*) from photo_metadata where updated_at > now() - interval '1 hour'") == 3


@pytest.mark.parametrize("status", [None, CONFLICT, ABANDONED, FAILED])
def test_rows_do_not_follow_a_change_that_smugmug_did_not_confirm(
    project: Project, status: ChangeStatus | None
) -> None:
    project.photos("K0", {"A": 3})
    (opened,) = project.opened(change("K0", "A", "B"))
    if status:
        told(project, outcome(opened, status))
    assert project.client.write_rows([opened.id]) == []
    assert project.names("K0") == {"A": 3}


def test_an_album_without_rows_is_done_with_none_written(project: Project) -> None:
    (confirmed,) = project.renamed(change("K0", "A", "B"))
    (written,) = project.client.write_rows([confirmed.id])
    assert (written.written, written.left) == (0, 0)
    assert project.status(confirmed.id) == "done"


def test_a_large_album_is_written_in_pieces_that_say_what_is_left(project: Project) -> None:
    project.photos("K0", {"A": 2500})
    (confirmed,) = project.renamed(change("K0", "A", "B"))
    seen = []
    while True:
        (piece,) = project.client.write_rows([confirmed.id], at_most=1000)
        seen.append((piece.written, piece.left, project.status(confirmed.id)))
        if not piece.left:
            break
    assert seen == [(1000, 1500, "renamed"), (1000, 500, "renamed"), (500, 0, "done")]
    assert project.client.history(HistoryFilter())[0].photo_rows == 2500


def test_pieces_go_over_album_borders(project: Project) -> None:
    confirmed = project.renamed(*(change(f"K{number}", "A", "B") for number in range(4)))
    for number in range(4):
        project.photos(f"K{number}", {"A": 600})
    ids = [each.id for each in confirmed]
    written = dict.fromkeys(ids, 0)
    calls = 0
    left = ids
    while left:
        calls += 1
        pieces = project.client.write_rows(left, at_most=1000)
        for piece in pieces:
            written[piece.change_id] += piece.written
        left = [piece.change_id for piece in pieces if piece.left]
    assert calls == 3
    assert set(written.values()) == {600}


@pytest.mark.parametrize(("count", "each"), [(1, 2000), (20, 100)])
def test_a_piece_stops_by_itself_where_writing_is_slow(project: Project, count: int, each: int) -> None:
    # 20 ms a row: 500 rows took 10 s, were killed by the statement time-out of 8 s, and everything was lost, each time.
    project.sql(
        "create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(0.02); return new; end $$"
    )
    project.sql("create trigger slow before update on photo_metadata for each row execute function slow()")
    try:
        for number in range(count):
            project.photos(f"K{number}", {"A": each})
        confirmed = project.renamed(*(change(f"K{number}", "A", "B") for number in range(count)))
        pieces = project.client.write_rows([one.id for one in confirmed])
        written = sum(piece.written for piece in pieces)
        assert 0 < written < 500
        assert sum(piece.left for piece in pieces) == 2000 - written
        assert project.value("select count(*) from photo_metadata where album_name = 'B'") == written
    finally:
        project.sql("drop function slow cascade")


def test_a_repeated_call_after_the_last_row_says_that_nothing_is_left(project: Project) -> None:
    project.photos("K0", {"A": 3})
    (done,) = project.done(change("K0", "A", "B"))
    (again,) = project.client.write_rows([done])
    assert (again.written, again.left) == (0, 0)


@pytest.mark.parametrize(("count", "each"), [(1, 3000), (30, 100)])
def test_two_runs_that_write_the_same_rows_do_not_lose_one(project: Project, count: int, each: int) -> None:
    for number in range(count):
        project.photos(f"K{number}", {"A": each})
    ids = [one.id for one in project.renamed(*(change(f"K{number}", "A", "B") for number in range(count)))]

    def run(_: int) -> int:
        written, left = 0, ids
        with SupabaseClient(project.base_url, key()) as client:
            while left:
                pieces = client.write_rows(left, at_most=500)
                written += sum(piece.written for piece in pieces)
                left = [piece.change_id for piece in pieces if piece.left]
        return written

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(run, range(2))) == 3000
    assert project.value("select count(*) from photo_metadata where album_name = 'B'") == 3000
    assert {line.photo_rows for line in project.client.history(HistoryFilter())} == {each}


def test_a_row_that_somebody_takes_to_another_album_meanwhile_is_left_alone(project: Project) -> None:
    for number in range(3):
        project.photos(f"K{number}", {"A": 100})
    ids = [one.id for one in project.renamed(*(change(f"K{number}", "A", "B") for number in range(3)))]
    with psycopg.connect(project.database_url) as person, ThreadPoolExecutor(1) as pool:
        person.execute(
            "update photo_metadata set album_key = 'mine'"
            " where image_key in (select min(image_key) from photo_metadata group by album_key)"
        )
        writing = pool.submit(project.client.write_rows, ids)
        while not project.value("select count(*) from pg_locks where not granted"):
            assert not writing.done()
        person.commit()
        pieces = writing.result()
    assert [(piece.written, piece.left) for piece in pieces] == [(99, 1)] * 3
    assert [(piece.written, piece.left) for piece in project.client.write_rows(ids)] == [(0, 0)] * 3
    assert project.names("mine") == {"A": 3}
    assert {project.status(each) for each in ids} == {"done"}


def test_readers_and_writers_of_other_rows_are_not_kept_waiting(project: Project) -> None:
    project.photos("K0", {"A": 100})
    project.photos("K1", {"A": 1})
    (confirmed,) = project.renamed(change("K0", "A", "B"))
    with psycopg.connect(project.database_url) as ours:
        ours.execute(
            "select albumsync_write_rows(jsonb_build_object('change_ids', jsonb_build_array(%s::text), 'at_most', 50))",
            [confirmed.id],
        )
        # Our transaction is still open: it holds its locks.
        project.sql("set lock_timeout = '1s'")
        assert project.names("K0") == {"A": 100}
        project.sql("update photo_metadata set sport_type = 'volleyball' where album_key = 'K1'")
        ours.rollback()
    project.sql("set lock_timeout = 0")


def test_a_users_triggers_fire_for_each_row_written(project: Project) -> None:
    project.sql("create table fired (image_key text)")
    project.sql(
        "create function note() returns trigger language plpgsql as $$"
        " begin insert into public.fired values (new.image_key); return null; end $$"
    )
    project.sql("create trigger note after update on photo_metadata for each row execute function note()")
    project.sql("grant insert on fired to service_role")
    try:
        project.photos("K0", {"A": 3, "B": 2})
        project.done(change("K0", "A", "B"))
        assert project.value("select count(*) from fired") == 3
    finally:
        project.sql("drop function note cascade")
        project.sql("drop table fired")


# Heal and restore


def restore(project: Project, album_key: str, name: str, undoes: str) -> str:
    (done,) = project.done(change(album_key, name, name, Reason.RESTORE, undoes=undoes))
    return done


def test_a_heal_can_be_taken_back_row_by_row(project: Project) -> None:
    project.photos("K0", {"A": 3, "older": 2, None: 1, "B": 4})
    (heal,) = project.done(change("K0", "A", "B", Reason.HEAL))
    assert project.names("K0") == {"B": 10}
    back = restore(project, "K0", "B", heal)
    assert project.names("K0") == {"A": 3, "older": 2, None: 1, "B": 4}
    # And the restore in its turn.
    restore(project, "K0", "B", back)
    assert project.names("K0") == {"B": 10}


def test_a_restore_leaves_rows_that_somebody_wrote_since(project: Project) -> None:
    project.photos("K0", {"A": 3})
    (heal,) = project.done(change("K0", "A", "B", Reason.HEAL))
    project.sql(
        "update photo_metadata set album_name = 'mine' where image_key = (select min(image_key) from photo_metadata)"
    )
    restore(project, "K0", "B", heal)
    assert project.names("K0") == {"A": 2, "mine": 1}


def test_a_restore_goes_back_over_several_heals_to_what_the_first_found(project: Project) -> None:
    project.photos("K0", {"A": 3})
    (first,) = project.done(change("K0", "A", "B", Reason.HEAL))
    project.photos("K0", {None: 2})
    project.done(change("K0", None, "B", Reason.HEAL))
    project.sql("update photo_metadata set album_name = 'A2' where album_name = 'B'")
    project.done(change("K0", "A2", "B", Reason.HEAL))
    restore(project, "K0", "B", first)
    assert project.names("K0") == {"A": 3, None: 2}


def test_a_restore_in_pieces_comes_to_an_end(project: Project) -> None:
    project.photos("K0", {"A": 30, None: 20})
    (heal,) = project.done(change("K0", "A", "B", Reason.HEAL))
    (confirmed,) = project.renamed(change("K0", "B", "B", Reason.RESTORE, undoes=heal))
    left: list[int] = []
    while not left or left[-1]:
        (piece,) = project.client.write_rows([confirmed.id], at_most=20)
        left.append(piece.left)
    assert left == [30, 10, 0]
    assert project.names("K0") == {"A": 30, None: 20}
    assert project.status(confirmed.id) == "done"


# Verification


def test_a_change_is_verified_where_both_sides_agree(project: Project) -> None:
    (album,) = albums("A")
    project.client.record_listing([album], listed_at=NOW)
    project.photos("K0", {"A": 3})
    (done,) = project.done(change("K0", "A", "B"))
    at = NOW + timedelta(minutes=1)
    (now,) = project.client.mark_verified([replace(album, name="B")], change_ids=[done], at=at)
    assert (now.status, now.verified_at) == (ChangeStatus.VERIFIED, at)
    (state,) = project.client.states()
    assert (state.verified_at, state.album.name) == (at, "B")
    # A second look later does not move the change.
    (again,) = project.client.mark_verified([replace(album, name="B")], change_ids=[done], at=at + timedelta(hours=1))
    assert again == now


def differing_row(project: Project) -> None:
    project.photos("K0", {"A": 1})


def nameless_row(project: Project) -> None:
    project.photos("K0", {None: 1})


@pytest.mark.parametrize("spoil", [differing_row, nameless_row])
def test_a_change_is_not_verified_where_one_row_differs(project: Project, spoil: Callable[[Project], None]) -> None:
    (album,) = albums("B")
    project.photos("K0", {"A": 3})
    (done,) = project.done(change("K0", "A", "B"))
    spoil(project)
    (now,) = project.client.mark_verified([album], change_ids=[done], at=NOW)
    assert now.status is ChangeStatus.DONE
    assert project.client.states()[0].verified_at is None


def test_a_change_is_not_verified_where_smugmug_says_another_name(project: Project) -> None:
    project.photos("K0", {"A": 3})
    (done,) = project.done(change("K0", "A", "B"))
    (now,) = project.client.mark_verified(albums("C"), change_ids=[done], at=NOW)
    assert now.status is ChangeStatus.DONE


def test_a_change_with_rows_still_to_write_is_not_verified(project: Project) -> None:
    (confirmed,) = project.renamed(change("K0", "A", "B"))
    (now,) = project.client.mark_verified(albums("B"), change_ids=[confirmed.id], at=NOW)
    assert now.status is RENAMED


# Reading the journal


def test_open_changes_are_those_with_something_left_to_do(project: Project) -> None:
    project.done(change("K0", "A", "B"))
    (abandoned,) = project.opened(change("K1", "A", "B"))
    told(project, outcome(abandoned, ABANDONED))
    (confirmed,) = project.renamed(change("K3", "A", "B"))
    (planned,) = project.opened(change("K2", "A", "B"))
    assert [each.id for each in project.client.open_changes()] == [confirmed.id, planned.id]
    assert [each.id for each in project.client.open_changes(["K2", "K0"])] == [planned.id]
    assert project.client.open_changes([]) == []


def test_all_open_changes_are_told_however_many(project: Project) -> None:
    project.opened(*(change(f"K{number}", "A", "B") for number in range(2500)))
    assert len(project.client.open_changes()) == 2500


def test_history_is_newest_first_and_whole(project: Project) -> None:
    project.opened(*(change(f"K{number}", "A", "B") for number in range(4100)))
    lines = project.client.history(HistoryFilter())
    assert [line.sequence for line in lines] == sorted((line.sequence for line in lines), reverse=True)
    assert len({line.id for line in lines}) == 4100
    assert len(project.client.history(HistoryFilter(limit=2100))) == 2100


def test_every_filter_of_the_history_must_match(project: Project) -> None:
    (first,) = project.done(change("K0", "A", "B"), run_id="run-1")
    (second,) = (each.id for each in project.opened(change("K0", "B", "C"), run_id="run-2"))
    (third,) = (each.id for each in project.opened(change("K1", "B", "C"), run_id="run-2"))
    (line,) = project.client.history(HistoryFilter(change_id=second))
    at = line.changed_at

    def ids(**wanted: object) -> list[str]:
        return [each.id for each in project.client.history(HistoryFilter(**wanted))]  # type: ignore[arg-type]

    assert ids(run_id="run-2") == [third, second]
    assert ids(album_keys=("K0",)) == [second, first]
    assert ids(album_keys=("K0",), run_id="run-2") == [second]
    assert ids(statuses=(ChangeStatus.DONE, ChangeStatus.VERIFIED)) == [first]
    assert ids(since=at) == [third, second]
    assert ids(until=at) == [first]
    assert ids(since=at, until=at + timedelta(microseconds=1)) == [second]
    assert ids(change_id="not an id") == []


# Append-only


def as_role(project: Project, role: str, statement: str) -> None:
    with psycopg.connect(project.database_url) as connection:
        connection.execute(f"set role {role}".encode())
        connection.execute(statement.encode())


TAMPERING = [
    "delete from album_name_changes where true",
    "truncate album_name_changes cascade",
    "update album_name_changes set new_name = 'forged' where true",
    "update album_name_changes set old_name = 'forged' where true",
    "update album_name_changes set changed_at = now() where true",
    "update album_name_changes set run_id = '' where true",
    "update album_name_changes set status = 'conflict' where true",
    "update album_name_changes set status = 'verified', verified_at = now() where true",
    "update album_name_changes set sequence = default where true",
    "insert into album_name_changes (album_key, old_name, new_name, status, reason)"
    " values ('K9', 'A', 'B', 'planned', 'drift')",
    "insert into album_name_changes (id, album_key, old_name, new_name)"
    " select id, 'K9', 'A', 'B' from album_name_changes",
]


@pytest.mark.parametrize("role", ["postgres", "service_role", "authenticated", "anon"])
@pytest.mark.parametrize("statement", TAMPERING)
def test_no_role_can_rewrite_the_journal(project: Project, role: str, statement: str) -> None:
    project.opened(change("K0", "A", "B"))
    before = project.sql("select * from album_name_changes")
    with pytest.raises(psycopg.Error):
        as_role(project, role, statement)
    assert project.sql("select * from album_name_changes") == before


@pytest.mark.parametrize(
    "statement",
    [
        "update album_name_changes set new_name = 'forged' where true",
        "update album_name_changes set status = 'verified' where true",
        "update album_name_changes set status = 'imported', reason = 'imported' where true",
        "delete from album_name_changes where true",
    ],
)
def test_the_gate_of_the_functions_opens_legal_transitions_only(project: Project, statement: str) -> None:
    # A caller with SQL of their own can set what the functions set; the past and the states are guarded all the same.
    project.opened(change("K0", "A", "B"))
    with pytest.raises(psycopg.Error):
        as_role(project, "service_role", f"set albumsync.journal = 'open'; {statement}")
    assert project.client.history(HistoryFilter())[0].status is ChangeStatus.PLANNED


def test_the_gate_is_closed_again_after_every_function(project: Project) -> None:
    (opened,) = project.opened(change("K0", "A", "B"))
    with psycopg.connect(project.database_url) as connection:
        connection.execute(
            "select albumsync_record_outcomes(jsonb_build_object('run_id', 'r', 'outcomes',"
            " jsonb_build_array(jsonb_build_object('id', %s::text, 'status', 'conflict'))))",
            [opened.id],
        )
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("update album_name_changes set status = 'renamed' where true")


def test_another_tool_may_go_on_adding_its_lines(project: Project) -> None:
    # The design document's own INSERT.
    as_role(
        project,
        "service_role",
        "insert into album_name_changes (album_key, old_name, new_name, changed_by)"
        " values ('HtxsgN', 'Old Name', 'New Name - May 30', 'enrichment-pipeline')",
    )
    (line,) = project.client.history(HistoryFilter())
    assert (line.status, line.reason, line.run_id) == (ChangeStatus.IMPORTED, Reason.IMPORTED, "")
    assert project.client.open_changes() == []
