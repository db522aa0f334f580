"""A plan is a value: what it allows, how it is written to a file and read back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumsync_dagster.naming import DateSource, Decision, Part, Proposal
from albumsync_dagster.supabase import RowNames
from albumsync_dagster.sync.errors import PlanFileError
from albumsync_dagster.sync.planfile import dump_plan, load_plan
from albumsync_dagster.sync.planning import Allowed, choose
from albumsync_dagster.sync.values import Plan, PlannedAlbum

AT = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


def planned(key: str, decision: Decision, existing: str = "Old", proposed: str = "New") -> PlannedAlbum:
    proposal = Proposal(
        album_key=key,
        existing=existing,
        proposed=proposed,
        drift=40,
        parts=(Part(part="date", points=40, why="The day is missing."),),
        decision=decision,
        reasons=("The day is missing.",),
        confidence=0.9,
        date_source=DateSource.CAPTURE,
    )
    return PlannedAlbum(
        proposal=proposal, rows=RowNames(total=3), rows_differing=0, fingerprint="f", digest=proposal.digest
    )


EVERY = Plan(
    made_at=AT,
    listed_at=AT,
    albums=tuple(planned(decision.value, decision) for decision in Decision),
)


def keys(albums: tuple[PlannedAlbum, ...]) -> list[str]:
    return [album.proposal.album_key for album in albums]


def test_an_unattended_run_renames_only_what_is_decided_and_holds_what_needs_a_look() -> None:
    chosen, held = choose(EVERY, Allowed())
    assert keys(chosen) == ["rename"]
    assert [album.decision for album in held] == [Decision.REVIEW]


def test_review_is_not_approved_for_albums_that_nobody_named() -> None:
    chosen, _ = choose(EVERY, Allowed(approve_review=True, force=True))
    assert keys(chosen) == ["rename"]


def test_a_named_album_in_review_is_renamed_once_it_is_approved() -> None:
    named = frozenset({"review"})
    assert keys(choose(EVERY, Allowed(album_keys=named))[0]) == []
    assert keys(choose(EVERY, Allowed(album_keys=named, approve_review=True))[0]) == ["review"]


def test_a_protected_album_needs_to_be_named_and_forced() -> None:
    named = frozenset({"protected"})
    chosen, held = choose(EVERY, Allowed(album_keys=named, approve_review=True))
    assert (keys(chosen), [album.album_key for album in held]) == ([], ["protected"])
    assert keys(choose(EVERY, Allowed(album_keys=named, force=True))[0]) == ["protected"]


def test_kept_and_excluded_albums_are_never_renamed_whatever_is_allowed() -> None:
    everything = frozenset(decision.value for decision in Decision)
    chosen, held = choose(EVERY, Allowed(album_keys=everything, approve_review=True, force=True))
    assert keys(chosen) == ["rename", "review", "protected"]
    assert held == ()


def test_an_album_whose_proposal_is_its_own_name_is_neither_renamed_nor_held() -> None:
    plan = replace(EVERY, albums=(planned("a", Decision.REVIEW, "Same", "Same"),))
    assert choose(plan, Allowed()) == ((), ())


def test_a_limit_leaves_the_rest_for_the_next_time() -> None:
    plan = replace(EVERY, albums=tuple(planned(str(number), Decision.RENAME) for number in range(5)))
    assert keys(choose(plan, Allowed(limit=2))[0]) == ["0", "1"]


@given(st.permutations(range(5)), st.lists(st.integers(0, 5), min_size=5, max_size=5))
def test_an_album_comes_behind_the_one_whose_name_it_gets(order: list[int], wanted: list[int]) -> None:
    """Beyond the changes of one call the name was not free yet."""
    albums = tuple(planned(f"K{n}", Decision.RENAME, f"Name {n}", f"name {wanted[n]}") for n in order)
    chosen = keys(choose(replace(EVERY, albums=albums), Allowed())[0])
    moving = [n for n in order if wanted[n] != n]
    assert sorted(chosen) == sorted(keys(albums))
    for n in moving:
        chain = [n]
        while wanted[chain[-1]] < 5 and wanted[chain[-1]] not in chain:
            chain.append(wanted[chain[-1]])
        if wanted[chain[-1]] == 5:  # no circle
            assert chosen.index(f"K{n}") >= chosen.index(f"K{chain[-1]}")


NAMES = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=12)


@given(NAMES, NAMES.filter(str.strip), st.dictionaries(NAMES, st.integers(0, 9), max_size=5))
def test_a_plan_comes_back_from_its_file_as_it_was(existing: str, proposed: str, names: dict[str, int]) -> None:
    album = replace(planned("k", Decision.RENAME, existing, proposed), rows=RowNames(total=9, names=names))
    plan = replace(EVERY, albums=(album,))
    assert load_plan(dump_plan(plan)) == plan


def edited(key: str, proposed: str, existing: str = "Cup") -> PlannedAlbum:
    """An album of a plan file in which a person wrote another name than was proposed."""
    return replace(planned(key, Decision.RENAME, existing, proposed), digest="of the proposal as it was made")


@pytest.mark.parametrize(
    ("proposed", "why"),
    [
        ("", "at least one letter or digit"),
        (" \u00a0\t", "at least one letter or digit"),
        ("!!!", "at least one letter or digit"),
        ("Two\x1blines", "control character"),
        ("x" * 256, "256 characters"),
        ("Final", "another album"),
        ("Final  ", "another album"),
    ],
)
def test_a_plan_that_somebody_edited_to_propose_no_name_is_refused_in_one_sentence(proposed: str, why: str) -> None:
    """Marks alone, and the name of another album, were given by `apply` and refused by the review."""
    other = planned("b", Decision.RENAME, "Final", "Final - May 30, 2025")
    text = dump_plan(replace(EVERY, albums=(edited("HtxsgN", proposed), other)))
    with pytest.raises(PlanFileError, match=f"Album HtxsgN cannot .*{why}"):
        load_plan(text)


def test_a_name_that_somebody_wrote_into_a_plan_is_stored_as_the_review_stores_it() -> None:
    """`Cork  Open   Day ` was given as it stood, and the next run renamed the album to `Cork Open Day`."""
    wrote = edited("a", "Cafe\u0301  Open   Day "), edited("b", " Cup ")
    read = load_plan(dump_plan(replace(EVERY, albums=wrote)))
    assert [album.proposal.proposed for album in read.albums] == ["Café Open Day", "Cup"]
    assert all(album.edited for album in read.albums)


def test_a_plan_whose_times_have_no_zone_is_refused_and_is_no_bug() -> None:
    """`apply` ended in "This is a bug" (TypeError)."""
    with pytest.raises(PlanFileError, match="time zone"):
        load_plan(dump_plan(replace(EVERY, listed_at=AT.replace(tzinfo=None))))


def test_a_plan_with_an_album_twice_is_refused() -> None:
    """One of two names for one album was given, and the other refused as if somebody had decided meanwhile."""
    with pytest.raises(PlanFileError, match="a is there more than once"):
        load_plan(dump_plan(replace(EVERY, albums=(edited("a", "One name"), edited("a", "Another name")))))


def test_names_may_be_as_long_as_smugmug_takes() -> None:
    kept = planned("k", Decision.KEEP, "x" * 300, "x" * 300)
    chosen = replace(planned("p", Decision.RENAME, proposed="y" * 255), decided_by="Kim")
    plan = replace(EVERY, albums=(kept, chosen))
    assert load_plan(dump_plan(plan)) == plan


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "null", "not json", dump_plan(EVERY)[:-20], dump_plan(EVERY).replace(": 2,", ": 1,", 1)],
    ids=["empty", "object", "list", "null", "text", "truncated", "of another version"],
)
def test_a_file_that_is_not_a_whole_plan_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(PlanFileError, match="not a plan that this version can read"):
        load_plan(text)
