"""Every request is really checked: signature, key, token, clock and nonce."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from oauthlib.oauth1 import SIGNATURE_PLAINTEXT, Client
from requests_oauthlib import OAuth1

from albumsync_dagster_tests.sandbox_smugmug import builders
from albumsync_dagster_tests.sandbox_smugmug.builders import answer_of, sign_in
from albumsync_sandbox.serving import serve
from albumsync_sandbox.smugmug import Access, Credentials, Permissions, SmugMugSimulator

ALBUM = "/api/v2/album/lions1"


def refused(problem: str) -> tuple[int, dict[str, Any]]:
    return 401, {"Code": 401, "Message": f"oauth_problem={problem}"}


def sign(url: str, credentials: Credentials, **options: str) -> tuple[str, dict[str, str]]:
    """The URL and headers of one GET, signed by hand so that parts of it can be wrong."""
    c = credentials
    url, headers, _ = Client(
        c.consumer_key, c.consumer_secret, c.token or None, c.token_secret or None, **options
    ).sign(url, "GET")
    return url, headers


def signed(base: str, path: str, credentials: Credentials, **options: str) -> requests.Response:
    url, headers = sign(base + path, credentials, **options)
    return requests.get(url, headers=headers, timeout=20, allow_redirects=False)


def changed(credentials: Credentials, **parts: str) -> Credentials:
    names = ("consumer_key", "consumer_secret", "token", "token_secret")
    return Credentials(**{name: parts.get(name, getattr(credentials, name)) for name in names})


def test_a_right_signature_is_let_through(api: builders.Client) -> None:
    assert api.get(ALBUM).status_code == 200


@pytest.mark.parametrize("secret", ["consumer_secret", "token_secret"])
def test_a_wrong_signature_is_refused(api: builders.Client, simulator: SmugMugSimulator, secret: str) -> None:
    wrong = changed(simulator.credentials, **{secret: "guessed"})
    assert answer_of(signed(api.base, ALBUM, wrong)) == refused("signature_invalid")


def test_a_used_nonce_is_refused(api: builders.Client, simulator: SmugMugSimulator) -> None:
    first = signed(api.base, ALBUM, simulator.credentials, nonce="n0nce")
    again = signed(api.base, ALBUM, simulator.credentials, nonce="n0nce")
    assert (first.status_code, answer_of(again)) == (200, refused("nonce_used"))


def test_the_nonce_of_a_refused_request_is_not_used_up(api: builders.Client, simulator: SmugMugSimulator) -> None:
    signed(api.base, ALBUM, changed(simulator.credentials, token_secret="wrong"), nonce="n0nce")
    assert signed(api.base, ALBUM, simulator.credentials, nonce="n0nce").status_code == 200


def test_the_very_same_request_sent_twice_is_refused(api: builders.Client, simulator: SmugMugSimulator) -> None:
    url, headers = sign(api.base + ALBUM, simulator.credentials)
    answers = [requests.get(url, headers=headers, timeout=20) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 401]
    assert answers[1].json()["Message"] == "oauth_problem=nonce_used"


def test_an_unknown_key_is_refused(api: builders.Client, simulator: SmugMugSimulator) -> None:
    wrong = changed(simulator.credentials, consumer_key="nobody knows me")
    assert answer_of(signed(api.base, ALBUM, wrong)) == refused("consumer_key_unknown")


def test_an_unknown_token_is_refused(api: builders.Client, simulator: SmugMugSimulator) -> None:
    wrong = changed(simulator.credentials, token="nobody knows me")
    assert answer_of(signed(api.base, ALBUM, wrong)) == refused("token_rejected")


def test_a_token_that_was_revoked_is_refused(api: builders.Client, simulator: SmugMugSimulator) -> None:
    assert api.get(ALBUM).status_code == 200
    simulator.oauth.revoke(simulator.credentials.token)
    assert answer_of(api.get(ALBUM)) == refused("token_rejected")


def test_a_token_of_another_application_is_refused(api: builders.Client, simulator: SmugMugSimulator) -> None:
    other = simulator.oauth.create_consumer()
    mixed = changed(simulator.credentials, consumer_key=other.key, consumer_secret=other.secret)
    assert answer_of(signed(api.base, ALBUM, mixed)) == refused("token_rejected")


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_clock_that_is_off_by_more_than_five_minutes_is_refused(
    api: builders.Client, simulator: SmugMugSimulator, minutes: int
) -> None:
    then = str(int(time.time()) + 60 * minutes)
    assert answer_of(signed(api.base, ALBUM, simulator.credentials, timestamp=then)) == refused("timestamp_refused")


@pytest.mark.parametrize("minutes", [-4, 4])
def test_a_clock_that_is_off_by_less_is_let_through(
    api: builders.Client, simulator: SmugMugSimulator, minutes: int
) -> None:
    then = str(int(time.time()) + 60 * minutes)
    assert signed(api.base, ALBUM, simulator.credentials, timestamp=then).status_code == 200


@pytest.mark.parametrize("timestamp", ["yesterday", "17", "-999999999"])
def test_a_timestamp_that_is_none_is_refused(api: builders.Client, simulator: SmugMugSimulator, timestamp: str) -> None:
    answer = signed(api.base, ALBUM, simulator.credentials, timestamp=timestamp)
    assert answer_of(answer) == refused("timestamp_refused")


def test_a_request_without_a_token_is_refused(api: builders.Client, simulator: SmugMugSimulator) -> None:
    without = changed(simulator.credentials, token="", token_secret="")
    assert answer_of(signed(api.base, ALBUM, without)) == refused("parameter_absent")


def test_a_request_without_anything_is_refused(api: builders.Client) -> None:
    assert answer_of(requests.get(api.base + ALBUM, timeout=20)) == refused("parameter_absent")


@pytest.mark.parametrize("header", ["Bearer abc", "OAuth", "OAuth oauth_consumer_key", 'OAuth a="b"'])
def test_a_header_that_is_no_oauth_is_refused_and_not_a_crash(api: builders.Client, header: str) -> None:
    answer = requests.get(api.base + ALBUM, headers={"Authorization": header}, timeout=20)
    assert answer.status_code == 401
    assert answer.json()["Message"] in {"oauth_problem=parameter_absent", "oauth_problem=parameter_rejected"}


def test_plaintext_is_refused(api: builders.Client, simulator: SmugMugSimulator) -> None:
    answer = signed(api.base, ALBUM, simulator.credentials, signature_method=SIGNATURE_PLAINTEXT)
    assert answer_of(answer) == refused("signature_method_rejected")


@pytest.mark.parametrize(
    "path",
    [
        "/api/v2!authuser",
        "/api/v2/user/courtside!albums?count=2&start=1",
        "/api/v2/album/lions1,collec?_filter=Name",
        "/api/v2/album/lions1%2Ccollec",
        "/api/v2/album/lions1%21images?_filter=ImageKey%2cSerial&_filteruri=",
        "/api/v2/user/courtside!albums?Order=Last%20Updated%20(Descending)",
        "/api/v2/user/courtside!albums?Order=Last+Updated+(Descending)&_pretty=",
    ],
)
def test_the_signature_covers_the_path_and_query_as_they_were_sent(api: builders.Client, path: str) -> None:
    assert api.get(path).status_code == 200


def test_a_redirect_that_is_followed_with_the_same_header_meets_a_used_nonce(
    api: builders.Client, simulator: SmugMugSimulator
) -> None:
    """What `requests` does by itself, and what users of this API report as "nonce_used on every image"."""
    c = simulator.credentials
    auth = OAuth1(c.consumer_key, c.consumer_secret, c.token, c.token_secret)
    answer = requests.get(api.base + "/api/v2/image/k000001", auth=auth, timeout=20)
    assert [hop.status_code for hop in answer.history] == [301]
    assert answer_of(answer) == refused("nonce_used")


def test_a_redirect_that_is_signed_anew_is_answered(api: builders.Client) -> None:
    moved = api.get("/api/v2/image/k000001!metadata?_verbosity=1")
    assert moved.status_code == 301
    assert moved.headers["Location"] == "/api/v2/image/k000001-1!metadata?_verbosity=1"
    assert api.get(moved.headers["Location"]).status_code == 200


def test_a_key_alone_changes_nothing(api: builders.Client, simulator: SmugMugSimulator) -> None:
    key = simulator.credentials.consumer_key
    answer = requests.patch(f"{api.base}{ALBUM}?APIKey={key}", json={"Name": "Mine now"}, timeout=20)
    assert answer_of(answer) == refused("parameter_absent")
    assert simulator.state.album("lions1").name == "Lions vs Tigers"


def test_a_key_whose_owner_has_not_accepted_the_terms_of_v2_is_refused(
    api: builders.Client, simulator: SmugMugSimulator
) -> None:
    consumer = simulator.oauth.create_consumer(v2_access=False)
    session = sign_in(api.base, simulator.oauth.create_credentials(consumer))
    status, body = answer_of(session.get(api.base + ALBUM, timeout=20))
    assert status == 401
    assert body["Message"].startswith("API key lacks v2 access; please accept the terms of service at https://")


@pytest.mark.parametrize(
    ("access", "permissions"),
    [(Access.FULL, Permissions.READ), (Access.FULL, Permissions.ADD), (Access.PUBLIC, Permissions.MODIFY)],
)
def test_a_token_without_modify_permission_or_full_access_can_not_rename(
    api: builders.Client, simulator: SmugMugSimulator, access: Access, permissions: Permissions
) -> None:
    credentials = simulator.oauth.create_credentials(simulator.consumer, access=access, permissions=permissions)
    answer = sign_in(api.base, credentials).patch(api.base + ALBUM, json={"Name": "Mine now"}, timeout=20)
    assert answer.status_code == 403
    assert answer.json()["Message"] == "The user has not granted the required permissions"
    assert simulator.state.album("lions1").name == "Lions vs Tigers"


def test_secrets_do_not_show_in_a_repr(simulator: SmugMugSimulator) -> None:
    credentials = simulator.credentials
    shown = repr(credentials) + repr(simulator.consumer)
    assert credentials.consumer_secret not in shown
    assert credentials.token_secret not in shown


@pytest.fixture(scope="module")
def shared() -> Iterator[tuple[str, SmugMugSimulator]]:
    simulator = SmugMugSimulator([builders.album("lions1")])
    with serve(simulator.app) as base:
        yield base, simulator


@given(value=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40))
def test_any_value_of_a_query_parameter_can_be_signed(shared: tuple[str, SmugMugSimulator], value: str) -> None:
    base, simulator = shared
    with sign_in(base, simulator.credentials) as session:
        answer = session.get(base + ALBUM, params={"_filter": value, "Other": value}, timeout=20)
    assert answer.status_code == 200


@given(name=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_any_name_comes_back_as_it_was_sent(shared: tuple[str, SmugMugSimulator], name: str) -> None:
    base, simulator = shared
    with sign_in(base, simulator.credentials) as session:
        answer = session.patch(base + ALBUM, json={"Name": name}, timeout=20)
    assert answer.json()["Response"]["Album"]["Name"] == name == simulator.state.album("lions1").name
