"""The examples of docs/api.md, run from the document itself, one after the other."""

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.factories.directory import listed
from tests.factories.releases import release_study
from tests.factories.survey import StrandFactory, StudyFactory

DOCUMENT = (settings.BASE_DIR / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```text\n(.+?)^```", DOCUMENT, re.MULTILINE | re.DOTALL)
ANYTHING = "…"


def partition(lines: list[str]) -> tuple[dict[str, str], Any]:
    """Return the headers, and the JSON if there is any."""
    headers = {}
    while lines and not lines[0].startswith(("{", "[")):
        name, _, value = lines.pop(0).partition(": ")
        headers[name] = value
    return headers, json.loads("\n".join(lines)) if lines else None


def holds(expected: Any, found: Any) -> bool:
    """Return True if an answer has every key of an object and every entry of a list in the document."""
    if expected == ANYTHING:
        return True
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(
            key in found and holds(value, found[key]) for key, value in expected.items()
        )
    if isinstance(expected, list):
        return (
            isinstance(found, list)
            and len(expected) == len(found)
            and all(holds(*pair) for pair in zip(expected, found, strict=True))
        )
    return bool(expected == found)


@pytest.mark.django_db
@pytest.mark.usefixtures("frame")
def test_every_example_answers_what_the_document_says(client_for: Any):
    listed("Leeds Joinery", outcode="LS9", terms={"sector": "craft"})
    study = StudyFactory(slug="mapping-2009", frame_on=dt.date(2009, 7, 1), is_published=True)
    release_study(StrandFactory(study=study).study)
    curator, public = client_for("curator"), Client()
    tag = ""
    for example in EXAMPLES:
        request, _, answer = example.partition("→ ")
        first, *rest = request.strip().splitlines()
        method, address = first.split(" ", 1)
        headers, body = partition(rest)
        headers = {name: value.replace("{ETag}", tag) for name, value in headers.items()}
        if method == "POST":
            response = curator.post(
                address, json.dumps(body), content_type="application/json", headers=headers
            )
        else:
            response = public.get(address, headers=headers)
        tag = response.headers.get("ETag", tag)
        status, *rest = answer.strip().splitlines()
        expected_headers, expected = partition(rest)

        assert response.status_code == int(status), f"{first}: {response.content!r}"
        for name, value in expected_headers.items():
            assert name in response.headers, f"{first}: no {name}"
            assert value in (ANYTHING, response.headers[name]), f"{first}: {response.headers[name]}"
        if expected is None:
            assert response.content == b"", first
        else:
            assert holds(expected, response.json()), f"{first}: {response.json()}"


def test_the_document_has_an_example_of_everything_it_lists():
    for name in ("organisations", "services", "assessments", "studies", "evidence", "hsds"):
        assert any(f"/api/v1/{name}/" in example for example in EXAMPLES), name
