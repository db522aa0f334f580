"""Jobs that people and clocks start, and the schedules. Everything starts stopped: switch it on under Automation.

Here: names, configuration, times. Not here: what a run does (the ops and checks of the other modules).
"""

import dagster as dg

from albumsync_dagster.defs.checks import album_names_in_sync
from albumsync_dagster.defs.renames import sync_albums

verify_names = dg.define_asset_job(
    "verify_names",
    selection=dg.AssetSelection.checks(album_names_in_sync),
    description="Compare both sides whole, without materializing or writing anything but the time of verification.",
)

nightly_sync = dg.ScheduleDefinition(
    name="nightly_sync",
    job=sync_albums,
    cron_schedule="30 3 * * *",
    description="Renames what drifted, every night at 3:30 UTC.",
)
