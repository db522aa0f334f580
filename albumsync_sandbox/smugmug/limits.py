"""How many requests a window of time allows, and what the front ends say of it.

Every window is counted exactly. What an answer tells of it depends on the front end that wrote it: recorded answers
12 seconds apart named resets 423 seconds apart, so neither header is monotone. Not here: the 429 (``simulator``).
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FrontEnd:
    """The error of one front end's count: added to the requests left, and to the window's end."""

    remaining: int = 0
    reset_seconds: int = 0


UNEQUAL_FRONT_ENDS = (FrontEnd(), FrontEnd(-37, 423), FrontEnd(58, 141))


@dataclass(frozen=True, slots=True)
class RateLimit:
    """What a caller is allowed.

    Args:
        requests: In one window.
        seconds: Length of a window; it opens with the first request after the one before it has ended.
        front_ends: Who answers, in turn. One exact front end makes the headers the truth.
    """

    requests: int = 100_000
    seconds: float = 1800
    front_ends: tuple[FrontEnd, ...] = UNEQUAL_FRONT_ENDS


@dataclass(frozen=True, slots=True)
class Allowance:
    """The verdict on one request, and its headers.

    Args:
        allowed: False means 429.
        remaining: ``X-RateLimit-Remaining``.
        reset: ``X-RateLimit-Reset``, seconds since the epoch.
        retry_after: Seconds until the window really ends.
    """

    allowed: bool
    remaining: int
    reset: int
    retry_after: int

    @property
    def headers(self) -> dict[str, str]:
        """What every answer carries; there is no ``X-RateLimit-Limit``."""
        headers = {"X-RateLimit-Remaining": str(self.remaining), "X-RateLimit-Reset": str(self.reset)}
        return headers if self.allowed else {**headers, "Retry-After": str(self.retry_after)}


@dataclass(slots=True)
class Window:
    """A window of one caller.

    Args:
        opened: When its first request came, seconds since the epoch.
        ends: When the next window may open.
        used: Requests let through.
        refused: Requests answered 429.
    """

    opened: float
    ends: float
    used: int = 0
    refused: int = 0


class RateLimiter:
    """Counts requests by caller. Safe to use from any thread."""

    def __init__(self, limit: RateLimit) -> None:
        self._lock = threading.Lock()
        self._limit = limit
        self._windows: dict[str, list[Window]] = {}
        self._turn = 0

    def set_limit(self, limit: RateLimit) -> None:
        """From now on another limit holds, in fresh windows."""
        with self._lock:
            self._limit = limit
            self._windows.clear()

    def windows(self) -> list[Window]:
        """All windows since the limit was set, oldest first."""
        with self._lock:
            return sorted((w for windows in self._windows.values() for w in windows), key=lambda w: w.opened)

    def take(self, identity: str, now: float) -> Allowance:
        """Counts one request of a user and application at ``now``, seconds since the epoch."""
        with self._lock:
            limit = self._limit
            windows = self._windows.setdefault(identity, [])
            if not windows or windows[-1].ends <= now:
                # It ends on a whole second, so that the header tells it exactly.
                windows.append(Window(now, (math.floor(now) if limit.seconds >= 1 else now) + limit.seconds))
            window = windows[-1]
            allowed = window.used < limit.requests
            if allowed:
                window.used += 1
            else:
                window.refused += 1
            front_end = limit.front_ends[self._turn % len(limit.front_ends)]
            self._turn += 1
            left = min(max(limit.requests - window.used + front_end.remaining, 0), limit.requests)
            return Allowance(
                allowed,
                left if allowed else 0,
                math.ceil(window.ends) + front_end.reset_seconds,
                max(math.ceil(window.ends - now), 1),
            )
