"""Which album a photo row belongs to: ``album_key``, filled from SmugMug's own listings.

Not here: which albums have to be listed for that, and whose a photo is that several albums show (``sync.backfilling``).
"""

from dataclasses import asdict

import dagster as dg
from dagster import MetadataValue
from pydantic import Field

from albumsync_dagster.defs.account import Account
from albumsync_dagster.defs.failing import as_dagster_failure
from albumsync_dagster.defs.options import Options
from albumsync_dagster.defs.progress import progress_in_log
from albumsync_dagster.defs.rows import PHOTO_COLUMNS
from albumsync_dagster.defs.shown import read_failures_table, table
from albumsync_dagster.supabase import Overwrite
from albumsync_dagster.sync.backfilling import BackfillReport, backfill_keys


class BackfillOptions(Options):
    """What can be chosen for one materialization of ``photo_album_keys``."""

    dry_run: bool = Field(default=False, description="Count what would be filled, and write nothing.")
    overwrite: Overwrite = Field(
        default=Overwrite.NOTHING,
        description="Which album keys that are there may be replaced: NOTHING; DAMAGED, those that name no album; or"
        " ALL, which lists every album.",
    )


def keys_asset(account: Account) -> dg.AssetsDefinition:
    """The asset ``photo_album_keys``."""

    @dg.asset(
        key=account.key("photo_album_keys"),
        group_name=account.group("supabase"),
        kinds={"supabase", "table"},
        owners=account.owners,
        deps=[account.key("smugmug_albums")],
        pool=account.pool,
        required_resource_keys=account.both,
        metadata={"dagster/table_name": "photo_metadata", "dagster/column_schema": PHOTO_COLUMNS},
    )
    def photo_album_keys(context: dg.AssetExecutionContext, config: BackfillOptions) -> None:
        """The album of every photo row, from SmugMug's own listings. Materialize it after rows were added without.

        No address of a photo holds its album's key, and without the key a row cannot follow its album's name. Albums
        are listed only where that can fill a row; an album that cannot be listed is named, and the others are filled.
        """
        with as_dagster_failure():
            report = backfill_keys(
                account.systems(context),
                account.run(context),
                overwrite=config.overwrite,
                dry_run=config.dry_run,
                progress=progress_in_log(context, "Albums whose photos are listed"),
            )
        context.add_output_metadata(backfill_metadata(report))
        if report.failures:
            names = ", ".join(repr(failure.album.name) for failure in report.failures[:3])
            raise dg.Failure(
                description=f"{len(report.failures)} of {report.albums + len(report.failures)} albums could not be"
                f" listed: {names}. {report.failures[0].error.sentence} The others are written; materialize it again.",
                metadata={"failures": read_failures_table(report.failures)},
                allow_retries=False,
            )

    return photo_album_keys


def backfill_metadata(report: BackfillReport) -> dict[str, dg.MetadataValue]:
    """What a backfill did; the figures of rows before and after stand side by side."""
    before, after = asdict(report.before), asdict(report.after)
    return {
        "dry_run": MetadataValue.bool(report.dry_run),
        "dagster/row_count": MetadataValue.int(report.after.photos),
        "rows_without_key": MetadataValue.int(report.after.without_key),
        "rows_with_key_of_no_album": MetadataValue.int(report.after.unknown_key),
        "rows_filled": MetadataValue.int(report.counts.filled),
        "rows_replaced": MetadataValue.int(report.counts.repaired),
        "rows_kept": MetadataValue.int(report.counts.kept),
        "photos_without_row": MetadataValue.int(report.counts.unmatched),
        "photos_only_collected": MetadataValue.int(len(report.collected_only)),
        "albums_listed": MetadataValue.int(report.albums),
        "albums_not_needed": MetadataValue.int(report.not_needed),
        "rows": table(("rows", "before", "after"), ((name, before[name], after[name]) for name in before)),
    }
