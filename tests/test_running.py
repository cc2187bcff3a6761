"""script/run as somebody with a fresh clone meets it: one command, and the pages answer."""

import os
import re
import shutil
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

SLOWEST_START = 120
RUN = ["script/run"]

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="what script/run does with the embedded database is tried once"
)


def environment(port: int, folder: Path) -> dict[str, str]:
    """A stranger's environment, with a database of its own."""
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
    """The address of a running Gatehouse, and the file of what it printed."""
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
    said = printed.read_text()
    sheet = re.search(r'href="(/static/build/css/gatehouse\.[0-9a-f]+\.css)"', home)

    assert "Gatehouse" in home
    assert "Demonstration" in home
    assert f"{address}/" in said
    assert "researcher@demonstration.example" in said
    assert sheet, "the style sheet has no hash in its name"
    assert "govuk-template" in fetch(f"{address}{sheet[1]}")


def test_a_port_in_use_is_said_in_words(tmp_path):
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        port = door.getsockname()[1]
        refused = subprocess.run(
            RUN,
            cwd=settings.BASE_DIR,
            env=environment(port, tmp_path),
            capture_output=True,
            text=True,
            check=False,
        )

    assert refused.returncode == 1
    assert f"Port {port} is in use" in refused.stderr


@pytest.mark.parametrize(
    ("tools", "words"),
    [
        pytest.param(["dirname"], "Node.js is missing", id="no Node.js"),
        pytest.param(["dirname", "cat", "cksum", "node", "npm"], "Python is missing", id="no Python"),
    ],
)
def test_what_is_missing_is_named(tools, words, tmp_path):
    clone, path = tmp_path / "clone", tmp_path / "path"
    (clone / "script").mkdir(parents=True)
    path.mkdir()
    for name in ("script/setup", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(settings.BASE_DIR / name, clone / name)
    for tool in tools:
        (path / tool).symlink_to(shutil.which(tool))

    refused = subprocess.run(
        ["/bin/sh", "script/setup"],
        cwd=clone,
        env={"PATH": str(path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert refused.returncode == 1
    assert words in refused.stderr
