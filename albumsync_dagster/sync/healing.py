"""Heal: where SmugMug and the photo rows differ and no change is open, the rows follow SmugMug.

SmugMug is the source of truth and is read afresh, never written here. Each heal is journaled with reason ``heal``.
"""

from __future__ import annotations

from collections.abc import Collection

from albumsync_dagster.naming import Album
from albumsync_dagster.supabase import NewChange, Reason, RowCheck
from albumsync_dagster.sync.after_sync import with_after_sync
from albumsync_dagster.sync.recovery import finish_open_changes
from albumsync_dagster.sync.renaming import chunks, journal_and_execute
from albumsync_dagster.sync.values import ProgressCallback, Report, Result, ResultKind, Run, Systems, no_progress
from albumsync_dagster.sync.verifying import read_names


def heal(
    systems: Systems,
    run: Run,
    *,
    album_keys: Collection[str] | None = None,
    dry_run: bool = False,
    after_sync: str | None = None,
    watch: ProgressCallback = no_progress,
) -> Report:
    """Finish what an earlier run left open, then let the rows of every album that is out of step follow SmugMug.

    Args:
        systems: Both sides.
        run: Who does it.
        album_keys: Only these albums; None means the whole account.
        dry_run: Only say what would be written; open changes are not finished either.
        after_sync: SQL function called where rows changed since it last worked.
        watch: Called after each album.
    """
    recovered = () if dry_run else finish_open_changes(systems, run, watch)
    healed = heal_rows(systems, run, album_keys=album_keys, dry_run=dry_run, watch=watch)
    report = Report(run_id=run.id, recovered=recovered, healed=healed, dry_run=dry_run)
    return report if dry_run else with_after_sync(systems, report, after_sync)


def heal_rows(
    systems: Systems,
    run: Run,
    *,
    album_keys: Collection[str] | None = None,
    dry_run: bool = False,
    watch: ProgressCallback = no_progress,
) -> tuple[Result, ...]:
    """Let the rows of every album that is out of step follow SmugMug.

    Args:
        systems: Both sides.
        run: Who does it.
        album_keys: Only these albums; None means the whole account.
        dry_run: Only say what would be written.
        watch: Called after each album.
    """
    albums = read_names(systems, run, album_keys, record=not dry_run)
    names = {key: album.name for key, album in albums.items()}
    found = systems.supabase.verify(names, at=run.started_at, whole_account=album_keys is None, record=False)
    wanted = [(heal_of(albums[check.album_key], check), check) for check in found.checks if check.differing]
    results = [_gone(key) for key in sorted(set(album_keys or ()) - set(albums))]
    if dry_run:
        return (*results, *(_would_heal(change, check) for change, check in wanted))
    for chunk in chunks(wanted):
        results += journal_and_execute(systems, [change for change, _ in chunk], run, watch)
    return tuple(results)


def heal_of(album: Album, check: RowCheck) -> NewChange:
    """The change that brings an album's rows to SmugMug's name. Pure.

    Its old name is the one that most of the differing rows carry; None where most of those have no name.
    """
    others = {name: count for name, count in check.rows.names.items() if name != album.name}
    commonest = max(others, key=lambda name: (others[name], name), default=None)
    if commonest is not None and check.rows.missing > others[commonest]:
        commonest = None
    return NewChange(album_key=album.album_key, old_name=commonest, new_name=album.name, reason=Reason.HEAL)


def _gone(album_key: str) -> Result:
    return Result(
        album_key=album_key,
        kind=ResultKind.REFUSED,
        old_name=None,
        new_name="",
        detail="SmugMug has no such album; its rows were not changed.",
    )


def _would_heal(change: NewChange, check: RowCheck) -> Result:
    return Result.of(change, ResultKind.HEALED, photo_rows=check.differing)
