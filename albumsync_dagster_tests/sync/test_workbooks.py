"""An Excel workbook is read, or refused with the reason, whatever became of it on its way."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from albumsync_dagster.sync.workbooks import NotAWorkbook, Trouble, first_sheet

ROWS = [("date", "home", "away"), ("2025-05-30", "Stars", "Thunder")]
MOST = 1024 * 1024


def workbook() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(ROWS):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


WORKBOOK = workbook()


def changed(part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one of its parts changed, in a sound archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as before, zipfile.ZipFile(buffer, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, change(content) if name == part else content)
    return buffer.getvalue()


def garbled_stream() -> bytes:
    """As after a broken download that was mended: the archive is whole, and what is packed in it is not."""
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as parts:
        entry = parts.getinfo("xl/worksheets/sheet1.xml")
    start = entry.header_offset + 30 + len(entry.filename)
    return WORKBOOK[:start] + b"\xff" * entry.compress_size + WORKBOOK[start + entry.compress_size :]


def locked_part() -> bytes:
    """A part with the mark of encryption, as archivers set it."""
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as parts:
        entry = parts.getinfo("xl/workbook.xml")
    central = WORKBOOK.rindex(b"PK\x01\x02", 0, WORKBOOK.rindex(entry.filename.encode()))
    place = central + 8
    return WORKBOOK[:place] + bytes([WORKBOOK[place] | 1]) + WORKBOOK[place + 1 :]


def test_a_sound_workbook_is_read() -> None:
    assert first_sheet(WORKBOOK, most_unpacked=MOST) == ROWS


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (garbled_stream(), Trouble.DAMAGED),
        (locked_part(), Trouble.DAMAGED),
        (changed("xl/workbook.xml", lambda xml: xml.replace(b"UTF-8", b"UTF-9")), Trouble.DAMAGED),
        (changed("xl/styles.xml", lambda xml: xml.replace(b"numFmtId", b"num")), Trouble.DAMAGED),
        (changed("[Content_Types].xml", lambda xml: xml.replace(b"sheet.main", b"sheet.none")), Trouble.DAMAGED),
        (b"PK\x03\x04 no archive", Trouble.DAMAGED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 a password", Trouble.ENCRYPTED),
    ],
    ids=["garbled stream", "locked part", "encoding", "style", "no workbook part", "no archive", "password"],
)
def test_a_damaged_workbook_is_refused_and_is_no_bug(content: bytes, trouble: Trouble) -> None:
    """Damaged downloads ended `enrich` and `review --import` in "This is a bug", each with errors of its own."""
    with pytest.raises(NotAWorkbook) as refused:
        first_sheet(content, most_unpacked=MOST)
    assert refused.value.trouble is trouble


def test_a_workbook_that_unpacks_to_more_than_is_allowed_is_not_unpacked() -> None:
    with pytest.raises(NotAWorkbook) as refused:
        first_sheet(WORKBOOK, most_unpacked=100)
    assert refused.value.trouble is Trouble.TOO_LARGE


@given(st.integers(0, len(WORKBOOK) - 1), st.binary(max_size=20), st.integers(0, 20))
def test_whatever_is_damaged_the_workbook_is_read_or_refused(place: int, put: bytes, taken: int) -> None:
    with suppress(NotAWorkbook):
        first_sheet(WORKBOOK[:place] + put + WORKBOOK[place + taken :], most_unpacked=MOST)
