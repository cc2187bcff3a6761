"""Every process hides the same: two files of one report, laid side by side, would tell what each of them hides."""

import os
import subprocess
import sys

from django.conf import settings

SEEDS = (18, 21, 22, 40)
HASHES = ("1", "2", "3")
SCRIPT = f"""
import django
django.setup()
from mapping.disclosure import Policy, control
from tests.mapping.invented_reports import invented
for seed in {SEEDS}:
    for report in invented(seed).reports:
        for method in ("suppression", "rounding"):
            for table in control(report, Policy(method=method)).tables:
                print(table.key, sorted(table.hidden))
"""


def test_the_same_report_is_hidden_alike_in_every_process() -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-c", SCRIPT],
            cwd=settings.BASE_DIR,
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "DJANGO_SETTINGS_MODULE": "mapping.settings",
                "DEMONSTRATION": "true",
            },
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in HASHES
    ]
    told = {process.communicate()[0] for process in running}

    assert [process.returncode for process in running] == [0, 0, 0]
    assert len(told) == 1
    assert told.pop().count("(") > 100
