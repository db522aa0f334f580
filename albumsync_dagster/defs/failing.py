"""How a failure reaches the web UI: one sentence and its fix, not a traceback of ours.

Retries belong to the clients, which know what may be sent again. A step that failed is not retried here, and a run is
retried only where its worker died (``deploy/dagster.yaml``).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import dagster as dg

from albumsync_dagster.errors import AlbumSyncError

RETRY_ALL_STEPS = {"dagster/retry_strategy": "ALL_STEPS"}
"""Run tags of jobs. A run whose worker died is begun anew: recovery judges by what both sides say, and what the steps
had handed to each other may lie on a machine that is gone."""


@contextmanager
def as_dagster_failure() -> Iterator[None]:
    """Turn what albumsync itself says about a failure into a ``Failure`` of the step."""
    try:
        yield
    except AlbumSyncError as error:
        raise dg.Failure(description=str(error), allow_retries=False) from None


def failed_albums(album_keys: Sequence[str]) -> dict[str, dg.MetadataValue]:
    """Which albums a failure is about, for the alerts: part of its metadata."""
    return {FAILED_ALBUMS: dg.MetadataValue.json(sorted(album_keys))}


FAILED_ALBUMS = "failed_albums"

AFTER_SYNC = "after_sync_error"
"""In the metadata of a failure: the user's own function failed after the sync. The albums are reported apart."""
