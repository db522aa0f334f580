"""What the neighbours of a number or a month say: the named vetoes by which a match of a form is no date after all.

Here: one function a veto, and which of them each strict form is asked. A number belongs to the word before it
("Game 3"), to the one behind it, or to a date. Not here: the forms (``forms``), years (``years``), what photos bear out
by chance (``coincidence``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from albumsync_dagster.naming import tokens
from albumsync_dagster.naming.dates.calendar import day_of
from albumsync_dagster.naming.dates.neighbours import (
    ARTICLES,
    COUNTERS,
    Match,
    counted,
    in_front_of_a_word,
    numbers_a_word,
    role_before,
    tied_to_letters,
    title_month,
    word_after,
    word_before,
)
from albumsync_dagster.naming.dates.weekday import is_of
from albumsync_dagster.naming.dates.years import (
    amount,
    cohort,
    founded,
    labelled,
    of_a_short_word,
    school_year,
    title_year,
    year_of_a_number,
)
from albumsync_dagster.naming.lexicon import (
    ADDRESS,
    FORMS_OF_ADDRESS,
    LEVELS,
    MONTHS_THAT_ARE_PEOPLE,
    SMALL_WORDS,
    STREETS,
)
from albumsync_dagster.naming.locales import in_english, words
from albumsync_dagster.naming.tokens import WORD_ROLE, Stream, months_of

_AND = tokens.role_class(tokens.AND)


def house_number(x: Match) -> bool:
    """As in "2015 Maple Ave", "10 May Street": a number in front of a name that ends in "street" is a house's."""
    s = x.s
    if x.shape == "year":
        return _STREET.match(s.text, s.end(x.end - 1)) is not None
    month = x.at.get("mon")
    english = month is None or in_english(months_of(s.texts[month]))
    house = s.roles[x.begin] in "ab" and x.first.year is None and x.end - x.begin <= 4
    if not house or not english or word_after(s, x.end) not in ADDRESS or s.word(x.end + 3) == "of":
        return False  # "2 April Way of the Cross"
    return s.word(x.end + 1) not in ("st", "dr") or _WHOSE_NAME.match(s.roles, x.end + 2) is None


_STREET = re.compile(rf"(?: [^\W\d_]+){{1,2}} (?:{'|'.join(STREETS)}|(?-i:Ct))(?![^\W_]|\.| \d)", re.IGNORECASE)
"""A stop behind "St" makes a saint, a number behind "Rd" a round, capitals of "CT" a state."""
_WHOSE_NAME = re.compile(rf"\.|.[{tokens.ANY_WORD}]")
"""Of a saint or a doctor: "8 May St. Mary's", "2. april Dr. Patel"."""


def broken_number(x: Match) -> bool:
    """As in "Mass 9:30 Sep 2020", "Ironman 70.3 May 2025": the number is the end of another one."""
    s, i = x.s, x.begin
    if s.roles[i : i + 1] == "Y" and s.roles[max(0, i - 2) : i] in ("Y-", "Y/"):
        return True  # "Generación 2021-2024 May 27"
    return i > 1 and s.roles[i - 1] in ":." and s.roles[i - 2] in tokens.NUMBERS and s.roles[i] in tokens.NUMBERS


def part_and_day(x: Match) -> bool:
    """As in "Day 2 - 13/03/2024", "Round-2-5-9-2024", "Game 3 - 5 May 2024": the first number is the one of a part."""
    s, joint = x.s, x.at.get("rj")
    if joint is not None and "r2" not in x.at:
        if x.m.end("rj") - joint > 1 and x.begin and s.roles[x.begin - 1] != "(" and not _opens(s, x.begin):
            return True
        return counted(s, x.begin) and x.m["rj"] == "-" == x.m["s"]
    if "ds" in x.at and (x.first.year is None or counted(s, x.begin) or word_before(s, x.begin) in LEVELS):
        return True
    if "d0" not in x.at:
        return False
    listed = _LISTED.match(s.roles, x.begin) is not None and counted(s, x.begin)  # "sála č. 2, 8.-9. jún"
    return listed or x.first == x.last  # "Perf 3 - 3 Jan 2019"


_LISTED = re.compile(r"[ab]\.?, ")


def _opens(s: Stream, i: int) -> bool:
    return s.roles[:i].rstrip(" ")[-1:] in ("", "-", "–", ",", "(")


def day_follows(x: Match) -> bool:
    """As in "Day 3 May 12": the day stands behind the month, the number in front counts something."""
    if "d0" in x.at:
        return False
    s, i, behind = x.s, x.begin, x.at["mon"] + 1
    if m := _DAY_BEHIND.match(s.roles, behind):
        lone = m["lone"] is not None and 20 <= s.number(m.start("lone")) <= 29  # "24 Dec 24" has a year
        if not lone:
            return True
    if _NUMBER_BEHIND.match(s.roles, behind) is None:
        return False
    counting = i > 0 and (s.roles[i - 1] == "#" or (s.roles[i - 1] in "-–:" and s.roles[i - 2] in tokens.NUMBERS))
    return counting or word_before(s, i) in COUNTERS or numbers_a_word(s, i)


_ORDINAL = tokens.role_class(tokens.ORDINAL, never=tokens.MONTH)
_DAY_BEHIND = re.compile(rf"\.? (?:[ab]{_ORDINAL}|[ab],? Y|(?P<lone>[ab])(?![/.:-]))|[/_-][ab][/_-]Y")
_NUMBER_BEHIND = re.compile(r"(?:\.? |[-_])[abc]")


def month_number_in_front(x: Match) -> bool:
    """As in "10/6 October Fest": the month is a name's, the numbers in front are the day."""
    s, i = x.s, x.begin
    return (
        x.first.year is None
        and i > 1
        and s.roles[i - 1] == "/"
        and s.roles[i - 2] == "a"
        and s.number(i - 2) == x.first.month
    )


def person(x: Match) -> bool:
    """As in "Mark & Jan '21", "Mrs. May - Jul '13": a name behind "and" or behind a title."""
    i = x.begin
    if x.first.day is not None or x.s.word(i) not in MONTHS_THAT_ARE_PEOPLE:
        return False
    if word_before(x.s, i) in FORMS_OF_ADDRESS:
        return True
    head = x.s.roles[:i].rstrip(" -_")
    letters = _LETTERS_OF_AND if in_english(months_of(x.s.texts[i])) else 1
    and_word = re.fullmatch(_AND, head[-1:]) is not None and len(x.s.texts[len(head) - 1]) >= letters
    return (head[-1:] == "&" or and_word) and not _month_in_front(x)


_LETTERS_OF_AND = 2
"""English has none of one letter."""


def _month_in_front(x: Match) -> bool:
    head = x.s.roles[: x.begin].rstrip(" ")[:-1].rstrip(" ")
    return bool(head) and bool(months_of(x.s.texts[len(head) - 1]))


def season_behind(x: Match) -> bool:
    """As in "Wade March 2023-24": the year is the first of a season."""
    if x.shape != "month" or x.first.year is None:
        return False
    s, j = x.s, x.end
    return (
        s.roles[j : j + 1] in ("-", "/")
        and s.roles[j + 1 : j + 2] in ("b", "c", "a")
        and (s.texts[j + 1] == f"{(x.first.year + 1) % 100:02d}")
    )


def tied_elsewhere(x: Match) -> bool:
    """As in "Wade March 23-Mar": the day belongs to what it is tied to."""
    if x.first.year is not None:
        return False
    s, j = x.s, x.end
    if s.roles[j : j + 1] not in ("-", ".", "/") or s.roles[j + 1 : j + 2] < WORD_ROLE:
        return False
    months = months_of(s.texts[j + 1])
    goes_on = re.match(r"\.?[ /-]*[abcY]", s.roles[j + 2 :])
    return bool(months) and goes_on is None and months[0].number == x.first.month


def foreign_name(x: Match) -> bool:
    """As in "1-15 Mayo", "Mars 2020", "Set 2": a month of another language that is a word or a name, without more."""
    month = x.at.get("mon")
    if month is None:
        return False
    if x.end == len(x.s.roles) and x.s.text[: x.s.starts[x.begin]].endswith(" - "):
        return False  # where dates are printed
    if x.shape == "day-month" and _GOES_ON.match(x.s.roles, x.end):
        return False  # "3. Mai - 12. Juni 2016"
    word = x.s.texts[month]
    named = [n for n in months_of(word) if n.number == x.last.month]
    if not named or not named[0].ambiguous or "en" in named[0].languages:
        return False
    numbered = role_before(x.s, x.begin) in tokens.NUMBERS
    if x.shape == "month" or (x.shape == "iso" and len(word) <= 3 and numbered):
        return True  # "12 09 2022 Set 2"
    if x.first.year is not None and len(word) > 2:
        return False
    if len(word) <= 3:
        return True
    articled = any(x.s.word(i) in ARTICLES for i in range(x.begin, x.end))
    return word[0].isupper() and not articled and "." not in x.m[0]


_MONTH, _JOINER = (tokens.role_class(role) for role in (tokens.MONTH, tokens.JOINER))
_GOES_ON = re.compile(rf"(?: ?[-–] ?| {_JOINER} )[ab](?:\.|{_ORDINAL})? {_MONTH}\.?,? Y")


def compound(x: Match) -> bool:
    """As in "17. mai-tog", "May 3-mile": tied to a word in small letters the day is the beginning of that word."""
    s, j = x.s, x.end
    if x.last.year is not None or "-" in x.m[0] or s.roles[j : j + 1] != "-" or s.roles[j + 1 : j + 2] < WORD_ROLE:
        return False
    return s.texts[j + 1].islower() and s.word(j + 1) not in SMALL_WORDS and not _RANGE.match(s.roles, j + 1)


def plus(x: Match) -> bool:
    """As in "W Nov 8+", "May 18+ Night": four or eight rowers with a cox, an age and above; "May 4+5" are days."""
    s, j = x.s, x.end
    return x.last.year is None and s.roles[j : j + 1] == "+" and s.roles[j + 1 : j + 2] in ("", " ", ")", "-")


def little_word(x: Match) -> bool:
    """As in "May 4-for 12U": tied to a preposition a day may be one, or a number that somebody left."""
    s, j = x.s, x.end + 1
    if s.roles[x.end : j] != "-" or x.last.year is not None or not s.text[s.starts[j] :][:1].islower():
        return False
    if not _RANGE.match(s.roles, j):
        return s.word(j) in SMALL_WORDS
    return in_front_of_a_word(s, j + 1) and not months_of(s.texts[j + 2])  # "May 30-until June 2" goes on


_RANGE = re.compile(tokens.role_class(tokens.JOINER, tokens.AND, tokens.MONTH, tokens.WEEKDAY))


def two_languages(x: Match) -> bool:
    """As in "8a czerwiec 2022": the ending of the number is no ordinal in the language of the month."""
    month = x.at.get("mon")
    if month is None:
        return False
    endings = [x.s.word(x.begin + found.end() - 1) for found in _ORDINAL_BEHIND.finditer(x.m[0])]
    if not endings:
        return False
    languages = frozenset().union(*(n.languages for n in months_of(x.s.texts[month])))
    return any(not languages & _ORDINALS[word] for word in endings)


def weekday_joins(x: Match) -> bool:
    """As in "Stufe 1-3, Do. 12. Okt. 23": what is "to" in one language is the weekday of the day behind in another."""
    if x.at.get("dj") is None or (day := day_of(x.last, None)) is None:
        return False
    return any(is_of(word, day) for word in x.s.texts[x.at["dj"] : x.at["d"]])


_ORDINALS = words().ordinals
_ORDINAL_BEHIND = re.compile(f"[ab]{_ORDINAL}")


def holiday(x: Match) -> bool:
    """As in "4th of July Parade": the occasion bears the name of its day; at the end of a name it is a date."""
    if x.first != x.last or x.first.year is not None or (x.first.month, x.first.day) != (7, 4):
        return False
    opens = x.begin == 0 and x.end < len(x.s.roles) and not x.s.roles.startswith(" - ", x.end)
    return _FOURTH.fullmatch(x.text) is not None and (in_front_of_a_word(x.s, x.end) or opens)


_FOURTH = re.compile(r"4(?:th)? of july|july 4(?:th)?", re.IGNORECASE)


VETOES: Mapping[str, tuple[Callable[[Match], bool], ...]] = MappingProxyType(
    {
        "year": (labelled, cohort, school_year, amount, title_year, founded, house_number, year_of_a_number),
        "touching-year": (of_a_short_word,),
        "span": (labelled, cohort, amount),
        "iso": (broken_number, foreign_name),
        "numeric": (broken_number, part_and_day),
        "era": (school_year,),
        "roman": (broken_number,),
        "day-month": (
            broken_number,
            part_and_day,
            tied_to_letters,
            day_follows,
            month_number_in_front,
            house_number,
            foreign_name,
            two_languages,
            weekday_joins,
            holiday,
            compound,
            little_word,
        ),
        "month-day": (tied_elsewhere, foreign_name, two_languages, holiday, compound, plus, little_word),
        "month": (person, title_month, season_behind, foreign_name, two_languages),
    }
)
"""Which vetoes a strict form is asked; a form that is not here is always a date."""
