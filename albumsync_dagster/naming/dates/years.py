"""What the neighbours of a year say: the named vetoes by which a number is no year after all.

Here: one function a veto, for strict and confirmed forms alike. A number belongs to the word before it ("Room 1984"),
to the one behind it ("2000 Meter Run"), or it is a year. Not here: days and months (``context``), which veto a form is
asked (``context``, ``coincidence``).
"""

from __future__ import annotations

import re

from albumsync_dagster.naming import tokens
from albumsync_dagster.naming.clubs import SQUADS, is_club_form
from albumsync_dagster.naming.dates.neighbours import (
    LABELS,
    SEASONS,
    UNITS,
    Match,
    counted,
    labels,
    role_before,
    word_after,
    word_before,
)
from albumsync_dagster.naming.defaults import is_default_name
from albumsync_dagster.naming.lexicon import GENDERS, HOUSES, LEVELS, MAKERS, SMALL_WORDS, SPORTS, STREET_ENDINGS
from albumsync_dagster.naming.text import FIRST_IDEOGRAPH
from albumsync_dagster.naming.tokens import WORD_ROLE

_CURRENCY = frozenset("$€£#")
_AMOUNT = frozenset("%°+")
_HEIGHTS = frozenset({"m", "м", "ft"})
"""Behind a number, in small letters; longer words are units of lengths that end in two noughts too."""


def labelled(x: Match) -> bool:
    """As in "Room 1984", "Class of 2025", "C/O 2025": what stands in front owns the number, however long it is."""
    return x.first.month is None and (
        labels(x.s, x.begin) or _CLASS_OF.search(x.s.text[: x.s.starts[x.begin]]) is not None
    )


_CLASS_OF = re.compile(r"(?<![^\W_])c/o $", re.IGNORECASE)


def cohort(x: Match) -> bool:
    """As in "2023届", "2023/2 Turma", "1988 mezunları", "2012 г.р.": so does the word behind it."""
    if x.first.month is not None:
        return False
    if _BORN.match(x.s.text, x.s.end(max(x.at.values(), default=x.begin))):
        return True
    if (x.first.year or _LONG_AGO) < _LONG_AGO and word_after(x.s, x.end) in LABELS:
        return True
    behind = word_after(x.s, x.end, through="")
    return behind in LABELS or (behind[:1] >= FIRST_IDEOGRAPH and behind[0] in LABELS)  # no blanks between words


_BORN = re.compile(
    r" ?(?:г\. ?р|р\. ?н)(?![^\W_])"
    r"| (?:syntyne(?:et|yt)|född[ae]?|fødte?|geboren[er]?|nas?cid[ao]s?|narozen[íáý]?|née?s?|urodzon[yaei])"
    r"(?![^\W_])"
)
"""Behind the year of birth: "2012 г.р.", "2005 syntyneet"."""


def school_year(x: Match) -> bool:
    """As in "令和6年度入学式": it ends in the next year, so the year alone would be a doubt."""
    return x.first.month is None and x.s.text.startswith(("度", "年度"), x.s.end(x.end - 1))


def amount(x: Match) -> bool:
    """As in "$2000", "#2024", "2000%", "2000 Meter Run", "Kebnekaise (2096 m)"."""
    if x.first.month is not None:
        return False
    s, before, after = x.s, x.begin - 1, x.end
    if (before >= 0 and s.roles[before] in _CURRENCY) or (after < len(s.roles) and s.roles[after] in _AMOUNT):
        return True
    if s.roles[after : after + 1] == " " and not _HEIGHTS.isdisjoint(s.texts[after + 1 : after + 2]):
        return True
    return x.first.year is not None and x.first.year % 100 == 0 and word_after(s, x.end) in UNITS


def title_year(x: Match) -> bool:
    """As in "The 1975", "1969 Camaro": behind an article at the start, or of a car, a year of long ago is a title."""
    s, i = x.s, x.begin
    if (x.first.year or 0) >= _LONG_AGO:
        return False
    return (i == 2 and s.word(0) in {"the", "la", "el", "les", "die"}) or word_after(s, x.end) in MAKERS


_LONG_AGO = 1990
"""A band or a play is called after such a year; an album seldom begins with "The" and a recent one."""


def founded(x: Match) -> bool:
    """As in "FC Wil 1900", "ATC '65", "1912 Bungalow", "born 2005": the year of a club, a house or a child.

    A club's stands behind its form and its name, or behind its initials. Where the photos are of that year they bear it
    out all the same.
    """
    if word_before(x.s, x.begin) in _BORN_IN:
        return True
    if (x.first.year or 0) >= _LONG_AGO:
        return False
    if word_after(x.s, x.end) in HOUSES:
        return True
    in_front = x.s.text[: x.s.starts[x.begin]]
    if x.m[0].startswith("'"):
        return _INITIALS.search(in_front) is not None
    club = _CLUB.search(in_front)
    return club is not None and is_club_form(club[1])


_BORN_IN = frozenset({"born", "geboren"})
_CLUB = re.compile(r"(?<![^\s(])([^\W\d_]{2,5}) [^\W\d_]+ $")
_INITIALS = re.compile(r"(?<![^\s(])[A-Z]{2,5} $")


def year_of_a_number(x: Match) -> bool:
    """As in "MLS 2024-0412", "Años 2020-2024", "2022/1", "IMG_2094": part of something longer, a camera's count."""
    s, i, j = x.s, x.begin, x.end
    if _COUNT.fullmatch(s.roles, 1, i) and s.texts[0].isupper() and is_default_name(s.text):
        return True
    if i > 1 and s.roles[i - 1] in "-/" and s.roles[i - 2] == "Y":
        return True
    if i > 1 and s.roles[i - 1] == "/" and s.roles[i - 2] in _NO_MONTHS:
        return True
    if s.roles[j : j + 1] == ".":
        return s.roles[j + 1 : j + 2] in _NUMBERS
    if _TERM.match(s.text, s.end(j - 1)):
        return True
    of_a_url = i > 0 and s.roles[i - 1] == "-" and " " not in s.roles
    return not of_a_url and s.roles[j : j + 1] in ("-", "/") and s.roles[j + 1 : j + 2] in _LONG_NUMBERS


_COUNT = re.compile(r"_(?:[4Y]-)?")
"""In front of it: "DSC_1877-1920" is a range of files."""
_TERM = re.compile(r"/[12](?=$|[ ),），])")
"""The halves of an academic year: "Semestre 2022/1" is no January where the photos are of another month."""
_NUMBERS = frozenset(tokens.NUMBERS)
_NO_MONTHS = _NUMBERS - {"a", "Y"}
"""As in "Expediente 44/2018"; "4/2018" may be April."""
_LONG_NUMBERS = frozenset("345678nY")


def of_a_short_word(x: Match) -> bool:
    """As in "Gym2024", "XV2014": a name of a place, a club or a model; "Prom2024" ends with its year."""
    if x.begin == 0 or x.s.roles[x.begin - 1] < WORD_ROLE:
        return True
    word = x.s.texts[x.begin - 1]
    return word[-1] < FIRST_IDEOGRAPH and (len(word) < _A_WORD or not word[1:].islower())


_A_WORD = 4


def no_bare_year(x: Match) -> bool:
    """Two digits are a year only as the last word of a name: "Spring Weekend 03", "Prom 24", but "Elite 17", "Game 03".

    From 10 to 19 they are as often the age of a team, above 29 no year that photos have, but behind a season:
    "(Primavera 99)".
    """
    s, year = x.s, (x.first.year or 0) % 100
    if year >= _OF_THE_LAST_CENTURY and s.roles[x.begin - 1 : x.begin] == " " and word_before(s, x.begin) in SEASONS:
        return False
    if x.end < len(s.roles):
        return True  # "Portrait (John 07)"
    if x.begin < 2 or s.roles[x.begin - 1] != " " or not (year < 10 or 20 <= year < 30):
        return True
    word = word_before(s, x.begin)
    return (
        len(word) < 3 or counted(s, x.begin) or word in SPORTS | LEVELS | SMALL_WORDS or word.endswith(STREET_ENDINGS)
    )


_OF_THE_LAST_CENTURY, _AN_INITIAL = 50, 3


def apostrophe_in_a_word(x: Match) -> bool:
    """As in "5'11", "John O'24", "ClassOf'11": of a year only behind a longer word, as in "Puente del Pilar'11"."""
    s, i = x.s, x.begin - 1
    if s.roles[x.begin] != "'" or i < 0 or s.roles[i] in " (-":
        return False
    return s.roles[i] < WORD_ROLE or len(s.texts[i]) < _AN_INITIAL


def no_hyphened_year(x: Match) -> bool:
    """As in "U -18", "5 -19": a hyphen stands for a century behind a word of the name: "Vasaloppet -19 Hökberg"."""
    s = x.s
    behind_a_word = role_before(s, x.begin) >= WORD_ROLE
    before = s.word(x.begin - 2)
    a_limit = before in PLAYERS or s.word(x.end + 1) in UNITS  # "Herrar -19 Final", "Kids -24 kg"
    return not behind_a_word or len(before) < _A_WORD or a_limit or counted(s, x.end - 1)


PLAYERS = SPORTS | LEVELS | GENDERS.keys() | SQUADS | LABELS


def year_of_a_word(x: Match) -> bool:
    """As in "2024m": a year that touches letters counts at the start of a name, or beside ideographs."""
    s, j = x.s, x.end
    if j >= len(s.roles) or s.roles[j] < WORD_ROLE:
        return False
    return not (s.texts[j][0] >= FIRST_IDEOGRAPH or (x.begin == 0 and s.texts[j][0].isupper()))
