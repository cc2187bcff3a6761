"""Small XLSForms in Markdown."""

COLUMNS = [
    "type",
    "name",
    "label",
    "hint",
    "required",
    "relevant",
    "constraint",
    "constraint_message",
    "appearance",
    "calculation",
    "choice_filter",
    "repeat_count",
]
CHOICES = """| choices |
| | list_name | name | label |
| | yes_no | yes | Yes |
| | yes_no | no | No |
"""
SETTINGS = """| settings |
| | form_title | form_id | version |
| | A guide | guide | 1 |
"""


def row(type: str = "text", name: str = "b", label: str = "B", **cells: str) -> str:
    """One row of the survey sheet."""
    found = {"type": type, "name": name, "label": label, **cells}
    return "| | " + " | ".join(found.get(column, "") for column in COLUMNS) + " |\n"


def form(*rows: str, choices: str = CHOICES, settings: str = SETTINGS) -> str:
    """Return a form whose second row is the question `a` and whose rows from the third on are these."""
    head = "| survey |\n| | " + " | ".join(COLUMNS) + " |\n"
    return head + row("select_one yes_no", "a", "A") + "".join(rows) + choices + settings
