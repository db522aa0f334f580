"""The text of a name as tokens, each with its span, its number or word, and the roles that it may play in a date.

Here: the one tokenizer, and the roles of single tokens from the data of all languages, without judging them. A name is
also a string of roles, one character a token, over which the forms of dates are patterns. Not here: the forms
(``dates.forms``), what neighbours say about a token (``dates.context``), the data (``locales``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import fields
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

import regex  # type: ignore[import-untyped]

from albumsync_dagster.naming.locales import LOCALES, Locale, Named, look_up, words
from albumsync_dagster.naming.locales.numerals import NUMERALS, ROMAN_MONTHS, chinese_number

MONTH, MONTH_FIRST, WEEKDAY, JOINER, AND, PREPOSITION, ARTICLE, ORDINAL, YEAR_MARK, MONTH_MARK, DAY_MARK, ROMAN = (
    1 << n for n in range(12)
)
"""Roles of words, as bits: a month, a month behind which a day may stand ("May 3"), a weekday, ..."""

_WORDS = 0x4000
"""Role characters of words begin here: the bits are added."""
_ROLES = 12
_FIRST_IDEOGRAPH = "\u2e80"


class Stream(NamedTuple):
    """A name as tokens: runs of digits, words, blanks and single marks, each with the character of its roles.

    Words end where digits begin and where small letters turn capital.
    """

    text: str
    texts: tuple[str, ...]
    starts: tuple[int, ...]
    """Where each token begins; one more than there are tokens, the last is the end of the text."""
    roles: str
    locales: tuple[Locale, ...] = LOCALES

    def end(self, i: int) -> int:
        """The position behind a token."""
        return self.starts[i % len(self.texts) + 1]

    def at(self, position: int) -> int:
        """The first token that begins at a position of the text or behind it."""
        return bisect_left(self.starts, position)

    def number(self, i: int) -> int:
        """The value of a token of digits, in whatever script."""
        digits = self.texts[i]
        return int(digits) if digits[0].isdecimal() else chinese_number(digits) or 0

    def word(self, i: int) -> str:
        """The folded word of a token; empty outside the name and for marks."""
        return look_up(self.texts[i]) if 0 <= i < len(self.texts) and self.roles[i] >= WORD_ROLE else ""

    def whole_word(self, i: int) -> tuple[int, int]:
        """First and last token, inclusive, of the word that a token is a part of ("Mc" and "Donald")."""
        first = last = i
        while first and self.roles[first - 1] >= WORD_ROLE:
            first -= 1
        while last + 1 < len(self.roles) and self.roles[last + 1] >= WORD_ROLE:
            last += 1
        return first, last


WORD_ROLE = chr(_WORDS)
"""The role of a word that plays none; those of other words are greater."""

ANY_WORD = f"{WORD_ROLE}-{chr(_WORDS + 0xFFF)}"
"""The roles of all words, as a range for a class of a regular expression."""


def _role_bits(key: str, locales: tuple[Locale, ...]) -> int:
    """The roles that a folded word may play, as bits."""
    spoken = words(locales)
    roles = 0
    if months := spoken.months.get(key):
        roles |= MONTH
        if any(month.languages & _month_first(locales) for month in months):
            roles |= MONTH_FIRST
    for role, found in (
        (WEEKDAY, spoken.weekdays),
        (JOINER, spoken.joiners),
        (AND, spoken.ands),
        (PREPOSITION, spoken.prepositions),
        (PREPOSITION, spoken.openers),
        (ARTICLE, spoken.articles),
        (ORDINAL, spoken.ordinals),
        (YEAR_MARK, spoken.year_marks),
        (MONTH_MARK, spoken.month_marks),
        (DAY_MARK, spoken.day_marks),
        (ROMAN, ROMAN_MONTHS),
    ):
        if key in found:
            roles |= role
    return roles


@lru_cache(maxsize=8)
def _month_first(locales: tuple[Locale, ...]) -> frozenset[str]:
    return frozenset(locale.code for locale in locales if locale.order != "dmy")


def _combinations() -> frozenset[int]:
    spoken = words()
    found = (getattr(spoken, field.name) for field in fields(spoken))
    keys = {key for known in (*found, ROMAN_MONTHS) for key in known}
    return frozenset(_role_bits(key, LOCALES) for key in keys) | {0} | {1 << n for n in range(_ROLES)}


_COMBINATIONS = _combinations()
"""The combinations of roles that words of the languages have, a few dozen of the many that bits could make."""


def role_class(*roles: int) -> str:
    """A pattern for one token that may play any of these roles."""
    wanted = 0
    for role in roles:
        wanted |= role
    return "[" + "".join(chr(_WORDS + mask) for mask in sorted(_COMBINATIONS) if mask & wanted) + "]"


NUMBERS = "abcY456783n"
"""Roles of digits: a 1-12, b 13-31, c any other of two digits, Y 1900-2099, 4-8 so many digits, 3 three, n others."""
_WIDE = {chr(ord(mark) + 0xFEE0): mark for mark in "-/.,():+&#[];|!?%"}
"""Marks as wide as ideographs play the roles of the narrow ones."""
_MARKS = frozenset("-–/._,'():+&~#:[]\"～〜・、@;|!?%°$€£")


@lru_cache(maxsize=8)
def _marks_of(locales: tuple[Locale, ...]) -> str:
    spoken = words(locales)
    marks = {*spoken.year_marks, *spoken.month_marks, *spoken.day_marks}
    return "".join(sorted(mark for mark in marks if len(mark) == 1 and mark >= _FIRST_IDEOGRAPH))


@lru_cache(maxsize=8)
def _tokenizer(locales: tuple[Locale, ...]) -> regex.Pattern[str]:
    marks = _marks_of(locales)
    numerals = f"[〇零一二三四五六七八九十廿卅]{{1,4}}(?=[{marks}])"
    return regex.compile(
        rf"\d+|{numerals}|[{marks}]|[tT]/[mM](?!\p{{L}})|\p{{Lu}}+(?![\p{{Ll}}\p{{M}}])|\p{{Lu}}?[\p{{Ll}}\p{{M}}]+|(?:(?![{marks}]|{numerals})[\p{{L}}\p{{M}}])+|\s+|."
    )


_NUMERAL = re.compile(rf"[\d{NUMERALS}]")


def may_hold_number(text: str) -> bool:
    """True where a character of a text may be a part of a number, which every day of a date has."""
    return _NUMERAL.search(text) is not None


_PLAIN = re.compile(r"\d+|[tT]/[mM](?![A-Za-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\s+|.")


def _number_role(digits: str) -> str:
    size, value = len(digits), int(digits)
    if size <= 2:
        return "a" if 1 <= value <= 12 else "b" if 13 <= value <= 31 else "c"
    if size == 4 and 1900 <= value <= 2099:
        return "Y"
    return str(size) if size <= 8 else "n"


def _word_role(word: str, locales: tuple[Locale, ...]) -> str:
    roles = _role_bits(look_up(word), locales)
    # A language that is not of the product may combine roles as none of its words do.
    nearest = max((known for known in _COMBINATIONS if known | roles == roles), key=int.bit_count)
    return chr(_WORDS + (roles if roles in _COMBINATIONS else nearest))


class _Roles(dict[str, str]):
    """The role of each token that was met, in these languages."""

    def __init__(self, locales: tuple[Locale, ...]) -> None:
        super().__init__()
        self._locales = locales

    def __missing__(self, piece: str) -> str:
        if len(self) >= _MOST_ROLES:
            self.clear()
        self[piece] = role = self._role(piece)
        return role

    def _role(self, piece: str) -> str:
        first = piece[0]
        if first.isdecimal():
            return _number_role(piece)
        if first >= _FIRST_IDEOGRAPH and (number := chinese_number(piece)) is not None:
            return _number_role(str(number))
        if first.isalpha():
            return _word_role(piece, self._locales)
        mark = _WIDE.get(first, first)
        return " " if first.isspace() else mark if mark in _MARKS else "?"


_MOST_ROLES = 1 << 14
_roles = lru_cache(maxsize=8)(_Roles)


@lru_cache(maxsize=1 << 11)
def stream(text: str, locales: tuple[Locale, ...] = LOCALES) -> Stream:
    """A cleaned name as tokens with their roles."""
    texts = (_PLAIN if text.isascii() else _tokenizer(locales)).findall(text)
    roles = "".join(map(_roles(locales).__getitem__, texts))
    return Stream(text, tuple(texts), tuple(accumulate(map(len, texts), initial=0)), roles, locales)


@lru_cache(maxsize=1 << 12)
def months_of(word: str, locales: tuple[Locale, ...] = LOCALES) -> tuple[Named, ...]:
    """The months that a written word may name, English first."""
    found = words(locales).months.get(look_up(word), ())
    return tuple(sorted(found, key=lambda named: ("en" not in named.languages, -len(named.languages))))


@lru_cache(maxsize=1 << 12)
def weekdays_of(word: str, locales: tuple[Locale, ...] = LOCALES) -> tuple[Named, ...]:
    """The weekdays that a written word may name, English first."""
    found = words(locales).weekdays.get(look_up(word), ())
    return tuple(sorted(found, key=lambda named: ("en" not in named.languages, -len(named.languages))))
