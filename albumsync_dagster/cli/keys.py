"""One key from a terminal, and only one that was pressed after its question was on the screen."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable
from typing import Final

import typer

_QUIET: Final = 0.08
"""Seconds. A key that is held down repeats about every 0.03 s, a person presses the next one after 0.1 s."""


def seen_key(ready: Callable[[], None]) -> str:
    """Wait for a key. Earlier input and the repeats of a held key are discarded.

    Args:
        ready: Called as soon as a key counts; it prints the prompt.

    Raises:
        EOFError: The terminal went away.
        KeyboardInterrupt: Ctrl-C.
    """
    try:
        import termios
        import tty
    except ImportError:
        ready()
        return typer.getchar()
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        # This drops what was typed before the question.
        tty.setcbreak(terminal, termios.TCSAFLUSH)
        while select.select([terminal], [], [], _QUIET)[0]:
            if not os.read(terminal, 1024):
                raise EOFError
        ready()
        pressed = os.read(terminal, 64)
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
    if not pressed or pressed == b"\x04":
        raise EOFError
    text = pressed.decode(errors="replace")
    # A key that is held down may arrive several times at once.
    return text[0] if len(set(text)) == 1 else text
