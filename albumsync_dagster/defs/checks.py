"""Checks: claims about both sides that are true after a good sync, with the differences where they are not.

All are unpartitioned and look at the whole account: Dagster 1.13 stores no result per album for a run of several.
A check that can not read both sides whole raises, so an outage is a failed run and never a failed check.
"""

import dagster as dg

from albumsync_dagster.defs.failing import in_one_sentence
from albumsync_dagster.defs.renames import album_renames
from albumsync_dagster.defs.resources import SMUGMUG_POOL, SmugMug, Supabase, both_sides, run_of
from albumsync_dagster.defs.shown import table
from albumsync_dagster.naming import Decision, Proposal
from albumsync_dagster.sync.verifying import VerifyReport, verify

COLUMNS = ("album_key", "problem", "smugmug_name", "other_name", "rows", "differing", "address")


@dg.asset_check(asset=album_renames, pool=SMUGMUG_POOL)
def album_names_in_sync(
    context: dg.AssetCheckExecutionContext, smugmug: SmugMug, supabase: Supabase
) -> dg.AssetCheckResult:
    """Every photo row of the account carries the name that SmugMug has, and no proposed rename is waiting.

    Red: photo rows carry another name than their album. Yellow: proposals with the decision `rename` wait to be
    materialized in `album_renames`. Albums that wait for a person do not count.
    """
    with in_one_sentence():
        report = verify(both_sides(smugmug, supabase), run_of(context))
        proposals = supabase.client.proposals()
        names = {state.album.album_key: state.album.name for state in supabase.client.states()}
    return in_sync_result(report, pending(proposals, names))


def pending(proposals: list[Proposal], names: dict[str, str]) -> list[Proposal]:
    """Proposals that an unattended run would apply, and that were made for the names albums still have. Pure."""
    return [
        proposal
        for proposal in proposals
        if proposal.decision is Decision.RENAME
        and proposal.proposed != proposal.existing
        and names.get(proposal.album_key) == proposal.existing
    ]


def in_sync_result(report: VerifyReport, waiting: list[Proposal]) -> dg.AssetCheckResult:
    """The claim, judged. Pure."""
    differing = [
        (
            difference.album_key,
            "photo rows differ",
            difference.name,
            ", ".join(difference.found) or "(no name)",
            difference.rows,
            difference.differing,
            difference.web_uri,
        )
        for difference in report.differences
    ]
    unknown = [
        (key, "SmugMug has no such album", None, None, rows, rows, None) for key, rows in report.unknown_albums.items()
    ]
    proposed = [(each.album_key, "rename proposed", each.existing, each.proposed, None, None, None) for each in waiting]
    wrong = not report.in_step
    if wrong:
        summary = f"{report.rows_differing} photo rows of {len(report.differences)} albums differ from SmugMug."
    elif waiting:
        summary = f"Both sides agree; {len(waiting)} proposed renames wait to be materialized."
    else:
        summary = f"All {report.rows} photo rows of {report.albums} albums carry SmugMug's names."
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
