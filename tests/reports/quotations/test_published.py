"""What the public reads of quotations: those of the release, while their respondents consent."""

import pytest
from django.db import DatabaseError, transaction

from interviews.actions import withdraw_interview
from reports.documents.document import Quotation
from reports.documents.formats import report_of_release
from reports.models import ReleaseDocument
from reports.quotations import actions
from reports.quotations.differences import difference
from reports.quotations.published import (
    PART,
    live_quotations,
    part_of_release,
    quotations_of_part,
)
from reports.releases.public import released
from tests.factories.accounts import UserFactory
from tests.factories.noms import ServiceFactory
from tests.factories.quotations import PUBLISHED, QuotationFactory, interview_with_words
from tests.factories.releases import release_study
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def study():
    """A published study in which ten prisons and nine probation services were interviewed."""
    made = StudyFactory(is_published=True)
    strand = StrandFactory(study=made)
    for number in range(18):
        SampledUnitFactory(strand=strand, code="I", service=ServiceFactory(probation=number % 2 == 1))
    return made


def quoted(study, *, probation=False, text=PUBLISHED):
    strand = study.strands.first()
    unit = SampledUnitFactory(strand=strand, code="UH", service=ServiceFactory(probation=probation))
    if not probation:
        unit.code = "I"
        unit.save()
    kind = "Probation service respondent" if probation else "Prison respondent"
    return QuotationFactory(
        interview=interview_with_words(unit=unit), study=study, approved=True, attribution=kind, text=text
    )


def of_release(study):
    return quotations_of_part(released(study).part(PART))


def test_a_release_holds_no_words_and_a_page_has_them(study):
    quotation = quoted(study)
    release = release_study(study)

    assert PUBLISHED not in release.content
    assert str(quotation.public_id) in release.content
    [found] = of_release(study)
    assert (found.theme, found.text, found.attribution) == ("barriers", PUBLISHED, "Prison respondent")


def test_a_kind_of_fewer_than_ten_respondents_is_not_named(study):
    quoted(study, probation=True)

    [found] = live_quotations(study)

    assert found.attribution == "Respondent"


def test_only_approved_words_with_consent_are_in_a_release(study):
    quoted(study)
    QuotationFactory(study=study, interview=interview_with_words())
    QuotationFactory(study=study, interview=interview_with_words(may_quote=False), approved=True)

    assert len(part_of_release(study, {})) == 1
    assert len(live_quotations(study)) == 1


def test_withdrawn_words_leave_every_page_at_once_and_the_release_keeps_its_hash(study):
    first, second = quoted(study), quoted(study, text="Nobody told us.")
    release = release_study(study)
    hash_before = release.sha256

    withdraw_interview(interview=first.interview, reason="By telephone", by=UserFactory())

    assert [each.text for each in of_release(study)] == ["Nobody told us."]
    assert [each.text for each in live_quotations(study)] == ["Nobody told us."]
    assert released(study).release.sha256 == hash_before
    assert [each["id"] for each in part_of_release(study, {})] == [str(second.public_id)]


def test_a_no_that_is_entered_later_counts_as_much(study):
    quotation = quoted(study)
    release_study(study)
    quotation.interview.consents = {"take_part": "yes", "be_quoted": "no"}
    quotation.interview.save()

    assert of_release(study) == []


def test_words_taken_out_stay_in_the_release_that_has_them(study):
    quotation = quoted(study)
    release_study(study)
    actions.take_out(quotation=quotation, reason="Said twice.", by=UserFactory())

    assert len(of_release(study)) == 1
    assert live_quotations(study) == []
    release_study(study)
    assert of_release(study) == []


def test_other_words_than_those_of_the_release_are_not_shown(study):
    quotation = quoted(study)
    part = part_of_release(study, {})
    quotation.text = "Something else"
    quotation.save()

    assert quotations_of_part(part) == []
    assert quotations_of_part(None) == []


def test_the_order_tells_nothing_of_the_order_of_interviews(study):
    for _ in range(5):
        quoted(study)

    ids = [each["id"] for each in part_of_release(study, {})]

    assert ids == sorted(ids)


def test_the_difference_shows_what_is_left_out_and_what_is_put_in():
    pieces = difference("At Leeds there is no money", "At [a prison] there is no money")

    assert [piece.text for piece in pieces if piece.is_removed] == ["Leeds"]
    assert [piece.text for piece in pieces if piece.is_added] == ["[a prison]"]
    assert "".join(piece.text for piece in pieces if not piece.is_added) == "At Leeds there is no money"
    assert (
        "".join(piece.text for piece in pieces if not piece.is_removed) == "At [a prison] there is no money"
    )


def test_the_study_report_has_the_words_under_its_report(study):
    quoted(study)
    release_study(study)

    report = report_of_release(released(study)).document

    assert [block for block in report.blocks if block.kind == "quotation"] == [
        Quotation(PUBLISHED, "Prison respondent")
    ]


def test_files_with_withdrawn_words_are_emptied_and_say_so_and_those_without_words_stay(client, study):
    quotation = quoted(study)
    release = release_study(study, documents=("pdf", "docx", "html", "xlsx"))
    other = release_study(StudyFactory(is_published=True, slug="other"), documents=("pdf",))
    address = f"{release.get_absolute_url()}report"
    before = dict(release.documents.values_list("kind", "sha256"))
    assert client.get(f"{address}.pdf").status_code == 200

    withdraw_interview(interview=quotation.interview, reason="By telephone", by=UserFactory())

    assert dict(release.documents.values_list("kind", "sha256")) == before
    assert {file.kind for file in release.documents.all() if not file.content} == {"pdf", "docx", "html"}
    assert other.documents.get().content
    gone = client.get(f"{address}.pdf")
    assert gone.status_code == 410
    assert "who has taken the words back" in gone.content.decode()
    assert client.get(f"{address}.xlsx").status_code == 200


def test_a_file_is_not_given_out_while_its_respondent_does_not_consent(client, study):
    quotation = quoted(study)
    release = release_study(study, documents=("pdf",))
    quotation.interview.consents = {"take_part": "yes", "be_quoted": "no"}
    quotation.interview.save()

    assert client.get(f"{release.get_absolute_url()}report.pdf").status_code == 410


def test_a_released_file_can_be_emptied_and_not_be_changed_otherwise(study):
    document = release_study(study, documents=("pdf",)).documents.get()
    rows = ReleaseDocument.objects.filter(pk=document.pk)

    for change in (
        {"content": b"other"},
        {"content": b"", "sha256": "1" * 64},
        {"content": b"", "kind": "x"},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    rows.update(content=b"")

    document.refresh_from_db()
    assert bytes(document.content) == b""


def test_the_page_of_a_report_in_a_release_has_its_words(client, study):
    quotation = quoted(study)
    release = release_study(study)
    page = f"{release.get_absolute_url()}barriers/"

    before = client.get(page).content.decode()
    withdraw_interview(interview=quotation.interview, reason="By telephone", by=UserFactory())

    assert PUBLISHED in before
    assert PUBLISHED not in client.get(page).content.decode()
