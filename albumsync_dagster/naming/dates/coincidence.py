"""Numbers that are the photos' day by chance: the named vetoes by which a match that they bear out is no date.

Here: one function a veto, and which of them each confirmed form is asked. "9/11 Memorial", "Ages 7/8", "Year 3/4": what
a number stands beside decides, never coincidence alone. Not here: vetoes of strict forms (``context``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from albumsync_dagster.naming import tokens
from albumsync_dagster.naming.dates.context import (
    broken_number,
    compound,
    holiday,
    house_number,
    little_word,
    person,
    plus,
    season_behind,
    two_languages,
)
from albumsync_dagster.naming.dates.neighbours import (
    LABELS,
    SEASONS,
    TITLES,
    Match,
    counted,
    labels,
    led_to,
    numbered_word,
    role_before,
    tied_to_letters,
    title_month,
    touches_letters,
    word_after,
    word_before,
)
from albumsync_dagster.naming.dates.scores import low_score, score
from albumsync_dagster.naming.dates.years import (
    PLAYERS,
    amount,
    apostrophe_in_a_word,
    cohort,
    labelled,
    no_bare_year,
    no_hyphened_year,
    school_year,
    title_year,
    year_of_a_number,
    year_of_a_word,
)
from albumsync_dagster.naming.lexicon import (
    FORMS_OF_ADDRESS,
    LEVELS,
    MONTHS_THAT_ARE_PEOPLE,
    RACES,
    REMEMBERED,
    SMALL_WORDS,
)
from albumsync_dagster.naming.text import FIRST_IDEOGRAPH
from albumsync_dagster.naming.tokens import WORD_ROLE, months_of


def fraction(x: Match) -> bool:
    """As in "Part 1/2", "Round 24": a part of so many, or a number alone, belongs to the word in front of it."""
    if x.shape == "year-month":
        own = word_before(x.s, x.begin)
        return own in LABELS or own in TITLES or (x.m[0][0] != "Y" and " " in x.m[0] and counted(x.s, x.begin))
    return "/" in x.m[0] and _fraction(x) and counted(x.s, x.begin)


def of_a_part(x: Match) -> bool:
    """As in "Day 3 4 March", "Heren 3 4 maart", "Park 2 Rye 3 4 May": the first number is the word's before it."""
    if x.at["d"] != x.begin:
        return False
    scored = _SCORED.search(x.s.roles[: x.begin]) is not None
    return scored or counted(x.s, x.begin) or word_before(x.s, x.begin) in PLAYERS


_SCORED = re.compile(rf"[{tokens.ANY_WORD}] [abc] [{tokens.ANY_WORD}]+ $")


def _fraction(x: Match) -> bool:
    one, other = x.s.number(x.at["n1"]), x.s.number(x.at["n2"])
    return one < other <= 5


def named(x: Match) -> bool:
    """As in "9/11 Memorial", "24/7 Gym", "Route 1/9": a number that is a name."""
    numbers, beside = x.text.strip("/"), (word_before(x.s, x.begin), word_after(x.s, x.end))
    bound = x.s.roles[x.end : x.end + 1] == "-" and x.s.roles[x.end + 1 : x.end + 2] >= WORD_ROLE
    if numbers in _MEASURES and (bound or _BARS.match(x.s.text, x.s.end(x.end - 1))):
        return True  # "3/4-Takt"
    of_that_day = not REMEMBERED.isdisjoint(beside) or x.s.text.startswith(" Day of ", x.s.end(x.end - 1))
    if not of_that_day and x.begin == 0:
        of_that_day = x.s.word(x.end + 3) in REMEMBERED  # "9/11 Tower Climb"
    if "/" in x.m[0] and x.begin == _SECOND and beside[0] in _ROADS:
        return True
    return (numbers == "24/7" and beside[1] != "") or (numbers in _REMEMBERED_DAYS and of_that_day)


_MEASURES = frozenset({"1/2", "1/4", "2/4", "3/4", "4/4", "6/8"})
_BARS = re.compile(r" (?:takt|time(?! (?:trials?|to|out)(?![^\W_])))(?![^\W_])", re.IGNORECASE)
_ROADS = frozenset({"route", "routes", "rt", "rte", "rtes", "highway", "hwy", "interstate"})
"""At the beginning of a name; where two of them share a road the sign says both."""
_SECOND = 2
_REMEMBERED_DAYS = frozenset({"9/11", "7/7"})
"""The attacks on New York in 2001 and on London in 2005."""


def ages(x: Match) -> bool:
    """As in "Ages 7/8", "Year 3/4": two classes."""
    if "/" not in x.m[0] or led_to(x):  # "Wed 11/12 U12 Finals"
        return False
    one, other = x.s.number(x.at["n1"]), x.s.number(x.at["n2"])
    before = "" if numbered_word(x.s, x.begin) else word_before(x.s, x.begin)
    after = _unnumbered_after(x)
    beside = before in _YEARS or any(word in TITLES or word in LABELS or word in LEVELS for word in (before, after))
    return beside and other == one + 1


_YEARS = frozenset({"yr", "yrs"})


def _unnumbered_after(x: Match) -> str:
    """The word behind a match; empty where it has a number of its own."""
    return "" if _NUMBERED.match(x.s.roles, x.end) else word_after(x.s, x.end)


_NUMBERED = re.compile(rf"[ -][{tokens.ANY_WORD}]+ [{tokens.NUMBERS}]")
"""As in "11/12 Route 66"."""


def stopped_in_the_middle(x: Match) -> bool:
    """As in "5·3 km", "Lakeside 5·3 Park": two numbers with such a stop are a decimal or a score."""
    return "·" in x.text or "•" in x.text


def measured(x: Match) -> bool:
    """As in "Run 5.3 km", "Beginn 11.11 Uhr": a decimal or a time in front of its unit; "18.05 Uhr 20" is a day."""
    return "." in x.text and _unnumbered_after(x) in _UNITS


_UNITS = frozenset({"km", "mi", "mile", "miles", "miler", "kg", "uhr"})
"""In front of others, as photos and points, a day may stand too."""


def distance(x: Match) -> bool:
    """As in "Half Marathon 13.1", "3/4 Marathon": miles, or a part of a race."""
    if "/" in x.m[0]:
        return _fraction(x) and word_after(x.s, x.end) in RACES
    return x.text in _MILES and any(x.s.word(i) in RACES for i in range(len(x.s.roles)))


_MILES = frozenset({"3.1", "6.2", "13.1", "26.2"})
"""Five and ten kilometres, half a marathon and a whole one."""


def unpadded(x: Match) -> bool:
    """As in "2014 12 Hours of Sebring": behind the year and a blank only "08" is a month for sure."""
    return x.m[0].startswith("Y ") and not x.s.texts[x.at["n1"]].startswith("0")


def no_season(x: Match) -> bool:
    """As in "Team 23/24": without an apostrophe two years are a season only behind its word ("Saison 23/24")."""
    return "'" not in x.m[0] and word_before(x.s, x.begin) not in SEASONS


def long_number(x: Match) -> bool:
    """Of four digits without marks only "0914 Picture Day" and "Headshots (1003)" are month and day for sure.

    A word may touch them that is written with a capital letter: "0914Smith".
    """
    if x.m[0] != "4":
        return False
    if x.s.roles[x.end : x.end + 1] >= WORD_ROLE and _NAME.match(x.s.texts[x.end]) is None:
        return True
    if x.begin > 1 and x.s.roles[x.begin - 1] == "-" and x.s.roles[x.begin - 2] in tokens.NUMBERS:
        return True  # "Invoice 2025-0304"
    if x.s.roles[x.begin - 1 : x.begin] + x.s.roles[x.end : x.end + 1] == "()":
        return labels(x.s, x.begin - 1)  # "Room (1003)"
    return not x.s.texts[x.begin].startswith("0")


_NAME = re.compile(r"[^\W\d_](?<=[^a-z])[a-z]{2}")


def numbered(x: Match) -> bool:
    """As in "MLS 2024-0412", "#240518": the word or the mark in front owns the number."""
    return labels(x.s, x.begin) or x.s.roles[: x.begin].rstrip(" ").endswith("#")


def letters_in_front(x: Match) -> bool:
    """As in "Gym2024": digits behind letters belong to them; in front of letters they may stand alone."""
    s, i = x.s, x.begin
    if x.first.full or i == 0:
        return False
    return s.roles[i] in tokens.NUMBERS and s.roles[i - 1] >= WORD_ROLE and s.texts[i - 1][-1] < FIRST_IDEOGRAPH


def letter_in_front(x: Match) -> bool:
    """As in "v1.2.19": numbers behind one letter are a version or a code."""
    i = x.begin - 1
    return i >= 0 and x.s.roles[i] >= WORD_ROLE and len(x.s.texts[i]) == 1


def month_of_a_word(x: Match) -> bool:
    """As in 十月祭: the number of a month that touches more letters is a part of a word."""
    return "n1" in x.at and x.end < len(x.s.roles) and x.s.roles[x.end] >= WORD_ROLE


def month_alone(x: Match) -> bool:
    """As in "Red October", "Anna Juli": without a number a month may be a name, but for "JO16 juni", "Coffee Oct"."""
    if x.end - x.begin > 2 or x.first.day or x.first.year or "mon" not in x.at:
        return False
    named = months_of(x.s.texts[x.begin])
    short = (
        any(n.abbreviated and "en" in n.languages for n in named) and x.s.word(x.begin) not in MONTHS_THAT_ARE_PEOPLE
    )
    before = role_before(x.s, x.begin)
    behind_a_word = before >= WORD_ROLE and x.s.word(x.begin - 2) not in _BEFORE_MONTHS
    return any(n.ambiguous for n in named) or not (before in tokens.NUMBERS or (short and behind_a_word))


_BEFORE_MONTHS = SMALL_WORDS | FORMS_OF_ADDRESS | {"early", "mid", "late", "since", "until"}
_WORDED = (compound, plus, little_word, person, house_number, season_behind, two_languages, holiday, broken_number)
VETOES: Mapping[str, tuple[Callable[[Match], bool], ...]] = MappingProxyType(
    {
        "year": (
            labelled,
            cohort,
            school_year,
            amount,
            title_year,
            house_number,
            letters_in_front,
            apostrophe_in_a_word,
            year_of_a_word,
            year_of_a_number,
        ),
        "hyphened-year": (no_hyphened_year,),
        "year-month": (labelled, cohort, fraction, unpadded, broken_number),
        "short-span": (labelled, no_season),
        "month": (*_WORDED, title_month, month_of_a_word, month_alone),
        "days-month": (*_WORDED, tied_to_letters),
        "two-days": (*_WORDED, tied_to_letters, of_a_part),
        "iso": (broken_number, letters_in_front),
        "pair": (
            stopped_in_the_middle,
            touches_letters,
            named,
            fraction,
            ages,
            measured,
            distance,
            tied_to_letters,
            broken_number,
        ),
        "republic": (touches_letters, numbered, broken_number),
        "hyphened": (tied_to_letters, score, low_score, broken_number),
        "era": (school_year,),
        "bare-year": (no_bare_year,),
        "dotted": (touches_letters, broken_number),
        "numbers": (letter_in_front, broken_number),
        "pairs": (broken_number,),
        "compact": (letters_in_front,),
        "year-run": (numbered, letters_in_front),
        "run": (long_number, numbered, letters_in_front),
    }
)
"""Which vetoes a confirmed form is asked; a form that is not here is always a date."""

_UNSURE = frozenset({little_word, low_score})
"""Vetoes that leave it open whether the match is a date."""
_UNSURE_AT_AN_EDGE = _UNSURE | {fraction, ages, no_season}
"""The same at the beginning or the end of a name, where dates stand: "Horse Show 2/3" on February 3, "21/22 Liga"."""


def surely_none(x: Match) -> bool:
    """True where a match is no date for a reason that leaves no doubt."""
    unsure = _UNSURE_AT_AN_EDGE if x.begin == 0 or x.end == len(x.s.roles) else _UNSURE
    return any(veto(x) for veto in VETOES.get(x.shape, ()) if veto not in unsure)
