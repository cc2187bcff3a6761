"""What reading a form made elsewhere understands otherwise, leaves out and refuses, each with its sheet and row."""

import datetime as dt
import zipfile
from io import BytesIO

import pytest
import xlsxwriter

from survey.question_types import QuestionType
from survey.xlsform import Corrections, FormFile, Reading, read_form, read_xlsform
from tests.factories.xlsforms import CHOICES, SETTINGS, form, row
from tests.survey.refusals import refusal_of

TOWNS = FormFile("towns.csv", b"name,label,region\nleeds,Leeds,north\ntruro,Truro,south\nhull,Hull,north\n")


def understood(reading: Reading) -> list[str]:
    return list(map(str, reading.understood))


def left_out(reading: Reading) -> list[str]:
    return list(map(str, reading.left_out))


def workbook(**sheets: list[list[str]]) -> FormFile:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for number, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    page.write_string(number, column, cell)
    return FormFile("My towns.xlsx", file.getvalue())


def test_a_form_without_settings_gets_name_title_and_version() -> None:
    file = workbook(survey=[["type", "name", "label"], ["text", "a", "A"]])

    reading = read_form(file, today=dt.date(2009, 7, 15))

    made = reading.accepted_questionnaire()
    assert (made.name, made.title, made.version) == ("My_towns", "My towns", "2009-07-15")
    assert understood(reading) == [
        "Sheet settings: there is no form_id: it is made from the name of the file: “My_towns”.",
        "Sheet settings: there is no form_title: the form is called “My towns”.",
        "Sheet settings: there is no version: it is made from the date: “2009-07-15”.",
    ]


def test_an_appearance_that_begins_like_one_of_an_app_is_only_not_known() -> None:
    reading = read_xlsform(form(row(appearance="extended"), row(name="c", appearance="ex:org.example.scan")))

    assert left_out(reading) == [
        "Sheet survey, row 3: “b”: the appearance “extended” is not known here and not used."
    ]
    words = "the answer is typed, where other programs start an app for it."
    assert understood(reading) == [f"Sheet survey, row 4: “c”: {words}"]


@pytest.mark.parametrize(
    ("file", "name", "words"),
    [
        ("My towns.md", "My_towns", "made from the name of the file: “My_towns”."),
        ("مدن.md", "form", "“form”."),
    ],
)
def test_a_title_in_other_letters_gives_no_form_id(file: str, name: str, words: str) -> None:
    settings = "| settings |\n| | form_title | version |\n| | استبيان | 1 |\n"

    reading = read_form(FormFile(file, form(settings=settings).encode()))

    assert reading.accepted_questionnaire().name == name
    assert understood(reading) == [f"Sheet settings, row 2: there is no form_id: it is {words}"]


def test_a_version_is_one_line() -> None:
    settings = [["form_title", "form_id", "version"], ["Towns", "towns", "2\nof July"]]

    reading = read_form(workbook(survey=[["type", "name", "label"], ["text", "a", "A"]], settings=settings))

    assert reading.accepted_questionnaire().version == "2 of July"


def test_what_the_author_corrects_takes_the_place_of_what_the_file_says() -> None:
    source = form(settings="").replace("label |", "label::Elvish |", 2)
    corrections = Corrections(title="Towns", form_id="towns", version="3", languages=("qya",))

    reading = read_form(FormFile("form.md", source.encode()), corrections=corrections)

    made = reading.accepted_questionnaire()
    assert (made.name, made.title, made.version, made.language.code) == ("towns", "Towns", "3", "qya")
    assert understood(reading) == []


def test_headings_and_sheets_are_known_by_other_names_and_in_capitals() -> None:
    file = workbook(
        Survey=[
            ["Type", "Name", "Caption", "Relevance", "bind:required", "Constraint Message", "my remark"],
            ["text", "a", "A", "", "yes", "", "ask Ann"],
            ["text", "b", "B", "${a} = 'x'", "", "", ""],
        ],
        Settings=[["Title", "id_string", "version", "style"], ["A form", "form", "1", "pages"]],
        Notes=[["Ask Ann"]],
    )

    reading = read_form(file)

    a, b = reading.accepted_questionnaire().questions.values()
    assert (a.label, a.is_required, b.relevant) == ("A", True, "${a} = 'x'")
    assert left_out(reading) == [
        "Sheet survey, row 1: “my remark”: this column is the author’s own.",
        "Sheet settings, row 1: “style”: this setting is of no use here.",
        "Sheet Notes: this sheet is no part of a form and was not read.",
    ]


def test_line_breaks_and_backslashes_stay_in_labels() -> None:
    label = "One\n\nTwo C:\\|x **bold**"
    file = workbook(survey=[["type", "name", "label"], ["text", "a", label]])

    assert read_form(file).accepted_questionnaire().questions["a"].label == label


@pytest.mark.parametrize("ending", ["csv", "md"])
def test_a_cell_below_a_blank_heading_is_left_out(ending: str) -> None:
    text = {
        "csv": "survey,,,\n,type,,name,label\n,text,stray,a,A\n",
        "md": "| survey |\n| | type | | name | label |\n| | text | stray | a | A |\n",
    }[ending]

    reading = read_form(FormFile(f"form.{ending}", text.encode()))

    assert list(reading.accepted_questionnaire().questions) == ["a"]
    assert "a cell is in a column without a heading, and is not read." in left_out(reading)[0]


def test_metadata_and_what_cannot_be_asked_are_left_out_and_count_as_unanswered() -> None:
    reading = read_xlsform(
        form(
            row("start", "begun", ""),
            row("today", "today", ""),
            row("geopoint", "home", "Where?"),
            row("date", "born", "Born", constraint=". < ${today}"),
            row(name="why", label="Why ${home}?", relevant="${home} = '' and count(${shops}) = 0"),
            row("begin_repeat", "shops", "Shops"),
            row("image", "picture", "Picture"),
            row("end_repeat", "", ""),
        )
    )

    made = reading.accepted_questionnaire()
    assert list(made.questions) == ["a", "born", "why"]
    assert made.questions["born"].constraint == ". < today()"
    assert (made.questions["why"].label, made.questions["why"].relevant) == ("Why ?", "'' = '' and 0 = 0")
    assert [note.split(":")[0] for note in left_out(reading)] == [
        f"Sheet survey, row {number}" for number in (3, 4, 5, 8, 9)
    ]
    words = "asks for the answer to “home”, which is not asked: it counts as unanswered."
    assert f"Sheet survey, row 7: “why”: {words}" in understood(reading)


def test_a_row_may_look_at_the_rows_above_it() -> None:
    reading = read_xlsform(
        form(
            row("begin_repeat", "people", "People"),
            row(name="town", label="Where?"),
            row("calculate", "last", "", calculation="indexed-repeat(${town}, ${people}, position(..) - 1)"),
            row("calculate", "next", "", calculation="indexed-repeat(${town}, ${people}, position(..) + 1)"),
            row("end_repeat", "", ""),
        )
    )

    towns = [{"town": {"value": town}} for town in ("Leeds", "York", "Hull")]
    rows = reading.accepted_questionnaire().form_state({"people": {"value": towns}}).rows["people"]
    assert [each.values["last"] for each in rows] == ["", "Leeds", "York"]
    assert [each.values["next"] for each in rows] == ["", "", ""]
    words = "asks for “town” in another row: only rows above its own are looked at."
    assert f"Sheet survey, row 5: “last”: {words}" in understood(reading)


def test_the_number_of_a_row_is_1_where_there_are_no_rows() -> None:
    reading = read_xlsform(form(row(relevant="position(..) = 1 and ${a} != 'position(..)'")))

    assert reading.accepted_questionnaire().questions["b"].relevant == "1 = 1 and ${a} != 'position(..)'"
    words = "position(..) is the number of a row: there are no rows here, so it is 1."
    assert understood(reading) == [f"Sheet survey, row 3: “b”: {words}"]


TWICE = """| survey |
| | type | name | label | label::Cymraeg (cy) | choice_filter |
| | select_one farms | farm | Which farm? | Pa fferm? | |
| | select_one towns | town | Which town? | Pa dref? | farm = ${farm} |
| choices |
| | list_name | name | label | label::Cymraeg (cy) | farm |
| | farms | 1 | Barn | Ysgubor | |
| | farms | 1 | Field | Cae | |
| | towns | 1 | Newport | Casnewydd | 1 |
| | towns | 1 | Swansea | Abertawe | 2 |
| settings |
| | form_title | form_id | version | allow_choice_duplicates |
| | Farms | farms | 1 | yes |
"""


def test_a_choice_that_is_listed_twice_is_one_with_the_labels_of_both() -> None:
    reading = read_xlsform(TWICE)

    made = reading.accepted_questionnaire()
    assert [each.label for each in made.questions["farm"].choices] == ["Barn / Field"]
    assert made.translations[0].texts["choice/farm/1"] == "Ysgubor / Cae"
    words = "the choice “1” is listed more than once: it is one choice, “Barn / Field”."
    assert understood(reading) == [f"Sheet survey, row 2: “farm”: {words}"]


def test_a_choice_that_is_listed_often_has_the_first_five_labels() -> None:
    barns = "".join(f"| | farms | 1 | Barn {number} | Ysgubor {number} | |\n" for number in range(6))
    source = TWICE.replace("| | farms | 1 | Barn | Ysgubor | |\n", barns)

    made = read_xlsform(source).accepted_questionnaire()

    [choice] = made.questions["farm"].choices
    assert choice.label == "Barn 0 / Barn 1 / Barn 2 / Barn 3 / Barn 4 / …"


def test_choices_of_one_name_that_a_filter_tells_apart_keep_their_own_labels() -> None:
    reading = read_xlsform(TWICE)

    made = reading.accepted_questionnaire()
    assert [each.label for each in made.questions["town"].choices] == ["Newport", "Swansea"]
    assert "choice/town/1" not in made.translations[0].texts
    words = "the choice “1” stands for several things: it is not translated. Give each its own name."
    assert left_out(reading) == [f"Sheet survey, row 3: “town”: {words}"]


def test_a_repeat_of_0_is_never_asked() -> None:
    repeat = [row("begin_repeat", "r", "R", repeat_count="0"), row(), row("end_repeat", "", "")]
    reading = read_xlsform(form(*repeat, row(name="c", relevant="sum(${b}) = 0")))

    assert list(reading.accepted_questionnaire().questions) == ["a", "c"]
    words = "its repeat_count is 0, so it is never asked: 1 question."
    assert left_out(reading) == [f"Sheet survey, row 3: “r”: {words}"]


def test_the_code_of_a_language_may_stand_for_its_name() -> None:
    reading = read_xlsform(form(settings=SETTINGS).replace("label |", "label::cy |", 2))

    assert understood(reading) == []
    assert reading.accepted_questionnaire().language.code == "cy"


def test_a_repeat_within_a_repeat_is_left_out_with_the_number_of_its_questions() -> None:
    reading = read_xlsform(
        form(
            row("begin_repeat", "shops", "Shops"),
            row(name="town"),
            row("begin_repeat", "people", "People"),
            row(name="person"),
            row(name="age"),
            row("end_repeat", "", ""),
            row("end_repeat", "", ""),
        )
    )

    [shops] = [each for each in reading.accepted_questionnaire().questions.values() if each.is_repeated]
    assert [each.name for each in shops.questions] == ["town"]
    sentence = "a repeated group within a repeated group cannot be asked here: 2 questions."
    assert left_out(reading) == [f"Sheet survey, row 5: “people”: {sentence}"]


def test_choices_come_from_the_table_beside_the_form() -> None:
    source = form(
        row("select_one_from_file towns.csv", "town", "Town", choice_filter="region = ${b}"), row(name="b")
    )

    reading = read_form(FormFile("form.md", source.encode()), [TOWNS])

    town = reading.accepted_questionnaire().questions["town"]
    assert [(each.value, each.label, each.attributes) for each in town.choices][:2] == [
        ("leeds", "Leeds", {"region": "north"}),
        ("truro", "Truro", {"region": "south"}),
    ]
    assert [each.value for each in town.choices_for({"b": "north"})] == ["leeds", "hull"]


def test_search_takes_choices_from_the_table_beside_the_form() -> None:
    choices = CHOICES + "| | town | name | label |\n"
    question = row(
        "select_one town", "town", "Town", appearance="minimal search('towns', 'matches', 'region', ${b})"
    )

    reading = read_form(FormFile("form.md", form(row(name="b"), question, choices=choices).encode()), [TOWNS])

    town = reading.accepted_questionnaire().questions["town"]
    assert [each.label for each in town.choices_for({"b": "south"})] == ["Truro"]


def test_a_column_that_a_table_does_not_have_is_named() -> None:
    looks_up = row("calculate", "c", "", calculation="pulldata('towns', 'regoin', 'name', ${b})")

    reading = read_form(FormFile("form.md", form(row(), looks_up).encode()), [TOWNS])

    sentence = "“towns.csv” has no column “regoin”: what it looks up there is empty."
    assert understood(reading) == [f"Sheet survey, row 4: “c”: {sentence}"]


def test_each_list_from_a_table_has_its_own_choices_only() -> None:
    ask = "select_one_from_file towns.csv"
    head = "| survey |\n| | type | name | label | parameters | appearance |\n"
    rows = (
        f"| | {ask} | own | Own |\n| | {ask} | by_region | Region | value=region |\n"
        "| | select_one towns | mine | Mine |\n"
        "| | select_one known | one | One | | search('towns') |\n"
        "| | select_one known | two | Two | | search('towns') |\n"
    )
    choices = (
        "| choices |\n| | list_name | name | label |\n| | towns | x | X |\n"
        "| | known | name | label |\n| | known | other | Another |\n"
    )

    reading = read_form(FormFile("form.md", (head + rows + choices + SETTINGS).encode()), [TOWNS])

    questions = reading.accepted_questionnaire().questions
    values = {name: [choice.value for choice in each.choices] for name, each in questions.items()}
    towns = ["leeds", "truro", "hull"]
    assert values == {
        "own": towns,
        "by_region": ["north", "south"],
        "mine": ["x"],
        "one": [*towns, "other"],
        "two": [*towns, "other"],
    }
    twice = "the choice “north” is listed more than once: it is one choice, “Leeds / Hull”."
    assert understood(reading) == [f"Sheet survey, row 3: “by_region”: {twice}"]


def test_a_table_that_is_missing_is_named_and_its_question_is_answered_in_words() -> None:
    reading = read_xlsform(
        form(
            row("select_one_from_file towns.csv", "town", "Town"),
            row("calculate", "region", "", calculation="pulldata('regions', 'label', 'key', ${a})"),
        )
    )

    made = reading.accepted_questionnaire()
    assert made.questions["town"].type is QuestionType.TEXT
    add = "Add the file to the form."
    assert understood(reading) == [
        f"Sheet survey, row 3: “town”: the file “towns.csv” is missing: it is answered in words. {add}",
        f"Sheet survey, row 4: “region”: the file “regions.csv” is missing: what it looks up there is empty. {add}",
    ]


def test_a_zip_holds_a_form_and_its_tables() -> None:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("form/form.md", form(row("select_one_from_file towns.csv", "town", "Town")))
        archive.writestr("form/towns.csv", TOWNS.content)
        archive.writestr("form/picture.png", b"...")

    reading = read_form(FormFile("form.zip", file.getvalue()))

    assert len(reading.accepted_questionnaire().questions["town"].choices) == 3


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("Français", "fr"),
        ("French", "fr"),
        ("es", "es"),
        ("Kiswahili", "sw"),
        ("Dari", "fa-AF"),
        ("English(en)", "en"),
        ("Elvish", "qaa"),
    ],
)
def test_the_code_of_a_language_is_guessed_from_its_name(heading: str, code: str) -> None:
    source = form(settings=SETTINGS).replace("label |", f"label::{heading} |", 2)

    assert read_xlsform(source).accepted_questionnaire().language.code == code


def test_two_languages_of_one_code_are_told_apart_until_the_author_corrects_them() -> None:
    file = workbook(survey=[["type", "name", "label::en", "label::English (en)"], ["text", "a", "A", "B"]])

    reading = read_form(file)

    assert [each.code for each in reading.accepted_questionnaire().languages] == ["en", "qaa"]
    sentence = "the code of the language “English (en)” is en, which another language has: give it."
    assert any(sentence in each and "qaa" in each for each in understood(reading))


def test_a_default_language_spelt_otherwise_than_the_columns_is_found() -> None:
    settings = SETTINGS.replace("version |", "version | default_language |").replace("1 |", "1 | English |")
    source = form(settings=settings).replace("label |", "label::English (en) |", 2)

    reading = read_xlsform(source)

    assert reading.accepted_questionnaire().questions["a"].label == "A"
    assert "“English (en)” is used" in understood(reading)[0]


def test_all_refusals_come_at_once_and_none_follows_from_another() -> None:
    settings = SETTINGS + "| | Another | other | 2 |\n"
    source = form(
        row("telepathy", "c"),
        row(name="d", relevant="area(${c}) > 1"),
        row(name="e", relevant="${c} = 1"),
        row(name="f f"),
        settings=settings,
    )

    assert [each.split(": ")[0] for each in refusal_of(source)] == [
        "Sheet survey, row 3",
        "Sheet survey, row 4",
        "Sheet survey, row 6",
        "Sheet settings, row 3",
    ]


def test_two_columns_of_one_meaning_are_refused() -> None:
    source = form(row(hint="Another")).replace("| hint |", "| Label |")

    [refusal] = refusal_of(source)

    assert refusal == "Sheet survey, row 1: “Label”: this column means the same as “label”. Keep one of them."
