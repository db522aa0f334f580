"""The first sheet of an Excel workbook as rows of cells, for everything that reads spreadsheets.

Here: bytes to cells, and why bytes are no workbook. Not here: what a cell means (``fact_files``, ``cli.sheets``).
"""

from __future__ import annotations

import io
import zipfile
import zlib
from enum import StrEnum
from typing import Any, Final

_ENCRYPTED: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a compound file begins: the old .xls, and what Excel writes of a workbook with a password ([MS-OFFCRYPTO])."""

_DAMAGED: Final = (
    zipfile.BadZipFile, zlib.error, SyntaxError, LookupError, ValueError, TypeError, AttributeError, ArithmeticError,
    RuntimeError, OSError, EOFError,
)  # fmt: skip
"""What openpyxl and zipfile raise for a damaged file. The file is in memory, so none of these has another cause."""


STARTS: Final = (b"PK", _ENCRYPTED)
"""How a file begins that is meant to be a workbook."""


class Trouble(StrEnum):
    """Why bytes cannot be read as a workbook."""

    ENCRYPTED = "encrypted"
    """It has a password, or is an old .xls file."""
    TOO_LARGE = "too large"
    DAMAGED = "damaged"
    """It is damaged, or something else than a workbook."""


class NotAWorkbook(Exception):
    """These bytes cannot be read as a workbook."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


def first_sheet(content: bytes, *, most_unpacked: int, results: bool = True) -> list[tuple[Any, ...]]:
    """The cells of the first sheet, row by row.

    Args:
        content: The bytes of an .xlsx file.
        most_unpacked: Bytes that its parts may unpack to.
        results: Of a formula the result that a spreadsheet program stored beside it; else the formula.

    Raises:
        NotAWorkbook: It is none, or it is too large.
    """
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    if content.startswith(_ENCRYPTED):
        raise NotAWorkbook(Trouble.ENCRYPTED)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked <= most_unpacked:
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=results)
            return [tuple(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    except (InvalidFileException, *_DAMAGED):
        raise NotAWorkbook(Trouble.DAMAGED) from None
    raise NotAWorkbook(Trouble.TOO_LARGE)
