"""From mentions to statements: the matters of each article, "it" and "the accord" resolved."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from spacy.language import Language

from dragoman.positions.readings import Memory, Reading, Telling, read, states
from dragoman.positions.topics import TYPE_SIGNS, Topic
from dragoman.records import Article, Mention

# Answers to what another said: to which type of event, and whether the answerer denies it.
_ANSWERS = {"allegation": ("ACCUSE", True), "demand": ("REQUEST", False)}
# What "the decision" or "the step" is stands in no noun phrase before it.
_ACT = "act"
# "received support": nothing is said of what for.
_MERE = "support"
_COUNTRIES_OF_ARTICLE = 3


@dataclass(frozen=True, slots=True)
class Statement:
    """A mention and one of its matters.

    `countries` are those that the matter concerns, `context` the words of the article's title,
    `published` is its day.
    `denies`: the source denies to have done what the matter is.
    """

    mention: Mention
    topic: Topic
    countries: frozenset[str]
    context: frozenset[str]
    published: date | None
    denies: bool = False


def find_statements(
    mentions: Iterable[Mention],
    articles: Mapping[str, Article],
    names: Mapping[str, str],
    load: Callable[[], Language],
    memory: Memory,
) -> list[Statement]:
    """The statements of all articles, in the order of article_id and text.

    Args:
        mentions: of all types: those that state no position tell what "it" and "the decision" are.
        articles: by article_id, for their titles.
        names: spellings of states in lower case, with their codes.
        memory: readings of before; those made now are added.
    """
    of_article: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        of_article[mention.article_id].append(mention)
    stating = {
        article_id: sorted(group, key=lambda m: (m.trigger_start, m.trigger_end, m.mention_id))
        for article_id, group in sorted(of_article.items())
        if any(states(mention) for mention in group)
    }
    tellings = [Telling(articles[i].title or "", group) for i, group in stating.items()]
    return [
        statement
        for i, telling, reading in zip(stating, tellings, read(tellings, memory, load), strict=True)
        for statement in _Story(articles[i], reading, telling.mentions, names).statements()
    ]


class _Story:
    """One article, read from its title to its end: what has been told so far."""

    def __init__(
        self,
        article: Article,
        reading: Reading,
        mentions: Sequence[Mention],
        names: Mapping[str, str],
    ) -> None:
        self._published = article.published_start
        self._reading = reading
        self._mentions = mentions
        self._names = names
        self._told = list(reading.title)
        self._statements: list[Statement] = []
        counted = Counter(p.country for m in mentions for p in m.participants if p.country)
        ranked = sorted(counted, key=lambda country: (-counted[country], country))
        self._countries = frozenset(ranked[:_COUNTRIES_OF_ARTICLE])

    def statements(self) -> Iterator[Statement]:
        """The statements in text order."""
        read = zip(self._mentions, self._reading.topics, self._reading.named, strict=True)
        for mention, topics, named in read:
            for topic in topics:
                found = self._statement(mention, topic)
                if found is not None:
                    self._statements.append(found)
            self._told += named
        return iter(self._statements)

    def _statement(self, mention: Mention, topic: Topic) -> Statement | None:
        answered = self._answered(mention, topic)
        if answered is not None:
            return answered
        known = self._resolved(_owned(topic, mention))
        if known is None:
            return None
        if mention.modality == "denied" and "not" not in known.path:
            if TYPE_SIGNS[mention.event_type] < 0 or mention.event_type == "REQUEST":
                return None
            known = replace(known, sign=-known.sign)
        denies = known.alleged and mention.event_type == "REJECT"
        concerned = self._concerned(mention, known)
        return Statement(mention, known, concerned, self._reading.words, self._published, denies)

    def _answered(self, mention: Mention, topic: Topic) -> Statement | None:
        """ "denied the accusations", "rejected the demand": what was said before."""
        event_type, denies = _ANSWERS.get(topic.head, ("", False))
        if not event_type or mention.event_type != "REJECT":
            return None
        sources = {p.actor_id for p in mention.sources}
        for earlier in reversed(self._statements):
            others = sources.isdisjoint(p.actor_id for p in earlier.mention.sources)
            if earlier.mention.event_type == event_type and others:
                said = earlier.topic
                sign = -said.sign
                told = replace(topic, label=said.label, head=said.head, sign=sign)
                told = replace(told, qualifiers=said.qualifiers)
                return replace(earlier, mention=mention, topic=told, denies=denies)
        return None

    def _resolved(self, topic: Topic) -> Topic | None:
        """The topic under its full name, as the article has it before; None for an empty "it"."""
        if topic.is_bare and topic.head in _ANSWERS:
            return None
        if not topic.head:
            return self._meant_by_it(topic)
        if not topic.is_bare or topic.head == _ACT:
            return topic
        same = [told for told in self._told if topic.known and told.head == topic.head]
        if not same and topic.head == _MERE:
            return None
        return _renamed(topic, same[-1]) if same else topic

    def _meant_by_it(self, topic: Topic) -> Topic | None:
        """The first matter of the last sentence that stated any."""
        if not self._statements:
            return None
        last = self._statements[-1].mention.sentence_start
        first = next(s for s in self._statements if s.mention.sentence_start == last)
        return _renamed(topic, first.topic)

    def _concerned(self, mention: Mention, topic: Topic) -> frozenset[str]:
        """The countries that the matter names, else those of who is addressed and of the story."""
        named = {self._names[word] for word in topic.qualifiers if word in self._names}
        if named:
            return frozenset(named)
        targets = {p.country for p in mention.targets if p.country}
        return frozenset(targets) or self._countries


def _renamed(topic: Topic, full: Topic) -> Topic:
    return replace(topic, label=full.label, head=full.head, qualifiers=full.qualifiers)


def _owned(topic: Topic, mention: Mention) -> Topic:
    """ "his resignation": the pronoun's actor says which one."""
    if not topic.is_bare or not topic.head:
        return topic
    for actor in mention.participants:
        start = actor.start - mention.sentence_start
        if topic.start <= start < topic.end:
            words = actor.actor_id.replace("-", " ")
            owner = words.title() if words.islower() else words
            qualifiers = frozenset(words.lower().split())
            return replace(topic, label=f"{topic.label} of {owner}", qualifiers=qualifiers)
    return topic
