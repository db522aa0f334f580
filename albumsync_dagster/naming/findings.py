"""The single observations out of which drift is summed.

Here: a finding and the three bands. Not here: how findings are made (``scoring``, ``compare_dates``).
"""

from __future__ import annotations

from typing import NamedTuple


class Band(NamedTuple):
    """The scores that a kind of difference may give, both ends included. The order is by gravity."""

    low: int
    high: int


COSMETIC = Band(1, 20)
STYLE = Band(21, 60)
FACT = Band(61, 100)


class Finding(NamedTuple):
    """One difference between two names: a stable identifier, its weight, its band and a sentence."""

    part: str
    weight: int
    band: Band
    why: str
