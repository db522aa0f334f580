"""The OAuth 1.0a login with a six-digit code (``oob``), and where its tokens are kept.

Neither prints nor asks: the command shows the URL of ``begin`` and brings back the digits for ``finish``.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import urlencode

import requests
from oauthlib.oauth1 import OAuth1Error
from requests.adapters import BaseAdapter
from requests_oauthlib import OAuth1Session
from requests_oauthlib.oauth1_session import TokenMissing, TokenRequestDenied

from albumsync_dagster.network import NO_SETTINGS, Network
from albumsync_dagster.smugmug.connection import (
    DEFAULT_BASE,
    Timeout,
    broken,
    normalise_base,
    open_session,
    plain_adapter,
)
from albumsync_dagster.smugmug.errors import Refusal, SmugMugAnswerError, SmugMugError, SmugMugRefused
from albumsync_dagster.smugmug.responses import Failure, classify
from albumsync_dagster.smugmug.silence import silence_oauth_libraries

_PATH = "/services/oauth/1.0a"
_WHAT = "login"
_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]+")
"""What needs no quotes in ``.env``, so that no answer can put anything else there."""

_AGAIN = "Run `albumsync login` again; a code works once, and for five minutes."

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Tokens:
    """An access token and its secret. They do not expire until the account's owner revokes them."""

    token: str = field(repr=False)
    secret: str = field(repr=False)


class Login:
    """One login: ``begin``, a person at a browser, ``finish``. A context manager.

    Args:
        api_key: Of the application.
        api_secret: Its secret.
        base_url: Root of the API.
        timeout: Seconds to connect, and for an answer.
        adapter: Makes the ``requests`` adapter that carries the requests.
        network: The proxies and certificates of this machine.

    Raises:
        SettingsError: ``base_url`` is not the address of a web server.
    """

    def __init__(
        self,
        api_key: str,
        api_secret: str,
        *,
        base_url: str = DEFAULT_BASE,
        timeout: Timeout = (10, 30),
        adapter: Callable[[], BaseAdapter] = plain_adapter,
        network: Network = NO_SETTINGS,
    ) -> None:
        silence_oauth_libraries()
        self._base_url = normalise_base(base_url)
        self._secrets = [api_key, api_secret]
        self._timeout = timeout
        # "oob" makes the consent page show a code instead of calling back.
        self._session = OAuth1Session(api_key, client_secret=api_secret, callback_uri="oob")
        self._proxy = network.proxy_for(self._base_url)
        open_session(self._session, adapter(), network, self._base_url)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._session.close()

    def begin(self) -> str:
        """Ask for a request token.

        Returns:
            The address of the consent page, asking for what a rename needs: Access=Full, Permissions=Modify.

        Raises:
            SmugMugRefused: The key or its secret is wrong, or lacks access to version 2 of the API.
            SmugMugUnavailable: SmugMug cannot be reached.
        """
        token = self._fetch(
            lambda: self._session.fetch_request_token(
                f"{self._base_url}{_PATH}/getRequestToken", timeout=self._timeout, allow_redirects=False
            )
        )
        self._secrets += [token.token, token.secret]
        query = urlencode({"oauth_token": token.token, "Access": "Full", "Permissions": "Modify"})
        return f"{self._base_url}{_PATH}/authorize?{query}"

    def finish(self, code: str) -> Tokens:
        """Trade the code of the consent page for an access token.

        Args:
            code: The six digits; blanks and dashes between them do not matter.

        Raises:
            SmugMugRefused: These are not six digits, or not the right ones, or they came too late.
            SmugMugUnavailable: SmugMug cannot be reached.
        """
        verifier = "".join(code.replace("-", " ").split())
        if not (len(verifier) == 6 and verifier.isascii() and verifier.isdigit()):
            raise SmugMugRefused(
                "The code of the consent page is six digits.",
                "Enter the digits that it shows; no link, no letters.",
                refusal=Refusal.TOKEN,
            )
        return self._fetch(
            lambda: self._session.fetch_access_token(
                f"{self._base_url}{_PATH}/getAccessToken",
                verifier=verifier,
                timeout=self._timeout,
                allow_redirects=False,
            ),
            with_code=True,
        )

    def _fetch(self, request: Callable[[], dict[str, str]], *, with_code: bool = False) -> Tokens:
        error: SmugMugError
        try:
            answer = request()
            token, secret = answer["oauth_token"], answer["oauth_token_secret"]
            if _TOKEN.fullmatch(token) and _TOKEN.fullmatch(secret):
                return Tokens(token, secret)
            error = SmugMugAnswerError("SmugMug's answer to the login holds no token.", _AGAIN)
        except TokenRequestDenied as denied:
            error = _denied(denied.response, self._secrets, with_code=with_code)
        except (TokenMissing, KeyError, ValueError, OAuth1Error):
            error = SmugMugAnswerError("SmugMug's answer to the login holds no token.", _AGAIN)
        except requests.RequestException as failure:
            error = broken(failure, what=_WHAT, album_key=None, proxy=self._proxy).error
        # Raised outside the handlers: what they caught holds the answer with its tokens, or the signed request.
        raise error


def write_tokens(env_file: Path, tokens: Tokens) -> None:
    """Put the tokens into a ``.env`` file, which only its owner may read afterwards.

    Every other line stays as it is. The file is replaced in one step, so neither a crash nor a second reader ever
    sees half of it.

    Args:
        env_file: Made where it does not exist; a link is followed.
        tokens: The pair that ``Login.finish`` returned.

    Raises:
        OSError: The file or its folder cannot be written.
    """
    target = Path(os.path.realpath(env_file))
    lines = target.read_bytes() if target.exists() else b""
    lines = _set(lines, b"SMUGMUG_ACCESS_TOKEN", tokens.token.encode())
    lines = _set(lines, b"SMUGMUG_ACCESS_TOKEN_SECRET", tokens.secret.encode())
    handle, name = tempfile.mkstemp(prefix=".env.", dir=target.parent)  # Made with mode 0600.
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _set(lines: bytes, name: bytes, value: bytes) -> bytes:
    """Set a variable where it stands, or at the end. python-dotenv's own way drops blank lines and ``export``."""
    assignment = re.compile(rb"^([ \t]*(?:export[ \t]+)?%s[ \t]*=)[^\r\n]*" % name, re.MULTILINE)
    changed, found = assignment.subn(lambda match: match.group(1) + value, lines)
    if found:
        return changed
    gap = b"" if not lines or lines.endswith(b"\n") else b"\n"
    return lines + gap + name + b"=" + value + b"\n"


def _denied(response: requests.Response, secrets: Collection[str], *, with_code: bool) -> SmugMugError:
    verdict = classify(
        response.status_code,
        response.headers,
        response.content,
        what=_WHAT,
        album_key=None,
        tries_when_missing=1,
        secrets=secrets,
    )
    if isinstance(verdict, Failure):
        if (
            with_code
            and isinstance(verdict.error, SmugMugRefused)
            and verdict.error.refusal in (Refusal.TOKEN, Refusal.OTHER)
        ):
            return SmugMugRefused("SmugMug did not accept the code.", _AGAIN, refusal=Refusal.TOKEN)
        return verdict.error
    return SmugMugAnswerError("SmugMug's answer to the login cannot be read.", _AGAIN)
