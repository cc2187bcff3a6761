"""The floors: imports and foreign keys point down only."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

FLOORS = (
    "wording",
    "accounts",
    "noms",
    "enterprises",
    "survey",
    "interviews",
    "analysis",
    "learning",
    "reports",
    "search",
    "mapping",
    "config",
    "demo",
)
"""From the ground up. `analysis` is foreseen and not built yet."""
ATTICS = {"core", "common", "utils", "util", "helpers", "helper", "misc", "shared", "tools"}


def floor_of(name: str) -> int | None:
    """Return the floor of an app or a dotted module; None if it is not ours."""
    app = name.split(".")[0]
    return FLOORS.index(app) if app in FLOORS else None


def modules() -> list[Path]:
    return [path for app in FLOORS for path in sorted((settings.BASE_DIR / app).rglob("*.py"))]


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Return line and absolute name of each import of a file."""
    package = path.relative_to(settings.BASE_DIR).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                yield node.lineno, f"{base}.{alias.name}"


def test_imports_point_down():
    upward = [
        f"{path.relative_to(settings.BASE_DIR)}:{line} imports {name}"
        for path in modules()
        for line, name in imports(path)
        if (floor := floor_of(name)) is not None
        and floor > FLOORS.index(path.relative_to(settings.BASE_DIR).parts[0])
    ]

    assert upward == []


def test_no_app_imports_the_tests():
    found = [
        f"{path.relative_to(settings.BASE_DIR)}:{line}"
        for path in modules()
        for line, name in imports(path)
        if name.split(".")[0] == "tests"
    ]

    assert found == []


def test_model_relations_point_down():
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        if (floor := floor_of(model._meta.app_label)) is not None
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and field.related_model is not None
        and (floor_of(field.related_model._meta.app_label) or 0) > floor
    ]

    assert upward == []


def test_the_upper_floors_own_no_tables():
    assert [
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label in {"mapping", "config", "demo"}
    ] == []


@pytest.mark.parametrize(
    "pattern",
    [
        "enterprises/classification/**/*.py",
        "interviews/outcome_rates.py",
        "reports/table.py",
        "reports/disclosure/*.py",
        "survey/questionnaire.py",
        "learning/sroi.py",
    ],
)
def test_pure_modules_import_no_django(pattern):
    impure = [
        f"{path.relative_to(settings.BASE_DIR)}:{line} imports {name}"
        for path in settings.BASE_DIR.glob(pattern)
        for line, name in imports(path)
        if name.split(".")[0] in {"django", "rest_framework"}
    ]

    assert impure == []


def test_there_is_no_module_without_a_subject():
    attics = [
        str(path.relative_to(settings.BASE_DIR))
        for app in FLOORS
        for path in (settings.BASE_DIR / app).rglob("*")
        if path.stem in ATTICS and "__pycache__" not in path.parts
    ]
    attics += [path.name for path in settings.BASE_DIR.iterdir() if path.is_dir() and path.name in ATTICS]

    assert attics == []


def test_each_module_has_a_docstring():
    silent = [
        str(path.relative_to(settings.BASE_DIR))
        for path in modules()
        if "migrations" not in path.parts
        and path.read_text(encoding="utf-8").strip()
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert silent == []
