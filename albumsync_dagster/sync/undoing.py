"""Undo: back to the name before the first change in scope, on both sides, as new journaled changes.

What to take back is decided by a pure function over the journal and SmugMug's present names; carrying it out is the
same protocol as a rename. An undo is itself a change, so it can be undone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from albumsync_dagster.supabase import Change, HistoryFilter, NewChange, Reason
from albumsync_dagster.sync.after_sync import with_after_sync
from albumsync_dagster.sync.deciding import keep_restored
from albumsync_dagster.sync.errors import NothingToUndo
from albumsync_dagster.sync.journaling import REACHED
from albumsync_dagster.sync.observing import observe
from albumsync_dagster.sync.recovery import finish_open_changes
from albumsync_dagster.sync.renaming import chunks, journal_and_execute
from albumsync_dagster.sync.values import ProgressCallback, Report, Result, ResultKind, Run, Systems, no_progress


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoPlan:
    """What an undo would do."""

    changes: tuple[NewChange, ...]
    refused: tuple[Result, ...]
    """Albums that somebody renamed since, each with the name it has now."""


def undo(
    systems: Systems,
    scope: HistoryFilter,
    run: Run,
    *,
    dry_run: bool = False,
    after_sync: str | None = None,
    watch: ProgressCallback = no_progress,
) -> Report:
    """Take back every change in scope, album by album.

    Args:
        systems: Both sides.
        scope: Which changes: by id, run, album or time span.
        run: Who undoes.
        dry_run: Only say what would be done; open changes are not finished either.
        after_sync: SQL function called where rows changed since it last worked.
        watch: Called after each album.

    Raises:
        NothingToUndo: The journal has no change in this scope that reached SmugMug.
    """
    recovered = () if dry_run else finish_open_changes(systems, run, watch)
    found = systems.supabase.history(replace(scope, statuses=REACHED, limit=None))
    # Finishing open changes may have given a person's name back: that is this run's own change, and stays.
    lines = [line for line in found if line.run_id != run.id]
    if not lines and not recovered:
        raise NothingToUndo(
            "There is nothing to undo in this scope.",
            "`albumsync history` lists the changes with their ids, runs, albums and times.",
        )
    present = systems.smugmug.albums_by_key(sorted({line.album_key for line in lines}))
    if not dry_run:
        present = observe(systems, list(present.values()))
    plan = plan_undo(lines, {key: album.name for key, album in present.items()})
    if dry_run:
        would = tuple(_would_undo(change) for change in plan.changes)
        return Report(run_id=run.id, results=(*plan.refused, *would), dry_run=True)
    decided = {line.album_key for line in lines if line.reason is Reason.DECISION}
    restored = {change.album_key: change.new_name for change in plan.changes if change.reason is Reason.UNDO}
    keep_restored(systems, restored, run, decided=decided)
    for result in plan.refused:
        watch(result)
    results = list(plan.refused)
    for chunk in chunks(plan.changes):
        results += journal_and_execute(systems, chunk, run, watch)
    report = Report(run_id=run.id, recovered=recovered, results=tuple(results))
    return with_after_sync(systems, report, after_sync)


def plan_undo(lines: Iterable[Change], present: Mapping[str, str]) -> UndoPlan:
    """What to do to take these journal lines back. Pure.

    Args:
        lines: The changes in scope that reached SmugMug, in any order.
        present: Album key -> the name that SmugMug has now; a missing album is refused.

    An album is refused where SmugMug has another name than the newest change in scope gave; it is left out
    where it is back at the name before the first one already.
    """
    by_album: dict[str, list[Change]] = defaultdict(list)
    for line in sorted(lines, key=lambda line: line.sequence):
        by_album[line.album_key].append(line)
    changes: list[NewChange] = []
    refused: list[Result] = []
    for album_key, scope in by_album.items():
        renames = [line for line in scope if line.reason not in (Reason.HEAL, Reason.RESTORE)]
        change = _undo_of_renames(renames) if renames else _undo_of_heals(scope)
        name = present.get(album_key)
        if renames and name == change.new_name and (change.new_description is None or name != change.old_name):
            continue
        if refusal := _refusal(change, name):
            refused.append(refusal)
        else:
            changes.append(change)
    return UndoPlan(changes=tuple(changes), refused=tuple(refused))


def _undo_of_renames(renames: Sequence[Change]) -> NewChange:
    first, last = renames[0], renames[-1]
    described = [line for line in renames if line.new_description is not None]
    return NewChange(
        album_key=last.album_key,
        old_name=last.new_name,
        new_name=first.old_name or first.new_name,
        reason=Reason.UNDO,
        undoes=last.id,
        old_description=described[-1].new_description if described else None,
        new_description=(described[0].old_description or "") if described else None,
    )


def _undo_of_heals(heals: Sequence[Change]) -> NewChange:
    """The rows go back to what the first heal found; SmugMug was never written and keeps its name."""
    first, last = heals[0], heals[-1]
    return NewChange(
        album_key=last.album_key,
        old_name=last.new_name,
        new_name=last.new_name,
        reason=Reason.RESTORE,
        undoes=first.id,
    )


def _refusal(change: NewChange, present: str | None) -> Result | None:
    if present == change.old_name:
        return None
    why = "SmugMug no longer has this album." if present is None else f"It was renamed to {present!r} since."
    return Result.of(change, ResultKind.REFUSED, why)


def _would_undo(change: NewChange) -> Result:
    return Result.of(change, ResultKind.RESTORED if change.reason is Reason.RESTORE else ResultKind.RENAMED)
