"""Idioms that a reader stumbles over are in no message and no document. A list, not a style checker."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from albumsync_dagster_tests.support.docs import ROOT, documents

IDIOMS = re.compile(
    "|".join(
        (
            r"\bcan not\b",
            r"could not be read whole is said",
            r"\bnobody (?:is (?:asked|there)|at home|listens|allowed|explains|did\b)",
            r"\bnothing tells\b",
            r"\bNothing is\.",
            r"\bhas one window\b",
            r"\btells? (?:it|them|photos|albums) (?:apart|from)\b",
            r"\b(?:is|are) owed\b",
            r"\b(?:is|are) told again\b|\btells the same again\b",
            r"\blater and later\b",
            r"\bby heart\b",
            r"\bin each other's way\b|\bst(?:ands?|ood) in the way\b",
            r"\bmet something it did not expect\b",
            r"\brefused to go on\b",
            r"\btakes? up where\b",
            r"\bsleeps for all\b|\bturnstile\b",
            r"\bdrift \d+ is (?:not )?over\b",
            r"\bNothing was concluded\b",
            r"\b(?:somebody|a person) has to look\b",
            r"\bcounts? only for albums that are named\b",
            r"\bis no (?:JSON|list|time|spreadsheet|CSV|file|address of)\b",
            r"\bSay (?:one thing|what to|--yes)\b",
            r"\bmap of the house\b|\bborn of\b",
            r"\bNothing needs anybody\b",
            r"\bwhoever\b(?!_)",
            r"\bleft alone\b|\bleaves?(?: \w+){0,3} alone\b",
            r"\bknows? (?:it\.|no run|no album)",
            r"\b(?:that|which) is none\b|\bis none of the\b",
            r"\btold of\b|\bto what is said\b|\bwas said meanwhile\b",
            r"\bwhere .{1,30} lives\b|\blives on\b",
        )
    )
)


def messages(path: Path) -> Iterator[tuple[int, str]]:
    """The strings of a module but its docstrings; an f-string without what is put into it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield (
                node.lineno,
                "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values),
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


MODULES = [path for package in ("albumsync_dagster", "albumsync_sandbox") for path in (ROOT / package).rglob("*.py")]
TEXTS = [
    *documents(),
    *(ROOT / "albumsync_dagster" / "web").rglob("*.html"),
    *(ROOT / "albumsync_dagster" / "web").rglob("*.js"),
]


def test_no_message_holds_an_idiom_of_the_list() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for path in MODULES
        for line, text in messages(path)
        if IDIOMS.search(text)
    ]
    assert found == []


def test_no_message_of_the_database_holds_an_idiom_of_the_list() -> None:
    raised = re.compile(r"raise exception '((?:[^']|'')*)'|(?:hint|message) = '((?:[^']|'')*)'")
    found = [
        match[0]
        for path in (ROOT / "migrations").glob("*.sql")
        for match in raised.finditer(path.read_text(encoding="utf-8"))
        if IDIOMS.search(match[0])
    ]
    assert found == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_document_and_no_page_holds_an_idiom_of_the_list(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if IDIOMS.search(line)] == []
