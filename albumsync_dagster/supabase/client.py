"""The database, through the functions of ``migrations/`` and the real supabase-py.

Here: one method a function, and pieces for large calls. Not here: SQL (``migrations/``), HTTP and retries
(``transport``), the shape of JSON (``wire``), what the protocol does with it (``sync``).
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType, TracebackType
from typing import Any, Final, Self, TypeVar

from albumsync_dagster.naming import Album, CaptureDays, Proposal
from albumsync_dagster.network import NO_SETTINGS, Network
from albumsync_dagster.supabase.decisions import Decided, DecidedSince, NewWord, StoredProposal
from albumsync_dagster.supabase.errors import (
    JournalLost,
    SupabaseAnswerError,
    SupabaseNotReady,
    SupabaseRefused,
    SupabaseUnavailable,
)
from albumsync_dagster.supabase.transport import Transport
from albumsync_dagster.supabase.values import (
    FUNCTION_NAME,
    AlbumFacts,
    AlbumState,
    BackfillCounts,
    Change,
    Endings,
    EnrichedAlbum,
    EnrichmentCounts,
    FactsImported,
    Health,
    HistoryFilter,
    Journaled,
    KeyCounts,
    ListingRecorded,
    Namesakes,
    NameToken,
    NewChange,
    Outcome,
    Overwrite,
    RowsWritten,
    UnattendedLimit,
    Verification,
)
from albumsync_dagster.supabase.wire import Filled, Owed, Recorded, Verified, storable, to_json

PIECE: Final = 2000
"""Albums, proposals or journal lines a call: about a megabyte and a tenth of a second."""

PHOTOS_A_PIECE: Final = 5000
"""Photos a call of the backfill."""

TABLES: Final = (
    "acknowledged_albums",
    "album_enrichment",
    "album_facts",
    "album_name_changes",
    "album_name_decisions",
    "album_name_proposals",
    "album_rows_before",
    "albumsync_additions",
    "albumsync_after_sync",
    "albumsync_pace",
    "albumsync_migrations",
    "photo_metadata",
    "smugmug_albums",
    "smugmug_reads",
)
FUNCTIONS: Final = (
    "albumsync_acknowledge",
    "albumsync_after_sync",
    "albumsync_album_facts",
    "albumsync_album_key_counts",
    "albumsync_albums_of_source",
    "albumsync_backfill_keys",
    "albumsync_best_photos",
    "albumsync_decide",
    "albumsync_decided_since",
    "albumsync_endings",
    "albumsync_enriched_since",
    "albumsync_enrichment_counts",
    "albumsync_enrichment_view",
    "albumsync_find_rows",
    "albumsync_health",
    "albumsync_history",
    "albumsync_import_facts",
    "albumsync_journal",
    "albumsync_mark_verified",
    "albumsync_missing_objects",
    "albumsync_namesakes",
    "albumsync_open_changes",
    "albumsync_photo_columns",
    "albumsync_photo_facts",
    "albumsync_proposals",
    "albumsync_record_albums",
    "albumsync_record_capture",
    "albumsync_record_incomplete_read",
    "albumsync_record_outcomes",
    "albumsync_record_proposals",
    "albumsync_renamed_unattended",
    "albumsync_states",
    "albumsync_take_turns",
    "albumsync_verify",
    "albumsync_words",
    "albumsync_write_rows",
)
"""Everything that the migrations make and this client needs; ``missing_objects`` looks for it."""

_Item = TypeVar("_Item")


class SupabaseClient:
    """Calls our functions as ``service_role``. One client may be shared by threads.

    Args:
        url: The project's URL, https, or http on this machine only.
        secret_key: A secret key (``sb_secret_...``) or the legacy service role key. It is never shown: not in a repr,
            not in an error.
        timeout: Seconds to wait for an answer; above the server's own 8 s, so that its verdict arrives.
        retry_seconds: How long transient errors are retried; 0 raises the first one.
        connect_retry_seconds: The same while nothing at this address ever answered; None for no difference.
        network: The proxies and certificates of this machine.
        enrichment_view: A table or view of the user's own with facts about albums, in ``public`` where it names no
            schema; see ``check_enrichment_view``.

    Raises:
        SupabaseRefused: The address cannot be one of Supabase, or would send the key over the network in the clear.
    """

    def __init__(
        self,
        url: str,
        secret_key: str,
        *,
        timeout: float = 30.0,
        retry_seconds: float = 30.0,
        connect_retry_seconds: float | None = None,
        network: Network = NO_SETTINGS,
        enrichment_view: str | None = None,
    ) -> None:
        self._own_view: dict[str, str] = {"enrichment_view": enrichment_view} if enrichment_view else {}
        self._transport = Transport(
            url,
            secret_key,
            timeout=timeout,
            retry_seconds=retry_seconds,
            connect_retry_seconds=connect_retry_seconds,
            network=network,
        )

    def __repr__(self) -> str:
        return f"SupabaseClient({self._transport.url!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    # Reading the account into the database

    def record_listing(
        self, albums: Sequence[Album], *, listed_at: datetime, gone: Collection[str] = ()
    ) -> ListingRecorded:
        """Store a complete listing of the account; rows that do not differ are not written.

        Albums that the listing does not show are kept. Those that are gone are marked as missing.

        Args:
            albums: Every album of the account.
            listed_at: When it was read; repeating a call with the same time gives the same answer.
            gone: Keys that an answer before called vanished, and that SmugMug does not have either when asked for them.
        """
        pieces = list(_pieces(albums, PIECE)) or [()]
        answers = []
        for number, piece in enumerate(pieces, start=1):
            payload = {"albums": piece, "listed_at": listed_at}
            if number == len(pieces):
                keys = [album.album_key for album in albums]
                payload["complete"] = {"id": str(uuid.uuid4()), "keys": keys, "gone": sorted(gone)}
            answers.append(self._transport.call("albumsync_record_albums", payload, Recorded))
        return ListingRecorded(
            albums=len(albums),
            added=tuple(key for answer in answers for key in answer.added),
            changed=tuple(key for answer in answers for key in answer.changed),
            missing=answers[-1].missing,
            vanished=answers[-1].vanished,
            unconfirmed={key: token for answer in answers for key, token in answer.unconfirmed.items()},
        )

    def refresh_albums(
        self, albums: Sequence[Album], *, confirm: Mapping[str, NameToken] = MappingProxyType({})
    ) -> Mapping[str, NameToken]:
        """Store some albums as just read, so that our own rename does not look like somebody else's change.

        The stamp that a rename moves is moved in what the photos were read under as well, as long as the stamps that
        photos move have not moved.

        Args:
            albums: As read from SmugMug.
            confirm: Tokens of an earlier answer, for albums that were read again since: a name that nothing of ours
                explains is then stored as chosen by a person, unless the stored name changed meanwhile.

        Returns:
            What is unconfirmed, by album key; see ``ListingRecorded.unconfirmed``.
        """
        unconfirmed: dict[str, NameToken] = {}
        for piece in _pieces(albums, PIECE):
            tokens = {album.album_key: confirm[album.album_key] for album in piece if album.album_key in confirm}
            payload = _as_just_read(piece) | {"confirm": tokens}
            unconfirmed |= self._transport.call("albumsync_record_albums", payload, Recorded).unconfirmed
        return unconfirmed

    def record_capture(self, captures: Sequence[tuple[Album, CaptureDays]], *, as_of: datetime) -> None:
        """Store on which days the photos of these albums were taken.

        Args:
            captures: Albums with the stamps under which their photos were read, and what was read.
            as_of: When the reading began.
        """
        for piece in _pieces(captures, PIECE):
            items = [{"album": album, "capture": capture} for album, capture in piece]
            self._transport.call("albumsync_record_capture", {"captures": items, "as_of": as_of}, int)

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
        self._transport.call("albumsync_record_incomplete_read", payload, type(None))

    def record_proposals(self, proposals: Sequence[Proposal], *, proposed_at: datetime) -> int:
        """Store the newest proposals.

        Returns:
            Rows written: proposals equal to the stored ones are not, and keep their time.
        """
        lines = [to_json(proposal) | {"digest": proposal.digest} for proposal in proposals]
        return sum(
            self._transport.call("albumsync_record_proposals", {"proposals": piece, "proposed_at": proposed_at}, int)
            for piece in _pieces(lines, PIECE)
        )

    # State

    def states(self, album_keys: Collection[str] | None = None) -> list[AlbumState]:
        """Everything stored of these albums (None: of all), sorted by key; one call for 2,000 albums."""
        return list(self._paged("albumsync_states", album_keys, list[AlbumState], lambda state: state.album.album_key))

    def proposals(self, album_keys: Collection[str] | None = None) -> list[StoredProposal]:
        """The newest proposals for these albums (None: all), with the decisions about them, sorted by key."""
        return list(
            self._paged(
                "albumsync_proposals", album_keys, list[StoredProposal], lambda stored: stored.proposal.album_key
            )
        )

    def namesakes(self, names: Collection[str]) -> Namesakes:
        """Albums whose present or proposed name could be one of these names to a person, in one call.

        Args:
            names: Plain names, without markup.
        """
        return self._transport.call("albumsync_namesakes", {"names": sorted(names)}, Namesakes)

    def endings(self) -> Endings:
        """The names that end in a month and a day, with the capture days of their albums, in one call."""
        return self._transport.call("albumsync_endings", {}, Endings)

    # People's decisions

    def decide(self, words: Sequence[NewWord]) -> Decided:
        """Store decisions of people, each unless somebody else decided about the album since the person looked.

        One transaction for 2,000 decisions. Repeating a call stores nothing twice.

        Args:
            words: At most one an album.

        Raises:
            SupabaseAnswerError: The database refused a decision: an empty name, or one over 255 characters.
        """
        answers = [
            self._transport.call("albumsync_decide", {"words": piece}, Decided) for piece in _pieces(words, PIECE)
        ]
        return Decided(
            stored=tuple(word for answer in answers for word in answer.stored),
            superseded=tuple(word for answer in answers for word in answer.superseded),
            unknown=tuple(key for answer in answers for key in answer.unknown),
        )

    def decided_since(self, sequence: int | None) -> DecidedSince:
        """The albums that a person gave a name after the decision with this number; None asks for the number alone."""
        return self._transport.call("albumsync_decided_since", {"after": sequence}, DecidedSince)

    # The journal

    def journal(
        self,
        changes: Sequence[NewChange],
        *,
        run_id: str,
        changed_by: str,
        unattended: bool = False,
        limit: UnattendedLimit | None = None,
    ) -> Journaled:
        """Insert changes as ``planned``; nothing may be sent before this returned.

        All that can be opened are opened in one transaction; an album with an open change is refused, and so is one
        that is not in the state any more that its change was planned on, or whose new name another album has.

        Args:
            changes: At most one an album.
            run_id: The run that opens them.
            changed_by: Who the journal says made the changes, where a change does not name a person.
            unattended: No person looked at what this run renames.
            limit: Refuse the renames for drift where all unattended runs together would exceed it; they are counted in
                the same transaction, one run after the other.
        """
        lines = [to_json(change) | {"id": str(uuid.uuid4())} for change in changes]
        payload = {"changes": lines, "run_id": run_id, "changed_by": changed_by, "unattended": unattended}
        payload |= self._own_view | ({"limit": to_json(limit)} if limit else {})
        answer = self._transport.call("albumsync_journal", payload, Journaled)
        over = len(answer.over_limit.album_keys) if answer.over_limit else 0
        if sum(map(len, (answer.opened, answer.refused, answer.changed, answer.taken))) + over != len(changes):
            raise SupabaseUnavailable("Other runs kept changing the same albums.", "Run it again.")
        return answer

    def renamed_unattended(self, *, since: datetime) -> int:
        """Number of albums that unattended runs renamed since then; those that a person decided on are not counted."""
        return self._transport.call("albumsync_renamed_unattended", {"since": since}, int)

    def record_outcomes(self, outcomes: Sequence[Outcome], *, run_id: str) -> list[Change]:
        """Store what SmugMug's side of changes came to.

        Repeating an outcome is harmless, and one that no longer applies is passed over.

        Returns:
            The changes as they are now, oldest first.

        Raises:
            JournalLost: The journal no longer has one of these changes.
        """
        lines = [
            {"id": each.change_id, "status": each.status, "error": each.error, "seen": each.seen} for each in outcomes
        ]
        now = self._transport.call("albumsync_record_outcomes", {"outcomes": lines, "run_id": run_id}, list[Change])
        if lost := {each.change_id for each in outcomes} - {change.id for change in now}:
            raise JournalLost(
                f"The journal has lost {len(lost)} of {len(outcomes)} changes that were written to it in this run.",
                "The database crashed without keeping its commits (synchronous_commit is off), or was restored: run "
                "`albumsync pull`, then `albumsync heal`.",
            )
        return now

    def write_rows(
        self, change_ids: Sequence[str], *, at_most: int = 10_000, wait_for_locks: bool = True
    ) -> list[RowsWritten]:
        """Write one piece of the photo rows of changes in ``renamed``.

        Call it again while anything is ``left``. A call that writes nothing although something is left says that
        the rows refuse their name (a trigger, say): then calling again is in vain.

        Args:
            change_ids: Ids of changes; those that SmugMug has not confirmed are passed over.
            at_most: Rows; the server also stops by itself after about two seconds.
            wait_for_locks: Ask again where somebody else's transaction holds the rows; False raises at once.

        Raises:
            SupabaseBusy: Somebody else's transaction holds the rows.
        """
        payload = {"change_ids": change_ids, "at_most": at_most}
        return self._transport.call("albumsync_write_rows", payload, list[RowsWritten], wait_for_locks=wait_for_locks)

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
        return self._transport.call("albumsync_mark_verified", payload, list[Change])

    def open_changes(self, album_keys: Collection[str] | None = None) -> list[Change]:
        """All changes in ``planned`` and ``renamed``, oldest first."""
        payload = {} if album_keys is None else {"album_keys": sorted(album_keys)}
        return self._transport.call("albumsync_open_changes", payload, list[Change])

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
            page = self._transport.call("albumsync_history", payload | before | {"limit": limit}, list[Change])
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
        answer = self._transport.call("albumsync_verify", payload, Verified)
        if answer.checks.keys() != {storable(key) for key in names}:
            raise SupabaseAnswerError(
                f"albumsync_verify answered for {len(answer.checks)} albums, not for the {len(names)} asked about.",
                "The function in the database is of another version: run `albumsync migrate`.",
            )
        return Verification(
            checks=tuple(answer.checks[storable(key)].of(key, storable(name)) for key, name in names.items()),
            rows_without_album_key=answer.rows_without_album_key,
            unknown_albums=answer.unknown_albums,
            acknowledged_albums=answer.acknowledged_albums,
        )

    def acknowledge(self, album_keys: Collection[str], *, acknowledged_by: str | None) -> list[str]:
        """Store that somebody leaves the photo rows of albums that SmugMug no longer has as they are.

        Args:
            album_keys: The albums.
            acknowledged_by: Who; None takes it back.

        Returns:
            Those of the keys that are acknowledged now.
        """
        payload = {"album_keys": sorted(album_keys), "acknowledged_by": acknowledged_by}
        return self._transport.call("albumsync_acknowledge", payload, list[str])

    def health(self, *, alert_over: int = 60) -> Health:
        """The figures of ``albumsync health``, in one call.

        Args:
            alert_over: Drift over which a waiting proposal counts as high.
        """
        return self._transport.call("albumsync_health", {"alert_over": alert_over}, Health)

    def enriched_since(
        self, after: tuple[datetime, str] | None, *, limit: int, quiet_seconds: int
    ) -> list[EnrichedAlbum]:
        """Albums whose enrichment is complete and newer than our last change of them, in the order of the cursor.

        Args:
            after: The cursor: time and key of the last album that was reported before; None reports all.
            limit: Albums at most.
            quiet_seconds: Albums whose rows were written within this time wait, because more may arrive.
        """
        payload: dict[str, Any] = {"limit": limit, "quiet_seconds": quiet_seconds}
        if after is not None:
            payload["after"] = {"at": after[0], "album_key": after[1]}
        return self._transport.call("albumsync_enriched_since", payload, list[EnrichedAlbum])

    # Facts about albums

    def check_enrichment_view(self) -> None:
        """Look whether the user's own view, where there is one, can be read by the service role.

        Raises:
            SupabaseRefused: It does not exist, has no column ``album_key``, or may not be read.
        """
        self._transport.call("albumsync_album_facts", self._own_view, dict[str, Any])

    def best_photos(self, album_keys: Collection[str]) -> frozenset[str]:
        """SmugMug's image keys of the best rated photos, one an album where its photo rows have a ``quality_score``.

        Args:
            album_keys: The albums.
        """
        return frozenset(self._transport.call("albumsync_best_photos", {"album_keys": sorted(album_keys)}, list[str]))

    def import_facts(self, facts: Sequence[AlbumFacts], *, source: str, imported_by: str) -> FactsImported:
        """Store what a file says of albums, in place of everything that it said before; one transaction.

        Args:
            facts: At most one an album.
            source: What to call the file.
            imported_by: Who imports it.
        """
        payload = {"facts": facts, "source": source, "imported_by": imported_by}
        return self._transport.call("albumsync_import_facts", payload, FactsImported)

    def albums_of_source(self, source: str) -> int:
        """Of how many albums something is stored that a file of this name said."""
        return self._transport.call("albumsync_albums_of_source", {"source": source}, int)

    def enrichment_counts(self) -> EnrichmentCounts:
        """How many albums are enriched, and by which sources."""
        return self._transport.call("albumsync_enrichment_counts", self._own_view, EnrichmentCounts)

    # Album keys of photo rows

    def backfill_keys(
        self, photos: Sequence[tuple[str, str]], *, overwrite: bool | Overwrite = False, dry_run: bool
    ) -> BackfillCounts:
        """Fill ``album_key`` of photo rows from SmugMug's own listings.

        Args:
            photos: Pairs of image key and album key. A photo with two different albums is not changed, and counted.
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
            answer = self._transport.call("albumsync_backfill_keys", payload, Filled)
            totals = {name: count + getattr(answer, name) for name, count in totals.items()}
        return BackfillCounts(asked=len(albums), ambiguous=len(albums) - len(sure), **totals)

    def album_key_counts(self) -> KeyCounts:
        """How many rows have an album key, and how many of the keys are none."""
        return self._transport.call("albumsync_album_key_counts", {}, KeyCounts)

    # The project

    def after_sync_owed(self, function: str) -> int | None:
        """Whether any run wrote photo rows since the user's own function last succeeded.

        Returns:
            The number of photo rows ever written, for ``after_sync_done``; None where no call is due.
        """
        debt = self._transport.call("albumsync_after_sync", {"function": function}, Owed)
        return debt.photo_rows if debt.owed else None

    def after_sync_is_callable(self, function: str) -> bool:
        """Whether the user's own function is in ``public``, needs no arguments, and may be called; it is not called.

        Args:
            function: Its name.
        """
        return self._transport.call("albumsync_after_sync", {"function": function}, Owed).callable

    def after_sync(self, function: str) -> None:
        """Call the user's own function, without arguments. It is never retried: it may not be idempotent.

        Args:
            function: Its name, for instance ``refresh_albums_summary``.
        """
        if not FUNCTION_NAME.fullmatch(function):
            raise SupabaseRefused(f"{function!r} is not the name of a function.", "Correct ALBUMSYNC_AFTER_SYNC.")
        self._transport.once(function, {})

    def after_sync_done(self, function: str, *, photo_rows: int) -> None:
        """Store that the user's own function has worked.

        Args:
            function: Its name.
            photo_rows: What ``after_sync_owed`` returned before the call. Rows written since need another call.
        """
        self._transport.call("albumsync_after_sync", {"function": function, "photo_rows": photo_rows}, Owed)

    def take_turns(self, turns: int, *, interval_seconds: float) -> float:
        """Take the next turns at SmugMug from the row that all processes of the account share.

        Args:
            turns: How many requests are about to start.
            interval_seconds: Between the start of one and of the next.

        Returns:
            Seconds until the first of them; the others follow at the interval.
        """
        payload = {"turns": turns, "interval_seconds": interval_seconds}
        return self._transport.call("albumsync_take_turns", payload, float)

    def missing_objects(self, *, migrated: bool = False) -> list[str]:
        """What this version needs and the server does not offer, in words; `albumsync migrate` adds it.

        Args:
            migrated: The database has just been migrated: what PostgREST does not know now, it has not read yet.

        Raises:
            SupabaseNotReady: With ``migrated`` only: PostgREST has not read the schema again.
        """
        try:
            return self._transport.call(
                "albumsync_missing_objects", {"functions": FUNCTIONS, "tables": TABLES}, list[str]
            )
        except SupabaseNotReady:
            if migrated:
                raise SupabaseNotReady(
                    "The database is migrated, but PostgREST has not reloaded its schema.",
                    "Run `notify pgrst, 'reload schema';` in the SQL editor, or restart the project (Project Settings);"
                    " SUPABASE_URL and ALBUMSYNC_DATABASE_URL have to be of the same project.",
                ) from None
            return [*(f"table {name}" for name in TABLES), *(f"function {name}" for name in FUNCTIONS)]

    def _paged(
        self,
        function: str,
        album_keys: Collection[str] | None,
        kind: type[list[_Item]],
        key: Callable[[_Item], str],
    ) -> Iterator[_Item]:
        more = {"limit": PIECE} | self._own_view
        if album_keys is not None:
            for piece in _pieces(sorted(set(album_keys)), PIECE):
                yield from self._transport.call(function, {"album_keys": piece} | more, kind)
            return
        page: list[_Item] = []
        while True:
            after = {"after": key(page[-1])} if page else {}
            page = self._transport.call(function, more | after, kind)
            yield from page
            if len(page) < PIECE:
                return


def _pieces(items: Sequence[_Item], size: int) -> Iterator[Sequence[_Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _as_just_read(albums: Sequence[Album]) -> dict[str, Any]:
    return {"albums": albums, "listed_at": datetime.now(UTC), "own_change": True}
