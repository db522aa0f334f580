"""Words of occasions: of what kind an event is, which of its kind, and what an album cannot be at once.

Here: sets of canonical words without accents. Not here: sports, levels and parts themselves (``lexicon``), how a name
is joined with an event (``subject``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from albumsync_dagster.naming.lexicon import GENERIC, HALVES_OF_SPORTS, LEVELS, PARTS, PLAIN_OCCASIONS, SPORTS, word_set
from albumsync_dagster.naming.locales import groups
from albumsync_dagster.naming.locales import words as spoken
from albumsync_dagster.naming.parsing import ORDINAL, canonical_words
from albumsync_dagster.naming.text import in_both_forms, unaccented

OCCASIONS = in_both_forms(SPORTS | LEVELS | GENERIC.difference({"state"}) | {"girls", "boys", "womens", "mens"})
"""Words that name no team; "State" is one."""

_EVENTS = word_set(
    "band belt bike birthday business carol carols celebration ceremony choir choral church commencement community "
    "company competition confirmation convention corporate dinner drama engagement exam family house lunch luncheon "
    "marching mass meeting musical networking orchestra performance play political portrait portraits procession race "
    "recital rehearsal school service shoot show slalom theater theatre trip wedding youth feest fest festa fete "
    "fiesta fiestas"
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

KINDS = in_both_forms((OCCASIONS | PLAIN_OCCASIONS | _EVENTS | _FEASTS.keys()) - in_both_forms(_RANKS))
"""Words that say of what kind an event is, and not which it is."""


_SEASONS = ((1, 10), (3, 5)), ((2, 15), (5, 15)), ((9, 15), (11, 15)), ((9, 25), (12, 10)), ((10, 1), (1, 31))
"""First and last (month, day) on which the days of ``Locale.calendar`` are celebrated, or pictures for them taken."""
_CALENDAR = tuple(zip((frozenset(map(unaccented, group)) for group in groups("calendar")), _SEASONS, strict=True))


def out_of_season(event: str, days: Iterable[date]) -> bool:
    """True where an event is called after a day of the year from which all days are far: a Christmas Party in April."""
    said = {unaccented(word) for word in canonical_words(event)}
    seasons = [season for words, season in _CALENDAR if not words.isdisjoint(said)]
    dates = [(day.month, day.day) for day in days]
    return bool(seasons and dates) and not any(_within(day, *season) for season in seasons for day in dates)


def _within(day: tuple[int, int], first: tuple[int, int], last: tuple[int, int]) -> bool:
    return first <= day <= last if first < last else day >= first or day <= last


def another_event(name: str, event: str) -> bool:
    """True where a name and an event exclude each other: a baptism and a wedding, a concert and a game, two concerts.

    Two that end in the same kind of event are two where as many words say which the one is and which the other, and
    none is said of both. "County Final" beside "Dublin SFC Final" may be the same one, said more exactly.
    """
    mine, theirs = ([unaccented(word) for word in canonical_words(text)] for text in (name, event))
    feasts, others = ({feast for word in said if (feast := _feast(word)) is not None} for said in (mine, theirs))
    of_many = all(not _PUBLIC.isdisjoint(said) for said in (mine, theirs))  # "Expo Quinceañeras", "Expo XV y Bodas"
    if feasts and others and feasts.isdisjoint(others) and not of_many:
        return True
    if (not others and _excludes(feasts, theirs, mine)) or (not feasts and _excludes(others, mine, theirs)):
        return True
    for said in (mine, theirs):
        if len(said) > 1 and said[0] in _IN_FRONT:
            del said[0]
        while len(said) > 1 and (said[-1] in _OF_WHOM or said[-1].isdigit() or ORDINAL.match(said[-1])):
            said.pop()  # "Winter Concert 5th Grade"
    if not mine or not theirs or "".join(mine) == "".join(theirs):
        return False
    # A commencement is a graduation; "Hochzeit Sandra" and "Hochzeit Katrin" begin alike.
    feast = any(_FEASTS.get(mine[end], "") == _FEASTS.get(theirs[end]) for end in (0, -1))
    if not feast and (mine[-1] != theirs[-1] or mine[-1] not in KINDS):
        return False
    if _in_two_seasons(mine, theirs):
        return True
    which, other = ({w for w in said if w not in _SAY_NOT_WHICH and not w.isdigit()} for said in (mine, theirs))
    shared = any(one.startswith(two) or two.startswith(one) for one in which for two in other)  # Mia, Mia's
    of_two = mine[-2:] == theirs[-2:] and mine[-2] in _SCHOOLS  # "Ridgeline HS Prom" and "Bear River HS Prom"
    return bool(which and other) and (of_two or len(which) == len(other)) and not shared and "vs" not in mine


@lru_cache(maxsize=1 << 12)
def _feast(word: str) -> int | None:
    """The occasion of a word, which in some languages ends it: "Weihnachtskonzert"."""
    found = _FEASTS.get(word, _FEASTS.get(word.removesuffix("s")))
    if found is None and (ends := _ENDING.search(word)):
        found = _FEASTS[ends[0]]
    return found


_LONG_ENOUGH = 7
"""Letters of a word that may end another one."""
_ENDING = re.compile(f"(?:{'|'.join(word for word in _FEASTS if len(word) >= _LONG_ENOUGH)})$")


def _excludes(feasts: set[int], said: list[str], beside: list[str]) -> bool:
    """True for occasions that are not what else is said: a wedding or a concert is no game, a wedding no parade."""
    played = not _PLAYED.isdisjoint(said) and _PLAYED.isdisjoint(beside)
    solemn = not _SOLEMN.isdisjoint(feasts)
    public = not _PUBLIC.isdisjoint(said) and _PUBLIC.isdisjoint(beside)
    return (played and (solemn or _CONCERT in feasts)) or (solemn and public)


def _in_two_seasons(mine: Iterable[str], theirs: Iterable[str]) -> bool:
    """True for a winter and a spring concert."""
    one, other = ({_OF_THE_YEAR[word] for word in said if word in _OF_THE_YEAR} for said in (mine, theirs))
    return bool(one and other) and one.isdisjoint(other)


_OF_THE_YEAR = {"spring": 1, "summer": 2, "fall": 3, "autumn": 3, "winter": 4}


_IN_FRONT = frozenset({"the", "annual"})
_OF_WHOM = LEVELS | PARTS | {"grade", "grades"}
_SCHOOLS = word_set("hs ms school elem college univ")
_WEEKDAYS = frozenset(day for day, named in spoken().weekdays.items() if not any(n.abbreviated for n in named))
_SAY_NOT_WHICH = KINDS | PARTS | _WEEKDAYS | {"vs", "and", "in", "on", "for", "class"}
