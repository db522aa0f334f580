"""The three endpoints of the login, as a client with `oob` uses them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
import requests
from requests_oauthlib import OAuth1Session
from requests_oauthlib.oauth1_session import TokenRequestDenied

from albumsync_dagster_tests.sandbox_smugmug import builders
from albumsync_sandbox.smugmug import Access, EndpointKind, Permissions, SmugMugSimulator

OAUTH = "/services/oauth/1.0a"


class Clock:
    """A clock that a test moves."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def begin(api: builders.Client, simulator: SmugMugSimulator, callback: str | None = "oob") -> OAuth1Session:
    consumer = simulator.consumer
    session = OAuth1Session(consumer.key, consumer.secret, callback_uri=callback)
    session.fetch_request_token(f"{api.base}{OAUTH}/getRequestToken")
    return session


def consent_url(api: builders.Client, session: OAuth1Session, access: str, permissions: str) -> str:
    return session.authorization_url(f"{api.base}{OAUTH}/authorize", Access=access, Permissions=permissions)


def consent(api: builders.Client, session: OAuth1Session, access: str = "Full", permissions: str = "Modify") -> str:
    """Presses the button of the consent page and reads the six digits."""
    url = consent_url(api, session, access, permissions)
    page = requests.get(url, timeout=20)
    assert page.headers["content-type"].startswith("text/html")
    form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text))
    answer = requests.post(url, data={**form, "decision": "approve"}, timeout=20)
    found = re.search(r'<code id="verifier">(\d{6})</code>', answer.text)
    assert found, answer.text
    return found[1]


def finish(api: builders.Client, session: OAuth1Session, verifier: str) -> dict[str, str]:
    return dict(session.fetch_access_token(f"{api.base}{OAUTH}/getAccessToken", verifier=verifier))


def test_the_login_with_six_digits_ends_in_a_token_that_renames(
    api: builders.Client, simulator: SmugMugSimulator
) -> None:
    session = begin(api, simulator)
    finish(api, session, consent(api, session))
    assert session.get(f"{api.base}/api/v2!authuser", timeout=20).json()["Response"]["User"]["NickName"] == "courtside"
    renamed = session.patch(f"{api.base}/api/v2/album/lions1", json={"Name": "New"}, timeout=20)
    assert renamed.status_code == 200


def test_the_levels_of_the_consent_page_are_those_of_the_token(
    api: builders.Client, simulator: SmugMugSimulator
) -> None:
    session = begin(api, simulator)
    finish(api, session, consent(api, session, "Public", "Read"))
    listed = session.get(f"{api.base}/api/v2/user/courtside!albums", timeout=20).json()["Response"]
    assert listed["Pages"]["Total"] == 7
    assert session.patch(f"{api.base}/api/v2/album/lions1", json={"Name": "N"}, timeout=20).status_code == 403


def test_without_levels_the_consent_is_for_public_reading(api: builders.Client, simulator: SmugMugSimulator) -> None:
    session = begin(api, simulator)
    page = requests.get(session.authorization_url(f"{api.base}{OAUTH}/authorize"), timeout=20)
    assert "Access: <b>Public</b>. Permissions: <b>Read</b>." in page.text


def test_a_level_once_granted_is_not_raised_by_asking_again(api: builders.Client, simulator: SmugMugSimulator) -> None:
    first = begin(api, simulator)
    finish(api, first, consent(api, first, "Full", "Read"))
    second = begin(api, simulator)
    token = finish(api, second, consent(api, second, "Full", "Modify"))
    assert second.patch(f"{api.base}/api/v2/album/lions1", json={"Name": "N"}, timeout=20).status_code == 403
    simulator.oauth.revoke(token["oauth_token"])
    third = begin(api, simulator)
    finish(api, third, consent(api, third, "Full", "Modify"))
    assert third.patch(f"{api.base}/api/v2/album/lions1", json={"Name": "N"}, timeout=20).status_code == 200


def test_a_request_token_works_once(api: builders.Client, simulator: SmugMugSimulator) -> None:
    session = begin(api, simulator)
    request_token = session.token
    verifier = consent(api, session)
    finish(api, session, verifier)
    session.token = request_token
    with pytest.raises(TokenRequestDenied, match="token_rejected"):
        finish(api, session, verifier)


def test_a_request_token_lives_five_minutes(
    connect: Callable[[SmugMugSimulator], builders.Client],
) -> None:
    clock = Clock(time.time())
    simulator = SmugMugSimulator([], clock=clock)
    api = connect(simulator)
    session = begin(api, simulator)
    verifier = consent(api, session)
    clock.now += 299
    assert requests.get(consent_url(api, session, "Full", "Modify"), timeout=20).status_code == 200
    clock.now += 2
    assert requests.get(consent_url(api, session, "Full", "Modify"), timeout=20).status_code == 401
    clock.now -= 30
    finish(api, session, verifier)


def test_a_request_token_that_expired_gives_no_access_token(
    connect: Callable[[SmugMugSimulator], builders.Client],
) -> None:
    clock = Clock(time.time() - 299)
    simulator = SmugMugSimulator([], clock=clock)
    api = connect(simulator)
    session = begin(api, simulator)
    verifier = consent(api, session)
    clock.now += 301
    with pytest.raises(TokenRequestDenied, match="token_rejected"):
        finish(api, session, verifier)


def test_wrong_digits_give_no_access_token(api: builders.Client, simulator: SmugMugSimulator) -> None:
    session = begin(api, simulator)
    verifier = consent(api, session)
    with pytest.raises(TokenRequestDenied, match="verifier_invalid"):
        finish(api, session, f"{(int(verifier) + 1) % 1_000_000:06d}")


def test_a_request_token_that_nobody_approved_gives_no_access_token(
    api: builders.Client, simulator: SmugMugSimulator
) -> None:
    session = begin(api, simulator)
    with pytest.raises(TokenRequestDenied, match="verifier_invalid"):
        finish(api, session, "000000")


def test_a_request_token_without_a_callback_is_refused(api: builders.Client, simulator: SmugMugSimulator) -> None:
    with pytest.raises(TokenRequestDenied, match="parameter_absent"):
        begin(api, simulator, callback=None)


def test_a_wrong_secret_gives_no_request_token(api: builders.Client, simulator: SmugMugSimulator) -> None:
    session = OAuth1Session(simulator.consumer.key, "wrong", callback_uri="oob")
    with pytest.raises(TokenRequestDenied, match="signature_invalid"):
        session.fetch_request_token(f"{api.base}{OAUTH}/getRequestToken")


def test_an_unknown_key_gives_no_request_token(api: builders.Client) -> None:
    session = OAuth1Session("nobody", "wrong", callback_uri="oob")
    with pytest.raises(TokenRequestDenied, match="consumer_key_unknown"):
        session.fetch_request_token(f"{api.base}{OAUTH}/getRequestToken")


def test_a_callback_address_is_called_with_the_verifier(api: builders.Client, simulator: SmugMugSimulator) -> None:
    session = begin(api, simulator, callback="http://127.0.0.1:9/back?x=1")
    answer = requests.post(
        consent_url(api, session, "Full", "Modify"), data={"decision": "approve"}, timeout=20, allow_redirects=False
    )
    assert answer.status_code == 302
    assert re.fullmatch(
        r"http://127\.0\.0\.1:9/back\?x=1&oauth_token=\w+&oauth_verifier=\d{6}", answer.headers["Location"]
    )


def test_an_unknown_level_is_no_consent(api: builders.Client, simulator: SmugMugSimulator) -> None:
    session = begin(api, simulator)
    assert requests.get(consent_url(api, session, "All", "Modify"), timeout=20).status_code == 400


def test_a_request_token_that_nobody_gave_out_is_not_put_to_a_person(api: builders.Client) -> None:
    answer = requests.get(f"{api.base}{OAUTH}/authorize?oauth_token=<script>", timeout=20)
    assert answer.status_code == 401
    assert "<script>" not in answer.text


def test_in_process_a_person_approves_with_one_call(api: builders.Client, simulator: SmugMugSimulator) -> None:
    session = begin(api, simulator)
    verifier, callback = simulator.oauth.approve(session.token["oauth_token"], Access.FULL, Permissions.MODIFY)
    assert callback == "oob"
    assert finish(api, session, verifier)["oauth_token"]


def test_the_login_is_counted_apart_from_the_api(api: builders.Client, simulator: SmugMugSimulator) -> None:
    begin(api, simulator)
    assert simulator.counts.requests() == 0
    assert simulator.counts.requests(kind=EndpointKind.OAUTH, status=200) == 1
