"""Settings: the environment (and ``.env``) read into typed values, once, at the edge.

Here: every setting, its default, its bounds and the sentence that documents it; the README's table is made from
these descriptions. Not here: clients (they take plain values) and anything that is decided from a setting.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from albumsync_dagster.errors import SettingsError
from albumsync_dagster.naming import NamingOptions

DescriptionMode = Literal["off", "fill", "replace"]


class Settings(BaseSettings):
    """What the environment says. Everything is optional here; a command asks for what it needs with ``require``."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        # `SMUGMUG_ACCESS_TOKEN=` in a copied .env.example means "not yet", not "the empty token".
        env_ignore_empty=True,
        extra="ignore",
        populate_by_name=True,
        hide_input_in_errors=True,
    )

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
    supabase_service_role_key: SecretStr | None = Field(
        None,
        validation_alias="SUPABASE_SERVICE_ROLE_KEY",
        description="Service role key of the Supabase project: the only role that may call albumsync's functions.",
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
        description="Names that drifted further are renamed.",
    )
    alert_drift: int = Field(
        60,
        ge=0,
        le=100,
        validation_alias="ALBUMSYNC_ALERT_DRIFT",
        description="A present name that drifted further raises an alert.",
    )
    date_style: Literal["full", "short"] = Field(
        "full",
        validation_alias="ALBUMSYNC_DATE_STYLE",
        description="`full` prints `May 30, 2025`, `short` prints `May 30`.",
    )
    day_first: bool = Field(
        False,
        validation_alias="ALBUMSYNC_DAY_FIRST",
        description="Read `03-05-2024` as 3 May where both readings are possible.",
    )
    exclude_names: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        validation_alias="ALBUMSYNC_EXCLUDE_NAMES",
        description="Albums never renamed: shell patterns of names, separated by commas, e.g. `Portfolio*,Test *`.",
    )
    exclude_folders: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        validation_alias="ALBUMSYNC_EXCLUDE_FOLDERS",
        description="The same for SmugMug paths, e.g. `/Private/*`.",
    )
    requests_per_second: float = Field(
        5.0,
        gt=0,
        le=50,
        validation_alias="ALBUMSYNC_REQUESTS_PER_SECOND",
        description="The most requests a second to SmugMug; the pace that SmugMug announces is obeyed as well.",
    )
    threads: int = Field(
        4, ge=1, le=16, validation_alias="ALBUMSYNC_THREADS", description="Albums read from SmugMug at the same time."
    )
    reread_days: int = Field(
        30,
        ge=1,
        validation_alias="ALBUMSYNC_REREAD_DAYS",
        description="Photos of an album are read again after so many days even if no stamp moved.",
    )
    patience: float = Field(
        60.0,
        ge=0,
        le=3600,
        validation_alias="ALBUMSYNC_PATIENCE",
        description="Seconds that a command goes on trying while SmugMug or Supabase fails or is busy.",
    )
    description: DescriptionMode = Field(
        "off",
        validation_alias="ALBUMSYNC_DESCRIPTION",
        description="Album descriptions from the enrichment: `off`, `fill` (only empty ones) or `replace`.",
    )
    after_sync: str | None = Field(
        None,
        validation_alias="ALBUMSYNC_AFTER_SYNC",
        description="SQL function without arguments called after rows changed, again until it worked;"
        " e.g. `refresh_albums_summary`.",
    )
    changed_by: str = Field(
        "albumsync", validation_alias="ALBUMSYNC_CHANGED_BY", description="Who the journal says made the changes."
    )
    webhook_url: SecretStr | None = Field(
        None, validation_alias="ALBUMSYNC_WEBHOOK_URL", description="Alerts are posted there."
    )
    webhook_format: Literal["json", "slack"] = Field(
        "json", validation_alias="ALBUMSYNC_WEBHOOK_FORMAT", description="Form of the alerts: `json` or `slack`."
    )

    @field_validator("exclude_names", "exclude_folders", mode="before")
    @classmethod
    def _split_at_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(pattern.strip() for pattern in value.split(",") if pattern.strip())
        return value

    @field_validator("*", mode="before")
    @classmethod
    def _strip(cls, value: object) -> object:
        return value.strip() if isinstance(value, str) else value

    def require(self, *names: str) -> None:
        """Raise one error that names every one of these settings that is missing.

        Args:
            names: Field names, for instance ``smugmug_api_key``.

        Raises:
            SettingsError: At least one is unset.
        """
        missing = [variable(name) for name in names if getattr(self, name) is None]
        if missing:
            raise SettingsError(
                f"Missing setting{'s' if len(missing) > 1 else ''}: {', '.join(missing)}.",
                "Set them in the environment or in .env (see .env.example); `albumsync doctor` checks them.",
            )

    def naming_options(self, today: date) -> NamingOptions:
        """The part of the settings that decides about names; no photo was taken after ``today``."""
        return NamingOptions(
            drift_threshold=self.drift_threshold,
            date_style=self.date_style,
            day_first=self.day_first,
            exclude_names=self.exclude_names,
            exclude_folders=self.exclude_folders,
            today=today,
        )


def variable(field_name: str) -> str:
    """The environment variable that a field of ``Settings`` is read from."""
    alias = Settings.model_fields[field_name].validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else str(alias)


def load_settings() -> Settings:
    """Read the environment and ``.env``.

    Raises:
        SettingsError: A variable can not be read; the message names it and never shows its value.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "?"
        raise SettingsError(
            f"The setting {name} can not be read: {first['msg'].lower()}.", "Correct it in the environment or in .env."
        ) from None
    except UnicodeDecodeError:
        raise SettingsError("The file .env is not UTF-8 text.", "Save it as UTF-8.") from None
