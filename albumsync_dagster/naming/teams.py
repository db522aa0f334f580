"""Two teams that the enrichment knows, and the sides that a name states.

Here: which side of a name is which team, and which of the two says more. Not here: names that say no vs (``pairings``),
other facts (``enrichment``).
"""

from __future__ import annotations

import re
from itertools import chain, takewhile
from typing import NamedTuple

from albumsync_dagster.naming.clubs import AGE, CLUB_FORMS
from albumsync_dagster.naming.initials import initials
from albumsync_dagster.naming.lexicon import GENDERS, GENERIC, PARTS, SPORTS, word_set
from albumsync_dagster.naming.lone_teams import NO_TEAM, one_named, with_its_place
from albumsync_dagster.naming.occasions import OCCASIONS
from albumsync_dagster.naming.pairings import (
    adjacent,
    another_number,
    another_opponent,
    clubs_in,
    coded_in,
    each_named,
    faced,
    joint,
    pairs,
    share,
    unlike,
    whose,
)
from albumsync_dagster.naming.parsing import BEFORE_OPPONENT, sides_of
from albumsync_dagster.naming.placeholders import is_nobody
from albumsync_dagster.naming.remainder import SIDE, beside, compounds, loosely
from albumsync_dagster.naming.same_team import (
    as_written,
    is_clipped,
    is_in,
    is_squad_code,
    nearly,
    of_all,
    own_words,
    same_team,
)
from albumsync_dagster.naming.squads import (
    SIDELINES,
    another_squad,
    begins_with_its_squad,
    is_own,
    squad_of,
    with_birth_year,
    with_compass,
    written_otherwise,
)
from albumsync_dagster.naming.text import SEPARATOR, WORD, fold, in_ideographs, words
from albumsync_dagster.naming.values import Doubt, DoubtCode


class Subject(NamedTuple):
    """Who or what an album shows, and what is doubtful about it."""

    text: str
    doubts: tuple[Doubt, ...] = ()


def from_teams(text: str, home: str, away: str, gap: str, event: str) -> Subject:
    """A name that states both teams: the present one where it does already, else with what the enrichment adds.

    Args:
        text: The present name without dates; ``vs`` is written so.
        home: The home team, as the enrichment writes it.
        away: The other.
        gap: What stands where words of the present name went.
        event: What the enrichment calls the event.
    """
    h, a, text = loosely(home), loosely(away), _AGAINST_NOBODY.sub("", text)
    both_ways = (home, away), (away, home)
    if not h or not a:
        return Subject(text or f"{home} vs {away}")
    if (alone := _OPPONENT_ALONE.match(text)) and not of_all(fold(alone["opponent"].partition(" ")[0])):
        said = [same_team(alone["opponent"], team) for team in (home, away)]
        text = f"{home if said[1] else away} {text}" if said[0] != said[1] else text
    connector, left, right = sides_of(text)
    for_a_cause = loosely(right)[:1] == ("cancer",) and not any(same_team(left, team) for team in (home, away))
    if connector and right and not for_a_cause:  # "Coaches vs Cancer"
        return _against(text, connector, (left, right), (home, away), event)
    owned = whose(text, home, away)
    if (joined := joint(text, owned)) is not None:
        if joined["against"] is None:
            return Subject(text)
        against = f"{text[: joined.start()].rstrip()} vs {text[joined.end() :].lstrip()}"
        _, left, right = sides_of(against)
        found = _against(against, "vs", (left, right), (home, away), event)
        return Subject(text) if found.doubts else found
    if sides := _squads(text, (home, away), event):
        return _against(f"{sides[0]} vs {sides[1]}", "vs", sides, (home, away), event)
    if each_named(owned):
        return _other_teams(text, home, away) if another_number(text, home, away) else Subject(text)
    if all(in_ideographs(team, text) or coded_in(team, text) for team in (home, away)):
        return Subject(text)
    if any(unlike(pair, (home, away)) or any(share(pair, teams) for teams in both_ways) for pair in pairs(text)):
        return Subject(text)
    dashed = (pair for pair in adjacent(text) if not is_own(pair[1], (home, away), event))  # "BVBB - Park" says whose
    if any(another_opponent(pair, teams) for pair in chain(faced(text), dashed) for teams in both_ways):
        return _other_teams(text, home, away)
    if any(not same_team(club, home) and not same_team(club, away) for club in clubs_in(SIDE.split(text))):
        return _other_teams(text, home, away)
    if whole := one_named(text, home, away):
        return Subject(whole)
    for mine, theirs in ((h, a), (a, h)):
        text = with_compass(with_birth_year(text, mine), mine, theirs)
    home, away = (with_its_place(text, as_written(text, team)) for team in (home, away))
    short_forms = initials(home) | initials(away)
    written = loosely(home), loosely(away)
    known = {*compounds(home), *compounds(away), *h, *a, *written[0], *written[1], *short_forms}
    of_an_age = (said[1:] for said in (h, a) if len(said) > 2 and any(map(AGE.fullmatch, said[1:])))  # "18 Typhoon"
    phrases = ({*said} - CLUB_FORMS for said in (h, a, *written, *of_an_age))
    rest = beside(text, known, gap, (*phrases, squad_of(home), squad_of(away), *({short} for short in short_forms)))
    who = f"{home} vs {away}"
    return Subject(f"{who} {rest}" if rest.startswith("(") else (gap or SEPARATOR).join(filter(None, (who, rest))))


def _squads(text: str, teams: tuple[str, str], event: str) -> tuple[str, str] | None:
    """The sides of a squad against another club's, with a dash between them: "MO16-1 - Alkmaar MO16-1"."""
    mine, _, theirs = text.partition(SEPARATOR)
    one, other = loosely(mine), loosely(theirs)
    if not one or not other or SEPARATOR in theirs or not is_squad_code(one[0]) or is_squad_code(other[0]):
        return None
    return (mine, theirs) if any(map(is_squad_code, other)) and is_own(mine, teams, event) else None


def with_its_team(text: str, team: str, event: str) -> str:
    """A name that says only against whom ("1st XI vs Park") with the one team that the enrichment knows."""
    if alone := _AGAINST_ONE.fullmatch(text):
        return f"{team} {text}" if _is_another(alone[1], team) else text
    connector, left, right = sides_of(text)
    if connector != "vs" or not right or same_team(right, team) or not is_own(left, (team, right), event):
        return text
    return _against(text, connector, (left, right), (team, right), event).text


def _other_teams(text: str, home: str, away: str) -> Subject:
    why = f"The enrichment states {home} and {away}; the name states other teams."
    return Subject(text, (Doubt(DoubtCode.ENRICHMENT_TEAM, why),))


def _against(text: str, connector: str, sides: tuple[str, str], teams: tuple[str, str], event: str) -> Subject:
    """A name that says vs or at: each side must be a team, and the one that says more of it is kept."""
    home, away = teams
    if unlike(sides, teams) or unlike((sides[0].rpartition(" ")[2], sides[1].partition(" ")[0]), teams):
        return Subject(text)
    mine, own = set(loosely(sides[0])), is_own(sides[0], teams, event)
    compared = sides[0], _without_event(sides[1], event)
    straight = _are(compared, (home, away), own=own)
    swapped = _are(compared, (away, home), own=own)
    if straight and swapped:  # "Arlington vs Arlington Heights"
        straight = not any(loosely(side) == loosely(team) for side, team in zip(sides, (away, home), strict=True))
    if not straight and not swapped:
        played = mine if own else set(loosely(sides[0])[-1:])
        on_neutral_ground = connector == "at" and not _NEUTRAL.isdisjoint(played)  # "League Final @ Park"
        called = connector == "at" and {*loosely(text)} < {*loosely(event)}
        if on_neutral_ground or called:
            return Subject(f"{home} vs {away}{SEPARATOR}{text}")
        return _asked_for_its_club(text, connector, sides, teams)
    if connector == "at" and straight and not swapped:
        why = f"The name puts the game at {away}, the enrichment at {home}."
        return Subject(text, (Doubt(DoubtCode.ENRICHMENT_TEAM, why),))
    named = teams if straight else (away, home)
    if own and straight and swapped:
        return Subject(text)
    if own:
        return _with_its_club(text, connector, sides[0], named, teams)
    if any(set(loosely(side)) & OCCASIONS - set(loosely(team)) for side, team in zip(sides, named, strict=True)):
        return Subject(text)  # "Gilford vs Laconia Homecoming" beside two mascots
    for side, team in zip(sides, named, strict=True):
        more = set(loosely(team)) - set(loosely(side)) - CLUB_FORMS - SPORTS
        whole = sides_of(f"x vs {team}")[2] == team  # else the next reading would see a part of it
        if more and whole and set(loosely(side)) < set(loosely(team)):
            text = text.replace(side, team, 1)
    return Subject(text)


def _without_event(side: str, event: str) -> str:
    """A side without the event that a name says behind it: "Kapaun Holy War" beside "Holy War"."""
    said, what = [m.start() for m in WORD.finditer(side)], words(event)
    ends = len(what) > 1 and loosely(side)[-len(loosely(event)) :] == loosely(event) and len(said) > len(what)
    return side[: said[-len(what)]].rstrip() if ends else side


def _asked_for_its_club(text: str, connector: str, sides: tuple[str, str], teams: tuple[str, str]) -> Subject:
    """A name that states another team, or says of its own one what is not known: "10U AS Section Game vs Park".

    It is the latter where what is not known stands between words that every club has; it is asked in either case.
    """
    asked = _other_teams(text, *teams)
    said_here = loosely(sides[0])
    swapped = teams[1], teams[0]
    own = {*said_here} - SPORTS - GENDERS.keys()  # "Team OH Elite" may be Team Ohio Elite
    against = [pair for pair in (teams, swapped) if own.isdisjoint(loosely(pair[0])) and _are(sides, pair, own=True)]
    coded = any(map(is_squad_code, said_here[:1]))  # "G2011 Premier II @ Park"
    framed = coded or (
        bool(said_here) and all(of_all(word) or word.isdigit() for word in (said_here[0], said_here[-1]))
    )
    if len(against) != 1 or not framed or (connector == "at" and against[0] == teams):
        return asked
    return asked._replace(text=_with_its_club(text, connector, sides[0], against[0], teams).text)


def _with_its_club(text: str, connector: str, side: str, named: tuple[str, str], teams: tuple[str, str]) -> Subject:
    """A name whose left side says who of a club played, or what, with the club: "Homecoming vs Brewster" is somebody's.

    "Regional @ Oswego" is where it was.
    """
    mine, squad = set(loosely(side)), squad_of(named[0])
    if another_squad(side, named[0]):
        return _other_teams(text, *teams)
    sidelines = not mine.difference(loosely(named[0])).isdisjoint(SIDELINES)
    if (
        not sidelines
        and connector == "at"
        and not mine.isdisjoint(GENERIC if named[1] != teams[0] else GENERIC - _OF_TWO)
    ):
        return Subject(f"{teams[0]} vs {teams[1]}{SEPARATOR}{text}")
    text = SEPARATOR.join(part for part in text.split(SEPARATOR) if part != named[0])  # "LAX vs Park - Lakeside"
    if sidelines:  # "Band & Cheer - FB vs Park"
        return Subject(f"{named[0]} {text[len(side) :].lstrip()}{SEPARATOR}{side}")
    if squad and squad < mine and loosely(side)[0] not in squad:
        return Subject(text)  # "AAU Day 3 15 Black vs Park"
    its = named[0].split()
    if not {*loosely(its[0])}.isdisjoint(mine & own_words(named[0])):
        return Subject(text)  # "WACO VB sr night vs Park" beside the WACO Warriors
    while len(its) > 1 and {*loosely(its[-1])} <= (mine - SPORTS) | written_otherwise(mine) | {*fold(side).split()}:
        its.pop()  # "630 Volleyball 16-1" beside "16-1 vs Gold"
    in_front = SEPARATOR.join(takewhile(_counts, side.split(SEPARATOR)))
    return Subject(in_front + (SEPARATOR if in_front else "") + f"{' '.join(its)} {text[len(in_front) :].lstrip(' -')}")


def _counts(text: str) -> bool:
    """True for a text that only says which part it was: "Rd 4 v Park", "Gm 62 - B13 Elite vs Park"."""
    said_here = loosely(text)
    return not _PARTS.isdisjoint(said_here) and all(word in _PARTS or word.isdigit() for word in said_here)


_PARTS = PARTS | {"rd", "md"}
_OF_TWO = word_set("away home double header dual duel final game match playoff scrimmage semi")
"""At the home team's place the other one plays these: "Park Semis @ Lakeside"; a regional is of many."""
_NEUTRAL = frozenset({"final", "semi", "quarterfinal", "semifinal", "champ", "tourney", "playoff", "playoffs"})
"""Whoever plays these, the place behind "at" is nobody's home."""


def _are(sides: tuple[str, str], teams: tuple[str, str], *, own: bool) -> bool:
    """True where two sides are two teams, perhaps one of them misspelt; ``own`` where the left one is anybody's."""
    left = own or _on_the_left(sides[0], teams[0])
    last, first = _last_part(sides[0]), SIDE.split(sides[1])[0]
    right = same_team(first, teams[1]) or is_in(sides[1], teams[1], at_the_end=False)
    if own or (left and right):
        return right
    return (left or nearly(last, teams[0])) and (right or nearly(first, teams[1]))


def _last_part(side: str) -> str:
    """What stands directly in front of a vs, without the level in brackets behind it: "Rangers FB (V)"."""
    return SIDE.split(_BRACKET.sub("", side))[-1]


def _on_the_left(side: str, team: str) -> bool:
    """True for one team, also where the name says in front of it what was played: "Swim Meet - Bay"."""
    last = _last_part(side)
    named = same_team(side, team) or same_team(last, team)
    return named or is_in(last, team, at_the_end=True) or begins_with_its_squad(last, team)


def _is_another(opponent: str, team: str) -> bool:
    """True for who surely is another team: not for "Pats" beside Patriots, "Picture Day", "TBD" and "Cancer"."""
    said, own = loosely(opponent), own_words(team)
    perhaps = same_team(opponent, team) or any(a[:_ALIKE] == b[:_ALIKE] for a in said for b in own)
    if perhaps or any(is_clipped(word, own) for word in said) or all(map(of_all, own)):
        return False
    return not (of_all(said[0]) or is_nobody(said)) and (NO_TEAM | _FOUGHT).isdisjoint(said)


_ALIKE = 3
"""Words that begin with so many letters alike may be one: "Mavs" and Mavericks."""
_FOUGHT = frozenset({"cancer", "us", "everybody", "everyone", "vs"})
_AGAINST_ONE = re.compile(r"(?:vs\.?|VS|Vs|versus) ([^\W_][\w.&']*(?: [^\W_][\w.&']*)*)")
_BRACKET = re.compile(r" \([^()]*\)$")
_AGAINST_NOBODY = re.compile(r" vs?\.?$")  # where two teams are known, a mere "v" is one too
_OPPONENT_ALONE = re.compile(rf"{BEFORE_OPPONENT} (?P<opponent>\w.*?)(?: - |$)")
