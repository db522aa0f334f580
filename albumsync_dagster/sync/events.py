"""Events of a schedule, and what the texts of one say: which teams, which sport and level, and that it is off. Pure.

Here: one text or one event. Not here: files (``fact_files``), which album an event is of (``schedule``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from albumsync_dagster.naming.lexicon import GENDERS, GENERIC, MEDIA, NUMBER_WORDS, PARTS, PREFIX_WORDS, SPORTS
from albumsync_dagster.naming.parsing import BEFORE_OPPONENT, canonical_words
from albumsync_dagster.naming.placeholders import NOBODY
from albumsync_dagster.naming.text import clean

Team = tuple[str, ...]
"""The canonical words by which a team is known."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SCHOOL = _words("high school middle the of team fc sc club varsity jv freshman sophomore") | {*GENDERS}
"""Words that a team is written with and without."""
_TEAM_LEVELS = re.compile(r"varsity|jv\d?|freshman|sophomore|u\d{1,2}")
GAME_WORDS = _words("game match doubleheader dh scrimmage playoff playoffs semi quarterfinal semifinal")
PLAIN = (
    GENERIC | PARTS | MEDIA.keys() | NOBODY | NUMBER_WORDS.keys() | PREFIX_WORDS | GENDERS.keys() | GAME_WORDS
    | _words("vs at the of a an in on by for untitled new gallery album photo set roll folder upload")
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


_SUMMARY = re.compile(rf"^(?P<left>.*?)\s*(?<![^\s(]){BEFORE_OPPONENT}\s+(?P<right>\S.*)$")
_OFF = re.compile(
    r"\b(?:postponed|ppd\.?|cancell?ed|called off|abandoned|no game|rescheduled(?!\s+from))\b", re.IGNORECASE
)
_VENUE = _words("arena park field fields gym stadium center centre complex course pool rink court courts hall")


def is_off(text: str) -> bool:
    """True for a text that says that an event did not take place on its day: cancelled, postponed, rescheduled."""
    return bool(_OFF.search(text))


def team_name(text: str) -> str:
    """A team without what a schedule says of the game there: the mark of a footnote, "(DH)", "(Scrimmage)"."""
    name = text.strip(" -*†‡")
    note = _NOTE.search(name)
    return name[: note.start()] if note and GAME_WORDS.issuperset(canonical_words(note[1])) else name


_NOTE = re.compile(r"\s*\(([^()]*)\)$")


def read_summary(text: str, own_team: str = "") -> Event | None:
    """What the line of a calendar says: "JV Volleyball: Lakeside at Mercer (postponed)". Its days are not set.

    Args:
        text: The summary.
        own_team: Whose calendar it is, for lines such as "Volleyball vs Mercer", which name the opponent alone.

    Returns:
        None for an empty line. Without two teams the whole line is the event's title.
    """
    title = clean(re.sub(r"\(\s*\)", "", _OFF.sub("", text))).strip(" -:")
    if not title:
        return None
    nothing = Event(first=date.min, last=date.min, title=title, off=is_off(text))
    found = _SUMMARY.match(title)
    if found is None:
        return nothing
    left, right = found["left"], found["right"]
    right, _, note = re.sub(r"[\])]", "", right).partition("(")
    right, _, more = right.partition(" - ")
    about: list[str] = []
    who: list[str] = []
    for word in left.replace(":", " ").split():
        known = canonical_words(word)
        is_prefix = (
            not who and bool(known) and all(w in SPORTS or w in GENDERS or _TEAM_LEVELS.fullmatch(w) for w in known)
        )
        (about if is_prefix else who).append(word)
    team, opponent = team_name(" ".join(who)), team_name(right)
    if not telling(canonical_words(team)):
        team = own_team
    if not team or not team_words(opponent) or {*canonical_words(opponent)} & _VENUE:
        return nothing
    said = [*about, *note.split(), *more.split()]
    return replace(
        nothing,
        home=opponent if found["at"] else team,
        away=team if found["at"] else opponent,
        sport=" ".join(word for word in said if {*canonical_words(word)} & SPORTS),
        level=" ".join(word for word in said if levels_in(canonical_words(word)) or genders_in(canonical_words(word))),
    )


def telling(words: Iterable[str]) -> list[str]:
    """Those of the canonical words that say who or what."""
    return [word for word in words if word not in PLAIN and not word.isdigit() and len(word) > 1]


def levels_in(words: Iterable[str]) -> set[str]:
    """Levels of play and age groups among canonical words."""
    return {word for word in words if _TEAM_LEVELS.fullmatch(word)}


def genders_in(words: Iterable[str]) -> set[str]:
    """Girls, boys or both, by whatever words."""
    return {GENDERS[word] for word in words if word in GENDERS}


def team_words(text: str) -> Team:
    """The words by which a team is known; none for what stands in place of one that is not known, or on a free day."""
    said = canonical_words(clean(text))
    known = tuple(word for word in said if word not in _SCHOOL) or said
    return () if all(word in NOBODY or word in _NO_GAME or len(word) == 1 for word in known) else known


_NO_GAME = _words("open date off week")
"""Of what stands in place of an opponent on a day without a game: "Open Date", "Off Week"."""


def teams_of(event: Event) -> list[Team]:
    """The teams that an event names, the home team first."""
    return [team for team in (team_words(event.home), team_words(event.away)) if team]


def has_teams(event: Event) -> bool:
    """True for a game of two known teams."""
    return len(teams_of(event)) == 2
