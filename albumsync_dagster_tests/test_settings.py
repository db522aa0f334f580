"""The environment is read once, into typed values, and never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from albumsync_dagster.errors import SettingsError
from albumsync_dagster.settings import Settings, load_settings, variable


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for field in Settings.model_fields:
        monkeypatch.delenv(variable(field), raising=False)
    monkeypatch.delenv("VITE_SUPABASE_URL", raising=False)


def test_nothing_set_is_no_error_until_something_is_asked_for() -> None:
    settings = load_settings()
    with pytest.raises(SettingsError, match="Missing settings: SUPABASE_URL, SUPABASE_SECRET_KEY"):
        settings.require("supabase_url", "supabase_secret_key")


def test_the_vite_name_is_read_where_the_plain_one_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VITE_SUPABASE_URL", "https://vite.example")
    assert load_settings().supabase_url == "https://vite.example"
    monkeypatch.setenv("SUPABASE_URL", "")
    assert load_settings().supabase_url == "https://vite.example"
    monkeypatch.setenv("SUPABASE_URL", "https://plain.example")
    assert load_settings().supabase_url == "https://plain.example"


@pytest.mark.parametrize("prefix", ["", "COURTSIDE_"])
@pytest.mark.parametrize("blank", ["", " ", "\t "])
def test_a_blank_variable_leaves_the_value_of_the_env_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, prefix: str, blank: str
) -> None:
    """It hid the value: a blank hid a key for everyone, an empty one only where an account has a prefix."""
    (tmp_path / ".env").write_text(
        f"{prefix}SMUGMUG_API_KEY=of-the-file\n{prefix}VITE_SUPABASE_URL=https://vite.example\n"
    )
    monkeypatch.setenv(f"{prefix}SMUGMUG_API_KEY", blank)
    monkeypatch.setenv(f"{prefix}SUPABASE_URL", blank)
    settings = load_settings(prefix)
    assert (settings.smugmug_api_key, settings.supabase_url) == ("of-the-file", "https://vite.example")


def test_a_variable_of_another_program_is_no_setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Desktops set LANGUAGE: names got the dates of that language, or every command ended with 1."""
    monkeypatch.setenv("LANGUAGE", "de_DE:de")
    (tmp_path / ".env").write_text("DATABASE_URL=postgresql://of-another-program/db\nthreads=9\n")
    settings = load_settings()
    assert (settings.language, settings.database_url, settings.threads) == ("en", None, 4)


def test_a_line_left_empty_in_the_env_file_means_unset(tmp_path: Path) -> None:
    # A copied .env.example has `SMUGMUG_ACCESS_TOKEN=` until `albumsync login` has run.
    (tmp_path / ".env").write_text("SMUGMUG_ACCESS_TOKEN=\nALBUMSYNC_DRIFT_THRESHOLD=\nSMUGMUG_API_KEY= key \n")
    settings = load_settings()
    assert settings.smugmug_access_token is None
    assert settings.drift_threshold == 20
    assert settings.smugmug_api_key == "key"


def test_no_process_may_ask_so_seldom_that_the_others_wait_for_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    """0.0001 requests a second took the account's turns of five hours."""
    monkeypatch.setenv("ALBUMSYNC_REQUESTS_PER_SECOND", "0.0001")
    with pytest.raises(SettingsError, match=r"ALBUMSYNC_REQUESTS_PER_SECOND"):
        load_settings()


def test_a_value_out_of_bounds_is_named_without_being_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALBUMSYNC_DRIFT_THRESHOLD", "topsecret")
    with pytest.raises(SettingsError, match="ALBUMSYNC_DRIFT_THRESHOLD") as caught:
        load_settings()
    assert "topsecret" not in str(caught.value)


def test_exclusions_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALBUMSYNC_EXCLUDE_NAMES", "Portfolio*, Test *,")
    assert load_settings().exclude_names == ("Portfolio*", "Test *")


def test_no_secret_shows_in_the_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = {
        "SMUGMUG_API_SECRET": "s1-value",
        "SMUGMUG_ACCESS_TOKEN": "s2-value",
        "SMUGMUG_ACCESS_TOKEN_SECRET": "s3-value",
        "SUPABASE_SECRET_KEY": "s4-value",
        "ALBUMSYNC_DATABASE_URL": "postgresql://u:s5-value@host/db",
        "ALBUMSYNC_WEBHOOK_URL": "https://hooks.example/s6-value",
    }
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    shown = repr(load_settings()) + str(load_settings())
    assert [value for value in secrets.values() if value in shown] == []


def test_every_setting_says_what_it_is_for() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALBUMSYNC_LARGE_RUN_ALBUMS", "99999999999"),
        ("ALBUMSYNC_REREAD_DAYS", "99999999999"),
        ("ALBUMSYNC_FRESH_HOURS", "99999999999"),
        ("ALBUMSYNC_AFTER_SYNC", "refresh albums"),
        ("ALBUMSYNC_AFTER_SYNC", "x; drop table y"),
        # The tick that wanted to tell of a failure was red, and nobody was told.
        ("ALBUMSYNC_WEBHOOK_URL", "hooks.example.com/services/T0"),
        ("ALBUMSYNC_WEBHOOK_URL", "mailto:me@example.com"),
        # Dagster showed the password, or the script, as a link on the page of `name_review`.
        ("ALBUMSYNC_REVIEW_URL", "https://kim:hidden@review.example.com"),
        ("ALBUMSYNC_REVIEW_URL", "javascript:alert(1)"),
    ],
)
def test_a_value_that_fails_only_later_is_refused_with_the_settings(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """`pull` ended in an OverflowError, `apply` in an integer out of range, `heal` after it had written the rows."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        load_settings()


def test_why_a_setting_cannot_be_read_is_said_as_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """It began with "value error, " and its example was "my games": names in quotes have capitals."""
    monkeypatch.setenv("ALBUMSYNC_ENRICHMENT_VIEW", "x; drop table y")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert caught.value.sentence == (
        "The setting ALBUMSYNC_ENRICHMENT_VIEW cannot be read: it is no name of a table or view, such as games,"
        ' public.games or "My Games".'
    )


def test_a_webhook_may_have_a_user_and_a_password_in_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    address = "https://kim:hidden@alerts.example.com/in"
    monkeypatch.setenv("ALBUMSYNC_WEBHOOK_URL", address)
    webhook = load_settings().webhook_url
    assert webhook is not None
    assert webhook.get_secret_value() == address


def test_a_value_of_blanks_means_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    """A blank key was sent to SmugMug and a blank cron expression to Dagster; their errors named no setting."""
    for name in ("SMUGMUG_API_KEY", "ALBUMSYNC_NIGHTLY_CRON", "ALBUMSYNC_CHANGED_BY"):
        monkeypatch.setenv(name, "  ")
    settings = load_settings()
    assert (settings.nightly_cron, settings.changed_by) == ("30 3 * * *", "albumsync")
    with pytest.raises(SettingsError, match="Missing setting: SMUGMUG_API_KEY"):
        settings.require("smugmug_api_key")


def test_every_setting_that_cannot_be_read_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the first was named, and each start of the server told of one more."""
    monkeypatch.setenv("ALBUMSYNC_FRESH_HOURS", "0")
    monkeypatch.setenv("ALBUMSYNC_TIMEZONE", "Chicago")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "ALBUMSYNC_FRESH_HOURS" in caught.value.sentence
    assert "The setting ALBUMSYNC_TIMEZONE cannot be read: this time zone is not known." in caught.value.sentence


def test_a_missing_setting_of_one_account_among_several_is_named_with_its_prefix(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It said "Missing setting: SMUGMUG_API_KEY" to people who had set just that, for another account."""
    monkeypatch.setenv("SMUGMUG_API_KEY", "of-another-account")
    with pytest.raises(SettingsError, match="Missing setting: COURTSIDE_SMUGMUG_API_KEY"):
        load_settings("COURTSIDE_").require("smugmug_api_key")


def test_other_values_for_some_fields_are_read_as_strictly_as_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A time zone of `defs.yaml` that does not exist ended in an error of Dagster about a schedule."""
    monkeypatch.setenv("COURTSIDE_ALBUMSYNC_CHANGED_BY", "kim")
    monkeypatch.setenv("COURTSIDE_SMUGMUG_API_SECRET", "hidden")
    settings = load_settings("COURTSIDE_")
    with pytest.raises(SettingsError, match="The setting COURTSIDE_ALBUMSYNC_TIMEZONE cannot be read"):
        settings.with_values({"timezone": "Chicago"})
    changed = settings.with_values({"timezone": "America/Chicago", "owners": ("team:gym",)})
    assert (changed.timezone, changed.owners, changed.changed_by) == ("America/Chicago", ("team:gym",), "kim")
    assert changed.smugmug_api_secret == settings.smugmug_api_secret
    assert changed.variable("timezone") == "COURTSIDE_ALBUMSYNC_TIMEZONE"
