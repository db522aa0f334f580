"""What the neighbours of a number or a month say: the named vetoes by which a match of a form is no date after all.

Here: one function a veto, and the two lists in which they are asked. A number belongs to the word before it ("Room
1984", "Ages 7/8"), to the one behind it ("1600 Meter", "9/11 Memorial"), or to a date. Not here: the forms (``forms``),
the words (``locales``, ``lexicon``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from albumsync_dagster.naming import tokens
from albumsync_dagster.naming.dates.calendar import Partial
from albumsync_dagster.naming.lexicon import (
    ADDRESS,
    LEVELS,
    MONTHS_THAT_ARE_PEOPLE,
    REMEMBERED,
    SCORE_WORDS,
    SMALL_WORDS,
    VICTORIES,
    YEARS_ONLY,
)
from albumsync_dagster.naming.locales import words
from albumsync_dagster.naming.tokens import WORD_ROLE, Stream, months_of

_WORDS = words()
_COUNTERS, _UNITS, _TITLES, _LABELS = (
    frozenset(getattr(_WORDS, name)) for name in ("counters", "units", "titles", "labels")
)
_ARTICLES = frozenset(_WORDS.articles)
_AND = tokens.role_class(tokens.AND)
_CURRENCY = frozenset("$€£#")
_AMOUNT = frozenset("%°+")


class Match(NamedTuple):
    """A match of a form in a stream, with what it would state."""

    s: Stream
    m: re.Match[str]
    shape: str
    first: Partial
    last: Partial

    @property
    def begin(self) -> int:
        """The first token."""
        return self.m.start()

    @property
    def end(self) -> int:
        """The token behind the last."""
        return self.m.end()

    def group(self, name: str) -> int | None:
        """The token of a group; None where the form has none or it did not match."""
        return self.m.start(name) if name in self.m.re.groupindex and self.m.start(name) >= 0 else None

    @property
    def text(self) -> str:
        """The text of the match."""
        return self.s.text[self.s.tokens[self.begin].start : self.s.tokens[self.end - 1].end]


def word_before(s: Stream, i: int) -> str:
    """The folded word in front of a token, behind which an article, "#", a stop or a hyphen may stand."""
    word, _ = _word_before(s, i)
    return word


def _word_before(s: Stream, i: int) -> tuple[str, int]:
    j = i - 1
    if j > 0 and s.roles[j] in "-_" and (s.roles[j - 1] >= WORD_ROLE or s.roles[j - 1] in tokens.NUMBERS):
        j -= 1
    while j >= 0 and s.roles[j] in " #.°":
        j -= 1
    if j > 0 and s.word(j) in _ARTICLES and s.roles[j - 1] in " -" and s.word(j) != "in":
        j -= 2
        while j >= 0 and s.roles[j] in " #.":
            j -= 1
    if j < 0 or s.roles[j] < WORD_ROLE:
        return "", j
    first, last = s.whole_word(j)
    return s.word(last) if first == last else _joined(s, first, last), first


def _joined(s: Stream, first: int, last: int) -> str:
    return tokens.look_up(s.text[s.tokens[first].start : s.tokens[last].end])


def word_after(s: Stream, j: int, *, through: str = " -") -> str:
    """The folded word behind a match, directly or behind one blank or hyphen."""
    if j < len(s.roles) and s.roles[j] in through:
        j += 1
    if j >= len(s.roles) or s.roles[j] < WORD_ROLE:
        return ""
    first, last = s.whole_word(j)
    return _joined(s, first, last)


def in_front_of_a_word(s: Stream, j: int) -> bool:
    """True where a word stands behind a match, after a blank."""
    return j + 1 < len(s.roles) and s.roles[j] == " " and s.roles[j + 1] >= WORD_ROLE


def counted(s: Stream, i: int) -> bool:
    """True where the number at a token may be that of the word in front of it ("Round 2 February 2024")."""
    word = word_before(s, i)
    return word in _COUNTERS or word in _LABELS or word in _TITLES or numbers_a_word(s, i)


def numbers_a_word(s: Stream, i: int) -> bool:
    """True where the number surely belongs to the word in front of it: "Post 12 vs Post 24 Dec 24".

    Such words need no other number, or they carry one elsewhere in the name too.
    """
    word, at = _word_before(s, i)
    if not word or word in SMALL_WORDS or months_of(word):
        return False
    if word in _LABELS and word not in YEARS_ONLY:
        return True
    return len(word) > 2 and any(
        j != at and s.word(j) == word and j + 2 < len(s.roles) and s.roles[j + 1] in " #-_" and s.roles[j + 2] in "abc"
        for j in range(len(s.roles))
    )


# Vetoes of single matches, each true where the match is no date


def labelled(x: Match) -> bool:
    """ "Room 1984", "Class of 2025", "Class of 1999-2024": the word in front owns the number, however long it is."""
    return x.first.month is None and word_before(x.s, x.begin) in _LABELS


def cohort(x: Match) -> bool:
    """ "2023届", "2023/2 Turma": so does the word behind it."""
    behind = word_after(x.s, x.end, through="")
    if x.first.month is not None or not behind:
        return False
    return behind in _LABELS or (behind[0] >= "\u2e80" and behind[0] in _LABELS)  # no blanks between words


def amount(x: Match) -> bool:
    """ "$2000", "#2024", "2000%", "2000 Meter Run"."""
    if x.first.month is not None:
        return False
    s, before, after = x.s, x.begin - 1, x.end
    if (before >= 0 and s.roles[before] in _CURRENCY) or (after < len(s.roles) and s.roles[after] in _AMOUNT):
        return True
    return x.first.year is not None and x.first.year % 100 == 0 and word_after(s, x.end) in _UNITS


def title_year(x: Match) -> bool:
    """ "The 1975": behind an article at the start of a name a year of long ago is a title."""
    s, i = x.s, x.begin
    article = x.shape == "year" and i == 2 and s.word(0) in {"the", "la", "el", "les", "die"}
    return article and (x.first.year or 0) < _LONG_AGO


_LONG_AGO = 1990
"""A band or a play is called after such a year; an album seldom begins with "The" and a recent one."""


def house_number(x: Match) -> bool:
    """ "2015 Maple Ave", "10 May Street": a number in front of a name that ends in "street" is a house's."""
    s = x.s
    if x.first.month is None and x.shape == "year":
        j, seen = x.end, 0
        while j + 1 < len(s.roles) and seen < _STREET_WORDS and s.roles[j] == " " and s.roles[j + 1] >= WORD_ROLE:
            _, last = s.whole_word(j + 1)
            seen += 1
            if (
                seen > 1
                and s.word(last) in ADDRESS
                and not (s.word(last) == "st" and s.roles[last + 1 : last + 2] == ".")
            ):
                return True
            j = last + 1
        return False
    house = x.group("d") == x.begin and x.first.year is None and x.end - x.begin <= 4
    if not house or word_after(s, x.end) not in ADDRESS:
        return False
    street = x.end + 1
    saint = s.word(street) == "st" and (
        s.roles[street + 1 : street + 2] == "." or s.roles[street + 2 : street + 3] >= WORD_ROLE
    )
    return not saint


_STREET_WORDS = 3


def _broken(s: Stream, i: int) -> bool:
    return i > 1 and s.roles[i - 1] in ":." and s.roles[i - 2] in tokens.NUMBERS


def broken_number(x: Match) -> bool:
    """ "Mass 9:30 Sep 2020", "Ironman 70.3 May 2025": the number is the end of another one."""
    return _broken(x.s, x.begin) and x.s.roles[x.begin] in tokens.NUMBERS


def part_and_day(x: Match) -> bool:
    """ "Day 2 - 13/03/2024", "Round-2-5-9-2024", "Game 3 - 5 May 2024": the first number is the one of a part."""
    s, joint = x.s, x.group("rj")
    if joint is not None and x.group("r2") is None:
        if x.m.end("rj") - joint > 1 and x.begin and s.roles[x.begin - 1] != "(" and not _opens(s, x.begin):
            return True
        return counted(s, x.begin) and x.m["rj"] == "-" == x.m["s"]
    if x.group("ds") is not None and (x.first.year is None or counted(s, x.begin) or word_before(s, x.begin) in LEVELS):
        return True
    return x.group("d0") is not None and x.first == x.last  # "Perf 3 - 3 Jan 2019"


def _opens(s: Stream, i: int) -> bool:
    return i == 0 or s.roles[:i].rstrip(" ")[-1:] in ("", "-", "–", ",", "(")


def day_follows(x: Match) -> bool:
    """ "Day 3 May 12", "12 March 5, 2024": the day stands behind the month, the number in front counts something."""
    month = x.group("mon")
    if x.shape != "day-month" or month is None or x.group("d0") is not None:
        return False
    s, i = x.s, x.begin
    if m := _DAY_BEHIND.match(s.roles, month + 1):
        lone = m["lone"] is not None and 20 <= s.number(m.start("lone")) <= 29  # "24 Dec 24" has a year
        if not lone:
            return True
    if _NUMBER_BEHIND.match(s.roles, month + 1) is None:
        return False
    counting = i > 0 and (s.roles[i - 1] == "#" or (s.roles[i - 1] in "-–:" and s.roles[i - 2] in tokens.NUMBERS))
    return counting or word_before(s, i) in _COUNTERS or numbers_a_word(s, i)


_ORDINAL = tokens.role_class(tokens.ORDINAL)
_DAY_BEHIND = re.compile(rf"\.? (?:[ab]{_ORDINAL}|[ab],? Y|(?P<lone>[ab])(?![/.:-]))|[/_-][ab][/_-]Y")
_NUMBER_BEHIND = re.compile(r"(?:\.? |[-_])[abc]")


def month_number_in_front(x: Match) -> bool:
    """ "10/6 October Fest": the month is a name's, the numbers in front are the day."""
    s, i = x.s, x.begin
    return (
        x.shape == "day-month"
        and x.first.year is None
        and i > 1
        and s.roles[i - 1] == "/"
        and s.roles[i - 2] == "a"
        and s.number(i - 2) == x.first.month
    )


def person(x: Match) -> bool:
    """ "Mark & Jan '21": a first name behind "and"."""
    i = x.begin
    if x.first.day is not None or x.s.word(i) not in MONTHS_THAT_ARE_PEOPLE:
        return False
    head = x.s.roles[:i].rstrip(" ")
    return bool(head) and (head[-1] == "&" or re.fullmatch(_AND, head[-1]) is not None) and not _month_in_front(x)


def _month_in_front(x: Match) -> bool:
    head = x.s.roles[: x.begin].rstrip(" ")[:-1].rstrip(" ")
    return bool(head) and bool(months_of(x.s.tokens[len(head) - 1].text))


def season_behind(x: Match) -> bool:
    """ "Wade March 2023-24": the year is the first of a season."""
    if x.shape != "month" or x.first.year is None:
        return False
    s, j = x.s, x.end
    return (
        s.roles[j : j + 1] in ("-", "/")
        and s.roles[j + 1 : j + 2] in ("b", "c", "a")
        and (s.tokens[j + 1].text == f"{(x.first.year + 1) % 100:02d}")
    )


def tied_elsewhere(x: Match) -> bool:
    """ "Wade March 23-Mar": the day belongs to what it is tied to."""
    if x.shape != "month-day" or x.first.year is not None:
        return False
    s, j = x.s, x.end
    if s.roles[j : j + 1] not in ("-", ".", "/") or s.roles[j + 1 : j + 2] < WORD_ROLE:
        return False
    months = months_of(s.tokens[j + 1].text)
    goes_on = re.match(r"\.?[ /-]*[abcY]", s.roles[j + 2 :])
    return bool(months) and goes_on is None and months[0].number == x.first.month


def foreign_name(x: Match) -> bool:
    """ "1-15 Mayo", "Mars 2020", "Set 2": a month of another language that is a word or a name, without more."""
    month = x.group("mon")
    if month is None or x.shape not in {"day-month", "month", "month-day", "iso"}:
        return False
    word = x.s.tokens[month].text
    named = [n for n in months_of(word) if n.number == x.last.month]
    if not named or not named[0].ambiguous or "en" in named[0].languages:
        return False
    if x.shape == "month":
        return True
    if x.first.year is not None and len(word) > 2:
        return False
    if len(word) <= 3:
        return True
    articled = any(x.s.word(i) in _ARTICLES for i in range(x.begin, x.end))
    return word[0].isupper() and not articled and "." not in x.m[0]


def two_languages(x: Match) -> bool:
    """ "8a czerwiec 2022": the ending of the number is no ordinal in the language of the month."""
    month = x.group("mon")
    if month is None:
        return False
    languages = frozenset().union(*(n.languages for n in months_of(x.s.tokens[month].text)))
    endings = [
        x.s.word(i) for i in range(x.begin + 1, x.end) if x.s.roles[i - 1] in "ab" and _ORDINAL_WORD.match(x.s.roles, i)
    ]
    return any(not languages & _ORDINALS[word] for word in endings if word in _ORDINALS and not months_of(word))


_ORDINALS = _WORDS.ordinals
_ORDINAL_WORD = re.compile(tokens.role_class(tokens.ORDINAL))


def holiday(x: Match) -> bool:
    """ "4th of July Parade": the occasion bears the name of its day; at the end of a name the same words are a date."""
    if x.first != x.last or x.first.year is not None or (x.first.month, x.first.day) != (7, 4):
        return False
    return _FOURTH.fullmatch(x.text) is not None and (in_front_of_a_word(x.s, x.end) or x.begin == 0)


_FOURTH = re.compile(r"4(?:th)? of july|july 4(?:th)?", re.IGNORECASE)


VETOES: tuple[Callable[[Match], bool], ...] = (
    labelled,
    cohort,
    amount,
    title_year,
    house_number,
    broken_number,
    part_and_day,
    day_follows,
    month_number_in_front,
    person,
    season_behind,
    tied_elsewhere,
    foreign_name,
    two_languages,
    holiday,
)
"""Asked of every strict match."""


def fraction(x: Match) -> bool:
    """ "Part 1/2", "Round 24": a part of so many, or a number without a day, belongs to the word in front of it."""
    if x.first.month is None or any(x.s.roles[i] >= WORD_ROLE for i in range(x.begin, x.end)):
        return False
    if x.shape == "year-month":
        own = word_before(x.s, x.begin)
        return own in _LABELS or own in _TITLES or (x.m[0][0] != "Y" and " " in x.m[0] and counted(x.s, x.begin))
    part_of_so_many = x.shape == "pair" and "/" in x.m[0] and _fraction(x)
    return part_of_so_many and counted(x.s, x.begin)


def _fraction(x: Match) -> bool:
    one, other = x.s.number(x.m.start("n1")), x.s.number(x.m.start("n2"))
    return one < other <= 5


def ages(x: Match) -> bool:
    """ "Ages 7/8", "Year 3/4", "7/8 Grade", "9/11 Memorial", "24/7 Gym": two classes, or a number that is a name."""
    if x.shape != "pair" or "/" not in x.m[0]:
        return False
    one, other = x.s.number(x.m.start("n1")), x.s.number(x.m.start("n2"))
    before, after = word_before(x.s, x.begin), word_after(x.s, x.end)
    if (one, other) == (24, 7):
        return bool(after)
    if (one, other) == (9, 11):
        return after in REMEMBERED or before in REMEMBERED
    beside = any(word in _TITLES or word in _LABELS or word in LEVELS for word in (before, after))
    return beside and other == one + 1


def tied_to_letters(x: Match) -> bool:
    """ "U-12/1": one or two letters with their number."""
    s, i = x.s, x.begin
    if x.shape not in {"pair", "hyphened"} or i < 2 or s.roles[i - 1] not in "-/" or s.roles[i - 2] < WORD_ROLE:
        return False
    first, last = s.whole_word(i - 2)
    return s.tokens[last].end - s.tokens[first].start <= 2


def score(x: Match) -> bool:
    """ "win 3-1", "Breeze 12-1", "17-1 Boys": a score or a team rather than month and day."""
    if x.shape != "hyphened":
        return False
    s, one, other = x.s, x.s.number(x.m.start("n1")), x.s.number(x.m.start("n2"))
    if (before := word_before(s, x.begin)) in _LABELS or before in _TITLES:
        return True  # "Unit 3-14", "Ages 6-11"
    if other < one or x.first.month != one or (x.first.day or 0) != other:
        return True
    behind = s.roles[x.end : x.end + 1]
    if behind not in ("", " ", ")", "-", ",") or word_after(s, x.end) in SCORE_WORDS:
        return True
    if other > 12:
        return behind == " " and s.roles[x.end + 1 : x.end + 2] >= WORD_ROLE and x.begin > 0 and _within_words(x)
    return any(s.word(i) in VICTORIES for i in range(len(s.roles)))


def _within_words(x: Match) -> bool:
    return word_before(x.s, x.begin) in _COUNTERS | _LABELS


def long_number(x: Match) -> bool:
    """Digits of four without marks are month and day only at an edge of the name ("0914 Picture Day")."""
    if x.shape != "run" or x.m[0] != "4":
        return False
    return not (x.begin == 0 or x.end == len(x.s.roles)) or not x.s.tokens[x.begin].text.startswith("0")


def letters_in_front(x: Match) -> bool:
    """ "Gym2024": digits behind letters are those letters'; in front of letters they may stand alone ("2024Kyoto")."""
    s, i = x.s, x.begin
    if x.shape == "run-month" or i == 0 or s.roles[i] not in tokens.NUMBERS or s.roles[i - 1] < WORD_ROLE:
        return False
    return s.tokens[i - 1].text[-1] < "\u2e80"


def year_of_a_word(x: Match) -> bool:
    """ "2024m": a year that touches letters counts at the start of a name, or beside ideographs."""
    s, j = x.s, x.end
    if x.shape != "year" or j >= len(s.roles) or s.roles[j] < WORD_ROLE:
        return False
    return not (s.tokens[j].text[0] >= "\u2e80" or (x.begin == 0 and s.tokens[j].text[0].isupper()))


CONFIRMED_VETOES: tuple[Callable[[Match], bool], ...] = (
    labelled,
    cohort,
    amount,
    title_year,
    house_number,
    broken_number,
    person,
    season_behind,
    two_languages,
    holiday,
    fraction,
    ages,
    tied_to_letters,
    score,
    long_number,
    letters_in_front,
    year_of_a_word,
)
"""Asked of every match that the photos bear out: coincidence alone makes no date."""
