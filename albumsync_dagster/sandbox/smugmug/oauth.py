"""OAuth 1.0a as SmugMug serves it: who may ask, and with which rights.

Here: consumers, request and access tokens, nonces, and the verdict on one signed request. The signatures are
checked by oauthlib's server side; this module is the store behind it and the names of what went wrong.
Not here: the three HTTP endpoints (``consent``) and what a right allows (``endpoints``, ``patch``).
"""

from __future__ import annotations

import secrets
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from oauthlib.common import Request as OAuthRequest
from oauthlib.oauth1 import (
    SIGNATURE_HMAC_SHA1,
    SIGNATURE_PLAINTEXT,
    AccessTokenEndpoint,
    RequestTokenEndpoint,
    RequestValidator,
    ResourceEndpoint,
)

TIMESTAMP_TOLERANCE = 300
"""Seconds that a client's clock may differ. The vendor's figure is not published."""

REQUEST_TOKEN_LIFETIME = 300
"""Seconds; the vendor's tutorial says five minutes."""

_NOBODY = "nobody"


class Access(StrEnum):
    """``Access=`` of the consent page: whether private and unlisted albums show."""

    PUBLIC = "Public"
    FULL = "Full"


class Permissions(StrEnum):
    """``Permissions=`` of the consent page, each including the one before."""

    READ = "Read"
    ADD = "Add"
    MODIFY = "Modify"


class Problem(StrEnum):
    """The name after ``oauth_problem=`` in a 401 answer."""

    CONSUMER_KEY_UNKNOWN = "consumer_key_unknown"
    NONCE_USED = "nonce_used"
    PARAMETER_ABSENT = "parameter_absent"
    PARAMETER_REJECTED = "parameter_rejected"
    SIGNATURE_INVALID = "signature_invalid"
    SIGNATURE_METHOD_REJECTED = "signature_method_rejected"
    TIMESTAMP_REFUSED = "timestamp_refused"
    TOKEN_REJECTED = "token_rejected"  # noqa: S105 - the name of a fault
    VERIFIER_INVALID = "verifier_invalid"


class Refused(Exception):
    """The request is answered 401 with this message."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    @classmethod
    def because(cls, problem: Problem) -> Refused:
        """The refusal as SmugMug words it."""
        return cls(f"oauth_problem={problem}")


V2_TERMS_MESSAGE = (
    "API key lacks v2 access; please accept the terms of service at https://api.smugmug.com/api/developer/accept"
)


@dataclass(frozen=True, slots=True)
class Consumer:
    """An application that was given an API key."""

    key: str
    secret: str = field(repr=False)
    v2_access: bool = True
    """False until its owner has accepted the terms of API v2."""


@dataclass(frozen=True, slots=True)
class AccessToken:
    """What a person granted to a consumer."""

    key: str
    secret: str = field(repr=False)
    consumer_key: str
    access: Access
    permissions: Permissions


@dataclass(frozen=True, slots=True)
class Credentials:
    """The four values that a client signs with."""

    consumer_key: str
    consumer_secret: str = field(repr=False)
    token: str
    token_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking. Without a token it is a stranger who reads what is public."""

    consumer_key: str
    token: AccessToken | None = None

    @property
    def is_owner(self) -> bool:
        """Sees private and unlisted albums and the fields of the owner."""
        return self.token is not None and self.token.access is Access.FULL

    @property
    def may_modify(self) -> bool:
        """May PATCH."""
        return self.is_owner and self.token is not None and self.token.permissions is Permissions.MODIFY

    @property
    def identity(self) -> str:
        """What a rate limit counts by: user and application, or the application alone."""
        return f"{self.consumer_key}/{self.token.key}" if self.token else self.consumer_key


@dataclass(slots=True)
class _RequestToken:
    key: str
    secret: str
    consumer_key: str
    callback: str
    expires_at: float
    verifier: str | None = None
    access: Access = Access.PUBLIC
    permissions: Permissions = Permissions.READ


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """The parts of an HTTP request that a signature covers.

    Args:
        url: Absolute, with the path and query exactly as they came over the wire: ``!`` and ``,`` are left as sent.
        method: Upper case.
        headers: At least ``Authorization`` and ``Content-Type`` where they were sent.
        body: Only looked at when it is form-encoded; a JSON or multipart body is not signed (RFC 5849, 3.4.1.3.1).
    """

    url: str
    method: str
    headers: Mapping[str, str]
    body: str = ""


class OAuthServer:
    """The store of consumers and tokens, and the judge of signed requests.

    Args:
        clock: Seconds since the epoch.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.RLock()
        self._consumers: dict[str, Consumer] = {}
        self._access_tokens: dict[str, AccessToken] = {}
        self._request_tokens: dict[str, _RequestToken] = {}
        self._grants: dict[str, tuple[Access, Permissions]] = {}
        self._nonces: set[tuple[str, str | None, str]] = set()
        self._nonce_ages: deque[tuple[float, tuple[str, str | None, str]]] = deque()

    def create_consumer(self, *, v2_access: bool = True) -> Consumer:
        """Gives out an API key and secret."""
        consumer = Consumer(secrets.token_hex(16), secrets.token_hex(32), v2_access)
        with self._lock:
            self._consumers[consumer.key] = consumer
        return consumer

    def create_credentials(
        self,
        consumer: Consumer,
        *,
        access: Access = Access.FULL,
        permissions: Permissions = Permissions.MODIFY,
    ) -> Credentials:
        """Gives out an access token, as the settings page of an account does."""
        token = AccessToken(secrets.token_hex(16), secrets.token_hex(32), consumer.key, access, permissions)
        with self._lock:
            self._access_tokens[token.key] = token
        return Credentials(consumer.key, consumer.secret, token.key, token.secret)

    def revoke(self, token: str) -> None:
        """Takes an access token back, and with it what its consumer had been granted."""
        with self._lock:
            revoked = self._access_tokens.pop(token, None)
            if revoked:
                self._grants.pop(revoked.consumer_key, None)

    def approve(self, request_token: str, access: Access, permissions: Permissions) -> tuple[str, str]:
        """A person says yes on the consent page.

        What was granted to an application once is not raised by asking again (the vendor's FAQ); it has to be
        revoked first.

        Returns:
            The six-digit verifier and the callback (``oob`` or a URL).

        Raises:
            Refused: The request token is unknown, used or too old.
        """
        with self._lock:
            pending = self.pending(request_token)
            pending.access, pending.permissions = self._grants.setdefault(pending.consumer_key, (access, permissions))
            pending.verifier = f"{secrets.randbelow(1_000_000):06d}"
            return pending.verifier, pending.callback

    def pending(self, request_token: str) -> _RequestToken:
        """The request token, if it can still be used.

        Raises:
            Refused: It is unknown, used or too old.
        """
        with self._lock:
            pending = self._request_tokens.get(request_token)
            if pending is None or pending.expires_at < self._clock():
                raise Refused.because(Problem.TOKEN_REJECTED)
            return pending

    def reader(self, api_key: str) -> Caller:
        """Whoever reads with ``?APIKey=`` and no signature.

        Raises:
            Refused: There is no such key, or it lacks API v2.
        """
        with self._lock:
            consumer = self._consumers.get(api_key)
        if consumer is None:
            raise Refused.because(Problem.CONSUMER_KEY_UNKNOWN)
        _check_v2_access(consumer)
        return Caller(consumer.key)

    def verify(self, signed: SignedRequest) -> Caller:
        """Judges a signed API request and remembers its nonce.

        Raises:
            Refused: Anything is wrong with it, named as SmugMug names it.
        """
        with self._lock:
            judge = _Judge(self, https=signed.url.startswith("https:"))
            try:
                valid, request = ResourceEndpoint(judge).validate_protected_resource_request(
                    signed.url, http_method=signed.method, body=signed.body, headers=dict(signed.headers)
                )
            except ValueError as error:
                # oauthlib raises it for a query, body or header that is not encoded as OAuth demands.
                raise Refused.because(Problem.PARAMETER_REJECTED) from error
            if not valid:
                raise Refused.because(judge.problem or _early_problem(request, judge.allowed_signature_methods))
            self._remember(judge.nonce)
            _check_v2_access(self._consumers[request.client_key])
            return Caller(request.client_key, self._access_tokens[request.resource_owner_key])

    def give_request_token(self, signed: SignedRequest) -> str:
        """Answers ``getRequestToken``: a form-encoded token, secret and ``oauth_callback_confirmed``.

        Raises:
            Refused: The request is not properly signed, or has no ``oauth_callback``.
        """
        return self._give_token(RequestTokenEndpoint, signed)

    def give_access_token(self, signed: SignedRequest) -> str:
        """Answers ``getAccessToken``: a form-encoded token and secret, for an approved request token, once.

        Raises:
            Refused: Signature, request token or verifier is wrong.
        """
        return self._give_token(AccessTokenEndpoint, signed)

    def _give_token(self, kind: type[RequestTokenEndpoint | AccessTokenEndpoint], signed: SignedRequest) -> str:
        with self._lock:
            judge = _Judge(self, https=signed.url.startswith("https:"))
            endpoint = kind(judge, token_generator=lambda: secrets.token_hex(16))
            answer = (
                endpoint.create_request_token_response
                if isinstance(endpoint, RequestTokenEndpoint)
                else endpoint.create_access_token_response
            )
            try:
                _, body, status = answer(signed.url, signed.method, signed.body, dict(signed.headers))
            except ValueError as error:
                raise Refused.because(Problem.PARAMETER_REJECTED) from error
            if status == 200:
                self._remember(judge.nonce)
                return str(body)
            if judge.problem:
                raise Refused.because(judge.problem)
            if status == 401:
                raise Refused.because(Problem.SIGNATURE_INVALID)
            raise Refused.because(
                Problem.SIGNATURE_METHOD_REJECTED
                if "invalid_signature_method" in str(body)
                else Problem.PARAMETER_ABSENT
            )

    def _remember(self, nonce: tuple[str, str | None, str]) -> None:
        now = self._clock()
        self._nonces.add(nonce)
        self._nonce_ages.append((now, nonce))
        # A request older than the tolerance is refused for its timestamp, so its nonce need not be kept.
        while self._nonce_ages[0][0] < now - 2 * TIMESTAMP_TOLERANCE:
            self._nonces.discard(self._nonce_ages.popleft()[1])


class _Judge(RequestValidator):
    """oauthlib's questions about one request, answered from the store; keeps the first thing that was wrong."""

    def __init__(self, server: OAuthServer, *, https: bool) -> None:
        super().__init__()
        self._server = server
        self._https = https
        self.problem: Problem | None = None
        self.nonce: tuple[str, str | None, str] = ("", None, "")

    def _blame(self, problem: Problem, *, unless: bool) -> bool:
        if not unless and self.problem is None:
            self.problem = problem
        return unless

    @property
    def allowed_signature_methods(self) -> tuple[str, ...]:
        return (SIGNATURE_HMAC_SHA1, SIGNATURE_PLAINTEXT) if self._https else (SIGNATURE_HMAC_SHA1,)

    @property
    def enforce_ssl(self) -> bool:
        return False

    @property
    def timestamp_lifetime(self) -> int:
        # validate_timestamp_and_nonce checks it, where the reason can be told.
        return sys.maxsize

    # The vendor publishes no lengths for keys, tokens, nonces and verifiers; oauthlib's defaults would refuse some.
    def check_client_key(self, client_key: str) -> bool:
        return bool(client_key)

    def check_request_token(self, request_token: str) -> bool:
        return bool(request_token)

    def check_access_token(self, request_token: str) -> bool:
        return bool(request_token)

    def check_nonce(self, nonce: str) -> bool:
        return bool(nonce)

    def check_verifier(self, verifier: str) -> bool:
        return bool(verifier)

    @property
    def dummy_client(self) -> str:
        return _NOBODY

    @property
    def dummy_request_token(self) -> str:
        return _NOBODY

    @property
    def dummy_access_token(self) -> str:
        return _NOBODY

    def validate_timestamp_and_nonce(
        self,
        client_key: str,
        timestamp: str,
        nonce: str,
        request: OAuthRequest,
        request_token: str | None = None,
        access_token: str | None = None,
    ) -> bool:
        self.nonce = (client_key, request_token or access_token, nonce)
        on_time = abs(self._server._clock() - int(timestamp)) <= TIMESTAMP_TOLERANCE
        fresh = self.nonce not in self._server._nonces
        return self._blame(Problem.TIMESTAMP_REFUSED, unless=on_time) and self._blame(Problem.NONCE_USED, unless=fresh)

    def validate_client_key(self, client_key: str, request: OAuthRequest) -> bool:
        return self._blame(Problem.CONSUMER_KEY_UNKNOWN, unless=client_key in self._server._consumers)

    def validate_access_token(self, client_key: str, token: str, request: OAuthRequest) -> bool:
        known = self._server._access_tokens.get(token)
        return self._blame(Problem.TOKEN_REJECTED, unless=known is not None and known.consumer_key == client_key)

    def validate_request_token(self, client_key: str, token: str, request: OAuthRequest) -> bool:
        try:
            known = self._server.pending(token).consumer_key == client_key
        except Refused:
            known = False
        return self._blame(Problem.TOKEN_REJECTED, unless=known)

    def validate_verifier(self, client_key: str, token: str, verifier: str, request: OAuthRequest) -> bool:
        pending = self._server._request_tokens.get(token)
        return self._blame(
            Problem.VERIFIER_INVALID,
            unless=pending is not None and pending.verifier is not None and pending.verifier == verifier,
        )

    def validate_redirect_uri(self, client_key: str, redirect_uri: str, request: OAuthRequest) -> bool:
        return True

    def get_client_secret(self, client_key: str, request: OAuthRequest) -> str:
        consumer = self._server._consumers.get(client_key)
        return consumer.secret if consumer else _NOBODY

    def get_access_token_secret(self, client_key: str, token: str, request: OAuthRequest) -> str:
        known = self._server._access_tokens.get(token)
        return known.secret if known else _NOBODY

    def get_request_token_secret(self, client_key: str, token: str, request: OAuthRequest) -> str:
        pending = self._server._request_tokens.get(token)
        return pending.secret if pending else _NOBODY

    # SmugMug has no realms.
    def get_default_realms(self, client_key: str, request: OAuthRequest) -> list[str]:
        return []

    def get_realms(self, token: str, request: OAuthRequest) -> list[str]:
        return []

    def validate_requested_realms(self, client_key: str, realms: list[str], request: OAuthRequest) -> bool:
        return True

    def validate_realms(
        self,
        client_key: str,
        token: str,
        request: OAuthRequest,
        uri: str | None = None,
        realms: list[str] | None = None,
    ) -> bool:
        return True

    def save_request_token(self, token: Mapping[str, str], request: OAuthRequest) -> None:  # type: ignore[override]
        key = token["oauth_token"]
        self._server._request_tokens[key] = _RequestToken(
            key=key,
            secret=token["oauth_token_secret"],
            consumer_key=str(request.client_key),
            callback=str(request.redirect_uri),
            expires_at=self._server._clock() + REQUEST_TOKEN_LIFETIME,
        )

    def save_access_token(self, token: Mapping[str, str], request: OAuthRequest) -> None:  # type: ignore[override]
        pending = self._server._request_tokens[str(request.resource_owner_key)]
        key = token["oauth_token"]
        self._server._access_tokens[key] = AccessToken(
            key, token["oauth_token_secret"], pending.consumer_key, pending.access, pending.permissions
        )

    def invalidate_request_token(self, client_key: str, request_token: str, request: OAuthRequest) -> None:
        self._server._request_tokens.pop(request_token, None)


def _check_v2_access(consumer: Consumer) -> None:
    if not consumer.v2_access:
        raise Refused(V2_TERMS_MESSAGE)


def _early_problem(request: OAuthRequest | None, methods: tuple[str, ...]) -> Problem:
    """Names what made oauthlib refuse a request before it asked the store anything, or a signature that did not fit."""
    if request is None or not all(
        (
            request.signature,
            request.client_key,
            request.nonce,
            request.timestamp,
            request.signature_method,
            request.resource_owner_key,
        )
    ):
        return Problem.PARAMETER_ABSENT
    if request.signature_method not in methods:
        return Problem.SIGNATURE_METHOD_REJECTED
    if not str(request.timestamp).isdigit() or len(str(request.timestamp)) != 10:
        return Problem.TIMESTAMP_REFUSED
    return Problem.SIGNATURE_INVALID if "signature" in request.validator_log else Problem.PARAMETER_REJECTED
