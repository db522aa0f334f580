"""Putting a name together and making it fit.

Here: who or what, what tells twins apart, and when, in at most 60 characters as a person counts them. Not here: where
these come from (``subject``, ``capture``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from albumsync_dagster.naming.lexicon import (
    ABBREVIATIONS,
    GENERIC,
    LEVELS,
    SPORTS,
    STRONG_ABBREVIATIONS,
    STRONG_PHRASES,
)
from albumsync_dagster.naming.parsing import MATCHUP, canonical
from albumsync_dagster.naming.pieces import Piece, Rank, pieces_of
from albumsync_dagster.naming.text import MAX_GRAPHEMES, SEPARATOR, cut, fits, fold, tidy, words

COMFORTABLE = 45
"""Names up to this length are not abbreviated."""

_SHORT = re.compile(rf"(?<![^\W_])(?:{'|'.join(ABBREVIATIONS)})(?![^\W_])", re.IGNORECASE)
_SHORTER = re.compile(rf"(?<![^\W_])(?:{'|'.join(STRONG_ABBREVIATIONS)})(?![^\W_])", re.IGNORECASE)
_PHRASE = re.compile(
    rf"(?<![^\W_])(?:{'|'.join(sorted(STRONG_PHRASES, key=len, reverse=True))})(?![^\W_])".replace(" ", r"\s"),
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(.*\S) (\(\d{1,3}\))", re.DOTALL)
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
    while (changed := MATCHUP.sub(_versus, text)) != text:
        text = changed
    return text


def _versus(m: re.Match[str]) -> str:
    """`` vs ``, but a capital V for varsity or for five stays: "Boys V Soccer", "Rumble V Finals", "V at Dover"."""
    if m[0].strip() != "V":
        return " vs "
    behind = words(m.string[m.end() :])
    following = set(canonical(behind[0])) if behind else set()
    elsewhere = m.string[: m.start()] + " " + m.string[m.end() - 1 :]
    other = _CONNECTOR.search(elsewhere) or MATCHUP.search(elsewhere)
    return m[0] if other or following & (SPORTS | LEVELS | GENERIC) or m.string[: m.start()].endswith("&") else " vs "


def _shorten(who: str, tail: str) -> tuple[str, tuple[str, ...]]:
    who = _abbreviate(who, tail, _SHORT, ABBREVIATIONS, COMFORTABLE)
    if fits(who + tail):
        return who, ()
    who = _abbreviate(who, tail, _PHRASE, STRONG_PHRASES, MAX_GRAPHEMES)
    who = _abbreviate(who, tail, _SHORTER, STRONG_ABBREVIATIONS, MAX_GRAPHEMES)
    if fits(who + tail):
        return who, ()
    pieces = pieces_of(who)
    kept = set(range(len(pieces)))
    order = sorted((i for i in kept if pieces[i].rank is not Rank.TEAM), key=lambda i: (pieces[i].rank, -i))
    gone: list[int] = []
    for i in order:
        if fits(_put(pieces, kept) + tail):
            break
        if _put(pieces, kept - {i}):
            kept.remove(i)
            gone.append(i)
    if not fits(_put(pieces, kept) + tail):
        return _last_resort(_put(pieces, kept), tail, [pieces[i].text for i in gone])
    for i in reversed(list(gone)):  # what went for something longer behind it may still have room
        if fits(_put(pieces, kept | {i}) + tail):
            kept.add(i)
            gone.remove(i)
    return _put(pieces, kept), tuple(pieces[i].text for i in gone)


def _put(pieces: list[Piece], kept: set[int]) -> str:
    return tidy(" ".join(piece.text for i, piece in enumerate(pieces) if i in kept))


def _abbreviate(who: str, tail: str, pattern: re.Pattern[str], table: object, limit: int) -> str:
    """The text with as few abbreviations, from the left, as make it fit the limit."""
    position = 0
    while not fits(who + tail, limit) and (m := pattern.search(who, position)):
        short = table[" ".join(fold(m[0]).split())]  # type: ignore[index]
        short = short.upper() if m[0].isupper() else short.lower() if m[0].islower() else short
        who = who[: m.start()] + short + who[m.end() :]
        position = m.start() + len(short)
    return who


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
