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
    Drift,
    Enrichment,
    Evidence,
    NamingOptions,
    Part,
    Proposal,
)

__all__ = [
    "Album",
    "CaptureDays",
    "DateSource",
    "DateStyle",
    "Decision",
    "Drift",
    "Enrichment",
    "Evidence",
    "NamingInputError",
    "NamingOptions",
    "Part",
    "Proposal",
    "drift",
    "propose",
    "propose_account",
]
