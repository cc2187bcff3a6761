"""Saving an unchanged interview writes nothing, and a change writes only the rows that changed."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, User
from enterprises.models import Engagement, Organisation
from interviews import actions
from interviews.models import Interview, InterviewSave, Mention
from survey.models import SampledUnit
from tests.factories.accounts import UserFactory
from tests.interviews.posts import COMPLETE_FORM, address_of, post_data, unchanged_post_data

pytestmark = pytest.mark.both_databases

FIVE = ("The Clink", "Bricks", "Cook and Serve", "Bike Works", "Fresh Paint")


@pytest.fixture
def client(client_for: Callable[[str], Client]) -> Client:
    return client_for("researcher")


@pytest.fixture
def finished(case: SampledUnit, client: Client) -> SampledUnit:
    """A case whose interview is complete and names five organisations."""
    client.post(
        address_of(case), post_data(case, client, action="complete", mention_count="5", **five_mentions())
    )
    assert Engagement.objects.filter(listing="waiting").count() == 5
    return case


def five_mentions() -> dict[str, Any]:
    answers = {name: value for name, value in COMPLETE_FORM.items() if not name.startswith("mention")}
    for place, name in enumerate(FIVE):
        answers |= {
            f"mention-{place}-{field.removeprefix('mention-0-')}": value
            for field, value in COMPLETE_FORM.items()
            if field.startswith("mention")
        }
        answers[f"mention-{place}-name_given"] = name
        answers[f"mention-{place}-key"] = str(uuid.uuid4())
    return answers


def rows_written() -> dict[str, int]:
    """Count the rows of each table that a save may add to."""
    interview = Interview.objects.get()
    return {
        "saves": InterviewSave.objects.count(),
        "interview history": Interview.history.count(),
        "mention history": Mention.history.count(),
        "engagement history": Engagement.history.count(),
        "organisation history": Organisation.history.count(),
        "events": AuditEvent.objects.exclude(verb="interview.read").count(),
        "version": interview.version,
    }


def queries_of(client: Client, case: SampledUnit, sent: dict[str, Any]) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        response = client.post(address_of(case), sent)
    assert response.status_code == 302, response.content.decode()
    return [query["sql"] for query in queries]


def test_saving_an_unchanged_interview_writes_nothing(finished: SampledUnit, client: Client) -> None:
    before, sent = rows_written(), unchanged_post_data(finished, client)
    stamps = list(Mention.objects.values_list("updated_at"))

    queries = queries_of(client, finished, sent | {"action": "save"})

    assert rows_written() == before
    assert list(Mention.objects.values_list("updated_at")) == stamps
    assert not [sql for sql in queries if sql.startswith(("INSERT", "DELETE"))]
    assert len(queries) <= 20, "\n".join(queries)


def test_one_changed_answer_writes_no_mention(finished: SampledUnit, client: Client) -> None:
    before, sent = rows_written(), unchanged_post_data(finished, client)

    queries = queries_of(client, finished, sent | {"action": "save", "q-be_quoted": "yes"})

    assert rows_written() == before | {
        "saves": before["saves"] + 1,
        "interview history": before["interview history"] + 1,
        "events": before["events"] + 1,
        "version": 2,
    }
    assert len(queries) <= 28, "\n".join(queries)


def test_one_changed_mention_writes_that_one_and_its_relation(finished: SampledUnit, client: Client) -> None:
    before, sent = rows_written(), unchanged_post_data(finished, client)

    queries = queries_of(client, finished, sent | {"action": "save", "mention-2-referrals": "12"})

    assert rows_written() == before | {
        "saves": before["saves"] + 1,
        "interview history": before["interview history"] + 1,
        "mention history": before["mention history"] + 1,
        "engagement history": before["engagement history"] + 1,
        "events": before["events"] + 2,
        "version": 2,
    }
    assert len(queries) <= 48, "\n".join(queries)


def test_a_changed_term_is_written_to_the_relation(finished: SampledUnit, client: Client) -> None:
    sent = unchanged_post_data(finished, client)
    before = Engagement.history.count()

    client.post(address_of(finished), sent | {"action": "save", "mention-1-activities": ["paid_work"]})

    relation = Engagement.objects.get(organisation__name="Bricks")
    assert [term.term for term in relation.terms.all()] == ["paid_work"]
    assert Engagement.history.count() == before
    assert AuditEvent.objects.filter(verb="engagement.changed").count() == 1


def test_a_text_saved_by_the_browser_enters_the_history_when_it_is_saved_deliberately(
    case: SampledUnit, client: Client, user_with: Callable[..., User]
) -> None:
    client.post(address_of(case), post_data(case, client, action="autosave", **COMPLETE_FORM))
    assert Interview.history.count() == Mention.history.count() == 0

    client.post(address_of(case), unchanged_post_data(case, client) | {"action": "save"})
    client.post(address_of(case), unchanged_post_data(case, client) | {"action": "save"})

    assert Interview.objects.get().version == 2
    assert Interview.history.count() == Mention.history.count() == 1


def test_words_saved_by_anothers_browser_stay_with_their_author(case: SampledUnit, client: Client) -> None:
    client.post(address_of(case), post_data(case, client, action="autosave", **COMPLETE_FORM))
    author, other = Mention.objects.get().updated_by, UserFactory(name="Other")
    mention = {"key": str(Mention.objects.get().key), "name_given": "The Clink in Cardiff"}

    actions.save_interview(
        unit=case,
        by=other,
        submission_key=uuid.uuid4(),
        from_version=1,
        answers=Interview.objects.get().answers,
        mentions=[mention],
    )

    authors = [row.history_user for row in Mention.history.order_by("history_id")]
    assert authors == [author, other]


def test_an_unchanged_save_still_settles_a_text_that_came_too_late(
    finished: SampledUnit, client: Client
) -> None:
    stale = unchanged_post_data(finished, client)
    client.post(address_of(finished), stale | {"action": "save", "q-be_quoted": "yes"})
    late = client.post(
        address_of(finished),
        stale | {"action": "save", "submission_key": str(uuid.uuid4()), "q-be_quoted": "state:refused"},
    )
    late_save = InterviewSave.objects.get(version=None)
    assert late.status_code == 409

    client.post(
        address_of(finished),
        unchanged_post_data(finished, client) | {"action": "save", "settles": str(late_save.pk)},
    )

    late_save.refresh_from_db()
    assert late_save.settled_at is not None
    assert Interview.objects.get().version == 2


def test_a_newly_matched_mention_is_saved_once(finished: SampledUnit) -> None:
    assert Mention.objects.filter(match_state="matched").count() == 5
    assert Mention.history.count() == 5
