"""The page on a real server, over a small account on real servers."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
import requests

from albumsync_dagster.naming import NamingOptions
from albumsync_dagster.sync.planning import make_plan
from albumsync_dagster.sync.values import Systems
from albumsync_dagster.web import Desk, Guard, new_guard, review_app
from albumsync_dagster_tests.support.operations import new_run
from albumsync_dagster_tests.support.stage import Stage
from albumsync_sandbox.serving import serve

ASKED = 8
"""Albums about which a person is asked."""


def options() -> NamingOptions:
    return NamingOptions(today=date(2026, 12, 31))


@dataclass
class Browser:
    """What a browser that opened the start address sends, and what it holds."""

    url: str
    guard: Guard
    session: requests.Session = field(default_factory=requests.Session)

    def open(self) -> str:
        """Follow the start address and read the page."""
        assert self.get("/start").status_code == 200
        assert self.trade(self.guard.token).status_code == 204
        page = self.get("/")
        assert page.status_code == 200, page.text
        return page.text

    def trade(self, token: str) -> requests.Response:
        """What the script of the start page does."""
        return self.session.post(self.url + "/start", json={"token": token}, headers={"Origin": self.url}, timeout=60)

    def get(self, path: str, **headers: str) -> requests.Response:
        return self.session.get(self.url + path, headers=headers, timeout=60)

    def post(self, path: str, document: Any, **headers: str) -> requests.Response:
        sent = {"Origin": self.url, "X-CSRF-Token": self.guard.csrf} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        return self.session.post(self.url + path, json=document, headers=sent, timeout=60)

    def questions(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get("/api/questions").json()["questions"]
        return found

    def answer(
        self, question: dict[str, Any], verdict: str, name: str | None = None, **changes: Any
    ) -> requests.Response:
        """Answer a question as the page's script does."""
        answer = {
            "key": question["k"], "verdict": verdict, "name": name, "digest": question["d"], "after": question["w"],
            "id": str(uuid.uuid4()),
        }  # fmt: skip
        return self.post("/api/answers", {"answers": [answer | changes]})


@dataclass
class Review:
    """A page that is served."""

    servers: Stage
    systems: Systems
    desk: Desk
    guard: Guard
    url: str

    def browser(self) -> Browser:
        """A browser of its own, with the session open."""
        browser = Browser(self.url, self.guard)
        browser.open()
        return browser

    def words(self) -> list[tuple[str, str, str | None, str]]:
        """(album key, verdict, name, who) of every row that is stored, in order; read past every client."""
        return list(
            self.servers.connection.execute(
                "select album_key, verdict, name, decided_by from public.album_name_decisions order by sequence"
            )
        )


@pytest.fixture
def review(servers: Stage) -> Iterator[Review]:
    """Eight questions on a page that sam has opened."""
    servers.set_scene(1, asked=ASKED)
    with servers.systems() as systems:
        make_plan(systems, new_run("plan"), options())
        yield from serving(servers, systems)


def serving(servers: Stage, systems: Systems, *, public: str | None = None) -> Iterator[Review]:
    desk = Desk(systems, options, lambda: new_run("review", changed_by="sam"), decided_by="sam", account="courtside")
    made: list[Review] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await inside[0](scope, receive, send)

    inside: list[Any] = []
    # The guard needs the port, which is known only once the server listens.
    ready = new_guard(["http://127.0.0.1:1"])
    inside.append(review_app(desk, ready))
    with serve(app) as url:
        guard = new_guard([url, *([public] if public else [])])
        inside[0] = review_app(desk, guard)
        made.append(Review(servers, systems, desk, guard, url))
        yield made[0]
        desk.close()
