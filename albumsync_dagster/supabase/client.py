"""The database, through the functions of ``migrations/`` and the real supabase-py.

Here: one method a function, pieces for large calls, retries. Not here: SQL (``migrations/``), the shape of JSON
(``wire``), what the protocol does with it (``sync``).

**Retries.** Every function of ours may be called again after an unknown outcome: the reading ones change nothing, the
writing ones find their own work done. So all of them are retried on transient errors, for a bounded time. The one
exception is ``after_sync``, which calls a function of the user's.
"""

from __future__ import annotations

import base64
import json
import re
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address
from types import TracebackType
from typing import Any, Final, Self, TypeVar, cast
from urllib.parse import urlsplit

import httpx
from supabase import Client, ClientOptions, create_client
from supabase.client import SupabaseException
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_before_delay, wait_random_exponential

from albumsync_dagster.naming import Album, CaptureDays, Proposal
from albumsync_dagster.supabase.errors import (
    MIGRATE,
    SupabaseAnswerError,
    SupabaseError,
    SupabaseNotReady,
    SupabaseRefused,
    SupabaseUnavailable,
    supabase_error,
)
from albumsync_dagster.supabase.values import (
    AddressCounts,
    AlbumState,
    BackfillCounts,
    Change,
    EnrichedAlbum,
    Health,
    HistoryFilter,
    Journaled,
    KeyCounts,
    ListingRecorded,
    NewChange,
    Outcome,
    Overwrite,
    RowCheck,
    RowNames,
    RowsWritten,
    Verification,
)
from albumsync_dagster.supabase.wire import JSON, from_json, storable, to_json

PIECE: Final = 2000
"""Albums, proposals or journal lines a call: about a megabyte and a tenth of a second."""

PHOTOS_A_PIECE: Final = 5000
"""Photos a call of the backfill."""

TABLES: Final = (
    "album_enrichment",
    "album_name_changes",
    "album_name_overrides",
    "album_name_proposals",
    "album_rows_before",
    "albumsync_additions",
    "albumsync_migrations",
    "photo_metadata",
    "smugmug_albums",
    "smugmug_reads",
)
FUNCTIONS: Final = (
    "albumsync_album_key_counts",
    "albumsync_backfill_keys",
    "albumsync_enriched_since",
    "albumsync_health",
    "albumsync_history",
    "albumsync_journal",
    "albumsync_keys_from_addresses",
    "albumsync_mark_verified",
    "albumsync_missing_objects",
    "albumsync_open_changes",
    "albumsync_proposals",
    "albumsync_record_albums",
    "albumsync_record_capture",
    "albumsync_record_incomplete_read",
    "albumsync_record_outcomes",
    "albumsync_record_proposals",
    "albumsync_states",
    "albumsync_verify",
    "albumsync_write_rows",
)
"""Everything that the migrations make and this client needs; ``missing_objects`` looks for it."""

_SCHEMA_CACHE_SECONDS: Final = 3.0
"""PostgREST reads its schema again about a second after a migration; that long a missing function may be new."""

_Item = TypeVar("_Item")
_Value = TypeVar("_Value")


class SupabaseClient:
    """Calls our functions as ``service_role``. One client may be shared by threads.

    Args:
        url: The project's URL, https, or http on this machine only.
        service_role_key: The service role key. It is never shown: not in a repr, not in an error.
        timeout: Seconds to wait for an answer; above the server's own 8 s, so that its verdict arrives.
        retry_seconds: How long transient errors are retried; 0 raises the first one.

    Raises:
        SupabaseRefused: The address can not be one of Supabase, or would send the key over the network in the clear.
    """

    def __init__(self, url: str, service_role_key: str, *, timeout: float = 30.0, retry_seconds: float = 30.0) -> None:
        self._url = _checked(url)
        self._retry_seconds = retry_seconds
        # supabase-py drops the status of error bodies without a code (Kong's, Cloudflare's), so errors are
        # taken off the response before it sees them.
        self._http = httpx.Client(timeout=timeout, event_hooks={"response": [_raise_for_status, _raise_for_nothing]})
        try:
            self._supabase: Client = create_client(
                self._url,
                service_role_key,
                ClientOptions(
                    httpx_client=self._http,
                    auto_refresh_token=False,
                    persist_session=False,
                    postgrest_client_retry=False,
                ),
            )
        except SupabaseException as error:
            self._http.close()
            raise SupabaseRefused(
                f"SUPABASE_URL or SUPABASE_SERVICE_ROLE_KEY is not usable: {error.message}."
            ) from None
        self._rest = self._supabase.postgrest  # made on first use otherwise, which threads would race for

    def __repr__(self) -> str:
        return f"SupabaseClient({self._url!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    # Reading the account into the database

    def record_listing(self, albums: Sequence[Album], *, listed_at: datetime) -> ListingRecorded:
        """Store a complete listing of the account; rows that do not differ are not written.

        Albums that the listing does not show are kept, and marked as missing.

        Args:
            albums: Every album of the account.
            listed_at: When it was read; repeating a call with the same time gives the same answer.
        """
        pieces = list(_pieces(albums, PIECE)) or [()]
        answers = []
        for number, piece in enumerate(pieces, start=1):
            payload = {"albums": piece, "listed_at": listed_at}
            if number == len(pieces):
                payload["complete"] = {"id": str(uuid.uuid4()), "keys": [album.album_key for album in albums]}
            answers.append(self._call("albumsync_record_albums", payload, _Recorded))
        return ListingRecorded(
            albums=len(albums),
            added=tuple(key for answer in answers for key in answer.added),
            changed=tuple(key for answer in answers for key in answer.changed),
            missing=answers[-1].missing,
        )

    def refresh_albums(self, albums: Sequence[Album]) -> None:
        """Store some albums as just read, so that our own rename does not look like somebody else's change.

        The stamp that a rename moves is moved in what the photos were read under as well, as long as the stamps that
        photos move have not moved.
        """
        for piece in _pieces(albums, PIECE):
            self._call("albumsync_record_albums", _as_just_read(piece), _Recorded)

    def record_capture(self, captures: Sequence[tuple[Album, CaptureDays]], *, as_of: datetime) -> None:
        """Store on which days the photos of these albums were taken.

        Args:
            captures: Albums with the stamps under which their photos were read, and what was read.
            as_of: When the reading began.
        """
        for piece in _pieces(captures, PIECE):
            items = [{"album": album, "capture": capture} for album, capture in piece]
            self._call("albumsync_record_capture", {"captures": items, "as_of": as_of}, int)

    def record_incomplete_read(self, what: str, expected: int, got: int, detail: str, run_id: str) -> None:
        """Store that something could not be read whole, for ``health``."""
        payload = {
            "id": str(uuid.uuid4()),
            "what": what,
            "expected": expected,
            "got": got,
            "detail": detail,
            "run_id": run_id,
            "at": datetime.now(UTC),
        }
        self._call("albumsync_record_incomplete_read", payload, type(None))

    def record_proposals(self, proposals: Sequence[Proposal], *, proposed_at: datetime) -> int:
        """Store the newest proposals.

        Returns:
            Rows written: proposals equal to the stored ones are not, and keep their time.
        """
        return sum(
            self._call("albumsync_record_proposals", {"proposals": piece, "proposed_at": proposed_at}, int)
            for piece in _pieces(proposals, PIECE)
        )

    # State

    def states(self, album_keys: Collection[str] | None = None) -> list[AlbumState]:
        """Everything stored of these albums (None: of all), sorted by key; one call for 2,000 albums."""
        return list(self._paged("albumsync_states", album_keys, list[AlbumState], lambda state: state.album.album_key))

    def proposals(self, album_keys: Collection[str] | None = None) -> list[Proposal]:
        """The newest proposals for these albums (None: all), sorted by key."""
        return list(self._paged("albumsync_proposals", album_keys, list[Proposal], lambda proposal: proposal.album_key))

    # The journal

    def journal(self, changes: Sequence[NewChange], *, run_id: str, changed_by: str) -> Journaled:
        """Insert changes as ``planned``; nothing may be sent before this returned.

        All that can be opened are opened in one transaction; an album with an open change is refused.

        Args:
            changes: At most one an album.
            run_id: The run that opens them.
            changed_by: Who the journal says made the changes.
        """
        lines = [to_json(change) | {"id": str(uuid.uuid4())} for change in changes]
        payload = {"changes": lines, "run_id": run_id, "changed_by": changed_by}
        answer = self._call("albumsync_journal", payload, Journaled)
        if len(answer.opened) + len(answer.refused) != len(changes):
            raise SupabaseUnavailable(
                "Other runs opened and closed changes of the same albums all the while.", "Run it again."
            )
        return answer

    def record_outcomes(self, outcomes: Sequence[Outcome], *, run_id: str) -> list[Change]:
        """Store what SmugMug's side of changes came to.

        Repeating an outcome is harmless, and one that no longer applies is passed over.

        Returns:
            The changes as they are now, oldest first.
        """
        lines = [
            {"id": each.change_id, "status": each.status, "error": each.error, "seen": each.seen} for each in outcomes
        ]
        return self._call("albumsync_record_outcomes", {"outcomes": lines, "run_id": run_id}, list[Change])

    def write_rows(self, change_ids: Sequence[str], *, at_most: int = 10_000) -> list[RowsWritten]:
        """Write one piece of the photo rows of changes in ``renamed``.

        Call it again while anything is ``left``. A call that writes nothing although something is left says that
        the rows refuse their name (a trigger, say): then calling again is in vain.

        Args:
            change_ids: Ids of changes; those that SmugMug has not confirmed are passed over.
            at_most: Rows; the server also stops by itself after about two seconds.
        """
        payload = {"change_ids": change_ids, "at_most": at_most}
        return self._call("albumsync_write_rows", payload, list[RowsWritten])

    def mark_verified(self, albums: Sequence[Album], *, change_ids: Sequence[str], at: datetime) -> list[Change]:
        """Verify changes that are ``done`` against what SmugMug says now and against all rows of their albums.

        What SmugMug says is stored on the way, as ``refresh_albums`` does.

        Args:
            albums: As just read from SmugMug.
            change_ids: The changes to verify.
            at: The time of verification.

        Returns:
            The changes as they are now: ``verified`` where both sides agree.
        """
        payload = _as_just_read(albums) | {"change_ids": change_ids, "at": at}
        return self._call("albumsync_mark_verified", payload, list[Change])

    def open_changes(self, album_keys: Collection[str] | None = None) -> list[Change]:
        """All changes in ``planned`` and ``renamed``, oldest first."""
        payload = {} if album_keys is None else {"album_keys": sorted(album_keys)}
        return self._call("albumsync_open_changes", payload, list[Change])

    def history(self, wanted: HistoryFilter) -> list[Change]:
        """The lines of the journal that match, newest first, every one of them."""
        payload: dict[str, Any] = {
            "change_id": wanted.change_id,
            "run_id": wanted.run_id,
            "since": wanted.since,
            "until": wanted.until,
        }
        if wanted.album_keys:
            payload["album_keys"] = wanted.album_keys
        if wanted.statuses:
            payload["statuses"] = wanted.statuses
        lines: list[Change] = []
        while wanted.limit is None or len(lines) < wanted.limit:
            limit = PIECE if wanted.limit is None else min(PIECE, wanted.limit - len(lines))
            before = {"before": lines[-1].sequence} if lines else {}
            page = self._call("albumsync_history", payload | before | {"limit": limit}, list[Change])
            lines += page
            if len(page) < limit:
                break
        return lines

    # Comparison

    def verify(
        self, names: Mapping[str, str], *, at: datetime, whole_account: bool, record: bool = True
    ) -> Verification:
        """Compare all photo rows with the names that SmugMug has, in one call.

        Args:
            names: Album key -> name.
            at: The time of verification.
            whole_account: ``names`` is every album, so rows of other albums are reported as unknown.
            record: Store the time for albums in step, and mark their changes that are ``done`` as verified.
        """
        payload = {"names": names, "at": at, "whole_account": whole_account, "record": record}
        answer = self._call("albumsync_verify", payload, _Verified)
        if len(answer.checks) != len(names):
            raise SupabaseAnswerError(
                f"albumsync_verify answered for {len(answer.checks)} albums instead of {len(names)}.", MIGRATE
            )
        return Verification(
            checks=tuple(answer.checks[storable(key)].of(key, storable(name)) for key, name in names.items()),
            rows_without_album_key=answer.rows_without_album_key,
            unknown_albums=answer.unknown_albums,
        )

    def health(self, *, alert_over: int = 60) -> Health:
        """The figures of ``albumsync health``, in one call.

        Args:
            alert_over: Drift over which a waiting proposal counts as high.
        """
        return self._call("albumsync_health", {"alert_over": alert_over}, Health)

    def enriched_since(
        self, after: tuple[datetime, str] | None, *, limit: int, quiet_seconds: int
    ) -> list[EnrichedAlbum]:
        """Albums whose enrichment is complete and newer than our last change of them, in the order of the cursor.

        Args:
            after: The cursor: time and key of the last album told before; None tells all.
            limit: Albums at most.
            quiet_seconds: Albums whose rows were written within this time wait, because more may arrive.
        """
        payload: dict[str, Any] = {"limit": limit, "quiet_seconds": quiet_seconds}
        if after is not None:
            payload["after"] = {"at": after[0], "album_key": after[1]}
        return self._call("albumsync_enriched_since", payload, list[EnrichedAlbum])

    # Album keys of photo rows

    def backfill_keys(
        self, photos: Sequence[tuple[str, str]], *, overwrite: bool | Overwrite = False, dry_run: bool
    ) -> BackfillCounts:
        """Fill ``album_key`` of photo rows from SmugMug's own listings.

        Args:
            photos: Pairs of image key and album key. A photo with two different albums is left alone and counted.
            overwrite: Which keys that are there may be replaced; True means all.
            dry_run: Count, write nothing.
        """
        if isinstance(overwrite, bool):
            overwrite = Overwrite.ALL if overwrite else Overwrite.NOTHING
        albums: defaultdict[str, set[str]] = defaultdict(set)
        for image_key, album_key in photos:
            albums[image_key].add(album_key)
        sure = sorted((image_key, *keys) for image_key, keys in albums.items() if len(keys) == 1)
        totals = dict.fromkeys(("matched", "filled", "repaired", "right", "kept"), 0)
        for piece in _pieces(sure, PHOTOS_A_PIECE):
            payload = {"photos": piece, "overwrite": overwrite, "dry_run": dry_run}
            answer = self._call("albumsync_backfill_keys", payload, _Filled)
            totals = {name: count + getattr(answer, name) for name, count in totals.items()}
        return BackfillCounts(asked=len(albums), ambiguous=len(albums) - len(sure), **totals)

    def keys_from_addresses(self, *, dry_run: bool) -> AddressCounts:
        """Fill ``album_key`` where the address of a row that has none holds the key of a listed album.

        SmugMug's own addresses hold none; those of other tools may.

        Args:
            dry_run: Count, write nothing.
        """
        looked_at = filled = 0
        after: str | None = None
        while True:
            payload = {"after": after, "limit": PHOTOS_A_PIECE, "dry_run": dry_run}
            answer = self._call("albumsync_keys_from_addresses", payload, _Searched)
            looked_at += answer.looked_at
            filled += answer.filled
            if (after := answer.last) is None:
                return AddressCounts(looked_at=looked_at, filled=filled)

    def album_key_counts(self) -> KeyCounts:
        """How many rows have an album key, and how many of the keys are none."""
        return self._call("albumsync_album_key_counts", {}, KeyCounts)

    # The project

    def after_sync(self, function: str) -> None:
        """Call the user's own function, without arguments; never twice, because nobody knows what it does.

        Args:
            function: Its name, for instance ``refresh_albums_summary``.
        """
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_$]*", function):
            raise SupabaseRefused(f"{function!r} is not the name of a function.", "Correct ALBUMSYNC_AFTER_SYNC.")
        self._request(function, {})

    def missing_objects(self) -> list[str]:
        """What this version needs and the server does not offer, in words; `albumsync migrate` adds it."""
        try:
            return self._call("albumsync_missing_objects", {"functions": FUNCTIONS, "tables": TABLES}, list[str])
        except SupabaseNotReady:
            return [*(f"table {name}" for name in TABLES), *(f"function {name}" for name in FUNCTIONS)]

    def _paged(
        self,
        function: str,
        album_keys: Collection[str] | None,
        kind: type[list[_Item]],
        key: Callable[[_Item], str],
    ) -> Iterator[_Item]:
        if album_keys is not None:
            for piece in _pieces(sorted(set(album_keys)), PIECE):
                yield from self._call(function, {"album_keys": piece, "limit": PIECE}, kind)
            return
        page: list[_Item] = []
        while True:
            after = {"after": key(page[-1])} if page else {}
            page = self._call(function, {"limit": PIECE} | after, kind)
            yield from page
            if len(page) < PIECE:
                return

    def _call(self, function: str, payload: Mapping[str, Any], kind: type[_Value]) -> _Value:
        body = {"payload": to_json(payload)}
        retrying = Retrying(
            retry=retry_if_exception_type((SupabaseUnavailable, SupabaseNotReady)),
            stop=self._stop,
            wait=wait_random_exponential(multiplier=0.2, max=5),
            reraise=True,
        )
        return from_json(kind, retrying(self._request, function, body), function)

    def _stop(self, state: RetryCallState) -> bool:
        failure = state.outcome.exception() if state.outcome else None
        seconds = self._retry_seconds
        if isinstance(failure, SupabaseNotReady):
            seconds = min(seconds, _SCHEMA_CACHE_SECONDS)
        return stop_before_delay(seconds)(state)

    def _request(self, function: str, body: Mapping[str, Any]) -> JSON:
        try:
            return self._rest.rpc(function, cast(dict[str, str], body)).execute().data
        except httpx.HTTPStatusError as error:
            raise _refusal(function, error.response) from None
        except httpx.TimeoutException:
            raise SupabaseUnavailable(
                f"Supabase did not answer {function} in time.", "Try again later; nothing was lost."
            ) from None
        except httpx.TransportError as error:
            raise SupabaseUnavailable(
                f"Supabase can not be reached at {self._url} ({type(error).__name__}).",
                "Check SUPABASE_URL and the network.",
            ) from None
        except (ValueError, httpx.DecodingError):
            raise SupabaseAnswerError(f"{function} answered with something that is not JSON.") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Check:
    """What the server tells of one album; of one in step only the total."""

    total: int
    differing: int = 0
    missing: int = 0
    names: Mapping[str, int] | None = None

    def of(self, album_key: str, name: str) -> RowCheck:
        names = self.names if self.names is not None else {name: self.total} if self.total else {}
        rows = RowNames(total=self.total, missing=self.missing, names=names)
        return RowCheck(album_key=album_key, total=self.total, differing=self.differing, rows=rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verified:
    checks: Mapping[str, _Check]
    rows_without_album_key: int
    unknown_albums: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Recorded:
    added: tuple[str, ...]
    changed: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Filled:
    matched: int
    filled: int
    repaired: int
    right: int
    kept: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Searched:
    looked_at: int
    filled: int
    last: str | None


def role_of(key: str) -> str | None:
    """The role that a Supabase key stands for, as the key itself says; None where it does not say.

    Nothing is checked: this is for a warning to somebody who pasted the public key, not for a decision about access.
    """
    if key.startswith("sb_secret_"):
        return "service_role"
    if key.startswith("sb_publishable_"):
        return "anon"
    try:
        _, claims, _ = key.split(".")
        role = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["role"]
    except (ValueError, KeyError, TypeError):
        return None
    return role if isinstance(role, str) else None


def _checked(url: str) -> str:
    """The address without a trailing slash, if it can be one of Supabase and keeps the key secret on its way."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SupabaseRefused("SUPABASE_URL is not an address of the form https://abcdefgh.supabase.co.", "Correct it.")
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise SupabaseRefused(
            "SUPABASE_URL is plain http: the service role key would travel in the clear.", "Use https."
        )
    return url.rstrip("/")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _pieces(items: Sequence[_Item], size: int) -> Iterator[Sequence[_Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _as_just_read(albums: Sequence[Album]) -> dict[str, Any]:
    return {"albums": albums, "listed_at": datetime.now(UTC), "own_change": True}


def _raise_for_status(response: httpx.Response) -> None:
    if not response.is_success:
        response.read()
        raise httpx.HTTPStatusError("", request=response.request, response=response)


def _raise_for_nothing(response: httpx.Response) -> None:
    # supabase-py makes an empty list of an empty body, and functions of ours always answer something.
    function = response.url.path.rpartition("/")[2]
    if function in FUNCTIONS and not response.read():
        raise httpx.DecodingError("an empty answer", request=response.request)


def _refusal(function: str, response: httpx.Response) -> SupabaseError:
    try:
        body = response.json()
    except ValueError:
        body = {}
    if not isinstance(body, dict):
        body = {}
    code, message = body.get("code"), body.get("message")
    return supabase_error(
        function,
        response.status_code,
        code if isinstance(code, str) else None,
        message if isinstance(message, str) else response.reason_phrase,
    )
