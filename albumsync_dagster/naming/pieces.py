"""The pieces of a name that may go where it is too long, and in which order.

Here: what identifies an album less than what. Not here: how much has to go (``compose``).
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import NamedTuple

from albumsync_dagster.naming.lexicon import FILLERS, GENDERS, MEDIA, PARTS, SPORTS
from albumsync_dagster.naming.parsing import canonical, is_level, prefix_length
from albumsync_dagster.naming.text import fold


class Rank(IntEnum):
    """How soon a piece goes; the last stay as long as anything else can go."""

    PREFIX = 1
    FILLER = 2
    SPORT = 3
    BESIDE = 4
    """Words behind the matchup, or behind the first segment."""
    WHAT = 5
    """Words in front of a matchup, or of the first segment."""
    KIND = 6
    """Boys or girls, level, part and number, photos or video."""
    PLAIN_TEAM = 7
    """The "University of" of a team."""
    TEAM = 8


class Piece(NamedTuple):
    """A word, a word with its number, or a bracket."""

    text: str
    rank: Rank


_TOKEN = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\S+")
_NUMBER = re.compile(r"#?\d{1,3}[A-Za-z]?|[A-HIVX]|[IVX]{2,4}")
_PLAIN_TEAM = frozenset({"university", "univ", "college", "school", "hs", "ms", *FILLERS})
_DASH = "-"
_LINKS = frozenset({"vs", "at", "@"})


def pieces_of(who: str) -> list[Piece]:
    """The pieces of a name, in order; joined by blanks they are the name again."""
    words = _TOKEN.findall(who)
    prefix = len(_TOKEN.findall(who[: prefix_length(who)]))
    separators = [i for i, word in enumerate(words) if word == _DASH]
    link = next((i for i, word in enumerate(words) if 0 < i < len(words) - 1 and fold(word) in _LINKS), None)
    if link is None:
        begin, end = len(words), next((i for i in separators if i >= prefix), len(words))
    else:
        begin = max((i + 1 for i in separators if i < link), default=0)
        end = next((i for i in range(link, len(words)) if words[i] == _DASH or words[i][0] in "(["), len(words))
    pieces = [Piece(" ".join(words[:prefix]), Rank.PREFIX)] if prefix else []
    for i, word in enumerate(words[prefix:], start=prefix):
        rank = _rank(word, i, begin, end, link)
        before = pieces[-1] if len(pieces) > (prefix > 0) else None
        joined = before and _together(before, word, rank)
        if before and joined is not None:
            pieces[-1] = Piece(f"{before.text} {word}", joined)
        else:
            pieces.append(Piece(word, rank))
    return pieces


def _together(before: Piece, word: str, rank: Rank) -> Rank | None:
    """The rank of a word with the one in front of it, where one says nothing without the other; else None."""
    label = before.text.replace("'", "")
    if _NUMBER.fullmatch(word) and rank is not Rank.KIND and label.isalpha() and fold(label) not in _LINKS:
        if _counts(label):
            return Rank.KIND  # "Heat 3", "Under 16"
        return None if rank is Rank.TEAM else before.rank
    if rank is before.rank is Rank.PLAIN_TEAM and fold(word) in FILLERS:
        return rank  # "University of"
    return None


def _counts(word: str) -> bool:
    return fold(word) in PARTS or fold(word) in {"under", "over", "section", "division", "final", "grade", "class"}


def _rank(word: str, i: int, begin: int, end: int, link: int | None) -> Rank:
    """The rank of word number i, of a matchup from ``begin`` to ``end`` where there is a ``link``."""
    if i == link:
        return Rank.TEAM
    folded = fold(word.strip("()[],.:;"))
    said = set(canonical(folded))
    inside = link is not None and begin <= i < end
    if said & {*GENDERS, *MEDIA} or any(map(is_level, said)):
        # The name of a side may be nothing else ("Boys vs Girls").
        alone = inside and (i in (begin, (link or 0) + 1)) and (i + 1 in (end, link))
        return Rank.TEAM if alone else Rank.KIND
    if inside:
        first = i == begin or i == (link or 0) + 1
        if folded in SPORTS and not first:
            return Rank.SPORT
        return Rank.PLAIN_TEAM if folded in _PLAIN_TEAM else Rank.TEAM
    if not any(c.isalnum() for c in word) and word != "&":
        return Rank.TEAM
    if folded in FILLERS:
        return Rank.FILLER
    if folded in SPORTS:
        return Rank.SPORT
    return Rank.WHAT if i < min(begin, end) else Rank.BESIDE
