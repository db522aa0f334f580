"""The ``albumsync`` command: thin over ``sync``. Reads arguments, prints tables, and turns errors into sentences."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from types import FrameType

from albumsync_dagster.cli.failing import say
from albumsync_dagster.cli.output import forget_sizes_of_no_terminal, open_closed_streams, set_lossy_encoding
from albumsync_dagster.errors import AlbumSyncError
from albumsync_dagster.exit_codes import ExitCode


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: Without the name of the command; None takes those of the process.

    Returns:
        The exit code.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    # People add --debug to the end of the line that just failed, so it may stand anywhere.
    debug = "--debug" in given
    open_closed_streams()
    set_lossy_encoding()
    forget_sizes_of_no_terminal()
    try:
        with _terminated_like_ctrl_c():
            return _run([argument for argument in given if argument != "--debug"])
    except BrokenPipeError:
        # `albumsync history | head` closes the pipe, and nobody wants to hear of it.
        _discard_unwritten()
        return ExitCode.UNFINISHED
    except Exception as error:  # noqa: BLE001 - the last handler: every other exception becomes a sentence and a code
        say(error, debug=debug)
        _discard_unwritten()
        return error.exit_code if isinstance(error, AlbumSyncError) else ExitCode.UNFINISHED


@cache
def _command() -> Callable[..., object]:
    """The tree of commands, made once: Typer makes it anew for each call of an app, which takes longer than most."""
    from typer.main import get_command

    from albumsync_dagster.cli.app import app

    return get_command(app)


def _run(arguments: list[str]) -> int:
    try:
        _command()(arguments, prog_name="albumsync")
    except SystemExit as end:
        # A full disk behind standard output may show only now.
        sys.stdout.flush()
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return ExitCode.DONE


def _discard_unwritten() -> None:
    """Discard what standard output cannot take: Python would try again at its end, complain, and end with 120."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def _terminated_like_ctrl_c() -> Iterator[None]:
    """Let a service manager's SIGTERM end a command as tidily as Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
