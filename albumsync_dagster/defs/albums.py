"""The SmugMug side: the list of albums, and the days on which their photos were taken.

Here: when the account is read and what is shown of it. Not here: how a reading proves itself complete (``smugmug``),
which photos have to be read (``sync.reading``).
"""

from collections.abc import Collection, Sequence

import dagster as dg
from dagster import MetadataValue as Shown
from pydantic import Field

from albumsync_dagster.defs.failing import FROM_THE_START, in_one_sentence
from albumsync_dagster.defs.partitions import (
    ALBUM_PARTITIONS,
    ALBUMS,
    BATCHES,
    album_key,
    new_partitions,
    partitions_by_album,
)
from albumsync_dagster.defs.resources import SMUGMUG_POOL, SmugMug, Supabase, run_of
from albumsync_dagster.defs.shown import link, read_failures_table, table
from albumsync_dagster.naming import Album, CaptureDays
from albumsync_dagster.settings import load_settings
from albumsync_dagster.supabase import AlbumState, ListingRecorded, SupabaseClient
from albumsync_dagster.sync.reading import PhotosRead, read_listing, read_photos
from albumsync_dagster.sync.values import Systems

NOT_LISTED = "A partition stays when its album is deleted; the job refresh_albums reads new albums."


@dg.asset(
    group_name="smugmug",
    kinds={"smugmug", "source"},
    owners=["team:gallery"],
    pool=SMUGMUG_POOL,
    metadata={
        "dagster/column_schema": dg.TableSchema(
            [
                dg.TableColumn(
                    "album_key", "text", "SmugMug's key.", constraints=dg.TableColumnConstraints(nullable=False)
                ),
                dg.TableColumn("name", "text", "The name that SmugMug has: the source of truth."),
                dg.TableColumn("url_name", "text", "The part of the album's address that a rename leaves alone."),
                dg.TableColumn("image_count", "integer", "Photos and videos."),
                dg.TableColumn("last_updated", "text", "SmugMug's stamp; compared for difference only."),
                dg.TableColumn("verified_at", "timestamptz", "When both sides were last found to agree."),
            ]
        ),
        "dagster/table_name": "smugmug_albums",
    },
)
def smugmug_albums(
    context: dg.AssetExecutionContext, smugmug: SmugMug, supabase: Supabase
) -> dg.MaterializeResult[None]:
    """The complete list of the account's albums.

    Materialize it first, and whenever albums were added: every album becomes a partition of the assets to the right.
    Albums that a listing does not show keep their partition and are counted as missing.
    """
    with in_one_sentence():
        systems = Systems(smugmug, supabase)
        listing, albums = read_listing(systems, run_of(context))
    added = add_partitions(context.instance, albums)
    return dg.MaterializeResult(metadata={**listing_shown(listing, albums, added), "requests": smugmug.usage.total})


def add_partitions(instance: dg.DagsterInstance, albums: list[Album]) -> list[str]:
    """Make every album that has none a partition; returns the new ones."""
    added = new_partitions(albums, instance.get_dynamic_partitions(ALBUM_PARTITIONS))
    instance.add_dynamic_partitions(ALBUM_PARTITIONS, added)
    return added


def refresh(
    context: dg.OpExecutionContext, systems: Systems, *, album_keys: Collection[str] | None, full: bool = False
) -> PhotosRead:
    """Read the list, and the photos of albums that changed; add partitions; record what changed and only that.

    Raises:
        SmugMugError: The list could not be read whole, or SmugMug is out of reach.
    """
    run = run_of(context)
    listing, albums = read_listing(systems, run)
    added = add_partitions(context.instance, albums)
    if added or listing.added or listing.changed or listing.missing:
        context.log_event(dg.AssetMaterialization(smugmug_albums.key, metadata=listing_shown(listing, albums, added)))
    wanted = [album for album in albums if album_keys is None or album.album_key in album_keys]
    read = read_photos(systems, run, wanted, full=full, reread_days=load_settings().reread_days)
    for failure in read.failures:
        context.log.warning(f"The photos of {failure.album.name!r} were not read: {failure.error.sentence}")
    record_photos(context, systems, read.read)
    return read


def record_photos(context: dg.OpExecutionContext, systems: Systems, album_keys: Sequence[str]) -> None:
    """A materialization of ``album_photos`` for each of these albums."""
    if not album_keys:
        return
    partitions = partitions_by_album(context.instance.get_dynamic_partitions(ALBUM_PARTITIONS))
    for state in systems.supabase.states(album_keys):
        context.log_event(
            dg.AssetMaterialization(
                album_photos.key, partition=partitions[state.album.album_key], metadata=capture_shown(state)
            )
        )


def listing_shown(listing: ListingRecorded, albums: list[Album], added: list[str]) -> dict[str, dg.MetadataValue]:
    """What a listing changed."""
    names = {album.album_key: album.name for album in albums}
    return {
        "dagster/row_count": Shown.int(listing.albums),
        "albums": Shown.int(listing.albums),
        "photos": Shown.int(sum(album.image_count or 0 for album in albums)),
        "albums_added": Shown.int(len(listing.added)),
        "albums_changed": Shown.int(len(listing.changed)),
        "albums_missing": Shown.int(len(listing.missing)),
        "partitions_added": Shown.int(len(added)),
        "added": table(("partition", "name"), ((key, names[album_key(key)]) for key in added)),
    }


@dg.asset(
    group_name="smugmug",
    kinds={"smugmug", "table"},
    owners=["team:gallery"],
    deps=[smugmug_albums],
    partitions_def=ALBUMS,
    backfill_policy=BATCHES,
    pool=SMUGMUG_POOL,
)
def album_photos(context: dg.AssetExecutionContext, smugmug: SmugMug, supabase: Supabase) -> None:
    """On which days the photos of an album were taken, by the camera's own clock.

    Photos are read only where the album changed since they were read last; an album that did not costs no request.
    An album whose photos can not be read whole fails alone and keeps what was known of it.
    """
    keys = {album_key(partition): partition for partition in context.partition_keys}
    with in_one_sentence():
        systems = Systems(smugmug, supabase)
        albums = systems.smugmug.albums_by_key(sorted(keys))
        supabase.refresh_albums(list(albums.values()))
        read = read_photos(systems, run_of(context), list(albums.values()), reread_days=load_settings().reread_days)
        states = {state.album.album_key: state for state in supabase.states(sorted(albums))}
    unread = {failure.album.album_key for failure in read.failures}
    good = {key: capture_shown(states[key]) for key in keys if key in states and key not in unread}
    if len(good) == len(keys):
        for key, metadata in good.items():
            context.add_asset_metadata(metadata, partition_key=keys[key])
        return
    for key, metadata in good.items():
        context.log_event(dg.AssetMaterialization(context.asset_key, partition=keys[key], metadata=metadata))
    if read.failures:
        raise could_not_read(read)
    raise gone_from_smugmug([keys[key] for key in keys if key not in good], of=len(keys))


def not_listed(client: SupabaseClient, album_keys: Collection[str]) -> dict[str, str | None]:
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
        description=f"{len(partitions)} of {of} albums are not in SmugMug: {named}. {NOT_LISTED}", allow_retries=False
    )


def capture_shown(state: AlbumState) -> dict[str, dg.MetadataValue]:
    """The capture days of one album."""
    capture = state.capture or CaptureDays()
    days = sorted({*capture.days, *capture.video_days})
    shown: dict[str, dg.MetadataValue] = {
        "name": Shown.text(state.album.name),
        "photos": Shown.int(capture.total),
        "days": Shown.int(len(days)),
        "undated": Shown.int(capture.undated),
        "capture_days": table(
            ("day", "photos", "videos"),
            ((day.isoformat(), capture.days.get(day, 0), capture.video_days.get(day, 0)) for day in days),
        ),
        **link(state.album.web_uri),
    }
    if state.captured_as_of is not None:
        shown["read_at"] = Shown.timestamp(state.captured_as_of)
    return shown


class RefreshOptions(dg.Config):
    """What can be chosen for one run of ``refresh_albums``."""

    full: bool = Field(default=False, description="Read the photos of every album, changed or not.")
    albums: list[str] = Field(
        default=[],
        description="Album keys or partitions whose photos are read. Empty takes all; the list is always whole.",
    )


@dg.op(pool=SMUGMUG_POOL)
def read_changes(context: dg.OpExecutionContext, config: RefreshOptions, smugmug: SmugMug, supabase: Supabase) -> None:
    """Read the list, and the photos of albums that changed; fail where an album could not be read whole."""
    keys = frozenset(map(album_key, config.albums)) or None
    with in_one_sentence():
        read = refresh(context, Systems(smugmug, supabase), album_keys=keys, full=config.full)
    context.add_output_metadata(
        {
            "albums_read": read.due,
            "photos": read.photos,
            "undated": read.undated,
            "failed": len(read.failures),
            "failures": read_failures_table(read.failures),
            "requests": smugmug.usage.total,
        }
    )
    if read.failures:
        raise could_not_read(read)


def could_not_read(read: PhotosRead) -> dg.Failure:
    """The failure of a run that could not read the photos of some albums: the first reasons, and a table."""
    first = " ".join(f"{failure.album.name!r}: {failure.error.sentence}" for failure in read.failures[:3])
    return dg.Failure(
        description=f"The photos of {len(read.failures)} albums could not be read whole. {first}",
        metadata={"failures": read_failures_table(read.failures), "failed": len(read.failures)},
        allow_retries=False,
    )


@dg.job(tags=FROM_THE_START)
def refresh_albums() -> None:
    """Read what changed in SmugMug, for all albums at once: the list, and the photos of albums that changed."""
    read_changes()
