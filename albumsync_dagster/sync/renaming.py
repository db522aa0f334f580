"""Steps 3 and 4 of the protocol: SmugMug, photo rows, verification.

Everything that changes a name goes through ``execute_changes``: renames, undos, heals and the recovery of open changes.
Not here: the journal (``journaling``), which albums (``planning``), what to take back (``undoing``), what to do first
(``recovery``).

SmugMug has no conditional update. An album is read right before its PATCH and the echo is compared after it,
so somebody's edit can be lost only between these two requests; the verification afterwards reads it once more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from albumsync_dagster.errors import AlbumSyncError
from albumsync_dagster.naming import Album
from albumsync_dagster.smugmug import (
    NameRefused,
    OutcomeUnknown,
    Refusal,
    SmugMugAnswerError,
    SmugMugError,
    SmugMugLimited,
    SmugMugNotFound,
    SmugMugRefused,
    SmugMugUnavailable,
)
from albumsync_dagster.supabase import (
    Change,
    ChangeStatus,
    JournalLost,
    NewChange,
    Outcome,
    Reason,
    SupabaseAnswerError,
    SupabaseBusy,
)
from albumsync_dagster.sync.journaling import JournalSnapshot, open_changes_for, superseded_changes
from albumsync_dagster.sync.limiting import LargeRun
from albumsync_dagster.sync.observing import observe
from albumsync_dagster.sync.values import ProgressCallback, RemoteOutcome, Result, ResultKind, Run, Systems, no_progress

if TYPE_CHECKING:
    from albumsync_dagster.smugmug import SmugMugClient

CHUNK = 100
"""Changes that are journaled, sent, written and verified together, with four calls to the database. At 5 requests a
second a chunk takes about forty seconds: as long the photo rows of its first album lag behind SmugMug."""

ATTEMPTS = 3
"""How often an album is read and sent again after an unknown outcome, before the change is left to the next run."""

IDLE_CALLS = 3
"""Calls in a row that write nothing although rows are left, before their change is left to the next run."""

Item = TypeVar("Item")


def chunks(items: Sequence[Item], size: int = CHUNK) -> Iterator[Sequence[Item]]:
    """Consecutive slices of at most ``size`` items."""
    return (items[start : start + size] for start in range(0, len(items), size))


def journal_and_execute(
    systems: Systems,
    wanted: Sequence[NewChange],
    run: Run,
    watch: ProgressCallback = no_progress,
    *,
    limit: LargeRun | None = None,
) -> list[Result]:
    """Take new changes through the whole protocol.

    Args:
        systems: Both sides.
        wanted: At most a chunk of changes, one an album.
        run: Who does it.
        watch: Called after each album.
        limit: What unattended runs may rename for drift together; None for no limit.
    """
    as_of = systems.clock()
    changes, refused = open_changes_for(systems, wanted, run, limit=limit)
    for result in refused:
        watch(result)
    return [*refused, *execute_changes(systems, changes, run, watch, as_of=as_of)]


def execute_changes(
    systems: Systems,
    changes: Sequence[Change],
    run: Run,
    watch: ProgressCallback = no_progress,
    *,
    unwanted: Mapping[str, str] = MappingProxyType({}),
    as_of: float | None = None,
    journaled_before: bool = False,
) -> list[Result]:
    """Take journaled changes to their end on both sides.

    If SmugMug goes away or a person interrupts, what was sent so far is settled before the exception is raised
    again. Changes that were provably not begun are closed as abandoned; the one in flight stays open for recovery.

    Args:
        systems: Both sides.
        changes: Open changes, at most a chunk of them.
        run: Who does it.
        watch: Called after each album.
        unwanted: Why a person does not want a change any more, by album key: decided since it was journaled.
        as_of: When the journal was asked for these changes, on the clock of ``systems``; None takes it for long ago.
        journaled_before: An earlier process journaled these changes and may have sent them, so none is ever closed as
            not begun.

    Returns:
        One result a change, in the order given.
    """
    remote: list[RemoteOutcome] = []
    snapshot = JournalSnapshot(systems, changes, as_of=as_of)
    stuck = False
    try:
        for change in changes:
            # One by one: what was sent before an exception is exactly what has to be settled.
            try:
                outcome = rename_in_smugmug(systems, change, snapshot, unwanted=unwanted.get(change.album_key, ""))
                remote.append(outcome)
                if stuck and outcome.trouble is not None:
                    raise outcome.trouble
                stuck = outcome.trouble is not None
            except (SmugMugRefused, SmugMugUnavailable) as error:
                # One album that SmugMug will not show or rename must not keep all others, and every later run,
                # waiting. Two in a row are no trouble of an album.
                if stuck or not _may_be_the_album(error):
                    raise
                stuck = True
                remote.append(RemoteOutcome(change=change, outcome=None, detail=error.sentence))
    except BaseException as stop:
        if not journaled_before:
            remote += _not_begun(changes[len(remote) :], stop)
        settle(systems, remote, run, watch, read_back=False)
        raise
    return settle(systems, remote, run, watch)


def rename_in_smugmug(
    systems: Systems, change: Change, snapshot: JournalSnapshot, *, unwanted: str = ""
) -> RemoteOutcome:
    """Step 3 for one album: read, compare, PATCH, compare the echo.

    An unknown outcome is never followed by a second PATCH before the album was read again.

    Args:
        systems: Both sides.
        change: An open change.
        snapshot: Of the chunk to which the change belongs.
        unwanted: Why a person no longer wants the change; empty where no person said so.

    Raises:
        SmugMugError: SmugMug is out of reach or refuses the credentials. Nothing of this change was sent by this call.
    """
    smugmug = systems.smugmug
    sent = False
    trouble: SmugMugError | None = None
    for attempt in range(ATTEMPTS):
        try:
            album = smugmug.album(change.album_key)
        except SmugMugNotFound:
            return _outcome(change, ChangeStatus.FAILED, "SmugMug no longer has this album.")
        except SmugMugError as error:
            if attempt or isinstance(error, SmugMugAnswerError):
                return RemoteOutcome(change=change, outcome=None, detail=error.sentence)
            raise
        if _has_new(album, change):
            return _outcome(change, ChangeStatus.RENAMED, sent=sent)
        if conflict_reason := _conflict(album, change):
            return _outcome(change, ChangeStatus.CONFLICT, conflict_reason, seen=album)
        if unwanted:
            return _outcome(change, ChangeStatus.ABANDONED, unwanted)
        if not snapshot.is_current(change):
            # Another run finished it, and may have undone it since: SmugMug's old name is then somebody's wish. The
            # verdict is stale by what it saw, so the journal keeps where the change really is.
            return _outcome(change, ChangeStatus.ABANDONED, "Another run took this change over.")
        sent = True
        try:
            smugmug.rename(change.album_key, change.new_name, description=change.new_description, expected=album)
        except (OutcomeUnknown, SmugMugNotFound):
            trouble = None
            continue
        except NameRefused as error:
            return _after_refusal(smugmug, change, album, error)
        except SmugMugError as error:
            if isinstance(error, SmugMugLimited) or _may_be_the_album(error):
                # A 429, a refused nonce, a page instead of JSON: the request may have been executed all the same, and
                # somebody may rename the album meanwhile. So the album is read before the name is sent again.
                trouble = error
                continue
            if attempt:
                return RemoteOutcome(change=change, outcome=None, detail=error.sentence)
            raise
        return _outcome(change, ChangeStatus.RENAMED, sent=True)
    why = trouble.sentence if trouble else "SmugMug did not say whether it renamed the album."
    return RemoteOutcome(change=change, outcome=None, detail=why, trouble=trouble)


def settle(
    systems: Systems,
    remote: Sequence[RemoteOutcome],
    run: Run,
    watch: ProgressCallback = no_progress,
    *,
    read_back: bool = True,
) -> list[Result]:
    """Steps 3 (journaled outcome) and 4 for a chunk: rows to the new names, then verification.

    Three calls to the database for the whole chunk, more only where an album has very many rows. Without
    ``read_back`` SmugMug is not asked again, and the changes stay ``done`` until the next verification. An error on the
    way says in ``left`` how many albums have their new name in SmugMug alone.
    """
    settled: set[str] = set()
    try:
        return _settle(systems, remote, run, watch, settled, read_back=read_back)
    except JournalLost:
        # No later run can find them.
        raise
    except AlbumSyncError as error:
        error.left = left_behind(remote, settled)
        raise


def left_behind(remote: Sequence[RemoteOutcome], settled: Collection[str]) -> str:
    """What a run that ends here leaves, in a sentence; empty for nothing. Pure.

    Args:
        remote: What SmugMug's side of the changes came to.
        settled: Ids of the changes whose rows are all written.
    """
    in_smugmug = [each.change for each in remote if each.outcome and each.outcome.status is ChangeStatus.RENAMED]
    renamed = [change for change in in_smugmug if change.reason not in (Reason.HEAL, Reason.RESTORE)]
    behind = sum(change.id not in settled for change in renamed)
    if behind == 1:
        return (
            "1 album has its new name in SmugMug; its photo rows still carry the old one. The next `albumsync apply` "
            "finishes it."
        )
    if behind:
        return (
            f"{behind} albums have their new name in SmugMug; their photo rows still carry the old one. The next "
            "`albumsync apply` finishes them."
        )
    return ""


def _settle(
    systems: Systems,
    remote: Sequence[RemoteOutcome],
    run: Run,
    watch: ProgressCallback,
    settled: set[str],
    *,
    read_back: bool,
) -> list[Result]:
    outcomes = [each.outcome for each in remote if each.outcome is not None]
    now = (
        {change.id: change for change in systems.supabase.record_outcomes(outcomes, run_id=run.id)} if outcomes else {}
    )
    # Only what this run saw in SmugMug: another may have moved a change to `renamed` that is reverted there by now.
    renamed = [
        now[outcome.change_id]
        for outcome in outcomes
        if outcome.status is now[outcome.change_id].status is ChangeStatus.RENAMED
    ]
    written, stuck = _write_rows(systems, [change.id for change in renamed], settled)
    verified = verify_changes(systems, renamed, run) if renamed and read_back else set()
    newer = superseded_changes(systems, [each.change for each in remote if each.sent], now)
    given_back = (
        _give_back(systems, [(each.change, newer[each.change.id]) for each in remote if each.change.id in newer], run)
        if read_back
        else set()
    )
    if read_back:
        observe(systems, [each.seen for each in remote if each.seen is not None])
    results = [
        Result.of(each.change, ResultKind.UNFINISHED, stuck[each.change.id], photo_rows=written.get(each.change.id, 0))
        if each.change.id in stuck
        else _late(each.change, newer[each.change.id], given_back=each.change.album_key in given_back)
        if each.change.id in newer
        else _result(each, now.get(each.change.id), written, verified)
        for each in remote
    ]
    for result in results:
        watch(result)
    return results


def _give_back(systems: Systems, late: Sequence[tuple[Change, Change]], run: Run) -> set[str]:
    """Give albums the name of their newest change again, where this run sent an older one after it.

    The journal does not show that this run sent that name. The next reading would classify it as typed by a person,
    and the undo or the decision that replaced it would be lost.

    Args:
        systems: Both sides.
        late: The change that was sent, and the newest change of its album.
        run: Which sent it.

    Returns:
        Keys of the albums that have the wanted name again.
    """
    if not late:
        return set()
    wanted = [
        NewChange(
            album_key=sent.album_key,
            old_name=sent.new_name,
            new_name=newest.new_name,
            reason=Reason.UNDO,
            undoes=sent.id,
            old_description=sent.new_description,
            new_description=newest.new_description if sent.new_description is not None else None,
        )
        for sent, newest in late
    ]
    results = journal_and_execute(systems, wanted, run)
    return {result.album_key for result in results if result.kind is ResultKind.RENAMED}


def _late(sent: Change, newest: Change, *, given_back: bool) -> Result:
    """What to report of a change that was sent after a newer one."""
    why = f"The run {newest.run_id} gave this album the name {newest.new_name!r} while this run sent its own"
    if given_back:
        return Result.of(sent, ResultKind.REFUSED, f"{why}; the album has that name again.")
    why += f", which SmugMug may have now; `albumsync history --album-key {sent.album_key}` lists both."
    return Result.of(sent, ResultKind.UNFINISHED, why)


def verify_changes(systems: Systems, changes: Sequence[Change], run: Run) -> set[str]:
    """Read these albums once more in SmugMug, compare with all their rows, and mark what agrees.

    Returns:
        Ids of the changes that are verified.
    """
    at = datetime.now(UTC)
    fresh = systems.smugmug.albums_by_key([change.album_key for change in changes])
    marked = systems.supabase.mark_verified(list(fresh.values()), change_ids=[change.id for change in changes], at=at)
    return {change.id for change in marked if change.status is ChangeStatus.VERIFIED}


def _write_rows(
    systems: Systems, change_ids: Sequence[str], settled: set[str]
) -> tuple[dict[str, int], dict[str, str]]:
    """Write the rows of these changes: together, and one by one where the rows of one stand in the way of all.

    Rows may refuse their name (a constraint, say), or somebody's open transaction may hold them: the other albums must
    not wait for that. Those whose rows are held come last, and only they wait as long as patience allows.

    Args:
        systems: Both sides.
        change_ids: Ids of changes that SmugMug has confirmed.
        settled: Gets the ids of those whose rows are all written, as they are.

    Returns:
        Rows written by change, and by change why its rows could not be written: such a change stays open.
    """
    written = dict.fromkeys(change_ids, 0)
    together = [list(change_ids)] if len(change_ids) > 1 else []
    alone, held, stuck = [[change_id] for change_id in change_ids], list[list[str]](), dict[str, str]()
    for ids in (*together, *alone):
        if settled.issuperset(ids):
            continue
        try:
            stuck |= _write(systems, ids, written, settled, wait_for_locks=False)
        except SupabaseBusy:
            held += [ids] if len(ids) == 1 else []
        except SupabaseAnswerError as error:
            stuck |= {ids[0]: error.sentence} if len(ids) == 1 else {}
        else:
            if ids in together:
                return written, stuck
    for ids in held:
        try:
            stuck |= _write(systems, ids, written, settled, wait_for_locks=True)
        except (SupabaseBusy, SupabaseAnswerError) as error:
            stuck[ids[0]] = error.sentence
    return written, stuck


def _write(
    systems: Systems, change_ids: Sequence[str], written: dict[str, int], settled: set[str], *, wait_for_locks: bool
) -> dict[str, str]:
    """Write the rows of these changes, piece by piece; count them in ``written``, and say which take no name at all.

    Raises:
        SupabaseBusy: Somebody holds rows of one of them.
        SupabaseAnswerError: Rows of one of them refuse what is written.
    """
    left, idle = list(change_ids), 0
    while left:
        pieces = systems.supabase.write_rows(left, wait_for_locks=wait_for_locks)
        for piece in pieces:
            written[piece.change_id] += piece.written
            if not piece.left:
                settled.add(piece.change_id)
        left = [piece.change_id for piece in pieces if piece.left]
        idle = 0 if any(piece.written for piece in pieces) else idle + 1
        if idle == IDLE_CALLS:
            why = "Some photo rows do not take the new name; look for a trigger on photo_metadata."
            return dict.fromkeys(left, why)
    return {}


def _has_new(album: Album, change: Change) -> bool:
    # A description that is neither the old nor the new one is a person's, written after ours: the name is ours all the
    # same, and its rows have to follow.
    return album.name == change.new_name and (
        change.new_description in (None, album.description) or album.description != change.old_description
    )


def _may_be_the_album(error: SmugMugError) -> bool:
    """Whether this may be the trouble of one request or one album, rather than of the account or of SmugMug."""
    if isinstance(error, SmugMugRefused):
        return error.refusal is Refusal.OTHER
    return isinstance(error, SmugMugUnavailable) and not isinstance(error, SmugMugLimited)


def _conflict(album: Album, change: Change) -> str | None:
    """Why this album must not be written, or None. Pure."""
    if change.reason in (Reason.HEAL, Reason.RESTORE):
        return f"SmugMug now says {album.name!r} instead of {change.new_name!r}, so the rows were not changed."
    expected = {change.old_name} if change.status is ChangeStatus.PLANNED else set()
    if change.new_description is not None:
        # The name may be new while the description is not: both go in one PATCH, which may have been applied in part.
        expected.add(change.new_name)
        if album.description not in (change.old_description, change.new_description):
            return "Somebody changed the description in SmugMug."
    if album.name in expected:
        return None
    return f"SmugMug says {album.name!r}, neither the old name {change.old_name!r} nor the new one."


def _after_refusal(smugmug: SmugMugClient, change: Change, before: Album, error: NameRefused) -> RemoteOutcome:
    """SmugMug refused the name, or stored another: leave the album as it was before."""
    try:
        album = smugmug.album(change.album_key)
        if album.name not in (before.name, error.found):
            detail = f"{error.sentence} Somebody named it {album.name!r} since."
            return _outcome(change, ChangeStatus.CONFLICT, detail, seen=album)
        described = change.new_description is not None and album.description != before.description
        if album.name != before.name or described:
            # SmugMug stored another name than it was sent (one cut at its limit, say): the old name is restored.
            old = before.description if described else None
            smugmug.rename(change.album_key, before.name, description=old, expected=album)
    except SmugMugError as again:
        return RemoteOutcome(change=change, outcome=None, detail=f"{error.sentence} {again.sentence}")
    return _outcome(change, ChangeStatus.FAILED, error.sentence)


def _outcome(
    change: Change, status: ChangeStatus, detail: str = "", *, sent: bool = False, seen: Album | None = None
) -> RemoteOutcome:
    # A verdict that closes a change holds only for what was seen: another run may have moved it meanwhile. That SmugMug
    # has the new name is evidence and holds in any case.
    status_seen = None if status is ChangeStatus.RENAMED else change.status
    outcome = Outcome(change_id=change.id, status=status, error=detail or None, seen=status_seen)
    return RemoteOutcome(change=change, outcome=outcome, detail=detail, sent=sent, seen=seen)


def _not_begun(changes: Sequence[Change], stop: BaseException) -> list[RemoteOutcome]:
    """Close the changes of which nothing can have been sent.

    The first of them was in flight: only an error of SmugMug's client says that it was not sent, an interruption does
    not.
    """
    in_flight = 0 if isinstance(stop, SmugMugError) else 1
    why = "The run was interrupted" if isinstance(stop, KeyboardInterrupt) else "The run stopped"
    return [
        _outcome(change, ChangeStatus.ABANDONED, f"{why} before this album's turn.") for change in changes[in_flight:]
    ]


_KINDS: Mapping[ChangeStatus, ResultKind] = {
    ChangeStatus.RENAMED: ResultKind.RENAMED,
    ChangeStatus.DONE: ResultKind.RENAMED,
    ChangeStatus.VERIFIED: ResultKind.RENAMED,
    ChangeStatus.CONFLICT: ResultKind.CONFLICT,
    ChangeStatus.ABANDONED: ResultKind.ABANDONED,
    ChangeStatus.FAILED: ResultKind.FAILED,
    ChangeStatus.PLANNED: ResultKind.UNFINISHED,
}
_REACHED: Mapping[Reason, ResultKind] = {Reason.HEAL: ResultKind.HEALED, Reason.RESTORE: ResultKind.RESTORED}


def _result(remote: RemoteOutcome, now: Change | None, written: Mapping[str, int], verified: Collection[str]) -> Result:
    change = now or remote.change
    seen_renamed = remote.outcome is not None and remote.outcome.status is ChangeStatus.RENAMED
    kind = _KINDS[change.status] if seen_renamed or not change.status.is_open else ResultKind.UNFINISHED
    if kind is ResultKind.RENAMED:
        kind = _REACHED.get(change.reason, kind)
    return Result.of(
        change,
        kind,
        remote.detail or change.error or "",
        photo_rows=written.get(change.id, 0),
        verified=change.id in verified or change.status is ChangeStatus.VERIFIED,
    )
