"""The rows of a published form that its questionnaire does not have: metadata, media, places. No database access."""

from __future__ import annotations

import re
from collections.abc import Mapping

from survey.questionnaire import Questionnaire
from survey.xlsform.sheets import Sheets

OF_A_GROUP = re.compile(r"(begin|end)[ _]")


def left_out_rows(source: str, questionnaire: Questionnaire) -> Mapping[str, str]:
    """Return the types of the rows of an XLSForm in Markdown that are no questions here, by their names.

    An export has a column for each of them.
    """
    # Imported here because it takes half a second, and only reading an export needs it.
    from pyxform.errors import PyXFormError
    from pyxform.xls2json_backends import md_to_dict

    questions = questionnaire.questions.values()
    own = {each.own_name for question in questions for each in (question, *question.questions)}
    try:
        rows = list(Sheets(md_to_dict(source)).numbered_rows("survey"))
    except (PyXFormError, IndexError):
        return {}
    kinds = (
        (str(row.get("name") or "").strip(), str(row.get("type") or "").strip().lower()) for _, row in rows
    )
    return {name: kind for name, kind in kinds if name and name not in own and not OF_A_GROUP.match(kind)}
