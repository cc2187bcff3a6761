"""The plain words of the search: each is there once and means something that exists."""

from collections import Counter

import pytest

from noms.models import ProbationArea, Region, Service
from search.lexicon import MAX_PHRASE
from search.phrases import label_of, synonyms
from search.words import normalise

ROWS = {"service": Service, "area": ProbationArea, "region": Region}


def test_every_phrase_is_there_once_and_can_be_typed():
    counts = Counter(phrase for phrase, *_ in synonyms())

    assert [phrase for phrase, number in counts.items() if number > 1] == []
    assert [phrase for phrase in counts if not 1 <= len(normalise(phrase).split()) <= MAX_PHRASE] == []


def test_phrases_that_differ_in_hyphens_only_mean_the_same():
    meanings: dict[str, set[tuple[str, str]]] = {}
    for phrase, parameter, value, _ in synonyms():
        meanings.setdefault(normalise(phrase), set()).add((parameter, value))

    assert {phrase: found for phrase, found in meanings.items() if len(found) > 1} == {}


@pytest.mark.django_db
@pytest.mark.usefixtures("frame")
def test_every_phrase_means_a_value_that_exists():
    slugs = {
        parameter: set(model.objects.values_list("slug", flat=True)) for parameter, model in ROWS.items()
    }

    for phrase, parameter, value, _ in synonyms():
        if parameter in ROWS:
            assert value in slugs[parameter], phrase
        else:
            assert label_of(parameter, value), phrase
