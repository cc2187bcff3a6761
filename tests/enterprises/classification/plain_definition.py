"""A small valid definition that tests change into invalid ones."""

from pathlib import Path

from enterprises.classification import Definition, definitions

GOOD = """
id = "plain"
version = "1"
title = "Plain"
source = "A source"
includes = ["social_enterprise"]

[[criteria]]
id = "social_aims"
title = "Social aims"
all = [{ fact = "social_aims", is = "yes" }]

[[criteria.otherwise]]
outcome = "other_organisation"

[[criteria]]
id = "trading"
title = "Trades"
all = [{ fact = "trading_share", above = 50 }]

[[criteria.otherwise]]
all = [{ fact = "trading_share", above = 0 }]
outcome = "trading_voluntary_organisation"

[[criteria.otherwise]]
outcome = "voluntary_organisation"
"""


def load(tmp_path: Path, text: str, name: str = "plain.toml") -> tuple[Definition, ...]:
    """Write this file into a directory and return the definitions there."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    return definitions.load(tmp_path)
