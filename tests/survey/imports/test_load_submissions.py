"""The command load_submissions: what files of other tools give for a form, and what stays."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from survey.models import Delivery, Instrument, Response, Study
from tests.factories.survey import InstrumentFactory, OnlineStrandFactory

pytestmark = pytest.mark.django_db
SHOP = """
| survey |
| | type | name | label |
| | text | shop | Name of the shop |
| | integer | staff | How many work there? |
| | begin_repeat | sites | Sites |
| | text | town | Town |
| | end_repeat | | |
| settings |
| | form_id | version |
| | shop | 1 |
"""
KEY = "11111111-1111-4111-8111-11111111111"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "shop.md").write_text(SHOP, encoding="utf-8")
    return tmp_path


def load(folder: Path, files: dict[str, str], **options) -> list[dict]:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    out = StringIO()
    paths = [str(folder / name) for name in files]
    call_command("load_submissions", str(folder / "shop.md"), *paths, stdout=out, format="json", **options)
    found = json.loads(out.getvalue())
    assert sorted(result["file"] for result in found) == sorted(paths)
    return [{**result, "file": Path(result["file"]).name} for result in found]


def test_each_row_has_its_state_answers_and_findings_and_nothing_stays(folder):
    text = f"KEY,shop,staff\n{KEY}1,Bakery,4\n{KEY}2,Dairy,many\n"

    first, again = load(folder, {"one.csv": text, "two.csv": text})

    assert [row["state"] for row in first["rows"]] == ["new", "refused"]
    assert [row["answers"] for row in first["rows"]] == [{"shop": "Bakery", "staff": 4}, {"shop": "Dairy"}]
    finding = {"sheet": "one.csv", "row": 3, "column": "staff", "words": "Enter a whole number, such as 25."}
    assert first["rows"][1]["findings"] == [finding]
    assert [row["state"] for row in again["rows"]] == ["known", "refused"]
    assert not Response.objects.exists() and not Delivery.objects.exists() and not Study.objects.exists()


@pytest.mark.parametrize(
    "order", [("main.csv", "sites.csv"), ("sites.csv", "main.csv")], ids=["main first", "last"]
)
def test_the_tables_of_one_export_are_loaded_together_in_any_order(folder, order):
    files = {
        "main.csv": f"KEY,shop\nuuid:{KEY}1,Bakery\n",
        "sites.csv": f"town,PARENT_KEY,KEY\nLeeds,uuid:{KEY}1,uuid:{KEY}1/sites[1]\n",
    }

    results = load(folder, {name: files[name] for name in order})

    rows = {result["file"]: result["rows"] for result in results}
    assert rows["sites.csv"] == []
    assert [row["answers"] for row in rows["main.csv"]] == [{"shop": "Bakery", "sites": [{"town": "Leeds"}]}]


def test_an_edit_is_new_and_said_to_be_one(folder):
    head, root, edit = "_uuid,meta/rootUuid,shop\n", f"{KEY}1", f"{KEY}2"
    first = head + f"{root},uuid:{root},Bakery\n"

    results = load(folder, {"a.csv": first, "b.csv": head + f"{edit},uuid:{root},Baker\n", "c.csv": first})

    assert [(row["state"], row["is_edit"]) for each in results for row in each["rows"]] == [
        ("new", False),
        ("new", True),
        ("known", False),
    ]


def test_a_file_that_cannot_be_read_has_its_reason_and_the_others_are_read(folder):
    bad, good = load(folder, {"bad.csv": "shop\nBakery\n", "good.csv": f"KEY,shop\n{KEY}1,Bakery\n"})

    assert bad["rows"] == [] and "No column says which submission" in bad["findings"][0]["words"]
    assert [row["state"] for row in good["rows"]] == ["new"]


def test_with_study_and_apply_it_stays_and_unknown_columns_are_passed_over_by_name_only(folder):
    strand = OnlineStrandFactory(study__slug="study", instrument=InstrumentFactory())
    files = {"one.csv": f"KEY,shop,horses\n{KEY}1,Bakery,2\n"}

    load(folder, files, study="study")
    refused = load(folder, files, study="study", apply=True)
    assert not Response.objects.exists()
    assert any("nobody knows the column “horses”" in each["words"] for each in refused[0]["findings"])
    load(folder, files, study="study", apply=True, pass_over=["horses"])

    response = Response.objects.get()
    assert response.strand == strand and response.answers == {"shop": {"value": "Bakery"}}
    assert Instrument.objects.filter(name="shop").exists()


def test_what_cannot_run_is_said(folder):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_submissions", str(folder / "shop.md"), str(folder / "gone.csv"))
    with pytest.raises(CommandError, match="--study"):
        load(folder, {"a.csv": "KEY,shop\n"}, apply=True)
    with pytest.raises(CommandError, match="no study “gone”"):
        load(folder, {"a.csv": "KEY,shop\n"}, study="gone")
    (folder / "shop.md").write_text("nothing", encoding="utf-8")
    with pytest.raises(CommandError, match="is not taken"):
        load(folder, {"a.csv": "KEY,shop\n"})


def test_choices_in_a_file_beside_the_form_are_known(folder):
    form = SHOP.replace(
        "| | text | shop | Name of the shop |", "| | select_one_from_file towns.csv | shop | Where? |"
    )
    (folder / "towns.csv").write_text("name,label\nl,Leeds\ny,York\n", encoding="utf-8")
    (folder / "shop.md").write_text(form, encoding="utf-8")

    (result,) = load(folder, {"one.csv": f"KEY,shop\n{KEY}1,Leeds\n{KEY}2,Hull\n"})

    assert [row["state"] for row in result["rows"]] == ["new", "refused"]
    assert result["rows"][0]["answers"] == {"shop": "l"}
