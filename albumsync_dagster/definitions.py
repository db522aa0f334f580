"""Everything Dagster loads. Nothing is opened or read here: it loads without any environment variable or network."""

import dagster as dg

from albumsync_dagster.defs import albums, automation, checks, health, keys, names, renames, repairs, resources, rows

defs = dg.Definitions(
    assets=[
        albums.smugmug_albums,
        albums.album_photos,
        names.canonical_name_proposals,
        renames.album_renames,
        rows.supabase_photo_rows,
        keys.photo_album_keys,
        health.sync_health,
    ],
    asset_checks=checks.CHECKS,
    jobs=[
        albums.refresh_albums,
        renames.sync_albums,
        repairs.heal_names,
        repairs.undo_renames,
        automation.verify_names,
        automation.health_report,
    ],
    schedules=[automation.nightly_sync, automation.hourly_verify, automation.daily_health],
    sensors=[automation.enrichment_complete, automation.alerts],
    resources={"smugmug": resources.smugmug, "supabase": resources.supabase},
    # A process for each step costs about a second each; the work is requests, which wait on the account's one pace.
    executor=dg.in_process_executor,
)
