"""Reads an expression into a tree that the server and the browser evaluate. No Django here.

elementpath reads the XPath; this module takes what XLSForms write and refuses everything else. A tree is a text, a
number, or a list of an operator and its operands, such as `["=", ["$", "works"], "yes"]`. Besides operators and
functions there are `["$", name]` for an answer, `["rows", name]` for the answers of all rows, `["."]` for the own
value, `["column", name]` for a column of the choice or the row of a table, `["position"]` for the number of the row,
`["today"]`, `["now"]`, `["version"]`, `["choice-name", question, value]`, `["at", place, rows]` and
`["item", table, condition, column]`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any

from survey import xpath_regex
from survey.xpath_functions import FUNCTIONS, NOT_EVALUATED, OVER_ROWS, ROWS_ONLY
from survey.xpath_values import OPERATORS

Tree = list[Any] | str | float
MAX_LENGTH = 4_000
"""Maximum number of characters in an expression."""
MAX_DEPTH = 100
"""Maximum depth of an expression, so that evaluating it never exhausts the stack."""

NAME = r"[^\W\d][\w.-]*"
REFERENCE = re.compile(rf"\$\{{\s*({NAME})\s*\}}")
QUOTED = re.compile(r"""("[^"]*"|'[^']*')""")
CHOICE_NAME_END = re.compile(rf"""^(["'])\s*\$\{{\s*({NAME})\s*\}}\s*\1$""")
PREFIXED = re.compile(r"\b([A-Za-z][\w-]*:[A-Za-z][\w-]*)\s*\(")
LITERALS = {"(string)", "(integer)", "(decimal)", "(float)"}
SPECIAL: dict[str, tuple[int, int]] = {
    "if": (3, 3),
    "once": (1, 1),
    "today": (0, 0),
    "now": (0, 0),
    "version": (0, 0),
    "position": (0, 1),
    "index": (0, 0),
    "current": (0, 0),
    "instance": (1, 1),
    "pulldata": (4, 4),
    "choice-name": (2, 2),
    "indexed-repeat": (3, 3),
}
"""What is written as a function and needs more than its operands: minimum and maximum number of arguments."""


class ExpressionError(ValueError):
    """The expression cannot be evaluated; the message gives the reason."""


@cache
def _parser() -> Any:
    """Return elementpath's XPath 1.0 parser with the functions of XForms.

    Imported here because the import takes a third of a second and most commands never need it.
    """
    from elementpath import XPath1Parser

    class Parser(XPath1Parser):
        PATH_STEP_SYMBOLS = {*XPath1Parser.PATH_STEP_SYMBOLS, "instance", "current"}

        def parse(self, source: str) -> Any:
            # elementpath's own parse() goes on to evaluate, without answers; our evaluation is elsewhere.
            return super(XPath1Parser, self).parse(source)

    arities = {name: (function.fewest, function.most) for name, function in FUNCTIONS.items()} | SPECIAL
    arities |= {name: (0, 20) for name in NOT_EVALUATED if ":" not in name}
    for name, (fewest, most) in arities.items():
        if name in Parser.symbol_table:
            Parser.unregister(name)
        Parser.function(name, nargs=fewest if fewest == most else (fewest, most))
    return Parser


def tree_of(source: str, *, is_filter: bool) -> Tree:
    """Return the tree of an expression. A choice filter (`is_filter`) may name the columns of a choice.

    :raises ExpressionError: for anything that is not evaluated here.
    """
    if len(source) > MAX_LENGTH:
        raise ExpressionError(f"“{source[:40]}…” is longer than {MAX_LENGTH:,} characters.")
    try:
        root = _parser()().parse(_plain(source))
        return _Reader(source).tree(root, depth=MAX_DEPTH, has_columns=is_filter)
    except RecursionError:
        raise ExpressionError(f"“{source[:40]}…” is too deep: more than {MAX_DEPTH} levels.") from None
    except ExpressionError:
        raise
    except (SyntaxError, NameError, TypeError, ValueError, KeyError, ArithmeticError) as error:
        reason = getattr(error, "message", "") or str(error)
        raise ExpressionError(f"“{source}” cannot be read: {reason}.") from error


def _plain(source: str) -> str:
    """Return an expression as XPath: `$name` for `${name}`, and no prefix before the functions of ODK."""
    parts = QUOTED.split(source)
    for place, part in enumerate(parts):
        if place % 2:
            named = CHOICE_NAME_END.match(part)
            ends = parts[place - 1].rstrip().endswith(",") and parts[place + 1].lstrip().startswith(")")
            if named and ends and "choice-name" in "".join(parts[:place]):
                # jr:choice-name(${a}, '${a}') names the question in quotation marks.
                parts[place] = f"'{named[2]}'"
            elif REFERENCE.search(part):
                name = REFERENCE.findall(part)[0]
                raise ExpressionError(
                    f"“{source}”: write ${{{name}}} for an answer, without quotation marks."
                )
        else:
            bare = re.search(rf"\$\s*({NAME})", part)
            if bare:
                raise ExpressionError(
                    f"“{source}”: write ${{{bare[1]}}} for an answer, without quotation marks."
                )
            if "last-saved#" in part:
                raise ExpressionError(
                    f"“{source}” asks for an answer of another form, which is not read here."
                )
            plain = part.replace("jr:choice-name", "choice-name")
            foreign = PREFIXED.search(plain)
            if foreign:
                raise ExpressionError(_refusal(source, foreign[1]))
            # The blank ends the name: `${a}-1` is a minus 1 and not the answer named `a-1`.
            parts[place] = REFERENCE.sub(lambda match: f"${match[1]} ", plain)
    return "".join(parts)


def _refusal(source: str, name: str) -> str:
    reason = NOT_EVALUATED.get(name)
    return f"“{source}” uses “{name}”, which this product does not evaluate{f': {reason}' if reason else ''}."


class _Reader:
    """Reads the tokens of elementpath into trees, for one expression."""

    def __init__(self, source: str) -> None:
        self.source = source

    def refuse(self, name: str) -> ExpressionError:
        return ExpressionError(_refusal(self.source, name))

    def tree(self, token: Any, *, depth: int, has_columns: bool) -> Tree:
        if not depth:
            raise RecursionError
        symbol = token.symbol
        if symbol in LITERALS:
            return self.literal(token)
        if symbol == "$":
            return ["$", token[0].value]
        if symbol == ".":
            return ["."]
        if symbol == "(name)" and has_columns:
            return ["column", token.value]
        if symbol in {"/", "//", "["}:
            return self.path(token, depth=depth, has_columns=has_columns)

        def part(each: Any) -> Tree:
            return self.tree(each, depth=depth - 1, has_columns=has_columns)

        if symbol == "(" and len(token) == 1:
            return part(token[0])
        if symbol in {"and", "or"} or (symbol in OPERATORS and (len(token) == 2 or symbol == "-")):
            return [symbol, *map(part, token)]
        if symbol in FUNCTIONS:
            return self.function(symbol, token, part)
        if symbol in SPECIAL:
            return self.special(symbol, token, part)
        if symbol == "(name)":
            name = token.value
            raise ExpressionError(
                f"“{self.source}”: write ${{{name}}} for an answer, or '{name}' in quotation marks for a text."
            )
        raise self.refuse(symbol)

    def literal(self, token: Any) -> Tree:
        if isinstance(token.value, str):
            return token.value
        if abs(token.value) > sys.float_info.max:
            raise ExpressionError(f"“{self.source[:40]}…” has a number that is too large.")
        return float(token.value)

    def function(self, symbol: str, token: Any, part: Any) -> Tree:
        operands = list(map(part, token))
        if symbol == "regex":
            operands[1] = self.pattern(operands[1])
        elif symbol == "weighted-checklist" and len(operands) % 2:
            raise ExpressionError(f"“{self.source}”: weighted-checklist() takes a weight after each value.")
        elif symbol in OVER_ROWS:
            operands = [self.rows(each) for each in operands]
            if symbol in ROWS_ONLY and not (
                isinstance(operands[0], list) and operands[0][0] in {"rows", "item"}
            ):
                raise ExpressionError(
                    f"“{self.source}”: {symbol}() takes one name, such as {symbol}(${{name}})."
                )
        return [symbol, *operands]

    def rows(self, tree: Tree) -> Tree:
        """Return an operand of a function over rows: the answers of all rows in place of one answer."""
        return ["rows", tree[1]] if isinstance(tree, list) and tree[0] == "$" else tree

    def pattern(self, tree: Tree) -> str:
        if not isinstance(tree, str):
            raise ExpressionError(f"“{self.source}”: write the pattern of regex() in quotation marks.")
        try:
            return xpath_regex.translate(tree)
        except xpath_regex.PatternError as error:
            raise ExpressionError(
                f"“{self.source}”: the pattern of regex() cannot be used: {error}."
            ) from None

    def special(self, symbol: str, token: Any, part: Any) -> Tree:
        match symbol:
            case "position" if len(token) == 1 and token[0].symbol == "..":
                return ["position"]
            case "index":
                # SurveyCTO's word for position(..).
                return ["position"]
            case "today" | "now" | "version":
                return [symbol]
            case "if":
                return ["if", *map(part, token)]
            case "once":
                return ["if", ["."], ["."], part(token[0])]
            case "choice-name":
                return ["choice-name", self.last_name(part(token[1]), "jr:choice-name"), part(token[0])]
            case "pulldata":
                table, column, key, value = map(part, token)
                if not (isinstance(table, str) and isinstance(column, str) and isinstance(key, str)):
                    raise ExpressionError(
                        f"“{self.source}”: write the names in pulldata() in quotation marks."
                    )
                return ["item", table.removesuffix(".csv"), ["=", ["column", key], ["string", value]], column]
            case "indexed-repeat":
                answer, group, place = map(part, token)
                if not all(isinstance(each, list) and each[0] == "$" for each in (answer, group)):
                    raise self.refuse(symbol)
                return ["at", place, self.rows(answer)]
        raise self.refuse(symbol)

    def last_name(self, tree: Tree, function: str) -> str:
        found = re.search(rf"({NAME})$", tree) if isinstance(tree, str) else None
        if not found:
            raise ExpressionError(f"“{self.source}”: {function}() takes the name of a question, '${{name}}'.")
        return found[1]

    def path(self, token: Any, *, depth: int, has_columns: bool) -> Tree:
        """Return the tree of a path: to a question, or into the rows of a table."""
        steps = list(self.steps(token))
        first = steps[0]
        if first.symbol == "instance":
            return self.item(steps, depth)
        if first.symbol == "(name)" or (first.symbol == "current" and len(steps) == 1):
            raise self.refuse(token.symbol)
        last = steps[-1]
        if last.symbol == "." and len(steps) == 2 and first.symbol == "current":
            return ["."]
        if last.symbol != "(name)":
            raise self.refuse(last.symbol)
        predicates = [step for step in steps if step.symbol == "["]
        if not predicates:
            return ["$", last.value]
        if len(predicates) > 1:
            raise self.refuse("[")
        place = predicates[0][1]
        if place.symbol == "=" and place[0].symbol == "position" and not len(place[0]):
            place = place[1]
        elif place.symbol not in LITERALS | {"$"}:
            raise self.refuse("[")
        return ["at", self.tree(place, depth=depth - 1, has_columns=has_columns), ["rows", last.value]]

    def steps(self, token: Any) -> Iterator[Any]:
        """Yield the steps of a path from left to right."""
        if token.symbol in {"/", "//"}:
            if not len(token):
                raise self.refuse("/")
            if len(token) == 1:
                # The path begins at the root.
                yield token
            for part in token:
                yield from self.steps(part)
            return
        if token.symbol == "[" and token[0].symbol in {"/", "//"}:
            # instance('x')/root/item[…] as a whole: the predicate belongs to the last step.
            *before, last = self.steps(token[0])
            yield from before
            yield _Predicate(last, token[1])
            return
        yield token if token.symbol != "[" else _Predicate(token[0], token[1])

    def item(self, steps: list[Any], depth: int) -> Tree:
        table = steps[0][0].value if len(steps[0]) == 1 else ""
        named, conditions = [], []
        for step in steps[1:]:
            while step.symbol == "[":
                conditions.append(self.tree(step[1], depth=depth - 1, has_columns=True))
                step = step[0]
            named.append(step.value if step.symbol == "(name)" else "")
        if not isinstance(table, str) or named[:2] != ["root", "item"] or len(named) > 3 or "" in named:
            raise ExpressionError(
                f"“{self.source}”: write instance('table')/root/item[column = …]/column for a row of a table."
            )
        if any(isinstance(each, float) for each in conditions):
            raise self.refuse("[")
        condition: Tree = conditions[0] if len(conditions) == 1 else ["and", *conditions]
        return ["item", table, condition, named[2] if len(named) == 3 else "name"]


class _Predicate:
    """A step of a path with its predicate, in the shape of elementpath's own token."""

    symbol = "["

    def __init__(self, step: Any, condition: Any) -> None:
        self._parts = (step, condition)

    def __getitem__(self, place: int) -> Any:
        return self._parts[place]
