"""``python -m albumsync_dagster.cli``: the command where its entry point is not on the path."""

from __future__ import annotations

import sys

from albumsync_dagster.cli import main

if __name__ == "__main__":
    sys.exit(main())
