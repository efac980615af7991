"""What the event model is trained on: sentences with two marked actors, and tagged sentences.

Own data lie beside this file. Outside sets are read from the folder that DRAGOMAN_SHARED names,
else `../shared` beside the project, and left out where it is absent: ZSP's plv_train and aw_train,
ConfliBERT's cameo_quad_train, and the newswire stories whose events `newswire_events.jsonl` gives
by offsets alone. No test split is read. A gold file, such as the corrections of a dataset that
`dragoman export --format gold` writes, can be added.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

from dragoman.evaluation.formats import read_gold
from dragoman.evaluation.gold import GoldActor, GoldRecord

ROOT = Path(__file__).resolve().parent
SHARED = Path(os.environ.get("DRAGOMAN_SHARED", ROOT.parents[1] / "shared")) / "data"

COOPERATION = ("AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT")
CONFLICT = (
    "REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE",
    "ASSAULT",
)  # fmt: skip
TYPES = (*COOPERATION, *CONFLICT)
LABELS = (*TYPES, "NONE")
MODALITIES = ("actual", "planned", "hypothetical", "demanded", "denied")
# What a label of the data stands for, where it is not one of LABELS: ZSP's YIELD and its two sides,
# and ConfliBERT's five classes.
COARSE = {
    "YIELD": ("CONCEDE", "RETREAT"),
    "cooperation": COOPERATION,
    "conflict": CONFLICT,
    "quad 0": ("NONE",),
    "quad 1": ("AGREE", "CONSULT", "SUPPORT", "CONCEDE"),
    "quad 2": ("COOPERATE", "AID", "RETREAT"),
    "quad 3": ("REQUEST", "ACCUSE", "REJECT", "THREATEN"),
    "quad 4": ("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
}
# Unused entries of the BERT vocabulary serve as markers.
MARKERS = {"<s>": "[unused1]", "</s>": "[unused2]", "<t>": "[unused3]", "</t>": "[unused4]"}
_ACTOR_TAG = re.compile(r"</?[st]>")
# A full stop before a capital, unless an initial or a title ends there.
_SENTENCE_END = re.compile(
    r"(?<![A-Z]\.)(?<!Mr\.)(?<!Dr\.)(?<!Gen\.)(?<!Col\.)(?<!Lt\.)(?<!Maj\.)(?<!St\.)"
    r"(?:(?<=[.!?])|(?<=[.!?][\"”']))\s+(?=[\"“']?[A-Z])"
)
_EVENT_TAG = re.compile(r"<e(?::([A-Z]+))?>|</e>")

# What happened so many days before publication is background (GUIDELINES.md).
HISTORICAL = 14

Span = tuple[int, int]


@dataclass(frozen=True)
class Pair:
    """A sentence with marked actors (or none: the whole sentence), its label and weight."""

    text: str
    label: str
    weight: float = 1.0

    @property
    def fold_key(self) -> int:
        """Equal for the pairs of one sentence."""
        bare = re.sub(r"\[unused\d\]|\W+", "", self.text)
        return int(hashlib.sha256(bare.encode()).hexdigest(), 16)


@dataclass(frozen=True)
class Event:
    """An event of a tagged sentence, by character offsets.

    `sources` and `targets` are None where nobody marked them, `modality` likewise. `current` says
    whether it happened on the story's day or the day before.
    """

    trigger: Span
    type: str
    sources: tuple[Span, ...] | None = None
    targets: tuple[Span, ...] | None = None
    modality: str | None = None
    historical: bool = False
    current: bool = False


@dataclass(frozen=True)
class Tagged:
    """A sentence with all its events."""

    text: str
    events: tuple[Event, ...]


def own_pairs() -> Iterator[Pair]:
    """The sentences written for this model, with their two actors marked."""
    for label, sentence in _own_rows():
        yield Pair(marked(_EVENT_TAG.sub("", sentence)), label)


def own_tagged() -> Iterator[Tagged]:
    """Those of them whose triggers are marked."""
    for label, sentence in _own_rows():
        if "<e" in sentence or label == "NONE":
            yield _tagged(label, sentence)


def outside_pairs(name: str, column: str, weight: float) -> Iterator[Pair]:
    """A set of ZSP's, if it is there."""
    names = {"1": "conflict", "0": "cooperation"}
    for row in _rows(f"gold/{name}"):
        yield Pair(marked(row["marked_sentence"]), names.get(row[column], row[column]), weight)


def quad_sentences(weight: float) -> Iterator[Pair]:
    """ConfliBERT's sentences with a class of five, no actor marked."""
    for row in _rows("gold/cameo_quad_train.tsv"):
        yield Pair(marked(row["sentence"]), f"quad {row['penta']}", weight)


def newswire(part: str) -> Iterator[Tagged]:
    """Sentences of annotated newswire stories: `part` is "train" or "test"."""
    if stories := _stories():
        for row in _annotations():
            if row["part"] == part:
                yield from _newswire_sentences(stories[row["id"]], row["sentences"])


def sentences() -> Iterator[str]:
    """Sentences of all newswire stories but those of the parts "dev" and "test"."""
    held = {row["id"] for row in _annotations() if row["part"] != "train"}
    for story in _stories().values():
        if story["id"] not in held:
            for paragraph in story["text"].splitlines():
                yield from (s for s in _SENTENCE_END.split(paragraph) if s.strip())


def newswire_pairs(part: str = "train") -> Iterator[Pair]:
    """Each event of annotated stories between a source and a target, as a marked pair."""
    for sentence in newswire(part):
        for event in sentence.events:
            for source in (event.sources or ())[:2]:
                others = event.targets or tuple(s for s in event.sources or () if s > source)
                for target in others[:2]:
                    if source[1] <= target[0] or target[1] <= source[0]:
                        yield Pair(_mark_spans(sentence.text, source, target), event.type)


def gold_pairs(path: Path) -> Iterator[Pair]:
    """Each event of a gold file between a source and a target whose words are given, as a pair.

    What is no event makes a pair without one, unless the two do something else in that sentence.
    """
    for sentence, records in _by_sentence(path):
        told = {pair for record in records if record.label != "NONE" for pair in _sides(record)}
        for record in records:
            for source, target in _sides(record):
                if record.label != "NONE" or (source, target) not in told:
                    yield Pair(_mark_spans(sentence, source, target), record.label)


def gold_tagged(path: Path) -> Iterator[Tagged]:
    """The sentences of a gold file of which all events are given, with their triggers."""
    for sentence, records in _by_sentence(path):
        told = [record for record in records if record.label != "NONE"]
        if all(record.complete for record in records) and all(record.trigger for record in told):
            yield Tagged(sentence, tuple(_gold_event(record) for record in told))


def marked(sentence: str) -> str:
    """The sentence with the model's markers."""
    sentence = sentence.strip().strip('"').replace('""', '"')
    for tag, marker in MARKERS.items():
        sentence = sentence.replace(tag, f" {marker} ")
    return " ".join(sentence.split())


def _mark_spans(text: str, source: Span, target: Span) -> str:
    inserts = [(source[0], "<s>"), (source[1], "</s>"), (target[0], "<t>"), (target[1], "</t>")]
    for position, tag in sorted(inserts, reverse=True):
        text = text[:position] + tag + text[position:]
    return marked(text)


def _by_sentence(path: Path) -> Iterator[tuple[str, list[GoldRecord]]]:
    def key(record: GoldRecord) -> tuple[str, str]:
        return record.text, record.sentence

    for (_, sentence), records in groupby(sorted(read_gold(path).records, key=key), key):
        yield sentence, list(records)


def _sides(record: GoldRecord) -> Iterator[tuple[Span, Span]]:
    """The spans of each source with each target, or with each other source."""
    sources, targets = _spans(record.sources), _spans(record.targets)
    for source in sources[:2]:
        others = targets or [span for span in sources if span > source]
        for target in others[:2]:
            if source[1] <= target[0] or target[1] <= source[0]:
                yield source, target


def _spans(actors: tuple[GoldActor, ...]) -> list[Span]:
    return [actor.span for actor in actors if actor.span]


def _gold_event(record: GoldRecord) -> Event:
    """Actors and modality are left open where the file does not give all of them."""
    sides = [_spans(side) for side in (record.sources, record.targets)]
    whole = all(actor.span for actor in (*record.sources, *record.targets))
    dated = record.dates and record.published
    days = (record.published - record.dates[1]).days if dated else 0
    return Event(
        record.trigger,
        record.label,
        *(tuple(side) if whole else None for side in sides),
        record.modality or None if dated else None,
        historical=days > HISTORICAL,
        current=bool(dated) and days in (0, 1),
    )


def _own_rows() -> Iterator[tuple[str, str]]:
    for file in sorted((ROOT / "sentences").glob("*.tsv")):
        for line in file.read_text(encoding="utf-8").splitlines():
            label, _, sentence = line.partition("\t")
            if label in LABELS:
                yield label, sentence


def _rows(name: str) -> Iterator[dict[str, str]]:
    path = SHARED / name
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def _tagged(label: str, sentence: str) -> Tagged:
    """Read `<s>`, `<t>` and `<e>` tags; a bare `<e>` is the event between the marked actors."""
    text, spans, opened = "", dict[str, list[Span]](), list[tuple[str, int]]()
    for piece in re.split(r"(<[^<>]+>)", sentence.strip()):
        tag = _ACTOR_TAG.fullmatch(piece) or _EVENT_TAG.fullmatch(piece)
        if tag is None:
            text += piece
        elif piece.startswith("</"):
            name, start = opened.pop()
            spans.setdefault(name, []).append((start, len(text)))
        else:
            opened.append((piece.strip("<>"), len(text)))
    events = []
    for name, found in spans.items():
        kind, _, other = name.partition(":")
        if kind == "e" and other:
            events += [Event(trigger, other) for trigger in found]
        elif kind == "e":
            sides = tuple(spans.get("s", ())), tuple(spans.get("t", ()))
            events += [Event(trigger, label, *sides) for trigger in found]
    return Tagged(text, tuple(events))


def _stories() -> dict[str, dict]:
    """The newswire by id; none where it is absent."""
    path = SHARED / "corpus" / "newswire_dev.jsonl.gz"
    if not path.exists():
        return {}
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return {row["id"]: row for row in map(json.loads, file)}


def _annotations() -> Iterator[dict]:
    with (ROOT / "newswire_events.jsonl").open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _newswire_sentences(story: dict, sentences: list[dict]) -> Iterator[Tagged]:
    published = date.fromisoformat(story["published"][:10])
    days = {str(published - timedelta(days)) for days in (0, 1)}
    for sentence in sentences:
        start, end = sentence["span"]
        events = (
            Event(
                _within(start, event["trigger"]),
                event["type"],
                tuple(_within(start, actor) for actor in event["sources"]),
                tuple(_within(start, actor) for actor in event["targets"]),
                event["modality"],
                event["historical"],
                event["date"] in days,
            )
            for event in sentence["events"]
        )
        yield Tagged(story["text"][start:end], tuple(events))


def _within(start: int, span: list) -> Span:
    return span[0] - start, span[1] - start
