"""What holds for every test."""

from __future__ import annotations

import signal

import pytest
from hypothesis import settings

# A shell that starts the tests in the background hands down Ctrl-C ignored, to them and to all that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples in every run, so that a red run can be run again; `pytest --hypothesis-profile=default` and
# `benchmarks/naming.py --properties N` look for new ones.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")

# The files whose tests mostly wait (for daemons, for killed processes), longest first: started last they would keep one
# worker busy for a minute and a half after all the others had ended.
LONGEST = ("test_production.py", "test_chaos.py", "test_sandbox.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; everything else keeps its order."""
    rank = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path.name, len(LONGEST)))
