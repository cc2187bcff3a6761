"""Every kind of question on the page of a respondent: its control, what is typed, and how the answer is shown."""

import re

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from interviews.forms.answers import AnswersForm
from survey.fields import display_answer, questionnaire_in_order
from survey.fields.serialisation import clock_time
from survey.online.forms import PageForm
from survey.online.pages import pages_of
from survey.online.preview import PreviewForm
from survey.printing import paper_form
from survey.questionnaire import Question, Questionnaire, QuestionType, Section
from survey.views.page_context import answer_summary
from tests.survey.every_kind import ABOUT, ANSWERS, EVERY_KIND, YES_NO

READABLE = EVERY_KIND.readable


def section(original: Section) -> Section:
    return next(each for each in READABLE.sections if each.name == original.name)


def page(answers=ANSWERS, which: Section = ABOUT, **how) -> str:
    form = PageForm(READABLE, section(which), answers=answers, **how)
    around = {"rows": list(form.rows()), "form": form, "page": {"section": section(which)}, "token": "t"}
    return render_to_string("survey/page.html", around)


def part(html: str, name: str) -> str:
    """The element of one question."""
    start = html.index(f'id="question-{name}"')
    end = html.find('id="question-', start + 10)
    return html[start : end if end > 0 else None]


def typed(text: str, which: Section = ABOUT, answers=ANSWERS) -> PageForm:
    return PageForm(READABLE, section(which), answers=answers, data=QueryDict(text))


def test_a_note_has_its_list_and_a_label_its_emphasis_and_its_link():
    html = page()

    assert '<ul class="govuk-list govuk-list--bullet">' in part(html, "intro")
    assert '<div class="govuk-hint">Take <em>your</em> time.</div>' in part(html, "intro")
    assert "What is your <em>first</em> name?" in part(html, "name")
    assert '<a class="govuk-link" href="https://example.org/rules"' in part(html, "read")
    assert re.search(r">\s*<em>Jobs</em>", part(html, "aims")) is None, (
        "an option of a list takes no elements"
    )


def test_more_about_a_question_is_a_part_that_opens():
    found = part(page(), "name")

    assert "More about this question" in found and "<details" in found
    assert "As on a <strong>badge</strong>." in found


def test_a_label_quotes_an_answer_of_the_page_and_the_script_can_change_it():
    assert 'How sure are you, <span data-answer="name">Ann</span>? (optional)' in part(page(), "mood")
    assert '<span data-answer="name">…</span>' in part(page({}), "mood")


def test_a_range_says_its_limits_and_steps_and_a_time_its_form():
    html = page()

    assert "A number from 0 to 10, in steps of 2." in part(html, "mood")
    assert 'value="4"' in part(html, "mood")
    assert "For example, 14:30." in part(html, "opens")
    assert 'value="09:30"' in part(html, "opens")


def test_a_date_with_a_time_has_four_boxes():
    found = part(page(), "began")

    assert re.findall(r'name="(q-began_\w+)"', found) == [
        *("q-began_day", "q-began_month", "q-began_year", "q-began_time")
    ]
    assert [
        re.search(f'name="q-began_{box}"[^>]*value="([^"]*)"', found)[1] for box in ("day", "year", "time")
    ] == [*("15", "2009", "14:30")]


def test_a_rank_has_a_list_for_each_place_with_the_choice_that_was_put_there():
    found = part(page(), "aims")

    assert found.count("<select") == 3
    assert re.findall(r'value="(\w+)" selected', found) == ["homes", "jobs", "skills"]


def test_a_hidden_value_has_no_control_and_is_kept():
    assert "q-source" not in page()
    assert typed("q-name=Bob").answers_to_save()["source"] == {"value": "poster"}


def test_many_choices_are_a_list_that_opens():
    found = part(page(), "town")

    assert found.count("<option") == 41
    assert 'value="town7" selected' in found


def test_headings_have_levels_by_the_groups_around_them():
    html = page()

    assert re.search(r"<h2[^>]*>The building</h2>", part(html, "wing"))
    assert re.search(r"<h3[^>]*>Under the roof</h3>", part(html, "attic"))
    assert "A picture belongs here: it is not shown." in part(html, "size")


def test_a_question_that_is_only_read_shows_its_answer_and_sends_none():
    html = page()

    assert 'data-answer="sum">7</p>' in part(html, "sum")
    assert "data-calculation" in part(html, "sum").split(">")[0]
    assert "Wales" in part(html, "fixed")
    assert "q-fixed" not in html and "q-sum" not in html
    assert typed("q-name=Bob&q-fixed=england").answers_to_save()["fixed"] == {"value": "wales"}


def test_a_calculation_on_a_typed_question_is_for_the_script_to_make_anew():
    found = part(page(), "cost")

    assert "[&quot;*&quot;, [&quot;$&quot;, &quot;size&quot;], 2.0]" in found.split(">")[0]
    assert 'name="q-cost"' in found


def test_a_condition_for_an_answer_asks_for_it_in_the_words_of_the_form():
    form = typed("q-name=Bob&q-read=OK&q-size=6")

    assert not form.is_valid()
    assert list(form.errors) == ["why"]
    assert "Say why, Bob" in str(form.errors["why"])
    assert typed("q-name=Bob&q-read=OK&q-size=5").is_valid()


def test_several_choices_on_a_scale_are_boxes_side_by_side():
    found = part(page(), "uses")

    assert "gh-scale--3" in found and found.count('type="checkbox"') == 3
    assert "govuk-checkboxes__input" in found


def test_choices_in_random_order_keep_their_order_for_one_answer():
    def order(seed: str) -> list[str]:
        return re.findall(r'value="(never|often|always)"', part(page(seed=seed), "order"))

    assert order("17") == order("17")
    assert {tuple(order(str(seed))) for seed in range(40)} == {
        (one, two, three)
        for one in ("never", "often", "always")
        for two in ("never", "often", "always")
        for three in ("never", "often", "always")
        if len({one, two, three}) == 3
    }
    assert order("") == ["never", "often", "always"]


def test_an_interview_has_them_in_one_order_too():
    orders = {
        questionnaire_in_order(READABLE, f"case {case}", {}).questions["order"].choices for case in range(9)
    }

    assert len(orders) > 1
    assert questionnaire_in_order(READABLE, "case 1", {}) == questionnaire_in_order(READABLE, "case 1", {})


def test_what_is_typed_is_stored_as_odk_stores_it():
    form = typed(
        "q-name=Bob&q-mood=6&q-opens=2.15 pm&q-began_day=1&q-began_month=2&q-began_year=2010&q-began_time=9.05"
        "&q-aims=skills&q-aims=jobs&q-aims=homes&q-read=OK&q-town=town2&q-uses=never&q-uses=often"
    )

    assert {name: stored["value"] for name, stored in form.answers().items()} == {
        "name": "Bob",
        "mood": 6,
        "opens": "14:15",
        "began": "2010-02-01T09:05",
        "aims": ["skills", "jobs", "homes"],
        "read": "OK",
        "town": "town2",
        "uses": ["never", "often"],
    }


@pytest.mark.parametrize(
    ("sent", "name", "message"),
    [
        pytest.param(
            "q-mood=3", "mood", "Enter a number from 0 to 10, in steps of 2.", id="between the steps"
        ),
        pytest.param(
            "q-mood=12", "mood", "Enter a number from 0 to 10, in steps of 2.", id="above the limit"
        ),
        pytest.param("q-mood=many", "mood", "Enter a number from 0 to 10, in steps of 2.", id="no number"),
        pytest.param("q-opens=dawn", "opens", "Enter a time, such as 14:30.", id="no time"),
        pytest.param(
            "q-began_day=1&q-began_time=9", "began", "Enter a day, a month, a year and a time", id="no moment"
        ),
        pytest.param(
            "q-aims=jobs&q-aims=jobs&q-aims=homes", "aims", "Put all the answers listed in order.", id="twice"
        ),
        pytest.param(
            "q-aims=jobs&q-aims=&q-aims=", "aims", "Put all the answers listed in order.", id="one place"
        ),
        pytest.param("", "read", "Tick “I have read the rules”", id="not ticked"),
    ],
)
def test_a_wrong_answer_gets_a_sentence_and_comes_back_as_typed(sent, name, message):
    form = typed(sent, answers={})

    assert not form.is_valid()
    assert message in str(form.errors[name])
    html = render_to_string(
        "survey/page.html",
        {"rows": list(form.rows()), "form": form, "page": {"section": section(ABOUT)}, "token": "t"},
    )
    for pair in filter(None, sent.split("&")):
        key, _, value = pair.partition("=")
        assert not value or re.search(
            rf'value="{value}"', part(html, key.removeprefix("q-").partition("_")[0])
        )


@pytest.mark.parametrize(
    ("text", "time"),
    [("9.30", "09:30"), ("9:30 am", "09:30"), ("12 am", "00:00"), ("12pm", "12:00"), ("2 p.m.", "14:00"),
     ("14:30:15", "14:30:15"), ("13 pm", "13 pm"), ("9", "9"), ("noon", "noon"), ("25:00", "25:00")],
)  # fmt: skip
def test_a_time_is_read_as_people_write_it(text, time):
    assert clock_time(text) == time


def test_the_check_page_shows_each_answer_in_words():
    lines = {line.question.name: line for each in pages_of(READABLE, ANSWERS) for line in each.lines}

    assert display_answer(lines["began"].question, lines["began"].stored) == "15/07/2009, 14:30"
    assert display_answer(lines["aims"].question, lines["aims"].stored) == "1. Homes\n2. Jobs\n3. Skills"
    assert display_answer(lines["read"].question, lines["read"].stored) == "Ticked"
    assert lines["mood"].question.label == "How sure are you, Ann?"
    assert "wing" not in lines and "source" not in lines


def test_the_preview_shows_every_question_once():
    sections = PreviewForm(READABLE).sections()
    html = render_to_string("survey/preview_questions.html", {"sections": list(sections)})

    assert html.count('id="question-') == 19 + 2 + 2
    assert "How sure are you, [answer to: What is your first name?]?" in html
    assert re.search(r"<h3[^>]*>The building</h3>", html)
    assert re.search(r"<h4[^>]*>Under the roof</h4>", html)


def test_paper_has_every_question_with_how_to_answer_it():
    form = paper_form(EVERY_KIND)
    items = {item["label"]: item for each in form.sections for item in each["items"]}

    assert form.title == "Every kind"
    assert items["How sure are you, [answer to: What is your first name?]?"]["how"] == (
        "Write a number from 0 to 10, in steps of 2."
    )
    assert items["When do you open?"]["how"] == "Write a time: hours and minutes."
    assert (
        items["Put the aims in order"]["how"]
        == "Write a number beside each: 1 for the first, 2 for the second, and so on."
    )
    assert items["The building"]["kind"] == "heading" and items["The building"]["level"] == 1
    assert items["I have read the rules"]["choices"] == [{"label": "Yes", "skip": ""}]


def test_answers_that_are_only_read_are_calculated_with_the_page_and_not_one_by_one(monkeypatch):
    def sums(path: tuple[str, ...], number: int) -> tuple[Question, ...]:
        typed = Question(f"{path[-1]}_n", QuestionType.INTEGER, "N", path=path)
        return (
            typed,
            *(
                Question(
                    f"{path[-1]}_{place}",
                    QuestionType.INTEGER,
                    "Sum",
                    calculation=f"${{{typed.name}}} + {place}",
                    is_read_only=True,
                    path=path,
                )
                for place in range(number)
            ),
        )

    def made(number: int) -> tuple[list[str], int]:
        group = Question("g", QuestionType.REPEAT, "G", questions=sums(("p", "g"), number), path=("p",))
        page = Section("p", "P", (*sums(("p",), number), group))
        answers = {"p_n": {"value": 1}, "g": {"value": [{"g_n": {"value": 10}}, {"g_n": {"value": 20}}]}}
        evaluated = []
        original = Questionnaire.form_state
        with monkeypatch.context() as patched:
            patched.setattr(
                Questionnaire, "form_state", lambda self, of: evaluated.append(of) or original(self, of)
            )
            rows = list(PageForm(Questionnaire("f", "1", "F", (page,)), page, answers=answers).rows())
        inside = [inner for row in rows for part in row.parts for inner in part.rows]
        return [each.reading.words for each in (*rows, *inside) if each.reading], len(evaluated)

    words, number = made(2)

    assert words == ["1", "2", "10", "11", "20", "21"]
    assert number == made(1)[1]


def test_the_check_page_shows_what_is_only_read_and_leads_to_no_change_of_it():
    [about, *_] = pages_of(READABLE, ANSWERS | {"fixed": {"value": "wales"}})
    html = render_to_string("survey/summary.html", {"page": answer_summary(about, {}), "token": "t"})
    rows = {row.split("</dt>")[0].split(">")[-1]: row for row in html.split("<dt")[1:]}

    assert re.search(r"summary-list__value\">\s*7\s*<", rows["Rooms and beds"])
    assert re.search(r"summary-list__value\">\s*Wales\s*<", rows["Country"])
    assert [
        label for label in ("Rooms and beds", "Country", "How many rooms?") if "Change" in rows[label]
    ] == ["How many rooms?"]
    assert html.count("summary-list__row--no-actions") == 2


def test_the_check_page_shows_what_is_calculated_in_a_row():
    inside = ("stock", "goods")
    price = Question("price", QuestionType.INTEGER, "Price", path=inside)
    twice = Question(
        "twice", QuestionType.INTEGER, "Twice", path=inside, calculation="${price} * 2", is_read_only=True
    )
    group = Question("goods", QuestionType.REPEAT, "Goods", path=("stock",), questions=(price, twice))
    form = Questionnaire("shop", "1", "Shop", (Section("stock", "Stock", (group,)),))
    [page] = pages_of(form, {"goods": {"value": [{"price": {"value": 4}}]}})

    assert [row["words"] for row in answer_summary(page, {})["rows"]] == ["Price: 4\nTwice: 8"]


def test_a_page_is_not_begun_by_a_calculation():
    shown = Question("sum", QuestionType.INTEGER, "Sum", calculation="1 + 1", is_read_only=True)
    form = Questionnaire("sum", "1", "Sum", (Section("sums", "Sums", (shown,)),))

    assert [page.is_begun for page in pages_of(form, {})] == [False]


def test_a_row_says_the_conditions_within_it_and_not_the_one_above_the_group():
    inside = ("stock", "goods")
    group = Question(
        "goods",
        QuestionType.REPEAT,
        "Goods",
        path=("stock",),
        relevant="${any} = 'yes'",
        questions=(
            Question("sold", QuestionType.SELECT_ONE, "Sold?", path=inside, choices=YES_NO),
            Question("sale", QuestionType.HEADING, "The sale", path=inside, relevant="${sold} = 'yes'"),
            Question("price", QuestionType.INTEGER, "Price", path=(*inside, "sale")),
            Question("why", QuestionType.TEXT, "Why not?", path=inside, relevant="${sold} = 'no'"),
        ),
    )
    asked = Question("any", QuestionType.SELECT_ONE, "Any goods?", path=("stock",), choices=YES_NO)
    form = Questionnaire("shop", "1", "Shop", (Section("stock", "Stock", (asked, group)),))
    answers = {"any": {"value": "yes"}, "goods": {"value": [{"sold": {"value": "yes"}}]}}
    expected = {
        "any": "",
        "goods": "only if “Any goods?” was answered “Yes”.",
        "sold": "",
        "sale": "only if “Sold?” was answered “Yes”.",
        "price": "only if “Sold?” was answered “Yes”.",
        "why": "only if “Sold?” was answered “No”.",
    }

    online = list(PageForm(form, form.sections[0], answers=answers).rows())
    [stock] = AnswersForm(form, document={"answers": answers, "notes": {}}).sections()

    assert _words(online, "Answer ") == _words(stock["rows"], "Ask ") == expected


def _words(rows, verb: str) -> dict[str, str]:
    inner = [each for row in rows for part in row.parts[:1] for each in part.rows]
    return {each.question.name: each.condition_words.removeprefix(verb) for each in (*rows, *inner)}
