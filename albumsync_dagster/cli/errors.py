"""What the command line itself refuses, beside the families of the layers below.

::

    AlbumSyncError
    ├── UsageError      exit 2   the command was called in a way that cannot mean anything
    └── CliError        exit 1
        ├── FileError            a file that was named cannot be written; exit 2: not read
        └── Interrupted          Ctrl-C, or the system asked the process to end
"""

from __future__ import annotations

from pathlib import Path

from albumsync_dagster.errors import AlbumSyncError
from albumsync_dagster.exit_codes import ExitCode


class CliError(AlbumSyncError):
    """A command could not do its work."""


class FileError(CliError):
    """A file cannot be read or written; its old content is unchanged."""

    def __init__(self, path: Path, error: OSError, *, writing: bool) -> None:
        done = "written" if writing else "read"
        fix = "Free some space or choose another place." if writing else "Check the path and its permissions."
        super().__init__(f"The file {path} cannot be {done}: {error.strerror or error}.", fix)
        # A file that was named and is not there is a slip of the person; a disk that is full is none.
        self.exit_code = ExitCode.UNFINISHED if writing else ExitCode.USAGE


class Interrupted(CliError):
    """A person, or the system, ended the command before it finished."""

    def __init__(self, *, writes: bool) -> None:
        fix = (
            "Every started change is in the journal: the next `albumsync apply` finishes or closes it."
            if writes
            else "Nothing was renamed."
        )
        super().__init__("Interrupted.", fix)
