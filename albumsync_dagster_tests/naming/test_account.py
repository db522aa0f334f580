"""Names over a whole account."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from albumsync_dagster.naming import (
    Album,
    CaptureDays,
    Decision,
    Enrichment,
    Evidence,
    NamingOptions,
    PersonsWord,
    Verdict,
    propose_account,
)

DAY = date(2025, 5, 10)


def _pair(key: str, name: str, day: date = DAY, *, video: bool = False, **more: object) -> tuple[Album, Evidence]:
    days = {day: 5}
    capture = CaptureDays(video_days=days) if video else CaptureDays(days=days)
    known = (Enrichment(level=str(more["level"])),) if "level" in more else ()
    album = Album(album_key=key, name=name, url_name=str(more["url"]) if "url" in more else None)
    return album, Evidence(capture=capture, enrichments=known)


def _names(*pairs: tuple[Album, Evidence], options: NamingOptions | None = None) -> list[str]:
    return [p.proposed for p in propose_account(pairs, options or NamingOptions())]


def test_the_video_album_of_a_game_is_called_so() -> None:
    assert _names(_pair("a", "Cup"), _pair("b", "Cup", video=True)) == [
        "Cup - May 10, 2025",
        "Cup - Video - May 10, 2025",
    ]


def test_twins_are_told_apart_by_what_their_url_name_says() -> None:
    pairs = [_pair("a", "Cup", url="Cup-Day-1"), _pair("b", "Cup", url="Cup-Day-2")]
    assert _names(*pairs) == ["Cup - Day 1 - May 10, 2025", "Cup - Day 2 - May 10, 2025"]


def test_twins_are_told_apart_by_level() -> None:
    pairs = [_pair("a", "Alpha vs Beta", level="Varsity"), _pair("b", "Alpha vs Beta", level="JV")]
    assert _names(*pairs) == ["Alpha vs Beta - Varsity - May 10, 2025", "Alpha vs Beta - JV - May 10, 2025"]


def test_a_number_is_the_last_resort_comes_in_order_of_capture_and_needs_review() -> None:
    proposals = propose_account([_pair("z", "Cup - 2025"), _pair("a", "Cup 2025")])
    assert [(p.album_key, p.proposed, p.decision) for p in proposals] == [
        ("z", "Cup (2) - May 10, 2025", Decision.REVIEW),
        ("a", "Cup - May 10, 2025", Decision.RENAME),
    ]


def test_an_album_that_has_its_name_already_keeps_it_and_the_newcomer_gets_the_number() -> None:
    proposals = propose_account([_pair("a", "Cup"), _pair("b", "Cup - May 10, 2025")])
    assert [p.proposed for p in proposals] == ["Cup (2) - May 10, 2025", "Cup - May 10, 2025"]
    assert proposals[1].decision is Decision.KEEP


def test_the_name_of_an_excluded_album_is_not_given_again() -> None:
    options = NamingOptions(exclude_names=("cup - may*",))
    proposals = propose_account([_pair("a", "Cup - May 10, 2025"), _pair("b", "Cup 2025")], options)
    assert [p.decision for p in proposals] == [Decision.EXCLUDED, Decision.REVIEW]
    assert proposals[1].proposed == "Cup (2) - May 10, 2025"


def test_two_seasons_of_a_fixture_stay_apart_also_with_short_dates() -> None:
    pairs = [_pair("a", "Alpha vs Beta", date(2024, 5, 10)), _pair("b", "Alpha vs Beta", date(2025, 5, 10))]
    short = NamingOptions(date_style="short")
    assert _names(*pairs[:1], options=short) == ["Alpha vs Beta - May 10"]
    assert _names(*pairs, options=short) == ["Alpha vs Beta - May 10, 2024", "Alpha vs Beta - May 10, 2025"]


def test_a_name_is_held_back_while_an_album_in_review_still_has_it() -> None:
    waiting = _pair("r", "Cup - May 10, 2025", date(2025, 6, 1))
    renamed = _pair("s", "Cup 2025")
    proposals = propose_account([waiting, renamed])
    assert [p.proposed for p in proposals] == ["Cup - Jun 1, 2025", "Cup - May 10, 2025"]
    assert [p.decision for p in proposals] == [Decision.REVIEW, Decision.REVIEW]
    assert "Album r still has this name and waits for review." in proposals[1].reasons


def test_the_level_that_tells_twins_apart_is_written_as_it_was_typed() -> None:
    twins = [
        (replace(album, keywords="volleyball; soccer"), evidence)
        for album, evidence in (
            _pair("a", "HS VB - Gala"),
            _pair("b", "College VB - Gala"),
            _pair("c", "HS Soccer - Gala"),
        )
    ]
    names = _names(*twins)
    assert len({*names}) == 3
    assert all(" High " not in f"{name} " for name in names)
    assert any(" - HS - " in name for name in names)


def test_a_pinned_name_that_another_album_has_waits() -> None:
    pinned = (
        Album(album_key="p", name="Old"),
        Evidence(word=PersonsWord(verdict=Verdict.EDIT, name="Cup - May 10, 2025")),
    )
    proposals = propose_account([pinned, _pair("a", "Cup - May 10, 2025")])
    assert proposals[0].decision is Decision.REVIEW
    assert propose_account([pinned])[0].decision is Decision.RENAME


def test_twins_whose_names_had_to_be_shortened_come_to_rest() -> None:
    """Once a number took the room of a word, and the next run took the "&" that the word had left behind."""
    name = "Hillcrest Wanderers 3 & Tournament - Girls Video"
    pairs = [_pair("a", name), _pair("b", name)]
    once = _names(*pairs)
    assert once == [
        "Hillcrest Wanderers 3 & Tourney - Girls Video - May 10, 2025",
        "Hillcrest Wanderers 3 - Girls Video (2) - May 10, 2025",
    ]
    again = [(replace(album, name=name), evidence) for (album, evidence), name in zip(pairs, once, strict=True)]
    assert _names(*again) == once


def test_a_year_that_tells_nothing_apart_is_not_added_to_short_dates() -> None:
    """It was, beside an album that kept the short name of the same day, and the next run took it away again."""
    short = NamingOptions(date_style="short")
    pairs = [_pair("a", "Cup - 2025"), _pair("b", "Cup 2025"), _pair("c", "Cup - May 10")]
    pairs = [(replace(album, keywords="volleyball"), evidence) for album, evidence in pairs]
    once = _names(*pairs, options=short)
    assert once == ["Cup (2) - May 10", "Cup (3) - May 10", "Cup - May 10"]
    again = [(replace(album, name=name), evidence) for (album, evidence), name in zip(pairs, once, strict=True)]
    assert _names(*again, options=short) == once


def test_what_tells_twins_apart_also_tells_them_from_the_album_that_keeps_the_name() -> None:
    """The next run saw each of them alone beside that album, and added what all three have in common."""
    short = NamingOptions(date_style="short")
    unread = (Album(album_key="a", name="Cup (Home) - May 10 - May 10", keywords="video"), Evidence())
    taken = _pair("b", "Cup (Home)")
    pairs = [unread, (replace(taken[0], keywords="video"), taken[1])]
    once = _names(*pairs, options=short)
    assert once == ["Cup (Home) - May 10", "Cup (Home) - May 10, 2025"]
    again = [(replace(album, name=name), evidence) for (album, evidence), name in zip(pairs, once, strict=True)]
    assert _names(*again, options=short) == once


def test_a_day_that_only_the_url_name_bears_out_comes_to_rest_with_the_name() -> None:
    album = Album(
        album_key="a", name="HS VB - Rye vs Dover - Jan 1", url_name="HS-VB-Rye-vs-Dover-Jan-1", keywords="volleyball"
    )
    once = propose_account([(album, Evidence())])[0].proposed
    assert propose_account([(replace(album, name=once), Evidence())])[0].proposed == once
