"""Gathers the files of the documentation site in one folder: ``docs/``, and the documents of the root as pages of it.

The site generator reads one folder, and the README has to stay where the repository shows it.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from albumsync_dagster_tests.support.docs import ROOT

PAGES = {"README.md": "index.md", **{name: name for name in ("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")}}
"""Document of the root -> page of the site."""


def gather(folder: Path) -> None:
    """Copy everything there; links between the root and ``docs/`` become links between pages."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "docs", folder)
    for name, page in PAGES.items():
        text = (ROOT / name).read_text(encoding="utf-8")
        (folder / page).write_text(re.sub(r"\]\(docs/", "](", text), encoding="utf-8")


if __name__ == "__main__":
    gather(Path(sys.argv[1]))
