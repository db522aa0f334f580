"""What an answer means, and whether its request may be sent again: one table, ``CAUSES``, which docs/errors.md prints.

Three questions decide. Did the server certainly do nothing (``safe_to_retry``)? Then even a write may be sent again.
Can the same request succeed later (``tries``)? And how long does the server ask to wait (``after``)?
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from albumsync_dagster.errors import Kind, without
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
from albumsync_dagster.waiting import retry_after

UNLIMITED = 1_000
"""As many tries as the time allows."""

TRIES_WHEN_MALFORMED = 6
TRIES_WHEN_BLOCKED = 4

_LONGEST = 300
"""Characters of the server's own words that are looked at and shown."""

REDIRECTS = frozenset({301, 302, 307, 308})

PERMISSION_FIX = (
    "A grant cannot be raised by logging in again: change it in SmugMug under Account Settings, Privacy, "
    "Authorized Services (Access Full, Permissions Modify), or revoke it there and run `albumsync login`."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A row of the table of answers that are no success.

    Attributes:
        kind: Its class.
        sentence: What happened; ``{what}`` stands for what was asked for, ``{status}`` for the status.
        fix: What to do about it. No two rows share one.
        refusal: What SmugMug holds against the request; None for what is not about its key, token or clock.
        problems: Values of ``oauth_problem`` in the answer.
        words: Pieces of SmugMug's message.
        statuses: HTTP statuses that say this where nothing else does.
        page: Whether the row is for answers that are no JSON: those of a server in front of SmugMug.
        safe_to_retry: Whether the server certainly did nothing.
        tries: How often a request may fail like this.
    """

    kind: Kind
    sentence: str
    fix: str
    refusal: Refusal | None = None
    problems: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    statuses: tuple[int, ...] = ()
    page: bool = False
    safe_to_retry: bool = True
    tries: int = 1


CAUSES: tuple[Cause, ...] = (
    Cause(
        kind=Kind.AUTH,
        sentence="SmugMug does not know the API key.",
        fix="Copy SMUGMUG_API_KEY from your application's page at SmugMug (Account Settings, Me, API Keys).",
        refusal=Refusal.KEY,
        problems=("consumer_key_unknown",),
    ),
    Cause(
        kind=Kind.AUTH,
        sentence="SmugMug does not accept the API key.",
        fix="Look at your application's page at SmugMug: the key of SMUGMUG_API_KEY was switched off or deleted.",
        refusal=Refusal.KEY,
        problems=("consumer_key_rejected", "consumer_key_refused"),
    ),
    Cause(
        kind=Kind.AUTH,
        sentence="SmugMug does not accept the signature: the API secret or the access token's secret is wrong.",
        fix="Check SMUGMUG_API_SECRET; if it is right, run `albumsync login` again.",
        refusal=Refusal.SIGNATURE,
        problems=("signature_invalid",),
    ),
    Cause(
        kind=Kind.AUTH,
        sentence="SmugMug does not accept the access token.",
        fix="Run `albumsync login` and grant full access with permission to modify.",
        refusal=Refusal.TOKEN,
        problems=("token_rejected", "token_used"),
    ),
    Cause(
        kind=Kind.AUTH,
        sentence="The access token was revoked.",
        fix="The access was revoked in SmugMug (Privacy, Authorized Services): run `albumsync login` again.",
        refusal=Refusal.TOKEN,
        problems=("token_revoked",),
    ),
    Cause(
        kind=Kind.AUTH,
        sentence="The access token has expired.",
        fix="Run `albumsync login` to get a new one.",
        refusal=Refusal.TOKEN,
        problems=("token_expired",),
    ),
    Cause(
        kind=Kind.AUTH,
        sentence="The access token's grant is too low.",
        fix=PERMISSION_FIX,
        refusal=Refusal.PERMISSION,
        problems=("permission_denied", "permission_unknown", "additional_authorization_required"),
        words=("required permissions",),
    ),
    Cause(
        kind=Kind.MISCONFIGURED,
        sentence="SmugMug does not accept the time stamp of the signature.",
        fix="Set this computer's clock; SmugMug refuses signatures whose time stamp is far from its own.",
        refusal=Refusal.CLOCK,
        problems=("timestamp_refused",),
    ),
    Cause(
        kind=Kind.TRANSIENT,
        sentence="SmugMug refuses the request for {what} as a repeated one.",
        # Seen on honest requests too, after a time-out inside SmugMug. A new signature carries a new nonce.
        fix="Run it again in some minutes; every request was signed anew, and what was done so far is kept.",
        problems=("nonce_used",),
        tries=UNLIMITED,
    ),
    Cause(
        kind=Kind.MISCONFIGURED,
        sentence="SmugMug did not find the signature in the request for {what}.",
        fix="A proxy removes or changes the header Authorization: look at HTTPS_PROXY and SMUGMUG_API_BASE.",
        problems=("parameter_absent", "parameter_rejected", "signature_method_rejected", "version_rejected"),
    ),
    Cause(
        kind=Kind.AUTH,
        sentence="The API key lacks access to version 2 of the API.",
        fix="Accept the terms of API version 2 at https://api.smugmug.com/api/developer/accept, then try again.",
        refusal=Refusal.KEY,
        words=("v2 access",),
    ),
    # HTML comes from a front end that did not pass the request on; it does so now and then for no reason, and always
    # for URLs over about 4 kB.
    Cause(
        kind=Kind.MISCONFIGURED,
        sentence="SmugMug's front end refused the request for {what} with status {status}.",
        fix="Run it again later. If it happens again, check SMUGMUG_API_BASE, the firewall and the proxy.",
        statuses=(401, 403),
        page=True,
        tries=TRIES_WHEN_BLOCKED,
    ),
    Cause(
        kind=Kind.AUTH,
        sentence="SmugMug refused the request for {what} with status {status}.",
        fix="Check the four SMUGMUG_ credentials: key and secret of one application, token and secret of one login.",
        statuses=(401, 403),
    ),
    Cause(
        kind=Kind.QUOTA,
        sentence="SmugMug asks for a payment before it does the request for {what}.",
        fix="Look at the subscription of the account in SmugMug; it may have ended.",
        statuses=(402,),
    ),
    Cause(
        kind=Kind.QUOTA,
        sentence="SmugMug allows no requests {until}.",
        fix="Run it again after that; a lower ALBUMSYNC_REQUESTS_PER_SECOND avoids it.",
        statuses=(429,),
        tries=UNLIMITED,
    ),
    # SmugMug itself says in JSON that it has no such thing.
    Cause(
        kind=Kind.MISCONFIGURED,
        sentence="A server in front of SmugMug has no page for {what} (status {status}).",
        fix="Run it again later. If it happens again, something else answers at SMUGMUG_API_BASE: correct it.",
        statuses=(404, 410),
        page=True,
        tries=TRIES_WHEN_BLOCKED,
    ),
    Cause(
        kind=Kind.PERMANENT,
        sentence="SmugMug has no {what}.",
        fix="An album may have been deleted, or moved to another account; in all other cases check SMUGMUG_API_BASE.",
        statuses=(404, 410),
    ),
    Cause(
        kind=Kind.PERMANENT,
        sentence="SmugMug refuses the request for {what} as invalid (status {status}).",
        fix="Nothing was changed. If the request carried a name, give the album another one; else report a bug.",
        statuses=(400, 406, 415, 422),
    ),
    Cause(
        kind=Kind.PERMANENT,
        sentence="SmugMug rejected the request for {what} with status {status}.",
        fix="Nothing was done. SmugMug does not offer this for the album: it may be a smart or a system album.",
        statuses=(405, 501),
    ),
    Cause(
        kind=Kind.PERMANENT,
        sentence="SmugMug reports a conflict for the request for {what} (status {status}).",
        fix="Nothing was done. Another album of the folder may have this name or address: look at it in SmugMug.",
        statuses=(409, 412, 423),
    ),
    Cause(
        kind=Kind.MISCONFIGURED,
        sentence="A proxy asks for a password before it passes the request for {what} on.",
        fix="Put its user and password into HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT.",
        statuses=(407,),
    ),
    Cause(
        kind=Kind.MISCONFIGURED,
        sentence="The network asks for a login before it passes the request for {what} on.",
        fix="Open any page in a browser and log in to this network.",
        statuses=(511,),
    ),
    Cause(
        kind=Kind.MISCONFIGURED,
        sentence="Something in front of SmugMug does not let the request for {what} pass (status {status}).",
        fix="Look at the limits of the proxy or gateway on the way; SmugMug itself takes requests of this size.",
        statuses=(411, 413, 414, 421, 431, 451),
    ),
    Cause(
        kind=Kind.TRANSIENT,
        sentence="SmugMug answered {status} to the request for {what}.",
        fix="Run it again later; what was done so far is kept.",
        statuses=(408, 500, 502, 503, 504),
        safe_to_retry=False,
        tries=UNLIMITED,
    ),
)

UNKNOWN = Cause(
    kind=Kind.PERMANENT,
    sentence="SmugMug refused the request for {what} with status {status}, which albumsync does not know.",
    fix="Report it with the output of --debug; nothing was done.",
)
"""Any status from 400 to 499 that has no row of its own. One of 500 and above is taken for 500."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A request that did not get its answer.

    Attributes:
        error: What to raise once it is not sent again.
        safe_to_retry: True where the server certainly did nothing, so that a write may be sent again.
        tries: How often the request may fail like this; 1 means that it is not sent again.
        after: Seconds that the server asked to wait, if it did.
    """

    error: SmugMugError
    safe_to_retry: bool = False
    tries: int = UNLIMITED
    after: float | None = None


def classify(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    *,
    what: str,
    album_key: str | None,
    tries_when_missing: int,
    any_page_means_missing: bool = False,
    secrets: Collection[str] = (),
) -> wire.Envelope | Failure:
    """The envelope in an answer, or what went wrong.

    Args:
        status: The HTTP status.
        headers: The HTTP headers, looked up without regard to case.
        body: The whole body, decompressed.
        what: The kind of endpoint and the album, for sentences: "list of photos of album AbC123".
        album_key: The album in question, if it is one.
        tries_when_missing: How often 404 is asked about before it is believed: list pages answer it now and then.
        any_page_means_missing: Whether a 404 is believed in whatever form it comes.
        secrets: What no error may show, although the server may repeat it.
    """
    if status in (200, 201):
        try:
            document = wire.decode(body)
            status = wire.refused_with(document) or status
            if status < 400:
                return wire.envelope(document, status)
        except wire.MalformedResponse as garbled:
            return Failure(unreadable(what, str(garbled), album_key), tries=TRIES_WHEN_MALFORMED)
    if status < 400:
        return Failure(unreadable(what, f"its status is {status}", album_key), tries=1)
    said = _said(headers, body, secrets)
    if said is None and status in (404, 410) and (any_page_means_missing or b"<" not in body):
        said = ""
    cause = cause_of(status, said)
    after = retry_after(headers) if status in (429, 503) else None
    until = f"for another {after:.0f} seconds" if after else "at present"
    sentence = cause.sentence.format(what=what, status=status, until=until)
    if cause is UNKNOWN and said:
        sentence = f"{sentence.rstrip('.')}: {said}."
    elif status == 503 and after:
        sentence = f"{sentence.rstrip('.')} and asks to wait {after:.0f} seconds."
    tries = tries_when_missing if status == 404 and not cause.page else cause.tries
    return Failure(
        _error(cause, sentence, status, album_key), safe_to_retry=cause.safe_to_retry, tries=tries, after=after
    )


def cause_of(status: int, said: str | None) -> Cause:
    """The row of an answer. Pure.

    Args:
        status: The HTTP status, 400 or above.
        said: SmugMug's message; None where the answer is no JSON of SmugMug's.
    """
    problem = _PROBLEM.search(said or "")
    for cause in CAUSES:
        if (problem and problem[1] in cause.problems) or any(piece in (said or "") for piece in cause.words):
            return cause
    for cause in CAUSES:
        if status in cause.statuses and (said is None or not cause.page):
            return cause
    return UNKNOWN if status < 500 else _SERVER


_SERVER = next(cause for cause in CAUSES if 500 in cause.statuses)


_PROBLEM = re.compile(r'oauth_problem="?(\w+)')


def _said(headers: Mapping[str, str], body: bytes, secrets: Collection[str]) -> str | None:
    """The message in one line without secrets, and the problem of OAuth; None for the page of a server in front of it.

    OAuth's own form of a problem is a header or plain text, which servers send in place of JSON.
    """
    plain = headers.get("WWW-Authenticate", "")
    try:
        said = wire.message(wire.decode(body))
    except wire.MalformedResponse:
        said = None
        plain += "" if b"<" in body else body[:_LONGEST].decode(errors="replace")
    problem = None if "oauth_problem=" in (said or "") else _PROBLEM.search(plain)
    if problem is not None:
        said = f"{said or ''} oauth_problem={problem[1]}"
    return None if said is None else " ".join(without(secrets, said).split())[:_LONGEST]


def raised(cause: Cause) -> type[SmugMugError]:
    """The exception of a row."""
    if cause.statuses == (429,):
        return SmugMugLimited
    if 404 in cause.statuses and not cause.page:
        return SmugMugNotFound
    if cause.kind is Kind.TRANSIENT:
        return SmugMugUnavailable
    return SmugMugRejected if cause.kind is Kind.PERMANENT else SmugMugRefused


def rows() -> Iterator[tuple[str, Cause]]:
    """Every row with what it is found by, for the table in docs/errors.md."""
    for cause in (*CAUSES, UNKNOWN):
        statuses = [f"{status} with a page" if cause.page else str(status) for status in cause.statuses]
        by = [*(f"`{problem}`" for problem in cause.problems), *(f'"{piece}"' for piece in cause.words), *statuses]
        yield "any other 4xx" if cause is UNKNOWN else ", ".join(by), cause


def _error(cause: Cause, sentence: str, status: int, album_key: str | None) -> SmugMugError:
    error = raised(cause)
    if issubclass(error, SmugMugRejected):
        return error(sentence, cause.fix, status=status, album_key=album_key)
    if issubclass(error, SmugMugRefused):
        return error(sentence, cause.fix, refusal=cause.refusal or Refusal.OTHER, album_key=album_key)
    return error(sentence, cause.fix, album_key=album_key)


def unavailable(sentence: str, album_key: str | None) -> SmugMugUnavailable:
    """The error for trouble that may pass."""
    return SmugMugUnavailable(sentence, "Run it again later; what was done so far is kept.", album_key=album_key)


def unreadable(what: str, why: str, album_key: str | None) -> SmugMugAnswerError:
    """The error for an answer that means nothing."""
    return SmugMugAnswerError(
        f"SmugMug's answer to the request for {what} cannot be read: {why}.",
        "Run it again later; if it stays so, check SMUGMUG_API_BASE.",
        album_key=album_key,
    )
