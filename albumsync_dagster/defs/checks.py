"""Checks: claims about both sides that are true after a good sync, with the differences where they are not.

``renamed_albums_in_sync`` compares the albums of its run; the others are about the whole account and belong to assets
without partitions, so that a run of picked albums never executes them and a green part never hides a red whole.
(Dagster 1.13 stores no result per album for a run of several, so no check has partitions.) A check that cannot read
both sides whole raises, so an outage is a failed run and never a failed check.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

import dagster as dg

from albumsync_dagster.defs.account import Account
from albumsync_dagster.defs.failing import as_dagster_failure
from albumsync_dagster.defs.partitions import album_key
from albumsync_dagster.defs.progress import time_in_log
from albumsync_dagster.defs.renames import RENAMED_IN_SYNC
from albumsync_dagster.defs.shown import table
from albumsync_dagster.naming import Decision, Proposal
from albumsync_dagster.supabase import AlbumState
from albumsync_dagster.sync.alerting import open_too_long
from albumsync_dagster.sync.counting import counted
from albumsync_dagster.sync.verifying import VerifyReport, verify

COMPARING = "Comparing both sides"

COLUMNS = ("album_key", "problem", "smugmug_name", "other_name", "rows", "differing")


def picked(context: dg.AssetCheckExecutionContext) -> list[str] | None:
    """The albums of a run of picked albums; None for a run of something else."""
    try:
        return sorted(map(album_key, context.partition_keys))
    except dg.DagsterInvariantViolationError:
        return None


def pending(proposals: list[Proposal], states: Mapping[str, AlbumState]) -> list[tuple[Proposal, AlbumState]]:
    """Proposals that an unattended run would apply, and that were made for the names albums still have. Pure."""
    return [
        (proposal, state)
        for proposal in proposals
        if proposal.decision is Decision.RENAME
        and proposal.proposed != proposal.existing
        and (state := states.get(proposal.album_key)) is not None
        and state.album.name == proposal.existing
    ]


def in_sync_result(report: VerifyReport, waiting: list[tuple[Proposal, AlbumState]]) -> dg.AssetCheckResult:
    """The claim, judged. Pure."""
    differing = [
        (
            difference.album_key,
            "photo rows differ",
            difference.name,
            ", ".join(difference.found) or "(no name)",
            difference.rows,
            difference.differing,
        )
        for difference in report.differences
    ]
    unknown = [
        (key, "SmugMug has no such album", None, None, rows, rows) for key, rows in report.unknown_albums.items()
    ]
    proposed = [
        (each.album_key, "rename proposed", each.existing, each.proposed, state.rows.total, state.rows_differing)
        for each, state in waiting
    ]
    wrong = not report.in_step
    if wrong:
        summary = difference_summary(report)
    elif waiting:
        summary = f"Both sides agree. Proposed renames that wait to be materialized: {len(waiting)}."
    else:
        summary = f"All {report.rows} photo rows of {counted(report.albums, 'album')} carry SmugMug's names."
    return dg.AssetCheckResult(
        passed=not wrong and not waiting,
        severity=dg.AssetCheckSeverity.ERROR if wrong else dg.AssetCheckSeverity.WARN,
        description=summary,
        metadata={
            "albums_checked": report.albums,
            "rows_checked": report.rows,
            "albums_differing": len(report.differences),
            "rows_differing": report.rows_differing,
            "rows_without_album_key": report.rows_without_album_key,
            "unknown_albums": len(report.unknown_albums),
            "proposals_waiting": len(waiting),
            "differences": table(COLUMNS, [*differing, *unknown, *proposed]),
        },
    )


def difference_summary(report: VerifyReport) -> str:
    """A sentence for each way in which both sides do not agree. Pure."""
    said = []
    if report.differences:
        said.append(
            f"Photo rows that do not have SmugMug's name: {report.rows_differing:,},"
            f" of {counted(len(report.differences), 'album')}."
        )
    if report.unknown_albums:
        rows = sum(report.unknown_albums.values())
        said.append(
            f"Photo rows of albums that SmugMug does not have: {rows:,},"
            f" of {counted(len(report.unknown_albums), 'album')}."
        )
    return " ".join(said) or f"None of {report.rows_without_album_key} photo rows says to which album it belongs."


def checks_of(account: Account) -> list[dg.AssetChecksDefinition]:
    """All checks; the one of picked albums first."""

    @dg.asset_check(
        asset=account.key("album_renames"),
        name=RENAMED_IN_SYNC,
        pool=account.pool,
        required_resource_keys=account.both,
    )
    def renamed_albums_in_sync(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        """Every photo row of the albums of this run carries the name that SmugMug has. Compares both sides, all rows.

        Executed by itself it compares the whole account.
        """
        systems = account.systems(context)
        with as_dagster_failure(), time_in_log(context, COMPARING, systems.smugmug):
            report = verify(systems, account.run(context), album_keys=picked(context))
        return in_sync_result(report, [])

    @dg.asset_check(
        asset=account.key("sync_health"),
        name="album_names_in_sync",
        pool=account.pool,
        required_resource_keys=account.both,
    )
    def album_names_in_sync(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        """Every photo row of the account carries the name that SmugMug has, and no proposed rename is waiting.

        Red: photo rows carry another name than their album. Yellow: proposals with the decision `rename` wait to be
        materialized in `album_renames`. Albums that wait for a person do not count.
        """
        systems = account.systems(context)
        with as_dagster_failure(), time_in_log(context, COMPARING, systems.smugmug):
            report = verify(systems, account.run(context))
            proposals = [stored.proposal for stored in systems.supabase.proposals()]
            states = {state.album.album_key: state for state in systems.supabase.states()}
        return in_sync_result(report, pending(proposals, states))

    @dg.asset_check(
        asset=account.key("sync_health"),
        name="no_missing_names",
        pool=account.pool,
        required_resource_keys={account.supabase_key},
    )
    def no_missing_names(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        """No photo row that belongs to an album is without a name."""
        with as_dagster_failure():
            states = [state for state in account.supabase(context).states() if state.rows.missing]
        rows = sum(state.rows.missing for state in states)
        return dg.AssetCheckResult(
            passed=not states,
            severity=dg.AssetCheckSeverity.ERROR,
            description=f"Photo rows without a name: {rows:,}, of {counted(len(states), 'album')}."
            if states
            else "Every photo row has a name.",
            metadata={
                "rows_without_name": rows,
                "albums": table(
                    ("album_key", "smugmug_name", "rows", "without_name"),
                    ((each.album.album_key, each.album.name, each.rows.total, each.rows.missing) for each in states),
                ),
            },
        )

    @dg.asset_check(
        asset=account.key("sync_health"),
        name="no_high_drift",
        pool=account.pool,
        required_resource_keys={account.supabase_key},
    )
    def no_high_drift(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        """No name is so far from what the photos say that a person has to look at it.

        Counts the same proposals as `sync_health` and `albumsync health`: the newest ones, for the names of today.
        """
        limit = account.settings.alert_drift
        supabase = account.supabase(context)
        with as_dagster_failure():
            stored = supabase.proposals()
        high = [
            each.proposal
            for each in stored
            if each.proposal.drift > limit
            and each.proposal.decision in (Decision.RENAME, Decision.REVIEW)
            and each.present == each.proposal.existing
            and not each.missing
        ]
        return dg.AssetCheckResult(
            passed=not high,
            severity=dg.AssetCheckSeverity.WARN,
            description=f"Names that have drifted further than {limit}: {len(high):,}."
            if high
            else f"No name has drifted further than {limit}.",
            metadata={
                "high_drift": len(high),
                "albums": table(
                    ("album_key", "existing", "proposed", "drift", "decision", "why"),
                    (
                        (
                            each.album_key,
                            each.existing,
                            each.proposed,
                            each.drift,
                            each.decision.value,
                            "; ".join(part.why for part in each.parts),
                        )
                        for each in sorted(high, key=lambda proposal: -proposal.drift)
                    ),
                ),
            },
        )

    @dg.asset_check(
        asset=account.key("album_renames"),
        name="no_open_changes",
        pool=account.pool,
        required_resource_keys={account.supabase_key},
    )
    def no_open_changes(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        """Every rename that was begun has come to its end.

        Yellow: a run is active. Red: a change has been open for more than an hour, so its run has ended; the next
        `sync_albums` finishes it.
        """
        with as_dagster_failure():
            changes = account.supabase(context).open_changes()
        stuck = open_too_long(changes, datetime.now(UTC))
        return dg.AssetCheckResult(
            passed=not changes,
            severity=dg.AssetCheckSeverity.ERROR if stuck else dg.AssetCheckSeverity.WARN,
            description=f"Open changes: {len(changes):,}, of these for more than an hour: {len(stuck):,}."
            if changes
            else "No change is open.",
            metadata={
                "open_changes": len(changes),
                "changes": table(
                    ("album_key", "status", "old_name", "new_name", "since", "run"),
                    (
                        (
                            each.album_key,
                            each.status.value,
                            each.old_name,
                            each.new_name,
                            each.changed_at.isoformat(timespec="seconds"),
                            each.run_id,
                        )
                        for each in changes
                    ),
                ),
            },
        )

    @dg.asset_check(
        asset=account.key("smugmug_albums"),
        name="verified_within_7_days",
        pool=account.pool,
        required_resource_keys={account.supabase_key},
    )
    def verified_within_7_days(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        """Both sides of every album were found to agree within the last 7 days.

        What goes stale is the verification, not a name that needed no change. The schedule `hourly_verify` keeps it
        fresh.
        """
        with as_dagster_failure():
            health = account.supabase(context).health()
        late = health.verification_stale + health.never_verified
        return dg.AssetCheckResult(
            passed=not late,
            severity=dg.AssetCheckSeverity.WARN,
            description=f"Albums last verified more than 7 days ago: {health.verification_stale:,};"
            f" never verified: {health.never_verified:,}."
            if late
            else f"All {health.albums} albums were verified within 7 days.",
            metadata={
                "albums": health.albums,
                "verified_last_day": health.verified_last_day,
                "stale": health.verification_stale,
                "never_verified": health.never_verified,
            },
        )

    return [
        renamed_albums_in_sync,
        album_names_in_sync,
        no_missing_names,
        no_high_drift,
        no_open_changes,
        verified_within_7_days,
    ]
