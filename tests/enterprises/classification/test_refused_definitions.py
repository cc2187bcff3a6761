"""A malformed definition is refused with its file, the key and the reason."""

import pytest

from enterprises.classification import DefinitionError

from .plain_definition import GOOD, load

ASKS_SHARE = 'all = [{ fact = "trading_share", above = 50 }]'
ASKS_AIMS = 'all = [{ fact = "social_aims", is = "yes" }]'
SECOND_BRANCH = 'all = [{ fact = "trading_share", above = 0 }]\noutcome = "trading_voluntary_organisation"'
REFUSED = {
    "not TOML": (GOOD, "][", "file", "cannot be read as TOML"),
    "no id": ('id = "plain"\n', "", "id", "is missing"),
    "an id that is not a word": ('"plain"', '"Plain One"', "id", "must be a word of small letters"),
    "a file of another name": ('"plain"', '"other"', "id", "is not how the file's name begins"),
    "no source": ('source = "A source"', "", "source", "is missing"),
    "a version that is no number": ('version = "1"', 'version = "one"', "version", "must be a number"),
    "an unknown key": ('title = "Plain"', 'title = "Plain"\nsuorce = "x"', "suorce", "did you mean source"),
    "includes nothing": ('["social_enterprise"]', "[]", "includes", "includes no outcome"),
    "includes what it never gives": (
        '["social_enterprise"]',
        '["social_enterprise", "statutory_body"]',
        "includes",
        "includes statutory_body, which it never gives",
    ),
    "an unknown outcome": (
        'outcome = "other_organisation"',
        'outcome = "other_organization"',
        "criteria.social_aims.otherwise[1].outcome",
        "did you mean other_organisation",
    ),
    "undetermined as an outcome": (
        'outcome = "other_organisation"',
        'outcome = "undetermined"',
        "criteria.social_aims.otherwise[1].outcome",
        "never given by a rule",
    ),
    "an unknown fact": (
        '"social_aims", is',
        '"social_aim", is',
        "criteria.social_aims.all.fact",
        "did you mean social_aims",
    ),
    "a general answer": (
        ASKS_SHARE,
        'all = [{ fact = "trades", is = "yes" }]',
        "criteria.trading.all.fact",
        "ask trading_share instead",
    ),
    "a fact that only informs": (
        '"social_aims", is',
        '"legal_form", is',
        "criteria.social_aims.all.fact",
        "informs and never decides",
    ),
    "a threshold above 100": (
        "above = 50",
        "above = 150",
        "criteria.trading.all.trading_share.above",
        "150 lies outside 0 to 100",
    ),
    "a threshold in words": (
        "above = 50",
        'above = "half"',
        "criteria.trading.all.trading_share.above",
        "is not a number of per cent",
    ),
    "two operators": (
        "above = 50",
        "above = 50, below = 70",
        "criteria.trading.all.trading_share",
        "it has 2",
    ),
    "yes or no of a share": (
        ASKS_SHARE,
        'all = [{ fact = "trading_share", is = "yes" }]',
        "criteria.trading.all.trading_share",
        "is a share: give its threshold",
    ),
    "a threshold of a yes-or-no fact": (
        ASKS_AIMS,
        'all = [{ fact = "social_aims", above = 50 }]',
        "criteria.social_aims.all.social_aims",
        "is a yes-or-no fact",
    ),
    "all and any": (ASKS_AIMS, f"{ASKS_AIMS}\nany = []", "criteria.social_aims", "both all and any"),
    "no conditions": (ASKS_AIMS, "", "criteria.social_aims", "asks nothing"),
    "two criteria of one id": (
        'id = "trading"',
        'id = "social_aims"',
        "criteria.social_aims",
        "the id of two",
    ),
    "one fact asked by two criteria": (
        ASKS_AIMS,
        'all = [{ fact = "trading_share", above = 10 }]',
        "criteria.trading",
        "asked by one criterion only",
    ),
    "no last branch": (
        'outcome = "voluntary_organisation"',
        'all = [{ fact = "trading_share", at_most = 0 }]\noutcome = "voluntary_organisation"',
        "criteria.trading.otherwise",
        "may give no outcome",
    ),
    "two outcomes for the same facts": (
        SECOND_BRANCH,
        f"{SECOND_BRANCH}\n\n[[criteria.otherwise]]\n"
        'all = [{ fact = "trading_share", above = 25 }]\noutcome = "part_of_another_body"',
        "criteria.trading.otherwise",
        "could give two outcomes for the same facts, trading_voluntary_organisation and part_of_another_body",
    ),
    "two branches without conditions": (
        SECOND_BRANCH,
        'outcome = "trading_voluntary_organisation"',
        "criteria.trading.otherwise",
        "could give two outcomes",
    ),
    "an outcome that no facts reach": (
        "above = 0 }",
        "above = 60 }",
        "criteria.trading.otherwise",
        "never gives trading_voluntary_organisation",
    ),
    "a criterion that is always met": (
        ASKS_SHARE,
        'all = [{ fact = "trading_share", at_least = 0 }]',
        "criteria.trading",
        "is always met",
    ),
    "the same outcome in two ways": (
        'outcome = "voluntary_organisation"',
        'outcome = "social_enterprise"',
        "criteria.trading.otherwise",
        "gives social_enterprise in two ways",
    ),
}


@pytest.mark.parametrize(("old", "new", "key", "reason"), REFUSED.values(), ids=REFUSED)
def test_a_malformed_definition_is_refused_with_file_key_and_reason(tmp_path, old, new, key, reason):
    assert old in GOOD

    with pytest.raises(DefinitionError) as refusal:
        load(tmp_path, GOOD.replace(old, new, 1))

    assert refusal.value.file == "plain.toml"
    assert refusal.value.key == key
    assert reason in refusal.value.reason
