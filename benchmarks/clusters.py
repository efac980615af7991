"""How well two partitions of mentions agree, by the standard measures of coreference.

The key is the gold, the response what is scored. A mention that the response lacks counts against
recall, one that the key lacks against precision (Pradhan et al. 2014, "Scoring Coreference
Partitions of Predicted Mentions").
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Mapping
from collections.abc import Set as AbstractSet
from typing import NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

Partition = Collection[AbstractSet[str]]


class Agreement(NamedTuple):
    """Recall and precision, 0 to 1."""

    recall: float
    precision: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both; 0 where both are."""
        total = self.recall + self.precision
        return 2 * self.recall * self.precision / total if total else 0.0


def partition(cluster_of: Mapping[str, Hashable]) -> list[frozenset[str]]:
    """The clusters of mentions of which the cluster's name is given."""
    found: dict[Hashable, set[str]] = defaultdict(set)
    for mention, cluster in cluster_of.items():
        found[cluster].add(mention)
    return [frozenset(cluster) for cluster in found.values()]


def muc(key: Partition, response: Partition) -> Agreement:
    """The share of links that need not be added (Vilain et al. 1995). Singletons do not count."""
    return Agreement(_links_kept(key, response), _links_kept(response, key))


def _links_kept(key: Partition, response: Partition) -> float:
    cluster_of = _names(response)
    kept = links = 0
    for cluster in key:
        parts = {cluster_of.get(mention, mention) for mention in cluster}
        kept += len(cluster) - len(parts)
        links += len(cluster) - 1
    return kept / links if links else 0.0


def b_cubed(key: Partition, response: Partition) -> Agreement:
    """For the mean mention, the share of its cluster that is found (Bagga & Baldwin 1998)."""
    return Agreement(_share_found(key, response), _share_found(response, key))


def _share_found(key: Partition, response: Partition) -> float:
    cluster_of = _names(response)
    found, mentions = 0.0, 0
    for cluster in key:
        parts = Counter(cluster_of[mention] for mention in cluster if mention in cluster_of)
        found += sum(size**2 for size in parts.values()) / len(cluster)
        mentions += len(cluster)
    return found / mentions if mentions else 0.0


def ceaf_e(key: Partition, response: Partition) -> Agreement:
    """The similarity of best aligned clusters, with Luo's (2005) fourth measure of it."""
    if not key or not response:
        return Agreement(0.0, 0.0)
    similarity = np.array([[2 * len(k & r) / (len(k) + len(r)) for r in response] for k in key])
    total = float(similarity[linear_sum_assignment(similarity, maximize=True)].sum())
    return Agreement(total / len(key), total / len(response))


def conll(key: Partition, response: Partition) -> float:
    """The mean F1 of MUC, B-cubed and CEAF-e (Pradhan et al. 2012, the CoNLL-2012 shared task)."""
    return sum(measure(key, response).f1 for measure in (muc, b_cubed, ceaf_e)) / 3


def _names(clusters: Partition) -> dict[str, int]:
    return {mention: number for number, cluster in enumerate(clusters) for mention in cluster}
