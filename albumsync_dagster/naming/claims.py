"""What a name says about when, and whether anybody said so before.

Here: the guarantee that a proposed name states no day, month or year but one that photos, the present name or another
witness stated. Two harmless texts can read as a date where they meet ("24-Nov Lakeside 3" without its "Lakeside"), so
the finished name is read, not its parts. Not here: what to do about an invented date (``draft``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from albumsync_dagster.naming.capture import When
from albumsync_dagster.naming.dates import Mention, Partial, find, show, unhyphenated
from albumsync_dagster.naming.enrichment import known_of
from albumsync_dagster.naming.text import clean
from albumsync_dagster.naming.values import Album, Evidence

Claim = Partial
"""A day with its month, a month alone, or a year alone."""


def claims_of(mentions: Iterable[Mention]) -> set[Claim]:
    """What the dates of a name claim: days of a month, months, years."""
    return {claim for m in mentions for end in {m.first, m.last} for claim in _split(end)}


def witnessed(mentions: Iterable[Mention], when: When | None = None) -> set[Claim]:
    """What a text or the photos bear witness to; a day also bears witness to its month."""
    ends = {end for m in mentions for end in (m.first, m.last, m.other) if end}
    if when is not None:
        ends |= {when.first, when.last}
    return {claim for end in ends for claim in (*_split(end), *_split(end._replace(day=None)))}


def invented(mentions: Iterable[Mention], witnesses: Iterable[set[Claim]]) -> str:
    """What the dates of a name claim and nobody stated, as a person reads it; empty where there is nothing."""
    left = claims_of(mentions)
    for known in witnesses:
        left = left - known
        if not left:
            break
    return ", ".join(show(claim) for claim in sorted(left, key=lambda claim: tuple(part or 0 for part in claim)))


def witnesses(taken: When | None, album: Album, evidence: Evidence, *, day_first: bool) -> Iterator[set[Claim]]:
    """What the photos, the present name and everything else bear witness to, the likeliest first."""
    yield witnessed(find(clean(album.name), day_first), taken)
    known = known_of(evidence)
    told = (known.home_team, known.away_team, known.event_name, known.level) if known else ()
    for text in (unhyphenated(album.url_name or ""), album.url_name, *evidence.former_names, *told):
        yield witnessed(find(clean(text or ""), day_first))


def _split(end: Partial) -> list[Claim]:
    found = [Partial(None, end.month, end.day)] if end.month else []
    return [*found, Partial(end.year)] if end.year else found
