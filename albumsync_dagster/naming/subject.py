"""Who or what an album shows: from its enrichment and from its present name.

Here: joining the two so that nothing that identifies the album is lost. Not here: dates (``present``), length
(``compose``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from albumsync_dagster.naming.compose import matchup
from albumsync_dagster.naming.dates import find, without
from albumsync_dagster.naming.parsing import CUT, canonical_words, is_level, prefix_length
from albumsync_dagster.naming.text import SEPARATOR, WORD, clean, fold, loose, tidy, words
from albumsync_dagster.naming.values import Doubt, DoubtCode, Enrichment
from albumsync_dagster.naming.vocabulary import NOBODY, PLACEHOLDERS, PLAIN_LEVELS, PREFIX_WORDS

_SMALL = frozenset({"the", "of", "de", "and", "at", "vs"})
_CONJUNCTIONS = frozenset({"and", "&", "und", "et", "y", "e", "x"})
_NUMBERED = re.compile(r"\s(?<=\S\s)(\(\d{1,3}\))$")
"""The number that tells an album from its twins; it says something whatever else holds the same digits."""
_LEADING_MARKS = re.compile(r" -[\s,;:]+")
_MARKS = re.compile(r"[,;:.](?:\s*[,;:.])+")


@dataclass(frozen=True, slots=True)
class Subject:
    """Who or what, and what is doubtful about it."""

    text: str
    doubts: tuple[Doubt, ...] = ()


def subject(present: str, enrichment: Enrichment | None, keywords: str, gap: str = "") -> Subject:
    """Who or what an album shows.

    Enrichment teams give ``{home} vs {away}``, else the enrichment event, else the present name. Where the present
    name states the same, its own words stay as they stand; what it says beside them follows.

    Args:
        present: The present name without its dates, tidy.
        enrichment: What AI or a person knows of the album.
        keywords: The album's keywords.
        gap: What stands where words of the present name went, because the enrichment says them.
    """
    numbered = _NUMBERED.search(present)
    found = _subject(matchup(tidy(present[: numbered.start()]) if numbered else present), enrichment, keywords, gap)
    if numbered and not found.text.endswith(numbered[1]):
        return Subject(f"{found.text} {numbered[1]}".strip(), found.doubts)
    return found


def _subject(text: str, enrichment: Enrichment | None, keywords: str, gap: str) -> Subject:
    length = prefix_length(text)
    recorded = _recorded_sport(enrichment, keywords)
    if length and _only_the_sport(text[:length], recorded):
        text = text[length:]
    if enrichment is None:
        return Subject(text)
    home, away, event = (_known(v) for v in (enrichment.home_team, enrichment.away_team, enrichment.event_name))
    teams = _somebody(home) and _somebody(away) and fold(home) != fold(away)
    if (teams or event) and (_only_the_sport(text, recorded) or fold(text) in PLACEHOLDERS):
        text = ""
    if teams:
        found = _teams(text, home, away, gap)
        return Subject(matchup(found.text), found.doubts)
    if event:
        return Subject(matchup(_event(text, event, gap)))
    return Subject(text)


def _only_the_sport(text: str, recorded: set[str]) -> bool:
    """True for a prefix that says nothing but the recorded sport and an account's own section ("HS VB")."""
    said = [fold(word) for word in words(text)]
    return (
        all(word in PREFIX_WORDS and (word in PLAIN_LEVELS or not is_level(word)) for word in said)
        and "ms" not in said
        and bool(recorded & set(canonical_words(text)))
    )


def _somebody(team: str) -> bool:
    return bool(team) and not {fold(word) for word in words(team)} <= NOBODY


def _known(value: str | None) -> str:
    """An enrichment text as part of a name: plain writing, without dates, which only photos or a person may state."""
    text = CUT.sub(" ", clean(value or ""))
    return tidy(matchup(without(text, find(text), SEPARATOR))).rstrip(" ([{")


def _recorded_sport(enrichment: Enrichment | None, keywords: str) -> set[str]:
    recorded = set(canonical_words(clean(keywords)))
    if enrichment:
        recorded |= set(canonical_words(clean(f"{enrichment.sport_type or ''} {enrichment.category or ''}")))
    return recorded


def _has(haystack: tuple[str, ...], needle: tuple[str, ...]) -> bool:
    size = len(needle)
    return any(haystack[i : i + size] == needle for i in range(len(haystack) - size + 1))


def _teams(text: str, home: str, away: str, gap: str) -> Subject:
    h, a, whole = _loosely(home), _loosely(away), _loosely(text)
    if not h or not a:
        return Subject(text or f"{home} vs {away}")
    doubts: tuple[Doubt, ...] = ()
    ours, theirs = {*h, *_initials(home)}, {*a, *_initials(away)}
    connectors = [i for i, word in enumerate(whole) if word == "vs"] or [
        i for i, word in enumerate(whole) if word == "at"
    ]
    for i in connectors[:1]:  # an "at" behind a "vs" is the venue
        connector, left, right = whole[i], whole[:i], whole[i + 1 :]
        if connector == "vs" and _has(left, h) and _has(right, a):
            return Subject(text)
        if connector == "at" and _has(left, a) and _has(right, h):
            return Subject(text)
        if connector == "at" and _has(left, h) and _has(right, a):
            doubts = (Doubt(DoubtCode.ENRICHMENT_TEAM, f"The name puts the game at {away}, the enrichment at {home}."),)
        elif not _sides(ours, theirs, left, right) and not _sides(theirs, ours, left, right):
            doubts = (
                Doubt(
                    DoubtCode.ENRICHMENT_TEAM, f"The enrichment states {home} and {away}; the name states other teams."
                ),
            )
    if not connectors and _told_otherwise(text, h, a):
        return Subject(text)
    return Subject(_joined(f"{home} vs {away}", _beside(text, ours | theirs, gap), gap), doubts)


def _sides(ours: set[str], theirs: set[str], left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """True where each side that a name states has a word of a team."""
    return (not left or bool(ours & {*left})) and (not right or bool(theirs & {*right}))


def _told_otherwise(text: str, one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """True where both teams stand in a name with a score or a verb between them ("Marist 42, Dover 7")."""
    said = words(text)
    known = [i for i, word in enumerate(said) if {*_loosely(word)} & {*one, *other}]
    whole = _loosely(text)
    if not known or not (_has(whole, one) and _has(whole, other)):
        return False
    between = [w for i, w in enumerate(said[known[0] : known[-1]], known[0]) if i not in known]
    return any(w.isdigit() or (w.islower() and fold(w) not in _SMALL | _CONJUNCTIONS) for w in between)


def _joined(who: str, rest: str, gap: str) -> str:
    """What identifies the album, and what the name says beside it; a bracket needs no dash."""
    return f"{who} {rest}" if rest.startswith("(") else (gap or SEPARATOR).join(filter(None, (who, rest)))


def _initials(team: str) -> set[str]:
    letters = "".join(fold(word)[:1] for word in words(team) if fold(word) not in _SMALL)
    return {letters} if len(letters) > 1 else set()


def _loosely(text: str) -> tuple[str, ...]:
    """The canonical words of a text without accents."""
    return tuple(map(loose, canonical_words(text)))


def _forms(word: str) -> set[str]:
    """A word as it may stand in the enrichment: without accents, with and without a possessive s."""
    forms = {*_loosely(word)}
    return forms | {loose(fold(word[:-2]))} if word.endswith("'s") else forms


def _said(word: str, known: set[str]) -> bool:
    """True for a word that says nothing beside known ones."""
    forms = _loosely(word)
    return bool(forms) and ({*forms} <= known or bool((_forms(word) - {*forms}) & known))


def _beside(text: str, known: set[str], gap: str) -> str:
    """What a name says beside words that are already said, in order, with its separators and brackets.

    A "vs", an "at" or an "and" goes with a neighbour.
    """
    tokens = list(WORD.finditer(text))
    gone = [_said(m[0], known) for m in tokens]
    links = [fold(m[0]) in _CONJUNCTIONS or canonical_words(m[0]) in {("vs",), ("at",)} for m in tokens]
    pieces, position = [], 0
    for i, m in enumerate(tokens):
        if gone[i] or (links[i] and (any(gone[max(0, i - 1) : i]) or any(gone[i + 1 : i + 2]))):
            pieces += [text[position : m.start()], gap]
            position = m.end()
    rest = _LEADING_MARKS.sub(SEPARATOR, "".join([*pieces, text[position:]]))
    segments = tidy(rest).split(SEPARATOR)
    return tidy(SEPARATOR.join(_trimmed(segment) for segment in segments if _says_something(segment, known)))


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
    return any(not _said(word, known) for word in news)


def _event(text: str, event: str, gap: str) -> str:
    e, present = _loosely(event), _loosely(text)
    if not e or _has(present, e):
        return text or event
    known = {form for word in words(event) for form in _forms(word)} | {*e}
    if all(_said(word, known) for word in words(text) if canonical_words(word)):
        return event
    return _joined(event, _beside(text, known, gap), gap)
