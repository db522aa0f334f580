"""What the photos say about when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from albumsync_dagster.naming import Album, CaptureDays, DateSource, Decision, DoubtCode, Evidence, PhotoFacts, propose
from albumsync_dagster.naming.capture import analyse


def _text(days: dict[str, int], today: str | None = None) -> str:
    found = analyse(
        CaptureDays(days={date.fromisoformat(d): n for d, n in days.items()}),
        date.fromisoformat(today) if today else None,
    )
    return found.text() if found else ""


@pytest.mark.parametrize(
    ("days", "text"),
    [
        ({"2025-05-30": 3}, "May 30, 2025"),
        ({"2024-05-03": 3, "2024-05-05": 3}, "May 3-5, 2024"),
        ({"2024-05-31": 3, "2024-06-01": 3}, "May 31-Jun 1, 2024"),
        ({"2024-05-31": 96, "2024-06-01": 4}, "May 31, 2024"),
        ({"2024-05-31": 95, "2024-06-01": 5}, "May 31-Jun 1, 2024"),
        ({"2024-05-31": 4, "2024-06-01": 96}, "May 31-Jun 1, 2024"),
        ({"2024-12-31": 3, "2025-01-01": 3}, "Dec 31, 2024-Jan 1, 2025"),
        ({"2024-05-03": 3, "2024-05-12": 3}, "May 3-12, 2024"),
        ({"2024-05-03": 3, "2024-05-13": 3}, "May 2024"),
        ({"2024-08-20": 3, "2024-11-20": 3}, "Aug-Nov 2024"),
        ({"2024-11-20": 3, "2025-03-20": 3}, "2024-25"),
        ({"2024-01-20": 3, "2025-12-20": 3}, "2024-25"),
        ({"2022-01-20": 3, "2025-12-20": 3}, "2022-2025"),
    ],
)
def test_days_are_printed_as_short_as_they_stay_clear(days: dict[str, int], text: str) -> None:
    assert _text(days) == text


@pytest.mark.parametrize(
    "default", ["1904-01-01", "1969-12-31", "1970-01-01", "1980-01-01", "1980-01-06", "2000-01-01"]
)
def test_the_day_of_a_clock_that_was_never_set_does_not_count_beside_others(default: str) -> None:
    assert _text({default: 400, "2025-02-20": 1}) == "Feb 20, 2025"
    alone = analyse(CaptureDays(days={date.fromisoformat(default): 400}))
    assert alone
    assert alone.suspect


@pytest.mark.parametrize(
    ("name", "day", "proposed"),
    [
        ("Prom 2024", "2016-01-01", "Prom 2024"),
        ("Spring Show", "2015-01-01", "Spring Show"),
        ("Harbour Regatta 1984", "1984-01-01", "Harbour Regatta - 1984"),
        ("Summer Camp July 1983", "1983-07-01", "Summer Camp - Jul 1983"),
    ],
)
def test_a_day_on_which_perhaps_nothing_was_taken_is_not_printed_and_somebody_is_asked(
    name: str, day: str, proposed: str
) -> None:
    capture = CaptureDays(days={date.fromisoformat(day): 40})
    proposal = propose(Album(album_key="k", name=name), Evidence(capture=capture))
    assert (proposal.proposed, proposal.decision) == (proposed, Decision.REVIEW)
    assert [doubt.code for doubt in proposal.doubts] == [DoubtCode.CAPTURE_UNRELIABLE]


def test_a_new_year_s_party_is_on_january_1() -> None:
    for name in ("New Year's Brunch 2016", "Neujahrskonzert - Jan 1, 2016"):
        capture = CaptureDays(days={date(2016, 1, 1): 40})
        assert propose(Album(album_key="k", name=name), Evidence(capture=capture)).decision is not Decision.REVIEW


def test_one_photo_of_a_reset_camera_does_not_stretch_the_date() -> None:
    found = analyse(CaptureDays(days={date(2012, 1, 1): 1, date(2025, 2, 20): 80}))
    assert found
    assert found.text() == "Feb 20, 2025"
    assert found.notes == ("left out 1 photo of Jan 1, 2012: far from all the others",)


def test_one_picture_on_another_occasion_does_not_stretch_the_date() -> None:
    assert _text({"2025-02-20": 160, "2025-02-22": 1}) == "Feb 20, 2025"
    assert _text({"2025-02-20": 160, "2025-02-22": 9}) == "Feb 20-22, 2025"
    assert _text({"2025-02-20": 160, "2025-02-21": 90, "2025-02-23": 2}) == "Feb 20-21, 2025"


def test_the_first_game_of_a_season_is_no_stray() -> None:
    weekly = {f"2024-{month:02d}-{day:02d}": 40 for month in (9, 10, 11) for day in (7, 14, 21)}
    assert _text({"2024-08-24": 1, **weekly}) == "Aug-Nov 2024"


def test_the_future_does_not_count_but_tomorrow_may() -> None:
    assert _text({"2031-02-20": 5, "2025-02-20": 1}, today="2025-03-01") == "Feb 20, 2025"
    assert _text({"2025-03-02": 5}, today="2025-03-01") == "Mar 2, 2025"


def test_videos_count_only_where_no_photo_has_a_day_and_the_names_own_day_wins_over_the_next() -> None:
    video = {date(2025, 5, 11): 2}
    photos = CaptureDays(days={date(2025, 5, 10): 1}, video_days=video)
    only = Evidence(capture=CaptureDays(video_days=video))
    assert propose(Album(album_key="k", name="Cup"), Evidence(capture=photos)).proposed == "Cup - May 10, 2025"
    by_video = propose(Album(album_key="k", name="Cup"), only)
    assert (by_video.proposed, by_video.date_source) == ("Cup - May 11, 2025", DateSource.VIDEO)
    stated = propose(Album(album_key="k", name="Cup 2025-05-10"), only)
    assert (stated.proposed, stated.date_source) == ("Cup - May 10, 2025", DateSource.NAME)


def test_the_photo_rows_tell_the_day_only_where_smugmug_has_none() -> None:
    rows = PhotoFacts(days={date(2025, 5, 30): 8}, rows=8)
    undated = Evidence(capture=CaptureDays(undated=8), photo_facts=rows)
    told = propose(Album(album_key="k", name="Cup"), undated)
    assert (told.proposed, told.decision, told.date_source) == ("Cup - May 30, 2025", Decision.RENAME, DateSource.ROWS)
    dated = replace(undated, capture=CaptureDays(days={date(2025, 6, 2): 8}))
    other = propose(Album(album_key="k", name="Cup"), dated)
    assert (other.proposed, other.date_source) == ("Cup - Jun 2, 2025", DateSource.CAPTURE)
    assert "8 photo rows have another day in photo_date than SmugMug: May 30, 2025." in other.reasons
    next_day = replace(dated, capture=CaptureDays(days={date(2025, 5, 31): 8}))
    assert not any("photo_date" in why for why in propose(Album(album_key="k", name="Cup"), next_day).reasons)
    unread = propose(Album(album_key="k", name="Cup"), Evidence(photo_facts=rows))
    assert unread.date_source is DateSource.NONE


@pytest.mark.parametrize(
    ("name", "days", "date_text"),
    [
        ("Wedding Noor and Bram 10/19/24", {"2024-10-19": 850, "2024-10-20": 4}, "Oct 19, 2024"),
        ("Cake Smash (3.3.24)", {"2024-03-03": 48, "2024-03-10": 2}, "Mar 3, 2024"),
        ("Spring Cup May 4-5", {"2024-05-04": 200, "2024-05-05": 180, "2024-05-07": 3}, "May 4-5, 2024"),
        ("Spring Cup May 4-5", {"2024-05-04": 400, "2024-05-05": 3}, "May 4-5, 2024"),
        ("Spring Cup May 4", {"2024-05-04": 200, "2024-05-05": 40}, "May 4-5, 2024"),
    ],
)
def test_next_to_no_photos_beside_the_day_that_the_name_states_make_no_range(
    name: str, days: dict[str, int], date_text: str
) -> None:
    capture = CaptureDays(days={date.fromisoformat(d): n for d, n in days.items()})
    found = propose(Album(album_key="x", name=name), Evidence(capture=capture))
    assert found.proposed.endswith(f" - {date_text}")


@pytest.mark.parametrize(
    "name",
    ["Tournament Fri & Sat", "Two-Day Camp", "Camp Day 1 and 2", "Wedding - May 4", "Wedding 5/4", "Overnight Trip"],
)
def test_the_night_after_counts_where_the_name_speaks_of_it(name: str) -> None:
    capture = CaptureDays(days={date(2024, 5, 3): 480, date(2024, 5, 4): 20})
    found = propose(Album(album_key="x", name=name), Evidence(capture=capture))
    assert found.proposed.endswith(" - May 3-4, 2024")


@pytest.mark.parametrize("days", [[date(2023, 1, 1)], [date(2022, 2, 1), date(2023, 1, 3)]])
def test_a_year_that_only_the_videos_confirm_is_taken_out_in_the_first_pass(days: list[date]) -> None:
    """Found by the properties at 3,000 examples: the second pass found another name."""
    evidence = Evidence(capture=CaptureDays(video_days=dict.fromkeys(days, 1)))
    first = propose(Album(album_key="k", name="1Oct:2023A"), evidence).proposed
    assert propose(Album(album_key="k", name=first), evidence).proposed == first
