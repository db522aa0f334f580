"""How sure a proposal is: a number that orders a review, made of named facts.

Here: what each fact costs. Not here: the decision, which never depends on this number (``decision``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from albumsync_dagster.naming.draft import Draft
from albumsync_dagster.naming.parsing import ParsedName
from albumsync_dagster.naming.values import DateSource, Doubt, DoubtCode

_SOURCE: Mapping[DateSource, float] = MappingProxyType(
    {
        DateSource.CAPTURE: 0.0,
        DateSource.VIDEO: 0.15,
        DateSource.ROWS: 0.15,
        DateSource.NAME: 0.10,
        DateSource.NONE: 0.25,
    }
)
_DOUBT: Mapping[DoubtCode, float] = MappingProxyType(
    {
        DoubtCode.NOT_WELL_FORMED: 0.55,
        DoubtCode.TOO_LONG: 0.50,
        DoubtCode.CAPTURE_UNRELIABLE: 0.45,
        DoubtCode.TRUNCATED: 0.40,
        DoubtCode.DAY_CONTRADICTED: 0.35,
        DoubtCode.YEAR_CONTRADICTED: 0.35,
        DoubtCode.SCHEDULE_OFFER: 0.35,
        DoubtCode.ENRICHMENT_TEAM: 0.30,
        DoubtCode.TAKEN_BACK: 0.30,
        DoubtCode.VIDEO_DATE: 0.25,
        DoubtCode.ROW_DATE: 0.25,
    }
)
_OTHER_DOUBT = 0.20
_FEW_PHOTOS, _FEW_COST = 5, 0.05
_SPREAD_COST = 0.05
"""Where the photos are of several days; the more of them on the main day, the less."""
_LOST_COST = 0.30
"""Where every word of the present name is gone."""
CAP = 0.9
"""The most where a doubt stands."""


def confidence(existing: ParsedName, draft: Draft, name: ParsedName, doubts: Sequence[Doubt]) -> float:
    """0.05-1.0: what is left of full certainty after each fact has taken its share.

    Args:
        existing: What the present name states.
        draft: What the proposed name is made of.
        name: What the proposed name states.
        doubts: What speaks against it.
    """
    photos, main_share = (draft.when.photos, draft.when.main_share) if draft.when else (0, 1.0)
    lost = 0.0
    if existing.words != name.words and (before := {word for word in existing.words if not word.isdigit()}):
        lost = len(before.difference(name.words)) / len(before)
    sure = 1.0 - _SOURCE[draft.source] - _SPREAD_COST * (1 - main_share) - _LOST_COST * lost
    sure -= _FEW_COST if photos < _FEW_PHOTOS else 0.0
    sure -= sum(_DOUBT.get(doubt.code, _OTHER_DOUBT) for doubt in doubts)
    return round(min(max(sure, 0.05), CAP if doubts else 1.0), 3)
