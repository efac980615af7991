"""Hide the dates of articles, infer them, and count how often and how closely that is right.

    python benchmarks/dating.py newswire.jsonl.gz [--sample 300] [--seed 1] [--wrong]
    python benchmarks/dating.py examples

The argument is a file of JSON lines (`id`, `published`, `text`; gzipped or not) or a folder of
articles with dates of their own; without it, `corpus/newswire_dev.jsonl.gz` in the folder that
DRAGOMAN_SHARED names. Seed 1 is for the figure to report, others are for looking at errors
(`--wrong` prints them).

Each article is dated twice: alone, and with the help of those that are not in the sample, whose
dates are not hidden ("events of known date in the same dataset").

An article without an answer counts as neither held nor near. "Near" asks that the middle of the
interval lies within seven days of the truth.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import statistics
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from dragoman.actors import Register
from dragoman.dating import DatedTexts, Inference, infer
from dragoman.language import load_model
from dragoman.reading import read_documents, to_article

Dated = tuple[str, date, str]


def articles(path: Path) -> Iterator[Dated]:
    """Name, day of publication and text of the articles whose day is known."""
    if path.is_dir():
        for document in read_documents([path]):
            article = to_article(document)
            day = article.published_start
            if article.status == "coded" and day and day == article.published_end:
                yield article.path, day, article.text
        return
    with gzip.open(path, "rt", "utf-8") if path.suffix == ".gz" else path.open() as lines:
        for line in lines:
            story = json.loads(line)
            yield story["id"], date.fromisoformat(story["published"]), story["text"]


def report(answers: list[tuple[date, Inference | None]]) -> str:
    """The figures of the articles, each with its day and what was inferred."""
    given = [(day, found) for day, found in answers if found]
    held = [day for day, found in given if found.start <= day <= found.end]
    near = [day for day, found in given if abs((_middle(found) - day).days) <= 7]
    widths = sorted((found.end - found.start).days + 1 for _, found in given)
    return (
        f"{len(answers)} articles, {len(given)} answered ({len(given) / len(answers):.1%})\n"
        f"interval holds the day: {len(held) / len(answers):.1%} of all,"
        f" {len(held) / max(1, len(given)):.1%} of those answered\n"
        f"median width: {statistics.median(widths or [0]):,.0f} days;"
        f" a year or less: {sum(width <= 366 for width in widths)},"
        f" a month or less: {sum(width <= 31 for width in widths)}\n"
        f"middle within 7 days: {len(near) / len(answers):.1%} of all"
    )


def _middle(found: Inference) -> date:
    return found.start + (found.end - found.start) / 2


def main() -> None:
    """Infer and print; see the module's docstring."""
    parser = argparse.ArgumentParser(description="Score the dating of undated articles.")
    shared = Path(os.environ.get("DRAGOMAN_SHARED", "../shared"))
    default = shared / "data" / "corpus" / "newswire_dev.jsonl.gz"
    parser.add_argument("path", type=Path, nargs="?", default=default)
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wrong", action="store_true", help="print what was wrong, and why")
    options = parser.parse_args()
    chosen = everything = list(articles(options.path))
    if len(chosen) > options.sample:
        chosen = random.Random(options.seed).sample(chosen, options.sample)
    hidden = {name for name, _, _ in chosen}
    dated = DatedTexts((text, day) for name, day, text in everything if name not in hidden)
    nlp, register = load_model(), Register.load()
    infer("On Monday.", register=register)  # loads the knowledge files
    answers, helped, parsing, dating = [], [], 0.0, 0.0
    for name, day, text in chosen:
        began = time.process_time()
        doc = nlp(text)
        parsed = time.process_time()
        found = infer(text, doc, register)
        parsing += parsed - began
        dating += time.process_time() - parsed
        answers.append((day, found))
        helped.append((day, infer(text, doc, register, dated=dated)))
        if options.wrong and found and not found.start <= day <= found.end:
            print(name, day, f"{found.start}..{found.end}", *found.reasons, sep="\n    ")
    print(f"alone: {report(answers)}")
    print(f"with {len(everything) - len(chosen)} dated articles beside: {report(helped)}")
    print(f"dating alone takes {dating / parsing:.1%} of the time of parsing")


if __name__ == "__main__":
    main()
