"""The command ``enrich``: facts and schedules from files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from albumsync_dagster.cli.options import AsJson
from albumsync_dagster.cli.output import facts, print_json, read_whole, remark, visible
from albumsync_dagster.exit_codes import ExitCode
from albumsync_dagster.sync.counting import counted

if TYPE_CHECKING:
    from albumsync_dagster.sync.enriching import EnrichReport

_SHOWN = 20
"""Lines of each group that are shown without ``--all``."""


def enrich(
    file: Annotated[Path, typer.Argument(metavar="FILE", hidden=True)],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Store the facts; without this it is a dry run.")] = False,
    source: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Name of the source; default the name of the file. Importing replaces what this source stored before.",
        ),
    ] = None,
    team: Annotated[
        str, typer.Option(metavar="NAME", help="The team of this schedule, where its rows name only the opponent.")
    ] = "",
    time_zone: Annotated[
        str | None, typer.Option(metavar="ZONE", help="Time zone of the games, for a calendar that gives times in UTC.")
    ] = None,
    remove: Annotated[
        bool, typer.Option("--remove", help="Remove the facts of this source; FILE is not read.")
    ] = False,
    everything: Annotated[bool, typer.Option("--all", help="Show every row that is left out.")] = False,
    as_json: AsJson = False,
) -> int:
    """Import facts about albums: teams, events, sports, levels.

    FILE is a .csv, .jsonl or .xlsx about albums, or a schedule (.csv, .ics). A file about albums names them by
    album_key or by their exact name. An event of a schedule belongs to an album where the capture day and words
    of the album's name, UrlName, folder or keywords match. Where only the day matches, the album becomes a question.
    This changes no name.

    Examples:
        albumsync enrich games.csv
        albumsync enrich schedule.ics --time-zone America/Chicago --yes
        albumsync enrich games.csv --remove --yes
    """
    from albumsync_dagster.cli import systems
    from albumsync_dagster.sync.enriching import check_source, prepare_facts, store_facts
    from albumsync_dagster.sync.fact_files import MOST_BYTES, read_fact_file

    if remove:
        return _remove(source or file.name, yes=yes, as_json=as_json)
    content = read_whole(file, most=MOST_BYTES, fix="Import it in parts.")
    with systems.database() as (settings, supabase):
        check_source(source or file.name, settings.enrichment_view)
        read = read_fact_file(
            file.name, content, day_first=settings.day_first, time_zone=time_zone, own_team=team.strip()
        )
        report = prepare_facts(supabase, read, source=source or file.name, day_first=settings.day_first)
        if yes:
            report = store_facts(supabase, report, imported_by=settings.changed_by)
    if as_json:
        print_json("enrich", document(report))
    else:
        _show(report, everything=everything)
    return report.exit_code


def _remove(source: str, *, yes: bool, as_json: bool) -> int:
    from albumsync_dagster.cli import systems
    from albumsync_dagster.sync.enriching import EnrichReport, albums_told_by, remove_facts

    with systems.database() as (settings, supabase):
        if yes:
            removed = remove_facts(supabase, source, imported_by=settings.changed_by)
        else:
            removed, albums = None, albums_told_by(supabase, source)
    if as_json:
        print_json("enrich", document(EnrichReport(source=source, is_schedule=False, facts=(), imported=removed)))
    elif removed is None:
        of = counted(albums, "album")
        remark(f"Nothing is removed yet. With --yes everything that {visible(source)} said of {of} is removed.")
    else:
        facts().print(f"Removed what {visible(source)} said of {counted(removed.removed, 'album')}.")
    return ExitCode.DONE


def document(report: EnrichReport) -> dict[str, Any]:
    """As ``--json`` prints it."""
    from albumsync_dagster.sync.fact_files import FACTS

    why = {match.album_key: match.why for match in report.matches}
    return {
        "source": report.source,
        "schedule": report.is_schedule,
        "facts": [
            {
                "album_key": fact.album_key,
                "offered": fact.offered,
                **{name: getattr(fact, name) for name in FACTS},
                "why": why.get(fact.album_key),
            }
            for fact in report.facts
        ],
        "ambiguous": [{"row": left.row, "what": left.what, "why": left.why} for left in report.ambiguous],
        "unmatched": [{"row": left.row, "what": left.what, "why": left.why} for left in report.unmatched],
        "unknown_columns": list(report.unknown_columns),
        "stored": None
        if report.imported is None
        else {
            "stored": report.imported.stored,
            "unchanged": report.imported.unchanged,
            "removed": report.imported.removed,
        },
    }


def _show(report: EnrichReport, *, everything: bool) -> None:
    screen = facts()
    most = None if everything else _SHOWN
    groups = (
        ("matched", [fact for fact in report.facts if not fact.offered]),
        ("offered as a question", [fact for fact in report.facts if fact.offered]),
    )
    for title, found in groups:
        if not found:
            continue
        screen.print(f"\n{counted(len(found), 'album')} {title}")
        for fact in found[:most]:
            teams = " vs ".join(filter(None, (fact.home_team, fact.away_team)))
            who = fact.event_name if fact.event_name and not (fact.home_team and fact.away_team) else teams
            said = " · ".join(filter(None, (who, fact.level, fact.sport_type, fact.category)))
            screen.print(
                visible(f"  {fact.album_key}  {report.names.get(fact.album_key, '')} -> {said}"), soft_wrap=True
            )
        _more(len(found), most)
    for title, left in (("ambiguous", report.ambiguous), ("unmatched", report.unmatched)):
        if not left:
            continue
        screen.print(f"\n{counted(len(left), 'row')} {title}")
        for each in left[:most]:
            screen.print(visible(f"  row {each.row}  {each.what}: {each.why}"), soft_wrap=True)
        _more(len(left), most)
    if report.unknown_columns:
        remark(f"These columns are not known and not read: {visible(', '.join(report.unknown_columns))}.")
    if report.imported is None and not report.facts:
        remark("No row is about an album, so there is nothing to store.")
        return
    if report.imported is None:
        remark("Nothing is stored yet. Store it with --yes; `albumsync plan` then shows the names.")
        return
    done = report.imported
    screen.print(
        f"\nStored as {visible(report.source)}: {counted(done.stored, 'album')} new or changed,"
        f" {done.unchanged} unchanged, {done.removed} removed."
    )


def _more(count: int, most: int | None) -> None:
    if most is not None and count > most:
        facts().print(f"  and {count - most} more; --all shows them")
