"""Score the linking of actors, and draw links to be read by eye.

    python benchmarks/actors.py [newswire] [--errors]
    python benchmarks/actors.py gsr [--errors]
    python benchmarks/actors.py sample [--seed N] [--count N]

All take `--shared DIR`, the folder of the corpora (else DRAGOMAN_SHARED, else ../shared).

`newswire` scores stories annotated by hand. The gold, `tests/data/newswire_actors.jsonl`, holds
offsets and labels but no text: the stories are those of `data/corpus/newswire_dev.jsonl.gz`. Each
line is the beginning of a story, up to `until` in its cleaned text; `sha256` tells whether that
text is still the annotated one. A mention has a `country` and a `sector`, each one value or a list
of those that pass (null: none), `actor` (a name or acronym, for the reader), `anaphoric` (a pronoun
or a description whose actor the story tells elsewhere) and, where it is no more than a place, an
adjective or a bystander, `optional`: linking it counts neither for nor against. Two mentions with
one span are the parties of a plural ("the two sides"). A mention is found if a link overlaps it. It
is judged by the link that overlaps most; a plural's party by any that overlaps.

`gsr` counts the records of `data/gold/plover_gsr_dev.json` whose sources and targets are all right:
for each actor that the record codes, some link that overlaps its words has the code as country,
actor or sector (IGO). Actors coded by the annotators' own codes are read as ISO (see ISO). Words
that the record abridges ("U.S. ... negotiators") are looked for by the longest run of their first
or last words that the text has. The records' dates are placeholders and are not used.

`sample` prints links drawn at random from the newswire, each in its context, the annotated stories
left out.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from dragoman import clean
from dragoman.actors import Register
from dragoman.language import load_model
from dragoman.records import ActorLink

SHARED = Path(os.environ.get("DRAGOMAN_SHARED", Path(__file__).resolve().parents[2] / "shared"))
GOLD = Path(__file__).resolve().parents[1] / "tests" / "data" / "newswire_actors.jsonl"
# Codes of the GSR records that are no ISO codes or no longer: "JAP", "ROM".
ISO = {"JAP": "JPN", "ROM": "ROU", "GER": "DEU", "ITL": "ITA", "VTN": "VNM"}
BEFORE, AFTER = 600, 150  # characters of context around a sampled link
FIRST_PERSON = frozenset(["i", "me", "my", "we", "us", "our"])
THIRD_PERSON = frozenset(["he", "him", "his", "she", "her", "it", "its", "they", "them", "their"])


@dataclass(frozen=True)
class Gold:
    """A mention of the annotator; `countries` and `sectors` are those that pass."""

    start: int
    end: int
    countries: tuple[str | None, ...]
    sectors: tuple[str | None, ...]
    anaphoric: bool
    optional: bool
    plural: bool


@dataclass(frozen=True)
class Story:
    """The annotated beginning of a story."""

    name: str
    published: date
    text: str
    until: int
    gold: tuple[Gold, ...]


@dataclass
class Score:
    """Counts by kind of mention, and of links."""

    gold: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    countries: Counter[str] = field(default_factory=Counter)
    both: Counter[str] = field(default_factory=Counter)
    links: int = 0
    spurious: int = 0

    def add(self, story: Story, links: list[ActorLink]) -> Iterator[str]:
        """Count one story; yields a line for each error."""
        for gold in story.gold:
            if not gold.optional:
                yield from self._add_mention(story, gold, links)
        for link in links:
            mentions = [g for g in story.gold if _overlap(g, link)]
            if all(g.optional for g in mentions) and mentions:
                continue
            self.links += 1
            if not mentions:
                self.spurious += 1
                yield _line("spurious", story, link, _coded(link))

    def _add_mention(self, story: Story, gold: Gold, links: list[ActorLink]) -> Iterator[str]:
        kinds = _kinds(gold, story.text)
        self.gold.update(kinds)
        judged = _judged(gold, links)
        right = [link for link in judged if link.country in gold.countries]
        if judged:
            self.found.update(kinds)
        if right:
            self.countries.update(kinds)
        if any(link.sector in gold.sectors for link in right):
            self.both.update(kinds)
        else:
            error = "sector" if right else "country" if judged else "missed"
            yield _line(error, story, gold, " ".join(map(_coded, judged)))

    def report(self) -> str:
        """The table: counts, and shares of the gold mentions."""
        precision = 1 - self.spurious / max(1, self.links)
        lines = [
            f"{self.links} links, {precision:.1%} of them on a mention (precision)",
            f"{'':24}{'gold':>6}{'found':>8}{'country':>9}{'and sector':>12}",
        ]
        for kind, gold in self.gold.items():
            shares = [f"{c[kind] / gold:.1%}" for c in (self.found, self.countries, self.both)]
            lines.append(f"{kind:24}{gold:>6}{shares[0]:>8}{shares[1]:>9}{shares[2]:>12}")
        return "\n".join(lines)


def stories(corpus: Path) -> Iterator[Story]:
    """The annotated stories with their text."""
    gold = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        rows = {row["id"]: row for row in map(json.loads, lines)}
    for story in gold:
        row = rows[story["id"]]
        text = clean(row["text"], published=row["published"]).text
        digest = hashlib.sha256(text[: story["until"]].encode()).hexdigest()
        if not digest.startswith(story["sha256"]):
            raise SystemExit(f"{story['id']}: the cleaned text is not the annotated one")
        spans = Counter((m["start"], m["end"]) for m in story["mentions"])
        mentions = tuple(
            Gold(
                m["start"],
                m["end"],
                _values(m["country"]),
                _values(m["sector"]),
                m["anaphoric"],
                m.get("optional", False),
                spans[m["start"], m["end"]] > 1,
            )
            for m in story["mentions"]
        )
        day = date.fromisoformat(row["published"])
        yield Story(story["id"], day, text, story["until"], mentions)


def score_newswire(shared: Path, errors: bool) -> None:
    """Score the annotated stories."""
    nlp, register, score = load_model(), Register.load(), Score()
    for story in stories(_newswire(shared)):
        links = register.link(nlp(story.text), story.published)
        for error in score.add(story, [link for link in links if link.start < story.until]):
            if errors:
                print(error)
    print(score.report())


def score_gsr(shared: Path, errors: bool) -> None:
    """Count the GSR records with all sources and targets right."""
    records = json.loads((shared / "data" / "gold" / "plover_gsr_dev.json").read_text("utf-8"))
    nlp, register, right = load_model(), Register.load(), 0
    for record in records:
        links = register.link(nlp(record["text"]))
        coded = [record.get(role) for role in ("source", "target")]
        roles = [role for role in coded if isinstance(role, list)]
        wrong = [a for role in roles for a in role if not _is_coded(a, record["text"], links)]
        right += not wrong
        for actor in wrong if errors else ():
            given = " ".join(_coded(x) for x in links if x.text in actor["actorText"])
            print(record["id"], actor["actorText"], actor["code"], given, record["text"], sep="\t")
    print(f"{right} of {len(records)} records with all sources and targets right")


def sample(shared: Path, seed: int, count: int) -> None:
    """Print `count` random links in their context."""
    annotated = {json.loads(line)["id"] for line in GOLD.read_text("utf-8").splitlines()}
    with gzip.open(_newswire(shared), "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["id"] not in annotated]
    nlp, register, draw = load_model(), Register.load(), random.Random(seed)
    for number, row in enumerate(draw.choices(rows, k=count), start=1):
        text = clean(row["text"], published=row["published"]).text
        links = register.link(nlp(text), date.fromisoformat(row["published"]))
        if not links:
            print(f"{number}. {row['id']}: no links\n")
            continue
        link = draw.choice(links)
        before = text[max(0, link.start - BEFORE) : link.start]
        context = f"{before}>>{link.text}<<{text[link.end : link.end + AFTER]}"
        print(f"{number}. {row['id']} {_coded(link)} @{link.organization}")
        print(" ".join(context.split()), end="\n\n")


def main() -> None:
    """Run one of the tasks; see the module's docstring."""
    parser = argparse.ArgumentParser(description="Score the linking of actors.")
    tasks = ("newswire", "gsr", "sample")
    parser.add_argument("task", nargs="?", choices=tasks, default="newswire")
    parser.add_argument("--shared", type=Path, default=SHARED, help="the folder of the corpora")
    parser.add_argument("--errors", action="store_true", help="print each error")
    parser.add_argument("--seed", type=int, default=0, help="of the sample")
    parser.add_argument("--count", type=int, default=100, help="links in the sample")
    options = parser.parse_args()
    if options.task == "sample":
        sample(options.shared, options.seed, options.count)
    else:
        score = score_gsr if options.task == "gsr" else score_newswire
        score(options.shared, options.errors)


def _newswire(shared: Path) -> Path:
    return shared / "data" / "corpus" / "newswire_dev.jsonl.gz"


def _is_coded(actor: dict[str, str], text: str, links: list[ActorLink]) -> bool:
    """Whether a link that overlaps the words of a GSR actor has its code."""
    start, end = _located(actor["actorText"], text)
    code = ISO.get(actor["code"], actor["code"])
    return any(
        code in {link.country, link.actor_id, link.sector}
        for link in links
        if link.start < end and start < link.end
    )


def _located(words: str, text: str) -> tuple[int, int]:
    """Where the words stand in the text, or else the longest run of the first or last of them."""
    parts = re.findall(r"[\w.]+", words)
    runs = [run for n in range(len(parts), 0, -1) for run in (parts[:n], parts[-n:])]
    for run in runs:
        found = re.search(r"\W+".join(map(re.escape, run)), text)
        if found:
            return found.span()
    return 0, 0


def _values(value: str | list[str | None] | None) -> tuple[str | None, ...]:
    return tuple(value) if isinstance(value, list) else (value,)


def _overlap(gold: Gold, link: ActorLink) -> int:
    return max(0, min(gold.end, link.end) - max(gold.start, link.start))


def _judged(gold: Gold, links: list[ActorLink]) -> list[ActorLink]:
    most = max((_overlap(gold, link) for link in links), default=0)
    least = 1 if gold.plural else max(1, most)
    return [link for link in links if _overlap(gold, link) >= least]


def _kinds(gold: Gold, text: str) -> tuple[str, ...]:
    """The rows of the table that a mention counts in."""
    if not gold.anaphoric:
        return ("all", "named")
    words = text[gold.start : gold.end].lower()
    if words in FIRST_PERSON:
        return ("all", "anaphoric", "  I, we")
    if words in THIRD_PERSON:
        return ("all", "anaphoric", "  he, she, it, they")
    return ("all", "anaphoric", "  descriptions")


def _coded(link: ActorLink) -> str:
    return f"[{link.text}] {link.actor_id}/{link.country}/{link.sector} by {link.reason}"


def _line(error: str, story: Story, at: Gold | ActorLink, found: str) -> str:
    before, words = story.text[max(0, at.start - 30) : at.start], story.text[at.start : at.end]
    shown = " ".join(f"{before}>>{words}<<{story.text[at.end : at.end + 30]}".split())
    if isinstance(at, ActorLink):
        return f"{error}\t{story.name}\t{shown}\t{found}"
    return f"{error}\t{story.name}\t{shown}\t{at.countries}/{at.sectors}\t{found}"


if __name__ == "__main__":
    main()
