from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import psycopg
import pytest
import supabase

from albumsync_sandbox.gateway import FrontDoor, Gateway, make_token
from albumsync_sandbox.postgres import Postgres
from albumsync_sandbox.serving import serve

SECRET = "a-secret-of-the-length-that-hs256-asks-for"
WHO = "create function public.who() returns text language sql stable as 'select current_user::text'"


@dataclass(frozen=True)
class Entrance:
    url: str
    door: FrontDoor

    def ask(self, headers: dict[str, str]) -> httpx.Response:
        return httpx.post(f"{self.url}/rest/v1/rpc/who", json={}, headers=headers)


@pytest.fixture(scope="module")
def served(server: Postgres) -> Iterator[Entrance]:
    server.create_database("front_door")
    with psycopg.connect(server.url("front_door")) as connection:
        connection.execute(WHO.encode())
    door = FrontDoor(SECRET)
    with serve(Gateway(server.url("front_door", role="authenticator"), SECRET, door).app()) as url:
        yield Entrance(url, door)


@pytest.fixture
def entrance(served: Entrance) -> Iterator[Entrance]:
    yield served
    served.door.legacy_keys = True


def test_the_real_client_comes_in_with_every_kind_of_key(entrance: Entrance) -> None:
    keys = {
        entrance.door.secret_key: "service_role",
        entrance.door.publishable_key: "anon",
        make_token(SECRET, "service_role"): "service_role",
        make_token(SECRET, "anon"): "anon",
    }
    for key, role in keys.items():
        with httpx.Client() as http:
            client = supabase.create_client(entrance.url, key, supabase.ClientOptions(httpx_client=http))
            assert client.rpc("who", {}).execute().data == role


def test_a_new_key_needs_no_authorization_header(entrance: Entrance) -> None:
    assert entrance.ask({"apikey": entrance.door.secret_key}).json() == "service_role"


def test_a_new_key_counts_as_a_bearer_token_only_where_it_is_the_apikey_too(entrance: Entrance) -> None:
    secret, publishable = entrance.door.secret_key, entrance.door.publishable_key
    assert entrance.ask({"apikey": secret, "Authorization": f"Bearer {secret}"}).json() == "service_role"
    other = entrance.ask({"apikey": publishable, "Authorization": f"Bearer {secret}"})
    assert (other.status_code, other.json()["code"]) == (401, "PGRST301")
    user = make_token(SECRET, "authenticated")
    assert entrance.ask({"apikey": publishable, "Authorization": f"Bearer {user}"}).json() == "authenticated"


@pytest.mark.parametrize(
    ("key", "message"),
    [
        (None, "No API key found in request"),
        ("sb_secret_0123456789abcdefghijkl_01234567", "Unregistered API key"),
        ("sb_publishable_0123456789abcdefghijkl_01234567", "Unregistered API key"),
        ("no-key", "Invalid API key"),
        (make_token("another-secret-0123456789abcdef0123456789", "service_role"), "Invalid API key"),
    ],
)
def test_a_missing_or_unknown_key_is_refused_with_the_vendors_words(
    entrance: Entrance, key: str | None, message: str
) -> None:
    answer = entrance.ask({"apikey": key, "Authorization": f"Bearer {key}"} if key else {})
    assert (answer.status_code, answer.json()["message"]) == (401, message)
    assert answer.json()["hint"]


def test_disabled_legacy_keys_are_refused_and_new_keys_go_on(entrance: Entrance) -> None:
    entrance.door.legacy_keys = False
    legacy = make_token(SECRET, "service_role")
    answer = entrance.ask({"apikey": legacy, "Authorization": f"Bearer {legacy}"})
    assert (answer.status_code, answer.json()["message"]) == (401, "Legacy API keys are disabled")
    assert entrance.ask({"apikey": entrance.door.secret_key}).json() == "service_role"


def test_no_key_shows_in_a_repr(entrance: Entrance) -> None:
    shown = repr(entrance.door)
    assert not [key for key in (SECRET, entrance.door.secret_key, entrance.door.publishable_key) if key in shown]
