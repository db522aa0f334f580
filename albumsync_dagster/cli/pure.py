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

    Each line that is read is one album: album_key, name, and the photos or the number of photos of each capture day.
    Times are those of the camera's clock. Each line that is printed is the proposal for one album, in the same order:
    proposed, drift, decision, doubts, reasons and more. docs/json.md lists every field.

    Examples:
        echo '{"album_key": "K1", "name": "VLA Cup", "capture_days": {"2025-05-30": 12}}' | albumsync name
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

    Each line that is read has an existing and a proposed name. Each line that is printed has the score, from 0 to 100,
    and its parts with their points and a sentence each.

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
