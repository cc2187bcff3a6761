"""The references of a form's texts and expressions: `${name}` and XPath paths, rewritten to the names used here."""

from __future__ import annotations

import re

from survey.xlsform.nodes import Node, NodeTree

REFERENCE = re.compile(r"\$\{\s*([^}\s]+)\s*\}")
LITERAL = re.compile(r"('[^']*'|\"[^\"]*\")")
COUNTED = re.compile(r"\b(?:count|sum|count-non-empty)\(\s*\$\{\s*([^}\s]+)\s*\}\s*\)")
PATH = re.compile(
    r"(?<![\w./)\]*-])(?:current\(\)/(?=\.\./))?((?:\.\./)+|/)([A-Za-z_][\w.-]*(?:/[A-Za-z_][\w.-]*)*)(?![\w/(])"
)
"""A path from the node (`../name`) or from the form (`/data/group/name`)."""


def rewrite(source: str, node: Node, tree: NodeTree) -> tuple[str, frozenset[str]]:
    """Return an expression with `${name}` for every answer, and the names of what is left out and counts as empty."""
    gone: set[str] = set()

    def number(found: re.Match[str]) -> str:
        return _without(found, tree, gone, "0")

    def answer(found: re.Match[str]) -> str:
        return _without(found, tree, gone, "''")

    def path(found: re.Match[str]) -> str:
        target = _target(found, node, tree)
        return f"${{{target}}}" if target else found[0]

    def outside_quotes(part: str) -> str:
        return REFERENCE.sub(answer, COUNTED.sub(number, PATH.sub(path, part)))

    parts = LITERAL.split(source)
    return "".join(
        part if place % 2 else outside_quotes(part) for place, part in enumerate(parts)
    ), frozenset(gone)


def rewrite_text(text: str, tree: NodeTree) -> tuple[str, frozenset[str]]:
    """Return a label or a message without the references to what is left out, and their names."""
    gone: set[str] = set()
    return REFERENCE.sub(lambda found: _without(found, tree, gone, ""), text), frozenset(gone)


def _without(found: re.Match[str], tree: NodeTree, gone: set[str], empty: str) -> str:
    if found[1] not in tree.gone:
        return found[0]
    gone.add(found[1])
    return empty


def _target(found: re.Match[str], node: Node, tree: NodeTree) -> str:
    """Return the name in the file of the node that a path means; empty where there is none."""
    steps, names = found[1], tuple(found[2].split("/"))
    if steps == "/":
        full = names[1:]
    else:
        up = steps.count("..")
        if up > len(node.full_path):
            return ""
        full = (*node.full_path[: len(node.full_path) - up], *names)
    target = tree.by_path.get(full)
    if target is None or target.is_group:
        return ""
    return target.own_name if target.is_left_out else target.name
