"""Every process hides the same cells, because two patterns side by side would disclose both."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

pytestmark = pytest.mark.slow

SCRIPT = """
import sys
import django
django.setup()
from reports.disclosure import Policy, control
from tests.reports.invented_reports import invented
for seed in sys.argv[1:]:
    for report in invented(int(seed)).reports:
        for method in ("suppression", "rounding"):
            for table in control(report, Policy(method=method)).tables:
                print(table.key, sorted(table.hidden))
"""


def test_the_same_report_is_hidden_alike_in_every_process(runs_all: bool) -> None:
    studies = ("18", "21", "22", "40") if runs_all else ("18", "21")
    hashes = ("1", "2", "3") if runs_all else ("1", "2")
    running = [
        subprocess.Popen(
            [sys.executable, "-c", SCRIPT, *studies],
            cwd=settings.BASE_DIR,
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "DJANGO_SETTINGS_MODULE": "config.settings",
                "DEMONSTRATION": "true",
            },
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in hashes
    ]
    outputs = {process.communicate()[0] for process in running}

    assert [process.returncode for process in running] == [0] * len(hashes)
    assert len(outputs) == 1
    assert outputs.pop().count("(") > 100
