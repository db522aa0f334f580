"""Renaming picked albums: the graph asset ``album_renames``.

Here: its config, its description and what it shows of each album. Not here: the steps that rename (``batches``).

A run of picked albums costs what was picked: only these albums and their namesakes are planned, and only these are
compared. The results of single albums are data until the last op: it records the successful albums, then fails for the
others, so that "materialize failed and missing" takes up exactly those.
"""

from typing import Any

import dagster as dg

from albumsync_dagster.defs.account import Account
from albumsync_dagster.defs.batches import Batches, Choice, Request, choose_for, finish, rename_op
from albumsync_dagster.defs.event_log_io import from_values
from albumsync_dagster.defs.failing import as_dagster_failure
from albumsync_dagster.defs.options import APPLY, APPROVE, THRESHOLD, Mode, Options, as_config
from albumsync_dagster.defs.outcomes import (
    TRY_PICKED_AGAIN,
    by_album,
    fail_for,
    failures_of,
    is_held,
    outcome_of,
)
from albumsync_dagster.defs.partitions import BATCHES, album_key
from albumsync_dagster.defs.shown import result_metadata

RENAMED_IN_SYNC = "renamed_albums_in_sync"
"""The name of the check that compares the albums of one run."""


class RenameOptions(Options):
    """What can be chosen for one materialization of ``album_renames``."""

    mode: Mode = APPLY
    drift_threshold: int | None = THRESHOLD
    approve_review: bool = APPROVE


def renames_asset(account: Account) -> dg.AssetsDefinition:
    """The graph asset ``album_renames``."""
    first = account.called("choose_picked")

    @dg.op(
        name=first,
        ins={"after": dg.In(dg.Nothing)},
        pool=account.pool,
        required_resource_keys=account.both,
        out={
            "batches": dg.DynamicOut(Any, io_manager_key=account.values_key),
            "choice": dg.Out(Any, io_manager_key=account.values_key),
        },
    )
    def choose_picked(context: dg.AssetExecutionContext, config: RenameOptions) -> tuple[Batches, Any]:
        """Plan the albums that were picked, the partitions of this run, and split what may be renamed into batches."""
        request = Request(
            album_keys=frozenset(map(album_key, context.partition_keys)),
            dry_run=config.mode is Mode.plan,
            drift_threshold=config.drift_threshold,
            approve_review=config.approve_review,
        )
        return choose_for(account, context, request)

    rename_picked = rename_op(account, "rename_picked", record=False)

    @dg.op(name=account.called("settle_partitions"), pool=account.pool, required_resource_keys=account.both)
    def settle_partitions(context: dg.AssetExecutionContext, choice: Any, renamed: list[Any]) -> None:
        """Let the rows of the picked albums follow SmugMug, record what went well, fail for the others."""
        chosen = from_values(Choice, choice)
        with as_dagster_failure():
            report = finish(account, context, chosen, renamed)
        partitions = {album_key(partition): partition for partition in context.partition_keys}
        results = by_album(report)
        failures = [] if report.dry_run else failures_of(results[key] for key in partitions if key in results)
        failures = failures or list(chosen.gone)
        shown = {
            key: result_metadata(outcome_of(album, report), album, results.get(key), held=is_held(album, report))
            for album in chosen.albums
            if (key := album.proposal.album_key) in partitions
        } | {result.album_key: result_metadata(result.kind.value, None, result) for result in chosen.gone}
        if not failures and not report.after_sync_error:
            for key, metadata in shown.items():
                context.add_asset_metadata(metadata, partition_key=partitions[key])
            return
        failed = {result.album_key for result in failures}
        for key, metadata in shown.items():
            # An album that failed is observed, so that its page says why; only a materialization makes it green.
            event = dg.AssetObservation if key in failed else dg.AssetMaterialization
            context.log_event(event(context.asset_key, partition=partitions[key], metadata=metadata))
        fail_for(report, failures, of=len(partitions), fix=TRY_PICKED_AGAIN)

    @dg.config_mapping
    def options(options: RenameOptions) -> dict[str, Any]:
        return {first: {"config": as_config(options)}}

    @dg.graph_asset(
        name="album_renames",
        key_prefix=account.prefix or None,
        group_name=account.group("names"),
        kinds={"smugmug", "supabase"},
        owners=account.owners,
        ins={"after": dg.AssetIn(account.key("canonical_name_proposals"), dagster_type=dg.Nothing)},
        partitions_def=account.albums,
        backfill_policy=BATCHES,
        config=options,
        description=RENAMES_DESCRIPTION.format(op="__".join([*account.prefix, "album_renames"])),
    )
    def album_renames(after: Any) -> Any:
        batches, choice = choose_picked(after)
        return settle_partitions(choice, batches.map(rename_picked).collect())

    return album_renames


RENAMES_DESCRIPTION = """Renames albums in SmugMug and in all their photo rows, and proves that both agree.

Materializing renames: the proposals are the preview. Albums whose decision is `review` are renamed only with
`approve_review`. An album that fails is red alone; "materialize failed and missing" takes it up again.
`albumsync undo --change` takes one back.

The dialog offers no config for assets with partitions; this is what can be pasted there:

```yaml
ops:
  {op}:
    config:
      mode: plan            # only say what would be renamed
      approve_review: false # true: also the albums that wait for a person
      drift_threshold: 20
```
"""
