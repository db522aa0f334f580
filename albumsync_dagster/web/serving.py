"""The page's socket, the addresses that it answers, and the file that opens it in a browser.

Here: the socket, the origins and the start file. Not here: who may ask (``security``), the server loop (whoever starts
the page).
"""

from __future__ import annotations

import html
import ipaddress
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from albumsync_dagster.errors import UsageError


@contextmanager
def listen(host: str, port: int) -> Iterator[socket.socket]:
    """A listening socket.

    Args:
        host: An address of this machine; a name would leave open which one.
        port: 0 for a free one.

    Raises:
        UsageError: The address is none, not one of this machine, or in use.
    """
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        raise UsageError(
            f"{host!r} is no address.", "Give an IP address of this machine, for instance 127.0.0.1."
        ) from None
    if address.is_unspecified:
        # Every name of the machine would have to be answered then, and a browser can be led to any of them.
        raise UsageError("The page is not served under every address.", "Give one IP address of this machine.")
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    try:
        listener = socket.create_server((str(address), port), family=family)
    except OSError as error:
        raise UsageError(
            f"The page cannot be served at {host}, port {port}: {error.strerror}.", "Choose another --port or --host."
        ) from None
    with listener:
        yield listener


def origins(host: str, listener: socket.socket, public: str | None = None) -> list[str]:
    """The addresses under which the page answers, the one to open first.

    Args:
        host: As given to ``listen``.
        listener: What ``listen`` returned.
        public: The address of a proxy with a login before the page, for instance ``https://review.example.com``.

    Raises:
        UsageError: ``public`` is no http address, or one with a path.
    """
    port = listener.getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    found = [f"http://{shown}:{port}"]
    if ipaddress.ip_address("127.0.0.1" if host == "localhost" else host).is_loopback:
        found += [origin for name in ("127.0.0.1", "localhost") if (origin := f"http://{name}:{port}") not in found]
    if public:
        found.append(_public_origin(public))
    return found


def start_address(origin: str, token: str) -> str:
    """The address that opens the page under one of its origins; the token stands where no request and no log has it."""
    return f"{origin}/start#{token}"


@contextmanager
def start_file(address: str) -> Iterator[Path]:
    """A file that leads a browser to an address, for its owner only; it is gone at the end of the block, if not before.

    The address holds the token. A browser is given its first page as an argument, and every user of a computer can read
    the arguments of all processes: so the browser gets the path of this file instead.
    """
    shown = html.escape(address)
    handle, name = tempfile.mkstemp(prefix="albumsync-review-", suffix=".html")
    path = Path(name)
    try:
        with open(handle, "w", encoding="utf-8") as file:
            file.write(
                f'<!doctype html><meta charset="utf-8"><title>albumsync review</title>'
                f'<meta http-equiv="refresh" content="0; url={shown}"><p><a href="{shown}">Open the review</a></p>\n'
            )
        yield path
    finally:
        path.unlink(missing_ok=True)


def _public_origin(address: str) -> str:
    """Scheme, name and port of the address of a proxy, as a browser writes them into Host and Origin."""
    wrong = "Write for instance https://review.example.com."
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise UsageError("ALBUMSYNC_REVIEW_URL is not the address of a web page.", wrong) from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError("ALBUMSYNC_REVIEW_URL is not the address of a web page.", wrong)
    if parts.path not in ("", "/"):
        raise UsageError("ALBUMSYNC_REVIEW_URL has a path; the review page needs a host name of its own.", wrong)
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{name}" if port in (None, usual) else f"{parts.scheme}://{name}:{port}"
