"""The machine's network settings: what each variable means, and which values are refused."""

from __future__ import annotations

import ssl
from pathlib import Path

import certifi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumsync_dagster.errors import SettingsError
from albumsync_dagster.network import is_loopback, read_network, shown, web_address

SUPABASE = "https://abcdefgh.supabase.co"


def proxy(url: str = SUPABASE, **variables: str) -> str | None:
    found = read_network(variables).proxy_for(url)
    return found.url if found else None


def test_each_scheme_has_its_variable_and_all_proxy_is_for_the_others() -> None:
    assert proxy(HTTPS_PROXY="http://a:1", ALL_PROXY="http://b:2") == "http://a:1"
    assert proxy(HTTP_PROXY="http://a:1", ALL_PROXY="http://b:2") == "http://b:2"
    assert proxy(HTTP_PROXY="http://a:1") is None
    assert proxy(https_proxy="http://a:1", HTTPS_PROXY="http://b:2") == "http://a:1"
    assert proxy(HTTPS_PROXY="a:1") == "http://a:1"
    assert proxy(HTTPS_PROXY="") is None


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "[::1]", "x.localhost"])
def test_this_machine_is_never_asked_through_a_proxy(host: str) -> None:
    assert proxy(f"http://{host}:5000/x", HTTP_PROXY="http://a:1", ALL_PROXY="http://a:1") is None


@pytest.mark.parametrize(
    ("entry", "url"),
    [
        ("*", SUPABASE),
        ("supabase.co", SUPABASE),
        (".supabase.co", SUPABASE),
        ("*.supabase.co", SUPABASE),
        ("SUPABASE.CO", SUPABASE),
        ("abcdefgh.supabase.co:443", SUPABASE),
        ("10.0.0.0/8", "https://10.1.2.3"),
        ("[fd00::1]", "https://[fd00::1]"),
        ("fd00::1", "https://[fd00::1]"),
        ("[fd00::1]:8443", "https://[fd00::1]:8443"),
        ("fe80::/10", "https://[fe80::7]"),
        ("[fe80::]/10", "https://[fe80::7]"),
        ("x, supabase.co", SUPABASE),
        ("x supabase.co", SUPABASE),
    ],
)
def test_an_exception_is_asked_without_the_proxy(entry: str, url: str) -> None:
    assert proxy(url, ALL_PROXY="http://a:1", NO_PROXY=entry) is None


@pytest.mark.parametrize(
    "entry", ["", "base.co", "supabase.com", "supabase.co:80", "10.0.0.0/8", "[::1]", "fe80::/10", "://", "[", ":", "/"]
)
def test_what_is_no_exception_goes_through_the_proxy(entry: str) -> None:
    assert proxy(ALL_PROXY="http://a:1", NO_PROXY=entry) == "http://a:1"


def test_entries_of_no_proxy_that_mean_nothing_are_named_and_no_error() -> None:
    entries = "localhost,[::1],fe80::/10,10.0.0.0/8,.a.b,*,http://localhost,[::1,a/b"
    assert read_network({"NO_PROXY": entries}).ignored == ("http://localhost", "[::1", "a/b")


REFUSED = {
    "socks://h:1": "begins with socks://",
    "ftp://h:1": "kind of proxy",
    "http://proxy:port": "not the address",
    "http://": "not the address",
    "http://h:": "not the address",
    "http://h:99999": "not the address",
    "http://[::1": "not the address",
    "http://a b:1": "not the address",
    "http://user:se/cret@h:1": "not the address",
}


@pytest.mark.parametrize("name", ["HTTP_PROXY", "https_proxy", "ALL_PROXY"])
@pytest.mark.parametrize("value", REFUSED)
def test_a_proxy_that_cannot_be_used_names_its_variable_and_not_its_value(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=REFUSED[value]) as refused:
        read_network({name: value})
    assert refused.value.sentence.startswith(name)
    assert value.partition("://")[2] not in str(refused.value) or value == "http://"
    assert "cret" not in str(refused.value)


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_certificates_that_are_not_there_name_their_variable(name: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=f"^{name} points to something that does not exist"):
        read_network({name: str(tmp_path / "none")})


def test_certificates_are_those_of_the_first_variable_for_both_systems(tmp_path: Path) -> None:
    (tmp_path / "mine.pem").write_bytes(Path(certifi.where()).read_bytes())
    network = read_network({"SSL_CERT_FILE": certifi.where(), "REQUESTS_CA_BUNDLE": str(tmp_path / "mine.pem")})
    assert (network.certificates, network.certificates_source) == (tmp_path / "mine.pem", "REQUESTS_CA_BUNDLE")
    assert isinstance(network.tls(), ssl.SSLContext)
    (tmp_path / "folder").mkdir()
    several = f"{tmp_path / 'none'}:{tmp_path / 'folder'}"
    assert read_network({"SSL_CERT_DIR": several}).certificates == tmp_path / "folder"


def test_a_file_that_several_variables_name_is_loaded_once_in_each_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads: list[object] = []
    load = ssl.create_default_context

    def counted(*, cafile: str | None = None, capath: str | None = None) -> ssl.SSLContext:
        loads.append(cafile or capath)
        return load(cafile=cafile, capath=capath)

    monkeypatch.setattr(ssl, "create_default_context", counted)
    (tmp_path / "linked.pem").symlink_to(certifi.where())
    same = dict.fromkeys(("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"), certifi.where())
    variables = {**same, "CURL_CA_BUNDLE": str(tmp_path / "linked.pem"), "SSL_CERT_DIR": str(tmp_path)}
    for _ in range(2):
        loads.clear()
        assert read_network(variables).certificates_source == "REQUESTS_CA_BUNDLE"
        assert loads == [certifi.where(), str(tmp_path)]
    (tmp_path / "linked.pem").unlink()
    (tmp_path / "linked.pem").write_text("not any more")
    with pytest.raises(SettingsError, match="CURL_CA_BUNDLE points to something that holds no readable certificates"):
        read_network(variables)


def test_a_file_that_holds_no_certificates_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("")
    with pytest.raises(SettingsError, match="no readable certificates"):
        read_network({"SSL_CERT_FILE": str(tmp_path / "empty")})


def test_the_way_is_told_without_the_password() -> None:
    network = read_network({"HTTPS_PROXY": "http://me:hidden@proxy.example:3128", "SSL_CERT_FILE": certifi.where()})
    assert network.described(SUPABASE) == (
        "Through the proxy http://proxy.example:3128 (HTTPS_PROXY), with certificates of SSL_CERT_FILE."
    )
    assert network.described("http://127.0.0.1:1") == "Without a proxy."
    assert "hidden" not in repr(network)


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_at_all_is_a_crash_or_a_secret_that_is_told(value: str, exceptions: str) -> None:
    """Whatever stands in the variables: plain values, or one sentence."""
    try:
        network = read_network({"ALL_PROXY": value, "NO_PROXY": exceptions})
    except SettingsError as refused:
        sentence = refused.sentence
    else:
        network.proxy_for(SUPABASE)
        sentence = network.described(SUPABASE)
    assert sentence.startswith(("ALL_PROXY", "Through", "Without"))


@given(st.text(max_size=20))
def test_no_host_is_a_crash(host: str) -> None:
    assert is_loopback(host) in (True, False)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://kim:pw@a.example.com:8443/x?key=1#y", "https://a.example.com:8443/x"),
        ("http://:p@w@[::1]:1/", "http://[::1]:1"),
        ("https://a.example.com", "https://a.example.com"),
        ("http://[bad", "an address that cannot be read"),
    ],
)
def test_an_address_is_shown_without_user_password_and_query(url: str, said: str) -> None:
    assert shown(url) == said


@given(st.text(max_size=40))
def test_an_address_that_passes_is_one_that_a_message_may_show(rest: str) -> None:
    parts = web_address(f"https://{rest}")
    if parts is not None:
        assert (parts.username, parts.password) == (None, None)
        assert parts.hostname
        assert parts.port != 0
