"""A second implementation of a form's logic: pyxform's XForm with its answers as XML, evaluated by libxml2's XPath.

It shares nothing with survey.expressions but the meaning of ODK's functions. Dates are numbers of days in it, because
libxml2 compares no texts; a test compares values as numbers where both sides are.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from math import floor, isfinite, isnan, nan
from typing import Any

from lxml import etree

XFORMS = "{http://www.w3.org/2002/xforms}"
JAVAROSA = "http://openrosa.org/javarosa"
CORE = re.compile(r"(?<![\w.-])(number|round|position|concat|sum|current)(\s*\()")
"""Functions that libxml2 has with another meaning; here they get the prefix odk-."""
DATE = re.compile(r"""(["'])(\d{4}-\d{2}-\d{2})\1""")
QUOTED = re.compile(r"""("[^"]*"|'[^']*')""")
PASSES = 12
EPOCH = dt.date(1970, 1, 1)
UNSURE = re.compile(
    r"\b(random|uuid|once|now|format-date|format-date-time|date-time|decimal-\w+|version|pulldata)\s*\("
)
"""Functions whose results are not compared: by chance, by the time of day, or from a file beside the form."""


@dataclass
class Outcome:
    """The state of a form: by path and row, what is shown, required and calculated, and which answers are refused."""

    shown: set[tuple[str, int]] = field(default_factory=set)
    required: set[tuple[str, int]] = field(default_factory=set)
    values: dict[tuple[str, int], str] = field(default_factory=dict)
    refused: set[tuple[str, int]] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)


def text_of(value: Any) -> str:
    """Return XPath's string() of a result."""
    if isinstance(value, list):
        return text_of(value[0]) if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return (
            ""
            if isnan(value)
            else str(int(value))
            if isfinite(value) and value == int(value)
            else repr(value)
        )
    return "".join(value.itertext()) if hasattr(value, "itertext") else str(value)


def number_of(value: Any) -> float:
    """Return ODK's number() of a result: a date is a number of days."""
    if isinstance(value, bool | float):
        return float(value)
    text = text_of(value).strip()
    if re.fullmatch(r"-?(\d+(\.\d*)?|\.\d+)", text, re.ASCII):
        return float(text)
    try:
        return float((dt.date.fromisoformat(text) - EPOCH).days) if text else nan
    except ValueError:
        return nan


def truth_of(value: Any) -> bool:
    """Return XPath's boolean() of a result."""
    if isinstance(value, float):
        return not isnan(value) and value != 0
    return bool(value)


def _all(values: tuple[Any, ...]) -> Iterator[str]:
    for value in values:
        yield from map(text_of, value) if isinstance(value, list) else [text_of(value)]


def _figures(values: tuple[Any, ...]) -> list[float]:
    return [figure for figure in map(number_of, _all(values)) if not isnan(figure)]


def _rounded(value: Any, places: Any = 0.0) -> float:
    figure = number_of(value)
    scale = 10.0 ** int(number_of(places))
    return floor(figure * scale + 0.5) / scale if isfinite(figure) else figure


def _date(value: Any) -> Any:
    figure = number_of(value)
    return "" if isnan(figure) else float(floor(figure))


class XForm:
    """A form of pyxform, to be filled in."""

    def __init__(self, xform: str) -> None:
        root = etree.fromstring(xform.encode())
        labels = {text.get("id"): text_of(text.find(f"{XFORMS}value")) for text in root.iter(f"{XFORMS}text")}
        for element in root.iter():
            if isinstance(element.tag, str) and element.tag.startswith(XFORMS):
                element.tag = element.tag.removeprefix(XFORMS)
        model = root.find(".//model")
        instances = model.findall("instance")
        self.primary = deepcopy(instances[0][0])
        self.secondary = {each.get("id"): each for each in instances[1:]}
        for item in (item for each in self.secondary.values() for item in each.iter("item")):
            if item.find("itextId") is not None and item.find("label") is None:
                etree.SubElement(item, "label").text = labels.get(item.findtext("itextId"), "")
        self.binds = {each.get("nodeset"): each for each in model.findall("bind")}
        self.lists = {each.getparent().get("ref"): each.get("nodeset") for each in root.iter("itemset")}
        repeats = root.findall(".//{http://www.w3.org/1999/xhtml}body//repeat")
        self.repeats = {each.get("nodeset"): each.get(f"{{{JAVAROSA}}}count") for each in repeats}
        whole = self.primary.getroottree()
        self.templates = {path: deepcopy(whole.xpath(path)[-1]) for path in self.repeats}
        for path in self.repeats:
            for node in whole.xpath(path):
                node.getparent().remove(node)
        self.current: Any = None

    def outcome(self, answers: Mapping[str, str], rows: Mapping[str, list[Mapping[str, str]]]) -> Outcome:
        """Return the state for answers by path, and for rows of answers by path within the form."""
        raw = self._filled(answers, rows)
        relevant: dict[int, bool] = {}
        calculated: dict[int, str] = {}
        nodes = list(self._nodes(raw))
        for _ in range(PASSES):
            self._show(nodes, relevant, calculated, answers_of=raw)
            before = (dict(relevant), dict(calculated))
            for place, (path, node, _) in enumerate(nodes):
                bind = self.binds.get(path)
                if bind is None:
                    continue
                if bind.get("relevant"):
                    relevant[place] = truth_of(self.evaluate(bind.get("relevant"), node))
                if bind.get("calculate"):
                    calculated[place] = text_of(self.evaluate(bind.get("calculate"), node))
            if before == (relevant, calculated):
                break
        return self._read(raw, nodes, relevant)

    def evaluate(self, expression: str, node: Any) -> Any:
        """Return the value of an expression for a node."""
        self.current = node
        parts = QUOTED.split(expression)
        parts[::2] = [CORE.sub(r"odk-\1\2", part) for part in parts[::2]]
        written = DATE.sub(lambda found: str((dt.date.fromisoformat(found[2]) - EPOCH).days), "".join(parts))
        return node.xpath(written, namespaces={"jr": JAVAROSA}, extensions=self._functions())

    def _filled(self, answers: Mapping[str, str], rows: Mapping[str, list[Mapping[str, str]]]) -> Any:
        raw = deepcopy(self.primary)
        for node in raw.iter():
            if not len(node):
                node.text = None
        parents = raw.getroottree()
        for path, inner in rows.items():
            parent = parents.xpath(path.rpartition("/")[0])[0]
            for row in inner:
                made = deepcopy(self.templates[path])
                for node in made.iter():
                    if not len(node):
                        node.text = None
                parent.append(made)
                for below, value in row.items():
                    made.xpath(below)[0].text = _as_days(value)
        for path, value in answers.items():
            parents.xpath(path)[0].text = _as_days(value)
        for node in raw.iter():
            node.set("raw", node.text or "") if not len(node) else None
        return raw

    def _nodes(self, raw: Any) -> Iterator[tuple[str, Any, int]]:
        """Yield each node with its path and the number of its row, 0 outside rows."""

        def walk(node: Any, path: str, row: int) -> Iterator[tuple[str, Any, int]]:
            counts: dict[str, int] = {}
            for child in node:
                below = f"{path}/{child.tag}"
                counts[below] = counts.get(below, 0) + 1
                inside = counts[below] if below in self.repeats else row
                yield below, child, inside
                yield from walk(child, below, inside)

        yield from walk(raw, f"/{raw.tag}", 0)

    def _show(
        self, nodes: list[Any], relevant: dict[int, bool], calculated: dict[int, str], *, answers_of: Any
    ) -> None:
        """Write into the tree what expressions see: nothing for what is hidden, and no rows of a hidden group."""
        hidden: set[Any] = set()
        for place, (path, node, _) in enumerate(nodes):
            is_hidden = not relevant.get(place, True) or node.getparent() in hidden
            if is_hidden:
                hidden.add(node)
            if path in self.repeats:
                name = path.rpartition("/")[2]
                node.tag = f"{name}-gone" if is_hidden else name
            if not len(node):
                node.text = "" if is_hidden else calculated.get(place, node.get("raw"))

    def _read(self, raw: Any, nodes: list[Any], relevant: dict[int, bool]) -> Outcome:
        found = Outcome()
        hidden: set[Any] = set()
        for place, (path, node, row) in enumerate(nodes):
            if not relevant.get(place, True) or node.getparent() in hidden:
                hidden.add(node)
                continue
            found.shown.add((path, row))
            bind = self.binds.get(path)
            if bind is None:
                continue
            if truth_of(self.evaluate(bind.get("required", "false()"), node)):
                found.required.add((path, row))
            if bind.get("calculate") and not UNSURE.search(bind.get("calculate")):
                found.values[path, row] = node.text or ""
            if (
                bind.get("constraint")
                and node.text
                and not truth_of(self.evaluate(bind.get("constraint"), node))
            ):
                found.refused.add((path, row))
        for path, count in self.repeats.items():
            parent = raw.getroottree().xpath(path.rpartition("/")[0])
            if count and parent:
                figure = number_of(self.evaluate(count, parent[0]))
                found.counts[path] = max(0, int(figure)) if isfinite(figure) else 0
        return found

    def _functions(self) -> dict[tuple[str | None, str], Any]:
        plain = {
            "odk-number": lambda _, value: number_of(value),
            "odk-round": lambda _, *values: _rounded(*values),
            "odk-concat": lambda _, *values: "".join(_all(values)),
            "odk-sum": lambda _, *values: float(sum(_figures(values))),
            "odk-position": self._position,
            "odk-current": lambda _: [self.current],
            "instance": lambda _, name: [self.secondary[name]] if name in self.secondary else [],
            "if": lambda _, test, yes, no: yes if truth_of(test) else no,
            "coalesce": lambda _, one, other: text_of(one) or text_of(other),
            "once": lambda _, value: value,
            "selected": lambda _, value, word: text_of(word).strip() in text_of(value).split(),
            "selected-at": lambda _, value, at: (text_of(value).split()[int(at) :] or [""])[0],
            "count-selected": lambda _, value: float(len(text_of(value).split())),
            "count-non-empty": lambda _, nodes: float(sum(1 for each in nodes if text_of(each))),
            "regex": lambda _, value, pattern: bool(re.fullmatch(pattern, text_of(value), re.ASCII)),
            "int": lambda _, value: float(int(number_of(value))) if isfinite(number_of(value)) else nan,
            "pow": lambda _, base, power: number_of(base) ** number_of(power),
            "abs": lambda _, value: abs(number_of(value)),
            "max": lambda _, *values: max(_figures(values), default=nan),
            "min": lambda _, *values: min(_figures(values), default=nan),
            "join": lambda _, mark, *values: mark.join(_all(values)),
            "substr": lambda _, value, first, *last: text_of(value)[
                int(first) : int(last[0]) if last else None
            ],
            "ends-with": lambda _, value, end: text_of(value).endswith(text_of(end)),
            "boolean-from-string": lambda _, value: text_of(value).lower() in {"true", "1"},
            "today": lambda _: float((dt.datetime.now().astimezone().date() - EPOCH).days),
            "date": lambda _, value: _date(value),
            "indexed-repeat": self._indexed,
            "random": lambda _: 0.5,
            "uuid": lambda _, *length: "u",
            "now": lambda _: "",
            "version": lambda _: "",
            "pulldata": lambda _, *names: "",
            "device-info": lambda _: "",
            "duration": lambda _: "",
            "index": self._row_number,
        }
        found: dict[tuple[str | None, str], Any] = {(None, name): call for name, call in plain.items()}
        return found | {(JAVAROSA, "choice-name"): self._choice_name}

    def _position(self, _: Any, nodes: list[Any]) -> float:
        same = [each for each in nodes[0].getparent() if each.tag == nodes[0].tag]
        return float(same.index(nodes[0]) + 1)

    def _row_number(self, _: Any) -> float:
        node = self.current
        while node is not None and not any(path.endswith(f"/{node.tag}") for path in self.repeats):
            node = node.getparent()
        return nan if node is None else self._position(None, [node])

    def _indexed(self, _: Any, nodes: list[Any], group: list[Any], place: Any) -> str:
        at = int(number_of(place)) if isfinite(number_of(place)) else 0
        row = group[at - 1] if 1 <= at <= len(group) else None
        return next((text_of(each) for each in nodes if row is not None and row in each.iterancestors()), "")

    def _choice_name(self, _: Any, value: Any, path: str) -> str:
        nodeset = self.lists.get(path.strip(), "").partition("[")[0]
        items = self.evaluate(nodeset, self.current) if nodeset else []
        return next((each.findtext("label") for each in items if each.findtext("name") == text_of(value)), "")


def _as_days(value: str) -> str:
    """Return a date as a number of days, and other text as it is."""
    is_date = re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)
    return str((dt.date.fromisoformat(value) - EPOCH).days) if is_date else value
