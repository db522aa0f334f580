"""Renaming: the ops that carry out a plan, the graph asset ``album_renames`` and the job ``sync_albums`` over them.

::

    album_renames   choose_picked (the partitions of the run)          -> rename_picked, each batch -> settle_partitions
    sync_albums     read_account (the list, new photos) -> choose_albums -> rename_batch, each batch -> settle_sync

Here: which albums, and what is shown of the result. Not here: the protocol (``sync``); renaming a batch is the same
function call as a chunk of ``albumsync apply``. A batch is one step, because its albums are journaled, sent, written
and verified together: were each album a step, an outage in the middle would leave the others' rows behind.

A run of picked albums costs what was picked: only these albums and their namesakes are planned, and only these are
compared. The results of single albums are data until the last op: it records the successful albums, then fails for the
others, so that "materialize failed and missing" takes up exactly those. Steps hand JSON to each other through the event
log (``event_log_io``), so a run can be re-executed from its failure on another machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import dagster as dg
from pydantic import Field

from albumsync_dagster.defs.account import Account
from albumsync_dagster.defs.albums import not_listed, refresh
from albumsync_dagster.defs.event_log_io import from_values, to_values
from albumsync_dagster.defs.failing import RETRY_ALL_STEPS, as_dagster_failure
from albumsync_dagster.defs.options import APPLY, PLAN, THRESHOLD, Mode, naming_options
from albumsync_dagster.defs.outcomes import (
    by_album,
    could_not_rename,
    fail_for,
    failures_of,
    is_held,
    log_result,
    not_in_smugmug,
    outcome_of,
    record_changed,
    summary_metadata,
)
from albumsync_dagster.defs.partitions import BATCHES, MAX_ALBUMS_A_RUN, album_key
from albumsync_dagster.defs.progress import time_in_log
from albumsync_dagster.defs.shown import result_metadata
from albumsync_dagster.errors import UsageError
from albumsync_dagster.sync.after_sync import with_after_sync
from albumsync_dagster.sync.applying import limit_of, preview, rename_planned, rows_in_scope, within_limit
from albumsync_dagster.sync.deciding import record_decisions
from albumsync_dagster.sync.healing import heal_rows
from albumsync_dagster.sync.limiting import LargeRun
from albumsync_dagster.sync.planning import Allowed, choose, make_plan
from albumsync_dagster.sync.recovery import finish_open_changes
from albumsync_dagster.sync.renaming import chunks
from albumsync_dagster.sync.values import Held, PlannedAlbum, Report, Result, ResultKind

RENAMED_IN_SYNC = "renamed_albums_in_sync"
"""The name of the check that compares the albums of one run."""

APPROVE: Any = Field(
    default=False, description="Also rename albums that wait for a person. Applies to albums that were picked or named."
)


class RenameOptions(dg.Config):
    """What can be chosen for one materialization of ``album_renames``."""

    mode: Mode = APPLY
    drift_threshold: int | None = THRESHOLD
    approve_review: bool = APPROVE


class SyncOptions(dg.Config):
    """What can be chosen for one run of ``sync_albums``."""

    mode: Mode = PLAN
    albums: list[str] = Field(
        default=[],
        description="Album keys, or partitions as the UI shows them, for instance [SJT3DX, norway-2019:X4d2Lp]. One run"
        " takes any number of them, which is the fast way for albums scattered over the account. Empty takes all that"
        " need it.",
    )
    drift_threshold: int | None = THRESHOLD
    approve_review: bool = APPROVE
    allow_large: bool = Field(
        default=False,
        description="Let a scheduled run rename more albums than ALBUMSYNC_LARGE_RUN_ALBUMS and _SHARE allow.",
    )
    backfill: bool = Field(
        default=False,
        description="Take the albums whose enrichment is complete and that were not renamed since, whenever that was."
        " The sensor `enrichment_complete` asks only for those that became complete after it was switched on.",
    )


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
                naming_options(account, request.drift_threshold),
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


def renames_asset(account: Account) -> dg.AssetsDefinition:
    """The graph asset ``album_renames``."""
    first = account.called("choose_picked")

    @dg.op(
        name=first,
        ins={"after": dg.In(dg.Nothing)},
        pool=account.pool,
        required_resource_keys=account.both,
        out={
            "batches": dg.DynamicOut(Any, io_manager_key=account.values_key),
            "choice": dg.Out(Any, io_manager_key=account.values_key),
        },
    )
    def choose_picked(context: dg.AssetExecutionContext, config: RenameOptions) -> tuple[Batches, Any]:
        """Plan the albums that were picked, the partitions of this run, and split what may be renamed into batches."""
        request = Request(
            album_keys=frozenset(map(album_key, context.partition_keys)),
            dry_run=config.mode is Mode.plan,
            drift_threshold=config.drift_threshold,
            approve_review=config.approve_review,
        )
        return choose_for(account, context, request)

    rename_picked = rename_op(account, "rename_picked", record=False)

    @dg.op(name=account.called("settle_partitions"), pool=account.pool, required_resource_keys=account.both)
    def settle_partitions(context: dg.AssetExecutionContext, choice: Any, renamed: list[Any]) -> None:
        """Let the rows of the picked albums follow SmugMug, record what went well, fail for the others."""
        chosen = from_values(Choice, choice)
        with as_dagster_failure():
            report = finish(account, context, chosen, renamed)
        partitions = {album_key(partition): partition for partition in context.partition_keys}
        results = by_album(report)
        failures = [] if report.dry_run else failures_of(results[key] for key in partitions if key in results)
        failures = failures or list(chosen.gone)
        shown = {
            key: result_metadata(outcome_of(album, report), album, results.get(key), held=is_held(album, report))
            for album in chosen.albums
            if (key := album.proposal.album_key) in partitions
        } | {result.album_key: result_metadata(result.kind.value, None, result) for result in chosen.gone}
        if not failures and not report.after_sync_error:
            for key, metadata in shown.items():
                context.add_asset_metadata(metadata, partition_key=partitions[key])
            return
        failed = {result.album_key for result in failures}
        for key, metadata in shown.items():
            # An album that failed is observed, so that its page says why; only a materialization makes it green.
            event = dg.AssetObservation if key in failed else dg.AssetMaterialization
            context.log_event(event(context.asset_key, partition=partitions[key], metadata=metadata))
        fail_for(report, failures, of=len(partitions))

    @dg.config_mapping
    def options(options: RenameOptions) -> dict[str, Any]:
        return {first: {"config": as_config(options)}}

    @dg.graph_asset(
        name="album_renames",
        key_prefix=account.prefix or None,
        group_name=account.group("names"),
        kinds={"smugmug", "supabase"},
        owners=account.owners,
        ins={"after": dg.AssetIn(account.key("canonical_name_proposals"), dagster_type=dg.Nothing)},
        partitions_def=account.albums,
        backfill_policy=BATCHES,
        config=options,
        description=RENAMES_DESCRIPTION.format(op="__".join([*account.prefix, "album_renames"])),
    )
    def album_renames(after: Any) -> Any:
        batches, choice = choose_picked(after)
        return settle_partitions(choice, batches.map(rename_picked).collect())

    return album_renames


RENAMES_DESCRIPTION = """Renames albums in SmugMug and in all their photo rows, and proves that both agree.

Materializing renames: the proposals are the preview. Albums whose decision is `review` are renamed only with
`approve_review`. An album that fails is red alone; "materialize failed and missing" takes it up again.
`albumsync undo --change` takes one back.

The dialog offers no config for assets with partitions; this is what can be pasted there:

```yaml
ops:
  {op}:
    config:
      mode: plan            # only say what would be renamed
      approve_review: false # true: also the albums that wait for a person
      drift_threshold: 20
```
"""


def as_config(options: dg.Config) -> dict[str, Any]:
    """Options as the config of an op: an enum by the name of its member, and nothing that is left out."""
    values = options.model_dump(exclude_none=True)
    return {name: value.name if isinstance(value, Mode) else value for name, value in values.items()}


def enriched_albums(account: Account, context: OpContext) -> frozenset[str]:
    """Albums whose enrichment is complete and that were not renamed since, whenever it became complete."""
    supabase = account.supabase(context)
    found: set[str] = set()
    after = None
    while page := supabase.enriched_since(after, limit=500, quiet_seconds=0):
        found.update(album.album_key for album in page)
        after = (page[-1].at, page[-1].album_key)
    return frozenset(found)


def sync_job(account: Account) -> dg.JobDefinition:
    """The job ``sync_albums``."""
    first = account.called("read_account")

    @dg.op(
        name=first,
        pool=account.pool,
        required_resource_keys=account.both,
        out=dg.Out(Any, io_manager_key=account.values_key),
    )
    def read_account(context: dg.OpExecutionContext, config: SyncOptions) -> Any:
        """Bring what is known of the account up to date: the list, and the photos of albums that changed.

        A plan records nothing: it decides on what the last reading left.
        """
        keys = frozenset(map(album_key, config.albums)) or None
        unread: list[str] = []
        with as_dagster_failure():
            if config.backfill:
                if keys is not None:
                    raise UsageError("`backfill` and `albums` cannot be used together.", "Leave one of them out.")
                keys = enriched_albums(account, context)
                context.log.info(f"Albums whose enrichment is complete and that were not renamed since: {len(keys):,}.")
            if config.mode is Mode.apply:
                read = refresh(account, context, album_keys=keys)
                unread = [f"{failure.album.name!r}: {failure.error.sentence}" for failure in read.failures]
        request = Request(
            album_keys=keys,
            dry_run=config.mode is Mode.plan,
            drift_threshold=config.drift_threshold,
            approve_review=config.approve_review,
            allow_large=config.allow_large,
            unread=tuple(unread),
        )
        return to_values(Request, request)

    @dg.op(
        name=account.called("choose_albums"),
        pool=account.pool,
        required_resource_keys=account.both,
        out={
            "batches": dg.DynamicOut(Any, io_manager_key=account.values_key),
            "choice": dg.Out(Any, io_manager_key=account.values_key),
        },
    )
    def choose_albums(context: dg.OpExecutionContext, request: Any) -> tuple[Batches, Any]:
        """Finish what an earlier run left open, make the plan, and split what may be renamed now into batches."""
        return choose_for(account, context, from_values(Request, request))

    rename_batch = rename_op(account, "rename_batch", record=True)

    @dg.op(name=account.called("settle_sync"), pool=account.pool, required_resource_keys=account.both)
    def settle_sync(context: dg.OpExecutionContext, choice: Any, renamed: list[Any]) -> None:
        """Let all other rows follow SmugMug, record what changed, fail where an album could not be renamed.

        On a quiet night that is one event for the whole account.
        """
        chosen = from_values(Choice, choice)
        with as_dagster_failure():
            report = finish(account, context, chosen, renamed)
        results = by_album(report)
        summary = {**summary_metadata(report), "requests": account.smugmug(context).usage.total}
        context.add_output_metadata({"mode": "plan" if report.dry_run else "apply", **summary})
        if report.dry_run and chosen.gone:
            raise could_not_rename(chosen.gone, of=len(results))
        if report.dry_run:
            return
        recorded = {result["album_key"] for batch in renamed for result in batch}
        later = {key: result for key, result in results.items() if key not in recorded}
        record_changed(account, context, later, {})
        context.log_event(dg.AssetObservation(account.key("album_renames"), metadata=summary))
        if evaluation := evaluation_of(account, report):
            context.log_event(evaluation)  # type: ignore[arg-type]  # Dagster stores any event of its user's kinds.
        fail_for(report, failures_of(results.values()), of=len(results))
        if report.large_run:
            raise dg.Failure(
                description=f"{report.large_run} None of them was renamed. Look at the proposals, then start"
                f" {account.called('sync_albums')} once with `mode: apply` and `allow_large: true`.",
                allow_retries=False,
            )
        if unread := chosen.request.unread:
            raise dg.Failure(
                description=f"{len(unread)} albums could not be read whole. {' '.join(unread[:3])}",
                allow_retries=False,
            )

    @dg.config_mapping
    def options(options: SyncOptions) -> dict[str, Any]:
        return {"ops": {first: {"config": as_config(options)}}}

    @dg.job(
        name=account.called("sync_albums"), config=options, tags=RETRY_ALL_STEPS, executor_def=dg.in_process_executor
    )
    def sync_albums() -> None:
        """Bring both sides in step: read what changed in SmugMug, rename what drifted, let the photo rows follow.

        Opens with `mode: plan`, which only says what would happen; `mode: apply` does it. Name albums in `albums`, or
        leave it empty for all that need it. One run takes any number of albums, wherever they stand in the list.
        """
        batches, choice = choose_albums(read_account())
        settle_sync(choice, batches.map(rename_batch).collect())

    return sync_albums


def evaluation_of(account: Account, report: Report) -> dg.AssetCheckEvaluation | None:
    """What a sync found out about the albums that it changed: each was read back on both sides. None if none was."""
    changed = [each for each in report.everything if each.kind in (ResultKind.RENAMED, ResultKind.HEALED)]
    apart = [each for each in changed if not each.verified]
    if not changed:
        return None
    return dg.AssetCheckEvaluation(
        asset_key=account.key("album_renames"),
        check_name=RENAMED_IN_SYNC,
        passed=not apart,
        severity=dg.AssetCheckSeverity.ERROR,
        description=f"{len(apart)} of {len(changed)} albums of this sync could not be verified on both sides."
        if apart
        else f"All {len(changed)} albums that this sync changed carry one name on both sides.",
        metadata={"albums_checked": len(changed), "albums_differing": len(apart)},
    )
