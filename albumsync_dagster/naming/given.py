"""The present name as it is read: cleaned, completed where it was cut, with blanks where an address has hyphens.

Here: from an album to the text whose facts count. Not here: what the text says (``present``, ``subject``).
"""

from __future__ import annotations

import re

from albumsync_dagster.naming.completion import complete
from albumsync_dagster.naming.dates import unhyphenated
from albumsync_dagster.naming.text import SEPARATOR, clean, has_markup, is_misread
from albumsync_dagster.naming.values import Album, Doubt, DoubtCode, Evidence
from albumsync_dagster.naming.wellformed import unbalanced

_URL_WORD = re.compile(r"-(?:(?:vs|at)-|\d)", re.IGNORECASE)
_URL_DASHES = 3
_FILE_DASHES = 2
_CAPITAL_OR_DIGIT = re.compile(r"(?<=[a-z]{2})(?<!Mac)(?=[A-Z][a-z]|\d)")
"""Where the next word of a file's name begins, which has no blanks: "SummerCamp2023_Week2_Edited"."""
_OPEN_BRACKET = re.compile(r"\s*[(\[]([^()\[\]]*)$")
"""A bracket whose end was cut off with the name."""
_TRUNCATED = "The end of the name is missing, and neither an older name nor its address has it."


def present_text(album: Album, evidence: Evidence) -> tuple[str, tuple[str, ...], tuple[Doubt, ...]]:
    """The present name as it is read, with notes and doubts about how it was.

    It is cleaned, completed where it was cut, and has blanks where a UrlName has hyphens.
    """
    text, source, lost = complete(
        clean(album.name) or clean(unhyphenated(album.url_name or "")), album.url_name, evidence.former_names
    )
    notes = (f"the name is truncated; {source} completes it",) if source else ()
    doubts: list[Doubt] = []
    if not source and (lost or unbalanced(text)):
        doubts.append(Doubt(DoubtCode.TRUNCATED, _TRUNCATED))
    if has_markup(album.name):
        doubts.append(Doubt(DoubtCode.MARKUP, "The name holds markup, which is taken out."))
    if is_misread(album.name):
        doubts.append(Doubt(DoubtCode.NOT_WELL_FORMED, "Letters of the name were lost in a wrong encoding."))
    while doubts and unbalanced(text) and (opened := _OPEN_BRACKET.search(text)):
        text = text[: opened.start()] + SEPARATOR + opened[1]
    return spelled_out(clean(text)), notes, tuple(doubts)


def spelled_out(text: str) -> str:
    """A name in the form of a UrlName or a file ("JV-Girls-vs-Hillcrest-Sept-9-2026") with blanks for dashes."""
    head, separator, tail = text.partition(SEPARATOR)
    if " " in head:
        return text
    dashes = head.count("-")
    of_a_url = dashes >= _URL_DASHES and (dashes > _URL_DASHES or _URL_WORD.search(head))
    of_a_file = head.count("_") >= _FILE_DASHES
    if of_a_file:
        head = _CAPITAL_OR_DIGIT.sub(" ", head)
    return unhyphenated(head) + separator + tail if of_a_url or of_a_file else text
