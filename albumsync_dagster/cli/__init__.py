"""The ``albumsync`` command: thin over ``sync``. Reads arguments, prints tables, and turns errors into sentences."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from types import FrameType

from albumsync_dagster.errors import AlbumSyncError
from albumsync_dagster.exit_codes import ExitCode

# Nothing else is imported here: until `main` is called, a signal ends the command without a word, or in a traceback.

_OBJECTS_PER_COLLECTION = 100_000
"""New objects after which the garbage collector looks at them. At Python's own number, some hundreds, it runs many
times while a command loads its modules, none of which becomes garbage: a sixth of what it takes to start a command."""

_CTRL_C_IN_TYPER = 130
"""What Typer ends with where Ctrl-C comes while it reads the arguments."""


class _Ended(KeyboardInterrupt):
    """Ctrl-C or SIGTERM.

    A class of its own, because Python ends as if the signal had killed it, whatever was made of the exception, where a
    plain KeyboardInterrupt has passed through ``exec``, as in the making of a dataclass.
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: Without the name of the command; None takes those of the process.

    Returns:
        The exit code.
    """
    if arguments is None:
        # Only in a process of our own.
        gc.set_threshold(_OBJECTS_PER_COLLECTION)
    given = list(sys.argv[1:] if arguments is None else arguments)
    # People add --debug to the end of the line that just failed, so it may stand anywhere.
    debug = "--debug" in given
    try:
        with _ended_by_signals():
            return _run([argument for argument in given if argument != "--debug"])
    except BrokenPipeError:
        # `albumsync history | head` closes the pipe, and nobody wants to hear of it.
        _discard_unwritten()
        return ExitCode.UNFINISHED
    except KeyboardInterrupt:
        from albumsync_dagster.cli.errors import Interrupted

        # A command that has begun says itself how things stand.
        return _failed(Interrupted(writes=False), debug=debug)
    except Exception as error:  # noqa: BLE001 - the last handler: every other exception becomes a sentence and a code
        return _failed(error, debug=debug)


@cache
def _command() -> Callable[..., object]:
    """The tree of commands, made once: Typer makes it anew for each call of an app, which takes longer than most."""
    from typer.main import get_command

    from albumsync_dagster.cli.app import app

    return get_command(app)


def _run(arguments: list[str]) -> int:
    from albumsync_dagster.cli.output import forget_sizes_of_no_terminal, open_closed_streams, set_lossy_encoding

    open_closed_streams()
    set_lossy_encoding()
    forget_sizes_of_no_terminal()
    try:
        _command()(arguments, prog_name="albumsync")
    except SystemExit as end:
        if end.code == _CTRL_C_IN_TYPER:
            raise KeyboardInterrupt from None
        # A full disk behind standard output may show only now.
        sys.stdout.flush()
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return ExitCode.DONE


def _failed(error: Exception, *, debug: bool) -> int:
    from albumsync_dagster.cli.failing import say

    say(error, debug=debug)
    _discard_unwritten()
    return error.exit_code if isinstance(error, AlbumSyncError) else ExitCode.UNFINISHED


def _discard_unwritten() -> None:
    """Discard what standard output cannot take: Python would try again at its end, complain, and end with 120."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let a service manager's SIGTERM end a command as tidily as Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, frame: FrameType | None) -> None:
        raise _Ended

    before = {signal.SIGTERM: signal.signal(signal.SIGTERM, end)}
    # A shell starts a job in the background with Ctrl-C ignored; so it stays.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        before[signal.SIGINT] = signal.signal(signal.SIGINT, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
