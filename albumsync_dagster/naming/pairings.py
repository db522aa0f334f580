"""Two teams that a name states without saying vs: joined by a mark or a score, or named in other words.

Here: whether both stand there, and what joins them. Not here: whether two writings are one team (``same_team``), what
the name becomes (``teams``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import regex  # type: ignore[import-untyped]

from albumsync_dagster.naming.clubs import CLUB_FORMS, is_club_form
from albumsync_dagster.naming.initials import initials
from albumsync_dagster.naming.occasions import KINDS
from albumsync_dagster.naming.remainder import CONJUNCTIONS, SIDE, loosely
from albumsync_dagster.naming.same_team import is_clipped, is_squad_code, of_all, own_words, same_team
from albumsync_dagster.naming.text import SEPARATOR, WORD, fold, words

Owned = list[tuple[re.Match[str], tuple[bool, bool]]]
"""The words of a name, each with whether it is one of the home team and one of the other."""


def joint(text: str, owned: Owned) -> re.Match[str] | None:
    """What stands between words of the one team and of the other, where they are neighbours: a mark or a score."""
    for (one, its), (other, others) in pairwise(owned):
        if sum(its) == sum(others) == 1 and its != others and (m := _JOINT.match(text, one.end(), other.start())):
            return m
    return None


def whose(text: str, home: str, away: str) -> Owned:
    """The words of a name and whose they are, without numbers, forms of clubs and what stands for "vs"."""
    tokens = (m for m in WORD.finditer(text) if not (m[0].isdigit() or is_club_form(m[0]) or fold(m[0]) in _AGAINST))
    return [(m, (_is_of(m[0], home), _is_of(m[0], away))) for m in tokens]


def each_named(owned: Owned) -> bool:
    """True where a name has a word of each team that is not the other's, and more than an "and" between them."""
    ours = [i for i, (_, of) in enumerate(owned) if sum(of) == 1]
    between = owned[ours[0] : ours[-1]] if ours else []
    both = {of for _, of in owned if sum(of) == 1} == {(True, False), (False, True)}
    return both and not all(sum(of) or fold(m[0]) in CONJUNCTIONS for m, of in between)


def _is_of(word: str, team: str) -> bool:
    named = same_team(word, team) or is_clipped(fold(word), own_words(team))
    return len(word) > 1 and not CLUB_FORMS.issuperset(loosely(word)) and named


_IDEOGRAPHS = "대対对"
"""What stands for "vs" in Korean, Japanese and Chinese."""
_AGAINST = frozenset({"x", "c", *_IDEOGRAPHS})
_JOINT = re.compile(rf"(?P<against> ?[-–/×_] ?| [x{_IDEOGRAPHS}] | c/ ?)|\.? (?:\d{{1,3}} ?[-:–] ?\d{{1,3}} )?")


def another_number(text: str, home: str, away: str) -> bool:
    """True where a name numbers a team otherwise: "Harbour II - Mercer" beside "Harbour III"."""
    mine, theirs = {*loosely(text)} & _TEAM_NUMBERS, (own_words(home) | own_words(away)) & _TEAM_NUMBERS
    return bool(mine - theirs and theirs - mine)


def pairs(text: str) -> Iterator[tuple[str, str]]:
    """What may be two sides, no word between them: "TVH - HSG Freiburg", "Harbour 4 Mercer 2", "Harbour-Mercer"."""
    yield from pairwise(_OF_A_SCORE.sub("", part) for part in SIDE.split(text))
    yield from pairwise(_IN_IDEOGRAPHS.split(text))
    yield from pairwise(text.split(" x "))
    yield from _matched(text, _HYPHENED, _SCOREBOARD)


def faced(text: str) -> Iterator[tuple[str, str]]:
    """Who plays whom for certain, both ways round.

    As in "Derby Spezia-Carrarese", "Harbour 4 Mercer 2", or two initials ("TVE - HCK").
    """
    yield from _both_ways(pairwise(SIDE.split(part)[0] for part in text.split(" x ")))
    yield from _both_ways(_matched(text, _HYPHENED, _SCOREBOARD, _INITIALS))


def adjacent(text: str) -> Iterator[tuple[str, str]]:
    """The parts of a name beside each other with a dash between them, both ways round: "Mercer U12 - Stanton U12"."""
    return _both_ways(pairwise(text.split(SEPARATOR)))


def _both_ways(found: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    return (pair for one, other in found for pair in ((one, other), (other, one)))


def _matched(text: str, *forms: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    return ((m[1], m[2]) for form in forms for m in form.finditer(text))


def share(sides: tuple[str, str], teams: tuple[str, str]) -> bool:
    """True where each side has a word of its own team that the other has not: "VK Jug - Mladost 9:8"."""
    first, second = (_pieces(side) & (_pieces(team) | initials(team)) for side, team in zip(sides, teams, strict=True))
    return bool(first - _pieces(sides[1]) and second - _pieces(sides[0]))


def coded_in(team: str, text: str) -> bool:
    """True for a team with a number in its name, blanks or not: "8ºA" is the class 8º A."""
    code = re.escape(fold(team).replace(" ", ""))
    return any(map(str.isdigit, team)) and re.search(rf"(?<!\d){code}", fold(text).replace(" ", "")) is not None


def unlike(sides: tuple[str, str], teams: tuple[str, str]) -> bool:
    """True where the sides are written in another script than the teams, so that nothing can be compared."""
    return any(
        all(map(one.search, sides)) and not any(map(other.search, sides))
        and all(map(other.search, teams)) and not any(map(one.search, teams))
        for one, other in ((_LATIN, _ANOTHER_SCRIPT), (_ANOTHER_SCRIPT, _LATIN))
    )  # fmt: skip


_LATIN, _ANOTHER_SCRIPT = regex.compile(r"\p{Latin}{3}"), regex.compile(r"(?!\p{Latin})\p{L}{2}")
"""Not in "U15", which every script has."""


def another_opponent(sides: tuple[str, str], teams: tuple[str, str]) -> bool:
    """True for a team against somebody who is not the other: "Derby Spezia-Carrarese" beside Spezia and Sampdoria."""
    *rest, last = loosely(sides[1]) or ("",)
    said_here = {*rest} if rest and is_squad_code(last) else {*rest, last}
    named = sides[1][:1].isupper() and not any(of_all(word) or word in KINDS for word in said_here)
    known = any(said_here.intersection(loosely(team)) or same_team(sides[1], team) for team in teams)
    return named and same_team(sides[0], teams[0]) and not known


def _pieces(team: str) -> set[str]:
    return {piece for word in own_words(team) for piece in word.split("-")}


_IN_IDEOGRAPHS = re.compile(f"[{_IDEOGRAPHS}]")
_OF_A_SCORE = re.compile(r" \d{1,3}(?:[:–-]\d{1,3})?$")
_SCOREBOARD = re.compile(r"([^\d-]+?) \d{1,3},? ([^\d-]+?) \d{1,3}(?=$| - | \()")
_INITIALS = re.compile(r"(?<!\S)([A-ZÄÖÜ]{2,5}) [-/] ([A-ZÄÖÜ]{2,5})(?!\S)")
_HYPHENED = re.compile(r"(?<![^ ])([^\W\d_]+)[-–/]([^\W\d_]+)(?![^ ,])")


def clubs_in(parts: Sequence[str]) -> list[str]:
    """The parts of a name that are clubs by their forms: "SV Dettum - TSV Upen"."""
    return [part for part in parts if not part.isupper() and any(map(is_club_form, words(part)))]


_TEAM_NUMBERS = frozenset({"i", "ii", "iii", "iv", "1", "2", "3", "4"})
