"""The health of the account over time: the asset ``sync_health``, its figures, its tables and its picture.

Here: pandas and matplotlib, imported only where they are used. Not here: how the figures are counted (``supabase``),
which of them is an alert (``sync.alerting``).
"""

import base64
import io
from collections.abc import Sequence
from dataclasses import asdict

import dagster as dg
from dagster import MetadataValue

from albumsync_dagster.defs.account import Account
from albumsync_dagster.defs.albums import fresh
from albumsync_dagster.defs.failing import as_dagster_failure
from albumsync_dagster.defs.options import naming_options
from albumsync_dagster.defs.progress import time_in_log
from albumsync_dagster.defs.shown import table
from albumsync_dagster.naming import Decision
from albumsync_dagster.supabase import Change, Health, HistoryFilter, Reason
from albumsync_dagster.sync.alerting import Alert, alerts_of
from albumsync_dagster.sync.journaling import REACHED
from albumsync_dagster.sync.planning import make_plan
from albumsync_dagster.sync.values import Plan

UNPLANNED = "unplanned"
"""The count, beside the decisions, of albums for whose present name nothing was proposed yet."""

CURVES = ("albums_out_of_step", "high_drift", "rows_written_last_day", "drift_p50_now")
"""Figures that are numbers of their own. The UI draws a plot of each number, and after one run thirty are a page of
single dots; the table ``figures`` has them all."""

PROPOSED = (Decision.RENAME.value, Decision.REVIEW.value)
"""Counts of albums that are curves too: what the next sync does, and what waits for a person."""

BINS = tuple(range(0, 101, 10))


def health_asset(account: Account) -> dg.AssetsDefinition:
    """The asset ``sync_health``."""

    @dg.asset(
        key=account.key("sync_health"),
        group_name=account.group("supabase"),
        kinds={"supabase", "report"},
        owners=account.owners,
        deps=[dg.AssetDep(account.key("supabase_photo_rows"), partition_mapping=dg.AllPartitionMapping())],
        required_resource_keys=account.both,
        freshness_policy=fresh(account),
    )
    def sync_health(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        """The figures of the account, from the database alone: names, rows, changes, verification, drift.

        Proposals are made anew first, so that every figure is about the names of today. A few numbers are curves over
        time, `figures` has all; `decisions` adds up to the albums of the account. The picture shows how far names have
        drifted before and after albumsync.
        """
        systems, run = account.systems(context), account.run(context)
        with as_dagster_failure(), time_in_log(context, "Making the plan and counting"):
            plan = make_plan(systems, run, naming_options(account))
            health = systems.supabase.health(alert_over=account.settings.alert_drift)
            open_changes = systems.supabase.open_changes() if health.open_changes else []
            renames = systems.supabase.history(HistoryFilter(statuses=REACHED))
        before, now = drift_before_and_now(plan, renames)
        found = {
            **figures(health),
            "rows_written_last_day": rows_written_last_day(renames, health),
            **quantiles(before, now),
        }
        counts = decisions(health)
        return dg.MaterializeResult(
            metadata={
                "alerts": alerts_table(alerts_of(health, open_changes)),
                "decisions": table(("decision", "albums"), counts.items()),
                "drift": MetadataValue.md(f"![How far names have drifted]({drift_picture(before, now)})"),
                "figures": table(("figure", "value"), found.items()),
                **{name: found[name] for name in CURVES if name in found},
                **{f"proposals_{name}": counts[name] for name in PROPOSED},
            }
        )

    return sync_health


def figures(health: Health) -> dict[str, int]:
    """The counts by name, without the proposals."""
    return {name: value for name, value in asdict(health).items() if isinstance(value, int)}


def decisions(health: Health) -> dict[str, int]:
    """Albums by what is to be done with their name; every album of the account is in one count."""
    return {name: health.proposals.get(name, 0) for name in (*(each.value for each in Decision), UNPLANNED)}


def rows_written_last_day(changes: Sequence[Change], health: Health) -> int:
    """Photo rows that changes of the last 24 hours wrote."""
    return sum(change.photo_rows for change in changes if (health.at - change.changed_at).days < 1)


def alerts_table(alerts: Sequence[Alert]) -> dg.TableMetadataValue:
    """What a person should act on."""
    return table(("alert", "sentence", "fix"), ((alert.key, alert.sentence, alert.fix) for alert in alerts))


def quantiles(before: Sequence[int], now: Sequence[int]) -> dict[str, float]:
    """Median and 95th percentile of the drift before albumsync and now; none where there is no album."""
    import pandas as pd

    frame = pd.DataFrame({"before": before, "now": now}, dtype="float64")
    if frame.empty:
        return {}
    return {
        f"drift_p{percent}_{when}": float(frame[when].quantile(percent / 100))
        for when in ("before", "now")
        for percent in (50, 95)
    }


def drift_before_and_now(plan: Plan, renames: Sequence[Change]) -> tuple[list[int], list[int]]:
    """The drift of each album that is looked after, when albumsync first renamed it and today. Pure.

    Args:
        plan: The account as it is.
        renames: The journal's changes that reached SmugMug, newest first.
    """
    first: dict[str, int] = {}
    for change in renames:
        if change.reason is Reason.DRIFT and change.drift is not None:
            first[change.album_key] = change.drift
    ours = [album.proposal for album in plan.albums if album.proposal.decision is not Decision.EXCLUDED]
    return [first.get(each.album_key, each.drift) for each in ours], [each.drift for each in ours]


def drift_picture(before: Sequence[int], now: Sequence[int]) -> str:
    """Two histograms side by side, as a ``data:`` address of a PNG of about 10 kB."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 2.4), dpi=80, layout="constrained")
    axes = figure.subplots()
    axes.hist([before, now], bins=BINS, label=["before", "now"], color=["#c9c9c9", "#2f6fde"])
    axes.set_xlabel("drift of a name, 0-100")
    axes.set_ylabel("albums")
    axes.set_xlim(0, 100)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    png = io.BytesIO()
    figure.savefig(png, format="png")
    return f"data:image/png;base64,{base64.b64encode(png.getvalue()).decode()}"
