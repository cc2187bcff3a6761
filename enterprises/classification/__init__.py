"""Classification: facts about an organisation and a definition give an outcome with its reasons.

No Django here. `facts_from_cells` reads `Facts`; `assess` returns an `Assessment`; `definitions` loads the definitions;
`sensitivity` counts the outcomes at other thresholds; `csv_table` reads and writes files of organisations.
"""

from . import definitions
from .assess import Assessment, CriterionResult, MissingFact, assess
from .criteria import INCLUDED, OUTCOMES, UNDETERMINED, Definition
from .definitions import DefinitionError
from .facts import FACT_NAMES, FactError, Facts, facts_from_cells, parse, write
from .implications import Conflict
from .percentages import Share

__all__ = [
    "FACT_NAMES",
    "INCLUDED",
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
    "parse",
    "write",
]
