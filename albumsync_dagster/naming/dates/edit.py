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


def without(text: str, mentions: Sequence[Mention], fill: str = " ") -> str:
    """A text without the given dates, and without the hyphens that tied both sides to them ("Expo-2019-Booth").

    What else they leave behind is not put in order here.
    """
    if not mentions:
        return text
    pieces, position = [], 0
    for mention in mentions:
        tied = text[mention.start - 1 : mention.start] in ("-", "_") and text[mention.end :][:1] in ("-", "_")
        pieces += [text[position : mention.start - tied], fill]
        position = max(position, mention.end + tied)
    return "".join([*pieces, text[position:]])


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
