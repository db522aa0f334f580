"""What clients of this API have reported: each ends in the right answer, or in an honest error."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from albumsync_dagster.smugmug import (
    Credentials,
    Endpoint,
    Refusal,
    SmugMugAnswerError,
    SmugMugClient,
    SmugMugError,
    SmugMugIncomplete,
    SmugMugLimited,
    SmugMugNotFound,
    SmugMugRefused,
    SmugMugUnavailable,
    wire,
)
from albumsync_dagster.smugmug.pace import Pace
from albumsync_dagster.smugmug.transport import Request, Transport
from albumsync_dagster_tests.sandbox_smugmug.builders import album, photo
from albumsync_dagster_tests.smugmug.conftest import Connect, as_ours
from albumsync_dagster_tests.smugmug.virtual import VirtualTime
from albumsync_sandbox.smugmug import EndpointKind, Fault, FaultKind, SmugMugSimulator

PASSING = [
    FaultKind.RATE_LIMITED,
    FaultKind.SERVER_ERROR,
    FaultKind.BAD_GATEWAY,
    FaultKind.UNAVAILABLE,
    FaultKind.GATEWAY_TIMEOUT,
    FaultKind.CUT_JSON,
    FaultKind.BODY_CUT_SHORT,
    FaultKind.UNAUTHORIZED_PAGE,
    FaultKind.FORBIDDEN_PAGE,
    FaultKind.NONCE_USED,
    FaultKind.DROPPED_BEFORE_WRITE,
    FaultKind.DROPPED_AFTER_WRITE,
]
LOST = {
    "empty 500": Fault(FaultKind.SERVER_ERROR_AFTER_WRITE),
    "504 page": Fault(FaultKind.GATEWAY_TIMEOUT_AFTER_WRITE),
    "cut JSON": Fault(FaultKind.CUT_JSON),
    "page instead of JSON": Fault(FaultKind.REPLACED_BODY, body="<!DOCTYPE html><html></html>"),
    "nonce_used": Fault(
        FaultKind.REPLACED_BODY, body='{"Code": 401, "Message": "oauth_problem=nonce_used"}', status=401
    ),
}
"""Answers that come in place of the right one after the server did its work."""

LISTS = [FaultKind.NOT_FOUND, FaultKind.ROW_REPEATED, FaultKind.ROW_SKIPPED]


@pytest.mark.parametrize("fault", PASSING)
def test_trouble_that_passes_is_not_noticed(
    client: SmugMugClient, simulator: SmugMugSimulator, fault: FaultKind
) -> None:
    simulator.faults.inject(fault, call=1)
    simulator.faults.inject(fault, call=3)
    assert len(client.albums()) == 9
    assert client.capture_days(client.album("lions1")).capture.days == {date(2025, 5, 30): 7}
    assert len(simulator.faults.happened) == 2
    assert client.usage.retries == 2


@pytest.mark.parametrize("fault", LOST.values(), ids=LOST)
def test_any_read_whose_answer_is_lost_is_asked_again(
    client: SmugMugClient, connect: Connect, simulator: SmugMugSimulator, fault: Fault
) -> None:
    reads: dict[EndpointKind, Callable[[], object]] = {
        EndpointKind.AUTH_USER: lambda: connect().account(),
        EndpointKind.ASSETS_ALBUM: lambda: connect().account().site_files_key,
        EndpointKind.USER_ALBUMS: client.albums,
        EndpointKind.ALBUM: lambda: client.album("lions1"),
        EndpointKind.ALBUMS: lambda: client.albums_by_key(["lions1", "best01"]),
        EndpointKind.ALBUM_IMAGES: lambda: list(client.photos("lions1")),
    }
    for endpoint, read in reads.items():
        undisturbed, asked = read(), simulator.counts.requests(kind=endpoint)
        simulator.faults.inject(fault, endpoint=endpoint)
        assert read() == undisturbed
        assert simulator.counts.requests(kind=endpoint) == asked + 2


@pytest.mark.parametrize("fault", LISTS)
@pytest.mark.parametrize("page", [1, 2, 3])
def test_a_list_that_moved_while_it_was_read_is_read_again(
    client: SmugMugClient, simulator: SmugMugSimulator, fault: FaultKind, page: int
) -> None:
    for number in range(245):
        simulator.state.add_album(album(f"a{number:05}"))
    simulator.faults.inject(fault, endpoint=EndpointKind.USER_ALBUMS, call=page)
    assert len({each.album_key for each in client.albums()}) == 254
    assert len(simulator.faults.happened) == 1


@pytest.mark.parametrize("fault", LISTS)
def test_a_list_that_never_adds_up_is_an_error_and_no_short_list(
    client: SmugMugClient, simulator: SmugMugSimulator, fault: FaultKind
) -> None:
    for number in range(245):
        simulator.state.add_album(album(f"a{number:05}"))
    simulator.faults.inject(fault, endpoint=EndpointKind.USER_ALBUMS, times=None)
    with pytest.raises(SmugMugIncomplete) as incomplete:
        client.albums()
    assert incomplete.value.transient


def test_an_album_that_vanishes_while_the_list_is_read_is_noticed(
    client: SmugMugClient, simulator: SmugMugSimulator
) -> None:
    for number in range(245):
        simulator.state.add_album(album(f"a{number:05}"))
    # The list shrinks between two pages, in both passes.
    for call in (2, 5):
        simulator.faults.inject(FaultKind.ROW_SKIPPED, endpoint=EndpointKind.USER_ALBUMS, call=call)
    with pytest.raises(SmugMugIncomplete):
        client.albums()


@pytest.mark.parametrize("seed", range(12))
def test_a_whole_read_survives_a_bad_day(connect: Connect, simulator: SmugMugSimulator, seed: int) -> None:
    for number in range(40):
        simulator.state.add_album(album(f"a{number:05}", images=tuple(photo(number * 10 + n) for n in range(3))))
    simulator.faults.by_chance(seed, 0.15, PASSING)
    client = connect(threads=4, patience=600)
    read = dict(client.capture_days_of(client.albums()))
    assert len(read) == 49
    assert not [outcome for outcome in read.values() if isinstance(outcome, SmugMugError)]
    assert sum(outcome.capture.total for outcome in read.values() if not isinstance(outcome, SmugMugError)) == 136
    assert simulator.faults.happened


def test_the_pause_that_smugmug_asks_for_is_kept(
    client: SmugMugClient, simulator: SmugMugSimulator, time: VirtualTime
) -> None:
    simulator.faults.inject(Fault(FaultKind.RATE_LIMITED, seconds=30), call=1)
    client.album("lions1")
    assert time.slept >= 30


def test_a_server_that_says_zero_seconds_is_not_hammered(
    connect: Connect, simulator: SmugMugSimulator, time: VirtualTime
) -> None:
    simulator.faults.inject(Fault(FaultKind.RATE_LIMITED, seconds=0), times=None)
    with pytest.raises(SmugMugLimited):
        connect(patience=60).album("lions1")
    assert simulator.counts.requests() < 30


def test_a_pause_longer_than_patience_is_said_at_once(
    client: SmugMugClient, simulator: SmugMugSimulator, time: VirtualTime
) -> None:
    simulator.faults.inject(Fault(FaultKind.RATE_LIMITED, seconds=1_700), times=None)
    with pytest.raises(SmugMugLimited):
        client.album("lions1")
    with pytest.raises(SmugMugLimited, match="1700 seconds"):
        client.album("lions1")
    assert time.slept < 5
    assert simulator.counts.requests() == 1


@pytest.mark.parametrize("fault", [FaultKind.UNAVAILABLE, FaultKind.NONCE_USED, FaultKind.DROPPED_BEFORE_WRITE])
def test_trouble_that_stays_is_an_error_when_patience_is_out(
    client: SmugMugClient, simulator: SmugMugSimulator, time: VirtualTime, fault: FaultKind
) -> None:
    client.album("lions1")
    simulator.faults.inject(fault, times=None)
    with pytest.raises(SmugMugUnavailable) as unavailable:
        client.album("lions1")
    assert 60 < time.slept <= 130
    assert unavailable.value.album_key == "lions1"
    assert unavailable.value.transient


def test_patience_can_be_short(connect: Connect, simulator: SmugMugSimulator, time: VirtualTime) -> None:
    simulator.faults.inject(FaultKind.UNAVAILABLE, times=None)
    with pytest.raises(SmugMugUnavailable, match="503"):
        connect(patience=5).album("lions1")
    assert time.slept <= 6


@pytest.mark.parametrize("fault", [FaultKind.UNAUTHORIZED_PAGE, FaultKind.FORBIDDEN_PAGE])
def test_a_front_end_that_keeps_refusing_is_no_wrong_credential(
    client: SmugMugClient, simulator: SmugMugSimulator, fault: FaultKind
) -> None:
    simulator.faults.inject(fault, times=None)
    with pytest.raises(SmugMugRefused, match="front end") as refused:
        client.album("lions1")
    assert refused.value.refusal is Refusal.OTHER


def test_an_album_is_believed_missing_only_when_told_so_twice(
    client: SmugMugClient, simulator: SmugMugSimulator
) -> None:
    rule = simulator.faults.inject(FaultKind.NOT_FOUND, endpoint=EndpointKind.ALBUM)
    assert client.album("lions1").name == "Lions vs Tigers"
    rule.times = None
    with pytest.raises(SmugMugNotFound):
        client.album("lions1")


def test_cut_answers_that_do_not_stop_are_named(client: SmugMugClient, simulator: SmugMugSimulator) -> None:
    simulator.faults.inject(FaultKind.CUT_JSON, times=None)
    with pytest.raises(SmugMugAnswerError, match="not JSON") as garbled:
        client.album("lions1")
    assert "album lions1" in garbled.value.sentence


@pytest.mark.parametrize(
    ("status", "body", "refusal"),
    [
        (401, "consumer_key_unknown", Refusal.KEY),
        (401, "signature_invalid", Refusal.SIGNATURE),
        (401, "token_rejected", Refusal.TOKEN),
        (401, "timestamp_refused", Refusal.CLOCK),
        (403, "permission_denied", Refusal.PERMISSION),
        (401, "something_new", Refusal.OTHER),
    ],
)
def test_what_is_wrong_with_the_credentials_is_said_once_and_with_its_fix(
    client: SmugMugClient, simulator: SmugMugSimulator, status: int, body: str, refusal: Refusal
) -> None:
    answer = f'{{"Code": {status}, "Message": "oauth_problem={body}"}}'
    simulator.faults.inject(Fault(FaultKind.REPLACED_BODY, body=answer, status=status), times=None)
    with pytest.raises(SmugMugRefused) as refused:
        client.account()
    assert refused.value.refusal is refusal
    assert refused.value.fix
    assert not refused.value.transient
    assert simulator.counts.requests() == 1


def test_a_key_without_access_to_version_2_is_told_where_to_accept_the_terms(
    client: SmugMugClient, simulator: SmugMugSimulator
) -> None:
    # Quoted in a report of another client's user.
    answer = (
        '{"Code":401,"Message":"API key lacks v2 access; please accept the terms of service at '
        'https://api.smugmug.com/api/developer/accept"}'
    )
    simulator.faults.inject(Fault(FaultKind.REPLACED_BODY, body=answer, status=401))
    with pytest.raises(SmugMugRefused, match="api/developer/accept") as refused:
        client.account()
    assert refused.value.refusal is Refusal.KEY


def test_wrong_credentials_are_refused_by_the_real_check(base_url: str, simulator: SmugMugSimulator) -> None:
    right = simulator.credentials
    wrong = [
        ("nokey", right.consumer_secret, right.token, right.token_secret, Refusal.KEY),
        (right.consumer_key, "bad", right.token, right.token_secret, Refusal.SIGNATURE),
        (right.consumer_key, right.consumer_secret, "notoken", right.token_secret, Refusal.TOKEN),
        (right.consumer_key, right.consumer_secret, right.token, "bad", Refusal.SIGNATURE),
    ]
    for key, secret, token, token_secret, refusal in wrong:
        with (
            SmugMugClient(Credentials(key, secret, token, token_secret), base_url=base_url) as client,
            pytest.raises(SmugMugRefused) as refused,
        ):
            client.albums()
        assert refused.value.refusal is refusal


def test_one_album_that_always_fails_does_not_stop_the_others(connect: Connect, simulator: SmugMugSimulator) -> None:
    for number in range(40):
        simulator.state.add_album(album(f"a{number:05}", images=(photo(number),)))
    simulator.faults.inject(FaultKind.SERVER_ERROR, album_key="lions1", times=None)
    client = connect(threads=2)
    read = {each.album_key: outcome for each, outcome in client.capture_days_of(client.albums())}
    assert isinstance(read["lions1"], SmugMugUnavailable)
    assert sum(isinstance(outcome, SmugMugError) for outcome in read.values()) == 1


def test_an_outage_ends_the_reading(connect: Connect, simulator: SmugMugSimulator) -> None:
    client = connect()
    albums = client.albums()
    simulator.faults.inject(FaultKind.UNAVAILABLE, times=None)
    with pytest.raises(SmugMugUnavailable):
        list(client.capture_days_of(albums))


def test_a_token_revoked_in_the_middle_ends_the_reading(connect: Connect, simulator: SmugMugSimulator) -> None:
    client = connect()
    albums = client.albums()
    simulator.oauth.revoke(simulator.credentials.token)
    with pytest.raises(SmugMugRefused, match="token"):
        list(client.capture_days_of(albums))


def test_an_address_where_nobody_answers_is_said_soon(connect: Connect, time: VirtualTime) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(SmugMugUnavailable, match="cannot be reached"):
        connect(base_url=f"http://127.0.0.1:{port}", connect_patience=5).account()
    assert time.slept <= 5


def test_an_address_that_answered_once_gets_the_whole_patience(
    connect: Connect, simulator: SmugMugSimulator, time: VirtualTime
) -> None:
    client = connect(connect_patience=5)
    client.album("lions1")
    simulator.faults.inject(FaultKind.DROPPED_BEFORE_WRITE, times=None)
    with pytest.raises(SmugMugUnavailable):
        client.album("lions1")
    assert time.slept > 60


def test_trouble_that_lasts_is_a_warning_in_the_log_and_a_hiccup_is_none(
    connect: Connect, simulator: SmugMugSimulator, caplog: pytest.LogCaptureFixture
) -> None:
    client = connect(patience=60)
    simulator.faults.inject(FaultKind.UNAVAILABLE, times=1)
    client.album("lions1")
    assert [record for record in caplog.records if record.levelname == "WARNING"] == []
    simulator.faults.inject(FaultKind.UNAVAILABLE, times=None)
    with pytest.raises(SmugMugUnavailable):
        client.album("lions1")
    warnings = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert re.fullmatch(
        r"SmugMug answered 503 to the request for album lions1\. Trying again for up to \d\d s\.", warnings[0]
    )


@contextmanager
def raw_server(answer: bytes) -> Iterator[str]:
    """A server that sends these bytes to whoever connects, once, and hangs up."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.recv(65_536)
                connection.sendall(answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"no HTTP at all\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
        b"HTTP/1.1 204 No Content\r\n\r\n",
        b"HTTP/1.1 301 Moved\r\nLocation: http://[\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 301 Moved\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 301 Moved\r\nLocation: http://example.invalid/api\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 503 Busy\r\nRetry-After: soon\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 429 Slow\r\nRetry-After: Wed, 99 Foo\r\nX-RateLimit-Reset: -\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nDate: yesterday\r\nX-RateLimit-Remaining: many\r\nContent-Length: 2\r\n\r\n{}",
    ],
)
def test_whatever_a_server_sends_ends_in_one_of_our_errors(connect: Connect, answer: bytes) -> None:
    with raw_server(answer) as base:
        client = connect(base_url=base, patience=5)
        with pytest.raises(SmugMugError):
            client.account()
        client.close()


def test_a_redirect_is_followed_with_a_new_signature(
    base_url: str, simulator: SmugMugSimulator, time: VirtualTime
) -> None:
    # image/KEY without its serial answers 301; the same Authorization again would be refused as a used nonce.
    transport = Transport(
        as_ours(simulator.credentials),
        base_url=base_url,
        pace=Pace(5, patience=120, clock=time.clock, sleep=time.sleep),
        patience=120,
        timeout=(10, 90),
        clock=time.clock,
        sleep=time.sleep,
    )
    request = Request(endpoint=Endpoint.PHOTOS, path="/api/v2/image/k000001", query=(("_verbosity", "1"),))
    row = transport.call(request, lambda answer: wire.one(answer, "Image"))
    transport.close()
    assert row["ImageKey"] == "k000001"
    assert simulator.counts.requests(status=301) == 1
    assert transport.usage().retries == 0
