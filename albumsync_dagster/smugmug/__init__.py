"""SmugMug API v2: reading an account's albums and capture days, and renaming albums.

Does not import the Supabase client, the journal or the rules about when an album is renamed.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from albumsync_dagster.smugmug.changes import Stamps, needs_capture_read
from albumsync_dagster.smugmug.errors import (
    NameRefused,
    OutcomeUnknown,
    Refusal,
    SmugMugAnswerError,
    SmugMugError,
    SmugMugIncomplete,
    SmugMugLimited,
    SmugMugLocked,
    SmugMugNotFound,
    SmugMugRefused,
    SmugMugRejected,
    SmugMugUnavailable,
)
from albumsync_dagster.smugmug.values import LONGEST_NAME, Account, CaptureRead, Credentials, Endpoint, Photo, Usage

if TYPE_CHECKING:
    from albumsync_dagster.smugmug.client import SmugMugClient
    from albumsync_dagster.smugmug.connection import DEFAULT_BASE
    from albumsync_dagster.smugmug.doctor import Finding, diagnose
    from albumsync_dagster.smugmug.login import Login, Tokens, write_tokens

__all__ = [
    "DEFAULT_BASE",
    "LONGEST_NAME",
    "Account",
    "CaptureRead",
    "Credentials",
    "Endpoint",
    "Finding",
    "Login",
    "NameRefused",
    "OutcomeUnknown",
    "Photo",
    "Refusal",
    "SmugMugAnswerError",
    "SmugMugClient",
    "SmugMugError",
    "SmugMugIncomplete",
    "SmugMugLimited",
    "SmugMugLocked",
    "SmugMugNotFound",
    "SmugMugRefused",
    "SmugMugRejected",
    "SmugMugUnavailable",
    "Stamps",
    "Tokens",
    "Usage",
    "diagnose",
    "needs_capture_read",
    "write_tokens",
]

_MODULES = {
    "DEFAULT_BASE": "connection",
    "Finding": "doctor",
    "Login": "login",
    "SmugMugClient": "client",
    "Tokens": "login",
    "diagnose": "doctor",
    "write_tokens": "login",
}


def __getattr__(name: str) -> Any:
    # The client brings requests and oauthlib; most processes that know the values never ask SmugMug.
    if name in _MODULES:
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
