"""The SmugMug side: the list of albums, and the days on which their photos were taken.

Here: when the account is read and what is shown of it. Not here: how a reading proves itself complete (``smugmug``),
which photos have to be read (``sync.reading``).
"""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import dagster as dg
from dagster import MetadataValue
from pydantic import Field

from albumsync_dagster.defs.account import Account
from albumsync_dagster.defs.failing import RETRY_ALL_STEPS, as_dagster_failure, failed_albums
from albumsync_dagster.defs.partitions import BATCHES, album_key, new_partitions, partitions_by_album
from albumsync_dagster.defs.progress import progress_in_log, time_in_log
from albumsync_dagster.defs.shown import link, read_failures_table, table
from albumsync_dagster.naming import Album, CaptureDays
from albumsync_dagster.supabase import AlbumState, ListingRecorded
from albumsync_dagster.sync.reading import PhotosRead, read_listing, read_photos
from albumsync_dagster.sync.values import Systems

if TYPE_CHECKING:
    from albumsync_dagster.supabase import SupabaseClient

NOT_LISTED = "A partition stays when its album is deleted; the job refresh_albums reads new albums."

READING = "Reading the list of albums"

LISTED_COLUMNS = dg.TableSchema(
    [
        dg.TableColumn("album_key", "text", "SmugMug's key.", constraints=dg.TableColumnConstraints(nullable=False)),
        dg.TableColumn("name", "text", "The name that SmugMug has: the source of truth."),
        dg.TableColumn("url_name", "text", "The part of the album's address that a rename leaves alone."),
        dg.TableColumn("image_count", "integer", "Photos and videos."),
        dg.TableColumn("last_updated", "text", "SmugMug's stamp; compared for difference only."),
        dg.TableColumn("verified_at", "timestamptz", "When both sides were last found to agree."),
    ]
)
CAPTURE_COLUMNS = dg.TableSchema(
    [
        dg.TableColumn("album_key", "text", "SmugMug's key."),
        dg.TableColumn("capture_days", "jsonb", "Day -> number of photos, by the camera's own clock."),
        dg.TableColumn("captured_as_of", "timestamptz", "When the photos were read."),
    ]
)


def fresh(account: Account) -> dg.FreshnessPolicy:
    """Marks what is older than the settings allow as overdue."""
    return dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=account.settings.fresh_hours))


def listed_asset(account: Account) -> dg.AssetsDefinition:
    """The asset ``smugmug_albums``."""

    @dg.asset(
        key=account.key("smugmug_albums"),
        group_name=account.group("smugmug"),
        kinds={"smugmug", "source"},
        owners=account.owners,
        pool=account.pool,
        required_resource_keys=account.both,
        freshness_policy=fresh(account),
        metadata={"dagster/column_schema": LISTED_COLUMNS, "dagster/table_name": "smugmug_albums"},
    )
    def smugmug_albums(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        """The complete list of the account's albums.

        Materialize it first, and whenever albums were added: every album becomes a partition of the assets to the
        right. Albums that a listing does not show keep their partition and are counted as missing.
        """
        with as_dagster_failure():
            systems = account.systems(context)
            with time_in_log(context, READING, systems.smugmug):
                listing, albums = read_listing(systems, account.run(context))
        added = add_partitions(account, context.instance, albums)
        requests = systems.smugmug.usage.total
        return dg.MaterializeResult(metadata={**listing_metadata(listing, albums, added), "requests": requests})

    return smugmug_albums


def add_partitions(account: Account, instance: dg.DagsterInstance, albums: list[Album]) -> list[str]:
    """Make every album that has none a partition; returns the new ones."""
    added = new_partitions(albums, instance.get_dynamic_partitions(account.partitions))
    instance.add_dynamic_partitions(account.partitions, added)
    return added


def refresh(
    account: Account, context: dg.OpExecutionContext, *, album_keys: Collection[str] | None, full: bool = False
) -> PhotosRead:
    """Read the list, and the photos of albums that changed; add partitions; record what changed and only that.

    Raises:
        SmugMugError: The list could not be read whole, or SmugMug is out of reach.
    """
    systems, run = account.systems(context), account.run(context)
    with time_in_log(context, READING, systems.smugmug):
        listing, albums = read_listing(systems, run)
    added = add_partitions(account, context.instance, albums)
    if added or listing.added or listing.changed or listing.missing:
        metadata = listing_metadata(listing, albums, added)
        context.log_event(dg.AssetMaterialization(account.key("smugmug_albums"), metadata=metadata))
    wanted = [album for album in albums if album_keys is None or album.album_key in album_keys]
    read = read_photos(
        systems,
        run,
        wanted,
        full=full,
        reread_days=account.settings.reread_days,
        progress=progress_in_log(context, "Albums whose photos are read"),
    )
    for failure in read.failures:
        context.log.warning(f"The photos of {failure.album.name!r} were not read: {failure.error.sentence}")
    record_photos(account, context, systems, read.read)
    return read


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


def listing_metadata(listing: ListingRecorded, albums: list[Album], added: list[str]) -> dict[str, dg.MetadataValue]:
    """What a listing changed."""
    names = {album.album_key: album.name for album in albums}
    return {
        "dagster/row_count": MetadataValue.int(listing.albums),
        "albums": MetadataValue.int(listing.albums),
        "photos": MetadataValue.int(sum(album.image_count or 0 for album in albums)),
        "albums_added": MetadataValue.int(len(listing.added)),
        "albums_changed": MetadataValue.int(len(listing.changed)),
        "albums_missing": MetadataValue.int(len(listing.missing)),
        "partitions_added": MetadataValue.int(len(added)),
        "added": table(("partition", "name"), ((key, names[album_key(key)]) for key in added)),
    }


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
            albums = systems.smugmug.albums_by_key(sorted(keys))
            systems.supabase.refresh_albums(list(albums.values()))
            read = read_photos(
                systems,
                account.run(context),
                list(albums.values()),
                reread_days=account.settings.reread_days,
                progress=progress_in_log(context, "Albums whose photos are read"),
            )
            states = {state.album.album_key: state for state in systems.supabase.states(sorted(albums))}
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


def not_listed(client: "SupabaseClient", album_keys: Collection[str]) -> dict[str, str | None]:
    """The albums among these that the newest list of the account does not show: key -> the name it had, if any.

    A partition outlives its album, so it can be picked, and must not keep the albums beside it waiting.
    """
    states = {state.album.album_key: state for state in client.states(sorted(album_keys))}
    return {
        key: states[key].album.name if key in states else None
        for key in sorted(album_keys)
        if key not in states or states[key].missing_since is not None
    }


def gone_from_smugmug(partitions: Sequence[str], *, of: int) -> dg.Failure:
    """The failure of a run in which albums were picked that SmugMug does not have."""
    named = ", ".join(partitions[:3]) + (f" and {len(partitions) - 3} more" if len(partitions) > 3 else "")
    return dg.Failure(
        description=f"{len(partitions)} of {of} albums are not in SmugMug: {named}. {NOT_LISTED}",
        metadata=failed_albums([album_key(partition) for partition in partitions]),
        allow_retries=False,
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


class RefreshOptions(dg.Config):
    """What can be chosen for one run of ``refresh_albums``."""

    full: bool = Field(default=False, description="Read the photos of every album, changed or not.")
    albums: list[str] = Field(
        default=[],
        description="Album keys or partitions whose photos are read, for instance [SJT3DX]. Empty takes all; the list"
        " of albums is always read whole.",
    )


def could_not_read(read: PhotosRead) -> dg.Failure:
    """The failure of a run that could not read the photos of some albums: the first reasons, and a table."""
    first = " ".join(f"{failure.album.name!r}: {failure.error.sentence}" for failure in read.failures[:3])
    return dg.Failure(
        description=f"The photos of {len(read.failures)} albums could not be read whole. {first}",
        metadata={
            "failures": read_failures_table(read.failures),
            "failed": len(read.failures),
            **failed_albums([failure.album.album_key for failure in read.failures]),
        },
        allow_retries=False,
    )


def refresh_job(account: Account) -> dg.JobDefinition:
    """The job ``refresh_albums``."""
    step = account.called("read_changes")

    @dg.op(name=step, pool=account.pool, required_resource_keys=account.both)
    def read_changes(context: dg.OpExecutionContext, config: RefreshOptions) -> None:
        """Read the list, and the photos of albums that changed; fail where an album could not be read whole."""
        keys = frozenset(map(album_key, config.albums)) or None
        with as_dagster_failure():
            read = refresh(account, context, album_keys=keys, full=config.full)
        context.add_output_metadata(
            {
                "albums_read": read.due,
                "photos": read.photos,
                "undated": read.undated,
                "failed": len(read.failures),
                "failures": read_failures_table(read.failures),
                "requests": account.smugmug(context).usage.total,
            }
        )
        if read.failures:
            raise could_not_read(read)

    @dg.config_mapping
    def options(options: RefreshOptions) -> dict[str, Any]:
        return {"ops": {step: {"config": options.model_dump()}}}

    @dg.job(
        name=account.called("refresh_albums"),
        config=options,
        tags=RETRY_ALL_STEPS,
        executor_def=dg.in_process_executor,
    )
    def refresh_albums() -> None:
        """Read what changed in SmugMug, for all albums at once: the list, and the photos of albums that changed."""
        read_changes()

    return refresh_albums
