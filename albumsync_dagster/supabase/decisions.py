"""What people decided about names, and the proposals that they decide about, as values.

Here: rows of ``album_name_decisions`` and of ``album_name_proposals``. Not here: what a decision does with a name
(``naming``), who is asked what (``sync.questions``), SQL (``migrations/``).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from albumsync_dagster.naming import CaptureDays, PersonsWord, Proposal, Thumbnail, Verdict

WITHDRAW: Final = "withdraw"
"""The verdict of a row that ends the decisions before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedByAPerson:
    """The present name was seen in SmugMug without a change of ours that gave it: a person or another tool chose it."""

    at: datetime
    """When a reading first saw it."""
    before: str
    """The name that the reading before had seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredWord:
    """A row of ``album_name_decisions``."""

    id: str
    album_key: str
    verdict: str
    """One of ``naming.Verdict``, or ``withdraw``."""
    name: str | None
    digest: str | None
    decided_by: str
    decided_at: datetime
    note: str

    @property
    def word(self) -> PersonsWord | None:
        """The decision as names are proposed from it; None where it withdraws the one before."""
        if self.verdict == WITHDRAW:
            return None
        return PersonsWord(
            verdict=Verdict(self.verdict),
            name=self.name,
            digest=self.digest,
            decided_by=self.decided_by,
            decided_at=self.decided_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWord:
    """A decision that is about to be stored."""

    album_key: str
    verdict: str
    """One of ``naming.Verdict``, or ``withdraw``."""
    name: str | None = None
    digest: str | None = None
    """Of the proposal that was accepted."""
    decided_by: str
    note: str = ""
    after: str | None = None
    """Id of the newest row that the person saw for this album; None where they saw none."""
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    """Sending a decision again with its id stores it once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedSince:
    """Albums that people gave a name, and how far the decisions were read."""

    sequence: int
    """Number of the newest decision of all; 0 where there is none."""
    album_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """The answer to storing decisions."""

    stored: tuple[StoredWord, ...]
    superseded: tuple[StoredWord, ...]
    """The newest rows of albums about which somebody else decided after ``NewWord.after``: nothing was stored."""
    unknown: tuple[str, ...]
    """Keys of albums that were never read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredProposal:
    """The newest proposal of an album, with what a person needs to decide about it."""

    proposal: Proposal
    present: str
    """The name that SmugMug had at the last reading; another than ``proposal.existing`` where the proposal is stale."""
    capture: CaptureDays | None
    rows: int
    web_uri: str | None
    url_path: str | None
    thumbnails: tuple[Thumbnail, ...]
    missing: bool
    """True where SmugMug no longer has the album."""
    last_word: StoredWord | None
    """The newest decision, a withdrawal included."""
    named: NamedByAPerson | None
