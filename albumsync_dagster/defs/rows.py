"""The Supabase side: what the photo rows say of an album."""

import dagster as dg
from dagster import MetadataValue

from albumsync_dagster.defs.account import Account
from albumsync_dagster.defs.albums import gone_from_smugmug
from albumsync_dagster.defs.failing import as_dagster_failure
from albumsync_dagster.defs.partitions import BATCHES, album_key
from albumsync_dagster.defs.shown import link, table
from albumsync_dagster.supabase import AlbumState

PHOTO_COLUMNS = dg.TableSchema(
    [
        dg.TableColumn("photo_id", "uuid", "The photo."),
        dg.TableColumn("album_key", "text", "SmugMug's key of the album."),
        dg.TableColumn("album_name", "text", "The album's name as the gallery site shows it."),
        dg.TableColumn("updated_at", "timestamptz", "Moves only when a value of the row changes."),
    ]
)


def rows_asset(account: Account) -> dg.AssetsDefinition:
    """The asset ``supabase_photo_rows``."""

    @dg.asset(
        key=account.key("supabase_photo_rows"),
        group_name=account.group("supabase"),
        kinds={"supabase", "table"},
        owners=account.owners,
        deps=[account.key("album_renames")],
        partitions_def=account.albums,
        backfill_policy=BATCHES,
        pool=account.pool,
        required_resource_keys={account.supabase_key},
        metadata={"dagster/table_name": "photo_metadata", "dagster/column_schema": PHOTO_COLUMNS},
    )
    def supabase_photo_rows(context: dg.AssetExecutionContext) -> None:
        """Which names the photo rows of an album carry, counted row by row after the rename.

        Reads only. Rows that differ from SmugMug are healed by the next sync, or at once by the job `heal_names`.
        """
        partitions = {album_key(partition): partition for partition in context.partition_keys}
        with as_dagster_failure():
            states = account.supabase(context).states(sorted(partitions))
        shown = {partitions[state.album.album_key]: rows_metadata(state) for state in states}
        if not (unknown := sorted(set(partitions.values()) - set(shown))):
            for partition, metadata in shown.items():
                context.add_asset_metadata(metadata, partition_key=partition)
            return
        for partition, metadata in shown.items():
            context.log_event(dg.AssetMaterialization(context.asset_key, partition=partition, metadata=metadata))
        raise gone_from_smugmug(unknown, of=len(partitions))

    return supabase_photo_rows


def rows_metadata(state: AlbumState) -> dict[str, dg.MetadataValue]:
    """The rows of one album beside the name that SmugMug has."""
    rows = state.rows
    shown: dict[str, dg.MetadataValue] = {
        "smugmug_name": MetadataValue.text(state.album.name),
        "dagster/partition_row_count": MetadataValue.int(rows.total),
        "rows": MetadataValue.int(rows.total),
        "rows_differing": MetadataValue.int(state.rows_differing),
        "rows_without_name": MetadataValue.int(rows.missing),
        "names": table(("name", "rows"), rows.names.items()),
        **link(state.album.web_uri),
    }
    if state.verified_at is not None:
        shown["verified_at"] = MetadataValue.timestamp(state.verified_at)
    return shown
