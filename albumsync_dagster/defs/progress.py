"""How far a long step is, as lines in the log of its run.

Here: when a line is due. Not here: the result of each album (``outcomes.log_result``).
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from albumsync_dagster.defs.account import Context

if TYPE_CHECKING:
    from albumsync_dagster.smugmug import SmugMugClient

LOG_EVERY_SECONDS = 5.0


def progress_in_log(context: Context, what: str) -> Callable[[int, int], None]:
    """Says every five seconds in the log how many albums a long step has done."""
    last = time.monotonic()

    def said(done: int, due: int) -> None:
        nonlocal last
        if time.monotonic() - last >= LOG_EVERY_SECONDS:
            last = time.monotonic()
            context.log.info(f"{what}: {done:,} of {due:,}.")

    return said


@contextmanager
def time_in_log(context: Context, what: str, client: "SmugMugClient | None" = None) -> Iterator[None]:
    """Says every five seconds in the log for how long this block has been running, and what it has asked SmugMug.

    For work on the whole account that does not go album by album: its list, its plan, the comparison of all rows.

    Args:
        context: Of the step.
        what: What the block does, as the beginning of a sentence.
        client: The client whose requests are shown; None for work on the database alone.
    """
    over = threading.Event()
    begun, before = time.monotonic(), client.usage.total if client else 0

    def say() -> None:
        while not over.wait(LOG_EVERY_SECONDS):
            requests = f", {client.usage.total - before:,} requests to SmugMug" if client else ""
            context.log.info(f"{what}: {time.monotonic() - begun:.0f} seconds so far{requests}.")

    saying = threading.Thread(target=say, name="time in log", daemon=True)
    saying.start()
    try:
        yield
    finally:
        over.set()
        saying.join()
