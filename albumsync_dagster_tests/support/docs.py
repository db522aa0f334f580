"""Parts of the documents that are made from the code; ``python -m albumsync_dagster_tests.support.docs`` rewrites them.

A generated part stands between two comments, ``<!-- generated: NAME -->`` and ``<!-- end -->``; a test fails while it
is not what the code says.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from inspect import getdoc, getsourcelines
from pathlib import Path

from pydantic import SecretStr
from pydantic_core import PydanticUndefined

import albumsync_dagster
from albumsync_dagster.errors import AlbumSyncError
from albumsync_dagster.settings import Settings, variable
from albumsync_dagster.smugmug.errors import SmugMugError
from albumsync_dagster.sync.errors import SyncError

ROOT = Path(__file__).parent.parent.parent
FAMILIES: frozenset[type[AlbumSyncError]] = frozenset({AlbumSyncError, SmugMugError, SyncError})
"""Classes that only hold a family together."""

_PART = re.compile(r"(?<=<!-- generated: )(?P<name>[a-z]+)(?P<open> -->\n)(?P<body>.*?)(?=<!-- end -->)", re.DOTALL)


def settings_table() -> str:
    """Every setting with its default, as a Markdown table."""
    rows = ["| variable | default | what it is |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        default = "" if field.default in (None, (), PydanticUndefined) else f"`{_plain(field.default)}`"
        rows.append(f"| `{variable(name)}` | {default} | {field.description} |")
    return "\n".join(rows) + "\n"


def errors_table() -> str:
    """Every error that has a name, with its exit code and what it means, as a Markdown table."""
    rows = ["| error | exit | means |", "| --- | --- | --- |"]
    for error in sorted(errors(), key=lambda error: (error.__module__, _line_of(error))):
        meaning = (getdoc(error) or "").splitlines()[0]
        rows.append(f"| [`{error.__name__}`](#{error.__name__.lower()}) | {error.exit_code} | {meaning} |")
    return "\n".join(rows) + "\n"


def errors() -> set[type[AlbumSyncError]]:
    """Every class that derives from ``AlbumSyncError`` anywhere in the package and is raised itself."""
    for module in pkgutil.walk_packages(albumsync_dagster.__path__, "albumsync_dagster."):
        importlib.import_module(module.name)
    found = {error for error in _family(AlbumSyncError) if error.__module__.startswith("albumsync_dagster.")}
    return found - FAMILIES


def _family(error: type[AlbumSyncError]) -> Iterator[type[AlbumSyncError]]:
    yield error
    for child in error.__subclasses__():
        yield from _family(child)


def _line_of(error: type[AlbumSyncError]) -> int:
    return getsourcelines(error)[1]


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


PARTS: Mapping[str, Callable[[], str]] = {"settings": settings_table, "errors": errors_table}


def regenerated(text: str) -> str:
    """A document with its generated parts made anew."""
    return _PART.sub(lambda part: f"{part['name']}{part['open']}{PARTS[part['name']]()}", text)


def documents() -> list[Path]:
    """The documents of the project."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


if __name__ == "__main__":
    for document in documents():
        document.write_text(regenerated(document.read_text(encoding="utf-8")), encoding="utf-8")
