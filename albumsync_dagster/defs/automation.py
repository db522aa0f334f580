"""What starts runs without a person: schedules and sensors. Everything starts stopped; Automation switches it on.

Here: times, cursors, run requests. Not here: what a run does (the other modules), which albums are asked for
(``enrichment``), what is an alert (``alerts``).
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import dagster as dg

from albumsync_dagster.defs.account import Account
from albumsync_dagster.defs.enrichment import Cursor, Sync, ask_again, next_albums, run_key
from albumsync_dagster.defs.event_log_io import read_cursor
from albumsync_dagster.defs.partitions import new_partitions, partitions_by_album

if TYPE_CHECKING:
    from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

    from albumsync_dagster.supabase import SupabaseClient

QUIET_SECONDS = 300
"""Rows of an album are taken to be still arriving until none was written for this long."""

BY_SCHEDULE = {"albumsync/trigger": "schedule"}


def verify_job(account: Account, checks: Sequence[dg.AssetChecksDefinition]) -> "UnresolvedAssetJobDefinition":
    """The job ``verify_names``."""
    return dg.define_asset_job(
        account.called("verify_names"),
        selection=dg.AssetSelection.checks(*checks),
        executor_def=dg.in_process_executor,
        description="Compare all names of both sides. Materializes nothing, and writes only the time of verification.",
    )


def health_job(account: Account) -> "UnresolvedAssetJobDefinition":
    """The job ``health_report``."""
    return dg.define_asset_job(
        account.called("health_report"),
        selection=dg.AssetSelection.assets(account.key("sync_health")).without_checks(),
        executor_def=dg.in_process_executor,
        description="Materialize `sync_health`: the figures and the drift of the account, for the curves.",
    )


def schedules_of(
    account: Account,
    sync_albums: dg.JobDefinition,
    verify_names: "UnresolvedAssetJobDefinition",
    health_report: "UnresolvedAssetJobDefinition",
) -> list[dg.ScheduleDefinition]:
    """The three schedules, at the hours and in the time zone of the settings."""
    settings = account.settings
    zone = settings.timezone
    return [
        dg.ScheduleDefinition(
            name=account.called("nightly_sync"),
            job=sync_albums,
            cron_schedule=settings.nightly_cron,
            execution_timezone=zone,
            run_config={"mode": "apply"},
            tags=BY_SCHEDULE,
            description=f"Renames what drifted ({settings.variable('nightly_cron')}, {zone}).",
        ),
        dg.ScheduleDefinition(
            name=account.called("hourly_verify"),
            job=verify_names,
            cron_schedule=settings.verify_cron,
            execution_timezone=zone,
            tags=BY_SCHEDULE,
            description=f"Compares both sides ({settings.variable('verify_cron')}, {zone}).",
        ),
        dg.ScheduleDefinition(
            name=account.called("daily_health"),
            job=health_report,
            cron_schedule=settings.health_cron,
            execution_timezone=zone,
            tags=BY_SCHEDULE,
            description=f"Records the figures of the account ({settings.variable('health_cron')}, {zone}).",
        ),
    ]


def enrichment_sensor(account: Account, sync_albums: dg.JobDefinition) -> dg.SensorDefinition:
    """The sensor ``enrichment_complete``."""

    @dg.sensor(
        name=account.called("enrichment_complete"),
        job=sync_albums,
        minimum_interval_seconds=60,
        description=(
            "Syncs albums whose enrichment is complete: no photo row lacks enriched_at, or"
            " album_enrichment.completed_at is set. It begins when it is switched on; `backfill: true` of sync_albums"
            " takes the older ones. One run for all albums of a tick; an album whose rows are still arriving waits"
            " until none came for five minutes. Failed runs are retried with increasing delays."
        ),
    )
    def enrichment_complete(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        """One tick. If the database cannot be read the tick is red, and nothing is passed over."""
        now = datetime.now(UTC)
        cursor = read_cursor(Cursor, context.cursor) if context.cursor else Cursor()
        if cursor.at is None:
            begun = now - timedelta(seconds=QUIET_SECONDS)
            return dg.SensorResult(
                cursor=Cursor(at=begun, begun=begun).model_dump_json(),
                skip_reason="It starts now: albums whose enrichment was complete before are not synced.",
            )
        unfinished = unfinished_syncs(account, context.instance, cursor.waiting)
        again, left, cursor = ask_again(cursor, unfinished, now)
        with account.supabase_for_a_tick() as supabase:
            albums, cursor = next_albums(
                cursor, lambda after, limit: supabase.enriched_since(after, limit=limit, quiet_seconds=QUIET_SECONDS)
            )
            added = missing_partitions(account, context.instance, supabase, [album.album_key for album in albums])
        if left:
            context.log.warning(f"Their syncs failed too often; nightly_sync takes them: {', '.join(left)}")
        requests = [sync_request(each.run_key, each.album_keys, attempt=each.attempt) for each in again]
        if albums:
            requests.append(sync_request(run_key(albums), [album.album_key for album in albums]))
        if not requests:
            waiting = (
                f" Failed syncs that wait for their next attempt: {len(cursor.waiting)}." if cursor.waiting else ""
            )
            return dg.SensorResult(
                cursor=cursor.model_dump_json(),
                skip_reason=f"No album's enrichment became complete since its last sync.{waiting}",
            )
        return dg.SensorResult(
            run_requests=requests,
            cursor=cursor.model_dump_json(),
            dynamic_partitions_requests=[account.albums.build_add_request(added)] if added else [],
        )

    return enrichment_complete


def proposals_sensor(account: Account) -> dg.AutomationConditionSensorDefinition:
    """The sensor ``proposals_follow_photos``."""
    return dg.AutomationConditionSensorDefinition(
        name=account.called("proposals_follow_photos"),
        target=dg.AssetSelection.assets(account.key("canonical_name_proposals")),
        default_status=dg.DefaultSensorStatus.STOPPED,
        run_tags={"albumsync/trigger": "photos"},
        description="Proposes names for albums whose photos were read anew. It renames nothing.",
    )


def decisions_sensor(account: Account, sync_albums: dg.JobDefinition) -> dg.SensorDefinition:
    """The sensor ``decisions_made``."""

    @dg.sensor(
        name=account.called("decisions_made"),
        job=sync_albums,
        minimum_interval_seconds=30,
        description=(
            "Renames albums that a person gave a name in a review, within a minute: those that were decided about after"
            " it was switched on. What fails is taken up by the nightly sync."
        ),
    )
    def decisions_made(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        """One tick: one run for all albums about which somebody decided since the last one."""
        after = read_cursor(int, context.cursor) if context.cursor else None
        with account.supabase_for_a_tick() as supabase:
            decided = supabase.decided_since(after)
        cursor = str(decided.sequence)
        if not decided.album_keys:
            return dg.SensorResult(cursor=cursor, skip_reason="No album was decided about since the last tick.")
        tags = {"albumsync/trigger": "decision", "albumsync/albums": str(len(decided.album_keys))}
        request = dg.RunRequest(
            run_key=f"decided:{cursor}",
            run_config={"albums": list(decided.album_keys), "mode": "apply"},
            tags=tags,
        )
        return dg.SensorResult(run_requests=[request], cursor=cursor)

    return decisions_made


def sync_request(key: str, album_keys: Sequence[str], *, attempt: int = 0) -> dg.RunRequest:
    """One run of ``sync_albums`` for these albums."""
    tags = {"albumsync/trigger": "enrichment", "albumsync/albums": str(len(album_keys))}
    if attempt:
        tags["albumsync/attempt"] = str(attempt)
    return dg.RunRequest(run_key=key, run_config={"albums": list(album_keys), "mode": "apply"}, tags=tags)


def unfinished_syncs(account: Account, instance: dg.DagsterInstance, run_keys: Iterable[str]) -> dict[str, Sync]:
    """The runs with these keys that did not come to a good end, by run key.

    A run that ended well is over; so is one that a person cancelled or deleted. A run that was started anew, by
    Dagster or by a person, has the key of the first, and the newest counts.
    """
    found = {}
    for key in run_keys:
        filters = dg.RunsFilter(job_name=account.called("sync_albums"), tags={"dagster/run_key": key})
        for record in instance.get_run_records(filters, limit=1):
            run = record.dagster_run
            if run.status in (dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.CANCELED):
                continue
            ended = record.end_time or record.update_timestamp.timestamp()
            found[key] = Sync(
                album_keys=albums_of(run),
                failed_at=datetime.fromtimestamp(ended, UTC) if run.is_finished else None,
            )
    return found


def albums_of(run: dg.DagsterRun) -> tuple[str, ...]:
    """The albums that the config of a run names."""
    albums = run.run_config.get("albums", []) if isinstance(run.run_config, dict) else []
    return tuple(map(str, albums)) if isinstance(albums, list) else ()


def missing_partitions(
    account: Account, instance: dg.DagsterInstance, client: "SupabaseClient", album_keys: list[str]
) -> list[str]:
    """Partitions to be added for these albums; an album that was never listed gets its own when the run lists it."""
    known = instance.get_dynamic_partitions(account.partitions)
    partitioned = partitions_by_album(known)
    strangers = [key for key in album_keys if key not in partitioned]
    if not strangers:
        return []
    return new_partitions([state.album for state in client.states(strangers)], known)
