"""Time that passes only when somebody sleeps. Test cases do not belong here."""

from __future__ import annotations

import threading


class VirtualTime:
    """A clock and a sleep that belong together; safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._now = 1_000.0
        self.sleeps: list[float] = []

    def clock(self) -> float:
        with self._lock:
            return self._now

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        with self._lock:
            self._now += seconds
            self.sleeps.append(seconds)

    @property
    def slept(self) -> float:
        return sum(self.sleeps)
