"""Parts of the documents that are made from the code; ``python -m albumsync_dagster_tests.support.docs`` rewrites them.

A generated part stands between two comments, ``<!-- generated: NAME -->`` and ``<!-- end -->``; a test fails while it
is not what the code says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from pydantic import SecretStr
from pydantic_core import PydanticUndefined

from albumsync_dagster.settings import Settings, variable

ROOT = Path(__file__).parent.parent.parent
_PART = re.compile(r"(?<=<!-- generated: )(?P<name>[a-z]+)(?P<open> -->\n)(?P<body>.*?)(?=<!-- end -->)", re.DOTALL)


def settings_table() -> str:
    """Every setting with its default, as a Markdown table."""
    rows = ["| variable | default | what it is |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        default = "" if field.default in (None, (), PydanticUndefined) else f"`{_plain(field.default)}`"
        rows.append(f"| `{variable(name)}` | {default} | {field.description} |")
    return "\n".join(rows) + "\n"


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


PARTS: Mapping[str, Callable[[], str]] = {"settings": settings_table}


def regenerated(text: str) -> str:
    """A document with its generated parts made anew."""
    return _PART.sub(lambda part: f"{part['name']}{part['open']}{PARTS[part['name']]()}", text)


def documents() -> list[Path]:
    """The documents of the project."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


if __name__ == "__main__":
    for document in documents():
        document.write_text(regenerated(document.read_text(encoding="utf-8")), encoding="utf-8")
