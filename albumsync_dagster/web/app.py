"""The routes of the review page: one page, its script and style, and the requests that its script makes.

Here: HTTP in, HTTP out. Not here: who may ask (``security``), state (``desk``), the shape of the JSON (``shapes``).
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from importlib.resources import files
from typing import Any, Final
from uuid import UUID

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from albumsync_dagster.errors import AlbumSyncError
from albumsync_dagster.naming import Decision, Verdict
from albumsync_dagster.supabase import WITHDRAW
from albumsync_dagster.sync.reviewing import Answer, Refused
from albumsync_dagster.web import shapes
from albumsync_dagster.web.desk import Desk, Job, PlanExpired, RunInProgress
from albumsync_dagster.web.security import ICON, NO_KEY, START, Gate, Guard

MOST_BYTES: Final = 4 * 1024 * 1024
"""Bytes of a request: ten thousand answers at once are a third of it."""

FIRST_PAGE: Final = 60
"""Questions that come with the page itself: more than a screen shows."""
PAGE: Final = 500
"""Questions of every further page, about 400 kB."""
NAMES: Final = 200
"""Lines of a piece of the table of all names."""

HISTORY_WORDS: Final = 500
"""Answers that the history shows."""

_TYPES: Final = {
    "review.js": "text/javascript",
    "start.js": "text/javascript",
    "review.css": "text/css",
    "icon.svg": "image/svg+xml",
}

Endpoint = Callable[[Request], Awaitable[Response]]


def review_app(desk: Desk, guard: Guard, *, opened: Callable[[], None] = lambda: None) -> ASGIApp:
    """The page as an ASGI app behind its gate.

    Args:
        desk: What it works on.
        guard: Who may ask.
        opened: Called each time that a browser has traded the token for the cookie.
    """
    pages = _Pages(desk, guard, opened)
    routes = [
        Route(START, pages.start, methods=["GET"]),
        Route(START, pages.let_in, methods=["POST"]),
        Route("/", pages.index, methods=["GET"]),
        Route("/static/{name}", pages.static, methods=["GET"]),
        Route(ICON, pages.icon, methods=["GET"]),
        Route("/api/questions", pages.questions, methods=["GET"]),
        Route("/api/answers", pages.answers, methods=["POST"]),
        Route("/api/names", pages.names, methods=["GET"]),
        Route("/api/history", pages.history, methods=["GET"]),
        Route("/api/plan", pages.plan, methods=["POST"]),
        Route("/api/run", pages.start_run, methods=["POST"]),
        Route("/api/run", pages.progress, methods=["GET"]),
        Route("/api/stop", pages.stop, methods=["POST"]),
        Route("/api/undo", pages.undo, methods=["POST"]),
    ]
    handlers: Mapping[Any, Any] = {HTTPException: _http_error, AlbumSyncError: _our_error}
    return Starlette(
        routes=routes,
        middleware=[Middleware(Gate, guard=guard, pictures=desk.picture_origins)],
        exception_handlers=handlers,
    )


class _Pages:
    """The endpoints. Calls that wait for another system run in a thread."""

    def __init__(self, desk: Desk, guard: Guard, opened: Callable[[], None]) -> None:
        self._desk = desk
        self._guard = guard
        self._opened = opened
        self._templates = Environment(
            loader=PackageLoader("albumsync_dagster.web"), autoescape=True, undefined=StrictUndefined
        )

    async def start(self, request: Request) -> Response:
        """The page of the start address; its script sends the token that stands behind the ``#``."""
        return HTMLResponse(self._templates.get_template("start.html").render())

    async def let_in(self, request: Request) -> Response:
        """Trade the token for the cookie."""
        if not _same(_text(await _object(request), "token"), self._guard.token):
            return PlainTextResponse(NO_KEY, 403)
        response = Response(status_code=204)
        # The origin is one of ours, else the gate had refused it: https means a proxy before the page.
        secure = request.headers["origin"].startswith("https:")
        response.set_cookie(
            self._guard.cookie, self._guard.token, httponly=True, samesite="strict", path="/", secure=secure
        )
        self._opened()
        return response

    async def index(self, request: Request) -> Response:
        """The page, with the groups and the first questions."""
        view = await run_in_threadpool(self._desk.view, at_most_seconds_old=1.0)
        first = view.questions[:FIRST_PAGE]
        data = {
            "csrf": self._guard.csrf,
            "account": self._desk.account,
            "me": self._desk.decided_by,
            "version": view.version,
            "all": len(view.questions),
            "page": PAGE,
            "groups": shapes.of_groups(view.groups, view.questions),
            "folders": sorted({question.folder for question in view.questions}),
            "questions": [shapes.of_question(question) for question in first],
        }
        page = self._templates.get_template("review.html").render(account=self._desk.account, data=_embedded(data))
        return HTMLResponse(page)

    async def static(self, request: Request) -> Response:
        """Script, style and icon."""
        name = request.path_params["name"]
        if name not in _TYPES:
            raise HTTPException(404, "There is no such file.")
        content = files("albumsync_dagster.web").joinpath("static", name).read_bytes()
        return Response(content, media_type=_TYPES[name])

    async def icon(self, request: Request) -> Response:
        """What a browser asks for before it has read a page."""
        return Response(status_code=204)

    async def questions(self, request: Request) -> Response:
        """Questions from a place in the list on."""
        start = _number(request, "from")
        view = await run_in_threadpool(self._desk.view)
        piece = view.questions[start : start + PAGE]
        made = await run_in_threadpool(lambda: [shapes.of_question(question) for question in piece])
        return JSONResponse({"version": view.version, "all": len(view.questions), "questions": made})

    async def answers(self, request: Request) -> Response:
        """Store answers; the reply comes after the commit."""
        body = await _object(request)
        answers = [_answer(each) for each in _list(body, "answers")]
        stored, now = await run_in_threadpool(self._desk.answer, answers)
        return JSONResponse(
            {
                "stored": [
                    {"k": word.album_key, "id": word.id, "at": word.decided_at.isoformat()} for word in stored.stored
                ],
                "refused": [self._refused(each) for each in stored.refused],
                "questions": {key: shapes.answered(question) for key, question in now.items()},
            }
        )

    async def names(self, request: Request) -> Response:
        """A piece of the table of all names."""
        wanted = request.query_params.get("search", "").casefold()
        decision = request.query_params.get("decision", "")
        start = _number(request, "from")
        view = await run_in_threadpool(self._desk.view)

        def found() -> dict[str, Any]:
            matching = [
                each
                for each in view.stored.values()
                if not each.missing
                and wanted
                in f"{each.proposal.existing}\n{each.proposal.proposed}\n{each.proposal.album_key}".casefold()
            ]
            counts = {str(kind): sum(each.proposal.decision is kind for each in matching) for kind in Decision}
            shown = [each for each in matching if not decision or str(each.proposal.decision) == decision]
            shown.sort(key=lambda each: (each.proposal.existing.casefold(), each.proposal.album_key))
            return {
                "all": len(shown),
                "counts": counts,
                "names": shapes.of_names(shown[start : start + NAMES]),
            }

        return JSONResponse(await run_in_threadpool(found))

    async def history(self, request: Request) -> Response:
        """Answers and runs, the newest first."""
        words, changes = await run_in_threadpool(self._desk.history)
        return JSONResponse(
            {
                "words": [shapes.of_word(stored, word) for stored, word in words[:HISTORY_WORDS]],
                "runs": shapes.of_runs(changes),
            }
        )

    async def plan(self, request: Request) -> Response:
        """What Apply would do."""
        run, plan, counts = await run_in_threadpool(self._desk.plan)
        return JSONResponse({"run": run.id, "albums": [shapes.of_planned(each) for each in plan.albums], **counts})

    async def start_run(self, request: Request) -> Response:
        """Begin the run that was shown as a plan."""
        run = _text(await _object(request), "run")
        job = await run_in_threadpool(self._desk.start, run)
        return JSONResponse(_job(job, 0))

    async def undo(self, request: Request) -> Response:
        """Begin to take a run back."""
        run = _text(await _object(request), "run")
        job = await run_in_threadpool(self._desk.undo, run)
        return JSONResponse(_job(job, 0))

    async def progress(self, request: Request) -> Response:
        """The progress of the run, with the results that were not returned before."""
        job = self._desk.job()
        return JSONResponse(_job(job, _number(request, "from")) if job is not None else {"run": None})

    async def stop(self, request: Request) -> Response:
        """Stop the run after the albums that it is at."""
        self._desk.stop()
        return JSONResponse({})

    def _refused(self, refused: Refused) -> dict[str, Any]:
        question = shapes.of_question(refused.question) if refused.question is not None else None
        return {"k": refused.answer.album_key, "id": refused.answer.id, "why": refused.sentence, "now": question}


def _answer(entry: Any) -> Answer:
    """One answer out of a request.

    Raises:
        HTTPException: It has another shape.
    """
    if not isinstance(entry, dict):
        raise HTTPException(400, "An answer is a JSON object.")
    verdict, identity = _text(entry, "verdict"), _text(entry, "id")
    try:
        kind = WITHDRAW if verdict == WITHDRAW else Verdict(verdict)
        UUID(identity)
    except ValueError:
        raise HTTPException(400, "This answer is not one of those that albumsync accepts.") from None
    optional = {key: _text(entry, key) if entry.get(key) is not None else None for key in ("name", "digest", "after")}
    return Answer(album_key=_text(entry, "key"), verdict=kind, id=identity, **optional)  # type: ignore[arg-type]


async def _object(request: Request) -> dict[str, Any]:
    pieces: list[bytes] = []
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > MOST_BYTES:
            raise HTTPException(413, "The request is too large.")
        pieces.append(piece)
    try:
        document = json.loads(b"".join(pieces))
    except (ValueError, RecursionError):
        raise HTTPException(400, "The request is not JSON.") from None
    if not isinstance(document, dict):
        raise HTTPException(400, "The request is not a JSON object.")
    return document


def _list(document: dict[str, Any], key: str) -> list[Any]:
    value = document.get(key)
    if not isinstance(value, list) or not value:
        raise HTTPException(400, f"“{key}” is missing.")
    return value


def _text(document: dict[str, Any], key: str) -> str:
    value = document.get(key)
    if not isinstance(value, str) or "\x00" in value or not _is_unicode(value):
        raise HTTPException(400, f"“{key}” is missing or not a text.")
    return value


def _is_unicode(text: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def _number(request: Request, key: str) -> int:
    value = request.query_params.get(key, "0")
    if not value.isascii() or not value.isdecimal() or len(value) > 9:
        raise HTTPException(400, f"“{key}” is not a number.")
    return int(value)


def _job(job: Job, start: int) -> dict[str, Any]:
    results = list(job.results)
    document: dict[str, Any] = {
        "run": job.run_id,
        "albums": job.albums,
        "undoes": job.undoes,
        "done": len(results),
        "results": [shapes.of_result(each) for each in results[start:]],
        "stopping": job.stopping,
        "ended": job.ended,
        "error": job.error,
    }
    return document | (shapes.of_report(job.reports, job.run_id) if job.ended else {})


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())


def _embedded(data: Any) -> str:
    """JSON that is safe inside a script element for every possible name."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


async def _http_error(request: Request, error: HTTPException) -> Response:
    return JSONResponse({"error": error.detail}, error.status_code)


async def _our_error(request: Request, error: AlbumSyncError) -> Response:
    status = 409 if isinstance(error, RunInProgress | PlanExpired) else 503
    return JSONResponse({"error": str(error)}, status)
