"""The job ``sync_albums``: reads what changed, renames what drifted, lets the photo rows follow; one run for all.

Here: its config and what it shows of the result. Not here: the steps that rename (``batches``), reading SmugMug
(``refreshing``).
"""

from typing import Any

import dagster as dg
from pydantic import Field

from albumsync_dagster.defs.account import Account
from albumsync_dagster.defs.batches import Batches, Choice, OpContext, Request, choose_for, finish, rename_op
from albumsync_dagster.defs.event_log_io import from_values, to_values
from albumsync_dagster.defs.failing import RETRY_ALL_STEPS, as_dagster_failure
from albumsync_dagster.defs.options import (
    APPROVE,
    PLAN,
    THRESHOLD,
    Mode,
    Options,
    album_keys,
    as_config,
    check_threshold,
)
from albumsync_dagster.defs.outcomes import (
    by_album,
    could_not_do,
    fail_for,
    failures_of,
    record_changed,
    summary_metadata,
)
from albumsync_dagster.defs.refreshing import refresh
from albumsync_dagster.defs.renames import RENAMED_IN_SYNC
from albumsync_dagster.errors import UsageError
from albumsync_dagster.sync.counting import counted
from albumsync_dagster.sync.values import Report, ResultKind


class SyncOptions(Options):
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
        unread: list[str] = []
        with as_dagster_failure():
            keys = frozenset(album_keys(config.albums)) or None
            check_threshold(config.drift_threshold)
            if config.approve_review and keys is None:
                raise UsageError(
                    "`approve_review` needs `albums`.",
                    "Name each album in `albums`, after you have looked at its proposal.",
                )
            if config.backfill:
                if keys is not None:
                    raise UsageError("`backfill` and `albums` cannot be used together.", "Leave one of them out.")
                keys = enriched_albums(account, context)
                context.log.info(f"Albums whose enrichment is complete and that were not renamed since: {len(keys):,}.")
            if config.mode is Mode.apply:
                read = refresh(account, context, only=keys)
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
            raise could_not_do(chosen.gone, of=len(results))
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
                description=f"The photos of {counted(len(unread), 'album')} could not be read whole."
                f" {' '.join(unread[:3])}",
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
        else f"This sync changed {counted(len(changed), 'album')}; both sides carry one name.",
        metadata={"albums_checked": len(changed), "albums_differing": len(apart)},
    )
