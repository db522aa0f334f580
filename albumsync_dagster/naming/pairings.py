"""Two teams that a name states without saying vs: joined by a mark or a score, beaten, or named in other words.

Here: whether both stand there, and what joins them. Not here: whether two writings are one team (``same_team``), what
the name becomes (``teams``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from albumsync_dagster.naming.lexicon import CONNECTORS, VICTORIES, is_club_form
from albumsync_dagster.naming.occasions import KINDS
from albumsync_dagster.naming.remainder import CONJUNCTIONS, SIDE, loosely
from albumsync_dagster.naming.same_team import alike, initials, of_all, own_words, same_team
from albumsync_dagster.naming.text import FIRST_IDEOGRAPH, WORD, fold, words


def joint(text: str, home: str, away: str) -> re.Match[str] | None:
    """What stands between words of the one team and of the other, where they are neighbours: a mark or a score."""
    tokens = [m for m in WORD.finditer(text) if not (m[0].isdigit() or is_club_form(m[0]) or fold(m[0]) in _AGAINST)]
    owners = [[_is_of(m[0], team) for team in (home, away)] for m in tokens]
    for (one, its), (other, others) in pairwise(zip(tokens, owners, strict=True)):
        if sum(its) == sum(others) == 1 and its != others and (m := _JOINT.match(text, one.end(), other.start())):
            return m
    return None


def _is_of(word: str, team: str) -> bool:
    return len(word) > 1 and same_team(word, team) and not of_all(fold(word))


_AGAINST = frozenset({"x", "c", "대", "対", "对"})
_JOINT = re.compile(r"(?P<against> ?[-–/×] ?| [x대対对] | c/ ?)|\.? (?:\d{1,3} ?[-:–] ?\d{1,3} )?")


def both_named(text: str, one: set[str], other: set[str]) -> bool:
    """True where both teams stand in a name in other words: "Lions beat Hawks 3-1", "FC Harbour - SV Mercer".

    An "and" between the two says less than a "vs" would.
    """
    present, both = loosely(text), one | other
    if not all(any(alike(word, said) for said in present) for word in both):
        return False
    said_here = [fold(word) for word in words(text)]
    ours = [i for i, word in enumerate(said_here) if any(alike(w, o) for w in loosely(word) for o in both)]
    between = [w for i, w in enumerate(said_here[ours[0] : ours[-1]], ours[0]) if i not in ours] if ours else []
    return not between or not all(word in CONJUNCTIONS for word in between)


def in_ideographs(text: str, home: str, away: str) -> bool:
    """True where both teams stand in a name without blanks between its words: "一中对二中"."""
    return all(team in text and team[0] >= FIRST_IDEOGRAPH for team in (home, away))


def another_of_theirs(text: str, home: str, away: str) -> bool:
    """True where a name states both clubs, but another team of one: "Harbour II - Mercer" beside "Harbour III"."""
    present, theirs = set(loosely(text)), own_words(home) | own_words(away)
    numbers = (present & _TEAM_NUMBERS, theirs & _TEAM_NUMBERS)
    if not numbers[0] - numbers[1] or not numbers[1] - numbers[0]:
        return False
    return both_named(text, own_words(home) - _TEAM_NUMBERS, own_words(away) - _TEAM_NUMBERS)


def beaten(text: str, home: str, away: str) -> bool:
    """True where a name says who beat whom, in whatever words for the two: "CBA def. Cicero-NS 3-1"."""
    said_here = set(loosely(text))
    return not said_here.isdisjoint(_WON) and all(
        said_here & (own_words(team) | initials(team)) for team in (home, away)
    )


_WON = (VICTORIES - CONNECTORS) | {"over", "tops", "downs", "edges", "blanks"}


def pairs(text: str) -> Iterator[tuple[str, str]]:
    """What may be two sides, no word between them: "TVH - HSG Freiburg", "Harbour 4, Mercer 2", "Harbour-Mercer"."""
    yield from pairwise(_OF_A_SCORE.sub("", part) for part in SIDE.split(text))
    yield from pairwise(text.split(" x "))
    yield from hyphened(text)


def hyphened(text: str) -> Iterator[tuple[str, str]]:
    """Two words that a hyphen or a slash joins: "Derby Spezia-Carrarese"."""
    return ((m[1], m[2]) for m in _HYPHENED.finditer(text))


def share(sides: tuple[str, str], teams: tuple[str, str]) -> bool:
    """True where each side has a word of its own team that the other has not: "VK Jug - Mladost 9:8"."""
    first, second = (_pieces(side) & (_pieces(team) | initials(team)) for side, team in zip(sides, teams, strict=True))
    return bool(first - _pieces(sides[1]) and second - _pieces(sides[0]))


def another_opponent(sides: tuple[str, str], teams: tuple[str, str]) -> bool:
    """True for a team against somebody who is not the other: "Derby Spezia-Carrarese" beside Spezia and Sampdoria."""
    said_here = set(loosely(sides[1]))
    named = sides[1][:1].isupper() and not any(of_all(word) or word in KINDS for word in said_here)
    return named and same_team(sides[0], teams[0]) and not any(same_team(sides[1], team) for team in teams)


def _pieces(team: str) -> set[str]:
    return {piece for word in own_words(team) for piece in word.split("-")}


_OF_A_SCORE = re.compile(r" \d{1,3}(?:[:–-]\d{1,3})?$")
_HYPHENED = re.compile(r"(?<![^ ])([^\W\d_]+)[-–/]([^\W\d_]+)(?![^ ,])")


def clubs_in(parts: Sequence[str]) -> list[str]:
    """The parts of a name that are clubs by their forms: "SV Dettum - TSV Upen"."""
    return [part for part in parts if not part.isupper() and any(map(is_club_form, words(part)))]


_TEAM_NUMBERS = frozenset({"i", "ii", "iii", "iv", "1", "2", "3", "4"})
