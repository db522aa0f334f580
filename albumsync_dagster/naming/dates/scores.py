"""Two numbers with a hyphen that are the photos' day and may be a score, a squad or a house instead.

Here: by what stands around them which of these they are. Not here: other numbers that are the photos' day by chance
(``coincidence``), what their forms are (``forms``).
"""

from __future__ import annotations

import re

from albumsync_dagster.naming.dates.neighbours import (
    COUNTERS,
    LABELS,
    TITLES,
    UNITS,
    Match,
    led_to,
    word_after,
    word_before,
)
from albumsync_dagster.naming.lexicon import (
    ADDRESS,
    CONNECTORS,
    HALVES_OF_SPORTS,
    SCORE_WORDS,
    SPORTS,
    VICTORIES,
    word_set,
)
from albumsync_dagster.naming.locales import groups
from albumsync_dagster.naming.tokens import WORD_ROLE


def score(x: Match) -> bool:
    """As in "win 3-1", "(W 5-3)", "9-12 Boys": a score or an age rather than month and day."""
    if _two_digits(x):
        return False
    s, one, other = x.s, x.s.number(x.at["n1"]), x.s.number(x.at["n2"])
    result = _RESULT.search(s.text, 0, s.starts[x.begin])
    if result and (one > other or result["lost"]):
        return True
    if (before := word_before(s, x.begin)) in LABELS or before in TITLES:
        return True  # "Unit 3-14", "Ages 6-11"
    if before in COUNTERS and other == one + 1:
        return True  # "Level 4-5"
    if (other < one or x.first.month != one) and before in ADDRESS:
        return False  # a house has its number in front of its street
    behind = s.roles[x.end : x.end + 1]
    after = word_after(s, x.end)
    if behind not in ("", " ", ")", "]", ":", "-", ",", "_") or (after in SCORE_WORDS | UNITS and not _is_level(x)):
        return after not in _UNSURE or one < other
    if other > _MONTHS:
        followed = behind == " " and s.roles[x.end + 1 : x.end + 2] >= WORD_ROLE
        return followed and before in COUNTERS | LABELS
    return any(s.word(i) in VICTORIES - CONNECTORS for i in range(len(s.roles)))


def _is_level(x: Match) -> bool:
    """True for a V behind a match that is a team's level: "4-22 V baseball vs Park"."""
    return x.s.texts[x.end + 1 : x.end + 2] == ("V",) and x.s.word(x.end + 3) in _OF_A_LEVEL


_OF_A_LEVEL = SPORTS | {"b", "g", "boys", "girls"}


def low_score(x: Match) -> bool:
    """As in "Breeze 12-1", "Tennis 6-3": the greater number first, or the day, it is as likely a score or a team.

    Where dates stand, and with nothing that is played, it is none: "Gala - 7-5", "Feest 25-11". Between two
    sides a low number makes a score: "vs Loomis 10-4", but "vs Mahopac 9-14". A double header has two: "Softball 5-3
    DH".
    """
    before, after = word_before(x.s, x.begin), word_after(x.s, x.end)
    if after in _UNSURE:
        return True
    if before in ADDRESS or _two_digits(x) or led_to(x):
        return False
    one, other = x.s.number(x.at["n1"]), x.s.number(x.at["n2"])
    said = {x.s.word(i) for i in range(len(x.s.roles))}
    played = not said.isdisjoint(_PLAYED)
    of_a_squad = _YOUNGEST <= one <= _OLDEST and other < _SQUADS  # "Breeze 12-1"
    at_the_end = x.end == len(x.s.roles) and not of_a_squad and before in _SOCIAL
    if (x.first.month, x.first.day) != (one, other):
        return played or one <= _MONTHS or not at_the_end or not CONNECTORS.isdisjoint(said)
    if not CONNECTORS.isdisjoint(said):
        return other < _NO_LOW_SCORE
    if after == "dh" and before in SPORTS:
        return False
    return other < one and (played or not (at_the_end or _apart(x)))


_RESULT = re.compile(r"\((?:W|(?P<lost>L)) $")
_UNSURE = frozenset({"boys", "girls", "am", "pm"})
"""Behind "9-12" ages and hours, behind "11-2" perhaps the photos' day."""
_NO_LOW_SCORE = 10
_YOUNGEST, _OLDEST, _SQUADS = 10, 18, 7
"""Clubs number their squads of an age: 12-1 is the first of the twelve-year-olds."""
_MONTHS = 12
_SOCIAL = frozenset().union(*groups("feasts"), *groups("calendar")) | word_set(
    "night party picnic assembly dinner supper breakfast lunch luncheon gala ball play musical mic rehearsal recital "
    "show festival fest feest fete fair parade fundraiser ceremony reception banquet carnival reunion photos pics "
    "portraits headshots retakes booth twilight sunset workshop grade service meeting tour"
)
"""Behind these a pair of numbers is no score."""
_PLAYED = (SPORTS - HALVES_OF_SPORTS) | VICTORIES | {"varsity", "jv", "ultimate"}


def _apart(x: Match) -> bool:
    """True for a match that opens the name, or ends it behind a separator or in brackets: "(sunset 8-4)"."""
    before, behind = x.s.roles[: x.begin], x.s.roles[x.end :]
    return not before or (not behind and before.endswith(" - ")) or ("(" in before and behind == ")")


def _two_digits(x: Match) -> bool:
    """True for "05-04": no score is written so."""
    return x.text.startswith("0") or "-0" in x.text
