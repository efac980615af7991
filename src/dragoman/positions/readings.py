"""What the parse of an article's mentions says, kept so that nothing is parsed twice.

Parsing takes most of the time that positions take. A reading depends on the article's title, its
mentions' sentences, triggers, types and actors, and the knowledge files; its key is their digest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from dragoman.positions import phrases
from dragoman.positions.signs import signs
from dragoman.positions.topics import TYPE_SIGNS, Topic, find_topics
from dragoman.records import Mention

_DATA = Path(__file__).parent / "data"
# To be raised when the rules change, as the files' own changes tell themselves.
_RULES = "1"

Memory = MutableMapping[str, str]  # readings as JSON, by key


class Telling(NamedTuple):
    """An article as positions need it: its title, and its mentions in text order."""

    title: str
    mentions: Sequence[Mention]

    @property
    def key(self) -> str:
        """The key of its reading."""
        told = [
            (m.sentence, m.sentence_start, m.trigger_start, m.trigger_end, m.event_type, m.modality)
            for m in self.mentions
        ]
        actors = [[(p.start, p.end) for p in m.participants] for m in self.mentions]
        seen = json.dumps([_knowledge(), self.title, told, actors])
        return hashlib.sha256(seen.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the title names, and the words that say what it is about; for each mention, its matters
    and what its sentence names besides."""

    title: tuple[Topic, ...]
    words: frozenset[str]
    topics: tuple[tuple[Topic, ...], ...]
    named: tuple[tuple[Topic, ...], ...]


def states(mention: Mention) -> bool:
    """Whether it says where its source stands: what is only demanded or supposed does not."""
    return mention.event_type in TYPE_SIGNS and mention.modality in ("actual", "planned", "denied")


def read(
    tellings: Iterable[Telling], memory: Memory, load: Callable[[], Language]
) -> Iterator[Reading]:
    """The readings of articles, in their order.

    Args:
        memory: readings of before; those made now are added.
    """
    tellings = list(tellings)
    keys = [telling.key for telling in tellings]
    new = [telling for telling, key in zip(tellings, keys, strict=True) if key not in memory]
    sentences = [mention.sentence for telling in new for mention in telling.mentions]
    texts = dict.fromkeys([*(telling.title for telling in new), *sentences])
    parsed = dict(zip(texts, load().pipe(texts, batch_size=64) if texts else (), strict=True))
    for telling, key in zip(tellings, keys, strict=True):
        if key not in memory:
            docs = [parsed[mention.sentence] for mention in telling.mentions]
            memory[key] = _written(_read(telling, parsed[telling.title], docs))
        yield _unwritten(memory[key])


def _read(telling: Telling, title: Doc, sentences: Sequence[Doc]) -> Reading:
    pairs = list(zip(sentences, telling.mentions, strict=True))
    content = (t for t in title if t.pos_ in ("NOUN", "PROPN", "VERB", "ADJ"))
    return Reading(
        # A phrase that takes up the title is no phrase but a sentence that was parsed wrongly.
        title=tuple(t for t in _named(title) if 2 * (t.end - t.start) < len(title.text)),
        words=frozenset(phrases.counted_as(t.lemma_.lower()) for t in content),
        topics=tuple(tuple(find_topics(d, m)) if states(m) else () for d, m in pairs),
        named=tuple(tuple(_named(doc)) for doc in sentences),
    )


def _named(doc: Doc) -> Iterator[Topic]:
    """All that the text names with a noun and something that says which one, or does."""
    for token in doc:
        known = signs().get((token.lemma_.lower(), token.pos_))
        if token.pos_ != "NOUN" and not (known and known.kind == "deed"):
            continue
        phrase = phrases.name(token, known)
        if phrase is not None and phrase.qualifiers:
            yield Topic(*phrase, sign=1)


@cache
def _knowledge() -> str:
    """A digest of what the rules are."""
    files = sorted(_DATA.iterdir())
    return hashlib.sha256(b"".join([_RULES.encode(), *(f.read_bytes() for f in files)])).hexdigest()


def _written(reading: Reading) -> str:
    groups = (reading.title, *reading.topics, *reading.named)
    topics = [[[*map(_plain, astuple(topic))] for topic in group] for group in groups]
    return json.dumps([sorted(reading.words), topics])


def _unwritten(written: str) -> Reading:
    words, groups = json.loads(written)
    title, *others = [tuple(map(_topic, group)) for group in groups]
    half = len(others) // 2
    return Reading(title, frozenset(words), tuple(others[:half]), tuple(others[half:]))


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value


def _topic(cells: Sequence[Any]) -> Topic:
    start, end, label, head, qualifiers, known, sign, path, alleged = cells
    words = frozenset(qualifiers)
    return Topic(start, end, label, head, words, known, sign, tuple(path), alleged)
