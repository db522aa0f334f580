"""Albums and the events of a schedule: what is told apart, what is asked, and what is left open."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumsync_dagster.naming import Album, CaptureDays
from albumsync_dagster.sync.events import Event
from albumsync_dagster.sync.schedule import AlbumMatch, MatchKind, match_schedule

DAY = date(2025, 9, 12)
LAKESIDE = Event(first=DAY, last=DAY, home="Lakeside", away="Hillcrest", sport="Volleyball")
MERCER = Event(first=DAY, last=DAY, home="Mercer", away="Stanton", sport="Volleyball")
OTHERS = [
    Event(first=DAY + timedelta(days=n), last=DAY + timedelta(days=n), home=home, away=away, sport="Volleyball")
    for n, (home, away) in enumerate(
        [("Lakeside", "Stanton"), ("Mercer", "Dover"), ("Pine Grove", "Hillcrest"), ("Dover", "Lakeside")], start=30
    )
]
"""The rest of the season, on other days."""


@dataclass(frozen=True)
class Case:
    """One album, the events of its day, and what comes of it."""

    why: str
    name: str
    events: tuple[Event, ...]
    kind: MatchKind
    teams: tuple[str, str] | None = None
    level: str | None = None
    url_name: str = ""
    folder: str = ""
    keywords: str = ""
    days: tuple[date, ...] = (DAY,)


def game(home: str, away: str, **more: object) -> Event:
    return replace(LAKESIDE, home=home, away=away, **more)  # type: ignore[arg-type]


M, ASK, A, U = MatchKind.MATCHED, MatchKind.OFFERED, MatchKind.AMBIGUOUS, MatchKind.UNMATCHED
L_H, M_S = ("Lakeside", "Hillcrest"), ("Mercer", "Stanton")
CASES = [
    Case("both teams in the name", "Lakeside vs Hillcrest", (LAKESIDE, MERCER), M, L_H),
    Case("the other way round", "Hillcrest at Lakeside", (LAKESIDE, MERCER), M, L_H),
    Case("two home teams on one day", "Mercer Game 1", (LAKESIDE, MERCER), M, M_S),
    Case("the guests alone", "vs Hillcrest", (LAKESIDE, MERCER), M, L_H),
    Case("a name that was cut", "Lakeside vs Hillc...", (LAKESIDE, MERCER), M, L_H),
    Case("cut in the only team", "VB Hillcr...", (LAKESIDE, MERCER), M, L_H),
    Case("words of the UrlName", "Game 2", (LAKESIDE, MERCER), M, L_H, url_name="Lakeside-Hillcrest-2"),
    Case("folder and sport", "Game 2", (LAKESIDE, MERCER), M, L_H, folder="/Volleyball/Lakeside/Game-2"),
    Case("keywords", "Game 2", (LAKESIDE, MERCER), M, M_S, keywords="stanton; girls"),
    Case("an occasion beside the team", "Lakeside Senior Night", (LAKESIDE, MERCER), M, L_H),
    Case("another occasion", "Hillcrest Graduation", (LAKESIDE, MERCER), ASK, L_H),
    Case("a parade before the game", "Hillcrest Homecoming Parade", (LAKESIDE, MERCER), ASK, L_H),
    Case("a team that another one begins with", "Tennessee Football",
         (game("Middle Tennessee", "Troy"), replace(OTHERS[1], home="Tennessee")), U),
    Case("a long school name", "Mercer", (game("Mercer High School", "Stanton HS"),), M,
         ("Mercer High School", "Stanton HS")),
    Case("the nickname is the only one of its kind", "Tigers Game", (game("Dover Tigers", "Elm Lions"), MERCER), M,
         ("Dover Tigers", "Elm Lions")),
    Case("an event of several days", "Harbor Classic",
         (Event(first=DAY, last=DAY + timedelta(days=2), title="Harbor Classic"), MERCER), M),
    Case("nameless, one event", "Untitled", (LAKESIDE,), ASK, L_H),
    Case("a camera's name, one event", "DSC_0412", (LAKESIDE,), ASK, L_H),
    Case("a game without a team, one event", "Game 2", (LAKESIDE,), ASK, L_H),
    Case("the sport alone", "Volleyball", (LAKESIDE, game("Elm", "Dover", sport="Soccer")), ASK, L_H),
    Case("photos of a second day", "Lakeside vs Hillcrest", (LAKESIDE,), ASK, L_H, days=(DAY, DAY + timedelta(1))),
    Case("more words than the event explains", "Lakeside Gym Banner Reveal", (LAKESIDE,), ASK, L_H),
    Case("JV and varsity: the name says JV", "Lakeside JV",
         (replace(LAKESIDE, level="Varsity"), replace(LAKESIDE, level="JV")), M, L_H, level="JV"),
    Case("JV and varsity: the name says neither, the teams are the same", "Lakeside vs Hillcrest",
         (replace(LAKESIDE, level="Varsity"), replace(LAKESIDE, level="JV")), M, L_H),
    Case("a doubleheader of the same teams", "Lakeside Game 2", (LAKESIDE, replace(LAKESIDE, row=2)), M, L_H),
    Case("a venue of nobody's, named in the album", "Riverside Arena",
         (replace(LAKESIDE, venue="Riverside Arena"), MERCER), ASK, L_H),
    # Left open: decoys.
    Case("two opponents of one team on one day", "Lakeside Game 2", (LAKESIDE, game("Lakeside", "Stanton")), A),
    Case("a doubleheader with home and guests exchanged", "Lakeside Game 2",
         (LAKESIDE, game("Hillcrest", "Lakeside")), A),
    Case("nameless, two events", "Untitled", (LAKESIDE, MERCER), A),
    Case("nobody played", "Untitled", (replace(LAKESIDE, off=True),), U),
    Case("a day without a game", "Lakeside Volleyball", (game("Lakeside", "Open Date"),), U),
    Case("postponed from this day; the other game is not it", "Lakeside vs Hillcrest",
         (replace(LAKESIDE, off=True), MERCER), U),
    Case("another opponent than the schedule's", "Lakeside vs Stanton", (LAKESIDE,), U),
    Case("an opponent that the schedule does not know", "Lakeside vs Ashford", (LAKESIDE,), U),
    Case("another team's game on that day", "Dover Game 1", (LAKESIDE, MERCER), U),
    Case("a team whose name holds another's", "North Mercer Game", (game("North Mercer", "Elm"), MERCER), M,
         ("North Mercer", "Elm")),
    Case("the same, and that team does not play", "North Mercer vs Dover", (MERCER,), U),
    Case("a JV album, a varsity game", "Lakeside JV", (replace(LAKESIDE, level="Varsity"),), U),
    Case("boys, and a girls' game", "Lakeside Boys VB", (replace(LAKESIDE, level="Girls Varsity"),), U),
    Case("another sport", "Lakeside Soccer", (LAKESIDE,), U),
    Case("another sport in the folder", "Game 2", (LAKESIDE,), U, folder="/Soccer/Game-2"),
    Case("a wedding on the day of a game", "Miller Wedding", (LAKESIDE,), U),
    Case("an entry of a whole season", "Autumn Season",
         (Event(first=DAY - timedelta(days=20), last=DAY + timedelta(days=20), title="Autumn Season"),), U),
    Case("nameless, its folder names a team of one", "Untitled", (LAKESIDE, MERCER), ASK, M_S, folder="/Mercer/x"),
    Case("no event on that day", "Lakeside vs Hillcrest", (), U),
    Case("photos without a day", "Lakeside vs Hillcrest", (LAKESIDE,), U, days=()),
    Case("a guest that is not known yet", "Untitled", (game("Lakeside", "TBD"),), U),
    Case("Lakeside is a venue of another game", "Hillcrest at Lakeside",
         (game("Dover", "Elm", venue="Lakeside"), replace(LAKESIDE, off=True)), U),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case.why for case in CASES])
def test_an_album_gets_an_event_only_where_day_and_words_agree(case: Case) -> None:
    album = Album(album_key="K", name=case.name, url_name=case.url_name, url_path=case.folder, keywords=case.keywords)
    capture = CaptureDays(days=dict.fromkeys(case.days, 40))
    (match,) = match_schedule([*case.events, *OTHERS], [(album, capture)], source="s.csv")
    assert match.kind is case.kind, match.why
    facts = match.facts
    assert (facts is not None) is (case.kind in (M, ASK))
    if facts is not None:
        assert facts.offered is (case.kind is ASK)
        if case.teams:
            assert (facts.home_team, facts.away_team, facts.level) == (*case.teams, case.level)


def test_a_nameless_album_is_offered_what_no_other_album_is_about() -> None:
    capture = CaptureDays(days={DAY: 40})
    albums = [(Album(album_key=name, name=name), capture) for name in ("Untitled", "Lakeside vs Hillcrest", "DSC_1234")]
    matches = match_schedule([LAKESIDE, MERCER, *OTHERS], albums, source="s.csv")
    assert [(match.kind, match.facts and match.facts.home_team) for match in matches] == [
        (ASK, "Mercer"),
        (M, "Lakeside"),
        (ASK, "Mercer"),
    ]
    only = match_schedule([LAKESIDE, *OTHERS], albums, source="s.csv")
    assert [match.kind for match in only] == [U, M, U]


SOCCER = game("Elm Park", "Dover", sport="Soccer")


@pytest.mark.parametrize(
    ("albums", "events", "offered"),
    [
        # The other album of the day is offered the only soccer game, so the volleyball game is left.
        ({"Untitled": "", "Soccer": ""}, (LAKESIDE, SOCCER), {"Untitled": "Lakeside", "Soccer": "Elm Park"}),
        # Only one game says that it is JV.
        ({"Volleyball JV": ""}, (LAKESIDE, replace(MERCER, level="JV")), {"Volleyball JV": "Mercer"}),
        ({"Untitled": "soccer"}, (LAKESIDE, SOCCER), {"Untitled": "Elm Park"}),
        # What the album says itself counts before what its photos show.
        ({"Volleyball": "soccer"}, (LAKESIDE, SOCCER), {"Volleyball": "Lakeside"}),
        ({"Untitled": "golf"}, (LAKESIDE, SOCCER), {"Untitled": None}),
        # Of a tournament there may be more albums than this one.
        ({"Untitled": "", "Classic": ""}, (LAKESIDE, replace(LAKESIDE, home="", away="", title="Pier Classic")),
         {"Untitled": None}),
    ],
)  # fmt: skip
def test_of_several_events_words_photos_or_the_other_albums_may_leave_one_as_a_question(
    albums: dict[str, str], events: tuple[Event, ...], offered: dict[str, str | None]
) -> None:
    capture = CaptureDays(days={DAY: 40})
    matches = match_schedule(
        [*events, *OTHERS],
        [(Album(album_key=name, name=name), capture) for name in albums],
        source="s.csv",
        sports={name: frozenset({sport}) for name, sport in albums.items() if sport},
    )
    for match in matches:
        if match.name in offered:
            assert match.kind is (A if offered[match.name] is None else ASK)
            assert (match.facts and match.facts.home_team) == offered[match.name]


def test_the_schedules_own_team_alone_does_not_tell_a_game() -> None:
    own = [replace(LAKESIDE, first=e.first, last=e.first, away=e.away) for e in OTHERS]
    capture = CaptureDays(days={DAY: 40})
    for name, kind in (("Lakeside", ASK), ("Lakeside vs Hillcrest", M), ("Lakeside Game", M)):
        (match,) = match_schedule([LAKESIDE, *own], [(Album(album_key="K", name=name), capture)], source="s.csv")
        assert match.kind is kind


TEAMS = (
    "Lakeside", "Hillcrest", "Mercer", "Stanton", "Dover", "Pine Grove", "North Mercer", "Elm Park", "Ashford",
    "Quincy", "St. Anne", "Harbor State",
)  # fmt: skip
SPORTS = ("Volleyball", "Soccer", "Basketball")


@dataclass(frozen=True)
class Season:
    """A season that nobody played: what the schedule says, and which game each album really shows."""

    events: tuple[Event, ...]
    albums: tuple[tuple[Album, CaptureDays], ...]
    truth: dict[str, Event | None]
    sports: dict[str, frozenset[str]]
    """What the photos show, where they were enriched."""


def season(seed: int, *, weeks: int = 15) -> Season:
    """Nine games of 12 teams a week, and eight albums whose names say little. One album in ten shows no game of
    the schedule, one in fifteen a game that was played on another day than the schedule says. The photos of half of the
    albums were enriched, with a sport that is wrong in one of twenty."""
    games = weeks * 28 // 3
    chance = random.Random(seed)  # noqa: S311 - a made-up season
    events: list[Event] = []
    for _ in range(games):
        day = date(2025, 8, 20) + timedelta(days=chance.randrange(7 * weeks))
        home, away = chance.sample(TEAMS, 2)
        sport, level = chance.choice(SPORTS), chance.choice(("Varsity", "Varsity", "JV", ""))
        off = chance.random() < 0.05
        events.append(
            Event(first=day, last=day, home=home, away=away, sport=sport, level=level, off=off, row=len(events) + 1)
        )
        if chance.random() < 0.08:  # a second game of the day, of the same teams or of the other level
            events.append(replace(events[-1], level=chance.choice((level, "JV")), row=len(events) + 1))
    events = events[:games]
    albums, truth, sports = [], {}, {}
    played = [event for event in events if not event.off]
    for number, shown in enumerate(chance.sample(played, min(8 * weeks, len(played)))):
        key = f"K{number:03}"
        day, event = shown.first, shown if chance.random() > 0.10 else None
        if event is not None and chance.random() < 1 / 15:
            day += timedelta(days=chance.choice((1, 2, 7)))
        name = chance.choice((
            "Untitled", "New Gallery 7", f"DSC_{number + 1000}", f"Game {1 + number % 3}", shown.home,
            f"{shown.home} Game", f"vs {shown.away}", f"{shown.sport} {shown.level}".strip(),
            f"{shown.home} vs {shown.away}"[: chance.randrange(8, 18)].rstrip() + "...", "Senior Night",
        )) if event else chance.choice(("Untitled", "IMG_2201", "Game 1", "Homecoming"))  # fmt: skip
        folder = chance.choice(("", "", f"/{shown.sport}", f"/{shown.home}/{shown.sport}" if event else "/Misc"))
        days = {day: chance.randrange(20, 400)}
        if chance.random() < 0.1:
            days[day + timedelta(days=1)] = 1
        albums.append(
            (Album(album_key=key, name=name, url_path=f"{folder}/{key}", url_name=key), CaptureDays(days=days))
        )
        truth[key] = event
        if event is not None and chance.random() < 0.5:
            sports[key] = frozenset([(event.sport if chance.random() < 0.95 else chance.choice(SPORTS)).lower()])
    return Season(tuple(events), tuple(albums), truth, sports)


def right(match: AlbumMatch, truth: Event | None) -> bool:
    facts = match.facts
    return facts is not None and truth is not None and (facts.home_team, facts.away_team) == (truth.home, truth.away)


def figures(seed: int) -> Counter[str]:
    """Albums of a season by what came of them."""
    made = season(seed)
    counts: Counter[str] = Counter()
    for match in match_schedule(made.events, made.albums, source="s.csv", sports=made.sports):
        verdict = "" if match.facts is None else " right" if right(match, made.truth[match.album_key]) else " wrong"
        counts[match.kind + verdict] += 1
    return counts


def test_in_seasons_of_nameless_albums_most_are_resolved_or_offered_and_no_wrong_team_is_certain() -> None:
    for counts in map(figures, range(12)):
        assert counts.total() == 120
        assert counts["matched wrong"] == 0
        assert counts["matched right"] + counts["offered right"] >= 0.60 * 120


@given(seed=st.integers(0, 10_000), order=st.randoms(use_true_random=False))
def test_the_answer_does_not_depend_on_the_order_of_albums_or_rows(seed: int, order: random.Random) -> None:
    made = season(seed, weeks=3)
    events, albums = list(made.events), list(made.albums)
    before = {match.album_key: match for match in match_schedule(events, albums, source="s.csv", sports=made.sports)}
    order.shuffle(events)
    order.shuffle(albums)
    for match in match_schedule(events, albums, source="s.csv", sports=made.sports):
        first = before[match.album_key]
        assert (match.kind, match.facts, {*match.events}) == (first.kind, first.facts, {*first.events})


@given(seed=st.integers(0, 10_000))
def test_what_a_match_states_is_an_event_of_the_albums_days(seed: int) -> None:
    made = season(seed, weeks=3)
    days = {album.album_key: capture.days for album, capture in made.albums}
    for match in match_schedule(made.events, made.albums, source="s.csv", sports=made.sports):
        assert (match.facts is not None) is (match.kind in (M, ASK))
        for event in match.events:
            assert not event.off
            assert event.first in days[match.album_key]
