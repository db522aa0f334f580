"""Names: from an album and the evidence about it to a canonical name, its drift and a decision.

Pure: no IO, no clock, no Dagster, nothing of ours outside this package.
"""

from albumsync_dagster.naming.account import propose_account
from albumsync_dagster.naming.decision import propose
from albumsync_dagster.naming.jsonl import NamingInputError
from albumsync_dagster.naming.scoring import drift
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
    NamingOptions,
    Part,
    PersonsWord,
    PhotoFacts,
    Proposal,
    Verdict,
    proposal_digest,
)

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
    "NamingInputError",
    "NamingOptions",
    "Part",
    "PersonsWord",
    "PhotoFacts",
    "Proposal",
    "Verdict",
    "drift",
    "proposal_digest",
    "propose",
    "propose_account",
]
