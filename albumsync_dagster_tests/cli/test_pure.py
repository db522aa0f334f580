"""name and drift: JSON Lines through a pipe, without network and without settings."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from albumsync_dagster_tests.cli.conftest import Run, Said

ALBUM = {"album_key": "a", "name": "Señor Cup", "photos": [{"DateTimeOriginal": "2025-05-30T18:15:23"}]}


@pytest.fixture
def piped(monkeypatch: pytest.MonkeyPatch, albumsync: Run) -> Callable[..., Said]:
    """Runs a command with these bytes on its standard input."""

    def run(command: str, text: bytes, *options: str) -> Said:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
        return albumsync(command, *options)

    return run


def lines(*documents: object) -> bytes:
    return "".join(json.dumps(document, ensure_ascii=False) + "\n" for document in documents).encode()


@pytest.mark.parametrize("language", ["C", "de_DE.ISO-8859-1"])
def test_name_answers_line_by_line_in_utf8_whatever_the_locale(nowhere: Path, language: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "albumsync_dagster.cli", "name"],
        input=lines(ALBUM, {**ALBUM, "album_key": "b"}),
        capture_output=True,
        timeout=200,
        check=False,
        env={"LC_ALL": language},
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
    first, second = map(json.loads, ended.stdout.decode().splitlines())
    assert (first["album_key"], second["album_key"]) == ("a", "b")
    assert first["proposed"] == second["proposed"] == "Señor Cup - May 30, 2025"
    assert "Señor" in ended.stdout.decode()


def test_the_albums_of_one_account_get_different_names(piped: Callable[..., Said]) -> None:
    ended = piped("name", lines(ALBUM, {**ALBUM, "album_key": "b"}), "--account")
    first, second = map(json.loads, ended.out.splitlines())
    assert first["proposed"] != second["proposed"]


def test_drift_of_two_names_is_a_sum_of_parts(piped: Callable[..., Said]) -> None:
    ended = piped("drift", lines({"existing": "VLA Cup - May 30", "proposed": "VLA Cup - May 30, 2025"}))
    answer = json.loads(ended.out)
    assert set(answer) == {"score", "parts"}
    assert answer["score"] == sum(part["points"] for part in answer["parts"]) > 20


@pytest.mark.parametrize("command", ["name", "drift"])
@pytest.mark.parametrize("line", [b"{", b"[]", b'{"name": 3}', b"\xff\xfe"])
def test_a_line_that_can_not_be_read_is_named_by_its_number(
    piped: Callable[..., Said], command: str, line: bytes
) -> None:
    ended = piped(command, b"\n" + line + b"\n")
    assert ended.code == 2
    assert ended.err.startswith("Line 2: ")
    assert len(ended.err.splitlines()) == 2


def test_answers_to_the_lines_before_a_bad_one_are_printed(piped: Callable[..., Said]) -> None:
    ended = piped("name", lines(ALBUM) + b"{\n")
    assert ended.code == 2
    assert len(ended.out.splitlines()) == 1


def test_the_naming_options_are_read_from_the_environment(
    piped: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALBUMSYNC_DATE_STYLE", "short")
    ended = piped("name", lines(ALBUM))
    assert json.loads(ended.out)["proposed"] == "Señor Cup - May 30"


def test_nothing_in_is_nothing_out(piped: Callable[..., Said]) -> None:
    ended = piped("name", b"")
    assert (ended.code, ended.out, ended.err) == (0, "", "")
