"""When a person is told that an operation is slow.

Here: how long is long, and the warning while one answer is waited for. Both clients use it, which never import each
other. Not here: time-outs and retries, which each client decides for its own server.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

NOTICED_AFTER: Final = 3.0
"""Seconds of failures, or of waiting, after which a log has a warning of it: most trouble passes sooner."""


def level_after(seconds: float) -> int:
    """The level of a message about trouble that has taken so long."""
    return logging.INFO if seconds < NOTICED_AFTER else logging.WARNING


@contextmanager
def log_if_slow(log: logging.Logger, server: str, request: str, timeout: float) -> Iterator[None]:
    """Print a message where an answer is slow; the server may hang for as long as the time-out."""
    message = "%s has not answered %s in %.0f s; waiting up to %.0f s for it."
    timer = threading.Timer(NOTICED_AFTER, log.warning, (message, server, request, NOTICED_AFTER, timeout))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
