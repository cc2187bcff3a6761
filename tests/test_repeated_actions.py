"""Every action, done twice: a repetition writes nothing, and a change of the directory raises its version."""

import inspect
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.management import call_command
from django.db.models import Max

import accounts.actions
import accounts.jobs.actions
import accounts.uploads.actions
import enterprises.actions
import enterprises.actions.details
import interviews.actions
import noms.actions
import reports.quotations.actions
import reports.releases.actions
import survey.actions
from enterprises import cache_version
from enterprises.actions import KeyUsedError
from interviews.errors import CaseClosedError
from noms.models import Service
from survey.online.errors import AlreadySentError
from tests.action_table import CASES

pytestmark = pytest.mark.django_db
REFUSED = (ValidationError, ObjectDoesNotExist, CaseClosedError, AlreadySentError, KeyUsedError)
"""How an action says that it cannot be done again: it is done, or what it was done to is gone."""

READERS = {
    "enterprises.definitions_in_use",
    "enterprises.differences",
    "enterprises.register_versions",
    "interviews.derived_code",
    "interviews.describe_exclusion",
    "survey.own_source",
    "survey.problems_of",
    "survey.reachable",
    "survey.read_instrument",
    "survey.read_own_instrument",
    "survey.corrections_of",
    "survey.read_questionnaire",
    "survey.uploaded_form",
    "survey.answers_fingerprint",
    "survey.short_name",
    "survey.to_send",
    "survey.current_statement",
}
"""What the packages of actions offer beside actions."""

ADDS = {
    "survey.stage_questionnaire": "each upload is looked at by itself",
    "accounts.one_time_link": "each link is another",
    "accounts.replace_view_feed": "each address is another",
    "enterprises.add_evidence": "each is an observation",
    "enterprises.add_facts": "each is an observation",
    "enterprises.create_organisation": "two may have one name",
    "enterprises.engage": "a relation for each source that describes one",
    "interviews.replace_call_back_feed": "each address is another",
    "interviews.nominate_new": "two may have one name",
    "interviews.resolve_as_new": "whoever says again that it is new means another",
    "jobs.start": "each job is another",
    "interviews.upload_contacts": "each file is looked at by itself",
    "survey.copy_study": "each copy is another draft",
    "releases.preview": "the live data of the moment are read",
    "noms.upload_units": "each file is looked at by itself",
    "survey.deliver": "each file is looked at by itself",
    "survey.list_invitations": "each file is looked at by itself",
    "survey.mark_sent": "each time is a reminder",
    "survey.hand_out": "each time is a reminder",
    "uploads.preview": "the file is compared with the data of the moment",
    "uploads.stage": "each file is looked at by itself",
}
"""Actions that do something each time that they are called, and why."""

CHANGE_THE_DIRECTORY = {
    "accounts": set(),
    "jobs": set(),
    "uploads": set(),
    "noms": set(),
    "quotations": set(),
    "releases": {"release", "release_due", "withdraw"},
    "enterprises": {
        "add_evidence",
        "add_facts",
        "add_identifier",
        "apply_listing_answers",
        "assess",
        "assess_all",
        "create_organisation",
        "hide_facts_from",
        "remove_identifier",
        "remove_place",
        "engage",
        "save_identifier",
        "save_place",
        "merge",
        "remove_facts_from",
        "override",
        "publish",
        "list_engagements",
        "publish_engagement",
        "refuse_engagement",
        "refresh_derived",
        "review_listing",
        "submit_evidence",
        "take_out",
        "unpublish",
        "update_organisation",
        "withdraw_engagement",
        "withdraw_evidence",
        "withdraw_override",
    },
    "interviews": {
        "nominate_new",
        "resolve_as_new",
        "resolve_mention",
        "save_interview",
        "undo_resolution",
        "withdraw_interview",
    },
    "survey": {"accept_response", "undo_acceptance", "withdraw_listing"},
}
OFFERED = {
    "jobs": accounts.jobs.actions,
    "uploads": accounts.uploads.actions,
    "accounts": accounts.actions,
    "enterprises": enterprises.actions,
    "interviews": interviews.actions,
    "noms": noms.actions,
    "quotations": reports.quotations.actions,
    "releases": reports.releases.actions,
    "survey": survey.actions,
}


def written() -> dict[str, Any]:
    """Return the number of rows of every table, and when each was last changed."""
    found: dict[str, Any] = {"version": cache_version.current().number}
    for model in apps.get_models():
        rows = model._base_manager.all()
        found[model._meta.label] = rows.count()
        for moment in {"updated_at", "ended_at"} & {field.name for field in model._meta.get_fields()}:
            found[f"{model._meta.label} {moment}"] = rows.aggregate(last=Max(moment))["last"]
    return found


def test_the_table_has_every_action() -> None:
    offered = {
        f"{app}.{name}"
        for app, module in OFFERED.items()
        for name, thing in vars(module).items()
        if inspect.isfunction(thing)
        and not name.startswith("_")
        and (name in module.__all__ if hasattr(module, "__all__") else thing.__module__ == module.__name__)
    }
    details = enterprises.actions.details
    offered |= {
        f"enterprises.{name}"
        for name, thing in vars(details).items()
        if inspect.isfunction(thing) and thing.__module__ == details.__name__ and not name.startswith("_")
    }

    assert offered - READERS == CASES.keys()
    assert {f"{app}.{name}" for app, names in CHANGE_THE_DIRECTORY.items() for name in names} <= CASES.keys()
    assert ADDS.keys() <= CASES.keys()


@pytest.mark.parametrize("name", CASES)
def test_an_action_raises_the_directory_version_and_writes_nothing_when_repeated(
    name: str, committing: Any
) -> None:
    act = CASES[name]()
    app, _, action = name.partition(".")
    before = written()

    with committing():
        act()
    once = written()
    with committing():
        refused = None
        try:
            act()
        except REFUSED as error:
            refused = error
    twice = written()

    changed = {what for what in once if once[what] != before[what]}
    assert changed, "The first time did nothing."
    assert (once["version"] - before["version"]) == (action in CHANGE_THE_DIRECTORY[app])
    if name not in ADDS:
        assert {what for what in twice if twice[what] != once[what]} == set(), refused


@pytest.mark.parametrize("command", ["load_reference", "load_organisations", "generate_directory"])
def test_bulk_loading_raises_the_directory_version_once(command: str, frame: None, committing: Any) -> None:
    if command == "load_reference":
        Service.objects.filter(slug="hmp-leeds").update(postcode="")
    options = {"organisations": 3} if command == "generate_directory" else {}
    before = cache_version.current().number

    with committing():
        call_command(command, stdout=StringIO(), **options)
    once = written()
    with committing():
        call_command(command, stdout=StringIO(), **options)

    assert once["version"] == before + 1
    assert written() == once
