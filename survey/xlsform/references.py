"""The paths to answers in the expressions of a form, such as `../name`, as references by name."""

from __future__ import annotations

import re

from survey.xlsform.nodes import Node, NodeTree

LITERAL = re.compile(r"('[^']*'|\"[^\"]*\")")
PATH = re.compile(
    r"(?<![\w./)\]*-])(?:current\(\)/(?=\.\./))?((?:\.\./)+|\./|/)([A-Za-z_][\w.-]*(?:/[A-Za-z_][\w.-]*)*)(?![\w/(])"
)
"""A path from the node (`../name`, `./name`) or from the form (`/data/group/name`)."""

PLACE = re.compile(r"(?<![\w-])(?:position\(\s*\.\.\s*\)|index\(\s*\))")
"""The number of the row."""


def without_rows(source: str) -> str:
    """Return an expression that stands outside repeated groups, with 1 for the number of the row, as in ODK."""
    parts = LITERAL.split(source)
    return "".join(part if place % 2 else PLACE.sub("1", part) for place, part in enumerate(parts))


def rewrite_paths(source: str, node: Node, tree: NodeTree) -> str:
    """Return an expression with `${name}` in the place of each path to an answer."""

    def reference(found: re.Match[str]) -> str:
        target = _target(found, node, tree)
        return f"${{{target}}}" if target else found[0]

    parts = LITERAL.split(source)
    return "".join(part if place % 2 else PATH.sub(reference, part) for place, part in enumerate(parts))


def _target(found: re.Match[str], node: Node, tree: NodeTree) -> str:
    """Return the name of the question that a path means; empty where there is none."""
    steps, names = found[1], tuple(found[2].split("/"))
    if steps == "/":
        full = names[1:]
    elif steps == "./":
        full = (*node.full_path, *names)
    else:
        up = steps.count("..")
        if up > len(node.full_path):
            return ""
        full = (*node.full_path[: len(node.full_path) - up], *names)
    target = tree.by_path.get(full)
    return "" if target is None or target.is_group else target.name
