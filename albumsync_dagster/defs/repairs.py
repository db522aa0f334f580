"""Jobs for repairs: heal photo rows, and take renames back. Both are dry runs unless configured otherwise.

Not here: what may be taken back and how (``sync.undoing``), where rows differ (``sync.healing``).
"""

from datetime import datetime, timedelta
from typing import Any

import dagster as dg
from pydantic import Field

from albumsync_dagster.defs.account import Account
from albumsync_dagster.defs.failing import RETRY_ALL_STEPS, as_dagster_failure
from albumsync_dagster.defs.options import PLAN, Mode, Options, album_keys, as_config
from albumsync_dagster.defs.outcomes import (
    by_album,
    fail_for,
    failures_of,
    log_result,
    record_changed,
    summary_metadata,
)
from albumsync_dagster.defs.progress import time_in_log
from albumsync_dagster.errors import UsageError
from albumsync_dagster.supabase import HistoryFilter
from albumsync_dagster.sync import healing
from albumsync_dagster.sync.errors import NothingToUndo
from albumsync_dagster.sync.undoing import undo
from albumsync_dagster.sync.values import Report


class HealOptions(Options):
    """What can be chosen for one run of ``heal_names``."""

    mode: Mode = PLAN
    albums: list[str] = Field(
        default=[], description="Album keys or partitions, for instance [SJT3DX]. Empty takes the whole account."
    )


class UndoOptions(Options):
    """What can be chosen for one run of ``undo_renames``; every field that is set must match.

    With none of them set a plan looks at the changes of the last 24 hours; a run that writes is refused.
    """

    mode: Mode = PLAN
    change: str = Field(
        default="",
        description="Id of one change, as `album_renames` shows it, for instance 0b5c3f0e-7d0b-4b57-9a51-6c2f6a3f1f6e.",
    )
    run: str = Field(
        default="", description="Id of the run that renamed, for instance 5f0c7a52-6a1f-4c1a-8f5e-8d4f0a3c9b21."
    )
    albums: list[str] = Field(default=[], description="Album keys or partitions, for instance [SJT3DX].")
    since: str = Field(
        default="",
        description="Changes since then: ISO 8601 with a time zone, for instance 2025-06-01T00:00:00Z.",
    )


def scope_of(options: UndoOptions, *, now: datetime) -> HistoryFilter:
    """Which journal lines are to be taken back. Pure.

    Raises:
        UsageError: Nothing is set, which would take back everything; or ``since`` is no moment, or an album none.
    """
    change, run, since = options.change.strip(), options.run.strip(), options.since.strip()
    if not (change or run or options.albums or since):
        if options.mode is Mode.plan:
            return HistoryFilter(since=now - timedelta(days=1))
        raise UsageError("The config does not say what to undo.", "Set change, run, albums or since in the config.")
    return HistoryFilter(
        change_id=change or None,
        run_id=run or None,
        album_keys=tuple(album_keys(options.albums)),
        since=_moment(since) if since else None,
    )


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise UsageError(f"{text!r} is no moment with a time zone.", "Write it like 2025-06-01T00:00:00Z.")
    return moment


def show(account: Account, context: dg.OpExecutionContext, report: Report, *, done: str) -> None:
    """Show the results of the albums; fail where some could not be repaired, or do not exist."""
    context.add_output_metadata({"mode": "plan" if report.dry_run else "apply", **summary_metadata(report)})
    results = by_album(report)
    if not report.dry_run:
        record_changed(account, context, results, {})
    elif not failures_of(report.healed):
        return
    fail_for(report, failures_of(results.values()), of=len(results), done=done)


def heal_job(account: Account) -> dg.JobDefinition:
    """The job ``heal_names``."""
    step = account.called("heal")

    @dg.op(name=step, pool=account.pool, required_resource_keys=account.both)
    def heal(context: dg.OpExecutionContext, config: HealOptions) -> None:
        """Let photo rows that differ follow SmugMug, journaled with the reason `heal`."""
        systems = account.systems(context)
        with as_dagster_failure(), time_in_log(context, "Comparing photo rows with SmugMug's names", systems.smugmug):
            report = healing.heal(
                systems,
                account.run(context),
                album_keys=album_keys(config.albums) or None,
                dry_run=config.mode is Mode.plan,
                after_sync=account.settings.after_sync,
                watch=log_result(context),
            )
        show(account, context, report, done="healed")

    @dg.config_mapping
    def options(options: HealOptions) -> dict[str, Any]:
        return {"ops": {step: {"config": as_config(options)}}}

    @dg.job(
        name=account.called("heal_names"), config=options, tags=RETRY_ALL_STEPS, executor_def=dg.in_process_executor
    )
    def heal_names() -> None:
        """Where photo rows differ from SmugMug and no change is open, the rows follow SmugMug.

        Opens with `mode: plan`, which only looks; `mode: apply` writes.
        """
        heal()

    return heal_names


def undo_job(account: Account) -> dg.JobDefinition:
    """The job ``undo_renames``."""
    step = account.called("take_back")

    @dg.op(name=step, pool=account.pool, required_resource_keys=account.both)
    def take_back(context: dg.OpExecutionContext, config: UndoOptions) -> None:
        """Give albums the names they had before the changes in scope, on both sides, as new journaled changes."""
        run = account.run(context)
        only_looks = config.mode is Mode.plan
        with as_dagster_failure():
            scope = scope_of(config, now=run.started_at)
            try:
                report = undo(
                    account.systems(context),
                    scope,
                    run,
                    dry_run=only_looks,
                    after_sync=account.settings.after_sync,
                    watch=log_result(context),
                )
            except NothingToUndo as nothing:
                # Who looks at a time span was answered. Who named a change, a run or an album made a mistake.
                if not only_looks or scope != HistoryFilter(since=scope.since):
                    raise
                context.log.info(nothing.sentence)
                report = Report(run_id=run.id, dry_run=True)
        show(account, context, report, done="taken back")

    @dg.config_mapping
    def options(options: UndoOptions) -> dict[str, Any]:
        return {"ops": {step: {"config": as_config(options)}}}

    @dg.job(
        name=account.called("undo_renames"), config=options, tags=RETRY_ALL_STEPS, executor_def=dg.in_process_executor
    )
    def undo_renames() -> None:
        """Take back a change, a run, an album or a time span, on both sides.

        Opens with `mode: plan`, which only looks; `mode: apply` writes. An album is refused where somebody renamed it
        since. An undo is a change too: it can be taken back itself.
        """
        take_back()

    return undo_renames
