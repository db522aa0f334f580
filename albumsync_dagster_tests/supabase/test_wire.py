from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumsync_dagster.naming import Album, CaptureDays, Proposal
from albumsync_dagster.supabase import AlbumState, Change, SupabaseAnswerError
from albumsync_dagster.supabase.wire import from_json, storable, to_json

# What PostgreSQL holds: everything but NUL and half of a surrogate pair.
STORABLE = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
DAYS = st.dictionaries(st.dates(), st.integers(0, 10_000), max_size=5)


@given(
    st.builds(Album, **dict.fromkeys(("album_key", "name", "keywords", "description"), STORABLE)),
    st.builds(CaptureDays, days=DAYS, video_days=DAYS, undated=st.integers(0, 10_000)),
)
def test_values_survive_the_way_there_and_back(album: Album, capture: CaptureDays) -> None:
    assert from_json(Album, json.loads(json.dumps(to_json(album))), "f") == album
    assert from_json(CaptureDays, json.loads(json.dumps(to_json(capture))), "f") == capture


@given(st.text(st.characters()))
def test_every_text_becomes_one_that_can_be_stored_and_stays_it(text: str) -> None:
    once = storable(text)
    assert once.encode().find(0) == -1
    assert storable(once) == once
    assert len(once) == len(text)


@given(STORABLE)
def test_a_text_that_can_be_stored_is_not_touched(text: str) -> None:
    assert storable(text) == text


def test_times_days_and_enums_have_their_usual_forms() -> None:
    at = datetime(2025, 5, 30, 18, 15, tzinfo=UTC)
    assert to_json({date(2025, 5, 30): (at, {1}, None, True, 0.5)}) == {
        "2025-05-30": ["2025-05-30T18:15:00+00:00", [1], None, True, 0.5]
    }


def test_what_has_no_form_is_an_error() -> None:
    with pytest.raises(TypeError, match="bytes has no JSON form"):
        to_json({"name": [b"?"]})


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        (list[Change], None),
        (list[Change], "<html>"),
        (list[Change], [{"id": "x"}]),
        (list[AlbumState], {"album": {}}),
        (int, "many"),
        (list[Proposal], [[]]),
    ],
)
def test_an_answer_of_another_shape_is_an_error_that_says_where(kind: type[object], answer: object) -> None:
    with pytest.raises(SupabaseAnswerError, match="albumsync_states answered in a form"):
        from_json(kind, answer, "albumsync_states")


def test_the_error_does_not_repeat_what_the_answer_said() -> None:
    with pytest.raises(SupabaseAnswerError) as caught:
        from_json(int, "eyJhbGciOi-secret", "f")
    assert "secret" not in str(caught.value)


def test_keys_that_a_newer_database_adds_are_passed_over() -> None:
    assert from_json(Album, {"album_key": "K0", "name": "A", "colour": "red"}, "f") == Album(album_key="K0", name="A")
