"""Putting a name together and keeping it short enough.

Here: who or what, what tells twins apart, and when, as one name. No word is ever left out. Not here: where these come
from (``subject``, ``capture``), whether the name is well formed (``wellformed``).
"""

from __future__ import annotations

import re

from albumsync_dagster.naming.lexicon import GENERIC, LEVELS, SPORTS
from albumsync_dagster.naming.parsing import MATCHUP, canonical, sides_of
from albumsync_dagster.naming.spellings import ABBREVIATIONS
from albumsync_dagster.naming.text import (
    COMFORTABLE,
    FIRST_IDEOGRAPH,
    MAX_GRAPHEMES,
    SEPARATOR,
    fits,
    fold,
    tidy,
    words,
)

_SHORT = re.compile(rf"(?<![^\W_])(?:{'|'.join(ABBREVIATIONS)})(?![^\W_])", re.IGNORECASE)
_NUMBERED = re.compile(r"(.*\S) (\(\d{1,3}\))", re.DOTALL)


def compose(who: str, when: str, tag: str = "") -> str:
    """A finished name: ``{who} - {tag} - {when}``.

    Above 60 grapheme clusters it has as few usual abbreviations as bring it there, else as bring it to 100, else none.

    Args:
        who: Who or what, tidy.
        when: The printed date, or empty.
        tag: What tells this album from its twins, for instance ``Video`` or ``(2)``; never shortened. A number in
            brackets at the end of ``who`` counts as one, so that a name told apart stays so when it is proposed again.
    """
    if not tag and who.endswith(")") and (numbered := _NUMBERED.fullmatch(who)):
        who, tag = numbered.groups()
    glue = " " if tag.startswith("(") else SEPARATOR
    tail = f"{glue}{tag}" if tag and who else tag
    if when:
        tail += SEPARATOR + when if who or tag else when
    return tidy(_abbreviated(who, tail) + tail)


def _abbreviated(who: str, tail: str) -> str:
    """The text with as few abbreviations, from the left, as make it comfortable or, failing that, short enough."""
    for limit in (COMFORTABLE, MAX_GRAPHEMES):
        short, position = who, 0
        while not fits(short + tail, limit) and (m := _SHORT.search(short, position)):
            word = ABBREVIATIONS[fold(m[0])]
            word = word.upper() if m[0].isupper() else word.lower() if m[0].islower() else word
            short = short[: m.start()] + word + short[m.end() :]
            position = m.start() + len(word)
        if fits(short + tail, limit):
            return short
    return who


_IN_IDEOGRAPHS = re.compile(f"(?<=[ {FIRST_IDEOGRAPH}-\uffff])vs(?=[{FIRST_IDEOGRAPH}-\uffff])", re.IGNORECASE)


def matchup(text: str) -> str:
    """A text with ``vs`` for "vs.", "VS", "v" and "v."; "at" and "@" stay what they mean."""
    text = _IN_IDEOGRAPHS.sub(" vs ", text)
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
    other = sides_of(elsewhere)[0] or MATCHUP.search(elsewhere)
    return m[0] if other or following & (SPORTS | LEVELS | GENERIC) or m.string[: m.start()].endswith("&") else " vs "
