"""Workbooks (xlsx, ods) as rows of text, read in a child process with limited memory and time.

A small file can decompress to gigabytes, and one cell far from the others makes the reader allocate all cells before
it. No database access.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from accounts.uploads.rows import Limits, UnreadableError

SECONDS = 8
MEMORY = 1024 * 1024 * 1024
READER = Path(__file__).with_name("workbook_reader.py")
UNREADABLE = (
    "This is not a workbook that can be read: it is damaged, protected by a password, too large, or of another kind. "
    "Save it as .xlsx or .ods without a password."
)

Lines = list[list[str]]
"""The rows of a sheet from its first, headings included; each cell is text."""


def read_workbook(content: bytes, limits: Limits) -> list[tuple[str, Lines]]:
    """Return the sheets of a workbook by name, each cell as text; a whole number has no decimal point.

    It takes eight seconds at most.

    :raises UnreadableError: for a file that is damaged, too large, or holds a formula or a cell too far away.
    """
    about = json.dumps({**asdict(limits), "memory": MEMORY, "seconds": SECONDS})
    try:
        done = subprocess.run(  # noqa: S603 - our own program, the file on its input
            [sys.executable, "-I", str(READER), about],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
        found = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise UnreadableError(UNREADABLE) from error
    if "refusal" in found:
        raise UnreadableError(found["refusal"])
    return [(name, lines) for name, lines in found["sheets"]]
