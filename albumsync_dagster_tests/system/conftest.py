"""Tests that need programs of the system, or root: ``make test-system`` installs what they need and runs them.

``@pytest.mark.system("chromium")`` names the programs that a test calls. Where one is missing the test is left out, and
the last lines say so: it is not reported as skipped, which nobody reads, and not as passed.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

PATH = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
"""The programs of this virtual environment come first."""

LEFT_OUT = pytest.StashKey[dict[str, list[str]]]()


def missing(item: pytest.Item) -> list[str]:
    """The programs that this test calls and that are not here."""
    wanted = {str(program) for mark in item.iter_markers("system") for program in mark.args}
    return sorted(program for program in wanted if shutil.which(program, path=PATH) is None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = {item.nodeid: lacks for item in items if (lacks := missing(item))}
    config.stash[LEFT_OUT] = left_out
    if left_out:
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid in left_out])
        items[:] = [item for item in items if item.nodeid not in left_out]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for test, lacks in config.stash.get(LEFT_OUT, {}).items():
        terminalreporter.write_line(f"not run, {', '.join(lacks)} is not here: {test}", yellow=True)
