"""The printing of dates, by the patterns of Babel's CLDR data.

Here: every form in which a date is printed, in each style and language, and whether a text is one of these. Not here:
which precision a date is printed with (its unknown parts say so), what a printed text states (``read_back``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, cast, get_args

from babel.dates import tokenize_pattern

from albumsync_dagster.naming.locales import LANGUAGES, babel_code, locale_of
from albumsync_dagster.naming.locales.base import cldr

Style = Literal["full", "short", "iso"]
STYLES: tuple[Style, ...] = get_args(Style)
Parts = tuple[int | None, int | None, int | None]
"""Year, month and day; what is not known is None, from the day on, or the year alone."""
Ends = tuple[tuple[tuple[str, Mapping[int, str] | None], ...], ...]
"""The texts and fields of each end of a pattern; a field is "y", "M" or "d" and has what it prints for each number."""


class Kind(StrEnum):
    """What is printed. Each kind has one pattern a style and language."""

    DAY = "day"
    DAY_WITHOUT_YEAR = "day without year"
    DAYS = "days of one month"
    DAYS_WITHOUT_YEAR = "days of one month without year"
    DAYS_OVER_MONTHS = "days of two months"
    DAYS_OVER_MONTHS_WITHOUT_YEAR = "days of two months without year"
    DAYS_OVER_YEARS = "days of two years"
    MONTH = "month"
    MONTH_WITHOUT_YEAR = "month without year"
    MONTHS = "months of one year"
    MONTHS_WITHOUT_YEAR = "months without year"
    MONTHS_OVER_YEARS = "months of two years"
    YEAR = "year"
    SEASON = "a year and the next"
    YEARS = "years"


_SKELETONS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.DAY: "yMMMd",
        Kind.DAY_WITHOUT_YEAR: "MMMd",
        Kind.DAYS: "yMMMd/d",
        Kind.DAYS_WITHOUT_YEAR: "MMMd/d",
        Kind.DAYS_OVER_MONTHS: "yMMMd/M",
        Kind.DAYS_OVER_MONTHS_WITHOUT_YEAR: "MMMd/M",
        Kind.DAYS_OVER_YEARS: "yMMMd/y",
        Kind.MONTH: "yMMM",
        Kind.MONTH_WITHOUT_YEAR: "MMM",
        Kind.MONTHS: "yMMM/M",
        Kind.MONTHS_WITHOUT_YEAR: "MMM/M",
        Kind.MONTHS_OVER_YEARS: "yMMM/y",
        Kind.YEAR: "y",
        Kind.YEARS: "y/y",
    }
)
"""Where CLDR has the pattern: a skeleton, for a range with the widest part in which its ends differ."""

_ISO: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.DAY: "yyyy-MM-dd",
        Kind.DAYS: "yyyy-MM-dd/|dd",
        Kind.DAYS_OVER_MONTHS: "yyyy-MM-dd/|MM-dd",
        Kind.DAYS_OVER_YEARS: "yyyy-MM-dd/|yyyy-MM-dd",
        Kind.MONTH: "yyyy-MM",
        Kind.MONTHS: "yyyy-MM/|MM",
        Kind.MONTHS_OVER_YEARS: "yyyy-MM/|yyyy-MM",
        Kind.YEAR: "yyyy",
        Kind.SEASON: "yyyy/|yyyy",
        Kind.YEARS: "yyyy/|yyyy",
    }
)
"""ISO 8601, intervals with a slash: the end leaves out what it shares with the start. Without a year there is none."""

_BLANKS = re.compile(r"\s+")
_DASH = re.compile(r" ?([-‐‑‒–—―~～]) ?$")


@lru_cache(maxsize=1 << 12)
def show(first: Parts, last: Parts | None = None, style: Style = "full", language: str = "en") -> str:
    """A date or range as it is printed in a name, with the precision that it has.

    Args:
        first: The first day, month or year.
        last: The last one, of the same precision; ``first`` where it is left out.
        style: ``full`` is ``May 30, 2025``; ``short`` leaves the year out of a single day; ``iso`` is ISO 8601. A date
            without a year has no ISO form that could be read again and is printed as in full.
        language: As settings name it, for instance ``de`` or ``en-GB``.

    Raises:
        UnknownLanguageError: The language is none of ``LANGUAGES``.
    """
    last = last or first
    kind = _kind(first, last)
    if kind is None:
        return ""
    printed = ""
    for end, parts in zip(_printer(kind, style, language), (first, last), strict=False):
        for text, names in end:
            printed += text if names is None else names[parts["yMd".index(text)] or 0]
    return printed


@lru_cache(maxsize=1 << 10)
def _printer(kind: Kind, style: Style, language: str) -> Ends:
    if kind is Kind.DAY and style == "short":
        kind = Kind.DAY_WITHOUT_YEAR
    if kind not in patterns(language, style):
        style = "full"
    return compiled(patterns(language, style)[kind], "en" if style == "iso" else babel_code(language))


class Digits(dict[int, str]):
    """The printed digits of any number, at least so many of them; two of a year are its last."""

    def __init__(self, width: int, *, last_two: bool = False) -> None:
        super().__init__()
        self._width, self._last_two = width, last_two

    def __missing__(self, number: int) -> str:
        self[number] = digits = f"{number % 100 if self._last_two else number:0{self._width}d}"
        return digits


@lru_cache(maxsize=1 << 9)
def compiled(pattern: str, code: str) -> Ends:
    """The ends of a pattern as texts and fields."""
    ends = []
    for end in pattern.split("|"):
        pieces: list[tuple[str, Mapping[int, str] | None]] = []
        for kind, value in tokenize_pattern(end):
            if kind == "chars":
                pieces.append((str(value), None))
                continue
            letter, width = cast(tuple[str, int], value)
            pieces.append(("M" if letter in "ML" else letter, _names(letter, width, code)))
        ends.append(tuple(pieces))
    return tuple(ends)


def _names(letter: str, width: int, code: str) -> Mapping[int, str]:
    if letter not in "ML" or width <= 2:
        return Digits(width, last_two=letter == "y" and width == 2)
    context = "format" if letter == "M" else "stand-alone"
    names = cldr(code).months[context]["abbreviated" if width == 3 else "wide"]
    return {number: str(name) for number, name in names.items()}


def _kind(first: Parts, last: Parts) -> Kind | None:
    """What is to be printed; None where nothing is known. A range has the precision that both ends have."""
    year, month, day = first
    end_year, end_month, end_day = last
    one_year = year == end_year
    if month is None or end_month is None:
        if year is None or end_year is None:
            return None
        return Kind.YEAR if one_year else Kind.SEASON if end_year == year + 1 else Kind.YEARS
    if day is None or end_day is None:
        if year is None:
            return Kind.MONTH_WITHOUT_YEAR if month == end_month else Kind.MONTHS_WITHOUT_YEAR
        if not one_year:
            return Kind.MONTHS_OVER_YEARS
        return Kind.MONTH if month == end_month else Kind.MONTHS
    if not one_year:
        return Kind.DAYS_OVER_YEARS
    without = year is None
    if month != end_month:
        return Kind.DAYS_OVER_MONTHS_WITHOUT_YEAR if without else Kind.DAYS_OVER_MONTHS
    if day != end_day:
        return Kind.DAYS_WITHOUT_YEAR if without else Kind.DAYS
    return Kind.DAY_WITHOUT_YEAR if without else Kind.DAY


@lru_cache(maxsize=1 << 7)
def patterns(language: str, style: Style) -> Mapping[Kind, str]:
    """Each form that a style prints in a language, as CLDR writes patterns; in a range ``|`` parts first from last.

    Blanks are plain and none stand beside the mark of a range, which is the language's own, a hyphen between digits:
    so a printed date stays as it is where a name is cleaned, and does not look like two parts of a name.
    """
    if style == "iso":
        return _ISO
    made = {kind: _plain(_pattern(babel_code(language), skeleton), language) for kind, skeleton in _SKELETONS.items()}
    made[Kind.SEASON] = f"y{locale_of(language).season}|yy"
    if style == "short":
        del made[Kind.DAY]
    return MappingProxyType(made)


def _pattern(code: str, skeleton: str) -> str:
    """The pattern of a language for a skeleton, before its blanks and dashes are made plain."""
    own = locale_of(code).printed.get(skeleton)
    if own:
        return own
    data = cldr(code)
    fields, _, widest = skeleton.partition("/")
    if widest:
        return "|".join(data.interval_formats[fields][widest]).replace("dd", "d")
    return str(data.datetime_skeletons[fields].pattern)


def _plain(pattern: str, language: str) -> str:
    """A pattern with plain blanks, and with the dash of a range as names have it."""
    first, joint, last = _BLANKS.sub(" ", pattern).partition("|")
    if joint and (mark := _DASH.search(first)):
        first = first[: mark.start()]
        between_digits = first[-1] in "dy" and last[0] in "dy"
        dash = "-" if between_digits else locale_of(language).dash
        first += mark[1] if mark[1] in "~～" else dash
    return first + joint + last


def printed_as(text: str, first: Parts, last: Parts | None = None) -> Iterator[tuple[Style, str]]:
    """The styles and languages in which just this text is printed for a date; none where it is somebody else's form.

    An ISO form is the same in every language and comes once, with the first.

    Args:
        text: The date as it stands in a name, without anything else.
        first: What the text states; its year may be known from elsewhere.
        last: The same, of the end of a range.
    """
    # In every language a month is printed with letters, but for ISO 8601.
    lettered = first[1] is None or any(map(str.isalpha, text))
    for language in LANGUAGES if lettered else LANGUAGES[:1]:
        for style in STYLES if lettered else STYLES[-1:]:
            if (style != "iso" or language == LANGUAGES[0]) and text == show(first, last, style, language):
                yield style, language
