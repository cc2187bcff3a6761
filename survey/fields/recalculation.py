"""Calculations on questions that are typed: the browser makes them anew while somebody types. No Django here."""

from __future__ import annotations

import json
from typing import NamedTuple

from survey import conditions
from survey.form_state import is_kept
from survey.questionnaire import Question

from .client_conditions import PageResolver


class Recalculation(NamedTuple):
    """When the browser calculates an answer, as JSON: its expression, and the fields that trigger it.

    Without fields a change of the expression's own value triggers it.
    """

    tree: str
    triggers: str


def recalculation(question: Question, resolver: PageResolver) -> Recalculation | None:
    """Return the calculation of a question with a control; None if the server alone makes it.

    It does so for what is made once or by chance, and where no trigger is on the page.
    """
    if not question.calculation or not question.is_typed or (is_kept(question) and not question.triggers):
        return None
    found = (resolver.answer(name) for name in question.triggers)
    triggers = [str(tree[1]) for tree in found if isinstance(tree, list)]
    if question.triggers and not triggers:
        return None
    tree = json.dumps(conditions.expression_tree(question.calculation, resolver))
    return Recalculation(tree, json.dumps(triggers))
