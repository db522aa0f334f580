"""OAuth 1.0a as SmugMug serves it: keys, tokens, the steps of a login, and the verdict on every signed request.

What a signature covers is oauthlib's to say; a JSON body is not part of it (RFC 5849, 3.4.1.3.1).
Not here: the login's HTTP endpoints (``login``), what a right allows (``api``).
"""

from __future__ import annotations

import secrets
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode, urlsplit

from oauthlib.oauth1.rfc5849.signature import collect_parameters, verify_hmac_sha1

TIMESTAMP_TOLERANCE = 300
"""Seconds that a client's clock may differ. The vendor's figure is not published."""

REQUEST_TOKEN_LIFETIME = 300
"""Seconds; the vendor's tutorial says five minutes."""

_V2_TERMS = (
    "API key lacks v2 access; please accept the terms of service at https://api.smugmug.com/api/developer/accept"
)
_NEEDED = ("oauth_signature", "oauth_consumer_key", "oauth_nonce", "oauth_timestamp", "oauth_signature_method")


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

    def __init__(self, problem: Problem | None) -> None:
        self.message = f"oauth_problem={problem}" if problem else _V2_TERMS
        super().__init__(self.message)


@dataclass(frozen=True, slots=True)
class Consumer:
    """An application with an API key; without ``v2_access`` its owner has not accepted the terms of API v2."""

    key: str
    secret: str = field(repr=False)
    v2_access: bool = True


@dataclass(frozen=True, slots=True)
class Credentials:
    """The four values that a client signs with."""

    consumer_key: str
    consumer_secret: str = field(repr=False)
    token: str
    token_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking: what a person granted to a consumer."""

    token: str
    secret: str = field(repr=False)
    consumer_key: str
    access: Access
    permissions: Permissions

    @property
    def is_owner(self) -> bool:
        """Sees private and unlisted albums and the fields of the owner."""
        return self.access is Access.FULL

    @property
    def may_modify(self) -> bool:
        """May PATCH."""
        return self.is_owner and self.permissions is Permissions.MODIFY


@dataclass(slots=True)
class _Login:
    """A login under way; ``verifier`` and the levels are set when a person approves."""

    secret: str
    consumer_key: str
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
        headers: At least ``Authorization`` where it was sent.
    """

    url: str
    method: str
    headers: Mapping[str, str]


class OAuthServer:
    """The store of consumers and tokens, and the judge of signed requests. Safe to use from any thread.

    Args:
        clock: Seconds since the epoch.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.RLock()
        self._consumers: dict[str, Consumer] = {}
        self._callers: dict[str, Caller] = {}
        self._logins: dict[str, _Login] = {}
        self._grants: dict[str, tuple[Access, Permissions]] = {}
        self._nonces: deque[tuple[float, tuple[str, str, str]]] = deque()
        self._used: set[tuple[str, str, str]] = set()

    def create_consumer(self, *, v2_access: bool = True) -> Consumer:
        """Gives out an API key and secret."""
        consumer = Consumer(secrets.token_hex(16), secrets.token_hex(32), v2_access)
        with self._lock:
            self._consumers[consumer.key] = consumer
        return consumer

    def create_credentials(
        self, consumer: Consumer, *, access: Access = Access.FULL, permissions: Permissions = Permissions.MODIFY
    ) -> Credentials:
        """Gives out an access token, as the settings page of an account does."""
        caller = Caller(secrets.token_hex(16), secrets.token_hex(32), consumer.key, access, permissions)
        with self._lock:
            self._callers[caller.token] = caller
        return Credentials(consumer.key, consumer.secret, caller.token, caller.secret)

    def revoke(self, token: str) -> None:
        """Takes an access token back, and with it what its consumer had been granted."""
        with self._lock:
            revoked = self._callers.pop(token, None)
            if revoked:
                self._grants.pop(revoked.consumer_key, None)

    def approve(self, request_token: str, access: Access, permissions: Permissions) -> str:
        """A person says yes on the consent page; returns the six-digit verifier.

        What was granted to an application once is not raised by asking again (the vendor's FAQ); it has to be
        revoked first.

        Raises:
            Refused: The request token is unknown, used or too old.
        """
        with self._lock:
            login = self.pending(request_token)
            login.access, login.permissions = self._grants.setdefault(login.consumer_key, (access, permissions))
            login.verifier = f"{secrets.randbelow(1_000_000):06d}"
            return login.verifier

    def pending(self, request_token: str) -> _Login:
        """A login that can be put to a person.

        Raises:
            Refused: It is unknown, used or too old.
        """
        with self._lock:
            login = self._logins.get(request_token)
            if login is None or login.expires_at < self._clock():
                raise Refused(Problem.TOKEN_REJECTED)
            return login

    def verify(self, signed: SignedRequest) -> Caller:
        """Verifies a signed API request and stores its nonce.

        Raises:
            Refused: Anything is wrong with it, named as SmugMug names it.
        """
        with self._lock:
            asked = self._parameters(signed, "oauth_token")
            caller = self._callers.get(asked["oauth_token"])
            known = caller if caller and caller.consumer_key == asked["oauth_consumer_key"] else None
            consumer = self._judge(signed, asked, known.secret if known else None)
            if not consumer.v2_access:
                raise Refused(None)
            if known is None:
                raise AssertionError("a request without a known token is refused by its judge")
            return known

    def give_request_token(self, signed: SignedRequest) -> str:
        """Answers ``getRequestToken``: a form-encoded token, secret and ``oauth_callback_confirmed``.

        Raises:
            Refused: The request is not properly signed, or has no ``oauth_callback``.
        """
        with self._lock:
            consumer = self._judge(signed, self._parameters(signed, "oauth_callback"), "")
            token, secret = secrets.token_hex(16), secrets.token_hex(16)
            self._logins[token] = _Login(secret, consumer.key, self._clock() + REQUEST_TOKEN_LIFETIME)
            given = {"oauth_token": token, "oauth_token_secret": secret, "oauth_callback_confirmed": "true"}
            return urlencode(given)

    def give_access_token(self, signed: SignedRequest) -> str:
        """Answers ``getAccessToken``: a form-encoded token and secret, for an approved request token, once.

        Raises:
            Refused: Signature, request token or verifier is wrong.
        """
        with self._lock:
            asked = self._parameters(signed, "oauth_token", "oauth_verifier")
            login = self._logins.get(asked["oauth_token"])
            known = login is not None and login.expires_at >= self._clock()
            consumer = self._judge(signed, asked, login.secret if login and known else None)
            if login is None or login.verifier != asked["oauth_verifier"]:
                raise Refused(Problem.VERIFIER_INVALID)
            del self._logins[asked["oauth_token"]]
            given = self.create_credentials(consumer, access=login.access, permissions=login.permissions)
            return urlencode({"oauth_token": given.token, "oauth_token_secret": given.token_secret})

    def _parameters(self, signed: SignedRequest, *more: str) -> dict[str, str]:
        """All that the signature covers, and the signature; of several equal names the last."""
        query = urlsplit(signed.url).query
        try:
            pairs = collect_parameters(query, headers=dict(signed.headers), exclude_oauth_signature=False)
        except ValueError as error:
            # oauthlib's answer to a query or header that is not encoded as OAuth demands.
            raise Refused(Problem.PARAMETER_REJECTED) from error
        asked = dict(pairs)
        if not all(asked.get(name) for name in (*_NEEDED, *more)):
            raise Refused(Problem.PARAMETER_ABSENT)
        return asked

    def _judge(self, signed: SignedRequest, asked: Mapping[str, str], token_secret: str | None) -> Consumer:
        """The consumer behind a request; ``token_secret`` is None where its token is not known."""
        if asked["oauth_signature_method"] != "HMAC-SHA1":
            raise Refused(Problem.SIGNATURE_METHOD_REJECTED)
        now, then = self._clock(), asked["oauth_timestamp"]
        if not then.isdigit() or abs(now - int(then)) > TIMESTAMP_TOLERANCE:
            raise Refused(Problem.TIMESTAMP_REFUSED)
        nonce = asked["oauth_consumer_key"], asked.get("oauth_token", ""), asked["oauth_nonce"]
        if nonce in self._used:
            raise Refused(Problem.NONCE_USED)
        consumer = self._consumers.get(asked["oauth_consumer_key"])
        if consumer is None:
            raise Refused(Problem.CONSUMER_KEY_UNKNOWN)
        if token_secret is None:
            raise Refused(Problem.TOKEN_REJECTED)
        params = collect_parameters(urlsplit(signed.url).query, headers=dict(signed.headers))
        signature = asked["oauth_signature"]
        request: Any = SimpleNamespace(uri=signed.url, http_method=signed.method, params=params, signature=signature)
        if not verify_hmac_sha1(request, consumer.secret, token_secret):
            raise Refused(Problem.SIGNATURE_INVALID)
        # A nonce is used up by a request that was let through, for as long as its timestamp could pass again.
        self._used.add(nonce)
        self._nonces.append((now, nonce))
        while self._nonces[0][0] < now - 2 * TIMESTAMP_TOLERANCE:
            self._used.discard(self._nonces.popleft()[1])
        return consumer
