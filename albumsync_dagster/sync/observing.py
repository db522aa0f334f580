"""The one observer: every reader of SmugMug's names passes them to it, and it classifies and stores them.

What a name is, the database decides in one transaction from the last reading and the journal: the same name, a name
that a change of ours gave, the first reading of an album, or a name that somebody else chose. Not here: what follows
from that for a proposal (``naming``), or how a list proves itself complete (``smugmug``).

A reading takes time, and a change of ours may be carried out and stored while it is on its way. Such a reading is older
than what is stored, and its name would look like somebody's rename. So a name that nothing of ours explains is stored
only after the album was read once more, and only if the stored name is still the one it was compared with. Whoever
compares the database with SmugMug goes on with the later reading.

A list may lack an album, although its pages add up: one that was deleted and one that was added while it was read
make the pages shift, and a server in trouble announces an empty account. So an album that is known and not listed is
asked for by its key before it counts as deleted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from albumsync_dagster.naming import Album
from albumsync_dagster.supabase import ListingRecorded, NameToken
from albumsync_dagster.sync.values import Systems

CONFIRMATIONS = 3
"""Readings of an album whose stored name changed each time; after these the next run of any command continues."""


def observe(systems: Systems, albums: Sequence[Album]) -> dict[str, Album]:
    """Store these albums as just read.

    Returns:
        By key, each as it was read last. An album that was gone when it was read once more is left out.

    Raises:
        SmugMugError: An album whose name changed could not be read once more.
        SupabaseError: Nothing was stored.
    """
    return _confirm(systems, albums, systems.supabase.refresh_albums(albums)) if albums else {}


def observe_account(
    systems: Systems, albums: Sequence[Album], *, listed_at: datetime
) -> tuple[ListingRecorded, dict[str, Album]]:
    """Store a complete listing of the account.

    Returns:
        What it changed, and the albums by key, each as it was read last.

    Raises:
        SmugMugError: An album whose name changed, or that the list lacks, could not be read once more.
        SupabaseError: The listing was not stored whole.
    """
    gone: set[str] = set()
    recorded = systems.supabase.record_listing(albums, listed_at=listed_at)
    for _ in range(CONFIRMATIONS):
        if not recorded.vanished:
            break
        alive = systems.smugmug.albums_left(recorded.vanished)
        albums = [*albums, *alive.values()]
        gone |= {*recorded.vanished} - alive.keys()
        recorded = systems.supabase.record_listing(albums, listed_at=listed_at, gone=gone)
    latest = _confirm(systems, albums, recorded.unconfirmed)
    changed = sorted({*recorded.changed, *recorded.unconfirmed})
    return replace(recorded, changed=tuple(changed)), latest


def _confirm(systems: Systems, albums: Sequence[Album], unconfirmed: Mapping[str, NameToken]) -> dict[str, Album]:
    latest = {album.album_key: album for album in albums}
    for _ in range(CONFIRMATIONS):
        if not unconfirmed:
            break
        fresh = systems.smugmug.albums_by_key(sorted(unconfirmed))
        # An album that is gone by now has no name to store.
        latest = {key: fresh.get(key, album) for key, album in latest.items() if key in fresh or key not in unconfirmed}
        unconfirmed = systems.supabase.refresh_albums(list(fresh.values()), confirm=unconfirmed)
    return latest
