"""What earlier tools left at the end of names, and whether an account's ends are a tool's handwriting.

Here: which dates at the end of a name no person wrote. Not here: removing them (``present``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from albumsync_dagster.naming.dates import Mention, Partial, find
from albumsync_dagster.naming.defaults import is_default_name
from albumsync_dagster.naming.locales import look_up
from albumsync_dagster.naming.locales import words as spoken
from albumsync_dagster.naming.text import SEPARATOR, clean, words
from albumsync_dagster.naming.values import CaptureDays, NamingOptions

_TOOL_DAY = re.compile(r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [1-9]\d?")
"""Month and day as a tool appends them: abbreviated, without year."""
_NEW_YEAR = re.compile("|".join(re.escape(day.replace("_", " ")) for day in spoken().new_year))
_FALSE_DAY = Partial(None, 1, 1)
_ENDS_LIKE_A_TOOLS = re.compile(rf"{SEPARATOR}{_TOOL_DAY.pattern}$")

_ENOUGH_NAMES, _ENOUGH_SHARE = 20, 0.10
"""So many names of an account, and this share of them, must end in the day that a tool appends."""
_NEARLY_ALL, _UPLOADED_WITHIN = 0.90, 7
"""The share of them whose appended day is the photos' or up to so many days after it."""


def looks_like_a_tools(text: str) -> bool:
    """True for a name that ends in `` - Mon D``."""
    return _ENDS_LIKE_A_TOOLS.search(text) is not None


def says_the_day(text: str, mentions: Sequence[Mention], day: Partial) -> bool:
    """True where a person stated this very day; what a tool appends it has from the same photos or videos."""
    by_a_person = mentions[:-1] if looks_like_a_tools(text) else mentions
    return any(m.first.day and m.first == m.last and m.first.agrees(day) for m in by_a_person)


class Trace(NamedTuple):
    """A date at the end of a name that an earlier tool appended, and how that is known."""

    mention: Mention
    why: str

    def wrote(self, text: str, m: Mention) -> bool:
        """True for the date at the end, and for the same one that the tool appended before: "- Jul 1 - Jul 1"."""
        same = SEPARATOR + text[self.mention.start : self.mention.end]
        return m is self.mention or text[m.start - len(SEPARATOR) : m.end] == same


def trace(text: str, mentions: tuple[Mention, ...], *, handwriting: int) -> Trace | None:
    """The last date of a name, where an earlier tool appended it; None where a person may have written it.

    Args:
        text: The cleaned name.
        mentions: Its dates.
        handwriting: How many names of the account end in a day that a tool appended; 0 where a person may have.
    """
    if not mentions or mentions[-1].end != len(text):
        return None
    last, earlier = mentions[-1], mentions[:-1]
    written = text[last.start :]
    if last.first != last.last or not text[: last.start].endswith(SEPARATOR):
        return None
    same = [m for m in earlier if m.first.month and m.first.agrees(last.first) and (m.first.day or not last.first.day)]
    if last.first == _FALSE_DAY and written == "Jan 1" and not new_year(text):
        return Trace(last, "an earlier tool appended the wrong Jan 1")
    if not _TOOL_DAY.fullmatch(written):
        return None
    if is_default_name(text[: last.start - len(SEPARATOR)]):
        return Trace(last, f"{written} was appended by an earlier tool to a name that nobody chose")
    if any(text[m.start : m.end] == written for m in same):
        return Trace(last, f"{written} is there twice")
    if any(m.first.day for m in earlier) and not _range(earlier[-1], last, text):
        return Trace(last, f"{written} was appended by an earlier tool beside the name's own day")
    if handwriting:
        return Trace(
            last,
            f"{handwriting} names of this account end in a day that an earlier tool appended; {written} is removed",
        )
    return None


def _range(before: Mention, last: Mention, text: str) -> bool:
    """True for "May 3 - May 5", which a person may have meant as a range: nobody knows, so nothing goes."""
    return (
        text[before.end : last.start] == SEPARATOR
        and before.shape == last.shape
        and before.first.month == last.first.month
        and (before.first.day or 0) < (last.first.day or 0)
    )


def new_year(text: str) -> bool:
    """True where a name says New Year in a language known: its January 1 is meant."""
    return _NEW_YEAR.search(" ".join(map(look_up, words(text)))) is not None


def handwriting_of(
    names: Sequence[tuple[str, CaptureDays | None]], options: NamingOptions, *, albums: int | None = None
) -> int:
    """How many names of an account end in a day that an earlier tool appended; 0 where a person may have written them.

    That is so where enough names, and a large enough share of them, end in exactly `` - Mon D``, and where nearly all
    of those whose photos are of one day state that day or one up to a week after it: a person who dates an album by
    hand hardly ever writes the day of the upload.

    Args:
        names: Names and capture days of all albums, or at least of those whose names end as a tool's do.
        options: How dates are read.
        albums: Number of albums of the account, where these are not all.
    """
    ending = of_one_day = fitting = 0
    for name, capture in names:
        text = clean(name)
        mentions = find(text, options.day_first) if looks_like_a_tools(text) else ()
        if not mentions or mentions[-1].first == _FALSE_DAY:
            continue
        ending += 1
        days = [day for day, count in capture.days.items() if count > 0] if capture else []
        _, month, day_of_month = mentions[-1].first
        if len(days) != 1 or month is None or day_of_month is None:
            continue
        of_one_day += 1
        try:
            after = (days[0].replace(month=month, day=day_of_month) - days[0]).days % 365
        except ValueError:
            continue
        fitting += after <= _UPLOADED_WITHIN
    enough = ending >= _ENOUGH_NAMES and ending >= _ENOUGH_SHARE * max(len(names), albums or 0)
    return ending if enough and of_one_day and fitting >= _NEARLY_ALL * of_one_day else 0
