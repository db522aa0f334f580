"""Reading what changed in SmugMug, for many albums at once: the job ``refresh_albums``, and the first step of a sync.

Here: when the account is read. Not here: the list (``albums``), what is shown of photos (``photos``).
"""

from collections.abc import Collection
from typing import Any

import dagster as dg
from pydantic import Field

from albumsync_dagster.defs.account import Account
from albumsync_dagster.defs.albums import READING, add_partitions, gone_from_smugmug, listing_metadata, not_listed
from albumsync_dagster.defs.failing import RETRY_ALL_STEPS, as_dagster_failure
from albumsync_dagster.defs.options import Options, album_keys
from albumsync_dagster.defs.photos import could_not_read, record_photos
from albumsync_dagster.defs.progress import progress_in_log, time_in_log
from albumsync_dagster.defs.shown import read_failures_table
from albumsync_dagster.sync.reading import PhotosRead, read_listing, read_photos


def refresh(
    account: Account, context: dg.OpExecutionContext, *, only: Collection[str] | None, full: bool = False
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
    wanted = [album for album in albums if only is None or album.album_key in only]
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


class RefreshOptions(Options):
    """What can be chosen for one run of ``refresh_albums``."""

    full: bool = Field(default=False, description="Read the photos of every album, changed or not.")
    albums: list[str] = Field(
        default=[],
        description="Album keys or partitions whose photos are read, for instance [SJT3DX]. Empty takes all; the list"
        " of albums is always read whole.",
    )


def refresh_job(account: Account) -> dg.JobDefinition:
    """The job ``refresh_albums``."""
    step = account.called("read_changes")

    @dg.op(name=step, pool=account.pool, required_resource_keys=account.both)
    def read_changes(context: dg.OpExecutionContext, config: RefreshOptions) -> None:
        """Read the list, and the photos of albums that changed; fail where an album could not be read whole."""
        with as_dagster_failure():
            keys = album_keys(config.albums) or None
            read = refresh(account, context, only=keys, full=config.full)
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
        with as_dagster_failure():
            gone = not_listed(account.supabase(context), keys or ())
        if gone:
            raise gone_from_smugmug(list(gone), of=len(keys or ()))

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
