"""Events of a schedule, and the words by which their teams are known. Pure.

Here: one event. Not here: what the texts of a schedule say (``schedule_texts``), which album an event is of
(``schedule``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import zip_longest

from albumsync_dagster.naming.lexicon import GENDERS, GENERIC, MEDIA, NUMBER_WORDS, PARTS, PREFIX_WORDS, word_set
from albumsync_dagster.naming.parsing import canonical_words
from albumsync_dagster.naming.placeholders import NOBODY, is_nobody
from albumsync_dagster.naming.text import clean

Team = tuple[str, ...]
"""The canonical words by which a team is known."""
LONGEST = 500
"""Characters of a text of a schedule that are read; no line, team or place is so long."""

_SCHOOL = word_set("school the of team fc sc club varsity jv freshman sophomore") | {*GENDERS}
"""Words that a team is written with and without."""
_HIGH = word_set("high middle")
"""The same in front of "school" and at the end: "Mercer High", but "Middle Tennessee"."""
_TEAM_LEVELS = re.compile(r"varsity|jv\d?|freshman|sophomore|u\d{1,2}")
GAME_WORDS = word_set(
    "game match double header dh scrimmage exhibition friendly playoff playoffs semi quarterfinal semifinal"
)
NO_GAMES = word_set(
    "banquet recital rehearsal practice tryout tryouts graduation prom reunion dinner lunch breakfast fundraiser "
    "playday workout"
)
"""Occasions that are no game, wherever they are named: "Mercer Graduation Rehearsal"."""
NO_GAMES_LAST = word_set(
    "assembly awards bus camp carnival ceremony clinic concert fair festival meeting parade party picnic rally "
    "reception tailgate training trip wedding"
)
"""The same where the word ends what is named: "Awards Ceremony"; "Camp Hill" is a school."""
NAMES_TOO = word_set("gala media")
"""Media is a town, Gala a club."""
PLAIN = (
    ((GENERIC | PREFIX_WORDS) - NO_GAMES - NO_GAMES_LAST - NAMES_TOO - {"dance"})
    | GAME_WORDS | PARTS | MEDIA.keys() | NOBODY | NUMBER_WORDS.keys() | GENDERS.keys()
    | word_set("vs at the of a an in on by for untitled new gallery album photo set roll folder upload")
)  # fmt: skip
"""Words of a name that do not say who or what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event of a schedule. Texts are as the file has them; empty where it says nothing."""

    first: date
    last: date
    """The last day, the first one for a game."""
    home: str = ""
    away: str = ""
    title: str = ""
    """What it is called where it has no teams, or beside them."""
    sport: str = ""
    level: str = ""
    venue: str = ""
    off: bool = False
    """It was cancelled, or postponed from this day: nothing was photographed."""
    row: int = 0
    """Its place in the file, from 1."""

    @property
    def label(self) -> str:
        """One line for a person."""
        who = f"{self.home} vs {self.away}" if self.home and self.away else self.title or self.home or self.away
        days = self.first.isoformat() if self.first == self.last else f"{self.first} to {self.last}"
        return " · ".join(filter(None, (days, who, self.level, self.sport)))


def telling(words: Iterable[str]) -> list[str]:
    """Those of the canonical words that say who or what."""
    return [word for word in words if word not in PLAIN and not word.isdigit() and len(word) > 1]


def levels_in(words: Iterable[str]) -> set[str]:
    """Levels of play and age groups among canonical words."""
    return {word for word in words if _TEAM_LEVELS.fullmatch(word)}


@lru_cache(maxsize=1 << 12)
def team_words(text: str) -> Team:
    """The words by which a team is known; none for what stands in place of one that is not known, or on a free day."""
    said = canonical_words(clean(text))
    own = tuple(
        word
        for word, behind in zip_longest(said, said[1:])
        if word not in _SCHOOL and not (word in _HIGH and behind in (None, "school"))
    )
    known = own if any(map(str.isalpha, own)) else said  # "FC 07"
    return () if is_nobody([word for word in known if word not in _NO_GAME]) else known


_NO_GAME = word_set("open date off week idle")
"""Of what stands in place of an opponent on a day without a game: "Open Date", "Off Week"."""


def teams_of(event: Event) -> list[Team]:
    """The teams that an event names, the home team first."""
    return [team for team in (team_words(event.home), team_words(event.away)) if team]


def has_teams(event: Event) -> bool:
    """True for a game of two known teams."""
    return len(teams_of(event)) == 2
