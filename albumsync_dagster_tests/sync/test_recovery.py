"""Whether recovery still gives the name of an open change, after a person decided or typed a name."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from albumsync_dagster.naming import Album
from albumsync_dagster.supabase import AlbumState, Change, ChangeStatus, NamedByAPerson, Reason, RowNames, StoredWord
from albumsync_dagster.sync.recovery import decided_otherwise
from albumsync_dagster_tests.support.questions import NOW

OLD, NEW = "Harbor Cup", "Harbor Cup - May 30, 2025"
BEFORE, AFTER = NOW - timedelta(seconds=1), NOW + timedelta(seconds=1)
GIVES_A_NAME = (Reason.DRIFT, Reason.UNDO)


def change(reason: Reason) -> Change:
    return Change(
        id="c1",
        album_key="Alb000",
        old_name=OLD,
        new_name=NEW,
        reason=reason,
        drift=None,
        undoes=None,
        old_description=None,
        new_description=None,
        sequence=1,
        changed_at=NOW,
        changed_by="Kim",
        run_id="r1",
        status=ChangeStatus.PLANNED,
        error=None,
        photo_rows=0,
        verified_at=None,
    )


def state(word: StoredWord | None = None, named: NamedByAPerson | None = None, name: str = OLD) -> AlbumState:
    return AlbumState(
        album=Album(album_key="Alb000", name=name),
        capture=None,
        captured_as_of=None,
        captured_stamps=None,
        enrichments=(),
        photo_facts=None,
        word=word,
        named=named,
        refused=(),
        rows=RowNames(total=2, names={OLD: 2}),
        rows_differing=0,
        former_names=(),
        taken_back=(),
        fingerprint="f",
        listed_at=NOW,
        verified_at=None,
    )


def word(verdict: str, name: str | None, *, newer: bool = True) -> StoredWord:
    return StoredWord(
        id="w1",
        album_key="Alb000",
        verdict=verdict,
        name=name,
        digest=None,
        decided_by="maria",
        decided_at=AFTER if newer else BEFORE,
        note="",
    )


@pytest.mark.parametrize("reason", GIVES_A_NAME)
@pytest.mark.parametrize(("verdict", "name"), [("keep", OLD), ("edit", "Chosen"), ("accept", "Chosen"), ("lock", OLD)])
def test_a_newer_decision_on_another_name_outranks_an_open_change(reason: Reason, verdict: str, name: str) -> None:
    why = decided_otherwise(change(reason), state(word(verdict, name)))
    assert why.startswith("maria ")
    assert (name in why) is (verdict != "lock")
    assert ("locked" in why) is (verdict == "lock")


@pytest.mark.parametrize("reason", GIVES_A_NAME)
@pytest.mark.parametrize("verdict", ["keep", "edit", "accept", "lock", "later"])
def test_an_older_decision_does_not_stop_a_change_that_was_journaled_after_it(reason: Reason, verdict: str) -> None:
    assert decided_otherwise(change(reason), state(word(verdict, OLD, newer=False))) == ""


@pytest.mark.parametrize("reason", [*GIVES_A_NAME, Reason.DECISION])
@pytest.mark.parametrize("verdict", ["edit", "accept"])
def test_a_decision_on_the_name_that_the_change_gives_lets_it_go_on(reason: Reason, verdict: str) -> None:
    # SmugMug stores a name without the white space around it.
    assert decided_otherwise(change(reason), state(word(verdict, f" {NEW} "))) == ""


@pytest.mark.parametrize("reason", GIVES_A_NAME)
def test_keeping_the_name_that_the_change_gives_or_deciding_later_lets_it_go_on(reason: Reason) -> None:
    assert decided_otherwise(change(reason), state(word("keep", NEW))) == ""
    assert decided_otherwise(change(reason), state(word("later", None))) == ""
    assert decided_otherwise(change(reason), state()) == ""


def test_a_name_that_carries_out_a_decision_is_given_only_while_it_is_the_newest() -> None:
    others = (word("keep", OLD), word("keep", OLD, newer=False), word("later", None), word("edit", "Chosen"))
    why = "The decision that asked for this name was withdrawn or replaced since."
    for newest in (None, *others):
        assert decided_otherwise(change(Reason.DECISION), state(newest)) == why


def test_a_decision_of_the_same_moment_is_older_than_the_change() -> None:
    decided = replace(word("keep", OLD), decided_at=NOW)
    assert decided_otherwise(change(Reason.DRIFT), state(decided)) == ""


@pytest.mark.parametrize("reason", [*GIVES_A_NAME, Reason.DECISION])
def test_a_name_typed_in_smugmug_since_outranks_an_open_change(reason: Reason) -> None:
    typed = NamedByAPerson(at=AFTER, before=NEW)
    decided = word("edit", NEW) if reason is Reason.DECISION else None
    assert repr(OLD) in decided_otherwise(change(reason), state(decided, named=typed))
    # The name that the change gives was typed by hand: nothing is left to be stopped.
    assert decided_otherwise(change(reason), state(decided, named=typed, name=NEW)) == ""
    # Typed before: the plan of the change took it into account.
    for at in (BEFORE, NOW):
        assert decided_otherwise(change(reason), state(decided, named=NamedByAPerson(at=at, before=NEW))) == ""


@pytest.mark.parametrize("reason", [Reason.HEAL, Reason.RESTORE])
def test_rows_follow_smugmug_whatever_was_decided(reason: Reason) -> None:
    typed = NamedByAPerson(at=AFTER, before=NEW)
    assert decided_otherwise(change(reason), state(word("lock", OLD), named=typed)) == ""
