"""Keys and tokens: what was given out, to whom, and with which rights.

Here: values and the store that holds them. Not here: the verdict on a request (``judging``), the flow (``oauth``).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

TIMESTAMP_TOLERANCE = 300
"""Seconds that a client's clock may differ. The vendor's figure is not published."""

REQUEST_TOKEN_LIFETIME = 300
"""Seconds; the vendor's tutorial says five minutes."""


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

    def check_v2_access(self) -> None:
        """Refuses whoever has not accepted the terms.

        Raises:
            Refused: They were not accepted.
        """
        if not self.v2_access:
            raise Refused(V2_TERMS_MESSAGE)


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
class RequestToken:
    """A login under way; ``verifier`` and the levels are set when a person approves."""

    key: str
    secret: str
    consumer_key: str
    callback: str
    expires_at: float
    verifier: str | None = None
    access: Access = Access.PUBLIC
    permissions: Permissions = Permissions.READ


Nonce = tuple[str, str | None, str]
"""Consumer key, token and nonce of one request."""


class TokenStore:
    """Everything that was given out. Not locked: ``OAuthServer`` is.

    Args:
        clock: Seconds since the epoch.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.consumers: dict[str, Consumer] = {}
        self.access_tokens: dict[str, AccessToken] = {}
        self.request_tokens: dict[str, RequestToken] = {}
        self.grants: dict[str, tuple[Access, Permissions]] = {}
        self._nonces: set[Nonce] = set()
        self._nonce_ages: deque[tuple[float, Nonce]] = deque()

    def pending(self, request_token: str) -> RequestToken | None:
        """The request token, if it can still be used."""
        pending = self.request_tokens.get(request_token)
        return pending if pending and pending.expires_at >= self.clock() else None

    def was_used(self, nonce: Nonce) -> bool:
        """Whether a request with this nonce was let through before."""
        return nonce in self._nonces

    def remember(self, nonce: Nonce) -> None:
        """Keeps the nonce of a request that was let through, for as long as its timestamp could pass again."""
        now = self.clock()
        self._nonces.add(nonce)
        self._nonce_ages.append((now, nonce))
        while self._nonce_ages[0][0] < now - 2 * TIMESTAMP_TOLERANCE:
            self._nonces.discard(self._nonce_ages.popleft()[1])
