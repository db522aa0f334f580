"""What one language knows: how it writes dates, its words for teams, feasts and nameless albums; how they are folded.

Here: the shape of a language's data, and the forms of month and weekday names, which come from Babel's CLDR data. Not
here: the languages (one module each), the lookup over all of them (the package), reading and printing
(``naming.dates``).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from babel import Locale as Cldr

from albumsync_dagster.naming.text import fold

Order = Literal["dmy", "mdy", "ymd"]

cldr = lru_cache(maxsize=1 << 7)(Cldr.parse)
"""Babel's data of a language, by its identifier."""

_SILENT = str.maketrans("", "", ".'’ʼ")
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_STROKES = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae"})
_LAST_WITH_MARKS = "\u0400"
"""Latin and Greek letters lose their marks where people leave them out; elsewhere a mark makes another letter."""


NAMED_MONTHS: Mapping[str, str] = MappingProxyType(
    {
        "yMMMd": "d. MMMM y",
        "MMMd": "d. MMMM",
        "yMMM": "LLLL y",
        "MMM": "LLLL",
        "yMMMd/d": "d.–|d. MMMM y",
        "yMMMd/M": "d. MMMM–|d. MMMM y",
        "yMMMd/y": "d. MMMM y–|d. MMMM y",
        "MMMd/d": "d.–|d. MMMM",
        "MMMd/M": "d. MMMM–|d. MMMM",
        "MMM/M": "LLLL–|LLLL",
        "yMMM/M": "LLLL–|LLLL y",
        "yMMM/y": "LLLL y–|LLLL y",
    }
)
"""For languages whose short forms in CLDR are numbers ("3. 5. 2024"), hard to tell from others in a name."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Locale:
    """One language, equal only to itself. A field of words is one text: spellings between blanks, as people write."""

    code: str
    """Babel's identifier, by which settings name the language."""
    variants: tuple[str, ...] = ()
    """Further Babel identifiers that are read with it and can be printed, for instance ``en_GB``."""
    order: Order
    """The order of a numeric date where both are possible (CLDR's short date pattern)."""
    months: str = "|||||||||||"
    """From January, with ``|`` between: forms that CLDR lacks, such as cases, common abbreviations, old spellings."""
    weekdays: str = "||||||"
    """From Monday: the same; ``_`` joins the words of one."""
    month_endings: str = ""
    """Endings of cases that every full month name may take."""
    weekday_endings: str = ""
    abbreviated: bool = True
    """False where CLDR's short forms are words of other languages ("L", "al", "fim"), so that none is read."""
    ambiguous: str = ""
    """Months and weekdays that are ordinary words or names too, in this or a widely known language."""
    joiners: str = ""
    """Between the first and the last day of a range; ``_`` joins the words of one."""
    ands: str = ""
    """Between two days."""
    alternatives: str = ""
    """Between two days that are no range: one of them is meant, or both are."""
    leaders: str = ""
    """In small letters they lead to what stands behind them, and end no name of their own: "since", "until"."""
    openers: str = ""
    """In front of the first day of a range, as "from"."""
    closers: str = ""
    """Directly behind the last day of a range."""
    prepositions: str = ""
    """In front of a date; without the date nothing is left of them."""
    articles: str = ""
    """Between the day and the month or year, or in front of the day, as "of" and "the"."""
    ordinals: str = ""
    """Directly behind the number of a day, without the number and without a mark between ("21-én", "21:e")."""
    counters: str = ""
    """Words beside which a number is the number of a part, a round or a session."""
    parts: str = ""
    """Those counters of which another number is another part of the same event: "Day 2"."""
    units: str = ""
    """Words behind a number that make it an amount."""
    titles: str = ""
    """Words beside which a number belongs to a title: ages, classes, cohorts, memorials, rooms."""
    labels: str = ""
    """Words beside which even a number of four digits is their own and no year: classes, cohorts, rooms, models."""
    new_year: str = ""
    """Names of New Year's Day and Eve, beside which January 1 is meant; ``_`` joins the words of one."""
    named_days: str = ""
    """In front of a weekday they make it an occasion ("Good Friday"), a club ("Sheffield Wednesday") or a saint."""
    genders: str = ""
    """Who plays: male | female | mixed. This field and others have groups, always in this order."""
    squads: str = ""
    """Words that say which of a club's sides played: "1st XV", "mA-Jugend"."""
    colours: str = ""
    """Of what teams wear: beside a level or an age they say which of a club's sides played."""
    nobody: str = ""
    """What stands in place of a team: not known, or not yet | the team | home, host | away, guests."""
    called_off: str = ""
    """Of an event that did not take place on its day, as schedules write it; ``_`` joins the words of one."""
    negations: str = ""
    """In front of one of these: it did take place."""
    moved_from: str = ""
    """Behind one of these, in front of the old day: it takes place on this one."""
    default_names: str = ""
    """Of names that nobody chose: unnamed | new | folder, album | pictures, desktop; ``_`` joins the words of one."""
    feasts: str = ""
    """wedding | baptism | communion | confirmation | birthday | graduation | prom | homecoming | funeral | shower |
    concert | bar mitzvah | retirement | engagement."""
    calendar: str = ""
    """Words of days of the year: Saint Valentine's | Easter | Halloween | Thanksgiving | Christmas."""
    versus: str = ""
    """Between the two sides of a matchup."""
    hosts: str = ""
    """In front of whoever a game is played at: with a team that is said elsewhere nothing is left of them."""
    seasons: str = ""
    """Words that bind to a year: the season of a sport, the seasons of the year."""
    year_marks: str = ""
    """Directly behind the number of a year."""
    month_marks: str = ""
    day_marks: str = ""
    printed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Patterns that replace CLDR's, by skeleton or by skeleton and widest difference: see ``naming.dates.render``."""
    dash: str = "–"
    """What stands between the ends of a printed range."""
    season: str = "-"
    """What stands in ``2024-25``."""


@dataclass(frozen=True, slots=True)
class Form:
    """One spelling of a month (1-12) or of a weekday (Monday 0), folded."""

    number: int
    key: str
    abbreviated: bool
    ambiguous: bool


def look_up(word: str) -> str:
    """The key under which a written word stands: folded, without stops and apostrophes ("Sept." -> "sept")."""
    return fold(word).translate(_SILENT)


@lru_cache(maxsize=1 << 14)
def spellings(word: str) -> tuple[str, ...]:
    """The keys of a word: as written, without accents, and with umlauts written out ("März": märz, marz, maerz)."""
    key = look_up(word)
    if key.isascii():
        return (key,)
    composed = unicodedata.normalize("NFC", key)
    return tuple(dict.fromkeys((key, _plain(composed.translate(_STROKES)), _plain(composed.translate(_WRITTEN_OUT)))))


def _plain(key: str) -> str:
    kept = []
    for letter in key:
        first, *marks = tuple(unicodedata.normalize("NFD", letter))
        kept.append(first if marks and first < _LAST_WITH_MARKS else letter)
    return "".join(kept)


def month_forms(locale: Locale) -> Iterator[Form]:
    """Every spelling of every month, those of CLDR first. A spelling may come more than once."""
    return _forms(locale, "months", locale.months, range(1, 13), locale.month_endings)


def weekday_forms(locale: Locale) -> Iterator[Form]:
    """Every spelling of every weekday, those of CLDR first. A spelling may come more than once."""
    return _forms(locale, "days", locale.weekdays, range(7), locale.weekday_endings)


_LONGEST_ABBREVIATION = 5
_FIRST_CJK = "\u3000"
"""Two letters are an ordinary word in most languages, two characters of Chinese are as much as a long word."""


def _forms(locale: Locale, what: str, own: str, numbers: range, endings: str) -> Iterator[Form]:
    names = [getattr(cldr(code), what) for code in (locale.code, *locale.variants)]
    ambiguous = frozenset(key for word in locale.ambiguous.split() for key in spellings(word))
    for number, more in zip(numbers, own.split("|"), strict=True):
        full = [name[context]["wide"][number] for name in names for context in ("format", "stand-alone")]
        short = [name[context]["abbreviated"][number] for name in names for context in ("format", "stand-alone")]
        short = short if locale.abbreviated else []
        cases = [name + ending for name in dict.fromkeys(full) for ending in endings.split()]
        whole = {key for name in full for key in spellings(name)}
        for word in (*full, *short, *(word.replace("_", " ") for word in more.split()), *cases):
            if word[1:2] == "’" and what == "months":
                continue  # the Catalan article of "d’ag." is a word of its own
            for key in spellings(word):
                abbreviated = key not in whole and (word in short or len(key) <= _LONGEST_ABBREVIATION)
                yield Form(number, key, abbreviated, key in ambiguous or len(key) <= (2 if key[-1] < _FIRST_CJK else 1))
