"""What people look at: figures and findings, a fact a line. Pure.

Not here: names and what becomes of them (``tables``), the same figures for programs (``shapes``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from albumsync_dagster.cli.output import visible
from albumsync_dagster.cli.tables import columns
from albumsync_dagster.cli.times import local
from albumsync_dagster.sync.counting import counted

if TYPE_CHECKING:
    from albumsync_dagster.cli.diagnosis import Finding
    from albumsync_dagster.supabase import Health
    from albumsync_dagster.sync.alerting import Alert
    from albumsync_dagster.sync.backfilling import BackfillReport
    from albumsync_dagster.sync.reading import PullReport, ReadFailure
    from albumsync_dagster.sync.verifying import VerifyReport


def pull_summary(report: PullReport, *, seconds: float) -> RenderableType:
    """What a pull read."""
    listing, photos = report.listing, report.photos
    undated = f", {photos.undated:,} without a date" if photos.undated else ""
    facts = {
        "albums": f"{report.albums:,} ({len(listing.added):,} new, {len(listing.changed):,} changed)",
        "read": f"{counted(photos.photos, 'photo')} of {counted(len(photos.read), 'album')} in {seconds:.1f} s"
        + undated,
    }
    if listing.missing:
        facts["deleted"] = f"{counted(len(listing.missing), 'album')} no longer in SmugMug; their photo rows stay"
    return facts_table(facts)


def failure_line(failure: ReadFailure) -> Text:
    """An album that could not be read whole, and what to do about it."""
    line = Text().append("✘ ", style="red").append(f"{failure.album.album_key}  ", style="dim")
    line.append(f"{visible(failure.album.name)}: {visible(failure.error.sentence)}")
    return line.append(f"\n  → {visible(failure.error.fix)}", style="dim")


def verify_summary(report: VerifyReport) -> Iterator[Text]:
    """What was compared, the verdict, and what could not be compared."""
    compared = f"{counted(report.albums, 'album')} and {counted(report.rows, 'photo row')} compared"
    without = report.rows_without_album_key
    if report.in_step:
        yield Text().append("✔ ", style="green").append(f"{compared}: every row carries SmugMug's name.")
    elif report.differences or report.unknown_albums:
        verdict = (
            f"{compared}: {counted(report.rows_differing, 'row')} of {counted(len(report.differences), 'album')} "
            + ("differs" if report.rows_differing == 1 else "differ")
        )
        unknown = sum(report.unknown_albums.values())
        more = f", {counted(unknown, 'row')} of albums that SmugMug does not list" if unknown else ""
        yield Text().append("✘ ", style="red").append(f"{verdict}{more}.")
        if report.differences:
            yield Text("  `albumsync heal` gives the rows SmugMug's names.")
        if unknown:
            yield Text("  `albumsync verify --acknowledge all` leaves the rows of deleted albums as they are.")
    else:
        yield (Text().append("✘ ", style="red").append(f"{compared}: no row names its album."))
    if report.acknowledged_albums:
        rows = counted(sum(report.acknowledged_albums.values()), "row")
        albums = counted(len(report.acknowledged_albums), "deleted album")
        yield Text(f"  {rows} of {albums} left as they are, as acknowledged.", style="dim")
    if without:
        rows = counted(without, "photo row", "photo rows")
        yield Text(f"  {rows} could not be compared: they name no album.", style="yellow")
        yield Text("  `albumsync backfill-keys` finds their albums.", style="yellow")


def findings_table(findings: Sequence[Finding]) -> RenderableType:
    """What the doctor found, with the fix below everything that is broken."""
    table = columns("", "area", "what", "found", wide=("found",))
    marks = {"ok": ("✔", "green"), "broken": ("✘", "red"), "not set up": ("–", "dim")}
    for finding in findings:
        mark, style = marks[finding.state.value]
        found = Text(visible(finding.detail))
        if finding.fix:
            found.append(f"\n→ {visible(finding.fix)}", style="bold" if mark == "✘" else "dim")
        table.add_row(Text(mark, style=style), finding.area, finding.name, found)
    return table


def health_table(health: Health) -> RenderableType:
    """The figures of the gallery."""
    proposals = ", ".join(f"{count:,} {decision}" for decision, count in health.proposals.items()) or "none"
    return facts_table(
        {
            "albums": f"{health.albums:,} ({health.albums_without_photos:,} without photo rows); "
            f"{health.albums_missing:,} deleted in SmugMug",
            "SmugMug read": local(health.listed_at) if health.listed_at else "never",
            "out of step": f"{health.albums_out_of_step:,} (mixed names {health.albums_with_mixed_names:,}, "
            f"no name {health.albums_without_name:,})",
            "photo rows": f"{health.photos:,} ({health.photos_without_album_key:,} without album key, "
            f"{health.photos_of_unknown_albums:,} of unknown albums, {health.photos_acknowledged:,} acknowledged, "
            f"{health.photos_without_name:,} without name)",
            "proposals": f"{proposals}; {health.high_drift:,} with high drift",
            "changes": f"{health.changes_last_day:,} within a day, {health.open_changes:,} open, "
            f"{health.failed_changes:,} failed, {counted(health.conflicts, 'conflict')}",
            "verified": f"{health.verified_last_day:,} within a day, {health.verification_stale:,} over 7 days ago, "
            f"{health.never_verified:,} never",
            "incomplete": f"{counted(health.incomplete_reads_last_day, 'read')} within a day",
        }
    )


def alerts_table(alerts: Sequence[Alert]) -> RenderableType:
    """What a person should act on, each with what to do."""
    table = columns("", "needs attention", wide=("needs attention",))
    for alert in alerts:
        table.add_row(Text("✘", style="red"), Text(alert.sentence).append(f"\n→ {alert.fix}", style="bold"))
    return table


def backfill_table(report: BackfillReport) -> RenderableType:
    """``album_key`` before and after, and what was read from SmugMug."""
    counts, before, after = report.counts, report.before, report.after
    would = "would be " if report.dry_run else ""
    unknown = f"; {after.unknown_key:,} with an unknown album" if after.unknown_key else ""
    replaced = f", {counts.repaired:,} {would}replaced" if counts.repaired else ""
    missing = f", {counts.unmatched:,} without a row" if counts.unmatched else ""
    facts = {
        "photo rows": f"{before.photos:,}",
        "without an album": f"{before.without_key:,} before, {after.without_key:,} after{unknown}",
        "read": f"{counted(counts.asked, 'photo')} of {counted(report.albums, 'album')}; "
        f"{counted(counts.filled, 'row')} {would}filled{replaced}{missing}",
    }
    if counts.kept:
        facts["kept"] = f"{counted(counts.kept, 'row')} with another album key; --overwrite damaged or all replaces it"
    if counts.ambiguous:
        facts["in two albums"] = f"{counted(counts.ambiguous, 'row')}, left as they are"
    if report.collected_only:
        facts["collected"] = (
            f"{counted(len(report.collected_only), 'photo')} that were uploaded to no album of this account"
        )
    return facts_table(facts)


def facts_table(facts: Mapping[str, str]) -> RenderableType:
    """Names and values, one a line."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    for name, value in facts.items():
        table.add_row(name, value)
    return table
