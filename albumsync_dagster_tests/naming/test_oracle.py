"""An independent reader of dates finds no day that the photos bear out and that is missed here."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from dateparser.search import search_dates  # type: ignore[import-untyped]

from albumsync_dagster.naming.dates import find_in
from albumsync_dagster.naming.text import clean

CASES: list[dict[str, Any]] = [
    case
    for line in (Path(__file__).parent / "data" / "date_forms.jsonl").read_text(encoding="utf-8").splitlines()
    if len((case := json.loads(line))["days"]) == 1 and case["precision"] == "day"
]
MISSED: dict[str, str] = {}
"""Name -> why the day that the other reader finds in it is none."""


def _found_by_the_other(name: str, language: str, day: date) -> bool:
    found = search_dates(
        name,
        languages=[{"nb": "no"}.get(language, language)],
        settings={"REQUIRE_PARTS": ["day", "month"], "RELATIVE_BASE": None, "PREFER_DATES_FROM": "past"},
    )
    return any((moment.month, moment.day) == (day.month, day.day) for _, moment in found or ())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['lang']}-{case['form']}")
def test_no_day_that_all_photos_share_is_found_by_another_reader_and_missed(case: dict[str, Any]) -> None:
    (text,) = case["days"]
    day, name = date.fromisoformat(text), clean(case["name"])
    ours = any((m.first.month, m.first.day) == (day.month, day.day) for m in find_in((day, day), name))
    assert ours or name in MISSED or not _found_by_the_other(name, case["lang"], day)
