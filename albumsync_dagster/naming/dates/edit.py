"""Texts without their dates, and with blanks for hyphens around them.

Here: what is done to a text once its dates are found. Not here: what is left of it (``present``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from albumsync_dagster.naming.dates.calendar import Mention
from albumsync_dagster.naming.dates.resolve import find
from albumsync_dagster.naming.text import SEPARATOR

_SEPARATOR = re.compile(r"---|_-_")
"""Blanks around a dash became hyphens or underscores too."""
_UNDERSCORE = re.compile(r"(?<!\d)_|_(?!\d)")
_BLANKS = re.compile(r"(?<![\d. ])-(?! )|(?<! )-(?![\d ])|_")
"""No hyphen in front of a digit: "3-1" is a score, "9-20" and "22.-26.8" are days, and apart they would be neither."""
_MARKS = ",;: "
"""What leads to a date or on from it, and to nothing where a separator or a bracket is next: "Ana, 5/4 (Proofs)"."""
_NEXT_PART = re.compile(rf"[{_MARKS}]*(?= - | [(\[])")
_TIES = ("-", "_")
_CALLS = ("!", "?")
"""They close on the word in front of the date: "Spring Break 2016!"."""


def without(text: str, mentions: Sequence[Mention], fill: str = " ") -> str:
    """A text without the given dates and what tied them to their neighbours.

    What else they leave behind is not put in order here.
    """
    if not mentions:
        return text
    pieces, position = [], 0
    for mention in mentions:
        begin, end = _widened(text, mention)
        pieces += [text[position:begin], "" if begin and text[end : end + 1] in _CALLS else fill]
        position = max(position, end)
    return "".join([*pieces, text[position:]])


def _widened(text: str, mention: Mention) -> tuple[int, int]:
    """The characters of a date with its brackets and with what tied it to its neighbours."""
    begin, end = mention.start, mention.end
    if begin and text[begin - 1] + text[end : end + 1] in ("()", "[]"):
        begin, end = begin - 1, end + 1
    in_front, behind = text[:begin], text[end : end + 1]
    if behind in _CALLS:
        begin = len(in_front.rstrip(_MARKS + "-_"))
        return begin, end if begin else len(text) - len(text[end:].lstrip("!?"))
    if next_part := _NEXT_PART.match(text, end):
        return len(in_front.rstrip(_MARKS)), next_part.end()
    if in_front.endswith(SEPARATOR):
        return begin, len(text) - len(text[end:].lstrip(_MARKS))  # "Grey High - Aug 12, 2023, Proofs"
    if in_front[-1:] in _TIES and not behind.isalnum():  # "Expo-2019-Booth", "Prom-2025 Lakeside"
        return begin - 1, end + (behind in _TIES)
    if behind == "/" and text[end + 1 : end + 2].isalpha() and in_front.rstrip(" ")[-1:] != "/":
        return begin, end + 1  # "Osterfeuer 8.4.2023/Teil 2", but "Dec 1st/2nd"
    return begin, end


def unhyphenated(text: str) -> str:
    """A text in the form of a UrlName ("JV-Girls-vs-Rye-04-08-2026") with blanks for dashes but in its dates.

    Where it would state other dates then ("24-Nov" and a day that follow each other), its hyphens stay; that it says
    more of one ("15-de-agosto-de-2018") is no other.
    """
    text = _UNDERSCORE.sub(" ", _SEPARATOR.sub(SEPARATOR, text))
    dates = find(text)
    opened = _BLANKS.sub(lambda m: m[0] if any(d.start <= m.start() < d.end for d in dates) else " ", text)
    said = find(opened)
    known = all(any(m.first.agrees(n.first) and m.last.agrees(n.last) for n in said) for m in dates)
    return opened if known else text
