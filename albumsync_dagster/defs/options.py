"""Options that several jobs and assets have in common."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import dagster as dg
from pydantic import Field, model_validator

from albumsync_dagster.defs.account import Account
from albumsync_dagster.defs.partitions import album_key
from albumsync_dagster.errors import UsageError
from albumsync_dagster.naming import NamingOptions

_KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")
"""Every AlbumKey, and no name with a blank."""


class Mode(StrEnum):
    """Whether a run writes."""

    plan = "plan"
    """Only say what would be done; nothing is written anywhere."""
    apply = "apply"


class Options(dg.Config):
    """The config of a job or an asset."""

    @model_validator(mode="before")
    @classmethod
    def _empty_is_left_out(cls, given: Mapping[str, Any]) -> dict[str, Any]:
        # `mode:` with nothing behind it passes Dagster's own check of an enum.
        return {name: value for name, value in given.items() if value is not None}


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


def album_keys(given: Iterable[str]) -> list[str]:
    """The keys of albums that a config names by key or by partition, sorted and without duplicates.

    Raises:
        UsageError: One is blank, or is neither, as the name of an album.
    """
    keys = {each: album_key(each.strip()) for each in given}
    if wrong := [each for each, key in keys.items() if not _KEY.fullmatch(key)]:
        shown = ", ".join(repr(each if len(each) <= 60 else each[:60] + "...") for each in wrong[:3])
        more = f" and {len(wrong) - 3} more" if len(wrong) > 3 else ""
        raise UsageError(
            f"The config names albums by something that is neither a key nor a partition: {shown}{more}.",
            "Write them as the web UI shows them, for instance SJT3DX or norway-2019:X4d2Lp.",
        )
    return sorted(set(keys.values()))


def check_threshold(drift_threshold: int | None) -> None:
    """Refuse a threshold that no drift can have.

    Raises:
        UsageError: It is not 0 to 100.
    """
    if drift_threshold is not None and not 0 <= drift_threshold <= 100:
        raise UsageError(
            f"`drift_threshold` is {drift_threshold}; a drift is a number from 0 to 100.",
            "Correct it in the config, or leave it out: ALBUMSYNC_DRIFT_THRESHOLD decides then.",
        )


def naming_options(account: Account, drift_threshold: int | None = None) -> NamingOptions:
    """The settings that bear on names, with a run's own threshold where it has one.

    Raises:
        UsageError: The threshold is not 0 to 100.
    """
    check_threshold(drift_threshold)
    settings = account.settings
    if drift_threshold is not None:
        settings = settings.model_copy(update={"drift_threshold": drift_threshold})
    return settings.naming_options(datetime.now().astimezone().date())


def as_config(options: dg.Config) -> dict[str, Any]:
    """Options as the config of an op: an enum by the name of its member, and nothing that is left out."""
    values = options.model_dump(exclude_none=True)
    return {name: value.name if isinstance(value, Mode) else value for name, value in values.items()}
