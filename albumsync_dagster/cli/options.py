"""Options that several commands share, so that they are spelled and explained once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from albumsync_dagster.errors import UsageError

if TYPE_CHECKING:
    from albumsync_dagster.supabase import HistoryFilter

AlbumKeys = Annotated[
    list[str] | None,
    typer.Option("--album-key", metavar="KEY", help="Only this album; may be given more than once."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of tables.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be done, and write nothing.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask; the answer is yes.")]
ChangedBy = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Who makes the changes, for the journal; default ALBUMSYNC_CHANGED_BY."),
]
ChangeId = Annotated[str | None, typer.Option("--change", metavar="ID", help="Only this change.")]
RunId = Annotated[str | None, typer.Option("--run", metavar="ID", help="Only the changes of this run.")]
Since = Annotated[
    str | None,
    typer.Option(
        metavar="TIME", help="Only changes made at or after this time: 2h, 1d, 2026-05-30, 2026-05-30T18:00Z."
    ),
]
Until = Annotated[str | None, typer.Option(metavar="TIME", help="Only changes made at or before this time.")]

StateFolder = Annotated[
    Path | None,
    typer.Option(
        "--state",
        metavar="FOLDER",
        help="Folder of the sandbox; default .albumsync in this folder, else ~/.cache/albumsync.",
        file_okay=False,
    ),
]

HIGHEST_PORT = 65535


def not_a_terminal(fix: str) -> UsageError:
    """Why a command that asks cannot ask here, and what to do instead."""
    return UsageError("This is not an interactive terminal.", fix)


def whole_number(least: int, most: int | None = None) -> Callable[[str], int]:
    """What reads a whole number of an option. Typer's own ``min`` and ``max`` would show ``x>=1`` in the help.

    Args:
        least: The smallest number that is allowed.
        most: The largest one; None where there is no limit.

    Returns:
        A parser, which raises ``typer.BadParameter`` where the text is not such a number.
    """
    allowed = f"{least} or more" if most is None else f"{least} to {most}"

    def number(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise typer.BadParameter(f"{text!r} is not a whole number.") from None
        if value < least or (most is not None and value > most):
            raise typer.BadParameter(f"{value} is not allowed; the range is {allowed}.")
        return value

    return number


class Status(StrEnum):
    """The words of ``ChangeStatus``, which is not imported for ``--help``; a test compares them."""

    PLANNED = "planned"
    RENAMED = "renamed"
    DONE = "done"
    VERIFIED = "verified"
    CONFLICT = "conflict"
    ABANDONED = "abandoned"
    FAILED = "failed"
    IMPORTED = "imported"


class Decided(StrEnum):
    """The words of ``Decision``, for the same reason."""

    KEEP = "keep"
    RENAME = "rename"
    REVIEW = "review"
    PROTECTED = "protected"
    EXCLUDED = "excluded"


class Overwriting(StrEnum):
    """The words of ``Overwrite``, for the same reason."""

    NOTHING = "nothing"
    DAMAGED = "damaged"
    ALL = "all"


def journal_scope(
    *,
    change: str | None,
    run: str | None,
    album_keys: list[str] | None,
    since: str | None,
    until: str | None,
    now: datetime,
) -> HistoryFilter:
    """The lines of the journal that these options name together: each must fit.

    Raises:
        UsageError: A time is none.
    """
    from albumsync_dagster.cli.times import moment
    from albumsync_dagster.supabase import HistoryFilter

    return HistoryFilter(
        change_id=change,
        run_id=run,
        album_keys=tuple(album_keys or ()),
        since=moment(since, now=now, option="--since") if since is not None else None,
        until=moment(until, now=now, option="--until") if until is not None else None,
    )
