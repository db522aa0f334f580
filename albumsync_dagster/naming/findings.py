"""The single observations out of which drift is summed.

Here: a finding, the three bands and the one table of weights. Not here: how findings are made (``scoring``,
``compare_dates``).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
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


WEIGHTS: Mapping[Band, Mapping[str, int]] = MappingProxyType(
    {
        FACT: {
            "event": 80,
            "opponent": 74,
            "year": 70,
            "gender": 70,
            "sport": 68,
            "month": 66,
            "level": 66,
            "medium": 66,
            "part": 66,
            "day": 62,
        },
        STYLE: {
            "gender": 34,
            "date": 30,
            "year": 30,
            "day": 30,
            "cut": 30,
            "level": 30,
            "medium": 30,
            "date-doubled": 26,
            "date-form": 24,
            "order": 24,
            "writing": 24,
            "sport": 24,
            "words": 24,
            "spelling": 22,
            "matchup": 22,
        },
        COSMETIC: {"date-style": 12, "abbreviation": 12, "case": 8, "punctuation": 6, "spacing": 4},
    }
)
"""What each kind of difference weighs. They are tried on the labelled pairs: a style never outweighs another fact."""


def fact(part: str, why: str) -> Finding:
    """Another fact."""
    return Finding(part, WEIGHTS[FACT][part], FACT, why)


def style(part: str, why: str, more: int = 0) -> Finding:
    """The same facts in another form, or a fact that one name lacks; ``more`` weighs how much of it."""
    return Finding(part, WEIGHTS[STYLE][part] + more, STYLE, why)


def cosmetic(part: str, why: str) -> Finding:
    """The same, written a little differently."""
    return Finding(part, WEIGHTS[COSMETIC][part], COSMETIC, why)
