"""The gateway in front of PostgREST on hosted Supabase: it checks the ``apikey`` of every request.

New keys (``sb_secret_...``, ``sb_publishable_...``) are no tokens. The front door puts a short-lived token of the key's
role in their place. Legacy keys are tokens themselves and pass as they are, until the owner disables them. Statuses and
messages are the vendor's. Not here: what a token may do (``tokens``, the database).
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field

import jwt
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from albumsync_sandbox.gateway.tokens import make_token

_TOKEN_SECONDS = 60
_NO_KEY = ("No API key found in request", "No `apikey` request header or url param was found.")
_UNKNOWN = ("Unregistered API key", "Double check the provided API key as it is not registered for this project.")
_INVALID = ("Invalid API key", "Double check your Supabase `anon` or `service_role` API key.")
_DISABLED = (
    "Legacy API keys are disabled",
    "Your legacy API keys (anon, service_role) were disabled on 2026-11-01T00:00:00.000000+00:00. Re-enable them in "
    "the Supabase dashboard, or use the new publishable and secret API keys.",
)


def _new_key(kind: str) -> str:
    return f"sb_{kind}_{secrets.token_hex(11)}_{secrets.token_hex(4)}"


@dataclass(slots=True)
class FrontDoor:
    """The API keys of one project.

    Args:
        secret: The project's JWT secret.
        legacy_keys: False after the owner has disabled ``anon`` and ``service_role`` keys. It may change while
            requests are served.
    """

    secret: str = field(repr=False)
    legacy_keys: bool = True
    secret_key: str = field(default_factory=lambda: _new_key("secret"), repr=False)
    """Stands for ``service_role``."""
    publishable_key: str = field(default_factory=lambda: _new_key("publishable"), repr=False)
    """Stands for ``anon``."""

    def before(self, app: ASGIApp) -> ASGIApp:
        """The same app, reached with a registered key only; an app's lifespan passes."""

        async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            request = Request(scope)
            key = request.headers.get("apikey") or request.query_params.get("apikey")
            refusal = self._refusal(key)
            if refusal is not None:
                message, hint = refusal
                await JSONResponse({"message": message, "hint": hint}, 401)(scope, receive, send)
                return
            role = self._roles().get(key or "")
            # A new key in `Authorization` counts only where it is the apikey too; any other value is a user's token.
            if role is not None and request.headers.get("authorization", f"Bearer {key}") == f"Bearer {key}":
                scope = {**scope, "headers": list(scope["headers"])}
                token = make_token(self.secret, role, exp=int(time.time()) + _TOKEN_SECONDS)
                MutableHeaders(scope=scope)["authorization"] = f"Bearer {token}"
            await app(scope, receive, send)

        return guarded

    def _roles(self) -> dict[str, str]:
        return {self.secret_key: "service_role", self.publishable_key: "anon"}

    def _refusal(self, key: str | None) -> tuple[str, str] | None:
        if not key:
            return _NO_KEY
        if key.startswith("sb_"):
            return None if key in self._roles() else _UNKNOWN
        if not self.legacy_keys:
            return _DISABLED
        try:
            # Expired keys pass: it is PostgREST that says so.
            jwt.decode(key, self.secret, algorithms=["HS256"], options={"verify_exp": False, "verify_aud": False})
        except jwt.InvalidTokenError:
            return _INVALID
        return None
