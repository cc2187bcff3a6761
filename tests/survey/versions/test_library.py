"""The library of questions: found by topic and words, ticked, and downloaded as the start of a questionnaire."""

import datetime as dt
import doctest

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from survey import library
from survey.actions import publish_own_instrument
from survey.languages import Language, Translation, question_key
from survey.models import Instrument
from survey.questionnaire import Question, Questionnaire, QuestionType, Section
from survey.versions import next_version as versions
from survey.versions.next_version import next_version
from tests.factories.survey import InstrumentFactory, OnlineStrandFactory
from tests.pages import text_of, text_of_answer
from tests.survey.refusals import questionnaire_in

PAGE, COPY = "/questionnaires/library/", "/questionnaires/library/copy/"
TODAY = dt.date(2026, 12, 1)


@pytest.mark.parametrize(
    ("version", "taken", "following"),
    [
        ("1", (), "2"),
        ("1", ("2", "3"), "4"),
        ("4-hmpps", (), "5-hmpps"),
        ("1.9", (), "1.10"),
        ("draft", (), "draft-2"),
        ("2009-07-15", (), "2026-12-01"),
        ("20090715", (), "20261201"),
        ("2026-12-01", (), "2026-12-01-2"),
        ("2009-07-15", ("2026-12-01",), "2026-12-01-2"),
    ],
)
def test_the_next_version_raises_the_last_number_or_is_of_today(version, taken, following):
    assert next_version(version, taken, TODAY) == following


def test_the_examples_of_the_next_version_hold():
    assert doctest.testmod(versions).failed == 0


def published(*questions: Question, name: str = "guide", version: str = "7", **more: object):
    form = Questionnaire(
        name, version, f"The {name}", (Section("main", "A topic of theirs", questions),), **more
    )
    return InstrumentFactory(questionnaire=form, name=name, version=version, title=form.title)


def ask(name: str, label: str, **more: object) -> Question:
    return Question(name, QuestionType.TEXT, label, path=("main",), **more)


def form_in(response) -> Questionnaire:
    return questionnaire_in(response.content, "form.xlsx")


@pytest.mark.django_db
def test_our_own_questions_and_those_of_published_questionnaires_are_listed_by_topic(lead):
    published(ask("colour", "Which colour is it?"))

    page = text_of_answer(lead.get(PAGE))

    for words in ("Legal form and registers", "What is its legal form?", "A topic of theirs"):
        assert words in page
    assert "Takes a text. Asked in: The guide." in page
    assert "For the definitions:" in page and "UK Government Small Business Survey" in page


@pytest.mark.django_db
def test_a_question_that_two_questionnaires_ask_alike_is_listed_once(lead):
    for name in ("one", "two"):
        published(ask("colour", "Which colour is it?"), name=name)

    page = text_of_answer(lead.get(PAGE, {"q": "COLOUR which"}))

    assert page.count("Which colour is it?") == 1
    assert "Asked in: The one, The two." in page


@pytest.mark.django_db
def test_words_are_found_in_translations_too(lead):
    texts = {question_key("colour", "label"): "Pa liw yw e?"}
    published(ask("colour", "Which colour?"), translations=(Translation(Language("cy", "Cymraeg"), texts),))

    assert "Which colour?" in text_of_answer(lead.get(PAGE, {"q": "liw"}))
    assert "No question has these words." in text_of_answer(lead.get(PAGE, {"q": "xylophone"}))


@pytest.mark.django_db
def test_ticked_questions_are_downloaded_with_what_they_depend_on(lead):
    row = published(
        ask("a", "Does it trade?"), ask("b", "Why not?", relevant="${a} = 'no'"), ask("c", "Else?")
    )

    response = lead.post(PAGE, {"question": [f"{row.pk}/b"]})

    assert "attachment" in response.headers["Content-Disposition"]
    assert list(form_in(response).questions) == ["a", "b"]


@pytest.mark.django_db
def test_nothing_ticked_is_told(lead):
    assert "Tick the questions to take." in text_of(lead.post(PAGE))


@pytest.mark.django_db
def test_questions_of_different_languages_are_refused_and_stay_ticked(lead):
    welsh = published(ask("a", "Pwy?"), name="welsh", language=Language("cy", "Cymraeg"))
    english = published(ask("a", "Who?"), name="english")
    ticked = [f"{welsh.pk}/a", f"{english.pk}/a"]

    page = text_of(lead.post(PAGE, {"question": ticked}))

    assert "Choose questions of one language at a time." in page
    assert page.count("checked") == 2


@pytest.mark.django_db
def test_a_whole_questionnaire_is_copied_with_its_next_version(lead):
    row = published(ask("a", "Who?"))

    copied = form_in(lead.get(COPY, {"of": str(row.pk)}))

    assert (copied.name, copied.version, copied.sections) == ("guide", "8", row.questionnaire.sections)


@pytest.mark.django_db
def test_our_own_questionnaire_is_copied_in_its_edition_of_today(lead):
    copied = form_in(lead.get(COPY, {"of": "own/service_interview"}))

    assert copied.name == "service_interview"
    assert [each.code for each in copied.languages] == ["en", "cy"]


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["own/none", "999999", "x"])
def test_what_is_not_in_the_library_is_not_found(lead, key):
    assert lead.get(COPY, {"of": key}).status_code == 404


@pytest.mark.django_db
def test_the_library_is_read_by_one_query_and_has_the_newest_version():
    publish_own_instrument(name="service_interview", by=None)
    published(ask("a", "Who?"), version="1")
    published(ask("a", "Who else?"), version="2")

    with CaptureQueriesContext(connection) as queries:
        found = library.sources()

    assert len(queries) == 1
    assert [
        (each.questionnaire.name, each.questionnaire.version)
        for each in found
        if each.questionnaire.name == "guide"
    ] == [("guide", "2")]
    assert {each.questionnaire.name for each in found if each.is_new} == {
        "enterprise_interview",
        "enterprise_survey",
        "extended_interview",
    }


@pytest.mark.django_db
def test_the_questionnaires_of_studies_are_offered_also_in_older_versions(lead):
    old = published(ask("a", "Who?"), version="1")
    published(ask("a", "Who else?"), version="3")
    strand = OnlineStrandFactory(instrument=old, study__title="The first study")

    with CaptureQueriesContext(connection) as queries:
        (found,) = library.of_studies()
    number = len(queries)
    copied = form_in(lead.get(COPY, {"of": str(old.pk)}))

    assert number == 1
    assert found == (strand.study, [old])
    assert "The first study" in text_of_answer(lead.get(PAGE))
    assert (copied.version, copied.questions["a"].label) == ("2", "Who?")


@pytest.mark.django_db
def test_the_form_that_copies_is_protected_against_forgery(lead):
    page = text_of_answer(lead.get(PAGE))

    assert page.count("csrfmiddlewaretoken") >= page.count('method="post"') > 1


@pytest.mark.django_db
def test_a_copy_is_kept_here_and_can_be_published_under_another_name(lead):
    row = published(ask("a", "Who?"))

    page = lead.post(f"{COPY}?of={row.pk}", follow=True)
    address = page.redirect_chain[-1][0]
    lead.post(address, {"title": "Ours", "form_id": "ours", "version": "1", "language_0": "en", "_save": "1"})

    assert "What differs from version 7, which is published" in text_of_answer(page)
    made = Instrument.objects.get(name="ours")
    assert (made.title, made.questionnaire.sections) == ("Ours", row.questionnaire.sections)
