"""The machine's network settings: proxies and certificates, read once, checked, and then plain values.

Here: what the usual variables mean, for both clients alike: which proxy a URL goes through, and which certificates are
trusted. Not here: HTTP. The clients get these values and look at no variable themselves, because the two HTTP libraries
beneath them read the same variables differently, and fail on some values in the middle of a request.

A machine's own services are never asked through a proxy. Values may hold a password, so no message shows one.
"""

from __future__ import annotations

import os
import re
import ssl
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlsplit, urlunsplit

from albumsync_dagster.errors import SettingsError

CERTIFICATE_VARIABLES: Final = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")
"""The first that is set counts, for both systems; each that is set is checked."""

SYSTEM: Final = "the proxy settings of the system"
"""Where a proxy comes from on macOS and Windows if no variable names one."""

_SCHEMES: Final = ("http", "https", "socks5", "socks5h")


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy and where its address comes from.

    Attributes:
        url: Its address, which may hold a password.
        source: The variable that names it.
    """

    url: str = field(repr=False)
    source: str

    @property
    def shown(self) -> str:
        """The address as a person may see it."""
        return shown(self.url)


@dataclass(frozen=True, slots=True)
class Network:
    """What the machine says about its network.

    Attributes:
        proxies: By the scheme of the URLs that go through it, ``http`` or ``https``.
        exceptions: The entries of NO_PROXY.
        certificates: A file or folder of trusted certificates; None for those that come with albumsync.
        certificates_source: The variable that names it; empty for None.
        ignored: Entries of NO_PROXY that mean nothing.
    """

    proxies: Mapping[str, Proxy] = field(default_factory=dict)
    exceptions: tuple[str, ...] = ()
    certificates: Path | None = None
    certificates_source: str = ""
    ignored: tuple[str, ...] = ()

    def proxy_for(self, url: str) -> Proxy | None:
        """The proxy through which this URL is asked; None for none."""
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
        if is_loopback(host) or any(_covers(entry, host, port) for entry in self.exceptions):
            return None
        return self.proxies.get(parts.scheme)

    def described(self, url: str) -> str:
        """The way to this URL in a sentence: the proxy and the certificates."""
        proxy = self.proxy_for(url)
        way = f"through the proxy {proxy.shown} ({proxy.source})" if proxy else "without a proxy"
        if not url.startswith("https"):
            return f"{way[0].upper()}{way[1:]}."
        trusted = f"certificates of {self.certificates_source}" if self.certificates else "albumsync's own certificates"
        return f"{way[0].upper()}{way[1:]}, with {trusted}."

    def tls(self) -> ssl.SSLContext:
        """How the certificates of servers are checked."""
        return _context(self.certificates)


NO_SETTINGS: Final = Network()
"""No proxy, and the certificates that come with albumsync."""


def read_network(environment: Mapping[str, str] | None = None) -> Network:
    """Read the variables, lower case before upper case, as most programs do.

    Args:
        environment: None for that of the process, and then for the system's own proxy settings as well.

    Raises:
        SettingsError: A variable cannot be used; the sentence names it and not its value.
    """
    variables = os.environ if environment is None else environment
    named = {scheme: _named(variables, f"{scheme}_proxy") for scheme in ("http", "https", "all")}
    # Every variable is checked, used or not: a wrong one is found now, and not on the day on which it counts.
    checked = {scheme: _proxy(value, name) for scheme, (name, value) in named.items() if value}
    proxies = {scheme: checked.get(scheme) or checked.get("all") for scheme in ("http", "https")}
    if environment is None and not checked:
        found = urllib.request.getproxies()
        proxies = {scheme: _proxy(found[scheme], SYSTEM) for scheme in ("http", "https") if found.get(scheme)}
    entries = tuple(re.split(r"[,\s]+", _named(variables, "no_proxy")[1].strip()))
    certificates, source = _certificates(variables)
    return Network(
        proxies={scheme: proxy for scheme, proxy in proxies.items() if proxy},
        exceptions=tuple(entry for entry in entries if entry),
        certificates=certificates,
        certificates_source=source,
        ignored=tuple(entry for entry in entries if entry and not _means_something(entry)),
    )


def web_address(url: str) -> SplitResult | None:
    """The parts of the address of a web server; None for what is none.

    None for one with a user or a password as well, so that a message may show an address that passed.
    """
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        return None
    return parts if usable and re.fullmatch(r"[\w.:%-]+", parts.hostname or "") else None


def shown(url: str) -> str:
    """An address as a person may see it: without user, password and query."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "an address that cannot be read"
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", "")).rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether this name or address is this machine's own."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _named(variables: Mapping[str, str], name: str) -> tuple[str, str]:
    for each in (name, name.upper()):
        if value := variables.get(each, "").strip():
            return each, value
    return name.upper(), ""


def _proxy(value: str, source: str) -> Proxy:
    url = value if "://" in value else f"http://{value}"
    scheme = url.partition("://")[0].lower()
    if scheme == "socks":
        raise SettingsError(
            f"{source} begins with socks://, which does not name a version of SOCKS.",
            "Begin it with socks5h:// instead.",
        )
    if scheme not in _SCHEMES:
        raise SettingsError(
            f"{source} names a kind of proxy that albumsync cannot use.",
            "Begin it with http://, https://, socks5:// or socks5h://.",
        )
    try:
        parts = urlsplit(url)
        usable = bool(parts.hostname) and not re.search(r"[\s\x00-\x1f\x7f]", url)
        usable = usable and parts.port != 0 and not parts.netloc.endswith(":")
    except ValueError:
        usable = False
    if not usable or not re.fullmatch(r"[A-Za-z0-9._:%-]+", parts.hostname or ""):
        raise SettingsError(
            f"{source} is not the address of a proxy.",
            "Its form is http://HOST:PORT with a number for PORT; `@ : / # ?` in a password are percent-encoded.",
        )
    if scheme.startswith("socks") and not all(map(find_spec, ("socks", "socksio"))):
        raise SettingsError(
            f"{source} names a SOCKS proxy, and the packages for SOCKS are not installed.",
            "Install them with `pip install 'albumsync-dagster[socks]'`, or name an http:// proxy.",
        )
    return Proxy(url, source)


def _covers(entry: str, host: str, port: int | None) -> bool:
    """Whether an entry of NO_PROXY stands for this host: a name and those below it, an address, a network, or ``*``."""
    if entry == "*":
        return True
    name, wanted = _without_port(entry)
    if wanted is not None and wanted != port:
        return False
    try:
        return ip_address(host) in ip_network(name, strict=False)
    except ValueError:
        name = name.lower().removeprefix("*").lstrip(".").rstrip(".")
        host = host.lower()
        return bool(name) and (host == name or host.endswith(f".{name}"))


def _without_port(entry: str) -> tuple[str, int | None]:
    """``[::1]:443``, ``[::1]``, ``::1``, ``fe80::/10``, ``example.com:443`` -> the name or address, and the port."""
    bracketed = re.fullmatch(r"\[([^\]]+)\](/\d+)?(?::(\d+))?", entry)
    if bracketed:
        return bracketed[1] + (bracketed[2] or ""), int(bracketed[3]) if bracketed[3] else None
    if entry.count(":") == 1 and entry.rpartition(":")[2].isdecimal():
        name, _, port = entry.rpartition(":")
        return name, int(port)
    return entry, None


def _means_something(entry: str) -> bool:
    name, _ = _without_port(entry)
    try:
        ip_network(name, strict=False)
    except ValueError:
        return entry == "*" or bool(re.fullmatch(r"\*?\.?[^\s:/\[\]@]+", name))
    return True


def _certificates(variables: Mapping[str, str]) -> tuple[Path | None, str]:
    _check_key_log(variables.get("SSLKEYLOGFILE", ""))
    found: list[tuple[Path, str]] = []
    loaded: set[Path] = set()
    for name in CERTIFICATE_VARIABLES:
        if value := variables.get(name, "").strip():
            path = _existing(name, value)
            found.append((path, name))
            # Several variables often name one file, and loading a usual one takes 50 ms.
            if path.resolve() not in loaded:
                _load(name, path)
                loaded.add(path.resolve())
    return found[0] if found else (None, "")


def _existing(name: str, value: str) -> Path:
    # OpenSSL takes several folders in SSL_CERT_DIR, and ignores those that do not exist.
    paths = [Path(each) for each in value.split(os.pathsep)] if name == "SSL_CERT_DIR" else [Path(value)]
    path = next((each for each in paths if each.exists()), None)
    if path is None:
        raise SettingsError(f"{name} points to something that does not exist.", f"Correct {name}, or unset it.")
    if name == "SSL_CERT_DIR" and not path.is_dir():
        raise SettingsError(f"{name} is not a folder.", f"Name the folder of certificates, or unset {name}.")
    return path


def _load(name: str, path: Path) -> None:
    try:
        _context(path)
    except OSError:
        # ssl.SSLError is one as well.
        raise SettingsError(
            f"{name} points to something that holds no readable certificates.",
            f"Name a file of certificates in PEM form, or unset {name}.",
        ) from None


def _check_key_log(value: str) -> None:
    """Python opens this file for every secured connection."""
    if not value:
        return
    log = Path(value)
    if log.is_dir() or not os.access(log if log.exists() else log.parent, os.W_OK):
        raise SettingsError("SSLKEYLOGFILE names a file that cannot be written.", "Correct it, or unset it.")


def _context(certificates: Path | None) -> ssl.SSLContext:
    if certificates is None:
        import certifi

        return ssl.create_default_context(cafile=certifi.where())
    if certificates.is_dir():
        return ssl.create_default_context(capath=str(certificates))
    return ssl.create_default_context(cafile=str(certificates))
