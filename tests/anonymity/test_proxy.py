"""The shipped proxy writes no form to disk and notes nobody; nginx as it comes does both."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.anonymity.canary import KANNADA, of_text, search, search_open_files
from tests.anonymity.proxy import Proxy, start_nginx
from tests.end_to_end.running import wait_until

WORDS = {"comment": of_text(KANNADA)}
FORM = f"easier={quote(KANNADA)}&harder={'x' * 60_000}".encode()


TIMES = 200


class Hands(BaseHTTPRequestHandler):
    """Hands every form back, much larger, as the page does where something is wrong with it."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received = body  # type: ignore[attr-defined]
        self.send_response(422)
        self.send_header("Content-Length", str(TIMES * len(body)))
        self.end_headers()
        with suppress(ConnectionError):
            for _ in range(TIMES):
                self.wfile.write(body)
                self.server.written += len(body)  # type: ignore[attr-defined]

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def behind() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hands)
    server.written = 0  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def traces(proxy: Proxy) -> list[str]:
    found = search([proxy.folder], WORDS) + search_open_files(proxy.process, WORDS)
    for log in ("access.log", "error.log"):
        file = proxy.folder / log
        if file.exists() and b"127.0.0.1" in file.read_bytes():
            found.append(f"an address in {log}")
    return found


def half_sent(proxy: Proxy) -> socket.socket:
    """Send the beginning of a form, with the comment, and hold the rest back."""
    client = socket.create_connection(("127.0.0.1", proxy.port))
    head = f"POST /i/answers HTTP/1.1\r\nHost: survey\r\nContent-Length: {len(FORM)}\r\n\r\n"
    client.sendall(head.encode() + FORM[:-10])
    return client


def unread_reply(proxy: Proxy) -> socket.socket:
    """Send a whole form and do not read the page that hands it back."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(("127.0.0.1", proxy.port))
    head = f"POST /i/answers HTTP/1.1\r\nHost: survey\r\nContent-Length: {len(FORM)}\r\n\r\n"
    client.sendall(head.encode() + FORM)
    return client


def test_shipped_settings_write_nothing(behind: ThreadingHTTPServer, tmp_path: Path) -> None:
    with start_nginx(tmp_path / "nginx", behind.server_port) as proxy:
        with half_sent(proxy), unread_reply(proxy):
            wait_until(lambda: getattr(behind, "received", b"") == FORM)
            wait_until_nginx_takes_no_more(behind, proxy)
            assert traces(proxy) == []
        with socket.create_connection(("127.0.0.1", proxy.port)) as broken:
            broken.sendall(b"NONSENSE /i#CODE\r\n\r\n")
            assert broken.recv(1000)
    assert traces_on_disk(proxy) == []


def test_nginx_as_it_comes_writes_forms_and_names_people(
    behind: ThreadingHTTPServer, tmp_path: Path
) -> None:
    with (
        start_nginx(tmp_path / "nginx", behind.server_port, shipped=False) as proxy,
        half_sent(proxy),
    ):
        ask(proxy)
        wait_until(lambda: bool(search_open_files(proxy.process, WORDS)))
        wait_until(lambda: "an address in access.log" in traces(proxy))  # noted after the reply


def test_a_large_kannada_form_arrives_whole(behind: ThreadingHTTPServer, tmp_path: Path) -> None:
    form = b"easier=" + quote(KANNADA * 400).encode()
    assert len(form) > 50_000
    with start_nginx(tmp_path / "nginx", behind.server_port) as proxy:
        assert ask(proxy, form) == 422
    assert behind.received == form  # type: ignore[attr-defined]


def wait_until_nginx_takes_no_more(behind: ThreadingHTTPServer, proxy: Proxy) -> None:
    """Return when fifty other requests went by without a byte more of the unread page."""
    quiet, before = 0, -1
    while quiet < 50:
        assert ask(proxy, b"") == 422
        now = behind.written  # type: ignore[attr-defined]
        quiet, before = (quiet + 1 if now == before else 0), now


def ask(proxy: Proxy, form: bytes = b"code=1") -> int:
    client = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=30)
    client.request("POST", "/i", form)
    reply = client.getresponse()
    reply.read()
    client.close()
    return reply.status


def traces_on_disk(proxy: Proxy) -> list[str]:
    return search([proxy.folder], WORDS)
