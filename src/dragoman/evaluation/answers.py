"""What the coder answers to gold records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import zip_longest

import spacy
from spacy.language import Language

from dragoman.coding import Coder
from dragoman.coding.eventmodel import Pair
from dragoman.errors import InputError
from dragoman.evaluation.gold import Gold, GoldRecord, Rejected
from dragoman.evaluation.matching import actors_agree, match
from dragoman.evaluation.schemes import NONE, Scheme
from dragoman.records import Article, Mention

OnProgress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Answer:
    """A gold record beside what the coder found.

    `line` is that of the gold record, None for an event that only the coder has. `checks` says of
    `actors`, `mode`, `modality` and `dates`, where the gold gives them, whether they are right.
    `confidence` is the coder's, None where it found nothing.
    """

    line: int | None
    passage: int
    gold: str
    found: str
    confidence: float | None
    checks: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answers:
    """All answers, the number of sentences they are drawn from, and what could not be asked."""

    answers: tuple[Answer, ...]
    sentences: int
    rejected: tuple[Rejected, ...] = ()


def answer_pairs(gold: Gold, coder: Coder, on_progress: OnProgress) -> Answers:
    """Ask for the event between each record's source and target.

    NONE is an answer only where the gold has it too. Of ZSP's pairs some name one actor alone.
    """
    or_none = any(record.label == NONE for record in gold.records)
    passages = _Numbers()
    asked, rejected = [], []
    for record in gold.records:
        try:
            asked.append((record, _pair(record)))
        except InputError as error:
            rejected.append(Rejected(record.line, str(error)))
    answers = []
    for (record, _), coding in zip(asked, coder.code_pairs([p for _, p in asked]), strict=True):
        found, confidence = gold.scheme.best(coding.scores, or_none)
        checks = {}
        if found == record.label != NONE:
            checks = _checks(record, {"mode": coding.mode, "modality": coding.modality})
        passage = passages[record.sentence]
        answers.append(Answer(record.line, passage, record.label, found, confidence, checks))
        on_progress(len(answers), len(asked))
    return Answers(tuple(answers), len(passages), tuple(rejected))


def _pair(record: GoldRecord) -> Pair:
    if max(len(record.sources), len(record.targets)) > 1:
        raise InputError("a pair has one source and one target")
    spans = [actor.span for actor in (*record.sources, *record.targets) if actor.span]
    if not spans:
        raise InputError("the words of neither source nor target are given")
    return Pair(record.sentence, spans[0], spans[1] if len(spans) > 1 else None)


def answer_texts(gold: Gold, coder: Coder, on_progress: OnProgress) -> Answers:
    """Let the coder find the events of each text, and compare those of the judged passages."""
    texts: dict[tuple[str, object], list[GoldRecord]] = {}
    for record in gold.records:
        texts.setdefault((record.text, record.published), []).append(record)
    articles = [
        Article(str(number), gold.name, text, published_start=records[0].published,
                published_end=records[0].published)
        for number, ((text, _), records) in enumerate(texts.items())
    ]  # fmt: skip
    passages = _Numbers()
    answers: list[Answer] = []
    sentences = done = 0
    coded = coder.code_articles(articles)
    for records, (_, mentions) in zip(texts.values(), coded, strict=True):
        for judged in _by_passage(records):
            first = judged[0]
            passage = passages[(first.text, first.published, first.sentence)]
            answers += _passage(judged, _within(first, mentions), gold.scheme, passage)
            sentences += _sentences(first.sentence)
        done += len(records)
        on_progress(done, len(gold.records))
    return Answers(tuple(answers), sentences)


class _Numbers(dict[object, int]):
    """Numbers things in the order in which they are first asked for."""

    def __missing__(self, key: object) -> int:
        self[key] = len(self)
        return self[key]


def _by_passage(records: Sequence[GoldRecord]) -> Iterator[list[GoldRecord]]:
    groups: dict[str, list[GoldRecord]] = {}
    for record in records:
        groups.setdefault(record.sentence, []).append(record)
    yield from groups.values()


def _within(record: GoldRecord, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions whose trigger lies in the passage that was judged."""
    end = record.start + len(record.sentence)
    return [m for m in mentions if record.start <= m.trigger_start < end]


def _passage(
    records: Sequence[GoldRecord], mentions: Sequence[Mention], scheme: Scheme, passage: int
) -> Iterator[Answer]:
    """The answers of one passage: to its records, then what the coder has beyond them.

    Where the passage may tell more events than are given, nothing can be said of the latter.
    """
    events = [record for record in records if record.label != NONE]
    pairs = match(events, mentions, scheme)
    surplus = [m for j, m in enumerate(mentions) if j not in pairs.values()]
    for i, record in enumerate(events):
        if i in pairs:
            yield _answer(record, mentions[pairs[i]], scheme, passage)
        else:
            missed = {"actors": False} if _names_actors(record) else {}
            yield Answer(record.line, passage, record.label, NONE, None, missed)
    if not all(record.complete for record in records):
        return
    empty = [record.line for record in records if record.label == NONE]
    for line, mention in zip_longest(empty, surplus):
        if mention is None:
            yield Answer(line, passage, NONE, NONE, None)
        else:
            found = scheme.label_of[mention.event_type]
            yield Answer(line, passage, NONE, found, mention.confidence)


def _answer(record: GoldRecord, mention: Mention, scheme: Scheme, passage: int) -> Answer:
    found = scheme.label_of[mention.event_type]
    right = found == record.label
    checks = {"actors": right and actors_agree(record, mention)} if _names_actors(record) else {}
    if right:
        days = (mention.date_start, mention.date_end)
        checks |= _checks(
            record, {"mode": mention.mode, "modality": mention.modality, "dates": days}
        )
    return Answer(record.line, passage, record.label, found, mention.confidence, checks)


def _names_actors(record: GoldRecord) -> bool:
    return bool(record.sources or record.targets)


def _checks(record: GoldRecord, found: Mapping[str, object]) -> dict[str, bool]:
    """Of the fields that the gold gives: whether the coder's is the same."""
    return {
        name: getattr(record, name) == value
        for name, value in found.items()
        if getattr(record, name)
    }


@cache
def _splitter() -> Language:
    splitter = spacy.blank("en")
    splitter.add_pipe("sentencizer")
    return splitter


def _sentences(text: str) -> int:
    return sum(1 for _ in _splitter()(text).sents)
