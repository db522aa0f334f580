"""Every command on a machine whose network settings are odd: one variable alone, and two together."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

from albumsync_dagster_tests.cli.conftest import Run
from albumsync_dagster_tests.support.stage import Stage

Settings = Mapping[str, str]
"""Variable -> value."""

UNUSABLE = (
    ("ALL_PROXY", "socks5://127.0.0.1:9"),
    ("all_proxy", "socks://127.0.0.1:9"),
    ("HTTPS_PROXY", "http://proxy:port"),
    ("SSL_CERT_FILE", "/nowhere/certificates.pem"),
    ("SSL_CERT_DIR", "/nowhere"),
    ("REQUESTS_CA_BUNDLE", "/nowhere/bundle.pem"),
    ("CURL_CA_BUNDLE", "/nowhere/bundle.pem"),
    ("SSLKEYLOGFILE", "/nowhere/keys"),
)
HARMLESS = (
    ("NO_PROXY", "localhost,[::1],127.0.0.1"),
    ("no_proxy", "fe80::/10,::1,http://odd"),
    ("HTTP_PROXY", "http://127.0.0.1:9"),
    ("ALL_PROXY", "http://127.0.0.1:9"),
)
"""Values that some libraries fail on, and proxies that nobody runs: this machine's own services are asked without."""

EXPORTED = Path("questions.csv")
ASKING = (
    "pull",
    "enrich facts.csv",
    "enrich facts.csv --yes",
    "plan",
    "review --list",
    f"review --export {EXPORTED}",
    "decide Alb000 --later",
    "apply --dry-run",
    "verify",
    "undo --since 1d --yes",
    "heal",
    "history",
    "health",
    "backfill-keys --dry-run",
    "migrate",
)
"""Commands that ask either system, or both, and end by themselves."""
ASKING_A_PERSON = ("login --no-browser", "review --no-browser")
NEVER_ASKING = ("--help", "--version", "name", "drift")


@pytest.fixture
def described(standing: Stage, nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """The gallery, with all that any command needs."""
    (nowhere / "facts.csv").write_text("album_key,event_name\nAlb000,Harbor Cup\n")
    monkeypatch.setenv("ALBUMSYNC_DATABASE_URL", standing.database_url)
    return standing


def alone() -> Iterator[Settings]:
    """Each setting by itself."""
    return (dict([one]) for one in (*UNUSABLE, *HARMLESS))


def in_pairs() -> Iterator[Settings]:
    """Two settings at once."""
    return (dict(pair) for pair in itertools.combinations((*UNUSABLE, *HARMLESS), 2) if len(dict(pair)) == 2)


def is_usable(settings: Settings) -> bool:
    """Whether a command has to work with them."""
    return not any(setting in UNUSABLE for setting in settings.items())


def assert_each_is_met(albumsync: Run, command: str, wanted: Iterable[Settings]) -> None:
    """A sentence that names one of the variables where the settings cannot be used; else all is as without them."""
    expected = albumsync(*command.split()).code if command not in ASKING_A_PERSON else None
    for settings in wanted:
        if is_usable(settings) and command in ASKING_A_PERSON:
            continue
        with pytest.MonkeyPatch.context() as patch:
            for name, value in settings.items():
                patch.setenv(name, value)
            EXPORTED.unlink(missing_ok=True)  # an export replaces no file
            said = albumsync(*command.split())
        assert_tidy(said.err)
        if is_usable(settings):
            assert said.code == expected, (settings, said)
            continue
        assert said.code == 1, (settings, said)
        sentence, fix = said.err.splitlines()
        assert sentence.split()[0] in settings
        assert fix
        assert "nowhere" not in said.err


def assert_tidy(said_err: str) -> None:
    assert "Traceback" not in said_err
    assert "This is a bug" not in said_err


@pytest.mark.parametrize("command", [*ASKING, *ASKING_A_PERSON])
def test_a_setting_is_met_by_a_sentence_that_names_it_or_changes_nothing(
    described: Stage, albumsync: Run, command: str
) -> None:
    assert_each_is_met(albumsync, command, alone())


def test_two_settings_at_once_are_met_in_the_same_way(described: Stage, albumsync: Run) -> None:
    """One command stands for all, which make their clients in one place: every one of them in ``make test-system``."""
    assert_each_is_met(albumsync, "verify", in_pairs())


@pytest.mark.parametrize("command", NEVER_ASKING)
def test_a_command_that_asks_nobody_does_not_look_at_the_network(albumsync: Run, command: str) -> None:
    for settings in itertools.chain(alone(), in_pairs()):
        with pytest.MonkeyPatch.context() as patch:
            for name, value in settings.items():
                patch.setenv(name, value)
            patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))
            assert albumsync(command).code == 0


def assert_the_doctor_meets(albumsync: Run, wanted: Iterable[Settings]) -> None:
    expected = albumsync("doctor", "--json").code
    for settings in wanted:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in settings.items():
                patch.setenv(name, value)
            EXPORTED.unlink(missing_ok=True)  # an export replaces no file
            said = albumsync("doctor", "--json")
        assert_tidy(said.err)
        assert said.code == (expected if is_usable(settings) else 1)
        found = [each for each in said.document["findings"] if each["area"] == "Network"]
        if is_usable(settings):
            assert {each["state"] for each in found} == {"ok"}
        else:
            assert [each["state"] for each in found] == ["broken"]
            assert found[0]["detail"].split()[0] in settings


def test_the_doctor_names_the_setting_and_goes_on(described: Stage, albumsync: Run) -> None:
    assert_the_doctor_meets(albumsync, alone())


def test_the_doctor_shows_the_way_to_each_system(
    standing: Stage, albumsync: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://me:hidden@127.0.0.1:9")
    monkeypatch.setenv("SMUGMUG_API_BASE", "https://api.smugmug.com")
    monkeypatch.setenv("ALBUMSYNC_PATIENCE", "0")
    said = albumsync("doctor", "--json")
    found = {each["name"]: each["detail"] for each in said.document["findings"] if each["area"] == "Network"}
    assert found == {
        "SmugMug": "Through the proxy http://127.0.0.1:9 (HTTPS_PROXY), with albumsync's own certificates.",
        "Supabase": "Without a proxy.",
    }
    assert "hidden" not in said.out + said.err
