"""Names that an earlier tool cut: what followed the cut, from older names or from the album's UrlName.

Here: finding the missing end. Not here: removing dates and other traces (``present``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from albumsync_dagster.naming.dates import find, unhyphenated, without
from albumsync_dagster.naming.locales import words as spoken
from albumsync_dagster.naming.parsing import CUT, has_cut
from albumsync_dagster.naming.text import SEPARATOR, clean, fold, loose, tidy, words

_TELLING = 3
"""Letters that must stand before a cut for it to be one."""
_HYPHENATED = re.compile(r"(?<=[^\W_])-[^\W\d_]{1,2}$")
_AGAINST = re.compile(r" (?:vs?\.?|at|@) ", re.IGNORECASE)
_ENGLISH_MONTHS = tuple(key for key, named in spoken().months.items() if any("en" in n.languages for n in named))
_FRAGMENT = 2
"""A beginning of a word no longer than this says nothing and goes."""


class Completed(NamedTuple):
    """A name without cut marks."""

    text: str
    source: str = ""
    """Where the end was found: ``an older name``, ``the UrlName`` or empty."""
    lost: bool = False
    """True where something was cut and nothing tells what."""


def complete(text: str, url_name: str | None, former_names: Sequence[str]) -> Completed:
    """A cleaned name with the end that was cut off.

    Args:
        text: The present name, cleaned.
        url_name: SmugMug keeps it when an album is renamed, so it still holds the words of the first name.
        former_names: Older names, oldest first; the newest that fits is taken.
    """
    mark = CUT.search(text) if has_cut(text) else None
    if mark is None:
        return Completed(text)
    if sum(map(str.isalnum, text[: mark.start()])) < _TELLING:
        return Completed(tidy(CUT.sub(" ", text)))
    stem, tail = text[: mark.start()], CUT.sub(" - ", text[mark.end() :])
    attached = mark[0][0] != " "
    for former in reversed(former_names):
        older = clean(former)
        if not CUT.search(older) and (rest := _after(stem, older, attached=attached)):
            return Completed(_joined(stem, rest, tail, older=True), "an older name")
    if url_name and not CUT.search(url_name) and (rest := _after(stem, unhyphenated(url_name), attached=attached)):
        return Completed(_joined(stem, rest, tail, older=False), "the UrlName")
    return Completed(tidy(f"{_without_fragment(stem, attached=attached)} - {tail}"), lost=True)


def _after(stem: str, whole: str, *, attached: bool) -> str:
    """What follows the stem in a whole name, compared by letters without accents and digits; empty if not in it."""
    letters = [(loose(fold(c)), i) for i, c in enumerate(whole) if c.isalnum()]
    haystack = "".join(letter for letter, _ in letters)
    starts = [0]
    for letter, _ in letters:
        starts.append(starts[-1] + len(letter))
    needle = "".join(loose(fold(c)) for c in stem if c.isalnum())
    position = haystack.find(needle)
    while position >= 0:
        if position in starts and position + len(needle) in starts:
            first, end = starts.index(position), starts.index(position + len(needle))
            at_word = first == 0 or not whole[letters[first][1] - 1].isalnum()
            if at_word and end < len(letters):
                rest = whole[letters[end - 1][1] + 1 :]
                # A cut behind a whole word must not be continued inside one.
                if attached or not rest[0].isalnum():
                    return rest
        position = haystack.find(needle, position + 1)
    return ""


def _joined(stem: str, rest: str, tail: str, *, older: bool) -> str:
    if older:
        body = stem.rstrip(" -(") + rest if not rest[0].isalnum() else stem + rest
    elif rest[0].isalnum() or (stem.endswith("-") and not stem.endswith(" -")):
        body = stem + rest.lstrip(" ")
    else:
        body = f"{stem} {rest.strip()}"
    for opening, closing in ("()", "[]"):
        if body.count(opening) > body.count(closing):
            against = _AGAINST.search(body, body.rfind(opening))
            end = against.start() if against else len(body)  # no bracket holds both sides: "Mary's (Cal) vs Hilo"
            body = body[:end] + closing + body[end:]
    return tidy(f"{body} - {_news(body, clean(tail))}")


def _news(body: str, tail: str) -> str:
    """What stands behind the cut, without the words if all of them stand in the completed name; its dates stay."""
    dates = find(tail)
    known = {fold(word) for word in words(body)}
    if any(fold(word) not in known for word in words(without(tail, dates))):
        return tail
    return SEPARATOR.join(tail[m.start : m.end] for m in dates)


def _without_fragment(stem: str, *, attached: bool) -> str:
    """A stem without the beginning of a word of which too little is left to say anything."""
    if not attached:
        return stem
    stem = _HYPHENATED.sub("", stem)
    head, separator, last = stem.rpartition(" ")
    letters = last.strip("([{-'\"")
    month = bool(letters) and any(name.startswith(fold(letters)) for name in _ENGLISH_MONTHS)
    behind_separator = head.endswith("-") or last[:1] in "([{"
    if (
        separator
        and ((letters.isalpha() and len(letters) <= _FRAGMENT) or (month and behind_separator))
        and any(c.isalnum() for c in head)
    ):
        return head if behind_separator or not letters.isupper() else stem
    return stem
