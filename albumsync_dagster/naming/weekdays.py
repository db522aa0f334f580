"""Weekdays in front of a date and behind it: whether they belong to it or to the name.

Here: the span of a date with its weekday, and the words in front of a place. Not here: finding dates (``dates``).
"""

from __future__ import annotations

import re
from datetime import date

from albumsync_dagster.naming.patterns import any_of
from albumsync_dagster.naming.text import fold
from albumsync_dagster.naming.vocabulary import ABBREVIATED_WEEKDAYS, DOTTED_WEEKDAYS, NAMED_DAYS, WEEKDAYS

_WEEKDAY_NAMES, _DOTTED = any_of(WEEKDAYS), any_of(DOTTED_WEEKDAYS)
_WEEKDAY_AFTER = re.compile(rf",?\s*\(?(?:{_WEEKDAY_NAMES})\)?\.?(?=\s*(?:$|[-–|,)]))", re.IGNORECASE)
_WEEKDAY_IN_FRONT = re.compile(
    rf"(?<![^\W_])(?P<w>{_WEEKDAY_NAMES}|{_DOTTED})(?P<stop>\.?)[\s.]*(?P<comma>,?)\s*(?:\bthe\s+)?$",
    re.IGNORECASE,
)
_WORD = re.compile(rf"(?<![^\W_])(?:{_WEEKDAY_NAMES}|{_DOTTED}\.)(?![^\W_])", re.IGNORECASE)
_BEFORE_A_DAY = frozenset({"the", *WEEKDAYS, *DOTTED_WEEKDAYS})
_LONGEST_WEEKDAY = 24
_WEEKDAY_BEFORE = re.compile(
    rf"(?<![^\W_])(?:{_WEEKDAY_NAMES})\.?(?:\s?[-–/&,]\s?|\s+(?:and|to|thru|through)\s+)$", re.IGNORECASE
)
_NAMED = re.compile(r"(?:(?:vs|v|at)\.?|@)\s+[^\W\d_]+\s+$", re.IGNORECASE)


def names_a_weekday(text: str) -> bool:
    """True where a weekday stands anywhere in a text."""
    return _WORD.search(text) is not None


def with_weekday(text: str, start: int, end: int, day: date | None) -> tuple[int, int]:
    """The span with the weekday that belongs to the date ("Sat, May 3", "May 3 (Sat)").

    A weekday in the middle of a name may belong to it ("Connecticut Sun May 3", "Good Friday Apr 18"); it counts as
    part of the date only abbreviated, behind another weekday ("Fri-Sun"), in front of a comma, at the start of a
    segment unless the day is known to be another ("Fair - Friday 26 Aug 2024", a Monday), or in full where it is that
    day's.
    """
    if _word_in_front(text, start) in _BEFORE_A_DAY and (
        m := _WEEKDAY_IN_FRONT.search(text, max(0, start - _LONGEST_WEEKDAY), start)
    ):
        begin, weekday = m.start("w"), m["w"].lower()
        if days := _WEEKDAY_BEFORE.search(text, 0, begin):
            begin = days.start()
        opens = not begin or text[:begin].rstrip()[-1:] in ("-", ",", "(", "/", "|")
        if weekday not in WEEKDAYS:
            belongs = m["stop"] == "." and day is not None and DOTTED_WEEKDAYS[weekday] == day.weekday()
        elif days or weekday in ABBREVIATED_WEEKDAYS or m["comma"]:
            belongs = True
        elif opens:
            belongs = day is None or WEEKDAYS[weekday] == day.weekday()
        else:
            belongs = day is not None and WEEKDAYS[weekday] == day.weekday() and not _an_occasion(text, begin)
        if belongs:
            start = begin
    if end < len(text) and (w := _WEEKDAY_AFTER.match(text, end)):
        end = w.end() - (w[0].endswith(")") and "(" not in w[0])
    return start, end


def _word_in_front(text: str, start: int) -> str:
    """The letters in front of a position, behind which stops, commas and blanks may stand."""
    end = start
    while end and text[end - 1] in " .,":
        end -= 1
    begin = end
    while begin and text[begin - 1].isalpha():
        begin -= 1
    return text[begin:end].lower()


def _an_occasion(text: str, begin: int) -> bool:
    """True where the word in front makes a weekday a name: "Good Friday", "Taco Tuesday", "vs Sheffield Wednesday"."""
    before = word_before(text, begin)
    alliterates = before[:1] == fold(text[begin : begin + 1])  # as most days that people make up do
    return before in NAMED_DAYS or alliterates or _NAMED.search(text[:begin]) is not None


def word_before(text: str, start: int) -> str:
    """The folded word in front of a position, behind which "of", "#", a stop or a hyphen may stand."""
    head = text[:start].rstrip(" #.")
    if head[-1:] in {"-", "_"} and head[-2:-1].isalnum():
        head = head[:-1]
    if head[-3:].lower() in {" of", "-of"}:
        head = head[:-3].rstrip()
    begin = len(head)
    while begin and head[begin - 1].isalnum():
        begin -= 1
    return fold(head[begin:])
