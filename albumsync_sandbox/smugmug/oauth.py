"""OAuth 1.0a as SmugMug serves it: keys, the login, and who is behind a request.

Not here: the three HTTP endpoints (``consent``), the check of a signature (``judging``), what a right allows
(``endpoints``).
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable

from albumsync_sandbox.smugmug.judging import (
    SignedRequest,
    issue_access_token,
    issue_request_token,
    verify_resource,
)
from albumsync_sandbox.smugmug.tokens import (
    Access,
    AccessToken,
    Caller,
    Consumer,
    Credentials,
    Permissions,
    Problem,
    Refused,
    TokenStore,
)


class OAuthServer:
    """The store of consumers and tokens, and the judge of signed requests.

    Args:
        clock: Seconds since the epoch.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._lock = threading.RLock()
        self._store = TokenStore(clock)

    def create_consumer(self, *, v2_access: bool = True) -> Consumer:
        """Gives out an API key and secret."""
        consumer = Consumer(secrets.token_hex(16), secrets.token_hex(32), v2_access)
        with self._lock:
            self._store.consumers[consumer.key] = consumer
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
            self._store.access_tokens[token.key] = token
        return Credentials(consumer.key, consumer.secret, token.key, token.secret)

    def revoke(self, token: str) -> None:
        """Takes an access token back, and with it what its consumer had been granted."""
        with self._lock:
            revoked = self._store.access_tokens.pop(token, None)
            if revoked:
                self._store.grants.pop(revoked.consumer_key, None)

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
            pending = self._store.pending(request_token)
            if pending is None:
                raise Refused.because(Problem.TOKEN_REJECTED)
            pending.access, pending.permissions = self._store.grants.setdefault(
                pending.consumer_key, (access, permissions)
            )
            pending.verifier = f"{secrets.randbelow(1_000_000):06d}"
            return pending.verifier, pending.callback

    def check_pending(self, request_token: str) -> None:
        """Tells whether a request token can be put to a person.

        Raises:
            Refused: It is unknown, used or too old.
        """
        with self._lock:
            if self._store.pending(request_token) is None:
                raise Refused.because(Problem.TOKEN_REJECTED)

    def reader(self, api_key: str) -> Caller:
        """Whoever reads with ``?APIKey=`` and no signature.

        Raises:
            Refused: There is no such key, or it lacks API v2.
        """
        with self._lock:
            consumer = self._store.consumers.get(api_key)
        if consumer is None:
            raise Refused.because(Problem.CONSUMER_KEY_UNKNOWN)
        consumer.check_v2_access()
        return Caller(consumer.key)

    def verify(self, signed: SignedRequest) -> Caller:
        """Judges a signed API request and remembers its nonce.

        Raises:
            Refused: Anything is wrong with it, named as SmugMug names it.
        """
        with self._lock:
            return verify_resource(self._store, signed)

    def give_request_token(self, signed: SignedRequest) -> str:
        """Answers ``getRequestToken``: a form-encoded token, secret and ``oauth_callback_confirmed``.

        Raises:
            Refused: The request is not properly signed, or has no ``oauth_callback``.
        """
        with self._lock:
            return issue_request_token(self._store, signed)

    def give_access_token(self, signed: SignedRequest) -> str:
        """Answers ``getAccessToken``: a form-encoded token and secret, for an approved request token, once.

        Raises:
            Refused: Signature, request token or verifier is wrong.
        """
        with self._lock:
            return issue_access_token(self._store, signed)
