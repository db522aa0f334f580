"""Proposals: the canonical name of each album, made from what the database holds.

Here: which albums are asked about and what is shown. Not here: what a good name is (``naming``), the plan (``sync``).
"""

from datetime import datetime

import dagster as dg
from pydantic import Field

from albumsync_dagster.defs.albums import album_photos, gone_from_smugmug, not_listed
from albumsync_dagster.defs.failing import in_one_sentence
from albumsync_dagster.defs.partitions import ALBUMS, BATCHES, album_key
from albumsync_dagster.defs.resources import SmugMug, Supabase, run_of
from albumsync_dagster.defs.shown import proposal_shown
from albumsync_dagster.naming import NamingOptions
from albumsync_dagster.settings import Settings, load_settings
from albumsync_dagster.sync.planning import make_plan
from albumsync_dagster.sync.values import Systems

THRESHOLD = Field(
    default=None,
    description="Rename what drifted further than this, 0-100; left out, ALBUMSYNC_DRIFT_THRESHOLD decides.",
)


class NameOptions(dg.Config):
    """What can be chosen for one run of proposals."""

    drift_threshold: int | None = THRESHOLD


def naming_options(settings: Settings, drift_threshold: int | None) -> NamingOptions:
    """The settings that bear on names, with a run's own threshold where it has one."""
    if drift_threshold is not None:
        settings = settings.model_copy(update={"drift_threshold": drift_threshold})
    return settings.naming_options(datetime.now().astimezone().date())


@dg.asset(
    group_name="names",
    kinds={"python", "table"},
    owners=["team:gallery"],
    deps=[album_photos],
    partitions_def=ALBUMS,
    backfill_policy=BATCHES,
    metadata={"dagster/table_name": "album_name_proposals"},
)
def canonical_name_proposals(
    context: dg.AssetExecutionContext, config: NameOptions, smugmug: SmugMug, supabase: Supabase
) -> None:
    """What an album should be called, how far its present name has drifted from that, and what is to be done.

    This is the preview: nothing is renamed. Materialize `album_renames` for the same albums to rename them.
    Names are kept apart over the whole account, however few albums are picked.
    """
    partitions = {album_key(partition): partition for partition in context.partition_keys}
    settings = load_settings()
    with in_one_sentence():
        gone = not_listed(supabase, partitions)
        plan = make_plan(
            Systems(smugmug, supabase),
            run_of(context),
            naming_options(settings, config.drift_threshold),
            album_keys=set(partitions) - set(gone),
            description=settings.description,
        )
    shown = {partitions[planned.proposal.album_key]: proposal_shown(planned) for planned in plan.albums}
    if not gone:
        for partition, metadata in shown.items():
            context.add_asset_metadata(metadata, partition_key=partition)
        return
    for partition, metadata in shown.items():
        context.log_event(dg.AssetMaterialization(context.asset_key, partition=partition, metadata=metadata))
    raise gone_from_smugmug([partitions[key] for key in gone], of=len(partitions))
