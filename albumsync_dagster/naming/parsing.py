"""What a present name states: who against whom, sport, level, boys or girls, part, medium, dates, and its damage.

Here: reading one name into facts, without judging them. Not here: comparing two names (``scoring``), building a new
one (``compose``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from albumsync_dagster.naming.dates import Mention, Window, find, find_in, without
from albumsync_dagster.naming.lexicon import (
    GENDERS,
    LEVELS,
    MEDIA,
    NUMBER_WORDS,
    PARTS,
    PREFIX_WORDS,
    SPORTS,
)
from albumsync_dagster.naming.locales import words as spoken
from albumsync_dagster.naming.spellings import EQUIVALENTS, EXPANSIONS
from albumsync_dagster.naming.text import A_FEW, clean, fold, unaccented, words

CUT = re.compile(r"\s*(?:\.{2,}|…)[.…\s]*")
"""The mark that an earlier tool left where it cut a name."""

# A pattern that begins with the blank itself is tried at blanks; one that begins with (?<=\S) is tried everywhere.
MATCHUP = re.compile(
    r"\s(?:(?<=\S\s)(?:vs\.?\s(?=[^\s-])|v\.?\s(?=[^\s\d-])(?!(?:vs?\.?|at|@)\s)|vs\.(?=[^\W\d_]))|(?<=[^\s\d]\s)v\.?\s(?=\d[\w-]+\s[^\W\d_]))",
    re.IGNORECASE,
)
"""Before a number a mere "v" needs two names: "Frost v. 630 Breeze", but "5 v 5 Flag Football"."""
_OF_LANGUAGES = "|".join(
    rf"{re.escape(word)}\.?" if len(word) > 1 or not word.isascii() else rf"{word}\."
    for word in sorted(spoken().versus, key=len, reverse=True)
)
"""Only in small letters, one Latin letter with a stop ("c. Brébeuf"): "contra" is a word, "Contra Costa" a county."""
VERSUS, AT = rf"[Vv][Ss]\.?|v\.?|{_OF_LANGUAGES}", "at|AT|@"
"""What stands between the two sides of a matchup, as alternatives of a pattern."""
BEFORE_OPPONENT = rf"(?:(?P<at>(?i:{AT}))|(?i:vs?\.?|versus)|{_OF_LANGUAGES})"
"""The same where nothing but an opponent follows, so in any capitals: "At Park", "VS Park"."""
_AGAINST = re.compile(rf"\s(?<=\S\s)(?:(?P<vs>{VERSUS})|(?P<at>{AT}))\s(?=[^\s-])")
_LEVEL = re.compile(r"^(?:u\d{1,2}|\d{1,2}u|\d{1,2}(?:st|nd|rd|th)xi|jv\d?)$")
_AGE = re.compile(r"^(?:(?:u|under|sub)-?(\d{1,2})s?|(\d{1,2})u|(1\d)s)$")
"""As in "12U", "U-12", "Sub-12"; "17s" is the team of the 17."""
ORDINAL = re.compile(r"^(\d+)(?:st|nd|rd|th)$")
_OPPONENT_END = re.compile(r" - |\s*\(|\s*\[|, | \| ")


class ParsedName(NamedTuple):
    """The facts of a name. Words are folded and canonical ("Girl's VB" is ``girls volleyball``)."""

    text: str
    """The cleaned name."""
    dates: tuple[Mention, ...]
    rest: str
    """The cleaned name without its dates and cut marks."""
    words: tuple[str, ...]
    """The words of ``rest``, canonical, in order."""
    cut: str
    """The words before a cut mark, or empty; the last may be the beginning of a word."""

    @property
    def connector(self) -> str:
        """``vs``, ``at`` or empty."""
        return sides_of(self.rest)[0]

    @property
    def subject(self) -> tuple[str, ...]:
        """The words in front of the connector; without one, all."""
        return canonical_words(sides_of(self.rest)[1])

    @property
    def opponent(self) -> tuple[str, ...]:
        """The words of who stands behind the connector; without one, none."""
        return canonical_words(sides_of(self.rest)[2])

    @property
    def media(self) -> frozenset[str]:
        """``photo``, ``video``."""
        return frozenset(word for word in self.words if word in MEDIA)

    @property
    def parts(self) -> frozenset[tuple[str, str]]:
        """What counts: ``("day", "2")``, ``("#", "1")``."""
        return parts_of(self.rest)

    @property
    def venue(self) -> str:
        """``home``, ``away`` or empty."""
        found = [word for word in self.words if word in {"home", "away"}]
        return found[0] if len(found) == 1 else ""


@lru_cache(maxsize=1 << 14)
def canonical(word: str) -> tuple[str, ...]:
    """The canonical words that a word stands for ("GVB" is girls volleyball, "12U" is u12)."""
    folded = fold(word)
    if not folded:
        return ()
    folded = EQUIVALENTS.get(folded, folded)
    if folded in EXPANSIONS:
        return EXPANSIONS[folded]
    if folded[-1] in "0123456789us" and (age := _AGE.match(folded)):
        return (age[3] or f"u{age[1] or age[2]}",)
    return (folded if folded.isascii() or folded in GENDERS or folded in SPORTS else unaccented(folded),)


_LINKS = frozenset({"#", "and"})


@lru_cache(maxsize=A_FEW)
def canonical_words(text: str) -> tuple[str, ...]:
    """The canonical words of a text, in order; ``#`` and ``and`` are left out."""
    found: list[str] = []
    for word in words(text):
        found += canonical(word)
        if found[-2:] == ["junior", "varsity"]:
            found[-2:] = ["jv"]
    return tuple(found) if "#" not in found and "and" not in found else tuple(c for c in found if c not in _LINKS)


@lru_cache(maxsize=A_FEW)
def parts_of(text: str) -> frozenset[tuple[str, str]]:
    """What counts in a text: "Day 2", "Event #1", "Part II", "#3", "2nd Half"."""
    folded = [fold(word) for word in words(text)]
    found: set[tuple[str, str]] = set()
    for i, word in enumerate(folded):
        following = folded[i + 1] if i + 1 < len(folded) else ""
        if word == "#" and following.isdigit():
            kind = folded[i - 1] if i and folded[i - 1] in PARTS else "#"
            found.add((kind, following))
        elif word in PARTS:
            number = following if following.isdigit() else NUMBER_WORDS.get(following, "")
            if number:
                found.add((word, number))
        elif following in PARTS and (ordinal := ORDINAL.match(word)):
            after = folded[i + 2] if i + 2 < len(folded) else ""
            if not after.isdigit():
                found.add((following, ordinal[1]))
    return frozenset(found)


@lru_cache(maxsize=A_FEW)
def parse(name: str, day_first: bool = False) -> ParsedName:
    """The facts that a name states.

    Args:
        name: As a person or a tool wrote it.
        day_first: How to read 03-05-2024, where both readings are possible.
    """
    text = clean(name)
    return facts_of_name(text, find(text, day_first))


def parse_in(window: Window, name: ParsedName, day_first: bool = False) -> ParsedName:
    """The facts of a parsed name, its dates read beside the days that another name states."""
    dates = find_in(window, name.text, day_first)
    return name if dates == name.dates else facts_of_name(name.text, dates)


def facts_of_name(text: str, dates: tuple[Mention, ...]) -> ParsedName:
    """The facts that a cleaned name states, where its dates are read."""
    rest = without(text, dates, " - ")
    cut = ""
    if has_cut(rest):
        mark = CUT.search(rest)
        cut = rest[: mark.start()] if mark else ""
        rest = CUT.sub(" - ", rest)
    rest = rest.rstrip(" -")
    return ParsedName(text, dates, rest, canonical_words(rest), cut)


def sides_of(text: str) -> tuple[str, str, str]:
    """``vs`` or ``at`` and what stands on either side of it; empty, the text and empty where it states no matchup."""
    against = _AGAINST.search(text)
    if against is None:
        return "", text, ""
    after = text[against.end() :]
    end = _OPPONENT_END.search(after)
    return "vs" if against["vs"] else "at", text[: against.start()], after[: end.start()] if end else after


def has_cut(text: str) -> bool:
    """True where a text holds the mark of a cut; asked of every text, so without looking for blanks around it."""
    return ".." in text or "…" in text


def genders_in(words: Iterable[str]) -> frozenset[str]:
    """Male, female or mixed, by whatever canonical words."""
    return frozenset(GENDERS[word] for word in words if word in GENDERS)


def is_level(word: str) -> bool:
    """True for a canonical word that names a level of play or an age group."""
    return word in LEVELS or _LEVEL.match(word) is not None


def prefix_length(text: str) -> int:
    """Characters of a leading sport or level prefix with its separator ("HS VB - "); 0 where there is none.

    What remains must still name something, so a name that is nothing but a prefix has none.
    """
    head, separator, tail = text.partition(" - ")
    if not separator or not tail.strip():
        return 0
    folded = [fold(word) for word in words(head)]
    if folded and all(word in PREFIX_WORDS for word in folded):
        return len(head) + len(separator)
    return 0
