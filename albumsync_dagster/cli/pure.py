"""Commands without network and without settings but the naming options: ``name`` and ``drift``, JSON Lines both ways.

The format of the lines is in ``cli.jsonl``; here is only how they come in, go out and fail.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from albumsync_dagster.cli.output import remark
from albumsync_dagster.errors import UsageError
from albumsync_dagster.exit_codes import ExitCode


def name(
    account: Annotated[
        bool, typer.Option("--account", help="All lines are one account: no two albums get one name.")
    ] = False,
) -> int:
    """Propose names: JSON Lines in, JSON Lines out, no network.

    A line in: `{"album_key", "name", "url_name"?, "keywords"?, "photos": [{"DateTimeOriginal"}] | "capture_days":
    {"2025-05-30": 12}, "video_days"?, "rows"?, "enrichment"?: {"home_team", "away_team", "event_name", "sport_type",
    "category", "level"}, "photo_sports"?: {"volleyball": 412}}`, the times being the camera's wall clock. docs/json.md
    has every field.

    A line out, in the same order: `{"album_key", "existing", "proposed", "drift", "parts", "decision", "doubts",
    "reasons", "confidence", "date_source"}`.

    Examples:
        albumsync name < albums.jsonl > proposals.jsonl
        albumsync name --account < albums.jsonl
    """
    from albumsync_dagster.cli.jsonl import propose_lines
    from albumsync_dagster.cli.systems import today
    from albumsync_dagster.settings import load_settings

    options = load_settings().naming_options(today())
    with _sentences():
        _write(propose_lines(_lines(), options, account=account))
    return ExitCode.DONE


def drift() -> int:
    """Measure drift: JSON Lines in, JSON Lines out, no network.

    A line in: `{"existing", "proposed"}`. A line out: `{"score", "parts": [{"part", "points", "why"}]}`.

    Examples:
        echo '{"existing": "VLA Cup - May 30", "proposed": "VLA Cup - May 30, 2025"}' | albumsync drift
    """
    from albumsync_dagster.cli.jsonl import drift_lines
    from albumsync_dagster.settings import load_settings

    day_first = load_settings().day_first
    with _sentences():
        _write(drift_lines(_lines(), day_first=day_first))
    return ExitCode.DONE


def _lines() -> Iterator[str]:
    """Standard input, read as UTF-8 in every locale."""
    if sys.stdin.isatty():
        remark("Reading JSON Lines from the keyboard; end with Ctrl-D.")
    for number, line in enumerate(sys.stdin.buffer, start=1):
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise UsageError(f"Line {number}: it is not UTF-8.", "Save the input as UTF-8.") from None


def _write(lines: Iterable[str]) -> None:
    """Standard output as UTF-8 in every locale, as RFC 8259 asks of JSON. Each line is flushed."""
    for line in lines:
        sys.stdout.buffer.write(line.encode() + b"\n")
        sys.stdout.buffer.flush()


@contextmanager
def _sentences() -> Iterator[None]:
    from albumsync_dagster.cli.jsonl import NamingInputError

    try:
        yield
    except NamingInputError as error:
        raise UsageError(f"Line {error.line}: {error.sentence}", error.fix) from None
