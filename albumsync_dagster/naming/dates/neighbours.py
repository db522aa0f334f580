"""A match of a form among its neighbours: the words in front of a number or a month and behind it.

Here: questions about neighbours that several vetoes ask, and vetoes of strict and confirmed forms alike. Not here: the
other vetoes (``context``, ``coincidence``), the words (``locales``, ``lexicon``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from albumsync_dagster.naming import tokens
from albumsync_dagster.naming.dates.calendar import Mention, Partial
from albumsync_dagster.naming.dates.forms import Found
from albumsync_dagster.naming.lexicon import MONTH_TITLES, SMALL_WORDS, YEARS_ONLY
from albumsync_dagster.naming.locales import look_up, words
from albumsync_dagster.naming.text import FIRST_IDEOGRAPH
from albumsync_dagster.naming.tokens import WORD_ROLE, Stream, months_of, stream, weekdays_of

_WORDS = words()
COUNTERS, UNITS, TITLES, LABELS = (
    frozenset(getattr(_WORDS, name)) for name in ("counters", "units", "titles", "labels")
)
SEASONS = frozenset(_WORDS.seasons)
ARTICLES = frozenset(_WORDS.articles)


class Match:
    """A match of a form in a stream, with what it would state."""

    __slots__ = ("at", "begin", "end", "first", "last", "m", "s", "shape")

    def __init__(self, s: Stream, found: Found, first: Partial, last: Partial) -> None:
        self.s, self.first, self.last = s, first, last
        self.shape, self.m, self.at = found
        self.begin, self.end = self.m.span()
        """The first token and the one behind the last."""

    def vetoed(self, vetoes: Mapping[str, tuple[Callable[[Match], bool], ...]]) -> bool:
        """True where one of the vetoes of its shape speaks against the match."""
        for veto in vetoes.get(self.shape, ()):  # noqa: SIM110 - asked of every match of every name
            if veto(self):
                return True
        return False

    @property
    def text(self) -> str:
        """The text of the match."""
        return self.s.text[self.s.starts[self.begin] : self.s.end(self.end - 1)]


def leads_nowhere(s: Stream, i: int, text: str) -> bool:
    """True for a little word that leads to no date behind it: it is a word of the name's own language.

    So for the "den" of "Dětský den 1. 6. 2019", a day in Czech and Slovak, and the dinner of "rehearsal din 8/23".

    Args:
        s: The text in which the word stands.
        i: Its token.
        text: The present name, whose letters say which language it is.
    """
    czech = s.word(i) == "den" and _CZECH.search(text) is not None
    english = s.word(i) == "din" and _MONTH_FIRST.search(text) is not None
    return czech or english or is_time_of_day(s, i)


_MONTH_FIRST = re.compile(r"\bdin \d{1,2}/(?:1[3-9]|2\d|3[01])\b|\bdin [A-Z][a-z]{2,8}\.? \d")
"""A date that no language which has "din" for "of" writes so."""


def is_time_of_day(s: Stream, i: int) -> bool:
    """True for the "am" of "Fri am 5/3", which "Freitag am 3.5." has as a preposition."""
    word = s.word(i)
    if word not in UNITS or _BEHIND_A_WEEKDAY.search(s.roles, 0, i) is None:
        return False
    return any(named.languages & _WORDS.units[word] for named in weekdays_of(s.texts[i - 2]))


_BEHIND_A_WEEKDAY = re.compile(rf"{tokens.role_class(tokens.WEEKDAY)} $")
_CZECH = re.compile(r"[ěščřžýůťďň]|\d\. \d\d?\. \d{4}", re.IGNORECASE)
"""Letters of no language that has "den" for "the", or blanks in a numeric date, as CLDR writes it for the two."""


def led_to(x: Match) -> bool:
    """True for a day behind a weekday or "on"."""
    return _LEADS.search(x.s.roles, 0, x.begin) is not None


_LEADS = re.compile(rf"{tokens.role_class(tokens.WEEKDAY, tokens.PREPOSITION)}\)?,? $")


def role_before(s: Stream, i: int) -> str:
    """The role of the token that only a blank parts from a token behind it; a blank where there is none."""
    return s.roles[i - 2] if i > 1 and s.roles[i - 1] == " " else " "


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
    if j > 0 and s.word(j) in ARTICLES and s.roles[j - 1] in " -" and s.word(j) != "in":
        j -= 2
        while j >= 0 and s.roles[j] in " #.":
            j -= 1
    if j < 0 or s.roles[j] < WORD_ROLE:
        return "", j
    if initials := initials_at(s, j):
        return initials, j - 2
    first, last = s.whole_word(j)
    if first and s.word(j) == "u" and s.roles[first - 1] in tokens.NUMBERS:
        return "", first  # "14u 4-27"
    return s.word(last) if first == last else _joined(s, first, last), first


def initials_at(s: Stream, i: int) -> str:
    """The folded word of two letters with stops of which the second is at a token: "A.Y.", "d.d."; else empty."""
    if i < 2 or s.roles[i - 1] != "." or s.roles[i] < WORD_ROLE or s.roles[i - 2] < WORD_ROLE:
        return ""
    return look_up(s.texts[i - 2] + s.texts[i]) if len(s.texts[i - 2]) == len(s.texts[i]) == 1 else ""


def _joined(s: Stream, first: int, last: int) -> str:
    return look_up(s.text[s.starts[first] : s.end(last)])


def word_after(s: Stream, j: int, *, through: str = " -") -> str:
    """The folded word behind a match, directly or behind one blank or hyphen."""
    if j < len(s.roles) and s.roles[j] in through:
        j += 1
    if j >= len(s.roles) or s.roles[j] < WORD_ROLE:
        return ""
    first, last = s.whole_word(j)
    return _joined(s, first, last)


def numbered_word(s: Stream, i: int) -> bool:
    """True where the word in front of a token has its number already: "9-hole 9/10", "12U 9/10", "2. ročník 2017"."""
    return _NUMBERED_WORD.search(s.roles[:i]) is not None


_NUMBERED_WORD = re.compile(rf"[{tokens.NUMBERS}](?:-|\. )?[{tokens.ANY_WORD}]+ $")


def labels(s: Stream, i: int) -> bool:
    """True where the word in front of a token owns its number: not in "2. ročník 2017", "vs De La Salle 2024"."""
    word, at = _word_before(s, i)
    return word in LABELS and not numbered_word(s, i) and s.text[s.starts[at] - 3 : s.starts[at]] not in _NAMES


_NAMES = frozenset({"La ", "La-"})
"""In front of a label in capitals: a school is called "La Salle", a room "la salle"."""


def names_a_season(text: str, m: Mention) -> bool:
    """True where the word in front of a span of years or behind it makes it a season: "Temporada 2013-2014"."""
    s = stream(text)
    return m.first != m.last and not SEASONS.isdisjoint((word_before(s, s.at(m.start)), word_after(s, s.at(m.end))))


def in_front_of_a_word(s: Stream, j: int) -> bool:
    """True where a word stands behind a match, after a blank."""
    return j + 1 < len(s.roles) and s.roles[j] == " " and s.roles[j + 1] >= WORD_ROLE


def counted(s: Stream, i: int) -> bool:
    """True where the number at a token may be that of the word in front of it ("Round 2 February 2024")."""
    word = word_before(s, i)
    return word in COUNTERS or word in LABELS or word in TITLES or numbers_a_word(s, i)


def numbers_a_word(s: Stream, i: int) -> bool:
    """True where the number surely belongs to the word in front of it: "Post 12 vs Post 24 Dec 24".

    Such words need no other number, or they carry one elsewhere in the name too.
    """
    word, at = _word_before(s, i)
    if not word or word in SMALL_WORDS or months_of(word):
        return False
    if word in LABELS and word not in YEARS_ONLY:
        return True
    return len(word) > 2 and any(
        j != at and s.word(j) == word and j + 2 < len(s.roles) and s.roles[j + 1] in " #-_" and s.roles[j + 2] in "abc"
        for j in range(len(s.roles))
    )


def tied_to_letters(x: Match) -> bool:
    """As in "U-12/1", "U-10, 25-26 May", "v3.3": one or two letters with their number."""
    s, i = x.s, x.begin
    if i and s.roles[i - 1] >= WORD_ROLE and s.texts[i - 1] < FIRST_IDEOGRAPH:
        return len(s.texts[i - 1]) == 1
    if i < 2 or s.roles[i - 1] not in "-/" or s.roles[i - 2] < WORD_ROLE or s.roles[i] >= WORD_ROLE:
        return False
    first, last = s.whole_word(i - 2)
    return s.end(last) - s.starts[first] <= 2


def touches_letters(x: Match) -> bool:
    """As in "5/12th", "v5/12": letters of a script with blanks between words.

    In front a weekday may stand, behind a time of day: "Sat5/4am".
    """
    s = x.s
    before, behind = s.texts[max(0, x.begin - 1) : x.begin], s.texts[x.end : x.end + 1]
    if any(_touches(text) and text.lower() not in _TIMES_OF_DAY for text in behind):
        return True
    return any(_touches(text) and not weekdays_of(text) for text in before)


_TIMES_OF_DAY = frozenset({"am", "pm"})


def _touches(text: str) -> bool:
    return text[0].isdecimal() or (text[0].isalpha() and text[0] < FIRST_IDEOGRAPH)


def title_month(x: Match) -> bool:
    """As in "Cinco de Mayo 2024", "Women's March 2017", "2024 March Madness": the name's own month."""
    if x.at.get("mon") == x.end - 1 and f"{x.s.word(x.end - 1)} {word_after(x.s, x.end)}" in MONTH_TITLES:
        return True
    return x.at.get("mon") == x.begin and _OF_A_TITLE.search(x.s.text[: x.s.end(x.begin)]) is not None


_OF_A_TITLE = re.compile(r"(?:[^\W\d_](?: de [^\W\d_]+|'s march)|\bcape may|\bgrand march)$", re.IGNORECASE)
