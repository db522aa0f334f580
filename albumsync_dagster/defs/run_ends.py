"""What the ends of runs say about albums and jobs, as Dagster stored it.

Here: reading runs and their events. Not here: which failures stand (``ended``), telling somebody (``alerts``).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, timedelta

import dagster as dg
from pydantic import AwareDatetime, BaseModel, ConfigDict

from albumsync_dagster.defs.account import Account
from albumsync_dagster.defs.ended import ALL_ALBUMS, Ended, Standing, album_subject, job_subject
from albumsync_dagster.defs.failing import AFTER_SYNC, FAILED_ALBUMS
from albumsync_dagster.defs.partitions import album_key

ASSETS = (
    "smugmug_albums",
    "photo_album_keys",
    "album_enrichment",
    "album_photos",
    "canonical_name_proposals",
    "album_renames",
    "supabase_photo_rows",
    "name_review",
    "sync_health",
)
"""In the order in which one needs the other: of several that a run did not bring about the first is what failed."""


JOBS = {
    "sync_albums": "album_renames",
    "heal_names": "album_renames",
    "refresh_albums": "album_photos",
    "undo_renames": "",
    "review_names": "",
    "verify_names": "",
    "health_report": "",
}
"""Job -> the asset of an album that fails in it; empty where a failure is about the job alone."""


CALL_AFTER_SYNC = frozenset({"sync_albums", "heal_names", "undo_renames"})
"""Jobs that call the user's own function where a call is due, as picked albums of ``album_renames`` do."""


LOOK_BACK = timedelta(minutes=10)
"""Ends of runs are looked for so long behind the last look: the clocks of several machines differ."""


AT_ONCE = 500
"""Ends of runs in one tick, which has 60 seconds; the others come with the next one."""


class Cursor(BaseModel):
    """What a tick leaves to the next one."""

    model_config = ConfigDict(frozen=True)

    at: AwareDatetime
    """The newest end of a run that was looked at."""
    seen: tuple[str, ...] = ()
    """Runs that ended within the look-back and were looked at."""
    standing: dict[str, Standing] = {}
    figures: tuple[str, ...] = ()
    """Keys of the figures that were reported and are not resolved."""


def ended_since(
    account: Account, instance: dg.DagsterInstance, cursor: Cursor, location: str | None
) -> tuple[list[Ended], Cursor]:
    """What the runs of this account tell that ended since the last look, oldest first, and the cursor behind them."""
    statuses = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE]
    records = instance.get_run_records(
        dg.RunsFilter(statuses=statuses, updated_after=cursor.at - LOOK_BACK),
        limit=AT_ONCE + len(cursor.seen),
        order_by="update_timestamp",
        ascending=True,
    )
    found: list[Ended] = []
    at, ends = cursor.at, {}
    for record in records:
        end = record.update_timestamp
        end = end.replace(tzinfo=UTC) if end.tzinfo is None else end
        at = max(at, end)
        ends[record.dagster_run.run_id] = end
        # The first look begins when the sensor is switched on.
        is_new = record.dagster_run.run_id not in cursor.seen and (cursor.seen or cursor.standing or end >= cursor.at)
        if is_new and (told := end_of(account, instance, record.dagster_run, location)):
            found.append(replace(told, why=why_failed(instance, told.run_id)) if told.failed else told)
    seen = tuple(run_id for run_id, end in ends.items() if end > at - LOOK_BACK)
    return found, cursor.model_copy(update={"at": at, "seen": seen})


def end_of(
    account: Account, instance: dg.DagsterInstance, run: dg.DagsterRun, location: str | None = None
) -> Ended | None:
    """What the end of a run says about albums and jobs; None where it is not a run of this account."""
    tagged = run.tags.get("dagster/code_location")
    if location is not None and tagged is not None and tagged != location:
        return None
    job = next((name for name in JOBS if account.called(name) == run.job_name), None)
    ours = [name for name in ASSETS if account.key(name) in (run.asset_selection or set())]
    if job is not None:
        ended = end_of_job(account, instance, run, job)
    elif ours or any(
        check.asset_key == account.key(name) for check in run.asset_check_selection or () for name in ASSETS
    ):
        ended = end_of_picked(account, instance, run, ours)
    else:
        return None
    return with_after_sync(account, instance, run, ended, calls_it=job in CALL_AFTER_SYNC or "album_renames" in ours)


def with_after_sync(
    account: Account, instance: dg.DagsterInstance, run: dg.DagsterRun, ended: Ended, *, calls_it: bool
) -> Ended:
    """What the end of a run says about the user's own function, which is called again by each run that writes.

    Args:
        account: Whose run it is.
        instance: Where it ran.
        run: The run.
        ended: What its end says about albums and jobs.
        calls_it: A run of this kind calls the function where a call is due.
    """
    if account.settings.after_sync is None or not calls_it:
        return ended
    subject = job_subject(account.settings.after_sync)
    if not failure_says(instance, run.run_id, AFTER_SYNC):
        good = run.status is dg.DagsterRunStatus.SUCCESS and not is_plan(run)
        return replace(ended, succeeded=ended.succeeded | {subject}) if good else ended
    if albums_that_failed(instance, run.run_id):
        return replace(ended, failed=ended.failed | {subject})
    # The albums went well: only the function failed.
    return replace(ended, failed=frozenset({subject}), succeeded=ended.succeeded | ended.failed)


def is_plan(run: dg.DagsterRun) -> bool:
    """True for a run of a job whose default is a plan and whose configuration does not ask for writes."""
    opens_with_plan = run.asset_selection is None
    config = run.run_config if isinstance(run.run_config, dict) else {}
    return opens_with_plan and config.get("mode") != "apply"


def end_of_job(account: Account, instance: dg.DagsterInstance, run: dg.DagsterRun, job: str) -> Ended:
    """A run of a job: about the albums that its config or its failure names, or about the job."""
    config = run.run_config if isinstance(run.run_config, dict) else {}
    albums = [album_key(str(album)) for album in config.get("albums", ())]
    only_looked = job in ("sync_albums", "heal_names", "undo_renames", "review_names") and config.get("mode") != "apply"
    asset = JOBS[job]
    subject = job_subject(run.job_name)
    if run.status is dg.DagsterRunStatus.SUCCESS:
        good: set[str] = set()
        if only_looked:
            good = {f"{subject} (plan)"}
        elif albums and asset:
            good = {album_subject(asset, album) for album in albums}
        else:
            good = {subject, f"{subject} (plan)"} | ({ALL_ALBUMS} if job == "sync_albums" else set())
        return Ended(run_id=run.run_id, what=run.job_name, succeeded=frozenset(good))
    if only_looked:
        return Ended(run_id=run.run_id, what=run.job_name, failed=frozenset({f"{subject} (plan)"}))
    named = albums_that_failed(instance, run.run_id)
    if asset and (failed := named or albums):
        recorded = {
            album_subject(asset, album_key(partition))
            for partition in events_of(instance, run.run_id, dg.DagsterEventType.ASSET_MATERIALIZATION).get(
                account.key(asset), ()
            )
        }
        bad = frozenset(album_subject(asset, album) for album in failed)
        fine = frozenset(album_subject(asset, album) for album in albums) if named else frozenset[str]()
        return Ended(run_id=run.run_id, what=run.job_name, failed=bad, succeeded=(fine | recorded) - bad)
    return Ended(run_id=run.run_id, what=run.job_name, failed=frozenset({subject}))


def end_of_picked(account: Account, instance: dg.DagsterInstance, run: dg.DagsterRun, ours: Iterable[str]) -> Ended:
    """A run of picked assets: about each album of each asset that it was to bring about."""
    planned = events_of(instance, run.run_id, dg.DagsterEventType.ASSET_MATERIALIZATION_PLANNED)
    done = events_of(instance, run.run_id, dg.DagsterEventType.ASSET_MATERIALIZATION)
    failed: set[str] = set()
    succeeded: set[str] = set()
    names = list(ours)
    for name in names:
        missing = planned.get(account.key(name), set()) - done.get(account.key(name), set())
        succeeded |= {subject_of(account, name, partition) for partition in done.get(account.key(name), set())}
        if missing and not failed and run.status is dg.DagsterRunStatus.FAILURE:
            failed = {subject_of(account, name, partition) for partition in missing}
    what = ", ".join(account.key(name).to_user_string() for name in names) or "checks"
    checks = job_subject(f"the checks of {what}")
    if run.status is dg.DagsterRunStatus.SUCCESS:
        succeeded.add(checks)
    elif not failed:
        failed.add(checks)
    return Ended(run_id=run.run_id, what=what, failed=frozenset(failed), succeeded=frozenset(succeeded - failed))


def subject_of(account: Account, asset: str, partition: str) -> str:
    """An album of an asset, or an asset without partitions."""
    if partition:
        return album_subject(asset, album_key(partition))
    return job_subject(account.key(asset).to_user_string())


def events_of(instance: dg.DagsterInstance, run_id: str, kind: dg.DagsterEventType) -> dict[dg.AssetKey, set[str]]:
    """Asset -> partitions of the events of this kind; "" where an asset has none."""
    found: dict[dg.AssetKey, set[str]] = {}
    for record in instance.get_records_for_run(run_id, of_type={kind}).records:
        event = record.event_log_entry.get_dagster_event()
        if event.asset_key is None:
            continue
        partitions = found.setdefault(event.asset_key, set())
        subset = getattr(event.event_specific_data, "partitions_subset", None)
        if subset is not None:
            partitions.update(subset.get_partition_keys())
        else:
            partitions.add(event.partition or "")
    return found


def failure_says(instance: dg.DagsterInstance, run_id: str, label: str) -> list[dg.MetadataValue]:
    """What the failures of a run say under this label of their metadata."""
    found = []
    for record in instance.get_records_for_run(run_id, of_type={dg.DagsterEventType.STEP_FAILURE}).records:
        failure = record.event_log_entry.get_dagster_event().step_failure_data.user_failure_data
        if failure is not None and label in failure.metadata:
            found.append(failure.metadata[label])
    return found


def why_failed(instance: dg.DagsterInstance, run_id: str) -> str:
    """What the step that failed first said: the sentence, what the run left behind, and the fix."""
    for record in instance.get_records_for_run(run_id, of_type={dg.DagsterEventType.STEP_FAILURE}, limit=1).records:
        failure = record.event_log_entry.get_dagster_event().step_failure_data.user_failure_data
        if failure is not None and failure.description:
            return failure.description
    return ""


def albums_that_failed(instance: dg.DagsterInstance, run_id: str) -> list[str]:
    """The albums that the failures of a run name."""
    said = [found.value for found in failure_says(instance, run_id, FAILED_ALBUMS)]
    return sorted({str(album) for albums in said if isinstance(albums, list) for album in albums})
