"""One line of a schedule: "JV Volleyball: Lakeside at Mercer (postponed)". Pure.

Here: the two sides of a line, and what it says of their game. Not here: what a side says alone (``schedule_texts``),
the columns of a table (``schedule_rows``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
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
    is_own,
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
    without_teams = Event(first=date.min, last=date.min, title=title, off=off)
    line = _BEGINS_AT.sub("", title.replace("[", "(").replace("]", ")"))
    connector = next((m for m in _CONNECTOR.finditer(line) if not _is_varsity(line, m)), None)
    if connector is None:
        return without_teams
    left, right = line[: connector.start()], line[connector.end() :].strip()
    place = _PLACE.search(right)
    right = right[: place.start()] if place else right
    notes = [note.strip("() ") for note in BRACKETS.findall(right)]
    place = place or next(filter(None, map(AT.match, notes)), None)
    right, _, more = BRACKETS.sub("", right).partition(" - ")
    opponent, of_opponent = parted(right)
    opponent, about_it = _without_its_kind(_OF_ITS_NIGHT.sub("", opponent), "")
    notes += [more, *of_opponent]

    outside = [part for part in _PARTS.split(BRACKETS.sub("", left)) if part.strip()]
    inside = [note.strip("() ") for note in BRACKETS.findall(left)]
    named = _tellings(outside) or _tellings(inside)  # "Miami (OH)", but "Boys Soccer (Lakeside)"
    team, about = _without_its_kind(named[-1], own_team) if named else ("", [])
    apart = [part for part in (*outside, *inside) if part not in named[-1:]]
    if own_team and team and _is_a_squad(team):
        team, about = "", [*about, *team.split()]
    if not team and not (connector["at"] and any(map(_is_no_game, outside))):
        team = own_team  # "Homecoming vs Mercer" is somebody's game; "Picture Day at Lakeside" is none
    ours = is_own(team, own_team)
    if own_team and not ours and not is_own(opponent, own_team):
        return without_teams  # "Parents vs Mercer"
    sides = (side_of(note) for note in (*(part for part in apart if not telling(canonical_words(part))), *notes))
    at_theirs = bool(connector["at"]) or (ours and next((side for side in sides if side is not None), False))
    if place and (there := {*team_words(place[1])}):
        at_theirs = at_theirs or {*team_words(opponent)} <= there
    home, away = (opponent, team) if at_theirs else (team, opponent)
    if not team_words(home) or not team_words(away) or event_of(home, away, own_team):
        return without_teams
    if has_connector(opponent) or (connector["at"] and _is_a_place(opponent, own_team)):
        return without_teams
    said = [word for text in (*apart, *about, *about_it, *notes) for word in text.split()]
    return replace(
        without_teams,
        home=home,
        away=away,
        sport=_joined(said, lambda known: not SPORTS.isdisjoint(known)),
        level=_joined(said, lambda known: bool(levels_in(known) or genders_in(known))),
    )


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
