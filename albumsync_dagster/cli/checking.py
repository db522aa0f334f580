"""Commands that check: ``verify`` the names of both sides, ``doctor`` everything they rest on."""

from __future__ import annotations

from albumsync_dagster.cli.options import AlbumKeys, AsJson
from albumsync_dagster.cli.output import facts, print_json
from albumsync_dagster.exit_codes import ExitCode


def verify(album_key: AlbumKeys = None, as_json: AsJson = False) -> int:
    """Compare SmugMug's names with all photo rows.

    Ends with 0 in step, 3 where something differs. Neither side's names are written; what could not be read whole
    ends with 1, never as in step. Photo rows without an album_key belong to no album: they are counted, and end with
    3 where no row has one.

    Examples:
        albumsync verify
        albumsync verify --album-key HtxsgN --json
    """
    from albumsync_dagster.cli import figures, shapes, systems, tables
    from albumsync_dagster.sync import verifying

    with systems.both_sides() as (settings, both):
        report = verifying.verify(both, systems.new_run(settings), album_keys=album_key)
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


def doctor(as_json: AsJson = False) -> int:
    """Check everything and say how to mend what is broken.

    Looks at the settings, SmugMug, Supabase, the migrations, Dagster's database and the clock; changes nothing. Ends
    with 1 where something is broken.

    Examples:
        albumsync doctor
    """
    from albumsync_dagster.cli import diagnosis, figures

    findings = diagnosis.examine()
    broken = any(finding.state is diagnosis.State.BROKEN for finding in findings)
    if as_json:
        print_json("doctor", {"healthy": not broken, "findings": [finding.document() for finding in findings]})
    else:
        facts().print(figures.findings_table(findings))
    return ExitCode.UNFINISHED if broken else ExitCode.DONE
