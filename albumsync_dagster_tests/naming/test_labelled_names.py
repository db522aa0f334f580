"""Names that were labelled by hand before the product read them: what is given without asking is acceptable.

Here: the four files of ``data`` with labels of names. Not here: forms of dates (``test_date_forms``).
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from albumsync_dagster.cli.jsonl import read_album
from albumsync_dagster.naming import Decision, NamingOptions, Proposal, propose, propose_account

DATA = Path(__file__).parent / "data"
SAME = {
    "tournament": "tourney",
    "invitational": "invite",
    "championship": "champ",
    "championships": "champ",
    "v": "vs",
    "versus": "vs",
}


def cases(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def words(text: str) -> list[str]:
    """Marks and capitals are not compared, and usual abbreviations are the word that they stand for."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return [SAME.get(word, word) for word in re.findall(r"[^\W_]+(?:'[^\W_]+)*|[@#&+×]", folded)]


def account(labelled: list[dict[str, Any]]) -> list[Proposal]:
    return propose_account([read_album(number, case) for number, case in enumerate(labelled, 1)], NamingOptions())


@lru_cache(maxsize=2)
def alone(file: str) -> list[tuple[dict[str, Any], Proposal]]:
    """Each case with its proposal, seen alone."""
    return [(case, propose(*read_album(number, case))) for number, case in enumerate(cases(file), 1)]


@pytest.mark.parametrize("file", ["world_names", "enrichment_cases"])
def test_no_name_that_nobody_would_accept_is_given_without_asking(file: str) -> None:
    wrong = [
        (case["name"], proposal.proposed)
        for case, proposal in alone(file)
        if proposal.decision is Decision.RENAME
        and not any(words(proposal.proposed) == words(accepted) for accepted in case["expect"]["accept"])
    ]
    assert wrong == []


@pytest.mark.parametrize("file", ["world_names", "enrichment_cases"])
def test_names_that_a_label_wants_reviewed_wait(file: str) -> None:
    given = [
        case["name"]
        for case, proposal in alone(file)
        if case["expect"]["decision"] == "review" and proposal.decision is Decision.RENAME
    ]
    assert given == []


def test_a_wrong_day_that_a_person_typed_in_an_orderly_account_is_never_replaced_without_asking() -> None:
    labelled = cases("orderly_account")
    given = [
        case["name"]
        for case, proposal in zip(labelled, account(labelled), strict=True)
        if case.get("hand_wrong") and proposal.decision is Decision.RENAME
    ]
    assert (given, sum(bool(case.get("hand_wrong")) for case in labelled)) == ([], 15)


def test_nearly_all_names_of_a_damaged_account_are_repaired_without_asking() -> None:
    labelled = cases("damaged_account")
    proposals = account(labelled)
    given = [p for p in proposals if p.decision in (Decision.RENAME, Decision.KEEP)]
    wrong = [
        (case["name"], proposal.proposed)
        for case, proposal in zip(labelled, proposals, strict=True)
        if proposal.decision is Decision.RENAME and not proposal.proposed.endswith(case["expect"]["date"])
    ]
    assert wrong == []
    assert len(given) >= 0.9 * len(labelled)
