"""The wire format of ``albumsync name`` and ``albumsync drift``."""

from __future__ import annotations

import json
from typing import Any

import pytest

from albumsync_dagster.cli.jsonl import NamingInputError, drift_lines, propose_lines
from albumsync_dagster.naming import NamingOptions


def _name(*albums: dict[str, Any], account: bool = False) -> list[dict[str, Any]]:
    lines = (json.dumps({"album_key": f"k{i}", **album}) for i, album in enumerate(albums))
    return [json.loads(line) for line in propose_lines(lines, NamingOptions(), account=account)]


def test_a_proposal_has_the_promised_fields_in_the_promised_order() -> None:
    (entry,) = _name({"name": "Cup", "photos": [{"DateTimeOriginal": "2025-05-30T18:15:23"}]})
    assert list(entry) == [
        "album_key", "existing", "proposed", "drift", "parts", "decision", "doubts", "reasons", "confidence",
        "date_source",
    ]  # fmt: skip
    assert entry["proposed"] == "Cup - May 30, 2025"
    assert entry["date_source"] == "capture"
    assert sum(part["points"] for part in entry["parts"]) == entry["drift"]
    assert all(part["why"] for part in entry["parts"])


@pytest.mark.parametrize(
    "written", ["2025-05-30T23:59:59", "2025:05:30 23:59:59", "2025-05-30T23:59:59-07:00", "2025-05-30"]
)
def test_the_camera_s_own_day_is_taken_as_written(written: str) -> None:
    assert _name({"name": "Cup", "photos": [{"DateTimeOriginal": written}]})[0]["proposed"] == "Cup - May 30, 2025"


@pytest.mark.parametrize("blank", ["0000:00:00 00:00:00", "    :  :     :  :  ", "", None, "2025-02-31T10:00:00"])
def test_what_cameras_write_without_a_date_is_no_date(blank: str | None) -> None:
    # An earlier tool made "Nov 30" of 0000:00:00.
    (entry,) = _name({"name": "Cup", "photos": [{"DateTimeOriginal": blank}]})
    assert (entry["proposed"], entry["date_source"]) == ("Cup", "none")


def test_a_histogram_keywords_as_a_list_and_enrichment_are_read() -> None:
    (entry,) = _name(
        {
            "name": "HS VB - Senior Night",
            "keywords": ["volleyball", "high school"],
            "capture_days": {"2025-05-30": 12},
            "enrichment": {"home_team": "Lakeside", "away_team": "Hillcrest", "sport_type": None},
        }
    )
    assert entry["proposed"] == "Lakeside vs Hillcrest - Senior Night - May 30, 2025"


def test_each_line_stands_alone_unless_they_are_one_account() -> None:
    twins = [{"name": "Cup", "capture_days": {"2025-05-30": 1}}] * 2
    assert [e["proposed"] for e in _name(*twins)] == ["Cup - May 30, 2025"] * 2
    assert [e["proposed"] for e in _name(*twins, account=True)] == ["Cup - May 30, 2025", "Cup (2) - May 30, 2025"]


def test_lines_are_answered_one_by_one() -> None:
    def endless() -> Any:
        while True:
            yield '{"album_key": "k", "name": "Cup", "existing": "Cup", "proposed": "cup"}'

    assert json.loads(next(propose_lines(endless(), NamingOptions())))["proposed"] == "Cup"
    assert json.loads(next(drift_lines(endless())))["score"] > 0


def test_drift_is_answered_with_score_and_parts() -> None:
    (line,) = drift_lines(['{"existing": "A vs B - May 3, 2024", "proposed": "A vs B - May 4, 2024"}', "\n"])
    entry = json.loads(line)
    assert entry["score"] == 62
    assert entry["parts"] == [{"part": "day", "points": 62, "why": "another day: May 3, 2024 and May 4, 2024"}]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("nonsense", "Line 2: it is not JSON."),
        ("[1]", "Line 2: it is not a JSON object."),
        ('{"name": "Cup"}', 'Line 2: "album_key" is missing or not a text.'),
        ('{"album_key": "k", "name": 7}', 'Line 2: "name" is missing or not a text.'),
        ('{"album_key": "k", "name": "Cup", "photos": 7}', 'Line 2: "photos" is not a list.'),
        ('{"album_key": "k", "name": "Cup", "photos": [7]}', 'Line 2: "photos" holds something that is not an object.'),
        ('{"album_key": "k", "name": "Cup", "capture_days": {"2025-05-30": -1}}', 'Line 2: "capture_days" holds'),
        # These ended in "This is a bug" (OverflowError).
        *(
            (f'{{"album_key": "k", "name": "Cup", "{field}": {value}}}', f'Line 2: "{field}" holds')
            for field, value in (
                ("capture_days", f'{{"2025-05-30": 1{"0" * 400}}}'),
                ("photo_sports", f'{{"volleyball": 1{"0" * 400}}}'),
                ("photos_enriched", f"1{'0' * 400}"),
                ("image_count", "1000000001"),
            )
        ),
        ('{"album_key": "k", "name": "Cup", "capture_days": []}', 'Line 2: "capture_days" is not a JSON object.'),
        ('{"album_key": "k", "name": "Cup", "enrichment": "x"}', 'Line 2: "enrichment" is not a JSON object.'),
        (
            '{"album_key": "k", "name": "Cup", "keywords": 7}',
            'Line 2: "keywords" is neither a text nor a list of texts',
        ),
        (
            '{"album_key": "k", "name": "Cup", "person_named": "no"}',
            'Line 2: "person_named" is neither true nor false.',
        ),
    ],
)
def test_a_bad_line_is_said_with_its_number_and_a_fix(line: str, sentence: str) -> None:
    good = '{"album_key": "k", "name": "Cup"}'
    with pytest.raises(NamingInputError) as caught:
        list(propose_lines([good, line], NamingOptions()))
    assert str(caught.value).startswith(sentence)
    assert caught.value.fix


def test_a_lone_surrogate_does_not_break_the_output() -> None:
    (line,) = propose_lines(['{"album_key": "k", "name": "Cup \\ud800"}'], NamingOptions())
    assert line.encode()
    assert json.loads(line)["proposed"] == "Cup"


def test_a_number_of_more_digits_than_python_reads_is_no_json_and_no_bug() -> None:
    """`albumsync name` ended in "This is a bug" (ValueError)."""
    with pytest.raises(NamingInputError, match="Line 1: it is not JSON"):
        list(propose_lines([f'{{"album_key": "K", "name": "A", "image_count": {"1" * 5000}}}'], NamingOptions()))


def test_a_name_with_a_number_of_more_digits_than_python_reads_is_a_name() -> None:
    """`albumsync name` and `albumsync drift` ended in "This is a bug" (ValueError)."""
    name = f"Cup {'9' * 5000}"
    line = json.dumps({"album_key": "K", "name": name, "existing": name, "proposed": "Cup"})
    assert json.loads(next(propose_lines([line], NamingOptions())))["existing"] == name
    assert json.loads(next(drift_lines([line])))["score"] > 0
