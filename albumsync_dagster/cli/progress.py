"""Progress: a bar on a terminal, nothing elsewhere; and the reason for a long wait."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

from albumsync_dagster.cli.output import remark, remarks, visible

_SAID_AGAIN_AFTER = 10.0
"""Seconds. Threads wait for the same thing at the same time; the message is printed once."""


@contextmanager
def counting(what: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error for the length of the block.

    Args:
        what: What is counted.
        quiet: No bar.

    Yields:
        To be called with (done, all).
    """
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    screen = remarks()
    # rich's own bar is red until it is full, which looks like an error.
    bar_column = BarColumn(bar_width=30, complete_style="cyan", pulse_style="cyan", finished_style="green")
    columns = (TextColumn("{task.description}"), bar_column, MofNCompleteColumn())
    with Progress(*columns, console=screen, transient=True, disable=quiet or not screen.is_terminal) as bar:
        task = bar.add_task(what, total=None)

        def advance(done: int, everything: int) -> None:
            bar.update(task, completed=done, total=everything)

        yield advance


@contextmanager
def waiting(what: str, screen: Console, *, quiet: bool = False) -> Iterator[None]:
    """A sign of life below the lines that are printed to ``screen`` meanwhile."""
    if quiet or not screen.is_terminal:
        yield
        return
    with screen.status(what):
        yield


@contextmanager
def report_delays() -> Iterator[None]:
    """For the length of the block, say on standard error what is waited for: the clients log it as warnings."""
    logger, teller = logging.getLogger("albumsync_dagster"), _Teller(logging.WARNING)
    logger.addHandler(teller)
    try:
        yield
    finally:
        logger.removeHandler(teller)


class _Teller(logging.Handler):
    """Prints what a client logs, each client's at most every few seconds."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self._said_at: dict[str, float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        now = time.monotonic()
        if now - self._said_at.get(record.name, float("-inf")) < _SAID_AGAIN_AFTER:
            return
        self._said_at[record.name] = now
        stop = " Ctrl-C stops." if remarks().is_terminal else ""
        remark(visible(record.getMessage()) + stop)
