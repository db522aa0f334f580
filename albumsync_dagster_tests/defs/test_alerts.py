"""Alerts: each once, then resolved; to the log and to a webhook that may be dead."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import dagster as dg
import pytest
from dagster._utils.error import serializable_error_info_from_exc_info
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from albumsync_dagster.defs.run_ends import Cursor
from albumsync_dagster.defs.webhook import WebhookError, as_slack, post
from albumsync_dagster.sync.alerting import Alert, News, news
from albumsync_dagster_tests.defs.conftest import Dagster, why
from albumsync_dagster_tests.support.trap import Fault, Moment, Trap
from albumsync_sandbox.serving import serve

PATH = "/services/T000/B000/a-secret-in-the-path"
NEWS = News(begun=(Alert(key="high_drift", sentence="Far names: 3", fix="albumsync plan"),), resolved=("conflicts",))


@dataclass
class Webhook:
    """A webhook somewhere: what it was posted, and the status it answers."""

    url: str = ""
    posted: list[Any] = field(default_factory=list)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def server() -> Iterator[Webhook]:
    webhook = Webhook()

    async def receive(request: Request) -> Response:
        webhook.posted.append(await request.json())
        return Response(status_code=webhook.status, headers=webhook.headers)

    with serve(Starlette(routes=[Route(PATH, receive, methods=["POST"])])) as base:
        webhook.url = base + PATH
        yield webhook


@pytest.fixture
def webhook(server: Webhook) -> Webhook:
    server.posted.clear()
    server.status, server.headers = 200, {}
    return server


def test_an_alert_is_news_once_until_it_is_resolved() -> None:
    one = Alert(key="conflicts", sentence="Conflicts: 1", fix="look")
    two = Alert(key="conflicts", sentence="Conflicts: 2", fix="look")
    assert news([], [one]) == News(begun=(one,), resolved=())
    assert news(["conflicts"], [two]) == News(begun=(), resolved=())
    assert news(["conflicts"], []) == News(begun=(), resolved=("conflicts",))


def test_the_generic_form_is_one_document_for_all_that_is_new(webhook: Webhook) -> None:
    post(webhook.url, NEWS, "json")
    assert webhook.posted == [
        {
            "source": "albumsync",
            "alerts": [
                {"alert": "high_drift", "state": "firing", "sentence": "Far names: 3", "fix": "albumsync plan"},
                {"alert": "conflicts", "state": "resolved"},
            ],
        }
    ]


def test_the_slack_form_is_text_in_which_names_are_no_markup() -> None:
    strange = Alert(key="x", sentence="<!channel> & <http://x>", fix="look")
    assert as_slack(News(begun=(strange,), resolved=("failed_run:sync_albums",))) == {
        "text": ":red_circle: &lt;!channel&gt; &amp; &lt;http://x&gt; (look).\n"
        ":white_check_mark: Resolved: failed run:sync albums."
    }


@pytest.mark.parametrize(
    ("status", "headers"),
    [(404, {}), (500, {}), (302, {"location": "https://elsewhere.example"}), (302, {}), (304, {})],
)
def test_a_webhook_that_refuses_is_told_without_its_address(
    webhook: Webhook, status: int, headers: dict[str, str]
) -> None:
    webhook.status, webhook.headers = status, headers
    with pytest.raises(WebhookError) as caught:
        post(webhook.url, NEWS, "json")
    assert str(status) in str(caught.value)
    assert "secret" not in repr(caught.value) + str(caught.value)
    assert len(webhook.posted) == 1


@pytest.mark.parametrize(
    "url",
    [
        f"http://127.0.0.1:9{PATH}",
        f"a typing error {PATH}",
        # Urllib3 says of these itself that they cannot be, and repeats them.
        "http://a-secret..example",
        f"http://{'a-secret' * 30}.example",
        # Python repeats the half of a password that it takes for a port.
        "https://kim:secret/word@hooks.example",
        "http://[a-secret",
    ],
    ids=["refused", "no address", "empty label", "long label", "password for a port", "half a bracket"],
)
def test_a_webhook_out_of_reach_is_told_without_its_address(url: str) -> None:
    with pytest.raises(WebhookError) as caught:
        post(url, NEWS, "json")
    stored = serializable_error_info_from_exc_info((caught.type, caught.value, caught.tb)).to_string()
    assert "secret" not in repr(caught.value) + str(caught.value) + stored


def test_an_answer_without_end_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor() as threads:
        posted = threads.submit(post, f"http://127.0.0.1:{listener.getsockname()[1]}{PATH}", NEWS, "json")
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 100000000\r\n\r\n{")
            posted.result()


SWITCHED_ON = Cursor(at=datetime(2025, 6, 1, tzinfo=UTC)).model_dump_json()
"""The cursor of a sensor that was switched on long ago, and before which nothing failed."""


def tick(dagster: Dagster, cursor: str | None) -> dg.SensorResult:
    sensor = dagster.defs.get_repository_def().get_sensor_def("alerts")
    with dg.build_sensor_context(instance=dagster.instance, cursor=cursor) as context:
        result = sensor(context)
    assert isinstance(result, dg.SensorResult)
    return result


def told(webhook: Webhook) -> list[tuple[str, str]]:
    return [(alert["alert"], alert["state"]) for document in webhook.posted for alert in document["alerts"]]


def test_a_run_that_ended_early_says_what_it_left_in_its_failure_and_in_the_alert(
    dagster: Dagster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALBUMSYNC_PATIENCE", "0")
    dagster.stage.set_trap(Trap(fault_on="albumsync_write_rows", fault=Fault("outage", Moment.BEFORE)))
    failed = dagster.sync()
    dagster.stage.set_trap(Trap())
    assert not failed.success
    left = (
        "6 albums have their new name in SmugMug; their photo rows still carry the old one. The next `albumsync apply`"
    )
    assert left in why(failed)
    told = tick(dagster, SWITCHED_ON)
    standing = Cursor.model_validate_json(told.cursor or "").standing
    assert set(standing) == {"job:sync_albums"}
    assert left in (standing["job:sync_albums"].why or "")
    assert standing["job:sync_albums"].run_id == failed.run_id


def test_missing_names_and_a_failed_run_are_told_once_and_then_resolved(
    dagster: Dagster, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALBUMSYNC_WEBHOOK_URL", webhook.url)
    assert dagster.run("verify_names").success
    quiet = tick(dagster, None)
    assert (Cursor.model_validate_json(quiet.cursor or "").figures, webhook.posted) == ((), [])

    dagster.stage.connection.execute("update photo_metadata set album_name = null where album_key = 'Kep000'")
    monkeypatch.setenv("SMUGMUG_ACCESS_TOKEN", "wrong")
    assert not dagster.sync().success
    monkeypatch.setenv("SMUGMUG_ACCESS_TOKEN", dagster.stage.environment()["SMUGMUG_ACCESS_TOKEN"])
    first = tick(dagster, quiet.cursor)
    assert told(webhook) == [
        ("missing_names", "firing"),
        ("out_of_step", "firing"),
        ("failed_run:sync_albums", "firing"),
    ]
    second = tick(dagster, first.cursor)
    assert len(webhook.posted) == 1

    webhook.posted.clear()
    assert dagster.sync().success
    third = tick(dagster, second.cursor)
    assert told(webhook) == [
        ("failed_run:sync_albums", "resolved"),
        ("missing_names", "resolved"),
        ("out_of_step", "resolved"),
    ]
    cursor = Cursor.model_validate_json(third.cursor or "")
    assert (cursor.figures, cursor.standing) == ((), {})
    secrets = [value for name, value in dagster.stage.environment().items() if name.endswith(("SECRET", "KEY"))]
    assert not [secret for secret in secrets if secret in json.dumps(webhook.posted)]


def test_a_dead_webhook_is_a_red_tick_that_tells_again_and_syncs_do_not_notice(
    dagster: Dagster, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALBUMSYNC_WEBHOOK_URL", f"http://127.0.0.1:9{PATH}")
    with pytest.raises(WebhookError):
        tick(dagster, SWITCHED_ON)
    assert dagster.sync().success
    monkeypatch.setenv("ALBUMSYNC_WEBHOOK_URL", webhook.url)
    dagster.stage.connection.execute("update photo_metadata set album_name = null where album_key = 'Kep000'")
    tick(dagster, SWITCHED_ON)
    assert ("missing_names", "firing") in told(webhook)


def test_a_function_of_the_users_that_fails_after_a_sync_is_a_failed_run_and_an_alert_until_it_works(
    dagster: Dagster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALBUMSYNC_AFTER_SYNC", "no_such_function")
    failed = dagster.sync("Alb000", "Alb001")
    assert not failed.success
    assert "The function no_such_function failed after the sync" in why(failed)
    assert set(dagster.shown(failed, "album_renames")) == {"Alb000", "Alb001"}
    first = tick(dagster, SWITCHED_ON)
    assert set(Cursor.model_validate_json(first.cursor or "").standing) == {"job:no_such_function"}

    assert not dagster.materialize("album_renames", first="Alb002").success
    picked = dagster.instance.get_materialized_partitions(dg.AssetKey("album_renames"))
    assert dagster.partitions["Alb002"] in picked
    healed = dagster.run("heal_names", {"mode": "apply"})
    assert "no_such_function" in why(healed)
    second = tick(dagster, first.cursor)
    assert set(Cursor.model_validate_json(second.cursor or "").standing) == {"job:no_such_function"}

    dagster.stage.connection.execute(
        "create function public.no_such_function() returns void language sql as 'select'; notify pgrst, 'reload schema'"
    )
    for _ in range(100):
        if dagster.run("heal_names", {"mode": "apply"}).success:
            break
    third = tick(dagster, second.cursor)
    assert Cursor.model_validate_json(third.cursor or "").standing == {}


def test_a_database_that_cannot_be_read_is_an_alert_and_so_are_the_runs_that_failed_of_it(
    dagster: Dagster, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tick was red after a minute and told nobody: neither that the database was away nor that syncs failed."""
    monkeypatch.setenv("ALBUMSYNC_WEBHOOK_URL", webhook.url)
    dagster.stage.connection.execute("update photo_metadata set album_name = null where album_key = 'Kep000'")
    before = tick(dagster, SWITCHED_ON)
    webhook.posted.clear()
    with monkeypatch.context() as away:
        away.setenv("SUPABASE_URL", "http://127.0.0.1:9")
        away.setenv("ALBUMSYNC_PATIENCE", "0")
        assert not dagster.sync().success
        first = tick(dagster, before.cursor)
        assert told(webhook) == [("unread_figures", "firing"), ("failed_run:sync_albums", "firing")]
        assert "Supabase cannot be reached" in json.dumps(webhook.posted)
        assert not first.run_requests
        second = tick(dagster, first.cursor)
        assert len(told(webhook)) == 2
    webhook.posted.clear()
    tick(dagster, second.cursor)
    # What was reported before the outage was neither forgotten nor reported again.
    assert told(webhook) == [("unread_figures", "resolved")]
