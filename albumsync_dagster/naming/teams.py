"""Two teams that the enrichment knows, and the sides that a name states.

Here: which side of a name is which team, and which of the two says more. Not here: other facts (``enrichment``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from albumsync_dagster.naming.lexicon import CLUB_FORMS, GENDERS, GENERIC, LEVELS, PARTS, PLAIN_OCCASIONS, SPORTS
from albumsync_dagster.naming.parsing import canonical_words, sides_of
from albumsync_dagster.naming.text import SEPARATOR, WORD, fold, loose, tidy, words
from albumsync_dagster.naming.values import Doubt, DoubtCode

_OCCASIONS = SPORTS | LEVELS | GENERIC.difference({"state"}) | {"girls", "boys", "womens", "mens"}
"""Words that name no team; "State" is one."""
_ALONE = PLAIN_OCCASIONS - {"the", "at", "of", "a"}
"""What is nothing without the word in front of it: "Conference Meet" is not torn."""
_SMALL = frozenset({"the", "of", "de", "and", "at", "vs"})
_CONJUNCTIONS = frozenset({"and", "&", "und", "et", "y", "e", "x"})
_SIDE = re.compile(r"[:;,|(\[]\s*| - ")
"""What ends the words in front of a side."""
_LEADING_MARKS = re.compile(r" -[\s,;:]+")
_MARKS = re.compile(r"[,;:.](?:\s*[,;:.])+")
_SAINTS = {"saint": "st", "sainte": "st", "ste": "st"}


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
    if whole := _one_named(text, home, away):
        return Subject(whole)
    known = {*h, *a, *_initials(home), *_initials(away)}
    rest = beside(text, known, gap, ({*h} - CLUB_FORMS, {*a} - CLUB_FORMS, _initials(home), _initials(away)))
    who = f"{home} vs {away}"
    return Subject(f"{who} {rest}" if rest.startswith("(") else (gap or SEPARATOR).join(filter(None, (who, rest))))


def _against(text: str, connector: str, sides: tuple[str, str], teams: tuple[str, str]) -> Subject:
    """A name that says vs or at: each side must be a team, and the one that says more of it is kept."""
    home, away = teams
    mine = set(loosely(sides[0]))
    # "Volleyball vs Park", "Senior Night vs Park", but not "Juniors vs Seniors"
    own = mine <= _OCCASIONS and not any(mine >= set(loosely(team)) for team in teams)
    straight = (own or same_team(sides[0], home)) and same_team(sides[1], away)
    swapped = (own or same_team(sides[0], away)) and same_team(sides[1], home)
    if not straight and not swapped:
        why = f"The enrichment states {home} and {away}; the name states other teams."
        return Subject(text, (Doubt(DoubtCode.ENRICHMENT_TEAM, why),))
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
    if any(set(loosely(side)) & _OCCASIONS - set(loosely(team)) for side, team in zip(sides, named, strict=True)):
        return Subject(text)  # "Gilford vs Laconia Homecoming" beside two mascots
    for side, team in zip(sides, named, strict=True):
        more = set(loosely(team)) - set(loosely(side)) - CLUB_FORMS
        whole = sides_of(f"x vs {team}")[2] == team  # else the next reading would see a part of it
        if more and whole and set(loosely(side)) < set(loosely(team)):
            text = text.replace(side, team, 1)
    return Subject(text)


def same_team(side: str, team: str) -> bool:
    """True where the words of a side and of a team can be one team's: one says more, or it is initials."""
    mine, theirs = _own_words(side), _own_words(team)
    if mine <= theirs or theirs <= mine:
        return True
    return bool(mine & _initials(team)) or bool(theirs & _initials(side)) or _short_form(mine, theirs)


def _own_words(team: str) -> set[str]:
    """The words of a team without its form, its level and its sport; all where it has no others ("Juniors")."""
    said_of_it = set(loosely(team))
    return said_of_it - CLUB_FORMS - _OCCASIONS or said_of_it


def _short_form(mine: set[str], theirs: set[str]) -> bool:
    """True where every word of the shorter is one of the longer, perhaps only its beginning ("Hillcr") or misspelt."""
    fewer, more = sorted((mine, theirs), key=len)
    return all(any(_one_word(word, other) for other in more) for word in fewer)


def _one_word(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return (len(short) > _LETTERS and long.startswith(short)) or _alike(one, other)


def _alike(one: str, other: str) -> bool:
    """True for a word and itself, perhaps misspelt."""
    long_enough = min(len(one), len(other)) > _LETTERS
    return one == other or (long_enough and SequenceMatcher(None, one, other).ratio() >= _MISSPELT)


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
    return not between or not all(word in _CONJUNCTIONS for word in between)


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


def loosely(text: str) -> tuple[str, ...]:
    """The canonical words of a text without accents, saints written in one way."""
    return tuple(_SAINTS.get(word, word) for word in map(loose, canonical_words(text)))


_SCHOOLS = ("hs", "ms")
"""Waubonsie Valley is WV and WVHS."""


def _initials(team: str) -> set[str]:
    letters = "".join(fold(word)[:1] for word in words(team) if fold(word) not in _SMALL)
    return {letters, *(letters + form for form in _SCHOOLS)} if len(letters) > 1 else set()


def _forms(word: str) -> set[str]:
    """A word as it may stand in the enrichment: without accents, with and without a possessive s."""
    forms = {*loosely(word)}
    return forms | {loose(fold(word[:-2]))} if word.endswith("'s") else forms


def words_said(text: str) -> set[str]:
    """Every word of a text in the forms in which another text may say it."""
    return {form for word in words(text) for form in _forms(word)} | {*loosely(text)}


def said(word: str, known: set[str]) -> bool:
    """True for a word that says nothing beside known ones."""
    forms = loosely(word)
    return bool(forms) and ({*forms} <= known or bool((_forms(word) - {*forms}) & known))


def beside(text: str, known: set[str], gap: str, phrases: Sequence[set[str]]) -> str:
    """What a name says beside words that are already said, in order, with its separators and brackets.

    A "vs", an "at" or an "and" goes with a neighbour; two sides against each other stay whole, and so does a name of
    its own that shares a word with what was said: "Krush Suburban Slam" beside "Krush Red".

    Args:
        text: The name.
        known: The words that are said, as ``loosely`` gives them.
        gap: What stands where words went.
        phrases: What was said, a set of words each: whoever is named whole is no part of another name.
    """
    tokens = list(WORD.finditer(text))
    first, last = _matchup_in(text, known)
    gone = [said(m[0], known) and not first <= m.start() < last for m in tokens]
    for begin, end in _runs(text, tokens, gone):
        beside_it = [tokens[i][0] for i in (begin - 1, end) if _touch(text, tokens, i, begin, end)]
        run = {word for m in tokens[begin:end] for word in _forms(m[0])}
        bound = any(map(_a_name, beside_it)) or (run <= _OCCASIONS and any(w.lower() in _ALONE for w in beside_it))
        if bound and not any(phrase and phrase <= run for phrase in phrases):
            gone[begin:end] = [False] * (end - begin)
    links = [fold(m[0]) in _CONJUNCTIONS or canonical_words(m[0]) in {("vs",), ("at",)} for m in tokens]
    pieces, position = [], 0
    for i, m in enumerate(tokens):
        if gone[i] or (links[i] and (any(gone[max(0, i - 1) : i]) or any(gone[i + 1 : i + 2]))):
            pieces += [text[position : m.start()], gap]
            position = m.end()
    rest = _LEADING_MARKS.sub(SEPARATOR, "".join([*pieces, text[position:]]))
    segments = tidy(rest).split(SEPARATOR)
    return tidy(SEPARATOR.join(_trimmed(segment) for segment in segments if _says_something(segment, known)))


def _runs(text: str, tokens: list[re.Match[str]], gone: list[bool]) -> list[tuple[int, int]]:
    """First token and the one behind the last of each run of words that go, with nothing but blanks between them."""
    runs: list[tuple[int, int]] = []
    for i in range(len(tokens)):
        if not gone[i]:
            continue
        if runs and runs[-1][1] == i and text[tokens[i - 1].end() : tokens[i].start()].isspace():
            runs[-1] = (runs[-1][0], i + 1)
        else:
            runs.append((i, i + 1))
    return runs


def _touch(text: str, tokens: list[re.Match[str]], i: int, begin: int, end: int) -> bool:
    """True where a token stands beside a run with nothing but a blank between them."""
    if not 0 <= i < len(tokens):
        return False
    left, right = (i, begin) if i < begin else (end - 1, i)
    return text[tokens[left].end() : tokens[right].start()] == " "


def _a_name(word: str) -> bool:
    """False for words of occasions, levels, parts and numbers, and for what only joins others."""
    return not all(w in _OCCASIONS | PARTS | _SMALL | _CONJUNCTIONS or not w.isalpha() for w in canonical_words(word))


def _matchup_in(text: str, known: set[str]) -> tuple[int, int]:
    """Where a matchup stands that would be torn: "Lakeside vs Hillcrest" says more beside "Lakeside Invitational".

    (0, 0) where there is none: "Swim Meet at Park Pool" beside "Regional Swim Meet" says where, not who.
    """
    connector, left, right = sides_of(text)
    side = _SIDE.split(left)[-1]
    if not right or "vs" in known or (connector == "at" and not _says_something(side, known)):
        return 0, 0
    return len(left) - len(side), text.index(right, len(left)) + len(right)


def _trimmed(segment: str) -> str:
    """A segment without the marks that stood between words which went."""
    segment = _MARKS.sub(lambda m: m[0][0], segment).strip(" ,;:.+&")
    for opening, closing in ("()", "[]", "{}"):
        while segment.startswith(opening) and segment.count(opening) > segment.count(closing):
            segment = segment[1:].lstrip()
        while segment.endswith(closing) and segment.count(closing) > segment.count(opening):
            segment = segment[:-1].rstrip()
    return segment


def _says_something(segment: str, known: set[str]) -> bool:
    """True where a segment holds a word that is not yet said."""
    news = (word for word in words(segment) if word[0].isalnum() and fold(word) not in _SMALL)
    return any(not said(word, known) for word in news)
