"""The sensor that tells what a person should act on, once when it begins and once when it is over.

Here: telling. Not here: reading the ends of runs (``run_ends``), which failures stand (``ended``), which figures are
an alert (``sync.alerting``), the form of a message (``webhook``).
"""

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import dagster as dg

from albumsync_dagster.defs.account import Account
from albumsync_dagster.defs.ended import follow
from albumsync_dagster.defs.event_log_io import read_cursor
from albumsync_dagster.defs.run_ends import Cursor, ended_since
from albumsync_dagster.defs.webhook import post
from albumsync_dagster.errors import AlbumSyncError
from albumsync_dagster.sync.alerting import Alert, News, alerts_of, news

if TYPE_CHECKING:
    from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition


UNREAD = "unread_figures"


def unread_figures(error: AlbumSyncError) -> Alert:
    """The alert that the database cannot be read."""
    return Alert(key=UNREAD, sentence="The figures of the account cannot be read", fix=str(error).removesuffix("."))


def alerts_sensor(account: Account, health_report: "UnresolvedAssetJobDefinition") -> dg.SensorDefinition:
    """The sensor ``alerts``."""

    @dg.sensor(
        name=account.called("alerts"),
        job=health_report,
        minimum_interval_seconds=60,
        description=(
            "Reports what needs attention, once when it begins and once when it is over: here in the log, and to"
            " the webhook ALBUMSYNC_WEBHOOK_URL where that is set. A tick that reports something records the figures."
            " It starts with the runs that end after it was switched on."
        ),
    )
    def alerts(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        """One tick. Where the webhook is dead it is red, and the next one tells the same again; syncs do not notice.

        Where the database cannot be read, that is an alert too: runs fail just then.
        """
        settings = account.settings
        origin = context.code_location_origin
        with_cursor = read_cursor(Cursor, context.cursor) if context.cursor else Cursor(at=datetime.now(UTC))
        ended, cursor = ended_since(account, context.instance, with_cursor, origin.location_name if origin else None)
        followed = follow(cursor.standing, ended)
        unread = ""
        try:
            with account.supabase_for_a_tick() as supabase:
                health = supabase.health(alert_over=settings.alert_drift)
                now = alerts_of(health, supabase.open_changes() if health.open_changes else [])
            figures, keys = news(cursor.figures, now), {alert.key for alert in now}
        except AlbumSyncError as error:
            unread = str(error)
            # What was reported about the figures stands until they can be read.
            figures = News(begun=() if UNREAD in cursor.figures else (unread_figures(error),), resolved=())
            keys = {*cursor.figures, UNREAD}
        new = News(
            begun=(*figures.begun, *followed.begun), resolved=tuple(sorted((*figures.resolved, *followed.resolved)))
        )
        for alert in new.begun:
            context.log.warning(str(alert))
        for key in new.resolved:
            context.log.info(f"Resolved: {key}")
        is_news = bool(new.begun or new.resolved)
        if settings.webhook_url is not None and is_news:
            post(
                settings.webhook_url.get_secret_value(),
                new,
                settings.webhook_format,
                account=account.name or "albumsync",
            )
        after = cursor.model_copy(
            update={"standing": followed.standing, "figures": tuple(sorted(keys))}
        ).model_dump_json()
        if unread:
            return dg.SensorResult(cursor=after, skip_reason=f"The figures of the account cannot be read. {unread}")
        if is_news:
            key = f"alerts:{hashlib.sha256(after.encode()).hexdigest()[:16]}"
            return dg.SensorResult(
                cursor=after, run_requests=[dg.RunRequest(run_key=key, tags={"albumsync/trigger": "alert"})]
            )
        standing = len(keys) + len(followed.standing)
        return dg.SensorResult(cursor=after, skip_reason=f"Nothing new; alerts that are not resolved: {standing}.")

    return alerts
