"""No field, column or question is about an identifiable prisoner, person on probation or ex-offender."""

import csv
import re
from collections.abc import Iterator

from django.apps import apps
from django.conf import settings

from survey.actions import INSTRUMENTS
from survey.xlsform import questionnaire_of

PERSON = r"(prisoner|offender|inmate|client|beneficiary|trainee|participant|probationer|detainee)"
FORBIDDEN = re.compile(
    rf"(?:{PERSON}s?_(?:name|number|id|address|email|telephone|age|sex|gender|ethnicity|religion|photo|details)"
    r"|prison_?number|nomis_?number|noms_?number|\bcrn\b|\bpnc\b|pnc_?id|case_?reference"
    r"|national_?insurance|\bni_?number|nino\b|date_?of_?birth|\bdob\b|\bbirth"
    r"|sentence|offence|conviction|criminal_?record|release_?date|risk_?(?:level|of_?harm)|ethnicity|religion|nationality)",
    re.IGNORECASE,
)  # fmt: skip


def field_names() -> Iterator[str]:
    for model in apps.get_models():
        for field in model._meta.get_fields():
            yield f"{model._meta.label}.{field.name}"


def import_headers() -> Iterator[str]:
    for app in ("noms", "enterprises", "survey", "interviews"):
        for path in sorted((settings.BASE_DIR / app).rglob("*.csv")):
            with path.open(encoding="utf-8-sig", newline="") as lines:
                for name in next(csv.reader(lines), []):
                    yield f"{path.name}: {name.strip().replace(' ', '_')}"


def question_names() -> Iterator[str]:
    for path in sorted(INSTRUMENTS.glob("*.md")):
        for name in questionnaire_of(path.read_text(encoding="utf-8")).questions:
            yield f"{path.name}: {name}"


def test_no_model_has_a_field_for_a_forbidden_item() -> None:
    assert [name for name in field_names() if FORBIDDEN.search(name)] == []


def test_no_imported_file_has_a_column_for_a_forbidden_item() -> None:
    headers = list(import_headers())

    assert headers
    assert [name for name in headers if FORBIDDEN.search(name)] == []


def test_no_questionnaire_of_ours_asks_for_a_forbidden_item() -> None:
    assert [name for name in question_names() if FORBIDDEN.search(name)] == []


def test_the_list_of_forbidden_names_finds_them() -> None:
    for name in (
        "prisoner_name",
        "Interview.date_of_birth",
        "offender_id",
        "CRN",
        "sentence_length",
        "prison_number",
    ):
        assert FORBIDDEN.search(name), name
    for name in ("offender_group", "noms_code", "beneficiaries", "participant", "client_server"):
        assert not FORBIDDEN.search(name), name


def test_every_free_text_field_of_fieldwork_warns_about_it() -> None:
    pages = [settings.BASE_DIR / "interviews" / "forms" / "calls.py"]

    assert all("identifiable prisoner or offender" in page.read_text(encoding="utf-8") for page in pages)
