"""Whoever waits at a terminal is told for what, and does not wait long for an address where nobody lives."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from albumsync_dagster_tests.cli.terminal import CTRL_C, terminal

pytestmark = pytest.mark.usefixtures("credentials_of_nobody")

NOBODY = "http://127.0.0.1:1"


@pytest.fixture
def credentials_of_nobody(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("API_KEY", "API_SECRET", "ACCESS_TOKEN", "ACCESS_TOKEN_SECRET"):
        monkeypatch.setenv(f"SMUGMUG_{name}", "0123456789abcdef")
    monkeypatch.setenv("SUPABASE_SERVICE_ROLE_KEY", "0123456789abcdef")


@pytest.fixture
def hanging() -> Iterator[str]:
    """An address that takes every connection and answers none."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_a_server_that_hangs_is_named_while_it_is_waited_for_and_ctrl_c_ends_the_wait(hanging: str) -> None:
    urls = {"SMUGMUG_API_BASE": hanging, "SUPABASE_URL": hanging}
    with terminal("pull", environment=urls) as smugmug, terminal("history", environment=urls) as supabase:
        smugmug.wait_for("SmugMug has not answered the request for account in 3 s; waiting up to 60 s for it. Ctrl-C")
        supabase.wait_for(
            "Supabase has not answered albumsync_history in 3 s; waiting up to 30 s for it. Ctrl-C stops."
        )
        for screen in (smugmug, supabase):
            screen.press(CTRL_C)
            assert screen.end() == 1
            assert screen.text.endswith("Interrupted. Nothing was renamed.")


def test_at_a_terminal_an_address_where_nobody_lives_is_given_up_within_seconds() -> None:
    urls = {"SMUGMUG_API_BASE": NOBODY, "SUPABASE_URL": NOBODY, "ALBUMSYNC_PATIENCE": "3600"}
    # The default patience of a run at night would keep both here past the time that is allowed to a test.
    with terminal("pull", environment=urls) as smugmug, terminal("history", environment=urls) as supabase:
        assert (smugmug.end(), supabase.end()) == (1, 1)
        assert "SmugMug cannot be reached (connection refused). Check the network" in smugmug.text
        assert f"Supabase cannot be reached at {NOBODY} (connection refused). Check SUPABASE_URL" in supabase.text
