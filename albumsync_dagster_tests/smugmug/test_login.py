from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import dotenv
import pytest
import requests

from albumsync_dagster.errors import SettingsError
from albumsync_dagster.smugmug import (
    Credentials,
    Login,
    Refusal,
    SmugMugClient,
    SmugMugError,
    SmugMugRefused,
    SmugMugUnavailable,
    Tokens,
    write_tokens,
)
from albumsync_sandbox.smugmug import SmugMugSimulator


def approve(consent_page: str, *, access: str = "Full", permissions: str = "Modify") -> str:
    """What a person does in the browser: look, press the button, read the six digits."""
    asked = parse_qs(urlsplit(consent_page).query)
    assert (asked["Access"], asked["Permissions"]) == (["Full"], ["Modify"])
    form = {
        "oauth_token": asked["oauth_token"][0],
        "Access": access,
        "Permissions": permissions,
        "decision": "approve",
    }
    page = requests.post(consent_page.split("?")[0], data=form, timeout=30).text
    shown = re.search(r"\b(\d{6})\b", page)
    assert shown is not None
    return shown.group(1)


@pytest.fixture
def login(base_url: str, simulator: SmugMugSimulator) -> Iterator[Login]:
    with Login(simulator.consumer.key, simulator.consumer.secret, base_url=base_url + "/api/v2/") as login:
        yield login


def test_six_digits_become_a_token_that_may_rename(login: Login, base_url: str, simulator: SmugMugSimulator) -> None:
    code = approve(login.begin())
    tokens = login.finish(f" {code[:3]}-{code[3:]} ")
    credentials = Credentials(simulator.consumer.key, simulator.consumer.secret, tokens.token, tokens.secret)
    with SmugMugClient(credentials, base_url=base_url) as client:
        assert client.rename("lions1", "New", expected=client.album("lions1")).name == "New"


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "https://x"])
def test_what_is_no_code_is_not_even_sent(login: Login, simulator: SmugMugSimulator, code: str) -> None:
    login.begin()
    with pytest.raises(SmugMugRefused, match="six digits"):
        login.finish(code)


def test_a_wrong_code_is_refused(login: Login) -> None:
    code = approve(login.begin())
    with pytest.raises(SmugMugRefused, match="did not accept the code") as refused:
        login.finish(f"{(int(code) + 1) % 1_000_000:06d}")
    assert "albumsync login" in refused.value.fix


def test_a_code_works_once(login: Login) -> None:
    code = approve(login.begin())
    login.finish(code)
    with pytest.raises(SmugMugRefused):
        login.finish(code)


def test_a_wrong_key_is_said_before_a_browser_opens(base_url: str) -> None:
    with Login("nobody", "nothing", base_url=base_url) as login, pytest.raises(SmugMugRefused) as refused:
        login.begin()
    assert refused.value.refusal is Refusal.KEY


def test_a_wrong_secret_is_said_before_a_browser_opens(base_url: str, simulator: SmugMugSimulator) -> None:
    with Login(simulator.consumer.key, "nothing", base_url=base_url) as login, pytest.raises(SmugMugRefused) as refused:
        login.begin()
    assert refused.value.refusal is Refusal.SIGNATURE


def test_without_a_network_the_login_says_so() -> None:
    with Login("key", "secret", base_url="http://127.0.0.1:9") as login, pytest.raises(SmugMugUnavailable):
        login.begin()


def test_a_wrong_address_is_a_setting_to_correct() -> None:
    with pytest.raises(SettingsError, match="SMUGMUG_API_BASE"):
        Login("key", "secret", base_url="smugmug")


def test_a_server_that_is_not_smugmug_is_an_error_of_ours(base_url: str) -> None:
    with Login("key", "secret", base_url=f"{base_url}/elsewhere") as login, pytest.raises(SmugMugError):
        login.begin()


TOKENS = Tokens("tok123", "sec456")


def test_tokens_go_into_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    write_tokens(env, TOKENS)
    assert dotenv.dotenv_values(env) == {
        "SMUGMUG_ACCESS_TOKEN": "tok123",
        "SMUGMUG_ACCESS_TOKEN_SECRET": "sec456",
    }
    assert stat.S_IMODE(env.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == [".env"]


def test_every_other_line_stays_as_it_is(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_bytes(
        b"# SmugMug, M\xc3\xa4rz \xff\r\nSMUGMUG_API_KEY=abc\nexport SMUGMUG_ACCESS_TOKEN='old' # mine\r\n\n"
        b"SMUGMUG_ACCESS_TOKEN_SECRET=\nNOT_SMUGMUG_ACCESS_TOKEN=1\nLAST=1"
    )
    env.chmod(0o644)
    write_tokens(env, TOKENS)
    assert env.read_bytes() == (
        b"# SmugMug, M\xc3\xa4rz \xff\r\nSMUGMUG_API_KEY=abc\nexport SMUGMUG_ACCESS_TOKEN=tok123\r\n\n"
        b"SMUGMUG_ACCESS_TOKEN_SECRET=sec456\nNOT_SMUGMUG_ACCESS_TOKEN=1\nLAST=1"
    )
    assert stat.S_IMODE(env.stat().st_mode) == 0o600


def test_a_last_line_without_an_end_is_not_run_into(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text("LAST=1")
    write_tokens(env, TOKENS)
    assert env.read_text() == "LAST=1\nSMUGMUG_ACCESS_TOKEN=tok123\nSMUGMUG_ACCESS_TOKEN_SECRET=sec456\n"


def test_writing_twice_changes_nothing_more(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    write_tokens(env, TOKENS)
    once = env.read_text()
    write_tokens(env, TOKENS)
    assert env.read_text() == once


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / ".env"
    link.symlink_to(tmp_path / "elsewhere" / "env")
    write_tokens(link, TOKENS)
    assert link.is_symlink()
    assert "tok123" in (tmp_path / "elsewhere" / "env").read_text()


def test_a_folder_that_can_not_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_tokens(tmp_path / "nowhere" / ".env", TOKENS)
