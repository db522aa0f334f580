"""What the texts of a schedule say: the lines of calendars, cells with teams and notes, and what is off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumsync_dagster.naming.locales import LOCALES, Locale
from albumsync_dagster.sync.events import team_words
from albumsync_dagster.sync.schedule_lines import read_summary
from albumsync_dagster.sync.schedule_texts import (
    away_by_place,
    event_of,
    is_away,
    is_off,
    placed,
    read_opponent,
    team_name,
)


@pytest.mark.parametrize(
    ("text", "own_team", "home", "away", "sport", "level"),
    [
        ("Lakeside vs. Hillcrest", "", "Lakeside", "Hillcrest", "", ""),
        ("Lakeside @ Hillcrest", "", "Hillcrest", "Lakeside", "", ""),
        ("Girls JV Volleyball - Lakeside v Pine Grove (Senior Night)", "", "Lakeside", "Pine Grove", "Volleyball",
         "Girls JV"),
        ("Volleyball vs Hillcrest", "Lakeside", "Lakeside", "Hillcrest", "Volleyball", ""),
        ("vs Hillcrest (Varsity)", "Lakeside", "Lakeside", "Hillcrest", "", "Varsity"),
        ("at Hillcrest", "Lakeside", "Hillcrest", "Lakeside", "", ""),
        ("AT HILLCREST", "Lakeside", "HILLCREST", "Lakeside", "", ""),
        ("Volleyball: SV Hausen gegen FC Moll", "", "SV Hausen", "FC Moll", "Volleyball", ""),
        ("contre Lyon", "Rouen", "Rouen", "Lyon", "", ""),
        ("Contra Costa vs Mercer", "", "Contra Costa", "Mercer", "", ""),
        ("Volleyball vs Hillcrest", "", "", "", "", ""),
        ("Cross Country Invite at Riverside Park", "", "", "", "", ""),
        ("Lakeside at Riverside Arena", "", "", "", "", ""),
        ("Senior Night", "Lakeside", "", "", "", ""),
        ("Lakeside vs TBD", "", "", "", "", ""),
        ("Lakeside vs Mercer at Mercer HS", "", "Mercer", "Lakeside", "", ""),
        ("Lakeside vs Mercer at Lakeside HS", "", "Lakeside", "Mercer", "", ""),
        ("Lakeside vs Mercer 7:00 PM", "", "Lakeside", "Mercer", "", ""),
        ("Away: Lakeside vs Mercer", "Lakeside", "Mercer", "Lakeside", "", ""),
        ("Away: Mercer vs Lakeside", "Lakeside", "Mercer", "Lakeside", "", ""),
        ("Away Game vs Mercer", "Lakeside", "Mercer", "Lakeside", "", ""),
        ("Heimspiel gegen Mercer", "Lakeside", "Lakeside", "Mercer", "", ""),
        ("Casa Pia vs Benfica", "", "Casa Pia", "Benfica", "", ""),
        ("Exhibition vs Mercer", "Lakeside", "Lakeside", "Mercer", "", ""),
        ("Boys 7th Grade Basketball vs Mercer", "Lakeside", "Lakeside", "Mercer", "Basketball", "Boys"),
        # Each of these was a game, and certain: "Lakeside vs Team Picture Day".
        ("Team Picture Day at Lakeside", "Lakeside", "", "", "", ""),
        ("Spring Recital at Grace Church", "", "", "", "", ""),
        ("Tournament @ Mercer", "Lakeside", "", "", "", ""),
        ("Reunion at Lakeside", "Lakeside", "", "", "", ""),
        ("Lakeside at Mercer vs Hillcrest", "", "", "", "", ""),
        ("Winner Game 3 vs Mercer", "", "", "", "", ""),
        # What stands in front of a colon, or says which team it is, is no part of its name.
        ("Round 5: Lakeside v Mercer", "", "Lakeside", "Mercer", "", ""),
        ("7:00 PM Lakeside vs Mercer", "", "Lakeside", "Mercer", "", ""),
        ("Kreisliga A: SV Lakeside gegen FC Mercer", "", "SV Lakeside", "FC Mercer", "", ""),
        ("Boys Varsity Soccer (Lakeside) vs Mercer", "", "Lakeside", "Mercer", "Soccer", "Boys Varsity"),
        ("Lakeside Varsity Volleyball vs Mercer Varsity", "", "Lakeside", "Mercer", "Volleyball", "Varsity"),
        ("Lakeside Girls Soccer - Varsity vs Mercer", "", "Lakeside", "Mercer", "Soccer", "Varsity Girls"),
        ("Volleyball Lakeside vs Mercer", "Lakeside", "Lakeside", "Mercer", "Volleyball", ""),
        ("V Football @ Mercer", "Lakeside", "Mercer", "Lakeside", "Football", "Varsity"),
        ("Lakeside vs Mercer (V)", "Lakeside", "Lakeside", "Mercer", "", "Varsity"),
        ("Volleyball, JV - Lakeside vs Mercer", "", "Lakeside", "Mercer", "Volleyball", "JV"),
        ("Lakeside vs Mercer AWAY", "Lakeside", "Mercer", "Lakeside", "", ""),
        ("Lakeside at Harbor Classic", "Lakeside", "", "", "", ""),
        ("Lakeside vs Mercer, W 21-7", "", "Lakeside", "Mercer", "", ""),
        ("Lakeside vs Mercer Senior Night", "", "Lakeside", "Mercer", "", ""),
        ("Lakeside vs Mercer rescheduled from 9/3", "", "Lakeside", "Mercer", "", ""),
        ("Lakeside vs Mercer [Varsity]", "", "Lakeside", "Mercer", "", "Varsity"),
        ("Bowling Green vs Toledo", "", "Bowling Green", "Toledo", "", ""),
        ("Water Valley vs Oxford", "", "Water Valley", "Oxford", "", ""),
        ("Lakeside vs Oak Park", "", "Lakeside", "Oak Park", "", ""),
        ("Lakeside vs Mercer - Away", "Lakeside", "Mercer", "Lakeside", "", ""),
        ("Lakeside vs Mercer (Varsity, Away)", "Lakeside", "Mercer", "Lakeside", "", "Varsity"),
        ("Lakeside vs Mercer @ Mercer HS", "", "Mercer", "Lakeside", "", ""),
        ("Lakeside at Mercer at Memorial Stadium", "", "Mercer", "Lakeside", "", ""),
        ("Season opener vs Mercer", "Lakeside", "Lakeside", "Mercer", "", ""),
        ("LHS vs Mercer", "Lakeside High School", "LHS", "Mercer", "", ""),
        # A bracket belongs to the team in front of it.
        ("Miami (OH) vs Ball State", "", "Miami", "Ball State", "", ""),
        ("FC Dallas (Smith) vs Solar (Jones)", "", "FC Dallas", "Solar", "", ""),
        ("Lakeside - Main Gym vs Mercer", "", "Lakeside", "Mercer", "", ""),
        ("vs Mercer (at Lakeside HS)", "Lakeside", "Lakeside", "Mercer", "", ""),
        ("vs Mercer (at home)", "Lakeside", "Lakeside", "Mercer", "", ""),
        ("Lakeside vs Mercer (@ Mercer)", "", "Mercer", "Lakeside", "", ""),
        ("Lakeside vs Mercer (Rd 2)", "Lakeside", "Lakeside", "Mercer", "", ""),
        ("vs Mercer (Guest Day)", "Lakeside", "Lakeside", "Mercer", "", ""),
        ("East Lakeside vs Norton", "Lakeside", "East Lakeside", "Norton", "", ""),
        ("Lakeside @ Highland Park", "Lakeside", "Highland Park", "Lakeside", "", ""),
        ("Lakeside at Lakeside Park", "Lakeside", "", "", "", ""),
        ("JV Blue vs Mercer", "Lakeside", "Lakeside", "Mercer", "", "JV"),
        ("Non-Conference vs Mercer", "Lakeside", "Lakeside", "Mercer", "", ""),
        ("Scrimmage at Mercer", "Lakeside", "Mercer", "Lakeside", "", ""),
        ("Testspiel gegen FC Mercer", "Lakeside", "Lakeside", "FC Mercer", "", ""),
        # Of a known team's schedule, what is not of that team names no game.
        ("Parents vs Mercer", "Lakeside", "", "", "", ""),
        ("SAT at Mercer", "Lakeside", "", "", "", ""),
        ("Lakeside Car Wash at Mercer", "Lakeside", "", "", "", ""),
        ("Providence Day at Northern Lights", "", "Northern Lights", "Providence Day", "", ""),
    ],
)  # fmt: skip
def test_a_line_of_a_calendar_gives_teams_only_where_it_names_two(
    text: str, own_team: str, home: str, away: str, sport: str, level: str
) -> None:
    read = read_summary(text, own_team)
    assert read is not None
    assert (read.home, read.away, read.sport, read.level) == (home, away, sport, level)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("*Mercer", "Mercer"),
        ("Mercer*", "Mercer"),
        ("Mercer (DH)", "Mercer"),
        ("Mercer (Scrimmage)", "Mercer"),
        ("Mercer^", "Mercer"),
        ("#3 Mercer", "Mercer"),
        ("No. 5 Norton", "Norton"),
        ("(RV) Xenia", "Xenia"),
        ("Mercer (Senior Night)", "Mercer"),
        ("Mercer - Homecoming*", "Mercer"),
        ("Mercer (Cancelled)", "Mercer"),
        ("Mercer 7pm", "Mercer"),
        ("Miami (OH)", "Miami (OH)"),
        ("Mercer (JV)", "Mercer (JV)"),
        ("1860 München", "1860 München"),
        ("Mercer (Parents Night)", "Mercer"),
        ("Mercer (7 PM)", "Mercer"),
        ("Mercer TBA", "Mercer"),
        ("Mercer W 3-1", "Mercer"),
        ("[W] Mercer (A) (DH)", "Mercer"),
        ("(V) Mercer", "Mercer"),
        ("v.v. Noordwijk", "v.v. Noordwijk"),
        ("St. Mary's", "St. Mary's"),
    ],
)
def test_a_team_has_the_name_without_what_a_schedule_says_of_the_game(written: str, name: str) -> None:
    assert team_name(written) == name


@pytest.mark.parametrize(
    ("cell", "name", "away"),
    [
        ("Hillcrest", "Hillcrest", None),
        ("vs Hillcrest", "Hillcrest", None),
        ("vsHillcrest", "Hillcrest", None),
        ("Vsetin", "Vsetin", None),
        ("@Hillcrest", "Hillcrest", True),
        ("vs @ Hillcrest", "Hillcrest", True),
        ("(A) Hillcrest", "Hillcrest", True),
        ("Hillcrest (A) 7 PM", "Hillcrest", True),
        ("Hillcrest (Away) - Senior Night", "Hillcrest", True),
        ("Hillcrest AWAY", "Hillcrest", True),
        ("Hillcrest (H)", "Hillcrest", False),
        ("Home - Hillcrest", "Hillcrest", False),
        ("Kreis: Hillcrest", "Kreis: Hillcrest", None),
        ("V.V. Katwijk", "V.V. Katwijk", None),
        ("Home School Warriors", "Home School Warriors", None),
        ("Casa - Pia", "Casa - Pia", None),
    ],
)
def test_a_cell_names_the_opponent_and_perhaps_the_place(cell: str, name: str, away: bool | None) -> None:
    assert read_opponent(cell) == (name, away)


@pytest.mark.parametrize(
    ("text", "away"),
    [
        ("Away", True),
        ("A", True),
        ("V", True),
        ("@", True),
        ("Road", True),
        ("Visitor", True),
        ("Auswärts", True),
        ("Konuk", True),
        ("Away - Mercer HS", True),
        ("H", False),
        ("Home", False),
        ("At Home", False),
        ("vs", False),
        ("A Team", None),
        ("Neutral", None),
        ("", None),
    ],
)
def test_a_word_says_home_or_away(text: str, away: bool | None) -> None:
    assert is_away(text) is away


@pytest.mark.parametrize(
    ("home", "away", "event"),
    [
        ("Lakeside", "Mercer", ""),
        ("Lakeside", "Mercer Invitational", "Mercer Invitational"),
        ("Team Photos", "Lakeside", "Team Photos"),
        ("Lakeside", "Regional", "Regional"),
        ("Lakeside", "Wedding Anna and Ben", "Wedding Anna and Ben"),
        ("Lakeside", "SC Nord Cup", "SC Nord Cup"),
        ("Lakeside", "Lakeside HS", "Lakeside HS"),
        ("Lakeside", "TBD", ""),
        ("Lakeside", "", ""),
        # Teams that are called like an event.
        ("Lakeside", "Delsea Regional", ""),
        ("Lakeside", "Mercer Little League", ""),
        ("SV Nord Wedding 1893", "Picture Butte", ""),
        ("Friends Meeting School", "State", ""),
        ("Middle Tennessee", "Tennessee", ""),
    ],
)
def test_what_stands_in_a_team_s_place_may_be_an_event(home: str, away: str, event: str) -> None:
    assert event_of(home, away) == event


def test_only_the_own_team_is_put_on_the_other_side_by_what_stands_beside_a_line() -> None:
    game = read_summary("Lakeside vs Mercer (postponed)")
    assert game is not None
    assert (game.title, game.off) == ("Lakeside vs Mercer", True)
    assert placed(game, True, "") == game
    assert placed(game, True, "Mercer") == game
    assert (placed(game, True, "Lakeside").home, placed(game, True, "Lakeside").away) == ("Mercer", "Lakeside")


def test_the_team_whose_schedule_it_is_is_no_event() -> None:
    assert event_of("Bay Classic", "Mercer") == "Bay Classic"
    assert event_of("Bay Classic", "Mercer", "Bay Classic") == ""


@pytest.mark.parametrize(
    "text",
    [
        "TBD",
        "Winner Game 3",
        "Seed 4",
        "W12",
        "2nd Place Pool B",
        "To Be Determined",
        "Higher Seed",
        "Spielfrei",
        "Open Date",
    ],
)
def test_what_stands_in_place_of_a_team_is_nobody(text: str) -> None:
    assert team_words(text) == ()


@pytest.mark.parametrize("text", ["J.F.K.", "A&M", "M.S. 51", "FC 07", "1860 München", "15 Red"])
def test_a_team_of_letters_or_numbers_is_one(text: str) -> None:
    assert team_words(text)


def test_a_cell_that_is_too_long_for_a_team_stays_as_it_is() -> None:
    """Looking for notes in these took more than ten seconds."""
    for cell in ("Mercer" + " " * 32_000 + "x", "Mercer" + " (DH)" * 8_000):
        assert team_name(cell) == cell


@pytest.mark.parametrize(
    ("said", "off"),
    [
        ("Cancelled", True),
        ("CXL", True),
        ("Rained out", True),
        ("Forfeit", True),
        ("ABGESAGT", True),
        ("fällt aus", True),
        ("Reporté au 14/9", True),
        ("試合中止", True),
        ("No game", True),
        ("ANNULE", True),
        ("Rained-out", True),
        ("Canx", True),
        ("Moved to 9/14", True),
        ("Moved to Saturday", True),
        ("CANCELLED from league", True),
        ("Makeup cancelled", True),
        ("Field not playable, cancelled", True),
        ("Cancelled - do not come", True),
        ("Not cancelled", False),
        ("Makeup of game postponed 9/3", False),
        ("Rain date 9/15 if cancelled", False),
        ("Cancelled if rain", False),
        ("Rescheduled from 9/3", False),
        ("No game day parking", False),
        ("Nicht abgesagt", False),
        ("Make-up of 9/3 (rained out)", False),
        ("Moved from 9/1 (postponed)", False),
        ("Match reporté du 3/9", False),
        ("Moved to Gym 2", False),
    ],
)
def test_what_did_not_take_place_is_known_by_its_words_and_what_stands_beside_them(said: str, off: bool) -> None:
    assert is_off(said) is off
    line = read_summary(f"Lakeside vs Hillcrest ({said})")
    assert line is not None
    assert (line.off, line.home, line.away) == (off, "Lakeside", "Hillcrest")


@pytest.mark.parametrize("locale", [locale for locale in LOCALES if locale.called_off], ids=lambda locale: locale.code)
def test_an_event_is_off_in_every_language(locale: Locale) -> None:
    for words in locale.called_off.split():
        for written in (words.replace("_", " "), words.replace("_", " ").upper()):
            assert is_off(f"Mercer ({written})"), written


@pytest.mark.parametrize("locale", [locale for locale in LOCALES if locale.negations], ids=lambda locale: locale.code)
def test_a_word_of_each_language_says_that_an_event_is_on(locale: Locale) -> None:
    word = locale.called_off.split()[0].replace("_", " ")
    for negation in locale.negations.split():
        assert not is_off(f"{negation.capitalize()} {word}")
    for before in locale.moved_from.split():
        assert not is_off(f"{word} {before} 3.9.")


@pytest.mark.parametrize(
    ("place", "away"),
    [
        ("Away", True),
        ("Auswärts", True),
        ("Home", False),
        ("A", None),
        ("Away Park", None),
        ("AT&T Stadium", None),
        ("AT&T", None),
    ],
)
def test_a_venue_says_the_place_only_where_it_says_nothing_else(place: str, away: bool | None) -> None:
    assert away_by_place(place) is away


@given(text=st.text(max_size=80), own_team=st.sampled_from(["", "Lakeside"]))
def test_any_line_of_a_calendar_is_read(text: str, own_team: str) -> None:
    read = read_summary(text, own_team)
    assert read is None or (bool(read.home) is bool(read.away) and bool(read.title))
