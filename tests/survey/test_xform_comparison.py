"""Forms answered at random are shown, required, calculated and refused as an XPath engine finds in pyxform's XForm."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
import time_machine
from pyxform.xls2xform import convert

from survey.questionnaire import Questionnaire
from survey.xlsform import questionnaire_of
from tests.survey.xform_comparison import differences, random_answers
from tests.survey.xform_engine import XForm

INSTRUMENTS = Path(__file__).parents[2] / "survey" / "instruments"
ANSWERS_OF_EACH = 15
EVERYTHING = """| survey |
| | type | name | label | required | relevant | calculation | constraint | repeat_count | choice_filter |
| | begin_group | who | Who | | | | | | |
| | text | name | Name | yes | | | string-length(.) < 12 | | |
| | integer | age | Age | ${name} != '' | | | . >= 0 and . <= 110 | | |
| | date | born | Born | | ${age} > 17 or ${age} = '' | | . <= today() | | |
| | calculate | days | | | | today() - ${born} | | | |
| | calculate | next | | | | date(${born} + 1) | | | |
| | begin_group | work | Work | | ${age} >= 18 | | | | |
| | select_multiple kinds | kinds | Kinds | | | | count-selected(.) <= 2 | | |
| | calculate | first | | | | jr:choice-name(selected-at(${kinds}, 0), '${kinds}') | | | |
| | begin_group | pay | Pay | | selected(${kinds}, 'paid') or not(${name} = 'abc') | | | | |
| | decimal | wage | Wage | count-selected(${kinds}) > 1 | ${kinds} != '' | | | | |
| | calculate | monthly | | | | round(${wage} * 52 div 12, 2) | | | |
| | end_group | | | | | | | | |
| | end_group | | | | | | | | |
| | end_group | | | | | | | | |
| | integer | many | How many? | | | | . < 30 | | |
| | begin_repeat | child | Child | | ${many} > 0 | | | ${many} | |
| | text | called | Called | position(..) = 1 | | | regex(., '[a-z0-9]+') | | |
| | integer | years | Years | | ${called} != '' | | . < ${age} | | |
| | calculate | label | | | | concat(position(..), ': ', ${called}, if(${years} > 17, ' (grown up)', '')) | | | |
| | calculate | before | | | | indexed-repeat(${called}, ${child}, position(..) - 1) | | | |
| | note | same | The same name again | | ${before} != '' and ${before} = ${called} | | | | |
| | select_one places | place | Place | | | | | | kind = ${called} or name = 'other' |
| | end_repeat | | | | | | | | |
| | calculate | total | | | | sum(${years}) | | | |
| | calculate | oldest | | | | max(${years}) | | | |
| | calculate | known | | | | count-non-empty(${called}) | | | |
| | calculate | all_names | | | | join(', ', ${called}) | | | |
| | calculate | second | | | | indexed-repeat(${called}, ${child}, 2) | | | |
| | calculate | big | | | | pow(${many}, 2) > 10 and boolean-from-string(${many} = 5) | | | |
| | note | rich | Many | | count(${child}) > 2 or ${total} >= 40 | | | | |
| | text | end | The end | ${total} > 20 | coalesce(${oldest}, ${many}) >= 3 | | ends-with(., 'c') or . = '1' | | |
| choices |
| | list_name | name | label | kind |
| | kinds | paid | Paid work | |
| | kinds | own | Own business | |
| | kinds | none | None | |
| | places | home | Home | abc |
| | places | other | Other | yes |
| settings |
| | form_title | form_id | version |
| | Everything | everything | 1 |
"""


FORMS = {path.stem: path.read_text() for path in sorted(INSTRUMENTS.glob("*.md"))} | {
    "everything": EVERYTHING
}


def found(source: str, questionnaire: Questionnaire) -> list[str]:
    xform = XForm(convert(xlsform=source, file_type=".md").xform)
    with time_machine.travel("2026-11-01T12:00:00+00:00", tick=False):
        return [
            each
            for seed in range(ANSWERS_OF_EACH)
            for each in differences(questionnaire, xform, random_answers(questionnaire, Random(seed)))
        ]


@pytest.mark.parametrize("source", FORMS.values(), ids=FORMS)
def test_a_form_comes_to_what_its_xform_comes_to(source: str) -> None:
    assert found(source, questionnaire_of(source)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("${name} != ''", "${name} = ''", id="a requirement"),
        pytest.param("count(${child}) > 2", "count(${child}) > 1", id="a condition"),
        pytest.param("max(${years})", "min(${years})", id="a calculation"),
        pytest.param(". < ${age}", ". > ${age}", id="a constraint"),
        pytest.param("${age} >= 18 | |", "${age} >= 66 | |", id="the condition of a group within a group"),
    ],
)
def test_the_comparison_finds_a_rule_that_differs(old: str, new: str) -> None:
    assert EVERYTHING.count(old) == 1

    assert found(EVERYTHING, replace(questionnaire_of(EVERYTHING.replace(old, new)), version="1")) != []
