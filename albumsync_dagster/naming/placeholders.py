"""What stands in a field of an enrichment where nothing is known, in words without accents.

Here: words that say nothing as a team or an event. Not here: which field holds them (``enrichment``), words that name
something (``lexicon``), the words of each language (``locales``).
"""

from __future__ import annotations

import re
from collections.abc import Collection

from albumsync_dagster.naming.clubs import CLUB_FORMS, CLUBS
from albumsync_dagster.naming.lexicon import word_set
from albumsync_dagster.naming.locales import groups, locale_of
from albumsync_dagster.naming.text import fold, in_both_forms, unaccented, words

_UNKNOWN, _TEAM, HOME, AWAY = (frozenset(map(unaccented, group)) for group in groups("nobody"))
"""``HOME`` and ``AWAY`` are also how a schedule says where a game is."""

NOBODY = (
    _UNKNOWN
    | _TEAM
    | HOME
    | AWAY
    | word_set("tbd tba tbc none na bye not visible unidentified unclear various several multiple")
    | word_set("jersey jerseys uniform uniforms shirts in the")
)
"""What stands in a team's place while the team is not known."""

COLOURS = in_both_forms(*groups("colours"))
ENGLISH_COLOURS = in_both_forms(*groups("colours", (locale_of("en"),)))
"""Beside a word of those they say what a team wears, not which it is: "Team in white", "Blue Team". In a team's name a
colour of another language is often its own: Baton Rouge, Palo Verde, Casa Blanca."""

_DRAWN = word_set(
    "game match pool group bracket round semi semifinal quarterfinal final qf sf up runner of to be higher lower caps "
    "kit"
)
"""Beside a word of ``NOBODY`` they say where in a draw a team comes from, or what it wears: "Winner Game 3"."""
_NUMBERED = re.compile(r"\d+(?:st|nd|rd|th)?|(?:[wl]|sf|qf)\d{1,2}")
"""As in "Seed 3", "W12"; a number alone is nobody either."""
_INITIALS = 2
"""So many single letters are initials: "J.F.K.", but "Team A"."""


def names_no_team(text: str) -> bool:
    """True for a text in a team's place that names none: "Team in white", "Navy/White", "Possibly Park"."""
    said = [unaccented(fold(word)) for word in words(text)]
    worn = "/" in text and ENGLISH_COLOURS.issuperset(said)
    return worn or is_nobody(said) or said[0] in _HEDGES


_HEDGES = word_set("possibly probably presumably apparently")
"""In front of a team that a witness guesses."""


def is_nobody(said: Collection[str]) -> bool:
    """True for the words of what stands in a team's place, none of which names a team."""
    letters = [word for word in said if len(word) == 1 and word.isalpha()]
    plain = letters if len(letters) < _INITIALS else []
    left = [word for word in said if word not in NOBODY and word not in plain and not _NUMBERED.fullmatch(word)]
    numbered = any(map(_NUMBERED.fullmatch, said)) and NOBODY.isdisjoint(said)
    if not left or (_FORMS.issuperset(left) and not numbered):
        return True  # "Unknown High School", "FC", but "BC High", "CC", "FC 07"
    worn = not NOBODY.isdisjoint(said) and (ENGLISH_COLOURS | _DRAWN).issuperset(left)
    return worn or (not _TEAM.isdisjoint(said) and COLOURS.issuperset(left))


_FORMS = (CLUB_FORMS - CLUBS) | {"fc", "tsv"}
"""Those of clubs may be initials: Catholic Central."""


def says_not_which(said: Collection[str]) -> bool:
    """True for the words in brackets behind a team that say where it played or what it wore: "Park (home)"."""
    return not NOBODY.isdisjoint(said) and (NOBODY | COLOURS).issuperset(said)


NOTHING_SAID = (
    _UNKNOWN
    | word_set(
        "null none na nil nan undefined unspecified other others misc miscellaneous tbd tba tbc no not n test "
        "default sample example placeholder event sport sports team teams game match photo photos album gallery "
        "untitled any all various multiple general empty blank x yes true false home away opponent"
    )
    | {*("not available", "not applicable", "not specified", "no event", "no data", "home team", "away team", "n a")}
)
"""What stands in a field of the enrichment where nothing is known."""

UNSEEN = _UNKNOWN | word_set(
    "not no none unidentified unclear undetermined indeterminate unspecified unavailable cannot"
)

UNSEEN_HOW = UNSEEN | word_set(
    "visible shown available provided applicable specified given clear identifiable identified determined detected "
    "found known determine tell be in the this image photo event name team teams sport"
)
"""Of a witness who saw nothing: "not visible", "unidentified", "cannot be determined"; one of ``UNSEEN`` is there."""
