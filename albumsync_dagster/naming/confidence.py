"""How sure a proposal is: the share of proposals like it that were right on labelled data.

Here: the kinds of proposals and their measured counts. ``benchmarks/naming.py`` counts them again.
"""

from __future__ import annotations

from types import MappingProxyType

MEASURED = MappingProxyType(
    {
        "capture": (201, 201),
        "name": (159, 159),
        "none": (55, 55),
        "video": (101, 188),
        "contradicted": (55, 109),
        "shortened": (1, 3),
    }
)
"""Kind of proposal -> (right, all) over 202 labelled real albums, each as it is and with its evidence damaged in the
ways that ``docs/naming.md`` lists. Right is every identifying word kept and no date but the true one."""


def confidence(kind: str) -> float:
    """The share of right proposals, by Laplace's rule of succession, so that few cases give no certainty."""
    right, total = MEASURED[kind]
    return round((right + 1) / (total + 2), 3)
