"""Which figures of a gallery's health somebody should look at. Pure."""

from __future__ import annotations

from albumsync_dagster.supabase import Health


def alerts(health: Health) -> tuple[str, ...]:
    """A sentence, with what to do, for every figure that is not as it should be; the worst come first."""
    told = (
        (health.conflicts, "Albums that somebody else renamed meanwhile", "albumsync history --status conflict"),
        (health.failed_changes, "Albums that could not be renamed", "albumsync history --status failed"),
        (health.open_changes, "Changes that are not finished", "albumsync apply"),
        (health.albums_out_of_step, "Albums with photo rows under another name than SmugMug's", "albumsync heal"),
        (health.incomplete_reads_last_day, "Incomplete reads of SmugMug within a day", "albumsync pull"),
        (health.photos_without_album_key, "Photo rows without album key", "albumsync backfill-keys"),
        (health.photos_of_unknown_albums, "Photo rows of albums that SmugMug does not list", "albumsync backfill-keys"),
        (health.high_drift, "Albums far from their canonical name, waiting for a person", "albumsync plan"),
        (health.verification_stale, "Albums last verified more than 7 days ago", "albumsync verify"),
        (health.never_verified, "Albums that were never verified", "albumsync verify"),
    )
    return tuple(f"{what}: {count:,} ({command})." for count, what, command in told if count)
