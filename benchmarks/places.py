"""Score the finding of places.

    python benchmarks/places.py [--errors]

The gold, `tests/data/places_gold.tsv`, was written by hand: sentences, and the places that they
name with their country. A place counts as found where its words and its country are right; every
other place that is found counts against precision.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from pathlib import Path

from dragoman.language import load_model
from dragoman.places import Gazetteer
from dragoman.tables import read_table

GOLD = Path(__file__).resolve().parents[1] / "tests" / "data" / "places_gold.tsv"

Named = tuple[str, str]  # the words and the country


@dataclass
class Score:
    """Counts of places."""

    gold: int = 0
    found: int = 0
    right: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """The share of the gold places that are found."""
        return self.right / self.gold

    @property
    def precision(self) -> float:
        """The share of the places found that are right."""
        return self.right / self.found


def score() -> Score:
    """Find the places of every sentence and count."""
    nlp, gazetteer, total = load_model(), Gazetteer.load(), Score()
    for row in read_table(GOLD, ("text", "places")):
        gold = {_named(place) for place in row["places"].split(";") if place}
        places = gazetteer.find(nlp(row["text"]))
        found = {(place.text, place.country or "") for place in places}
        total.gold += len(gold)
        total.found += len(found)
        total.right += len(gold & found)
        if gold != found:
            missed, spurious = sorted(gold - found), sorted(found - gold)
            total.errors.append(f"{row['text']}\tmissed {missed}\tspurious {spurious}")
    return total


def _named(place: str) -> Named:
    words, _, country = place.partition("=")
    return words, country


def main() -> None:
    """Score and print; see the module's docstring."""
    parser = argparse.ArgumentParser(description="Score the finding of places.")
    parser.add_argument("--errors", action="store_true", help="print each error")
    options = parser.parse_args()
    total = score()
    if options.errors:
        print("\n".join(total.errors))
    print(f"{total.gold} places; recall {total.recall:.0%}, precision {total.precision:.0%}")


if __name__ == "__main__":
    main()
