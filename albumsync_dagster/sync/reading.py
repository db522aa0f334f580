"""Reading the SmugMug account into the database: the list always, photos only where something moved.

Not here: how a listing proves itself complete (``smugmug``), what the days mean for a name (``naming``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from albumsync_dagster.exit_codes import ExitCode
from albumsync_dagster.naming import Album
from albumsync_dagster.smugmug import CaptureRead, SmugMugError, SmugMugIncomplete, SmugMugLocked, needs_capture_read
from albumsync_dagster.supabase import AlbumState, ListingRecorded
from albumsync_dagster.sync.errors import UnknownAlbum
from albumsync_dagster.sync.observing import observe_account
from albumsync_dagster.sync.values import Run, Systems

CAPTURES_A_CALL = 50
"""Albums whose small pictures are asked for, and whose capture days are handed over, in one call: a crash loses the
reading of that many at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFailure:
    """An album whose photos could not be read whole."""

    album: Album
    error: SmugMugError


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotosRead:
    """The result of reading the photos of some albums."""

    due: int
    """Albums whose photos had to be read."""
    read: tuple[str, ...]
    """Keys of the albums that were read whole and recorded."""
    photos: int
    undated: int
    failures: tuple[ReadFailure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PullReport:
    """What a pull read."""

    listing: ListingRecorded
    albums: int
    photos: PhotosRead

    @property
    def exit_code(self) -> ExitCode:
        """Whether every album could be read whole."""
        return ExitCode.UNFINISHED if self.photos.failures else ExitCode.DONE


Progress = Callable[[int, int], None]
"""Called with (albums read, albums to read)."""


def pull(
    systems: Systems,
    run: Run,
    *,
    full: bool = False,
    reread_days: int = 30,
    album_keys: Sequence[str] | None = None,
    progress: Progress = lambda done, due: None,
) -> PullReport:
    """Bring ``smugmug_albums`` up to date: the complete list, and the capture days of albums that changed.

    Args:
        systems: Both sides.
        run: Who reads, and the time that is recorded.
        full: Read the photos of every album.
        reread_days: Age in days after which photos are read again although no stamp moved.
        album_keys: Read the photos of these albums only; the list is always read whole.
        progress: Called after each album.

    Raises:
        SmugMugIncomplete: The list could not be read whole; recorded as an incomplete read.
        SmugMugError: SmugMug could not be reached, or refused the credentials.
        UnknownAlbum: The list, which is stored by then, does not have one of ``album_keys``.
    """
    listing, albums = read_listing(systems, run)
    wanted = None if album_keys is None else set(album_keys)
    if unknown := sorted((wanted or set()) - {album.album_key for album in albums}):
        raise UnknownAlbum(unknown)
    photos = read_photos(
        systems,
        run,
        [album for album in albums if wanted is None or album.album_key in wanted],
        full=full,
        reread_days=reread_days,
        progress=progress,
    )
    return PullReport(listing=listing, albums=len(albums), photos=photos)


def read_photos(
    systems: Systems,
    run: Run,
    albums: Sequence[Album],
    *,
    full: bool = False,
    reread_days: int = 30,
    progress: Progress = lambda done, due: None,
) -> PhotosRead:
    """Read and record the capture days of those of these albums that changed since they were read last.

    With them go the addresses of three small pictures. An album whose pictures cannot be had is recorded without.

    Args:
        systems: Both sides.
        run: Who reads, and the time that is recorded.
        albums: The albums as SmugMug has them now.
        full: Read them all, changed or not.
        reread_days: Age in days after which photos are read again although no stamp moved.
        progress: Called after each album.

    Raises:
        SmugMugError: SmugMug could not be reached, or refused the credentials.
    """
    states = {state.album.album_key: state for state in systems.supabase.states([album.album_key for album in albums])}
    due = [
        album
        for album in albums
        if not album.system and _is_due(album, states.get(album.album_key), run, full=full, reread_days=reread_days)
    ]
    photos = undated = 0
    read: list[str] = []
    failures: list[ReadFailure] = []
    ready: list[tuple[Album, CaptureRead]] = []
    for done, (album, outcome) in enumerate(systems.smugmug.capture_days_of(due), start=1):
        if isinstance(outcome, SmugMugError):
            failures.append(ReadFailure(album=album, error=outcome))
            if isinstance(outcome, SmugMugIncomplete):
                _record_incomplete(systems, run, f"photos of {album.album_key}", outcome)
            elif isinstance(outcome, SmugMugLocked):
                # The owner cannot read the album either: `health` shows it.
                systems.supabase.record_incomplete_read(
                    f"photos of {album.album_key}",
                    expected=album.image_count or 0,
                    got=0,
                    detail=outcome.sentence,
                    run_id=run.id,
                )
        else:
            photos += outcome.capture.total
            undated += outcome.capture.undated
            ready.append((album, outcome))
            read.append(album.album_key)
        if len(ready) >= CAPTURES_A_CALL:
            _record_capture(systems, run, ready)
            ready = []
        progress(done, len(due))
    if ready:
        _record_capture(systems, run, ready)
    return PhotosRead(due=len(due), read=tuple(read), photos=photos, undated=undated, failures=tuple(failures))


def read_listing(systems: Systems, run: Run) -> tuple[ListingRecorded, list[Album]]:
    """Read the complete list of albums and record it.

    Raises:
        SmugMugIncomplete: The list could not be read whole; recorded as an incomplete read, nothing else is.
    """
    try:
        albums = systems.smugmug.albums()
    except SmugMugIncomplete as incomplete:
        _record_incomplete(systems, run, "list of albums", incomplete)
        raise
    recorded, latest = observe_account(systems, albums, listed_at=run.started_at)
    return recorded, list(latest.values())


def _record_capture(systems: Systems, run: Run, ready: Sequence[tuple[Album, CaptureRead]]) -> None:
    albums = [album for album, _ in ready]
    best = systems.supabase.best_photos([album.album_key for album in albums])
    captures = systems.smugmug.with_thumbnails([read for _, read in ready], best)
    systems.supabase.record_capture(list(zip(albums, captures, strict=True)), as_of=run.started_at)


def _record_incomplete(systems: Systems, run: Run, what: str, incomplete: SmugMugIncomplete) -> None:
    systems.supabase.record_incomplete_read(
        what, expected=incomplete.expected, got=incomplete.got, detail=incomplete.sentence, run_id=run.id
    )


def _is_due(album: Album, state: AlbumState | None, run: Run, *, full: bool, reread_days: int) -> bool:
    reason = needs_capture_read(
        album,
        stamps=state.captured_stamps if state else None,
        as_of=state.captured_as_of if state else None,
        now=run.started_at,
        max_age_days=reread_days,
        full=full,
    )
    return reason is not None
