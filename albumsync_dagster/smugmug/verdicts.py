"""What an answer means, and whether its request may be sent again. Pure; decided here once for all requests.

Three questions decide. Did the server certainly do nothing (``not_done``)? Then even a write may be sent again.
Can the same request succeed later (``tries``)? And how long does the server want to be left alone (``after``)?
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from albumsync_dagster.smugmug import wire
from albumsync_dagster.smugmug.errors import (
    Refusal,
    SmugMugAnswerError,
    SmugMugError,
    SmugMugLimited,
    SmugMugNotFound,
    SmugMugRefused,
    SmugMugRejected,
    SmugMugUnavailable,
)

PATIENT = 1_000
"""As many tries as the time allows."""

TRIES_WHEN_GARBLED = 6
TRIES_WHEN_BLOCKED = 4

REDIRECTS = frozenset({301, 302, 307, 308})

_LOG_IN = "Run `albumsync login` and grant full access with permission to modify."
PERMISSION_FIX = (
    "A grant can not be raised by logging in again: change it in SmugMug under Account Settings, Privacy, "
    "Authorized Services (Access Full, Permissions Modify), or revoke it there and run `albumsync login`."
)
_KEY = "Check SMUGMUG_API_KEY and SMUGMUG_API_SECRET against your application's page at SmugMug."
_TERMS = "Accept the terms of API version 2 at https://api.smugmug.com/api/developer/accept, then try again."
_DOCTOR = "Run `albumsync doctor`: it finds out whether the key, the token, its grant or the address is wrong."
_CLOCK = "Set this computer's clock; SmugMug refuses signatures whose time stamp is far from its own."

_PROBLEMS: Mapping[str, tuple[Refusal, str, str]] = {
    "consumer_key_unknown": (Refusal.KEY, "SmugMug does not know the API key.", _KEY),
    "consumer_key_rejected": (Refusal.KEY, "SmugMug does not accept the API key.", _KEY),
    "consumer_key_refused": (Refusal.KEY, "SmugMug does not accept the API key.", _KEY),
    "signature_invalid": (
        Refusal.SIGNATURE,
        "SmugMug does not accept the signature: the API secret or the access token's secret is wrong.",
        "Check SMUGMUG_API_SECRET; if it is right, run `albumsync login` again.",
    ),
    "token_rejected": (Refusal.TOKEN, "SmugMug does not accept the access token.", _LOG_IN),
    "token_revoked": (Refusal.TOKEN, "The access token was revoked.", _LOG_IN),
    "token_expired": (Refusal.TOKEN, "The access token has expired.", _LOG_IN),
    "permission_denied": (Refusal.PERMISSION, "The access token's grant is too low.", PERMISSION_FIX),
    "timestamp_refused": (Refusal.CLOCK, "SmugMug does not accept the time stamp of the signature.", _CLOCK),
}


@dataclass(frozen=True, slots=True)
class Failure:
    """A request that did not get its answer.

    Attributes:
        error: What to raise once it is not sent again.
        not_done: True where the server certainly did nothing, so that a write may be sent again.
        tries: How often the request may fail like this; 1 means that it is not sent again.
        after: Seconds that the server asked to wait, if it did.
    """

    error: SmugMugError
    not_done: bool = False
    tries: int = PATIENT
    after: float | None = None


def judge(
    status: int, headers: Mapping[str, str], body: bytes, *, what: str, album_key: str | None, tries_when_missing: int
) -> wire.Envelope | Failure:
    """The envelope in an answer, or what went wrong.

    Args:
        status: The HTTP status.
        headers: The HTTP headers, looked up without regard to case.
        body: The whole body, decompressed.
        what: The kind of endpoint and the album, for sentences: "list of photos of album AbC123".
        album_key: The album in question, if it is one.
        tries_when_missing: How often 404 is asked about before it is believed: list pages answer it now and then.
    """
    if status in (200, 201):
        try:
            return wire.envelope(wire.decode(body), status)
        except wire.Garbled as garbled:
            return Failure(unreadable(what, str(garbled), album_key), tries=TRIES_WHEN_GARBLED)
    if status == 429:
        after = retry_after(headers)
        until = "at present" if after is None else f"for another {after:.0f} seconds"
        limited = SmugMugLimited(
            f"SmugMug allows no requests {until}.", "Run it again after that.", album_key=album_key
        )
        return Failure(limited, not_done=True, after=after)
    if status in (401, 403):
        return _refused(status, body, what, album_key)
    if status == 404:
        missing = SmugMugNotFound(
            f"SmugMug has no {what}.",
            "It may have been deleted, or moved to another account." if album_key else _DOCTOR,
            album_key=album_key,
        )
        return Failure(missing, not_done=True, tries=tries_when_missing)
    if status == 408 or status >= 500:
        return Failure(unavailable(f"SmugMug answered {status} to the request for {what}.", album_key))
    if 400 <= status < 500:
        sentence = f"SmugMug rejected the request for {what} with status {status}."
        rejected = SmugMugRejected(sentence, _DOCTOR, status=status, album_key=album_key)
        return Failure(rejected, not_done=True, tries=1)
    return Failure(unreadable(what, f"its status is {status}", album_key), tries=1)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that a Retry-After header asks for: a number of them, or an HTTP date (counted from the Date header)."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit() and len(value) < 10:
        return float(value)
    until, now = http_date(value), http_date(headers.get("Date", ""))
    if until is None:
        return None
    return max(0.0, (until - (now or datetime.now(UTC))).total_seconds())


def http_date(value: str) -> datetime | None:
    """The instant in an HTTP date; None for anything else."""
    try:
        instant = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def unavailable(sentence: str, album_key: str | None) -> SmugMugUnavailable:
    """The error for trouble that may pass."""
    return SmugMugUnavailable(sentence, "Run it again later; what was done so far is kept.", album_key=album_key)


def unreadable(what: str, why: str, album_key: str | None) -> SmugMugAnswerError:
    """The error for an answer that means nothing."""
    return SmugMugAnswerError(
        f"SmugMug's answer to the request for {what} can not be read: {why}.",
        "Run it again later; if it stays so, check SMUGMUG_API_BASE.",
        album_key=album_key,
    )


def _refused(status: int, body: bytes, what: str, album_key: str | None) -> Failure:
    try:
        said = wire.message(wire.decode(body))
    except wire.Garbled:
        said = None
    if said is None:
        # HTML comes from a front end that did not pass the request on; it does so now and then for no reason, and
        # always for URLs over about 4 kB.
        blocked = SmugMugRefused(
            f"SmugMug's front end refused the request for {what} with status {status}.",
            "Run it again later; `albumsync doctor` checks the credentials.",
            refusal=Refusal.OTHER,
            album_key=album_key,
        )
        return Failure(blocked, not_done=True, tries=TRIES_WHEN_BLOCKED)
    problem = said.partition("oauth_problem=")[2].split("&")[0].strip()
    if problem == "nonce_used":
        # Seen on honest requests too, after a time-out inside SmugMug. A new signature carries a new nonce.
        nonce = unavailable(f"SmugMug keeps taking the request for {what} for a repeated one.", album_key)
        return Failure(nonce, not_done=True)
    if problem in _PROBLEMS:
        refusal, sentence, fix = _PROBLEMS[problem]
    elif "v2 access" in said:
        refusal, sentence, fix = Refusal.KEY, "The API key lacks access to version 2 of the API.", _TERMS
    elif "required permissions" in said:
        refusal, sentence, fix = Refusal.PERMISSION, "The access token's grant is too low.", PERMISSION_FIX
    else:
        refusal = Refusal.OTHER
        sentence = f"SmugMug refused the request for {what} with status {status}."
        fix = _DOCTOR
    return Failure(SmugMugRefused(sentence, fix, refusal=refusal, album_key=album_key), not_done=True, tries=1)
