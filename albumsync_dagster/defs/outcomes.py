"""The results of albums in a run, for its log, its events and its failure.

Here: results in, events and sentences out. Not here: what was done (``sync``), metadata of one value (``shown``).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import dagster as dg

from albumsync_dagster.defs.account import Account
from albumsync_dagster.defs.albums import NOT_LISTED
from albumsync_dagster.defs.failing import AFTER_SYNC, failed_albums
from albumsync_dagster.defs.partitions import partitions_by_album
from albumsync_dagster.defs.shown import held_table, result_metadata, results_table
from albumsync_dagster.sync.values import PlannedAlbum, ProgressCallback, Report, Result, ResultKind

TRY_AGAIN = "To try again, re-execute all steps."
TRY_PICKED_AGAIN = "To try again, materialize failed and missing, or re-execute all steps."
SUCCESS_KINDS = frozenset({ResultKind.RENAMED, ResultKind.HEALED, ResultKind.RESTORED})


def by_album(report: Report) -> dict[str, Result]:
    """What a run has to say of each album: what it was asked to do before what it found to do."""
    return {result.album_key: result for result in (*report.recovered, *report.healed, *report.results)}


def not_in_smugmug(gone: Mapping[str, str | None]) -> tuple[Result, ...]:
    """The results of picked albums that SmugMug does not list: key -> the name it had."""
    return tuple(
        Result(
            album_key=key,
            kind=ResultKind.REFUSED,
            old_name=name,
            new_name=name or "",
            detail=f"SmugMug does not list the album {key}. {NOT_LISTED}",
        )
        for key, name in gone.items()
    )


def failures_of(results: Iterable[Result]) -> list[Result]:
    """The results that a person should look at."""
    return [result for result in results if result.kind not in SUCCESS_KINDS]


def is_held(album: PlannedAlbum, report: Report) -> bool:
    """True for an album that was not renamed because it waits for a person."""
    return any(each.album_key == album.proposal.album_key for each in report.held)


def outcome_of(album: PlannedAlbum, report: Report) -> str:
    """The result of a picked album, in a few words."""
    result = by_album(report).get(album.proposal.album_key)
    done = "" if result is None else f"would be {result.kind.value}" if report.dry_run else result.kind.value
    if is_held(album, report):
        # Its rows may have followed a name that somebody typed in SmugMug; whether that name stays is another question.
        return f"not renamed: {album.proposal.decision.value}" + (f"; rows {done}" if done else "")
    return done or f"not renamed: {album.proposal.decision.value}"


def record_changed(
    account: Account,
    context: dg.OpExecutionContext,
    results: Mapping[str, Result],
    planned: Mapping[str, PlannedAlbum],
) -> None:
    """A materialization of ``album_renames`` for each album whose name or rows changed in this run."""
    partitions = partitions_by_album(context.instance.get_dynamic_partitions(account.partitions))
    for key, result in results.items():
        if result.kind in SUCCESS_KINDS and key in partitions:
            context.log_event(
                dg.AssetMaterialization(
                    account.key("album_renames"),
                    partition=partitions[key],
                    metadata=result_metadata(result.kind.value, planned.get(key), result),
                )
            )


def fail_for(
    report: Report, failures: Sequence[Result], *, of: int, done: str = "renamed", fix: str = TRY_AGAIN
) -> None:
    """Fail where albums went wrong, or where the user's own function did: what a person should look at is red.

    Args:
        report: What the run did.
        failures: The albums among them that went wrong.
        of: How many albums the run was about.
        done: What was to be done with them.
        fix: What to do next.

    Raises:
        Failure: Not everything went well. What did is recorded already.
    """
    if failures:
        raise could_not_do(failures, of=of, done=done, fix=fix, after_sync_error=report.after_sync_error)
    if report.after_sync_error:
        raise dg.Failure(
            description=f"{report.after_sync_error} Names and photo rows are written. The next run that renames, heals"
            " or undoes calls the function again.",
            metadata={AFTER_SYNC: report.after_sync_error},
            allow_retries=False,
        )


def could_not_do(
    failures: Sequence[Result],
    *,
    of: int,
    done: str = "renamed",
    fix: str = TRY_AGAIN,
    after_sync_error: str | None = None,
) -> dg.Failure:
    """The failure of a run in which some albums went wrong: their reasons, and a table of them."""
    reasons = " ".join(
        f"{failure.old_name or failure.album_key!r}: {failure.kind.value}. {failure.detail}" for failure in failures[:3]
    )
    more = f" And {len(failures) - 3} more." if len(failures) > 3 else ""
    return dg.Failure(
        description=f"{len(failures)} of {of} albums could not be {done}. {reasons}{more}"
        f"{f' {after_sync_error}' if after_sync_error else ''} {fix}",
        metadata={
            "failures": results_table(failures),
            "failed": len(failures),
            **failed_albums([failure.album_key for failure in failures]),
            **({AFTER_SYNC: after_sync_error} if after_sync_error else {}),
        },
        allow_retries=False,
    )


def summary_metadata(report: Report) -> dict[str, Any]:
    """The numbers of a run; the labels are those that plot over time."""
    kinds = {kind: report.count(kind) for kind in ResultKind}
    return {
        "renamed": kinds[ResultKind.RENAMED],
        "healed": kinds[ResultKind.HEALED],
        "held": len(report.held),
        "failed": len(failures_of(report.everything)),
        "rows_written": report.photo_rows,
        "results": results_table(report.everything),
        "waiting": held_table(report.held),
        **({"after_sync_error": report.after_sync_error} if report.after_sync_error else {}),
    }


def log_result(context: dg.OpExecutionContext | dg.AssetExecutionContext) -> ProgressCallback:
    """Writes the result of each album to the run's log as soon as it is there."""

    def log(result: Result) -> None:
        say = context.log.info if result.kind in SUCCESS_KINDS else context.log.warning
        detail = f": {result.detail}" if result.detail else ""
        say(f"{result.kind.value} {result.album_key} {result.old_name!r} -> {result.new_name!r}{detail}")

    return log
