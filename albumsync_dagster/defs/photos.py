"""The asset ``album_photos``: on which days the photos of an album were taken.

Here: what is shown of a reading. Not here: which photos have to be read, and how (``sync.reading``).
"""

from collections.abc import Sequence

import dagster as dg
from dagster import MetadataValue

from albumsync_dagster.defs.account import Account
from albumsync_dagster.defs.albums import gone_from_smugmug
from albumsync_dagster.defs.failing import as_dagster_failure, failed_albums
from albumsync_dagster.defs.partitions import BATCHES, album_key, partitions_by_album
from albumsync_dagster.defs.progress import progress_in_log
from albumsync_dagster.defs.shown import link, read_failures_table, table
from albumsync_dagster.naming import CaptureDays
from albumsync_dagster.supabase import AlbumState
from albumsync_dagster.sync.counting import counted
from albumsync_dagster.sync.observing import observe
from albumsync_dagster.sync.reading import PhotosRead, read_photos
from albumsync_dagster.sync.values import Systems

CAPTURE_COLUMNS = dg.TableSchema(
    [
        dg.TableColumn("album_key", "text", "SmugMug's key."),
        dg.TableColumn("capture_days", "jsonb", "Day -> number of photos, by the camera's own clock."),
        dg.TableColumn("captured_as_of", "timestamptz", "When the photos were read."),
    ]
)


def photos_asset(account: Account) -> dg.AssetsDefinition:
    """The asset ``album_photos``."""

    @dg.asset(
        key=account.key("album_photos"),
        group_name=account.group("smugmug"),
        kinds={"smugmug", "table"},
        owners=account.owners,
        deps=[account.key("smugmug_albums")],
        partitions_def=account.albums,
        backfill_policy=BATCHES,
        pool=account.pool,
        required_resource_keys=account.both,
        metadata={"dagster/column_schema": CAPTURE_COLUMNS, "dagster/table_name": "smugmug_albums"},
    )
    def album_photos(context: dg.AssetExecutionContext) -> None:
        """On which days the photos of an album were taken, by the camera's own clock.

        Photos are read only where the album changed since they were read last; an album that did not costs no request.
        An album whose photos cannot be read whole fails alone and keeps what was known of it.
        """
        keys = {album_key(partition): partition for partition in context.partition_keys}
        with as_dagster_failure():
            systems = account.systems(context)
            read_now = systems.smugmug.albums_by_key(sorted(keys))
            albums = list(observe(systems, list(read_now.values())).values())
            read = read_photos(
                systems,
                account.run(context),
                albums,
                reread_days=account.settings.reread_days,
                progress=progress_in_log(context, "Albums whose photos are read"),
            )
            listed = sorted(album.album_key for album in albums)
            states = {state.album.album_key: state for state in systems.supabase.states(listed)}
        unread = {failure.album.album_key for failure in read.failures}
        good = {key: capture_metadata(states[key]) for key in keys if key in states and key not in unread}
        if len(good) == len(keys):
            for key, metadata in good.items():
                context.add_asset_metadata(metadata, partition_key=keys[key])
            return
        for key, metadata in good.items():
            context.log_event(dg.AssetMaterialization(context.asset_key, partition=keys[key], metadata=metadata))
        if read.failures:
            raise could_not_read(read)
        raise gone_from_smugmug([keys[key] for key in keys if key not in good], of=len(keys))

    return album_photos


def record_photos(
    account: Account, context: dg.OpExecutionContext, systems: Systems, album_keys: Sequence[str]
) -> None:
    """A materialization of ``album_photos`` for each of these albums."""
    if not album_keys:
        return
    partitions = partitions_by_album(context.instance.get_dynamic_partitions(account.partitions))
    for state in systems.supabase.states(album_keys):
        context.log_event(
            dg.AssetMaterialization(
                account.key("album_photos"),
                partition=partitions[state.album.album_key],
                metadata=capture_metadata(state),
            )
        )


def capture_metadata(state: AlbumState) -> dict[str, dg.MetadataValue]:
    """The capture days of one album."""
    capture = state.capture or CaptureDays()
    days = sorted({*capture.days, *capture.video_days})
    shown: dict[str, dg.MetadataValue] = {
        "name": MetadataValue.text(state.album.name),
        "photos": MetadataValue.int(capture.total),
        "days": MetadataValue.int(len(days)),
        "undated": MetadataValue.int(capture.undated),
        "capture_days": table(
            ("day", "photos", "videos"),
            ((day.isoformat(), capture.days.get(day, 0), capture.video_days.get(day, 0)) for day in days),
        ),
        **link(state.album.web_uri),
    }
    if state.captured_as_of is not None:
        shown["read_at"] = MetadataValue.timestamp(state.captured_as_of)
    return shown


def could_not_read(read: PhotosRead) -> dg.Failure:
    """The failure of a run that could not read the photos of some albums: the first reasons, and a table."""
    first = " ".join(f"{failure.album.name!r}: {failure.error.sentence}" for failure in read.failures[:3])
    return dg.Failure(
        description=f"The photos of {counted(len(read.failures), 'album')} could not be read whole. {first}",
        metadata={
            "failures": read_failures_table(read.failures),
            "failed": len(read.failures),
            **failed_albums([failure.album.album_key for failure in read.failures]),
        },
        allow_retries=False,
    )
