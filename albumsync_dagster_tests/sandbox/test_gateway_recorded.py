"""The gateway against what a real PostgREST 14.14 answered to the same requests over the same database.

``recorded/answers.jsonl`` holds every recorded call of a function and every recorded question of authentication; the
tokens' names stand for tokens made here. All are replayed.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jwt
import psycopg
import pytest

from albumsync_sandbox.gateway import PREFIX, Gateway, make_token
from albumsync_sandbox.postgres import Postgres
from albumsync_sandbox.serving import serve

Case = dict[str, Any]

RECORDED = Path(__file__).parent / "recorded"
SECRET = "golden-local-only-secret-0123456789abcdef"
CLAIMS = {"iss": "supabase", "ref": "golden", "iat": 1_700_000_000, "exp": 4_102_444_800}
SERVICE = {"role": "service_role"} | CLAIMS
FAR = 4_000_000_000

TOKENS = {
    "ANON": make_token(SECRET, "anon", ref="golden"),
    "AUTHENTICATED": make_token(
        SECRET, "authenticated", ref="golden", aud="authenticated", sub="11111111-1111-1111-1111-111111111111"
    ),
    "SERVICE_ROLE": make_token(SECRET, "service_role", ref="golden"),
    "EXPIRED_SERVICE_ROLE": make_token(SECRET, "service_role", exp=1_700_000_100),
    "WRONG_SECRET": make_token("another-secret-of-sufficient-length-0123456789", "service_role"),
    "UNKNOWN_ROLE": make_token(SECRET, "nobody_here"),
    "ROLE_POSTGRES": make_token(SECRET, "postgres"),
    "NO_ROLE": jwt.encode(CLAIMS, SECRET, algorithm="HS256"),
    "NOT_BEFORE_FUTURE": make_token(SECRET, "service_role", nbf=FAR),
    "ISSUED_IN_FUTURE": make_token(SECRET, "service_role", iat=FAR),
    "EXP_AS_STRING": make_token(SECRET, "service_role", exp="4102444800"),
    "ALG_NONE": jwt.encode(SERVICE, "", algorithm="none"),
    "HS512": jwt.encode(SERVICE, SECRET * 2, algorithm="HS512"),
}

NOT_ANSWERED = {
    "SETOF table count=planned": "the planner's guess, which differs between servers",
    "scalar Accept csv": "CSV is not made",
    "anon insert (RLS)": "tables are not written",
    "anon delete (RLS)": "tables are not written",
    "raise: errcode 40001 is retried for ever, no answer within 3 s": "there is no answer to compare",
}
"""What the gateway refuses instead of answering, and why."""

HEADERS = (
    "content-type",
    "content-range",
    "content-profile",
    "preference-applied",
    "proxy-status",
    "www-authenticate",
    "retry-after",
    "x-teapot",
    "x-powered-by",
)


def _cases() -> dict[str, Case]:
    with (RECORDED / "answers.jsonl").open() as lines:
        return {case["name"]: case for case in map(json.loads, lines)}


CASES = _cases()


@dataclass(frozen=True)
class Stage:
    """A gateway that runs, and the database behind it."""

    url: str
    database: str

    def send(self, case: Case) -> tuple[int, dict[str, str], str]:
        """Sends a recorded request byte for byte."""
        parts = urlsplit(self.url)
        assert parts.hostname is not None
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
        headers = {
            name: re.sub(r"<(\w+)_JWT>", lambda match: TOKENS[match[1]], value)
            for name, value in case["headers"].items()
        }
        body = None if case["body"] is None else case["body"].encode()
        connection.request(case["method"], PREFIX + case["target"], body=body, headers=headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text


@pytest.fixture(scope="module")
def stage(server: Postgres) -> Iterator[Stage]:
    server.create_database("recorded")
    url = server.url("recorded", role="supabase_admin")
    with psycopg.connect(url) as connection:
        connection.execute((RECORDED / "setup.sql").read_bytes())
    with serve(Gateway(server.url("recorded", role="authenticator"), SECRET).app()) as base:
        yield Stage(base, url)


def _differences(case: Case, status: int, headers: dict[str, str], text: str) -> list[str]:
    wanted: list[tuple[str, object, object]] = [("status", case["status"], status)]
    wanted += [(name, case["answer"].get(name), headers.get(name)) for name in HEADERS]
    if "summary" in case:
        digest = hashlib.sha256(text.encode()).hexdigest()
        wanted.append(("body", case["summary"]["__sha256__"], digest))
    elif case["name"].startswith("whoami"):
        # PostgREST writes "public" twice into the search path, and differs from version to version.
        recorded, got = ({**json.loads(body), "search_path": ""} for body in (case["text"], text))
        wanted.append(("body", recorded, got))
    else:
        wanted.append(("body", case["text"] or "", text))
    return [f"{what}: recorded {recorded!r}, got {got!r}" for what, recorded, got in wanted if recorded != got]


@pytest.mark.parametrize("name", [name for name in CASES if name not in NOT_ANSWERED])
def test_a_recorded_request_is_answered_as_postgrest_answered_it(stage: Stage, name: str) -> None:
    case = CASES[name]
    assert _differences(case, *stage.send(case)) == []
    if case.get("after"):
        held = _after(stage.database)
        assert {what: held[what] for what in case["after"]} == case["after"]


def _after(database: str) -> dict[str, object]:
    """What the recording says of the database after a write; puts the seed rows back."""
    with psycopg.connect(database) as connection:
        row = connection.execute(
            """
            select count(*) filter (where updated_at = '2025-02-02T00:00:00Z') as n,
                   count(*) filter (where sport_type = 'LOST') as lost,
                   string_agg(format('%s=%s/%s', image_key, coalesce(sport_type, 'NULL'),
                                     coalesce(quality_score::text, 'NULL')), ' ' order by image_key)
                     filter (where updated_at = '2025-03-03T00:00:00Z') as rows
              from photo_metadata
            """
        ).fetchone()
        connection.execute("select private.reset_all()")
    assert row is not None
    return dict(zip(("n", "lost", "rows"), row, strict=True))


@pytest.mark.parametrize("name", ["anon insert (RLS)", "anon delete (RLS)", "scalar Accept csv"])
def test_what_the_gateway_can_not_do_it_refuses(stage: Stage, name: str) -> None:
    status, _, text = stage.send(CASES[name])
    assert status in (406, 501)
    assert json.loads(text)["message"]
