"""What holds for every test."""

from __future__ import annotations

from hypothesis import settings

# The same examples in every run, so that a red run can be run again; `pytest --hypothesis-profile=default` and
# `benchmarks/naming.py --properties N` look for new ones.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")
