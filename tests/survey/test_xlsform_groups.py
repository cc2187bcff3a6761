"""XLSForms: groups in groups, repeated groups and questions of one name in different groups."""

from survey.online.pages import pages_of
from survey.questionnaire import Chapter, Questionnaire, QuestionType
from survey.xlsform import read_xlsform
from survey.xlsform.notes import Reading
from tests.factories.sheets import Row, ask, begin, end, workbook


def read(*rows: Row) -> Questionnaire:
    reading = read_xlsform(workbook(rows))
    assert reading.refused == ()
    return reading.accepted_questionnaire()


def notes_of(reading: Reading) -> list[tuple[int | None, str, str]]:
    return [(note.row, note.name, note.sentence) for note in (*reading.understood, *reading.left_out)]


SHOP = (
    begin("group", "shop", "The shop", relevant="${open} = 'yes'"),
    ask("integer", "size"),
    begin("group", "staff", "Its staff", relevant="${size} > 1"),
    ask("integer", "paid"),
    begin("group", "young", "Those under 25"),
    ask("integer", "young_paid", relevant="${paid} > 0"),
    end("group"),
    end("group"),
    ask("text", "rest"),
    end("group"),
)


def test_a_group_within_a_group_that_asks_something_is_a_heading() -> None:
    form = read(ask("select_one yes_no", "open"), *SHOP)

    (_, shop) = form.sections
    assert [(each.type, each.name, each.path) for each in shop.questions] == [
        ("integer", "size", ("shop",)),
        ("heading", "staff", ("shop",)),
        ("integer", "paid", ("shop", "staff")),
        ("heading", "young", ("shop", "staff")),
        ("integer", "young_paid", ("shop", "staff", "young")),
        ("text", "rest", ("shop",)),
    ]
    assert shop.conditions_of(form.questions["young_paid"]) == (
        "${open} = 'yes'",
        "${size} > 1",
        "${paid} > 0",
    )
    assert form.dependencies["young_paid"] == {"open", "size", "paid"}


def test_the_groups_of_a_group_that_asks_nothing_itself_are_pages_below_its_label() -> None:
    form = read(
        ask("integer", "age"),
        begin("group", "work", "Your work", relevant="${age} > 16"),
        ask("note", "welcome"),
        begin("group", "now", "Now", relevant="${age} > 20"),
        ask("text", "trade"),
        end("group"),
        begin("group", "before", "Before"),
        begin("group", "first", "The first"),
        ask("text", "first_trade"),
        end("group"),
        end("group"),
        end("group"),
    )

    chapter = Chapter("work", "Your work", "${age} > 16")
    assert [(each.name, each.title, each.chapter) for each in form.sections] == [
        ("part_1", "A guide", None),
        ("work", "Your work", None),
        ("now", "Now", chapter),
        ("before", "Before", chapter),
    ]
    assert form.sections[2].conditions == ("${age} > 16", "${age} > 20")
    assert form.questions["first"].type is QuestionType.HEADING
    assert form.questions["first_trade"].path == ("work", "before", "first")
    assert form.dependencies["trade"] == {"age"}


def test_a_group_that_is_to_be_on_one_page_stays_on_one_page() -> None:
    form = read(
        begin("group", "work", "Your work", appearance="field-list"),
        begin("group", "now", "Now"),
        ask("text", "trade"),
        end("group"),
        end("group"),
    )

    assert [section.name for section in form.sections] == ["work"]
    assert [each.type for each in form.questions.values()] == ["heading", "text"]


def test_pages_that_are_no_groups_have_names_that_nothing_else_has() -> None:
    form = read(
        ask("text", "a"),
        begin("group", "part", "Part"),
        ask("note", "n", "First"),
        begin("group", "part_1", "Inner"),
        ask("text", "b"),
        end("group"),
        ask("note", "m", "Second"),
        begin("group", "part_2", "Inner too"),
        ask("text", "c"),
        end("group"),
        ask("note", "o", "Third"),
        end("group"),
        ask("text", "d"),
    )

    names = [section.name for section in form.sections]
    assert names == ["part_3", "part", "part_1", "part_4", "part_2", "part_5", "part_6"]


def test_a_group_that_says_nothing_is_no_heading() -> None:
    form = read(
        begin("group", "g", "G"),
        ask("text", "a"),
        begin("group", "h"),
        ask("text", "b"),
        end("group"),
        end("group"),
    )

    assert list(form.questions) == ["a", "b"]
    assert form.questions["b"].path == ("g", "h")


def test_a_page_without_a_label_has_the_title_of_the_form() -> None:
    form = read(begin("group", "g"), ask("text", "a"), end("group"))

    assert form.sections[0].title == "A guide"


def test_a_repeated_group_stands_in_a_group_and_has_groups_within_it() -> None:
    form = read(
        begin("group", "home", "Your home"),
        begin("repeat", "rooms", repeat_count="2"),
        ask("text", "use"),
        begin("group", "windows", "Its windows", relevant="${use} != ''"),
        ask("integer", "number"),
        end("group"),
        end("repeat"),
        end("group"),
    )

    rooms = form.questions["rooms"]
    assert rooms.label == "Your home"
    assert (rooms.path, rooms.row_count) == (("home",), 2)
    assert [(each.type, each.name, each.path) for each in rooms.questions] == [
        ("text", "use", ("home", "rooms")),
        ("heading", "windows", ("home", "rooms")),
        ("integer", "number", ("home", "rooms", "windows")),
    ]


def test_the_number_of_rows_may_be_an_answer_or_an_expression() -> None:
    rows = [begin("repeat", "rooms", "Rooms"), ask("text", "use"), end("repeat")]
    by_answer = read_xlsform(workbook([ask("integer", "n"), {**rows[0], "repeat_count": "${n}"}, *rows[1:]]))
    by_sum = read_xlsform(workbook([ask("integer", "n"), {**rows[0], "repeat_count": "${n} + 1"}, *rows[1:]]))

    assert by_answer.accepted_questionnaire().questions["rooms"].row_count_of == "${n}"
    assert by_sum.accepted_questionnaire().questions["rooms"].row_count_of == "${n} + 1"
    assert set(by_sum.accepted_questionnaire().questions) == {"n", "rooms"}
    assert notes_of(by_sum) == [(3, "rooms", "has as many rows as its repeat_count comes to, 30 at most.")]


def test_a_number_of_rows_of_any_length_is_refused_in_words() -> None:
    many = "9" * 400
    reading = read_xlsform(
        workbook([begin("repeat", "rooms", repeat_count=many), ask("text", "use"), end("repeat")])
    )

    words = f"has {many} rows by its repeat_count, and 30 are the most here."
    assert [(note.name, note.sentence) for note in reading.refused] == [("rooms", words)]


def test_a_row_may_ask_how_many_rows_there_are() -> None:
    form = read(
        begin("repeat", "people", "People"),
        ask("text", "name"),
        ask("text", "tie", relevant="count(${people}) > 1 and position(..) = 1"),
        end("repeat"),
    )

    one, two = ({"people": {"value": [{"name": {"value": "Ann"}}] * number}} for number in (1, 2))
    assert [row.shown for row in form.rows("people", one)] == [{"name"}]
    assert [row.shown for row in form.rows("people", two)] == [{"name", "tie"}, {"name"}]


def test_questions_of_one_name_are_named_by_their_groups() -> None:
    form = read(
        begin("group", "flat", "Flat"),
        ask("text", "town"),
        end("group"),
        begin("group", "work", "Work"),
        ask("text", "town"),
        ask("text", "post", relevant="../town != '' and /data/flat/town != ''"),
        end("group"),
        begin("repeat", "others", "Others"),
        ask("text", "town"),
        ask("text", "why", relevant="current()/../town = 'x'"),
        end("repeat"),
    )

    assert list(form.questions) == ["flat.town", "work.town", "post", "others"]
    assert form.questions["work.town"].own_name == "town"
    assert form.questions["post"].relevant == "${work.town} != '' and ${flat.town} != ''"
    town, why = form.questions["others"].questions
    assert (town.name, town.full_path) == ("others.town", ("others", "town"))
    assert why.relevant == "${others.town} = 'x'"


def test_a_message_about_one_of_two_questions_of_one_name_has_its_row() -> None:
    reading = read_xlsform(
        workbook(
            [
                begin("group", "home"),
                ask("text", "town"),
                end("group"),
                begin("group", "work"),
                ask("text", "town", relevant="area(1)"),
                end("group"),
            ]
        )
    )

    assert [(note.row, note.name) for note in reading.refused] == [(6, "work.town")]


def test_a_heading_gives_way_to_a_question_of_its_name() -> None:
    form = read(
        begin("group", "g", "G"),
        ask("text", "a"),
        begin("group", "work", "Work"),
        ask("text", "work"),
        end("group"),
        end("group"),
    )

    assert list(form.questions) == ["a", "g.work", "work"]
    assert form.questions["g.work"].type is QuestionType.HEADING


def test_the_label_of_a_group_of_rows_is_that_of_its_page() -> None:
    form = read(
        begin("group", "known", "What is known?", appearance="table-list"),
        ask("select_one yes_no", "a"),
        ask("select_one yes_no", "b"),
        end("group"),
    )

    assert form.sections[0].title == "What is known?"
    assert [(each.name, each.appearance) for each in form.sections[0].questions] == [
        ("a", "list-nolabel"),
        ("b", "list-nolabel"),
    ]


def test_rows_of_several_choices_are_rows_too() -> None:
    form = read(
        begin("group", "known", "What is known?", appearance="table-list"),
        ask("select_multiple yes_no", "a"),
        end("group"),
        ask("select_multiple yes_no", "heads", appearance="label"),
        ask("select_multiple yes_no", "b", appearance="list-nolabel"),
    )

    assert form.questions["a"].appearance == form.questions["b"].appearance == "list-nolabel"
    assert form.questions["heads"].type is QuestionType.NOTE


def test_a_loop_over_choices_is_a_group_for_each() -> None:
    form = read(
        ask("select_multiple yes_no", "said"),
        begin("loop over yes_no", "loop", "In turn"),
        ask("text", "why", "Why %(label)s?", relevant="selected(${said}, '%(name)s')"),
        end("loop"),
    )

    assert [(each.name, each.title) for each in form.sections] == [
        ("part_1", "A guide"),
        ("yes", "Yes"),
        ("no", "No"),
    ]
    assert [(each.name, each.label, each.relevant) for each in form.questions.values()][1:] == [
        ("loop.yes.why", "Why Yes?", "selected(${said}, 'yes')"),
        ("loop.no.why", "Why No?", "selected(${said}, 'no')"),
    ]


def test_a_choice_filter_may_ask_for_the_answer_of_its_own_question() -> None:
    form = read(
        ask("select_one yes_no", "a", choice_filter="name = ${a} or ${b} = ''"),
        ask("text", "b", relevant="${a} = ''"),
    )

    assert form.questions["a"].choice_filter == "name = ${a} or ${b} = ''"


def test_a_group_may_be_shown_by_a_hidden_value_within_it() -> None:
    form = read(
        begin("group", "inputs", "Inputs", relevant="./source = 'user'"),
        ask("hidden", "source", default="user"),
        ask("text", "name"),
        end("group"),
    )

    assert form.conditions_of("source") == ()
    assert form.conditions_of("name") == ("${source} = 'user'",)
    assert form.shown({"source": {"value": "user"}}) == {"source", "name"}
    assert form.shown({"source": {"value": "task"}}) == {"source"}


def test_rules_of_a_group_that_other_programs_ignore_are_left_out_and_said() -> None:
    reading = read_xlsform(
        workbook(
            [
                begin("group", "g", "G", hint="Help", required="yes", appearance="w4"),
                ask("text", "a"),
                end("group"),
            ]
        )
    )

    assert reading.accepted
    assert notes_of(reading) == [
        (2, "g", "its appearance only changes how it looks in other programs."),
        (2, "g", "required does nothing on a group. Write it at a question."),
        (2, "g", "hint does nothing on a group. Write it at a question."),
    ]


def test_a_page_with_nothing_but_headings_is_passed_over() -> None:
    form = read(
        ask("select_one yes_no", "open"),
        begin("group", "shop", "The shop", appearance="field-list"),
        begin("group", "staff", "Its staff"),
        ask("integer", "paid", relevant="${open} = 'yes'"),
        end("group"),
        end("group"),
    )

    assert [page.section.name for page in pages_of(form, {})] == ["part_1"]
    assert [page.section.name for page in pages_of(form, {"open": {"value": "yes"}})] == ["part_1", "shop"]


def test_the_conditions_of_a_question_in_a_row_are_those_of_all_around_it() -> None:
    form = read(
        ask("integer", "a"),
        begin("group", "g", "G", relevant="${a} > 1"),
        begin("repeat", "r", "R", relevant="${a} > 2"),
        ask("integer", "b"),
        begin("group", "h", "H", relevant="${b} > 3"),
        ask("integer", "c", relevant="${b} > 4"),
        end("group"),
        end("repeat"),
        end("group"),
    )

    assert form.conditions_of("c") == ("${a} > 1", "${a} > 2", "${b} > 3", "${b} > 4")
    assert form.conditions_of("a") == ()
