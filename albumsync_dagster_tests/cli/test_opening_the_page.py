"""`review` opens the page in a browser without showing the token to the process list."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from albumsync_dagster_tests.cli.conftest import Run, _pointed_at
from albumsync_dagster_tests.support.stage import Stage

_BROWSER = """#!{python}
import os, pathlib, sys, urllib.parse
file = pathlib.Path(urllib.parse.unquote(urllib.parse.urlsplit(sys.argv[-1]).path))
told = pathlib.Path({told!r})
lines = [oct(file.stat().st_mode)[-3:], *sys.argv[1:], file.read_text()]
told.with_suffix(".new").write_text("\\n".join(lines))
told.with_suffix(".new").replace(told)
"""


class Opened:
    """What a browser was started with, and what it found in its file."""

    def __init__(self, told: str, printed: str) -> None:
        self.file_mode, self.argument, page = told.split("\n", 2)
        self.printed = printed
        found = re.search(r'content="0; url=([^"]+)"', page)
        assert found is not None
        self.address = found[1]
        self.file = Path(urlsplit(self.argument).path)


@pytest.fixture
def opened(servers: Stage, nowhere: Path, monkeypatch: pytest.MonkeyPatch, albumsync: Run) -> Iterator[Opened]:
    """`albumsync review` with a browser that tells how it was started."""
    servers.set_scene(1, asked=1)
    _pointed_at(servers, monkeypatch)
    assert albumsync("plan").code == 0
    told, browser = nowhere / "told", nowhere / "browser"
    browser.write_text(_BROWSER.format(python=sys.executable, told=str(told)))
    browser.chmod(0o755)
    command = [sys.executable, "-m", "albumsync_dagster.cli", "review"]
    environment = {**os.environ, "BROWSER": str(browser)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        printed = next(line for line in process.stdout if line.startswith("http")).strip()
        deadline = time.monotonic() + 100
        while not told.exists():
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.02)
        yield Opened(told.read_text(), printed)
        process.send_signal(signal.SIGINT)
        assert process.wait(100) == 0
    assert not Path(urlsplit(told.read_text().split("\n")[1]).path).exists()


def test_the_browser_gets_a_private_file_that_leads_to_the_page_and_is_gone_after_the_first_use(opened: Opened) -> None:
    assert opened.address == opened.printed
    origin, _, token = opened.address.partition("/start#")
    assert len(token) > 40
    assert opened.argument.startswith("file://")
    assert token not in opened.argument
    assert opened.file_mode == "600"
    assert opened.file.exists()
    page = requests.get(f"{origin}/start", timeout=60)
    assert token not in page.text
    answer = requests.post(f"{origin}/start", json={"token": token}, headers={"Origin": origin}, timeout=60)
    assert answer.status_code == 204
    assert not opened.file.exists()
    # The printed address still opens other browsers.
    again = requests.post(f"{origin}/start", json={"token": token}, headers={"Origin": origin}, timeout=60)
    assert again.status_code == 204
