"""The command at a real terminal: a pseudo-terminal of 80 columns, keys that are pressed, and what is on the screen."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

CTRL_C = b"\x03"
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal:
    """A process and the terminal that it believes in; made by ``terminal``."""

    def __init__(self, process: subprocess.Popen[bytes], master: int) -> None:
        self.process = process
        self._master = master
        self._seen = b""

    @property
    def text(self) -> str:
        """Everything that was printed, without colours, each run of blanks and line ends as one blank."""
        return " ".join(_ESCAPES.sub("", self._seen.decode(errors="replace")).split())

    def wait_for(self, words: str, seconds: float = 200, *, times: int = 1) -> None:
        """Read until the words were printed so many times."""
        deadline = time.monotonic() + seconds
        while self.text.count(words) < times:
            assert time.monotonic() < deadline, self.text
            assert self._read(), self.text

    def press(self, keys: bytes) -> None:
        """Type; Ctrl-C becomes a signal, as at any terminal."""
        os.write(self._master, keys)

    def end(self, seconds: float = 200) -> int:
        """Read to the end and give the exit code."""
        deadline = time.monotonic() + seconds
        while self._read():
            assert time.monotonic() < deadline, self.text
        return self.process.wait(seconds)

    def _read(self) -> bool:
        """Take what is there, within a tenth of a second; false at the end."""
        if select.select([self._master], [], [], 0.1)[0]:
            try:
                piece = os.read(self._master, 65536)
            except OSError:
                # Linux says so when the last process has let go of the terminal.
                return False
            self._seen += piece
            return bool(piece)
        return True


@contextmanager
def terminal(*command: str, environment: Mapping[str, str] | None = None, columns: int = 80) -> Iterator[Terminal]:
    """``albumsync`` with these arguments at a terminal of its own, as a shell starts it."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    process = subprocess.Popen(
        # The wrapper makes the terminal the controlling one, so that Ctrl-C reaches the command.
        [sys.executable, "-c", _AT_TERMINAL, sys.executable, "-m", "albumsync_dagster.cli", *command],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=_without_columns(os.environ) | {"TERM": "xterm"} | dict(environment or {}),
        start_new_session=True,
    )
    os.close(slave)
    try:
        yield Terminal(process, master)
    finally:
        process.kill()
        process.wait()
        os.close(master)


def _without_columns(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name != "COLUMNS"}


_AT_TERMINAL = """
import fcntl, os, signal, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])
"""
