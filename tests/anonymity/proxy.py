"""nginx from a Debian package, as a child of the tests, with the settings that we ship."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.end_to_end.running import ROOT, wait_until
from tests.smtp import free_port

SHIPPED = ROOT / "deploy" / "nginx" / "survey-privacy.conf"
UNPACKED = ROOT / ".venv" / "nginx" / "usr" / "sbin" / "nginx"

MAIN = """
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log info;
events {{}}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        {settings}
        location / {{ proxy_pass http://127.0.0.1:{behind}; }}
    }}
}}
"""


@dataclass(frozen=True)
class Proxy:
    """A running nginx."""

    port: int
    folder: Path
    process: int


@contextmanager
def start_nginx(folder: Path, behind: int, *, shipped: bool = True) -> Iterator[Proxy]:
    """Start nginx in front of a port: with our settings, or as it comes."""
    folder.mkdir()
    (folder / "memory").mkdir(mode=0o700)
    own = folder / "survey-privacy.conf"
    own.write_text(SHIPPED.read_text().replace("/run/survey-nginx", str(folder / "memory")))
    port = free_port()
    settings = f"include {own};" if shipped else ""
    configuration = folder / "nginx.conf"
    configuration.write_text(
        MAIN.format(
            user="user root;" if os.getuid() == 0 else "",  # else it may not enter our folders
            folder=folder,
            port=port,
            behind=behind,
            settings=settings,
        )
    )
    command = [_program(), "-p", str(folder), "-c", str(configuration), "-e", str(folder / "start")]
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said)
    try:
        wait_until(lambda: _answers(port, process, folder))
        yield Proxy(port, folder, process.pid)
    finally:
        process.terminate()
        process.wait()


def _program() -> str:
    found = shutil.which("nginx") or (str(UNPACKED) if UNPACKED.exists() else None)
    assert found, "nginx is missing; as root: apt-get install --yes nginx-light"
    return found


def _answers(port: int, process: subprocess.Popen[bytes], folder: Path) -> bool:
    assert process.poll() is None, (folder / "said").read_text()
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0
