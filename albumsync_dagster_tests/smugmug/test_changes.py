from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from albumsync_dagster.naming import Album
from albumsync_dagster.smugmug import Stamps, needs_capture_read

NOW = datetime(2025, 6, 10, 3, 0, tzinfo=UTC)
ALBUM = Album(
    album_key="lions1",
    name="Lions",
    image_count=80,
    last_updated="2025-06-01T12:00:00+00:00",
    images_last_updated="2025-06-02T12:00:00+00:00",
)
READ = NOW - timedelta(days=3)


def stamps_of(album: Album) -> Stamps:
    return album.image_count, album.last_updated, album.images_last_updated


def reason(
    album: Album = ALBUM, *, as_of: datetime | None = READ, full: bool = False, now: datetime = NOW
) -> str | None:
    return needs_capture_read(album, stamps=stamps_of(ALBUM), as_of=as_of, now=now, max_age_days=30, full=full)


def test_an_album_that_did_not_change_is_not_read_again() -> None:
    assert reason() is None


def test_an_album_never_read_is_read() -> None:
    assert needs_capture_read(ALBUM, stamps=None, as_of=None, now=NOW, max_age_days=30) == "never read"


def test_everything_is_read_when_asked_for() -> None:
    assert reason(full=True)


@pytest.mark.parametrize(
    "changed",
    [
        replace(ALBUM, image_count=81),
        replace(ALBUM, image_count=None),
        replace(ALBUM, last_updated="2025-06-09T12:00:00+00:00"),
        replace(ALBUM, images_last_updated="2025-06-09T12:00:00+00:00"),
        # A restored album goes back in time: different is enough, newer is not asked for.
        replace(ALBUM, images_last_updated="2020-01-01T00:00:00+00:00"),
        replace(ALBUM, last_updated=None),
    ],
)
def test_any_stamp_that_differs_makes_an_album_read_again(changed: Album) -> None:
    assert reason(changed)


def test_a_read_that_is_too_old_is_repeated_though_no_stamp_moved() -> None:
    assert reason(as_of=NOW - timedelta(days=29, hours=23)) is None
    assert reason(as_of=NOW - timedelta(days=30)) == "last read 30 days ago"


def test_an_album_read_while_photos_arrived_is_read_once_more_an_hour_later() -> None:
    arrived = datetime.fromisoformat(str(ALBUM.images_last_updated))
    during = arrived + timedelta(minutes=5)
    assert reason(as_of=during, now=during + timedelta(minutes=30)) is None
    assert reason(as_of=during, now=during + timedelta(hours=1)) == "read while its photos were arriving"
    assert reason(as_of=during + timedelta(hours=1), now=NOW) is None


def test_a_stamp_that_is_no_date_changes_nothing() -> None:
    odd = replace(ALBUM, images_last_updated="lately")
    assert needs_capture_read(odd, stamps=stamps_of(odd), as_of=READ, now=NOW, max_age_days=30) is None


def test_a_reading_of_the_future_is_repeated_and_small_differences_of_clocks_are_none() -> None:
    """Born of a real failure: a computer whose clock was ahead by years stored a reading that never grew old."""
    assert reason(as_of=NOW + timedelta(days=3650)) == "last read by a computer whose clock was wrong"
    assert reason(as_of=NOW + timedelta(minutes=5)) is None
