"""The command ``plan``: what should happen with each album, as a table, JSON, CSV or a file for ``apply``."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from albumsync_dagster.cli.options import AlbumKeys, AsJson, Decided
from albumsync_dagster.cli.output import facts, print_json, remark, write_whole
from albumsync_dagster.exit_codes import ExitCode

if TYPE_CHECKING:
    from datetime import datetime

    from albumsync_dagster.sync.values import Plan

_OLD = timedelta(days=1)


def plan(
    album_key: AlbumKeys = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Show every album, also those that stay as they are.")
    ] = False,
    decision: Annotated[
        Decided | None,
        typer.Option(metavar="DECISION", help="Show only albums with this decision: " + ", ".join(Decided) + "."),
    ] = None,
    as_json: AsJson = False,
    csv: Annotated[
        Path | None, typer.Option(metavar="FILE", dir_okay=False, help="Also write all albums for a spreadsheet.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", dir_okay=False, help="Also write a plan for `albumsync apply FILE`."),
    ] = None,
    restyle: Annotated[
        bool, typer.Option("--restyle", help="Also rename albums whose date is only in another style or language.")
    ] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="End with 3 where an album would be renamed, healed or held.")
    ] = False,
) -> int:
    """Propose a name for every album, and rename nothing.

    Shows the present name above the proposed one, the drift between them, the decision, and the reason. Of more than
    40 albums it shows the five furthest names of each decision; --decision and --all show the rest.

    Examples:
        albumsync plan
        albumsync plan --album-key HtxsgN --album-key Qw3rTy
        albumsync plan --decision review
        albumsync plan --out plan.json --csv plan.csv
    """
    from albumsync_dagster.cli import shapes, systems, tables
    from albumsync_dagster.sync.planfile import dump_plan
    from albumsync_dagster.sync.planning import make_plan, narrowed

    with systems.both_sides() as (settings, both):
        run = systems.new_run(settings)
        made = make_plan(
            both,
            run,
            replace(settings.naming_options(systems.today()), restyle=restyle),
            album_keys=album_key,
            description=settings.description,
        )
    warn_if_old(made, now=run.started_at)
    if decision is not None:
        made = narrowed(
            made, [each.proposal.album_key for each in made.albums if each.proposal.decision.value == decision.value]
        )
    if csv is not None:
        write_whole(csv, spreadsheet(made))
    if out is not None:
        write_whole(out, dump_plan(made).encode())
    if as_json:
        print_json("plan", shapes.of_plan(made))
    else:
        screen = facts()
        for part in tables.plan_groups(made, everything=everything or not made.whole_account):
            screen.print(part)
        screen.print(tables.plan_counts(made), soft_wrap=True)
    if out is not None:
        remark(f"{out} has the plan: `albumsync apply {out}` renames its albums.", style="default")
    return ExitCode.DIFFERS if exit_code and _something_to_do(made) else ExitCode.DONE


def warn_if_old(plan: Plan, *, now: datetime) -> None:
    """Say so where SmugMug was last read more than a day before the plan."""
    from albumsync_dagster.sync.reviewing import ago

    if plan.listed_at is not None and now - plan.listed_at > _OLD:
        remark(f"SmugMug was read {ago(plan.listed_at, now)}; `albumsync pull` reads what changed since.")


def _something_to_do(plan: Plan) -> bool:
    from albumsync_dagster.naming import Decision

    counts = plan.counts()
    return bool(counts[Decision.RENAME] or counts[Decision.REVIEW] or plan.rows_differing)


def spreadsheet(plan: Plan) -> bytes:
    """CSV with a byte order mark, without which Excel takes UTF-8 for Latin-1."""
    import pandas as pd

    from albumsync_dagster.sync.columns import COLUMNS, on_one_line

    rows = [{column.name: on_one_line(column.of(album)) for column in COLUMNS} for album in plan.albums]
    frame = pd.DataFrame(rows, columns=[column.name for column in COLUMNS]).map(_harmless)
    return frame.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def _harmless(cell: Any) -> Any:
    """A cell that no spreadsheet computes: an album may be called ``=HYPERLINK(...)``."""
    from albumsync_dagster.cli.sheets import is_computed

    return f"'{cell}" if isinstance(cell, str) and is_computed(cell) else cell
