"""Marks as `slow` the tests that `tests/slow_tests.txt` names, which is written by `script/test --note-slow`.

The file holds the tests whose cases took more than MOST seconds of a processor on average. What is slow is measured and
not remembered; a test that is always slow may be marked by hand too.
"""

import os
from collections import defaultdict
from pathlib import Path

import pytest

FILE = Path(__file__).with_suffix(".txt")
MOST = 0.25
PROPERTY = "seconds of a processor"
_begun = pytest.StashKey[float]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--note-slow", action="store_true", help=f"write anew which tests are slow: tests/{FILE.name}"
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--note-slow"):
        config.pluginmanager.register(_Measurement(), "measurement")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    slow = set(FILE.read_text().splitlines())
    for item in items:
        if _name(item.nodeid) in slow:
            item.add_marker(pytest.mark.slow)


def _name(nodeid: str) -> str:
    """The test without its case."""
    return nodeid.partition("[")[0].partition("@")[0]


class _Measurement:
    """Measures each test but the first of a module, which makes the fixtures of all."""

    def __init__(self) -> None:
        self.module = ""
        self.seconds: dict[str, list[float]] = defaultdict(list)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        item.stash[_begun] = _processor_time()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> None:
        module = item.nodeid.partition("::")[0]
        if module == self.module:
            item.user_properties.append((PROPERTY, _processor_time() - item.stash[_begun]))
        self.module = module

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "teardown":
            for name, value in report.user_properties:
                if name == PROPERTY:
                    self.seconds[_name(report.nodeid)].append(float(str(value)))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(session.config, "workerinput"):
            return
        kept = set(FILE.read_text().splitlines()) - set(self.seconds)
        slow = {name for name, each in self.seconds.items() if sum(each) / len(each) > MOST}
        FILE.write_text("".join(f"{name}\n" for name in sorted(kept | slow) if "tests/browser/" not in name))


def _processor_time() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
