"""The words around a piece of writing: whether they let it be a date ("Room 1984", "10 May Street", "Day 3 May 12").

Here: what neighbours say about a number or a month. Not here: the forms of dates (``date_grammar``), finding them
(``dates``), weekdays (``weekdays``).
"""

from __future__ import annotations

import re

from albumsync_dagster.naming.date_grammar import ENGLISH, RIGHT, YEAR, Partial, Reading, month_number
from albumsync_dagster.naming.text import LETTERS, fold
from albumsync_dagster.naming.vocabulary import (
    ADDRESS,
    AFTER_A_NUMBER,
    BEFORE_A_NUMBER,
    ENGLISH_MONTHS,
    FILLERS,
    LEVELS,
    MONTHS_THAT_ARE_PEOPLE,
    MONTHS_THAT_ARE_WORDS,
    PARTS,
    YEARS_ONLY,
)
from albumsync_dagster.naming.weekdays import word_before

_NEXT_WORD = re.compile(r"[\s-]?([^\W\d_]+)")
_DAY_FOLLOWS = re.compile(
    rf"(?:\.?\s+(?:\d\d?(?:st|nd|rd|th)|\d\d?,?\s+{YEAR}|(?:[01]?\d|3[01])(?![\d/.:-]))|[/_-]\d\d?[/_-]{YEAR}){RIGHT}",
    re.IGNORECASE,
)
_COUNTING = re.compile(r"(?:#|\d[-–:])$")
_MORE_DIGITS = re.compile(r"(?:\.?\s+|[-_])\d\d?(?!\d)")
_NUMBERED = re.compile(r"([^\W\d_]{3,})(?:\s+#?|[#_-])\d{1,3}(?!\d)")
_SAME_MONTH = re.compile(rf"[-/.](?P<month>{ENGLISH}){RIGHT}(?!\.?[\s/-]*\d)", re.IGNORECASE)
_AND = re.compile(r"(?P<word>[^\W\d_]+)\.?(?:\s+and|\s*&)\s+$", re.IGNORECASE)
_FRACTION = re.compile(r"1/[2-5]|2/[3-5]|3/[45]|4/5")
"""Behind a word that counts it is a part of so many ("Part 1/2"), whatever day the photos are from."""
_MONTH_OF_A_YEAR = re.compile(rf"\d\d?[/.]{YEAR}")
_OPENING = re.compile(r"(?:^|[-–,(]\s*)$")
_HOUSE = re.compile(r"\d+ [^\W\d_]+\.?")
"""An address begins with the number: "10 May Street", but "May 10 Street Fair" and "5/4 Lane Tech" are days."""
_SAINT = re.compile(r"\s+[Ss]t\.?\s+[^\W\d_]")
_HOLIDAY = re.compile(r"^(?:4(?:th)? of july|july 4(?:th)?)$", re.IGNORECASE)
_BROKEN_NUMBER = re.compile(r"\d[:.]$")
_WORD_AFTER = re.compile(r"\s+[^\W\d_]")
_COUNTED_BY = PARTS | BEFORE_A_NUMBER
_SURELY_COUNTED_BY = BEFORE_A_NUMBER - YEARS_ONLY


def stands(text: str, m: re.Match[str], end: int, found: Reading) -> bool:
    """False where the words around show that the number or month is none ("Room 1984", "10 May Street")."""
    first, shape = found.first, found.shape
    following = _NEXT_WORD.match(text, end)
    after = fold(following[1]) if following else ""
    if shape in {"season", "years"} and word_before(text, m.start()) in BEFORE_A_NUMBER:
        return False  # "Class of 1999-2024"
    if m["nr_1"] and not m["nr_2"] and len(m["nr_to"]) > 1 and not _OPENING.search(text[: m.start()]):
        return False  # "Day 2 - 13/03/2024"
    if shape == "year":
        if word_before(text, m.start()) in BEFORE_A_NUMBER:
            return False
        if text[end : end + 1] in ("%", "°", "+") or text[max(0, m.start() - 1) : m.start()] in (
            "$",
            "€",
            "£",
            "#",
        ):
            return False
        return not (after in AFTER_A_NUMBER and first.year is not None and first.year % 100 == 0)
    if m["dm_s"] and word_before(text, m.start()) in _COUNTED_BY | LEVELS:
        return False  # "Game 3 - 5 May 2024"
    if m["dm_0"] and int(m["dm_0"]) == int(m["dm_d"]):
        return False  # "Perf 3 - 3 Jan 2019"
    if m["nr_1"] and not m["nr_2"] and _counts(text, m.start()) and m["nr_to"] == "-" == m["n_s"]:
        return False  # "Round-2-5-9-2024"
    if m["dm_d"] and _BROKEN_NUMBER.search(text[: m.start()]):
        return False  # "Mass 9:30 Sep 2020", "Ironman 70.3 May 2025"
    if shape == "day-month" and (_DAY_FOLLOWS.match(text, m.end("dm_m")) or _counted(text, m)):
        return False
    if shape == "day-month" and first.year is None and text[: m.start()].endswith(f"{first.month}/"):
        return False  # "10/6 October Fest"
    if shape == "month" and (_a_person(text, m) or _season_follows(text, end, first.year)):
        return False
    if shape == "month-day" and first.year is None and (pair := _SAME_MONTH.match(text, end)):
        return month_number(pair["month"]) != first.month  # "Wade March 23-Mar": the day belongs to what it is tied to
    if shape in {"month-day", "day-month"} and first.year is None:
        return not named_after(text, m.start(), end)
    return True


def named_after(text: str, start: int, end: int) -> bool:
    """True where something bears the name of a day: "10 May Street", "4th of July Parade", "Under 20 Mayo"."""
    piece, following = text[start:end], _NEXT_WORD.match(text, end)
    if following and fold(following[1]) in ADDRESS and _HOUSE.fullmatch(piece) and not _SAINT.match(text, end):
        return True
    if _HOLIDAY.match(piece) and (following is not None or start == 0):
        return True  # at the end of a name the same words are a date
    return any(w.lower() in MONTHS_THAT_ARE_WORDS and w[0].isupper() for w in LETTERS.findall(piece)) and (
        "." not in piece
    )


def _a_person(text: str, m: re.Match[str]) -> bool:
    """True where a month stands behind a name and "and" ("Mark & Jan '21")."""
    if (m["my_0"] or m["my_m"] or "").lower() not in MONTHS_THAT_ARE_PEOPLE:
        return False
    joined = _AND.search(text[: m.start()])
    return joined is not None and fold(joined["word"]) not in ENGLISH_MONTHS


def _season_follows(text: str, end: int, year: int | None) -> bool:
    """True where the year behind a month is the first of a season ("Wade March 2023-24")."""
    return year is not None and re.match(rf"[-/]{(year + 1) % 100:02d}(?!\d)", text[end:]) is not None


def _counted(text: str, m: re.Match[str]) -> bool:
    """True where the number before a month counts something and the day stands behind the month ("Day 3 May 12")."""
    if not _MORE_DIGITS.match(text, m.end("dm_m")):
        return False
    if _COUNTING.search(text[: m.start()]) or word_before(text, m.start()) in PARTS:
        return True
    return numbers_a_word(text, m.start())


def in_front_of_a_word(text: str, end: int) -> bool:
    """True where a word stands behind a position, after a blank."""
    return _WORD_AFTER.match(text, end) is not None


def numbers_a_word(text: str, start: int) -> bool:
    """True where the number at a position surely belongs to the word in front of it: "Post 12 vs Post 24 Dec 24".

    Such words need no other number, or they carry one elsewhere in the name too.
    """
    word = word_before(text, start)
    if not word or word in ENGLISH_MONTHS or word in FILLERS:
        return False
    others = (m for m in _NUMBERED.finditer(text) if not m.start() < start <= m.end())
    return word in _SURELY_COUNTED_BY or any(fold(m[1]) == word for m in others)


def _counts(text: str, start: int) -> bool:
    return word_before(text, start) in _COUNTED_BY


def numbered(text: str, start: int) -> bool:
    """True where the number at a position may belong to the word in front of it ("Round 2 February 2024")."""
    return _counts(text, start) or numbers_a_word(text, start)


def counts_something(text: str, start: int, end: int, first: Partial) -> bool:
    """True where a number, or a part of so many, belongs to the word in front of it ("Room 24", "Part 1/2")."""
    piece = text[start:end]
    if LETTERS.search(piece) or _MONTH_OF_A_YEAR.fullmatch(piece):
        return False
    return (first.day is None or _FRACTION.fullmatch(piece) is not None) and _counts(text, start)
