"""Progress for the person who waits: a bar on a terminal, nothing where nobody looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

from albumsync_dagster.cli.output import remarks


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
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=30), MofNCompleteColumn())
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
