"""Bugs of the kinds that the protocol is built against, planted into a running process to see that they are found.

Each replaces one function of the product for the length of a block. Nothing of this is in the product.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

from albumsync_dagster.smugmug import SmugMugError
from albumsync_dagster.supabase import Change, ChangeStatus, NewChange, Outcome
from albumsync_dagster.sync import applying, renaming
from albumsync_dagster.sync.journaling import JournalSnapshot
from albumsync_dagster.sync.limiting import LargeRun
from albumsync_dagster.sync.values import ProgressCallback, RemoteOutcome, Result, Run, Systems, no_progress

_journal_and_carry_out = renaming.journal_and_execute
_rename_in_smugmug = renaming.rename_in_smugmug
_outcome = renaming._outcome


def _sends_first(
    systems: Systems,
    wanted: Sequence[NewChange],
    run: Run,
    watch: ProgressCallback = no_progress,
    *,
    limit: LargeRun | None = None,
) -> list[Result]:
    for change in wanted:
        album = systems.smugmug.album(change.album_key)
        if album.name == change.old_name:
            systems.smugmug.rename(change.album_key, change.new_name, expected=album)
    return _journal_and_carry_out(systems, wanted, run, watch, limit=limit)


def _does_not_read(systems: Systems, change: Change, standing: JournalSnapshot, *, unwanted: str = "") -> RemoteOutcome:
    (stored,) = systems.supabase.states([change.album_key])
    if stored.album.name != change.new_name:
        try:
            systems.smugmug.rename(change.album_key, change.new_name, expected=stored.album)
        except SmugMugError as error:
            return RemoteOutcome(change=change, outcome=None, detail=error.sentence)
    return _outcome(change, ChangeStatus.RENAMED, sent=True)


def _verdict_holds_whatever_happened(
    change: Change, status: ChangeStatus, detail: str = "", **other: Any
) -> RemoteOutcome:
    remote = _outcome(change, status, detail, **other)
    assert remote.outcome is not None
    return replace(remote, outcome=replace(remote.outcome, seen=None))


def _rows_follow_a_conflict(
    systems: Systems, change: Change, standing: JournalSnapshot, *, unwanted: str = ""
) -> RemoteOutcome:
    remote = _rename_in_smugmug(systems, change, standing, unwanted=unwanted)
    if remote.outcome is None or remote.outcome.status is not ChangeStatus.CONFLICT:
        return remote
    return replace(remote, outcome=Outcome(change_id=change.id, status=ChangeStatus.RENAMED))


def _always_stands(self: JournalSnapshot, change: Change) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Bug:
    """A bug of a kind.

    Attributes:
        replaced: Where, which function, and by which.
        scenario: One in which it shows.
        schedule: One that shows it.
    """

    replaced: tuple[object, str, Callable[..., object]]
    scenario: str
    schedule: str


PLANTED: Final[Mapping[str, Bug]] = {
    "the journal is written after SmugMug": Bug(
        (applying, "journal_and_execute", _sends_first), "apply-person", "a12 p1"
    ),
    "an album is not read before it is sent": Bug(
        (renaming, "rename_in_smugmug", _does_not_read), "apply-person", "a2 p1"
    ),
    "a verdict overwrites what another run has done": Bug(
        (renaming, "_outcome", _verdict_holds_whatever_happened), "recovery-twice-slow", "o3 q6 o2 q3"
    ),
    "rows are written for an album in conflict": Bug(
        (renaming, "rename_in_smugmug", _rows_follow_a_conflict), "apply-person", "a2 p1 a17"
    ),
    "nobody asks whether a change is still wanted": Bug(
        (JournalSnapshot, "is_current", _always_stands), "recovery-twice-slow", "o3 q8 o3"
    ),
}


@contextmanager
def planted(bug: Bug) -> Iterator[None]:
    """The product with this bug, for the length of the block."""
    where, name, other = bug.replaced
    was = getattr(where, name)
    setattr(where, name, other)
    try:
        yield
    finally:
        setattr(where, name, was)
