"""The settings that only Dagster reads, checked by Dagster itself: cron expressions and owners.

Asked where definitions are made, and by the doctor. Not here: reading the environment (``settings``), which must not
wait for Dagster.
"""

from __future__ import annotations

from datetime import datetime

import dagster as dg

from albumsync_dagster.settings import Settings, unreadable

_SOME_YEARS = (datetime(2000, 1, 1), datetime(2009, 1, 1))  # noqa: DTZ001 - in the zone of the schedule
"""Every day that there is comes in them, 29 February too."""


def check_for_dagster(settings: Settings) -> None:
    """Refuse the values that only Dagster reads and that it does not take; its own errors name no setting.

    Raises:
        SettingsError: A cron expression, or an owner, is none.
    """
    reasons = {}
    for field in ("nightly_cron", "verify_cron", "health_cron"):
        cron = getattr(settings, field)
        try:
            dg.ScheduleDefinition(name="any", job_name="any", cron_schedule=cron)
            # The daemon looks for the next time as well, and fails for 31 April.
            dg.TimeWindowPartitionsDefinition(
                start=_SOME_YEARS[0], end=_SOME_YEARS[1], fmt="%Y", cron_schedule=cron, timezone=settings.timezone
            ).get_first_partition_key()
        except dg.DagsterInvalidDefinitionError:
            reasons[settings.variable(field)] = "it is not a cron expression of five fields, such as 30 3 * * *"
        except ValueError:
            reasons[settings.variable(field)] = "the day that it names never comes"
    try:
        dg.AssetSpec("any", owners=settings.owners)
    except dg.DagsterInvalidDefinitionError:
        reasons[settings.variable("owners")] = (
            "each owner is an e-mail address, or a team such as team:gallery; commas separate them"
        )
    if reasons:
        raise unreadable(reasons)
