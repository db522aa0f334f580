"""The verdict on one signed request, by oauthlib's server side.

Here: oauthlib's questions answered from the store, and the name of what was wrong. Not here: locking and the steps of
the login (``oauth``).
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from oauthlib.common import Request as OAuthRequest
from oauthlib.oauth1 import (
    SIGNATURE_HMAC_SHA1,
    SIGNATURE_PLAINTEXT,
    AccessTokenEndpoint,
    RequestTokenEndpoint,
    RequestValidator,
    ResourceEndpoint,
)

from albumsync_sandbox.smugmug.tokens import (
    REQUEST_TOKEN_LIFETIME,
    TIMESTAMP_TOLERANCE,
    AccessToken,
    Caller,
    Nonce,
    Problem,
    Refused,
    RequestToken,
    TokenStore,
)

_NOBODY = "nobody"


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

    @property
    def https(self) -> bool:
        """Whether the connection is encrypted, so that PLAINTEXT may pass."""
        return self.url.startswith("https:")


def verify_resource(store: TokenStore, signed: SignedRequest) -> Caller:
    """Judges a request to the API and remembers its nonce.

    Raises:
        Refused: Anything is wrong with it, named as SmugMug names it.
    """
    judge = _Judge(store, https=signed.https)
    with _readable():
        valid, request = ResourceEndpoint(judge).validate_protected_resource_request(
            signed.url, http_method=signed.method, body=signed.body, headers=dict(signed.headers)
        )
    if not valid:
        raise Refused.because(judge.problem or _early_problem(request, judge.allowed_signature_methods))
    store.remember(judge.nonce)
    store.consumers[request.client_key].check_v2_access()
    return Caller(request.client_key, store.access_tokens[request.resource_owner_key])


def issue_request_token(store: TokenStore, signed: SignedRequest) -> str:
    """Gives out a request token, form-encoded.

    Raises:
        Refused: The request is not properly signed, or has no ``oauth_callback``.
    """
    judge = _Judge(store, https=signed.https)
    endpoint = RequestTokenEndpoint(judge, token_generator=_new_token)
    with _readable():
        _, body, status = endpoint.create_request_token_response(
            signed.url, signed.method, signed.body, dict(signed.headers)
        )
    return _issued(store, judge, body, status)


def issue_access_token(store: TokenStore, signed: SignedRequest) -> str:
    """Exchanges an approved request token for an access token, form-encoded, once.

    Raises:
        Refused: Signature, request token or verifier is wrong.
    """
    judge = _Judge(store, https=signed.https)
    endpoint = AccessTokenEndpoint(judge, token_generator=_new_token)
    with _readable():
        _, body, status = endpoint.create_access_token_response(
            signed.url, signed.method, signed.body, dict(signed.headers)
        )
    return _issued(store, judge, body, status)


def _new_token() -> str:
    return secrets.token_hex(16)


@contextmanager
def _readable() -> Iterator[None]:
    """Oauthlib raises ValueError for a query, body or header that is not encoded as OAuth demands."""
    try:
        yield
    except ValueError as error:
        raise Refused.because(Problem.PARAMETER_REJECTED) from error


def _issued(store: TokenStore, judge: _Judge, body: str | None, status: int) -> str:
    if status == 200:
        store.remember(judge.nonce)
        return str(body)
    if judge.problem:
        raise Refused.because(judge.problem)
    if status == 401:
        raise Refused.because(Problem.SIGNATURE_INVALID)
    raise Refused.because(
        Problem.SIGNATURE_METHOD_REJECTED if "invalid_signature_method" in str(body) else Problem.PARAMETER_ABSENT
    )


class _Judge(RequestValidator):
    """oauthlib's questions about one request, answered from the store; keeps the first thing that was wrong."""

    def __init__(self, store: TokenStore, *, https: bool) -> None:
        super().__init__()
        self._store = store
        self._https = https
        self.problem: Problem | None = None
        self.nonce: Nonce = ("", None, "")

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
        on_time = abs(self._store.clock() - int(timestamp)) <= TIMESTAMP_TOLERANCE
        fresh = not self._store.was_used(self.nonce)
        return self._blame(Problem.TIMESTAMP_REFUSED, unless=on_time) and self._blame(Problem.NONCE_USED, unless=fresh)

    def validate_client_key(self, client_key: str, request: OAuthRequest) -> bool:
        return self._blame(Problem.CONSUMER_KEY_UNKNOWN, unless=client_key in self._store.consumers)

    def validate_access_token(self, client_key: str, token: str, request: OAuthRequest) -> bool:
        known = self._store.access_tokens.get(token)
        return self._blame(Problem.TOKEN_REJECTED, unless=known is not None and known.consumer_key == client_key)

    def validate_request_token(self, client_key: str, token: str, request: OAuthRequest) -> bool:
        pending = self._store.pending(token)
        known = pending is not None and pending.consumer_key == client_key
        return self._blame(Problem.TOKEN_REJECTED, unless=known)

    def validate_verifier(self, client_key: str, token: str, verifier: str, request: OAuthRequest) -> bool:
        pending = self._store.request_tokens.get(token)
        return self._blame(
            Problem.VERIFIER_INVALID,
            unless=pending is not None and pending.verifier is not None and pending.verifier == verifier,
        )

    def validate_redirect_uri(self, client_key: str, redirect_uri: str, request: OAuthRequest) -> bool:
        return True

    def get_client_secret(self, client_key: str, request: OAuthRequest) -> str:
        consumer = self._store.consumers.get(client_key)
        return consumer.secret if consumer else _NOBODY

    def get_access_token_secret(self, client_key: str, token: str, request: OAuthRequest) -> str:
        known = self._store.access_tokens.get(token)
        return known.secret if known else _NOBODY

    def get_request_token_secret(self, client_key: str, token: str, request: OAuthRequest) -> str:
        pending = self._store.request_tokens.get(token)
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
        self._store.request_tokens[key] = RequestToken(
            key=key,
            secret=token["oauth_token_secret"],
            consumer_key=str(request.client_key),
            callback=str(request.redirect_uri),
            expires_at=self._store.clock() + REQUEST_TOKEN_LIFETIME,
        )

    def save_access_token(self, token: Mapping[str, str], request: OAuthRequest) -> None:  # type: ignore[override]
        pending = self._store.request_tokens[str(request.resource_owner_key)]
        key = token["oauth_token"]
        self._store.access_tokens[key] = AccessToken(
            key, token["oauth_token_secret"], pending.consumer_key, pending.access, pending.permissions
        )

    def invalidate_request_token(self, client_key: str, request_token: str, request: OAuthRequest) -> None:
        self._store.request_tokens.pop(request_token, None)


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
