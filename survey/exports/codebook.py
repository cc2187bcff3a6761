"""A questionnaire as a DDI-Codebook 2.5: the question, values and frequencies of each variable.

The order of the elements is that of the standard's schema (ddialliance.org/Specification/DDI-Codebook/2.5). Characters
that XML cannot hold are removed from texts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from survey.answers import STATE_LABELS, STORED_STATES, AnswerState
from survey.exports.extract import UNIT, WITHOUT_NAMES, Extract
from survey.exports.variables import Cell, Kind, Table, Variable, tables_of
from survey.expressions import joined
from survey.models import Instrument, Strand
from survey.questionnaire import Questionnaire
from survey.sheets.ods import UNWRITABLE

NAMESPACE = "ddi:codebook:2_5"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
NUMERIC = (Kind.INTEGER, Kind.DECIMAL, Kind.FLAG)
CATEGORIES = {Kind.DATE: "date", Kind.TIME: "time", Kind.DATETIME: "date"}
"""The categories of formats that the standard knows."""
CONFIDENTIAL = (
    "Answers were given in confidence. Results are published as figures only, small numbers protected, and nobody is "
    "named or described so that they can be recognised."
)
FULL = "With names and the respondents’ own words: for the purpose it was asked for, and for no other."
Element = ElementTree.Element


@dataclass(frozen=True)
class _Described:
    """The content of a codebook: the tables of a questionnaire, and the study and frequencies if there are any."""

    instrument: Instrument
    questionnaire: Questionnaire
    tables: tuple[Table, ...]
    is_full: bool
    strand: Strand | None = None
    files: Mapping[str, str] | None = None
    row_counts: Mapping[str, int] | None = None
    frequencies: Mapping[tuple[str, str], Counter[Cell]] | None = None
    unit: str = UNIT
    without_names: str = WITHOUT_NAMES
    notes: tuple[str, ...] = ()
    version: str = ""
    """The version of the questionnaire, or its versions in words."""


def of_instrument(instrument: Instrument, *, is_full: bool = True) -> bytes:
    """Return the codebook of a questionnaire without answers."""
    tables = tables_of(instrument.questionnaire, is_full=is_full)
    return _written(
        _Described(instrument, instrument.questionnaire, tables, is_full, version=instrument.version)
    )


def of_extract(extract: Extract, files: Mapping[str, str]) -> bytes:
    """Return the codebook of an extract whose tables have been read. `files` maps tables to file names."""
    return _written(
        _Described(
            extract.instrument,
            extract.questionnaire,
            extract.tables,
            extract.is_full,
            extract.strand,
            files,
            extract.row_counts,
            extract.frequencies,
            extract.unit,
            extract.without_names,
            extract.notes,
            extract.version,
        )
    )


def _written(described: _Described) -> bytes:
    ElementTree.register_namespace("", NAMESPACE)
    root = Element(_tag("codeBook"), {"version": "2.5", LANGUAGE: described.questionnaire.language.code})
    title = f"{described.instrument.title}, version {described.version}"
    citation = _under(_under(_under(root, "docDscr"), "citation"), "titlStmt")
    _under(citation, "titl", f"Codebook: {title}")
    _describe_study(_under(root, "stdyDscr"), described, title)
    for number, table in enumerate(described.tables, 1):
        _describe_file(root, number, table, described)
    data = _under(root, "dataDscr")
    for number, table in enumerate(described.tables, 1):
        for group in _groups(number, table):
            data.append(group)
    for number, table in enumerate(described.tables, 1):
        for place, variable in enumerate(table.variables, 1):
            data.append(_variable(number, place, table, variable, described))
    ElementTree.indent(root)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _describe_study(study: Element, described: _Described, title: str) -> None:
    strand = described.strand
    citation = _under(study, "citation")
    titles = _under(citation, "titlStmt")
    _under(titles, "titl", f"{strand.study.title}: {title}" if strand else title)
    identity = f"{described.instrument.name}-{described.version}"
    _under(titles, "IDNo", f"{strand.study.slug}/{identity}" if strand else identity)
    _under(_under(citation, "verStmt"), "version", described.version)
    info = _under(study, "stdyInfo")
    if strand and strand.study.description:
        _under(info, "abstract", strand.study.description)
    summary = _under(info, "sumDscr")
    if strand and strand.opens_on:
        _under(
            summary, "collDate", strand.opens_on.isoformat(), date=strand.opens_on.isoformat(), event="start"
        )
    if strand and strand.closes_on:
        _under(
            summary, "collDate", strand.closes_on.isoformat(), date=strand.closes_on.isoformat(), event="end"
        )
    _under(summary, "nation", "England and Wales")
    _under(summary, "anlyUnit", described.unit)
    _under(summary, "dataKind", "Survey data")
    collection = _under(_under(study, "method"), "dataColl")
    if strand:
        _under(collection, "collMode", strand.get_kind_display())
    _under(
        collection,
        "resInstru",
        f"XLSForm questionnaire “{described.instrument.name}”, version {described.version}",
    )
    use = _under(_under(study, "dataAccs"), "useStmt")
    _under(use, "confDec", CONFIDENTIAL)
    _under(use, "conditions", FULL if described.is_full else described.without_names)
    for note in described.notes:
        _under(study, "notes", note)


def _describe_file(root: Element, number: int, table: Table, described: _Described) -> None:
    text = _under(_under(root, "fileDscr", ID=f"F{number}"), "fileTxt")
    _under(text, "fileName", (described.files or {}).get(table.name, table.name))
    _under(text, "fileCont", table.title)
    size = _under(text, "dimensns")
    if described.row_counts is not None:
        _under(size, "caseQnty", str(described.row_counts.get(table.name, 0)))
    _under(size, "varQnty", str(len(table.variables)))


def _groups(number: int, table: Table) -> Iterator[Element]:
    """Yield a group of variables for each question with several choices."""
    members: dict[str, list[str]] = {}
    for place, variable in enumerate(table.variables, 1):
        if variable.kind is Kind.FLAG and variable.question is not None:
            members.setdefault(variable.question.name, []).append(f"V{number}_{place}")
    labels = {v.question.name: v.question.label for v in table.variables if v.question is not None}
    for name, ids in members.items():
        group = Element(
            _tag("varGrp"),
            {"ID": f"G{number}_{ids[0]}", "type": "multipleResp", "name": name, "var": " ".join(ids)},
        )
        _under(group, "labl", labels[name])
        yield group


def _variable(number: int, place: int, table: Table, variable: Variable, described: _Described) -> Element:
    is_figure = variable.kind in (Kind.INTEGER, Kind.DECIMAL)
    found = Element(
        _tag("var"),
        {
            "ID": f"V{number}_{place}",
            "name": variable.name,
            "files": f"F{number}",
            "intrvl": "contin" if is_figure else "discrete",
        },
    )
    _under(found, "labl", variable.label)
    question = variable.question
    if question is not None and question.label:
        question_element = _under(found, "qstn")
        _under(question_element, "qstnLit", question.label)
        if question.hint:
            _under(question_element, "ivuInstr", question.hint)
    if question is not None and not variable.choice:
        missing = _under(found, "invalrng")
        for state in STORED_STATES:
            _under(missing, "item", VALUE=f"[{state.value}]")
    conditions = described.questionnaire.conditions_of(question.name) if question is not None else ()
    if conditions:
        _under(found, "universe", f"Asked where {joined(conditions)}")
    counted = (described.frequencies or {}).get((table.name, variable.name))
    if counted is not None:
        answered = sum(number for cell, number in counted.items() if not _is_none(cell))
        _under(found, "sumStat", str(answered), type="vald")
        _under(found, "sumStat", str(sum(counted.values()) - answered), type="invd")
    if variable.top is not None:
        _under(found, "txt", f"Values of {variable.top} and more are shown as {variable.top}.")
    _categories(found, variable, counted)
    if question is not None and question.calculation:
        _under(_under(found, "derivation"), "drvcmd", question.calculation)
    numeric = variable.kind in NUMERIC
    more = {"category": CATEGORIES[variable.kind]} if variable.kind in CATEGORIES else {}
    _under(found, "varFormat", type="numeric" if numeric else "character", schema="other", **more)
    return found


def _categories(found: Element, variable: Variable, counted: Counter[Cell] | None) -> None:
    for choice in variable.categories:
        cell: Cell = int(choice.value) if variable.kind is Kind.FLAG else choice.value
        category = _under(found, "catgry")
        _under(category, "catValu", choice.value)
        _under(category, "labl", choice.label)
        if counted is not None:
            _under(category, "catStat", str(counted[cell]), type="freq")
    if variable.question is None or variable.kind is not Kind.CHOICE:
        return
    for state in STORED_STATES:
        category = _under(found, "catgry", missing="Y")
        _under(category, "catValu", f"[{state.value}]")
        _under(category, "labl", STATE_LABELS[state])
        if counted is not None:
            _under(category, "catStat", str(counted[state]), type="freq")


def _is_none(cell: Cell) -> bool:
    return cell is None or isinstance(cell, AnswerState)


def _under(parent: Element, name: str, text: str = "", /, **attributes: str) -> Element:
    made = ElementTree.SubElement(parent, _tag(name), attributes)
    if text:
        made.text = UNWRITABLE.sub("", text)
    return made


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
