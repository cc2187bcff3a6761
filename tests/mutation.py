"""Mutation testing by hand: small faults are put into the rules one by one, and the nearest tests must notice each.

    script/mutate                        a sample of 60 faults in each module of AREAS
    script/mutate matching --sample 200  more of one
    script/mutate --all                  every fault; this takes hours

Cosmic Ray makes the faults. Each area is worked on in its own copy of the repository under var/mutation, so the files
here are never touched. A fault survives when its tests pass with it: it is listed as a diff, and is either worth a
test or makes no difference.
"""

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import MutationSpec, WorkerOutcome, WorkResult

ROOT = Path(__file__).resolve().parent.parent
COPIES = ROOT / "var" / "mutation"


class Area(NamedTuple):
    """A module or package to put faults into, and the tests that must notice, nearest first."""

    path: str
    tests: str


AREAS = {
    "classification": Area("enterprises/classification", "tests/enterprises/classification"),
    "disclosure": Area("reports/disclosure", "tests/reports/disclosure"),
    "outcome_rates": Area("interviews/outcome_rates.py", "tests/interviews/test_outcome_rates.py"),
    "matching": Area(
        "enterprises/matching.py",
        "tests/enterprises/test_likeness.py tests/enterprises/test_matching.py tests/interviews/test_views_matching.py",
    ),
    "acceptance": Area(
        "survey/actions/acceptance.py", "tests/survey/test_acceptance.py tests/survey/test_admin_answers.py"
    ),
    "access": Area("accounts/access.py", "tests/accounts tests/test_access.py"),
}

NEGATIONS = ("Eq_NotEq", "NotEq_Eq", "Is_IsNot", "IsNot_Is", "Lt_GtE", "GtE_Lt", "Gt_LtE", "LtE_Gt")
BOUNDARIES = ("Lt_LtE", "LtE_Lt", "Gt_GtE", "GtE_Gt")
ARITHMETIC = (
    "Add_Sub",
    "Sub_Add",
    "Mul_Div",
    "Div_Mul",
    "FloorDiv_Mul",
    "BitAnd_BitOr",
    "BitOr_BitAnd",
    "Sub_BitOr",
)
OPERATORS = {
    *(f"core/ReplaceComparisonOperator_{change}" for change in NEGATIONS + BOUNDARIES),
    *(f"core/ReplaceBinaryOperator_{change}" for change in ARITHMETIC),
}
"""The comparisons and sums that are tried; Cosmic Ray has eight times as many, most of them of no help."""


def main(words: list[str]) -> int:
    """1 where a test run could not be judged, else 0: a fault that survives is for a person to look at."""
    parser = argparse.ArgumentParser(
        prog="script/mutate", description="Put faults into the rules one by one."
    )
    parser.add_argument("areas", nargs="*", default=[*AREAS], help=", ".join(AREAS))
    parser.add_argument("--sample", type=int, default=60, help="faults in each area; 60 unless given")
    parser.add_argument("--all", action="store_true", help="every fault")
    given = parser.parse_args(words)
    if unknown := set(given.areas) - set(AREAS):
        parser.error(f"{', '.join(unknown)}: choose from {', '.join(AREAS)}")
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        reports = pool.map(lambda name: _mutate(name, None if given.all else given.sample), given.areas)
        for report in reports:
            print(report, flush=True)
    return 0


def _mutate(name: str, sample: int | None) -> str:
    copy, area = _copy(name), AREAS[name]
    tests = f"{ROOT}/.venv/bin/python -m pytest -x -q -p no:cacheprovider --reuse-db {area.tests}"
    (copy / "cosmic-ray.toml").write_text(
        f'[cosmic-ray]\nmodule-path = ["{area.path}"]\ntimeout = 600.0\nexcluded-modules = []\n'
        f'test-command = "{tests}"\n[cosmic-ray.distributor]\nname = "local"\n'
    )
    _cosmic_ray(copy, "baseline", "cosmic-ray.toml")
    _cosmic_ray(copy, "init", "cosmic-ray.toml", "session.sqlite")
    with use_db(copy / "session.sqlite", WorkDB.Mode.open) as session:
        tried = [item for item in session.pending_work_items if _is_tried(copy, item.mutations[0])]
        chosen = tried if sample is None else random.Random(1).sample(tried, min(sample, len(tried)))
        left = {item.job_id for item in session.pending_work_items} - {item.job_id for item in chosen}
        session.set_multiple_results(left, WorkResult(WorkerOutcome.SKIPPED))
    _cosmic_ray(copy, "exec", "cosmic-ray.toml", "session.sqlite")
    return "\n".join(_report(name, copy, len(tried)))


def _copy(name: str) -> Path:
    """The files under version control, as they are now, in a folder of their own."""
    copy = COPIES / name
    shutil.rmtree(copy, ignore_errors=True)
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    for file in filter(None, listed.stdout.split("\0")):
        if (ROOT / file).exists():
            (copy / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / file, copy / file)
    return copy


def _cosmic_ray(copy: Path, *words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cosmic_ray.cli", *words],
        cwd=copy,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"cosmic-ray {' '.join(words)} failed in {copy}:\n{done.stdout}{done.stderr}")


def _is_tried(copy: Path, fault: MutationSpec) -> bool:
    """Not one of the operators left out, not in a type, which no test could notice, and no star of a signature."""
    if "Operator_" in fault.operator_name and fault.operator_name not in OPERATORS:
        return "Unary" in fault.operator_name
    line, column = fault.start_pos
    module = copy / fault.module_path
    if module.read_text(encoding="utf-8").splitlines()[line - 1][column:].startswith("*,"):
        return False
    return not any(first <= fault.start_pos < last for first, last in _types(module))


def _types(module: Path) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Where annotations begin and end, as line and column."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        for field in ("annotation", "returns"):
            kind = getattr(node, field, None)
            if isinstance(kind, ast.expr):
                yield (kind.lineno, kind.col_offset), (kind.end_lineno or 0, kind.end_col_offset or 0)


def _report(name: str, copy: Path, possible: int) -> Iterator[str]:
    with use_db(copy / "session.sqlite", WorkDB.Mode.open) as session:
        done = [result for _, result in session.results if result.worker_outcome != WorkerOutcome.SKIPPED]
    survived = [result for result in done if not result.is_killed]
    for result in survived:
        yield from (line for line in (result.diff or "").splitlines() if line[:1] in "+-@")
    killed = len(done) - len(survived)
    share = f"{killed / len(done):.0%}" if done else "none"
    yield f"{name}: {killed} of {len(done)} faults noticed ({share}), of {possible} possible."


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
