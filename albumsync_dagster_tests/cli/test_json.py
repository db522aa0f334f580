"""docs/json.md, held to what the commands print: the same keys at every place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from albumsync_dagster_tests.cli.conftest import Run
from albumsync_dagster_tests.support.docs import ROOT
from albumsync_dagster_tests.support.stage import Stage

MAPS = {"counts", "environment", "found", "proposals", "requests", "unknown_albums"}
"""Objects whose keys are data."""

COMMANDS = {
    "pull": "pull --full",
    "plan": "plan",
    "review": "review --list",
    "decide": "decide Alb003 --later",
    "heal": "heal --dry-run",
    "backfill-keys": "backfill-keys",
    "apply": "apply --yes",
    "verify": "verify",
    "history": "history",
    "health": "health",
    "undo": "undo --since 1d --dry-run",
    "doctor": "doctor",
    "migrate": "migrate",
    "enrich": "enrich games.csv --yes",
}
"""In an order in which each finds something to tell."""


def documented() -> dict[str, dict[str, Any]]:
    text = (ROOT / "docs/json.md").read_text(encoding="utf-8")
    sections = re.findall(r"^## (\S+)\n(.*?)^```json\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return {title: json.loads(example) for title, _, example in sections}


def places(value: object, at: str = "") -> Iterator[str]:
    """Every key of a document with the way to it; elements of a list are at one place."""
    if isinstance(value, dict):
        for key, inside in value.items():
            yield f"{at}.{key}"
            if key not in MAPS:
                yield from places(inside, f"{at}.{key}")
    elif isinstance(value, list):
        for element in value:
            yield from places(element, f"{at}[]")


def test_every_json_document_has_the_keys_that_are_documented(
    gallery: Stage, albumsync: Run, nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (nowhere / "games.csv").write_text("album_key,level\nAlb000,JV\nAlb001,JV\nAlb001,Varsity\nAlb9,JV\n")
    server = gallery.connection.info
    monkeypatch.setenv(
        "ALBUMSYNC_DATABASE_URL",
        f"postgresql://{server.user}:{server.password}@{server.host}:{server.port}/{server.dbname}",
    )
    gallery.connection.execute("update photo_metadata set album_key = null where image_key = 'Kep0001'")
    gallery.connection.execute("update photo_metadata set album_name = 'mine' where image_key = 'Kep0010'")
    wrong = "Harbor Cup 4 - Stars vs Thunder - Feb 2, 2024"
    gallery.simulator.state.rename("Alb003", wrong)
    # It had this name when it was read first; a name that somebody gives it later would be theirs.
    gallery.connection.execute("update smugmug_albums set name = %s where album_key = 'Alb003'", [wrong])
    gallery.simulator.state.set_locked("Kep002", locked=True)
    gallery.connection.execute("insert into album_enrichment (album_key, sport_type) values ('Alb003', 'volleyball')")
    examples = documented()
    for name, command in COMMANDS.items():
        if name == "verify":
            gallery.connection.execute("update photo_metadata set album_name = 'mine' where image_key = 'Alb0001'")
        printed = albumsync(*command.split(), "--json").document
        assert set(places(printed)) == set(places(examples[name])), name
        assert (printed["albumsync"], printed["command"]) == (1, name)
        assert (examples[name]["albumsync"], examples[name]["command"]) == (1, name)


def test_an_answer_that_leaves_the_question_open_is_about_no_proposal_as_documented(
    gallery: Stage, albumsync: Run
) -> None:
    """docs/json.md showed a digest with `later`, where none is stored."""
    assert albumsync("plan").code == 0
    (example,) = documented()["decide"]["stored"]
    (later,) = albumsync("decide", "Alb003", "--later", "--json").document["stored"]
    assert (later["verdict"], later["digest"]) == (example["verdict"], example["digest"])
    (kept,) = albumsync("decide", "Alb003", "--keep", "--json").document["stored"]
    assert kept["digest"]


def test_every_command_with_json_is_documented(albumsync: Run) -> None:
    listed = re.findall(r"^  ([a-z-]+)  ", albumsync("--help").out.partition("Commands:")[2], re.MULTILINE)
    assert {name for name in listed if "--json" in albumsync(name, "--help").out} == set(documented())
    assert set(documented()) == {*COMMANDS, "sandbox"}
