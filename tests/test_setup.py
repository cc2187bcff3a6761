"""script/setup in a folder where pip, uv, node and npm only record their calls."""

import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

TOOLS = ["cat", "chmod", "cksum", "dirname", "find", "id", "mkdir", "sort"]
REPOSITORY_FILES = ["script/setup", "requirements.txt", "requirements-dev.txt", "requirements-node.txt"]
NODE = "exit 0"
NPM = 'echo "npm $*, cache $npm_config_cache" >>calls; mkdir -p node_modules'
UV = """echo "uv $*, index $UV_DEFAULT_INDEX, cache $UV_CACHE_DIR" >>calls
case "$*" in *requirements-node.txt*)
    for tool in node npm; do echo "#!/bin/sh" >.venv/bin/$tool; chmod +x .venv/bin/$tool; done
    echo "mkdir -p node_modules" >>.venv/bin/npm ;;
esac"""
PYTHON_IN_VENV = 'case "$*" in *"config get global.index-url") echo "$CONFIGURED_INDEX" ;; esac'


def write_tool(path: Path, body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


class Folder:
    """A folder with script/setup and stand-ins for what it calls; `path` is its PATH."""

    def __init__(self, root: Path, path: Path) -> None:
        self.root, self.path = root, path

    def set_up(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        (self.root / "calls").unlink(missing_ok=True)
        return subprocess.run(
            ["/bin/sh", "script/setup", *arguments],
            cwd=self.root,
            env={
                "PATH": str(self.path),
                "HOME": str(self.root),
                "PYTHON": str(self.path / "python3"),
                **environment,
            },
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def calls(self) -> str:
        """Return the calls of the last set-up, one on each line; empty if there were none."""
        calls = self.root / "calls"
        return calls.read_text() if calls.exists() else ""

    def remove_node(self) -> None:
        (self.path / "node").unlink()
        (self.path / "npm").unlink()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    root, path = tmp_path / "a folder with blanks", tmp_path / "path"
    path.mkdir()
    for name in REPOSITORY_FILES:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(settings.BASE_DIR / name, root / name)
    for name in ("package.json", "package-lock.json", "static/css/gatehouse.scss"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("")
    for tool in TOOLS:
        (path / tool).symlink_to(shutil.which(tool))
    write_tool(path / "python3", "exit 0")
    write_tool(path / "node", NODE)
    write_tool(path / "npm", NPM)
    write_tool(root / "script" / "assets", "mkdir -p static/build")
    write_tool(root / ".venv" / "bin" / "python", PYTHON_IN_VENV)
    write_tool(root / ".venv" / "bin" / "uv", UV)
    return Folder(root, path)


def test_production_installs_only_what_the_server_needs(folder):
    done = folder.set_up("--production")

    assert done.returncode == 0, done.stderr
    assert "-r requirements.txt" in folder.calls
    assert "requirements-dev.txt" not in folder.calls


def test_development_adds_packages_and_production_removes_none(folder):
    folder.set_up("--production")
    folder.set_up()
    added = folder.calls
    folder.set_up("--production")

    assert "-r requirements.txt -r requirements-dev.txt" in added
    assert folder.calls == ""


@pytest.mark.parametrize(
    ("chosen", "installs_development"),
    [pytest.param(["--production"], False, id="production"), pytest.param([], True, id="development")],
)
def test_running_keeps_the_packages_that_were_chosen(folder, chosen, installs_development):
    folder.set_up(*chosen)
    folder.set_up("--run")
    again = folder.calls
    (folder.root / "requirements.txt").write_text("changed\n")
    folder.set_up("--run")

    assert again == ""
    assert "-r requirements.txt" in folder.calls
    assert ("requirements-dev.txt" in folder.calls) is installs_development


@pytest.mark.parametrize("argument", ["--run", "--production"])
def test_a_prepared_folder_needs_no_node(folder, argument):
    folder.set_up()
    folder.remove_node()
    shutil.rmtree(folder.root / "node_modules")

    done = folder.set_up(argument)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert folder.calls == ""


@pytest.mark.parametrize("is_old", [pytest.param(False, id="missing"), pytest.param(True, id="too old")])
def test_node_comes_as_a_python_package_where_the_machine_has_none(folder, is_old):
    folder.remove_node()
    if is_old:
        write_tool(folder.path / "node", "exit 1")
        write_tool(folder.path / "npm", "exit 1")

    done = folder.set_up("--run")

    assert done.returncode == 0, done.stderr
    assert "-r requirements-node.txt" in folder.calls
    assert (folder.root / "static" / "build" / ".inputs").exists()


def test_a_failure_of_npm_is_explained(folder):
    write_tool(folder.path / "npm", "exit 243")

    done = folder.set_up("--run")

    assert done.returncode == 1
    assert "The Node.js packages could not be installed" in done.stderr
    assert not (folder.root / "static" / "build").exists()


def test_packages_that_cannot_be_fetched_are_explained_and_tried_again(folder):
    write_tool(folder.root / ".venv" / "bin" / "uv", "exit 2")

    done = folder.set_up("--production")

    assert done.returncode == 1
    assert "The Python packages could not be installed" in done.stderr
    assert "PIP_INDEX_URL" in done.stderr
    assert not (folder.root / ".venv" / ".packages").exists()


@pytest.mark.parametrize(
    "environment",
    [
        pytest.param({"PIP_INDEX_URL": "https://index.example/simple"}, id="environment"),
        pytest.param({"CONFIGURED_INDEX": "https://index.example/simple"}, id="pip.conf"),
    ],
)
def test_an_index_configured_for_pip_serves_all_packages(folder, environment):
    folder.set_up("--production", **environment)

    assert "index https://index.example/simple," in folder.calls


@pytest.mark.parametrize("home", ["/nonexistent", ""])
def test_an_account_without_a_home_keeps_downloads_in_the_folder(folder, home):
    folder.set_up(HOME=home)

    assert f"cache {folder.root}/var/cache/uv" in folder.calls
    assert f"cache {folder.root}/var/cache/npm" in folder.calls


@pytest.mark.parametrize(
    ("python", "words"),
    [
        pytest.param(None, "sudo apt-get install python3 python3-venv", id="missing"),
        pytest.param(
            'case "$2" in *exit*) exit 1 ;; *) echo 3.10.12 ;; esac', "Python is too old", id="too old"
        ),
        pytest.param(
            'case "$2" in *ensurepip*) exit 1 ;; *print*) echo python3.13-venv ;; esac',
            "sudo apt-get install python3.13-venv",
            id="without venv",
        ),
    ],
)
def test_a_missing_system_package_is_named_with_the_command_that_installs_it(folder, python, words):
    shutil.rmtree(folder.root / ".venv")
    (folder.path / "python3").unlink()
    if python:
        write_tool(folder.path / "python3", python)

    done = folder.set_up()

    assert done.returncode == 1
    assert words in done.stderr


def test_an_unknown_word_is_refused(folder):
    done = folder.set_up("--prod")

    assert done.returncode == 1
    assert "--production" in done.stderr
