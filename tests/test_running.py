"""script/run in a fresh clone: one command, and the pages answer."""

import os
import re
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

import pytest
from django.conf import settings
from django.db import connection

SLOWEST_START = 300
RUN = ["script/run"]

pytestmark = [
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="what script/run does with the embedded database is tried once"
    ),
    pytest.mark.slow,
]


def environment(port: int, folder: Path) -> dict[str, str]:
    """An environment without settings, with its own database."""
    plain = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DEBUG", "DEMONSTRATION", "SECRET_KEY", "DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }
    return {**plain, "PORT": str(port), "DATABASE_URL": f"sqlite:///{folder / 'run.sqlite3'}"}


def fetch(address: str) -> str:
    with urllib.request.urlopen(address, timeout=20) as answer:
        return answer.read().decode()


@pytest.fixture
def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


@pytest.fixture
def running(free_port: int, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of a running Gatehouse, and the file with its output."""
    printed = tmp_path / "printed.txt"
    with printed.open("w") as output:
        server = subprocess.Popen(
            RUN,
            cwd=settings.BASE_DIR,
            env=environment(free_port, tmp_path),
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
    address = f"http://127.0.0.1:{free_port}"
    try:
        until = time.monotonic() + SLOWEST_START
        while True:
            try:
                fetch(f"{address}/healthz")
                break
            except (URLError, ConnectionError):
                if server.poll() is not None or time.monotonic() > until:
                    pytest.fail(f"script/run did not serve:\n{printed.read_text()}")
                time.sleep(0.3)
        yield address, printed
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.mark.enable_socket
def test_one_command_serves_the_demonstration(running):
    address, printed = running

    home = fetch(f"{address}/")
    log = printed.read_text()
    sheet = re.search(r'href="(/static/build/css/gatehouse\.[0-9a-f]+\.css)"', home)

    assert "Gatehouse" in home
    assert "Demonstration" in home
    assert f"{address}/" in log
    assert "researcher@demonstration.example" in log
    assert "Generating the demonstration study: about a minute" in log
    assert sheet, "the style sheet has no hash in its name"
    assert "govuk-template" in fetch(f"{address}{sheet[1]}")


def run_on_port(port: int | str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Return the result of a script/run that fails because it cannot serve on this port."""
    return subprocess.run(
        RUN,
        cwd=settings.BASE_DIR,
        env={**environment(0, folder), "PORT": str(port)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_port_in_use_is_reported(tmp_path):
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        port = door.getsockname()[1]
        refused = run_on_port(port, tmp_path)

    assert refused.returncode == 1
    assert f"Port {port} is in use" in refused.stderr


@pytest.mark.parametrize("port", ["99999", "0", "http"])
def test_an_invalid_port_is_refused_with_the_valid_range(port, tmp_path):
    refused = run_on_port(port, tmp_path)

    assert refused.returncode == 1
    assert f"PORT is '{port}': write a number from 1 to 65535" in refused.stderr
