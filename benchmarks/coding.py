"""What coding costs and finds.

    python benchmarks/coding.py speed [INPUT ...]    whole coding against the bare parse, one run
    python benchmarks/coding.py examples             recall on tests/data/examples_gold.jsonl
    python benchmarks/coding.py types [PAIRS.tsv]    share of sentences with the gold type

`speed` reads whatever `dragoman code` reads, by default every fourth article of the newswire in the
folder that DRAGOMAN_SHARED names, and compares processor time, of which each batch of articles
counts with the least of three rounds of both in turn: clocks vary. Keep it to one core (`taskset -c
0`), or NumPy takes all. `types` reads ZSP's TSV of sentences with PLOVER roots (YIELD counts as
found where CONCEDE or RETREAT is); the coder sees the sentence alone, not the pair.
"""

from __future__ import annotations

import argparse
import csv
import gc
import json
import os
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import Any

import spacy
from spacy.tokens import Doc

from dragoman.coding import Coder
from dragoman.language import load_model
from dragoman.places import Gazetteer
from dragoman.reading import read_documents, to_article
from dragoman.records import Article, Mention, Participant
from dragoman.times import find_times

_ROOT = Path(__file__).resolve().parents[1]
_SHARED = Path(os.environ.get("DRAGOMAN_SHARED", _ROOT.parent / "shared")) / "data"
_EVERY = 4
_ROUNDS, _BATCH = 3, 64


def speed(inputs: list[str]) -> None:
    """Print words a second of the parse and of coding, their ratio, and what the stages cost."""
    paths = inputs or [str(_SHARED / "corpus" / "newswire_dev.jsonl.gz")]
    articles = [
        article
        for document in islice(read_documents(paths), 0, None, 1 if inputs else _EVERY)
        if (article := to_article(document)).status == "coded"
    ]
    words = sum(len(article.text.split()) for article in articles)
    coder, nlp = Coder(), spacy.load("{0.lang}_{0.meta[name]}".format(load_model()))
    coder.code_text("France met Italy in Rome on Friday.")  # loads what is loaded lazily
    gc.freeze()  # as workers do
    parsing = coding = 0.0
    mentions = 0
    for start in range(0, len(articles), _BATCH):
        batch = articles[start : start + _BATCH]
        rounds = []
        for _ in range(_ROUNDS):
            began = time.process_time()
            for _ in nlp.pipe((article.text for article in batch), batch_size=_BATCH):
                pass
            parsed = time.process_time()
            found = [m for _, each in coder.code_articles(batch) for m in each]
            rounds.append((parsed - began, time.process_time() - parsed))
        parsing += min(parsed for parsed, _ in rounds)
        coding += min(coded for _, coded in rounds)
        mentions += len(found)
    docs = list(nlp.pipe((article.text for article in articles), batch_size=_BATCH))
    stages: dict[str, Callable[[Doc, Article], object]] = {
        "actors": lambda doc, article: coder.register.link(doc, article.published_start),
        "times": lambda doc, article: find_times(doc.text, article.published_start, doc),
        "places": lambda doc, article: Gazetteer.load().find(doc),
    }
    shares = {}
    for name, stage in stages.items():
        began = time.process_time()
        for doc, article in zip(docs, articles, strict=True):
            stage(doc, article)
        shares[name] = (time.process_time() - began) / parsing
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(articles):,} articles, {words:,} words, {mentions:,} mentions")
    print(f"parse alone   {words / parsing:8,.0f} words/s")
    print(f"whole coding  {words / coding:8,.0f} words/s, {coding / parsing:.2f} times the parse")
    for name, share in shares.items():
        print(f"{name:12}  {share:8.1%} of the parse")
    print(f"peak memory   {peak:8,.0f} MB")


def examples() -> Counter[str]:
    """How many gold events of the bundled corpus are found; each count includes those before it."""
    coder = Coder()
    found: dict[str, list[Mention]] = {}
    for document in read_documents([_ROOT / "examples"]):
        article = to_article(document)
        name = Path(article.path.partition("#")[0]).name
        found.setdefault(name, []).extend(coder.code_article(article))
    gold_file = _ROOT / "tests" / "data" / "examples_gold.jsonl"
    counts: Counter[str] = Counter()
    for line in gold_file.read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        counts["gold events"] += 1
        mentions = found[gold["file"].partition("#")[0]]
        for step, agreeing in _steps(gold, mentions):
            counts[step] += bool(agreeing)
    return counts


def _steps(gold: dict[str, Any], mentions: list[Mention]) -> Iterable[tuple[str, list[Mention]]]:
    """The mentions that agree with a gold event in one field more each time."""
    sentence = gold["sentence"]
    mentions = [m for m in mentions if sentence in m.sentence or m.sentence in sentence]
    yield "any mention in the sentence", mentions
    kinds = (gold["event_type"], *gold.get("or_type", ()))
    mentions = [m for m in mentions if m.event_type in kinds]
    yield "right type", mentions
    mentions = [
        m
        for m in mentions
        if set(gold["sources"]) <= _names(m.sources)
        and set(gold["targets"]) <= _names(m.participants)
    ]
    yield "and actors", mentions
    accepted = (gold["modality"], *gold.get("or_modality", ()))
    mentions = [m for m in mentions if m.modality in accepted]
    yield "and modality", mentions
    days = (gold["date_start"], gold["date_end"])
    yield "and date", [m for m in mentions if days[0] is None or _days(m) == days]


def _names(participants: Iterable[Participant]) -> set[str | None]:
    return {n for p in participants for n in (p.actor_id, p.country, p.organization)}


def _days(mention: Mention) -> tuple[str, str]:
    return (str(mention.date_start), str(mention.date_end))


def types(path: Path) -> None:
    """Print, for each gold root, the share of sentences with a mention of that type."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    texts = (row["sentence"].strip('"').replace('""', '"') for row in rows)
    articles = [Article(str(number), "", text) for number, text in enumerate(texts)]
    total, hits, mentions_in_all = Counter[str](), Counter[str](), 0
    for row, (_, mentions) in zip(rows, Coder().code_articles(articles), strict=True):
        root = row["gold_root"]
        kinds = {m.event_type for m in mentions}
        if kinds & {"CONCEDE", "RETREAT"}:
            kinds.add("YIELD")
        total[root] += 1
        hits[root] += root in kinds
        mentions_in_all += len(mentions)
    for root in sorted(total):
        print(f"{root:10} {hits[root]:4} of {total[root]:4}  {hits[root] / total[root]:.0%}")
    print(f"{'all':10} {hits.total():4} of {total.total():4}  {hits.total() / total.total():.1%}")
    print(f"{mentions_in_all / len(rows):.2f} mentions a sentence")


def main() -> None:
    """Run one of the three; see the module's docstring."""
    parser = argparse.ArgumentParser(description="What coding costs and finds.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("speed").add_argument("inputs", nargs="*")
    commands.add_parser("examples")
    commands.add_parser("types").add_argument(
        "pairs", nargs="?", type=Path, default=_SHARED / "gold" / "plv_train.tsv"
    )
    options = parser.parse_args()
    if options.command == "speed":
        speed(options.inputs)
    elif options.command == "types":
        types(options.pairs)
    else:
        for step, count in examples().items():
            print(f"{count:4} {step}")


if __name__ == "__main__":
    main()
