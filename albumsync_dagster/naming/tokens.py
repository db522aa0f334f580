"""The text of a name as tokens, each with its span, its number or word, and the roles that it may play in a date.

Here: the one tokenizer, and the roles of single tokens from the data of all languages, without judging them. A name is
also a string of roles, one character a token, over which the forms of dates are patterns. Not here: the forms
(``dates.forms``), what neighbours say about a token (``dates.context``), the data (``locales``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

import regex  # type: ignore[import-untyped]

from albumsync_dagster.naming.locales import LOCALES, Named, look_up, words
from albumsync_dagster.naming.locales.numerals import NUMERALS, ROMAN_MONTHS, chinese_number
from albumsync_dagster.naming.text import A_FEW, FIRST_IDEOGRAPH

MONTH, MONTH_FIRST, WEEKDAY, JOINER, AND, PREPOSITION, ARTICLE, ORDINAL, YEAR_MARK, MONTH_MARK, DAY_MARK, ROMAN = (
    1 << n for n in range(12)
)
"""Roles of words, as bits: a month, a month behind which a day may stand ("May 3"), a weekday, ..."""

_WORDS = 0x4000
"""Role characters of words begin here: the bits are added."""
_ROLES = 12


class Stream(NamedTuple):
    """A name as tokens: runs of digits, words, blanks and single marks, each with the character of its roles.

    Words end where digits begin and where small letters turn capital.
    """

    text: str
    texts: tuple[str, ...]
    starts: tuple[int, ...]
    """Where each token begins; one more than there are tokens, the last is the end of the text."""
    roles: str

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


def _bits() -> Mapping[str, int]:
    """Folded word -> the roles that it may play, for every word that the languages know."""
    spoken = words()
    month_first = {locale.code for locale in LOCALES if locale.order != "dmy"}
    found: dict[str, int] = defaultdict(int)
    for role, known in (
        (MONTH, spoken.months),
        (MONTH_FIRST, {key for key, months in spoken.months.items() if any(m.languages & month_first for m in months)}),
        (WEEKDAY, spoken.weekdays),
        (JOINER, spoken.joiners),
        (AND, spoken.ands),
        (PREPOSITION, {*spoken.prepositions, *spoken.openers}),
        (ARTICLE, spoken.articles),
        (ORDINAL, spoken.ordinals),
        (YEAR_MARK, spoken.year_marks),
        (MONTH_MARK, spoken.month_marks),
        (DAY_MARK, spoken.day_marks),
        (ROMAN, ROMAN_MONTHS),
    ):
        for key in known:
            found[key.replace("_", " ")] |= role
    return found


_BITS = _bits()
_COMBINATIONS = sorted({*_BITS.values(), 0, *(1 << n for n in range(_ROLES))})
"""The combinations of roles that words of the languages have, a few dozen of the many that bits could make."""
_WORD_ROLES = {key: chr(_WORDS + bits) for key, bits in _BITS.items()}


def role_class(*roles: int, never: int = 0) -> str:
    """A pattern for one token that may play any of these roles, and not the one that it must ``never`` play."""
    wanted = 0
    for role in roles:
        wanted |= role
    return "[" + "".join(chr(_WORDS + mask) for mask in _COMBINATIONS if mask & wanted and not mask & never) + "]"


NUMBERS = "abcY456783n"
"""Roles of digits: a 1-12, b 13-31, c any other of two digits, Y 1900-2099, 4-8 so many digits, 3 three, n others."""
_WIDE = {chr(ord(mark) + 0xFEE0): mark for mark in "-/.,():+&#[];|!?%"} | {"·": ".", "•": "."}
"""Marks as wide as ideographs play the roles of the narrow ones, stops in the middle that of a stop: "5·14·19"."""
_MARKS = frozenset("-–/._,'():+&~#:[]\"～〜・、@;|!?%°$€£")


_IDEOGRAPHS = "".join(
    sorted(
        mark
        for mark in {*words().year_marks, *words().month_marks, *words().day_marks}
        if len(mark) == 1 and mark >= FIRST_IDEOGRAPH
    )
)
"""Marks of years, months and days, which end a number where no blanks stand between words."""
_DAYS_WITH_MARKS = "|".join(
    key for key in words().weekdays if len(key) > 1 and not frozenset(_IDEOGRAPHS).isdisjoint(key)
)
"""Weekdays that hold the mark of a day or a month: 日曜日, 星期日, 월요일."""
_NUMBERED_DAYS = "|".join(key.replace("a", "[aª]", 1) for key in words().weekdays if key[0].isdecimal())
"""Weekdays that begin with a number: 6ª feira."""
_PHRASES = "|".join(key.replace("_", " ").replace("ss", "(?:ss|ß)") for key in words().joiners if "_" in key)
"""Joiners of several words: "tot en met"."""
_NUMERALS = f"[〇零元一二三四五六七八九十廿卅]{{1,4}}(?=[{_IDEOGRAPHS}])"
_TOKEN = regex.compile(
    rf"{_NUMBERED_DAYS}|\d+|{_PHRASES}|(?<=年)度|{_DAYS_WITH_MARKS}|{_NUMERALS}|[{_IDEOGRAPHS}]|[tT]/[mM](?!\p{{L}})|\p{{Cyrillic}}+'\p{{Cyrillic}}+"
    rf"|\p{{Lu}}+(?![\p{{Ll}}\p{{M}}])|\p{{Lu}}?[\p{{Ll}}\p{{M}}]+"
    rf"|(?:(?!{_DAYS_WITH_MARKS}|[{_IDEOGRAPHS}]|{_NUMERALS})[\p{{L}}\p{{M}}])+|\s+|."
)
_ASCII_TOKEN = re.compile(rf"\d+|{_PHRASES}|[tT]/[mM](?![A-Za-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\s+|.")
_NUMERAL = re.compile(rf"[\d{NUMERALS}]")


def may_hold_number(text: str) -> bool:
    """True where a character of a text may be a part of a number, which every day of a date has."""
    return _NUMERAL.search(text) is not None


def _number_role(digits: str) -> str:
    size, value = len(digits), int(digits[:4])
    if size <= 2:
        return "a" if 1 <= value <= 12 else "b" if 13 <= value <= 31 else "c"
    if size == 4 and 1900 <= value <= 2099:
        return "Y"
    return str(size) if size <= 8 else "n"


_WRITTEN_AS_NAMES = frozenset(["A", "D", "E", "H", "K", "O", "P", "R", "U", "St"])
"""Words of dates only in small letters: "Team A", "K-2", "U-16", "2023 R5", "18-St. Mary's Fair"."""


@lru_cache(maxsize=1 << 14)
def _role(piece: str) -> str:
    """The role of a token."""
    first = piece[0]
    if piece.isdecimal():
        return _number_role(piece)
    if first >= FIRST_IDEOGRAPH and (number := chinese_number(piece)) is not None:
        return _number_role(str(number))
    if piece in _WRITTEN_AS_NAMES:
        return WORD_ROLE
    if first.isalpha() or piece[-1].isalpha():  # Hindi words end in marks, Portuguese weekdays begin with numbers
        return _WORD_ROLES.get(look_up(piece), WORD_ROLE)
    mark = _WIDE.get(first, first)
    return " " if first.isspace() else mark if mark in _MARKS else "?"


@lru_cache(maxsize=A_FEW)
def stream(text: str) -> Stream:
    """A cleaned name as tokens with their roles.

    The words of one that is all in capitals count as written small where it is not in English, whose states and
    sessions are written so too ("SOUTH BEND IN", "CAMP AM").
    """
    texts = (_ASCII_TOKEN if text.isascii() else _TOKEN).findall(text)
    starts, roles = tuple(accumulate(map(len, texts), initial=0)), "".join(map(_role, texts))
    if not text.isascii() and text.isupper():
        texts = [piece.lower() if len(piece) > 1 else piece for piece in texts]
    return Stream(text, tuple(texts), starts, roles)


def months_of(word: str) -> tuple[Named, ...]:
    """The months that a written word may name, English first."""
    return _MONTHS.get(look_up(word), ())


def weekdays_of(word: str) -> tuple[Named, ...]:
    """The weekdays that a written word may name, English first."""
    return _WEEKDAYS.get(look_up(word), ())


_MONTHS, _WEEKDAYS = words().months, words().weekdays
