from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumsync_dagster.cli.times import moment
from albumsync_dagster.errors import UsageError

NOW = datetime(2026, 5, 30, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "ago"),
    [
        ("30m", timedelta(minutes=30)),
        ("2h", timedelta(hours=2)),
        ("1d", timedelta(days=1)),
        ("2W", timedelta(weeks=2)),
        ("90 min", timedelta(minutes=90)),
    ],
)
def test_a_span_means_that_long_ago(text: str, ago: timedelta) -> None:
    assert moment(text, now=NOW, option="--since") == NOW - ago


def test_a_time_with_an_offset_is_that_instant() -> None:
    assert moment("2026-05-30T20:00:00+02:00", now=NOW, option="--since") == NOW
    assert moment("2026-05-30T18:00Z", now=NOW, option="--since") == NOW


def test_a_time_without_one_is_local() -> None:
    assert moment("2026-05-30", now=NOW, option="--since") == datetime(2026, 5, 30).astimezone()


@given(st.text(max_size=20))
def test_anything_else_is_an_instant_with_a_zone_or_wrong_usage(text: str) -> None:
    with suppress(UsageError):
        assert moment(text, now=NOW, option="--since").tzinfo is not None


def test_what_is_no_time_is_told_with_the_name_of_the_option() -> None:
    with pytest.raises(UsageError, match="--since 'soon' is not a time"):
        moment("soon", now=NOW, option="--since")


@pytest.mark.parametrize("text", ["999999w", "999999d"])
def test_a_span_that_reaches_before_the_calendar_is_wrong_usage_and_no_bug(text: str) -> None:
    """`history --since 999999w` ended in "This is a bug" (OverflowError)."""
    with pytest.raises(UsageError, match="is not a time"):
        moment(text, now=NOW, option="--since")
