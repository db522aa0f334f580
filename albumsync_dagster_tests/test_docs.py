"""Documents cannot go stale: generated parts, links, commands and named tests are compared with the code."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import yaml

from albumsync_dagster_tests.support.docs import ROOT, documents, regenerated

DOCUMENTS = pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))


@DOCUMENTS
def test_generated_parts_are_what_the_code_says(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert regenerated(text) == text, "run `make generate`"


@DOCUMENTS
def test_every_link_inside_the_project_leads_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text)
    assert [target for target in targets if not (document.parent / target).exists()] == []


@DOCUMENTS
def test_every_command_that_is_mentioned_exists(document: Path) -> None:
    mentioned = re.findall(r"(?:`|^ *\$ )(?:[A-Z_]+=\S+ )*albumsync ([a-z][a-z-]*)", document.read_text(), re.MULTILINE)
    assert set(mentioned) <= commands()


@DOCUMENTS
def test_every_test_that_is_named_as_a_proof_exists(document: Path) -> None:
    named = set(re.findall(r"`(test_[a-z_0-9]+)`", document.read_text(encoding="utf-8")))
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "albumsync_dagster_tests").rglob("*.py"))
    assert {name for name in named if f"def {name}(" not in tests} == set()


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {name for name in commands() if f"albumsync {name}" not in readme} == set()


@cache
def commands() -> set[str]:
    shown = subprocess.run(
        [sys.executable, "-m", "albumsync_dagster.cli", "--help"], capture_output=True, text=True, check=True
    ).stdout
    listed = shown[shown.index("Commands:") : shown.index("Exit codes:")]
    return set(re.findall(r"^  ([a-z-]+)  ", listed, re.MULTILINE))


@DOCUMENTS
def test_python_in_a_document_runs(document: Path) -> None:
    for block in re.findall(r"^```python\n(.*?)^```$", document.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
        exec(compile(block, str(document), "exec"), {})  # noqa: S102 - our own documents


@pytest.mark.parametrize("path", sorted((ROOT / ".github").rglob("*.yml")), ids=lambda path: path.name)
def test_every_workflow_and_form_is_yaml_and_calls_verbs_of_the_makefile(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert yaml.safe_load(text)
    verbs = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z-]+)", text)) <= verbs
