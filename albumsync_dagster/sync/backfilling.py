"""Album keys of photo rows, filled from SmugMug's own listings.

SmugMug's addresses hold no album key, so the only source is which photos each album lists. A photo collected into
several albums belongs to the one where it was uploaded (its ``Origin`` there is ``Album``); where the account has no
such album the row stays as it is and is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from albumsync_dagster.naming import Album
from albumsync_dagster.smugmug import SmugMugLocked, SmugMugNotFound
from albumsync_dagster.supabase import BackfillCounts, KeyCounts, Overwrite
from albumsync_dagster.sync.reading import Progress, ReadFailure, read_listing
from albumsync_dagster.sync.values import Run, Systems


@dataclass(frozen=True, slots=True, kw_only=True)
class BackfillReport:
    """What a backfill found and did; in a dry run ``after`` equals ``before``."""

    dry_run: bool
    albums: int
    """Albums whose photos were listed."""
    before: KeyCounts
    after: KeyCounts
    counts: BackfillCounts
    collected_only: tuple[str, ...]
    """Image keys that are shown in albums of the account but were uploaded to none of them."""
    failures: tuple[ReadFailure, ...]

    @property
    def exit_code(self) -> int:
        """1 where an album could not be listed, 3 where rows are left without a key that names an album, else 0."""
        if self.failures:
            return 1
        return 3 if self.after.without_key or self.after.unknown_key else 0


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
        overwrite: Which keys that are there may be replaced.
        dry_run: Count only; nothing is written, the list of albums is not recorded either.
        progress: Told after each album.

    Raises:
        SmugMugError: SmugMug can not be reached, or a listing could not be read whole: then nothing was filled.
    """
    albums = systems.smugmug.albums() if dry_run else read_listing(systems, run)[1]
    before = systems.supabase.album_key_counts()
    owned, shown, failures = _photos_of(systems, albums, progress)
    counts = systems.supabase.backfill_keys(sorted(owned), overwrite=overwrite, dry_run=dry_run)
    return BackfillReport(
        dry_run=dry_run,
        albums=len(albums) - len(failures),
        before=before,
        after=before if dry_run else systems.supabase.album_key_counts(),
        counts=counts,
        collected_only=tuple(sorted(shown - {image_key for image_key, _ in owned})),
        failures=failures,
    )


def _photos_of(
    systems: Systems, albums: Sequence[Album], progress: Progress
) -> tuple[set[tuple[str, str]], set[str], tuple[ReadFailure, ...]]:
    """Pairs of image key and the album it was uploaded to, image keys that are only shown, albums not readable."""
    owned: set[tuple[str, str]] = set()
    shown: set[str] = set()
    failures: list[ReadFailure] = []
    for done, album in enumerate(albums, start=1):
        try:
            for page in systems.smugmug.photos(album.album_key) if album.image_count != 0 else ():
                owned.update((photo.image_key, album.album_key) for photo in page if not photo.collected)
                shown.update(photo.image_key for photo in page if photo.collected)
        except (SmugMugLocked, SmugMugNotFound) as error:
            # One album that hides or is gone says nothing about the others; anything else stops the whole.
            failures.append(ReadFailure(album=album, error=error))
        progress(done, len(albums))
    return owned, shown, tuple(failures)
