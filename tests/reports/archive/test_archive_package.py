"""The archive package: what is in it, its hashes, its terms, who may make it, and a study without anything."""

import csv
import json
from hashlib import sha256
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.test import Client

from accounts.jobs.models import Job
from accounts.models import AuditEvent
from survey import actions
from survey.models import Strand
from survey.questionnaire import Choice, Question, QuestionType
from tests.factories.answered import strand_asking
from tests.factories.interviews import InterviewFactory
from tests.factories.survey import OnlineStrandFactory, ResponseFactory, SampledUnitFactory, StudyFactory
from tests.interviews.exports.cases import SECRETS, strand_of_interviews
from tests.pages import text_of
from tests.survey.exports.ddi import assert_valid

pytestmark = pytest.mark.django_db
YES_NO = (Choice("yes", "Yes"), Choice("no", "No"))
TERMS = "For registered users under the end user licence."


@pytest.fixture
def strand(settings) -> Strand:
    settings.SECOND_FACTOR_REQUIRED = False
    return strand_of_interviews(30)


def address(strand: Strand) -> str:
    return f"/studies/{strand.study.slug}/archive/"


def made(client: Client, at: str) -> ZipFile:
    response = client.post(at, {"terms": TERMS, "is_covered": "on"}, follow=True)
    return ZipFile(BytesIO(b"".join(response)))


def folder(strand: Strand) -> str:
    return f"data/{strand.kind}/{strand.instrument.name}-{strand.instrument.version}/"


def test_the_package_has_data_codebook_questionnaires_quality_terms_and_a_manifest_with_true_hashes(
    client_for, strand: Strand
) -> None:
    actions.write_quality_statement(
        study=strand.study, texts={"commissioner": "Whoever asked for it"}, from_version=0, by=None
    )

    archive = made(client_for("study_lead"), address(strand))

    names = set(archive.namelist())
    stem = f"{strand.instrument.name}-{strand.instrument.version}"
    data = {folder(strand) + name for name in ("cases.csv", "mentions.csv", "codebook.xml", "notes.txt")}
    spss = {folder(strand) + name for name in ("cases.sav", "mentions.sav")}
    texts = {"README.txt", "quality.txt", "terms.txt", "manifest.json"}
    assert data | spss | texts | {f"questionnaires/{stem}.txt", f"questionnaires/{stem}.xlsform.md"} <= names
    manifest = json.loads(archive.read("manifest.json"))
    assert {each["name"] for each in manifest["files"]} == names - {"manifest.json"}
    for each in manifest["files"]:
        content = archive.read(each["name"])
        assert (len(content), sha256(content).hexdigest()) == (each["bytes"], each["sha256"])
    assert {each["name"]: each["rows"] for each in manifest["files"] if "rows" in each} == {
        folder(strand) + "cases.csv": 30,
        folder(strand) + "mentions.csv": 30,
    }
    assert archive.read("terms.txt").decode() == f"{TERMS}\n"
    assert "Whoever asked for it" in archive.read("quality.txt").decode()
    readme = archive.read("README.txt").decode()
    assert "Commissioned by: Whoever asked for it" in readme and TERMS in readme
    assert "Funded by: Not written yet." in readme
    assert "- May we name it?" in readme


def test_nobody_is_named_in_any_file(client_for, strand: Strand) -> None:
    archive = made(client_for("study_lead"), address(strand))

    for name in archive.namelist():
        content = archive.read(name).decode(errors="replace")
        assert [secret for secret in SECRETS if secret in content] == [], name


def test_csv_and_spss_of_a_package_have_the_same_rows_in_the_same_order(
    client_for, strand: Strand, tmp_path
) -> None:
    pyreadstat = pytest.importorskip("pyreadstat")
    archive = made(client_for("study_lead"), address(strand))
    (tmp_path / "cases.sav").write_bytes(archive.read(folder(strand) + "cases.sav"))

    data, _ = pyreadstat.read_sav(tmp_path / "cases.sav")
    rows = list(csv.DictReader(StringIO(archive.read(folder(strand) + "cases.csv").decode("utf-8-sig"))))

    assert [int(row["number"]) for row in rows] == data["number"].tolist()
    assert [int(row["row"]) for row in rows] == data["row"].tolist() == list(range(1, 31))
    assert_valid(archive.read(folder(strand) + "codebook.xml"))


def test_answers_to_the_survey_are_in_it_de_identified(client_for, strand: Strand) -> None:
    online = OnlineStrandFactory(study=strand.study)
    ResponseFactory(sent=True, strand=online, answers={"views": {"value": "Written in words"}})

    archive = made(client_for("study_lead"), address(strand))

    rows = list(csv.DictReader(StringIO(archive.read(folder(online) + "answers.csv").decode("utf-8-sig"))))
    assert [set(row) for row in rows] == [{"row", "version"}]
    assert b"another one in each file" in archive.read(folder(online) + "notes.txt")


def test_interviews_whose_respondents_did_not_agree_to_an_archive_are_left_out_and_counted(
    client_for, strand: Strand
) -> None:
    consent = Question("archive_answers", QuestionType.SELECT_ONE, "May an archive keep it?", choices=YES_NO)
    asking = strand_asking(consent, study=strand.study, kind="extended_interview")
    for number in range(25):
        consents = {"archive_answers": "yes" if number < 22 else "no"} if number < 24 else {}
        InterviewFactory(
            unit=SampledUnitFactory(strand=asking, code="I"), status="complete", answers={}, consents=consents
        )

    archive = made(client_for("study_lead"), address(strand))

    rows = {each["name"]: each.get("rows") for each in json.loads(archive.read("manifest.json"))["files"]}
    assert (rows[folder(strand) + "cases.csv"], rows[folder(asking) + "cases.csv"]) == (30, 22)
    left_out = "Interviews left out because their respondents did not agree to a data archive"
    assert f"{left_out}: 3." in archive.read(folder(asking) + "notes.txt").decode()
    assert left_out not in archive.read(folder(strand) + "notes.txt").decode()
    assert "- May an archive keep it?" in archive.read("README.txt").decode()


def test_the_lead_says_the_terms_and_that_respondents_were_told(client_for, strand: Strand) -> None:
    lead = client_for("study_lead")

    page = text_of(lead.get(address(strand)))
    refused = text_of(lead.post(address(strand), {"terms": " "}))

    assert "What respondents were told" in page and "May we name it?" in page
    assert "Say under which terms the data are given" in refused
    assert "Say that you have checked what respondents were told" in refused
    assert not Job.objects.exists()


def test_the_package_is_in_the_audit_trail_with_its_terms_and_rows(client_for, strand: Strand) -> None:
    made(client_for("study_lead"), address(strand))

    event = AuditEvent.objects.get(verb="archive_package.written")
    assert event.study_slug == strand.study.slug
    assert event.detail["terms"] == TERMS
    assert sum(event.detail["rows"].values()) == 60


@pytest.mark.parametrize("role", ["viewer", "researcher", "curator", "administrator"])
def test_nobody_else_makes_one(client_for, strand: Strand, role: str) -> None:
    assert client_for(role).get(address(strand)).status_code == 403
    assert client_for(role).post(address(strand), {"terms": TERMS, "is_covered": "on"}).status_code == 403


def test_a_study_without_anything_gives_a_package_that_says_so(client_for, settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    StudyFactory(slug="empty")

    archive = made(client_for("study_lead"), "/studies/empty/archive/")

    assert not [name for name in archive.namelist() if name.startswith("data/")]
    assert "Commissioned by: Not written yet." in archive.read("README.txt").decode()
