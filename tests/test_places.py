"""Places: a sentence, and the places that it names."""

from __future__ import annotations

import gzip
import json
import runpy
from pathlib import Path

import pytest
from spacy.tokens import Doc

from dragoman.coding import Coder
from dragoman.language import load_model
from dragoman.places import Gazetteer

ROOT = Path(__file__).resolve().parents[1]

# (text, [(words, country), ...])
CODEBOOK = [
    ("Fighting went on in Idlib and Aleppo in Syria.",
     [("Idlib", "SYR"), ("Aleppo", "SYR"), ("Syria", "SYR")]),
    ("Rebels gathered near Goma in North Kivu in eastern Congo.",
     [("Goma", "COD"), ("North Kivu", "COD"), ("Congo", "COD")]),
    ("Fighters withdrew from Kobani and Raqqa.", [("Kobani", "SYR"), ("Raqqa", "SYR")]),
    ("Two frigates met in the South China Sea.", [("South China Sea", None)]),
    ("Troops entered the Gaza Strip.", [("Gaza Strip", "PSE")]),
    ("Shelling went on in the Donbas.", [("Donbas", "UKR")]),
    ("Ships waited near the Bosphorus.", [("Bosphorus", "TUR")]),
    ("The trial opened in The Hague.", [("Hague", "NLD")]),
    ("They met in Geneva, Switzerland.", [("Geneva", "CHE"), ("Switzerland", "CHE")]),
    ("Farmers blocked roads in Paris, Texas.", [("Paris", "USA"), ("Texas", "USA")]),
    ("They marched in Paris.", [("Paris", "FRA")]),
    ("A bomb went off in Tripoli, Lebanon.", [("Tripoli", "LBN"), ("Lebanon", "LBN")]),
    ("A bomb went off in Tripoli.", [("Tripoli", "LBY")]),
    ("A rally was held in Atlanta, Georgia.", [("Atlanta", "USA"), ("Georgia", "USA")]),
    ("A rally was held in Tbilisi, Georgia.", [("Tbilisi", "GEO"), ("Georgia", "GEO")]),
    ("BEIRUT (Reuters) - Talks failed.", [("BEIRUT", "LBN")]),
    # taken or reached
    ("Rebels took Goma.", [("Goma", "COD")]),
    ("Shells fell on Bakhmut and Kherson.", [("Bakhmut", "UKR"), ("Kherson", "UKR")]),
    ("He flew from the UAE to New York.", [("UAE", "ARE"), ("New York", "USA")]),
    # persons, organisations, adjectives, acronyms
    ("Michael Jordan met Paris Hilton.", []),
    ("The Washington Post reported it.", []),
    ("The YPG and NATO said they agreed.", []),
    ("Turkish and Syrian officials talked.", []),
    ("He went home and read the law.", []),
]  # fmt: skip


def _found(text: str) -> list[tuple[str, str | None]]:
    places = Gazetteer.load().find(load_model()(text))
    return [(place.text, place.country) for place in places]


@pytest.mark.parametrize(("text", "expected"), CODEBOOK, ids=[row[0] for row in CODEBOOK])
def test_codebook(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert _found(text) == expected


def test_most_places_of_the_gold_are_found() -> None:
    score = runpy.run_path(str(ROOT / "benchmarks" / "places.py"))["score"]()
    assert score.recall >= 0.89
    assert score.precision >= 0.96


# The place of an event is the one that governs its predicate, not the first of the sentence.
EVENT_PLACES = [
    ("Rebels from Goma attacked soldiers in Beni.", "Beni"),
    ("Turkey and Iran signed an accord in Sochi, the Kremlin said in Moscow.", "Sochi"),
    ("Israeli troops shot protesters in Nablus after talks in Cairo failed.", "Nablus"),
    ("In Geneva, Syria's envoy accused Turkey of shelling civilians in Afrin.", "Geneva"),
    ("Police in Nairobi arrested opposition supporters in Kisumu.", "Kisumu"),
    ("The army shelled rebels in Homs, activists in Beirut said.", "Homs"),
    ("Russian forces seized Ukrainian ships in the Kerch Strait.", "Kerch Strait"),
]


@pytest.mark.parametrize(("text", "place"), EVENT_PLACES, ids=[row[0] for row in EVENT_PLACES])
def test_the_place_that_governs_the_predicate(text: str, place: str) -> None:
    assert Coder().code_text(text)[0].place_name == place


def test_position_and_identity() -> None:
    (kabul,) = Gazetteer.load().find(load_model()("A school opened in Kabul."))
    assert (kabul.name, kabul.country, kabul.geonames_id) == ("Kabul", "AFG", 1138958)
    assert (round(kabul.latitude, 1), round(kabul.longitude, 1)) == (34.5, 69.2)


def test_a_country_of_the_article_decides() -> None:
    assert ("Tripoli", "LBN") in _found("Lebanon sent its army. Shots were heard in Tripoli.")
    (place,) = Gazetteer.load().find(load_model()("Shots were heard in Tripoli."), {"LBN"})
    assert place.country == "LBN"


def test_a_preposition_makes_it_surer() -> None:
    gazetteer, nlp = Gazetteer.load(), load_model()
    (where,) = gazetteer.find(nlp("They met in Ankara."))
    (who,) = gazetteer.find(nlp("Ankara rejected the offer."))
    assert where.confidence > who.confidence


def test_province_rather_than_city() -> None:
    gazetteer, nlp = Gazetteer.load(), load_model()
    (city,) = gazetteer.find(nlp("They met in Aleppo."))
    (province,) = gazetteer.find(nlp("They met in Aleppo province."))
    assert city.geonames_id is not None
    assert province.geonames_id is None
    assert province.country == "SYR"


def test_empty_text() -> None:
    assert Gazetteer.load().find(Doc(load_model().vocab)) == []


def test_offsets_on_real_articles(shared: Path) -> None:
    with gzip.open(shared / "data/corpus/newswire_dev.jsonl.gz", "rt") as lines:
        texts = [json.loads(line)["text"] for line, _ in zip(lines, range(15), strict=False)]
    for doc in load_model().pipe(texts):
        end = 0
        for place in Gazetteer.load().find(doc):
            assert end <= place.start < place.end
            assert doc.text[place.start : place.end] == place.text
            assert -90 <= place.latitude <= 90
            assert -180 <= place.longitude <= 180
            assert 0 < place.confidence <= 1
            end = place.end
