"""The steps that carry out a plan, as the asset ``album_renames`` and the job ``sync_albums`` share them.

::

    album_renames   choose_picked (the partitions of the run)          -> rename_picked, each batch -> settle_partitions
    sync_albums     read_account (the list, new photos) -> choose_albums -> rename_batch, each batch -> settle_sync

Here: which albums are renamed, and in which batches. Not here: what is shown of the result (``renames``, ``syncing``),
the protocol (``sync``); renaming a batch is the same function call as a chunk of ``albumsync apply``. A batch is one
step, because its albums are journaled, sent, written and verified together: were each album a step, an outage in the
middle would leave the others' rows behind.

Steps hand JSON to each other through the event log (``event_log_io``), so a run can be re-executed from its failure on
another machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import dagster as dg

from albumsync_dagster.defs.account import Account
from albumsync_dagster.defs.albums import not_listed
from albumsync_dagster.defs.event_log_io import from_values, to_values
from albumsync_dagster.defs.failing import as_dagster_failure
from albumsync_dagster.defs.options import naming_options
from albumsync_dagster.defs.outcomes import log_result, not_in_smugmug, record_changed
from albumsync_dagster.defs.partitions import MAX_ALBUMS_A_RUN
from albumsync_dagster.defs.progress import time_in_log
from albumsync_dagster.sync.after_sync import with_after_sync
from albumsync_dagster.sync.applying import limit_of, preview, rename_planned, rows_in_scope, within_limit
from albumsync_dagster.sync.deciding import record_decisions
from albumsync_dagster.sync.healing import heal_rows
from albumsync_dagster.sync.limiting import LargeRun
from albumsync_dagster.sync.planning import Allowed, choose, make_plan
from albumsync_dagster.sync.recovery import finish_open_changes
from albumsync_dagster.sync.renaming import chunks
from albumsync_dagster.sync.values import Held, PlannedAlbum, Report, Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Which albums to rename, and how."""

    album_keys: frozenset[str] | None
    """None for all that need it."""
    dry_run: bool
    drift_threshold: int | None
    approve_review: bool
    allow_large: bool = False
    unread: tuple[str, ...] = ()
    """Albums that could not be read whole, a sentence each."""

    def allowed(self, account: Account) -> Allowed:
        """The same as the protocol takes it."""
        settings = account.settings
        return Allowed(
            album_keys=self.album_keys,
            approve_review=self.approve_review,
            allow_large=self.allow_large,
            large_run=settings.large_run,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What was decided before anything was renamed, as far as the last step needs it."""

    request: Request
    recovered: tuple[Result, ...] = ()
    albums: tuple[PlannedAlbum, ...] = ()
    """The picked albums of a run of ``album_renames``; none in a sync, where each batch has its own."""
    gone: tuple[Result, ...] = ()
    """Albums that were picked and that SmugMug does not list."""
    held: tuple[Held, ...] = ()
    rows_of: tuple[str, ...] | None = None
    """Albums whose rows may be written; None for all."""
    preview: Report | None = None
    """What would be done, in a dry run."""
    refused: tuple[Result, ...] = ()
    """Albums about which somebody decided while this run was planned."""
    large_run: str = ""
    """Why nothing is renamed for drift; see ``Report.large_run``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Albums that one step takes through the protocol."""

    albums: tuple[PlannedAlbum, ...]
    limit: LargeRun | None
    """What all unattended runs may rename together; None for no limit."""


OpContext = dg.OpExecutionContext | dg.AssetExecutionContext

Batches = list[dg.DynamicOutput[Any]]


def choose_for(account: Account, context: OpContext, request: Request) -> tuple[Batches, Any]:
    """Finish what an earlier run left open, make the plan, and split what may be renamed now into batches.

    A dry run has no batches.
    """
    with as_dagster_failure():
        options = naming_options(account, request.drift_threshold)
        systems, run = account.systems(context), account.run(context)
        recovered = () if request.dry_run else finish_open_changes(systems, run, log_result(context))
        gone = not_listed(systems.supabase, request.album_keys or ())
        if request.album_keys is not None:
            request = replace(request, album_keys=request.album_keys - set(gone))
        allowed = request.allowed(account)
        with time_in_log(context, "Making the plan"):
            plan = make_plan(
                systems,
                run,
                options,
                album_keys=request.album_keys,
                description=account.settings.description,
                record=not request.dry_run,
            )
        would = preview(systems, plan, run, allowed) if request.dry_run else None
        chosen, held = choose(plan, allowed)
        refused: tuple[Result, ...] = ()
        if not request.dry_run:
            chosen, refused = record_decisions(systems, chosen, run)
        chosen, large_run, stopped = within_limit(systems, plan, chosen, run, allowed)
    rows_of = rows_in_scope(plan, chosen, allowed)
    choice = Choice(
        request=request,
        recovered=recovered,
        albums=plan.albums if isinstance(context, dg.AssetExecutionContext) else (),
        gone=not_in_smugmug(gone),
        held=(*held, *stopped),
        refused=refused,
        large_run=large_run,
        rows_of=None if rows_of is None else tuple(sorted(rows_of)),
        preview=would,
    )
    batches = [] if request.dry_run else list(chunks(chosen, MAX_ALBUMS_A_RUN))
    return [
        dg.DynamicOutput(
            to_values(Batch, Batch(albums=tuple(albums), limit=limit_of(run, allowed))), mapping_key=f"batch_{at}"
        )
        for at, albums in enumerate(batches, 1)
    ], to_values(Choice, choice)


def rename_op(account: Account, name: str, *, record: bool) -> dg.OpDefinition:
    """The op that takes one batch through the protocol.

    Args:
        account: Whose albums.
        name: Of the op.
        record: Record each album that changed as a materialization of ``album_renames``, as soon as it has.
    """

    @dg.op(
        name=account.called(name),
        pool=account.pool,
        required_resource_keys=account.both,
        out=dg.Out(Any, io_manager_key=account.values_key),
    )
    def rename(context: dg.OpExecutionContext, batch: Any) -> Any:
        """Take one batch through the protocol: journal, SmugMug, photo rows, verification.

        What fails for one album is in its result; an outage fails the step.
        """
        systems, run, watch = account.systems(context), account.run(context), log_result(context)
        ours_to_do = from_values(Batch, batch)
        albums = ours_to_do.albums
        with as_dagster_failure():
            recovered = left_by_parent(account, context)
            ours = {album.proposal.album_key: album for album in albums}
            results = [
                *(result for result in recovered if result.album_key in ours),
                *rename_planned(systems, albums, run, watch, limit=ours_to_do.limit),
            ]
        if record:
            record_changed(account, context, {result.album_key: result for result in results}, ours)
        return to_values(list[Result], results)

    return rename


def left_by_parent(account: Account, context: OpContext) -> tuple[Result, ...]:
    """Finish what a run left open that is now re-executed from where it failed: the plan is not made again."""
    if not context.run.parent_run_id:
        return ()
    return finish_open_changes(account.systems(context), account.run(context), log_result(context))


def finish(account: Account, context: OpContext, choice: Choice, renamed: Sequence[Any]) -> Report:
    """Let the other rows in scope follow SmugMug, and call the user's own function where rows changed."""
    if choice.preview is not None:
        return replace(choice.preview, results=(*choice.preview.results, *choice.gone))
    systems, run = account.systems(context), account.run(context)
    batches = [from_values(list[Result], batch) for batch in renamed]
    results = {result.album_key: result for batch in batches for result in batch}
    # What the steps before handed on may be of the run that failed; its open changes have come to their end by now.
    results |= {result.album_key: result for result in left_by_parent(account, context) if result.album_key in results}
    rows_of = choice.rows_of
    if rows_of is not None:
        # Both sides of these were read and compared a moment ago.
        verified = {result.album_key for result in results.values() if result.verified}
        rows_of = tuple(key for key in rows_of if key not in verified)
    healed: tuple[Result, ...] = ()
    if rows_of != ():
        with time_in_log(context, "Comparing photo rows with SmugMug's names", systems.smugmug):
            healed = heal_rows(systems, run, album_keys=rows_of, watch=log_result(context))
    report = Report(
        run_id=run.id,
        recovered=choice.recovered,
        results=(*results.values(), *choice.refused, *choice.gone),
        healed=healed,
        held=choice.held,
        large_run=choice.large_run,
    )
    return with_after_sync(systems, report, account.settings.after_sync)
