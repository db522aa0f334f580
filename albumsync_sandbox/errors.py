"""What can go wrong while the sandbox starts or runs, told in the words of whoever started it."""

from __future__ import annotations

from albumsync_dagster.errors import AlbumSyncError


class SandboxError(AlbumSyncError):
    """The sandbox could not start."""
