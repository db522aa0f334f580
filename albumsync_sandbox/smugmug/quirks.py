"""Switches for what differs between accounts, years and days at the vendor.

Here: the switches alone. They may be turned while requests are served.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LongNames(StrEnum):
    """What a name over the limit brings; it is not known which of the two the vendor does."""

    REFUSE = "refuse"
    CUT = "cut"


@dataclass(slots=True)
class Quirks:
    """How this account behaves.

    Args:
        images_clamp: Most rows of one ``!images`` answer: 500, or 1000 as some owners were served.
        long_names: Names over 255 characters are answered 400, or cut without a word.
        listing_lacks_dates: ``!images`` rows come without ``DateTimeOriginal``, as one owner reports.
        stale_metadata_expansions: Expanded metadata of photos added since the last ``settle`` is empty, while the
            direct call is right.
        longest_url: Bytes of path and query over which the web server answers 403 with a page.
    """

    images_clamp: int = 500
    long_names: LongNames = LongNames.REFUSE
    listing_lacks_dates: bool = False
    stale_metadata_expansions: bool = False
    longest_url: int = 4096
