"""Who is asking: JSON Web Tokens as PostgREST 14 reads them.

Here: from the Authorization header to claims, and tokens made for the sandbox. Not here: what a role may do; the
database decides that.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jwt
from jwt.types import Options

from albumsync_sandbox.gateway.errors import Refusal

Claims = Mapping[str, Any]

ANONYMOUS = "anon"
_ALGORITHM = "HS256"
_NO_KEY = "No suitable key or wrong key type"
_SKEW = 30
"""Seconds by which PostgREST lets clocks differ."""


def make_token(secret: str, role: str, **claims: object) -> str:
    """A key as a Supabase project has it: an HS256 token that names a role and does not expire before 2100.

    Args:
        secret: The project's JWT secret.
        role: ``anon``, ``authenticated``, ``service_role``; any other is refused by the database.
        claims: More claims, or other values for the usual ones (``exp``, ``iat``, ``iss``).
    """
    usual: dict[str, object] = {"role": role, "iss": "supabase", "iat": 1_700_000_000, "exp": 4_102_444_800}
    return jwt.encode(usual | claims, secret, algorithm=_ALGORITHM)


def read_claims(authorization: str | None, *, secret: str, now: float) -> Claims:
    """The claims of this header; a missing or foreign scheme and a missing role are the anonymous role.

    Args:
        authorization: The header's value.
        secret: The project's JWT secret.
        now: Seconds since 1970.

    Raises:
        Refusal: The token is malformed, not ours, or not valid now.
    """
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer":
        return {"role": ANONYMOUS}
    claims = _verified(token.strip(), secret)
    _check_times(claims, now)
    return {"role": ANONYMOUS} | claims


def _verified(token: str, secret: str) -> dict[str, Any]:
    if not token:
        raise _unreadable("Empty JWT is sent in Authorization header")
    parts = token.split(".")
    if len(parts) != 3:
        raise _unreadable(f"Expected 3 parts in JWT; got {len(parts)}")
    try:
        algorithm = jwt.get_unverified_header(token).get("alg")
        if algorithm == "none":
            details = "JWT is unsecured but expected 'alg' was not 'none'"
            raise _unreadable("Wrong or unsupported encoding algorithm", details)
        if algorithm != _ALGORITHM:
            raise _unreadable(_NO_KEY, "No suitable key was found to decode the JWT")
        # Times are checked below: PostgREST words them differently.
        unchecked: Options = {"verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": False}
        claims: dict[str, Any] = jwt.decode(token, secret, algorithms=[_ALGORITHM], options=unchecked)
    except jwt.InvalidSignatureError:
        raise _unreadable(_NO_KEY, "None of the keys was able to decode the JWT") from None
    except jwt.InvalidTokenError:
        raise _unreadable("JWT cryptographic operation failed") from None
    return claims


def _check_times(claims: Claims, now: float) -> None:
    for name in ("exp", "nbf", "iat"):
        value = claims.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise _refused(f"The JWT '{name}' claim must be a number")
    if claims.get("exp", now) < now - _SKEW:
        raise _refused("JWT expired")
    if claims.get("nbf", now) > now + _SKEW:
        raise _refused("JWT not yet valid")
    if claims.get("iat", now) > now + _SKEW:
        raise _refused("JWT issued at future")


def _unreadable(message: str, details: str | None = None) -> Refusal:
    return _refused(message, code="PGRST301", details=details)


def _refused(message: str, *, code: str = "PGRST303", details: str | None = None) -> Refusal:
    challenge = f'Bearer error="invalid_token", error_description="{message}"'
    return Refusal(401, code, message, details=details, headers={"www-authenticate": challenge})
