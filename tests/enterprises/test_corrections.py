"""Corrections and claims: what readers send, the curators' queue, the answer, and their erasure."""

import datetime as dt
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import reverse

from accounts.models import AuditEvent
from enterprises import actions
from enterprises.actions.corrections import KEPT, SUSPICIOUS_KEPT
from enterprises.corrections.subjects import is_address_of
from enterprises.models import Correction, Evidence
from tests.factories.assessed import assessed
from tests.factories.enterprises import CorrectionFactory
from tests.factories.noms import ServiceFactory

pytestmark = pytest.mark.django_db
NEW = reverse("correction-new")
WORDS = {"matter": "contact", "text": "Ring 01632 960000.", "how_known": "Its website", "fax": ""}


def post(client: Client, about: str = "", **words: str) -> Any:
    sent = {"send_key": str(uuid.uuid4()), **WORDS, **words}
    return client.post(f"{NEW}?about={about}" + ("&claim=yes" if "post" in words else ""), sent, follow=True)


def test_a_reader_sends_a_correction_once_and_reads_the_answer_by_its_number(
    client: Client, client_for: Callable[[str], Client]
) -> None:
    service = ServiceFactory()
    key = str(uuid.uuid4())
    form = client.get(f"{NEW}?about=service:{service.slug}&field=contact").content.decode()
    assert re.search(r'value="contact"\s+checked', form)

    for _ in range(2):
        page = post(client, f"service:{service.slug}", send_key=key, email="reader@example.org")
    found = Correction.objects.get()
    assert found.reference in page.content.decode()
    assert "Ring 01632" not in page.content.decode()

    curator = client_for("curator")
    queue = reverse("admin:enterprises_correction_changelist")
    assert service.name in curator.get(queue).content.decode()
    row = curator.get(reverse("admin:enterprises_correction_change", args=[found.pk])).content.decode()
    assert "Ring 01632 960000." in row
    curator.post(reverse("admin:enterprises_correction_take", args=[found.pk]))
    assert "Somebody is looking at it" in client.get(found.get_absolute_url()).content.decode()
    answer = {"is_changed": "yes", "done": "Telephone from its page.", "answer": "Thank you, it is changed."}
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        curator.post(reverse("admin:enterprises_correction_answer", args=[found.pk]), answer)

    assert "Thank you, it is changed." in client.get(found.get_absolute_url()).content.decode()
    assert "Telephone from its page" not in client.get(found.get_absolute_url()).content.decode()
    assert [(each.to, found.reference in each.subject) for each in mail.outbox] == [
        (["reader@example.org"], True)
    ]
    assert Correction.objects.get().is_answer_sent
    assert "0 corrections" in curator.get(queue).content.decode()
    service.refresh_from_db()
    assert service.telephone == ""
    verbs = (
        AuditEvent.objects.filter(verb__startswith="correction").order_by("pk").values_list("verb", flat=True)
    )
    assert list(verbs) == ["correction.received", "correction.assigned", "correction.answered"]


def test_an_organisation_claims_its_entry_by_a_link_to_its_own_domain(
    client: Client, client_for: Callable[[str], Client]
) -> None:
    organisation = assessed("Bakery", trading_share="60")
    actions.update_organisation(organisation=organisation, website="https://www.bakery.example", by=None)
    before = Evidence.objects.count()
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        post(client, f"organisation:{organisation.slug}", post="Manager", email="office@bakery.example")
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)
    assert link

    assert Correction.objects.get().email_confirmed_on is None
    client.get(link[1])
    assert Correction.objects.get().email_confirmed_on is None
    client.post(link[1])

    row = Correction.objects.get()
    assert row.is_claim
    page = (
        client_for("curator")
        .get(reverse("admin:enterprises_correction_change", args=[row.pk]))
        .content.decode()
    )
    assert "Confirmed by a link" in page
    assert "It is at the domain of its website" in page
    assert Evidence.objects.count() == before
    assert client.get(reverse("correction-confirm", args=["wrong"])).status_code == 404


def test_a_claim_begins_with_a_search_for_the_organisation_or_says_that_it_is_missing(client: Client) -> None:
    page = client.get(f"{NEW}?claim=yes").content.decode()

    assert "What is your organisation called?" in page
    assert f'action="{reverse("search")}"' in page
    assert f'href="{NEW}?field=missing"' in page
    missing = client.get(f"{NEW}?field=missing").content.decode()
    assert re.search(r'value="missing"\s+checked', missing)


def test_bad_input_is_told_all_at_once_and_nothing_is_lost(client: Client) -> None:
    page = post(client, "", matter="none", text="", how_known="I saw it", email="nobody").content.decode()

    assert page.count("govuk-error-message") == 3
    assert "I saw it" in page
    long = post(client, "", text="x" * 10_000, how_known="\N{PILE OF POO}" * 2001).content.decode()
    assert long.count("Shorten") >= 2
    assert not Correction.objects.exists()
    assert client.get(f"{NEW}?about=organisation:none").status_code == 404
    assert client.get(f"{NEW}?about={'x' * 5000}").status_code == 404


def test_programs_and_floods_are_kept_apart(client: Client, client_for: Callable[[str], Client]) -> None:
    post(client, fax="buy")
    assert Correction.objects.get().suspicion
    queue = reverse("admin:enterprises_correction_changelist")
    assert "something else" not in client_for("curator").get(queue).content.decode()
    assert "something else" in client_for("curator").get(f"{queue}?queue=spam").content.decode()

    answers = [post(client) for _ in range(12)]

    assert answers[-1].status_code == 429
    assert WORDS["text"] in answers[-1].content.decode()
    assert Correction.objects.count() <= 11


def test_words_about_an_offender_are_marked_and_can_be_erased(client: Client) -> None:
    page = post(client, text="He is A1234BC.").content.decode()
    row = Correction.objects.get()

    assert "seems to hold a prison number" in page
    assert row.seems_to_hold == "a prison number"
    actions.erase_words(correction=row, by=None)
    row.refresh_from_db()
    assert (row.text, row.how_known, row.is_open) == ("", "", True)


def test_corrections_are_erased_when_their_time_is_over() -> None:
    answered = CorrectionFactory()
    actions.answer_correction(correction=answered, is_changed=False, answer="No.", done="", by=None)
    CorrectionFactory(suspicion="spam")
    waiting = CorrectionFactory()
    today = dt.date.today()

    with time_machine.travel(today + SUSPICIOUS_KEPT, tick=False):
        call_command("housekeeping", verbosity=0)
    assert set(Correction.objects.values_list("pk", flat=True)) == {answered.pk, waiting.pk}
    with time_machine.travel(today + KEPT + dt.timedelta(days=1), tick=False):
        call_command("housekeeping", verbosity=0)
    assert list(Correction.objects.values_list("pk", flat=True)) == [waiting.pk]


@pytest.mark.slow
def test_the_queue_reads_its_rows_in_a_fixed_number_of_queries(
    client_for: Callable[[str], Client], django_assert_max_num_queries: Any
) -> None:
    curator = client_for("curator")
    queue = reverse("admin:enterprises_correction_changelist")
    CorrectionFactory.create_batch(30)
    curator.get(queue)

    with django_assert_max_num_queries(12):
        assert curator.get(queue).status_code == 200


def test_an_address_is_at_a_domain_only_in_whole() -> None:
    assert is_address_of("a@post.bakery.example", "http://bakery.example")
    assert not is_address_of("a@fakebakery.example", "http://bakery.example")
    assert not is_address_of("a@bakery.example", "")
