"""What the texts of a schedule say: who plays, at whose place, that it is off, and that it is no game. Pure.

Here: one cell, or two sides. Not here: a whole line (``schedule_lines``), files (``fact_files``, ``calendars``), by
which words a team is known (``events``), which album an event is of (``schedule``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from albumsync_dagster.naming.lexicon import GENERIC, LEVELS, SPORTS, word_set
from albumsync_dagster.naming.locales import LOCALES
from albumsync_dagster.naming.parsing import BEFORE_OPPONENT, canonical_words
from albumsync_dagster.naming.placeholders import AWAY, HOME, is_nobody
from albumsync_dagster.naming.same_team import same_team
from albumsync_dagster.naming.text import clean, fold, unaccented, words
from albumsync_dagster.sync.events import GAME_WORDS, LONGEST, NAMES_TOO, NO_GAMES, NO_GAMES_LAST, Event, team_words

# Off

_DAY = r"(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b"
_OFF = re.compile(
    "|".join(
        rf"(?<!\w){said}(?!\w)" if said.islower() else said  # scripts without capitals write no blanks either
        for word in " ".join(locale.called_off for locale in LOCALES).split()
        for said in (re.escape(form).replace("_", r"[\s-]?") for form in {word, unaccented(word)})
    )
    + rf"|\bno game\b(?![ -]day)|\bre-?scheduled\b|\bmoved to (?=\d{{1,2}}[/.]|{_DAY})",
    re.IGNORECASE,
)


def _any_of(words_of_languages: Iterable[str]) -> str:
    """A pattern of whole words."""
    said = {re.escape(word) for text in words_of_languages for word in text.split()}
    return rf"(?<!\w)(?:{'|'.join(sorted(said))})(?!\w)"


_IS_ON = re.compile(
    rf"{_any_of(locale.negations for locale in LOCALES)}\s+(?:been |be |yet )?$"
    r"|\b(?:if|unless|in case)\b[^.;,()–-]*$"
    r"|\bmake-?\s?up\s*(?:of|for|from|game|\()[^.;,]*$|\b(?:moved from|replay of)\b[^.;,]*$",
    re.IGNORECASE,
)
"""In front of such a word: "Not cancelled", "Rain date if postponed", "Makeup of game postponed"."""
_ONLY_PERHAPS = re.compile(
    rf"\s*\(?\s*(?:\b(?:if|unless|in case)\b|(?:game )?{_any_of(locale.moved_from for locale in LOCALES)}"
    rf"\s+(?:\w+\.?,? )?(?:\d|{_DAY}))",
    re.IGNORECASE,
)
"""Behind it: "Cancelled if rain", "Rescheduled from 9/3", "reporté du 3/9"."""


def is_off(text: str) -> bool:
    """True for a text that says that an event did not take place on its day: cancelled, postponed, rescheduled."""
    text = text[:LONGEST]
    said = (m for m in _OFF.finditer(text) if not _ONLY_PERHAPS.match(text, m.end()))
    return any(not _IS_ON.search(text[: m.start()]) for m in said)


def without_off(text: str) -> str:
    """A text without the words that say that its event is off."""
    return _OFF.sub("", text)


# Home and away


def is_away(text: str) -> bool | None:
    """Whether a text such as "Away", "@" or "H" puts a game at the other team's place; None where it says neither."""
    said = [unaccented(fold(word)) for word in words(clean(text))]
    word = said[0] if said and (len(said) == 1 or not said[0].isalpha() or len(said[0]) > 1) else ""
    if said[:2] == ["at", "home"]:
        return False
    return True if word in _AWAY else False if word in _HOME else None


_AWAY, _HOME = AWAY | word_set("a v at @ road rd visit visiting"), HOME | {"h", "vs"}
"""One letter counts alone: "A" is away, "A Team" is none."""


def side_of(note: str) -> bool | None:
    """What a note says of the place, alone or beside the level: "A", "Varsity, Away"; nothing in "Guest Day"."""
    said = [unaccented(fold(word)) for word in words(note)]
    if len(said) == 1:
        return None if said == ["v"] else is_away(note)
    sides = (word in _AWAY for word in said if word in (AWAY | HOME) - _GUESTS)
    return next(sides, None) if len(said) == _A_NOTE else None


_A_NOTE = 2
"""Words of a note that says the place and one thing more."""
_GUESTS = word_set("guest guests visitor visitors host hosts gast gaste")


def away_by_place(place: str) -> bool | None:
    """What a venue says that is nothing but a word for it: "Away", but not "Away Park", "AT&T Stadium" or "A"."""
    return is_away(place) if len(place) > 1 and len(words(clean(place))) == 1 else None


def placed(event: Event, away: bool | None, own_team: str) -> Event:
    """The event with its sides exchanged, where something beside its line says that the own team is away."""
    if away and is_the_team(event.home, own_team):
        return replace(event, home=event.away, away=event.home)
    return event


def is_the_team(side: str, own_team: str) -> bool:
    """True for the team whose schedule it is, in whatever writing: "LHS" of Lakeside High School."""
    return bool(own_team and side) and same_team(side, own_team)


# Teams

_MARKS = " -*†‡^+,"
AT = re.compile(r"(?:at|@)\s+(.*)$", re.IGNORECASE)
BRACKETS = re.compile(r"\s*\((?:[^()]|\([^()]*\))*\)?")
_NOTE = re.compile(r" ?(?:\(([^()]*)\)| - (.*))$")
_RANK = re.compile(r"^(?:#\s?\d+|No\. ?\d+|\((?:RV|\d+|[WLTD]|J?V)\))\s+", re.IGNORECASE)
_TAIL = re.compile(
    r",? (?:(?i:\d{1,2}(?::\d\d)? ?[ap]\.?m\.?)|\d{1,2}:\d\d(?: Uhr)?|[WLTD],? \d+ ?- ?\d+|TBA|TBD|AWAY|HOME|Away)$"
    r"|, (?i:away|home)$| (?i:rescheduled|postponed|moved) from .*$"
)
_OF_THE_GAME = (
    GAME_WORDS | (GENERIC - SPORTS - LEVELS) | HOME | AWAY | word_set("h a n neutral site nonconference non rv")
)
"""What a note beside a team says of the game: "(Senior Night)", "(A)", "(District)"."""
_TITLED = word_set("night round rd day game")
"""A note that ends with one of them is the game's: "(Parents Night)", "(First Round)"."""


def team_name(text: str) -> str:
    """A team without what a schedule says of the game there: "*Mercer", "#3 Mercer", "Mercer (DH)", "Mercer 7 PM"."""
    return parted(text)[0]


def parted(text: str) -> tuple[str, list[str]]:
    """A team and the notes about the game beside it, the last one first."""
    notes: list[str] = []
    if len(text) > LONGEST:
        return text, notes
    name, before = " ".join(text.replace("[", "(").replace("]", ")").split()).strip(_MARKS), None
    while name != before:
        before = name
        name = _RANK.sub("", name)
        if tail := _TAIL.search(name):
            notes.append(tail[0].strip(" ,"))
            name = name[: tail.start()]
        elif (note := _NOTE.search(name)) and note.start() and _is_note(said := note[1] or note[2] or ""):
            notes.append(said)
            name = name[: note.start()]
        name = name.strip(_MARKS)
    return name, notes


def _is_note(text: str) -> bool:
    said = [unaccented(word) for word in canonical_words(text)]
    of_the_game = _OF_THE_GAME.issuperset(said) or said[-1] in _TITLED or side_of(text) is not None
    return of_the_game or is_off(text) or bool(AT.match(text)) or _TAIL.fullmatch(f" {text}") is not None


_BEFORE = re.compile(
    rf"(?:{BEFORE_OPPONENT}(?:[\s:]+|(?<=@)|(?<=[Vv][Ss]\.)|(?<=vs)(?=[A-Z]))"
    r"|\((?P<tag>\w+)\)\s*|(?P<word>\w+):\s+|(?P<plain>(?i:away(?: -)?|home -))\s+)"
)
"""In front of an opponent: "at", "(A)", "Away: "; "vsMercer", but "Vsetin"; "v. Noordwijk", but "v.v. Noordwijk"."""


def read_opponent(text: str) -> tuple[str, bool | None]:
    """Whom a row names as the opponent, and whether the game is at their place; None where it does not say."""
    sides: list[bool | None] = []
    while before := _BEFORE.match(text):
        tag = before["tag"] or before["word"] or before["plain"]
        side = side_of(tag) if tag else bool(before["at"]) or None
        if tag and side is None:
            break
        sides.append(side)
        text = text[before.end() :]
    name, notes = parted(text)
    sides += map(side_of, notes)
    return name, next((side for side in sides if side is not None), None)


# Events that are no game

_OCCASION = NO_GAMES | word_set("invite tourney jamboree relays")
"""Wherever it stands, it is no part of a team's name."""
_LAST_WORD = NO_GAMES_LAST | word_set(
    "night classic cup showdown trials champ highlights meet session opener photo out"
)
"""As the last word it names an event: "Mercer Classic"; "Delsea Regional" and "Little League" are teams."""
_SALES = ("car", "wash"), ("bake", "sale")
_OCCASIONS_ALONE = GENERIC - NAMES_TOO
"""Alone they name an event too: "Regional"."""
_OF_PICTURES = word_set("picture photo media field senior")


def is_occasion(text: str) -> bool:
    """True for a text that names an event and no team: "Mercer Invitational", "Picture Day"."""
    said = canonical_words(clean(BRACKETS.sub("", text)))
    if is_nobody(said) or said == ("state",):
        return False
    of_a_day = said[-1] == "day" and not _OF_PICTURES.isdisjoint(said)
    ends_so = said[-1] in _LAST_WORD or said[-2:] in _SALES or of_a_day
    return ends_so or said[0] == "wedding" or _OCCASIONS_ALONE.issuperset(said) or not _OCCASION.isdisjoint(said)


def event_of(home: str, away: str, own_team: str = "") -> str:
    """The event that two sides are where they are no game: "Mercer Invitational", a team against itself; else empty."""
    others = [side for side in (away, home) if not own_team or team_words(side) != team_words(own_team)]
    if occasion := next(filter(is_occasion, others), ""):
        return occasion
    return away if home and team_words(home) == team_words(away) != () else ""
