"""How long a server is waited for, and when a person is told.

Here: how long is long, the warning while one answer is waited for, and how long a server asks to wait. Both clients
use it, which never import each other. Not here: time-outs and retries, which each client decides for its own server.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

NOTICED_AFTER: Final = 3.0
"""Seconds of failures, or of waiting, after which a log has a warning of it: most trouble passes sooner."""

_LONGEST_PAUSE: Final = 1e9
"""Seconds; a server that asks for more is taken to ask for this."""


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


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that a Retry-After header asks for: a number of them, or an HTTP date (counted from the Date header)."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value), _LONGEST_PAUSE)
    until, now = http_date(value), http_date(headers.get("Date", ""))
    if until is None:
        return None
    return max(0.0, (until - (now or datetime.now(UTC))).total_seconds())


def http_date(value: str) -> datetime | None:
    """The instant in an HTTP date; None for anything else."""
    try:
        instant = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
