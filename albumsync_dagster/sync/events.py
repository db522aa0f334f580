"""Events of a schedule, and what the texts of one say: which teams, which sport and level, and that it is off. Pure.

Here: one text or one event. Not here: files (``fact_files``), which album an event is of (``schedule``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from albumsync_dagster.naming.lexicon import GENDERS, GENERIC, LEVELS, MEDIA, NUMBER_WORDS, PARTS, PREFIX_WORDS, SPORTS
from albumsync_dagster.naming.locales import LOCALES
from albumsync_dagster.naming.parsing import BEFORE_OPPONENT, canonical_words
from albumsync_dagster.naming.placeholders import AWAY, HOME, NOBODY, is_nobody
from albumsync_dagster.naming.text import clean, unaccented

Team = tuple[str, ...]
"""The canonical words by which a team is known."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SCHOOL = _words("high school middle the of team fc sc club varsity jv freshman sophomore") | {*GENDERS}
"""Words that a team is written with and without."""
_TEAM_LEVELS = re.compile(r"varsity|jv\d?|freshman|sophomore|u\d{1,2}")
GAME_WORDS = _words(
    "game match double header dh scrimmage exhibition friendly playoff playoffs semi quarterfinal semifinal"
)
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


_OFF = re.compile(
    "|".join(
        rf"(?<!\w){words}(?!\w)" if words.islower() else words  # scripts without capitals write no blanks either
        for word in " ".join(locale.called_off for locale in LOCALES).split()
        for words in [re.escape(word).replace("_", r"\s+")]
    )
    + r"|\bno game\b(?! day)|\brescheduled\b",
    re.IGNORECASE,
)
_IS_ON = re.compile(r"\b(?:not|if|unless|in case|make-?\s?up)\b[^.;,()–-]*$", re.IGNORECASE)
"""In front of such a word: "Not cancelled", "Rain date if postponed", "Makeup of game postponed"."""
_ONLY_PERHAPS = re.compile(r"\s+(?:if|unless|in case|from)\b", re.IGNORECASE)
"""Behind it: "Cancelled if rain", "Rescheduled from 9/3"."""


def is_off(text: str) -> bool:
    """True for a text that says that an event did not take place on its day: cancelled, postponed, rescheduled."""
    said = (m for m in _OFF.finditer(text) if not _ONLY_PERHAPS.match(text, m.end()))
    return any(not _IS_ON.search(text[: m.start()]) for m in said)


def is_away(text: str) -> bool | None:
    """Whether a text such as "Away", "@" or "H" puts a game at the other team's place; None where it says neither."""
    said = canonical_words(clean(text))
    word = unaccented(said[0]) if len(said) == 1 or (said and len(said[0]) > 1) else ""  # "A" is away, "A Team" is none
    return True if word in _AWAY else False if word in _HOME else None


_AWAY, _HOME = AWAY | _words("a at rd visit visiting"), HOME | {"h", "vs"}
_MARKS = " -*†‡^+"
_NOTE = re.compile(r"\s*(?:\(([^()]*)\)| - (.*))$")
_TIME = re.compile(r",?\s+\d{1,2}(?::\d\d)?(?:\s?[ap]\.?m\.?)$|\s+\d{1,2}:\d\d(?:\s+Uhr)?$", re.IGNORECASE)
_RANK = re.compile(r"^(?:#\s?\d+|No\. ?\d+|\((?:RV|\d+)\))\s+", re.IGNORECASE)
_OF_THE_GAME = (
    GAME_WORDS | (GENERIC - SPORTS - LEVELS) | HOME | AWAY | _words("h a n neutral site nonconference non rv")
)
"""What a note beside a team says of the game: "(Senior Night)", "(A)", "(District)"."""


def team_name(text: str) -> str:
    """A team without what a schedule says of the game there: "*Mercer", "#3 Mercer", "Mercer (DH)", "Mercer 7 PM"."""
    name, before = text.strip(_MARKS), None
    while name != before:
        before = name
        name = _RANK.sub("", _TIME.sub("", name))
        if (note := _NOTE.search(name)) and note.start() and _is_note(note[1] or note[2] or ""):
            name = name[: note.start()]
        name = name.strip(_MARKS)
    return name


def _is_note(text: str) -> bool:
    return _OF_THE_GAME.issuperset(map(unaccented, canonical_words(text))) or is_off(text)


_BEFORE = re.compile(
    rf"(?:{BEFORE_OPPONENT}(?:[\s:]+|(?<=@)|(?<=\.)|(?<=vs)(?=[A-Z]))"
    r"|\((?P<tag>\w+)\)\s*|(?P<word>\w+)(?::| -)\s+|(?P<plain>(?i:away|home))\s+)"
)
"""In front of an opponent: "at", "(A)", "Away: "; "vsMercer", but "Vsetin"."""


def read_opponent(text: str) -> tuple[str, bool | None]:
    """Whom a row names as the opponent, and whether the game is at their place; None where it does not say."""
    before = _BEFORE.match(text)
    tag = (before["tag"] or before["word"] or before["plain"]) if before else None
    away = is_away(tag) if tag else (before is not None and bool(before["at"])) or None
    if before and (tag is None or away is not None):
        text = text[before.end() :]
    if away is None and (note := _NOTE.search(text)):
        away = is_away(note[1] or note[2] or "")
    return team_name(text), away


_SUMMARY = re.compile(rf"^(?P<left>.*?)\s*(?<![^\s(]){BEFORE_OPPONENT}\s+(?P<right>\S.*)$")
_PLACE = re.compile(r"\s(?:at|@)\s.*$", re.IGNORECASE)
_VENUE = _words("arena park field fields gym stadium center centre complex course pool rink court courts hall")
_KIND_OF_TEAM = re.compile(r"\d+(?:st|nd|rd|th)|grade|graders|team")
"""Beside a sport or a level, as in "7th Grade Girls"; alone in front of a vs they name no team."""


def read_summary(text: str, own_team: str = "") -> Event | None:
    """What the line of a calendar says: "JV Volleyball: Lakeside at Mercer (postponed)". Its days are not set.

    Args:
        text: The summary.
        own_team: Whose calendar it is, for lines such as "Volleyball vs Mercer", which name the opponent alone.

    Returns:
        None for an empty line. Without two teams the whole line is the event's title.
    """
    off = is_off(text)
    title = clean(re.sub(r"\(\s*\)", "", _OFF.sub("", text) if off else text)).strip(" -:")
    if not title:
        return None
    nothing = Event(first=date.min, last=date.min, title=title, off=off)
    found = _SUMMARY.match(title)
    if found is None:
        return nothing
    left, right = found["left"], found["right"]
    right, _, note = re.sub(r"[\])]", "", right).partition("(")
    right, _, more = right.partition(" - ")
    head = re.split(r":|\s-\s", left, maxsplit=1)[0]  # "Away: Lakeside", "Away Game"; but "Casa Pia"
    sides = {} if telling(canonical_words(head)) else {word: is_away(word) for word in head.split() if len(word) > 1}
    about: list[str] = []
    who: list[str] = []
    for word in left.replace(":", " ").split():
        known = canonical_words(word)
        if who or sides.get(word) is None:
            (about if not who and known and all(map(_says_which, known)) else who).append(word)
    team, opponent = team_name(" ".join(who)), team_name(right if found["at"] else _PLACE.sub("", right))
    if not telling(canonical_words(team)) or _is_occasion(team):
        # "Homecoming vs Mercer" is somebody's game; "Picture Day at Lakeside" is none.
        team = "" if found["at"] and _is_occasion(team) else own_team
    own = bool(own_team) and team_words(team) == team_words(own_team)
    at_theirs = found["at"] or (own and (is_away(note) or any(sides.values())))
    home, away = (opponent, team) if at_theirs else (team, opponent)
    if not team_words(home) or not team_words(away) or event_of(home, away):
        return nothing
    if {*canonical_words(opponent)} & _VENUE or _SUMMARY.match(opponent):
        return nothing
    said = [*about, *note.split(), *more.split()]
    return replace(
        nothing,
        home=home,
        away=away,
        sport=" ".join(word for word in said if {*canonical_words(word)} & SPORTS),
        level=" ".join(word for word in said if levels_in(canonical_words(word)) or genders_in(canonical_words(word))),
    )


def _says_which(word: str) -> bool:
    """True for a canonical word that says which of a school's teams plays, and what."""
    return word in SPORTS or word in GENDERS or bool(_TEAM_LEVELS.fullmatch(word) or _KIND_OF_TEAM.fullmatch(word))


_OCCASION = _words(
    "invite tourney photo picture recital rehearsal wedding banquet practice tryout tryouts graduation prom jamboree "
    "media meet meeting reunion dinner lunch breakfast party fundraiser playday relays workout"
)
"""Wherever it stands, it is no part of a team's name."""
_LAST_WORD = (GENERIC | _words("show fair open")) - GAME_WORDS - _words("state home away day lights senior")
"""As the last word it names an event: "Mercer Classic", but "Country Day", "Northern Lights"."""


def _is_occasion(text: str) -> bool:
    said = canonical_words(clean(text))
    return bool(said) and (not _OCCASION.isdisjoint(said) or said[-1] in _LAST_WORD)


def event_of(home: str, away: str) -> str:
    """The event that two sides are where they are no game: "Mercer Invitational", a team against itself; else empty."""
    if occasion := next(filter(_is_occasion, (away, home)), ""):
        return occasion
    return away if home and team_words(home) == team_words(away) != () else ""


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
    return () if is_nobody([word for word in known if word not in _NO_GAME]) else known


_NO_GAME = _words("open date off week")
"""Of what stands in place of an opponent on a day without a game: "Open Date", "Off Week"."""


def teams_of(event: Event) -> list[Team]:
    """The teams that an event names, the home team first."""
    return [team for team in (team_words(event.home), team_words(event.away)) if team]


def has_teams(event: Event) -> bool:
    """True for a game of two known teams."""
    return len(teams_of(event)) == 2
