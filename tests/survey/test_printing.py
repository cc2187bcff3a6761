"""Blank questionnaires on paper: numbers, conditions and skips in words, long lists, and the PDF."""

import zlib
from pathlib import Path
from re import DOTALL, findall

import pytest

from survey.actions import INSTRUMENTS
from survey.printing import Blanks, paper_form, questionnaire_pdf
from survey.printing.sheet import LONG_LIST, PaperForm
from survey.questionnaire import Questionnaire
from survey.xlsform import questionnaire_of
from tests.factories.xlsforms import CHOICES, form, row

OWN = sorted(INSTRUMENTS.glob("*.md"))


def read(*rows: str, choices: str = CHOICES) -> Questionnaire:
    return questionnaire_of(form(*rows, choices=choices))


def items(paper: PaperForm) -> dict[str, dict]:
    """The numbered questions, by number."""
    return {
        item["number"]: item for section in paper.sections for item in section["items"] if "number" in item
    }


@pytest.mark.parametrize(
    ("relevant", "words"),
    [
        ("${a} = 'yes'", "Answer only if 1 is “Yes”."),
        ("${a} != 'yes'", "Answer only if 1 is not “Yes”."),
        ("'yes' = ${a}", "Answer only if 1 is “Yes”."),
        ("${a} != ''", "Answer only if 1 is answered."),
        ("${a} = ''", "Answer only if 1 is not answered."),
        ("not(${a} = 'yes')", "Answer only if 1 is not “Yes”."),
        ("selected(${many}, 'no')", "Answer only if “No” is ticked at 2."),
        ("not(selected(${many}, 'no'))", "Answer only if “No” is not ticked at 2."),
        ("count-selected(${many}) > 1", "Answer only if more than 1 are ticked at 2."),
        ("${age} >= 18", "Answer only if 3 is at least 18."),
        ("18 > ${age}", "Answer only if 3 is less than 18."),
        ("not(${age} < 18)", "Answer only if 3 is at least 18."),
        ("${a} = 'yes' and ${age} > 2", "Answer only if 1 is “Yes” and 3 is more than 2."),
        ("not(${a} = 'yes' or ${age} > 2)", "Answer only if 1 is not “Yes” and 3 is at most 2."),
        ("${age} + 1 = 3", "Answer only if the answer to 3 calls for it."),
        ("string-length(${a}) > ${age}", "Answer only if the answer to 1 and 3 calls for it."),
    ],
)
def test_conditions_are_put_into_words_with_numbers(relevant: str, words: str) -> None:
    questionnaire = read(
        row("select_multiple yes_no", "many", "Many"),
        row("integer", "age", "Age"),
        row(name="why", relevant=relevant),
    )

    assert items(paper_form(questionnaire))["4"]["when"] == words


def test_a_choice_says_where_to_go_on() -> None:
    """After “Is it?” a yes goes on to the next question, a no to question 4, which is asked in both cases."""
    questionnaire = read(
        row(name="which", relevant="${a} = 'yes'"),
        row(name="since", relevant="${a} = 'yes'"),
        row(name="all"),
    )

    choices = items(paper_form(questionnaire))["1"]["choices"]

    assert [(each["label"], each["skip"]) for each in choices] == [("Yes", ""), ("No", "go on to 4")]


def test_a_choice_may_lead_to_the_end() -> None:
    questionnaire = read(row(name="which", relevant="${a} = 'yes'"))

    choices = items(paper_form(questionnaire))["1"]["choices"]

    assert [each["skip"] for each in choices] == ["", "go on to the end"]


def test_a_condition_on_another_answer_ends_the_skip() -> None:
    """Whether 3 is asked depends on 2, so a no at 1 cannot lead past it."""
    questionnaire = read(
        row(name="which", relevant="${a} = 'yes'"),
        row(name="more", relevant="${which} != ''"),
        row(name="all"),
    )

    assert [each["skip"] for each in items(paper_form(questionnaire))["1"]["choices"]] == ["", "go on to 3"]


def test_a_group_has_rows_and_numbers_of_its_own() -> None:
    questionnaire = read(
        row("begin_repeat", "staff", "Staff"),
        row(name="name", label="Name"),
        row("integer", "years", "Years"),
        row("end_repeat", "", ""),
        row("begin_repeat", "sites", "Sites", repeat_count="5"),
        row(name="town", label="Town"),
        row("end_repeat", "", ""),
    )

    staff, sites = (items(paper_form(questionnaire))[number] for number in ("2", "3"))

    assert [each["number"] for each in staff["items"]] == ["2.1", "2.2"]
    assert (len(staff["rows"]), staff["is_open"]) == (3, True)
    assert (len(sites["rows"]), sites["is_open"]) == (5, False)


def test_a_long_list_stands_once_at_the_end() -> None:
    many = "".join(f"| | towns | t{place} | Town {place} |\n" for place in range(LONG_LIST + 1))
    questionnaire = read(
        row("select_one towns", "home", "Home"),
        row("select_multiple towns", "work", "Work"),
        choices=CHOICES + many,
    )

    paper = paper_form(questionnaire)

    assert items(paper)["2"]["how"] == "Write the number of a choice in list A, at the end."
    assert items(paper)["3"]["how"] == "Write the numbers of all that apply in list A, at the end."
    (towns,) = paper.lists
    assert (len(towns["choices"]), towns["choices"][0]) == (LONG_LIST + 1, "1  Town 0")


def test_notes_are_read_aloud_only_in_an_interview() -> None:
    questionnaire = read(row("note", "n", "Hello {service}", hint="Smile"), row("note", "voicemail", "Bye"))

    survey = [item["kind"] for item in paper_form(questionnaire).sections[0]["items"]]
    blanks = Blanks(values={"service": "HMP Leeds"}, is_interview=True)
    interview = paper_form(questionnaire, blanks=blanks).sections[0]["items"]

    assert survey == ["question", "heading", "heading"]
    assert [(each["heading"], each["label"], each["hint"]) for each in interview[1:]] == [
        ("Read aloud", "Hello HMP Leeds", "Smile"),
        ("On an answering machine", "Bye", ""),
    ]


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_our_own_questionnaires_are_tagged_for_screen_readers(path: Path, language: str) -> None:
    questionnaire = questionnaire_of(path.read_text(encoding="utf-8"))

    paper = paper_form(questionnaire, language=language, blanks=Blanks(is_interview="interview" in path.stem))
    pdf = questionnaire_pdf(paper)

    assert pdf.startswith(b"%PDF-") and b"pdfuaid:part" in pdf
    assert f"/Lang ({language})".encode() in pdf or f"/Lang({language})".encode() in pdf
    assert bool(paper.draft_mark) == (language == "cy")
    asked = [question.name for question in questionnaire.answerable_questions() if not question.is_check]
    assert len([number for number in items(paper) if "." not in number]) == len(asked)


@pytest.mark.parametrize(
    "text",
    [
        "#panic(1)",
        '"; #read("/etc/passwd")',
        "$x$ *b* _i_ `c` \\ <a> @b",
        "= H",
        "]#[",
        "\u0915 \u4e2d \u0623",
    ],
)
def test_no_text_is_read_as_markup(text: str) -> None:
    questionnaire = questionnaire_of(form(row("note", "n", text.replace("|", "")), row(name="c", label=text)))

    pdf = questionnaire_pdf(paper_form(questionnaire))

    assert pdf.startswith(b"%PDF-")
    streams = findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, DOTALL)
    assert not any(b"root:" in _unpacked(stream) for stream in streams)


def _unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream
