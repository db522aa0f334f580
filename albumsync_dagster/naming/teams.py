"""Two teams that the enrichment knows, and the sides that a name states.

Here: which side of a name is which team, and which of the two says more. Not here: other facts (``enrichment``).
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import NamedTuple

from albumsync_dagster.naming.lexicon import CLUB_FORMS, CLUBS, GENDERS, GENERIC, PARTS, SPORTS, SQUADS
from albumsync_dagster.naming.parsing import sides_of
from albumsync_dagster.naming.remainder import CONJUNCTIONS, OCCASIONS, SIDE, SMALL, beside, loosely
from albumsync_dagster.naming.text import SEPARATOR, fold, loose, words
from albumsync_dagster.naming.values import Doubt, DoubtCode


class Subject(NamedTuple):
    """Who or what an album shows, and what is doubtful about it."""

    text: str
    doubts: tuple[Doubt, ...] = ()


def from_teams(text: str, home: str, away: str, gap: str) -> Subject:
    """A name that states both teams: the present one where it does already, else with what the enrichment adds.

    Args:
        text: The present name without dates; ``vs`` is written so.
        home: The home team, as the enrichment writes it.
        away: The other.
        gap: What stands where words of the present name went.
    """
    h, a = loosely(home), loosely(away)
    if not h or not a:
        return Subject(text or f"{home} vs {away}")
    connector, left, right = sides_of(text)
    if connector and right:
        return _against(text, connector, (left, right), (home, away))
    if _both_named(text, _own_words(home), _own_words(away)):
        return Subject(text)
    if _another_of_theirs(text, home, away):
        return _other_teams(text, home, away)
    if clubs := _two_clubs(text):
        straight, swapped = zip(clubs, (home, away), strict=True), zip(clubs, (away, home), strict=True)
        same = any(all(same_team(club, team) for club, team in way) for way in (straight, swapped))
        return Subject(text) if same else _other_teams(text, home, away)
    if whole := _one_named(text, home, away):
        return Subject(whole)
    known = {*h, *a, *_initials(home), *_initials(away)}
    rest = beside(text, known, gap, ({*h} - CLUB_FORMS, {*a} - CLUB_FORMS, _initials(home), _initials(away)))
    who = f"{home} vs {away}"
    return Subject(f"{who} {rest}" if rest.startswith("(") else (gap or SEPARATOR).join(filter(None, (who, rest))))


def _other_teams(text: str, home: str, away: str) -> Subject:
    why = f"The enrichment states {home} and {away}; the name states other teams."
    return Subject(text, (Doubt(DoubtCode.ENRICHMENT_TEAM, why),))


def _against(text: str, connector: str, sides: tuple[str, str], teams: tuple[str, str]) -> Subject:
    """A name that says vs or at: each side must be a team, and the one that says more of it is kept."""
    home, away = teams
    mine = set(loosely(sides[0]))
    # "Volleyball vs Park", "1st XV vs Park", "State Final vs Park", but not "Juniors vs Seniors", "State vs Park"
    plain = {word for word in mine if word not in _OF_ALL and not _CLASS.fullmatch(word)}
    own = plain <= ({"state"} if mine & OCCASIONS else set()) and not any(mine >= set(loosely(team)) for team in teams)
    straight = (own or _on_the_left(sides[0], home)) and same_team(sides[1], away)
    swapped = (own or _on_the_left(sides[0], away)) and same_team(sides[1], home)
    if not straight and not swapped:
        return _other_teams(text, home, away)
    if connector == "at" and straight and not swapped:
        why = f"The name puts the game at {away}, the enrichment at {home}."
        return Subject(text, (Doubt(DoubtCode.ENRICHMENT_TEAM, why),))
    named = teams if straight else (away, home)
    if own and straight and swapped:
        return Subject(text)
    if own:  # "Homecoming vs Brewster" is somebody's, "Regional @ Oswego" is where it was
        if connector == "at" and not mine.isdisjoint(GENERIC):
            return Subject(f"{home} vs {away}{SEPARATOR}{text}")
        team = " ".join(word for word in named[0].split() if not {*loosely(word)} <= mine)
        return Subject(f"{team} {text}")
    if any(set(loosely(side)) & OCCASIONS - set(loosely(team)) for side, team in zip(sides, named, strict=True)):
        return Subject(text)  # "Gilford vs Laconia Homecoming" beside two mascots
    for side, team in zip(sides, named, strict=True):
        more = set(loosely(team)) - set(loosely(side)) - CLUB_FORMS - SPORTS
        whole = sides_of(f"x vs {team}")[2] == team  # else the next reading would see a part of it
        if more and whole and set(loosely(side)) < set(loosely(team)):
            text = text.replace(side, team, 1)
    return Subject(text)


_OF_ALL = OCCASIONS | SQUADS | frozenset(map(loose, GENDERS))
"""What every club has."""
_CLASS = re.compile(r"grade|graders?|\d+(?:st|nd|rd|th)?")
"""As in "7th Grade Boys"."""


def _on_the_left(side: str, team: str) -> bool:
    """True for one team, also where the name says in front of it what was played: "Swim Meet - Bay"."""
    return same_team(side, team) or same_team(SIDE.split(side)[-1], team)


def same_team(side: str, team: str) -> bool:
    """True where the words of a side and of a team can be one team's: one says more, or it is initials."""
    if set(loosely(side)) >= set(loosely(team)):
        return True  # "Powderpuff Juniors", of whom "Juniors" says all that is known
    mine, theirs = _own_words(side), _own_words(team)
    if mine <= theirs or theirs <= mine:
        return True
    return bool(mine & _initials(team)) or bool(theirs & _initials(side)) or _short_form(mine, theirs)


def _own_words(team: str) -> set[str]:
    """The words of a team without its form, its level and its sport; all where it has no others ("Juniors")."""
    said_of_it = set(loosely(team))
    return said_of_it - CLUB_FORMS - _OF_ALL or said_of_it


def _short_form(mine: set[str], theirs: set[str]) -> bool:
    """True where every word of the shorter is one of the longer, perhaps only its beginning ("Hillcr") or misspelt."""
    fewer, more = sorted((mine, theirs), key=len)
    letters = _LETTERS if len(fewer) > 1 else _LETTERS + 1  # "Hen Hud"
    return all(any(_one_word(word, other, letters) for other in more) for word in fewer)


def _one_word(one: str, other: str, letters: int) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) == 1:
        return long.startswith(short)  # "T. Roosevelt"
    if len(short) >= letters and long.startswith(short):
        return True
    return _alike(one, other) or (letters == _LETTERS and len(short) > _LETTERS and _lost_a_letter(short, long))


def _alike(one: str, other: str) -> bool:
    """True for a word and itself, perhaps misspelt."""
    long_enough = min(len(one), len(other)) > _LETTERS
    return one == other or (long_enough and SequenceMatcher(None, one, other).ratio() >= _MISSPELT)


def _lost_a_letter(short: str, long: str) -> bool:
    """True for "Rige" and "Ridge"; asked only where the team has more words than this."""
    return len(long) == len(short) + 1 and any(long[:i] + long[i + 1 :] == short for i in range(1, len(long)))


_LETTERS = 3
"""Words with no more letters than this are compared whole."""
_MISSPELT = 0.9
"""From here on two words are one: "Moultonborough" and "Moltonborough" (0.96), but not "Northview" and "Southview"
(0.78), "Brentwood" and "Brantwood" (0.89)."""


def _both_named(text: str, one: set[str], other: set[str]) -> bool:
    """True where both teams stand in a name in other words: "Lions beat Hawks 3-1", "FC Harbour - SV Mercer".

    An "and" between the two says less than a "vs" would.
    """
    present, both = loosely(text), one | other
    if not all(any(_alike(word, said) for said in present) for word in both):
        return False
    said_here = [fold(word) for word in words(text)]
    ours = [i for i, word in enumerate(said_here) if any(_alike(w, o) for w in loosely(word) for o in both)]
    between = [w for i, w in enumerate(said_here[ours[0] : ours[-1]], ours[0]) if i not in ours] if ours else []
    return not between or not all(word in CONJUNCTIONS for word in between)


def _another_of_theirs(text: str, home: str, away: str) -> bool:
    """True where a name states both clubs, but another team of one: "Harbour II - Mercer" beside "Harbour III"."""
    present, theirs = set(loosely(text)), _own_words(home) | _own_words(away)
    numbers = (present & _TEAM_NUMBERS, theirs & _TEAM_NUMBERS)
    if not numbers[0] - numbers[1] or not numbers[1] - numbers[0]:
        return False
    return _both_named(text, _own_words(home) - _TEAM_NUMBERS, _own_words(away) - _TEAM_NUMBERS)


def _two_clubs(text: str) -> list[str]:
    """The two parts of a name that are clubs by their forms: "SV Dettum - TSV Upen"; none where there are not two."""
    clubs = [part for part in SIDE.split(text) if not CLUBS.isdisjoint(map(fold, words(part)))]
    return clubs if len(clubs) == 2 else []


_TEAM_NUMBERS = frozenset({"i", "ii", "iii", "iv", "1", "2", "3", "4"})


def _one_named(text: str, home: str, away: str) -> str:
    """A name that states one team, with its own words for it, against the other: "630 Breeze vs Hawks".

    Empty where it states none, or says more beside it than the team's own words.
    """
    head, separator, tail = text.partition(SEPARATOR)
    said_here = loosely(head)
    for team, other, first in ((home, away, True), (away, home, False)):
        own = _own_words(team)
        its = [i for i, word in enumerate(said_here) if any(_alike(word, one) for one in own)]
        if not all(any(_alike(word, one) for word in said_here) for one in own) or set(loosely(other)) & set(said_here):
            continue
        beside_it = [word for i, word in enumerate(said_here) if i not in its]
        if any(word in GENERIC or word in PARTS for word in beside_it) or "(" in head:
            continue
        in_front = said_here[: its[0]]
        if not all(word.isdigit() or word in GENDERS for word in in_front):  # "630 Breeze", "Lady Chargers"
            continue
        return (f"{head} vs {other}" if first else f"{other} vs {head}") + separator + tail
    return ""


_SCHOOLS = ("hs", "ms", "u")
"""Waubonsie Valley is WV and WVHS, Farmington FHS, Pacific Lutheran PLU."""


def _initials(team: str) -> set[str]:
    letters = "".join(fold(word)[:1] for word in words(team) if fold(word) not in SMALL)
    return {*([letters] if len(letters) > 1 else ()), *(letters + form for form in _SCHOOLS if letters)}
