"""How PostgREST says no: its own error codes, and the HTTP status of every SQLSTATE.

Source: PostgREST 14's published error table, checked case by case against recorded answers of 14.14.
Not here: anything that finds out what is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field

import psycopg
from starlette.responses import Response

_JSON = "application/json; charset=utf-8"


@dataclass(eq=False)
class Refusal(Exception):
    """Ends a request with an error answer. ``code`` is a SQLSTATE or one of PostgREST's own (``PGRST...``)."""

    status: int
    code: str
    message: str
    _: KW_ONLY
    details: str | None = None
    hint: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> Response:
        """The answer, key for key as PostgREST writes it."""
        body = {"code": self.code, "details": self.details, "hint": self.hint, "message": self.message}
        headers = {"content-type": _JSON, "proxy-status": f"PostgREST; error={self.code}"}
        if self.status == 503:
            headers["retry-after"] = "0"
        if self.status == 401:
            headers["www-authenticate"] = "Bearer"
        return Response(
            json.dumps(body, ensure_ascii=False, separators=(",", ":")),
            status_code=self.status,
            headers=headers | dict(self.headers),
        )


_STATUS = {
    **{"P0001": 400, "42883": 404, "42P01": 404, "25006": 405, "23503": 409, "23505": 409},
    **{"42P17": 500, "53400": 500, "57P01": 503},
    # The classes, where the code itself is not above; anything else is 400.
    **dict.fromkeys(("0L", "0P", "28"), 403),
    **dict.fromkeys("09 21 25 2D 38 39 3B 40 54 55 57 58 F0 HV P0 XX".split(" "), 500),  # noqa: SIM905 - a table
    **dict.fromkeys(("08", "53"), 503),
}


def _status(sqlstate: str, message: str, *, anonymous: bool) -> int:
    if sqlstate == "42501":
        # A request as ``anon`` may yet succeed with a token.
        return 401 if anonymous else 403
    # The primary message tells two errors with the same code apart, here and below.
    if sqlstate == "22023" and message.startswith("role ") and message.endswith("does not exist"):
        return 401
    if sqlstate == "21000" and message.endswith("requires a WHERE clause"):
        return 400
    if sqlstate.startswith("PT") and sqlstate[2:].isdigit():
        return int(sqlstate[2:])
    return _STATUS.get(sqlstate) or _STATUS.get(sqlstate[:2], 400)


def database_problem(error: psycopg.Error, *, anonymous: bool) -> Refusal:
    """What a statement that failed in the database answers; ``anonymous`` if it ran as ``anon``."""
    diagnosis = error.diag
    sqlstate, message = diagnosis.sqlstate or "XX000", diagnosis.message_primary or str(error)
    if sqlstate == "PGRST":
        return _raised_for_postgrest(message, diagnosis.message_detail)
    status = _status(sqlstate, message, anonymous=anonymous)
    return Refusal(status, sqlstate, message, details=diagnosis.message_detail, hint=diagnosis.message_hint)


def _raised_for_postgrest(message: str, detail: str | None) -> Refusal:
    """``raise sqlstate 'PGRST'``: the function writes body, status and headers of the answer itself, as JSON."""
    try:
        body, answer = json.loads(message), json.loads(detail or "")
        return Refusal(
            int(answer["status"]),
            str(body["code"]),
            str(body["message"]),
            details=body.get("details"),
            hint=body.get("hint"),
            headers={name.lower(): value for name, value in answer.get("headers", {}).items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return Refusal(
            500,
            "PGRST121",
            "Could not parse JSON in the \"RAISE SQLSTATE 'PGRST'\" error",
            hint="MESSAGE must be a JSON object with obligatory keys: 'code', 'message' "
            "and optional keys: 'details', 'hint'.",
        )


def unreachable(error: psycopg.Error) -> Refusal:
    """The first answer after the database went away."""
    return Refusal(503, "PGRST000", "Database connection error.", details=str(error))


def no_schema_cache() -> Refusal:
    """The answer while the database is away."""
    return Refusal(503, "PGRST002", "Could not query the database for the schema cache. Retrying.")
