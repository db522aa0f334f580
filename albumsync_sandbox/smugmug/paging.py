"""Pages of a list: clamps, and the ``Pages`` block with its links.

Pure arithmetic on numbers and parameters. Not here: which rows there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from albumsync_sandbox.smugmug.query import Parameter, Query

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class PageRule:
    """How many rows an endpoint sends when nothing is asked, and at most."""

    default: int
    most: int


@dataclass(frozen=True, slots=True)
class Page:
    """Which rows were asked for, after clamping. ``start`` is 1-based."""

    start: int
    count: int

    @classmethod
    def asked(cls, query: Query, rule: PageRule) -> Page:
        """Reads ``start`` and ``count``; what is no positive number counts as not sent, what is too much is clamped."""
        return cls(_positive(query.get("start")) or 1, min(_positive(query.get("count")) or rule.default, rule.most))

    def cut(self, rows: Sequence[Row], shift: int = 0) -> Sequence[Row]:
        """The rows of this page.

        Args:
            rows: All rows of the list.
            shift: Rows by which the list moved since the page before: -1 repeats one row, 1 skips one.
        """
        first = max(self.start - 1 + shift, 0)
        return rows[first : first + self.count]


@dataclass(frozen=True, slots=True)
class PageLinks:
    """The ``Pages`` block of one answer.

    Args:
        path: Path of the endpoint.
        accepted: The parameters that it echoes.
        page: The page that was asked for.
        total: Rows of the whole list.
        sent: Rows of this page.
    """

    path: str
    accepted: tuple[Parameter, ...]
    page: Page
    total: int
    sent: int

    @property
    def next_page(self) -> str | None:
        """Keeps the filters, but neither ``_expand`` nor ``_verbosity``: those are never accepted parameters."""
        start = self.page.start + self.page.count
        return self._link(start) if self.sent and start <= self.total else None

    def block(self) -> dict[str, object]:
        """The block as it is sent. An empty list has a last page with a negative start, as at the vendor."""
        start, count = self.page.start, self.page.count
        block: dict[str, object] = {
            "Total": self.total,
            "Start": start,
            "Count": self.sent,
            "RequestedCount": count,
            "FirstPage": self._link(1),
            "LastPage": self._link((self.total - 1) // count * count + 1),
        }
        if self.next_page:
            block["NextPage"] = self.next_page
        if start > 1:
            block["PrevPage"] = self._link(max(start - count, 1))
        if (start - 1) % count:
            block["Misaligned"] = True
        return block

    def _link(self, start: int) -> str:
        values = {"start": start, "count": self.page.count}
        parts = [f"{p.name}={values[p.name]}" if p.name in values else p.raw for p in self.accepted]
        sent = {p.name for p in self.accepted}
        parts += [f"{name}={value}" for name, value in values.items() if name not in sent]
        return f"{self.path}?{'&'.join(parts)}"


def _positive(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and int(text) > 0 else None
