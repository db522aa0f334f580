"""Commands through what stands in front of PostgREST on hosted Supabase: both kinds of keys, and all its refusals."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from albumsync_dagster_tests.cli.conftest import Run
from albumsync_dagster_tests.support.doors import Door, door, said
from albumsync_dagster_tests.support.stage import SECRET, Stage
from albumsync_sandbox.gateway import make_token

CRASH = (400, '{"code":"","details":null,"hint":null,"message":""}')


@pytest.fixture
def front(gallery: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    with door(SECRET, gallery.environment()["SUPABASE_URL"]) as (made, url):
        monkeypatch.setenv("SUPABASE_URL", url)
        monkeypatch.delenv("SUPABASE_SERVICE_ROLE_KEY")
        yield made


def use(front: Door, kind: str, patch: pytest.MonkeyPatch) -> None:
    if kind == "secret":
        patch.setenv("SUPABASE_SECRET_KEY", front.keys.secret_key)
    else:
        patch.setenv("SUPABASE_SERVICE_ROLE_KEY", make_token(SECRET, "service_role"))


@pytest.mark.parametrize("kind", ["secret", "legacy"])
def test_a_whole_rename_goes_through_the_front_door(
    gallery: Stage, front: Door, albumsync: Run, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    use(front, kind, monkeypatch)
    assert albumsync("apply", "--yes").code == 0
    assert albumsync("verify").code == 0
    assert all(set(album.rows) == {album.name} for album in gallery.truth().albums.values())


def test_a_secret_key_is_sent_as_apikey_alone_and_a_legacy_key_as_both(
    front: Door, albumsync: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(front, "secret", monkeypatch)
    assert albumsync("history").code == 0
    assert {headers["apikey"] for headers in front.seen} == {front.keys.secret_key}
    assert not any("authorization" in headers for headers in front.seen)
    monkeypatch.delenv("SUPABASE_SECRET_KEY")
    front.seen.clear()
    use(front, "legacy", monkeypatch)
    assert albumsync("history").code == 0
    assert all(headers["authorization"] == f"Bearer {headers['apikey']}" for headers in front.seen)


def test_the_secret_key_counts_where_both_are_set(front: Door, albumsync: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    front.keys.legacy_keys = False
    use(front, "legacy", monkeypatch)
    use(front, "secret", monkeypatch)
    assert albumsync("history").code == 0


def test_disabled_legacy_keys_are_named_with_the_servers_hint(
    front: Door, albumsync: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    front.keys.legacy_keys = False
    use(front, "legacy", monkeypatch)
    told = albumsync("history")
    assert told.code == 1
    assert told.err.startswith("The project's legacy keys (anon, service_role) are switched off")
    assert "SUPABASE_SECRET_KEY" in told.err
    assert "Re-enable them in the Supabase dashboard" in told.err


def test_a_key_of_another_project_and_one_that_is_lost_on_the_way_are_told_apart(
    front: Door, albumsync: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUPABASE_SECRET_KEY", "sb_secret_of_another_project")
    assert albumsync("history").err.startswith("The key is not registered for this project")
    use(front, "secret", monkeypatch)
    front.drops = (b"apikey",)
    assert albumsync("history").err.startswith("The key did not arrive at Supabase")


@pytest.mark.parametrize("name", ["SUPABASE_SECRET_KEY", "SUPABASE_SERVICE_ROLE_KEY"])
def test_a_publishable_key_is_named_before_anything_is_sent(
    front: Door, albumsync: Run, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, front.keys.publishable_key)
    told = albumsync("history")
    assert told.code == 1
    assert "is the publishable key" in told.err
    assert front.seen == []


@pytest.mark.parametrize("kind", ["secret", "legacy"])
@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ((402, said("exceed_egress_quota")), "The organisation's quota is used up"),
        ((403, "<html><title>Sorry, you have been blocked</title></html>"), "The network in front of Supabase refused"),
        ((401, ""), "Supabase does not accept the key"),
        ((401, said("Invalid API key", "Double check")), "Supabase does not accept the key"),
    ],
)
def test_a_refusal_of_the_front_door_is_said_once_and_blames_no_trigger(
    front: Door, albumsync: Run, monkeypatch: pytest.MonkeyPatch, kind: str, answer: tuple[int, str], sentence: str
) -> None:
    use(front, kind, monkeypatch)
    front.always = answer
    told = albumsync("history")
    assert told.code == 1
    assert told.err.startswith(sentence)
    assert "trigger" not in told.err
    assert len(front.seen) == 1


@pytest.mark.parametrize("answer", [CRASH, (400, ""), (503, ""), (500, ""), (520, "<html>")])
def test_a_crash_behind_the_front_door_is_waited_out(
    front: Door, albumsync: Run, monkeypatch: pytest.MonkeyPatch, answer: tuple[int, str]
) -> None:
    use(front, "secret", monkeypatch)
    front.answers = [answer, answer]
    assert albumsync("history").code == 0
    assert len(front.seen) == 3
