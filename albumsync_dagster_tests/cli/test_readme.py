"""The commands of the README and of the guides, done on the sandbox: each prints exactly what the document shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from albumsync_dagster_tests.support.docs import ROOT
from albumsync_dagster_tests.support.sessions import on_a_sandbox, with_sessions


def test_the_readme_and_the_guides_show_commands_with_their_output() -> None:
    shown = {path.relative_to(ROOT).as_posix() for path in with_sessions()}
    guides = {f"docs/guides/{path.name}" for path in (ROOT / "docs" / "guides").glob("*.md")} - {
        "docs/guides/README.md"
    }
    assert {"README.md", *guides} <= shown


@pytest.mark.parametrize("document", with_sessions(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_prints_what_the_document_shows(document: Path, nowhere: Path, quick_folder: Path) -> None:
    """``make generate`` writes the output anew."""
    # One folder for all, one after the other: each makes its databases anew, the first its PostgreSQL.
    assert on_a_sandbox(document, nowhere, quick_folder / "sandboxes") == document.read_text(encoding="utf-8")
