from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from tests.fetch.field import Memory, numbers, plan, policy, take, take_one
from tests.origin import Origin, Reply, endless, in_turn, page, reply
from tracker.errors import ConfigError


@pytest.fixture
def mute() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize(("number", "transient"), [(socket.EAI_NONAME, False), (socket.EAI_AGAIN, True)])
def test_a_name_without_an_address_is_told_apart_from_name_servers_without_an_answer(number: int, transient: bool) -> None:
    asked: list[str] = []

    def find(host: str) -> list[str]:
        asked.append(host)
        raise socket.gaierror(number, "not to be read")

    urls = ["http://www.example.org/1", "http://www.example.org/2"]
    for answer in take([plan(url) for url in urls], lookup=find).values():
        assert (answer.status, answer.error_code, answer.transient) == (None, "dns", transient)
        assert "www.example.org" in (answer.error or "")
    # One lookup serves all looks at a host, and what may pass gets one more.
    assert len(asked) == (2 if transient else 1)


def test_a_name_server_that_says_nothing_is_not_waited_for() -> None:
    done = threading.Event()

    def find(host: str) -> list[str]:
        done.wait(20)
        return ["1.1.1.1"]

    began = time.monotonic()
    url = "http://www.example.org/"
    answer = take([plan(url)], policy(connect_timeout=0.1), lookup=find)[url]
    assert (answer.error_code, answer.transient) == ("dns", True)
    assert time.monotonic() - began < 2
    done.set()


def test_a_closed_port_is_told_as_refused() -> None:
    with Origin() as gone:
        url = gone.url()
    answer = take_one(url)
    assert (answer.error_code, answer.transient, answer.url) == ("refused", True, url)


def test_a_server_that_never_answers_costs_the_requests_time_and_no_more(mute: int) -> None:
    url = f"http://127.0.0.1:{mute}/"
    began = time.monotonic()
    answer = take_one(url, timeout=0.3, memory=Memory({url.rstrip("/"): ""}))
    assert (answer.error_code, answer.transient) == ("timeout", True)
    assert 280 <= answer.duration <= 3_000
    assert 0.6 <= time.monotonic() - began < 6  # once, and once more at the end


def test_a_silent_host_is_not_waited_for_by_each_of_its_sources(mute: int) -> None:
    urls = [f"http://127.0.0.1:{mute}/{number}" for number in range(80)]
    began = time.monotonic()
    told = take([plan(url, timeout=0.1) for url in urls], memory=Memory({f"http://127.0.0.1:{mute}": ""}))
    assert {answer.error_code for answer in told.values()} == {"timeout"}
    assert time.monotonic() - began < 4  # each for itself: 8


def test_a_connection_that_is_not_made_costs_the_time_for_connecting(mute: int) -> None:
    answer = take_one(f"https://127.0.0.1:{mute}/", policy(connect_timeout=0.2), timeout=30)
    assert (answer.error_code, answer.transient) == ("connect-timeout", True)


def test_a_body_that_trickles_ends_with_the_requests_time(origin: Origin) -> None:
    origin.route("/", endless(0.05))
    answer = take_one(origin.url(), timeout=0.4)
    assert (answer.status, answer.body, answer.error_code) == (None, b"", "timeout")
    assert answer.duration < 700


def test_a_slow_first_byte_within_the_time_is_fine(origin: Origin) -> None:
    origin.route("/", lambda _: Reply(body=b"here", delay=0.4))
    assert take_one(origin.url(), policy(connect_timeout=0.2), timeout=2).body == b"here"


def test_the_time_for_robots_txt_is_not_taken_from_the_page(origin: Origin) -> None:
    origin.route("*", lambda _: Reply(body=b"", delay=0.3))
    answer = take_one(origin.url(), timeout=0.5)
    assert answer.status == 200
    assert 280 <= answer.duration < 500
    assert origin.paths() == ["/robots.txt", "/"]


def test_a_connection_that_is_cut_is_told_as_reset(origin: Origin) -> None:
    origin.route("/", lambda _: Reply(reset=True))
    answer = take_one(origin.url(), memory=Memory({f"http://{origin.place}": ""}))
    assert (answer.error_code, answer.transient) == ("reset", True)
    # Once, and once more at the end of the pass: nothing is repeated behind our back.
    assert origin.paths() == ["/", "/"]


def test_a_kept_connection_that_went_stale_is_no_failure(origin: Origin) -> None:
    origin.route("/1", lambda _: Reply(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none"))  # and then it hangs up
    origin.route("/2", page(b"two"))
    told = take([plan(origin.url("/1")), plan(origin.url("/2"))], memory=Memory({f"http://{origin.place}": ""}))
    assert [answer.body for answer in told.values()] == [b"one", b"two"]
    assert origin.paths() == ["/1", "/2"]


def test_a_failure_is_forgotten_once_the_second_try_is_answered(origin: Origin) -> None:
    origin.route("/", in_turn(lambda _: Reply(body=b"half", declared=10), page(b"here")))
    assert take_one(origin.url()).body == b"here"


def test_a_failing_source_holds_up_no_other(origin: Origin, mute: int) -> None:
    origin.route("/", page(b"here"))
    urls = [f"http://127.0.0.1:{mute}/", origin.url(), "http://", f"https://{origin.place}/"]
    answers = take([plan(url, timeout=0.5) for url in urls], policy())
    told = [answer.error_code or "fine" for answer in answers.values()]
    assert told == ["timeout", "fine", "bad-url", "tls"]


# --- TLS


def bundle(authority: trustme.CA, folder: Path) -> str:
    file = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(file))
    return str(file)


def test_a_certificate_of_the_given_bundle_is_trusted(authority: trustme.CA, tmp_path: Path) -> None:
    with Origin(tls=authority) as origin:
        origin.route("/", page(b"here"))
        assert take_one(origin.url(), policy(ca_bundle=bundle(authority, tmp_path))).body == b"here"


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
def test_the_bundle_of_the_environment_is_used(
    authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, bundle(authority, tmp_path))
    with Origin(tls=authority) as origin:
        origin.route("/", page(b"here"))
        assert take_one(origin.url()).body == b"here"


def test_a_certificate_that_nobody_vouches_for_is_told_plainly(authority: trustme.CA, tmp_path: Path) -> None:
    with Origin(tls=trustme.CA()) as origin:
        answer = take_one(origin.url(), policy(ca_bundle=bundle(authority, tmp_path)))
        assert (answer.error_code, answer.transient) == ("tls", False)
        assert "certificate of 127.0.0.1" in (answer.error or "")
        assert "SSL_CERT_FILE" in (answer.error or "")
        assert origin.asked == []


def test_a_certificate_for_another_name_is_told_plainly(authority: trustme.CA, tmp_path: Path) -> None:
    with Origin(tls=authority, tls_names=("www.example.org",)) as origin:
        answer = take_one(origin.url(), policy(ca_bundle=bundle(authority, tmp_path)))
        assert answer.error_code == "tls"
        assert "another name" in (answer.error or "")


def test_a_server_without_tls_is_told_plainly(origin: Origin) -> None:
    answer = take_one(f"https://{origin.place}/")
    assert (answer.error_code, answer.transient) == ("tls", False)
    assert "secure connection" in (answer.error or "")


def test_a_bundle_that_holds_no_certificates_is_told_plainly(authority: trustme.CA, tmp_path: Path) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("nothing")
    with Origin(tls=authority) as origin:
        answer = take_one(origin.url(), policy(ca_bundle=str(empty)))
        assert (answer.error_code, answer.transient) == ("tls", False)
        assert "empty.pem" in (answer.error or "")


def test_a_bundle_that_is_not_there_is_a_matter_of_settings(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nowhere"):
        take_one("https://127.0.0.1/", policy(ca_bundle=str(tmp_path / "nowhere.pem")))


# --- Proxies


def test_a_proxy_is_asked_where_the_environment_names_one(origin: Origin, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("HTTP_PROXY", f"http://someone:secret@{origin.place}")
    monkeypatch.setenv("NO_PROXY", "direct.example.org")
    origin.route("/", page(b"by proxy"))
    lookup = numbers({"www.example.org": "1.1.1.1"})
    url = "http://www.example.org/"
    rules = policy(allowed_private=frozenset(), proxies=None, no_proxy=None)
    assert take([plan(url)], rules, Memory({"http://www.example.org:80": ""}), lookup=lookup)[url].body == b"by proxy"
    assert origin.asked[-1].headers["host"] == "www.example.org"
    assert origin.asked[-1].headers["proxy-authorization"].startswith("Basic ")


def test_behind_a_proxy_a_secure_page_comes_through_a_tunnel(authority: trustme.CA, tmp_path: Path) -> None:
    with Origin(tls=authority, tls_names=("www.example.org",)) as far:
        far.route("/", page(b"far"))
        with Origin(tunnels=("127.0.0.1", far.port)) as proxy:
            rules = policy(
                allowed_private=frozenset(),
                proxies={"https": f"http://{proxy.place}"},
                ca_bundle=bundle(authority, tmp_path),
                public_gap=0.0,
            )
            url = "https://www.example.org/"
            assert take([plan(url)], rules, lookup=numbers({"www.example.org": "1.1.1.1"}))[url].body == b"far"
            assert [asked.path for asked in proxy.asked] == ["www.example.org:443"]


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1/", "http://localhost/", "http://db.internal/", "http://inside.example.org/", "http://127.0.0.1:1/"]
)
def test_a_proxy_is_not_asked_for_private_places(origin: Origin, url: str) -> None:
    lookup = numbers({"localhost": "127.0.0.1", "inside.example.org": "10.0.0.1"})
    rules = policy(allowed_private=frozenset(), proxies={"http": f"http://{origin.place}"})
    assert take([plan(url)], rules, lookup=lookup)[url].error_code == "not-allowed"
    assert origin.asked == []


def test_a_name_that_only_the_proxy_can_resolve_is_left_to_it(origin: Origin) -> None:
    def find(host: str) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "no")

    origin.route("*", page(b"by proxy"))
    url = "http://www.example.org/"
    rules = policy(allowed_private=frozenset(), proxies={"http": f"http://{origin.place}"}, public_gap=0.0)
    assert take([plan(url)], rules, lookup=find)[url].body == b"by proxy"


def test_a_proxy_that_is_not_there_is_named_without_its_password() -> None:
    with Origin() as gone:
        proxy = gone.place
    url = "http://www.example.org/"
    rules = policy(allowed_private=frozenset(), proxies={"http": f"http://someone:secret@{proxy}"}, public_gap=0.0)
    answer = take([plan(url)], rules, lookup=numbers({"www.example.org": "1.1.1.1"}))[url]
    assert answer.error_code == "proxy"
    assert "secret" not in (answer.error or "")


def test_a_proxy_that_refuses_is_told_as_such(origin: Origin) -> None:
    url = "https://www.example.org/"
    rules = policy(allowed_private=frozenset(), proxies={"https": f"http://{origin.place}"})
    answer = take([plan(url)], rules, lookup=numbers({"www.example.org": "1.1.1.1"}))[url]
    assert (answer.error_code, answer.transient) == ("proxy", False)
    assert "403" in (answer.error or "")


def test_a_proxy_that_cannot_be_used_is_a_matter_of_settings() -> None:
    with pytest.raises(ConfigError) as caught:
        take_one("http://www.example.org/", policy(proxies={"http": "socks5://someone:secret@proxy:1080"}))
    assert "HTTP_PROXY" in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "rule", ["*", "example.org", ".example.org", "*.example.org", "inside.example.org:{port}", "x, INSIDE.example.org"]
)
def test_hosts_that_need_no_proxy_are_asked_directly(origin: Origin, rule: str) -> None:
    origin.route("/", page(b"direct"))
    url = origin.url(host="inside.example.org")
    rules = policy(
        allowed_private=frozenset({"inside.example.org"}),
        proxies={"http": "http://127.0.0.1:1"},
        no_proxy=rule.format(port=origin.port),
    )
    assert take([plan(url)], rules, lookup=numbers({"inside.example.org": "127.0.0.1"}))[url].body == b"direct"


def test_a_port_that_the_rule_does_not_name_goes_through_the_proxy(origin: Origin) -> None:
    origin.route("/", page(b"by proxy"))
    url = "http://www.example.org:81/"
    rules = policy(proxies={"http": f"http://{origin.place}"}, no_proxy="www.example.org:80", public_gap=0.0)
    assert take([plan(url)], rules, lookup=numbers({"www.example.org": "1.1.1.1"}))[url].body == b"by proxy"


def test_this_machine_is_never_asked_through_a_proxy(origin: Origin) -> None:
    origin.route("/", page(b"direct"))
    rules = policy(proxies={"http": "http://127.0.0.1:1"}, allowed_private=frozenset({"127.0.0.1", "localhost"}))
    assert take_one(origin.url(), rules).body == b"direct"
    assert take_one(origin.url(host="localhost"), rules).body == b"direct"


# --- No network at all


def test_without_a_network_a_pass_ends_soon_and_asks_each_once() -> None:
    release = threading.Event()
    asked: list[str] = []

    def find(host: str) -> list[str]:
        asked.append(host)
        release.wait(30)
        return []

    urls = [f"http://www{number}.example.org/" for number in range(60)]
    began = time.monotonic()
    told = take([plan(url) for url in urls], policy(connect_timeout=0.5, offline_connect_timeout=0.1), lookup=find)
    assert time.monotonic() - began < 3
    assert {answer.error_code for answer in told.values()} == {"dns"}
    assert len(asked) == len(set(asked)) == 60
    release.set()


def test_one_host_that_answers_proves_the_network_and_the_others_get_their_second_try(origin: Origin) -> None:
    asked: list[str] = []

    def find(host: str) -> list[str]:
        asked.append(host)
        raise socket.gaierror(socket.EAI_AGAIN, "no")

    origin.route("/", page(b"here"))
    urls = [origin.url(), *(f"http://www{number}.example.org/" for number in range(6))]
    told = take([plan(url) for url in urls], lookup=find)
    assert told[origin.url()].body == b"here"
    assert len(asked) == 12


def test_two_hundred_closed_hosts_are_tried_once_each(origin: Origin) -> None:
    hosts = {f"h{number}.example.org": "127.0.0.1" for number in range(200)}
    with Origin() as gone:
        urls = [gone.url(host=host) for host in hosts]
    told = take([plan(url) for url in urls], policy(allowed_private=frozenset(hosts)), lookup=numbers(hosts))
    assert {answer.error_code for answer in told.values()} == {"refused"}


def test_a_server_error_is_no_sign_of_a_missing_network(origin: Origin) -> None:
    origin.route("/", reply(500))
    assert take_one(origin.url(), policy(offline_after=1)).status == 500
    assert origin.paths().count("/") == 2
