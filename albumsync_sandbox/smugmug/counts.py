"""How many requests came and how many bytes went, by endpoint and method."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass

from albumsync_sandbox.smugmug.routes import EndpointKind


@dataclass(frozen=True, slots=True)
class Count:
    """Requests and the bodies of their answers.

    Args:
        requests: Answered or dropped, each counted.
        sent_bytes: Bytes of the bodies as sent: compressed where the client asked for it.
    """

    requests: int = 0
    sent_bytes: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.requests + other.requests, self.sent_bytes + other.sent_bytes)


class Counts:
    """A tally that any thread may read while requests are served."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[tuple[str, EndpointKind, int], Count] = defaultdict(Count)

    def add(self, method: str, kind: EndpointKind, status: int, sent: int) -> None:
        """Counts one request. ``status`` is 0 for a connection that was dropped."""
        with self._lock:
            self._counts[method, kind, status] += Count(1, sent)

    def total(self, *, method: str | None = None, kind: EndpointKind | None = None, status: int | None = None) -> Count:
        """The sum of what fits; without arguments of the whole API."""
        with self._lock:
            return sum(
                (
                    count
                    for (m, k, s), count in self._counts.items()
                    if (method is None or m == method)
                    and (k is kind if kind else k.is_api)
                    and (status is None or s == status)
                ),
                Count(),
            )

    def requests(
        self, *, method: str | None = None, kind: EndpointKind | None = None, status: int | None = None
    ) -> int:
        """Number of requests that fit."""
        return self.total(method=method, kind=kind, status=status).requests
