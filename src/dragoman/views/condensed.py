"""The few events that matter, as in timeline summarisation.

How much an event matters is its confidence times the mean of three figures between 0 and 1, half
of that if it is only planned:

- reports: log(1 + articles) over the most of any event. That what is often told matters is the
  "interest" of Chieu and Lee, "Query based event extraction along a timeline" (SIGIR 2004).
- severity: the score's distance from 0 on PLOVER's scale, over 10.
- centrality: in how many of the events its parties take part, the mean of them over the most of
  any party: the degree of its actors, as LexRank takes the degree of a sentence (Erkan and Radev,
  JAIR 22, 2004). Of a lone party the mean is with nobody: what two do to each other tells more.

Events are taken one by one, each time the one for which this, times how little it repeats one
already taken, is greatest (after maximal marginal relevance: Carbonell and Goldstein, SIGIR 1998).
Two events repeat each other as far as they have parties in common, the less the more days lie
between them (halved after a week), and by half where their types differ; that days should be spread
is shown by Martschat and Markert, "A temporally sensitive submodular framework for timeline
summarization" (CoNLL 2018).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log

from dragoman.views.timeline import Entry

_HALVED_AFTER = 7.0  # days


def importance(entries: Sequence[Entry]) -> list[float]:
    """How much each of the events matters among them, 0 to 1."""
    most_articles = max((entry.article_count for entry in entries), default=1)
    degree = Counter(actor for entry in entries for actor in entry.actors)
    highest = max(degree.values(), default=1)
    return [
        entry.confidence
        * (1.0 if entry.modality == "actual" else 0.5)
        * (
            log(1 + entry.article_count) / log(1 + most_articles)
            + abs(entry.score or 0) / 10
            + sum(degree[a] for a in entry.actors) / (highest * max(len(entry.actors), 2))
        )
        / 3
        for entry in entries
    ]


def condense(entries: Sequence[Entry], most: int) -> list[Entry]:
    """The events that matter most, in the order given.

    Only events with a date that happened or are planned are taken; what is denied, demanded or
    supposed is not.
    """
    able = [e for e in entries if e.date_start and e.modality in ("actual", "planned")]
    weights = importance(able)
    repeats = [0.0] * len(able)
    taken: list[int] = []
    while len(taken) < min(most, len(able)):
        best = max(
            (i for i in range(len(able)) if i not in taken),
            key=lambda i: (weights[i] * (1 - repeats[i]), able[i].event_id),
        )
        taken.append(best)
        repeats = [
            max(so_far, _likeness(able[best], entry))
            for so_far, entry in zip(repeats, able, strict=True)
        ]
    return [able[i] for i in sorted(taken)]


def _likeness(a: Entry, b: Entry) -> float:
    """How far two events repeat each other, 0 to 1."""
    assert a.date_start and b.date_start
    common = len({*a.actors} & {*b.actors}) / max(len({*a.actors} | {*b.actors}), 1)
    days = abs((a.date_start - b.date_start).days)
    same_type = 1.0 if a.event_type == b.event_type else 0.5
    return float(common * same_type * 0.5 ** (days / _HALVED_AFTER))
