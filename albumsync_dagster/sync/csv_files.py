"""The rows of a CSV file, for everything that reads spreadsheets.

Here: bytes to cells, and why bytes are no CSV. Not here: what a cell means (``fact_files``, ``cli.sheets``).
"""

from __future__ import annotations

import csv
import io
import re


class NotCsv(Exception):
    """These bytes cannot be read as CSV.

    Args:
        row: The number of the row that cannot be read; None where the text is in another encoding than UTF-8.
        why: What is wrong with it.
    """

    def __init__(self, row: int | None = None, why: str = "") -> None:
        super().__init__(why)
        self.row = row
        self.why = why

    def told(self, file: str) -> tuple[str, str]:
        """A sentence about this file, and a fix."""
        if self.row is None:
            return f"The text of {file} is not UTF-8.", "Save it as CSV UTF-8, or as .xlsx."
        sentence = f"Row {self.row} of {file} cannot be read: {self.why}."
        return sentence, "Close every quote, and save the file again as CSV UTF-8."


def csv_rows(content: bytes) -> list[tuple[int, list[str]]]:
    """The cells of each row, beginning with the heading, and the number of the row as a spreadsheet counts.

    Args:
        content: Commas, semicolons or tabs in UTF-8 or UTF-16, with or without a byte order mark. Excel writes and
            reads a first line such as "sep=;", which is no row and is counted.

    Raises:
        NotCsv: It is in another encoding, or a row cannot be read.
    """
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise NotCsv from None
    first, _, rest = text.partition("\n")
    stated = re.fullmatch(r"sep=([^\w\s\"]|\t)\s*", first, re.IGNORECASE)
    separator = stated[1] if stated else max(",;\t", key=first.count)
    number = 1 if stated else 0
    rows: list[tuple[int, list[str]]] = []
    # Strict: else a quote that is never closed makes one cell of the rows up to the next quote.
    lines = csv.reader(io.StringIO(rest if stated else text, newline=""), delimiter=separator, strict=True)
    try:
        for cells in lines:
            number += 1
            rows.append((number, cells))
    except csv.Error as error:
        raise NotCsv(number + 1, str(error)) from None
    return rows
