"""What a client process does on the stage: the product's own operations, called as the command line calls them.

Imported by a fork server, so that a process is ready in milliseconds; nothing here may start a thread at import.
"""

from __future__ import annotations

import sys
import traceback
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import httpcore  # noqa: F401 - httpx imports it when the first client is made, which would cost each process 0.5 s

from albumsync_dagster.errors import AlbumSyncError
from albumsync_dagster.naming import NamingOptions, Verdict
from albumsync_dagster.smugmug import Credentials, SmugMugClient
from albumsync_dagster.supabase import HistoryFilter, NewWord, SupabaseClient
from albumsync_dagster.sync.applying import apply_plan
from albumsync_dagster.sync.healing import heal_rows
from albumsync_dagster.sync.planning import Allowed, make_plan
from albumsync_dagster.sync.reading import pull
from albumsync_dagster.sync.recovery import finish_open_changes
from albumsync_dagster.sync.undoing import undo
from albumsync_dagster.sync.values import PlannedAlbum, Report, Run, Systems
from albumsync_dagster.sync.verifying import verify


def _pull(systems: Systems, run: Run, **_: Any) -> int:
    return pull(systems, run).exit_code


def _apply(systems: Systems, run: Run, **_: Any) -> int:
    plan = make_plan(systems, run, NamingOptions())
    return apply_plan(systems, plan, run, Allowed()).exit_code


def _undo(systems: Systems, run: Run, *, since: datetime | None = None, **_: Any) -> int:
    return undo(systems, HistoryFilter(since=since), run).exit_code


def _heal(systems: Systems, run: Run, **_: Any) -> int:
    finish_open_changes(systems, run)
    return Report(run_id=run.id, healed=heal_rows(systems, run)).exit_code


def _recover(systems: Systems, run: Run, **_: Any) -> int:
    return Report(run_id=run.id, recovered=finish_open_changes(systems, run)).exit_code


def _verify(systems: Systems, run: Run, **_: Any) -> int:
    return verify(systems, run).exit_code


OPERATIONS: Mapping[str, Callable[..., int]] = {
    "pull": _pull,
    "apply": _apply,
    "undo": _undo,
    "heal": _heal,
    "recover": _recover,
    "verify": _verify,
}


UNCAUGHT = 70
"""Exit code of an exception that is none of ours."""


def new_run(operation: str, *, changed_by: str = "stage", unattended: bool = False) -> Run:
    """A run of its own, now."""
    run_id = f"{operation}-{uuid.uuid4().hex[:8]}"
    return Run(id=run_id, changed_by=changed_by, started_at=datetime.now(UTC), unattended=unattended)


def accept(systems: Systems, asked: PlannedAlbum, *, decided_by: str = "Kim") -> bool:
    """Store that a person accepts what is proposed, as the review does. False: it was not stored."""
    word = NewWord(
        album_key=asked.proposal.album_key,
        verdict=Verdict.ACCEPT,
        name=asked.proposal.proposed,
        digest=asked.proposal.digest,
        decided_by=decided_by,
        after=asked.word_id,
    )
    return bool(systems.supabase.decide([word]).stored)


@contextmanager
def systems_of(environment: Mapping[str, str]) -> Iterator[Systems]:
    """Both clients as the command makes them, in more of a hurry."""
    credentials = Credentials(
        api_key=environment["SMUGMUG_API_KEY"],
        api_secret=environment["SMUGMUG_API_SECRET"],
        access_token=environment["SMUGMUG_ACCESS_TOKEN"],
        access_token_secret=environment["SMUGMUG_ACCESS_TOKEN_SECRET"],
    )
    smugmug = SmugMugClient(
        credentials, base_url=environment["SMUGMUG_API_BASE"], requests_per_second=5000, patience=1.0
    )
    supabase = SupabaseClient(environment["SUPABASE_URL"], environment["SUPABASE_SERVICE_ROLE_KEY"], retry_seconds=1.0)
    with smugmug, supabase:
        yield Systems(smugmug, supabase)


def run_client(operation: str, environment: Mapping[str, str], arguments: Mapping[str, Any]) -> None:
    """Run one operation and end the process with its exit code, as the command does."""
    with systems_of(environment) as systems:
        try:
            code = OPERATIONS[operation](systems, new_run(operation), **arguments)
        except AlbumSyncError as error:
            print(f"{operation}: {error}", file=sys.stderr)  # noqa: T201 - this is the command line of the stage
            code = error.exit_code
        except Exception:  # noqa: BLE001 - whatever gets here would have been a traceback on somebody's screen
            traceback.print_exc()
            code = UNCAUGHT
    sys.exit(code)
