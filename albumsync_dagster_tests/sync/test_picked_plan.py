"""The plan for some albums is the part of the whole plan that concerns them, and costs no more than these."""

from __future__ import annotations

from itertools import combinations

import pytest

from albumsync_dagster.naming import NamingOptions
from albumsync_dagster.sync.errors import NothingRead, UnknownAlbum
from albumsync_dagster.sync.planning import make_plan, narrowed
from albumsync_dagster.sync.reading import read_listing
from albumsync_dagster_tests.support.operations import new_run
from albumsync_dagster_tests.support.stage import DAY, Stage
from albumsync_dagster_tests.support.trap import Trap

OPTIONS = NamingOptions(today=DAY.date().replace(year=2026))
TWINS = {
    # Two of one day and one name, one that has the name which both would get, one that is told apart by a word.
    "Alb000": "Harbor Cup",
    "Alb001": "harbor cup",
    "Kep000": "Harbor Cup - May 30, 2025",
    "Kep001": "Harbor Cup (Videos)",
}


def twins(servers: Stage) -> None:
    servers.set_scene(6)
    for key, name in TWINS.items():
        servers.simulator.state.rename(key, name)


@pytest.mark.parametrize("planned_before", [False, True], ids=["first plan", "planned before"])
def test_a_plan_for_some_albums_says_of_them_what_the_whole_plan_says(servers: Stage, planned_before: bool) -> None:
    twins(servers)
    with servers.systems() as systems:
        read_listing(systems, new_run("plan"))
        whole = make_plan(systems, new_run("plan"), OPTIONS, record=planned_before)
        for picked in combinations(["Alb000", "Alb001", "Alb002", "Kep000", "Kep001"], 2):
            plan = make_plan(systems, new_run("plan"), OPTIONS, album_keys=picked, record=False)
            expected = narrowed(whole, picked)
            assert {a.proposal.album_key: a.proposal for a in plan.albums} == {
                a.proposal.album_key: a.proposal for a in expected.albums
            }
            assert (plan.whole_account, plan.account_albums) == (False, whole.account_albums)


def test_a_plan_for_one_album_reads_no_album_that_could_not_have_its_name(servers: Stage) -> None:
    servers.set_scene(6)
    with servers.systems() as systems:
        make_plan(systems, new_run("plan"), OPTIONS)
    trap = Trap()
    with servers.systems(trap) as systems:
        systems.supabase.namesakes(["Harbor Cup 1 - Stars vs Thunder - May 30, 2025"])
        assert systems.supabase.namesakes(["Harbor Cup 1 - Stars vs Thunder - May 30, 2025"]).keys == ("Alb000",)
        before = len(trap.calls)
        make_plan(systems, new_run("plan"), OPTIONS, album_keys=["Alb000"])
    # Its state, its namesakes, its proposal.
    assert len(trap.calls) - before == 3


def test_an_album_that_is_unknown_is_named_and_an_account_that_was_never_read_is_told_apart(servers: Stage) -> None:
    servers.set_scene(2)
    with servers.systems() as systems:
        with pytest.raises(UnknownAlbum):
            make_plan(systems, new_run("plan"), OPTIONS, album_keys=["Alb000", "Nobody"])
        servers.connection.execute("delete from smugmug_albums where true")
        with pytest.raises(NothingRead):
            make_plan(systems, new_run("plan"), OPTIONS, album_keys=["Alb000"])


def test_a_tools_handwriting_is_that_of_the_whole_account(servers: Stage) -> None:
    """Thirty names end in the day on which their photos were taken: a tool appended it, whoever is asked about one."""
    servers.set_scene(30)
    servers.connection.execute(
        "update smugmug_albums set name = name || ' - ' || to_char("
        "  (select min(k)::date from jsonb_object_keys(capture_days -> 'days') k), 'Mon FMDD')"
        " where album_key like 'Alb%'"
    )
    with servers.systems() as systems:
        assert len(systems.supabase.endings().names) == 30
        whole = make_plan(systems, new_run("plan"), OPTIONS)
        plan = make_plan(systems, new_run("plan"), OPTIONS, album_keys=["Alb007"], record=False)
    assert plan.albums == narrowed(whole, ["Alb007"]).albums
