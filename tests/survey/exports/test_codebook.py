"""The DDI codebook of a questionnaire: well formed, in the order of the standard, with every variable."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from survey.exports import codebook
from survey.exports.responses import ResponseExtract
from survey.questionnaire import Choice, Question, QuestionType
from tests.factories.survey import InstrumentFactory, OnlineStrandFactory, questionnaire
from tests.survey.exports.ddi import assert_valid
from tests.survey.exports.downloads import ANSWERS, QUESTIONNAIRE, STATES, strand_with

pytestmark = pytest.mark.django_db
DDI = "{ddi:codebook:2_5}"
ORDER = {
    "codeBook": ["docDscr", "stdyDscr", "fileDscr", "dataDscr"],
    "stdyDscr": ["citation", "stdyInfo", "method", "dataAccs"],
    "citation": ["titlStmt", "verStmt"],
    "titlStmt": ["titl", "IDNo"],
    "stdyInfo": ["abstract", "sumDscr"],
    "sumDscr": ["collDate", "nation", "anlyUnit", "dataKind"],
    "dataColl": ["collMode", "resInstru"],
    "useStmt": ["confDec", "conditions"],
    "fileTxt": ["fileName", "fileCont", "dimensns"],
    "dimensns": ["caseQnty", "varQnty"],
    "dataDscr": ["varGrp", "var"],
    "var": ["labl", "qstn", "invalrng", "universe", "sumStat", "catgry", "derivation", "varFormat"],
    "qstn": ["qstnLit", "ivuInstr"],
    "catgry": ["catValu", "labl", "catStat"],
}
"""The children of each element that we write, in the order of the standard's schema (ddi:codebook:2_5)."""


def read(content: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(content)


def names(element: ElementTree.Element) -> list[str]:
    return [child.tag.removeprefix(DDI) for child in element]


def variable(book: ElementTree.Element, name: str) -> ElementTree.Element:
    return next(each for each in book.iter(f"{DDI}var") if each.get("name") == name)


def texts(element: ElementTree.Element, *path: str) -> list[str | None]:
    return [each.text for each in element.findall("/".join(f"{DDI}{step}" for step in path))]


def with_figures(**how) -> ElementTree.Element:
    strand = strand_with(ANSWERS, ANSWERS, STATES)
    extract = ResponseExtract(strand, strand.instrument, **how)
    for table in extract.tables:
        list(extract.counted_rows(table))
    return read(codebook.of_extract(extract, {"answers": "answers.csv", "projects": "projects.csv"}))


def test_a_codebook_is_valid_by_the_schema_of_the_standard():
    strand = strand_with(ANSWERS, STATES)
    extract = ResponseExtract(strand, strand.instrument, is_full=True)
    for table in extract.tables:
        list(extract.counted_rows(table))

    assert_valid(codebook.of_extract(extract, {"answers": "answers.csv", "projects": "projects.csv"}))
    assert_valid(codebook.of_instrument(strand.instrument))


def test_every_element_belongs_to_the_standard_and_is_in_its_order():
    for book in (
        with_figures(is_full=True),
        read(codebook.of_instrument(InstrumentFactory(questionnaire=QUESTIONNAIRE))),
    ):
        assert book.tag == f"{DDI}codeBook" and book.get("version") == "2.5"
        for element in book.iter():
            order = ORDER.get(element.tag.removeprefix(DDI))
            if order is not None:
                places = [order.index(name) for name in names(element)]
                assert places == sorted(places), element.tag
        assert texts(book, "stdyDscr", "citation", "titlStmt", "titl") != []


def test_identifiers_are_unique_and_every_reference_is_to_one_of_them():
    book = with_figures(is_full=True)
    identifiers = [element.get("ID") for element in book.iter() if element.get("ID")]

    assert len(set(identifiers)) == len(identifiers)
    for element in book.iter():
        for word in (element.get("files", "") + " " + element.get("var", "")).split():
            assert word in identifiers


def test_a_variable_has_its_question_and_its_possible_answers():
    trades = variable(with_figures(is_full=False), "trades")

    assert texts(trades, "qstn", "qstnLit") == ["Does it trade?"]
    assert texts(trades, "qstn", "ivuInstr") == ["Any sale counts."]
    assert texts(trades, "catgry", "catValu")[:3] == ["yes", "no", "[not_known]"]
    assert texts(trades, "catgry", "labl")[:2] == ["Yes", "No"]
    assert [each.get("missing") for each in trades.findall(f"{DDI}catgry")] == [None, None, *["Y"] * 4]


def test_how_often_each_value_occurred_is_counted_from_the_same_rows():
    book = with_figures(is_full=False)

    assert texts(variable(book, "trades"), "catgry", "catStat") == ["2", "0", "1", "0", "0", "0"]
    assert texts(variable(book, "trades"), "sumStat") == ["2", "1"]
    assert texts(variable(book, "sector/food"), "catgry", "catStat") == ["0", "2"]
    assert [each.text for each in book.iter(f"{DDI}caseQnty")] == ["3", "4"]


def test_the_choices_of_a_question_that_takes_several_are_grouped():
    book = with_figures(is_full=False)

    (group,) = book.iter(f"{DDI}varGrp")
    members = (group.get("var") or "").split()
    assert [each.get("name") for each in book.iter(f"{DDI}var") if each.get("ID") in members] == [
        "sector/food",
        "sector/retail",
    ]


def test_conditions_and_calculations_are_described():
    book = read(codebook.of_instrument(InstrumentFactory(questionnaire=QUESTIONNAIRE)))

    assert texts(variable(book, "why"), "universe") == ["Asked where ${trades} = 'no'"]
    assert texts(variable(book, "double"), "derivation", "drvcmd") == ["${employees} + ${employees}"]
    assert not any(True for _ in book.iter(f"{DDI}catStat"))


def test_the_condition_of_a_page_and_that_of_its_question_must_both_hold():
    (page,) = QUESTIONNAIRE.sections
    first = replace(page, questions=page.questions[:8])
    second = replace(
        page, name="reasons", questions=page.questions[8:], relevant="${income} = 0 or ${employees} > 9"
    )
    paged = replace(QUESTIONNAIRE, sections=(first, second))

    book = read(codebook.of_instrument(InstrumentFactory(questionnaire=paged)))

    assert texts(variable(book, "why"), "universe") == [
        "Asked where (${income} = 0 or ${employees} > 9) and (${trades} = 'no')"
    ]


def test_a_codebook_without_names_has_no_question_about_names():
    book = with_figures(is_full=False)

    described = {each.get("name") for each in book.iter(f"{DDI}var")}
    assert not described & {"organisation_name", "postcode", "company_number", "why", "project_name"}
    assert texts(book, "stdyDscr", "dataAccs", "useStmt", "conditions") == [codebook.WITHOUT_NAMES]


def test_any_text_can_be_written():
    form = questionnaire(
        Question("a", QuestionType.SELECT_ONE, "<b>&amp;\x0b\ufffe 漢 🙂", choices=(Choice("x", "\x02"),))
    )
    strand = OnlineStrandFactory(instrument=InstrumentFactory(questionnaire=form, title="<&>\x01"))

    book = read(codebook.of_instrument(strand.instrument))

    assert texts(variable(book, "a"), "labl") == ["<b>&amp; 漢 🙂"]
