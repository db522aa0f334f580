"""Commands that change names: ``apply``, ``undo`` and ``heal``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from albumsync_dagster.cli.options import (
    AlbumKeys,
    AsJson,
    ChangedBy,
    ChangeId,
    DryRun,
    RunId,
    Since,
    Until,
    Yes,
    journal_scope,
    not_a_terminal,
    whole_number,
)
from albumsync_dagster.cli.output import facts, print_json, read_json_text, remark
from albumsync_dagster.cli.progress import waiting
from albumsync_dagster.errors import UsageError
from albumsync_dagster.exit_codes import ExitCode
from albumsync_dagster.sync.counting import counted

if TYPE_CHECKING:
    from albumsync_dagster.settings import Settings
    from albumsync_dagster.sync.planning import Allowed
    from albumsync_dagster.sync.values import Plan, Report, Result, Run, Systems


def apply(
    plan_file: Annotated[
        Path | None,
        typer.Argument(metavar="PLAN.JSON", dir_okay=False, hidden=True),
    ] = None,
    album_key: AlbumKeys = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    approve_review: Annotated[
        bool, typer.Option("--approve-review", help="Also rename the albums of --album-key whose decision is `review`.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Also rename the albums of --album-key whose decision is `protected`.")
    ] = False,
    limit: Annotated[
        int | None, typer.Option(parser=whole_number(1), metavar="N", help="Rename at most N albums.")
    ] = None,
    allow_large: Annotated[
        bool, typer.Option("--allow-large", help="With --yes: rename more albums than an unattended run may.")
    ] = False,
    changed_by: ChangedBy = None,
    as_json: AsJson = False,
) -> int:
    """Rename albums in SmugMug and in all their photo rows.

    Shows the plan and asks first. Finishes what an earlier run left open, then renames the albums whose decision is
    `rename`. Photo rows of all other albums that carry another name than SmugMug get SmugMug's name. PLAN.JSON is a
    file of `albumsync plan --out`; without it a new plan is made.

    Examples:
        albumsync apply --dry-run
        albumsync apply --album-key HtxsgN --approve-review
        albumsync apply plan.json --yes --allow-large --changed-by maria
    """
    from albumsync_dagster.cli import systems
    from albumsync_dagster.cli.planning import warn_if_old
    from albumsync_dagster.sync.planning import Allowed

    if (approve_review or force) and not album_key:
        option = "--approve-review" if approve_review else "--force"
        raise UsageError(
            f"{option} needs --album-key.", "Name each album with --album-key, after you have looked at its proposal."
        )
    if not (yes or dry_run) and (as_json or not sys.stdin.isatty()):
        raise not_a_terminal("Use --yes to rename, or --dry-run to look.")
    allowed = Allowed(
        album_keys=frozenset(album_key) if album_key else None,
        approve_review=approve_review,
        force=force,
        limit=limit,
        allow_large=allow_large,
    )
    with systems.both_sides() as (settings, both):
        # A person who is asked, or who names the albums, has seen them. With --yes for all albums no person has.
        run = systems.new_run(settings, changed_by=changed_by, unattended=yes and not album_key)
        allowed = replace(allowed, large_run=settings.large_run)
        plan = _plan(both, settings, run, plan_file, album_key, record=not dry_run)
        warn_if_old(plan, now=run.started_at)
        if dry_run:
            return _show_what_would_be_done(both, plan, run, allowed, as_json=as_json)
        if not as_json:
            _show_chosen(plan, allowed)
        if not (yes or _agreed(plan, allowed)):
            remark("Nothing was changed.")
            return ExitCode.DONE
        return carry_out(both, plan, run, allowed, settings, as_json=as_json)


def undo(
    change: ChangeId = None,
    run: RunId = None,
    album_key: AlbumKeys = None,
    since: Since = None,
    until: Until = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    changed_by: ChangedBy = None,
    as_json: AsJson = False,
) -> int:
    """Take renames back, in SmugMug and in the photo rows.

    Shows what would be taken back and asks first. Every album gets the name that it had before the first of these
    changes. An album that somebody renamed since is left as it is. The journal keeps all of it, so that taking back
    can be taken back too. With several options, only changes that fit all of them are taken back.

    Examples:
        albumsync undo --run 20260530-181523-9f3a --dry-run
        albumsync undo --album-key HtxsgN
        albumsync undo --since 2h
    """
    from albumsync_dagster.cli import systems
    from albumsync_dagster.sync.undoing import undo as take_back

    scope = journal_scope(change=change, run=run, album_keys=album_key, since=since, until=until, now=systems.now())
    if not (change or run or album_key or since or until):
        raise UsageError(
            "Name what to take back.",
            "Use --change, --run, --album-key or --since; `albumsync history` lists the changes.",
        )
    if not (yes or dry_run) and (as_json or not sys.stdin.isatty()):
        raise not_a_terminal("Use --yes to take the names back, or --dry-run to look.")
    with systems.both_sides() as (settings, both):
        this_run = systems.new_run(settings, changed_by=changed_by)
        if not (yes or dry_run) and not _agreed_to_undo(take_back(both, scope, this_run, dry_run=True)):
            remark("Nothing was changed.")
            return ExitCode.DONE
        with _watching(this_run, "Taking back", quiet=as_json or dry_run) as watch:
            report = take_back(both, scope, this_run, dry_run=dry_run, after_sync=settings.after_sync, watch=watch)
    code = _close("undo", report, as_json=as_json)
    if report.recovered and not report.results:
        remark("No other change fits these options; `albumsync history` lists the changes.")
    return code


def heal(
    album_key: AlbumKeys = None,
    dry_run: DryRun = False,
    changed_by: ChangedBy = None,
    as_json: AsJson = False,
) -> int:
    """Give photo rows the name that their album has in SmugMug.

    This only reads from SmugMug. Pages that read the photo rows show the names at once. Finishes first what an earlier
    run left open.

    Examples:
        albumsync heal --dry-run
        albumsync heal --album-key HtxsgN
    """
    from albumsync_dagster.cli import systems
    from albumsync_dagster.sync import healing

    with systems.both_sides() as (settings, both):
        run = systems.new_run(settings, changed_by=changed_by)
        with _watching(run, "Healing", quiet=as_json or dry_run) as watch:
            report = healing.heal(
                both, run, album_keys=album_key, dry_run=dry_run, after_sync=settings.after_sync, watch=watch
            )
    return _close("heal", report, as_json=as_json)


def _plan(
    systems: Systems,
    settings: Settings,
    run: Run,
    file: Path | None,
    album_keys: list[str] | None,
    *,
    record: bool,
) -> Plan:
    from albumsync_dagster.cli.systems import today
    from albumsync_dagster.sync.errors import UnknownAlbum
    from albumsync_dagster.sync.planfile import load_plan
    from albumsync_dagster.sync.planning import make_plan

    if file is None:
        return make_plan(
            systems,
            run,
            settings.naming_options(today()),
            album_keys=album_keys,
            description=settings.description,
            record=record,
        )
    if file.suffix.lower() in (".csv", ".xlsx"):
        raise UsageError(
            f"{file.name} is a spreadsheet, not a plan.",
            f"`albumsync review --import {file.name}` stores the answers of one that `albumsync review --export` wrote;"
            " then run `albumsync apply`.",
        )
    plan = load_plan(read_json_text(file))
    if unknown := sorted(set(album_keys or ()) - {album.proposal.album_key for album in plan.albums}):
        raise UnknownAlbum(unknown)
    return plan


def _show_chosen(plan: Plan, allowed: Allowed) -> None:
    from albumsync_dagster.cli import tables
    from albumsync_dagster.sync.planning import choose

    chosen, held = choose(plan, allowed)
    screen = facts()
    if chosen:
        screen.print(tables.heading(f"To be renamed: {counted(len(chosen), 'album')}", style="green"))
        most = tables.FEW if len(chosen) > tables.MANY else len(chosen)
        screen.print(tables.plan_table(chosen[:most]))
        screen.print(tables.rest_of(chosen[most:], "albumsync plan --decision rename"))
    if held and allowed.album_keys is not None:
        screen.print(tables.heading(f"Held: {counted(len(held), 'album')}", tables.HELD, style="yellow"))
        screen.print(tables.held_table(held))
        screen.print()
    elif held:
        screen.print(
            f"Held: {counted(len(held), 'album')}. `albumsync plan --decision review` shows which and why; "
            "`albumsync review` decides."
        )


def _agreed(plan: Plan, allowed: Allowed) -> bool:
    from albumsync_dagster.sync.planning import choose

    chosen, _ = choose(plan, allowed)
    if not chosen:
        # Every run finishes open changes and heals photo rows without asking: no album gets a new name by that.
        return True
    return typer.confirm(f"Rename {counted(len(chosen), 'album')}, in SmugMug and in the photo rows?", err=True)


def _agreed_to_undo(would: Report) -> bool:
    from albumsync_dagster.cli import tables
    from albumsync_dagster.sync.values import DONE

    for result in would.results:
        facts().print(tables.result_line(result, dry_run=True))
    count = sum(result.kind in DONE for result in would.results)
    # Every run finishes open changes without asking: no album gets a new name by that.
    return not count or typer.confirm(
        f"Take back the names of {counted(count, 'album')}, in SmugMug and in the photo rows?", err=True
    )


def _show_what_would_be_done(systems: Systems, plan: Plan, run: Run, allowed: Allowed, *, as_json: bool) -> int:
    """What ``apply`` would do, from reading alone."""
    from albumsync_dagster.sync.applying import preview

    report = preview(systems, plan, run, allowed)
    if not as_json:
        _show_chosen(plan, allowed)
    return _close("apply", report, as_json=as_json)


def carry_out(
    systems: Systems,
    plan: Plan,
    run: Run,
    allowed: Allowed,
    settings: Settings,
    *,
    as_json: bool,
    few: int | None = None,
) -> int:
    """Apply a plan that was shown and agreed to, with a line for each album, or for a few; return the exit code."""
    from albumsync_dagster.sync.applying import apply_plan

    with _watching(run, "Renaming", quiet=as_json, few=few) as watch:
        report = apply_plan(systems, plan, run, allowed, after_sync=settings.after_sync, watch=watch)
    return _close("apply", report, as_json=as_json)


@contextmanager
def _watching(run: Run, what: str, *, quiet: bool, few: int | None = None) -> Iterator[Callable[[Result], None]]:
    """A line for each album; where the run does not come to its end, also how to take back what it did."""
    from albumsync_dagster.cli import tables
    from albumsync_dagster.sync.values import DONE

    screen = facts()
    lines = own = 0

    def watch(result: Result) -> None:
        nonlocal lines, own
        lines += result.kind in DONE
        own += result.is_undone_with(run.id)
        if not quiet and (few is None or lines <= few):
            screen.print(tables.result_line(result))

    try:
        with waiting(f"{what} ...", screen, quiet=quiet):
            yield watch
        if few is not None and lines > few:
            screen.print(f"... and {lines - few:,} more", style="dim")
    except BaseException:
        if own:
            done = counted(own, "album was", "albums were")
            remark(f"{done} finished before; to take {'it' if own == 1 else 'them'} back: {undoing(run.id)}")
        raise


def undoing(run_id: str) -> str:
    """The command that takes a run back."""
    return f"albumsync undo --run {run_id}"


def _close(command: str, report: Report, *, as_json: bool) -> int:
    """The last lines of a command that changes names, or its JSON."""
    from albumsync_dagster.cli import shapes, tables

    if as_json:
        print_json(command, shapes.of_report(report))
        return report.exit_code
    screen = facts()
    if report.dry_run:
        # The albums that apply would rename stand in its table already.
        shown = report.everything if command != "apply" else (*report.recovered, *report.healed)
        for result in shown:
            screen.print(tables.result_line(result, dry_run=report.dry_run))
    screen.print(tables.report_counts(report))
    if command == "heal" and report.photo_rows:
        visible = "would show" if report.dry_run else "show"
        screen.print(f"Pages that read the photo rows {visible} SmugMug's names to visitors from then on.", style="dim")
    for step in tables.next_steps(report):
        screen.print(step)
    if report.large_run:
        remark(
            f"{report.large_run} None of them was renamed. `albumsync plan` shows the albums;"
            " `albumsync apply` asks, and `albumsync apply --yes --allow-large` renames them once."
        )
    if report.after_sync_error:
        remark(report.after_sync_error)
    if report.dry_run:
        return report.exit_code
    if report.recovered:
        finished = counted(len(report.recovered), "change")
        screen.print(f"{finished} of an earlier run finished first; see `albumsync history`.", style="dim")
    if any(result.is_undone_with(report.run_id) for result in report.everything):
        purpose = "rename again" if command == "undo" else "take it back"
        screen.print(f"To {purpose}: {undoing(report.run_id)}", style="dim", soft_wrap=True)
    return report.exit_code
