"""What people look at: plans, results, differences and the journal as tables of at most the terminal's width. Pure.

Marks and words carry every meaning; colour only repeats it, since it may be off.
Not here: where a table is printed (``output``), the same facts for programs (``shapes``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from albumsync_dagster.cli.output import visible
from albumsync_dagster.cli.times import local

if TYPE_CHECKING:
    from albumsync_dagster.cli.diagnosis import Finding
    from albumsync_dagster.supabase import Change, Health
    from albumsync_dagster.sync.alerting import Alert
    from albumsync_dagster.sync.backfilling import BackfillReport
    from albumsync_dagster.sync.reading import PullReport
    from albumsync_dagster.sync.values import Held, Plan, PlannedAlbum, Report, Result
    from albumsync_dagster.sync.verifying import VerifyReport

MEANING = {
    "rename": "the canonical name differs",
    "review": "waits for a person: apply --album-key KEY --approve-review",
    "protected": "a person's own name: apply --album-key KEY --force",
    "keep": "the name is close enough",
    "excluded": "never renamed",
}
"""Decision -> what it means for the person, in the order in which groups are shown."""

HELD = "nobody allowed it; look at each, then apply --album-key KEY --approve-review"

_STYLES = {"rename": "green", "review": "yellow", "protected": "cyan", "keep": "dim", "excluded": "dim"}
_RESULT_STYLES = {"renamed": "green", "healed": "green", "restored": "green", "failed": "red", "unfinished": "red"}
_MARKS = {"renamed": "✔", "healed": "✔", "restored": "✔", "refused": "–", "abandoned": "–"}


def counted(count: int, one: str, many: str | None = None) -> str:
    """``1 album``, ``1,500 albums``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def columns(*headers: str, right: Iterable[str] = (), wide: Iterable[str] = ()) -> Table:
    """A table without lines: the ``wide`` columns share what the others leave."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", expand=bool(set(wide)))
    for header in headers:
        table.add_column(
            header,
            justify="right" if header in right else "left",
            ratio=1 if header in wide else None,
            overflow="fold",
            no_wrap=header not in wide,
        )
    return table


def changed_words(old: str, new: str) -> tuple[Text, Text]:
    """Both names, each with the words that the other lacks marked."""
    before, after = _words(visible(old)), _words(visible(new))
    old_text, new_text = Text(), Text()
    for change, start, stop, new_start, new_stop in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        same = change == "equal"
        old_text.append("".join(before[start:stop]), style="" if same else "red")
        new_text.append("".join(after[new_start:new_stop]), style="" if same else "bold green")
    return old_text, new_text


def plan_table(albums: Sequence[PlannedAlbum], *, why: bool = True) -> RenderableType:
    """Albums with their old name above the new one, drift, photo rows, and the reasons."""
    table = columns("album", "drift", "name", "rows", right=("drift", "rows"), wide=("name",))
    for album in albums:
        proposal = album.proposal
        table.add_row(
            proposal.album_key, str(proposal.drift), _old_above_new(album, why=why), _rows(album), style="default"
        )
    return table


def plan_groups(plan: Plan, *, everything: bool) -> Iterator[RenderableType]:
    """The plan by decision; albums that stay as they are only where everything is wanted."""
    for decision, meaning in MEANING.items():
        albums = [album for album in plan.albums if album.proposal.decision == decision]
        if albums and (everything or decision not in ("keep", "excluded")):
            yield heading(f"{decision}: {counted(len(albums), 'album')}", meaning, style=_STYLES[decision])
            yield Padding(plan_table(sorted(albums, key=lambda album: -album.proposal.drift)), (0, 0, 1, 0))


def plan_counts(plan: Plan) -> Text:
    """One line: albums by decision, and the photo rows that lag behind SmugMug."""
    line = Text(", ").join(
        Text(f"{count:,} {decision}", style=_STYLES[decision.value])
        for decision, count in sorted(plan.counts().items(), key=lambda counted: list(MEANING).index(counted[0]))
        if count
    )
    line.append(f" of {counted(len(plan.albums), 'album')}")
    if plan.rows_differing:
        line.append(f"; {counted(plan.rows_differing, 'photo row')} out of step")
    return line.append(".")


def held_table(held: Sequence[Held]) -> RenderableType:
    """Albums that were not touched because nobody allowed it."""
    table = columns("album", "held as", "name", wide=("name",))
    for each in held:
        table.add_row(
            each.album_key,
            each.decision.value,
            _with_reasons(_old_above(each.existing, each.proposed), "; ".join(each.reasons)),
        )
    return table


def result_line(result: Result) -> Text:
    """What came of one album, on one line where it went well."""
    kind = result.kind.value
    style = _RESULT_STYLES.get(kind, "yellow")
    line = Text(f"{_MARKS.get(kind, '✘')} ", style=style).append(f"{result.album_key}  ", style="dim")
    line.append(visible(result.new_name))
    if kind in ("renamed", "healed", "restored"):
        line.append(f"  {counted(result.photo_rows, 'row')}", style="dim")
        line.append("" if kind == "renamed" else f", {kind}", style="dim")
    else:
        line.append(f"  {kind}", style=style)
    if result.detail:
        line.append(f"\n  {visible(result.detail)}", style="dim")
    return line


def report_counts(report: Report) -> Text:
    """One line: what became of the albums, by kind, and how many photo rows were written."""
    kinds: dict[str, int] = {}
    for result in report.everything:
        kinds[result.kind.value] = kinds.get(result.kind.value, 0) + 1
    parts = [
        Text(f"{count:,} {_told(kind, dry_run=report.dry_run)}", _RESULT_STYLES.get(kind, "yellow"))
        for kind, count in kinds.items()
    ]
    if report.held:
        parts.append(Text(f"{len(report.held):,} held", style="yellow"))
    line = Text(", ").join(parts) if parts else Text("Nothing to do")
    if not report.dry_run and report.photo_rows:
        line.append(f"; {counted(report.photo_rows, 'photo row')} written")
    unverified = sum(result.kind.value in ("renamed", "healed") and not result.verified for result in report.everything)
    if unverified and not report.dry_run:
        line.append(f"; {unverified} not verified: run `albumsync verify`", style="yellow")
    return line.append(".")


def differences_table(report: VerifyReport) -> RenderableType:
    """Every album whose photo rows do not all carry SmugMug's name."""
    table = columns(
        "album",
        "differ",
        "of",
        "SmugMug's name, and what rows say",
        right=("differ", "of"),
        wide=("SmugMug's name, and what rows say",),
    )
    for difference in report.differences:
        names = Text(visible(difference.name), style="bold")
        for name, count in sorted(difference.found.items(), key=lambda found: -found[1]):
            names.append(f"\n  {count:,} × {visible(name)}", style="yellow")
        if difference.missing:
            names.append(f"\n  {difference.missing:,} × no name", style="yellow")
        table.add_row(difference.album_key, f"{difference.differing:,}", f"{difference.rows:,}", names)
    for album_key, rows in report.unknown_albums.items():
        table.add_row(visible(album_key), f"{rows:,}", f"{rows:,}", Text("not in SmugMug's list", style="yellow"))
    return table


def history_table(changes: Sequence[Change]) -> RenderableType:
    """Lines of the journal, newest first."""
    table = columns("when", "album", "status", "name", "rows", right=("rows",), wide=("name",))
    for change in changes:
        name = _old_above(change.old_name, change.new_name)
        facts = [change.reason.value, f"by {visible(change.changed_by)}", f"run {change.run_id}"]
        name.append(f"\n  {', '.join(facts)}", style="dim").append(f"\n  change {change.id}", style="dim")
        if change.error:
            name.append(f"\n  {visible(change.error)}", style="yellow")
        table.add_row(local(change.changed_at), change.album_key, change.status.value, name, f"{change.photo_rows:,}")
    return table


def heading(title: str, meaning: str = "", *, style: str = "") -> Text:
    """A line above a table."""
    line = Text(title, style=f"bold {style}".strip())
    return line.append(f"  {meaning}", style="not bold dim") if meaning else line


def albums_table(plan: Plan) -> RenderableType:
    """Every album on one line as far as the width allows: drift, decision, name; the furthest from their name first."""
    table = columns("drift", "decision", "album", "name", right=("drift",), wide=("name",))
    for album in sorted(plan.albums, key=lambda album: (-album.proposal.drift, album.proposal.existing)):
        proposal = album.proposal
        decision = proposal.decision.value
        table.add_row(
            str(proposal.drift),
            Text(decision, style=_STYLES[decision]),
            Text(proposal.album_key, style="dim"),
            visible(proposal.existing),
        )
    return table


def pull_summary(report: PullReport, *, seconds: float, requests: int) -> RenderableType:
    """What a pull read."""
    read = report.due - len(report.failures)
    listing = report.listing
    facts = {
        "albums": f"{report.albums:,} ({len(listing.added):,} new, {len(listing.changed):,} changed)",
        "read": f"{counted(report.photos, 'photo')} of {counted(read, 'album')}",
        "asked": f"{counted(requests, 'request')} in {seconds:.1f} s",
    }
    if report.undated:
        facts["no date"] = counted(report.undated, "photo")
    if listing.missing:
        facts["not listed"] = f"{counted(len(listing.missing), 'known album')}; kept, not deleted"
    return facts_table(facts)


def failure_line(album_key: str, name: str, sentence: str) -> Text:
    """An album that could not be read whole."""
    return Text("✘ ", style="red").append(f"{album_key}  ", style="dim").append(f"{visible(name)}: {visible(sentence)}")


def verify_summary(report: VerifyReport) -> Iterator[Text]:
    """What was compared, and the verdict."""
    compared = f"{counted(report.albums, 'album')} and {counted(report.rows, 'photo row')} compared"
    if report.in_step:
        yield Text("✔ ", style="green").append(f"{compared}: every row carries SmugMug's name.")
    else:
        verdict = f"{compared}: {counted(len(report.differences), 'album')} with {report.rows_differing:,} rows differ"
        unknown = sum(report.unknown_albums.values())
        more = f", {counted(unknown, 'row')} of albums that SmugMug does not list" if unknown else ""
        yield Text("✘ ", style="red").append(f"{verdict}{more}. `albumsync heal` lets the rows follow SmugMug.")
    if report.rows_without_album_key:
        without = counted(report.rows_without_album_key, "photo row has", "photo rows have")
        yield Text(f"  {without} no album key; `albumsync backfill-keys` fills them.", style="yellow")


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
            "albums": f"{health.albums:,} ({health.albums_missing:,} no longer listed, "
            f"{health.albums_without_photos:,} without photo rows)",
            "SmugMug read": local(health.listed_at) if health.listed_at else "never",
            "out of step": f"{health.albums_out_of_step:,} (mixed names {health.albums_with_mixed_names:,}, "
            f"no name {health.albums_without_name:,})",
            "photo rows": f"{health.photos:,} ({health.photos_without_album_key:,} without album key, "
            f"{health.photos_of_unknown_albums:,} of unknown albums, {health.photos_without_name:,} without name)",
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
    table = columns("", "to look at", wide=("to look at",))
    for alert in alerts:
        table.add_row(Text("✘", style="red"), Text(alert.sentence).append(f"\n→ {alert.fix}", style="bold"))
    return table


def backfill_table(report: BackfillReport) -> RenderableType:
    """``album_key`` before and after, and what SmugMug told."""
    counts, before, after = report.counts, report.before, report.after
    would = "would be " if report.dry_run else ""
    facts = {
        "photo rows": f"{before.photos:,}",
        "without album key": f"{before.without_key:,} before, {after.without_key:,} after",
        "with a key of no album": f"{before.unknown_key:,} before, {after.unknown_key:,} after",
        "filled": f"{counts.filled:,} {would}filled, {counts.repaired:,} {would}replaced, {counts.right:,} were right",
        "photos in SmugMug": f"{counts.asked:,} of {counted(report.albums, 'album')}, "
        f"{counts.unmatched:,} without a row here",
    }
    if counts.kept:
        facts["kept"] = f"{counts.kept:,} with another album key; --overwrite damaged, or all"
    if counts.ambiguous:
        facts["in two albums"] = f"{counts.ambiguous:,} left alone"
    if report.collected_only:
        facts["only collected"] = f"{len(report.collected_only):,} uploaded to no album of this account; left alone"
    return facts_table(facts)


def facts_table(facts: Mapping[str, str]) -> RenderableType:
    """Names and values, one a line."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    for name, value in facts.items():
        table.add_row(name, value)
    return table


def together(*parts: RenderableType) -> RenderableType:
    """Several things below each other."""
    return Group(*parts)


def _told(kind: str, *, dry_run: bool) -> str:
    return f"would be {kind}" if dry_run and kind in ("renamed", "healed", "restored") else kind


def _words(name: str) -> list[str]:
    return re.findall(r"\s+|\w+|[^\w\s]+", name)


def _rows(album: PlannedAlbum) -> Text:
    text = Text(f"{album.rows.total:,}")
    if album.rows_differing:
        text.append(f"\n{album.rows_differing:,} ≠", style="yellow")
    return text


def _old_above_new(album: PlannedAlbum, *, why: bool) -> Text:
    proposal = album.proposal
    reasons = "; ".join(proposal.reasons) if why else ""
    if why and proposal.parts:
        reasons += f" ({' + '.join(f'{part.part} {part.points}' for part in proposal.parts)})"
    if proposal.proposed == proposal.existing:
        return _with_reasons(Text(f"  {visible(proposal.existing)}"), reasons)
    return _with_reasons(_old_above(proposal.existing, proposal.proposed), reasons)


def _old_above(existing: str | None, proposed: str) -> Text:
    old, new = changed_words(existing or "", proposed)
    before = Text("no name", style="dim") if existing is None else old
    return Text("- ", style="red").append_text(before).append("\n+ ", style="green").append_text(new)


def _with_reasons(text: Text, reasons: str) -> Text:
    return text.append(f"\n  {visible(reasons)}", style="dim") if reasons else text
