"""Kills and faults at every call of an operation, and the verdict on what is left.

A performance is first counted undisturbed; then it is repeated once for each call and each side of it. After every
disturbance one more run of the same operation has to leave both sides in step and the journal true; before it and
after it, all that can be asked have to tell the same true story.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, field

from albumsync_dagster_tests.support.operations import UNCAUGHT
from albumsync_dagster_tests.support.stage import Stage, Truth, violations
from albumsync_dagster_tests.support.stories import contradictions, tell
from albumsync_dagster_tests.support.trap import Call, Fault, Moment, Trap

SMUGMUG = frozenset({"smugmug"})
SUPABASE = frozenset({"supabase"})


@dataclass(frozen=True, slots=True)
class Scenario:
    """An operation, and the scene that it is disturbed in."""

    name: str
    operation: str
    prepare: Callable[[Stage, int], list[str]]
    """Sets the scene for so many albums; returns the keys of those that may change."""


@dataclass(slots=True)
class Tally:
    """What came of a scenario."""

    scenario: str
    calls: int
    points: int = 0
    killed: int = 0
    exit_codes: Counter[int] = field(default_factory=Counter)
    """Of the disturbed runs."""
    violations: list[str] = field(default_factory=list)


def _fresh(stage: Stage, albums: int) -> list[str]:
    return stage.set_scene(albums)


def _applied(stage: Stage, albums: int) -> list[str]:
    def reach() -> list[str]:
        planned = stage.set_scene(albums)
        assert stage.run_client("apply").exit_code == 0
        return planned

    return stage.set_reached(f"applied_{albums}", reach)


def _rows_apart(stage: Stage, albums: int) -> list[str]:
    planned = stage.set_scene(albums)
    # Each album another kind of damage: NULL, one stale name, several names.
    for number, key in enumerate(planned):
        if number % 3 == 0:
            change = "update public.photo_metadata set album_name = null where album_key = %s"
        elif number % 3 == 1:
            change = "update public.photo_metadata set album_name = 'Stale' where album_key = %s"
        else:
            change = "update public.photo_metadata set album_name = image_key where album_key = %s"
        stage.connection.execute(change, [key])
    return planned


def _half_applied(stage: Stage, albums: int) -> list[str]:
    def reach() -> list[str]:
        stage.set_scene(albums)
        counted = Trap()
        stage.run_client("apply", counted)
        patches = [call.number for call in counted.calls if call.method == "PATCH"]
        planned = stage.set_scene(albums)
        stage.run_client("apply", Trap(kill_at=patches[len(patches) // 2], moment=Moment.AFTER))
        return planned

    return stage.set_reached(f"half_applied_{albums}", reach)


SCENARIOS = (
    Scenario("apply", "apply", _fresh),
    Scenario("undo", "undo", _applied),
    Scenario("heal", "heal", _rows_apart),
    Scenario("recovery", "recover", _half_applied),
)


def kill_everywhere(stage: Stage, scenario: Scenario, albums: int, moments: Sequence[Moment] = tuple(Moment)) -> Tally:
    """Kill the client with SIGKILL at every call, then run the operation once more.

    Without local state, dying after call n and dying before call n + 1 leave the same behind; the first call is
    disturbed on both sides all the same, whatever ``moments`` says.
    """
    tally = Tally(scenario.name, len(_calls(stage, scenario, albums)))
    points = [(1, Moment.BEFORE)] if Moment.BEFORE not in moments else []
    points += [(call, moment) for call in range(1, tally.calls + 1) for moment in moments]
    for call, moment in points:
        planned = scenario.prepare(stage, albums)
        before = stage.truth()
        performance = stage.run_client(scenario.operation, Trap(kill_at=call, moment=moment))
        tally.points += 1
        tally.killed += performance.exit_code < 0
        tally.exit_codes[performance.exit_code] += 1
        _judge(stage, scenario, tally, before, planned, f"killed {moment} call {call}")
    return tally


def fault_everywhere(
    stage: Stage,
    scenario: Scenario,
    albums: int,
    faults: Sequence[Fault],
    methods: Container[str] | None = None,
) -> Tally:
    """Put each fault at every call that it fits, of these HTTP methods if given, then run the operation once more."""
    calls = _calls(stage, scenario, albums)
    tally = Tally(scenario.name, len(calls))
    for fault, call in _fault_points(calls, faults, methods):
        planned = scenario.prepare(stage, albums)
        before = stage.truth()
        performance = stage.run_client(scenario.operation, Trap(fault_at=call, fault=fault))
        tally.points += 1
        tally.exit_codes[performance.exit_code] += 1
        where = f"{fault.name} {fault.moment} call {call}"
        if performance.exit_code == UNCAUGHT or performance.exit_code < 0:
            tally.violations.append(f"{where}: it ended with {performance.exit_code}")
        if performance.exit_code == 0:
            tally.violations += [f"{where}, exit 0: {found}" for found in violations(before, stage.truth(), planned)]
        _judge(stage, scenario, tally, before, planned, where)
    return tally


def _judge(stage: Stage, scenario: Scenario, tally: Tally, before: Truth, planned: list[str], where: str) -> None:
    # Every other time the next run finds the stage exactly as it was left; else it comes after a person has looked.
    looked = bool(tally.points % 2)
    found = [f"before the next run: {each}" for each in contradictions(tell(stage, record=looked), finished=False)]
    again = stage.run_client(scenario.operation)
    after = stage.truth()
    found += violations(before, after, planned)
    if again.exit_code != 0:
        found.append(f"the next run ended with {again.exit_code}")
    found += [f"after the next run: {each}" for each in contradictions(tell(stage, record=not looked), finished=True)]
    reached = Counter(
        (line.album_key, line.old_name, line.new_name, line.reason)
        for line in after.journal
        if line.status in ("done", "verified")
    )
    found += [f"{line} stands in the journal {count} times" for line, count in reached.items() if count > 1]
    tally.violations += [f"{scenario.name}, {where}: {each}" for each in found]


def _calls(stage: Stage, scenario: Scenario, albums: int) -> list[Call]:
    """The calls of an undisturbed run."""
    scenario.prepare(stage, albums)
    trap = Trap()
    performance = stage.run_client(scenario.operation, trap)
    assert performance.exit_code == 0, f"{scenario.name} fails undisturbed"
    return trap.calls


def _fault_points(
    calls: Sequence[Call], faults: Sequence[Fault], methods: Container[str] | None
) -> Iterator[tuple[Fault, int]]:
    for fault in faults:
        for call in calls:
            if (not fault.servers or call.server in fault.servers) and (methods is None or call.method in methods):
                yield fault, call.number


def _json(status: int, body: object) -> dict[str, object]:
    return {"status": status, "headers": ((b"content-type", b"application/json"),), "body": json.dumps(body).encode()}


def _fault(name: str, servers: frozenset[str], moment: Moment, **answer: object) -> Fault:
    return Fault(name=name, moment=moment, servers=servers, **answer)  # type: ignore[arg-type]


def _postgrest(status: int, code: str, message: str) -> dict[str, object]:
    return _json(status, {"code": code, "details": None, "hint": None, "message": message})


FAULTS = (
    _fault("empty 500", SMUGMUG, Moment.BEFORE, status=500),
    _fault("empty 500, request done", SMUGMUG, Moment.AFTER, status=500),
    _fault("502 page", SMUGMUG, Moment.BEFORE, status=502, body=b"<html>Bad Gateway</html>"),
    _fault("503 page", SMUGMUG, Moment.BEFORE, status=503, body=b"<html>Maintenance</html>"),
    _fault("504, request done", SMUGMUG, Moment.AFTER, status=504, body=b"<html>Gateway Timeout</html>"),
    _fault("cut JSON", SMUGMUG, Moment.AFTER, **{**_json(200, {}), "body": b'{"Response":{"Album":{"Na'}),
    _fault("page instead of JSON", SMUGMUG, Moment.AFTER, status=200, body=b"<!DOCTYPE html><html></html>"),
    _fault("401 page", SMUGMUG, Moment.BEFORE, status=401, body=b"<html>Unauthorized</html>"),
    _fault("403 page", SMUGMUG, Moment.BEFORE, status=403, body=b"<html>Forbidden</html>"),
    _fault("nonce_used", SMUGMUG, Moment.BEFORE, **_json(401, {"Code": 401, "Message": "oauth_problem=nonce_used"})),
    _fault(
        "nonce_used, request done",
        SMUGMUG,
        Moment.AFTER,
        **_json(401, {"Code": 401, "Message": "oauth_problem=nonce_used"}),
    ),
    _fault("429", SMUGMUG, Moment.BEFORE, status=429, headers=((b"retry-after", b"0"),)),
    _fault("connection cut", SMUGMUG, Moment.BEFORE, dropped=True),
    _fault("connection cut, request done", SMUGMUG, Moment.AFTER, dropped=True),
    _fault(
        "pool exhausted",
        SUPABASE,
        Moment.BEFORE,
        **_postgrest(504, "PGRST003", "Timed out acquiring connection from connection pool."),
    ),
    _fault(
        "database down",
        SUPABASE,
        Moment.BEFORE,
        **_postgrest(503, "PGRST002", "Could not query the database for the schema cache. Retrying."),
    ),
    _fault("database gone", SUPABASE, Moment.BEFORE, **_postgrest(503, "PGRST000", "Database connection error.")),
    _fault(
        "statement time-out",
        SUPABASE,
        Moment.BEFORE,
        **_postgrest(500, "57014", "canceling statement due to statement timeout"),
    ),
    _fault("expired key", SUPABASE, Moment.BEFORE, **_postgrest(401, "PGRST303", "JWT expired")),
    _fault("502 page of a proxy", SUPABASE, Moment.BEFORE, status=502, body=b"<html>Bad Gateway</html>"),
    _fault("cut JSON", SUPABASE, Moment.AFTER, **{**_json(200, {}), "body": b'[{"id": "'}),
    _fault("connection cut", SUPABASE, Moment.BEFORE, dropped=True),
    _fault("connection cut, function done", SUPABASE, Moment.AFTER, dropped=True),
)
"""What clients of both systems have met: SmugMug's faults as collected from reports, PostgREST's as recorded."""
