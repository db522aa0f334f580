"""Where text goes: facts to standard output, remarks and questions to standard error, files as a whole or not at all.

Names come from outside and are data: they are never read as markup, and control characters in them are shown, not
obeyed. Not here: what a table holds (``tables``), what a JSON document looks like (``shapes``).
"""

from __future__ import annotations

import codecs
import io
import json
import os
import re
import sys
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from albumsync_dagster.cli.errors import FileError
from albumsync_dagster.errors import UsageError

_PLAIN = {"✔": "ok", "✘": "X", "–": "-", "—": "-", "→": "->", "≠": "!=", "…": "...", "’": "'"}
"""How marks look where the terminal has no letters for them; every other letter is shown by its number."""

_MOST_JSON = 128 * 1024 * 1024
"""Bytes of a JSON file; a plan of ten thousand albums is about a tenth of it."""

_BIDI = set("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NOTHING = set("\u200b\u2028\u2029\u2060\ufeff")
"""Blanks without width and separators of lines: a name of these alone would look empty. Joiners are parts of emoji."""


def open_closed_streams() -> None:
    """Put the null device in the place of a standard stream that the process was started without (``>&-``).

    Python has None there, and the next file or connection would get the number of the stream.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            null = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, os.fdopen(null, mode, encoding="utf-8"))


def set_lossy_encoding() -> None:
    """Let standard output and standard error take any text in every locale: a name must not end a command."""
    codecs.register_error("albumsync", _in_plain_letters)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="albumsync")


def forget_sizes_of_no_terminal() -> None:
    """Let COLUMNS and LINES count as unset where they are no number above 0: rich prints nothing into 0 columns."""
    for name in ("COLUMNS", "LINES"):
        if not re.fullmatch("0*[1-9][0-9]*", os.environ.get(name, "")):
            os.environ.pop(name, None)


def _in_plain_letters(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    letters = error.object[error.start : error.end]
    plain = "".join(_PLAIN.get(letter) or letter.encode("ascii", "backslashreplace").decode() for letter in letters)
    return plain, error.end


def facts() -> Console:
    """Standard output: colours only on a terminal without NO_COLOR, both of which rich sees to."""
    return Console(markup=False, emoji=False, highlight=False)


def remarks() -> Console:
    """Standard error."""
    return Console(stderr=True, markup=False, emoji=False, highlight=False)


def visible(text: str) -> str:
    """A name as it may be printed: control and direction characters, and blanks without width, are shown as numbers."""
    return "".join(
        f"\\u{ord(letter):04x}" if unicodedata.category(letter) == "Cc" or letter in _BIDI | _NOTHING else letter
        for letter in text
    )


def remark(text: str, *, style: str = "yellow") -> None:
    """One line for the person, on standard error. Wraps on a terminal only."""
    screen = remarks()
    screen.print(Text(text, style=style), soft_wrap=not screen.is_terminal)


def json_text(document: Any, *, indent: int | None = None) -> str:
    """JSON that standard output can carry: readable letters where its encoding has them, escapes where not."""
    text = json.dumps(document, ensure_ascii=False, indent=indent)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return json.dumps(document, indent=indent)
    return text


def print_json(command: str, facts: Mapping[str, Any]) -> None:
    """The document of a command on standard output; its shape is described in ``shapes``."""
    sys.stdout.write(json_text({"albumsync": 1, "command": command, **facts}, indent=2) + "\n")


def write_whole(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write a file so that it is there whole or, where that fails, as it was before.

    Args:
        path: Where to. A link is followed; a device or a pipe (``/dev/stdout``) is written to, never replaced.
        content: What.
        private: Only the owner may read it.

    Raises:
        FileError: It cannot be written.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)
            return
        target = path.resolve()
        with _beside(target, private=private) as part:
            with part.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            # Closed before: Windows renames no file that is open.
            part.replace(target)
    except OSError as error:
        raise FileError(path, error, writing=True) from None


@contextmanager
def _beside(path: Path, *, private: bool) -> Iterator[Path]:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    part = Path(name)
    try:
        if not private:
            umask = os.umask(0)
            os.umask(umask)
            part.chmod(0o666 & ~umask)
        yield part
    finally:
        part.unlink(missing_ok=True)


def read_whole(path: Path, *, most: int, fix: str) -> bytes:
    """A file that was named.

    Args:
        path: Which one. A device or a pipe is read as well.
        most: Bytes that it may have.
        fix: What to do about a larger one.

    Raises:
        FileError: It cannot be read.
        UsageError: It is larger.
    """
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise FileError(path, error, writing=False) from None
    if len(content) > most:
        raise UsageError(f"The file {path} has more than {most // 2**20} MB.", fix)
    return content


def read_json_text(path: Path) -> str:
    """The text of a JSON file in UTF-8; editors put a byte order mark before it.

    Raises:
        FileError: It cannot be read, or is not UTF-8.
        UsageError: It is too large.
    """
    try:
        return read_whole(path, most=_MOST_JSON, fix="Check whether it is the file that was meant.").decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileError(path, OSError(0, "it is not UTF-8 text"), writing=False) from None
