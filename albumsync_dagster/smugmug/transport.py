"""Requests over HTTP: signed, paced, sent again where that is right, counted.

Each try is signed anew, because SmugMug stores nonces: a request repeated with its old signature is refused.
That is why neither urllib3's retries nor requests' redirects are used, which sit below the signing.

Not here: what an answer means (``responses``), what is asked for (``client``).
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from typing import Generic, TypeVar
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from requests.adapters import BaseAdapter
from requests_oauthlib import OAuth1Session
from tenacity import RetryCallState, Retrying, retry_if_result, wait_random_exponential
from tenacity.stop import stop_base

from albumsync_dagster.network import NO_SETTINGS, Network
from albumsync_dagster.smugmug.connection import Timeout, broken, open_session, plain_adapter
from albumsync_dagster.smugmug.errors import SmugMugError, SmugMugLimited, SmugMugUnavailable
from albumsync_dagster.smugmug.pace import Clock, Pace, Sleep, Window
from albumsync_dagster.smugmug.responses import (
    REDIRECTS,
    TRIES_WHEN_MALFORMED,
    Failure,
    classify,
    unreadable,
)
from albumsync_dagster.smugmug.silence import silence_oauth_libraries
from albumsync_dagster.smugmug.values import Credentials, Endpoint, Usage
from albumsync_dagster.smugmug.wire import Envelope, MalformedResponse
from albumsync_dagster.waiting import http_date, level_after, log_if_slow

MOST_BYTES = 64 * 1024 * 1024
"""No answer of this API comes near this size; a body that does is no answer of this API."""

_HOPS = 3

Pairs = tuple[tuple[str, str], ...]
Value = TypeVar("Value")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request to be signed.

    Attributes:
        endpoint: Its kind, for messages and for counting.
        path: Below the base, with the leading slash.
        query: Pairs in order; empty values are sent.
        method: GET or PATCH.
        body: Sent as JSON, not part of the signature.
        album_key: The album in question, if it is one.
        tries_when_missing: How often to ask before 404 is believed.
        any_page_means_missing: A 404 is believed even where a server in front of SmugMug may have sent it.
        sent_once: Never sent again from here, not even where nothing was done: what it rests on may have changed
            while waiting. The caller reads the album first and then sends again.
    """

    endpoint: Endpoint
    path: str
    query: Pairs = ()
    method: str = "GET"
    body: Mapping[str, str] | None = None
    album_key: str | None = None
    tries_when_missing: int = 2
    any_page_means_missing: bool = False
    sent_once: bool = False

    @property
    def what(self) -> str:
        """For sentences: "list of photos of album AbC123"."""
        if self.album_key is None:
            return str(self.endpoint)
        return f"{'' if self.endpoint is Endpoint.ALBUM else f'{self.endpoint} of '}album {self.album_key}"


class Transport:
    """Sends requests for any number of threads. A session is used by one thread at a time.

    Args:
        credentials: Who signs.
        base_url: As ``normalise_base`` gives it.
        pace: How fast.
        patience: Seconds a call may go on after its first failure.
        connect_patience: The same while nothing at this address ever answered: that is rather a wrong address or no
            network than trouble that passes.
        timeout: To connect, and for the whole answer.
        clock: Monotonic seconds.
        sleep: Waits so many seconds.
        adapter: Makes the adapter that carries a session's requests.
        network: The proxies and certificates of this machine.
    """

    def __init__(
        self,
        credentials: Credentials,
        *,
        base_url: str,
        pace: Pace,
        patience: float,
        timeout: Timeout,
        clock: Clock,
        sleep: Sleep,
        connect_patience: float | None = None,
        adapter: Callable[[], BaseAdapter] = plain_adapter,
        network: Network = NO_SETTINGS,
    ) -> None:
        silence_oauth_libraries()
        self._credentials = credentials
        self._base_url = base_url
        self._pace = pace
        self._patience = patience
        self._connect_patience = patience if connect_patience is None else connect_patience
        self._timeout = timeout
        self._clock = clock
        self._sleep = sleep
        self._adapter = adapter
        self._network = network
        self._proxy = network.proxy_for(base_url)
        self._lock = threading.Lock()
        self._idle: list[OAuth1Session] = []
        self._requests: Counter[Endpoint] = Counter()
        self._bytes = 0
        self._retries = 0
        self._waited = 0.0
        self._heard = False
        self._answered_at: float | None = None
        self._remaining: int | None = None
        self._reset_at: float | None = None
        self._clock_ahead: float | None = None

    def close(self) -> None:
        """Closes all connections."""
        with self._lock:
            idle, self._idle = self._idle, []
        for session in idle:
            session.close()

    def usage(self) -> Usage:
        """What was used so far."""
        with self._lock:
            return Usage(
                requests=dict(self._requests),
                bytes_received=self._bytes,
                retries=self._retries,
                seconds_waited=self._waited + self._pace.waited,
                remaining=self._remaining,
                resets_in=None if self._reset_at is None else self._reset_at - self._clock(),
                clock_ahead=self._clock_ahead,
            )

    def call(self, request: Request, read: Callable[[Envelope], Value]) -> Value:
        """Sends a request until it has its answer, it cannot have one, or patience is out.

        A request that writes is sent again only where the server certainly did nothing.

        Args:
            request: What to send.
            read: Makes a value of the answer; raises ``MalformedResponse`` for one that means nothing, which counts as
                no answer.

        Raises:
            Unconfirmed: A write may or may not have been applied.
            SmugMugError: Everything else; a write was certainly not applied.
        """
        writes = request.method != "GET"
        budget = _Budget(self._patience_now, self._clock)
        retrying = Retrying(
            retry=retry_if_result(
                lambda got: isinstance(got, Failure) and not request.sent_once and (got.safe_to_retry or not writes)
            ),
            stop=budget,
            wait=self._wait,
            sleep=self._sleep_between,
            before_sleep=budget.note,
            retry_error_callback=lambda state: state.outcome.result() if state.outcome else None,
        )
        got: _Read[Value] | Failure = retrying(self._try, request, read)
        if isinstance(got, _Read):
            return got.value
        if writes and not got.safe_to_retry:
            raise Unconfirmed(got.error)
        if isinstance(got.error, SmugMugUnavailable) and self._answered_at is not None and budget.since is not None:
            got.error.others_answered = self._answered_at > budget.since
        raise got.error

    def _try(self, request: Request, read: Callable[[Envelope], Value]) -> _Read[Value] | Failure:
        got = self._answer_to(request)
        if isinstance(got, Failure):
            return got
        verdict = classify(
            got.status,
            got.headers,
            got.body,
            what=request.what,
            album_key=request.album_key,
            tries_when_missing=request.tries_when_missing,
            any_page_means_missing=request.any_page_means_missing,
            secrets=astuple(self._credentials),
        )
        if isinstance(verdict, Failure):
            if got.status == 429:
                self._pace.hold(verdict.after or 0.0)
            return verdict
        self._answered_at = self._clock()
        try:
            return _Read(read(verdict))
        except MalformedResponse as garbled:
            return Failure(unreadable(request.what, str(garbled), request.album_key), tries=TRIES_WHEN_MALFORMED)

    def _answer_to(self, request: Request) -> _Answer | Failure:
        """The first answer that is no redirect. Each hop is signed anew and waits its turn."""
        url, query = self._base_url + request.path, request.query
        for _ in range(_HOPS):
            try:
                with self._pace.turn() as window, self._session() as session:
                    got = self._send(session, request, url, query)
                    if isinstance(got, _Answer):
                        self._learn(window, got)
            except SmugMugLimited as limited:
                return Failure(limited, safe_to_retry=True, tries=1)
            if isinstance(got, Failure) or got.status not in REDIRECTS:
                return got
            url = urljoin(url, got.headers.get("Location", ""))
            # What was asked for belongs to the request; a server that renamed an address need not repeat it.
            query = () if urlsplit(url).query else query
            if request.method != "GET" or not self._is_ours(url):
                # Following it would send a signed request to another host.
                break
        why = "it points to another address"
        return Failure(unreadable(request.what, why, request.album_key), safe_to_retry=True, tries=1)

    def _is_ours(self, location: str) -> bool:
        base, parts = urlsplit(self._base_url), urlsplit(location)
        return (parts.scheme, parts.netloc) == (base.scheme, base.netloc)

    def _send(self, session: OAuth1Session, request: Request, url: str, query: Pairs) -> _Answer | Failure:
        body = None if request.body is None else json.dumps(request.body).encode()
        with self._lock:
            self._requests[request.endpoint] += 1
        sent_at = self._clock()
        try:
            with (
                log_if_slow(_log, "SmugMug", f"the request for {request.what}", self._timeout[1]),
                session.request(
                    request.method,
                    url,
                    params=query or None,
                    data=body,
                    headers={"Content-Type": "application/json"} if body is not None else None,
                    timeout=self._timeout,
                    allow_redirects=False,
                    stream=True,
                ) as response,
            ):
                content = self._read(response, sent_at + self._timeout[0] + self._timeout[1])
                answer = _Answer(response.status_code, response.headers, content)
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            return broken(error, what=request.what, album_key=request.album_key, proxy=self._proxy)
        except ValueError:
            # requests parses a Location even with allow_redirects=False.
            why = "its headers are garbled"
            return Failure(unreadable(request.what, why, request.album_key), tries=TRIES_WHEN_MALFORMED)
        self._heard = True
        return answer

    def _patience_now(self) -> float:
        return self._patience if self._heard else self._connect_patience

    def _read(self, response: requests.Response, until: float) -> bytes:
        pieces: list[bytes] = []
        size = 0
        try:
            for piece in response.iter_content(64 * 1024):
                pieces.append(piece)
                size += len(piece)
                if size > MOST_BYTES:
                    raise requests.exceptions.ContentDecodingError
                if self._clock() > until:
                    raise requests.exceptions.ReadTimeout
        finally:
            with self._lock:
                self._bytes += response.raw.tell()
        return b"".join(pieces)

    def _learn(self, window: Window, answer: _Answer) -> None:
        now, wall = self._clock(), time.time()
        date = http_date(answer.headers.get("Date", ""))
        ahead = None if date is None else wall - date.timestamp()
        remaining = _whole(answer.headers.get("X-RateLimit-Remaining"))
        reset = _whole(answer.headers.get("X-RateLimit-Reset"))
        # The Date header comes in whole seconds. Where the clocks agree as far as it can tell, ours is the finer one.
        server_now = wall if date is None or ahead is None or abs(ahead) < 3 else date.timestamp()
        reset_at = None if reset is None else now + reset - server_now
        with self._lock:
            self._clock_ahead = ahead if ahead is not None else self._clock_ahead
            self._remaining = remaining if remaining is not None else self._remaining
            self._reset_at = reset_at if reset_at is not None else self._reset_at
        if remaining is not None and reset_at is not None:
            self._pace.learn(window, remaining, reset_at)

    @contextmanager
    def _session(self) -> Iterator[OAuth1Session]:
        with self._lock:
            session = self._idle.pop() if self._idle else None
        if session is None:
            session = OAuth1Session(
                self._credentials.api_key,
                client_secret=self._credentials.api_secret,
                resource_owner_key=self._credentials.access_token,
                resource_owner_secret=self._credentials.access_token_secret,
            )
            open_session(session, self._adapter(), self._network, self._base_url)
        try:
            yield session
        finally:
            with self._lock:
                self._idle.append(session)

    def _wait(self, state: RetryCallState) -> float:
        # "Retry-After: 0" is no leave to hammer.
        return max(_failure(state).after or 0.0, _BACK_OFF(state))

    def _sleep_between(self, seconds: float) -> None:
        with self._lock:
            self._retries += 1
            self._waited += seconds
        self._sleep(seconds)


class Unconfirmed(Exception):
    """A write may or may not have been applied.

    Attributes:
        error: What kept it from being confirmed.
    """

    def __init__(self, error: SmugMugError) -> None:
        super().__init__(error.sentence)
        self.error = error


@dataclass(frozen=True, slots=True)
class _Read(Generic[Value]):
    value: Value


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


class _Budget(stop_base):
    """Ends retrying when the tries of one kind of failure are used up, or when patience would be."""

    def __init__(self, patience: Callable[[], float], clock: Clock) -> None:
        self._patience = patience
        self._clock = clock
        self._failures: Counter[type[SmugMugError]] = Counter()
        self.since: float | None = None

    def __call__(self, state: RetryCallState) -> bool:
        now, failure = self._clock(), _failure(state)
        kind = type(failure.error)
        self._failures[kind] += 1
        self.since = now if self.since is None else self.since
        spent = now - self.since + state.upcoming_sleep
        return self._failures[kind] >= failure.tries or spent > self._patience()

    def note(self, state: RetryCallState) -> None:
        """Log that the request is sent again; as a warning once somebody may wonder what takes so long."""
        spent = 0.0 if self.since is None else self._clock() - self.since
        level, left = level_after(spent + state.upcoming_sleep), max(self._patience() - spent, 0.0)
        _log.log(level, "%s Trying again for up to %.0f s.", _failure(state).error.sentence, left)


_BACK_OFF = wait_random_exponential(multiplier=0.5, max=20)


def _failure(state: RetryCallState) -> Failure:
    outcome = state.outcome.result() if state.outcome else None
    assert isinstance(outcome, Failure)  # noqa: S101 - tenacity asks only about what is to be retried
    return outcome


def _whole(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 16 else None
