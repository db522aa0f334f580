"""For any history of changes, undos, heals and outside edits, undo of any scope does as it promises, on both sides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from albumsync_dagster.supabase import HistoryFilter, NewChange, Reason
from albumsync_dagster.sync.errors import NothingToUndo
from albumsync_dagster.sync.healing import heal_rows
from albumsync_dagster.sync.journaling import open_changes_for
from albumsync_dagster.sync.renaming import execute_changes
from albumsync_dagster.sync.undoing import undo
from albumsync_dagster.sync.values import ResultKind, Systems
from albumsync_dagster_tests.support.operations import new_run
from albumsync_dagster_tests.support.stage import Stage

ALBUMS = ("Alb000", "Alb001")
NAMES = ("A", "B", "C")


@dataclass
class Model:
    """What should be true: the name of each album, and the renames of each run in order."""

    names: dict[str, str]
    runs: list[tuple[str, dict[str, tuple[str, str]]]] = field(default_factory=list)
    """(run id, album -> (old name, new name))."""


def rename(systems: Systems, model: Model, album: str, name: str) -> None:
    if model.names[album] == name:
        return
    run = new_run("rename")
    change = NewChange(album_key=album, old_name=model.names[album], new_name=name, reason=Reason.DRIFT)
    changes, _ = open_changes_for(systems, [change], run)
    execute_changes(systems, changes, run)
    model.runs.append((run.id, {album: (model.names[album], name)}))
    model.names[album] = name


def edit_outside(servers: Stage, systems: Systems, model: Model, album: str, name: str) -> None:
    servers.simulator.state.rename(album, name)
    model.names[album] = name
    heal_rows(systems, new_run("heal"))


def undo_run(systems: Systems, model: Model, which: int) -> None:
    if not model.runs:
        return
    run_id, renames = model.runs[which % len(model.runs)]
    run = new_run("undo")
    report = undo(systems, HistoryFilter(run_id=run_id), run)
    expected: dict[str, tuple[str, str]] = {}
    refused: set[str] = set()
    for album, (old, new) in renames.items():
        if model.names[album] == new:
            expected[album] = (new, old)
        elif model.names[album] != old:
            refused.add(album)
    assert {r.album_key for r in report.results if r.kind is ResultKind.REFUSED} == refused
    assert {r.album_key: (r.old_name, r.new_name) for r in report.results if r.kind is ResultKind.RENAMED} == expected
    if expected:
        model.runs.append((run.id, expected))
    model.names.update({album: old for album, (_, old) in expected.items()})


EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("rename"), st.sampled_from(ALBUMS), st.sampled_from(NAMES)),
        st.tuples(st.just("outside"), st.sampled_from(ALBUMS), st.sampled_from(("X", *NAMES))),
        st.tuples(st.just("undo"), st.integers(0, 9), st.none()),
    ),
    min_size=2,
    max_size=6,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EVENTS)
def test_undo_restores_what_nobody_else_touched_and_refuses_the_rest_by_name(
    servers: Stage, events: list[tuple[str, str | int, str | None]]
) -> None:
    servers.set_scene(len(ALBUMS))
    start = servers.truth().albums
    model = Model({album: start[album].name for album in ALBUMS})
    with servers.systems() as systems:
        for kind, what, name in events:
            if kind == "rename":
                rename(systems, model, str(what), f"{name} of {what}")  # no two albums get one name
            elif kind == "outside":
                edit_outside(servers, systems, model, str(what), f"{name} of {what}")
            else:
                undo_run(systems, model, int(what))
            assert names_on_both_sides(servers) == model.names
        try:
            undo(systems, HistoryFilter(album_keys=ALBUMS), new_run("undo"))
        except NothingToUndo:
            assert model.runs == []
        if all(kind == "rename" for kind, _, _ in events):
            # Nobody else touched anything, so the whole account goes back to where it started.
            assert servers.truth().albums == start


def names_on_both_sides(servers: Stage) -> Mapping[str, str]:
    truth = servers.truth().albums
    for album in ALBUMS:
        assert set(truth[album].rows) == {truth[album].name}
    return {album: truth[album].name for album in ALBUMS}
