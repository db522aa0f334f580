"""How an error reaches the person: one sentence and a fix; with ``--debug`` also where it came from.

Clients keep secrets out of their messages. A traceback of something unexpected is masked here once more.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterator
from urllib.parse import urlsplit

from rich.text import Text

from albumsync_dagster.cli.output import remark, remarks, visible
from albumsync_dagster.errors import AlbumSyncError

_SECRET_ENDINGS = ("_SECRET", "_TOKEN", "_KEY", "PASSWORD", "DATABASE_URL", "WEBHOOK_URL")
_SHORTEST_SECRET = 6
"""Shorter values are no secrets worth the name, and masking them would garble the text."""


def say(error: Exception, *, debug: bool) -> None:
    """Print an error to standard error."""
    sentence, fix = _explained(error)
    if debug:
        remarks().print(Text(masked("".join(traceback.format_exception(error)))), soft_wrap=True)
    remark(visible(sentence), style="bold red")
    if isinstance(error, AlbumSyncError) and error.left:
        remark(visible(error.left), style="default")
    if fix:
        remark(visible(fix), style="default")


def masked(text: str) -> str:
    """The text with every secret of the settings replaced."""
    for secret in sorted(set(_secrets()), key=len, reverse=True):
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, "***")
    return text


def _explained(error: Exception) -> tuple[str, str]:
    if isinstance(error, AlbumSyncError):
        return error.sentence, error.fix
    if isinstance(error, OSError) and error.strerror:
        return (
            f"The operating system reported an error: {masked(str(error))}.",
            "Free space or permissions may be missing.",
        )
    return (
        f"albumsync failed unexpectedly ({type(error).__name__}: {masked(str(error))}).",
        "This is a bug: run it again with --debug and report the output. Started changes are in the journal; "
        "the next `albumsync apply` finishes them.",
    )


def _secrets() -> Iterator[str]:
    """Every secret of the settings, and the password alone of those that are addresses."""
    for value in _secret_values():
        yield value
        try:
            yield urlsplit(value).password or ""
        except ValueError:
            # It is no address; it is masked as a whole.
            continue


def _secret_values() -> Iterator[str]:
    yield from (value for name, value in os.environ.items() if name.endswith(_SECRET_ENDINGS))
    try:
        from pydantic import SecretStr

        from albumsync_dagster.settings import load_settings

        values = [value.get_secret_value() for _, value in load_settings() if isinstance(value, SecretStr)]
    except Exception:  # noqa: BLE001 - the first error is being reported already; here values of the environment are hidden
        return
    yield from values
