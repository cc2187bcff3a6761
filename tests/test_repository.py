"""The contents of the repository, its commands and their documentation."""

import ast
import os
import re
import shutil
import stat
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
LONGEST = 600
CODE = {".py", ".html", ".js", ".css", ".scss", ".sh", ".toml"}
REQUIREMENTS = ("requirements.txt", "requirements-dev.txt", "requirements-node.txt")
GENERATED = {*REQUIREMENTS, "package-lock.json"}
# One letter of each in brackets, so that this file does not name what it forbids.
REGISTRIES = re.compile(
    r"py[p]i\.org|python[h]osted\.org|npm[j]s\.(org|com)|yarn[p]kg\.com|cdn\.[j]sdelivr|un[p]kg\.com|cdn[j]s\."
)
MACHINE_PATHS = re.compile(
    r"(?<![\w.])/(?:work/(?:main|shared|\.)|root/(?!item\b)|home/\w|opt/(?!gatehouse\b)\w|tmp/gh)"
)


def files() -> list[Path]:
    """Return all files in the repository, or about to be in it."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    return [path for name in sorted(listing.split("\0")) if name and (path := ROOT / name).is_file()]


def texts() -> list[tuple[str, str]]:
    """Return name and text of every text file."""
    found = []
    for path in files():
        data = path.read_bytes()
        if b"\0" not in data[:8000]:
            found.append((str(path.relative_to(ROOT)), data.decode("utf-8")))
    return found


def test_a_study_groups_by_the_region_of_its_units_and_never_by_that_of_the_service():
    # Which region a service lies in depends on the day of the study's frame; SampledUnit.region has it. A comparison
    # of two days puts probation services into groups by the regions of 2021, which it names.
    found = [
        name
        for name, text in texts()
        if name.split("/")[0] in {"interviews", "reports", "survey"}
        and "/migrations/" not in name
        and re.search(r"service__region(?!_2021)|\bunit\.service\.region", text)
    ]
    assert found == []


def scripts() -> list[Path]:
    return [path for path in files() if path.parent.name in {"script", ".ci"}]


def test_no_file_of_code_is_longer_than_600_lines():
    long = [
        f"{name}: {count} lines"
        for name, text in texts()
        if Path(name).suffix in CODE or name.startswith(("script/", ".ci/"))
        if "/migrations/" not in name and name not in GENERATED
        if (count := text.count("\n")) > LONGEST
    ]

    assert long == []


def test_no_registry_is_named():
    assert [name for name, text in texts() if REGISTRIES.search(text)] == []


def test_no_path_of_one_machine_is_named():
    found = [
        f"{name}:{number}"
        for name, text in texts()
        if name != "tests/test_repository.py"
        for number, line in enumerate(text.splitlines(), 1)
        if MACHINE_PATHS.search(line)
    ]

    assert found == []


def test_requirement_files_are_locked_by_one_script():
    names = {str(path.relative_to(ROOT)) for path in files()}

    assert names >= GENERATED
    assert "uv.lock" not in names
    assert all("resolved" not in text for name, text in texts() if name == "package-lock.json")


def test_every_locked_package_has_a_hash():
    for name in REQUIREMENTS:
        pins = re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text())
        assert [pin.split("\n")[0] for pin in pins if "--hash=sha256:" not in pin] == []


def test_every_dependency_is_locked_and_carries_its_reason():
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    project = tomllib.loads("\n".join(lines))
    pinned = "\n".join((ROOT / name).read_text() for name in REQUIREMENTS)
    groups = project["dependency-groups"].values()

    for wanted in [*project["project"]["dependencies"], *chain.from_iterable(groups)]:
        line = next(line for line in lines if line.strip().startswith(f'"{wanted}"'))
        name = re.match(r"[A-Za-z0-9-]+", wanted).group().lower()
        assert re.search(r"#\s*\S+ \w+", line), f"{wanted} has no reason beside it"
        assert re.search(rf"^{name}(\[[a-z]+\])?==", pinned, re.MULTILINE), (
            f"{wanted} is not locked: run script/lock"
        )


def test_every_node_package_is_used():
    names = (ROOT / "package.json").read_text()
    users = [
        ROOT / "script" / "assets",
        ROOT / "script" / "check",
        ROOT / "globals.d.ts",
        ROOT / "tsconfig.json",
    ]
    users += (ROOT / "tests").rglob("*.py")
    used = "".join(path.read_text() for path in users)
    commands = {"typescript": "tsc", "@biomejs/biome": "biome"}

    for package in re.findall(r'^    "([@a-z/-]+)": "[\d.]+"', names, re.M):
        name = commands.get(package, package.removeprefix("@types/"))
        assert name in used, f"{package} is installed and not used"


def test_the_types_of_every_script_are_checked():
    scripts = [(name, text) for name, text in texts() if name.startswith("static/js/")]

    assert scripts
    assert [name for name, text in scripts if not text.startswith("// @ts-check\n")] == []


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
def test_missing_javascript_tools_are_skipped_with_a_message_but_not_in_ci(ci, code, tmp_path):
    (tmp_path / "script").mkdir()
    shutil.copy(ROOT / "script" / "javascript", tmp_path / "script")
    (tmp_path / "dirname").symlink_to(shutil.which("dirname"))

    run = subprocess.run(
        ["/bin/sh", "script/javascript", "biome", "check"],
        cwd=tmp_path,
        env={"PATH": str(tmp_path), "CI": ci},
        capture_output=True,
        check=False,
        text=True,
    )

    assert run.returncode == code
    assert "Skipped: biome needs Node.js 20 or later" in run.stderr


def test_the_repository_holds_no_copies_of_libraries():
    vendored = [
        str(path.relative_to(ROOT))
        for path in files()
        if path.name.endswith((".min.js", ".min.css", ".map", ".woff", ".woff2", ".ttf", ".otf"))
        or {"node_modules", "vendor", "build"} & set(path.relative_to(ROOT).parts)
    ]

    assert vendored == []


def test_scripts_are_executable_and_well_formed():
    assert {path.name for path in scripts()} >= {"setup", "run", "test", "check", "assets"}
    for path in scripts():
        shell = path.read_text().split("\n", 1)[0]
        assert path.stat().st_mode & stat.S_IXUSR, f"{path.name} is not executable"
        assert shell in {"#!/bin/sh", "#!/usr/bin/env bash"}, f"{path.name} begins with {shell}"
        subprocess.run([shell.split()[-1].split("/")[-1], "-n", str(path)], check=True)


def test_the_pictures_of_the_documentation_are_taken_from_outside_of_the_application():
    bare = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    subprocess.run([sys.executable, "-c", "import tests.browser.screenshots"], cwd=ROOT, env=bare, check=True)


def test_ci_runs_the_commands_that_the_readme_names():
    readme = (ROOT / "README.md").read_text()
    run_by_ci = {".ci/run"}
    waiting = [".ci/run"]
    while waiting:
        for name in re.findall(r"\bscript/[a-z]+\b", (ROOT / waiting.pop()).read_text()):
            if name not in run_by_ci:
                run_by_ci.add(name)
                waiting.append(name)
    # Serving is tried by its own test, for it does not end; the others are for hands only.
    run_by_ci |= set(
        re.findall(r"\bscript/[a-z]+\b", "".join(text for name, text in texts() if name.startswith("tests/")))
    )

    for name in set(re.findall(r"\b(?:script|\.ci)/[a-z]+\b", readme)):
        assert (ROOT / name).exists(), f"the README names {name}, which is not there"
        assert name in run_by_ci, f"the README names {name}, which CI does not run"


def test_the_readme_names_only_commands_that_exist():
    commands = {path.stem for path in ROOT.glob("*/management/commands/*.py")}
    django = {
        "migrate",
        "runserver",
        "check",
        "shell",
        "makemigrations",
        "collectstatic",
        "createcachetable",
        "test",
    }
    named = set(re.findall(r"manage\.py ([a-z_]+)", (ROOT / "README.md").read_text()))

    assert named - commands - django == set()


APPS = (
    "accounts",
    "noms",
    "enterprises",
    "survey",
    "interviews",
    "reports",
    "search",
    "mapping",
    "config",
    "demo",
)


def test_nothing_is_printed_but_by_commands():
    printing = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if "commands" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]

    assert printing == []


@pytest.mark.parametrize(
    "pattern", [r"<script(?![^>]*\bsrc=)[^>]*>", r"\sstyle=\"", r"\son[a-z]+=\"", r"javascript:"]
)
def test_no_template_has_inline_script_or_style(pattern):
    found = [
        name
        for name, text in texts()
        if name.startswith("templates/")
        for match in re.findall(pattern, text)
        if "application/json" not in match and 'type="text/template"' not in match
    ]

    assert found == []


def test_no_line_of_a_template_is_longer_than_160_characters():
    long = [
        f"{name}:{number}"
        for name, text in texts()
        if name.startswith("templates/")
        for number, line in enumerate(text.splitlines(), 1)
        if len(line) > 160
    ]

    assert long == []


def test_each_component_states_its_parameters():
    silent = [
        name
        for name, text in texts()
        if name.startswith(("templates/components/", "templates/forms/")) and not text.startswith("{#")
    ]

    assert silent == []


def test_components_are_included_with_only():
    """A piece of one page lies in a folder of the page's name and shares its context."""
    loose = [
        f"{name}: {match}"
        for name, text in texts()
        if name.startswith("templates/")
        for match in re.findall(r"{% include [^%]+%}", text)
        if not match.endswith("only %}")
        and not match.startswith(f'{{% include "{name.removeprefix("templates/").removesuffix(".html")}/')
    ]

    assert loose == []


def test_the_documents_name_only_files_that_exist():
    """A path in the documents has a slash and a known suffix; placeholders in angle brackets are not paths."""
    named = re.compile(r"`([\w.-]+/[\w./-]+\.(?:py|md|toml|html|json|sh))`")
    missing = [
        f"{name}: {path}"
        for name, text in texts()
        if name.endswith(".md")
        for path in named.findall(text)
        if not (ROOT / path).exists() and not list(ROOT.glob(f"[!.]*/{path}"))
    ]

    assert missing == []
