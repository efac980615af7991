"""From mentions to statements: the matters of each article, "it" and "the accord" resolved."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from spacy.language import Language
from spacy.tokens import Doc

from dragoman.positions import phrases
from dragoman.positions.signs import signs
from dragoman.positions.topics import TYPE_SIGNS, Topic, find_topics
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
    nlp: Language,
) -> list[Statement]:
    """The statements of all articles, in the order of article_id and text.

    Args:
        mentions: of all types: those that state no position tell what "it" and "the decision" are.
        articles: by article_id, for their titles.
        names: spellings of states in lower case, with their codes.
    """
    of_article: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        of_article[mention.article_id].append(mention)
    stating = {
        article_id: sorted(group, key=lambda m: (m.trigger_start, m.trigger_end, m.mention_id))
        for article_id, group in sorted(of_article.items())
        if any(_states(mention) for mention in group)
    }
    told = [articles[article_id] for article_id in stating]
    sentences = [mention.sentence for group in stating.values() for mention in group]
    texts = dict.fromkeys([*(article.title or "" for article in told), *sentences])
    parsed = dict(zip(texts, nlp.pipe(texts, batch_size=64), strict=True))
    return [
        statement
        for article, group in zip(told, stating.values(), strict=True)
        for statement in _Story(article, parsed[article.title or ""], group, names).read(parsed)
    ]


def _states(mention: Mention) -> bool:
    """Whether it says where its source stands: what is only demanded or supposed does not."""
    return mention.event_type in TYPE_SIGNS and mention.modality in ("actual", "planned", "denied")


class _Story:
    """One article, read from its title to its end: what has been told so far."""

    def __init__(
        self,
        article: Article,
        title: Doc,
        mentions: Sequence[Mention],
        names: Mapping[str, str],
    ) -> None:
        self._published = article.published_start
        self._mentions = mentions
        self._names = names
        # A phrase that takes up the title is no phrase but a sentence that was parsed wrongly.
        self._told = [t for t in _named(title) if 2 * (t.end - t.start) < len(title.text)]
        self._statements: list[Statement] = []
        content = (t for t in title if t.pos_ in ("NOUN", "PROPN", "VERB", "ADJ"))
        self._context = frozenset(phrases.counted_as(t.lemma_.lower()) for t in content)
        counted = Counter(p.country for m in mentions for p in m.participants if p.country)
        ranked = sorted(counted, key=lambda country: (-counted[country], country))
        self._countries = frozenset(ranked[:_COUNTRIES_OF_ARTICLE])

    def read(self, parsed: Mapping[str, Doc]) -> Iterator[Statement]:
        """The statements in text order."""
        for mention in self._mentions:
            doc = parsed[mention.sentence]
            if _states(mention):
                for topic in find_topics(doc, mention):
                    found = self._statement(mention, topic)
                    if found is not None:
                        self._statements.append(found)
            self._told += _named(doc)
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
        return Statement(mention, known, concerned, self._context, self._published, denies)

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


def _named(doc: Doc) -> Iterator[Topic]:
    """All that the text names with a noun and something that says which one, or does."""
    for token in doc:
        known = signs().get((token.lemma_.lower(), token.pos_))
        if token.pos_ != "NOUN" and not (known and known.kind == "deed"):
            continue
        phrase = phrases.name(token, known)
        if phrase is not None and phrase.qualifiers:
            yield Topic(*phrase, sign=1)


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
