"""script/release in a small repository: the contents of the archive, and when it is refused."""

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from django.conf import settings


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def release(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["script/release"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"]},
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one commit, with built assets that are not in it."""
    root = tmp_path / "repository"
    for name in ("script", "static/build/css", ".venv/bin"):
        (root / name).mkdir(parents=True)
    shutil.copy(settings.BASE_DIR / "script" / "release", root / "script" / "release")
    (root / "script" / "setup").write_text("#!/bin/sh\n")
    (root / "script" / "setup").chmod(0o755)
    (root / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n')
    (root / ".gitignore").write_text("static/build/\n.venv/\ndist/\n")
    (root / "static" / "build" / ".inputs").write_text("1 2\n")
    (root / "static" / "build" / "css" / "gatehouse.css").write_text("body{}")
    (root / ".venv" / "bin" / "python").symlink_to(sys.executable)
    git(root, "init", "--quiet")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "First")
    return root


def test_the_archive_holds_the_commit_and_the_built_assets(repository):
    done = release(repository)

    assert done.returncode == 0, done.stderr
    with tarfile.open(repository / "dist" / "gatehouse-1.2.3.tar.gz") as archive:
        files = {entry.name: entry for entry in archive if entry.isfile()}
        assert archive.extractfile("gatehouse-1.2.3/static/build/.inputs").read() == b"1 2\n"
    assert sorted(files) == [
        "gatehouse-1.2.3/.gitignore",
        "gatehouse-1.2.3/pyproject.toml",
        "gatehouse-1.2.3/script/release",
        "gatehouse-1.2.3/script/setup",
        "gatehouse-1.2.3/static/build/.inputs",
        "gatehouse-1.2.3/static/build/css/gatehouse.css",
    ]
    assert {entry.uname for entry in files.values()} == {"root"}


def test_the_same_commit_gives_the_same_archive(repository):
    target = repository / "dist" / "gatehouse-1.2.3.tar.gz"

    release(repository)
    first = target.read_bytes()
    release(repository)

    assert target.read_bytes() == first


def test_changes_that_are_not_committed_are_not_released(repository):
    (repository / "pyproject.toml").write_text('[project]\nversion = "1.2.4"\n')

    refused = release(repository)

    assert refused.returncode == 1
    assert "not committed" in refused.stderr
    assert not (repository / "dist").exists()
