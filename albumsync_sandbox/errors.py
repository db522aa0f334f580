"""Errors while the sandbox starts or runs, in words for the person who started it."""

from __future__ import annotations

from albumsync_dagster.errors import AlbumSyncError


class SandboxError(AlbumSyncError):
    """The sandbox could not start."""
