"""Consent walked through every public door: what a respondent does not let us show is nowhere, what may be shown is.

Each answer to each consent question has an organisation of its own with words found nowhere else. Everything that
anybody can fetch is fetched: pages, lists, map, feed, files, search, API, Open Referral, reports in every format.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from enterprises import actions as directory
from enterprises.models import Organisation
from interviews import actions as interviewing
from noms.models import Service
from survey import actions as surveying
from survey.answers import stored_value
from survey.models import Response, SampledUnit, Strand, Study
from survey.vocabulary import StrandKind
from tests.factories.accounts import UserFactory
from tests.factories.assessed import INDEPENDENT, OBSERVED
from tests.factories.noms import ServiceFactory
from tests.factories.releases import release_study
from tests.factories.survey import (
    OnlineStrandFactory,
    ResponseFactory,
    SampledUnitFactory,
    StrandFactory,
    StudyFactory,
)
from tests.public_walk import addresses, bodies

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame_of_module")]
KNOWN = "knownalready"
"""In the name of an entry that was in the directory, from publications, before it answered."""


@dataclass
class Case:
    """One organisation: what may be shown of it, what may not, and by which word it is searched."""

    organisation: Organisation | None
    word: str
    hidden: list[str]
    shown: list[str] = field(default_factory=list)

    @property
    def is_listed(self) -> bool:
        return bool(self.shown)


@pytest.fixture
def study() -> Study:
    made: Study = StudyFactory(slug="first", is_published=True)
    return made


def published(name: str, *, source_kind: str = "register", **about: Any) -> Organisation:
    """An entry from a publication, with the facts that make it a social enterprise."""
    made = directory.create_organisation(name=name, by=None, is_published=True, postcode="LS9", **about)
    directory.add_facts(
        organisation=made,
        facts={**INDEPENDENT, "trading_share": "80"},
        source_kind=source_kind,
        source="The public register",
        observed_on=OBSERVED,
        by=None,
    )
    return made


def publish(organisation: Organisation) -> None:
    """Try what a curator would: to show the entry to everybody."""
    try:
        directory.publish(organisation=organisation, by=None)
    except ValidationError:
        assert not Organisation.objects.get(pk=organisation.pk).is_published


def answer(
    strand: Strand, word: str, may_list: str | None, organisation: Organisation | None = None
) -> Response:
    """A response to our own survey, accepted; every text of it has the word."""
    said = {
        "organisation_name": f"{word} Kitchen",
        "other_names": f"{word}alias House",
        "website": f"{word}.example",
        "description": f"Does {word}work.",
        "founded": f"19{len(word) + 60}",
        "relation": "now",
        "sector": ["food"],
        "activity": ["paid_work"],
        "payer": ["lottery"],
        "company_number": f"{sum(map(ord, word)):08d}",
        "postcode": "LS9 7TL",
        "works_with_services": "HMP Leeds",
        "list_publicly": may_list,
    }
    stored = {name: stored_value(value) for name, value in said.items() if value is not None}
    response = ResponseFactory(sent=True, strand=strand, answers=stored)
    leeds = Service.objects.get(slug="hmp-leeds")
    return surveying.accept_response(
        response=response, organisation=organisation, services={("works", "HMP Leeds"): leeds}, by=None
    )


def survey_cases(study: Study) -> Iterator[Case]:
    instrument = surveying.publish_own_instrument(name="enterprise_survey", by=None)
    strand = OnlineStrandFactory(study=study, instrument=instrument)
    for word, may_list in (("siyes", "yes"), ("sino", "no"), ("simissing", None), ("siback", "yes")):
        response = answer(strand, word, may_list)
        made = response.organisation
        assert made is not None
        assert response.reference is not None
        publish(made)
        if word == "siback":
            surveying.withdraw_listing(response=response, reason="By telephone.", by=None)
            publish(Organisation.objects.get(pk=made.pk))
        parts = [f"{word} Kitchen", f"{word}alias", f"{word}.example", f"{word}work"]
        if may_list == "yes" and word != "siback":
            yield Case(made, word, [response.reference], parts)
        else:
            yield Case(made, word, [*parts, made.slug, response.reference])
    for word, may_list in (("keyes", "yes"), ("keno", "no"), ("kemissing", None), ("keback", "yes")):
        known = published(f"{word}{KNOWN} House")
        response = answer(strand, word, may_list, known)
        if word == "keback":
            surveying.withdraw_listing(response=response, reason="By telephone.", by=None)
        parts = [f"{word} Kitchen", f"{word}alias", f"{word}.example", f"{word}work"]
        shown = [f"{word}{KNOWN} House", "The public register"]
        if word == "keyes":
            yield Case(known, word, [], [*shown, *parts])
        else:
            yield Case(known, word, parts, shown)
    invented = published("fakeno Invented House", is_invented=True)
    answer(strand, "fakeno", "no", invented)
    yield Case(invented, "fakeno", ["fakeno", invented.slug])


def interview(unit: SampledUnit, name_service: str | None, *mentions: dict[str, Any]) -> None:
    """A finished interview in which this consent was given, refused or not asked for."""
    said = {"take_part": "yes", "be_quoted": "no"} | ({"name_service": name_service} if name_service else {})
    interviewing.save_interview(
        unit=unit,
        by=UserFactory(),
        submission_key=uuid.uuid4(),
        from_version=0,
        status="partial",
        answers={name: stored_value(value) for name, value in said.items()},
        mentions=mentions,
    )


def service_cases(study: Study) -> Iterator[Case]:
    guide = surveying.publish_own_instrument(name="service_interview", by=None)
    strand = StrandFactory(study=study, kind=StrandKind.INITIAL_INTERVIEW, instrument=guide)
    for word, consent in (("ifyes", "yes"), ("ifno", "no"), ("ifmissing", None), ("ifback", "yes")):
        unit = SampledUnitFactory(strand=strand, service=ServiceFactory(name=f"HMP {word.title()}"))
        mention = {
            "name_given": f"{word} Bakery",
            "own_words": f"{word}words",
            "evaluation": f"{word}evaluation",
            "activities": ["paid_work"],
            "payers": ["lottery"],
            "referrals": 917364,
            "match": "new",
        }
        interview(unit, consent, mention)
        made = Organisation.objects.get(name=f"{word} Bakery")
        publish(made)
        if word == "ifback":
            interviewing.withdraw_interview(interview=unit.interview, reason="By letter.", by=None)
            publish(Organisation.objects.get(pk=made.pk))
        told = [f"{word}words", f"{word}evaluation", "917364", "917,364"]
        if word == "ifyes":
            yield Case(made, word, told, [f"{word} Bakery", f"HMP {word.title()}"])
        else:
            yield Case(made, word, [*told, f"{word} Bakery", made.slug])


def enterprise_cases(study: Study) -> Iterator[Case]:
    guide = surveying.publish_own_instrument(name="enterprise_interview", by=None)
    strand = StrandFactory(study=study, kind=StrandKind.ENTERPRISE_INTERVIEW, instrument=guide)
    for word, consent in (("enyes", "yes"), ("enno", "no"), ("enback", "yes")):
        made = directory.create_organisation(
            name=f"{word} Works", by=None, is_invented=True, is_published=True
        )
        relation = directory.engage(
            organisation=made,
            service=ServiceFactory(name=f"HMP {word.title()}"),
            source_kind="service_interview",
            source=f"{word}source",
            is_published=True,
            by=None,
        )
        unit = SampledUnitFactory(strand=strand, service=None, organisation=made)
        interview(unit, consent)
        if word == "enback":
            interviewing.withdraw_interview(interview=unit.interview, reason="By letter.", by=None)
        if word == "enyes":
            yield Case(made, word, [f"{word}source"], [f"{word} Works", str(relation.public_id)])
        else:
            yield Case(made, word, [f"{word} Works", made.slug, str(relation.public_id), f"{word}source"])


@pytest.fixture
def cases(study: Study) -> list[Case]:
    made = [*survey_cases(study), *service_cases(study), *enterprise_cases(study)]
    release_study(study)
    return made


@pytest.mark.slow
def test_what_may_not_be_shown_is_behind_no_public_door(cases: list[Case], client: Client) -> None:
    walked = [case.organisation for case in cases if case.organisation is not None]
    leaks, seen, number = set(), set(), 0
    for address, _status, text in bodies(
        client, addresses(Organisation.objects.filter(pk__in=[o.pk for o in walked]))
    ):
        number += 1
        for case in cases:
            # An address repeats the words that it was asked for.
            asked = case.organisation is not None and (
                case.organisation.slug in address or case.organisation.name in address
            )
            leaks |= {
                (address, words)
                for words in case.hidden
                if words in text and not (asked and not case.is_listed)
            }
            seen |= {(case.word, words) for words in case.shown if words in text}

    assert leaks == set()
    assert {(case.word, words) for case in cases for words in case.shown} - seen == set()
    assert number > 300


@pytest.mark.slow
def test_pages_and_searches_know_nobody_who_may_not_be_named(cases: list[Case], client: Client) -> None:
    for case in cases:
        assert case.organisation is not None
        slug = case.organisation.slug
        found = client.get(f"/api/v1/organisations/?q={case.word}").json()["results"]
        statuses = {
            client.get(address).status_code
            for address in (
                f"/organisations/{slug}/",
                f"/organisations/{slug}/assessment/",
                f"/api/v1/organisations/{slug}/",
                f"/api/v1/hsds/organizations/{case.organisation.public_id}/",
                f"/api/v1/assessments/{slug}.inclusive-2009/",
            )
        }
        assert statuses == ({200} if case.is_listed else {404}), case.word
        assert (slug in [row["slug"] for row in found]) is case.is_listed, case.word


@pytest.mark.slow
def test_a_listing_shows_neither_who_pays_nor_how_many(cases: list[Case], client: Client) -> None:
    for case in cases:
        if not case.is_listed:
            continue
        assert case.organisation is not None
        row = client.get(f"/api/v1/organisations/{case.organisation.slug}/").json()
        relations = client.get(f"/api/v1/engagements/?organisation={case.organisation.slug}").json()[
            "results"
        ]
        terms = [*row["attributes"], *(term for relation in relations for term in relation["attributes"])]

        assert "payer" not in {term["taxonomy"] for term in terms}, case.word
        assert row["year_incorporated"] == ""


def test_an_entry_that_answered_no_stays_as_publications_have_it(study: Study, client: Client) -> None:
    """It told the study that it distributes its profit; no register knows that, and neither does the public."""
    instrument = surveying.publish_own_instrument(name="enterprise_survey", by=None)
    strand = OnlineStrandFactory(study=study, instrument=instrument)
    known = published("Registered House")
    before = client.get(f"/api/v1/organisations/{known.slug}/").json()
    directory.add_facts(
        organisation=known,
        facts={"reinvested_share": "0", "distributes_profit": "yes"},
        source_kind="organisation_interview",
        source="Told in confidence",
        observed_on=OBSERVED,
        by=None,
    )

    answer(strand, "later", "no", known)

    after = client.get(f"/api/v1/organisations/{known.slug}/").json()
    page = client.get(f"/organisations/{known.slug}/assessment/").content.decode()
    assert after == before
    assert "in confidence" not in page
    assert client.get(f"/api/v1/engagements/?organisation={known.slug}").json()["results"] == []
    assert known.assessments.current("inclusive-2009").get().evidence_used != {}


def test_the_answer_still_counts_in_figures(study: Study) -> None:
    instrument = surveying.publish_own_instrument(name="enterprise_survey", by=None)
    strand = OnlineStrandFactory(study=study, instrument=instrument)

    response = answer(strand, "counted", "no")

    made = response.organisation
    assert made is not None
    assert {(term.vocabulary, term.term) for term in made.terms.all()} == {
        ("sector", "food"),
        ("activity", "paid_work"),
        ("payer", "lottery"),
    }
    assert made.engagements.count() == 1
    assert made.assessments.current("inclusive-2009").exists()


def test_a_listing_taken_back_is_gone_from_every_copy_at_once(
    study: Study, client: Client, committing: Any
) -> None:
    """The feed of the map and the tags of the API are those of the moment before; both change with the answer."""
    instrument = surveying.publish_own_instrument(name="enterprise_survey", by=None)
    strand = OnlineStrandFactory(study=study, instrument=instrument)
    with committing():
        response = answer(strand, "gone", "yes")
        assert response.organisation is not None
        directory.publish(organisation=response.organisation, by=None)
    feed, listed = client.get("/atlas/feed.json"), client.get("/api/v1/organisations/?q=gone")
    assert len(feed.json()["organisations"]["id"]) == len(listed.json()["results"]) == 1

    with committing():
        surveying.withdraw_listing(response=response, reason="By e-mail.", by=None)

    for address, was in (("/atlas/feed.json", feed), ("/api/v1/organisations/?q=gone", listed)):
        again = client.get(address, headers={"If-None-Match": was["ETag"]})
        assert again.status_code == 200
        assert again.content != was.content
    assert client.get("/atlas/feed.json").json()["organisations"]["id"] == []


def test_the_newest_answer_decides_and_a_no_of_the_same_day_wins(study: Study) -> None:
    instrument = surveying.publish_own_instrument(name="enterprise_survey", by=None)
    strand = OnlineStrandFactory(study=study, instrument=instrument)
    known = published("Asked twice")

    answer(strand, "first", "no", known)
    answer(strand, "second", "yes", known)
    assert Organisation.objects.get(pk=known.pk).listing_consent == "no"

    Response.objects.filter(answers__organisation_name__value="second Kitchen").update(
        submitted_at="2100-01-01T12:00:00Z"
    )
    directory.apply_listing_answers(organisation=Organisation.objects.get(pk=known.pk), by=None)
    assert Organisation.objects.get(pk=known.pk).listing_consent == "yes"
