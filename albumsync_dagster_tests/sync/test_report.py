"""What a run says of itself: exit codes, which albums' rows it may write, what a heal calls the name before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from albumsync_dagster.naming import Album, Decision
from albumsync_dagster.supabase import Reason, RowCheck, RowNames
from albumsync_dagster.sync.applying import rows_in_scope
from albumsync_dagster.sync.healing import heal_of
from albumsync_dagster.sync.planning import Allowed, choose, narrowed
from albumsync_dagster.sync.values import Held, Report, Result, ResultKind
from albumsync_dagster.sync.verifying import Difference, VerifyReport
from albumsync_dagster_tests.sync.test_plan import EVERY, planned

HELD = Held(album_key="k", existing="Old", proposed="New", decision=Decision.REVIEW, reasons=())


def result(kind: ResultKind, *, verified: bool = True) -> Result:
    return Result(album_key="k", kind=kind, old_name="Old", new_name="New", verified=verified)


@pytest.mark.parametrize("phase", ["recovered", "results", "healed"])
@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (ResultKind.RENAMED, 0),
        (ResultKind.HEALED, 0),
        (ResultKind.RESTORED, 0),
        (ResultKind.ABANDONED, 3),
        (ResultKind.CONFLICT, 3),
        (ResultKind.REFUSED, 3),
        (ResultKind.FAILED, 1),
        (ResultKind.UNFINISHED, 1),
    ],
)
def test_what_came_of_one_album_decides_the_exit_code_in_whatever_phase(
    phase: str, kind: ResultKind, code: int
) -> None:
    report = Report(run_id="r", **{phase: (result(kind),)})  # type: ignore[arg-type]
    assert report.exit_code == code
    # What was held for a person is said, but never hides what could not be finished.
    assert replace(report, held=(HELD,)).exit_code == (code or 3)


@pytest.mark.parametrize("kind", [ResultKind.RENAMED, ResultKind.HEALED])
def test_what_was_not_verified_is_said(kind: ResultKind) -> None:
    assert Report(run_id="r", results=(result(kind, verified=False),)).exit_code == 3


def test_a_failure_after_the_sync_is_a_failure() -> None:
    assert Report(run_id="r", held=(HELD,), after_sync_error="It failed.").exit_code == 1


@pytest.mark.parametrize(
    ("kind", "code"), [(ResultKind.RENAMED, 0), (ResultKind.REFUSED, 3), (ResultKind.UNFINISHED, 3)]
)
def test_a_dry_run_ends_with_3_where_something_stands_in_the_way(kind: ResultKind, code: int) -> None:
    report = Report(run_id="r", results=(result(kind, verified=False),), dry_run=True)
    assert report.exit_code == code
    assert replace(report, held=(HELD,)).exit_code == 3


def test_rows_are_written_only_for_the_albums_that_were_asked_for() -> None:
    plan = replace(EVERY, albums=(planned("a", Decision.RENAME), planned("b", Decision.RENAME)))
    named = Allowed(album_keys=frozenset({"b", "kept"}))
    chosen, _ = choose(plan, Allowed())
    assert rows_in_scope(plan, chosen, Allowed()) is None
    assert rows_in_scope(plan, chosen, named) == {"b", "kept"}
    assert rows_in_scope(narrowed(plan, ["a"]), chosen[:1], Allowed()) == ["a"]
    # A limit is a limit: nothing beyond the albums that are renamed now.
    limited = Allowed(limit=1)
    assert rows_in_scope(plan, choose(plan, limited)[0], limited) == ["a"]


@pytest.mark.parametrize(
    ("missing", "names", "before"),
    [
        (3, {}, None),
        (3, {"Stale": 2, "Now": 9}, None),
        (2, {"Stale": 2, "Now": 9}, "Stale"),
        (0, {"Stale": 4, "Staler": 2}, "Stale"),
        (0, {"B": 2, "A": 2}, "B"),
    ],
)
def test_a_heal_starts_from_what_most_of_the_differing_rows_carry(
    missing: int, names: dict[str, int], before: str | None
) -> None:
    rows = RowNames(total=missing + sum(names.values()), missing=missing, names=names)
    check = RowCheck(album_key="k", total=rows.total, differing=rows.total - names.get("Now", 0), rows=rows)
    change = heal_of(Album(album_key="k", name="Now"), check)
    assert (change.old_name, change.new_name, change.reason) == (before, "Now", Reason.HEAL)


def test_an_account_is_in_step_only_where_something_was_compared_and_nothing_differs() -> None:
    agrees = VerifyReport(
        albums=1, rows=3, differences=(), rows_without_album_key=2, unknown_albums={}, acknowledged_albums={"Old": 4}
    )
    difference = Difference(album_key="k", name="N", rows=3, differing=1, missing=1, found={}, web_uri=None)
    assert (agrees.in_step, agrees.exit_code) == (True, 0)
    for other in (
        replace(agrees, differences=(difference,)),
        replace(agrees, unknown_albums={"Gone": 1}),
        replace(agrees, rows=0),
    ):
        assert (other.in_step, other.exit_code) == (False, 3)
    assert replace(agrees, rows=0, rows_without_album_key=0).in_step
