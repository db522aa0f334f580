"""Jobs for the bad day: let the rows follow SmugMug, and take renames back. Both only look unless told otherwise.

Not here: what may be taken back and how (``sync.undoing``), where rows differ (``sync.healing``).
"""

from datetime import datetime, timedelta

import dagster as dg
from pydantic import Field

from albumsync_dagster.defs.failing import FROM_THE_START, in_one_sentence
from albumsync_dagster.defs.outcomes import (
    by_album,
    could_not_rename,
    log_result,
    record_changed,
    summary_shown,
    went_wrong,
)
from albumsync_dagster.defs.partitions import album_key
from albumsync_dagster.defs.resources import SMUGMUG_POOL, SmugMug, Supabase, run_of
from albumsync_dagster.errors import UsageError
from albumsync_dagster.settings import load_settings
from albumsync_dagster.supabase import HistoryFilter
from albumsync_dagster.sync import healing
from albumsync_dagster.sync.errors import NothingToUndo
from albumsync_dagster.sync.undoing import undo
from albumsync_dagster.sync.values import Report, Systems

_DRY_RUN = Field(default=True, description="Only say what would be written. Set it to false to write.")


class HealOptions(dg.Config):
    """What can be chosen for one run of ``heal_names``."""

    dry_run: bool = _DRY_RUN
    albums: list[str] = Field(default=[], description="Album keys or partitions. Empty takes the whole account.")


class UndoOptions(dg.Config):
    """What can be chosen for one run of ``undo_renames``; every field that is set must match.

    With none of them set a dry run looks at the changes of the last 24 hours; a run that writes is refused.
    """

    dry_run: bool = _DRY_RUN
    change: str | None = Field(default=None, description="Id of one change, as `album_renames` shows it.")
    run: str | None = Field(default=None, description="Id of the run that renamed.")
    albums: list[str] = Field(default=[], description="Album keys or partitions.")
    since: str | None = Field(
        default=None, description="Changes since then: ISO 8601 with a time zone, for instance 2025-06-01T00:00:00Z."
    )


@dg.op(pool=SMUGMUG_POOL)
def heal(context: dg.OpExecutionContext, config: HealOptions, smugmug: SmugMug, supabase: Supabase) -> None:
    """Let photo rows that differ follow SmugMug, journaled with the reason `heal`."""
    with in_one_sentence():
        report = healing.heal(
            Systems(smugmug, supabase),
            run_of(context),
            album_keys=sorted(map(album_key, config.albums)) or None,
            dry_run=config.dry_run,
            after_sync=load_settings().after_sync,
            watch=log_result(context),
        )
    tell(context, report)


@dg.op(pool=SMUGMUG_POOL)
def take_back(context: dg.OpExecutionContext, config: UndoOptions, smugmug: SmugMug, supabase: Supabase) -> None:
    """Give albums the names they had before the changes in scope, on both sides, as new journaled changes."""
    run = run_of(context)
    with in_one_sentence():
        try:
            report = undo(
                Systems(smugmug, supabase),
                scope_of(config, now=run.started_at),
                run,
                dry_run=config.dry_run,
                after_sync=load_settings().after_sync,
                watch=log_result(context),
            )
        except NothingToUndo as nothing:
            # Who only looks was answered; who wanted something taken back was not.
            if not config.dry_run:
                raise
            context.log.info(nothing.sentence)
            report = Report(run_id=run.id, dry_run=True)
    tell(context, report)


def scope_of(options: UndoOptions, *, now: datetime) -> HistoryFilter:
    """Which journal lines are to be taken back. Pure.

    Raises:
        UsageError: Nothing is set, which would take back everything; or ``since`` is no moment.
    """
    if not (options.change or options.run or options.albums or options.since):
        if options.dry_run:
            return HistoryFilter(since=now - timedelta(days=1))
        raise UsageError("Nothing says what to undo.", "Set change, run, albums or since in the config.")
    return HistoryFilter(
        change_id=options.change,
        run_id=options.run,
        album_keys=tuple(map(album_key, options.albums)),
        since=_moment(options.since),
    )


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise UsageError(f"{text!r} is no moment with a time zone.", "Write it like 2025-06-01T00:00:00Z.")
    return moment


def tell(context: dg.OpExecutionContext, report: Report) -> None:
    """Show what came of the albums; fail where some could not be repaired."""
    context.add_output_metadata({"dry_run": report.dry_run, **summary_shown(report)})
    if report.dry_run:
        return
    came_of = by_album(report)
    record_changed(context, came_of, {})
    if failures := went_wrong(came_of.values()):
        raise could_not_rename(failures, of=len(came_of))


@dg.job(tags=FROM_THE_START)
def heal_names() -> None:
    """Where photo rows differ from SmugMug and no change is open, the rows follow SmugMug. Looks only, by default."""
    heal()


@dg.job(tags=FROM_THE_START)
def undo_renames() -> None:
    """Take back a change, a run, an album or a time span, on both sides. Looks only, by default.

    An album is refused where somebody renamed it since. An undo is a change too: it can be taken back itself.
    """
    take_back()
