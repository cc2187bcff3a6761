"""Classification: facts about an organisation, held against a definition, give an outcome with reasons.

Pure Python. `facts_from_cells` gives `Facts`; `assess` gives an `Assessment`; `definitions` holds the
definitions; `sensitivity` moves their thresholds; `table` reads and writes whole files.
"""

from . import definitions
from .assess import Assessment, CriterionResult, MissingFact, assess
from .criteria import OUTCOMES, UNDETERMINED, Definition
from .definitions import DefinitionError
from .facts import FACT_NAMES, FactError, Facts, facts_from_cells, parse, write
from .implications import Conflict, narrow
from .percentages import Share

__all__ = [
    "FACT_NAMES",
    "OUTCOMES",
    "UNDETERMINED",
    "Assessment",
    "Conflict",
    "CriterionResult",
    "Definition",
    "DefinitionError",
    "FactError",
    "Facts",
    "MissingFact",
    "Share",
    "assess",
    "definitions",
    "facts_from_cells",
    "narrow",
    "parse",
    "write",
]
