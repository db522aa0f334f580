"""What holds for every test."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings

from albumsync_dagster.network import CERTIFICATE_VARIABLES
from albumsync_dagster_tests.support.stage import Stage, stage
from albumsync_dagster_tests.support.switchboard import Switchboard, serving
from albumsync_sandbox.postgres import Postgres, postgres

# A shell that starts the tests in the background hands down Ctrl-C ignored, to them and to all that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)

# What the machine says about its terminal: no test depends on it. Typer reads some of it when it is imported.
for name in (
    "FORCE_COLOR",
    "NO_COLOR",
    "PY_COLORS",
    "TTY_COMPATIBLE",
    "TTY_INTERACTIVE",
    "GITHUB_ACTIONS",
    "COLUMNS",
    "LINES",
    "PYTHONUNBUFFERED",
):
    os.environ.pop(name, None)

# The same examples in every run, so that a red run can be run again; few of them, because a run that always tries the
# same finds nothing new by more. `pytest --hypothesis-profile=thorough` and `benchmarks/naming.py --properties N` do.
settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=30)
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.load_profile("repeatable")

# The files whose tests mostly wait for processes of their own, longest first: started last they would keep one worker
# busy for a minute after all the others had ended.
LONGEST = ("test_sandbox.py", "test_waiting.py")

MEMORY = 2**30
"""Bytes of memory that have to be free for the databases of one worker; they take a fifth of it."""
DAY = 24 * 60 * 60


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Keep all that collecting the tests loads, a million objects, out of the garbage collector's way.

    Nothing of it ever becomes garbage; the collector would go through it again with every full round. What a test
    leaves behind is still found.
    """
    gc.disable()
    result = yield
    gc.freeze()
    gc.enable()
    return result


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; everything else keeps its order."""
    rank = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path.name, len(LONGEST)))


NETWORK_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSLKEYLOGFILE", *CERTIFICATE_VARIABLES)


@pytest.fixture(scope="session", autouse=True)
def network_of_the_machine() -> Iterator[Mapping[str, str]]:
    """What the machine says about its network: no test depends on it. For what a test fetches from elsewhere.

    Not taken away at import: the process that hands out the tests would then start its workers without it.
    """
    with pytest.MonkeyPatch.context() as monkeypatch:
        found = {name: value for name, value in os.environ.items() if name.upper() in NETWORK_VARIABLES}
        for name in found:
            monkeypatch.delenv(name)
        yield found


@pytest.fixture(scope="session")
def quick_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for databases: in memory where Linux has one with room, otherwise on the disk.

    Each copy of a database is 300 files, and each table some more: on a disk most of the server's time is spent on
    making and removing files.
    """
    memory = Path("/dev/shm")  # noqa: S108 - the folder that is made in it has a name that nobody can foresee
    if not os.access(memory, os.W_OK) or shutil.disk_usage(memory).free < MEMORY:
        yield tmp_path_factory.mktemp("databases")
        return
    prefix = "albumsync-tests-"
    for left in memory.glob(f"{prefix}*"):
        # Of a run that was killed.
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > DAY:
                shutil.rmtree(left)
    with TemporaryDirectory(prefix=prefix, dir=memory) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def postgres_server(quick_folder: Path) -> Iterator[Postgres]:
    """The PostgreSQL server of this worker; databases in it belong to whoever makes them.

    ``ALBUMSYNC_TEST_POSTGRES``, as ``PORT:PASSWORD``, names one that runs already: ``benchmarks.mutants`` runs tests
    once for each of several hundred changes of the code, and PostgreSQL would be started for each of them.
    """
    if running_already := os.environ.get("ALBUMSYNC_TEST_POSTGRES"):
        port, _, password = running_already.partition(":")
        yield Postgres(int(port), password)
        return
    with postgres(quick_folder / "postgres") as running:
        yield running


@pytest.fixture(scope="session")
def servers(postgres_server: Postgres) -> Iterator[Stage]:
    """The stage of this worker, with a database of its own; whoever uses it sets a scene first."""
    with stage(postgres_server) as made:
        yield made


@pytest.fixture(scope="session")
def switchboard() -> Iterator[Switchboard]:
    """The address of this worker for the SmugMug simulator of whichever test runs."""
    with serving() as board:
        yield board
