"""Letters before the call: templates, one letter, a batch, e-mail, and what is logged."""

import datetime as dt
import uuid
from collections.abc import Callable
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from docx import Document

from accounts.models import AuditEvent, User
from interviews.actions import letters as actions
from interviews.actions.retention import erase_contact
from interviews.letters.documents import as_letters_pdf, as_word
from interviews.letters.merge import unknown_fields, write
from interviews.letters.selection import cases_to_write_to, with_contact
from interviews.models import Call, Letter, LetterTemplate
from survey import actions as survey_actions
from survey.models import SampledUnit
from tests.constraints import assert_refused
from tests.factories.interviews import CallFactory, ContactFactory
from tests.factories.noms import ServiceFactory
from tests.factories.survey import SampledUnitFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fieldwork_day")]

TEXT = "Dear {person},\n\n{contractor} asks {service} for {commissioner}.\nReach us: {contact}.\n\n{sender}"


@pytest.fixture
def letter(case: SampledUnit) -> LetterTemplate:
    """A letter of a study that has entered what it says."""
    study = case.strand.study
    survey_actions.tell_respondents(
        study=study,
        commissioner="the Board",
        contractor="Example Research",
        contact="telephone 01632 960000",
        minutes={},
        by=None,
    )
    return actions.save_letter_template(
        study=study, name="First", subject="About {service}", text=TEXT, language="en", by=None
    )


@pytest.fixture
def lead(client_for: Callable[[str], Client]) -> Client:
    return client_for("study_lead")


def loaded(unit: SampledUnit) -> Any:
    return with_contact(SampledUnit.objects.filter(pk=unit.pk)).get()


def words(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def at(name: str, unit: SampledUnit) -> str:
    study = unit.strand.study.slug
    return reverse(name, args=[study, unit.pk] if name.startswith("case") else [study])


def batch(letter: LetterTemplate, unit: SampledUnit, way: str, **more: Any) -> dict[str, Any]:
    return {
        "template": letter.pk,
        "strand": unit.strand.kind,
        "region": "",
        "only_unwritten": "on",
        "way": way,
        "press": str(uuid.uuid4()),
    } | more


def test_a_letter_is_filled_for_one_case(case: SampledUnit, letter: LetterTemplate, researcher: User) -> None:
    contact = ContactFactory(unit=case, name="Ann  Example", job_title="Governor")

    written = write(letter, loaded(case), contact, sender=researcher, on=dt.date(2009, 7, 1))

    assert written.subject == f"About {case}"
    assert written.paragraphs == (
        "Dear Ann Example,",
        f"Example Research asks {case} for the Board.\nReach us: telephone 01632 960000.",
        "Rhian Ringer",
    )
    assert (written.date, written.to[:3]) == ("1 July 2009", ("Ann Example", "Governor", str(case)))
    assert written.sender == ("Example Research", "telephone 01632 960000")


def test_without_a_name_the_letter_is_to_sir_or_madam_in_its_language(
    case: SampledUnit, letter: LetterTemplate, researcher: User
) -> None:
    welsh = actions.save_letter_template(
        study=letter.study,
        name="Cyntaf",
        subject="Astudiaeth",
        text="Annwyl {person}, {date}",
        language="cy",
        by=None,
    )

    assert write(letter, loaded(case), None, sender=researcher).paragraphs[0] == "Dear Sir or Madam,"
    written = write(welsh, loaded(case), None, sender=researcher, on=dt.date(2009, 7, 1))
    assert written.paragraphs == ("Annwyl Syr neu Fadam, 1 Gorffennaf 2009",)


@pytest.mark.parametrize(
    ("outcome", "named"), [("contact_left", False), ("not_the_right_office", False), ("wrong_number", True)]
)
def test_a_contact_who_has_left_is_not_written_to_but_one_with_a_wrong_number_is(
    outcome: str, named: bool, case: SampledUnit, letter: LetterTemplate, lead: Client
) -> None:
    CallFactory(unit=case, contact=ContactFactory(unit=case, name="Ann Example"), disposition=outcome)

    assert [str(contact) for contact in loaded(case).current_contacts] == (["Ann Example"] if named else [])
    page = words(lead.get(at("case-letter", case)))
    assert f"Dear {'Ann Example' if named else 'Sir or Madam'}," in page


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("{person} {study}", []),
        ("{Person}", ["Person"]),
        ("{name} {name} {phone no}", ["name", "phone no"]),
        ("{}", [""]),
        ("{ person }", [" person "]),
    ],
)
def test_unknown_merge_fields_are_found(text: str, unknown: list[str]) -> None:
    assert unknown_fields(text) == unknown


def test_an_unknown_field_is_refused_at_its_field_with_those_that_there_are(
    letter: LetterTemplate, case: SampledUnit, lead: Client
) -> None:
    sent = {
        "name": "Second",
        "language": "en",
        "subject": "Hello {you}",
        "text": "Dear {person}",
        "action": "save",
    }

    page = words(lead.post(at("letter-template-new", case), sent))

    assert page.count("{you} is no merge field. There are: {study}, {commissioner}") == 2
    assert 'value="Hello {you}"' in page
    assert LetterTemplate.objects.count() == 1


def test_a_changed_letter_is_a_new_version_and_an_unchanged_one_is_not(letter: LetterTemplate) -> None:
    def save(subject: str) -> LetterTemplate:
        return actions.save_letter_template(
            study=letter.study, name="First", subject=subject, text=TEXT, language="en", by=None
        )

    assert save("About {service}") == letter
    assert save("On {service}").version == 2
    letter.refresh_from_db()
    assert (letter.version, letter.subject) == (1, "About {service}")


def test_the_preview_shows_a_real_case_and_saves_nothing(
    letter: LetterTemplate, case: SampledUnit, lead: Client
) -> None:
    ContactFactory(unit=case, name="Ann <b>Example</b>")
    address = reverse("letter-template", args=[letter.study.slug, letter.pk])

    response = lead.post(
        address, {"language": "en", "subject": "New", "text": "Hello {person}", "action": "preview"}
    )

    assert "Hello Ann &lt;b&gt;Example&lt;/b&gt;" in response.content.decode()
    assert LetterTemplate.objects.count() == 1 and not Letter.objects.exists()


def test_one_letter_is_printed_logged_on_the_case_and_is_no_call(
    letter: LetterTemplate, case: SampledUnit, client_for: Callable[[str], Client]
) -> None:
    ContactFactory(unit=case, name="Ann Example")
    client, sent = (
        client_for("researcher"),
        {"template": letter.pk, "way": "word", "press": str(uuid.uuid4())},
    )

    first = client.post(at("case-letter", case), sent)
    again = client.post(at("case-letter", case), sent)

    for response in (first, again):
        document = Document(BytesIO(response.content))
        assert "Dear Ann Example," in [paragraph.text for paragraph in document.paragraphs]
    logged = Letter.objects.get()
    assert (logged.unit, logged.template, logged.way, logged.state) == (case, letter, "word", "done")
    assert logged.created_by is not None
    assert not Call.objects.exists()
    assert AuditEvent.objects.filter(verb="letters.printed").count() == 1
    page = words(client.get(at("case-detail", case)))
    assert "Printed from Word" in page and "First (version 1)" in page


def test_a_batch_is_one_document_with_a_letter_on_each_page(
    letter: LetterTemplate, case: SampledUnit, lead: Client
) -> None:
    other = SampledUnitFactory(strand=case.strand, service=ServiceFactory())
    for unit in (case, other):
        ContactFactory(unit=unit)

    response = lead.post(at("letters", case), batch(letter, case, "word"))

    paragraphs = Document(BytesIO(response.content)).paragraphs
    assert sum(1 for each in paragraphs if each.paragraph_format.page_break_before) == 1
    assert {letter.unit_id for letter in Letter.objects.all()} == {case.pk, other.pk}
    assert "No case fits" in words(lead.post(at("letters", case), batch(letter, case, "pdf")))
    again = lead.post(at("letters", case), batch(letter, case, "pdf", only_unwritten=""))
    assert again.content.startswith(b"%PDF-") and b"pdfuaid:part" in again.content
    assert Letter.objects.count() == 4


def test_a_second_press_of_a_batch_gives_the_same_letters_and_logs_nothing(
    letter: LetterTemplate, case: SampledUnit, lead: Client
) -> None:
    sent = batch(letter, case, "pdf")

    first, second = (lead.post(at("letters", case), sent) for _ in range(2))

    assert first["Content-Type"] == second["Content-Type"] == "application/pdf"
    assert Letter.objects.count() == 1


def test_cases_are_chosen_by_region_by_letters_and_by_calls(
    case: SampledUnit, letter: LetterTemplate
) -> None:
    rung, refused, written = (
        SampledUnitFactory(strand=case.strand, service=ServiceFactory()) for _ in range(3)
    )
    CallFactory(unit=rung)
    CallFactory(unit=refused, disposition="respondent_refusal")
    Letter.objects.create(unit=written, template=letter, way="pdf", press=uuid.uuid4())
    failed = {"state": "failed", "problem": "No."}
    Letter.objects.create(unit=rung, template=letter, way="email", press=uuid.uuid4(), **failed)

    def chosen(**more: Any) -> set[int]:
        return {unit.pk for unit in cases_to_write_to(case.strand, **more)}

    assert chosen() == {case.pk, rung.pk}
    assert chosen(only_uncalled=True) == {case.pk}
    assert chosen(only_unwritten=False) == {case.pk, rung.pk, written.pk}
    assert chosen(region=case.service.region) == {
        unit.pk for unit in (case, rung) if unit.service.region == case.service.region
    }


def test_nothing_is_written_while_something_is_missing(
    letter: LetterTemplate, case: SampledUnit, lead: Client
) -> None:
    survey_actions.tell_respondents(
        study=letter.study, commissioner="", contractor="Example Research", contact="x", minutes={}, by=None
    )

    page = words(lead.post(at("letters", case), batch(letter, case, "word")))

    assert "Not entered yet: who commissions the study" in page
    assert not Letter.objects.exists()


def test_an_email_is_sent_once_for_a_press_and_logged(
    letter: LetterTemplate, case: SampledUnit, client_for: Callable[[str], Client]
) -> None:
    ContactFactory(unit=case, name="Ann", email="ann@example.org")
    client, sent = (
        client_for("researcher"),
        {"template": letter.pk, "way": "email", "press": str(uuid.uuid4())},
    )

    for _ in range(2):
        client.post(at("case-letter", case), sent)

    (message,) = mail.outbox
    assert (message.to, message.subject) == (["ann@example.org"], f"About {case}")
    assert message.body.startswith("Dear Ann,\n\nExample Research asks")
    assert Letter.objects.get().state == "done"
    client.post(at("case-letter", case), sent | {"press": str(uuid.uuid4())})
    assert len(mail.outbox) == 2


class SilentServer:
    """A mail server that does not answer."""

    def __init__(self, **options: Any) -> None:
        pass

    def send_messages(self, messages: Any) -> int:
        raise TimeoutError


def test_an_email_that_fails_says_so_counts_as_not_written_and_can_be_repeated(
    letter: LetterTemplate, case: SampledUnit, lead: Client, settings
) -> None:
    ContactFactory(unit=case, email="ann@example.org")
    usual, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.SilentServer"
    page = words(lead.post(at("letters", case), batch(letter, case, "email"), follow=True))

    assert "not sent: The mail server did not take it." in page
    assert "E-mails that did not go out" in words(lead.get(at("letters", case)))

    settings.EMAIL_BACKEND = usual
    lead.post(at("letters", case), batch(letter, case, "email"))
    assert [each.to for each in mail.outbox] == [["ann@example.org"]]
    assert "E-mails that did not go out" not in words(lead.get(at("letters", case)))


def test_only_cases_with_an_address_are_emailed(
    letter: LetterTemplate, case: SampledUnit, lead: Client
) -> None:
    other = SampledUnitFactory(strand=case.strand, service=ServiceFactory())
    ContactFactory(unit=case, email="ann@example.org")

    page = words(lead.get(at("letters", case), batch(letter, case, "")))
    assert "2 cases, 1 with an e-mail address" in page
    lead.post(at("letters", case), batch(letter, case, "email"))

    assert [each.to for each in mail.outbox] == [["ann@example.org"]]
    assert not other.letters.exists()
    page = words(lead.post(at("letters", case), batch(letter, case, "email")))
    assert "None of these cases has an e-mail address." in page


def test_nobody_writes_to_a_refusal(letter: LetterTemplate, case: SampledUnit, lead: Client) -> None:
    CallFactory(unit=case, disposition="respondent_refusal")

    page = words(lead.get(at("case-letter", case), follow=True))

    assert "The respondent refused, so nobody writes to this case." in page


def test_an_erased_contact_is_a_number_in_the_log_and_unknown_in_new_letters(
    letter: LetterTemplate, case: SampledUnit, lead: Client
) -> None:
    contact = ContactFactory(unit=case, name="Ann Example", email="ann@example.org")
    sent = {"template": letter.pk, "way": "pdf", "press": str(uuid.uuid4())}
    lead.post(at("case-letter", case), sent)

    erase_contact(contact=contact, by=None)

    page = words(lead.get(at("case-detail", case)))
    assert "to respondent 01" in page and "Ann Example" not in page
    assert "Dear Sir or Madam," in words(lead.get(at("case-letter", case)))


@pytest.mark.parametrize("text", ["#panic()", "*a* _b_ $c$", "<w:br/> & ]]>", "\u202e x"])
def test_no_text_is_markup_in_a_document(
    text: str, case: SampledUnit, letter: LetterTemplate, researcher: User
) -> None:
    contact = ContactFactory(unit=case, name=text)
    written = write(letter, loaded(case), contact, sender=researcher)

    assert f"Dear {' '.join(text.split())}," in [
        each.text for each in Document(BytesIO(as_word([written], title="x"))).paragraphs
    ]
    assert as_letters_pdf([written], title="x").startswith(b"%PDF-")


@pytest.mark.both_databases
def test_constraints_say_what_is_wrong(case: SampledUnit, letter: LetterTemplate) -> None:
    press = uuid.uuid4()
    Letter.objects.create(unit=case, template=letter, way="pdf", press=press)

    def made(**changes: Any) -> Letter:
        return Letter(**({"unit": case, "template": letter, "way": "pdf", "press": uuid.uuid4()} | changes))

    assert_refused(lambda: made(press=press), "This letter is written already.")
    assert_refused(lambda: made(way="fax"), "Choose how the letter is written.")
    assert_refused(lambda: made(state="failed"), "Say why the e-mail was not sent.")
    assert_refused(
        lambda: LetterTemplate(study=letter.study, name="First", subject="x", text="x"),
        "Somebody else saved this letter meanwhile.",
    )
    with pytest.raises(ValidationError):
        LetterTemplate(study=letter.study, name="x", subject="x", text="x", language="fr").full_clean()


def test_the_number_of_queries_does_not_grow_with_the_cases(
    letter: LetterTemplate, case: SampledUnit, lead: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    for many in (1, 5):
        for _ in range(many):
            ContactFactory(unit=SampledUnitFactory(strand=case.strand, service=ServiceFactory()))
        with django_assert_num_queries(QUERIES_OF_A_BATCH):
            lead.get(at("letters", case), batch(letter, case, ""))


QUERIES_OF_A_BATCH = 14
