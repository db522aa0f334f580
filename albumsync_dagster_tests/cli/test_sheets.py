"""The spreadsheet there and back, and what Excel, LibreOffice and attackers do to it."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from albumsync_dagster.cli.sheets import (
    COLUMNS,
    DIGEST,
    KEY,
    NEW,
    PROPOSED,
    SEEN,
    VERDICT,
    guarded,
    read_sheet,
    sheet_rows,
    to_csv,
    to_xlsx,
    unguarded,
)
from albumsync_dagster.errors import UsageError
from albumsync_dagster.naming import Verdict
from albumsync_dagster.sync.questions import group, questions_of
from albumsync_dagster_tests.support.questions import ACCOUNTS, stored_proposal

EVIL = ['=HYPERLINK("http://evil.example","x")', "+1+1", "-2", "@SUM(A1)", "\tx", "|calc", "%0A", "'=1", "<b>x</b>"]


def rows_of(*keys: str, **changes: Any) -> list[dict[str, str]]:
    return sheet_rows(group(questions_of([stored_proposal(key, **changes) for key in keys or ("Alb000",)])))


def as_excel_saves(
    rows: list[dict[str, str]], *, delimiter: str = ";", encoding: str = "utf-8-sig", quoted: bool = True
) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([guarded(row[name]) if quoted or name != NEW else row[name] for name in COLUMNS] for row in rows)
    return buffer.getvalue().encode(encoding)


@given(st.text(max_size=30))
def test_a_guarded_cell_comes_back_and_is_never_computed(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell
    assert not guarded(cell).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "|", "%"))


@pytest.mark.parametrize("cell", ["2024", "10/20/24", "May 2024", "3-5", "1E5", "12E4567", "true", "May 30, 2025"])
def test_what_a_spreadsheet_would_take_for_a_date_or_number_is_guarded(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"


@pytest.mark.parametrize("write", [to_xlsx, to_csv])
@given(account=ACCOUNTS, data=st.data())
def test_a_filled_in_sheet_says_exactly_what_was_filled_in(write: Any, account: Any, data: st.DataObject) -> None:
    rows = [row for row in sheet_rows(group(questions_of(account))) if row[NEW].isprintable() and row[NEW].strip()]
    wanted = {row[KEY]: data.draw(st.sampled_from(["", *(verdict.value for verdict in Verdict)])) for row in rows}
    for row in rows:
        row[VERDICT] = wanted[row[KEY]]
        if row[VERDICT] == "edit":
            row[NEW] = "A New Name"
    filled = read_sheet(write(rows))
    assert filled.troubles == ()
    assert {answer.album_key: answer.verdict for answer in filled.answers} == {k: v for k, v in wanted.items() if v}
    assert filled.unanswered == sum(not verdict for verdict in wanted.values())
    digests = {row[KEY]: row[DIGEST] for row in rows}
    assert all(answer.digest == digests[answer.album_key] for answer in filled.answers)


@pytest.mark.parametrize("name", EVIL)
@pytest.mark.parametrize("write", [to_xlsx, to_csv])
def test_no_name_becomes_a_formula(name: str, write: Any) -> None:
    content = write(rows_of(existing=name, proposed=name + " x"))
    if write is to_xlsx:
        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
        assert all(cell.value is None for row in sheet.iter_rows() for cell in row if cell.data_type == "n")
    else:
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
            assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "|", "%")) for cell in row)
    assert read_sheet(content).troubles == ()


def test_only_verdict_and_new_name_can_be_changed_and_the_digest_is_hidden() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx(rows_of("A", "B")))).worksheets[0]
    assert sheet.protection.sheet
    unlocked = {
        COLUMNS[at] for row in sheet.iter_rows(min_row=2) for at, cell in enumerate(row) if not cell.protection.locked
    }
    assert unlocked == {VERDICT, NEW}
    hidden = {letter for letter, column in sheet.column_dimensions.items() if column.hidden}
    assert hidden >= {get_column_letter(COLUMNS.index(DIGEST) + 1)}
    (validation,) = sheet.data_validations.dataValidation
    assert validation.formula1 == '"accept,edit,keep,lock,later"'


@pytest.mark.parametrize(
    ("delimiter", "encoding"),
    [(";", "utf-8-sig"), (";", "utf-8"), ("\t", "utf-16"), (",", "utf-8-sig"), ("\t", "utf-8")],
)
def test_csv_is_read_however_it_was_saved(delimiter: str, encoding: str) -> None:
    rows = rows_of("A", "B")
    rows[0][VERDICT] = "Accept "
    filled = read_sheet(as_excel_saves(rows, delimiter=delimiter, encoding=encoding))
    assert [(answer.album_key, answer.verdict) for answer in filled.answers] == [(rows[0][KEY], Verdict.ACCEPT)]


def test_a_line_that_names_the_separator_is_passed_over() -> None:
    content = b"sep=;\r\n" + as_excel_saves(rows_of(), encoding="utf-8")
    assert read_sheet(content).unanswered == 1


def workbook(*rows: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


NEEDED = [VERDICT, NEW, PROPOSED, KEY, DIGEST, SEEN]


def test_a_name_that_became_a_number_is_read_and_one_that_became_a_date_is_refused_by_its_row() -> None:
    filled = read_sheet(
        workbook(
            NEEDED,
            ["edit", 2024, "x", "A", "d", None],
            ["edit", date(2024, 10, 20), "x", "B", "d", None],
            ["edit", 2024.0, "x", "C", "d", None],
        )
    )
    assert [(answer.album_key, answer.name) for answer in filled.answers] == [("A", "2024"), ("C", "2024")]
    (trouble,) = filled.troubles
    assert (trouble.row, trouble.sentence) == (
        3, "The spreadsheet turned the new name into a date: format the cell as text, and write the name again.",
    )  # fmt: skip


def test_a_changed_name_without_a_verdict_is_an_edit_and_beside_another_verdict_a_mistake() -> None:
    filled = read_sheet(
        workbook(
            NEEDED,
            [None, "Mine", "Theirs", "A", "d", None],
            ["accept", "Mine", "Theirs", "B", "d", None],
            ["keep", "Mine", "Theirs", "C", "d", None],
            ["edit", None, "Theirs", "D", "d", None],
            ["yes", "Theirs", "Theirs", "E", "d", None],
            ["accept", "Theirs", "Theirs", "A", "d", None],
            ["accept", "Theirs", "Theirs", None, "d", None],
            [None, None, None, None, None, None],
        )
    )
    assert [(answer.album_key, answer.verdict, answer.name) for answer in filled.answers] == [
        ("A", Verdict.EDIT, "Mine")
    ]
    assert [trouble.row for trouble in filled.troubles] == [3, 4, 5, 6, 7, 8]
    assert filled.troubles[3].sentence == "“yes” is not a verdict: accept, edit, keep, lock or later."
    assert filled.troubles[4].sentence == "The album A is in row 2 already."


@pytest.mark.parametrize("shown", ["#NAME?", "#REF!", "#DIV/0!", "#N/A", "#WERT!", "Err:508"])
def test_what_a_spreadsheet_shows_for_a_broken_formula_is_no_name(shown: str) -> None:
    # Typed as -Finals, which Excel takes for a formula, and stored as what it shows.
    filled = read_sheet(workbook(NEEDED, [None, shown, "Theirs", "A", "d", None]))
    assert filled.answers == ()
    assert [(each.row, f"“{shown}”" in each.sentence) for each in filled.troubles] == [(2, True)]


@pytest.mark.parametrize("shown", ["3-May", "3-May-25", "May-25", "5/3/2025", "03.05.2025", "2025-05-03"])
def test_a_new_name_that_a_spreadsheet_made_a_date_of_is_refused_in_csv_as_well(shown: str) -> None:
    rows = rows_of("A", "B")
    rows[0][NEW] = shown
    filled = read_sheet(as_excel_saves(rows, quoted=False))
    assert filled.answers == ()
    assert [(each.row, f"“{shown}”" in each.sentence) for each in filled.troubles] == [(2, True)]
    # With the quote it is text that nothing changed.
    assert [answer.name for answer in read_sheet(as_excel_saves(rows)).answers] == [shown]


@pytest.mark.parametrize("name", ["630 Breeze", "Room 204", "2024", "9/11", "Team-12", "24/7 Run", "17-1 Boys"])
def test_a_name_with_a_number_is_no_date(name: str) -> None:
    rows = rows_of("A")
    rows[0][NEW] = name
    assert [answer.name for answer in read_sheet(as_excel_saves(rows, quoted=False)).answers] == [name]


def test_a_row_without_its_proposed_name_is_no_answer() -> None:
    # The new name would look as if a person had written it, and would be accepted without a verdict.
    filled = read_sheet(workbook(NEEDED, [None, "Theirs", None, "A", "d", None], ["keep", None, "", "B", "d", None]))
    assert filled.answers == ()
    assert [trouble.row for trouble in filled.troubles] == [2, 3]


def test_a_column_that_was_sorted_without_the_others_gives_no_album_the_name_of_another() -> None:
    rows = rows_of("A", "B", "C")
    names = [row[NEW] for row in rows]
    for row, name in zip(rows, [names[1], names[0], names[2]], strict=True):
        row[NEW] = name
    filled = read_sheet(as_excel_saves(rows))
    assert (filled.answers, filled.unanswered) == ((), 1)
    assert [trouble.sentence for trouble in filled.troubles] == [
        "The new name is the proposed name of row 3: sort all columns together.",
        "The new name is the proposed name of row 2: sort all columns together.",
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 no archive", "cannot be read as a spreadsheet"),
        (b"a,b\r\n1,2\r\n", "no column “verdict”"),
        (b"", "no column “verdict”"),
        # The line that names the separator and nothing else ended in "This is a bug".
        (b"sep=,", "no column “verdict”"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "protected by a password"),
        (b"verdict\x00", "cannot be read as a spreadsheet"),
        (b"\xff\xfev\x00e", "not UTF-8"),
        ("vérdict".encode("latin-1"), "not UTF-8"),
        (b'"' + b"x" * 200_000 + b'"', "Row 1 of the spreadsheet cannot be read"),
    ],
)
def test_a_file_that_is_no_sheet_of_ours_is_refused_with_a_sentence(content: bytes, words: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_sheet(content)
    assert words in refused.value.sentence


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"\x00" * (101 * 1024 * 1024))
    with pytest.raises(UsageError, match="unpacks to too much"):
        read_sheet(buffer.getvalue())


@given(st.binary(max_size=400))
def test_no_bytes_end_in_a_traceback(content: bytes) -> None:
    for start in (b"", b"PK\x03\x04", b"\xef\xbb\xbf"):
        with pytest.raises(UsageError):
            read_sheet(start + content)
