"""Looking for secrets where none may be: whole, and in any eight characters in a row of their random part."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Iterator

_FIXED = re.compile(r"^(sb_secret_|sb_publishable_)")
_LENGTH = 8


def _drawn() -> list[str]:
    """Random texts without a piece in common with anything, the same in every run."""
    draw = random.Random(20261128)  # noqa: S311 - nothing is kept secret with these
    return ["".join(draw.choices(string.ascii_letters + string.digits, k=32)) for _ in range(8)]


RANDOM = _drawn()


def pieces(secret: str) -> Iterator[str]:
    """Every eight characters in a row of a secret's random part; of a JWT, of its signature."""
    part = _FIXED.sub("", secret)
    if part.count(".") == 2:
        part = part.rpartition(".")[2]
    yield from (part[start : start + _LENGTH] for start in range(len(part) - _LENGTH + 1))


def assert_hidden(text: str, *secrets: str) -> None:
    """Fail where the text holds a piece of a secret. The message shows none of it."""
    found = [number for number, secret in enumerate(secrets) if any(piece in text for piece in pieces(secret))]
    assert not found, f"pieces of the secrets {found} of {len(secrets)} are in the text"
