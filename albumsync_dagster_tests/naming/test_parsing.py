"""What a present name states."""

from __future__ import annotations

import pytest

from albumsync_dagster.naming.parsing import parse, prefix_length


def test_a_name_is_read_into_its_facts() -> None:
    parsed = parse("HS VB - JV Girls Lakeside vs. Oak Park-River Forest (Away) - Day 2 - Video - 2025-05-10")
    assert parsed.connector == "vs"
    assert parsed.opponent == ("oak", "park", "river", "forest")
    assert {"girls", "jv", "high"} <= {*parsed.words}
    assert parsed.media == {"video"}
    assert parsed.parts == {("day", "2")}
    assert parsed.venue == "away"
    assert [m.shape for m in parsed.dates] == ["iso"]


@pytest.mark.parametrize(
    ("name", "connector", "opponent"),
    [
        ("Alpha vs Beta", "vs", ("beta",)),
        ("Alpha v. Beta", "vs", ("beta",)),
        ("Alpha VS Beta", "vs", ("beta",)),
        ("Alpha @ Beta", "at", ("beta",)),
        ("Winston - Salem State at UW-Milwaukee", "at", ("uw", "milwaukee")),
        ("630 Camp V - Pittsburgh", "", ()),
        ("Boys Town Fair", "", ()),
    ],
)
def test_a_matchup_is_told_from_a_letter_and_a_hyphen(name: str, connector: str, opponent: tuple[str, ...]) -> None:
    parsed = parse(name)
    assert (parsed.connector, parsed.opponent) == (connector, opponent)


def test_a_prefix_is_a_segment_of_sport_and_level_words_alone() -> None:
    assert prefix_length("HS VB - Lakeside vs Hillcrest") == len("HS VB - ")
    assert prefix_length("Club Water Polo - Lakeside") == len("Club Water Polo - ")
    assert prefix_length("Men's VB - Lakeside") == 0
    assert prefix_length("Rovers - Lakeside") == 0
    assert prefix_length("HS VB") == 0
