"""Words of occasions: of what kind an event is, which of its kind, and what an album cannot be at once.

Here: sets of canonical words without accents. Not here: sports, levels and parts themselves (``lexicon``), how a name
is joined with an event (``subject``).
"""

from __future__ import annotations

from albumsync_dagster.naming.lexicon import GENERIC, HALVES_OF_SPORTS, LEVELS, PARTS, PLAIN_OCCASIONS, SPORTS, word_set
from albumsync_dagster.naming.locales import groups
from albumsync_dagster.naming.locales import words as spoken
from albumsync_dagster.naming.parsing import canonical_words
from albumsync_dagster.naming.text import unaccented

OCCASIONS = SPORTS | LEVELS | GENERIC.difference({"state"}) | {"girls", "boys", "womens", "mens"}
"""Words that name no team; "State" is one."""

_EVENTS = word_set(
    "band belt bike birthday business celebration ceremony choir choral church commencement community company "
    "competition confirmation convention corporate dinner drama engagement exam family house lunch luncheon marching "
    "mass meeting musical networking orchestra performance play political portrait portraits procession race recital "
    "rehearsal school service shoot show slalom theater theatre trip wedding youth"
)
_RANKS = word_set("senior homecoming classic cup semi quarterfinal semifinal sectional reg conference district league")
"""They say which of its kind it is: "Regional Swim Meet"."""

_FEASTS = {unaccented(word): feast for feast, group in enumerate(groups("feasts")) for word in group}
"""Word, without accents -> the occasion of which an album has one: a baptism is no wedding."""
_SOLEMN = frozenset({0, 1, 2, 3, 8})
"""Weddings, baptisms, communions, confirmations and funerals."""
_CONCERT = 10
_PUBLIC = word_set("festival parade fair expo conference convention marathon banquet")
_PLAYED = SPORTS - HALVES_OF_SPORTS - {"cheer", "cheerleading", "dance", "gymnastics", "skating", "tumbling"}
"""Sports that have no recitals."""

KINDS = (OCCASIONS | PLAIN_OCCASIONS | _EVENTS | _FEASTS.keys()) - _RANKS
"""Words that say of what kind an event is, and not which it is."""


def another_event(name: str, event: str) -> bool:
    """True where a name and an event exclude each other: a baptism and a wedding, a concert and a game, two concerts.

    Two that end in the same kind of event are two where as many words say which the one is and which the other, and
    none is said of both. "County Final" beside "Dublin SFC Final" may be the same one, said more exactly.
    """
    mine, theirs = ([unaccented(word) for word in canonical_words(text)] for text in (name, event))
    feasts, others = ({_FEASTS[word] for word in said if word in _FEASTS} for said in (mine, theirs))
    if feasts and others and feasts.isdisjoint(others):
        return True
    if (feasts and not others and _excludes(feasts, theirs, mine)) or (
        others and not feasts and _excludes(others, mine, theirs)
    ):
        return True
    if not mine or not theirs or _kind(mine) != _kind(theirs) or "".join(mine) == "".join(theirs):
        return False
    which, other = ({w for w in said if w not in _SAY_NOT_WHICH and not w.isdigit()} for said in (mine, theirs))
    return mine[-1] in KINDS and len(which) == len(other) > 0 and which.isdisjoint(other) and "vs" not in mine


def _excludes(feasts: set[int], said: list[str], beside: list[str]) -> bool:
    """True for occasions that are not what else is said: a wedding or a concert is no game, a wedding no parade."""
    played = not _PLAYED.isdisjoint(said) and _PLAYED.isdisjoint(beside)
    solemn = not _SOLEMN.isdisjoint(feasts)
    public = not _PUBLIC.isdisjoint(said) and _PUBLIC.isdisjoint(beside)
    return (played and (solemn or _CONCERT in feasts)) or (solemn and public)


def _kind(said: list[str]) -> str | int:
    """Of what kind an event is by its last word: a commencement is a graduation."""
    return _FEASTS.get(said[-1], said[-1])


_WEEKDAYS = frozenset(day for day, named in spoken().weekdays.items() if not any(n.abbreviated for n in named))
_SAY_NOT_WHICH = KINDS | PARTS | _WEEKDAYS | {"vs", "and", "in", "on", "for"}
