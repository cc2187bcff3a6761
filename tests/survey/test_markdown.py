"""Markdown in labels, as https://docs.getodk.org/form-styling/ describes it."""

import copy
from html.parser import HTMLParser

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from survey.label_texts import answers_quoted, filled, quoted_names, readable
from survey.languages import LocalizedText
from survey.markdown import Quoted, RichText, quotes_of, rich
from survey.question_types import QuestionType
from survey.questionnaire import Questionnaire
from survey.questions import Choice, Question, Section
from survey.translations import translate_questionnaire


@pytest.mark.parametrize(
    ("source", "plain", "html"),
    [
        pytest.param("**Do** you?", "Do you?", "<strong>Do</strong> you?", id="strong"),
        pytest.param("__Do__ _you_?", "Do you?", "<strong>Do</strong> <em>you</em>?", id="underscores"),
        pytest.param("One\nTwo\n\nThree", "One\nTwo\n\nThree", "One<br>Two<br><br>Three", id="line breaks"),
        pytest.param("# Head\ntext", "Head\n\ntext", "<strong>Head</strong><br><br>text", id="heading"),
        pytest.param("Say:\n- a\n* b", "Say:\n• a\n• b", "Say:<br>• a<br>• b", id="list within a label"),
        pytest.param(r"2 \* 3 \_x\_", "2 * 3 _x_", "2 * 3 _x_", id="escaped"),
        pytest.param(r"**C:\data\|x**", r"C:\data\|x", r"<strong>C:\data\|x</strong>", id="a path"),
        pytest.param('<span style="color:red">Red</span>', "Red", "Red", id="colour dropped"),
        pytest.param(
            "<b> Big </b>deal<br>next", "Big deal\nnext", "<strong>Big</strong> deal<br>next", id="tags"
        ),
        pytest.param("![a map](http://x.y/z.png)", "a map", "a map", id="picture"),
        pytest.param("*a* < b & c", "a < b & c", "<em>a</em> &lt; b &amp; c", id="signs of HTML"),
    ],
)
def test_a_text_is_plain_in_sentences_and_marked_up_in_html(source, plain, html):
    text = rich(source)

    assert text == plain
    assert text.__html__() == html


@pytest.mark.parametrize(
    "source",
    [
        "Do you agree?",
        "1. What is your name?",
        "Freund*innen und Kolleg*innen",
        "staff_name and a * b",
        "Fewer than <50 & more",
        r"C:\data",
        "[a list] of #1 things",
    ],
)
def test_a_text_without_marks_is_the_same_object(source):
    assert rich(source) is source


def test_a_link_leads_only_to_the_web_or_to_mail():
    text = rich(
        "[a](https://x.y/?a=1&b=2) [b](mailto:a@x.y) [c](javascript:alert(1)) [d](data:text/html,x) [e](/x)"
    )

    assert text.__html__().count("<a ") == 2
    assert 'href="https://x.y/?a=1&amp;b=2" rel="noopener noreferrer"' in text.__html__()
    assert text.startswith("a b [c](javascript")


def test_a_note_has_its_lists_as_lists():
    blocks = rich("Bring:\n- **a** map\n- a pen\n\nThen:\n1. go\n2. stop").blocks

    assert '<ul class="govuk-list govuk-list--bullet"><li><strong>a</strong> map</li>' in blocks
    assert '<ol class="govuk-list govuk-list--number"><li>go</li>' in blocks


def test_the_language_of_a_text_is_kept():
    text = rich(LocalizedText("**Enw**", "cy"))

    assert (text, text.lang) == ("Enw", "cy")
    assert text.__html__() == '<span lang="cy"><strong>Enw</strong></span>'
    assert text.blocks.startswith('<div lang="cy">')


def test_an_answer_is_quoted_as_text_never_as_marks():
    text = rich("Is **${name}** at [this page](https://x.y/?n=${name})?")
    told = text.with_answers(lambda name: Quoted("<i>*A* & B</i>", f"people:1:{name}"))

    assert text == "Is … at this page?"
    assert told == "Is <i>*A* & B</i> at this page?"
    assert '<span data-answer="people:1:name">&lt;i&gt;*A* &amp; B&lt;/i&gt;</span>' in told.__html__()
    assert 'href="https://x.y/?n=%3Ci%3E%2AA%2A%20%26%20B%3C%2Fi%3E"' in told.__html__()
    assert copy.deepcopy(told).__html__() == told.__html__()
    assert quotes_of("${a} and ${ b } and ${a}") == ("a", "b")


class Balance(HTMLParser):
    """Reads HTML and keeps the elements that are open, and all that were used."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.used: set[str] = set()

    def handle_starttag(self, tag, attrs):
        self.used.add(tag)
        assert {name for name, _ in attrs} <= {"class", "href", "rel", "target"}
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


PIECES = ["**", "*", "_", "__", "<b>", "</b>", "<i>", "</i>", "<a href='http://x'>", "</a>", "[", "](", ")", "http://x",
          "javascript:x", "<script>", "<img src=x onerror=y>", '"', "'", "&", "<", ">", "\n", "\n\n", "# ", "- ", "1. ",
          "\\", "a", " ", "${a}", "\U000f0000"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_no_text_opens_an_element_that_it_does_not_close_or_that_is_unsafe(source):
    text = rich(source)
    if not isinstance(text, RichText):
        return

    for html, allowed in (
        (text.__html__(), {"strong", "em", "a", "br"}),
        (text.blocks, {"strong", "em", "a", "br", "p", "ul", "ol", "li"}),
    ):
        balance = Balance()
        balance.feed(html)
        balance.close()
        assert not balance.open
        assert balance.used <= allowed


def form() -> Questionnaire:
    name = Question("name", QuestionType.TEXT, "What is your **name**?")
    plural = Question("plural", QuestionType.CALCULATE, "", calculation="if(1 = 1, '', 's')")
    choices = (Choice("yes", "Yes, _${name}_"), Choice("no", "No"))
    asks = Question(
        "asks", QuestionType.SELECT_ONE, "Hello ${name}, thing${plural}?", "Say *so*", choices=choices
    )
    return Questionnaire("f", "1", "Form", (Section("s", "Page", (name, plural, asks)),))


def test_a_questionnaire_names_the_answers_that_it_quotes():
    asks = form().readable.questions["asks"]

    assert asks.label == "Hello [answer to: What is your name?], thing[answer to: plural]?"
    assert asks.hint == "Say so"
    assert asks.display_value("yes") == "Yes, [answer to: What is your name?]"
    assert quoted_names(asks) == {"name", "plural"}
    assert form().readable.as_json() != form().as_json()


@pytest.mark.parametrize("current", ["cy", "en-gb"])
def test_a_quoted_answer_is_named_in_the_language_of_the_page_that_is_made(current):
    """What is made is kept for all requests, whatever the language of the first one."""
    questionnaire = form()
    with translation.override(current):
        english = questionnaire.readable
        welsh = translate_questionnaire(questionnaire, page="cy")

    assert english.questions["asks"].label.startswith("Hello [answer to: What is your name?]")
    assert welsh.questions["asks"].label.startswith("Hello [ateb i: What is your name?]")


def test_a_page_fills_in_the_answers_with_an_ellipsis_before_there_is_one():
    asks = form().readable.questions["asks"]

    assert filled(asks.label, answers_quoted(form(), {"name": "Ann", "plural": "s"})) == "Hello Ann, things?"
    assert filled(asks.label, answers_quoted(form(), {"name": "", "plural": ""})) == "Hello …, thing?"


def test_a_questionnaire_without_marks_is_not_copied():
    plain = Questionnaire("f", "1", "Form", (Section("s", "P", (Question("a", QuestionType.TEXT, "A?"),)),))

    assert readable(plain) is plain
    assert translate_questionnaire(plain) is plain
