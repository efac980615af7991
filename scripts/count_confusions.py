"""Counts anew what the coder makes of the annotated newswire: two tables in docs.

    python scripts/count_confusions.py

docs/codebook/confusions.tsv has the types as annotated and as coded, docs/regions.tsv how much is
found by region of the actors. The stories are the part "test" of `training/newswire_events.jsonl`,
their texts those in the folder that DRAGOMAN_SHARED names; events and mentions are paired as in
`benchmarks/events.py`.
"""

from __future__ import annotations

import runpy
from collections import Counter
from pathlib import Path
from typing import Any

from dragoman.coding import Coder

ROOT = Path(__file__).parent.parent
CONFUSIONS = ROOT / "docs" / "codebook" / "confusions.tsv"
REGIONS = ROOT / "docs" / "regions.tsv"
STORIES = """# Made by `python scripts/count_confusions.py` from 40 newswire stories that the coder
# was not trained on: the part "test" of training/newswire_events.jsonl, AFP and Xinhua of
# 1997, 2005 and 2006, one annotator a story.
"""
CONFUSIONS_HEAD = """# gold   the type that the annotator gave; NONE: the annotator saw no event
# coded  the type that the coder gave; NONE: it found none
# count  how many
gold\tcoded\tcount
"""
REGIONS_HEAD = """# region     of the countries of its actors; an event of two regions is in both
# events     that the annotator saw
# found      of these by the coder, type right or wrong
# type       with the right type
# countries  and all countries of sources and targets
region\tevents\tfound\ttype\tcountries
"""
COUNTRIES = {
    "East and South-East Asia, Pacific": "CHN JPN PHL PNG PRK KOR MMR VNM IDN KHM LAO TWN HKG SGP",
    "South and Central Asia": "IND AFG KAZ PAK NPL",
    "Middle East and North Africa": "LBN IRQ JOR ISR PSE IRN TUR EGY SYR DZA SAU",
    "Africa south of the Sahara": "COD ZAR UGA RWA COG GHA SLE SDN",
    "Europe and Russia": "VAT GBR DEU RUS FRA NLD ITA ESP",
    "North America": "USA CAN",
}


def main() -> None:
    """Code the stories and write the tables."""
    benchmark = runpy.run_path(str(ROOT / "benchmarks" / "events.py"))
    coder = Coder()
    types, regions = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for article, annotated in benchmark["stories"]("test"):
        for gold, mention in benchmark["pairs"](annotated, coder.code_article(article)):
            names = (gold["type"] if gold else "NONE", mention.event_type if mention else "NONE")
            types[names] += 1
            if gold:
                right = bool(mention) and benchmark["same_actors"](gold, mention)
                steps = ["events", *_steps(*names, right)]
                regions.update((region, step) for region in _regions(gold) for step in steps)
    rows = [f"{gold}\t{coded}\t{count}\n" for (gold, coded), count in sorted(types.items())]
    CONFUSIONS.write_text(STORIES + CONFUSIONS_HEAD + "".join(rows), "utf-8")
    columns = REGIONS_HEAD.splitlines()[-1].split("\t")[1:]
    lines = ["\t".join([r, *(str(regions[r, step]) for step in columns)]) for r in COUNTRIES]
    REGIONS.write_text(STORIES + REGIONS_HEAD + "\n".join(lines) + "\n", "utf-8")


def _steps(gold: str, coded: str, actors: bool) -> list[str]:
    """Which steps an event passes, each counting those right in all before it too."""
    passed = [coded != "NONE", gold == coded, actors]
    names = ["found", "type", "countries"]
    return [name for n, name in enumerate(names) if all(passed[: n + 1])]


def _regions(gold: dict[str, Any]) -> set[str]:
    codes = {actor.partition(".")[0] for *_, actor in gold["sources"] + gold["targets"]}
    return {region for region, known in COUNTRIES.items() if codes & set(known.split())}


if __name__ == "__main__":
    main()
