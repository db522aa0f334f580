"""One account's part of a Dagster deployment, made from its settings."""

import re
import warnings

import dagster as dg

from albumsync_dagster.dagster_values import check_for_dagster
from albumsync_dagster.defs import (
    albums,
    alerts,
    automation,
    checks,
    facts,
    health,
    keys,
    names,
    photos,
    refreshing,
    renames,
    repairs,
    review,
    rows,
    syncing,
)
from albumsync_dagster.defs.account import Account
from albumsync_dagster.errors import UsageError
from albumsync_dagster.settings import Settings, load_settings

MANY_ALBUMS = """**Many albums?** Neighbours in the list share a run. Albums that are scattered over it get a run each,
which takes seconds each, and Dagster's backfill daemon starts the first one within 30 seconds. The fast way for
scattered albums is the job `{sync_albums}` with the same list in `albums`: one run for all of them. `mode: plan` shows
what would be renamed; `mode: apply` reads the photos that changed, renames, and lets the photo rows follow."""
"""What the page of every asset says that is picked by album."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")


def build_defs(account: str = "", settings: Settings | None = None, *, variables: str = "") -> dg.Definitions:
    """All assets, checks, jobs, schedules, sensors and resources of one account.

    Several accounts, and anybody's own definitions, go together by ``dg.Definitions.merge``: keys, partitions, pool,
    resources and the names of jobs, ops, schedules and sensors all begin with the account's name. No executor is set:
    jobs bring the one they need, and runs of picked assets take the location's.

    Args:
        account: Lower-case letters, digits and underscores, beginning with a letter; empty where Dagster serves one
            account alone.
        settings: Of this account; None reads them from the environment and ``.env``, now and once.
        variables: Prefix of the environment variables of this account, where ``settings`` is None: see
            ``load_settings``.

    Raises:
        UsageError: ``account`` cannot be a part of Dagster's names.
        SettingsError: A setting cannot be read.
    """
    if account and not _NAME.fullmatch(account):
        raise UsageError(
            f"The account {account!r} cannot be a prefix of Dagster's names.",
            "Use lower-case letters, digits and underscores, and begin with a letter.",
        )
    this = Account(name=account, settings=settings if settings is not None else load_settings(variables))
    check_for_dagster(this.settings)
    with warnings.catch_warnings():
        # `backfill_policy=` of an asset is Beta in 1.13; it is what keeps a selection of many albums in few runs.
        # Dagster's own call to make a sensor warns as well.
        warnings.simplefilter("ignore", dg.BetaWarning)
        account_checks = checks.checks_of(this)
        sync_albums = syncing.sync_job(this)
        verify_names = automation.verify_job(this, account_checks)
        health_report = automation.health_job(this)
        return dg.Definitions(
            # The page of each asset says where its code is, on the machine of the code server.
            assets=dg.with_source_code_references(
                [
                    albums.listed_asset(this),
                    facts.enrichment_asset(this),
                    keys.keys_asset(this),
                    review.review_asset(this),
                    health.health_asset(this),
                    *dg.map_asset_specs(
                        lambda spec: spec.replace_attributes(description=with_many_albums(this, spec.description)),
                        [
                            photos.photos_asset(this),
                            names.proposals_asset(this),
                            renames.renames_asset(this),
                            rows.rows_asset(this),
                        ],
                    ),
                ]
            ),
            asset_checks=account_checks,
            jobs=[
                refreshing.refresh_job(this),
                sync_albums,
                review.review_job(this),
                repairs.heal_job(this),
                repairs.undo_job(this),
                verify_names,
                health_report,
            ],
            schedules=automation.schedules_of(this, sync_albums, verify_names, health_report),
            sensors=[
                automation.enrichment_sensor(this, sync_albums),
                automation.decisions_sensor(this, sync_albums),
                automation.proposals_sensor(this),
                alerts.alerts_sensor(this, health_report),
            ],
            resources=this.resources(),
        )


def with_many_albums(account: Account, description: str | None) -> str:
    """A description with ``MANY_ALBUMS`` behind its first paragraph: the page cuts long ones."""
    first, _, others = (description or "").partition("\n\n")
    return "\n\n".join([first, MANY_ALBUMS.format(sync_albums=account.called("sync_albums")), others])
