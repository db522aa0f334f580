"""Which event of a schedule an album shows: by the days of its photos *and* by words. Pure.

Here: the rules that match events with albums. Not here: what the texts of an event say (``schedule_texts``), storing
(``enriching``), what a team does to a name (``naming.subject``).

The rule behind all others: a day alone proves nothing. Facts are certain only where the words of the album name a team
or the event, nothing in them speaks for another event, and every event that is left states the same teams. Where the
words say nothing and the day leaves exactly one event, that event is offered as a question. Everything else is left
open.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from albumsync_dagster.naming.clubs import OTHER_SCHOOL
from albumsync_dagster.naming.defaults import is_default_name
from albumsync_dagster.naming.lexicon import SPORTS
from albumsync_dagster.naming.parsing import ParsedName, canonical_words, genders_in, parse
from albumsync_dagster.naming.text import clean
from albumsync_dagster.naming.values import Album, CaptureDays, Enrichment
from albumsync_dagster.sync.events import (
    GAME_WORDS,
    PLAIN,
    Event,
    Team,
    has_teams,
    levels_in,
    teams_of,
    telling,
)

DAY_SHARE = 0.10
"""A day counts for an album where at least this share of its photos was taken on it."""
FREQUENT_SHARE = 1 / 2
"""A team in more than this share of the events is the schedule's own: its name alone does not tell a game."""
MOVED_DAYS = 7
"""A game without photos may have been played this many days before or after its listed day: see ``_may_be_moved``."""
LONGEST_EVENT = 31
"""An entry of more days, such as a season, does not say what was photographed on one of them."""
LEAST_LETTERS = 4
"""A cut word, or one word of a team's name, counts from so many letters on."""


_Group = tuple[date, tuple[str, ...]]


class MatchKind(StrEnum):
    """What a schedule says of an album."""

    MATCHED = "matched"
    """Day and words agree: facts."""
    OFFERED = "offered"
    """Exactly one event of the day is open, and the words do not confirm it: a question."""
    AMBIGUOUS = "ambiguous"
    """Several events fit: left open."""
    UNMATCHED = "unmatched"
    """No event of these days fits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlbumMatch:
    """What a schedule says of one album."""

    album_key: str
    name: str
    kind: MatchKind
    events: tuple[Event, ...] = ()
    """The events that fit; of one match several only where they state the same teams."""
    facts: Enrichment | None = None
    """Set where it is matched or offered."""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What an album says of itself."""

    album: Album
    days: frozenset[date]
    parsed: ParsedName
    named: frozenset[Team]
    """Teams of the schedule in its name or its UrlName."""
    nearby: frozenset[Team]
    """Teams in its folder or its keywords."""
    sides: tuple[frozenset[Team] | None, frozenset[Team] | None]
    """Teams on either side of a "vs" or "at"; None where that side names no team."""
    beside: tuple[frozenset[str], frozenset[str]]
    """Words on either side that belong to no team."""
    rest: frozenset[str]
    """Words of the name that are no team and not plain."""
    begun: str
    """The beginning of a word that a cut left at the end of the name, where no team is known by it."""
    context: frozenset[str]
    """All words of name, UrlName, folder and keywords."""
    shown: frozenset[str]
    """The sport that its photos show."""
    from_videos: bool

    @property
    def is_game(self) -> bool:
        """True where the name says that it is a game, with or without teams."""
        said = {*self.parsed.words}
        return bool(self.parsed.connector or said & {*GAME_WORDS, *SPORTS, "vs"} or levels_in(said))

    def unexplained(self, words: frozenset[str], events: Iterable[Event]) -> frozenset[str]:
        """Those of the words that no text of these events accounts for."""
        texts = (text for e in events for text in (e.title, e.venue, e.sport, e.home, e.away))
        known = {word for text in texts for word in canonical_words(clean(text))}
        begins = bool(self.begun) and any(word.startswith(self.begun) for word in known)
        return words - known - ({self.begun} if begins else set())


def match_schedule(
    events: Sequence[Event],
    albums: Iterable[tuple[Album, CaptureDays | None]],
    *,
    source: str,
    sports: Mapping[str, frozenset[str]] = MappingProxyType({}),
    day_first: bool = False,
) -> tuple[AlbumMatch, ...]:
    """Match albums with the events of a schedule, one answer an album in their order.

    Args:
        events: The whole schedule; what is not in it cannot speak against a match.
        albums: Albums with the days on which their photos were taken.
        source: What to call the schedule in the facts.
        sports: Album key -> the sport that its photos show. It may leave one of several events, as an offer.
        day_first: How to read 03-05-2024 in a name, where both readings are possible.
    """
    teams = _Teams(events)
    by_day: defaultdict[date, list[Event]] = defaultdict(list)
    for event in events:
        short = event.last - event.first < timedelta(days=LONGEST_EVENT)
        if not event.off and short and (has_teams(event) or event.title):
            for ordinal in range(event.first.toordinal(), event.last.toordinal() + 1):
                by_day[date.fromordinal(ordinal)].append(event)

    readings = [
        _read(album, capture, teams, sports.get(album.album_key, frozenset()), day_first) for album, capture in albums
    ]
    on_days = [list(dict.fromkeys(e for day in sorted(r.days) for e in by_day[day])) for r in readings]
    by_words = [_by_words(reading, found, teams, source) for reading, found in zip(readings, on_days, strict=True)]
    # An event has its album already as often as albums were matched with it by words.
    taken = Counter(
        _group(match.events[0]) for match in by_words if match is not None and match.kind is MatchKind.MATCHED
    )
    season = _Season(events, taken)
    answers = [
        _by_day(reading, found, season, source) if match is None else season.checked(reading, match)
        for match, reading, found in zip(by_words, readings, on_days, strict=True)
    ]
    return tuple(season.narrowed(readings, answers, source))


class _Season:
    """What the other albums and the other events say against a match by words."""

    def __init__(self, events: Sequence[Event], taken: Counter[_Group]) -> None:
        self._by_day: defaultdict[date, list[Event]] = defaultdict(list)
        for event in events:
            self._by_day[event.first].append(event)
        self._sizes = Counter(_group(event) for event in events if not event.off)
        self._taken = taken

    def is_open(self, event: Event) -> bool:
        """True where an event of these teams and this day has no album yet that names it."""
        return self._taken[_group(event)] < self._sizes[_group(event)]

    def checked(self, reading: _Reading, match: AlbumMatch) -> AlbumMatch:
        """The match, which becomes an offer where the teams that the album names are too little to be certain."""
        if match.kind is not MatchKind.MATCHED or not has_teams(match.events[0]):
            return match
        event = match.events[0]
        named = frozenset(teams_of(event)) & (reading.named or reading.nearby)
        if len(named) == 1 and self._taken[_group(event)] > len(match.events):
            return _asked(match, "Several albums of the day name this team.")
        first = event.first.toordinal()
        last = min(first + MOVED_DAYS, date.max.toordinal())
        near = (date.fromordinal(day) for day in range(max(1, first - MOVED_DAYS), last + 1))
        for other in (other for day in near for other in self._by_day.get(day, ())):
            if named <= {*teams_of(other)} and self._may_be_moved(reading, event, other):
                return _asked(match, f"It may be a game of another day: {other.label}.")
        return match

    def narrowed(self, readings: Sequence[_Reading], answers: Sequence[AlbumMatch], source: str) -> list[AlbumMatch]:
        """The answers, with an offer where the words, or else the other albums, leave one of several events.

        What an album is offered counts as taken for the others, again and again until nothing follows any more. All
        albums look at the same counts each time, so the order of the albums does not matter.
        """
        left = [
            _offered(reading, match, _closest(reading, match.events), "Of the events of its days it fits best.", source)
            for reading, match in zip(readings, answers, strict=True)
        ]
        while True:
            # Of a tournament there may be any number of albums: it is never taken.
            shown = [match.events[0] for match in left if match.facts is not None and has_teams(match.events[0])]
            taken = Counter(map(_group, shown))
            full = {group for group, size in self._sizes.items() if taken[group] >= size}
            after = [
                _offered(
                    reading,
                    match,
                    [event for event in match.events if _group(event) not in full],
                    "The other events of its days have their albums.",
                    source,
                )
                for reading, match in zip(readings, left, strict=True)
            ]
            if after == left:
                return left
            left = after

    def _may_be_moved(self, reading: _Reading, event: Event, other: Event) -> bool:
        """True where the other game may have been played on this day instead of its own: no album names it there."""
        return event.first != other.first and not _against(reading, other) and (other.off or self.is_open(other))


def _offered(reading: _Reading, match: AlbumMatch, events: list[Event], why: str, source: str) -> AlbumMatch:
    """An ambiguous match as an offer, where these of its events state one thing."""
    if match.kind is MatchKind.AMBIGUOUS and len({_group(event) for event in events}) == 1:
        return _answer(reading, events, False, why, source)
    return match


def _asked(match: AlbumMatch, why: str) -> AlbumMatch:
    facts = replace(match.facts, offered=True) if match.facts else None
    return replace(match, kind=MatchKind.OFFERED, facts=facts, why=why)


class _Teams:
    """The teams of a schedule, and how to find them in a text."""

    def __init__(self, events: Sequence[Event]) -> None:
        mentions = Counter(team for event in events for team in teams_of(event))
        self.all = frozenset(mentions)
        self.own = frozenset(team for team, count in mentions.items() if count > FREQUENT_SHARE * len(events))
        self._by_first_word: defaultdict[str, list[Team]] = defaultdict(list)
        for team in self.all:
            self._by_first_word[team[0]].append(team)
        self._by_word: defaultdict[str, set[Team]] = defaultdict(set)
        for team in self.all:
            for word in team:
                if word not in PLAIN | OTHER_SCHOOL and len(word) >= LEAST_LETTERS:
                    self._by_word[word].add(team)

    def find(self, said: Sequence[str], *, cut: bool = False) -> tuple[frozenset[Team], list[str]]:
        """The teams that words name, and the words that name none.

        The longest name counts, so that "North Mercer" is not Mercer; one word of a name counts where no other team
        of the schedule has it. With ``cut`` the last word may be the beginning of one.
        """
        left, found = list(said), set()
        possible = (team for word in {*said} for team in self._by_first_word.get(word, ()))
        for team in sorted(possible, key=lambda team: (-len(team), team)):
            for start in range(len(left) - len(team) + 1):
                if tuple(left[start : start + len(team)]) == team:
                    found.add(team)
                    left[start : start + len(team)] = [""] * len(team)
        for place, word in enumerate(left):
            if len(of := self._by_word.get(word, ())) == 1:
                found |= {*of}
                left[place] = ""
        if cut and left and left[-1]:
            for size in range(len(left), 0, -1):
                if (begun := self._begun(tuple(left[-size:]))) and len(begun) == 1:
                    found |= begun
                    left[-size:] = [""] * size
                    break
        return frozenset(found), [word for word in left if word]

    def _begun(self, said: Team) -> set[Team]:
        """Teams that these words begin, the last of them cut."""
        if not all(said) or sum(map(len, said)) < LEAST_LETTERS:
            return set()
        whole, last = said[:-1], said[-1]
        first = {t for t in self.all if t[: len(whole)] == whole and t[len(whole) :] and t[len(whole)].startswith(last)}
        return first or {t for t in self.all if not whole and any(word.startswith(last) for word in t)}


def _read(album: Album, capture: CaptureDays | None, teams: _Teams, shown: frozenset[str], day_first: bool) -> _Reading:
    counts = (capture.days or capture.video_days) if capture else {}
    least = DAY_SHARE * sum(counts.values())
    parsed = parse(album.name, day_first)
    said = canonical_words(parsed.cut) if parsed.cut else parsed.words
    named, rest = teams.find(said, cut=bool(parsed.cut))
    address = canonical_words(clean(re.sub(r"[-_/]+", " ", album.url_name or "")))
    folder = (album.url_path or "").rpartition("/")[0]
    around = canonical_words(clean(re.sub(r"[-_/,;]+", " ", f"{folder} {album.keywords}")))
    sides: list[frozenset[Team] | None] = [None, None]
    beside = [frozenset[str](), frozenset[str]()]
    if parsed.connector:
        for place, side in enumerate((parsed.subject, parsed.opponent)):
            of_side, others = teams.find(side, cut=place == 1 and bool(parsed.cut))
            sides[place] = of_side or None
            beside[place] = frozenset(telling(others))
    return _Reading(
        album=album,
        days=frozenset(day for day, count in counts.items() if count >= least),
        parsed=parsed,
        named=named | teams.find(address)[0],
        nearby=teams.find(around)[0],
        sides=(sides[0], sides[1]),
        beside=(beside[0], beside[1]),
        rest=frozenset() if is_default_name(album.name) else frozenset(telling(rest)),
        begun=rest[-1] if parsed.cut and rest and rest[-1] == said[-1] else "",
        context=frozenset((*parsed.words, *address, *around)),
        shown=shown,
        from_videos=capture is not None and not capture.days,
    )


def _by_words(reading: _Reading, found: list[Event], teams: _Teams, source: str) -> AlbumMatch | None:
    """What the words of an album say about the events of its days; None where they say nothing of any."""
    fitting = [event for event in found if not _against(reading, event)]
    strengths = {id(event): _strength(reading, event) for event in fitting}
    best = max(strengths.values(), default=0)
    if best:
        strong = [event for event in fitting if strengths[id(event)] == best]
        named = frozenset(team for event in strong for team in teams_of(event)) & reading.named
        sure = bool(named - teams.own) or len(named) > 1 or reading.is_game or not named
        return _answer(reading, strong, sure, "The day and the words of the album agree.", source)
    if reading.rest or not reading.is_game:
        return None
    near = [event for event in fitting if {*teams_of(event)} & reading.nearby]
    if not near:
        return None
    # The schedule's own team in a folder says nothing of the game; with its sport there it does.
    sports = frozenset(canonical_words(near[0].sport)) & SPORTS
    sure = bool(frozenset(t for e in near for t in teams_of(e)) & reading.nearby - teams.own) or bool(
        sports & reading.context
    )
    return _answer(reading, near, sure, "The day and the album's folder or keywords agree.", source)


def _by_day(reading: _Reading, found: list[Event], season: _Season, source: str) -> AlbumMatch:
    """An offer, where the day leaves exactly one event and the name says nothing else."""
    if not reading.days:
        return _open(reading, MatchKind.UNMATCHED, (), "Its photos have no capture day.")
    if not found:
        return _open(reading, MatchKind.UNMATCHED, (), "The schedule has no event on its days.")
    fitting = [event for event in found if not _against(reading, event)]
    if reading.rest:
        at_venue = [event for event in fitting if not reading.unexplained(reading.rest, [event])]
        if not at_venue:
            return _open(reading, MatchKind.UNMATCHED, (), "Its name says something else than the events of its days.")
        fitting = at_venue
    if not fitting:
        return _open(reading, MatchKind.UNMATCHED, (), "Its words contradict every event of its days.")
    if near := [event for event in fitting if {*teams_of(event)} & reading.nearby]:
        fitting = near
    free = [event for event in fitting if season.is_open(event)]
    if not free:
        return _open(reading, MatchKind.UNMATCHED, (), "Every event of its days has its album.")
    return _answer(reading, free, False, "Only the day matches.", source)


def _answer(reading: _Reading, events: list[Event], sure: bool, why: str, source: str) -> AlbumMatch:
    """One answer for events that fit equally well: facts where all of them state the same."""
    if len({_group(event) for event in events}) > 1:  # other teams, or another day
        return _open(reading, MatchKind.AMBIGUOUS, events, f"{len(events)} events of its days fit equally well.")
    covered = all(events[0].first <= day <= events[0].last for day in reading.days)
    if more := reading.unexplained(reading.rest, events):
        sure, why = False, f"The name also says {' '.join(sorted(more))}."
    elif not covered:
        sure, why = False, "The photos are of other days too."
    elif reading.from_videos:
        sure, why = False, "The day comes from videos alone and may be one day off."
    return AlbumMatch(
        album_key=reading.album.album_key,
        name=reading.album.name,
        kind=MatchKind.MATCHED if sure else MatchKind.OFFERED,
        events=tuple(events),
        facts=_facts(events, source, offered=not sure),
        why=why,
    )


def _open(reading: _Reading, kind: MatchKind, events: Sequence[Event], why: str) -> AlbumMatch:
    return AlbumMatch(
        album_key=reading.album.album_key, name=reading.album.name, kind=kind, events=tuple(events), why=why
    )


def _facts(events: list[Event], source: str, *, offered: bool) -> Enrichment:
    """What all of these events state."""

    def common(texts: Iterable[str]) -> str | None:
        said = {*texts}
        return said.pop() or None if len(said) == 1 else None

    teams = has_teams(events[0])
    return Enrichment(
        home_team=events[0].home if teams else None,
        away_team=events[0].away if teams else None,
        event_name=None if teams else common(event.title for event in events),
        sport_type=common(event.sport for event in events),
        level=common(event.level for event in events),
        source=source,
        offered=offered,
    )


def _strength(reading: _Reading, event: Event) -> int:
    """How many of an event's names the album states: its teams in the name or the UrlName, its title anywhere."""
    title = tuple(telling(canonical_words(event.title)))
    return len({*teams_of(event)} & reading.named) + (bool(title) and {*title} <= reading.context)


def _closest(reading: _Reading, events: Sequence[Event]) -> list[Event]:
    """Those of the events that state most of what the album states: its sport, its level, its gender."""

    def closeness(event: Event) -> int:
        said = reading.context
        of_event = frozenset(canonical_words(f"{event.level} {event.sport}"))
        return (
            bool((said & SPORTS or reading.shown) & of_event)
            + bool(levels_in(said) & levels_in(of_event))
            + bool(genders_in(said) & genders_in(of_event))
        )

    best = max(map(closeness, events), default=0)
    return [event for event in events if closeness(event) == best]


def _against(reading: _Reading, event: Event) -> bool:
    """True where the words of an album speak for another event."""
    teams = frozenset(teams_of(event))
    if reading.named - teams:
        return True
    for side, words in zip(reading.sides, reading.beside, strict=True):
        if side is None and reading.unexplained(words, [event]):
            return True
    if reading.sides[0] and reading.sides[0] == reading.sides[1]:
        return True
    said, whole = {*reading.parsed.words}, reading.context
    of_event = frozenset(canonical_words(f"{event.level} {event.sport} {event.title} {event.home} {event.away}"))
    for mine, theirs in (
        (said & SPORTS or whole & SPORTS, of_event & SPORTS),
        (levels_in(said) or levels_in(whole), levels_in(of_event)),
        (genders_in(said) or genders_in(whole), genders_in(of_event)),
    ):
        if mine and theirs and not mine & theirs:
            return True
    return False


def _group(event: Event) -> _Group:
    """Events of one group give an album the same name: a doubleheader, or two levels of one game."""
    if has_teams(event):
        return event.first, tuple(" ".join(team) for team in teams_of(event))
    return event.first, ("", *canonical_words(clean(event.title)))
