"""The definitions that the project ships, their versions and drafts."""

import copy
import tomllib

import pytest

from enterprises.classification import DefinitionError, assess, definitions, facts_from_cells
from enterprises.classification.criteria import OUTCOMES

from .plain_definition import GOOD, load


@pytest.mark.parametrize(
    "definition",
    [version for each in definitions.all() for version in definitions.versions(each.id)],
    ids=lambda definition: f"{definition.id}@{definition.version}",
)
def test_each_shipped_definition_reads_back_as_it_was_written(definition):
    again = definitions.from_data(definition.as_data())

    assert again.hash == definition.hash
    assert again.as_data() == definition.as_data()
    assert definition.source
    assert set(definition.outcomes) <= set(OUTCOMES)


def test_the_definitions_of_the_study_are_there_and_its_own_is_first():
    ids = [definition.id for definition in definitions.all()]

    assert ids[0] == definitions.get().id == "inclusive-2009"
    assert set(ids) >= {
        "strict-50",
        "dti-2002",
        "sec-characteristics",
        "five-characteristics",
        "social-firm",
        "small-business-survey",
        "se-mark",
    }


def test_the_criteria_of_the_study_are_in_the_order_of_its_rules():
    assert [criterion.id for criterion in definitions.get().criteria] == [
        "statutory",
        "independence",
        "reinvestment",
        "social_aims",
        "trading",
    ]


def test_strict_has_the_criteria_of_inclusive_and_includes_less():
    inclusive, strict = definitions.get(), definitions.get("strict-50")

    def facts_of(definition):
        return [{**criterion.as_data(), "note": ""} for criterion in definition.criteria]

    assert facts_of(strict) == facts_of(inclusive)
    assert set(strict.includes) < set(inclusive.includes)


def test_an_unknown_definition_is_named_with_those_there_are():
    with pytest.raises(
        KeyError, match="There is no definition nonsense: choose one of inclusive-2009, strict-50"
    ):
        definitions.get("nonsense")
    with pytest.raises(KeyError, match="no version 99 of inclusive-2009: its versions are 1 and 2"):
        definitions.get("inclusive-2009", "99")


@pytest.mark.parametrize(
    ("reference", "version"),
    [("inclusive-2009", "2"), ("inclusive-2009@1", "1"), (" inclusive-2009@2 ", "2")],
)
def test_a_reference_names_the_newest_version_or_the_one_it_gives(reference, version):
    definition = definitions.find(reference)

    assert (definition.id, definition.version) == ("inclusive-2009", version)


@pytest.mark.parametrize(
    ("reference", "sentence"),
    [
        ("inclusive-2009@3", "There is no version 3 of inclusive-2009: its versions are 1 and 2."),
        ("inclusive-2009@", "There is no version “” of inclusive-2009: its versions are 1 and 2."),
        ("seuk@2", "There is no version 2 of seuk: its only version is 1."),
    ],
)
def test_a_version_that_does_not_exist_is_refused_with_those_that_do(reference, sentence):
    with pytest.raises(KeyError) as refused:
        definitions.find(reference)

    assert refused.value.args[0] == sentence


def test_the_statutory_rule_is_in_every_definition_of_the_seeds():
    seeds = [
        definitions.get(id)
        for id in (
            "inclusive-2009", "strict-50", "dti-2002", "sec-characteristics", "five-characteristics", "social-firm",
        )
    ]  # fmt: skip

    assert [(each.version, each.criteria[0].id) for each in seeds] == [("2", "statutory")] * len(seeds)


def test_a_good_file_is_read(tmp_path):
    (definition,) = load(tmp_path, GOOD)

    assert (definition.id, definition.version) == ("plain", "1")
    assert definition.outcomes == (
        "other_organisation",
        "trading_voluntary_organisation",
        "voluntary_organisation",
        "social_enterprise",
    )


def test_a_published_version_never_changes(tmp_path):
    (definition,) = load(tmp_path, GOOD)
    (tmp_path / "published.toml").write_text(f'[plain]\n1 = "{definition.hash}"\n', encoding="utf-8")

    assert [each.hash for each in load(tmp_path, GOOD)] == [definition.hash]
    with pytest.raises(DefinitionError, match="1 is published and never changes"):
        load(tmp_path, GOOD.replace("above = 50", "above = 40"))


@pytest.mark.parametrize("definition", definitions.all(), ids=lambda definition: definition.id)
def test_each_shipped_version_is_published(definition):
    published = tomllib.loads((definitions.DIRECTORY / definitions.PUBLISHED).read_text(encoding="utf-8"))

    assert published[definition.id] == {
        each.version: each.hash for each in definitions.versions(definition.id)
    }


def test_another_place_in_the_list_is_not_another_definition():
    data = definitions.get().as_data()

    assert definitions.from_data({**data, "position": 5}).hash == definitions.get().hash


def test_a_new_version_is_added_beside_the_old(tmp_path):
    load(tmp_path, GOOD)

    both = load(tmp_path, GOOD.replace('version = "1"', 'version = "2"'), "plain-2.toml")

    assert [definition.version for definition in both] == ["1", "2"]
    assert both[0].hash != both[1].hash
    with pytest.raises(DefinitionError, match="has a version 2 already"):
        load(tmp_path, GOOD.replace('version = "1"', 'version = "2"'), "plain-again.toml")


def test_any_word_or_number_changes_the_hash():
    data = definitions.get().as_data()
    changed = copy.deepcopy(data)
    changed["notes"][0] += "!"

    assert definitions.from_data(changed).hash != definitions.from_data(data).hash


def test_a_draft_moves_a_threshold_and_nothing_else():
    facts, _ = facts_from_cells(
        {
            "statutory_body": "no",
            "independent": "yes",
            "reinvests": "yes",
            "social_aims": "yes",
            "trading_share": "40",
        }
    )

    draft = definitions.draft(definitions.get(), trading=30)

    assert draft.version == "draft"
    assert assess(facts).outcome == "trading_voluntary_organisation"
    assert assess(facts, draft).outcome == "social_enterprise"


def test_a_draft_of_a_share_that_is_not_asked_or_out_of_range_is_refused():
    with pytest.raises(ValueError, match="reserved-pcr20 has no threshold for reinvested share"):
        definitions.draft(definitions.get("reserved-pcr20"), reinvestment=40)
    with pytest.raises(ValueError, match="101 lies outside 0 to 100"):
        definitions.draft(definitions.get(), trading=101)


def test_a_version_that_is_no_number_comes_before_the_numbers(tmp_path):
    (tmp_path / "plain-draft.toml").write_text(
        GOOD.replace('version = "1"', 'version = "draft"'), encoding="utf-8"
    )

    assert [definition.version for definition in load(tmp_path, GOOD)] == ["draft", "1"]
