"""A list of organisations to invite: every row is shown with what adding it does, and nothing is added unseen."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from accounts.uploads import actions as uploads
from enterprises.models import Organisation
from survey import actions
from survey.models import Invitation, InvitationUpload, SampledUnit, Strand, Study
from survey.vocabulary import CaseCode
from tests.factories.assessed import assessed
from tests.factories.enterprises import OrganisationFactory
from tests.factories.survey import InvitationFactory, OnlineStrandFactory
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def listed(strand: Strand, text: str) -> InvitationUpload:
    made = actions.list_invitations(strand=strand, uploads=[("list.csv", text.encode())], by=None)
    return uploads.preview(kind=actions.INVITATIONS_UPLOAD, upload=made, by=None)


def lines(upload: InvitationUpload) -> dict[int, tuple[str, str]]:
    """Return the effect and the problem of each row."""
    return {row: (status, problem) for _, row, _, status, _, problem in upload.preview["lines"]}


def apply(upload: InvitationUpload) -> InvitationUpload:
    return uploads.apply(kind=actions.INVITATIONS_UPLOAD, upload=upload, by=None)


def test_rows_are_new_invited_already_asked_back_or_refused() -> None:
    strand = OnlineStrandFactory()
    InvitationFactory(strand=strand, name="Old", email="old@example.org")

    upload = listed(
        strand,
        "name,e-mail\n"
        "Bird,bird@example.org\n"
        "Old,OLD@example.org\n"
        "Other,old@example.org\n"
        "Bird Two,BIRD@example.org\n"
        "Nobody,nowhere\n"
        ",a@example.org\n",
    )

    assert lines(upload) == {
        2: ("new", ""),
        3: ("unchanged", ""),
        4: (
            "conflict",
            "“Old” is invited at this address already. Change that invitation, or give another address.",
        ),
        5: ("rejected", "row 2 has this address already. Give one of them another address, or take it out."),
        6: ("rejected", "this is not an e-mail address."),
        7: ("rejected", "this must be filled in."),
    }
    done = apply(upload)
    assert (done.added_count, done.unchanged_count, done.rejected_count) == (1, 1, 4)
    assert set(Invitation.objects.values_list("name", flat=True)) == {"Old", "Bird"}


def test_the_entry_of_the_directory_is_guessed_by_name_or_given() -> None:
    strand = OnlineStrandFactory()
    bird = OrganisationFactory(name="Bird", slug="bird")
    tree = OrganisationFactory(name="Tree Works", slug="tree-works")
    tree.other_names.create(name="TW")

    upload = listed(
        strand,
        "name,organisation,language\nbird,,cy\nTW,,\nNew name,https://x.example/organisations/tree-works/,\n",
    )
    again = listed(strand, "name,organisation\nBird,none\nSomebody,Unknown entry\n")

    keys = {row: key for _, row, key, *_ in upload.preview["lines"]}
    assert keys[2] == "bird; no address; entry “Bird” (a guess: the address of its page)"
    assert keys[3] == "TW; no address; entry “Tree Works” (a guess: another of its names)"
    assert lines(upload)[4] == ("rejected", "row 3 is the same organisation.")
    apply(upload)
    found = dict(Invitation.objects.values_list("name", "organisation"))
    assert found == {"bird": bird.pk, "TW": tree.pk}
    assert Invitation.objects.get(name="bird").language == "cy"
    assert SampledUnit.objects.filter(strand=strand).count() == 2
    assert lines(again)[2] == ("new", "")
    assert "no entry of the directory has this name" in lines(again)[3][1]


def test_a_slash_in_a_name_is_part_of_the_name() -> None:
    """“Women/Men” is an entry of its own. Only in the column of entries is the end of an address read."""
    strand = OnlineStrandFactory()
    both = OrganisationFactory(name="Women/Men", slug="women-men")
    OrganisationFactory(name="Men", slug="men")

    upload = listed(strand, "name,organisation\nwomen/men,\nOther/Men,\nSomebody,Women/Men\n")

    keys = {row: key for _, row, key, *_ in upload.preview["lines"]}
    assert keys[2] == "women/men; no address; entry “Women/Men” (a guess: the same name)"
    assert keys[3] == "Other/Men; no address"
    assert lines(upload)[4] == ("rejected", "row 2 is the same organisation.")
    apply(upload)
    found = dict(Invitation.objects.values_list("name", "organisation"))
    assert found == {"women/men": both.pk, "Other/Men": None}


def test_the_same_list_twice_adds_nothing() -> None:
    strand = OnlineStrandFactory()
    apply(listed(strand, "name\nBird\nTree\n"))

    again = apply(listed(strand, "name\nBird\nTree\n"))

    assert (again.added_count, again.unchanged_count) == (0, 2)
    assert AuditEvent.objects.filter(verb="survey.invited").count() == 1


def test_a_list_is_taken_back_until_one_of_it_is_sent() -> None:
    strand = OnlineStrandFactory()
    OrganisationFactory(name="Bird")
    first, second = apply(listed(strand, "name\nBird\n")), apply(listed(strand, "name\nTree\n"))
    actions.hand_out(invitations=list(second.invitations.all()), by=None)

    uploads.undo(kind=actions.INVITATIONS_UPLOAD, upload=first, by=None)
    with pytest.raises(ValidationError, match="were sent"):
        uploads.undo(kind=actions.INVITATIONS_UPLOAD, upload=second, by=None)

    assert list(Invitation.objects.values_list("name", flat=True)) == ["Tree"]
    assert SampledUnit.objects.get().code == CaseCode.NOT_ELIGIBLE


def test_a_list_of_an_archived_study_is_not_taken_back() -> None:
    upload = apply(listed(OnlineStrandFactory(), "name\nBird\n"))
    Study.objects.update(state="archived")

    with pytest.raises(ValidationError, match="nothing in it changes any more"):
        uploads.undo(kind=actions.INVITATIONS_UPLOAD, upload=upload, by=None)
    assert Invitation.objects.exists()


def test_many_rows_take_as_many_queries_as_few() -> None:
    strand = OnlineStrandFactory()

    def cost(first: int, number: int) -> tuple[int, int]:
        rows = "".join(f"Name {n},n{n}@example.org\n" for n in range(first, first + number))
        upload = actions.list_invitations(
            strand=strand, uploads=[("list.csv", f"name,e-mail\n{rows}".encode())], by=None
        )
        with CaptureQueriesContext(connection) as looking:
            upload = uploads.preview(kind=actions.INVITATIONS_UPLOAD, upload=upload, by=None)
        with CaptureQueriesContext(connection) as adding:
            uploads.apply(kind=actions.INVITATIONS_UPLOAD, upload=upload, by=None)
        return len(looking), len(adding)

    few, many = cost(0, 3), cost(3, 300)

    assert many[0] == few[0]
    # SQLite takes some 60 rows at once.
    assert many[1] <= few[1] + 6


def test_a_lead_adds_typed_lines_after_seeing_them(lead: Client) -> None:
    strand = OnlineStrandFactory()
    home = f"/studies/{strand.study.slug}/invitations/"

    page = lead.post(f"{home}add/", {"lines": "Working Chance; info@example.org\nBad; nowhere@"}, follow=True)
    if "lists" not in page.request["PATH_INFO"]:
        page = lead.get(f"{home}lists/{InvitationUpload.objects.get().pk}/")

    assert "Working Chance; info@example.org" in text_of(page)
    assert "To be invited: <strong>1</strong>" in text_of(page)
    assert not Invitation.objects.exists()
    done = lead.post(page.request["PATH_INFO"], {"what": "add"}, follow=True)
    assert "1 added. Nothing is sent yet." in text_of(done)
    invitation = Invitation.objects.get()
    assert (invitation.name, invitation.email) == ("Working Chance", "info@example.org")


def test_nothing_typed_and_a_file_that_is_no_table_are_refused_and_nothing_is_lost(lead: Client) -> None:
    strand = OnlineStrandFactory()
    address = f"/studies/{strand.study.slug}/invitations/add/"

    assert "Enter at least one organisation" in text_of(lead.post(address, {"lines": " \n"}))
    typed = text_of(lead.post(address, {"lines": "x@"}, follow=True))
    assert "this is not an e-mail address" in typed or "Left out" in typed


def test_every_organisation_that_the_definition_includes_is_listed_with_its_entry(lead: Client) -> None:
    strand = OnlineStrandFactory()
    bakery, cafe = assessed("Bakery", trading_share="60"), assessed("Café", trading_share="60")
    assessed("Council", statutory_body="yes")
    assessed("Hidden", trading_share="60")
    Organisation.objects.filter(name="Hidden").update(is_published=False)
    InvitationFactory(strand=strand, organisation=bakery, name="Bakery")
    address = f"/studies/{strand.study.slug}/invitations/add/"

    lead.post(address, {"is_chosen": "on"})
    apply(InvitationUpload.objects.get())

    assert {invitation.organisation for invitation in Invitation.objects.all()} == {bakery, cafe}
    Organisation.objects.update(is_published=False)
    assert "The definition includes no such organisation" in text_of(lead.post(address, {"is_chosen": "on"}))
