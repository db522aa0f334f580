"""Proposals: the canonical name of each album, made from what the database holds.

Here: which albums are asked about and what is shown. Not here: what a good name is (``naming``), the plan (``sync``).
"""

import dagster as dg

from albumsync_dagster.defs.account import Account
from albumsync_dagster.defs.albums import gone_from_smugmug, not_listed
from albumsync_dagster.defs.failing import as_dagster_failure
from albumsync_dagster.defs.options import THRESHOLD, Options, naming_options
from albumsync_dagster.defs.partitions import BATCHES, album_key
from albumsync_dagster.defs.progress import time_in_log
from albumsync_dagster.defs.shown import proposal_metadata
from albumsync_dagster.sync.planning import make_plan

COLUMNS = dg.TableSchema(
    [
        dg.TableColumn("album_key", "text", "SmugMug's key of the album."),
        dg.TableColumn("existing_name", "text", "The name that the proposal was made for."),
        dg.TableColumn("proposed_name", "text", "The canonical name."),
        dg.TableColumn("drift", "integer", "How far the present name has drifted, 0-100."),
        dg.TableColumn("decision", "text", "keep, rename, review, protected or excluded."),
        dg.TableColumn("doubts", "jsonb", "Why it is not certain: a code and a sentence each."),
        dg.TableColumn("confidence", "double precision", "How certain the proposed name is, 0-1."),
        dg.TableColumn("proposed_at", "timestamptz", "When it was proposed."),
    ]
)


class NameOptions(Options):
    """What can be chosen for one run of proposals."""

    drift_threshold: int | None = THRESHOLD


def proposals_asset(account: Account) -> dg.AssetsDefinition:
    """The asset ``canonical_name_proposals``."""

    @dg.asset(
        key=account.key("canonical_name_proposals"),
        group_name=account.group("names"),
        kinds={"python", "table"},
        owners=account.owners,
        deps=[account.key("album_photos"), account.key("album_enrichment")],
        partitions_def=account.albums,
        backfill_policy=BATCHES,
        # Only where the sensor `proposals_follow_photos` is switched on. That somebody looked at the enrichment is no
        # news of any album: the sensor `enrichment_complete` finds the albums concerned.
        automation_condition=dg.AutomationCondition.eager().ignore(
            dg.AssetSelection.assets(account.key("album_enrichment"))
        ),
        pool=account.pool,
        required_resource_keys=account.both,
        metadata={"dagster/table_name": "album_name_proposals", "dagster/column_schema": COLUMNS},
    )
    def canonical_name_proposals(context: dg.AssetExecutionContext, config: NameOptions) -> None:
        """What an album should be called, how far its present name has drifted from that, and what is to be done.

        This is the preview: nothing is renamed. Materialize `album_renames` for the same albums to rename them.
        Names are kept apart over the whole account, however few albums are picked.
        """
        partitions = {album_key(partition): partition for partition in context.partition_keys}
        systems = account.systems(context)
        with as_dagster_failure():
            options = naming_options(account, config.drift_threshold)
            gone = not_listed(systems.supabase, partitions)
            with time_in_log(context, "Making the plan"):
                plan = make_plan(
                    systems,
                    account.run(context),
                    options,
                    album_keys=set(partitions) - set(gone),
                    description=account.settings.description,
                )
        shown = {partitions[planned.proposal.album_key]: proposal_metadata(planned) for planned in plan.albums}
        if not gone:
            for partition, metadata in shown.items():
                context.add_asset_metadata(metadata, partition_key=partition)
            return
        for partition, metadata in shown.items():
            context.log_event(dg.AssetMaterialization(context.asset_key, partition=partition, metadata=metadata))
        raise gone_from_smugmug([partitions[key] for key in gone], of=len(partitions))

    return canonical_name_proposals
