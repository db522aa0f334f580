"""Options that several jobs and assets have in common."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import dagster as dg
from pydantic import Field

from albumsync_dagster.defs.account import Account
from albumsync_dagster.naming import NamingOptions


class Mode(StrEnum):
    """Whether a run writes."""

    plan = "plan"
    """Only say what would be done; nothing is written anywhere."""
    apply = "apply"


PLAN: Any = Field(default=Mode.plan, description="plan: show what would be done, and write nothing. apply: do it.")
APPLY: Any = Field(default=Mode.apply, description="apply: do it. plan: show what would be done, and write nothing.")
THRESHOLD: Any = Field(
    default=None,
    description="Rename names that drifted further than this, 0-100, for instance 40. Left out,"
    " ALBUMSYNC_DRIFT_THRESHOLD decides.",
)
APPROVE: Any = Field(
    default=False, description="Also rename albums that wait for a person. Applies to albums that were picked or named."
)


def naming_options(account: Account, drift_threshold: int | None = None) -> NamingOptions:
    """The settings that bear on names, with a run's own threshold where it has one."""
    settings = account.settings
    if drift_threshold is not None:
        settings = settings.model_copy(update={"drift_threshold": drift_threshold})
    return settings.naming_options(datetime.now().astimezone().date())


def as_config(options: dg.Config) -> dict[str, Any]:
    """Options as the config of an op: an enum by the name of its member, and nothing that is left out."""
    values = options.model_dump(exclude_none=True)
    return {name: value.name if isinstance(value, Mode) else value for name, value in values.items()}
