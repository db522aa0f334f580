"""What the protocol takes and returns: the two systems, a run, a plan, and the result of each album.

Here: frozen data and what follows from it alone. Not here: IO, formatting.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from albumsync_dagster.exit_codes import ExitCode
from albumsync_dagster.naming import Album, Decision, Proposal
from albumsync_dagster.supabase import Change, NewChange, Outcome, Reason, RowNames

if TYPE_CHECKING:
    from albumsync_dagster.smugmug import SmugMugClient, SmugMugError
    from albumsync_dagster.supabase import SupabaseClient

Clock = Callable[[], float]
"""Seconds that only grow, from any beginning."""


def boottime_seconds() -> float:
    """Seconds that go on while the machine is suspended, as those of ``time.monotonic`` need not."""
    # Linux has a clock of its own for it; on macOS CLOCK_MONOTONIC, which Python's monotonic is not, counts sleep.
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


@dataclass(frozen=True, slots=True)
class Systems:
    """The two sides that are kept in step, and the clock by which what they said grows old."""

    smugmug: SmugMugClient
    supabase: SupabaseClient
    clock: Clock = boottime_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Who does something, and when: both are written into the journal."""

    id: str
    changed_by: str
    started_at: datetime
    """Time zone aware."""
    unattended: bool = False
    """True where no person looked at what it is going to rename: a schedule, a sensor, ``apply --yes``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedAlbum:
    """A proposal together with what it was made from."""

    proposal: Proposal
    rows: RowNames
    rows_differing: int
    """Photo rows that carry another name than the album has now."""
    fingerprint: str
    """Changes whenever the album's name, capture days or rows change."""
    web_uri: str | None = None
    digest: str
    """Of the proposal as it was made; another one than ``proposal.digest`` says that a person edited the plan."""
    word_id: str | None = None
    """Id of the person's decision that the proposal takes into account."""
    decided_by: str | None = None
    """The person who chose the proposed name; None where the machine did."""
    description: str | None = None
    """The description to be sent with the name; None leaves SmugMug's alone."""
    old_description: str | None = None

    @property
    def edited(self) -> bool:
        """True where a person edited this proposal in a plan file."""
        return self.digest != self.proposal.digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Proposals for an account or some of its albums, with the time at which SmugMug was read."""

    made_at: datetime
    listed_at: datetime | None
    albums: tuple[PlannedAlbum, ...]
    whole_account: bool = True
    """False where a person asked for some albums only."""
    account_albums: int = 0
    """Albums of the whole account, those outside the plan included."""

    def counts(self) -> Mapping[Decision, int]:
        """Number of albums by decision, every decision present."""
        counted = dict.fromkeys(Decision, 0)
        for album in self.albums:
            counted[album.proposal.decision] += 1
        return counted

    @property
    def rows_differing(self) -> int:
        """Photo rows that carry another name than SmugMug has now."""
        return sum(album.rows_differing for album in self.albums)


class ResultKind(StrEnum):
    """The kind of result of one album in a run."""

    RENAMED = "renamed"
    HEALED = "healed"
    """The rows follow SmugMug's name; SmugMug was not written."""
    RESTORED = "restored"
    """A heal was taken back: the rows carry again what it had found."""
    CONFLICT = "conflict"
    """SmugMug had a third name: nothing was written."""
    FAILED = "failed"
    """SmugMug refused it for good: nothing was written."""
    ABANDONED = "abandoned"
    """Closed before anything was sent."""
    UNFINISHED = "unfinished"
    """The outcome is not known yet; the next run finds out and finishes it."""
    REFUSED = "refused"
    """Not begun: the album changed since the plan, or another run has an open change of it."""


DONE = frozenset({ResultKind.RENAMED, ResultKind.HEALED, ResultKind.RESTORED})
"""Results that can be taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The result of one album: journaled unless ``change_id`` is None."""

    album_key: str
    kind: ResultKind
    old_name: str | None
    new_name: str
    detail: str = ""
    photo_rows: int = 0
    verified: bool = False
    change_id: str | None = None
    drift: int | None = None
    reason: Reason | None = None
    """Of the change; None where there was none."""
    run_id: str | None = None
    """The run that began the change, and that an undo names; None where there was none."""

    @classmethod
    def of(
        cls,
        change: NewChange | Change,
        kind: ResultKind,
        detail: str = "",
        *,
        photo_rows: int = 0,
        verified: bool = False,
    ) -> Result:
        """The result of a change; in a dry run, the one that it would have had."""
        return cls(
            album_key=change.album_key,
            kind=kind,
            old_name=change.old_name,
            new_name=change.new_name,
            detail=detail,
            photo_rows=photo_rows,
            verified=verified,
            change_id=change.id if isinstance(change, Change) else None,
            drift=change.drift,
            reason=change.reason,
            run_id=change.run_id if isinstance(change, Change) else None,
        )

    def is_undone_with(self, run_id: str) -> bool:
        """Whether an undo of this run takes this back: a change that the run finished for an earlier one stays."""
        return self.run_id == run_id and self.kind in DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An album that was not changed because no person approved it."""

    album_key: str
    existing: str
    proposed: str
    decision: Decision
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that a run did on both sides."""

    run_id: str
    recovered: tuple[Result, ...] = ()
    """Open changes of earlier runs, finished first."""
    results: tuple[Result, ...] = ()
    healed: tuple[Result, ...] = ()
    held: tuple[Held, ...] = ()
    large_run: str = ""
    """Why nothing was renamed for drift: the run would have renamed too many albums unattended. Empty if not."""
    after_sync_error: str | None = None
    dry_run: bool = False
    """True where the results say what would be done, and nothing was written."""

    @property
    def everything(self) -> tuple[Result, ...]:
        """The results of all phases, in the order in which they happened."""
        return (*self.recovered, *self.results, *self.healed)

    @property
    def photo_rows(self) -> int:
        """Photo rows written."""
        return sum(result.photo_rows for result in self.everything)

    def count(self, kind: ResultKind) -> int:
        """Number of albums of which this came."""
        return sum(result.kind is kind for result in self.everything)

    @property
    def exit_code(self) -> ExitCode:
        """Whether everything could be finished, and whether something was held, refused or in conflict."""
        kinds = {result.kind for result in self.everything}
        if self.dry_run:
            differs = bool(self.held or kinds & {ResultKind.REFUSED, ResultKind.UNFINISHED})
            return ExitCode.DIFFERS if differs else ExitCode.DONE
        unverified = any(
            result.kind in (ResultKind.RENAMED, ResultKind.HEALED) and not result.verified for result in self.everything
        )
        if kinds & {ResultKind.FAILED, ResultKind.UNFINISHED} or self.after_sync_error:
            return ExitCode.UNFINISHED
        differs = bool(
            unverified or self.held or kinds & {ResultKind.CONFLICT, ResultKind.ABANDONED, ResultKind.REFUSED}
        )
        return ExitCode.DIFFERS if differs else ExitCode.DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteOutcome:
    """SmugMug's side of one change: the outcome to be journaled, if it is known."""

    change: Change
    outcome: Outcome | None
    """None: the request may or may not have been applied; the change stays open."""
    detail: str = ""
    seen: Album | None = None
    """The album as SmugMug has it, where its name is one that this change does not know."""
    sent: bool = False
    """SmugMug has the new name, and this run sent it; another may have sent it too."""
    trouble: SmugMugError | None = None
    """Why SmugMug took the name in no attempt, where that may concern other albums as well."""


ProgressCallback = Callable[[Result], None]
"""Called after each album, to show progress."""


def no_progress(result: Result) -> None:
    """The progress callback of a run that shows no progress."""
