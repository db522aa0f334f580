"""Several actors of which one goes on at a time: whoever calls SmugMug or the database waits there until it is chosen.

The clients are the real ones. Below them the request is carried in this process: to the simulator's own ASGI app, and
to the real functions of the database, which run in a transaction of their own as PostgREST runs them. So one call is
one step, the order of the steps is the whole schedule, and a schedule can be run again.

Not here: which order is tried (``exploring``), what the actors do (``scenarios``), what must hold (``truths``).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import groupby
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import httpx
import psycopg
import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from starlette.types import ASGIApp, Message
from urllib3 import HTTPResponse

from albumsync_sandbox.gateway.errors import database_problem

ALL: Final = frozenset({"*"})
"""Instead of album keys: the whole account."""

ALBUMS, JOURNAL, ROWS, WORDS, OTHER = "albums", "journal", "rows", "words", "other"
_EVERYTHING = frozenset({ALBUMS, JOURNAL, ROWS, WORDS, OTHER})

TOUCHES: Final[Mapping[str, tuple[frozenset[str], frozenset[str]]]] = {
    name: (frozenset(reads), frozenset(writes))
    for name, reads, writes in (
        ("albumsync_journal", (ALBUMS, ROWS, WORDS, JOURNAL), (JOURNAL,)),
        ("albumsync_record_outcomes", (JOURNAL, ALBUMS), (JOURNAL, ALBUMS)),
        ("albumsync_write_rows", (JOURNAL, ROWS), (JOURNAL, ROWS)),
        ("albumsync_mark_verified", (JOURNAL, ROWS, ALBUMS), (JOURNAL, ALBUMS)),
        ("albumsync_open_changes", (JOURNAL,), ()),
        ("albumsync_history", (JOURNAL,), ()),
        ("albumsync_states", (ALBUMS, ROWS, WORDS, JOURNAL), ()),
        ("albumsync_record_albums", (ALBUMS, JOURNAL), (ALBUMS,)),
        ("albumsync_decide", (ALBUMS, WORDS), (WORDS,)),
        ("albumsync_renamed_unattended", (JOURNAL,), ()),
        ("albumsync_backfill_keys", (ROWS, ALBUMS), (ROWS,)),
        ("albumsync_album_key_counts", (ROWS, ALBUMS), ()),
        ("albumsync_record_proposals", (OTHER,), (OTHER,)),
    )
}
"""What a function reads and writes. One that is not named here reads and writes everything."""


TRIES: Final = 20
"""How often all calls are tried again where each of them met a lock, before that is a deadlock."""


class Killed(BaseException):
    """The process of this actor is gone: whatever it still tries comes to nothing."""


@dataclass(frozen=True, slots=True)
class Call:
    """One step of an actor, before it is taken.

    Attributes:
        actor: Whose.
        server: ``smugmug``, ``supabase`` or ``process``.
        what: Method and path, the function, or what a person does.
        albums: The albums that it is about, or ``ALL``.
        reads: What of the server it reads.
        writes: What of the server it changes.
        payload: The body, for the model.
    """

    actor: str
    server: str
    what: str
    albums: frozenset[str]
    reads: frozenset[str]
    writes: frozenset[str]
    payload: Any = field(default=None, compare=False, hash=False)

    def depends_on(self, other: Call) -> bool:
        """True where the order of the two may matter."""
        if self.actor == other.actor:
            return True
        if "process" in (self.server, other.server):
            mine, theirs = (self, other) if self.server == "process" else (other, self)
            return theirs.actor in mine.albums
        if self.server != other.server:
            return False
        if self.albums is not ALL and other.albums is not ALL and not self.albums & other.albums:
            return False
        return bool(self.writes & (other.reads | other.writes) or other.writes & self.reads)


@dataclass(frozen=True, slots=True)
class Event:
    """A step that was taken."""

    call: Call
    asked_at: float
    """By the injected clock, when the actor came to the call."""
    seen: Any = None
    """What the model noted of it."""


class Clock:
    """Seconds that pass with the steps, and while somebody sleeps."""

    def __init__(self, step: float) -> None:
        self.now = 1000.0
        self.step = step

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let so much time pass."""
        self.now += seconds


class Actor:
    """A thread that goes on only when it is told to."""

    def __init__(self, name: str, act: Callable[[], object]) -> None:
        self.name = name
        self.pending: Call | None = None
        self.asked_at = 0.0
        self.killed = False
        self.waits = False
        """Its call met a lock; nothing can come of it before another transaction ends."""
        self.result: object = None
        self.error: BaseException | None = None
        self._act = act
        self._go = threading.Semaphore(0)
        self.arrived = threading.Semaphore(0)
        self._thread = threading.Thread(target=self._run, name=f"actor {name}", daemon=True)

    def start(self) -> None:
        """Run to the first call."""
        self._thread.start()
        self.arrived.acquire()

    def step(self) -> None:
        """Take the pending call, and go on to the next one."""
        self._go.release()
        self.arrived.acquire()

    def wait_at(self, call: Call, now: float) -> None:
        """Stand before this call until it is chosen. Called in the actor's own thread."""
        self.pending, self.asked_at = call, now
        self.arrived.release()
        self._go.acquire()
        if self.killed:
            raise Killed

    def _run(self) -> None:
        try:
            self.result = self._act()
        except BaseException as error:  # noqa: BLE001 - the model judges how an actor ended
            self.error = error
        self.pending = None
        self.arrived.release()

    def join(self) -> None:
        """Wait for the end of the thread."""
        self._thread.join()


class Scheduler:
    """Steps of several actors in an order that ``choose`` decides.

    Args:
        clock: Moved on with every step.
        note: Called right before a step of SmugMug's or the database's is carried out, and right after it; what it
            returns the second time is kept with the event.
    """

    def __init__(self, clock: Clock, note: Callable[[Call, Callable[[], Any]], tuple[Any, Any]]) -> None:
        self.clock = clock
        self.actors: dict[str, Actor] = {}
        self.events: list[Event] = []
        self._note = note
        self._times_out: Callable[[], bool] = lambda: False

    def run(
        self,
        acts: Mapping[str, Callable[[], object]],
        choose: Callable[[Mapping[str, Call]], str | None],
        times_out: Callable[[], bool] = lambda: False,
    ) -> bool:
        """Run all to the end.

        Args:
            acts: What each actor does, by its name.
            choose: The actor that goes on, of those that can; None ends the run, and everybody is killed.
            times_out: Whether a call that met a lock is answered with the time-out instead of waiting.

        Returns:
            True where all came to their end.
        """
        self._times_out = times_out
        self.actors = {name: Actor(name, act) for name, act in acts.items()}
        for actor in self.actors.values():
            actor.start()
        whole, tries = True, TRIES
        while waiting := {name: actor for name, actor in self.actors.items() if actor.pending is not None}:
            able = {name: actor.pending for name, actor in waiting.items() if actor.pending and not actor.waits}
            if not able:
                # Nobody of these holds the lock: PostgreSQL's own housekeeping may, for a moment.
                if not tries:
                    break
                tries -= 1
                for actor in waiting.values():
                    actor.waits = False
                continue
            name = choose(able)
            if name is None:
                whole = False
                break
            self.actors[name].step()
        stuck = [actor for actor in self.actors.values() if actor.pending is not None]
        for actor in stuck:
            self.kill(actor.name)
        for actor in self.actors.values():
            actor.join()
        if whole and stuck:
            raise AssertionError(f"{[actor.name for actor in stuck]} wait for a lock that nobody lets go")
        return whole

    def kill(self, name: str) -> None:
        """End an actor where it stands."""
        actor = self.actors[name]
        actor.killed, actor.waits = True, False
        if actor.pending is not None:
            actor.step()

    def at(self, call: Call, execute_changes: Callable[[], Any]) -> Any:
        """Wait until this call may be carried out, then do it. Called in the actor's own thread."""
        actor = self.actors.get(call.actor)
        if actor is None:
            # Nobody is scheduled: a scene is being set, or judged.
            return execute_changes()
        while True:
            if actor.killed:
                raise Killed
            actor.wait_at(call, self.clock())
            place = len(self.events)
            try:
                result, seen = self._note(call, execute_changes)
            except psycopg.errors.LockNotAvailable:
                if self._times_out():
                    raise
                actor.waits = True
                continue
            self.clock.sleep(self.clock.step)
            if call.server != "process" and call.writes:
                for other in self.actors.values():
                    other.waits = False
            self.events.insert(place, Event(call, actor.asked_at, seen))
            return result

    def text(self) -> str:
        """The schedule: who took how many steps, in order."""
        return " ".join(
            f"{name}{len(list(steps))}" for name, steps in groupby(event.call.actor for event in self.events)
        )


def steps_of(text: str) -> Iterator[str]:
    """The actors of a schedule, step by step."""
    for part in text.split():
        name = part.rstrip("0123456789")
        yield from [name] * int(part[len(name) :])


class SmugMugInProcess(BaseAdapter):
    """Carries requests to an ASGI app in this process."""

    def __init__(self, actor: str, app: ASGIApp, scheduler: Callable[[], Scheduler | None]) -> None:
        super().__init__()
        self._actor = actor
        self._app = app
        self._scheduler = scheduler
        self._http = HTTPAdapter()

    def send(self, request: requests.PreparedRequest, *args: Any, **other: Any) -> requests.Response:
        """Answer a request, when it is its turn."""
        scheduler = self._scheduler()
        if scheduler is None:
            return self._carry(request)
        answer = scheduler.at(_smugmug_call(self._actor, request), lambda: self._carry(request))
        assert isinstance(answer, requests.Response)
        return answer

    def close(self) -> None:
        """Nothing is open."""

    def _carry(self, request: requests.PreparedRequest) -> requests.Response:
        url = urlsplit(request.url or "")
        body = request.body or b""
        headers = [(name.lower().encode(), _bytes(value)) for name, value in request.headers.items()]
        status, answered, content = _asgi(
            self._app,
            {
                "type": "http",
                "asgi": {"version": "3.0"},
                "http_version": "1.1",
                "method": request.method or "GET",
                "scheme": url.scheme,
                "path": unquote(url.path),
                "raw_path": url.path.encode(),
                "query_string": url.query.encode(),
                "headers": [(b"host", url.netloc.encode()), *headers],
                "server": ("smugmug.invalid", 80),
                "client": ("127.0.0.1", 1),
            },
            _bytes(body),
        )
        raw = HTTPResponse(BytesIO(content), answered, status, preload_content=False, decode_content=False)
        return self._http.build_response(request, raw)


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def _asgi(app: ASGIApp, scope: dict[str, Any], body: bytes) -> tuple[int, dict[str, str], bytes]:
    """Call an app that never waits for anything, without an event loop."""
    status, headers, content = 500, dict[str, str](), bytearray()

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status, headers
        if message["type"] == "http.response.start":
            status = message["status"]
            headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            content.extend(message.get("body", b""))

    answering: Any = app(scope, receive, send)
    try:
        answering.send(None)
    except StopIteration:
        return status, headers, bytes(content)
    raise AssertionError("The app waited for something.")


def _smugmug_call(actor: str, request: requests.PreparedRequest) -> Call:
    path = urlsplit(request.url or "").path
    name = frozenset({"name"})
    if path.startswith("/api/v2/album/") and "!" not in path:
        albums = frozenset(path.removeprefix("/api/v2/album/").split(","))
    else:
        albums = ALL if "!albums" in path else frozenset()
    writes = name if request.method == "PATCH" else frozenset()
    payload = json.loads(request.body) if request.body else None
    return Call(actor, "smugmug", f"{request.method} {path}", albums, name, writes, payload)


class SupabaseInProcess(httpx.BaseTransport):
    """Carries calls of functions to the database, as the gateway does.

    Args:
        actor: Who calls.
        url: Of the database, for the role ``authenticator``.
        scheduler: Whose turn it is.
        albums_of: Change id -> album key, for calls that name changes alone.
    """

    def __init__(
        self, actor: str, url: str, scheduler: Callable[[], Scheduler | None], albums_of: dict[str, str]
    ) -> None:
        self._actor = actor
        self._scheduler = scheduler
        self._albums_of = albums_of
        # A lock that is not free at once is somebody's who has to go on first.
        self.connection = psycopg.connect(url, autocommit=True, options="-c lock_timeout=15ms")
        self.connection.execute("select set_config('search_path', 'public, extensions', false)")
        self.connection.execute("set role service_role")

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a call, when it is its turn."""
        function = request.url.path.rpartition("/")[2]
        payload = json.loads(request.read())["payload"]
        scheduler = self._scheduler()
        try:
            if scheduler is None:
                text = self._carry(function, payload)
            else:
                text = scheduler.at(self._call(function, payload), lambda: self._carry(function, payload))
        except psycopg.Error as error:
            problem = database_problem(error, anonymous=False).response()
            return httpx.Response(problem.status_code, headers=dict(problem.headers), content=bytes(problem.body))
        return httpx.Response(200, headers={"content-type": "application/json; charset=utf-8"}, content=text.encode())

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def _carry(self, function: str, payload: object) -> str:
        statement = f'select public."{function}"(%s::text::jsonb)::text'
        row = self.connection.execute(statement.encode(), [json.dumps(payload)], prepare=True).fetchone()
        return str(row[0]) if row and row[0] is not None else "null"

    def _call(self, function: str, payload: Mapping[str, Any]) -> Call:
        reads, writes = TOUCHES.get(function, (_EVERYTHING, _EVERYTHING))
        if function == "albumsync_verify":
            reads, writes = _EVERYTHING, frozenset({ALBUMS, JOURNAL} if payload.get("record") else ())
        return Call(self._actor, "supabase", function, self._albums(payload), reads, writes, payload)

    def _albums(self, payload: Mapping[str, Any]) -> frozenset[str]:
        if payload.get("complete") is not None or payload.get("whole_account"):
            return ALL
        found: set[str] = set()
        for line in _lines(payload, "changes", "words", "albums", "captures"):
            album = line.get("album", line)
            found.add(album["album_key"])
            if "id" in line:
                self._albums_of[line["id"]] = album["album_key"]
        ids = [*payload.get("change_ids", ()), *(line["id"] for line in _lines(payload, "outcomes"))]
        found.update(self._albums_of.get(each, "*") for each in ids)
        found.update(payload.get("album_keys") or ())
        found.update(payload.get("names") or ())
        return frozenset(found) if found and "*" not in found else ALL


def _lines(payload: Mapping[str, Any], *names: str) -> Sequence[Any]:
    return [line for name in names for line in payload.get(name) or ()]
