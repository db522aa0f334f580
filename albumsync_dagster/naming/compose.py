"""Putting a name together and making it fit.

Here: who or what, what tells twins apart, and when, in at most 60 characters as a person counts them. Not here: where
these come from (``subject``, ``capture``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from albumsync_dagster.naming.parsing import MATCHUP, prefix_length
from albumsync_dagster.naming.text import MAX_GRAPHEMES, SEPARATOR, cut, fits, fold, tidy, words
from albumsync_dagster.naming.vocabulary import (
    ABBREVIATIONS,
    FILLERS,
    SPORTS,
    STRONG_ABBREVIATIONS,
    STRONG_PHRASES,
)

COMFORTABLE = 45
"""Names up to this length are not abbreviated."""

_SHORT = re.compile(rf"(?<![^\W_])(?:{'|'.join(ABBREVIATIONS)})(?![^\W_])", re.IGNORECASE)
_SHORTER = re.compile(rf"(?<![^\W_])(?:{'|'.join(STRONG_ABBREVIATIONS)})(?![^\W_])", re.IGNORECASE)
_PHRASE = re.compile(
    rf"(?<![^\W_])(?:{'|'.join(sorted(STRONG_PHRASES, key=len, reverse=True))})(?![^\W_])".replace(" ", r"\s"),
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(.*\S) (\(\d{1,3}\))", re.DOTALL)
_TOKEN = re.compile(r"\S+")
_CONNECTOR = re.compile(r"\s(?:vs|at|@)\s")


@dataclass(frozen=True, slots=True)
class Composed:
    """A finished name."""

    name: str
    dropped: tuple[str, ...] = ()
    """Words that had to go so that the name fits."""

    @property
    def shortened(self) -> str:
        """A sentence about what had to go."""
        shown = ", ".join(cut(word, 20) for word in self.dropped[:5])
        return f"too long, left out: {shown}" + (f" and {more} more" if (more := len(self.dropped) - 5) > 0 else "")


@lru_cache(maxsize=1 << 11)
def compose(who: str, when: str, tag: str = "") -> Composed:
    """``{who} - {tag} - {when}`` in at most 60 grapheme clusters.

    Args:
        who: Who or what, tidy.
        when: The printed date, or empty.
        tag: What tells this album from its twins, for instance ``Video`` or ``(2)``; never shortened. A number in
            brackets at the end of ``who`` counts as one, so that a name told apart stays so when it is proposed again.
    """
    if not tag and (numbered := _NUMBERED.fullmatch(who)):
        who, tag = numbered.groups()
    glue = " " if tag.startswith("(") else SEPARATOR
    tail = f"{glue}{tag}" if tag and who else tag
    if when:
        tail += SEPARATOR + when if who or tag else when
    body, dropped = _shorten(who, tail)
    return Composed(tidy(body + tail), dropped)


def matchup(text: str) -> str:
    """A text with ``vs`` for "vs.", "VS", "v" and "v."; "at" and "@" stay what they mean."""
    while (changed := MATCHUP.sub(" vs ", text)) != text:
        text = changed
    return text


def _shorten(who: str, tail: str) -> tuple[str, tuple[str, ...]]:
    who = _abbreviate(who, tail, _SHORT, ABBREVIATIONS, COMFORTABLE)
    if fits(who + tail):
        return who, ()
    who = _abbreviate(who, tail, _PHRASE, STRONG_PHRASES, MAX_GRAPHEMES)
    who = _abbreviate(who, tail, _SHORTER, STRONG_ABBREVIATIONS, MAX_GRAPHEMES)
    dropped: list[str] = []
    while not fits(who + tail):
        before = who
        who, gone = _drop_one(who)
        if not gone or not who:
            return _last_resort(before, tail, dropped)
        dropped.append(gone)
    return who, tuple(dropped)


def _abbreviate(who: str, tail: str, pattern: re.Pattern[str], table: object, limit: int) -> str:
    """The text with as few abbreviations, from the left, as make it fit the limit."""
    position = 0
    while not fits(who + tail, limit) and (m := pattern.search(who, position)):
        short = table[" ".join(m[0].lower().split())]  # type: ignore[index]
        short = short.upper() if m[0].isupper() else short.lower() if m[0].islower() else short
        who = who[: m.start()] + short + who[m.end() :]
        position = m.start() + len(short)
    return who


def _drop_one(who: str) -> tuple[str, str]:
    """The text without its least identifying word or prefix, and what went; the teams of a matchup stay."""
    if length := prefix_length(who):
        return who[length:], who[:length].removesuffix(SEPARATOR)
    tokens = list(_TOKEN.finditer(who))
    for vocabulary in (FILLERS, SPORTS):
        for m in reversed(tokens):
            plain = fold(m[0].strip("()[],.:;"))
            if plain in vocabulary and len(tokens) > 1 and not _needed(who, m):
                return tidy(who[: m.start()] + who[m.end() :]), m[0]
    against = _CONNECTOR.search(who)
    end = len(who)
    if against:
        team_end = re.compile(r" - |\s?[(\[]").search(who, against.end())
        end = team_end.start() if team_end else len(who)
    behind = [m for m in tokens if m.start() >= end and any(c.isalnum() for c in m[0])]
    if against and behind:
        last = behind[-1]
    elif against:
        start = who.rfind(SEPARATOR, 0, against.start())
        if start <= 0:
            return who, ""
        return who[start + len(SEPARATOR) :], who[:start]
    elif len(tokens) > 1:
        last = tokens[-1]
    else:
        return who, ""
    return tidy(who[: last.start()] + who[last.end() :]), last[0]


def _needed(who: str, m: re.Match[str]) -> bool:
    """True for a word that is the whole side of a matchup."""
    before, after = who[: m.start()], who[m.end() :]
    return before.rstrip().endswith((" vs", " at", " @")) or (not before and after.startswith(" vs "))


def _last_resort(who: str, tail: str, dropped: list[str]) -> tuple[str, tuple[str, ...]]:
    """Nothing but teams, or one endless word: the longer side gives way, never inside a grapheme cluster."""
    against = _CONNECTOR.search(who)
    while against and not fits(who + tail):
        left, right = who[: against.start()], who[against.end() :]
        longer = left if len(left) >= len(right) else right
        shorter, _, gone = longer.rpartition(" ")
        if not shorter:
            break
        dropped.append(gone)
        shorter = tidy(shorter) or shorter
        who = (shorter + against[0] + right) if longer is left else (left + against[0] + shorter)
        against = _CONNECTOR.search(who)
    if not fits(who + tail):
        room = MAX_GRAPHEMES - len(tail)
        kept = tidy(cut(who, max(room, 1)))
        dropped.append(who[len(kept) :].strip())
        who = kept
    return who, tuple(d for d in dropped if words(d)) or ("the end of a word",)
