"""Sentences are read into filters: the rules, on a lexicon of a few phrases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.lexicon import Lexicon, Meaning, prison_phrases
from search.reading import PART, WHOLE, read
from search.words import MAX_WORDS

LEEDS = Meaning("service", "hmp-leeds", "HMP Leeds", point=(53.8, -1.58))


def prison(slug: str, name: str) -> list[tuple[str, Meaning]]:
    return [
        (phrase, Meaning("service", slug, name, is_bare=is_bare, point=(53, -1)))
        for phrase, is_bare in prison_phrases(name)
    ]


LEXICON = Lexicon(
    [
        ("Food", Meaning("sector", "food", "Food")),
        ("catering", Meaning("sector", "food", "Food", is_narrower=True)),
        ("shop", Meaning("sector", "retail", "Retail", is_narrower=True)),
        ("reading", Meaning("need", "literacy", "Literacy and numeracy", is_narrower=True)),
        ("qualifications", Meaning("activity", "qualifications", "Qualifications")),
        ("in custody", Meaning("stage", "in_custody", "In prison")),
        ("prison", Meaning("stage", "in_custody", "In prison", is_narrower=True)),
        ("through the gate", Meaning("stage", "through_the_gate", "On release (through the gate)")),
        ("probation", Meaning("kind", "probation", "Probation services")),
        ("prisons", Meaning("kind", "prison", "Prisons")),
        ("office", Meaning("sector", "business_administration", "Business administration", is_narrower=True)),
        ("what stops", Meaning("report", "barriers", "Barriers", is_narrower=True)),
        *prison("hmp-leeds", "HMP Leeds"),
        *prison("hmp-wandsworth", "HMP Wandsworth"),
        *prison("hmp-ford", "HMP Ford"),
        ("armley", LEEDS),
        ("West Yorkshire", Meaning("area", "west-yorkshire", "West Yorkshire", point=(53.7, -1.7))),
        ("west yorks", Meaning("area", "west-yorkshire", "West Yorkshire", point=(53.7, -1.7))),
        ("South West", Meaning("region", "south-west", "South West", point=(51, -3))),
        ("Leeds", Meaning("town", "leeds", "Leeds", population=455_123, point=(53.8, -1.55))),
        ("Reading", Meaning("town", "reading", "Reading", population=244_070, point=(51.45, -0.97))),
        ("Stone", Meaning("town", "stone", "Stone", population=14_000, point=(52.9, -2.1))),
        ("LS12", Meaning("place", "LS12", "LS12", point=(53.79, -1.6))),
    ]
)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        pytest.param("catering", {"sector": "food"}, id="a plain word"),
        pytest.param(
            "Catering QUALIFICATIONS near HMP Leeds through-the-gate",
            {
                "sector": "food",
                "activity": "qualifications",
                "near": "service:hmp-leeds",
                "stage": "through_the_gate",
            },
            id="a sentence",
        ),
        pytest.param(
            "catered qualification", {"sector": "food", "activity": "qualifications"}, id="inflected"
        ),
        pytest.param(
            "food from prison officers", {"sector": "food", "stage": "in_custody"}, id="not an office"
        ),
        pytest.param("food in custody", {"sector": "food", "stage": "in_custody"}, id="the longest phrase"),
        pytest.param("food in the South West", {"sector": "food", "region": "south-west"}, id="in a region"),
        pytest.param("food in Leeds", {"sector": "food", "near": "town:leeds"}, id="in a town is near it"),
        pytest.param("food within 10 miles of Leeds", {"sector": "food", "near": "town:leeds"}, id="within"),
        pytest.param("food Leeds", {"sector": "food", "near": "town:leeds"}, id="a large town alone"),
        pytest.param("food Stone", {"sector": "food"}, id="a small town needs a preposition"),
        pytest.param("food near Stone", {"sector": "food", "near": "town:stone"}, id="and has one"),
        pytest.param("reading at HMP Leeds", {"need": "literacy", "service": "hmp-leeds"}, id="at a prison"),
        pytest.param("food near Reading", {"sector": "food", "near": "town:reading"}, id="near a place"),
        pytest.param("who works with Wandsworth", {"service": "hmp-wandsworth"}, id="works with"),
        pytest.param("food near ford", {"sector": "food"}, id="a short name is a word"),
        pytest.param("food near LS12 3AB", {"sector": "food", "near": "place:LS12 3AB"}, id="a postcode"),
        pytest.param(
            "prisons in the south west", {"kind": "prison", "region": "south-west"}, id="prisons of a region"
        ),
        pytest.param("food food catering", {"sector": "food"}, id="once"),
        pytest.param("food or a shop", {"sector": ["food", "retail"]}, id="two of one parameter"),
        pytest.param("", {}, id="nothing"),
        pytest.param("??? 🍞 \0", {}, id="no words"),
    ],
)
def test_a_sentence_is_read_into_filters(text, address):
    assert read(text, LEXICON).address == address


def test_a_chip_says_from_which_words_it_was_read():
    reading = read("cafe  Catering, near  HMP Leeds", LEXICON)

    chips = [(chip.parameter, chip.value, chip.label, chip.typed) for chip in reading.chips]
    assert chips == [
        ("sector", "food", "Food", "Catering"),
        ("near", "service:hmp-leeds", "HMP Leeds", "HMP Leeds"),
    ]
    assert [part.words for part in reading.parts] == [("cafe",), ("catering",)][::-1]
    assert reading.ranking == ("catering",), "who says a narrower word comes first"


def test_a_word_that_is_to_be_plain_is_sought_and_not_read():
    reading = read("catering near HMP Leeds", LEXICON, plain=["Catering", "hmp leeds"])

    assert reading.address == {}
    assert [part.words for part in reading.parts] == [("catering",), ("hmp",), ("leeds",)]


def test_the_whole_text_that_names_a_place_filters_nothing():
    assert [one.key for one in read("Leeds", LEXICON).whole] == ["town:leeds", "service:hmp-leeds"]
    assert [one.key for one in read("reading", LEXICON).whole] == ["town:reading"], "before the need"
    assert [one.key for one in read("armley", LEXICON).whole] == ["service:hmp-leeds"]
    assert [one.key for one in read("ls12", LEXICON).whole] == ["place:LS12"]
    assert read("leeds", LEXICON).address == {}


def test_a_misspelt_word_beside_hmp_is_read_as_a_prison():
    for text in ("HMP Leads", "hmp wandswrth", "wandsworh prison"):
        reading = read(text, LEXICON)

        assert len(reading.whole) == 1, text
        assert len(reading.spelling) == 1, text
    assert read("armly", LEXICON).whole == (LEEDS,), "also alone, if it is very like it"
    assert read("leads", LEXICON).whole == ()
    assert read("HMP Leads", LEXICON, plain=["Leads"]).spelling == (), "unless it is to be as typed"
    assert read("prison gardens", LEXICON).spelling == ()


def test_other_words_are_corrected_by_the_index_and_read_again():
    corrections = {"catring": "catering", "xyzzy": "xyzzy"}

    reading = read(
        "catring xyzzy", LEXICON, spelling=lambda words: {word: corrections[word] for word in words}
    )

    assert reading.address == {"sector": "food"}
    assert [(one.typed, one.understood) for one in reading.spelling] == [("catring", "catering")]


def test_a_question_of_a_report_sets_no_filter_but_a_place():
    reading = read("what stops prisons catering in the south west", LEXICON)

    assert (reading.report, reading.address) == ("barriers", {"region": "south-west"})


def test_a_place_and_a_kind_alone_list_services():
    reading = read("west yorks probation", LEXICON)

    assert reading.lists_services
    assert reading.address == {}
    assert [part.meaning.key for part in reading.parts] == ["area:west-yorkshire", "kind:probation"]
    assert not read("west yorks probation food", LEXICON).lists_services


def test_words_that_stand_together_in_a_name_are_a_name():
    def name_of(phrase: str) -> str:
        return WHOLE if phrase == "food shop" else PART if phrase in "hmp forest bank print shop" else ""

    assert read("print shop", LEXICON, name_of=name_of).address == {}
    assert read("shop", LEXICON, name_of=name_of).address == {"sector": "retail"}
    assert read("print shop in Leeds", LEXICON, name_of=name_of).address == {
        "sector": "retail",
        "near": "town:leeds",
    }
    assert read("Food Shop", LEXICON, name_of=name_of).address == {}, "the whole text is a name"
    assert read("food shop", LEXICON, plain=["food"], name_of=name_of).address == {"sector": "retail"}


def test_within_a_number_of_miles_is_a_distance_and_no_word():
    reading = read("food within 10 miles of Leeds", LEXICON)

    assert (reading.within, [part.words for part in reading.parts]) == (10, [("food",)])


def test_the_words_after_the_24th_are_counted_and_not_read():
    reading = read("food " * 20 + "shop " * 480, LEXICON)

    assert reading.left_out == 500 - MAX_WORDS
    assert reading.address == {"sector": ["food", "retail"]}


@given(
    st.text(max_size=300)
    | st.lists(
        st.sampled_from(["hmp", "leeds", "near", "in", "at", "food", "21", "ß", "’s", "&", "shop"])
    ).map(" ".join)
)
def test_every_text_can_be_read(text):
    reading = read(text, LEXICON, plain=[text[:5]])

    assert set(reading.address) <= {
        "sector",
        "stage",
        "activity",
        "need",
        "kind",
        "service",
        "region",
        "area",
        "near",
    }
    assert reading.left_out >= 0
