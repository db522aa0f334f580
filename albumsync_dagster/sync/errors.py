"""What the protocol itself refuses.

::

    SyncError
    ├── NothingRead      the account was never read into the database
    ├── UnknownAlbum     a person named an album that was never read
    ├── PlanFileError    a plan file that is not one, or not of this version
    ├── NothingToUndo    no change in the scope ever reached both sides
    ├── FactFileError    a file with facts that cannot be read whole
    └── NothingMatched   a file of which no row is about an album of the account
"""

from __future__ import annotations

from albumsync_dagster.errors import AlbumSyncError
from albumsync_dagster.exit_codes import ExitCode


class SyncError(AlbumSyncError):
    """The protocol cannot go on."""


class NothingRead(SyncError):
    """The account was never read into the database."""

    def __init__(self) -> None:
        super().__init__("No album has been read from SmugMug yet.", "Run `albumsync pull` first.")


class UnknownAlbum(SyncError):
    """A person named an album that was never read."""

    exit_code = ExitCode.USAGE

    def __init__(self, album_keys: list[str]) -> None:
        named = ", ".join(album_keys[:5]) + (" and others" if len(album_keys) > 5 else "")
        super().__init__(
            f"No album with the key {named} is known.",
            "Keys are case-sensitive; `albumsync pull` reads new albums, `albumsync plan` lists them.",
        )


class PlanFileError(SyncError):
    """The file is not a plan, or is a plan of another version."""

    exit_code = ExitCode.USAGE


class NothingToUndo(SyncError):
    """No change in the scope ever reached both sides."""

    exit_code = ExitCode.USAGE


class FactFileError(SyncError):
    """A file that cannot be read whole; nothing of it is used."""

    exit_code = ExitCode.USAGE


class NothingMatched(SyncError):
    """A file of which no row is about an album of the account."""

    exit_code = ExitCode.DIFFERS

    def __init__(self, source: str) -> None:
        super().__init__(
            f"No row of {source} is about an album, so nothing is stored and what it said before stays.",
            "`albumsync enrich FILE` shows why; with --remove it takes back what a file of this name said.",
        )
