"""Commands that read: ``pull`` from SmugMug into the database, ``history`` and ``health`` out of it."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from albumsync_dagster.cli.options import AlbumKeys, AsJson, ChangeId, RunId, Since, Status, Until
from albumsync_dagster.cli.output import facts, print_json, remark
from albumsync_dagster.cli.progress import counting


def pull(
    full: Annotated[bool, typer.Option("--full", help="Read the photos of every album, changed or not.")] = False,
    album_key: AlbumKeys = None,
    as_json: AsJson = False,
) -> int:
    """Read what changed in SmugMug.

    Reads the list of albums, and on which days their photos were taken. Nothing is written in SmugMug. Only albums
    that changed since the last pull are read again.

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
        screen.print(figures.pull_summary(report, seconds=seconds, requests=usage.total))
        for failure in report.failures:
            screen.print(figures.failure_line(failure))
        if report.failures:
            remark("Nothing was concluded from the albums that could not be read whole; run it again.")
    return report.exit_code


def history(
    album_key: AlbumKeys = None,
    run: RunId = None,
    change: ChangeId = None,
    since: Since = None,
    until: Until = None,
    status: Annotated[list[Status] | None, typer.Option(help="Only changes in this state; repeatable.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many lines.")] = 50,
    everything: Annotated[bool, typer.Option("--all", help="Every line, however many.")] = False,
    as_json: AsJson = False,
) -> int:
    """Show every change of a name, newest first.

    The journal says when, by whom, in which run, why, and what became of it on both sides.

    Examples:
        albumsync history --since 1d
        albumsync history --album-key HtxsgN --json
    """
    from albumsync_dagster.cli import shapes, systems, tables
    from albumsync_dagster.cli.times import moment
    from albumsync_dagster.supabase import ChangeStatus, HistoryFilter

    now = systems.now()
    wanted = HistoryFilter(
        change_id=change,
        run_id=run,
        album_keys=tuple(album_key or ()),
        since=moment(since, now=now, option="--since") if since else None,
        until=moment(until, now=now, option="--until") if until else None,
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
        return 0
    screen = facts()
    for line in shown:
        screen.print(tables.history_block(line))
    if not shown:
        screen.print("The journal has no change like this.")
    if more:
        remark(f"There are older ones: --limit {limit * 2}, or --all.")
    return 0


def health(as_json: AsJson = False) -> int:
    """Show the figures, and what somebody should look at.

    Ends with 3 where there is something to look at. Nothing is asked of SmugMug.

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
        screen.print(figures.alerts_table(alerts) if alerts else "✔ Nothing needs anybody.")
    return 3 if alerts else 0
