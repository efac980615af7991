"""From statements to issues: who stands where on each, and what a reader would call it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from spacy.language import Language

from dragoman.positions.clustering import cluster
from dragoman.positions.readings import Memory
from dragoman.positions.statements import Statement, find_statements
from dragoman.records import Article, Mention, Modality, Participant, Stance

# Sectors that speak for the state. Parliaments and courts do not: they differ with governments.
_EXECUTIVE = frozenset({"GOV", "MIL", "COP", "SPY"})
_MOST_COUNTRIES = 3


@dataclass(frozen=True, slots=True)
class Position:
    """Where one actor stands on a matter by one report.

    `issue` numbers the issues from 1, the most disputed first; `label` is the issue's name.
    `holder` is whoever stands there: a state's code for its government, otherwise the body or
    person. A stance of "denies" is that of who denies to have done what the issue is.
    `matter` is what the stance is on, as the article has it, and `why` the words that lead to it
    ("rejected › calls › not"). `addressees` are whom the words are meant for: asked, accused,
    threatened, backed. `spans` ("source", "target", "trigger" or "matter", start, end) count in
    `sentence`.
    """

    issue: int
    label: str
    holder: str
    holder_name: str
    actor_id: str
    stance: Stance
    matter: str
    why: str
    event_type: str
    modality: Modality
    addressees: tuple[str, ...]
    date_start: date | None
    date_end: date | None
    confidence: float
    sentence: str
    spans: tuple[tuple[str, int, int], ...]
    mention_id: str
    event_id: str | None
    article_id: str


def find_positions(
    mentions: Iterable[Mention],
    articles: Mapping[str, Article],
    names: Mapping[str, str],
    states: Mapping[str, str],
    load: Callable[[], Language],
    memory: Memory,
) -> list[Position]:
    """The positions in the mentions, by issue, then holder and day.

    Args:
        mentions: of all types; those of types that state no position help to tell what "it" is.
        articles: by article_id.
        names: of actors, by actor_id.
        states: codes of states by their spellings in lower case ("iranian": "IRN").
        load: gives a spaCy pipeline with a parser, where one is needed.
        memory: readings of before, by key; those made now are added.
    """
    statements = find_statements(mentions, articles, states, load, memory)
    clusters: dict[int, list[Statement]] = defaultdict(list)
    for number, statement in zip(cluster(statements), statements, strict=True):
        clusters[number].append(statement)
    issues = sorted(
        ((_standing(group), _label(group, names, states), group) for group in clusters.values()),
        key=lambda issue: issue[:2],
    )
    positions = [
        position
        for number, (_, label, group) in enumerate(issues, start=1)
        for position in _positions(number, label, group, names)
    ]
    return sorted(positions, key=_order)


def _order(position: Position) -> tuple[int, str, date, str, str]:
    day = position.date_start or date.max
    return position.issue, position.holder, day, position.mention_id, position.stance


def _standing(group: Sequence[Statement]) -> tuple[bool, int, int]:
    """Sorts disputed issues first, then those with the most actors and reports."""
    sides = {_stance(statement) for statement in group}
    holders = {holder(actor) for statement in group for actor in statement.mention.sources}
    disputed = len(sides) > 1 and len(holders) > 1
    return not disputed, -len(holders), -len(group)


def _stance(statement: Statement) -> Stance:
    if statement.denies:
        return "denies"
    return "favours" if statement.topic.sign > 0 else "opposes"


def holder(actor: Participant) -> str:
    """Who stands somewhere when the actor does: "TUR" for its foreign minister, else itself."""
    own = actor.actor_id == actor.country
    if actor.country and (actor.sector in _EXECUTIVE or (own and not actor.sector)):
        return actor.country
    return f"{actor.country} {actor.sector}" if own else actor.organization or actor.actor_id


def _name(actor: Participant, names: Mapping[str, str]) -> str:
    """ "Turkey", "Álvaro Uribe", "Sudan CVL"; of who is in no register, what the slug says."""
    key = holder(actor)
    if key == f"{actor.country} {actor.sector}":
        return f"{names.get(actor.country or '', actor.country)} {actor.sector}"
    return names.get(key) or key.replace("-", " ")


def _positions(
    number: int, label: str, group: Iterable[Statement], names: Mapping[str, str]
) -> Iterator[Position]:
    """One a report and holder, however many of its matters are of the issue."""
    seen = set()
    for statement in group:
        mention, topic = statement.mention, statement.topic
        for actor in mention.sources:
            key = (mention.mention_id, holder(actor), _stance(statement))
            if key in seen:
                continue
            seen.add(key)
            yield Position(
                issue=number,
                label=label,
                holder=holder(actor),
                holder_name=_name(actor, names),
                actor_id=actor.actor_id,
                stance=_stance(statement),
                matter=topic.label,
                why=" › ".join(topic.path or (mention.trigger_text,)),
                event_type=mention.event_type,
                modality=mention.modality,
                addressees=tuple(dict.fromkeys(_name(p, names) for p in mention.targets)),
                date_start=mention.date_start,
                date_end=mention.date_end,
                confidence=mention.confidence,
                sentence=mention.sentence,
                spans=_spans(statement),
                mention_id=mention.mention_id,
                event_id=mention.event_id,
                article_id=mention.article_id,
            )


def _spans(statement: Statement) -> tuple[tuple[str, int, int], ...]:
    mention, topic = statement.mention, statement.topic
    offset, length = mention.sentence_start, len(mention.sentence)
    spans: list[tuple[str, int, int]] = [
        (p.role, p.start - offset, p.end - offset) for p in mention.participants
    ]
    spans += [
        ("trigger", mention.trigger_start - offset, mention.trigger_end - offset),
        ("matter", topic.start, topic.end),
    ]
    return tuple(sorted((s for s in spans if 0 <= s[1] < s[2] <= length), key=lambda s: s[1:]))


def _label(group: Sequence[Statement], names: Mapping[str, str], states: Mapping[str, str]) -> str:
    """The name that most of the matters bear; with the countries, where it names none.

    Of equally frequent names one with a proper name goes first, then the one that has most
    in common with the others, then the shortest.
    """
    labels = Counter(statement.topic.label for statement in group)
    shared = Counter(word for statement in group for word in statement.topic.qualifiers)
    words = {statement.topic.label: statement.topic.qualifiers for statement in group}

    def merit(label: str) -> tuple[int, bool, float, int, str]:
        common = sum(shared[word] for word in words[label]) / (len(words[label]) or 1)
        return -labels[label], label == label.lower(), -common, len(label), label

    best = min(labels, key=merit)
    if words[best] & states.keys() or best != best.lower():
        return best
    concerned = Counter(code for statement in group for code in statement.countries)
    most = sorted(concerned, key=lambda code: (-concerned[code], code))[:_MOST_COUNTRIES]
    countries = sorted(names.get(code, code) for code in most if 2 * concerned[code] >= len(group))
    return f"{best} ({', '.join(countries)})" if countries else best
