"""Buttons within a page of questions: another row of a repeated group, one less, and choices brought up to date."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest

from noms.numbers import parse_whole_number
from survey.fields import GroupFields

ADD, REMOVE, UPDATE = "add", "remove", "update"


def row_action(word: str) -> tuple[str, str, int]:
    """What a button asks for, the group it means and the row: `add:people` and `remove:people:2`."""
    action, _, rest = word.partition(":")
    if action not in {ADD, REMOVE}:
        return word, "", 0
    group, _, place = rest.partition(":")
    return action, group, parse_whole_number(place) or 0


def address_after(request: HttpRequest, action: str, group: GroupFields | None) -> str:
    """The address of the page as it is to be seen after the button."""
    query = {"from": request.GET["from"]} if "from" in request.GET else {}
    anchor = f"#question-{group.group.name}" if group is not None else ""
    if group is not None and action == ADD and group.can_add_row:
        query[ADD] = group.group.name
        anchor += f":{len(group.places) + 1}"
    return request.path + (f"?{urlencode(query)}" if query else "") + anchor
