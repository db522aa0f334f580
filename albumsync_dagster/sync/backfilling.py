"""Album keys of photo rows, filled from SmugMug's own listings.

SmugMug's addresses contain no album key, so the only source is the list of photos of each album. A photo collected into
several albums belongs to the one where it was uploaded (its ``Origin`` there is ``Album``); where the account has no
such album the row stays as it is and is reported.

**Requests.** A listing costs one request for every 500 photos, and several albums are listed at the same time. An album
with as many keyed rows as photos is not listed, and no album is listed once every row has the key of an album. The
result of an album is written before the next ones are listed, and albums without a keyed row come first: a later run
continues where an interrupted one stopped.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from itertools import islice
from typing import Final

from albumsync_dagster.exit_codes import ExitCode
from albumsync_dagster.naming import Album
from albumsync_dagster.smugmug import Photo, SmugMugLocked, SmugMugNotFound
from albumsync_dagster.supabase import BackfillCounts, KeyCounts, Overwrite
from albumsync_dagster.sync.reading import Progress, ReadFailure, read_listing
from albumsync_dagster.sync.values import Run, Systems

THREADS: Final = 4
"""Albums listed at the same time. An answer takes about half a second, the usual pace is five requests a second."""

PHOTOS_AT_ONCE: Final = 2_000
"""Photos after which what was listed is written; so much at most is listed again after a crash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackfillReport:
    """What a backfill found and did; in a dry run ``after`` equals ``before``."""

    dry_run: bool
    albums: int
    """Albums whose photos were listed."""
    not_needed: int
    """Albums whose photos were not listed, because they could fill nothing."""
    before: KeyCounts
    after: KeyCounts
    counts: BackfillCounts
    collected_only: tuple[str, ...]
    """Image keys that are shown in the albums that were listed but were uploaded to none of them."""
    failures: tuple[ReadFailure, ...]

    @property
    def exit_code(self) -> ExitCode:
        """Whether every album could be listed, and whether rows are left without a key that names an album."""
        if self.failures:
            return ExitCode.UNFINISHED
        return ExitCode.DIFFERS if self.after.without_key or self.after.unknown_key else ExitCode.DONE


def backfill_keys(
    systems: Systems,
    run: Run,
    *,
    overwrite: Overwrite = Overwrite.NOTHING,
    dry_run: bool = False,
    progress: Progress = lambda done, due: None,
) -> BackfillReport:
    """Fill ``album_key`` of photo rows.

    Args:
        systems: Both sides.
        run: Who fills.
        overwrite: Which keys that are there may be replaced. With all of them every album is listed.
        dry_run: Count only; nothing is written, the list of albums is not recorded either.
        progress: Called after each album.

    Raises:
        SmugMugError: SmugMug cannot be reached, or a listing could not be read whole. What was filled before stays,
            and the next run continues from there.
    """
    albums = systems.smugmug.albums() if dry_run else read_listing(systems, run)[1]
    before = systems.supabase.album_key_counts()
    due = _worth_listing(systems, albums, before, overwrite)
    told = _Progress()
    failures: list[ReadFailure] = []
    listed = 0
    for done, (album, photos) in enumerate(_listings(systems, due), start=1):
        if isinstance(photos, ReadFailure):
            failures.append(photos)
        else:
            listed += 1
            told.add(album, photos)
        progress(done, len(due))
        if len(told.unwritten) >= PHOTOS_AT_ONCE or done == len(due):
            told.write(systems, overwrite=overwrite, dry_run=dry_run)
            if overwrite is not Overwrite.ALL and told.changed >= _rows_to_fill(before):
                break
    return BackfillReport(
        dry_run=dry_run,
        albums=listed,
        not_needed=len(albums) - listed - len(failures),
        before=before,
        after=before if dry_run else systems.supabase.album_key_counts(),
        counts=told.counts,
        collected_only=tuple(sorted(told.shown - told.album_of.keys())),
        failures=tuple(failures),
    )


def _rows_to_fill(counts: KeyCounts) -> int:
    return counts.without_key + counts.unknown_key


def _worth_listing(
    systems: Systems, albums: Sequence[Album], before: KeyCounts, overwrite: Overwrite
) -> Sequence[Album]:
    """The albums that may tell of a row to fill, those that have the fewest rows already first."""
    with_photos = [album for album in albums if album.image_count != 0]
    if overwrite is Overwrite.ALL:
        return with_photos
    if not _rows_to_fill(before):
        return ()
    states = systems.supabase.states([album.album_key for album in with_photos])
    rows = {state.album.album_key: state.rows.total for state in states}
    missing = [album for album in with_photos if rows.get(album.album_key, 0) != album.image_count]
    return sorted(missing, key=lambda album: rows.get(album.album_key, 0) / (album.image_count or 1))


def _listings(systems: Systems, albums: Sequence[Album]) -> Iterator[tuple[Album, list[Photo] | ReadFailure]]:
    """The photos of each album, in the order given, a few albums ahead of what is asked for."""
    executor = ThreadPoolExecutor(THREADS, thread_name_prefix="listing")
    try:
        waiting = iter(albums)
        running: deque[tuple[Album, Future[list[Photo] | ReadFailure]]] = deque()
        while True:
            for album in islice(waiting, 2 * THREADS - len(running)):
                running.append((album, executor.submit(_listing, systems, album)))
            if not running:
                return
            album, listing = running.popleft()
            yield album, listing.result()
    finally:
        executor.shutdown(cancel_futures=True)


def _listing(systems: Systems, album: Album) -> list[Photo] | ReadFailure:
    try:
        return [photo for page in systems.smugmug.photos(album.album_key) for photo in page]
    except (SmugMugLocked, SmugMugNotFound) as error:
        # One album that hides or is gone says nothing about the others; anything else stops the whole.
        return ReadFailure(album=album, error=error)


class _Progress:
    """What was read from SmugMug so far, and the result of writing it."""

    def __init__(self) -> None:
        self.album_of: dict[str, str] = {}
        """Image key -> the album that it was uploaded to."""
        self.shown: set[str] = set()
        """Image keys that an album only shows."""
        self.unwritten: dict[str, str] = {}
        self.counts = BackfillCounts(asked=0, ambiguous=0, matched=0, filled=0, repaired=0, right=0, kept=0)

    @property
    def changed(self) -> int:
        """Rows that got a key."""
        return self.counts.filled + self.counts.repaired

    def add(self, album: Album, photos: Sequence[Photo]) -> None:
        for photo in photos:
            if photo.collected:
                self.shown.add(photo.image_key)
            elif self.album_of.setdefault(photo.image_key, album.album_key) == album.album_key:
                self.unwritten[photo.image_key] = album.album_key
            elif self.unwritten.pop(photo.image_key, None):
                # The photo moved while the albums were listed, and its album is uncertain: its row is not changed.
                self.counts = replace(self.counts, asked=self.counts.asked + 1, ambiguous=self.counts.ambiguous + 1)

    def write(self, systems: Systems, *, overwrite: Overwrite, dry_run: bool) -> None:
        more = systems.supabase.backfill_keys(list(self.unwritten.items()), overwrite=overwrite, dry_run=dry_run)
        self.counts = BackfillCounts(
            **{each.name: getattr(self.counts, each.name) + getattr(more, each.name) for each in fields(more)}
        )
        self.unwritten.clear()
