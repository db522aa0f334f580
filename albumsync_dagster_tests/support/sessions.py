"""Commands with their output in the documents, run on a sandbox of their own; as a module it rewrites the output.

A block of the language ``console`` is run: each line that begins with ``$ albumsync`` is a command, and what follows
is everything that it prints at 80 columns. All blocks of a document are one session on one fresh sample gallery.
Other shell lines stand in blocks of the language ``sh``, which nobody runs.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from albumsync_dagster.cli import main
from albumsync_dagster.cli.sandboxing import environment_of
from albumsync_dagster_tests.support.docs import ROOT, documents
from albumsync_dagster_tests.support.processes import process
from albumsync_sandbox import sandbox
from albumsync_sandbox.gallery import SampleGallery, sample_gallery

PROMPT = "$ albumsync "
_BLOCK = re.compile(r"(?P<open>^(?P<indent> *)```console\n)(?P<body>.*?)(?=^ *```$)", re.MULTILINE | re.DOTALL)
_VARYING = (
    (re.compile(r"\b\d{8}-\d{6}-[0-9a-f]{4}\b"), "20260530-181523-9f3a"),
    (re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "0b5c3f0e-7d0b-4b57-9a51-6c2f6a3f1f6e"),
    (re.compile(r"\b20\d\d-\d\d-\d\d \d\d:\d\d\b"), "2026-05-30 18:15"),
    (re.compile(r"\bin \d+\.\d s\b"), "in 1.9 s"),
    (re.compile(r"\b\d+ requests left for the next \d+ minutes?"), "99996 requests left for the next 30 minutes"),
)
"""What differs from run to run, and what the documents show in its place."""


def with_sessions() -> list[Path]:
    """The documents that show commands with their output."""
    return [path for path in documents() if _BLOCK.search(path.read_text(encoding="utf-8"))]


def steady(text: str) -> str:
    """An output without what differs from run to run."""
    for pattern, shown in _VARYING:
        text = pattern.sub(shown, text)
    return "\n".join(line.rstrip() for line in text.splitlines())


def performed(text: str, run: Callable[[str], str]) -> str:
    """A document with the output of every command as it is now.

    Args:
        text: The document.
        run: Runs a command line without ``albumsync`` and gives what it prints.
    """

    def replaced(block: re.Match[str]) -> str:
        commands = [line.strip() for line in block["body"].splitlines() if line.strip().startswith(PROMPT)]
        lines: list[str] = []
        for command in commands:
            lines += ["", command] if lines else [command]
            lines += steady(run(command.removeprefix(PROMPT))).splitlines()
        return block["open"] + "".join(f"{block['indent']}{line}".rstrip() + "\n" for line in lines)

    return _BLOCK.sub(replaced, text)


def on_a_sandbox(document: Path, folder: Path, state: Path) -> str:
    """The document with the output of its commands on a fresh sample gallery.

    Args:
        document: The document.
        folder: Where the commands run.
        state: The folder of the sandbox; a PostgreSQL cluster that an earlier document left there is used again.
    """
    with sandbox(state, gallery=_gallery()) as world:
        environment = _without_settings(os.environ) | environment_of(world) | {"COLUMNS": "80", "LOGNAME": "maria"}

        def run(line: str) -> str:
            printed = folder / "printed"
            command = process(_command, shlex.split(line), folder, environment, printed)
            command.start()
            command.join(200)
            if command.exitcode is None:
                command.kill()
                raise AssertionError(f"albumsync {line} did not end")
            text = printed.read_text(encoding="utf-8")
            printed.unlink()
            return text

        return performed(document.read_text(encoding="utf-8"), run)


@cache
def _gallery() -> SampleGallery:
    """The one of every document."""
    return sample_gallery()


def _command(arguments: list[str], folder: Path, environment: dict[str, str], printed: Path) -> None:
    """Be ``albumsync`` with these arguments, for the rest of this process; ``printed`` gets both outputs."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    output = os.open(printed, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
    for stream, source in ((0, os.open(os.devnull, os.O_RDONLY)), (1, output), (2, output)):
        os.dup2(source, stream)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 - as at the start of any process
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", buffering=1, closefd=False)  # noqa: SIM115
    code = main(arguments)
    sys.stdout.flush()
    sys.exit(code)


def _without_settings(environment: Mapping[str, str]) -> dict[str, str]:
    ours = ("ALBUMSYNC_", "SMUGMUG_", "SUPABASE_", "VITE_SUPABASE_", "DAGSTER_")
    return {name: value for name, value in environment.items() if not name.startswith(ours)}


if __name__ == "__main__":
    for name in sys.argv[1:] or [str(path) for path in with_sessions()]:
        with tempfile.TemporaryDirectory() as folder:
            path = (ROOT / name).resolve()
            path.write_text(on_a_sandbox(path, Path(folder), Path(folder) / "state"), encoding="utf-8")
