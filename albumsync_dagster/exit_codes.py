"""How a command ends, as a number that a shell, a service manager or a CI job can act on.

Here: the numbers and what each means; the help and the documents are made from them.
Not here: which of them a command ends with (each report and each error says so itself).
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit code of a command, with what it means."""

    meaning: str

    def __new__(cls, number: int, meaning: str) -> ExitCode:
        """Keep the meaning beside the number."""
        code = int.__new__(cls, number)
        code._value_ = number
        code.meaning = meaning
        return code

    DONE = 0, "done or in step"
    UNFINISHED = 1, "could not finish"
    USAGE = 2, "wrong usage"
    DIFFERS = 3, "finished, and something differs, was held or refused"


def in_one_line() -> str:
    """All of them: ``0 done or in step; 1 could not finish; ...``."""
    return "; ".join(f"{code} {code.meaning}" for code in ExitCode)
