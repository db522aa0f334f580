"""``AlbumSyncComponent``: an account in a Dagster project by a ``defs.yaml`` instead of by Python.

Here: the fields of that file and the file that ``dg scaffold`` writes. Not here: what is built (``factory``).
"""

import re
from pathlib import Path
from typing import Any

import dagster as dg
from pydantic import BaseModel, Field

from albumsync_dagster.defs.factory import build_defs
from albumsync_dagster.errors import SettingsError
from albumsync_dagster.settings import load_settings

_FROM_SETTINGS = "; left out, the setting {name} of the account decides"


class ScaffoldParams(BaseModel):
    """The options of `dg scaffold defs`."""

    account: str | None = Field(None, description="Prefix of everything in Dagster; the folder's name by default.")
    variables: str | None = Field(None, description="Prefix of the environment variables of the account.")
    timezone: str | None = Field(None, description="Time zone of the schedules, e.g. America/Chicago.")


class AlbumSyncScaffolder(dg.Scaffolder[ScaffoldParams]):
    """Writes a ``defs.yaml`` that loads as it is."""

    @classmethod
    def get_scaffold_params(cls) -> type[ScaffoldParams]:
        """The options of the command."""
        return ScaffoldParams

    def scaffold(self, request: dg.ScaffoldRequest[ScaffoldParams]) -> None:
        """Write the file."""
        given = request.params or ScaffoldParams(account=None, variables=None, timezone=None)
        named = given.account if given.account is not None else Path(request.target_path).name
        account = re.sub(r"[^a-z0-9_]+", "_", named.lower()).strip("_")
        if not account[:1].isalpha():
            # Dagster's names begin with a letter.
            account = f"account_{account}".rstrip("_")
        attributes: dict[str, Any] = {
            "account": account,
            "variables": given.variables if given.variables is not None else f"{account.upper()}_",
        }
        if given.timezone is not None:
            attributes["timezone"] = given.timezone
        dg.scaffold_component(request, attributes)


@dg.scaffold_with(AlbumSyncScaffolder)
class AlbumSyncComponent(dg.Component, dg.Model, dg.Resolvable):
    """Keeps the album names of one SmugMug account and the photo rows in Supabase in step.

    Credentials and all other settings come from environment variables; `variables` is their prefix, so that accounts
    beside each other never read each other's.
    """

    account: str = Field(
        default="",
        description="Prefix of all keys, jobs, sensors, pools and partitions; empty for one account alone.",
        examples=["courtside"],
    )
    variables: str = Field(
        default="",
        description="Prefix of the environment variables: with COURTSIDE_ the account reads COURTSIDE_SMUGMUG_API_KEY.",
        examples=["COURTSIDE_"],
    )
    timezone: str | None = Field(
        default=None,
        description="Time zone of the schedules" + _FROM_SETTINGS.format(name="ALBUMSYNC_TIMEZONE"),
        examples=["America/Chicago"],
    )
    nightly_cron: str | None = Field(
        default=None,
        description="When the nightly sync runs" + _FROM_SETTINGS.format(name="ALBUMSYNC_NIGHTLY_CRON"),
        examples=["30 3 * * *"],
    )
    verify_cron: str | None = Field(
        default=None,
        description="When both sides are compared" + _FROM_SETTINGS.format(name="ALBUMSYNC_VERIFY_CRON"),
        examples=["15 * * * *"],
    )
    health_cron: str | None = Field(
        default=None,
        description="When the figures are recorded" + _FROM_SETTINGS.format(name="ALBUMSYNC_HEALTH_CRON"),
        examples=["0 5 * * *"],
    )
    owners: list[str] | None = Field(
        default=None,
        description="Owners of the assets" + _FROM_SETTINGS.format(name="ALBUMSYNC_OWNERS"),
        examples=[["team:gallery", "kim@example.org"]],
    )

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        """Everything of the account."""
        given = {
            "timezone": self.timezone,
            "nightly_cron": self.nightly_cron,
            "verify_cron": self.verify_cron,
            "health_cron": self.health_cron,
            "owners": tuple(self.owners) if self.owners is not None else None,
        }
        settings = load_settings(self.variables)
        overridden = {name: value for name, value in given.items() if value is not None}
        try:
            return build_defs(self.account, settings.with_values(overridden))
        except SettingsError as error:
            raise SettingsError(error.sentence, "Correct it in defs.yaml, in the environment or in .env.") from None
