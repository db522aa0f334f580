"""Nothing secret leaves the process by any way but the Authorization header of a request."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from albumsync_dagster.smugmug import Credentials, Login, SmugMugClient, SmugMugError, Tokens, diagnose
from albumsync_dagster_tests.smugmug.conftest import Connect, as_ours
from albumsync_dagster_tests.smugmug.test_login import approve
from albumsync_sandbox.smugmug import Fault, FaultKind, SmugMugSimulator

LIBRARIES = ("requests_oauthlib.oauth1_auth", "requests_oauthlib.oauth1_session", "oauthlib.oauth1.rfc5849", "urllib3")


@pytest.fixture(autouse=True)
def loud() -> Iterator[None]:
    """Everybody who can log at debug level does, as when a person hunts a bug."""
    loggers = [logging.getLogger(), *map(logging.getLogger, LIBRARIES)]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    yield
    for logger, level in zip(loggers, before, strict=True):
        logger.setLevel(level)


def whole_story(error: BaseException) -> str:
    """Everything that a report of an error could print, causes and contexts included."""
    story = ["".join(traceback.format_exception(error)), repr(error), str(error)]
    seen: BaseException | None = error
    while seen is not None:
        story += [repr(seen.args), repr(vars(seen))]
        request = getattr(seen, "request", None)
        story += [repr(getattr(request, "headers", "")), repr(getattr(request, "url", ""))]
        seen = seen.__cause__ or seen.__context__
    return "\n".join(story)


def error_of(attempt: Callable[[], object]) -> SmugMugError | None:
    try:
        attempt()
    except SmugMugError as error:
        return error
    return None


def secrets_of(simulator: SmugMugSimulator) -> list[str]:
    granted = simulator.credentials
    return [granted.consumer_key, granted.consumer_secret, granted.token, granted.token_secret, "oauth_signature"]


def assert_nothing_secret(text: str, simulator: SmugMugSimulator) -> None:
    for secret in secrets_of(simulator):
        assert secret not in text


def test_debug_logs_hold_nothing_secret(
    client: SmugMugClient, simulator: SmugMugSimulator, caplog: pytest.LogCaptureFixture
) -> None:
    simulator.faults.inject(FaultKind.UNAVAILABLE, call=2)
    simulator.faults.inject(FaultKind.NONCE_USED, call=4)
    list(client.capture_days_of(client.albums()))
    client.rename("lions1", "New", expected=client.album("lions1"))
    diagnose(client)
    assert "urllib3" in {record.name.split(".")[0] for record in caplog.records}
    assert "Trying again" in caplog.text
    assert_nothing_secret(caplog.text, simulator)


def test_the_logs_of_a_login_hold_nothing_secret(
    base_url: str, simulator: SmugMugSimulator, caplog: pytest.LogCaptureFixture
) -> None:
    with Login(simulator.consumer.key, simulator.consumer.secret, base_url=base_url) as login:
        page = login.begin()
        code = approve(page)
        caplog.clear()
        tokens = login.finish(code)
        with pytest.raises(SmugMugError) as refused:
            login.finish(code)
    assert_nothing_secret(caplog.text, simulator)
    for secret in (tokens.token, tokens.secret, code):
        assert secret not in caplog.text
        assert secret not in whole_story(refused.value)
    assert tokens.token not in repr(tokens)
    assert tokens.secret not in repr(tokens)


@pytest.mark.parametrize(
    "fault",
    [
        FaultKind.UNAVAILABLE,
        FaultKind.CUT_JSON,
        FaultKind.BODY_CUT_SHORT,
        FaultKind.UNAUTHORIZED_PAGE,
        FaultKind.NONCE_USED,
        FaultKind.DROPPED_BEFORE_WRITE,
        FaultKind.NOT_FOUND,
        Fault(FaultKind.REPLACED_BODY, body='{"Code": 401, "Message": "oauth_problem=token_rejected"}', status=401),
        Fault(FaultKind.RATE_LIMITED, seconds=5_000),
    ],
    ids=lambda fault: str(fault.kind if isinstance(fault, Fault) else fault),
)
def test_errors_hold_nothing_secret(
    client: SmugMugClient, simulator: SmugMugSimulator, caplog: pytest.LogCaptureFixture, fault: Fault | FaultKind
) -> None:
    before = client.album("lions1")
    simulator.faults.inject(fault, times=None)
    attempts: list[Callable[[], object]] = [
        lambda: client.albums(),
        lambda: client.album("lions1"),
        lambda: client.capture_days(before),
        lambda: client.rename("lions1", "New", expected=before),
        lambda: list(client.capture_days_of([before])),
    ]
    failed = [error for error in map(error_of, attempts) if error]
    assert failed
    for error in failed:
        assert "/api/v2" not in str(error)
        assert_nothing_secret(whole_story(error), simulator)
    assert_nothing_secret(caplog.text, simulator)


def test_a_wrong_secret_is_not_shown_either(connect: Connect, simulator: SmugMugSimulator) -> None:
    wrong = replace(simulator.credentials, consumer_secret="almost-right")
    with pytest.raises(SmugMugError) as refused:
        connect(wrong).account()
    assert "almost-right" not in whole_story(refused.value)
    assert_nothing_secret(whole_story(refused.value), simulator)


def test_a_connection_that_fails_shows_nothing(connect: Connect, simulator: SmugMugSimulator) -> None:
    with pytest.raises(SmugMugError) as unreachable:
        connect(base_url="http://127.0.0.1:9").account()
    assert_nothing_secret(whole_story(unreachable.value), simulator)


def test_no_repr_shows_a_credential(client: SmugMugClient, simulator: SmugMugSimulator) -> None:
    ours = as_ours(simulator.credentials)
    for thing in (ours, client, client.usage, client.account(), [ours], Tokens(ours.access_token, ours.api_secret)):
        assert_nothing_secret(repr(thing), simulator)
        assert_nothing_secret(f"{thing}", simulator)
    assert repr(ours) == "Credentials()"
    assert Credentials("a", "b", "c", "d") == Credentials("a", "b", "c", "d")
