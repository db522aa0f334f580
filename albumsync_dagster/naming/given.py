"""The present name as it is read: cleaned, completed where it was cut, with blanks where an address has hyphens.

Here: from an album to the text whose facts count; the end that an earlier tool cut off comes from older names or from
the album's UrlName. Not here: what the text says (``present``, ``subject``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from albumsync_dagster.naming.dates import find, unhyphenated, without
from albumsync_dagster.naming.defaults import is_default_name
from albumsync_dagster.naming.locales import in_english
from albumsync_dagster.naming.locales import words as spoken
from albumsync_dagster.naming.parsing import AT, CUT, VERSUS, has_cut
from albumsync_dagster.naming.text import A_FEW, SEPARATOR, clean, fold, has_markup, is_misread, loose, tidy, words
from albumsync_dagster.naming.tokens import months_of
from albumsync_dagster.naming.values import Album, Doubt, DoubtCode, Evidence
from albumsync_dagster.naming.wellformed import unbalanced

_URL_WORD = re.compile(r"-(?:(?:vs|at)-|\d)", re.IGNORECASE)
_URL_DASHES = 3
_FILE_DASHES = 2
_TIME = re.compile(r"T(?<=\d{4}-\d\d-\d\dT)(?=\d\d:?\d\d)")
_GLUED = re.compile(r"(?<=[a-z]{2})vs(?=[A-Z][a-z])|-?(?<![^\W_])vs(?=[A-Z])")
"""As in "SoftballvsHillcrest", "JV-vsMHS"."""
_OPEN_BRACKET = re.compile(r"\s*[(\[]([^()\[\]]*)$")
"""A bracket whose end was cut off with the name."""
_TRUNCATED = "The end of the name is missing, and neither an older name nor its address has it."
_PERHAPS_TRUNCATED = "The name ends inside a word of its address, which goes on: perhaps it was cut."
_TELLING = 3
"""Letters that must stand before a cut for it to be one."""
_HYPHENATED = re.compile(r"(?<=[^\W_])-[^\W\d_]{1,2}$")
_AGAINST = re.compile(rf" (?:{VERSUS}|{AT}) ")
_ENGLISH_MONTHS = tuple(key for key, named in spoken().months.items() if in_english(named))
_FRAGMENT = 2
"""A beginning of a word no longer than this says nothing and goes."""


def present_text(album: Album, evidence: Evidence) -> tuple[str, tuple[str, ...], tuple[Doubt, ...]]:
    """The present name as it is read, with notes and doubts about how it was.

    It is cleaned, completed where it was cut, and has blanks where a UrlName has hyphens.
    """
    text, source, lost = _complete(
        clean(album.name) or clean(unhyphenated(album.url_name or "")), album.url_name, evidence.former_names
    )
    notes = (f"the name is truncated; {source} completes it",) if source else ()
    doubts: list[Doubt] = []
    if source and lost:
        doubts.append(Doubt(DoubtCode.TRUNCATED, _PERHAPS_TRUNCATED))
    elif not source and (lost or unbalanced(text)):
        doubts.append(Doubt(DoubtCode.TRUNCATED, _TRUNCATED))
    if has_markup(album.name):
        doubts.append(Doubt(DoubtCode.MARKUP, "The name holds markup, which is taken out."))
    if is_misread(album.name):
        doubts.append(Doubt(DoubtCode.NOT_WELL_FORMED, "Letters of the name were lost in a wrong encoding."))
    while doubts and unbalanced(text) and (opened := _OPEN_BRACKET.search(text)):
        text = text[: opened.start()] + SEPARATOR + opened[1]
    return spelled_out(clean(text)), notes, tuple(doubts)


@lru_cache(maxsize=A_FEW)
def spelled_out(text: str) -> str:
    """A name in the form of a UrlName or a file ("JV-Girls-vs-Hillcrest-Sept-9-2026") with blanks for dashes."""
    text = _TIME.sub(" ", text)
    head, separator, tail = text.partition(SEPARATOR)
    if " " not in head and not is_default_name(text):
        dashes = head.count("-")
        of_a_url = dashes >= _URL_DASHES and (dashes > _URL_DASHES or _URL_WORD.search(head))
        of_a_file = head.count("_") >= _FILE_DASHES
        text = unhyphenated(head) + separator + tail if of_a_url or of_a_file else text
    parted = _GLUED.sub(" vs ", text)
    return text if parted == text else tidy(parted)


def _complete(text: str, url_name: str | None, former_names: Sequence[str]) -> tuple[str, str, bool]:
    """A cleaned name with the end that was cut off, where that was found, and whether it is not sure what was cut.

    Args:
        text: The present name, cleaned.
        url_name: SmugMug keeps it when an album is renamed, so it still holds the words of the first name.
        former_names: Older names, oldest first; the newest that fits is taken.
    """
    mark = CUT.search(text) if has_cut(text) else None
    if mark is None:
        rest = _end_of_its_word(text, url_name) if url_name and len(text) >= _LONG else ""
        return (_joined(text, rest, "", older=False), "the UrlName", True) if rest else (text, "", False)
    if sum(map(str.isalnum, text[: mark.start()])) < _TELLING:
        return tidy(CUT.sub(" ", text)), "", False
    stem, tail = text[: mark.start()], CUT.sub(" - ", text[mark.end() :])
    attached = mark[0][0] != " "
    for former in reversed(former_names):
        older = clean(former)
        if not CUT.search(older) and (rest := _after(stem, older, attached=attached)):
            return _joined(stem, rest, tail, older=True), "an older name", False
    if url_name and not CUT.search(url_name) and (rest := _after(stem, unhyphenated(url_name), attached=attached)):
        return _joined(stem, rest, tail, older=False), "the UrlName", False
    return tidy(f"{_without_fragment(stem, attached=attached)} - {tail}"), "", True


def _end_of_its_word(text: str, url_name: str) -> str:
    """What follows a long name that ends inside a word or a date of its address: "Lower Merion Conservancy Strea".

    A field of 30 or 50 characters ends a name there; a person does where the shorter word is one too ("Park" of
    "Parkway"), so it is asked about.
    """
    whole = unhyphenated(url_name)
    rest = _after(text, whole, attached=True) if len(text) < len(whole) else ""
    letters = [sum(map(str.isalnum, each)) for each in (text, rest, whole)]
    if rest[1:2].isdigit() and months_of(text.rpartition(" ")[2]):
        rest = rest.replace("-", " ")
    elif not (rest[:1].isalpha() and text[-1].isalpha()):
        return ""
    return rest if letters[0] + letters[1] == letters[2] else ""


_LONG = 25
"""Characters from which on a name may have been cut where a field ended."""


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
