"""Several actors at once: a fixed part of the schedules that ``python -m benchmarks.chaos --schedules`` explores.

Every schedule that ever broke a promise is a test of its own, by its text.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from albumsync_dagster_tests.support.exploring import Exhaustive, class_of
from albumsync_dagster_tests.support.interleaving import Call
from albumsync_dagster_tests.support.planted import PLANTED, Bug, planted
from albumsync_dagster_tests.support.scenarios import TYPED, named, world
from albumsync_dagster_tests.support.schedules import Explored, Servers, explore, replay
from albumsync_dagster_tests.support.truths import EDIT_OVERWRITTEN, SECOND_RUN, SENT_ONCE_MORE
from albumsync_sandbox.postgres import Postgres


@pytest.fixture(scope="module")
def stage_of_many(postgres_server: Postgres) -> Iterator[Servers]:
    with world(postgres_server) as made:
        yield Servers(made)


def assert_nothing_broke(found: Explored) -> None:
    assert [str(violation) for violation in found.violations] == []


@pytest.mark.parametrize("name", ["apply-rows", "apply-death", "recovery-person", "heal-person"])
def test_every_schedule_of_these_two_ends_with_both_sides_right(stage_of_many: Servers, name: str) -> None:
    found = explore(stage_of_many, [named(name)], at_most=50)
    assert_nothing_broke(found)
    assert found.complete[name] == found.distinct == found.ran > 1


def test_of_all_orders_of_an_apply_and_an_edit_one_alone_is_the_declared_race(stage_of_many: Servers) -> None:
    found = explore(stage_of_many, [named("apply-person")], at_most=50)
    assert_nothing_broke(found)
    assert found.races == {EDIT_OVERWRITTEN: 1}


def test_a_schedule_is_run_again_from_its_text(stage_of_many: Servers) -> None:
    # The journal and the read, then the person, then the rest: the album is left alone.
    found = replay(stage_of_many, named("apply-person"), "a2 p1 a9")
    assert_nothing_broke(found)
    assert stage_of_many.world.name("Alb000") == TYPED


@pytest.mark.parametrize("bug", PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_bug_is_found(stage_of_many: Servers, bug: Bug) -> None:
    """``python -m benchmarks.chaos --planted`` searches for it; here the schedule is known."""
    scenario = named(bug.scenario)
    assert_nothing_broke(replay(stage_of_many, scenario, bug.schedule))
    with planted(bug):
        assert replay(stage_of_many, scenario, bug.schedule).violations


# Schedules that broke a promise


@pytest.mark.parametrize("text", ["a4 k2 a7", "a4 k1 a7 k1"])
def test_a_name_that_a_person_decides_to_keep_while_it_is_replaced_is_given_back(
    stage_of_many: Servers, text: str
) -> None:
    start = stage_of_many.world.set_scene(named("apply-keep"))
    assert_nothing_broke(replay(stage_of_many, named("apply-keep"), text))
    assert stage_of_many.world.name("Alb000") == start.albums["Alb000"].name


def test_a_name_that_is_kept_after_a_dead_run_had_replaced_it_comes_back_with_the_second_run(
    stage_of_many: Servers,
) -> None:
    # The first one finishes the open change, and refuses the album with a sentence: its plan is older than that.
    found = replay(stage_of_many, named("sent-fvkd-slow"), "k2 d1 v3")
    assert_nothing_broke(found)
    assert found.races == {SECOND_RUN: 1}


def test_a_name_that_is_kept_after_an_undo_of_it_was_journaled_outlasts_the_death_of_that_undo(
    stage_of_many: Servers,
) -> None:
    """Born of a schedule: recovery finished the undo, and the run after it gave the kept name back."""
    assert_nothing_broke(replay(stage_of_many, named("half_applied-bukd-slow"), "b16 u7 k2 d1"))
    assert stage_of_many.world.name("Alb000") == stage_of_many.world.words[-1].name


def test_an_undo_that_died_after_it_stored_its_word_is_carried_out_as_that_word(stage_of_many: Servers) -> None:
    """It is newer than the decision to keep the name that the undo takes back."""
    assert_nothing_broke(replay(stage_of_many, named("half_applied-bukd"), "b3 u1 b2 u3 b10 u1 k2 u6 d1"))
    given = stage_of_many.world.name("Alb000")
    assert given == stage_of_many.world.set_scene(named("half_applied-bukd")).albums["Alb000"].name


def test_an_undo_does_not_take_back_the_name_that_it_gave_back_itself(stage_of_many: Servers) -> None:
    """Born of a schedule: the undo took its own gift back, and with it the name that somebody had typed."""
    found = replay(stage_of_many, named("half_applied-bupd-slow"), "u3 b1 u2 p1 b17 u1 b8 u20 d1")
    assert_nothing_broke(found)
    assert stage_of_many.world.name("Alb000") == TYPED


def test_a_typed_name_that_an_undo_overwrote_in_the_race_comes_back_and_the_journal_tells(
    stage_of_many: Servers,
) -> None:
    assert_nothing_broke(replay(stage_of_many, named("sent-bupd"), "u14 p1 b18 u10 d1"))
    assert stage_of_many.world.name("Alb000") == TYPED


def test_a_run_that_dies_after_it_sent_once_more_leaves_its_name_and_the_rows_follow(stage_of_many: Servers) -> None:
    found = replay(stage_of_many, named("planned-aokd-slow"), "a4 k1 o1 k1 o3 a1 d1")
    assert_nothing_broke(found)
    assert found.races[SENT_ONCE_MORE] == 1


def test_a_name_that_is_kept_right_before_its_undo_is_journaled_comes_back_with_the_second_run(
    stage_of_many: Servers,
) -> None:
    # The first run finishes the undo of the dead one; the decision that it overtook is carried out by the next.
    found = replay(stage_of_many, named("applied-uvkd"), "u5 k2 u2 d1 v3")
    assert_nothing_broke(found)
    assert found.races == {SECOND_RUN: 1}


def test_a_name_that_is_sent_once_more_does_not_pass_for_one_that_somebody_typed(stage_of_many: Servers) -> None:
    found = replay(stage_of_many, named("half_applied-aukd-slow"), "a4 u21 a5 k2 a10 d1")
    assert_nothing_broke(found)
    assert found.races == {SENT_ONCE_MORE: 1}
    given = stage_of_many.world.name("Alb000")
    assert given == stage_of_many.world.set_scene(named("half_applied-aukd-slow")).albums["Alb000"].name


# The explorer


def step(actor: str, album: str) -> Call:
    touched = frozenset({"name"})
    return Call(actor, "smugmug", "PATCH", frozenset({album}), touched, touched)


@pytest.mark.parametrize(
    ("albums", "expected"),
    [("AB", 1), ("AA", 20)],
    ids=["other albums: one schedule is enough", "one album: every order"],
)
def test_only_orders_that_differ_are_tried(albums: str, expected: int) -> None:
    explorer, classes = Exhaustive(), list[bytes]()
    while explorer.begin():
        left = {"a": 3, "b": 3}
        calls: list[Call] = []
        while any(left.values()):
            able = {name: step(name, album) for name, album in zip("ab", albums, strict=True) if left[name]}
            chosen = explorer.choose(able)
            if chosen is None:
                break
            left[chosen] -= 1
            calls.append(able[chosen])
        else:
            classes.append(class_of(calls))
        explorer.end(calls)
    assert len(classes) == len(set(classes)) == expected
