"""One line of a schedule: "JV Volleyball: Lakeside at Mercer (postponed)". Pure.

Here: the two sides of a line, and what it says of their game. Not here: what a side says alone (``schedule_texts``),
the columns of a table (``schedule_rows``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from albumsync_dagster.naming.lexicon import GENDERS, SPORTS, word_set
from albumsync_dagster.naming.parsing import BEFORE_OPPONENT, canonical_words, genders_in
from albumsync_dagster.naming.placeholders import COLOURS
from albumsync_dagster.naming.remainder import loosely
from albumsync_dagster.naming.same_team import of_all
from albumsync_dagster.naming.text import clean
from albumsync_dagster.sync.events import GAME_WORDS, LONGEST, Event, levels_in, team_words, telling
from albumsync_dagster.sync.schedule_texts import (
    AT,
    BRACKETS,
    event_of,
    is_occasion,
    is_off,
    is_the_team,
    parted,
    side_of,
    team_name,
    without_off,
)

_CONNECTOR = re.compile(rf"(?<![^\s(]){BEFORE_OPPONENT}(?=\s+\S)")
_PLACE = re.compile(rf"\s{AT.pattern}", re.IGNORECASE)
_PARTS = re.compile(r":\s+|\s-\s")
_BEGINS_AT = re.compile(r"^\d{1,2}(?::\d\d)?\s?[ap]\.?m\.?\s+", re.IGNORECASE)
_OF_ITS_NIGHT = re.compile(
    r"(?: (?:seniors?|parents?|alumni|pink|military|teacher|homecoming|district|conference|region))*"
    r" (?:night|homecoming|game|scrimmage|doubleheader|playoffs?)$",
    re.IGNORECASE,
)
"""Behind an opponent, also without a mark: "vs Mercer Senior Night"."""
_VENUE = word_set("arena field fields gym stadium complex course pool rink court courts")
_GROUNDS = word_set("park center centre hall")
"""Of a place and of a school: "Riverside Park", "Highland Park"."""
_KIND_OF_TEAM = re.compile(r"\d+(?:st|nd|rd|th)|grade|graders|team")
"""Beside a sport or a level, as in "7th Grade Girls"; alone in front of a vs they name no team."""


def read_summary(text: str, own_team: str = "") -> Event | None:
    """What the line of a calendar says: "JV Volleyball: Lakeside at Mercer (postponed)". Its days are not set.

    Args:
        text: The summary.
        own_team: Whose calendar it is, for lines such as "Volleyball vs Mercer", which name the opponent alone.

    Returns:
        None for an empty line. Its title is the line without the words that it is off; home and away are set only where
        it names two teams, and one of them is the own team where that is known.
    """
    text = " ".join(text.split())[:LONGEST]
    off = is_off(text)
    title = clean(without_off(text) if off else text)
    if not title:
        return None
    event = Event(first=date.min, last=date.min, title=title, off=off)
    line = _BEGINS_AT.sub("", title.replace("[", "(").replace("]", ")"))
    connector = next((m for m in _CONNECTOR.finditer(line) if not _is_varsity(line, m)), None)
    if connector is None:
        return event
    says_at = bool(connector["at"])
    mine = _first_side(line[: connector.start()], own_team, says_at)
    theirs, place = _opponent(line[connector.end() :].strip())
    if own_team and not is_the_team(mine.team, own_team) and not is_the_team(theirs.team, own_team):
        return event  # "Parents vs Mercer"
    if has_connector(theirs.team) or (says_at and _is_a_place(theirs.team, own_team)):
        return event
    away_first = says_at or _is_at_theirs(mine, theirs, place, own_team)
    home, away = (theirs.team, mine.team) if away_first else (mine.team, theirs.team)
    if not team_words(home) or not team_words(away) or event_of(home, away, own_team):
        return event
    said = [word for text in (*mine.notes, *mine.kind, *theirs.kind, *theirs.notes) for word in text.split()]
    return replace(
        event,
        home=home,
        away=away,
        sport=_joined(said, lambda known: not SPORTS.isdisjoint(known)),
        level=_joined(said, lambda known: bool(levels_in(known) or genders_in(known))),
    )


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a line."""

    team: str
    kind: list[str]
    """The words beside the team that say which of its teams plays, and what."""
    notes: list[str]


def _first_side(text: str, own_team: str, says_at: bool) -> _Side:
    """What stands in front of the connector; the own team where that names none."""
    outside = _PARTS.split(BRACKETS.sub("", text))
    inside = _in_brackets(text)
    named = _tellings(outside) or _tellings(inside)  # "Miami (OH)", but "Boys Soccer (Lakeside)"
    team, kind = _without_its_kind(named[-1], own_team) if named else ("", [])
    if own_team and _is_a_squad(team):
        team, kind = "", [*kind, *team.split()]
    if not team and not (says_at and any(map(_is_no_game, outside))):
        team = own_team  # "Homecoming vs Mercer" is somebody's game; "Picture Day at Lakeside" is none
    return _Side(team, kind, [part for part in (*outside, *inside) if part not in named[-1:]])


def _opponent(text: str) -> tuple[_Side, str]:
    """What stands behind the connector, and the place that it names, or nothing: "Mercer - JV @ Lakeside Field"."""
    place = _PLACE.search(text)
    text = text[: place.start()] if place else text
    notes = _in_brackets(text)
    place = place or next(filter(None, map(AT.match, notes)), None)
    text, _, more = BRACKETS.sub("", text).partition(" - ")
    team, of_team = parted(text)
    team, kind = _without_its_kind(_OF_ITS_NIGHT.sub("", team), "")
    return _Side(team, kind, [*notes, more, *of_team]), place[1] if place else ""


def _in_brackets(text: str) -> list[str]:
    return [note.strip("() ") for note in BRACKETS.findall(text)]


def _is_at_theirs(mine: _Side, theirs: _Side, place: str, own_team: str) -> bool:
    """True for a game with "vs" at the second team, as a note ("Away: Lakeside vs Mercer") or the place says."""
    if (there := {*team_words(place)}) and {*team_words(theirs.team)} <= there:
        return True
    sides = (side for side in map(side_of, (*mine.notes, *theirs.notes)) if side is not None)
    return is_the_team(mine.team, own_team) and next(sides, False)


def has_connector(text: str) -> bool:
    """True for a text with "vs", "at" or a word of their kind, which is more than one team."""
    return _CONNECTOR.search(BRACKETS.sub("", text)) is not None


def _tellings(parts: Iterable[str]) -> list[str]:
    """Those parts that may be a team, without places where others are left: "Lakeside - Main Gym"."""
    named = [part for part in parts if telling(canonical_words(part)) and not is_occasion(part)]
    return [part for part in named if _VENUE.isdisjoint(canonical_words(part))] or named


_OF_A_SQUAD = COLOURS | word_set("non co ed coed bi area week wk round quarterfinals")


def _is_a_squad(team: str) -> bool:
    """True for words that say only who of a school plays: "JV Blue", "Bantam AA"."""
    said = canonical_words(team)
    return all(
        map(of_all, loosely(" ".join(w for w in said if len(w) > 1 and w not in _OF_A_SQUAD and not w.isdigit())))
    )


def _is_no_game(part: str) -> bool:
    return is_occasion(part) and not GAME_WORDS.issuperset(canonical_words(part))


def _is_a_place(opponent: str, own_team: str) -> bool:
    """True for a place in an opponent's place: "Riverside Arena", "Lakeside Park" of Lakeside."""
    said = canonical_words(opponent)
    grounds = not _GROUNDS.isdisjoint(said)
    return not _VENUE.isdisjoint(said) or (grounds and (not own_team or {*team_words(own_team)} < {*said}))


def _is_varsity(line: str, connector: re.Match[str]) -> bool:
    """True for the "V" of "V Football @ Mercer", which is no vs."""
    behind = line[connector.end() :].split(maxsplit=1)[0]
    return connector[0] == "V" and any(map(_says_which, canonical_words(behind)))


def _without_its_kind(part: str, own_team: str) -> tuple[str, list[str]]:
    """A team without the sport and level beside it, and these words: "JV Volleyball Lakeside", "Lakeside Girls Soccer".

    A sport alone may be the team's: "Bowling Green", "Water Valley".
    """
    said = part.split()
    own = own_team.casefold().split()
    kinds = [bool(known := _kind_words(word)) and all(map(_says_which, known)) for word in said]
    in_front = len(said) - len(own)
    if own and in_front > 0 and [word.casefold() for word in said[in_front:]] == own and all(kinds[:in_front]):
        return team_name(" ".join(said[in_front:])), said[:in_front]  # not "East Lakeside"
    first = next((i for i, kind in enumerate(kinds) if not kind), len(said))
    last = len(said) - next((i for i, kind in enumerate(reversed(kinds)) if not kind), len(said))
    begin = first if _are_a_kind(said[:first]) else 0
    end = last if last > begin and _are_a_kind(said[last:]) else len(said)
    return team_name(" ".join(said[begin:end])), [*said[:begin], *said[end:]]


def _are_a_kind(said: Iterable[str]) -> bool:
    """True for words with a level among them, or with both a sport and who plays it."""
    known = [word for text in said for word in _kind_words(text)]
    of_whom = [word for word in known if word in GENDERS or _KIND_OF_TEAM.fullmatch(word)]
    return bool(levels_in(known)) or (bool(of_whom) and not SPORTS.isdisjoint(known))


def _says_which(word: str) -> bool:
    """True for a canonical word that says which of a school's teams plays, and what."""
    return word in SPORTS or word in GENDERS or bool(levels_in((word,)) or _KIND_OF_TEAM.fullmatch(word))


def _kind_words(text: str) -> Sequence[str]:
    """The canonical words of a text that may say which team plays: there a lone "V" is Varsity."""
    return ("varsity",) if text == "V" else canonical_words(text)


def _joined(said: Iterable[str], counts: Callable[[Sequence[str]], bool]) -> str:
    """Those words that count, each once."""
    told = ("Varsity" if text == "V" else text.strip(",:") for text in said if counts(_kind_words(text.strip(",:"))))
    return " ".join(dict.fromkeys(told))
