"""The questions as a spreadsheet, and a filled-in spreadsheet as answers.

Here: rows, workbooks and CSV text, in both directions, as pure functions over bytes. Not here: files, what an answer
does (``sync.reviewing``).

Excel and LibreOffice change what they open: separators and byte order marks of CSV follow the language of the system,
texts that look like dates or numbers become such, and cells that begin like formulas are computed. What is written here
is guarded against it, and what comes back is read in any of these forms or refused with the number of its row.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from albumsync_dagster.errors import UsageError
from albumsync_dagster.naming import CaptureDays, Verdict
from albumsync_dagster.sync.csv_files import NotCsv, csv_rows
from albumsync_dagster.sync.new_names import tidied
from albumsync_dagster.sync.questions import Group
from albumsync_dagster.sync.reviewing import Answer
from albumsync_dagster.sync.workbooks import STARTS, NotAWorkbook, Trouble, first_sheet

MOST_BYTES: Final = 8 * 1024 * 1024
"""Bytes of a spreadsheet: ten thousand questions are a quarter of it."""
_MOST_UNPACKED: Final = 100 * 1024 * 1024
_MOST_CELL: Final = 32_000
"""Characters; Excel cuts a cell at 32,767."""

VERDICT, NEW, PRESENT, PROPOSED = "verdict", "new name", "present name", "proposed name"
KEY, DIGEST, SEEN = "album key", "digest", "seen"
COLUMNS: Final = (
    VERDICT, NEW, PRESENT, PROPOSED, "group", "why", "certainty", "taken on", "photo rows", "folder", "link", KEY,
    DIGEST, SEEN,
)  # fmt: skip
NEEDED: Final = (VERDICT, NEW, PROPOSED, KEY, DIGEST, SEEN)
_WIDTHS: Final[Mapping[str, int]] = {
    VERDICT: 10, NEW: 52, PRESENT: 46, PROPOSED: 46, "group": 30, "why": 60, "certainty": 9, "taken on": 26,
    "photo rows": 10, "folder": 22, "link": 40, KEY: 11,
}  # fmt: skip

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
"""What makes a spreadsheet compute a cell (OWASP, CSV injection)."""
_ALTERED: Final = re.compile(
    r"[\d.,:/ -]+|\d+(?:\.\d+)?[eE][+-]?\d+|\d{1,4}[ ./-](?:\d{1,2}|[^\W\d]{3,9})[ ./,-]*\d{0,4}"
    r"|[^\W\d]{3,9}[ .-]\d{1,4}(?:, ?\d{2,4})?|true|false",
    re.IGNORECASE,
)
"""Texts that a spreadsheet takes for a number, a date or a truth value."""
_MADE_A_DATE: Final = re.compile(
    r"\d{1,4}([./-])\d{1,2}\1\d{1,4}|\d{1,2}-[^\W\d_]{3}\.?(?:-\d{2,4})?|[^\W\d_]{3}\.?-\d{2}"
)
"""How spreadsheets write a date into CSV that was typed as ``May 3`` or ``May 2025``."""
_ERROR: Final = re.compile(r"#(?:N/A|NV|[A-ZÀ-Ý]+(?:/0)?[!?])|Err:\d{3}")
"""What Excel and LibreOffice show, and store, for a formula that they cannot compute, such as a typed ``-Finals``."""


class _Unquoted(str):
    """A cell of CSV without the quote that ``guarded`` puts before a date: a spreadsheet may have changed it."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RowTrouble:
    """A row that is no answer, by its number in the spreadsheet."""

    row: int
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What a filled-in spreadsheet says."""

    answers: tuple[Answer, ...]
    rows: Mapping[str, int]
    """Album key -> number of its row."""
    troubles: tuple[RowTrouble, ...]
    unanswered: int
    """Rows without a verdict whose new name was left as it was."""


def sheet_rows(groups: Iterable[Group]) -> list[dict[str, str]]:
    """One row for every open question, in the order of the review."""
    return [
        {
            VERDICT: "",
            NEW: question.proposed,
            PRESENT: question.existing,
            PROPOSED: question.proposed,
            "group": group.title,
            "why": " ".join(doubt.why for doubt in question.doubts) or " ".join(question.reasons),
            "certainty": f"{question.confidence:.0%}",
            "taken on": _taken_on(question.capture),
            "photo rows": str(question.rows),
            "folder": question.folder,
            "link": question.web_uri or "",
            KEY: question.album_key,
            DIGEST: question.digest,
            SEEN: question.word_id or "",
        }
        for group in groups
        for question in group.questions
        if question.is_open
    ]


def to_xlsx(rows: Sequence[Mapping[str, str]]) -> bytes:
    """A workbook: the verdict is a list, the new name can be edited, every other cell is locked, the digest hidden."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet("Questions")
        text = {"num_format": "@", "valign": "top", "text_wrap": True}
        locked = book.add_format(text)
        editable = book.add_format(text | {"locked": False, "bg_color": "#FFF7E0"})
        head = book.add_format({"bold": True, "bottom": 1})
        for column, name in enumerate(COLUMNS):
            sheet.write_string(0, column, name, head)
            hidden = {"hidden": True} if name in (DIGEST, SEEN) else {}
            sheet.set_column(column, column, _WIDTHS.get(name, 12), None, hidden)
        for number, row in enumerate(rows, start=1):
            for column, name in enumerate(COLUMNS):
                sheet.write_string(
                    number, column, row[name][:_MOST_CELL], editable if name in (VERDICT, NEW) else locked
                )
        if rows:
            verdicts = {"validate": "list", "source": [verdict.value for verdict in Verdict], "ignore_blank": True}
            sheet.data_validation(1, 0, len(rows), 0, verdicts)
            sheet.autofilter(0, 0, len(rows), len(COLUMNS) - 1)
        sheet.freeze_panes(1, 2)
        allowed = ("autofilter", "sort", "format_columns", "format_rows", "select_locked_cells")
        sheet.protect("", dict.fromkeys(allowed, True))
    return buffer.getvalue()


def to_csv(rows: Sequence[Mapping[str, str]]) -> bytes:
    """CSV with a byte order mark, without which Excel takes UTF-8 for Latin-1, and with guarded cells."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([guarded(row[name]) for name in COLUMNS] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def guarded(cell: str) -> str:
    """A cell that no spreadsheet computes or turns into a date: an album may be called ``=HYPERLINK(...)``."""
    return f"'{cell}" if _needs_guard(cell) else cell


def is_computed(cell: str) -> bool:
    """Whether a spreadsheet takes this cell for a formula."""
    return cell.startswith(_FORMULA)


def unguarded(cell: str) -> str:
    """The text of a cell, without the quote that ``guarded`` put before it."""
    return cell[1:] if cell.startswith("'") and _needs_guard(cell[1:]) else cell


def read_sheet(content: bytes) -> Filled:
    """The answers of a filled-in spreadsheet, saved by any program.

    Args:
        content: An xlsx workbook, or CSV with commas, semicolons or tabs in UTF-8 or UTF-16.

    Raises:
        UsageError: It unpacks to too much, is no spreadsheet, or not one of ``albumsync review --export``.
    """
    rows = _workbook_rows(content) if content.startswith(STARTS) else _csv_rows(content)
    header = next(rows, None)
    names = [str(_text(cell) or "").strip().lower() for cell in header[1]] if header is not None else []
    if missing := [name for name in NEEDED if name not in names]:
        raise UsageError(
            f"The spreadsheet has no column “{missing[0]}”.", "Fill in a file of `albumsync review --export FILE`."
        )
    places = {name: names.index(name) for name in NEEDED}
    return _filled((number, {name: _at(cells, place) for name, place in places.items()}) for number, cells in rows)


def _filled(rows: Iterable[tuple[int, dict[str, Any]]]) -> Filled:
    answers: list[Answer] = []
    troubles: list[RowTrouble] = []
    numbers: dict[str, int] = {}
    unanswered = 0
    filled = [(number, cells) for number, cells in rows if any(cells.values())]
    proposed = {tidied(_text(cells[PROPOSED]) or ""): number for number, cells in reversed(filled)}
    for number, cells in filled:
        answer = _answer(cells)
        if isinstance(answer, str):
            troubles.append(RowTrouble(row=number, sentence=answer))
        elif answer is None:
            unanswered += 1
        elif answer.album_key in numbers:
            sentence = f"The album {answer.album_key} is in row {numbers[answer.album_key]} already."
            troubles.append(RowTrouble(row=number, sentence=sentence))
        elif answer.name is not None and proposed.get(answer.name, number) != number:
            # A column that was sorted without the others would give every album the name of another one.
            sentence = f"The new name is the proposed name of row {proposed[answer.name]}: sort all columns together."
            troubles.append(RowTrouble(row=number, sentence=sentence))
        else:
            numbers[answer.album_key] = number
            answers.append(answer)
    return Filled(answers=tuple(answers), rows=numbers, troubles=tuple(troubles), unanswered=unanswered)


def _answer(cells: Mapping[str, Any]) -> Answer | str | None:
    """The answer of one row, why it is none, or None where nothing was said."""
    texts = {name: _text(cell) for name, cell in cells.items()}
    verdict = tidied(texts[VERDICT] or "").lower()
    written = texts[NEW]
    proposed = tidied(texts[PROPOSED] or "")
    if verdict not in ("", *(each.value for each in Verdict)):
        return f"“{verdict[:40]}” is not a verdict: accept, edit, keep, lock or later."
    if written is None:
        return "The spreadsheet turned the new name into a date: format the cell as text, and write the name again."
    name = tidied(written)
    changed = name not in ("", proposed)
    if not verdict and not changed:
        return None
    key, digest = texts[KEY], texts[DIGEST]
    if not key or not digest or not proposed:
        return "The proposed name, the album key or the digest is missing: copy it from the exported file."
    if changed and _ERROR.fullmatch(name):
        return f"The spreadsheet took the new name for a formula and shows “{name}”: write it again, as text."
    if changed and isinstance(cells[NEW], _Unquoted) and _MADE_A_DATE.fullmatch(name):
        return f"The spreadsheet may have made the date “{name}” of the new name; if not, use `albumsync decide`."
    if verdict == Verdict.ACCEPT and changed:
        return "The verdict is accept, but the new name was changed: choose edit, or put the proposed name back."
    if verdict in (Verdict.KEEP, Verdict.LOCK, Verdict.LATER) and changed:
        return f"The verdict is {verdict}, but the new name was changed: choose edit, or put the proposed name back."
    if verdict == Verdict.EDIT and not name:
        return "The verdict is edit, but there is no new name."
    kind = Verdict(verdict) if verdict else Verdict.EDIT
    return Answer(
        album_key=key,
        verdict=kind,
        name=name if kind is Verdict.EDIT else None,
        digest=digest,
        after=texts[SEEN] or None,
    )


_NO_WORKBOOK: Final[Mapping[Trouble, tuple[str, str]]] = {
    Trouble.ENCRYPTED: (
        "The spreadsheet is protected by a password, or is an old .xls file.",
        "Save it without a password as .xlsx.",
    ),
    Trouble.TOO_LARGE: ("The spreadsheet unpacks to too much.", "Export the questions again."),
    Trouble.DAMAGED: ("The file cannot be read as a spreadsheet.", "Save it as .xlsx or as CSV UTF-8."),
}


def _workbook_rows(content: bytes) -> Iterator[tuple[int, Sequence[Any]]]:
    try:
        # What a formula shows is stored beside it: it is read as the text that the person saw.
        rows = first_sheet(content, most_unpacked=_MOST_UNPACKED)
    except NotAWorkbook as error:
        raise UsageError(*_NO_WORKBOOK[error.trouble]) from None
    return iter(list(enumerate(rows, start=1)))


def _csv_rows(content: bytes) -> Iterator[tuple[int, Sequence[Any]]]:
    try:
        rows = csv_rows(content)
    except NotCsv as error:
        raise UsageError(*error.told("the spreadsheet")) from None
    if any("\x00" in cell for _, cells in rows for cell in cells):
        raise UsageError(*_NO_WORKBOOK[Trouble.DAMAGED])
    return iter([(number, [_csv_cell(cell) for cell in cells]) for number, cells in rows])


def _csv_cell(cell: str) -> str:
    text = unguarded(cell)
    return text if text != cell else _Unquoted(text)


def _text(cell: Any) -> str | None:
    """A cell as text; None where the spreadsheet made a date of it."""
    match cell:
        case None:
            return ""
        case str():
            return cell
        case bool():
            return str(cell).upper()
        case float() if cell.is_integer():
            return str(int(cell))
        case int() | float():
            return str(cell)
        case datetime() | date():
            return None
    return None


def _at(cells: Sequence[Any], place: int) -> Any:
    return cells[place] if place < len(cells) else None


def _needs_guard(cell: str) -> bool:
    return is_computed(cell) or cell.startswith("'") or bool(_ALTERED.fullmatch(cell))


def _taken_on(capture: CaptureDays | None) -> str:
    days = sorted({*capture.days, *capture.video_days}) if capture is not None else []
    if not days:
        return ""
    return days[0].isoformat() if len(days) == 1 else f"{days[0]} to {days[-1]} ({len(days)} days)"
