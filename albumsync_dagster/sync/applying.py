"""Applying a plan: recovery first, then the chosen albums, then the rows that still lag behind SmugMug.

Not here: the protocol for one change (``journaling``, ``renaming``), what a plan says (``planning``).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from albumsync_dagster.supabase import AlbumState, Change, NewChange, Reason
from albumsync_dagster.sync.after_sync import with_after_sync
from albumsync_dagster.sync.deciding import record_decisions
from albumsync_dagster.sync.healing import heal_rows
from albumsync_dagster.sync.journaling import changed_since, matches_plan, name_is_taken
from albumsync_dagster.sync.limiting import WITHIN, LargeRun, too_large
from albumsync_dagster.sync.planning import Allowed, choose, held_album
from albumsync_dagster.sync.recovery import finish_open_changes
from albumsync_dagster.sync.renaming import chunks, journal_and_execute
from albumsync_dagster.sync.values import (
    Held,
    Plan,
    PlannedAlbum,
    ProgressCallback,
    Report,
    Result,
    ResultKind,
    Run,
    Systems,
    no_progress,
)


def apply_plan(
    systems: Systems,
    plan: Plan,
    run: Run,
    allowed: Allowed,
    *,
    after_sync: str | None = None,
    watch: ProgressCallback = no_progress,
) -> Report:
    """Rename on both sides what the plan says and a person allowed.

    Open changes of earlier runs are finished first. Albums whose name, capture days or rows changed since the plan
    was made are refused one by one. At the end the rows of every other album in scope follow SmugMug's name.

    Args:
        systems: Both sides.
        plan: What should happen.
        run: Who does it.
        allowed: Which of it may happen.
        after_sync: SQL function called where rows changed since it last worked; its failure is reported, the sync
            stands.
        watch: Called after each album.
    """
    recovered = finish_open_changes(systems, run, watch)
    # Credentials that SmugMug refuses are found here, before the journal has lines that come to nothing.
    systems.smugmug.account()
    chosen, held = choose(plan, allowed)
    chosen, refused = record_decisions(systems, [*chosen, *_kept_by_hand(plan, allowed)], run)
    chosen, large_run, stopped = within_limit(systems, plan, chosen, run, allowed)
    results: list[Result] = list(refused)
    for result in refused:
        watch(result)
    for chunk in chunks(chosen):
        results += rename_planned(systems, chunk, run, watch, limit=limit_of(run, allowed))
    healed = heal_rows(systems, run, album_keys=rows_in_scope(plan, chosen, allowed), watch=watch)
    report = Report(
        run_id=run.id,
        recovered=recovered,
        results=tuple(results),
        healed=healed,
        held=(*held, *stopped),
        large_run=large_run,
    )
    return with_after_sync(systems, report, after_sync)


def preview(systems: Systems, plan: Plan, run: Run, allowed: Allowed) -> Report:
    """What ``apply_plan`` would do now, from reading alone: nothing is written in either system.

    Changes that an earlier run left open come back as ``unfinished``: only finishing them shows where they end.
    """
    unfinished = systems.supabase.open_changes()
    chosen, held = choose(plan, allowed)
    chosen, large_run, stopped = within_limit(systems, plan, chosen, run, allowed)
    results: list[Result] = []
    states = _with_namesakes(systems, chosen) if chosen else {}
    begun = {change.album_key: change.new_name for change in unfinished}
    moving = set(_keys(chosen))
    holders = {begun.get(key, each.album.name).lower(): key for key, each in states.items() if key not in moving}
    for change in map(change_of, chosen):
        state = states.get(change.album_key)
        if state is not None and matches_plan(change, state):
            holder = holders.get(change.new_name.lower())
            results.append(
                Result.of(change, ResultKind.REFUSED, name_is_taken(holder)) if holder else _would_rename(change)
            )
        elif refused := changed_since(change, state):
            results.append(refused)
    busy = {result.album_key for result in results} | {change.album_key for change in unfinished}
    healed = heal_rows(systems, run, album_keys=rows_in_scope(plan, chosen, allowed), dry_run=True)
    return Report(
        run_id=run.id,
        recovered=tuple(_would_finish(change) for change in unfinished),
        results=tuple(results),
        healed=tuple(result for result in healed if result.album_key not in busy),
        held=(*held, *stopped),
        large_run=large_run,
        dry_run=True,
    )


def _with_namesakes(systems: Systems, chosen: Sequence[PlannedAlbum]) -> dict[str, AlbumState]:
    """The states of these albums and of all that may have one of their new names, by key."""
    namesakes = systems.supabase.namesakes({album.proposal.proposed for album in chosen})
    found = systems.supabase.states({*_keys(chosen), *namesakes.keys})
    return {state.album.album_key: state for state in found}


def within_limit(
    systems: Systems, plan: Plan, chosen: Sequence[PlannedAlbum], run: Run, allowed: Allowed
) -> tuple[tuple[PlannedAlbum, ...], str, tuple[Held, ...]]:
    """Hold back what an unattended run would rename beyond the limit of a day: all of it, before the first is sent.

    Names that a person decided on are always carried out. What other runs do in the same moment is counted once more
    when the changes are journaled.

    Returns:
        The albums to rename, why the others are held (empty if none is), and those.
    """
    limit = limit_of(run, allowed)
    if limit is None:
        return tuple(chosen), "", ()
    undecided = [album for album in chosen if album.decided_by is None]
    if not undecided:
        return tuple(chosen), "", ()
    recent = systems.supabase.renamed_unattended(since=run.started_at - WITHIN)
    why = too_large(wanted=len(undecided), recent=recent, account=plan.account_albums, limit=limit)
    if not why:
        return tuple(chosen), "", ()
    decided = tuple(album for album in chosen if album.decided_by is not None)
    return decided, why, tuple(held_album(album, why) for album in undecided)


def limit_of(run: Run, allowed: Allowed) -> LargeRun | None:
    """What this run may rename for drift together with all other unattended ones; None for no limit. Pure."""
    return allowed.large_run if run.unattended and not allowed.allow_large else None


def rename_planned(
    systems: Systems,
    albums: Sequence[PlannedAlbum],
    run: Run,
    watch: ProgressCallback = no_progress,
    *,
    limit: LargeRun | None,
) -> list[Result]:
    """Rename one chunk of a plan on both sides, refusing the albums that changed since it was made.

    Args:
        systems: Both sides.
        albums: At most a chunk of a plan's chosen albums.
        run: Who does it.
        watch: Called after each album.
        limit: Of ``limit_of``.
    """
    return journal_and_execute(systems, [change_of(album) for album in albums], run, watch, limit=limit)


def rows_in_scope(plan: Plan, chosen: Sequence[PlannedAlbum], allowed: Allowed) -> Collection[str] | None:
    """The albums whose rows may be written in this run; None means all."""
    if allowed.limit is not None:
        return _keys(chosen)
    if allowed.album_keys is not None:
        return allowed.album_keys
    return None if plan.whole_account else _keys(plan.albums)


def _kept_by_hand(plan: Plan, allowed: Allowed) -> list[PlannedAlbum]:
    """The albums whose present name a person put into the plan: nothing is renamed, and the decision is stored."""
    return [
        album
        for album in plan.albums
        if album.edited
        and album.proposal.proposed == album.proposal.existing
        and (allowed.album_keys is None or album.proposal.album_key in allowed.album_keys)
    ]


def _keys(albums: Sequence[PlannedAlbum]) -> list[str]:
    return [album.proposal.album_key for album in albums]


def change_of(album: PlannedAlbum) -> NewChange:
    """The change that renames a planned album, as it goes into the journal. Pure."""
    proposal = album.proposal
    return NewChange(
        album_key=proposal.album_key,
        old_name=proposal.existing,
        new_name=proposal.proposed,
        reason=Reason.DRIFT if album.decided_by is None else Reason.DECISION,
        drift=proposal.drift,
        old_description=album.old_description if album.description is not None else None,
        new_description=album.description,
        fingerprint=album.fingerprint,
        word_id=album.word_id,
        changed_by=album.decided_by,
    )


def _would_rename(change: NewChange) -> Result:
    return Result.of(change, ResultKind.RENAMED)


def _would_finish(change: Change) -> Result:
    why = f"The run {change.run_id} left this change open; it would be finished first."
    return Result.of(change, ResultKind.UNFINISHED, why)
