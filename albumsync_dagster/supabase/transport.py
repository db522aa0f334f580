"""Calls of our functions over HTTP, by the real supabase-py: one request, its errors, its retries.

Here: what is true of every call. Not here: which functions there are (``client``), which errors exist (``errors``).

**Retries.** Every function of ours may be called again after an unknown outcome: the reading ones change nothing, the
writing ones find their own work done. So ``call`` retries all of them on transient errors, for a bounded time;
``once`` is for the user's own functions, which may not be idempotent. Slow calls are logged as warnings.
"""

from __future__ import annotations

import base64
import html
import json
import logging
import re
from collections.abc import Mapping
from typing import Any, Final, TypeVar, cast

import httpx
from tenacity import (
    RetryCallState,
    Retrying,
    retry_all,
    retry_if_exception_type,
    retry_if_not_exception_type,
    stop_before_delay,
    wait_random_exponential,
)
from tenacity.retry import retry_base

from albumsync_dagster.errors import without
from albumsync_dagster.network import NO_SETTINGS, Network, is_loopback, web_address
from albumsync_dagster.supabase.errors import (
    SupabaseAnswerError,
    SupabaseBusy,
    SupabaseError,
    SupabaseNotReady,
    SupabaseRefused,
    SupabaseUnavailable,
)
from albumsync_dagster.supabase.responses import KEYS, Answer, supabase_error
from albumsync_dagster.supabase.wire import JSON, from_json, to_json
from albumsync_dagster.waiting import level_after, log_if_slow, retry_after

_SCHEMA_CACHE_SECONDS: Final = 3.0
"""PostgREST reads its schema again about a second after a migration; that long a missing function may be new."""

_log = logging.getLogger(__name__)

SECRET: Final = "sb_secret_"  # noqa: S105 - what such keys begin with
PUBLISHABLE: Final = "sb_publishable_"

OURS: Final = "albumsync_"
"""What the names of our functions begin with."""

_Value = TypeVar("_Value")


class Transport:
    """A connection to one project as one role. May be shared by threads.

    Args:
        url: The project's URL, https, or http on this machine only.
        key: The key that is sent with every request. It is never shown: not in a repr, not in an error.
        timeout: Seconds to wait for an answer.
        retry_seconds: How long transient errors are retried; 0 raises the first one.
        connect_retry_seconds: The same while nothing at this address ever answered: that is rather a wrong address or
            no network than trouble that passes. None for no difference.
        network: The proxies and certificates of this machine.

    Raises:
        SupabaseRefused: The address cannot be one of Supabase, or would send the key over the network in the clear.
    """

    def __init__(
        self,
        url: str,
        key: str,
        *,
        timeout: float,
        retry_seconds: float,
        connect_retry_seconds: float | None = None,
        network: Network = NO_SETTINGS,
    ) -> None:
        self.url = _checked(url)
        _check_key(key)
        self._proxy = network.proxy_for(self.url)
        self._timeout = timeout
        self._retry_seconds = retry_seconds
        self._connect_retry_seconds = retry_seconds if connect_retry_seconds is None else connect_retry_seconds
        self._answered = False
        self._key = key
        # supabase-py drops the status of error bodies without a code (Kong's, Cloudflare's), so errors are
        # taken off the response before it sees them.
        self._http = httpx.Client(
            timeout=timeout,
            event_hooks={"response": [_raise_for_status, _raise_for_nothing]},
            # The variables were read before, by `network`: httpx fails on some values of them.
            trust_env=False,
            proxy=self._proxy.url if self._proxy else None,
            verify=network.tls() if self.url.startswith("https") else False,
        )
        # Takes as long to import as all of albumsync; definitions load without it.
        from supabase import ClientOptions, create_client

        options = ClientOptions(
            httpx_client=self._http, auto_refresh_token=False, persist_session=False, postgrest_client_retry=False
        )
        client = create_client(self.url, key, options)
        if key.startswith(SECRET):
            # Such a key is no JWT: the gateway takes it in `apikey`, and makes the Authorization of the role itself.
            del client.options.headers["Authorization"]
        # `.postgrest` is made on first use, which threads would race for.
        self._rest = client.postgrest

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def call(
        self, function: str, payload: Mapping[str, Any], kind: type[_Value], *, wait_for_locks: bool = True
    ) -> _Value:
        """Call a function of ours, again while the error is transient, and read its answer as a value of this type.

        Without ``wait_for_locks`` what somebody else's work stood in the way of is not asked again.
        """
        body = {"payload": to_json(payload)}
        again: retry_base = retry_if_exception_type((SupabaseUnavailable, SupabaseNotReady))
        if not wait_for_locks:
            again = retry_all(again, retry_if_not_exception_type(SupabaseBusy))
        retrying = Retrying(
            retry=again,
            stop=self._stop,
            wait=_wait,
            before_sleep=self._note,
            reraise=True,
        )
        return from_json(kind, retrying(self.once, function, body), function)

    def once(self, function: str, body: Mapping[str, Any]) -> JSON:
        """Call any function a single time.

        Args:
            function: Its name.
            body: Its arguments by name.

        Raises:
            SupabaseError: As the answer, or its absence, has it.
        """
        try:
            with log_if_slow(_log, "Supabase", function, self._timeout):
                answer = self._rest.rpc(function, cast(dict[str, str], body)).execute().data
            self._answered = True
            if isinstance(answer, str) and function.startswith(OURS):
                # supabase-py hands on as text what is not JSON, and none of our functions answers a text.
                raise _not_json(function)
            return answer
        except httpx.HTTPStatusError as error:
            self._answered = True
            raise self._refusal(function, error.response) from None
        except httpx.TimeoutException:
            raise SupabaseUnavailable(
                f"Supabase did not answer {function} in time.", "Try again later; nothing was lost."
            ) from None
        except httpx.TransportError as error:
            raise self._unreachable(error) from None
        except (ValueError, RecursionError, httpx.DecodingError):
            raise _not_json(function) from None

    def _refusal(self, function: str, response: httpx.Response) -> SupabaseError:
        error = supabase_error(function, read_answer(response.status_code, without((self._key,), response.text)))
        if isinstance(error, SupabaseUnavailable):
            error.after = retry_after(response.headers)
        return error

    def _unreachable(self, error: httpx.TransportError) -> SupabaseError:
        why = _why(error)
        if "certificate" in why:
            return SupabaseUnavailable(
                f"The connection to Supabase cannot be secured: its certificate is not accepted ({why}).",
                "Check SUPABASE_URL and this computer's clock. Where a proxy opens secured connections, name its "
                "certificate in REQUESTS_CA_BUNDLE.",
            )
        if self._proxy is not None and isinstance(error, httpx.ProxyError | httpx.ConnectError | httpx.ConnectTimeout):
            return SupabaseUnavailable(
                f"Supabase cannot be reached through the proxy {self._proxy.shown} ({why}).",
                f"Correct {self._proxy.source}, or unset it if Supabase can be reached without.",
            )
        return SupabaseUnavailable(
            f"Supabase cannot be reached at {self.url} ({why}).", "Check SUPABASE_URL and the network."
        )

    def _stop(self, state: RetryCallState) -> bool:
        return stop_before_delay(self._seconds_for(state))(state)

    def _seconds_for(self, state: RetryCallState) -> float:
        failure = state.outcome.exception() if state.outcome else None
        if isinstance(failure, SupabaseNotReady):
            return min(self._retry_seconds, _SCHEMA_CACHE_SECONDS)
        return self._retry_seconds if self._answered else self._connect_retry_seconds

    def _note(self, state: RetryCallState) -> None:
        """Log that the function is called again; as a warning once somebody may wonder what takes so long."""
        spent = state.seconds_since_start or 0.0
        failure = state.outcome.exception() if state.outcome else None
        sentence = failure.sentence if isinstance(failure, SupabaseError) else ""
        level, left = level_after(spent + state.upcoming_sleep), max(self._seconds_for(state) - spent, 0.0)
        _log.log(level, "%s Trying again for up to %.0f s.", sentence, left)


_BACK_OFF: Final = wait_random_exponential(multiplier=0.2, max=5)


def _wait(state: RetryCallState) -> float:
    failure = state.outcome.exception() if state.outcome else None
    asked = failure.after if isinstance(failure, SupabaseUnavailable) else None
    return max(asked or 0.0, _BACK_OFF(state))


def role_of(key: str) -> str | None:
    """The role that a Supabase key stands for, as the key itself says; None where it does not say.

    Nothing is checked: this is for a warning to somebody who pasted the public key, not for a decision about access.
    """
    if key.startswith(SECRET):
        return "service_role"
    if key.startswith(PUBLISHABLE):
        return "anon"
    try:
        _, claims, _ = key.split(".")
        role = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["role"]
    except (ValueError, KeyError, TypeError):
        return None
    return role if isinstance(role, str) else None


def _check_key(key: str) -> None:
    """Refuse what cannot be a key of ours, before anything is sent. The HTTP library's own error would quote it."""
    if not re.fullmatch(r"[!-~]+", key):
        raise SupabaseRefused(
            f"The key in {KEYS} is empty or holds characters that no key has.", "Copy it again, whole."
        )
    if key.startswith(PUBLISHABLE):
        raise SupabaseRefused(
            f"The key in {KEYS} is the publishable key: it is meant for browsers and may change nothing.",
            "Put a secret key in its place (sb_secret_..., Project Settings, API Keys).",
        )


def _checked(url: str) -> str:
    """The address without a trailing slash, if it can be one of Supabase and keeps the key secret on its way."""
    parts = web_address(url)
    if parts is None:
        raise SupabaseRefused(
            "SUPABASE_URL is not an address of the form https://abcdefgh.supabase.co.",
            "Copy the project's URL to it (Project Settings, API).",
        )
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise SupabaseRefused(
            "SUPABASE_URL is plain http: the secret key would travel in the clear.", "Begin it with https://."
        )
    return url.rstrip("/")


def _raise_for_status(response: httpx.Response) -> None:
    if not response.is_success:
        response.read()
        raise httpx.HTTPStatusError("", request=response.request, response=response)


def _raise_for_nothing(response: httpx.Response) -> None:
    # supabase-py makes an empty list of an empty body, and functions of ours always answer something, whole (206 is a
    # part). No function answers a page: that is a sign-in page on the way.
    ours = response.url.path.rpartition("/")[2].startswith(OURS)
    page = "text/html" in response.headers.get("Content-Type", "").lower()
    if page or (ours and (response.status_code == httpx.codes.PARTIAL_CONTENT or not response.read())):
        raise httpx.DecodingError("no whole answer", request=response.request)


def _not_json(function: str) -> SupabaseAnswerError:
    return SupabaseAnswerError(
        f"{function} answered with something that is not JSON.",
        "Something else may answer at SUPABASE_URL, a proxy or a sign-in page: check the address.",
    )


def _why(error: httpx.TransportError) -> str:
    """The reason in words, without the number of the error that the system puts before it."""
    return re.sub(r"^\[Errno -?\d+\] ", "", str(error)).lower().rstrip(".") or type(error).__name__


def read_answer(status: int, text: str) -> Answer:
    """What an answer that is no success says. Pure.

    Args:
        status: The HTTP status.
        text: The body: JSON of PostgREST or a gateway, the page of a proxy (its title counts), or plain text.
    """
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        title = _TITLE.search(text)
        if title is not None:
            return Answer(status=status, message=html.unescape(title.group(1)))
        return Answer(status=status, message="" if "<" in text else text)
    if not isinstance(body, dict):
        return Answer(status=status)
    code, hint = body.get("code"), body.get("hint")
    said = (body.get(name) for name in ("message", "msg", "error", "error_description", "details"))
    return Answer(
        status=status,
        code=code if isinstance(code, str) else "",
        message=next((each for each in said if isinstance(each, str) and each.strip()), ""),
        hint=hint if isinstance(hint, str) else "",
    )


_TITLE: Final = re.compile(r"<title[^>]*>\s*([^<]+?)\s*</title>", re.IGNORECASE)
