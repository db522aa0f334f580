# ruff: noqa: DTZ001 - cameras have no zone
from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumsync_dagster.smugmug.captured import naive_clock, wall_clock

PACIFIC = ZoneInfo("America/Los_Angeles")


def sent_by_smugmug(camera: datetime, fold: int = 0) -> str:
    """The vendor's way there: the camera's wall clock taken as Pacific, sent as UTC."""
    return camera.replace(tzinfo=PACIFIC, fold=fold).astimezone(UTC).isoformat(timespec="seconds")


@pytest.mark.parametrize(
    ("sent", "camera"),
    [
        # Recorded pairs of EXIF and API value, summer and winter.
        ("2019-08-04T18:28:12+00:00", datetime(2019, 8, 4, 11, 28, 12)),
        ("2018-02-03T21:49:13+00:00", datetime(2018, 2, 3, 13, 49, 13)),
        # An evening: the UTC date is the next day.
        ("2024-07-07T02:05:00+00:00", datetime(2024, 7, 6, 19, 5)),
        ("2024-01-16T03:30:00+00:00", datetime(2024, 1, 15, 19, 30)),
        # The default of a camera whose clock was reset.
        ("2000-01-01T08:00:11+00:00", datetime(2000, 1, 1, 0, 0, 11)),
        # Before 2007 the clocks changed on other days.
        ("2005-04-02T20:00:00+00:00", datetime(2005, 4, 2, 12)),
        ("2024-05-30T18:15:23Z", datetime(2024, 5, 30, 11, 15, 23)),
    ],
)
def test_the_cameras_wall_clock_comes_back(sent: str, camera: datetime) -> None:
    assert wall_clock(sent) == camera


cameras = st.datetimes(min_value=datetime(1995, 1, 1), max_value=datetime(2037, 12, 31)).map(
    lambda moment: moment.replace(microsecond=0)
)


@given(cameras, st.sampled_from([0, 1]))
def test_the_day_on_the_cameras_calendar_always_comes_back(camera: datetime, fold: int) -> None:
    back = wall_clock(sent_by_smugmug(camera, fold))
    assert back is not None
    assert back.date() == camera.date()
    # The hour that clocks skip in spring does not exist in Pacific time, so there it comes back an hour off.
    assert abs(back - camera) in (timedelta(0), timedelta(hours=1))


@given(cameras)
def test_only_the_hour_that_clocks_skip_comes_back_changed(camera: datetime) -> None:
    exists = camera.replace(tzinfo=PACIFIC).astimezone(UTC).astimezone(PACIFIC).replace(tzinfo=None) == camera
    assert (wall_clock(sent_by_smugmug(camera)) == camera) == exists


@pytest.mark.parametrize(("camera", "fold"), [(datetime(2024, 11, 3, 1, 30), 0), (datetime(2024, 11, 3, 1, 30), 1)])
def test_the_hour_that_comes_twice_in_autumn_keeps_its_day_and_its_time(camera: datetime, fold: int) -> None:
    assert wall_clock(sent_by_smugmug(camera, fold)) == camera


def test_the_hour_that_clocks_skip_in_spring_keeps_its_day() -> None:
    assert wall_clock(sent_by_smugmug(datetime(2024, 3, 10, 2, 30))) == datetime(2024, 3, 10, 3, 30)


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "0000-00-00T00:00:00+00:00",
        "0000:00:00 00:00:00",
        "0001-01-01T00:00:00+00:00",
        "2024-02-30T10:00:00+00:00",
        "2024-05-30T18:15:23",
        "yesterday",
        "2024-05-30T25:00:00+00:00",
    ],
)
def test_what_is_no_instant_is_no_date(sent: str) -> None:
    assert wall_clock(sent) is None


@given(st.text())
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    assert wall_clock(text) is None or isinstance(wall_clock(text), datetime)
    assert naive_clock(text) is None or isinstance(naive_clock(text), datetime)


@pytest.mark.parametrize("created", ["2019-08-04T11:28:12", "2019:08:04 11:28:12", " 2019-08-04T11:28:12.342 "])
def test_the_time_in_metadata_is_taken_as_it_is(created: str) -> None:
    assert naive_clock(created) == datetime(2019, 8, 4, 11, 28, 12)


@pytest.mark.parametrize(
    "created", ["", "0000:00:00 00:00:00", "2019-08-04", "2019-13-04T11:28:12", "2019-08-04T11:28:12+02:00"]
)
def test_metadata_without_a_time_is_no_date(created: str) -> None:
    assert naive_clock(created) is None


def test_an_evening_game_keeps_its_day() -> None:
    evening = wall_clock("2025-05-31T02:15:23+00:00")
    assert evening is not None
    assert evening.date() == date(2025, 5, 30)
