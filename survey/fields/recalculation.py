"""Calculations on questions that are typed: the browser makes them anew while somebody types. No Django here."""

from __future__ import annotations

import json

from survey import conditions
from survey.form_state import is_kept
from survey.questionnaire import Question

from .client_conditions import PageResolver


def recalculation(question: Question, resolver: PageResolver) -> str:
    """Return when the browser calculates an answer, as JSON: the `tree` of the expression and the `triggers`.

    These are the fields whose change calls for it; without any, a change of the expression's own value does. The text
    is empty if the server alone makes it: what is made once or by chance, and where no trigger is on the page.
    """
    if not question.calculation or not question.is_typed or (is_kept(question) and not question.triggers):
        return ""
    found = (resolver.answer(name) for name in question.triggers)
    triggers = [str(tree[1]) for tree in found if isinstance(tree, list)]
    if question.triggers and not triggers:
        return ""
    tree = conditions.expression_tree(question.calculation, resolver)
    return json.dumps({"tree": tree, "triggers": triggers})
