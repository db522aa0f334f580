"""Servers that speak HTTP and JSON, and yet not quite as SmugMug does: born of failures of the real client."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from albumsync_dagster.smugmug import (
    Credentials,
    Login,
    Refusal,
    SmugMugAnswerError,
    SmugMugClient,
    SmugMugError,
    SmugMugLimited,
    SmugMugRefused,
    SmugMugRejected,
    SmugMugUnavailable,
)
from albumsync_dagster.smugmug.doctor import diagnose
from albumsync_dagster.smugmug.responses import Failure, classify
from albumsync_dagster_tests.smugmug.conftest import Connect
from albumsync_dagster_tests.smugmug.virtual import VirtualTime
from albumsync_dagster_tests.support.scripted import scripted
from albumsync_sandbox.smugmug import EndpointKind, Fault, FaultKind, SmugMugSimulator

ALBUM = {"AlbumKey": "lions1", "Name": "Lions", "UrlName": "Lions", "ImageCount": 1, "ResponseLevel": "Full"}


def answer(locator: str, data: Any, **more: Any) -> JSONResponse:
    return JSONResponse({"Response": {"Locator": locator, locator: data}, "Code": 200, "Message": "Ok"} | more)


def test_an_answer_about_another_album_is_never_taken_for_the_one_asked_about(connect: Connect) -> None:
    """Born of a real failure: a cache in between answered with another album, whose name was compared and stored."""
    with scripted(answer("Album", ALBUM | {"AlbumKey": "other1"})) as (url, _):
        client = connect(base_url=url, patience=30)
        with pytest.raises(SmugMugAnswerError, match="another album"):
            client.album("lions1")
        with pytest.raises(SmugMugAnswerError, match="another album"):
            client.albums_by_key(["lions1"])


@pytest.mark.parametrize("nothing", [None, [], {}], ids=repr)
def test_expansions_without_anything_in_them_are_none_in_whatever_form(connect: Connect, nothing: object) -> None:
    """Born of a real failure: PHP writes an empty object as an empty array, and every answer was called garbled."""
    with scripted(answer("Album", ALBUM, Expansions=nothing)) as (url, _):
        assert connect(base_url=url).album("lions1").name == "Lions"


def test_null_in_place_of_rows_or_of_a_flag_is_a_missing_value(connect: Connect) -> None:
    """Born of a real failure: a null that every other field takes for missing made a whole list unreadable."""
    photo = {"ImageKey": "abc", "Serial": 0, "IsVideo": None, "DateTimeOriginal": "2025-05-30T18:00:00+00:00"}
    pages = {"Total": 1, "Start": 1, "Count": 1}
    listed = JSONResponse({"Response": {"AlbumImage": [photo], "Pages": pages}, "Code": 200})
    with scripted(listed) as (url, _):
        ((found,),) = connect(base_url=url).photos("lions1")
        assert (found.image_key, found.is_video) == ("abc", False)
    nothing = {"Album": None, "Pages": {"Total": 0, "Start": 1, "Count": 0}}
    user = answer("User", {"NickName": "courtside"})
    with scripted(user, Response(status_code=404), JSONResponse({"Response": nothing, "Code": 200})) as (url, _):
        assert connect(base_url=url).albums() == []


def test_the_pause_that_goes_with_a_503_is_kept(connect: Connect, time: VirtualTime) -> None:
    """Born of a real failure: a server in maintenance was asked again after a fifth of a second."""
    with scripted(Response(status_code=503, headers={"Retry-After": "25"}), answer("Album", ALBUM)) as (url, script):
        assert connect(base_url=url).album("lions1").name == "Lions"
        assert len(script.paths) == 2
    assert max(time.sleeps) >= 25


def test_a_503_with_a_pause_beyond_patience_is_said_with_the_pause(connect: Connect, time: VirtualTime) -> None:
    with scripted(Response(status_code=503, headers={"Retry-After": "3600"})) as (url, script):
        with pytest.raises(SmugMugUnavailable, match="asks to wait 3600 seconds"):
            connect(base_url=url, patience=60).album("lions1")
        assert len(script.paths) == 1
    assert time.slept == 0


def test_a_pause_of_many_digits_is_a_pause_and_not_none(connect: Connect) -> None:
    """Born of a real failure: a pause of more than nine digits counted as none, and the server was asked again."""
    with scripted(Response(status_code=429, headers={"Retry-After": "9" * 400})) as (url, script):
        with pytest.raises(SmugMugLimited, match="another 1000000000 seconds"):
            connect(base_url=url, patience=60).album("lions1")
        assert len(script.paths) == 1


def test_no_pause_is_not_announced_as_one_of_zero_seconds(connect: Connect) -> None:
    with (
        scripted(Response(status_code=429, headers={"Retry-After": "0"})) as (url, _),
        pytest.raises(SmugMugLimited, match="at present"),
    ):
        connect(base_url=url, patience=10).album("lions1")


@pytest.mark.parametrize(
    "refusal",
    [
        PlainTextResponse("oauth_problem=token_revoked&oauth_problem_advice=none", 401),
        JSONResponse({"Code": 401, "Message": 'oauth_problem="token_revoked"'}, 401),
        JSONResponse(
            {"Code": 401, "Message": "Unauthorized"}, 401, {"WWW-Authenticate": 'OAuth oauth_problem="token_revoked"'}
        ),
        Response(b"", 401, {"www-authenticate": 'OAuth realm="x", oauth_problem="token_revoked"'}),
    ],
    ids=["plain text", "in quotes", "header and JSON", "header"],
)
def test_a_problem_of_oauth_is_understood_wherever_the_server_writes_it(connect: Connect, refusal: Response) -> None:
    """Born of a real failure: OAuth's own forms of a problem were taken for the page of a firewall."""
    with scripted(refusal) as (url, script):
        with pytest.raises(SmugMugRefused, match="revoked") as refused:
            connect(base_url=url).account()
        assert refused.value.refusal is Refusal.TOKEN
        assert len(script.paths) == 1


def test_the_words_of_a_server_are_one_line_without_our_secrets(connect: Connect, simulator: SmugMugSimulator) -> None:
    """Born of a real failure: the answer to an unknown status was shown whole, 5,000 characters with a token."""
    token = simulator.credentials.token
    message = f"first\nsecond {token} " + "x" * 5_000
    with (
        scripted(JSONResponse({"Code": 418, "Message": message}, 418)) as (url, _),
        pytest.raises(SmugMugRejected) as rejected,
    ):
        connect(base_url=url).album("lions1")
    assert token not in str(rejected.value)
    assert "first second" in rejected.value.sentence
    assert "\n" not in rejected.value.sentence
    assert len(rejected.value.sentence) < 500


def test_one_album_that_smugmug_forbids_does_not_stop_the_reading_of_the_others(
    connect: Connect, simulator: SmugMugSimulator
) -> None:
    """Born of a real failure: a 403 to the photos of one album ended every reading of the account at this album."""
    client = connect(threads=1)
    albums = [client.album(key) for key in ("lions1", "best01", "noexif")]
    forbidden = Fault(FaultKind.REPLACED_BODY, status=403, body='{"Code": 403, "Message": "Forbidden"}')
    simulator.faults.inject(forbidden, endpoint=EndpointKind.ALBUM_IMAGES)
    outcomes = {album.album_key: outcome for album, outcome in client.capture_days_of(albums)}
    assert isinstance(outcomes["lions1"], SmugMugRefused)
    assert [key for key, outcome in outcomes.items() if not isinstance(outcome, SmugMugRefused)] == ["best01", "noexif"]


def test_a_refusal_of_every_request_ends_the_reading(connect: Connect) -> None:
    forbidden = JSONResponse({"Code": 403, "Message": "Forbidden"}, 403)

    def one_album(request: Request) -> Response:
        return answer("Album", ALBUM) if request.url.path.endswith("/album/lions1") else forbidden

    with scripted(one_album) as (url, _):
        client = connect(base_url=url)
        album = client.album("lions1")
        with pytest.raises(SmugMugRefused):
            list(client.capture_days_of([album]))


@pytest.mark.parametrize("repeated", [slice(None), slice(0, 20), slice(9, None)])
@pytest.mark.parametrize("written", [str, str.upper])
def test_no_piece_of_a_key_that_a_server_repeats_is_shown(repeated: slice, written: Callable[[str], str]) -> None:
    """The text was cut first: 29 of 32 characters of a key were shown, and a piece of one was not known for it."""
    key = "c8c978edb6295e810135fce2765d5a1f"
    for begin in ("", "refused by policy " * 14):
        body = json.dumps({"Code": 418, "Message": f"{begin}You sent key {written(key[repeated])}"}).encode()
        failed = classify(
            418, {}, body, what="account", album_key=None, tries_when_missing=1, secrets=[key, "another-secret"]
        )
        assert isinstance(failed, Failure)
        shown = str(failed.error).lower()
        assert "***" in shown
        assert not any(key[i : i + 8] in shown for i in range(len(key) - 7))


def test_credentials_of_few_letters_do_not_alter_what_a_server_said() -> None:
    with (
        scripted(PlainTextResponse("oauth_problem=token_rejected", 401)) as (url, _),
        SmugMugClient(Credentials("key", "secret", "token", "o"), base_url=url) as client,
        pytest.raises(SmugMugRefused, match="access token"),
    ):
        client.account()


TOKENS = PlainTextResponse("oauth_token=request1&oauth_token_secret=secret-of-it")


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (PlainTextResponse("oauth_problem=parameter_absent", 400), "did not find the signature"),
        (HTMLResponse("<html>Access denied</html>", 403), "front end refused"),
        (JSONResponse({"Code": 401, "Message": "Unauthorized"}, 401), "refused the request for login"),
    ],
)
def test_a_login_that_is_refused_before_there_is_a_code_does_not_blame_the_code(refusal: Response, said: str) -> None:
    """Born of a real failure: a firewall's page came out as a code that was wrong, before anybody had typed one."""
    with (
        scripted(refusal) as (url, _),
        Login("api-key-1", "api-secret-1", base_url=url) as login,
        pytest.raises(SmugMugError, match=said),
    ):
        login.begin()


def test_a_signed_login_is_never_sent_to_another_address() -> None:
    """Born of a real failure: the library followed a redirect of the login, and the other host was looked up."""
    with scripted(TOKENS) as (elsewhere, other):
        away = Response(status_code=302, headers={"Location": f"{elsewhere}/login"})
        with (
            scripted(away) as (url, _),
            Login("api-key-1", "api-secret-1", base_url=url) as login,
            pytest.raises(SmugMugAnswerError),
        ):
            login.begin()
        assert other.paths == []


def test_a_server_that_repeats_the_login_does_not_bring_its_secrets_into_an_error() -> None:
    echo = JSONResponse({"Code": 418, "Message": "what is api-secret-1 with secret-of-it?"}, 418)
    with scripted(TOKENS, echo) as (url, _), Login("api-key-1", "api-secret-1", base_url=url) as login:
        login.begin()
        with pytest.raises(SmugMugRejected) as rejected:
            login.finish("123456")
    assert "what is *** with ***?" in rejected.value.sentence


def test_keys_of_any_usual_length_are_keys_and_asked_for_in_short_urls(connect: Connect) -> None:
    """Born of a real failure: a listed album whose key had 20 characters was said to have no key at all."""
    keys = [f"album-of-2025-no-{number:04}" for number in range(450)]

    def several(request: Request) -> Response:
        asked = request.url.path.rpartition("/")[2].split(",")
        assert len(str(request.url)) < 4_000
        return answer("Album", [ALBUM | {"AlbumKey": key} for key in asked])

    with scripted(several) as (url, script):
        assert list(connect(base_url=url).albums_by_key(keys)) == keys
    assert len(script.paths) <= 8


def test_a_clock_that_smugmug_refuses_is_wrong_even_where_its_answer_shows_no_difference(connect: Connect) -> None:
    """Born of a real failure: every line of the doctor was in order, and every command was refused."""
    refusal = JSONResponse({"Code": 401, "Message": "oauth_problem=timestamp_refused"}, 401)
    with scripted(refusal) as (url, _):
        (finding,) = diagnose(connect(base_url=url))
    assert (finding.name, finding.ok) == ("clock", False)
    assert "time stamp" in finding.detail
    assert "clock" in finding.fix


def test_the_404_page_of_a_server_in_between_does_not_make_an_album_vanish(connect: Connect, time: VirtualTime) -> None:
    """Born of a real failure: two such pages closed a rename as failed, because "SmugMug no longer has this album"."""
    page = HTMLResponse("<html><title>404 Not Found</title></html>", 404)
    with scripted(page, page, answer("Album", ALBUM)) as (url, _):
        assert connect(base_url=url).album("lions1").name == "Lions"
    with scripted(page) as (url, _):
        client = connect(base_url=url)
        with pytest.raises(SmugMugRefused, match="in front of SmugMug"):
            client.albums_by_key(["lions1"])
    assert time.slept > 0


@pytest.mark.parametrize(
    "missing", [JSONResponse({"Code": 404, "Message": "Not Found"}, 404), Response(status_code=404)]
)
def test_a_404_without_a_page_is_an_album_that_is_gone(connect: Connect, missing: Response) -> None:
    with scripted(missing) as (url, _):
        assert connect(base_url=url).albums_by_key(["lions1"]) == {}


def test_an_account_whose_site_files_no_server_shows_is_an_account(connect: Connect) -> None:
    user = answer("User", {"NickName": "courtside"})
    with scripted(user, HTMLResponse("<html>no such page</html>", 404)) as (url, _):
        assert connect(base_url=url).account().site_files_key is None
