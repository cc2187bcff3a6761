"""`manage.py reassess` makes the stored assessments agree with the evidence."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import AuditEvent
from enterprises import actions
from enterprises.models import Assessment, Evidence
from tests.factories.enterprises import EvidenceFactory, OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def run(*arguments: str, **options: object) -> str:
    out = StringIO()
    call_command("reassess", *arguments, stdout=out, **options)
    return out.getvalue()


def outcomes() -> dict[str, str]:
    rows = Assessment.objects.current("inclusive-2009")
    return dict(rows.values_list("organisation__slug", "outcome"))


@pytest.fixture
def directory():
    """Three organisations that were created without actions."""
    for slug, fact in (("agency", "statutory_body"), ("farm", "charity")):
        EvidenceFactory(organisation=OrganisationFactory(slug=slug), fact=fact)
    OrganisationFactory(slug="quiet")


def test_the_whole_directory_is_assessed_and_it_is_audited(directory):
    output = run()

    assert outcomes() == {"agency": "statutory_body", "farm": "undetermined", "quiet": "undetermined"}
    assert output == "3 organisations assessed, 3 assessments stored by inclusive-2009.\n"
    assert AuditEvent.objects.get(verb="directory.assessed").detail["changed"] == 3


def test_a_second_run_stores_nothing(directory):
    run()

    assert "0 assessments stored" in run()
    assert Assessment.objects.count() == 3


def test_only_the_named_or_the_changed_are_assessed(directory):
    assert run("farm").startswith("1 organisations")
    assert set(outcomes()) == {"farm"}
    assert run(changed=True).startswith("2 organisations")
    assert run(changed=True).startswith("0 organisations")

    Evidence.objects.filter(organisation__slug="farm").update(
        fact="statutory_body", updated_at=timezone.now()
    )
    assert run(changed=True).startswith("1 organisations assessed, 1")
    assert outcomes()["farm"] == "statutory_body"


def test_an_interrupted_run_has_kept_its_batches_and_goes_on(directory, monkeypatch):
    monkeypatch.setattr("enterprises.actions.assessments.BATCH", 1)

    def pull_the_plug(done):
        if done.organisations == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.assess_all(by=None, progress=pull_the_plug)

    assert len(outcomes()) == 2
    assert run(changed=True).startswith("1 organisations assessed, 1")


def test_another_definition_is_kept_from_then_on(directory):
    assert "by inclusive-2009, strict-50" in run(definition=["strict-50"])
    assert "by inclusive-2009, strict-50" in run()
    assert Assessment.objects.current("strict-50").count() == 3


def test_check_finds_stored_equal_to_recomputed(directory):
    run()

    assert run(check=True) == "Every stored assessment is what the evidence gives.\n"


def test_check_lists_each_difference_stores_nothing_and_fails(directory):
    run("agency", "farm")
    Assessment.objects.filter(organisation__slug="agency").update(outcome="social_enterprise")
    Assessment.objects.filter(organisation__slug="farm").update(missing=[])
    out = StringIO()

    with pytest.raises(CommandError, match="3 stored assessments") as failure:
        call_command("reassess", check=True, stdout=out)

    assert failure.value.returncode == 1
    assert out.getvalue().splitlines() == [
        "agency, inclusive-2009: social_enterprise is stored, the evidence gives statutory_body",
        "farm, inclusive-2009: undetermined as stored, but missing differ",
        "quiet, inclusive-2009: nothing is stored, the evidence gives undetermined",
    ]
    assert outcomes()["agency"] == "social_enterprise"


def test_unknown_words_are_refused(directory):
    with pytest.raises(CommandError, match="no organisation nobody"):
        run("nobody")
    with pytest.raises(CommandError, match="no definition mine"):
        run(definition=["mine"])


def test_checking_takes_the_same_queries_for_any_number(directory, django_assert_max_num_queries):
    run()
    for size in (1, 30):
        for _ in range(size):
            actions.create_organisation(name="Bright Gate", by=None)
        with django_assert_max_num_queries(8):
            run(check=True)
