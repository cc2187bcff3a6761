"""Bad input of every kind: a clear message each time, nothing lost, no server error."""

import datetime as dt
import uuid
from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from survey import actions
from survey.models import Instrument, Response
from survey.online import tokens
from tests.factories.survey import (
    InstrumentFactory,
    InvitationFactory,
    OnlineStrandFactory,
    ResponseFactory,
    link_of,
)
from tests.factories.xlsforms import CHOICES, form, row
from tests.survey.languages.test_reading import WELSH
from tests.survey.respondent import QUESTIONNAIRE, fill, hidden, stored
from tests.survey.reviewed import words_of
from tests.survey.test_questionnaire_publishing import publish, stated, uploaded

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
ADD = "/questionnaires/new/"


def words(page) -> str:
    return page.content.decode().replace("&#x27;", "'").replace("&quot;", '"')


def workbook_with_a_formula() -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet("survey")
        page.write_row(0, 0, ["type", "name", "label"])
        page.write_row(1, 0, ["text", "a"])
        page.write_formula(1, 2, "=1+1")
    return file.getvalue()


BAD_FORMS = [
    pytest.param("form.md", CHOICES.encode(), "it needs a sheet survey", id="no survey sheet"),
    pytest.param(
        "form.csv", b"choices,,\n,list_name,name\n,yes_no,yes\n", "survey", id="no survey sheet in a CSV"
    ),
    pytest.param("form.md", form(row(name="a")).encode(), "Sheet survey, row 3", id="a name twice"),
    pytest.param(
        "form.md",
        form(row(name="b", relevant="${c} = 1"), row(name="c", relevant="${b} = 1")).encode(),
        "“b”: depends on “c”, which depends on “b”",
        id="a circle",
    ),
    pytest.param(
        "form.md", form(row("select_one planets")).encode(), "Sheet survey, row 3", id="no such list"
    ),
    pytest.param("form.xlsx", b"x" * (10 * 1024 * 1024), "larger than 2 MB", id="10 MB"),
    pytest.param("form.xlsx", b"PK\x03\x04", "not a workbook", id="half a workbook"),
    pytest.param("form.docx", b"Dear all", "ends in .xlsx, .xls, .ods, .csv or .md", id="a letter"),
]


@pytest.mark.parametrize(("name", "content", "message"), BAD_FORMS)
def test_an_invalid_form_is_refused_with_a_message(name, content, message, lead):
    page = lead.post(ADD, {"form_files": SimpleUploadedFile(name, content)}, follow=True)

    assert page.status_code == 200
    assert 'name="_save"' not in words(page)
    assert message in words(page)
    assert not Instrument.objects.exists()


def test_the_value_of_a_formula_is_used_and_said(lead):
    """The workbook stores 0 beside the formula, as its writer does that does not calculate."""
    file = SimpleUploadedFile("form.xlsx", workbook_with_a_formula())

    page = lead.post(ADD, {"form_files": file}, follow=True)

    assert "the value of a formula is used" in words_of(page)
    assert 'name="_save"' in words(page)


def test_a_broken_text_comes_back_as_it_was_typed(lead):
    source = form(row("telepathy", label="<script>alert(1)</script>"))

    page = lead.post(ADD, {"source": source}, follow=True)

    assert "telepathy" in words(page) and "&lt;script&gt;alert(1)&lt;/script&gt;" in words(page)
    assert "<script>alert(1)" not in page.content.decode()


def test_words_of_a_form_are_shown_as_text(lead):
    hostile = "<img src=x onerror=alert(1)>"
    source = form(row("text", "b", hostile, hint=hostile), row("select_one hostile", "c", "C"))
    source = source.replace(CHOICES, f"{CHOICES}| | hostile | x | {hostile} |\n")

    page = lead.post(ADD, {"source": source}, follow=True)

    assert "&lt;img src=x" in page.content.decode()
    assert "<img src=x" not in page.content.decode()


def test_untranslated_texts_are_reported_before_and_after_publication(lead):
    address = uploaded(lead, WELSH)
    preview = lead.get(address)
    published = lead.post(address, stated(lead, address) | {"_save": "1"}, follow=True)

    for page in (preview, published):
        assert "Has no label in Cymraeg (cy). (2 times)" in words_of(page)
        assert "Sheet survey, row 4: “town”" in words_of(page)


def test_a_form_is_previewed_in_each_of_its_languages(lead):
    preview = lead.get(f"{uploaded(lead, WELSH)}?language=cy")
    made = publish(lead, WELSH)
    again = lead.get(f"/questionnaires/{made.name}/{made.version}/?language=cy")
    unknown = lead.get(f"/questionnaires/{made.name}/{made.version}/?language=xx")

    for page in (preview, again):
        assert '<form lang="cy" dir="ltr">' in words(page)
        assert "Enw (dewisol)" in words(page)
        assert "Cyfieithiad drafft" in words(page)
    assert "Name (optional)" in words(unknown)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"works": "perhaps"}, "works"),
        ({"works": "state:nonsense"}, "works"),
        ({"works": ["no", "yes"], "number": "-"}, "number"),
        ({"works": "yes", "number": "9" * 400}, "number"),
    ],
)
def test_an_invalid_answer_is_reported_at_its_question_and_kept(client, response, home, typed, field):
    page = fill(client, home, "first", **typed)

    assert page.status_code == 200
    assert "There is a problem" in words(page) and f'id="id_q-{field}_error"' in words(page)
    assert response.answers == {} and Response.objects.get().is_draft


def test_a_choice_that_is_not_in_the_list_is_not_sent(client, response, home):
    fill(client, home, "first", works="no")
    Response.objects.update(answers={"works": {"value": "perhaps"}})
    check = client.get(f"{home}check/")

    page = client.post(
        f"{home}check/", {"submission_key": hidden(check, "submission_key"), "seen": hidden(check, "seen")}
    )

    assert "Choose one of the answers listed." in words(page)
    assert stored() == {"works": {"value": "perhaps"}}


@pytest.mark.parametrize("sent", [{}, {"submission_key": "no key", "seen": ""}, {"seen": "x" * 1000}])
def test_an_incomplete_request_is_reported(client, response, home, sent):
    fill(client, home, "first", works="no")

    page = client.post(f"{home}check/", sent)

    assert "not sent whole" in words(page)
    assert stored() == {"works": {"value": "no"}}


def test_the_link_of_another_survey_changes_nothing_here(client, response, home):
    """Each link opens only its own answers, whatever pages and keys are sent with it."""
    fill(client, home, "first", works="no")
    key = uuid.uuid4()
    other = OnlineStrandFactory(
        study__slug="other", instrument=InstrumentFactory(questionnaire=QUESTIONNAIRE)
    )
    theirs = ResponseFactory(strand=other, start_key=key, created_at=timezone.now() - dt.timedelta(minutes=5))
    their_home = f"/survey/answers/{link_of(key)}/"

    check = client.get(f"{home}check/")
    ours = {"submission_key": hidden(check, "submission_key"), "seen": hidden(check, "seen")}
    foreign = client.post(f"{their_home}check/", ours)
    assert "changed in another window" in words(foreign) and foreign.status_code == 409
    assert client.post(f"{their_home}questions/nowhere/", {"action": "save"}).url == f"{their_home}all/"
    client.post(f"{home}check/", ours)
    stolen = client.get(f"{their_home}questions/first/")
    client.post(f"{their_home}questions/first/", {"q-works": "no", "seen": hidden(stolen, "seen")})
    again = {**ours, "seen": actions.answers_fingerprint(Response.objects.get(pk=theirs.pk))}
    assert client.post(f"{their_home}check/", again).status_code == 409

    response.refresh_from_db()
    theirs.refresh_from_db()
    assert (response.is_draft, theirs.is_draft) == (False, True)


def test_links_to_answers_and_links_of_invitations_are_not_interchangeable(client, response, home):
    invitation = InvitationFactory(strand=response.strand)
    link = tokens.token_of(tokens.INVITATION, invitation.key)

    assert client.post(f"{home}declined/").status_code == 404
    assert client.get(f"/survey/answers/{link}/questions/first/").status_code == 404
    assert client.get(f"/survey/answers/{'x' * 300}/").status_code == 404


@pytest.mark.parametrize("address", ["check/", "language/"])
def test_a_closed_survey_takes_nothing_and_loses_nothing(client, response, home, address):
    fill(client, home, "first", works="no")
    check = client.get(f"{home}check/")
    response.strand.closes_on = timezone.localdate() - dt.timedelta(days=1)
    response.strand.save()

    sent = {
        "submission_key": hidden(check, "submission_key"),
        "seen": hidden(check, "seen"),
        "q-works": "yes",
    }
    page = client.post(f"{home}{address}", sent)

    assert page.status_code in (302, 403)
    assert stored() == {"works": {"value": "no"}}
    assert Response.objects.get().is_draft
