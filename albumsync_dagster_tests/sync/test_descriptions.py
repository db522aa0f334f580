"""The optional description is made from the enrichment and never replaces a person's words unasked."""

from __future__ import annotations

from datetime import date

from albumsync_dagster.naming import CaptureDays, Enrichment
from albumsync_dagster.sync.descriptions import describe

GAME = Enrichment(home_team="Stars", away_team="Thunder", sport_type="Volleyball", level="JV")
DAY = CaptureDays(days={date(2025, 5, 30): 12})


def test_it_names_the_teams_the_level_the_sport_and_the_day() -> None:
    assert describe("", GAME, DAY, "fill") == "Stars vs Thunder · JV · Volleyball · 2025-05-30"


def test_several_days_are_given_as_a_span() -> None:
    days = CaptureDays(days={date(2025, 5, 30): 12, date(2025, 6, 1): 3})
    assert describe("", Enrichment(event_name="Cup"), days, "fill") == "Cup · 2025-05-30 to 2025-06-01"


def test_off_never_writes() -> None:
    assert describe("", GAME, DAY, "off") is None


def test_fill_leaves_a_persons_words_alone_and_replace_does_not() -> None:
    assert describe("Our best game", GAME, DAY, "fill") is None
    assert describe("Our best game", GAME, DAY, "replace") is not None


def test_nothing_known_means_nothing_written() -> None:
    assert describe("", None, DAY, "replace") is None
    assert describe("", Enrichment(), DAY, "replace") is None


def test_a_description_that_is_there_already_is_not_sent_again() -> None:
    assert describe("Cup", Enrichment(event_name="Cup"), None, "replace") is None
