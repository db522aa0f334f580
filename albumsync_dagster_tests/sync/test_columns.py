"""One table of columns from which JSON, CSV, text and Dagster's pages are made."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from albumsync_dagster.cli.planning import spreadsheet
from albumsync_dagster.cli.shapes import of_planned
from albumsync_dagster.cli.tables import plan_table
from albumsync_dagster.defs.shown import proposal_metadata
from albumsync_dagster.naming import DateSource, Decision, Fact, Part, Proposal
from albumsync_dagster.supabase import RowNames
from albumsync_dagster.sync.columns import COLUMNS
from albumsync_dagster.sync.values import Plan, PlannedAlbum

PROPOSAL = Proposal(
    album_key="K1",
    existing="Cup",
    proposed="Cup - May 30, 2025",
    drift=40,
    parts=(Part(part="date", points=40, why="no date"),),
    decision=Decision.RENAME,
    reasons=("No date.", "Two reasons."),
    confidence=0.5,
    date_source=DateSource.CAPTURE,
    facts=(Fact(fact="home_team", value="Lakeside", source="schedule.csv"),),
)
ALBUM = PlannedAlbum(
    proposal=PROPOSAL,
    digest=PROPOSAL.digest,
    rows=RowNames(total=3, names={"Cup": 3}),
    rows_differing=1,
    fingerprint="f",
    description="A cup",
    web_uri="https://x.example/Cup",
)


def test_every_column_is_in_json_and_in_the_spreadsheet_under_one_name() -> None:
    names = [column.name for column in COLUMNS]
    assert list(of_planned(ALBUM)) == names
    assert json.loads(json.dumps(of_planned(ALBUM)))["parts"] == [{"part": "date", "points": 40, "why": "no date"}]
    text = spreadsheet(Plan(made_at=datetime.now(UTC), listed_at=None, albums=(ALBUM,))).decode("utf-8-sig")
    head, line = text.splitlines()
    assert head.split(",") == names
    assert "date 40: no date" in line
    assert "No date. Two reasons." in line


def test_every_column_with_a_label_is_on_the_page_of_an_album() -> None:
    shown = proposal_metadata(ALBUM)
    assert set(shown) == {column.label for column in COLUMNS if column.label}
    assert shown["reasons"].value == "- No date.\n- Two reasons."
    assert isinstance(shown["drift_parts"], dg.TableMetadataValue)
    empty = replace(ALBUM, proposal=replace(ALBUM.proposal, parts=(), facts=()))
    assert set(shown) - set(proposal_metadata(empty)) == {"drift_parts", "facts"}


def test_every_column_with_a_heading_is_in_the_table_of_a_terminal() -> None:
    table: Any = plan_table([ALBUM])
    assert [column.header for column in table.columns] == [column.heading for column in COLUMNS if column.heading]
