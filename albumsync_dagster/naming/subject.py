"""Who or what an album shows: from its enrichment and from its present name.

Here: joining the two so that nothing that identifies the album is lost. Not here: dates (``present``), length
(``compose``).
"""

from __future__ import annotations

from dataclasses import dataclass

from albumsync_dagster.naming.compose import matchup
from albumsync_dagster.naming.dates import find, without
from albumsync_dagster.naming.parsing import CUT, canonical_words, prefix_length
from albumsync_dagster.naming.text import SEPARATOR, WORD, clean, fold, tidy, words
from albumsync_dagster.naming.values import Enrichment
from albumsync_dagster.naming.vocabulary import PLACEHOLDERS, PREFIX_WORDS

_SMALL = frozenset({"the", "of", "de", "and", "at", "vs"})


@dataclass(frozen=True, slots=True)
class Subject:
    """Who or what, and what is doubtful about it."""

    text: str
    doubts: tuple[str, ...] = ()


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
    text = matchup(present)
    length = prefix_length(text)
    recorded = _recorded_sport(enrichment, keywords)
    if length and set(canonical_words(text[:length])) & recorded:
        text = text[length:]
    if enrichment is None:
        return Subject(text)
    home, away, event = (_known(v) for v in (enrichment.home_team, enrichment.away_team, enrichment.event_name))
    only_prefix = all(fold(word) in PREFIX_WORDS for word in words(text)) and set(canonical_words(text)) & recorded
    if ((home and away) or event) and (only_prefix or fold(text) in PLACEHOLDERS):
        text = ""
    if home and away:
        found = _teams(text, home, away, gap)
        return Subject(matchup(found.text), found.doubts)
    if event:
        return Subject(matchup(_event(text, event, gap)))
    return Subject(text)


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
    h, a = canonical_words(home), canonical_words(away)
    whole = canonical_words(text)
    if not h or not a:
        return Subject(text or f"{home} vs {away}")
    doubts: tuple[str, ...] = ()
    ours, theirs = {*h, *_initials(home)}, {*a, *_initials(away)}
    for i, connector in enumerate(whole):
        if connector not in {"vs", "at"}:
            continue
        left, right = whole[:i], whole[i + 1 :]
        if connector == "vs" and _has(left, h) and _has(right, a):
            return Subject(text)
        if connector == "at" and _has(left, a) and _has(right, h):
            return Subject(text)
        if connector == "at" and _has(left, h) and _has(right, a):
            doubts = (f"the name puts the game at {away}, the enrichment at {home}",)
        elif not (ours & {*left} and theirs & {*right}) and not (theirs & {*left} and ours & {*right}):
            doubts = (f"the name states other teams than the enrichment, {home} and {away}",)
    return Subject(_joined(f"{home} vs {away}", _beside(text, ours | theirs, gap), gap), doubts)


def _joined(who: str, rest: str, gap: str) -> str:
    """What identifies the album, and what the name says beside it; a bracket needs no dash."""
    return f"{who} {rest}" if rest.startswith("(") else (gap or SEPARATOR).join(filter(None, (who, rest)))


def _initials(team: str) -> set[str]:
    letters = "".join(fold(word)[:1] for word in words(team) if fold(word) not in _SMALL)
    return {letters} if len(letters) > 1 else set()


def _beside(text: str, known: set[str], gap: str) -> str:
    """What a name says beside words that are already said, in order, with its separators and brackets."""
    pieces, position = [], 0
    for m in WORD.finditer(text):
        forms = set(canonical_words(m[0])) or {m[0]}
        if forms <= known | {"vs", "at"}:
            pieces += [text[position : m.start()], gap]
            position = m.end()
    segments = tidy("".join([*pieces, text[position:]])).split(SEPARATOR)
    return tidy(SEPARATOR.join(segment for segment in segments if _says_something(segment, known)))


def _says_something(segment: str, known: set[str]) -> bool:
    """True where a segment holds a word that is not yet said."""
    news = (word for word in words(segment) if word[0].isalnum() and fold(word) not in _SMALL)
    return any(not {*canonical_words(word)} <= known for word in news)


def _event(text: str, event: str, gap: str) -> str:
    e, present = canonical_words(event), canonical_words(text)
    if not e or _has(present, e):
        return text or event
    if set(present) <= set(e):
        return event
    return _joined(event, _beside(text, set(e), gap), gap)
