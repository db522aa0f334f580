"""Names: from an album and the evidence about it to a canonical name, its drift and a decision.

Pure: no IO, no clock, no Dagster, nothing of ours outside this package.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from albumsync_dagster.naming.values import (
    Album,
    CaptureDays,
    DateSource,
    DateStyle,
    Decision,
    Doubt,
    DoubtCode,
    Drift,
    Enrichment,
    Evidence,
    Fact,
    NamingOptions,
    Part,
    PersonsWord,
    PhotoFacts,
    Proposal,
    Thumbnail,
    Verdict,
    proposal_digest,
)

if TYPE_CHECKING:
    from albumsync_dagster.naming.account import propose_account
    from albumsync_dagster.naming.alternatives import other_names, unseen_dates
    from albumsync_dagster.naming.decision import propose
    from albumsync_dagster.naming.defaults import is_default_name
    from albumsync_dagster.naming.enrichment import facts_of, known_of, told_by
    from albumsync_dagster.naming.scoring import drift
    from albumsync_dagster.naming.text import clean
    from albumsync_dagster.naming.traces import handwriting_of, looks_like_a_tools

__all__ = [
    "Album",
    "CaptureDays",
    "DateSource",
    "DateStyle",
    "Decision",
    "Doubt",
    "DoubtCode",
    "Drift",
    "Enrichment",
    "Evidence",
    "Fact",
    "NamingOptions",
    "Part",
    "PersonsWord",
    "PhotoFacts",
    "Proposal",
    "Thumbnail",
    "Verdict",
    "clean",
    "drift",
    "facts_of",
    "handwriting_of",
    "is_default_name",
    "known_of",
    "looks_like_a_tools",
    "other_names",
    "proposal_digest",
    "propose",
    "propose_account",
    "told_by",
    "unseen_dates",
]

_MODULES = {
    "clean": "text",
    "drift": "scoring",
    "facts_of": "enrichment",
    "handwriting_of": "traces",
    "is_default_name": "defaults",
    "known_of": "enrichment",
    "looks_like_a_tools": "traces",
    "other_names": "alternatives",
    "propose": "decision",
    "propose_account": "account",
    "told_by": "enrichment",
    "unseen_dates": "alternatives",
}


def __getattr__(name: str) -> Any:
    # The words of all languages and the patterns of dates are loaded by whoever reads a name. Dagster loads its
    # definitions in many processes that never do.
    if name in _MODULES:
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
