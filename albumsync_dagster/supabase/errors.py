"""Everything that can go wrong between us and Supabase, with transient and permanent decided once.

Here: the exceptions and the pure function that makes one from an answer. Not here: retries (``client``).
Messages carry no key, no token and no address with a password; the text of an album's name may appear.
"""

from __future__ import annotations

from http import HTTPStatus

from albumsync_dagster.errors import AlbumSyncError


class SupabaseError(AlbumSyncError):
    """Supabase could not be asked, refused, or answered something else than expected."""


class SupabaseUnavailable(SupabaseError):
    """Transient: nobody at home, too busy, too slow, or two callers in each other's way. Asking again may help."""


class SupabaseRefused(SupabaseError):
    """Permanent: the credentials or the address are wrong, or the role may not do this."""


class SupabaseNotReady(SupabaseError):
    """The database, or PostgREST's cache of its schema, does not have a table or function of ours."""


class SupabaseAnswerError(SupabaseError):
    """Supabase answered, with something that is not what the function answers."""


MIGRATE = "Run `albumsync migrate`; `albumsync doctor` says what is missing."

_LATER = "Try again later; `albumsync doctor` shows whether Supabase answers."

_RULES = (
    "Look for a rule of your own on the table (a trigger, a constraint) that refuses it; `albumsync doctor` checks the "
    "rest."
)

_TRANSIENT_STATUS = frozenset({408, 425, 429, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530, 540})
"""The gateway before PostgREST: Cloudflare's 52x and 530, Supabase's own 540 for a paused project."""

_TRANSIENT_CODES = {
    "PGRST000": "its database refused the connection",
    "PGRST001": "its database could not be reached",
    "PGRST002": "its database is not up yet",
    "PGRST003": "all its database connections are in use",
    "40001": "two callers were in each other's way",
    "40P01": "two callers were in each other's way",
    "23505": "two callers were in each other's way",
    "55P03": "somebody else holds a lock on the rows",
    "57014": "a statement took too long and was stopped",
}
"""PostgREST's codes and SQLSTATEs. 23505 is among them because every insert of ours gives way to what is there:
a duplicate means that another transaction came in between, and the second look sees it."""

_TRANSIENT_CLASSES = {
    "08": "its database could not be reached",
    "53": "its database is short of resources",
    "57P": "its database is restarting",
}

_NOT_READY = frozenset({"PGRST202", "PGRST205", "42883", "42P01", "42703"})
_BAD_TOKEN = frozenset({"PGRST301", "PGRST302", "PGRST303"})


def supabase_error(function: str, status: int, code: str | None, message: str) -> SupabaseError:
    """The error for an answer that is no success. Pure.

    Args:
        function: What was called.
        status: The HTTP status.
        code: PostgREST's code or the SQLSTATE; None where the body had none.
        message: What the body said; shown to the person, cut to a line.
    """
    said = " ".join(message.split())[:300]
    if reason := _transient(status, code):
        return SupabaseUnavailable(f"Supabase did not do {function}: {reason}.", _LATER)
    if code in _NOT_READY:
        return SupabaseNotReady(f"Supabase does not have what {function} needs: {said}", MIGRATE)
    if code in _BAD_TOKEN or (status == HTTPStatus.UNAUTHORIZED and code is None):
        return SupabaseRefused(
            f"Supabase does not accept the key: {said}.",
            "Copy the service role key of this project to SUPABASE_SERVICE_ROLE_KEY (Project Settings, API keys).",
        )
    if code == "42501" and "for schema" in said:
        return SupabaseRefused(
            f"Supabase may not do {function}: {said}.",
            "USAGE is lost when somebody creates a schema anew: run `albumsync migrate` as the owner of the schema.",
        )
    if code == "42501" or status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return SupabaseRefused(
            f"Supabase does not let this key do {function}: {said}.",
            "SUPABASE_SERVICE_ROLE_KEY must be the service role key, not the public (anon) key.",
        )
    if status == HTTPStatus.NOT_FOUND:
        return SupabaseRefused(
            f"There is no Supabase API at this address: {said or 'not found'}.",
            "SUPABASE_URL is the project's URL, for instance https://abcdefgh.supabase.co, without a path.",
        )
    return SupabaseAnswerError(
        f"Supabase could not do {function}: {said or 'no reason given'} ({code or status}).", _RULES
    )


def _transient(status: int, code: str | None) -> str | None:
    if code is not None:
        if code in _TRANSIENT_CODES:
            return _TRANSIENT_CODES[code]
        for beginning, reason in _TRANSIENT_CLASSES.items():
            if len(code) == len("57P01") and code.startswith(beginning):
                return reason
    if status in _TRANSIENT_STATUS:
        return f"it answered {status}"
    return None
