"""The JSON that ``--json`` prints: one document a command, ``{"albumsync": 1, "command": "plan", ...}``. Pure.

``albumsync`` is the version of the shapes. Within a version fields may be added; none changes its meaning or goes.
Times are ISO 8601 with an offset, days ``YYYY-MM-DD``, unknown values ``null``.
``name`` and ``drift`` print JSON Lines of their own instead (``cli.jsonl``).

Not here: the plan file of ``plan --out``, which is read back (``sync.planfile``); printing (``output``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from albumsync_dagster.supabase import Change, Health, KeyCounts
    from albumsync_dagster.sync.alerting import Alert
    from albumsync_dagster.sync.backfilling import BackfillReport
    from albumsync_dagster.sync.reading import PullReport, ReadFailure
    from albumsync_dagster.sync.values import Held, Plan, PlannedAlbum, Report, Result
    from albumsync_dagster.sync.verifying import VerifyReport

Document = dict[str, Any]


def of_plan(plan: Plan) -> Document:
    """``plan``: every album with its proposal, those to be kept included."""
    return {
        "made_at": plan.made_at.isoformat(),
        "listed_at": _time(plan.listed_at),
        "whole_account": plan.whole_account,
        "counts": {decision.value: count for decision, count in plan.counts().items()},
        "rows_differing": plan.rows_differing,
        "albums": [of_planned(album) for album in plan.albums],
    }


def of_planned(album: PlannedAlbum) -> Document:
    """One album of a plan."""
    from albumsync_dagster.sync.columns import COLUMNS, as_json

    return {column.name: as_json(column.of(album)) for column in COLUMNS}


def of_report(report: Report) -> Document:
    """``apply``, ``undo`` and ``heal``. In a dry run ``results`` says what would be done, and nothing was written."""
    kinds: dict[str, int] = {}
    for result in report.everything:
        kinds[result.kind.value] = kinds.get(result.kind.value, 0) + 1
    return {
        "dry_run": report.dry_run,
        "run_id": report.run_id,
        "exit_code": report.exit_code,
        "counts": kinds,
        "photo_rows": report.photo_rows,
        "recovered": [of_result(result) for result in report.recovered],
        "results": [of_result(result) for result in report.results],
        "healed": [of_result(result) for result in report.healed],
        "held": [_held(held) for held in report.held],
        "large_run": report.large_run or None,
        "after_sync_error": report.after_sync_error,
    }


def of_result(result: Result) -> Document:
    """The result of one album."""
    return {
        "album_key": result.album_key,
        "kind": result.kind.value,
        "old_name": result.old_name,
        "new_name": result.new_name,
        "detail": result.detail,
        "photo_rows": result.photo_rows,
        "verified": result.verified,
        "change_id": result.change_id,
        "drift": result.drift,
    }


def of_verify(report: VerifyReport) -> Document:
    """``verify``: what was compared, and every album whose rows do not all carry SmugMug's name."""
    return {
        "in_step": report.in_step,
        "albums": report.albums,
        "rows": report.rows,
        "rows_differing": report.rows_differing,
        "rows_without_album_key": report.rows_without_album_key,
        "unknown_albums": dict(report.unknown_albums),
        "acknowledged_albums": dict(report.acknowledged_albums),
        "differences": [
            {
                "album_key": difference.album_key,
                "name": difference.name,
                "rows": difference.rows,
                "differing": difference.differing,
                "missing": difference.missing,
                "found": dict(difference.found),
                "web_uri": difference.web_uri,
            }
            for difference in report.differences
        ],
    }


def of_history(changes: Sequence[Change], *, more: bool) -> Document:
    """``history``: lines of the journal, newest first; ``more`` where older ones were left out."""
    return {"more": more, "changes": [of_change(change) for change in changes]}


def of_change(change: Change) -> Document:
    """One line of the journal."""
    return {
        "id": change.id,
        "album_key": change.album_key,
        "old_name": change.old_name,
        "new_name": change.new_name,
        "reason": change.reason.value,
        "status": change.status.value,
        "drift": change.drift,
        "photo_rows": change.photo_rows,
        "changed_at": change.changed_at.isoformat(),
        "changed_by": change.changed_by,
        "run_id": change.run_id,
        "undoes": change.undoes,
        "old_description": change.old_description,
        "new_description": change.new_description,
        "verified_at": _time(change.verified_at),
        "error": change.error,
    }


def of_pull(report: PullReport, *, seconds: float, requests: Mapping[str, int]) -> Document:
    """``pull``: what was read, and which albums could not be read whole."""
    return {
        "albums": report.albums,
        "added": list(report.listing.added),
        "changed": list(report.listing.changed),
        "missing": list(report.listing.missing),
        "albums_read": len(report.photos.read),
        "photos": report.photos.photos,
        "undated": report.photos.undated,
        "failures": [_failure(failure) for failure in report.photos.failures],
        "seconds": round(seconds, 1),
        "requests": dict(requests),
    }


def of_backfill(report: BackfillReport) -> Document:
    """``backfill-keys``: ``album_key`` before and after, in rows, and what was read from SmugMug, in photos."""
    counts = report.counts
    return {
        "dry_run": report.dry_run,
        "albums": report.albums,
        "not_needed": report.not_needed,
        "before": _key_counts(report.before),
        "after": _key_counts(report.after),
        "photos": counts.asked,
        "ambiguous": counts.ambiguous,
        "unmatched": counts.unmatched,
        "filled": counts.filled,
        "repaired": counts.repaired,
        "right": counts.right,
        "kept": counts.kept,
        "collected_only": list(report.collected_only),
        "failures": [_failure(failure) for failure in report.failures],
    }


def of_health(health: Health, alerts: Sequence[Alert]) -> Document:
    """``health``: the figures, and a sentence for each that somebody should look at."""
    return {
        "at": health.at.isoformat(),
        "listed_at": _time(health.listed_at),
        "alerts": [{"key": alert.key, "sentence": alert.sentence, "fix": alert.fix} for alert in alerts],
        "albums": health.albums,
        "albums_missing": health.albums_missing,
        "albums_without_name": health.albums_without_name,
        "albums_with_mixed_names": health.albums_with_mixed_names,
        "albums_out_of_step": health.albums_out_of_step,
        "albums_without_photos": health.albums_without_photos,
        "photos": health.photos,
        "photos_without_album_key": health.photos_without_album_key,
        "photos_of_unknown_albums": health.photos_of_unknown_albums,
        "photos_acknowledged": health.photos_acknowledged,
        "photos_without_name": health.photos_without_name,
        "open_changes": health.open_changes,
        "failed_changes": health.failed_changes,
        "conflicts": health.conflicts,
        "changes_last_day": health.changes_last_day,
        "proposals": dict(health.proposals),
        "high_drift": health.high_drift,
        "verified_last_day": health.verified_last_day,
        "verification_stale": health.verification_stale,
        "never_verified": health.never_verified,
        "incomplete_reads_last_day": health.incomplete_reads_last_day,
    }


def _failure(failure: ReadFailure) -> Document:
    error = failure.error
    return {
        "album_key": failure.album.album_key,
        "name": failure.album.name,
        "error": error.sentence,
        "fix": error.fix,
    }


def _key_counts(counts: KeyCounts) -> Document:
    return {
        "photos": counts.photos,
        "without_key": counts.without_key,
        "unknown_key": counts.unknown_key,
        "image_key_in_it": counts.image_key_in_it,
        "address_in_it": counts.address_in_it,
    }


def _held(held: Held) -> Document:
    return {
        "album_key": held.album_key,
        "existing": held.existing,
        "proposed": held.proposed,
        "decision": held.decision.value,
        "reasons": list(held.reasons),
    }


def _time(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()
