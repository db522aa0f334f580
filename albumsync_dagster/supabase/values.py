"""The state of the database as values: an album, its photo rows, its journal.

Here: frozen data. Not here: SQL (``migrations/``), HTTP (``client``), decisions (``naming``, ``sync``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from albumsync_dagster.naming import Album, CaptureDays, Enrichment, PhotoFacts
from albumsync_dagster.supabase.decisions import NamedByAPerson, StoredWord

FUNCTION_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*")
"""What the user's own function may be called: a name in SQL that needs no quotes, without a schema."""


class ChangeStatus(StrEnum):
    """The state of one journaled change; docs/reliability.md draws the transitions."""

    PLANNED = "planned"
    """In the journal; the name may or may not have been sent to SmugMug."""
    RENAMED = "renamed"
    """SmugMug has the new name (its echo or a read said so); photo rows may still be old."""
    DONE = "done"
    """Every photo row carries the new name."""
    VERIFIED = "verified"
    """Both sides were read after the change and agree."""
    CONFLICT = "conflict"
    """SmugMug had a third name: nothing was written."""
    ABANDONED = "abandoned"
    """Closed with SmugMug still at the old name: nothing was written."""
    FAILED = "failed"
    """Closed because SmugMug refused it for good: nothing was written."""
    IMPORTED = "imported"
    """A line of another tool, kept as it was found: it tells former names and is never taken back."""

    @property
    def is_open(self) -> bool:
        """True while recovery has something to do; the database allows one open change an album."""
        return self in (ChangeStatus.PLANNED, ChangeStatus.RENAMED)


class Reason(StrEnum):
    """Why a change was made."""

    DRIFT = "drift"
    """The canonical name."""
    DECISION = "decision"
    """A name that a person accepted or chose."""
    UNDO = "undo"
    HEAL = "heal"
    """The rows follow SmugMug; SmugMug itself is not written."""
    RESTORE = "restore"
    """Undo of a heal: the rows go back to what the heal found; SmugMug itself is not written."""
    IMPORTED = "imported"
    """Unknown: a line of another tool."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewChange:
    """A change that is about to be journaled."""

    album_key: str
    old_name: str | None
    """None only where a heal starts from rows that have no name."""
    new_name: str
    reason: Reason
    drift: int | None = None
    undoes: str | None = None
    """Id of the newest change that this one takes back."""
    old_description: str | None = None
    new_description: str | None = None
    """None leaves SmugMug's description alone."""
    fingerprint: str | None = None
    """Of the state that the change was planned on: it is opened only where the album is still in that state. None for
    a change that rests on nothing stored."""
    word_id: str | None = None
    """Id of the person's decision that the plan took into account. Checked together with ``fingerprint``."""
    changed_by: str | None = None
    """The person whose decision this change executes; None where no decision asked for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A line of the journal, ``album_name_changes``."""

    id: str
    album_key: str
    old_name: str | None
    new_name: str
    reason: Reason
    drift: int | None
    undoes: str | None
    old_description: str | None
    new_description: str | None
    sequence: int
    """Grows with every line: the order of the journal even where time stamps tie."""
    changed_at: datetime
    changed_by: str
    run_id: str
    status: ChangeStatus
    error: str | None
    photo_rows: int
    """Rows written so far."""
    verified_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnattendedLimit:
    """More renames for drift than ``albums`` and than ``share`` of the account are too many for unattended runs."""

    albums: int
    share: float
    """Of the albums of the account, 0 to 1."""
    since: datetime
    """From when on the renames of all unattended runs are added up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OverLimit:
    """Renames that would be too many for unattended runs: none of them was journaled."""

    album_keys: tuple[str, ...]
    recent: int
    """Further albums that unattended runs renamed since the limit counts."""
    account: int
    """Albums of the whole account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Journaled:
    """The answer to journaling: what was opened, and what was not, for one of four reasons."""

    opened: tuple[Change, ...]
    refused: tuple[Change, ...]
    """The other runs' open changes that stood in the way, one an album that was refused."""
    changed: Mapping[str, AlbumState | None]
    """Albums that are not as they were when their change was planned, by key; None where it is not known any more."""
    taken: Mapping[str, str] = field(default_factory=dict)
    """Albums whose new name another album has and keeps, by key, with the key of that one."""
    over_limit: OverLimit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What SmugMug's side of a change came to: ``renamed``, ``conflict``, ``abandoned`` or ``failed``.

    ``renamed`` is also accepted for a change that another run closed meanwhile, because the caller saw
    SmugMug's echo carry the new name: evidence outranks an older verdict. The other verdicts close a change that is
    open, in ``renamed`` too: SmugMug had the new name and no longer has it.
    """

    change_id: str
    status: ChangeStatus
    error: str | None = None
    seen: ChangeStatus | None = None
    """The status in which the caller saw the change. Where another run has moved it since, the verdict is stale and
    is left out; None accepts it all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsWritten:
    """How far the photo rows of one change are."""

    change_id: str
    written: int
    """Rows written by this call."""
    left: int
    """Rows that still differ; 0 moves the change to ``done``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowNames:
    """Which names the photo rows of an album carry."""

    total: int = 0
    missing: int = 0
    """Rows whose name is NULL."""
    names: Mapping[str, int] = field(default_factory=dict)
    """The most common names, at most five, with their number of rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Namesakes:
    """Albums that have or could get one of some names, and the account that they are of."""

    albums: int
    """Albums of the whole account."""
    listed_at: datetime | None
    keys: tuple[str, ...]
    """Sorted. A superset of the albums that have one of the names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endings:
    """The names of an account that end in a month and a day, as an earlier tool may have appended them."""

    albums: int
    """Albums of the whole account."""
    names: tuple[tuple[str, CaptureDays | None], ...]
    """Name and capture days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlbumState:
    """Everything that is stored of one album; one call reads it for thousands."""

    album: Album
    capture: CaptureDays | None
    captured_as_of: datetime | None
    captured_stamps: tuple[int | None, str | None, str | None] | None
    """(image_count, last_updated, images_last_updated) of the album when its photos were last read."""
    enrichments: tuple[Enrichment, ...]
    """Facts about the album from every source, in the order of precedence: ``album_enrichment``, the user's own view,
    imported files, offers of a schedule."""
    photo_facts: PhotoFacts | None
    """Counts over its photo rows, with values as they are stored; None where it has no rows."""
    word: StoredWord | None
    """The newest decision of a person, unless it was withdrawn."""
    named: NamedByAPerson | None
    """Set where a person chose the present name since the first reading, and did not withdraw that."""
    refused: tuple[str, ...]
    """Names that SmugMug refused or altered."""
    rows: RowNames
    rows_differing: int
    """Photo rows that do not carry the album's name, of all of them."""
    former_names: tuple[str, ...]
    taken_back: tuple[str, ...]
    """Names that we gave and an undo took back, so far as no later change gave them again."""
    fingerprint: str
    """Another one whenever the name, the capture days, the rows, the enrichment or what the journal says of given names
    is another. A person's decision is compared by its id."""
    listed_at: datetime
    verified_at: datetime | None
    missing_since: datetime | None = None
    """The first complete listing that no longer showed this album; None for an album that is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameToken:
    """The stored name of an album and its place in the journal: both change with every name that is stored."""

    name: str
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingRecorded:
    """What a complete listing of the account changed in ``smugmug_albums``."""

    albums: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    missing: tuple[str, ...]
    """Albums that SmugMug no longer has. They are kept."""
    vanished: tuple[str, ...] = ()
    """Known albums that this listing did not show. A list may lack an album, so SmugMug is asked for them first."""
    unconfirmed: Mapping[str, NameToken] = field(default_factory=dict)
    """Albums that were read with a name which neither the last reading nor a change of ours explains, by key. Nothing
    was stored of them: the reading may be older than what is stored, so the album is read once more first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCheck:
    """One album's rows compared with the name that SmugMug has."""

    album_key: str
    total: int
    differing: int
    """Rows whose name is another one or NULL."""
    rows: RowNames


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """All photo rows against all names of SmugMug, from one statement."""

    checks: tuple[RowCheck, ...]
    """One for every album asked about, in the order asked."""
    rows_without_album_key: int
    unknown_albums: Mapping[str, int]
    """Album keys in the rows that were not asked about, with their number of rows (empty when only some were asked)."""
    acknowledged_albums: Mapping[str, int] = field(default_factory=dict)
    """Those of them whose rows somebody decided to leave as they are; ``unknown_albums`` has the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryFilter:
    """Which lines of the journal; every field that is set must match. Newest first."""

    change_id: str | None = None
    run_id: str | None = None
    album_keys: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    statuses: tuple[ChangeStatus, ...] = ()
    limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The figures of `albumsync health`. Albums are those of the newest listing, the site files included."""

    at: datetime
    listed_at: datetime | None
    """The newest complete listing of the account."""
    albums: int
    albums_missing: int
    """Known albums that SmugMug no longer has."""
    photos: int
    """Rows of ``photo_metadata``; every figure of photos below is part of it."""
    photos_without_album_key: int
    photos_of_unknown_albums: int
    """Rows whose album key is no album that was ever listed."""
    photos_acknowledged: int
    """Rows of albums that SmugMug no longer has, which somebody decided to leave as they are."""
    photos_without_name: int
    """Rows that have an album key and no name."""
    albums_without_name: int
    """Albums with such rows."""
    albums_with_mixed_names: int
    """Albums whose rows carry more than one name; no name counts as one."""
    albums_out_of_step: int
    """Albums with rows that do not carry the name SmugMug had when it was last read."""
    albums_without_photos: int
    """Albums without a single row."""
    open_changes: int
    failed_changes: int
    """Albums whose newest change failed."""
    conflicts: int
    """Albums whose newest change ended in conflict."""
    changes_last_day: int
    proposals: Mapping[str, int]
    """Decision, or ``unplanned``, -> number of albums; the sum is ``albums``."""
    high_drift: int
    """Proposals over the alert threshold that still wait, for the machine or for a person."""
    verified_last_day: int
    verification_stale: int
    """Albums last verified more than 7 days ago. What goes stale is the verification, not a name that needs none."""
    never_verified: int
    incomplete_reads_last_day: int


class Overwrite(StrEnum):
    """Which album keys that are already there a backfill may replace."""

    NOTHING = "nothing"
    DAMAGED = "damaged"
    """Keys that name no album SmugMug ever listed: image keys and addresses that earlier tools stored."""
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyCounts:
    """The state of ``album_key`` in the photo rows; all figures are rows."""

    photos: int
    without_key: int
    unknown_key: int
    """Keys that name no album SmugMug ever listed; the next two are part of it."""
    image_key_in_it: int
    address_in_it: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BackfillCounts:
    """What a backfill did, or, dry, would do."""

    asked: int
    """Photos whose album SmugMug listed."""
    ambiguous: int
    """Photos that SmugMug listed as uploaded to more than one album: their rows are not changed."""
    matched: int
    """Photos that have a row."""
    filled: int
    """Rows that had no album key."""
    repaired: int
    """Rows whose album key was replaced."""
    right: int
    """Rows that had it already."""
    kept: int
    """Rows that have another album key, which was not to be replaced."""

    @property
    def unmatched(self) -> int:
        """Photos in SmugMug that have no row here."""
        return self.asked - self.ambiguous - self.matched


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrichedAlbum:
    """An album whose enrichment is complete; the pair (at, album_key) is the sensor's cursor."""

    album_key: str
    at: datetime
    """The last thing that happened to its rows or its enrichment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlbumFacts:
    """What a file says of one album; None where it says nothing."""

    album_key: str
    home_team: str | None = None
    away_team: str | None = None
    event_name: str | None = None
    sport_type: str | None = None
    category: str | None = None
    level: str | None = None
    offered: bool = False
    """Only the day matches this event of a schedule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsImported:
    """What an import of a file changed in ``album_facts``. Figures are albums."""

    stored: int
    """New, or other than before."""
    unchanged: int
    removed: int
    """Of which this file said something before, and says nothing now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCounts:
    """One source of facts about albums of the account."""

    albums: int
    """Albums for which this source has facts; for ``photo_metadata`` those with an enriched row."""
    offered: int
    """Those of them that it only offers."""
    newest: datetime | None
    """The newest ``completed_at``, import or ``enriched_at``; None where the source has no times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrichmentCounts:
    """How far the enrichment of the account is. Each album of the newest listing is in one of the three counts."""

    complete: int
    """All photo rows are enriched, or a source says ``completed_at``."""
    partial: int
    """At least one row is enriched, or a source has facts."""
    without: int
    newest: datetime | None
    sources: Mapping[str, SourceCounts]
