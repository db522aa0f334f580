"""Whether a finished name is well formed, and the marks that a date leaves behind where it stood.

Here: the last look at a name before it is proposed. Not here: making it (``compose``), what its dates mean (``dates``),
what is left of a date that was taken out (``leftovers``).
"""

from __future__ import annotations

import re

from albumsync_dagster.naming.dates import Window, find_in
from albumsync_dagster.naming.dates.forms import confirmed, strict
from albumsync_dagster.naming.leftovers import left_over, torn, unread
from albumsync_dagster.naming.text import ORDERLY, SEPARATOR, clean
from albumsync_dagster.naming.tokens import stream

_PAIRS = ("()", "[]", "{}", "“”", "«»", "（）", "「」", "『』", "【】")
_BRACKETS = frozenset("".join(_PAIRS))
_EMPTY_QUOTES = re.compile(r"(?<![^\W_])([\"'])\s*\1(?![^\W_])|[(\[{（「<]\s*[)\]}）」>]")
_DOUBLED = re.compile(r"(/)(?:\s+/)+|([+&,;:•·~*])(?:\s*(?:\2|,))+")
"""Slashes that touch are a person's: "Favorites // Part Two"."""
_FRONT = re.compile(r"^(?:[\s.,;:/&*•·∙~_|-]|\+(?!\d))+(?=\S)")
_BACK = re.compile(r"(?:\s+[.,;:/+&*•·∙~|-]+|[\s,;:/+&*•·∙~|-]+)$")
_BETWEEN = re.compile(r"(?<=[^\W_]) [;:•·∙*~_]+ (?=[^\W\d_])")
"""A mark that parts two words, as in "Fête : Danse"; a dash says the same."""
_LONE = re.compile(r"(?<=\s)[.,;:•·∙*~]+(?=\s|$)")
_BULLET_END = re.compile(r"\s[•·∙*~+&][•·∙*~+&\s]*(?= - )")
_SEGMENT_FRONT = re.compile(r"(?<= - )[.,;:+&•·∙*~/]+\s+")

_STRAY = re.compile(
    r"\s\s|[,;:]\s*[,;:.]|- -|(?<!\.)\.\.(?!\.)|^(?:[\s.,;:/\-–—_|)\]]|\+(?!\d))|[\s,;:/+\-–—_|(\[]$"
    r"|(?:^|\s)[,;:_](?=\s|$)|\s[.](?=\s|$)|_(?![^\W_])|[&+@#]\s*(?:-|$)|\s-(?=[^\W\d_])|\s'(?=[^\W\d_]{1,3}(?:\s|$))"
)
_AGAINST_NOBODY = re.compile(r"\svs\.?$")
_AT_AN_END = frozenset("+@#'")
"""Marks that an orderly word may end with, and that may be stray there."""
_TORN = re.compile(r"(?:^|\s)[-–/.]\d|\d[-–/](?=\s|$)")


def polished(text: str) -> str:
    """A text from which a date was taken out, without the marks that stood around it and belong to nothing now."""
    while not ORDERLY.fullmatch(text):
        before = text
        text = _EMPTY_QUOTES.sub(" ", text)
        text = _DOUBLED.sub(r"\1\2", text)
        text = _BETWEEN.sub(SEPARATOR, text)
        text = _LONE.sub(" ", _SEGMENT_FRONT.sub("", _BULLET_END.sub("", text)))
        text = clean(_BACK.sub("", _FRONT.sub("", text)))
        if text == before:
            break
    return text


def unbalanced(text: str) -> bool:
    """True where a bracket or a typographic quote opens and does not close, or the other way round."""
    return not _BRACKETS.isdisjoint(text) and any(text.count(pair[0]) != text.count(pair[1]) for pair in _PAIRS)


def flaw(name: str, who: str, window: Window | None, *, present: str, day_first: bool) -> str:
    """What is wrong with a finished name, as a person reads it; empty where nothing is.

    Args:
        name: The finished name.
        who: The part in front of its date.
        window: The days of the photos, where they are known.
        present: The cleaned present name: what a person wrote there may stay.
        day_first: How to read 03-05-2024.
    """
    if not ORDERLY.fullmatch(name) or ".." in name or not _AT_AN_END.isdisjoint(name):
        if _STRAY.search(name) and not _STRAY.search(present):
            return "a mark stands alone in it"
        if len(_TORN.findall(name)) > len(_TORN.findall(present)):
            return "a part of a number is left in it"
    if who.endswith("'") and re.search(rf"(?<!\w){re.escape(who.rpartition(' ')[2])}\w", present):
        return "an apostrophe stands alone in it"
    if _AGAINST_NOBODY.search(who):
        return "nobody stands behind its vs"
    if unbalanced(name) and not unbalanced(present):
        return "a bracket does not close in it"
    dates = find_in(window, present, day_first) if window is not None else ()
    in_front = stream(who)
    if piece := left_over(in_front, present) or torn(who, present, dates):
        return f"{piece} is left of a date in it"
    if window is not None and (piece := unread(in_front, present, window, dates)):
        return f"{piece} is left in it"
    if window is not None and window[0] == window[1] and (strict(in_front.roles) or confirmed(in_front.roles)):
        left = [m for m in find_in(window, who, day_first) if m.first.day and m.first.month and not m.weak]
        if left and not any(SEPARATOR + who[m.start : m.end] in present for m in left):
            return f"{who[left[0].start : left[0].end]} is left in it"
    return ""
