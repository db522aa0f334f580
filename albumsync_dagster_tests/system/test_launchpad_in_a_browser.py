"""What a person sees of a job in the web UI, drawn by a browser: its options, and no secret."""

from __future__ import annotations

import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from albumsync_dagster_tests.defs.deployment import free_port, until

pytestmark = pytest.mark.system("chromium")

SECRET = "a-secret-that-must-not-be-shown"


@pytest.fixture(scope="module")
def webserver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home, port = tmp_path_factory.mktemp("home"), free_port()
    names = ("SMUGMUG_API_KEY", "SMUGMUG_API_SECRET", "SMUGMUG_ACCESS_TOKEN", "SMUGMUG_ACCESS_TOKEN_SECRET")
    environment = {"DAGSTER_HOME": str(home), "HOME": str(home), "PATH": "/usr/bin:/bin"}
    environment |= dict.fromkeys((*names, "SUPABASE_SERVICE_ROLE_KEY"), SECRET)
    command = [sys.executable, "-m", "dagster_webserver", "-m", "albumsync_dagster.definitions", "-p", str(port)]
    url = f"http://127.0.0.1:{port}"

    def answers() -> bool | None:
        with suppress(OSError), urllib.request.urlopen(f"{url}/server_info", timeout=5):  # noqa: S310 - our own
            return True
        return None

    with (
        (home / "log").open("wb") as log,
        subprocess.Popen(command, cwd=home, env=environment, stdout=log, stderr=log) as running,
    ):
        try:
            until(answers, "the webserver answers")
            yield url
        finally:
            running.terminate()


@pytest.mark.parametrize("job", ["sync_albums", "heal_names", "undo_renames"])
def test_the_launchpad_shows_the_options_of_a_job_and_no_resource(webserver: str, tmp_path: Path, job: str) -> None:
    page = f"{webserver}/locations/albumsync_dagster.definitions/jobs/{job}/playground"
    drawn = subprocess.run(
        [
            *("chromium", "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}"),
            *("--virtual-time-budget=30000", "--dump-dom", page),
        ],
        capture_output=True,
        text=True,
        timeout=200,
        check=True,
    ).stdout
    assert "mode" in drawn
    assert "plan" in drawn
    assert "SUPABASE_SERVICE_ROLE_KEY" not in drawn
    assert SECRET not in drawn
    assert "********" not in drawn
