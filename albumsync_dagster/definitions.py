"""Everything Dagster loads. Nothing is opened or read here: it loads without any environment variable or network."""

import dagster as dg

from albumsync_dagster.defs.albums import album_photos, refresh_albums, smugmug_albums
from albumsync_dagster.defs.automation import nightly_sync, verify_names
from albumsync_dagster.defs.checks import album_names_in_sync
from albumsync_dagster.defs.names import canonical_name_proposals
from albumsync_dagster.defs.renames import album_renames, sync_albums
from albumsync_dagster.defs.repairs import heal_names, undo_renames
from albumsync_dagster.defs.resources import SMUGMUG, SUPABASE
from albumsync_dagster.defs.rows import supabase_photo_rows

defs = dg.Definitions(
    assets=[smugmug_albums, album_photos, canonical_name_proposals, album_renames, supabase_photo_rows],
    asset_checks=[album_names_in_sync],
    jobs=[refresh_albums, sync_albums, verify_names, heal_names, undo_renames],
    schedules=[nightly_sync],
    resources={"smugmug": SMUGMUG, "supabase": SUPABASE},
    # A process for each step costs about a second each; the work is requests, which wait on the account's one pace.
    executor=dg.in_process_executor,
)
