"""Buttons on a page of questions: add a row to a repeated group, remove one, update filtered choices."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest

from noms.numbers import parse_whole_number
from survey.fields import GroupFields

ADD, REMOVE, UPDATE = "add", "remove", "update"


def row_action(word: str) -> tuple[str, str, int]:
    """Split the value of a button, such as `add:people` or `remove:people:2`, into action, group and row number."""
    action, _, rest = word.partition(":")
    if action not in {ADD, REMOVE}:
        return word, "", 0
    group, _, place = rest.partition(":")
    return action, group, parse_whole_number(place) or 0


def address_after(request: HttpRequest, action: str, group: GroupFields | None) -> str:
    """Return the address of the page to show after a button."""
    query = {"from": request.GET["from"]} if "from" in request.GET else {}
    anchor = f"#question-{group.group.name}" if group is not None else ""
    if group is not None and action == ADD and group.can_add_row:
        query[ADD] = group.group.name
        anchor += f":{len(group.places) + 1}"
    return request.path + (f"?{urlencode(query)}" if query else "") + anchor
