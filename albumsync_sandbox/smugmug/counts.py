"""How many requests came, by method, endpoint and status, and how many bytes of the API's answers went."""

from __future__ import annotations

import threading
from collections import Counter

from albumsync_sandbox.smugmug.routes import EndpointKind


class Counts:
    """A tally that any thread may read while requests are served.

    Attributes:
        sent_bytes: Of the bodies of the API's answers, compressed where the client asked for it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, EndpointKind, int]] = Counter()
        self.sent_bytes = 0

    def add(self, method: str, kind: EndpointKind, status: int, sent: int) -> None:
        """Counts one request and the bytes of its answer. ``status`` is 0 for a connection that was dropped."""
        with self._lock:
            self._requests[method, kind, status] += 1
            self.sent_bytes += sent if kind.is_api else 0

    def requests(
        self, *, method: str | None = None, kind: EndpointKind | None = None, status: int | None = None
    ) -> int:
        """Number of requests that fit; without arguments of the whole API."""
        with self._lock:
            return sum(
                count
                for (m, k, s), count in self._requests.items()
                if (method is None or m == method)
                and (k is kind if kind else k.is_api)
                and (status is None or s == status)
            )
