"""What starts runs without a person: schedules and sensors. Everything starts stopped; Automation switches it on.

Here: times, cursors, run requests. Not here: what a run does (the other modules), which albums are asked for
(``enrichment``), what an alert is (``sync.alerting``).
"""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import dagster as dg

from albumsync_dagster.defs.checks import CHECKS
from albumsync_dagster.defs.enrichment import Cursor, Sync, ask_again, next_albums, run_key
from albumsync_dagster.defs.health import sync_health
from albumsync_dagster.defs.partitions import ALBUM_PARTITIONS, ALBUMS, new_partitions, partitions_by_album
from albumsync_dagster.defs.renames import SyncOptions, sync_albums
from albumsync_dagster.defs.resources import Supabase
from albumsync_dagster.defs.webhook import post
from albumsync_dagster.settings import load_settings
from albumsync_dagster.supabase import SupabaseClient
from albumsync_dagster.sync.alerting import Alert, alerts_of, news

QUIET_SECONDS = 300
"""Rows of an album are taken to be still arriving until none was written for this long."""

verify_names = dg.define_asset_job(
    "verify_names",
    selection=dg.AssetSelection.checks(*CHECKS),
    description="Compare both sides whole. Materializes nothing, and writes nothing but the time of verification.",
)
health_report = dg.define_asset_job(
    "health_report",
    selection=dg.AssetSelection.assets(sync_health),
    description="Materialize `sync_health`: the figures and the drift of the account, for the curves.",
)

nightly_sync = dg.ScheduleDefinition(
    name="nightly_sync",
    job=sync_albums,
    cron_schedule="30 3 * * *",
    tags={"albumsync/trigger": "schedule"},
    description="Renames what drifted, every night at 3:30 UTC.",
)
hourly_verify = dg.ScheduleDefinition(
    name="hourly_verify",
    job=verify_names,
    cron_schedule="15 * * * *",
    tags={"albumsync/trigger": "schedule"},
    description="Compares both sides a quarter past every hour.",
)
daily_health = dg.ScheduleDefinition(
    name="daily_health",
    job=health_report,
    cron_schedule="0 5 * * *",
    tags={"albumsync/trigger": "schedule"},
    description="Figures of the account, every day at 5:00 UTC.",
)


@dg.sensor(
    job=sync_albums,
    minimum_interval_seconds=60,
    description=(
        "Syncs albums whose enrichment is complete: no photo row lacks enriched_at, or "
        "album_enrichment.completed_at is set. One run for all albums of a tick; an album whose rows are still "
        "arriving waits until none came for five minutes. A run that failed is asked for again, later and later."
    ),
)
def enrichment_complete(context: dg.SensorEvaluationContext, supabase: Supabase) -> dg.SensorResult:
    """One tick. If the database can not be read the tick is red, and nothing is passed over."""
    cursor = Cursor.model_validate_json(context.cursor) if context.cursor else Cursor()
    again, left, cursor = ask_again(cursor, unfinished_syncs(context.instance, cursor.waiting), datetime.now(UTC))
    albums, cursor = next_albums(
        cursor, lambda after, limit: supabase.client.enriched_since(after, limit=limit, quiet_seconds=QUIET_SECONDS)
    )
    if left:
        context.log.warning(f"Their syncs failed too often; left to nightly_sync: {', '.join(left)}")
    requests = [sync_request(each.run_key, each.album_keys, attempt=each.attempt) for each in again]
    if albums:
        requests.append(sync_request(run_key(albums), [album.album_key for album in albums]))
    if not requests:
        waiting = f" Failed syncs that wait for their next attempt: {len(cursor.waiting)}." if cursor.waiting else ""
        return dg.SensorResult(
            cursor=cursor.model_dump_json(), skip_reason=f"No album was enriched since its last sync.{waiting}"
        )
    added = missing_partitions(context.instance, supabase.client, [album.album_key for album in albums])
    return dg.SensorResult(
        run_requests=requests,
        cursor=cursor.model_dump_json(),
        dynamic_partitions_requests=[ALBUMS.build_add_request(added)] if added else [],
    )


def sync_request(key: str, album_keys: Sequence[str], *, attempt: int = 0) -> dg.RunRequest:
    """One run of ``sync_albums`` for these albums."""
    tags = {"albumsync/trigger": "enrichment", "albumsync/albums": str(len(album_keys))}
    if attempt:
        tags["albumsync/attempt"] = str(attempt)
    return dg.RunRequest(run_key=key, run_config={"albums": list(album_keys)}, tags=tags)


def unfinished_syncs(instance: dg.DagsterInstance, run_keys: Iterable[str]) -> dict[str, Sync]:
    """The runs with these keys that did not come to a good end, by run key.

    A run that ended well is over; so is one that a person cancelled or deleted. A run that was started anew, by
    Dagster or by a person, has the key of the first, and the newest counts.
    """
    found = {}
    for key in run_keys:
        filters = dg.RunsFilter(job_name=sync_albums.name, tags={"dagster/run_key": key})
        for record in instance.get_run_records(filters, limit=1):
            run = record.dagster_run
            if run.status in (dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.CANCELED):
                continue
            ended = record.end_time or record.update_timestamp.timestamp()
            config = SyncOptions.model_validate(run.run_config)
            found[key] = Sync(
                album_keys=tuple(config.albums),
                failed_at=datetime.fromtimestamp(ended, UTC) if run.is_finished else None,
            )
    return found


def missing_partitions(instance: dg.DagsterInstance, client: SupabaseClient, album_keys: list[str]) -> list[str]:
    """Partitions to be added for these albums; an album that was never listed gets its own when the run lists it."""
    known = instance.get_dynamic_partitions(ALBUM_PARTITIONS)
    partitioned = partitions_by_album(known)
    strangers = [key for key in album_keys if key not in partitioned]
    if not strangers:
        return []
    return new_partitions([state.album for state in client.states(strangers)], known)


ALERTED_JOBS = ("sync_albums", "verify_names", "refresh_albums", "heal_names", "undo_renames", "health_report")
"""Jobs whose last run should not have failed, and runs of picked assets, which Dagster calls ``__ASSET_JOB``."""


@dg.sensor(
    minimum_interval_seconds=60,
    description=(
        "Tells what a person should act on, once when it begins and once when it is over: here in the log, and to "
        "the webhook ALBUMSYNC_WEBHOOK_URL where that is set."
    ),
)
def alerts(context: dg.SensorEvaluationContext, supabase: Supabase) -> dg.SensorResult:
    """One tick. Where the webhook is dead it is red, and the next one tells the same again; syncs do not notice."""
    settings = load_settings()
    health = supabase.client.health(alert_over=settings.alert_drift)
    open_changes = supabase.client.open_changes() if health.open_changes else []
    now = [*alerts_of(health, open_changes), *failed_runs(context.instance)]
    told = json.loads(context.cursor) if context.cursor else []
    new = news(told, now)
    for alert in new.begun:
        context.log.warning(str(alert))
    for key in new.resolved:
        context.log.info(f"Resolved: {key}")
    if settings.webhook_url is not None and (new.begun or new.resolved):
        post(settings.webhook_url.get_secret_value(), new, settings.webhook_format)
    return dg.SensorResult(
        cursor=json.dumps(sorted({alert.key for alert in now})),
        skip_reason=f"{len(new.begun)} alerts begun, {len(new.resolved)} resolved, {len(now)} in all.",
    )


def failed_runs(instance: dg.DagsterInstance) -> list[Alert]:
    """An alert for each job whose newest finished run failed; it is over when a later run succeeds."""
    found = []
    for job in (*ALERTED_JOBS, "__ASSET_JOB"):
        newest = instance.get_runs(dg.RunsFilter(job_name=job, statuses=FINISHED), limit=1)
        if newest and newest[0].status is dg.DagsterRunStatus.FAILURE:
            name = "picked assets" if job == "__ASSET_JOB" else job
            found.append(
                Alert(
                    key=f"failed_run:{job}",
                    sentence=f"The last run of {name} failed",
                    fix=f"the web UI says why in one sentence: run {newest[0].run_id}",
                )
            )
    return found


FINISHED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE]
