"""How sure a proposal is: the share of proposals like it that were right on labelled data.

Here: the kinds of proposals and their measured counts. ``benchmarks/naming.py`` counts them again.
"""

from __future__ import annotations

from types import MappingProxyType

MEASURED = MappingProxyType(
    {
        "agreeing": (90, 90),
        "capture": (90, 90),
        "contradicted": (1, 2),
        "name": (20, 20),
        "none": (20, 20),
        "shortened": (2, 3),
        "video": (1, 2),
    }
)
"""Kind of proposal -> (right, all)."""


def confidence(kind: str) -> float:
    """The share of right proposals, by Laplace's rule of succession, so that few cases give no certainty."""
    right, total = MEASURED[kind]
    return round((right + 1) / (total + 2), 2)
