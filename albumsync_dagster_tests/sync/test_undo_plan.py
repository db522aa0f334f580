"""What to take back is decided by a pure function over the journal and SmugMug's present names."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumsync_dagster.supabase import Change, ChangeStatus, Reason
from albumsync_dagster.sync.undoing import plan_undo
from albumsync_dagster.sync.values import ResultKind

AT = datetime(2025, 10, 28, 10, 0, tzinfo=UTC)
"""One time for all lines: entries of one transaction tie, so only the sequence orders them."""


def line(
    sequence: int,
    old: str | None,
    new: str,
    *,
    album: str = "HtxsgN",
    reason: Reason = Reason.DRIFT,
    old_description: str | None = None,
    new_description: str | None = None,
) -> Change:
    return Change(
        id=f"change-{sequence}",
        album_key=album,
        old_name=old,
        new_name=new,
        reason=reason,
        drift=40,
        undoes=None,
        old_description=old_description,
        new_description=new_description,
        sequence=sequence,
        changed_at=AT,
        changed_by="test",
        run_id="run",
        status=ChangeStatus.VERIFIED,
        error=None,
        photo_rows=3,
        verified_at=AT,
    )


def test_two_steps_go_back_to_the_name_before_the_first_one() -> None:
    # The design document's rollback restored the last step only.
    plan = plan_undo([line(1, "A", "B"), line(2, "B", "C")], {"HtxsgN": "C"})
    assert [(change.old_name, change.new_name, change.undoes) for change in plan.changes] == [("C", "A", "change-2")]


def test_a_description_that_was_given_where_none_was_known_is_taken_back_to_an_empty_one() -> None:
    # None would leave the description that we gave.
    plan = plan_undo([line(1, "A", "B", new_description="Stars")], {"HtxsgN": "B"})
    assert (plan.changes[0].old_description, plan.changes[0].new_description) == ("Stars", "")


def test_equal_time_stamps_are_ordered_by_the_sequence() -> None:
    # Two entries of one transaction tied on now().
    plan = plan_undo([line(2, "B", "C"), line(1, "A", "B")], {"HtxsgN": "C"})
    assert plan.changes[0].new_name == "A"


def test_an_album_that_is_back_already_is_left_out() -> None:
    # Run twice, the design document's rollback undid its own undo.
    plan = plan_undo([line(1, "A", "B"), line(2, "B", "A", reason=Reason.UNDO)], {"HtxsgN": "A"})
    assert plan.changes == ()
    assert plan.refused == ()


def test_an_undo_can_be_undone() -> None:
    plan = plan_undo([line(2, "B", "A", reason=Reason.UNDO)], {"HtxsgN": "A"})
    assert [(change.old_name, change.new_name) for change in plan.changes] == [("A", "B")]


def test_a_name_that_a_person_gave_since_is_refused_and_told() -> None:
    # The design document's rollback overwrote later renames by people.
    plan = plan_undo([line(1, "A", "B")], {"HtxsgN": "Anna's birthday"})
    assert plan.changes == ()
    assert [(refusal.kind, refusal.detail) for refusal in plan.refused] == [
        (ResultKind.REFUSED, 'It was renamed to "Anna\'s birthday" since.')
    ]


def test_a_later_change_outside_the_scope_stands_in_the_way() -> None:
    plan = plan_undo([line(1, "A", "B")], {"HtxsgN": "C"})
    assert plan.refused[0].album_key == "HtxsgN"


def test_an_album_that_smugmug_no_longer_has_is_refused() -> None:
    plan = plan_undo([line(1, "A", "B")], {})
    assert plan.refused[0].detail == "SmugMug no longer has this album."


def test_a_heal_alone_is_taken_back_on_the_row_side_only() -> None:
    plan = plan_undo([line(1, None, "B", reason=Reason.HEAL)], {"HtxsgN": "B"})
    assert [(c.reason, c.old_name, c.new_name, c.undoes) for c in plan.changes] == [
        (Reason.RESTORE, "B", "B", "change-1")
    ]


def test_a_heal_beside_a_rename_is_taken_back_with_it() -> None:
    plan = plan_undo([line(1, None, "A", reason=Reason.HEAL), line(2, "A", "B")], {"HtxsgN": "B"})
    assert [(c.reason, c.new_name) for c in plan.changes] == [(Reason.UNDO, "A")]


def test_a_description_goes_back_with_its_name() -> None:
    lines = [line(1, "A", "B", old_description="", new_description="x"), line(2, "B", "C")]
    (change,) = plan_undo(lines, {"HtxsgN": "C"}).changes
    assert (change.old_description, change.new_description) == ("x", "")


NAMES = st.sampled_from("ABCDE")


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Change], str]:
    """The journal of an album between whose lines people may have renamed it, and its name at the end."""
    present = draw(NAMES)
    lines: list[Change] = []
    for sequence in range(draw(st.integers(1, 6))):
        if draw(st.booleans()) and lines:
            present = draw(NAMES)
        new = draw(st.sampled_from([name for name in "ABCDE" if name != present]))
        lines.append(line(sequence, present, new, reason=draw(st.sampled_from([Reason.DRIFT, Reason.UNDO]))))
        present = new
    return lines, draw(st.one_of(st.just(present), NAMES))


@given(histories(), st.data())
def test_any_scope_goes_back_to_the_name_before_it_or_is_refused_by_name(
    history: tuple[list[Change], str], data: st.DataObject
) -> None:
    lines, present = history
    start = data.draw(st.integers(0, len(lines) - 1))
    end = data.draw(st.integers(start + 1, len(lines)))
    scope = lines[start:end]
    plan = plan_undo(data.draw(st.permutations(scope)), {"HtxsgN": present})
    target, given_name = scope[0].old_name, scope[-1].new_name
    if present == target:
        assert (plan.changes, plan.refused) == ((), ())
    elif present == given_name:
        assert [(c.old_name, c.new_name) for c in plan.changes] == [(present, target)]
    else:
        assert plan.changes == ()
        assert repr(present) in plan.refused[0].detail


@pytest.mark.parametrize("album", ["a", "b"])
def test_albums_are_judged_apart(album: str) -> None:
    lines = [line(1, "A", "B", album="a"), line(2, "A", "B", album="b")]
    other = "b" if album == "a" else "a"
    plan = plan_undo(lines, {album: "B", other: "C"})
    assert [change.album_key for change in plan.changes] == [album]
    assert [refusal.album_key for refusal in plan.refused] == [other]
