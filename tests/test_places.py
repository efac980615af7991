"""Places: a sentence, and the places that it names."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from spacy.tokens import Doc

from dragoman.language import load_model
from dragoman.places import Gazetteer

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
