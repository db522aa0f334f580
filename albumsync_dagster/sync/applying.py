"""Applying a plan: recovery first, then the chosen albums, then the rows that still lag behind SmugMug.

Not here: the protocol for one change (``renaming``), what a plan says (``planning``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from albumsync_dagster.supabase import AlbumState, Change, NewChange, Reason, SupabaseError
from albumsync_dagster.sync.healing import heal_rows
from albumsync_dagster.sync.planning import Allowed, choose, fingerprint
from albumsync_dagster.sync.recovery import finish_open_changes
from albumsync_dagster.sync.renaming import carry_out, chunks, open_changes_for
from albumsync_dagster.sync.values import (
    Plan,
    PlannedAlbum,
    Report,
    Result,
    ResultKind,
    Run,
    Systems,
    Watch,
    unwatched,
)


def apply_plan(
    systems: Systems,
    plan: Plan,
    run: Run,
    allowed: Allowed,
    *,
    after_sync: str | None = None,
    watch: Watch = unwatched,
) -> Report:
    """Rename on both sides what the plan says and a person allowed.

    Open changes of earlier runs are finished first. Albums whose name, capture days or rows changed since the plan
    was made are refused one by one. At the end the rows of every other album in scope follow SmugMug's name.

    Args:
        systems: Both sides.
        plan: What should happen.
        run: Who does it.
        allowed: Which of it may happen.
        after_sync: SQL function called once where rows changed; its failure is reported, the sync stands.
        watch: Told after each album.
    """
    recovered = finish_open_changes(systems, run, watch)
    # Credentials that SmugMug refuses are found here, before the journal has lines that come to nothing.
    systems.smugmug.account()
    chosen, held = choose(plan, allowed)
    results: list[Result] = []
    for chunk in chunks(chosen):
        results += rename_planned(systems, chunk, run, watch)
    healed = heal_rows(systems, run, album_keys=rows_in_scope(plan, chosen, allowed), watch=watch)
    report = Report(run_id=run.id, recovered=recovered, results=tuple(results), healed=healed, held=held)
    return with_after_sync(systems, report, after_sync)


def preview(systems: Systems, plan: Plan, run: Run, allowed: Allowed) -> Report:
    """What ``apply_plan`` would do now, from reading alone: nothing is written in either system.

    Changes that an earlier run left open come back as ``unfinished``: only finishing them shows where they end.
    """
    unfinished = systems.supabase.open_changes()
    chosen, held = choose(plan, allowed)
    results: list[Result] = []
    for chunk in chunks(chosen):
        ready, refused = _still_as_planned(systems, chunk)
        results += [*refused, *(_would_rename(change) for change in ready)]
    busy = {result.album_key for result in results} | {change.album_key for change in unfinished}
    healed = heal_rows(systems, run, album_keys=rows_in_scope(plan, chosen, allowed), dry_run=True)
    return Report(
        run_id=run.id,
        recovered=tuple(_would_finish(change) for change in unfinished),
        results=tuple(results),
        healed=tuple(result for result in healed if result.album_key not in busy),
        held=held,
        dry_run=True,
    )


def rename_planned(
    systems: Systems, albums: Sequence[PlannedAlbum], run: Run, watch: Watch = unwatched
) -> list[Result]:
    """Rename one chunk of a plan on both sides, refusing the albums that changed since it was made.

    Args:
        systems: Both sides.
        albums: At most a chunk of a plan's chosen albums.
        run: Who does it.
        watch: Told after each album.
    """
    ready, refused = _still_as_planned(systems, albums)
    changes, busy = open_changes_for(systems, ready, run)
    for result in (*refused, *busy):
        watch(result)
    return [*refused, *busy, *carry_out(systems, changes, run, watch)]


def rows_in_scope(plan: Plan, chosen: Sequence[PlannedAlbum], allowed: Allowed) -> Collection[str] | None:
    """The albums whose rows may be written in this run; None means all."""
    if allowed.limit is not None:
        return [album.proposal.album_key for album in chosen]
    if allowed.album_keys is not None:
        return allowed.album_keys
    return None if plan.whole_account else [album.proposal.album_key for album in plan.albums]


def with_after_sync(systems: Systems, report: Report, function: str | None) -> Report:
    """Call the user's own function once where rows changed, and say whether it worked."""
    if function is None or not report.photo_rows:
        return report
    try:
        systems.supabase.after_sync(function)
    except SupabaseError as error:
        return replace(report, after_sync_error=f"The function {function} failed after the sync: {error.sentence}")
    return report


def _still_as_planned(systems: Systems, albums: Sequence[PlannedAlbum]) -> tuple[list[NewChange], list[Result]]:
    """Compare a chunk of the plan with the stored state now."""
    keys = [album.proposal.album_key for album in albums]
    states = {state.album.album_key: state for state in systems.supabase.states(keys)}
    ready: list[NewChange] = []
    refused: list[Result] = []
    for album in albums:
        proposal = album.proposal
        if _is_there_already(album, states):
            continue
        if why := _changed_since(album, states):
            refused.append(
                Result(
                    album_key=proposal.album_key,
                    kind=ResultKind.REFUSED,
                    old_name=proposal.existing,
                    new_name=proposal.proposed,
                    detail=why,
                    drift=proposal.drift,
                )
            )
            continue
        ready.append(
            NewChange(
                album_key=proposal.album_key,
                old_name=proposal.existing,
                new_name=proposal.proposed,
                reason=Reason.DRIFT,
                drift=proposal.drift,
                old_description=album.old_description if album.description is not None else None,
                new_description=album.description,
            )
        )
    return ready, refused


def _is_there_already(album: PlannedAlbum, states: Mapping[str, AlbumState]) -> bool:
    """True where recovery, or an earlier run of the same plan, has given the planned name already."""
    state = states.get(album.proposal.album_key)
    return state is not None and state.album.name == album.proposal.proposed != album.proposal.existing


def _changed_since(album: PlannedAlbum, states: Mapping[str, AlbumState]) -> str | None:
    state = states.get(album.proposal.album_key)
    if state is None:
        return "This album is not known here any more."
    if state.album.name != album.proposal.existing:
        return f"It was renamed to {state.album.name!r} since the plan was made; make a new plan."
    if state.locked:
        return "Somebody locked this album's name since the plan was made."
    if fingerprint(state) != album.fingerprint:
        return "Its photos or photo rows changed since the plan was made; make a new plan."
    return None


def _would_rename(change: NewChange) -> Result:
    return Result(
        album_key=change.album_key,
        kind=ResultKind.RENAMED,
        old_name=change.old_name,
        new_name=change.new_name,
        drift=change.drift,
    )


def _would_finish(change: Change) -> Result:
    return Result(
        album_key=change.album_key,
        kind=ResultKind.UNFINISHED,
        old_name=change.old_name,
        new_name=change.new_name,
        detail=f"The run {change.run_id} left this change open; it would be finished first.",
        change_id=change.id,
        drift=change.drift,
    )
