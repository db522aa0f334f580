"""Commands that read: ``pull`` from SmugMug into the database, ``history`` and ``health`` out of it."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Annotated

import typer

from albumsync_dagster.cli.options import (
    AlbumKeys,
    AsJson,
    ChangeId,
    RunId,
    Since,
    Status,
    Until,
    journal_scope,
    whole_number,
)
from albumsync_dagster.cli.output import facts, print_json, remark
from albumsync_dagster.cli.progress import counting
from albumsync_dagster.exit_codes import ExitCode


def pull(
    full: Annotated[bool, typer.Option("--full", help="Read the photos of every album, changed or not.")] = False,
    album_key: AlbumKeys = None,
    as_json: AsJson = False,
) -> int:
    """Read what changed in SmugMug.

    Reads the list of albums, and on which days their photos were taken. This only reads from SmugMug. Only albums that
    changed since the last pull are read again.

    Examples:
        albumsync pull
        albumsync pull --full --json
    """
    from albumsync_dagster.cli import figures, shapes, systems
    from albumsync_dagster.sync import reading

    with systems.both_sides() as (settings, both), counting("Reading photos", quiet=as_json) as progress:
        started = time.monotonic()
        report = reading.pull(
            both,
            systems.new_run(settings),
            full=full,
            reread_days=settings.reread_days,
            album_keys=album_key,
            progress=progress,
        )
        seconds, usage = time.monotonic() - started, both.smugmug.usage
    if as_json:
        print_json(
            "pull",
            shapes.of_pull(report, seconds=seconds, requests={str(kind): n for kind, n in usage.requests.items()}),
        )
    else:
        screen = facts()
        screen.print(figures.pull_summary(report, seconds=seconds))
        for failure in report.photos.failures:
            screen.print(figures.failure_line(failure))
        if report.photos.failures:
            remark("Albums that could not be read completely keep what was stored before. Run `albumsync pull` again.")
    return report.exit_code


def history(
    album_key: AlbumKeys = None,
    run: RunId = None,
    change: ChangeId = None,
    since: Since = None,
    until: Until = None,
    status: Annotated[
        list[Status] | None,
        typer.Option(
            metavar="STATUS",
            help="Only changes with this status; may be given more than once: " + ", ".join(Status) + ".",
        ),
    ] = None,
    limit: Annotated[int, typer.Option(parser=whole_number(1), metavar="N", help="Show at most N changes.")] = 50,
    everything: Annotated[bool, typer.Option("--all", help="Show every change.")] = False,
    as_json: AsJson = False,
) -> int:
    """Show every change of a name, newest first.

    Each change with its time, its run, the person or program that made it, the reason, and its result on both sides.

    Examples:
        albumsync history --since 1d
        albumsync history --album-key HtxsgN --json
    """
    from albumsync_dagster.cli import shapes, systems, tables
    from albumsync_dagster.supabase import ChangeStatus

    wanted = replace(
        journal_scope(change=change, run=run, album_keys=album_key, since=since, until=until, now=systems.now()),
        statuses=tuple(ChangeStatus(word.value) for word in status or ()),
        # One more than is shown tells whether there are more.
        limit=None if everything else limit + 1,
    )
    with systems.database() as (_, supabase):
        lines = supabase.history(wanted)
    more = not everything and len(lines) > limit
    shown = lines[:limit] if more else lines
    if as_json:
        print_json("history", shapes.of_history(shown, more=more))
        return ExitCode.DONE
    screen = facts()
    for line in shown:
        screen.print(tables.history_block(line))
    if not shown:
        screen.print("No change in the journal fits these options.")
    if more:
        remark(f"There are older changes: --limit {limit * 2} or --all shows them.")
    return ExitCode.DONE


def health(as_json: AsJson = False) -> int:
    """Show the figures of the gallery, and what needs attention.

    Ends with 3 where something needs attention. Reads the database alone, not SmugMug.

    Examples:
        albumsync health
        albumsync health --json
    """
    from albumsync_dagster.cli import figures, shapes, systems
    from albumsync_dagster.sync.alerting import alerts_of

    with systems.database() as (settings, supabase):
        found = supabase.health(alert_over=settings.alert_drift)
    alerts = alerts_of(found)
    if as_json:
        print_json("health", shapes.of_health(found, alerts))
    else:
        screen = facts()
        screen.print(figures.health_table(found))
        screen.print(figures.alerts_table(alerts) if alerts else "✔ Nothing needs attention.")
    return ExitCode.DIFFERS if alerts else ExitCode.DONE
