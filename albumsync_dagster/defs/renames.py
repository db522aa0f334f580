"""Renaming: the ops that carry out a plan, the graph asset ``album_renames`` and the job ``sync_albums`` over them.

::

    pick (the partitions of the run)        ┐
    read_account (the list, new photos)     ┘ -> choose_albums -> rename_batch, each -> settle

Here: which albums, and what is shown of the result. Not here: the protocol (``sync``); ``rename_batch`` is the same
function call as a chunk of ``albumsync apply``. A batch is one step, because its albums are journaled, sent, written
and verified together: were each album a step, an outage in the middle would leave the others' rows behind.

What came of single albums is data until the last op: it records the albums that went well, then fails for the others,
so that "materialize failed and missing" takes up exactly those.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import dagster as dg
from pydantic import Field

from albumsync_dagster.defs.albums import not_listed, refresh
from albumsync_dagster.defs.failing import FROM_THE_START, in_one_sentence
from albumsync_dagster.defs.names import THRESHOLD, canonical_name_proposals, naming_options
from albumsync_dagster.defs.outcomes import (
    ALBUM_RENAMES,
    by_album,
    could_not_rename,
    log_result,
    not_in_smugmug,
    outcome_of,
    record_changed,
    summary_shown,
    went_wrong,
)
from albumsync_dagster.defs.partitions import ALBUMS, BATCHES, MAX_ALBUMS_A_RUN, album_key
from albumsync_dagster.defs.resources import SMUGMUG_POOL, SmugMug, Supabase, run_of
from albumsync_dagster.defs.shown import result_shown
from albumsync_dagster.settings import load_settings
from albumsync_dagster.sync.after_sync import with_after_sync
from albumsync_dagster.sync.applying import preview, rename_planned, rows_in_scope, within_limit
from albumsync_dagster.sync.deciding import record_decisions
from albumsync_dagster.sync.healing import heal_rows
from albumsync_dagster.sync.limiting import LargeRun
from albumsync_dagster.sync.planning import Allowed, choose, make_plan
from albumsync_dagster.sync.recovery import finish_open_changes
from albumsync_dagster.sync.renaming import chunks
from albumsync_dagster.sync.values import Held, PlannedAlbum, Report, Result, Systems


class RenameOptions(dg.Config):
    """What can be chosen for one run of renames."""

    dry_run: bool = Field(default=False, description="Only say what would be renamed; write nothing anywhere.")
    drift_threshold: int | None = THRESHOLD
    approve_review: bool = Field(
        default=False, description="Rename albums that wait for a person too. Counts for albums that were picked."
    )


class SyncOptions(RenameOptions):
    """What can be chosen for one run of ``sync_albums``."""

    albums: list[str] = Field(
        default=[],
        description="Album keys, or partitions as the UI shows them. Empty takes all albums that need it.",
    )
    allow_large: bool = Field(
        default=False,
        description="Let a scheduled run rename even more albums than ALBUMSYNC_LARGE_RUN_ALBUMS and _SHARE allow.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Which albums somebody wants renamed, and how."""

    album_keys: frozenset[str] | None
    """None for all that need it."""
    dry_run: bool
    drift_threshold: int | None
    approve_review: bool
    allow_large: bool = False
    unread: tuple[str, ...] = ()
    """Albums that could not be read whole, a sentence each."""

    @property
    def allowed(self) -> Allowed:
        """The same as the protocol takes it."""
        settings = load_settings()
        return Allowed(
            album_keys=self.album_keys,
            approve_review=self.approve_review,
            allow_large=self.allow_large,
            large_run=LargeRun(albums=settings.large_run_albums, share=settings.large_run_share),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Albums that go through both sides together."""

    albums: tuple[PlannedAlbum, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What was decided before anything was renamed."""

    request: Request
    recovered: tuple[Result, ...]
    albums: tuple[PlannedAlbum, ...]
    """Every album that was picked; without a picking, those that are to be renamed."""
    gone: tuple[Result, ...]
    """Albums that were picked and that SmugMug does not list."""
    held: tuple[Held, ...]
    rows_of: tuple[str, ...] | None
    """Albums whose rows may be written; None for all."""
    preview: Report | None
    """What would be done, in a dry run."""
    refused: tuple[Result, ...] = ()
    """Albums about which somebody decided while this run was planned."""
    large_run: str = ""
    """Why nothing is renamed for drift; see ``Report.large_run``."""


@dg.op(ins={"after": dg.In(dg.Nothing)})
def pick(context: dg.OpExecutionContext, config: RenameOptions) -> Request:
    """The albums that were picked: the partitions of a run of `album_renames`."""
    return Request(
        album_keys=frozenset(map(album_key, context.partition_keys)),
        dry_run=config.dry_run,
        drift_threshold=config.drift_threshold,
        approve_review=config.approve_review,
    )


@dg.op(pool=SMUGMUG_POOL)
def read_account(context: dg.OpExecutionContext, config: SyncOptions, smugmug: SmugMug, supabase: Supabase) -> Request:
    """Bring what is known of the account up to date: the list, and the photos of albums that changed.

    A dry run records nothing: it decides on what the last reading left.
    """
    keys = frozenset(map(album_key, config.albums)) or None
    unread: list[str] = []
    if not config.dry_run:
        with in_one_sentence():
            read = refresh(context, Systems(smugmug, supabase), album_keys=keys)
        unread = [f"{failure.album.name!r}: {failure.error.sentence}" for failure in read.failures]
    return Request(
        album_keys=keys,
        dry_run=config.dry_run,
        drift_threshold=config.drift_threshold,
        approve_review=config.approve_review,
        allow_large=config.allow_large,
        unread=tuple(unread),
    )


@dg.op(
    pool=SMUGMUG_POOL,
    out={"batches": dg.DynamicOut(Batch), "choice": dg.Out(Choice)},
)
def choose_albums(
    context: dg.OpExecutionContext, request: Request, smugmug: SmugMug, supabase: Supabase
) -> tuple[list[dg.DynamicOutput[Batch]], Choice]:
    """Finish what an earlier run left open, make the plan, and split what may be renamed now into batches.

    A dry run has no batches.
    """
    settings = load_settings()
    with in_one_sentence():
        systems, run = Systems(smugmug, supabase), run_of(context)
        recovered = () if request.dry_run else finish_open_changes(systems, run, log_result(context))
        gone = not_listed(supabase, request.album_keys or ())
        if request.album_keys is not None:
            request = replace(request, album_keys=request.album_keys - set(gone))
        plan = make_plan(
            systems,
            run,
            naming_options(settings, request.drift_threshold),
            album_keys=request.album_keys,
            description=settings.description,
            record=not request.dry_run,
        )
        would = preview(systems, plan, run, request.allowed) if request.dry_run else None
        chosen, held = choose(plan, request.allowed)
        refused: tuple[Result, ...] = ()
        if not request.dry_run:
            chosen, refused = record_decisions(systems, chosen, run)
        chosen, large_run, stopped = within_limit(systems, plan, chosen, run, request.allowed)
    rows_of = rows_in_scope(plan, chosen, request.allowed)
    choice = Choice(
        request=request,
        recovered=recovered,
        albums=chosen if plan.whole_account else plan.albums,
        gone=not_in_smugmug(gone),
        held=(*held, *stopped),
        refused=refused,
        large_run=large_run,
        rows_of=None if rows_of is None else tuple(sorted(rows_of)),
        preview=would,
    )
    batches = [] if request.dry_run else [Batch(albums=tuple(chunk)) for chunk in chunks(chosen, MAX_ALBUMS_A_RUN)]
    return [dg.DynamicOutput(batch, mapping_key=f"batch_{at}") for at, batch in enumerate(batches, 1)], choice


@dg.op(pool=SMUGMUG_POOL)
def rename_batch(context: dg.OpExecutionContext, batch: Batch, smugmug: SmugMug, supabase: Supabase) -> list[Result]:
    """Take one batch through the protocol: journal, SmugMug, photo rows, verification.

    What fails for one album is in its result; an outage fails the step.
    """
    systems, run, watch = Systems(smugmug, supabase), run_of(context), log_result(context)
    with in_one_sentence():
        recovered = left_by_parent(context, systems)
        ours = {album.proposal.album_key for album in batch.albums}
        return [
            *(result for result in recovered if result.album_key in ours),
            *rename_planned(systems, batch.albums, run, watch),
        ]


@dg.op(pool=SMUGMUG_POOL)
def settle_partitions(
    context: dg.AssetExecutionContext,
    choice: Choice,
    renamed: list[list[Result]],
    smugmug: SmugMug,
    supabase: Supabase,
) -> None:
    """Let the rows of the picked albums follow SmugMug, record every album that went well, fail for the others."""
    with in_one_sentence():
        report = finish(context, choice, renamed, smugmug, supabase)
    partitions = {album_key(partition): partition for partition in context.partition_keys}
    came_of = by_album(report)
    failures = [] if report.dry_run else went_wrong(came_of[key] for key in partitions if key in came_of)
    failures = failures or list(choice.gone)
    shown = {
        key: result_shown(outcome_of(album, report), album, came_of.get(key))
        for album in choice.albums
        if (key := album.proposal.album_key) in partitions
    } | {result.album_key: result_shown(result.kind.value, None, result) for result in choice.gone}
    if not failures:
        for key, metadata in shown.items():
            context.add_asset_metadata(metadata, partition_key=partitions[key])
        return
    failed = {result.album_key for result in failures}
    for key, metadata in shown.items():
        # An album that failed is observed, so that its page says why; only a materialization makes it green.
        event = dg.AssetObservation if key in failed else dg.AssetMaterialization
        context.log_event(event(context.asset_key, partition=partitions[key], metadata=metadata))
    raise could_not_rename(failures, of=len(partitions))


@dg.op(pool=SMUGMUG_POOL)
def settle_sync(
    context: dg.OpExecutionContext,
    choice: Choice,
    renamed: list[list[Result]],
    smugmug: SmugMug,
    supabase: Supabase,
) -> None:
    """Let all other rows follow SmugMug, record the albums that changed, fail where one could not be renamed.

    On a quiet night that is one event for the whole account.
    """
    with in_one_sentence():
        report = finish(context, choice, renamed, smugmug, supabase)
    came_of = by_album(report)
    summary = {**summary_shown(report), "requests": smugmug.usage.total}
    context.add_output_metadata({"dry_run": report.dry_run, **summary})
    if report.dry_run and choice.gone:
        raise could_not_rename(choice.gone, of=len(came_of))
    if report.dry_run:
        return
    record_changed(context, came_of, {album.proposal.album_key: album for album in choice.albums})
    context.log_event(dg.AssetObservation(ALBUM_RENAMES, metadata=summary))
    if failures := went_wrong(came_of.values()):
        raise could_not_rename(failures, of=len(came_of))
    if report.large_run:
        raise dg.Failure(
            description=f"{report.large_run} Nothing of it was renamed. Look at the proposals, then start sync_albums"
            " once with `allow_large: true`.",
            allow_retries=False,
        )
    if unread := choice.request.unread:
        raise dg.Failure(
            description=f"{len(unread)} albums could not be read whole. {' '.join(unread[:3])}", allow_retries=False
        )


def left_by_parent(context: dg.OpExecutionContext | dg.AssetExecutionContext, systems: Systems) -> tuple[Result, ...]:
    """Finish what a run left open that is now re-executed from where it failed: ``choose_albums`` is not run again."""
    return finish_open_changes(systems, run_of(context), log_result(context)) if context.run.parent_run_id else ()


def finish(
    context: dg.OpExecutionContext | dg.AssetExecutionContext,
    choice: Choice,
    renamed: Sequence[Sequence[Result]],
    smugmug: SmugMug,
    supabase: Supabase,
) -> Report:
    """Let the other rows in scope follow SmugMug, and call the user's own function where rows changed."""
    if choice.preview is not None:
        return replace(choice.preview, results=(*choice.preview.results, *choice.gone))
    systems, run = Systems(smugmug, supabase), run_of(context)
    results = {result.album_key: result for batch in renamed for result in batch}
    # What the steps before handed on may be of the run that failed; its open changes have come to their end by now.
    results |= {result.album_key: result for result in left_by_parent(context, systems) if result.album_key in results}
    healed = heal_rows(systems, run, album_keys=choice.rows_of, watch=log_result(context))
    report = Report(
        run_id=run.id,
        recovered=choice.recovered,
        results=(*results.values(), *choice.refused, *choice.gone),
        healed=healed,
        held=choice.held,
        large_run=choice.large_run,
    )
    return with_after_sync(systems, report, load_settings().after_sync)


@dg.config_mapping
def rename_options(options: RenameOptions) -> dict[str, Any]:
    """The graph asset's own options go to its first op."""
    return {"pick": {"config": options.model_dump()}}


@dg.graph_asset(
    group_name="names",
    kinds={"smugmug", "supabase"},
    owners=["team:gallery"],
    ins={"after": dg.AssetIn(canonical_name_proposals.key, dagster_type=dg.Nothing)},
    partitions_def=ALBUMS,
    backfill_policy=BATCHES,
    config=rename_options,
)
def album_renames(after: Any) -> Any:
    """Renames albums in SmugMug and in all their photo rows, and proves that both agree.

    Materializing renames: the proposals are the preview (`dry_run` in the Launchpad makes one more). Albums whose
    decision is `review` are renamed only with `approve_review`. Several albums start within 30 seconds: Dagster's
    backfill daemon looks every 30 seconds. An album that fails is red alone; "materialize failed and missing" takes
    it up again. `albumsync undo --change` takes one back.
    """
    batches, choice = choose_albums(pick(after))
    return settle_partitions(choice, batches.map(rename_batch).collect())


@dg.config_mapping
def sync_options(options: SyncOptions) -> dict[str, Any]:
    """The job's own options go to its first op."""
    return {"ops": {"read_account": {"config": options.model_dump()}}}


@dg.job(config=sync_options, tags=FROM_THE_START)
def sync_albums() -> None:
    """Bring both sides in step: read what changed in SmugMug, rename what drifted, let the photo rows follow.

    Name albums in the config, or leave it empty for all that need it. `dry_run` only says what would happen.
    """
    batches, choice = choose_albums(read_account())
    settle_sync(choice, batches.map(rename_batch).collect())
