"""Parts of the documents that are made from the code; ``python -m albumsync_dagster_tests.support.docs`` rewrites them.

A generated part stands between two comments, ``<!-- generated: NAME -->`` and ``<!-- end -->``; a test fails while it
is not what the code says.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from inspect import getdoc, getsourcelines
from pathlib import Path

from pydantic import SecretStr
from pydantic_core import PydanticUndefined

import albumsync_dagster
import albumsync_sandbox
from albumsync_dagster.errors import AlbumSyncError, Kind
from albumsync_dagster.exit_codes import ExitCode, in_one_line
from albumsync_dagster.settings import Settings, variable
from albumsync_dagster.smugmug import responses as smugmug_responses
from albumsync_dagster.smugmug.errors import SmugMugError
from albumsync_dagster.supabase import dsn
from albumsync_dagster.supabase import responses as supabase_responses
from albumsync_dagster.sync.errors import SyncError

ROOT = Path(__file__).parent.parent.parent
PACKAGES = (albumsync_dagster, albumsync_sandbox)
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
    """Every class that derives from ``AlbumSyncError`` anywhere in our packages and is raised itself."""
    for package in PACKAGES:
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    ours = tuple(f"{package.__name__}." for package in PACKAGES)
    return {error for error in _family(AlbumSyncError) if error.__module__.startswith(ours)} - FAMILIES


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


def exits_table() -> str:
    """Every exit code and what it means, as a Markdown table."""
    rows = ["| exit code | means |", "| --- | --- |", *(f"| {code} | {code.meaning} |" for code in ExitCode)]
    return "\n".join(rows) + "\n"


def exits_line() -> str:
    """The same as a sentence."""
    return f"Exit codes: {in_one_line()}.\n"


def supabase_table() -> str:
    """Every answer of Supabase that is no success, as a Markdown table."""
    return _answers(
        (by, cause.kind, cause.raised, cause.sentence, cause.fix) for by, cause in supabase_responses.rows()
    )


def connections_table() -> str:
    """Every reason for which PostgreSQL cannot be reached, as a Markdown table."""
    return _answers(
        (
            ", ".join([*(f"`{code}`" for code in cause.codes), *(f'"{piece}"' for piece in cause.words)]) or by,
            cause.kind,
            dsn.raised(cause),
            cause.sentence.replace("{variable}", dsn.VARIABLE),
            cause.fix.replace("{variable}", dsn.VARIABLE),
        )
        for by, cause in dsn.rows()
    )


def smugmug_table() -> str:
    """Every answer of SmugMug that is no success, as a Markdown table."""
    return _answers(
        (by, cause.kind, smugmug_responses.raised(cause), cause.sentence, cause.fix)
        for by, cause in smugmug_responses.rows()
    )


def _answers(rows: Iterable[tuple[str, Kind, type[AlbumSyncError], str, str]]) -> str:
    lines = ["| found by | class | error | sentence | fix |", "| --- | --- | --- | --- | --- |"]
    for by, kind, error, sentence, fix in rows:
        lines.append(f"| {by} | {kind} | [`{error.__name__}`](#{error.__name__.lower()}) | {sentence} | {fix} |")
    return "\n".join(lines) + "\n"


PARTS: Mapping[str, Callable[[], str]] = {
    "settings": settings_table,
    "errors": errors_table,
    "exits": exits_table,
    "exitsline": exits_line,
    "supabase": supabase_table,
    "connections": connections_table,
    "smugmug": smugmug_table,
}


def regenerated(text: str) -> str:
    """A document with its generated parts made anew."""
    return _PART.sub(lambda part: f"{part['name']}{part['open']}{PARTS[part['name']]()}", text)


def documents() -> list[Path]:
    """The documents of the project."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


if __name__ == "__main__":
    for document in documents():
        document.write_text(regenerated(document.read_text(encoding="utf-8")), encoding="utf-8")
