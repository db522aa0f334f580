"""How many albums unattended runs may rename within a day. Pure.

A fault of ours, or of the data, that makes hundreds of names look wrong at once is stopped here before it is sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

WITHIN: Final = timedelta(hours=24)
"""The time over which the renames of all unattended runs are added up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LargeRun:
    """A run is large where it renames more than ``albums`` albums and more than ``share`` of the account."""

    albums: int = 25
    share: float = 0.10
    """Of the albums of the account, 0 to 1."""


def too_large(*, wanted: int, recent: int, account: int, limit: LargeRun) -> str:
    """Why an unattended run must not rename these albums, as one sentence; empty where it may.

    Args:
        wanted: Albums that the run would rename, those that carry out a person's decision not counted.
        recent: Albums that unattended runs renamed within the last 24 hours.
        account: Albums of the whole account.
        limit: What is large.
    """
    total = wanted + recent
    if not wanted or total <= limit.albums or total <= limit.share * account:
        return ""
    before = f" after {recent:,} within the last 24 hours" if recent else ""
    return (
        f"This unattended run would rename {wanted:,} of {account:,} albums{before};"
        f" more than {limit.albums:,} albums and {limit.share:.0%} of the account need a person's agreement."
    )
