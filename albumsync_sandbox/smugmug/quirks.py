"""Switches for what differs between accounts, years and days at the vendor. They may be turned at any time."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Quirks:
    """How this account behaves.

    Args:
        listing_lacks_dates: ``!images`` rows come without ``DateTimeOriginal``, as one owner reports.
        stale_metadata_expansions: Expanded metadata of photos added since the last ``settle`` is empty, while the
            direct call is right.
        longest_url: Bytes of path and query over which the web server answers 403 with a page.
    """

    listing_lacks_dates: bool = False
    stale_metadata_expansions: bool = False
    longest_url: int = 4096
