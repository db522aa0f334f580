"""How far a long step is, as lines in the log of its run.

Here: when a line is due. Not here: the result of each album (``outcomes.log_result``).
"""

import time
from collections.abc import Callable

import dagster as dg

LOG_EVERY_SECONDS = 5.0


def progress_in_log(context: dg.AssetExecutionContext | dg.OpExecutionContext, what: str) -> Callable[[int, int], None]:
    """Says every five seconds in the log how far a long step is."""
    last = time.monotonic()

    def said(done: int, due: int) -> None:
        nonlocal last
        if time.monotonic() - last >= LOG_EVERY_SECONDS:
            last = time.monotonic()
            context.log.info(f"{what}: {done:,} of {due:,}.")

    return said
