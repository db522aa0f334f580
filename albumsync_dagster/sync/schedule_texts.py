"""What the texts of a schedule say: who plays, at whose place, that it is off, and that it is no game. Pure.

Here: one cell, one line, or two sides. Not here: files (``fact_files``, ``calendars``), by which words a team is known
(``events``), which album an event is of (``schedule``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from albumsync_dagster.naming.clubs import is_club_form
from albumsync_dagster.naming.lexicon import GENDERS, GENERIC, LEVELS, SPORTS, word_set
from albumsync_dagster.naming.locales import LOCALES
from albumsync_dagster.naming.parsing import BEFORE_OPPONENT, canonical_words, genders_in
from albumsync_dagster.naming.placeholders import AWAY, COLOURS, HOME, is_nobody
from albumsync_dagster.naming.remainder import loosely
from albumsync_dagster.naming.same_team import of_all, same_team
from albumsync_dagster.naming.text import clean, fold, unaccented, words
from albumsync_dagster.sync.events import GAME_WORDS, LONGEST, Event, levels_in, team_words, telling

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


def _side_of(note: str) -> bool | None:
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
    if away and _is_own(event.home, own_team):
        return replace(event, home=event.away, away=event.home)
    return event


def _is_own(side: str, own_team: str) -> bool:
    """True for the team whose schedule it is, in whatever writing: "LHS" of Lakeside High School."""
    return bool(own_team and side) and same_team(side, own_team)


# Teams

_MARKS = " -*†‡^+,"
_AT = re.compile(r"(?:at|@)\s+(.*)$", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\((?:[^()]|\([^()]*\))*\)?")
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
    return _parted(text)[0]


def _parted(text: str) -> tuple[str, list[str]]:
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
    of_the_game = _OF_THE_GAME.issuperset(said) or said[-1] in _TITLED or _side_of(text) is not None
    return of_the_game or is_off(text) or bool(_AT.match(text)) or _TAIL.fullmatch(f" {text}") is not None


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
        side = _side_of(tag) if tag else bool(before["at"]) or None
        if tag and side is None:
            break
        sides.append(side)
        text = text[before.end() :]
    name, notes = _parted(text)
    sides += map(_side_of, notes)
    return name, next((side for side in sides if side is not None), None)


# Events that are no game

_OCCASION = word_set(
    "invite tourney recital rehearsal banquet practice tryout tryouts graduation prom jamboree reunion dinner lunch "
    "breakfast fundraiser playday relays workout"
)
"""Wherever it stands, it is no part of a team's name."""
_LAST_WORD = word_set(
    "night classic cup showdown festival carnival concert parade picnic ceremony reception training trials champ "
    "awards highlights camp clinic fair meet meeting party wedding photo out opener bus trip tailgate session"
)
"""As the last word it names an event: "Mercer Classic"; "Delsea Regional" and "Little League" are teams."""
_SALES = ("car", "wash"), ("bake", "sale")
_OCCASIONS_ALONE = GENERIC - {"media", "gala"}
"""Alone they name an event too: "Regional". Media is a town, Gala a club."""
_OF_PICTURES = word_set("picture photo media field senior")


def _is_occasion(text: str) -> bool:
    said = canonical_words(clean(_BRACKETS.sub("", text)))
    if is_nobody(said) or said == ("state",) or "school" in said or any(map(is_club_form, text.split())):
        return False
    of_a_day = said[-1] == "day" and not _OF_PICTURES.isdisjoint(said)
    ends_so = said[-1] in _LAST_WORD or said[-2:] in _SALES or of_a_day
    return ends_so or said[0] == "wedding" or _OCCASIONS_ALONE.issuperset(said) or not _OCCASION.isdisjoint(said)


def event_of(home: str, away: str, own_team: str = "") -> str:
    """The event that two sides are where they are no game: "Mercer Invitational", a team against itself; else empty."""
    others = [side for side in (away, home) if not own_team or team_words(side) != team_words(own_team)]
    if occasion := next(filter(_is_occasion, others), ""):
        return occasion
    return away if home and team_words(home) == team_words(away) != () else ""


# Lines

_CONNECTOR = re.compile(rf"(?<![^\s(]){BEFORE_OPPONENT}(?=\s+\S)")
_PLACE = re.compile(rf"\s{_AT.pattern}", re.IGNORECASE)
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
    title = clean(_OFF.sub("", text) if off else text)
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
    notes = [note.strip("() ") for note in _BRACKETS.findall(right)]
    place = place or next(filter(None, map(_AT.match, notes)), None)
    right, _, more = _BRACKETS.sub("", right).partition(" - ")
    opponent, of_opponent = _parted(right)
    opponent, about_it = _without_its_kind(_OF_ITS_NIGHT.sub("", opponent), "")
    notes += [more, *of_opponent]

    outside = [part for part in _PARTS.split(_BRACKETS.sub("", left)) if part.strip()]
    inside = [note.strip("() ") for note in _BRACKETS.findall(left)]
    named = _tellings(outside) or _tellings(inside)  # "Miami (OH)", but "Boys Soccer (Lakeside)"
    team, about = _without_its_kind(named[-1], own_team) if named else ("", [])
    apart = [part for part in (*outside, *inside) if part not in named[-1:]]
    if own_team and team and _is_a_squad(team):
        team, about = "", [*about, *team.split()]
    if not team and not (connector["at"] and any(map(_is_no_game, outside))):
        team = own_team  # "Homecoming vs Mercer" is somebody's game; "Picture Day at Lakeside" is none
    is_own = _is_own(team, own_team)
    if own_team and not is_own and not _is_own(opponent, own_team):
        return without_teams  # "Parents vs Mercer"
    sides = (_side_of(note) for note in (*(part for part in apart if not telling(canonical_words(part))), *notes))
    at_theirs = bool(connector["at"]) or (is_own and next((side for side in sides if side is not None), False))
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
    return _CONNECTOR.search(_BRACKETS.sub("", text)) is not None


def _tellings(parts: Iterable[str]) -> list[str]:
    """Those parts that may be a team, without places where others are left: "Lakeside - Main Gym"."""
    named = [part for part in parts if telling(canonical_words(part)) and not _is_occasion(part)]
    return [part for part in named if _VENUE.isdisjoint(canonical_words(part))] or named


_OF_A_SQUAD = COLOURS | word_set("non co ed coed bi area week wk round quarterfinals")


def _is_a_squad(team: str) -> bool:
    """True for words that say only who of a school plays: "JV Blue", "Bantam AA"."""
    said = canonical_words(team)
    return all(
        map(of_all, loosely(" ".join(w for w in said if len(w) > 1 and w not in _OF_A_SQUAD and not w.isdigit())))
    )


def _is_no_game(part: str) -> bool:
    return _is_occasion(part) and not GAME_WORDS.issuperset(canonical_words(part))


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
