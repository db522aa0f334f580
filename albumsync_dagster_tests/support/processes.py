"""Processes of their own for tests, forked from one server that has loaded the product: to import it costs a second.

What runs in them stands with its callers (``stage``, ``sessions``).
"""

from __future__ import annotations

import gc
import multiprocessing
import pkgutil
from collections.abc import Callable
from multiprocessing.context import ForkServerContext, ForkServerProcess
from typing import Any

import albumsync_dagster.cli

# For every process that loads this: the workers of the tests, the server below, and what is forked from it. The tests
# make many objects and few of them are garbage: at Python's own number, some hundreds, the collector took 9 s of a run.
gc.set_threshold(100_000)


def process(target: Callable[..., object], *arguments: Any) -> ForkServerProcess:
    """A process that calls this function of a module and ends with it; the caller starts it."""
    return _forkserver().Process(target=_begin, args=(target, arguments))


def _begin(target: Callable[..., object], arguments: tuple[Any, ...]) -> None:
    # All that the server has loaded is shared with it. The collector would go through it once, write to each object and
    # so have all of it copied: two thirds of what a short process costs.
    gc.freeze()
    target(*arguments)


def _forkserver() -> ForkServerContext:
    """The context of the server, which every caller gets with the same modules loaded."""
    context = multiprocessing.get_context("forkserver")
    commands = [module.name for module in pkgutil.iter_modules(albumsync_dagster.cli.__path__)]
    context.set_forkserver_preload(
        [
            # First: it says how often the garbage collector runs.
            __name__,
            # Each process imports the main module of its parent anew, and the product loads `supabase` when it first
            # asks: not loaded here, the two would cost every process half a second.
            "pytest",
            "supabase",
            "albumsync_dagster_tests.support.operations",
            "albumsync_dagster_tests.support.sessions",
            *(f"albumsync_dagster.cli.{name}" for name in commands if name != "__main__"),
        ]
    )
    return context
