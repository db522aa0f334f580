"""What a name and an enrichment state otherwise, level, gender, occasion and sport, or an enrichment by itself.

Here: which words of either contradict the other's, with the evidence. Not here: teams (``teams``), what is known
(``enrichment``).
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from albumsync_dagster.naming.clubs import squad_in
from albumsync_dagster.naming.enrichment import Facts, listed, sides_of_event
from albumsync_dagster.naming.initials import initials
from albumsync_dagster.naming.lexicon import (
    GENDERS,
    HALVES_OF_SPORTS,
    LEVEL_GROUPS,
    METALS,
    SPORT_FAMILIES,
    SPORTS,
)
from albumsync_dagster.naming.occasions import another_event
from albumsync_dagster.naming.parsing import canonical_words, genders_in, is_level
from albumsync_dagster.naming.same_team import is_in, own_words, same_team
from albumsync_dagster.naming.squads import SIDELINES
from albumsync_dagster.naming.text import A_FEW, fold, words
from albumsync_dagster.naming.values import Doubt, DoubtCode


def contradictions(text: str, facts: Facts) -> list[Doubt]:
    """Level, gender, occasion and sport of a name that the enrichment states otherwise, with the evidence."""
    if not (facts.level or facts.home or facts.sports or facts.genders or facts.event):
        return []
    said = _plainly(text)
    found = []
    of_teams = {word for team in (facts.home, facts.away) for word in canonical_words(team)}
    theirs = _plainly(facts.level) | _levels_of(facts.home) | _levels_of(facts.away)
    levels = [(_among(said, group), _among(theirs, group)) for group in LEVEL_GROUPS]
    grades = [(_grades(text, of), _grades(facts.level, of) or _grades(facts.event, of)) for of in _GRADES]
    for stated, others in (*levels, *grades):
        if stated and others and stated.isdisjoint(others):
            why = f"The name says {listed(stated)}, the enrichment {listed(others)}."
            found.append(Doubt(DoubtCode.ENRICHMENT_LEVEL, why))
    genders = genders_in(said)
    if genders and facts.genders and not genders & facts.genders:
        why = f"The name says {listed(w for w in said if w in GENDERS)}, the enrichment another gender."
        found.append(Doubt(DoubtCode.ENRICHMENT_GENDER, why))
    if why := _against_itself(facts, text):
        found.append(Doubt(DoubtCode.ENRICHMENT_TEAM, why))
    if another_event(text, facts.event):
        why = f"The name says {text}, the enrichment {facts.event}."
        found.append(Doubt(DoubtCode.ENRICHMENT_EVENT, why))
    sports = said & SPORTS - HALVES_OF_SPORTS - of_teams - (
        _BESIDE_A_GAME if facts.teams and said & _AT_A_GAME else set()
    )
    if facts.sports == {"baseball"} and "bb" in map(fold, words(text)):
        sports -= {"basketball"}  # "BB" is short for both
    of_one_family = any(sports & family and facts.sports & family for family in SPORT_FAMILIES)
    grounds = {one for one, other in pairwise(canonical_words(text)) if one in _GROUNDS and other in SPORTS}
    halves = grounds, facts.sports & _GROUNDS
    on_other_ground = all(halves) and halves[0].isdisjoint(halves[1]) and bool(sports & facts.sports)
    if sports and facts.sports and (on_other_ground or not (sports & facts.sports or of_one_family)):
        shown = facts.shown or f"The enrichment says {listed(facts.sports)}"
        mine = sports | halves[0] if on_other_ground else sports
        found.append(Doubt(DoubtCode.ENRICHMENT_SPORT, f"{shown}, the name says {listed(mine)}."))
    return found


def _against_itself(facts: Facts, text: str) -> str:
    """Why the teams of an enrichment are not those of its event: "Mercer vs Rye Softball" beside Mercer and Stanton."""
    connector, *sides = sides_of_event(facts.event)
    teams = list(filter(None, (facts.home, facts.away)))
    echoed = {*canonical_words(facts.event)} <= {*canonical_words(text)}
    if not connector or not sides[1] or not teams or echoed:
        return ""
    of_one = [any(_perhaps(side, team) for side in sides) for team in teams]
    if all(of_one) or (len(teams) > 1 and not any(of_one)):
        return ""
    return f"The enrichment says {' and '.join(teams)}, its event {facts.event}."


def _perhaps(side: str, team: str) -> bool:
    """True where a side may be a team: "Tufts American Football" beside the Tufts University Jumbos."""
    shared = own_words(side) & (own_words(team) | initials(team)) - SPORTS
    return bool(shared) or same_team(side, team) or is_in(side, team, at_the_end=False)


@lru_cache(maxsize=A_FEW)
def _plainly(text: str) -> frozenset[str]:
    """The canonical words of a text, its levels and sports in words of their own."""
    for written, meant in _MEANT:
        text = written.sub(meant, text)
    return frozenset(squad_in(word) or word for word in canonical_words(text))


_BESIDE_A_GAME = frozenset({"cheer", "dance"})
_AT_A_GAME = SIDELINES - {"cheer"} | {"night", "game"}
"""Beside a word of these they perform at a game of another sport: "Senior Night: band, cheer, pom"."""
_GROUNDS = frozenset({"beach", "field", "ice", "table", "water"})
"""Of two sports that share their other word: ice hockey and field hockey."""


@lru_cache(maxsize=A_FEW)
def _levels_of(team: str) -> frozenset[str]:
    """The words of a team that may be levels: a "College Prep" is a high school."""
    said = frozenset(canonical_words(team)) - METALS
    return said if said.isdisjoint({"prep", "high"}) else said - {"college"}


@lru_cache(maxsize=A_FEW)
def _grades(text: str, of: re.Pattern[str]) -> frozenset[str]:
    return frozenset(next(filter(None, m.groups()), m[0]) for m in of.finditer(text.lower()))


_GRADES = (
    re.compile(
        r"\b(?:kindergarten|(\d{1,2})(?:st|nd|rd|th) gr(?:ade|aders?)?"
        r"|(?:year|yr|grade|gr|klasse|klas|groep) (\d{1,2}(?:/\d{1,2})?)"
        r"|[mw]?([a-f])[ -]?(?:jugend|jgd|junioren|juniorinnen))\b"
    ),
    re.compile(r"\b(?:d|div\.? ?|division )(\d)\b(?! ?[-/&] ?\d)"),
    re.compile(r"\b(?:l|lvl ?|level )(\d{1,2})\b(?! ?[-/&] ?\d)"),
)
"""School years, divisions and the levels of gymnasts."""
_MEANT = tuple(
    (re.compile(written), meant)
    for written, meant in (
        (r"(?i)\bboxing day\b|\bbowling green\b", " "),  # December 26, and towns
        (r"(?i)\bf[uú]tbol sala\b", "futsal"),
        (r"(?i)\bsophs\b", "sophomore"),
        (r"(?i)\bt ?[&+] ?f\b", "track"),
        (r"\bJV ?[/&+] ?V\b|\bV ?[/&+] ?JV\b", "JV Varsity"),  # the one place where a "V" is no "vs"
        (r"(?i)\b([bc])[- ]team\b", r"\1team"),  # the third one of a school
        (r"(?i)\b(?:u|sub|under)[- ](\d\d?)s?\b", r"u\1"),
        (r"(?i)\b[jm]o(\d\d)(?:-\d)?\b", r"u\1"),  # Dutch: JO16-1, MO14-2
        (r"(?i)\b(\d\d)u[bg]\b", r"u\1"),
        (r"(?i)\b(u\d\d)[a-f]\b", r"\1"),  # a club's second side of an age: "U16B"
    )
)


@lru_cache(maxsize=A_FEW)
def _among(said: frozenset[str], group: frozenset[str]) -> frozenset[str]:
    """The words of a group of levels; JV 2 is a JV."""
    found = (w for w in said if w in group or (not group and is_level(w) and w[:2] != "jv" and not w.isalpha()))
    return frozenset(word.rstrip("12") if word.startswith("jv") else word for word in found)
