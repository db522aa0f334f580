"""What people look at: plans, results, differences and the journal as tables of at most the terminal's width. Pure.

Marks and words carry every meaning; colour only repeats it, since it may be off.
Not here: where a table is printed (``output``), the same facts for programs (``shapes``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from albumsync_dagster.cli.output import visible
from albumsync_dagster.cli.times import local
from albumsync_dagster.sync.counting import counted
from albumsync_dagster.sync.values import DONE

if TYPE_CHECKING:
    from albumsync_dagster.supabase import Change
    from albumsync_dagster.sync.columns import Column
    from albumsync_dagster.sync.values import Held, Plan, PlannedAlbum, Report, Result
    from albumsync_dagster.sync.verifying import VerifyReport

MEANING = {
    "rename": "the canonical name differs",
    "review": "you decide: albumsync review",
    "protected": "a person chose the name: apply --album-key KEY --force",
    "keep": "the name is close enough",
    "excluded": "never renamed",
}
"""Decision -> what it means for the person, in the order in which groups are shown."""

MANY = 40
"""A plan of more albums than this is shown in part."""

FEW = 5
"""Albums of each decision that are shown of such a plan."""

HELD = "you decide: albumsync review, or apply --album-key KEY --approve-review"

TAKING_BACK = ("undo", "restore")
"""Reasons of changes that take others back."""

NEXT = {
    "failed": "The album keeps its old name. Give it another one: `albumsync decide KEY --name NAME`.",
    "conflict": "Somebody else renamed the album. Run `albumsync pull`, then look at `albumsync plan`.",
    "unfinished": "Run `albumsync apply` again: it reads the album and finishes or closes the change.",
}
"""Results that need attention -> what to do about them."""

_STYLES = {"rename": "green", "review": "yellow", "protected": "cyan", "keep": "dim", "excluded": "dim"}
_RESULT_STYLES = {"renamed": "green", "healed": "green", "restored": "green", "failed": "red", "unfinished": "red"}
_MARKS = {"renamed": "✔", "healed": "✔", "restored": "✔", "refused": "–", "abandoned": "–"}


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


def plan_table(albums: Sequence[PlannedAlbum]) -> RenderableType:
    """The columns of a plan that have a heading; below the two names the reasons."""
    from albumsync_dagster.sync.columns import COLUMNS

    shown = [column for column in COLUMNS if column.heading]
    table = columns(*(column.heading for column in shown), right=("drift", "rows"), wide=("name",))
    for album in albums:
        table.add_row(*(_LAID_OUT.get(column.name, _plain)(column, album) for column in shown))
    return table


def plan_groups(
    plan: Plan, *, everything: bool = False, few: Mapping[str, int] | None = None
) -> Iterator[RenderableType]:
    """The plan by decision, the furthest names first.

    Args:
        plan: The plan.
        everything: Also the albums that stay as they are, and every album of each group. Else a plan of more than
            40 albums to be shown is cut to five a group, with the command that shows the rest.
        few: Decision -> how many of its albums are shown, instead.
    """
    groups = {
        decision: [album for album in furthest_first(plan) if album.proposal.decision == decision]
        for decision in MEANING
        if everything or decision not in ("keep", "excluded")
    }
    cut = not everything and sum(map(len, groups.values())) > MANY
    for decision, albums in groups.items():
        if not albums:
            continue
        yield heading(f"{decision}: {counted(len(albums), 'album')}", MEANING[decision], style=_STYLES[decision])
        most = few.get(decision, FEW) if few is not None else FEW if cut else len(albums)
        yield plan_table(albums[:most])
        yield rest_of(albums[most:], f"albumsync plan --decision {decision}")


def rest_of(albums: Sequence[PlannedAlbum], command: str) -> Text:
    """How many albums are not shown, and the command that shows them; an empty line where there are none."""
    return Text(f"... and {len(albums):,} more: {command}\n" if albums else "", style="dim")


def plan_counts(plan: Plan) -> Text:
    """One line: albums by decision, and the photo rows that lag behind SmugMug."""
    line = Text(", ").join(
        Text(f"{count:,} {decision}", style=_STYLES[decision.value])
        for decision, count in sorted(plan.counts().items(), key=lambda counted: list(MEANING).index(counted[0]))
        if count
    )
    line.append(f" of {counted(len(plan.albums), 'album')}")
    if plan.rows_differing:
        line.append(f"; {counted(plan.rows_differing, 'row')} out of step")
    return line.append(".")


def held_table(held: Sequence[Held]) -> RenderableType:
    """Albums that were not renamed because they wait for a person."""
    table = columns("album", "held as", "name", wide=("name",))
    for each in held:
        names = _old_above_new(each.existing, each.proposed, " ".join(each.reasons))
        table.add_row(each.album_key, each.decision.value, names)
    return table


def result_line(result: Result, *, dry_run: bool = False) -> Text:
    """The result of one album, on one line where it succeeded; of a dry run, what it would be."""
    kind, word = result.kind.value, outcome(result)
    style = _RESULT_STYLES.get(kind, "yellow")
    mark = "·" if dry_run and kind in DONE else _MARKS.get(kind, "✘")
    line = Text().append(f"{mark} ", style=style).append(f"{result.album_key}  ", style="dim")
    line.append(visible(result.new_name))
    if kind in DONE:
        if result.change_id is not None or result.photo_rows:
            line.append(f"  {counted(result.photo_rows, 'row')}", style="dim")
        if dry_run:
            line.append(f", would be {word}", style="dim")
        else:
            line.append("" if word == "renamed" else f", {word}", style="dim")
    else:
        line.append(f"  {word}", style=style)
    if result.detail:
        line.append(f"\n  {visible(result.detail)}", style="dim")
    return line


def outcome(result: Result) -> str:
    """The result of an album, in a word or two; of an undo, that its change was taken back."""
    kind = result.kind.value
    return "taken back" if result.reason in TAKING_BACK and kind in DONE else kind


def report_counts(report: Report) -> Text:
    """One line: what became of the albums, by kind, and how many photo rows were written."""
    kind_of = {outcome(result): result.kind.value for result in report.everything}
    parts = [
        Text(
            f"{count:,} {'would be ' if report.dry_run and kind_of[word] in DONE else ''}{word}",
            _RESULT_STYLES.get(kind_of[word], "yellow"),
        )
        for word, count in Counter(map(outcome, report.everything)).items()
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


def next_steps(report: Report) -> Iterator[Text]:
    """What to do about albums that did not come through, once for each kind of trouble."""
    if not report.dry_run:
        for kind in sorted({result.kind.value for result in report.everything} & set(NEXT)):
            yield Text(f"{kind}: ", style="yellow").append(NEXT[kind])


def differences_table(report: VerifyReport) -> RenderableType:
    """Every album whose photo rows do not all carry SmugMug's name: that name, and below it what the rows say."""
    table = columns("album", "name", "rows", right=("rows",), wide=("name",))
    for difference in report.differences:
        found = {visible(name): count for name, count in difference.found.items()}
        if difference.missing:
            found["no name"] = difference.missing
        names = _lines(
            ("", Text(visible(difference.name), style="bold")),
            *(("≠", Text(f"{name} ({counted(count, 'row')})", style="yellow")) for name, count in found.items()),
        )
        table.add_row(difference.album_key, names, f"{difference.differing:,} of {difference.rows:,}")
    for album_key, rows in report.unknown_albums.items():
        table.add_row(visible(album_key), Text("SmugMug does not list this album", style="yellow"), f"{rows:,}")
    return table


def history_block(change: Change) -> RenderableType:
    """One change of the journal, with the ids that `undo` takes."""
    head = Text(f"{local(change.changed_at)}  ").append(f"{change.album_key}  ", style="bold")
    head.append(change.status.value, style=_RESULT_STYLES.get(change.status.value, ""))
    head.append(f"  {change.reason.value}, {counted(change.photo_rows, 'row')}, by {visible(change.changed_by)}")
    ids = f"change {change.id}  run {visible(change.run_id)}"
    names = _old_above_new(change.old_name, change.new_name, ids, *([change.error] if change.error else []))
    return Group(head, Padding(names, (0, 0, 0, 2)))


def heading(title: str, meaning: str = "", *, style: str = "") -> Text:
    """A line above a table."""
    line = Text(title, style=f"bold {style}".strip())
    return line.append(f"  {meaning}", style="not bold dim") if meaning else line


def furthest_first(plan: Plan) -> list[PlannedAlbum]:
    """The albums of a plan, those furthest from their canonical name first."""
    return sorted(plan.albums, key=lambda album: (-album.proposal.drift, album.proposal.existing))


def _words(name: str) -> list[str]:
    return re.findall(r"\s+|\w+|[^\w\s]+", name)


def _plain(column: Column, album: PlannedAlbum) -> RenderableType:
    from albumsync_dagster.sync.columns import on_one_line

    value = on_one_line(column.of(album))
    return visible("" if value is None else str(value))


def _names(column: Column, album: PlannedAlbum) -> RenderableType:
    proposal = album.proposal
    return _old_above_new(proposal.existing, proposal.proposed, " ".join(proposal.reasons))


def _rows(column: Column, album: PlannedAlbum) -> RenderableType:
    text = Text(f"{album.rows.total:,}")
    if album.rows_differing:
        text.append(f"\n{album.rows_differing:,} ≠", style="yellow")
    return text


_LAID_OUT: Mapping[str, Callable[[Column, PlannedAlbum], RenderableType]] = {"proposed": _names, "rows": _rows}
"""Columns whose cell in a terminal is more than their value."""


def _old_above_new(existing: str | None, proposed: str, *below: str) -> RenderableType:
    """Both names with their difference marked, or the one name where they are equal; remarks below it."""
    old, new = changed_words(existing or "", proposed)
    if existing is None:
        old = Text("no name", style="dim")
    names = (("-", old), ("+", new)) if proposed != existing else (("", new),)
    return _lines(*names, *(("", Text(visible(line), style="dim")) for line in below if line))


def _lines(*lines: tuple[str, Text]) -> RenderableType:
    """Marked lines; what wraps stays right of the marks."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=1)
    grid.add_column(overflow="fold")
    for mark, line in lines:
        grid.add_row(Text(mark, style={"-": "red", "+": "green"}.get(mark, "yellow")), line)
    return grid
