"""Which statements are on one matter: average-linkage clustering of weighted words.

Two matters are alike as far as they share their noun, what qualifies it, the countries concerned
and the words of the articles' titles, rare words weighing more (TF-IDF, cosine). Clusters merge
from the most alike pair on while their members are alike on average (UPGMA: Sokal and Michener,
1958). Their nouns must be one, or one act on the other as a deployment does on missiles: whoever
is for a withdrawal of troops is not for the troops. Whatever is said of countries that have nothing
in common stays apart. What only "the deal" names is one matter within an article, and what only
"the ceasefire" names within some months.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from operator import itemgetter
from typing import NamedTuple

from dragoman.positions.phrases import is_vague, stands_for_object
from dragoman.positions.statements import Statement

# How much each kind of word says; a title tells of the whole story, not of the matter.
_WEIGHTS = {"head": 1.0, "word": 1.0, "country": 0.6, "title": 0.35}
# Members of one issue are on average at least so alike; set by reading issues of newswire.
ALIKE = 0.4
# Words in more matters than this tell nothing, and would make the cost quadratic.
_MOST = 400

# Days within which a bare "ceasefire" of the same countries is the same one.
_SAME_TIME = 92

Term = tuple[str, str]
Vector = dict[Term, float]


def cluster(statements: Sequence[Statement]) -> list[int]:
    """The number of the cluster of each statement; which numbers they are means nothing."""
    keys = [_key(statement) for statement in statements]
    distinct = sorted(set(keys))
    found = _merge(_similarities(distinct), len(distinct))
    number = {key: found[position] for position, key in enumerate(distinct)}
    return [number[key] for key in keys]


class _Key(NamedTuple):
    """What statements of one matter have in common from the start.

    `story` is the article of what would not be named outside of it; `day` counts days.
    """

    terms: tuple[tuple[Term, float], ...]
    countries: tuple[str, ...]
    head: str
    bare: bool
    story: str
    day: int


def _key(statement: Statement) -> _Key:
    topic = statement.topic
    terms: Vector = {("title", word): _WEIGHTS["title"] for word in statement.context}
    terms |= {("country", code): _WEIGHTS["country"] for code in statement.countries}
    terms |= {("word", word): _WEIGHTS["word"] for word in topic.qualifiers}
    terms["word", topic.head] = _WEIGHTS["head"]
    vague = topic.is_bare and is_vague(topic.head)
    return _Key(
        terms=tuple(sorted(terms.items())),
        countries=tuple(sorted(statement.countries)),
        head=topic.head,
        bare=topic.is_bare,
        story=statement.mention.article_id if vague else "",
        day=statement.published.toordinal() if topic.is_bare and statement.published else 0,
    )


def _weighted(vectors: list[Vector]) -> list[Vector]:
    """The vectors with their words weighed by rarity, and of length one."""
    frequency = Counter(term for vector in vectors for term in vector)
    found = []
    for vector in vectors:
        weighed = {
            term: weight * math.log(1 + len(vectors) / frequency[term])
            for term, weight in vector.items()
        }
        length = math.sqrt(sum(weight**2 for weight in weighed.values())) or 1.0
        found.append({term: weight / length for term, weight in weighed.items()})
    return found


def _similarities(keys: list[_Key]) -> dict[tuple[int, int], float]:
    """How alike the pairs are that share a word of their own and may be one matter."""
    vectors = _weighted([dict(key.terms) for key in keys])
    holders: dict[Term, list[int]] = defaultdict(list)
    for position, vector in enumerate(vectors):
        for term in vector:
            if term[0] == "word":
                holders[term].append(position)
    pairs = {
        pair
        for positions in holders.values()
        if len(positions) <= _MOST
        for pair in combinations(positions, 2)
        if _may_be_one(*(keys[position] for position in pair))
    }
    return {
        (a, b): sum(weight * vectors[b].get(term, 0.0) for term, weight in vectors[a].items())
        for a, b in sorted(pairs)
    }


def _may_be_one(a: _Key, b: _Key) -> bool:
    if a.countries and b.countries and not set(a.countries) & set(b.countries):
        return False
    if a.bare and b.bare and a.day and b.day and abs(a.day - b.day) > _SAME_TIME:
        return False
    return a.story == b.story and (a.head == b.head or _acts_on(a, b) or _acts_on(b, a))


def _acts_on(deed: _Key, thing: _Key) -> bool:
    """ "deployment of missiles" and "missiles"."""
    words = {word for kind, word in map(itemgetter(0), deed.terms) if kind == "word"}
    return stands_for_object(deed.head) and thing.head in words


def _merge(similarities: dict[tuple[int, int], float], count: int) -> list[int]:
    """Merge the most alike clusters first; equally alike ones in the order of their members."""
    sizes = dict.fromkeys(range(count), 1)
    member_of = list(range(count))
    near: dict[int, dict[int, float]] = defaultdict(dict)
    for (a, b), alike in similarities.items():
        near[a][b] = near[b][a] = alike
    queue = [(-alike, a, b) for (a, b), alike in similarities.items() if alike >= ALIKE]
    heapq.heapify(queue)
    members = {position: [position] for position in range(count)}
    while queue:
        alike, a, b = heapq.heappop(queue)
        if b not in near.get(a, {}) or near[a][b] != -alike:
            continue
        together = _average(near.pop(a), near.pop(b), sizes[a], sizes[b], {a, b})
        members[a] += members.pop(b)
        sizes[a] += sizes.pop(b)
        for other, value in together.items():
            near[other].pop(b, None)
            near[other][a] = value
            if value >= ALIKE:
                heapq.heappush(queue, (-value, min(a, other), max(a, other)))
        near[a] = together
    for number, positions in members.items():
        for position in positions:
            member_of[position] = number
    return member_of


def _average(
    a: dict[int, float], b: dict[int, float], size_a: int, size_b: int, themselves: Iterable[int]
) -> dict[int, float]:
    others = (a.keys() | b.keys()) - set(themselves)
    total = size_a + size_b
    return {o: (a.get(o, 0.0) * size_a + b.get(o, 0.0) * size_b) / total for o in sorted(others)}
