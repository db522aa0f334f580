"""Every command on a machine whose network settings are odd: one variable alone, and two together."""

from __future__ import annotations

import io
import itertools
from collections.abc import Mapping

import pytest

from albumsync_dagster_tests.cli.conftest import Run
from albumsync_dagster_tests.support.stage import Stage

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

ASKING = (
    "pull",
    "plan",
    "apply --dry-run",
    "verify",
    "undo --since 1d --yes",
    "heal",
    "history",
    "health",
    "backfill-keys --dry-run",
)
NEVER_ASKING = ("--help", "--version", "name", "drift")


IN_PAIRS = ("verify", "name")
"""One command that asks both systems and one that asks nobody meet every pair of settings. All commands make their
clients in the same place, so each of the others meets every setting alone."""


def settings_for(command: str, *groups: tuple[tuple[str, str], ...]) -> list[Mapping[str, str]]:
    settings = list(itertools.chain(*groups))
    pairs = [dict(pair) for pair in itertools.combinations(settings, 2)] if command in IN_PAIRS else []
    return [*(dict([one]) for one in settings), *(pair for pair in pairs if len(pair) == 2)]


def assert_tidy(said_err: str) -> None:
    assert "Traceback" not in said_err
    assert "This is a bug" not in said_err


@pytest.mark.parametrize("command", [*ASKING, "login --no-browser"])
def test_a_setting_that_cannot_be_used_ends_a_command_with_a_sentence_that_names_it(
    standing: Stage, albumsync: Run, command: str
) -> None:
    for variables in settings_for(command, UNUSABLE, HARMLESS):
        if not variables.keys() & dict(UNUSABLE).keys() or variables.get("ALL_PROXY", "").startswith("http"):
            continue
        with pytest.MonkeyPatch.context() as patch:
            for name, value in variables.items():
                patch.setenv(name, value)
            said = albumsync(*command.split())
        assert said.code == 1, (variables, said)
        assert_tidy(said.err)
        sentence, fix = said.err.splitlines()
        assert sentence.split()[0] in variables
        assert fix
        assert "nowhere" not in said.err


@pytest.mark.parametrize("command", ASKING)
def test_a_setting_that_some_libraries_fail_on_changes_nothing(
    standing: Stage, albumsync: Run, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    expected = albumsync(*command.split())
    for variables in settings_for(command, HARMLESS):
        with pytest.MonkeyPatch.context() as patch:
            for name, value in variables.items():
                patch.setenv(name, value)
            said = albumsync(*command.split())
        assert said.code == expected.code, (variables, said)
        assert_tidy(said.err)


@pytest.mark.parametrize("command", NEVER_ASKING)
def test_a_command_that_asks_nobody_does_not_look_at_the_network(albumsync: Run, command: str) -> None:
    for variables in settings_for(command, UNUSABLE, HARMLESS):
        with pytest.MonkeyPatch.context() as patch:
            for name, value in variables.items():
                patch.setenv(name, value)
            patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))
            assert albumsync(command).code == 0


def test_the_doctor_names_the_setting_and_goes_on(standing: Stage, albumsync: Run) -> None:
    for name, value in UNUSABLE:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(name, value)
            said = albumsync("doctor", "--json")
        assert_tidy(said.err)
        assert said.code == 1
        broken = [found for found in said.document["findings"] if found["area"] == "Network"]
        assert [found["state"] for found in broken] == ["broken"]
        assert broken[0]["detail"].startswith(name)


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
