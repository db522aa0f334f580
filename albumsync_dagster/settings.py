"""Settings: the environment (and ``.env``) read into typed values, once, at the edge.

Here: every setting, its default, its bounds and the sentence that documents it; the README's table is made from
these descriptions. Not here: clients (they take plain values) and anything that is decided from a setting.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values
from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)

from albumsync_dagster.errors import SettingsError
from albumsync_dagster.naming import NamingOptions
from albumsync_dagster.sync.descriptions import DescriptionMode
from albumsync_dagster.sync.limiting import LargeRun

_TABLE = re.compile(r"^(?:[A-Za-z_][A-Za-z0-9_$]*|\"[^\"]+\")(?:\.(?:[A-Za-z_][A-Za-z0-9_$]*|\"[^\"]+\"))?$")
"""A name in SQL, with or without a schema."""

_CORRECT_IT = "Correct it in the environment or in .env."


class Settings(BaseModel):
    """What the environment says. Everything is optional here; a command asks for what it needs with ``require``."""

    model_config = ConfigDict(
        populate_by_name=True,
        hide_input_in_errors=True,
        # Checking the language of a default would load the words of every language into each process of Dagster.
        validate_default=False,
    )

    _prefix: str = PrivateAttr("")
    """What the variables of this account begin with; see ``load_settings``."""

    smugmug_api_key: str | None = Field(
        None, validation_alias="SMUGMUG_API_KEY", description="API key of your SmugMug application."
    )
    smugmug_api_secret: SecretStr | None = Field(None, validation_alias="SMUGMUG_API_SECRET", description="Its secret.")
    smugmug_access_token: SecretStr | None = Field(
        None, validation_alias="SMUGMUG_ACCESS_TOKEN", description="Access token; `albumsync login` writes it."
    )
    smugmug_access_token_secret: SecretStr | None = Field(
        None, validation_alias="SMUGMUG_ACCESS_TOKEN_SECRET", description="Its secret; `albumsync login` writes it."
    )
    smugmug_api_base: str = Field(
        "https://api.smugmug.com", validation_alias="SMUGMUG_API_BASE", description="Root of the SmugMug API."
    )
    supabase_url: str | None = Field(
        None,
        validation_alias=AliasChoices("SUPABASE_URL", "VITE_SUPABASE_URL"),
        description="URL of the Supabase project; VITE_SUPABASE_URL is read where SUPABASE_URL is missing.",
    )
    supabase_secret_key: SecretStr | None = Field(
        None,
        validation_alias=AliasChoices("SUPABASE_SECRET_KEY", "SUPABASE_SERVICE_ROLE_KEY"),
        description="Secret key (`sb_secret_...`) of the Supabase project; where it is missing, the legacy key in"
        " SUPABASE_SERVICE_ROLE_KEY is read. No other role may call albumsync's functions.",
    )
    database_url: SecretStr | None = Field(
        None,
        validation_alias="ALBUMSYNC_DATABASE_URL",
        description="Direct Postgres connection, used by `albumsync migrate` only.",
    )

    drift_threshold: int = Field(
        20,
        ge=0,
        le=100,
        validation_alias="ALBUMSYNC_DRIFT_THRESHOLD",
        description="Names with a higher drift are renamed.",
    )
    alert_drift: int = Field(
        60,
        ge=0,
        le=100,
        validation_alias="ALBUMSYNC_ALERT_DRIFT",
        description="A present name with a higher drift raises an alert.",
    )
    large_run_albums: int = Field(
        25,
        ge=0,
        le=1_000_000,
        validation_alias="ALBUMSYNC_LARGE_RUN_ALBUMS",
        description="Unattended runs stop where they would rename more albums than this within a day,",
    )
    large_run_share: float = Field(
        0.10,
        ge=0,
        le=1,
        validation_alias="ALBUMSYNC_LARGE_RUN_SHARE",
        description="and more than this share of the account; `apply --allow-large` lets one run through.",
    )
    date_style: Literal["full", "short", "iso"] = Field(
        "full",
        validation_alias="ALBUMSYNC_DATE_STYLE",
        description="`full` prints `May 30, 2025`, `short` prints `May 30`, `iso` prints `2025-05-30`.",
    )
    language: str = Field(
        "en",
        validation_alias="ALBUMSYNC_LANGUAGE",
        description="Language in which dates are printed, e.g. `de` prints `30. Mai 2025`; names are read in all.",
    )
    day_first: bool = Field(
        False,
        validation_alias="ALBUMSYNC_DAY_FIRST",
        description="Read `03-05-2024` as 3 May where both readings are possible.",
    )
    exclude_names: tuple[str, ...] = Field(
        (),
        validation_alias="ALBUMSYNC_EXCLUDE_NAMES",
        description="Albums never renamed: shell patterns of names, separated by commas, e.g. `Portfolio*,Test *`.",
    )
    exclude_folders: tuple[str, ...] = Field(
        (),
        validation_alias="ALBUMSYNC_EXCLUDE_FOLDERS",
        description="The same for SmugMug paths, e.g. `/Private/*`.",
    )
    requests_per_second: float = Field(
        5.0,
        ge=0.1,
        le=50,
        validation_alias="ALBUMSYNC_REQUESTS_PER_SECOND",
        description="The most requests a second to SmugMug; SmugMug's own rate limit applies as well.",
    )
    threads: int = Field(
        4, ge=1, le=16, validation_alias="ALBUMSYNC_THREADS", description="Albums read from SmugMug at the same time."
    )
    reread_days: int = Field(
        30,
        ge=1,
        le=3650,
        validation_alias="ALBUMSYNC_REREAD_DAYS",
        description="Photos of an album are read again after so many days, even where SmugMug shows no change.",
    )
    patience: float = Field(
        60.0,
        ge=0,
        le=3600,
        validation_alias="ALBUMSYNC_PATIENCE",
        description="How long a command retries while SmugMug or Supabase fails or is busy, in seconds.",
    )
    description: DescriptionMode = Field(
        "off",
        validation_alias="ALBUMSYNC_DESCRIPTION",
        description="Album descriptions from the enrichment: `off`, `fill` (only empty ones) or `replace`.",
    )
    enrichment_view: str | None = Field(
        None,
        validation_alias="ALBUMSYNC_ENRICHMENT_VIEW",
        description="A table or view of your own with facts about albums, e.g. `games`; docs/enrichment.md lists its"
        " columns.",
    )
    after_sync: str | None = Field(
        None,
        validation_alias="ALBUMSYNC_AFTER_SYNC",
        description="SQL function without arguments called after rows changed, again until it worked;"
        " e.g. `refresh_albums_summary`.",
    )
    changed_by: str = Field(
        "albumsync", validation_alias="ALBUMSYNC_CHANGED_BY", description="Who makes the changes, for the journal."
    )
    review_url: str | None = Field(
        None,
        validation_alias="ALBUMSYNC_REVIEW_URL",
        description="Address of the review page behind a proxy with a login; Dagster links to it.",
    )
    webhook_url: SecretStr | None = Field(
        None, validation_alias="ALBUMSYNC_WEBHOOK_URL", description="Alerts are posted there."
    )
    webhook_format: Literal["json", "slack"] = Field(
        "json", validation_alias="ALBUMSYNC_WEBHOOK_FORMAT", description="Form of the alerts: `json` or `slack`."
    )

    timezone: str = Field(
        "UTC",
        validation_alias="ALBUMSYNC_TIMEZONE",
        description="Time zone of Dagster's schedules, e.g. `America/Chicago`.",
    )
    nightly_cron: str = Field(
        "30 3 * * *",
        validation_alias="ALBUMSYNC_NIGHTLY_CRON",
        description="When the schedule `nightly_sync` renames what drifted: a cron expression.",
    )
    verify_cron: str = Field(
        "15 * * * *",
        validation_alias="ALBUMSYNC_VERIFY_CRON",
        description="When `hourly_verify` compares both sides.",
    )
    health_cron: str = Field(
        "0 5 * * *", validation_alias="ALBUMSYNC_HEALTH_CRON", description="When `daily_health` records the figures."
    )
    fresh_hours: int = Field(
        36,
        ge=1,
        le=8760,
        validation_alias="ALBUMSYNC_FRESH_HOURS",
        description="Dagster marks the list of albums and the figures as overdue when they are older than this.",
    )
    owners: tuple[str, ...] = Field(
        ("team:gallery",),
        validation_alias="ALBUMSYNC_OWNERS",
        description="Owners of the assets in Dagster: e-mail addresses or `team:name`, separated by commas.",
    )

    @field_validator("timezone")
    @classmethod
    def _known_time_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("this time zone is not known") from None
        return value

    @field_validator("review_url")
    @classmethod
    def _page(cls, value: str | None) -> str | None:
        if value is not None and not _is_web_address(value):
            raise ValueError(
                "it is not the address of a web page, such as https://review.example.com, without user and password"
            )
        return value

    @field_validator("webhook_url")
    @classmethod
    def _webhook(cls, value: SecretStr | None) -> SecretStr | None:
        # Some servers take a user and a password in the address; it is never shown.
        address = re.sub(r"//[^/@]*@", "//", value.get_secret_value(), count=1) if value is not None else None
        if address is not None and not _is_web_address(address):
            raise ValueError("it is not the address of a web server; begin it with https://")
        return value

    @field_validator("enrichment_view")
    @classmethod
    def _name_of_a_table(cls, value: str | None) -> str | None:
        if value and not _TABLE.fullmatch(value):
            raise ValueError('it is no name of a table or view, such as games, public.games or "My Games"')
        return value

    @field_validator("after_sync")
    @classmethod
    def _name_of_a_function(cls, value: str | None) -> str | None:
        from albumsync_dagster.sync.after_sync import is_function_name

        if value and not is_function_name(value):
            raise ValueError("it is no name of a function, such as refresh_albums_summary")
        return value

    @field_validator("exclude_names", "exclude_folders", "owners", mode="before")
    @classmethod
    def _split_at_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(pattern.strip() for pattern in value.split(",") if pattern.strip())
        return value

    @field_validator("language", mode="after")
    @classmethod
    def _known(cls, value: str) -> str:
        from albumsync_dagster.naming.locales import locale_of

        locale_of(value)
        return value

    @model_validator(mode="before")
    @classmethod
    def _blank_is_unset(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        stripped = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
        return {name: value for name, value in stripped.items() if value != ""}

    def with_values(self, values: Mapping[str, Any]) -> Self:
        """The same settings with other values for some fields, which must fit as those of the environment do.

        Args:
            values: Field name -> value.

        Raises:
            SettingsError: One does not fit.
        """
        try:
            read = Settings.model_validate({**self.model_dump(exclude_unset=True), **values})
        except ValidationError as error:
            raise unreadable(_reasons(error, self._prefix)) from None
        return self.model_copy(update={name: getattr(read, name) for name in values})

    def variable(self, field_name: str) -> str:
        """The environment variable that a field of this account is read from."""
        return self._prefix + variable(field_name)

    def require(self, *names: str) -> None:
        """Raise one error that names every one of these settings that is missing.

        Args:
            names: Field names, for instance ``smugmug_api_key``.

        Raises:
            SettingsError: At least one is unset.
        """
        missing = [self.variable(name) for name in names if getattr(self, name) is None]
        if missing:
            raise SettingsError(
                f"Missing setting{'s' if len(missing) > 1 else ''}: {', '.join(missing)}.",
                "Set them in the file .env of the folder in which you call albumsync, or in the environment;"
                " .env.example says where each is to be found.",
            )

    @property
    def large_run(self) -> LargeRun:
        """How much unattended runs may rename within a day."""
        return LargeRun(albums=self.large_run_albums, share=self.large_run_share)

    def naming_options(self, today: date) -> NamingOptions:
        """The part of the settings that decides about names; no photo was taken after ``today``."""
        return NamingOptions(
            drift_threshold=self.drift_threshold,
            date_style=self.date_style,
            language=self.language,
            day_first=self.day_first,
            exclude_names=self.exclude_names,
            exclude_folders=self.exclude_folders,
            today=today,
        )


def variable(field_name: str) -> str:
    """The environment variable that a field of ``Settings`` is read from."""
    return variables(field_name)[0]


def variables(field_name: str) -> list[str]:
    """The same with those that are read where it is missing, in their order."""
    alias = Settings.model_fields[field_name].validation_alias
    return [str(name) for name in alias.choices] if isinstance(alias, AliasChoices) else [str(alias)]


def load_settings(prefix: str = "") -> Settings:
    """Read the environment and ``.env``.

    Args:
        prefix: Of the variables of one account among several, e.g. ``COURTSIDE_``: then `COURTSIDE_SUPABASE_URL` is
            read in the place of `SUPABASE_URL`, and no variable without the prefix is: an account never works with
            the credentials of another.

    Raises:
        SettingsError: A variable cannot be read; the message names it and never shows its value.
    """
    try:
        found = _filled(dotenv_values(".env")) | _filled(os.environ)
        known = (name for field in Settings.model_fields for name in variables(field))
        settings = Settings.model_validate({name: found[prefix + name] for name in known if prefix + name in found})
        settings._prefix = prefix
        return settings
    except ValidationError as error:
        raise unreadable(_reasons(error, prefix)) from None
    except UnicodeDecodeError:
        raise SettingsError("The file .env is not UTF-8 text.", "Save it as UTF-8.") from None


def _filled(values: Mapping[str, str | None]) -> dict[str, str]:
    """Those with a value: `SMUGMUG_ACCESS_TOKEN=` in a copied .env.example means "not yet", not "the empty token"."""
    return {name: value for name, value in values.items() if value and value.strip()}


def unreadable(reasons: Mapping[str, str], fix: str = _CORRECT_IT) -> SettingsError:
    """The error that names every value that cannot be read, and why: variable -> the end of a sentence."""
    return SettingsError(" ".join(f"The setting {name} cannot be read: {why}." for name, why in reasons.items()), fix)


def _reasons(error: ValidationError, prefix: str) -> dict[str, str]:
    """Variable -> why it cannot be read, without its value."""
    found = {}
    for each in error.errors(include_input=False, include_url=False):
        name = str(each["loc"][0]) if each["loc"] else "?"
        why = each["msg"].removeprefix("Value error, ")
        found[prefix + (variable(name) if name in Settings.model_fields else name)] = f"{why[:1].lower()}{why[1:]}"
    return found


def _is_web_address(text: str) -> bool:
    from albumsync_dagster.network import web_address

    return web_address(text) is not None
