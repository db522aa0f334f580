"""Everything that can go wrong with SmugMug, as one family.

    SmugMugError
    ├── SmugMugRefused       permanent   key, token, permission or clock: a person has to act
    ├── SmugMugRejected      permanent   SmugMug refuses this request from every client (400, 405, 409, ...)
    ├── SmugMugNotFound      permanent   no such album
    ├── SmugMugLocked        permanent   the album shows itself only to those who know its password
    ├── SmugMugIncomplete    transient   a listing did not add up, twice
    ├── SmugMugAnswerError   transient   an answer that means nothing: not JSON, cut, other types
    ├── SmugMugUnavailable   transient   out of reach, or failing, for as long as patience lasted
    │   └── SmugMugLimited   transient   SmugMug asks to wait longer than patience lasts
    ├── NameRefused          permanent   the album does not carry the name that was sent
    └── OutcomeUnknown       transient   a rename may or may not have been applied: read before sending again

Permanent means that the same call fails again; transient that it may succeed later. Which answer is which is
decided in one place, ``responses``. Messages name the album and the kind of endpoint, never a URL with its query,
a header, a signature or a token.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from albumsync_dagster.errors import AlbumSyncError


class SmugMugError(AlbumSyncError):
    """The root of this family.

    Args:
        sentence: What happened.
        fix: What to do about it.
        album_key: The album in question, if it is one.
    """

    transient: ClassVar[bool] = False

    def __init__(self, sentence: str, fix: str, *, album_key: str | None = None) -> None:
        super().__init__(sentence, fix)
        self.album_key = album_key


class Refusal(StrEnum):
    """What SmugMug holds against a request."""

    KEY = "key"
    """The API key: unknown, or without access to version 2 of the API."""
    SIGNATURE = "signature"
    """One of the two secrets does not fit its key."""
    TOKEN = "token"  # noqa: S105 - a kind of refusal
    """The access token: unknown or revoked by the account's owner."""
    PERMISSION = "permission"
    """The access token's grant is too low for this request."""
    CLOCK = "clock"
    """The time stamp of the signature is too far from SmugMug's clock."""
    OTHER = "other"


class SmugMugRefused(SmugMugError):
    """SmugMug does not let this key or this token do this."""

    def __init__(self, sentence: str, fix: str, *, refusal: Refusal, album_key: str | None = None) -> None:
        super().__init__(sentence, fix, album_key=album_key)
        self.refusal = refusal


class SmugMugRejected(SmugMugError):
    """SmugMug accepted the credentials and rejected the request. Nothing was changed.

    Args:
        status: The HTTP status.
    """

    def __init__(self, sentence: str, fix: str, *, status: int, album_key: str | None = None) -> None:
        super().__init__(sentence, fix, album_key=album_key)
        self.status = status


class SmugMugNotFound(SmugMugError):
    """The album does not exist any more, or this account may not see it."""


class SmugMugLocked(SmugMugError):
    """The album is protected by a password; SmugMug lists it as if it were empty."""


class SmugMugIncomplete(SmugMugError):
    """A listing could not be proven complete: rows were missing, repeated, or changed while they were read.

    Args:
        expected: Rows that SmugMug announced.
        got: Distinct rows that came.
    """

    transient = True

    def __init__(self, sentence: str, fix: str, *, expected: int, got: int, album_key: str | None = None) -> None:
        super().__init__(sentence, fix, album_key=album_key)
        self.expected = expected
        self.got = got


class SmugMugAnswerError(SmugMugError):
    """An answer that is not what version 2 of the API sends."""

    transient = True


class SmugMugUnavailable(SmugMugError):
    """SmugMug was unreachable or kept failing until ALBUMSYNC_PATIENCE was over. A write was not applied."""

    transient = True

    others_answered: bool = False
    """True where other requests succeeded meanwhile: then this album is the trouble, not SmugMug."""


class SmugMugLimited(SmugMugUnavailable):
    """SmugMug allows no more requests for longer than ALBUMSYNC_PATIENCE."""


class NameRefused(SmugMugError):
    """The album does not have the name that was sent.

    Args:
        found: The name that SmugMug's echo shows: the old one, or another one than was sent; None where SmugMug
            rejected the request and stored nothing.
    """

    def __init__(self, sentence: str, fix: str, *, found: str | None = None, album_key: str | None = None) -> None:
        super().__init__(sentence, fix, album_key=album_key)
        self.found = found


class OutcomeUnknown(SmugMugError):
    """The request to rename may have been applied. Read the album and compare before sending it again."""

    transient = True
