"""A draft is saved with its title and reason, after the checks for published definitions."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent
from enterprises import actions
from enterprises.classification import definitions
from enterprises.classification.sensitivity import what_if
from enterprises.classification.toml_writer import toml
from enterprises.models import DraftDefinition
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def save(**changes):
    base = definitions.get()
    values = {
        "definition": what_if(base, trading=40),
        "base": base,
        "title": "Forty per cent",
        "reason": "To see.",
        "by": UserFactory(),
    }
    return actions.save_draft(**{**values, **changes})


def test_a_draft_keeps_the_whole_definition_and_is_audited():
    draft = save()

    kept = definitions.from_data(draft.content)
    assert kept.threshold("trading_share").words == "above 40%"
    assert kept.hash == draft.content_hash
    assert (draft.slug, draft.base, draft.base_version) == ("forty-per-cent", "inclusive-2009", "2")
    assert AuditEvent.objects.filter(verb="definition.drafted").count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"title": " "}, "title", "Give the draft a title"),
        ({"title": "!!!"}, "title", "Give the draft a title"),
        ({"reason": ""}, "reason", "Say what the change is for."),
        ({"title": "strict 50"}, "title", "There is a definition with this title already."),
    ],
)
def test_a_missing_value_is_reported_at_its_field(changes, field, words):
    with pytest.raises(ValidationError) as refusal:
        save(**changes)

    assert words in refusal.value.message_dict[field][0]
    assert not DraftDefinition.objects.exists()


def test_two_drafts_do_not_share_a_title():
    save()

    with pytest.raises(ValidationError, match="already"):
        save()


def test_a_draft_that_changes_nothing_is_refused():
    with pytest.raises(ValidationError, match="Move a threshold"):
        save(definition=what_if(definitions.get()))


@pytest.mark.parametrize("moved", [{"trading": 100}, {"trading": 0}])
def test_a_threshold_that_leaves_an_outcome_nobody_can_have_is_refused(moved):
    with pytest.raises(ValidationError, match="cannot be used"):
        save(definition=what_if(definitions.get(), **moved))


@pytest.mark.parametrize("definition", definitions.all(), ids=lambda each: each.id)
def test_a_definition_written_as_a_file_reads_back_the_same(definition, tmp_path):
    (tmp_path / f"{definition.id}.toml").write_text(toml(definition), encoding="utf-8")

    (again,) = definitions.load(tmp_path)

    assert again.hash == definition.hash
