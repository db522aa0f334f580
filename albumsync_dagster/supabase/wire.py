"""From values to the JSON that our SQL functions take, and from their JSON back to values.

Here: the two directions, and answers that are no values by themselves. Not here: which function takes what
(``client``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from albumsync_dagster.supabase.errors import SupabaseAnswerError
from albumsync_dagster.supabase.values import NameToken, RowCheck, RowNames

JSON = Any
"""What ``json.dumps`` takes; PostgREST's answers are of this type as well."""

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

_Value = TypeVar("_Value")


def storable(text: str) -> str:
    """The text as PostgreSQL can hold it: NUL and half of a surrogate pair become U+FFFD.

    Names go this way in both directions of a comparison (stored, and verified against), so an album with such a
    name is neither refused nor for ever out of step.
    """
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def to_json(value: object) -> JSON:
    """Dataclasses become objects, tuples and sets arrays, enums their values, times ISO 8601; keys become text.

    Raises:
        TypeError: The value has no JSON form here.
    """
    match value:
        case None | bool() | int() | float():
            return value
        case Enum():
            return to_json(value.value)
        case str():
            return storable(value)
        case datetime() | date():
            return value.isoformat()
        case Mapping():
            return {str(to_json(key)): to_json(item) for key, item in value.items()}
        case Sequence() | AbstractSet() if not isinstance(value, bytes | bytearray | memoryview):
            return [to_json(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"{type(value).__name__} has no JSON form")


def from_json(kind: type[_Value], answer: JSON, function: str) -> _Value:
    """A value of this type out of an answer; keys that the type does not know are passed over.

    Args:
        kind: A dataclass of ours, or a generic of one, for instance ``list[Change]``.
        answer: Parsed JSON.
        function: What answered, for the message.

    Raises:
        SupabaseAnswerError: The answer has another shape. The message tells where, not what was there.
    """
    try:
        return cast(_Value, _adapter(cast(Any, kind)).validate_python(answer))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(map(str, first["loc"])) or "the whole"
        raise SupabaseAnswerError(
            f"{function} answered in a form that this version does not know ({where}: {first['msg']}).",
            "The database and albumsync are of different versions: run `albumsync migrate`.",
        ) from None


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What the server tells of one album; of one in step only the total."""

    total: int
    differing: int = 0
    missing: int = 0
    names: Mapping[str, int] | None = None

    def of(self, album_key: str, name: str) -> RowCheck:
        """The whole of it, for an album of which SmugMug has this name."""
        names = self.names if self.names is not None else {name: self.total} if self.total else {}
        rows = RowNames(total=self.total, missing=self.missing, names=names)
        return RowCheck(album_key=album_key, total=self.total, differing=self.differing, rows=rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """The answer of ``albumsync_verify``."""

    checks: Mapping[str, Check]
    rows_without_album_key: int
    unknown_albums: Mapping[str, int]
    acknowledged_albums: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """The answer of ``albumsync_after_sync``."""

    owed: bool
    photo_rows: int
    callable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The answer of ``albumsync_record_albums``: album keys."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    missing: tuple[str, ...]
    vanished: tuple[str, ...]
    unconfirmed: Mapping[str, NameToken]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """The answer of ``albumsync_backfill_keys`` for one piece."""

    matched: int
    filled: int
    repaired: int
    right: int
    kept: int
