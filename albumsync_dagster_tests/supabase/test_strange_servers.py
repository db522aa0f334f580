"""Servers that speak HTTP, and yet not quite as Supabase does: born of failures of the real client."""

from __future__ import annotations

import json

import pytest
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from albumsync_dagster.supabase import SupabaseAnswerError, SupabaseClient, SupabaseError, SupabaseUnavailable
from albumsync_dagster_tests.supabase.project import NOW, key
from albumsync_dagster_tests.support.scripted import scripted

KEY = key()


@pytest.mark.parametrize(
    "refusal",
    [
        JSONResponse({"message": f"bad header apikey={KEY}", "hint": KEY, "code": "XX000"}, 400),
        PlainTextResponse(f"bad header apikey={KEY}", 418),
        HTMLResponse(f"<html><title>{KEY} is not welcome</title></html>", 403),
    ],
    ids=["JSON", "text", "page"],
)
def test_a_server_that_repeats_the_key_does_not_bring_it_into_an_error(refusal: Response) -> None:
    """Born of a real failure: a gateway quoted the header that it refused, and the error showed the secret key."""
    with (
        scripted(refusal) as (url, _),
        SupabaseClient(url, KEY, retry_seconds=0) as client,
        pytest.raises(SupabaseError) as caught,
    ):
        client.open_changes()
    assert KEY not in str(caught.value)
    assert "***" in caught.value.sentence


def test_a_part_of_an_answer_is_an_error_and_no_short_list() -> None:
    """Born of a real failure: 206 (partial content) counted as the whole answer."""
    with (
        scripted(JSONResponse([], 206)) as (url, _),
        SupabaseClient(url, KEY, retry_seconds=0) as client,
        pytest.raises(SupabaseAnswerError),
    ):
        client.open_changes()


@pytest.mark.parametrize("status", [200, 400])
def test_json_nested_beyond_reason_is_an_error_of_ours(status: int) -> None:
    """Born of a real failure: the recursion of the JSON parser ended the command with a stack trace."""
    with (
        scripted(PlainTextResponse("[" * 200_000, status)) as (url, _),
        SupabaseClient(url, KEY, retry_seconds=0) as client,
        pytest.raises(SupabaseError),
    ):
        client.open_changes()


def test_a_comparison_of_other_albums_than_were_asked_about_is_an_error() -> None:
    """Born of a real failure: an answer about as many other albums ended the command with a KeyError."""
    found = {
        "checks": {"other": {"total": 1}},
        "rows_without_album_key": 0,
        "unknown_albums": {},
        "acknowledged_albums": {},
    }
    with (
        scripted(JSONResponse(found)) as (url, _),
        SupabaseClient(url, KEY, retry_seconds=0) as client,
        pytest.raises(SupabaseAnswerError, match="asked about"),
    ):
        client.verify({"K0": "A"}, at=NOW, whole_account=False)


def test_a_sign_in_page_is_no_success_of_the_users_function() -> None:
    """Born of a real failure: the page of a network's login counted as a call of ALBUMSYNC_AFTER_SYNC that worked."""
    with (
        scripted(HTMLResponse("<html><title>Sign in</title></html>")) as (url, _),
        SupabaseClient(url, KEY, retry_seconds=0) as client,
        pytest.raises(SupabaseAnswerError, match="sign-in page"),
    ):
        client.after_sync("refresh_gallery")


@pytest.mark.parametrize("status", [429, 503])
def test_a_pause_beyond_patience_ends_the_call_at_once(status: int) -> None:
    """Born of a real failure: the pause that a gateway asked for was ignored, and it was asked again all the time."""
    busy = Response(json.dumps({"message": "slow down"}), status, {"retry-after": "3600"})
    with scripted(busy) as (url, script), SupabaseClient(url, KEY, retry_seconds=60) as client:
        with pytest.raises(SupabaseUnavailable):
            client.open_changes()
        assert len(script.paths) == 1
