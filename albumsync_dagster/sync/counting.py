"""How many of something, as a person reads it. Pure."""

from __future__ import annotations


def counted(count: int, one: str, many: str | None = None) -> str:
    """``1 album``, ``1,500 albums``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
