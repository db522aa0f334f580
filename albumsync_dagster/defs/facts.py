"""What is known of albums besides their photos: the observable asset ``album_enrichment``.

The facts come from outside, from whoever enriches photos or imports a schedule; here they are only looked at. Not here:
what they mean for a name (``naming``), which albums a sensor asks for because of them (``enrichment``).
"""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import cast

import dagster as dg
from dagster import MetadataValue

from albumsync_dagster.defs.account import Account
from albumsync_dagster.defs.failing import as_dagster_failure
from albumsync_dagster.defs.shown import table
from albumsync_dagster.supabase import AlbumState

COLUMNS = dg.TableSchema(
    [
        dg.TableColumn("album_key", "text", "SmugMug's key of the album."),
        dg.TableColumn("home_team", "text", "Who played at home."),
        dg.TableColumn("away_team", "text", "Who came."),
        dg.TableColumn("event_name", "text", "What the photos are of."),
        dg.TableColumn("sport_type", "text", "The sport."),
        dg.TableColumn("category", "text", "The kind of album."),
        dg.TableColumn("level", "text", "Varsity, U14 and so on."),
        dg.TableColumn("completed_at", "timestamptz", "When everything was known; the sensor waits for it."),
    ]
)


def facts_of_album(state: AlbumState) -> str:
    """What is known of an album, source by source, in one line."""
    said = []
    for facts in state.enrichments:
        known = {name: value for name, value in asdict(facts).items() if value and name != "source"}
        said.append(f"{facts.source}: " + ", ".join(f"{name} {value}" for name, value in known.items()))
    return "; ".join(said)


def newest_fact(at: datetime | None, now: datetime) -> dict[str, MetadataValue]:
    """How old the newest fact is: its time, and its age in hours, which Dagster draws as a curve. Pure.

    The asset has no ``FreshnessPolicy``: Dagster 1.13 evaluates a policy by the last materialization alone
    (``dagster._core.definitions.freshness_evaluator``), so the state of an asset that is only observed would stay
    "unknown".
    """
    if at is None:
        return {}
    return {
        # Dagster's own label for the time of the newest data that an observation found.
        "dagster/last_updated_timestamp": MetadataValue.timestamp(at),
        "newest_fact_age_hours": MetadataValue.float(round((now - at).total_seconds() / 3600, 1)),
    }


def enrichment_asset(account: Account) -> dg.AssetsDefinition:
    """The asset ``album_enrichment``."""
    spec = dg.AssetSpec(
        account.key("album_enrichment"),
        group_name=account.group("enrichment"),
        owners=account.owners,
        kinds={"supabase", "table"},
        metadata={"dagster/table_name": "album_enrichment", "dagster/column_schema": COLUMNS},
        description=(
            "Facts about albums that come from outside: teams, event, sport, level. Observe it to see how many albums"
            " are enriched completely, who knows something, and how new it is; nothing is written."
        ),
    )

    @dg.multi_observable_source_asset(  # type: ignore[untyped-decorator]
        name=account.called("observe_enrichment"),
        specs=[spec],
        required_resource_keys={account.supabase_key},
    )
    def album_enrichment(context: dg.AssetExecutionContext) -> dg.ObserveResult:
        with as_dagster_failure():
            supabase = account.supabase(context)
            states = [state for state in supabase.states() if state.missing_since is None]
            counts = supabase.enrichment_counts()
        known = [state for state in states if state.enrichments]
        return dg.ObserveResult(
            metadata={
                "albums": len(states),
                "complete": counts.complete,
                "partial": counts.partial,
                "without": counts.without,
                **newest_fact(counts.newest, datetime.now(UTC)),
                "sources": table(
                    ("source", "albums", "offered", "newest"),
                    (
                        (name, each.albums, each.offered, each.newest.isoformat() if each.newest else None)
                        for name, each in sorted(counts.sources.items())
                    ),
                ),
                "examples": table(
                    ("album_key", "name", "facts"),
                    ((each.album.album_key, each.album.name, facts_of_album(each)) for each in known),
                ),
            }
        )

    return cast("dg.AssetsDefinition", album_enrichment)
