"""What exports of other tools have beside the plain case: media, nested groups, changed days, several versions."""

import datetime as dt
import uuid

import pytest

from accounts.uploads import files
from accounts.uploads.rows import Finding
from survey.imports.submissions import Export, read
from survey.imports.versions import Versions
from survey.languages import Language, Translation
from survey.questionnaire import Choice, Question, Questionnaire, QuestionType, Section
from survey.vocabulary import Source
from survey.xlsform.question_kinds import METADATA
from tests.survey.imports.writers import as_workbook

SIZES = (Choice("s", "Small"), Choice("l", "Large"), Choice("xl", "Very large"))
ROWS = (
    Question("town", QuestionType.TEXT, "Town", path=("sites",)),
    Question("size", QuestionType.SELECT_ONE, "Size", choices=SIZES, path=("sites",)),
)


def form(*questions: Question, version: str = "1") -> Questionnaire:
    return Questionnaire("form", version, "A form", (Section("main", "Main", questions),))


SHOP = Question("shop", QuestionType.TEXT, "Name", path=("main",))
SITES = Question("sites", QuestionType.REPEAT, "Sites", questions=ROWS)
COLOURS = Question("colours", QuestionType.SELECT_MULTIPLE, "Colours", choices=SIZES, path=("main",))
PLAIN = form(SHOP, COLOURS, SITES)


def export(questionnaire: Questionnaire = PLAIN, /, **texts: str) -> Export:
    uploads = [(f"{name}.csv", text.encode()) for name, text in texts.items()]
    return read(Versions(questionnaire), files.read_exports(uploads))


def answers(found: Export) -> list[dict]:
    return [
        {name: stored.get("value", stored) for name, stored in made.answers.items()}
        for made in found.submissions
    ]


def test_the_rows_of_ona_without_the_names_of_groups_are_counted_by_their_headings():
    """As `remove_group_name` of Ona writes them: the heading of every row is the same, and choices have their names."""
    found = export(
        form="shop,s,l,xl,town,size,town,size,_uuid,_duration\nBakery,True,False,n/a,Leeds,s,York,n/a,1,\n"
    )

    rows = [{"town": {"value": "Leeds"}, "size": {"value": "s"}}, {"town": {"value": "York"}}]
    assert answers(found) == [{"shop": "Bakery", "colours": ["s"], "sites": rows}]
    assert found.unknown == {} and found.tool == Source.ONA


@pytest.mark.parametrize(
    "second",
    ["Name,Colours/Small,Colours/Large,,,", "#org +name,#meta,,,,"],
    ids=["labels of Ona", "tags of HXL"],
)
def test_a_row_that_explains_the_headings_is_passed_over_and_said(second):
    found = export(form=f"shop,colours/s,colours/l,_uuid,_id,_index\n{second}\nBakery,1,0,7,1,1\n")

    assert [made.row for made in found.submissions] == [3]
    assert "The second row explains the headings and is passed over." in found.notices


def test_pictures_and_places_are_passed_over_and_said():
    found = export(
        form="shop,photo,photo_URL,where,where-Latitude,_uuid\n"
        "Bakery,a.jpg,https://example.org/a.jpg,51.5 -0.1 0 0,51.5,1\n"
    )

    assert found.unknown == {}
    assert (
        "Pictures, sounds, films, files and places are passed over: photo, photo_URL, where, where-Latitude."
        in (found.notices)
    )


def test_metadata_under_the_name_that_the_form_gives_them_are_no_answers():
    left_out = {"1": {"began": METADATA, "loc": "it is a place"}}
    sheets = files.read_exports([("form.csv", b"KEY,shop,began,loc\n1,Bakery,2009-07-15,5 6 7 8\n")])

    found = read(Versions(PLAIN, left_out=left_out), sheets)

    assert found.unknown == {}
    assert "Pictures, sounds, films, files and places are passed over: loc." in found.notices


def test_a_group_within_a_repeated_group_of_the_file_is_named():
    workbook = as_workbook(
        {
            "form": [["shop", "_uuid", "_index"], ["Bakery", "1", 1]],
            "sites": [["town", "_index", "_parent_table_name", "_parent_index"], ["Leeds", 7, "form", 1]],
            "rooms": [["town", "_index", "_parent_table_name", "_parent_index"], ["Attic", 1, "sites", 7]],
        }
    )

    found = read(Versions(PLAIN), files.read_exports([("form.xlsx", workbook)]))

    assert found.unknown == {"form.xlsx, sheet rooms": "repeated groups within repeated groups are not taken"}
    assert answers(found) == [{"shop": "Bakery", "sites": [{"town": {"value": "Leeds"}}]}]


def test_the_log_of_odk_central_is_passed_over_and_said():
    found = export(
        form="KEY,shop\n1,Bakery\n", form_audit="instance ID,event,node,start,end\n1,form start,,1,2\n"
    )

    assert found.unknown == {} and answers(found) == [{"shop": "Bakery"}]
    assert "The log of what was done in the form is passed over." in found.notices


def test_rows_of_a_group_keep_their_order_when_the_table_is_sorted_anew():
    keys = [
        f"town,PARENT_KEY,KEY\n{town},1,1/sites[{place}]\n" for town, place in (("York", 2), ("Leeds", 1))
    ]

    found = export(form="KEY,shop\n1,Bakery\n", sites=keys[0] + keys[1].split("\n", 1)[1])

    assert [row["town"]["value"] for row in answers(found)[0]["sites"]] == ["Leeds", "York"]


def test_a_row_that_names_two_submissions_is_refused():
    found = export(
        form="shop,_uuid,_index\nBakery,a,1\nDairy,b,2\n",
        sites="town,_parent_index,_submission__uuid\nLeeds,1,b\n",
    )

    assert [each.problem for each in found.submissions[2].findings] == [
        "Its columns name two different submissions. Load the file as the tool exported it."
    ]


def test_questions_of_one_label_are_told_apart_by_their_order():
    one = Question("a", QuestionType.TEXT, "Which other?", path=("main",))
    two = Question("b", QuestionType.TEXT, "Which other?", path=("main",))

    found = export(form(SHOP, one, two), form="Name;Which other?;Which other?;_uuid\nBakery;Bread;Cake;1\n")
    alone = export(form(SHOP, one, two), form="Name;Which other?;_uuid\nBakery;Bread;1\n")

    assert answers(found) == [{"shop": "Bakery", "a": "Bread", "b": "Cake"}]
    assert alone.unknown == {
        "Which other?": "it may be main/a or main/b: export with the names of the groups"
    }


def test_questions_of_one_name_are_told_apart_by_their_path():
    first = Question("a.town", QuestionType.TEXT, "Town", path=("a",), column="town")
    second = Question("b.town", QuestionType.TEXT, "Town", path=("b",), column="town")
    questionnaire = form(first, second)

    for sign in ("/", "-", ".", ":", " / "):
        found = export(questionnaire, form=f"a{sign}town;b{sign}town;_uuid\nLeeds;York;1\n")
        assert answers(found) == [{"a.town": "Leeds", "b.town": "York"}]
    assert (
        "it may be a/town or b/town"
        in export(form(first, second, SHOP), form="shop,town,KEY\nBakery,Leeds,1\n").unknown["town"]
    )


def test_labels_of_every_language_are_read_also_mixed_with_names():
    texts = {"question/shop/label": "Enw", "choice/colours/s": "Bach", "choice/colours/l": "Mawr"}
    welsh = Translation(Language("cy", "Cymraeg"), texts)
    questionnaire = Questionnaire(
        "form", "1", "A form", (Section("main", "Main", (SHOP, COLOURS)),), translations=(welsh,)
    )

    found = export(questionnaire, form="Enw;colours;_uuid\nBecws;Bach Mawr;1\nBecws;s Very large;2\n")

    assert answers(found) == [
        {"shop": "Becws", "colours": ["s", "l"]},
        {"shop": "Becws", "colours": ["s", "xl"]},
    ]


LIKE = (Choice("1", "2"), Choice("2", "Two"), Choice("a", "Same"), Choice("b", "Same"))


@pytest.mark.parametrize(
    ("heading", "cell", "value", "words"),
    [
        ("kind", "2", "2", ""),
        (
            "Kind",
            "2",
            None,
            "This is the value of one choice and the label of another. Write the value: 1, 2.",
        ),
        (
            "kind",
            "Same",
            None,
            "This is the label of more than one choice: a, b. Write the value of the one that was chosen.",
        ),
        ("Kind", "Two", "2", ""),
        ("kind", "1.0", "1", ""),
    ],
)
def test_a_cell_that_may_be_two_choices_is_reported(heading, cell, value, words):
    question = Question("kind", QuestionType.SELECT_ONE, "Kind", choices=LIKE, path=("main",))

    (made,) = export(form(SHOP, question), form=f"KEY,{heading}\n1,{cell}\n").submissions

    assert [each.problem for each in made.findings] == ([words] if words else [])
    assert made.answers == ({"kind": {"value": value}} if value else {})


def test_a_label_of_two_choices_is_the_one_that_the_answers_before_offer():
    """As the towns of one name in two counties: the choice filter tells them apart."""
    counties = (Choice("n", "North"), Choice("s", "South"))
    towns = (Choice("n1", "Newport", {"county": "n"}), Choice("s1", "Newport", {"county": "s"}))
    county = Question("county", QuestionType.SELECT_ONE, "County", choices=counties, path=("main",))
    town = Question(
        "town",
        QuestionType.SELECT_ONE,
        "Town",
        choices=towns,
        choice_filter="county = ${county}",
        path=("main",),
    )

    one, none = export(form(county, town), form="KEY,County,Town\n1,South,Newport\n2,,Newport\n").submissions

    assert one.answers == {"county": {"value": "s"}, "town": {"value": "s1"}}
    assert none.findings[0].problem.startswith("This is the label of more than one choice: n1, s1.")


AFTER = (
    "A spreadsheet program has changed this {}, and it may be read in two ways. Load the file as the tool exported "
    "it, or write {}."
)


@pytest.mark.parametrize(
    ("kind", "cell", "value", "words"),
    [
        (QuestionType.DATE, "2009-07-15 00:00:00", "2009-07-15", ""),
        (QuestionType.DATE, "Jul 15, 2009", "2009-07-15", ""),
        (QuestionType.DATE, "06/07/2009", None, AFTER.format("date", "2009-07-15")),
        (QuestionType.DATE, "15.07.2009", None, AFTER.format("date", "2009-07-15")),
        (QuestionType.DATE, "40000", None, "This is a number, as a spreadsheet program keeps a date."),
        (QuestionType.DATE, "2009-07-15T14:30", None, "Enter a date, such as 2009-07-15."),
        (QuestionType.DATETIME, "Jul 15, 2009 2:30:00 PM", "2009-07-15T14:30", ""),
        (QuestionType.DATETIME, "2009-07-15T13:30:00.000Z", "2009-07-15T14:30", ""),
        (QuestionType.DATETIME, "7/15/2009 14:30", None, AFTER.format("time", "2009-07-15T14:30")),
        (QuestionType.TIME, "2:30:00 PM", "14:30", ""),
        (QuestionType.TIME, "14:30:00.000+01:00", "14:30", ""),
        (QuestionType.TIME, "0.604", None, "This is a number, as a spreadsheet program keeps a time."),
        (QuestionType.INTEGER, "12.0", 12, ""),
        (QuestionType.INTEGER, "1,200", None, "Enter a whole number, such as 25."),
        (QuestionType.INTEGER, "12.5", None, "Enter a whole number, such as 25."),
        (QuestionType.DECIMAL, "2,5", None, "Enter a number, such as 2.5."),
        (QuestionType.TEXT, "4.47913E+11", None, "A spreadsheet program has shortened this number"),
    ],
)
def test_days_times_and_figures_are_read_or_reported_and_never_guessed(kind, cell, value, words):
    question = Question("when", kind, "When?", path=("main",))

    (made,) = export(form(question), form=f"KEY;when\n1;{cell}\n").submissions

    assert [each.problem[: len(words)] for each in made.findings] == ([words] if words else [])
    assert [(each.row, each.column, each.value) for each in made.findings] == (
        [(2, "when", cell)] if words else []
    )
    assert made.answers == ({"when": {"value": value}} if value is not None else {})


def test_the_rest_of_a_row_with_an_unreadable_cell_is_read():
    staff = Question("staff", QuestionType.INTEGER, "Staff", path=("main",))

    (made,) = export(form(SHOP, staff), form="KEY,shop,staff\n1,Bakery,some\n").submissions

    assert made.answers == {"shop": {"value": "Bakery"}}
    assert made.findings == [Finding("form.csv", 2, "staff", "Enter a whole number, such as 25.", "some")]


def test_an_answer_to_a_question_that_is_not_asked_is_remarked():
    why = Question("why", QuestionType.TEXT, "Why?", relevant="${shop} = 'x'", path=("main",))

    (made,) = export(form(SHOP, why), form="KEY,shop,why\n1,Bakery,because\n").submissions

    assert made.findings == []
    assert made.remarks == [
        Finding(
            "form.csv",
            2,
            "why",
            "This question is not asked with these answers, so its answer is left out.",
        )
    ]


def test_a_time_without_a_zone_is_that_of_the_site_and_said(settings):
    cto = export(form='SubmissionDate,shop,KEY\n"Jul 15, 2009 10:11:12 AM",Bakery,1\n')
    kobo = export(form="_submission_time,shop,_uuid\n2009-07-15T10:11:12,Bakery,1\n")

    assert cto.submissions[0].sent_at == dt.datetime(2009, 7, 15, 9, 11, 12, tzinfo=dt.UTC)
    assert "Times without a time zone are read as times in Europe/London." in cto.notices
    assert kobo.submissions[0].sent_at == dt.datetime(2009, 7, 15, 10, 11, 12, tzinfo=dt.UTC)
    assert (
        "Times of sending without a time zone are read as UTC, as KoboToolbox and Ona write them."
        in kobo.notices
    )


def test_each_row_is_read_with_its_own_version_or_else_with_the_nearest_which_is_said():
    old = form(SHOP, Question("staff", QuestionType.INTEGER, "Staff", path=("main",)), version="2")
    new = form(SHOP, Question("staff", QuestionType.TEXT, "Staff", path=("main",)), version="10")
    sheets = files.read_exports(
        [("form.csv", b"KEY,shop,staff,FormVersion\n1,A,4,2\n2,B,few,10\n3,C,5,9\n4,D,some,11\n5,E,6,1\n")]
    )

    found = read(Versions(new, [old, new]), sheets).submissions

    assert [made.version for made in found] == ["2", "10", "2", "10", "2"]
    assert [made.answers["staff"]["value"] for made in found] == [4, "few", 5, "some", 6]
    words = (
        "It was answered with version 9 of the form, which is not published here. It is read with version 2."
    )
    assert found[2].remarks == [Finding("form.csv", 4, "FormVersion", words)]
    assert [bool(made.remarks) for made in found] == [False, False, True, True, True]


def test_columns_that_the_newest_version_in_the_file_asks_for_are_said_to_be_missing():
    versions = [form(SHOP, version="9"), form(SHOP, COLOURS, version="10")]
    sheets = files.read_exports([("form.csv", b"KEY,shop,FormVersion\n1,A,9\n2,B,10\n")])

    found = read(Versions(versions[0], versions), sheets)

    assert "The file has no column for colours: these answers will be missing." in found.notices


def test_the_ids_of_versions_in_kobotoolbox_are_not_compared_with_ours_but_said_if_there_are_several():
    found = export(form="_uuid;shop;__version__\n1;A;vAbCdEfGh\n2;B;vHgFeDcBa\n")

    assert [made.remarks for made in found.submissions] == [[], []]
    assert (
        "The rows name 2 versions of the form by the ids of KoboToolbox. All are read with version 1."
        in found.notices
    )


def test_rows_without_a_uuid_are_known_by_their_number_and_it_is_said():
    found = export(form="shop,_id\nBakery,501\n")

    assert found.submissions[0].key == uuid.uuid5(uuid.NAMESPACE_URL, "501")
    assert any("because the file has no column _uuid" in notice for notice in found.notices)


def test_a_row_without_the_id_of_its_first_version_is_known_by_its_own():
    found = export(form="meta/rootUuid,_uuid,shop\nn/a,1,A\nn/a,2,B\n7,3,C\nn/a,n/a,D\n").submissions

    assert [made.key for made in found[:3]] == [uuid.uuid5(uuid.NAMESPACE_URL, key) for key in "127"]
    words = "It does not say which submission it is."
    assert [[each.problem for each in made.findings] for made in found] == [[], [], [], [words]]


def test_a_row_of_a_group_whose_columns_say_that_no_choice_was_ticked_is_no_row():
    """pandas writes 1 and 0 as 1.0 and 0.0 in a column that has empty cells."""
    kinds = Question("kinds", QuestionType.SELECT_MULTIPLE, "Kinds", choices=SIZES, path=("sites",))
    group = Question("sites", QuestionType.REPEAT, "Sites", questions=(kinds,))

    found = export(form(SHOP, group), form="_uuid,shop,sites[1]/kinds/s,sites[2]/kinds/s\n1,A,1.0,0.0\n")

    assert answers(found) == [{"shop": "A", "sites": [{"kinds": {"value": ["s"]}}]}]


def test_today_is_the_day_on_which_the_form_was_answered_and_other_results_are_said():
    day = Question("day", QuestionType.CALCULATE, "", calculation="string(today())", path=("main",))
    twice = Question("twice", QuestionType.CALCULATE, "", calculation="2 * 2", path=("main",))
    questionnaire = form(SHOP, day, twice)

    found = export(questionnaire, form="KEY,shop,day,twice,end\n1,Bakery,2009-07-15,5,2009-07-15T10:11:12Z\n")
    (sent,) = export(
        questionnaire, form="KEY,shop,SubmissionDate\n1,Bakery,2009-07-16T10:11:12Z\n"
    ).submissions

    (made,) = found.submissions
    assert (made.answers["day"], made.answers["twice"]) == ({"value": "2009-07-15"}, {"value": "4"})
    assert made.answers["now()"] == {"value": "2009-07-15T11:11:12.000+01:00"}
    assert sent.answers["day"] == {"value": "2009-07-16"}
    assert [each for each in found.notices if "another result" in each] == [
        "twice: 1 row has another result than the calculation has here, which is the one that is stored."
    ]


def test_a_result_with_fewer_decimals_is_the_same_until_they_differ():
    third = Question("third", QuestionType.CALCULATE, "", calculation="1 div 3", path=("main",))

    found = export(form(SHOP, third), form="KEY,shop,third\n1,A,0.33333333333\n2,B,0.3334\n")

    assert [each for each in found.notices if "another result" in each] == [
        "third: 1 row has another result than the calculation has here, which is the one that is stored."
    ]


@pytest.mark.parametrize(
    ("content", "notice"),
    [
        (b"sep=;\r\nKEY;shop\r\n1;Caf\xc3\xa9\r\n", ""),
        (b"\xef\xbb\xbfKEY,shop\r\n1,Caf\xc3\xa9\r\n", ""),
        ("KEY\tshop\n1\tCafé\n".encode("utf-16"), ""),
        (b"KEY;shop\n1;Caf\xe9\n", "This file is not in UTF-8 and was read as Windows-1252"),
        (b'KEY,"Name, please"\n1,"Caf\xc3\xa9"\n', None),
    ],
    ids=["sep", "mark", "UTF-16", "Windows", "commas"],
)
def test_files_that_spreadsheet_programs_save_are_read_and_another_encoding_is_said(content, notice):
    found = read(
        Versions(form(Question("shop", QuestionType.TEXT, "Name, please"))),
        files.read_exports([("f.csv", content)]),
    )

    assert answers(found) == [{"shop": "Café"}]
    assert any(notice in each for each in found.notices) if notice else True


def test_a_table_of_submissions_of_an_older_export_is_not_taken_for_a_repeated_group():
    found = export(form="shop,_uuid,_index,_parent_table_name,_parent_index\nBakery,1,1,,-1\n")

    assert answers(found) == [{"shop": "Bakery"}]
