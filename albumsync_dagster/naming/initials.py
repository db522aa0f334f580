"""The initials of a team, as people write it by its letters: "WVHS", "HKU", "TVH", "CDM".

Here: which letters may stand for a team. Not here: whether two writings are one team (``same_team``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from albumsync_dagster.naming.clubs import CLUBS
from albumsync_dagster.naming.remainder import SMALL
from albumsync_dagster.naming.text import fold, unaccented, words


def in_letters(side: str) -> str:
    """A side as it is compared with initials: "BB&N" is bbn."""
    return fold(side).replace("&", "")


def letters_of(word: str, team: str) -> bool:
    """True for initials in another order, as "HKU" of the University of Hong Kong, or without a mascot of two words."""
    letters = "".join(part[0] for part in _parts(team))
    if len(letters) < _LETTERS:
        return False
    return sorted(word) == sorted(letters) or word in {letters[:-2] + form for form in _SCHOOLS}


_LETTERS = 3
"""So many letters tell a team in any order."""
_SCHOOLS = ("hs", "ms", "u")
"""Waubonsie Valley is WV and WVHS, Farmington FHS, Pacific Lutheran PLU; TV Herbolzheim is TVH."""


@lru_cache(maxsize=1 << 10)
def _parts(team: str) -> tuple[str, ...]:
    """The words of a team that give it a letter of its initials."""
    parts = (unaccented(fold(word)) for word in words(team.replace("'", " ")))
    return tuple(part for part in parts if part.isalnum() and part not in SMALL)


def abridged(said: Sequence[str], team: str) -> bool:
    """True where words are a team's in order and one or two are letters of several: "SM East", "Sporting KC".

    Args:
        said: The words as written, without those that every club has.
        team: The team; up to two words at its end may be a mascot.
    """
    its, at, whole, short = _parts(team), 0, 0, 0
    for word in said:
        folded = unaccented(fold(word))
        if its[at : at + 1] == (folded,):
            at, whole = at + 1, whole + 1
        elif word.isupper() and len(word) > 1 and "".join(part[0] for part in its[at : at + len(word)]) == folded:
            at, short = at + len(word), short + 1
        elif len(pieces := _PIECES.findall(word)) > 1 and _begin(pieces, its[at:]):
            at, whole, short = at + len(pieces), whole + 1, short + 1
        else:
            return False
    return whole > 0 and short > 0 and len(its) - at <= _MASCOT


def _begin(pieces: Sequence[str], its: Sequence[str]) -> bool:
    """True for the pieces of one word of which each begins a word of a team: "PoCo" of Port Coquitlam."""
    return len(pieces) <= len(its) and all(one.startswith(fold(piece)) for piece, one in zip(pieces, its, strict=False))


_PIECES = re.compile(r"[A-Z][a-z]+")
_MASCOT = 2
"""So many words a mascot has: the Red Raiders."""


@lru_cache(maxsize=1 << 10)
def initials(team: str) -> frozenset[str]:
    """What a team's initials may be written as, with and without its mascot; empty for a team without words."""
    parts = [part for part in _parts(team) if not part[0].isdigit()]
    letters = "".join(part[:1] for part in parts)
    club = "".join(
        part if part in CLUBS or (part.upper() in team.split() and not team.isupper()) else part[:1] for part in parts
    )
    school = letters[:-1]
    every = "".join(fold(word)[:1] for word in words(team) if word[0].isalpha())  # "DLS" of De La Salle
    forms = {
        *(written for written in (every, every[:-1]) if len(written) >= _LETTERS),
        *(written for written in (letters, club, school) if len(written) > 1),
        *(letters[:-2] for _ in letters[4:]),  # the mascot has two words: "CDM" of the Corona del Mar Sea Kings
        *(written + form for form in _SCHOOLS for written in (letters, school) if written),
    }
    return frozenset(forms | {f"t{written}" for written in forms} if fold(team).startswith("the ") else forms)
