"""Stored proposals and questions as hypothesis draws them, and plain ones for tests of one thing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from albumsync_dagster.naming import (
    CaptureDays,
    DateSource,
    Decision,
    Doubt,
    DoubtCode,
    Proposal,
    Thumbnail,
    Verdict,
)
from albumsync_dagster.supabase import WITHDRAW, StoredProposal, StoredWord

NOW = datetime(2026, 5, 30, 12, 0, tzinfo=UTC)
DAY = date(2025, 5, 30)

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=40)
"""Names as SmugMug may hold them: any letter, control characters and markup among them."""


def stored_proposal(key: str = "Alb000", **changes: Any) -> StoredProposal:
    """A proposal that waits for a person; any field of it or of its proposal may be another one."""
    proposal = Proposal(
        album_key=key,
        existing=f"{key} Lakeside vs Mercer - May 3",
        proposed=f"{key} Lakeside vs Mercer - May 30, 2025",
        drift=50,
        parts=(),
        decision=Decision.REVIEW,
        reasons=("12 photos were taken on May 30, 2025; the name says May 3.",),
        confidence=0.6,
        date_source=DateSource.CAPTURE,
        doubts=(Doubt(DoubtCode.DAY_CONTRADICTED, "12 photos were taken on May 30, 2025; the name says May 3."),),
    )
    own = {name: value for name, value in changes.items() if hasattr(proposal, name)}
    proposal = replace(proposal, **own)
    made = StoredProposal(
        proposal=proposal,
        present=proposal.existing,
        capture=CaptureDays(days={DAY: 12}),
        rows=12,
        web_uri=f"https://photos.example.com/{key}",
        url_path=f"/Sports/{key}",
        thumbnails=(Thumbnail(url=f"https://photos.example.com/{key}.jpg", day=DAY),),
        missing=False,
        last_word=None,
        named=None,
    )
    return replace(made, **{name: value for name, value in changes.items() if name not in own})


def stored_word(stored: StoredProposal, verdict: str, **changes: Any) -> StoredWord:
    """A word about this proposal, as a face stores it."""
    proposal = stored.proposal
    names = {"accept": proposal.proposed, "edit": "Another Name", "keep": proposal.existing, "lock": proposal.existing}
    made = StoredWord(
        id="00000000-0000-4000-8000-000000000001",
        album_key=proposal.album_key,
        verdict=verdict,
        name=names.get(verdict),
        digest=proposal.digest,
        decided_by="maria",
        decided_at=NOW - timedelta(minutes=2),
        note="",
    )
    return replace(made, **changes)


@st.composite
def stored_proposals(draw: st.DrawFn, key: str) -> StoredProposal:
    """Any proposal with any word or none."""
    codes = draw(st.lists(st.sampled_from(DoubtCode), max_size=3, unique=True))
    days = draw(st.dictionaries(st.dates(date(2024, 1, 1), date(2024, 1, 9)), st.integers(1, 50), max_size=3))
    stored = stored_proposal(
        key,
        existing=draw(NAMES),
        proposed=draw(NAMES),
        drift=draw(st.integers(0, 100)),
        decision=draw(st.sampled_from(Decision)),
        doubts=tuple(Doubt(code, f"Because of {code}.") for code in codes),
        confidence=draw(st.floats(0, 1)),
        capture=draw(st.sampled_from([None, CaptureDays(days=days)])),
        missing=draw(st.sampled_from([False, False, False, True])),
    )
    stored = replace(stored, present=draw(st.sampled_from([stored.proposal.existing] * 3 + ["Renamed Since"])))
    verdict = draw(st.sampled_from([None, *Verdict, WITHDRAW]))
    if verdict is None:
        return stored
    fits = draw(st.booleans())
    word = stored_word(stored, str(verdict))
    return replace(stored, last_word=word if fits else replace(word, digest="0" * 64, name="Some Other Name"))


ACCOUNTS = st.integers(0, 8).flatmap(lambda n: st.tuples(*(stored_proposals(f"K{number}") for number in range(n))))
"""The proposals of whole accounts."""
