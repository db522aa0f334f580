"""What is wrong between this computer and the SmugMug account, each with its fix. Reads only; changes nothing.

Not here: the other credentials and the printing (the command line does both).
"""

from __future__ import annotations

from dataclasses import dataclass

from albumsync_dagster.smugmug.client import SmugMugClient
from albumsync_dagster.smugmug.errors import Refusal, SmugMugError, SmugMugRefused
from albumsync_dagster.smugmug.responses import PERMISSION_FIX
from albumsync_dagster.smugmug.values import Account, Usage

CLOCK_TOLERANCE = 60.0
"""Seconds. SmugMug's own is not known; servers of OAuth 1.0a commonly take up to five minutes."""

FEW_REQUESTS = 1_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        name: What, in a word or two.
        ok: Whether it is in order.
        detail: What was found.
        fix: What to do; empty where it is in order.
    """

    name: str
    ok: bool
    detail: str
    fix: str = ""


def diagnose(client: SmugMugClient) -> list[Finding]:
    """Look at key, token, account, permission, albums, rate limit and clock, in this order.

    A check is left out where one that it depends on failed. Costs four requests.
    """
    try:
        account = client.account()
    except SmugMugRefused as refused:
        clock = _clock(client.usage)
        if refused.refusal is Refusal.CLOCK:
            return [Finding("clock", False, f"{refused.sentence} {clock.detail}", refused.fix)]
        return [*_refused(refused), clock]
    except SmugMugError as error:
        return [Finding("connection", False, error.sentence, error.fix)]
    return [
        Finding("API key", True, "SmugMug accepts it."),
        Finding("access token", True, "SmugMug accepts it."),
        Finding("account", True, f"{account.nick_name} ({account.name})" if account.name else account.nick_name),
        _permission(client),
        _albums(client, account),
        _rate(client.usage),
        _clock(client.usage),
    ]


def _refused(refused: SmugMugRefused) -> list[Finding]:
    match refused.refusal:
        case Refusal.KEY:
            return [Finding("API key", False, refused.sentence, refused.fix)]
        case Refusal.TOKEN | Refusal.PERMISSION:
            known = Finding("API key", True, "SmugMug accepts it.")
            return [known, Finding("access token", False, refused.sentence, refused.fix)]
        case _:
            return [Finding("credentials", False, refused.sentence, refused.fix)]


def _permission(client: SmugMugClient) -> Finding:
    try:
        granted = client.may_modify()
    except SmugMugError as error:
        return Finding("permission", False, error.sentence, error.fix)
    if granted:
        return Finding("permission", True, "A request to change an album was not refused (it changes nothing).")
    return Finding("permission", False, "The access token may not modify albums.", PERMISSION_FIX)


def _albums(client: SmugMugClient, account: Account) -> Finding:
    try:
        account_summary = client.account_summary()
    except SmugMugError as error:
        return Finding("albums", False, error.sentence, error.fix)
    if account_summary.is_public_view:
        public = account_summary.albums
        detail = f"{public} public ones: the token's access is Public, so private and unlisted ones are hidden."
        return Finding("albums", False, detail, PERMISSION_FIX)
    if account_summary.albums == 0 and account.image_count:
        detail = f"None, though the account holds {account.image_count} photos: the token's access may be Public."
        return Finding("albums", False, detail, PERMISSION_FIX)
    return Finding("albums", True, f"{account_summary.albums}")


def _rate(usage: Usage) -> Finding:
    if usage.remaining is None or usage.resets_in is None:
        return Finding("rate limit", True, "SmugMug announces none.")
    detail = f"{usage.remaining} requests left for the next {max(0.0, usage.resets_in) / 60:.0f} minutes."
    if usage.remaining < FEW_REQUESTS:
        return Finding("rate limit", False, detail, "Wait until then, or lower ALBUMSYNC_REQUESTS_PER_SECOND.")
    return Finding("rate limit", True, detail)


def _clock(usage: Usage) -> Finding:
    if usage.clock_ahead is None:
        return Finding("clock", True, "SmugMug's answer has no time.")
    off = abs(usage.clock_ahead)
    # The Date header has whole seconds.
    detail = (
        "In step with SmugMug's."
        if off < 2
        else f"{off:.0f} s {'ahead of' if usage.clock_ahead > 0 else 'behind'} SmugMug's."
    )
    if off > CLOCK_TOLERANCE:
        return Finding("clock", False, detail, "Set this computer's clock: signatures carry the time.")
    return Finding("clock", True, detail)
