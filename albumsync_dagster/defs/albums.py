"""The list of the account's albums: the asset ``smugmug_albums``, which makes each of them a partition.

Here: what is shown of a listing, and which picked albums it does not have. Not here: how a listing proves itself
complete (``smugmug``), the photos of an album (``photos``).
"""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import dagster as dg
from dagster import MetadataValue

from albumsync_dagster.defs.account import Account
from albumsync_dagster.defs.failing import as_dagster_failure, failed_albums
from albumsync_dagster.defs.partitions import album_key, new_partitions
from albumsync_dagster.defs.progress import time_in_log
from albumsync_dagster.defs.shown import table
from albumsync_dagster.naming import Album
from albumsync_dagster.supabase import ListingRecorded
from albumsync_dagster.sync.reading import read_listing

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
