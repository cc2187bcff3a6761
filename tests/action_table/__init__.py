"""Every action with its arguments: the table of tests/test_repeated_actions.py."""

from tests.action_table import (
    accounts,
    enterprises,
    interviews,
    jobs,
    noms,
    quotations,
    releases,
    survey,
    uploads,
)
from tests.action_table.cases import CASES

__all__ = [
    "CASES",
    "accounts",
    "enterprises",
    "interviews",
    "jobs",
    "noms",
    "quotations",
    "releases",
    "survey",
    "uploads",
]
