"""The layers of the house: arrows run down only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent
PACKAGE = CHECKOUT / "albumsync_dagster"
SANDBOX = "albumsync_sandbox"

CLIENTS = {"sync", "smugmug", "supabase", "naming", "errors"}
FACES = {*CLIENTS, "settings", "dagster_values", "clients", "exit_codes", "network"}

ALLOWED = {
    "naming": {"naming"},
    "smugmug": {"smugmug", "naming", "errors", "network", "waiting"},
    "supabase": {"supabase", "naming", "errors", "network", "waiting"},
    "sync": {*CLIENTS, "exit_codes"},
    "clients": {*CLIENTS, "network", "settings"},
    "defs": {"defs", *FACES},
    # `albumsync review` starts the page; the page knows nothing of the command line.
    "cli": {"cli", "web", *FACES, SANDBOX},
    "web": {"web", *FACES},
    SANDBOX: {SANDBOX, "supabase", "naming", "errors"},
    "settings": {"sync", "naming", "errors", "network"},
    "dagster_values": {"settings"},
    "definitions": {"defs"},
    "errors": {"exit_codes"},
    "exit_codes": set(),
    "network": {"errors"},
    "waiting": set(),
    # Offered for `dg`, imported only when it is asked for.
    "__init__": {"defs"},
}
"""Room -> rooms it may import from. The sandbox applies the migrations as a user would, hence ``supabase``;
the settings offer what ``sync`` can do."""

FOREIGN = {
    "naming": {"requests", "supabase", "dagster", "psycopg", "pandas", "starlette"},
    "smugmug": {"supabase", "dagster", "psycopg", "pandas", "starlette"},
    "supabase": {"requests", "requests_oauthlib", "dagster", "pandas", "starlette"},
    "sync": {"dagster", "requests", "requests_oauthlib", "supabase", "psycopg", "pandas", "starlette"},
    "settings": {"dagster"},
    SANDBOX: {"dagster", "pandas"},
}
"""Room -> foreign packages that have no business there."""


def rooms() -> list[str]:
    ours = (path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists())
    return [*sorted(ours), SANDBOX]


def room_of(module: str) -> str | None:
    """The room of ours in which a module stands; None for everybody else's."""
    package, _, rest = module.partition(".")
    if package == SANDBOX:
        return SANDBOX
    return rest.split(".")[0] if package == PACKAGE.name and rest else None


def imports(room: str) -> Iterator[tuple[Path, str]]:
    """Every module that a room imports, at any depth of its code."""
    root = CHECKOUT / SANDBOX if room == SANDBOX else PACKAGE / room
    files = sorted(root.rglob("*.py")) if root.is_dir() else [PACKAGE / f"{room}.py"]
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((file, name.name) for name in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{file.name} imports relatively, which hides the layer"
                assert node.module
                yield file, node.module


def test_every_room_of_the_house_is_in_the_table() -> None:
    assert set(rooms()) <= set(ALLOWED)


@pytest.mark.parametrize("room", rooms())
def test_a_room_imports_only_from_the_rooms_below_it(room: str) -> None:
    wrong = [
        f"{file.relative_to(CHECKOUT)} imports {module}"
        for file, module in imports(room)
        if (found := room_of(module)) and found not in ALLOWED[room]
    ]
    assert wrong == []


@pytest.mark.parametrize("room", sorted(FOREIGN))
def test_a_room_knows_nothing_of_foreign_packages_that_belong_elsewhere(room: str) -> None:
    wrong = [
        f"{file.relative_to(CHECKOUT)} imports {module}"
        for file, module in imports(room)
        if module.split(".")[0] in FOREIGN[room]
    ]
    assert wrong == []


def test_pandas_is_imported_only_where_people_look_at_tables() -> None:
    wrong = [
        f"{file.relative_to(CHECKOUT)}"
        for room in rooms()
        for file, module in imports(room)
        if module.split(".")[0] == "pandas" and room not in ("cli", "defs")
    ]
    assert wrong == []
