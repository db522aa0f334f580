"""Commands that check: ``verify`` the names of both sides, ``doctor`` everything they rest on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from albumsync_dagster.cli.options import AlbumKeys, AsJson
from albumsync_dagster.cli.output import facts, print_json, read_json_text
from albumsync_dagster.errors import UsageError
from albumsync_dagster.exit_codes import ExitCode


def verify(
    album_key: AlbumKeys = None,
    acknowledge: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY|all",
            help="Accept that the photo rows of this deleted album, or of all deleted albums, stay as they are.",
        ),
    ] = None,
    forget: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY|all", help="Take back --acknowledge for this album, or for all albums."),
    ] = None,
    known: Annotated[
        Path | None,
        typer.Option(
            "--except",
            metavar="FILE",
            dir_okay=False,
            help="Ignore the deleted albums that this JSON file lists, in this run.",
        ),
    ] = None,
    changed_by: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who acknowledges; default ALBUMSYNC_CHANGED_BY.")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Compare SmugMug's names with all photo rows.

    Ends with 0 where both sides agree, and with 3 where something differs. It changes no name. An incomplete read is
    reported and ends with 1. Photo rows without an album_key belong to no album: they are counted, and where no row
    has a key it ends with 3. Photo rows of albums that were deleted in SmugMug count as a difference until you
    acknowledge them; they stay as they are.

    Examples:
        albumsync verify
        albumsync verify --acknowledge all
        albumsync verify --album-key HtxsgN --json
    """
    from albumsync_dagster.cli import figures, shapes, systems, tables
    from albumsync_dagster.sync import verifying

    passed_over = _keys_in(known) if known else ()
    if album_key and (acknowledge or forget):
        raise UsageError("--acknowledge and --forget need the whole account.", "Leave --album-key out.")
    with systems.both_sides() as (settings, both):
        report = verifying.verify(both, systems.new_run(settings), album_keys=album_key)
        if forget:
            report = verifying.forget(both, report, forget)
        if acknowledge:
            who = changed_by or settings.changed_by
            report = verifying.acknowledge(both, report, acknowledge, acknowledged_by=who)
    report = verifying.without(report, passed_over)
    if as_json:
        print_json("verify", shapes.of_verify(report))
    else:
        screen = facts()
        if report.differences or report.unknown_albums:
            screen.print(tables.differences_table(report))
            screen.print()
        for line in figures.verify_summary(report):
            screen.print(line)
    return report.exit_code


def _keys_in(file: Path) -> list[str]:
    """The album keys of a JSON file: a list of them, or what ``verify --json`` printed."""
    try:
        content = json.loads(read_json_text(file))
    except (ValueError, RecursionError):
        content = None
    keys = content.get("unknown_albums") if isinstance(content, dict) else content
    if isinstance(keys, dict):
        keys = list(keys)
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise UsageError(
            f"{file} is not a list of album keys.", 'Write ["KEY", ...], or what `albumsync verify --json` printed.'
        )
    return keys


def doctor(
    dagster: Annotated[
        bool,
        typer.Option(
            "--dagster", help="Look only at a Dagster that runs: its web UI, its daemon's heartbeats, what it loaded."
        ),
    ] = False,
    url: Annotated[
        str, typer.Option(metavar="URL", help="Address of Dagster's web UI; with --dagster.")
    ] = "http://127.0.0.1:3000",
    as_json: AsJson = False,
) -> int:
    """Check everything, and show how to repair what is broken.

    Checks the settings, SmugMug, Supabase, the migrations, Dagster's database and the clock; changes nothing. Ends
    with 1 where something is broken. With --dagster it needs no credentials: let a timer on another machine call it,
    because a stopped daemon sends no alert.

    Examples:
        albumsync doctor
        albumsync doctor --dagster --url http://dagster.internal:3000
    """
    from albumsync_dagster.cli import diagnosis, figures

    if dagster:
        from albumsync_dagster.cli import dagster_health

        findings = dagster_health.examine(url)
    else:
        findings = diagnosis.examine()
    broken = any(finding.state is diagnosis.State.BROKEN for finding in findings)
    if as_json:
        print_json("doctor", {"healthy": not broken, "findings": [finding.document() for finding in findings]})
    else:
        facts().print(figures.findings_table(findings))
    return ExitCode.UNFINISHED if broken else ExitCode.DONE
