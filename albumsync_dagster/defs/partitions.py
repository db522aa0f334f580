"""Albums as partitions: how a key is made, and which keys are new. Pure.

A bare AlbumKey is stable and unreadable, a name is readable and changes. A partition is therefore
``<slug of the first name seen>:<AlbumKey>``, for instance ``norway-2019:SJT3DX``: the album is what stands after the
last colon, and an album that is known keeps its partition when it is renamed.
"""

import re
import unicodedata
from collections.abc import Iterable

import dagster as dg

from albumsync_dagster.naming import Album

MAX_ALBUMS_A_RUN = 25
"""Albums in one run of a selection, and in one step of a sync: about ten seconds at SmugMug's usual pace."""

BATCHES = dg.BackfillPolicy.multi_run(max_partitions_per_run=MAX_ALBUMS_A_RUN)
"""Neighbouring albums of a selection share a run. Without it every album is a run of about two seconds."""

_MAX_SLUG = 40


def partition_of(album: Album) -> str:
    """The partition of an album that has none yet."""
    ascii_name = unicodedata.normalize("NFKD", album.name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_name.lower())[:_MAX_SLUG].strip("-")
    return f"{slug or 'album'}:{album.album_key}"


def album_key(partition: str) -> str:
    """The AlbumKey in a partition; an AlbumKey alone is returned as it is."""
    return partition.rpartition(":")[2]


def new_partitions(listed: Iterable[Album], known: Iterable[str]) -> list[str]:
    """Partitions to be added for the albums that have none, sorted and without duplicates; none for site files.

    Nothing is ever to be removed: deleting a partition fails the runs that use it, and a list of albums that came
    back short is not a deletion.
    """
    known_albums = {album_key(partition) for partition in known}
    new = {each.album_key: partition_of(each) for each in listed if not each.system}
    return sorted(partition for key, partition in new.items() if key not in known_albums)


def partitions_by_album(known: Iterable[str]) -> dict[str, str]:
    """AlbumKey -> partition."""
    return {album_key(partition): partition for partition in known}
