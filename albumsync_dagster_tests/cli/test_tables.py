"""What a table shows, and what it leaves to another command."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from rich.console import Console

from albumsync_dagster.cli import figures, tables
from albumsync_dagster.cli.output import visible
from albumsync_dagster.naming import Decision
from albumsync_dagster.supabase import Health, Reason
from albumsync_dagster.sync.values import Plan, Report, Result, ResultKind
from albumsync_dagster_tests.sync.test_columns import ALBUM


def printed(plan: Plan, *, everything: bool = False) -> str:
    screen = Console(width=80, color_system=None)
    with screen.capture() as captured:
        for part in tables.plan_groups(plan, everything=everything):
            screen.print(part)
    return captured.get()


def plan_of(*decisions: Decision) -> Plan:
    albums = (
        replace(ALBUM, proposal=replace(ALBUM.proposal, album_key=f"K{number}", decision=decision))
        for number, decision in enumerate(decisions)
    )
    return Plan(made_at=datetime.now(UTC), listed_at=None, albums=tuple(albums))


def test_a_plan_of_forty_albums_is_shown_whole() -> None:
    shown = printed(plan_of(*[Decision.RENAME] * 40, *[Decision.KEEP] * 100))
    assert shown.count("+ Cup - May 30, 2025") == 40
    assert "more:" not in shown


def test_a_larger_plan_shows_five_albums_of_each_decision_and_the_command_for_the_rest() -> None:
    shown = printed(plan_of(*[Decision.RENAME] * 37, *[Decision.REVIEW] * 4))
    assert shown.count("+ Cup - May 30, 2025") == 5 + 4
    assert "rename: 37 albums" in shown
    assert "... and 32 more: albumsync plan --decision rename" in shown
    assert "albumsync plan --decision review" not in shown


def test_a_larger_plan_is_shown_whole_where_everything_is_wanted() -> None:
    assert printed(plan_of(*[Decision.RENAME] * 50), everything=True).count("+ Cup - May 30, 2025") == 50


def test_the_albums_of_health_add_up_to_the_account() -> None:
    fields = dict.fromkeys(Health.__dataclass_fields__, 0)
    health = Health(
        **{  # type: ignore[arg-type]
            **fields,
            "at": datetime.now(UTC),
            "listed_at": None,
            "albums": 61,
            "albums_without_photos": 5,
            "proposals": {"rename": 50, "review": 7, "keep": 2, "excluded": 2},
        }
    )
    screen = Console(width=120, color_system=None)
    with screen.capture() as captured:
        screen.print(figures.health_table(health))
    assert "61 (5 without photo rows); 0 deleted in SmugMug" in captured.get()
    assert "50 rename, 7 review, 2 keep, 2 excluded" in captured.get()


def test_what_is_called_the_same_is_counted_together() -> None:
    """An undo of renames and heals ended with "17 taken back, 6 taken back"."""
    renamed = Result(album_key="A", kind=ResultKind.RENAMED, old_name="a", new_name="b", reason=Reason.UNDO)
    restored = replace(renamed, album_key="B", kind=ResultKind.RESTORED, reason=Reason.RESTORE)
    report = Report(run_id="r", results=(renamed, restored))
    assert str(tables.report_counts(report)).startswith("2 taken back")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("\x1b[31mred", "\\u001b[31mred"),
        ("Two\u2028lines", "Two\\u2028lines"),
        # An album of this name was an empty line in every table.
        ("\u200b\u200b", "\\u200b\\u200b"),
        ("👨‍👩‍👧 Señor ٣ مايو", "👨‍👩‍👧 Señor ٣ مايو"),
    ],
)
def test_what_is_not_seen_in_a_name_is_shown_by_its_number(name: str, shown: str) -> None:
    assert visible(name) == shown
