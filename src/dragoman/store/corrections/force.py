"""What the log of corrections makes of the coded mentions."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace

import pyarrow as pa

from dragoman.merging import Link
from dragoman.ontology import Ontology
from dragoman.records import CorrectionKind, Mention
from dragoman.store.connection import Connection
from dragoman.store.corrections.changing import Values, changed, confirmed
from dragoman.store.mentions import GIVEN, read_mentions
from dragoman.store.ontologies import ontology_of
from dragoman.store.rows import participants_to_arrow, to_arrow

_CORRECTED = "internal.corrected_mentions"
_CORRECTED_ACTORS = "internal.corrected_mention_actors"

_IN_FORCE = """
FROM internal.located_mentions l JOIN corrections c USING (correction_id)
WHERE c.undone_at IS NULL AND l.mention_id IS NOT NULL
"""

_OF_ARTICLES = "article_id IN (SELECT unnest($articles::TEXT[]))"

# What stands for the mentions of some articles goes.
_CLEAR = [
    f"DELETE FROM {_CORRECTED_ACTORS} WHERE mention_id IN"
    f" (SELECT mention_id FROM {_CORRECTED} WHERE {_OF_ARTICLES})",
    f"DELETE FROM {_CORRECTED} WHERE {_OF_ARTICLES}",
]
# Of the mentions of some articles, those of some ids and no others are marked.
_MARK = [
    "UPDATE internal.coded_mention_actors SET corrected = NOT corrected WHERE mention_id IN"
    f" (SELECT mention_id FROM internal.coded_mentions WHERE {_OF_ARTICLES})"
    " AND corrected <> (mention_id IN (SELECT unnest($ids::TEXT[])))",
    f"UPDATE internal.coded_mentions SET corrected = NOT corrected WHERE {_OF_ARTICLES}"
    " AND corrected <> (mention_id IN (SELECT unnest($ids::TEXT[])))",
]


def put_in_force(dataset: Connection, article_ids: Collection[str]) -> None:
    """Let the mentions of some articles be what the log says; within a transaction.

    Corrections are heeded one after the other, each on what the one before has left.
    """
    if not dataset._fetch("SELECT 1 FROM corrections LIMIT 1"):
        return
    articles = list(article_ids)
    acts: dict[str, list[tuple[CorrectionKind, Values]]] = defaultdict(list)
    for mention_id, kind, values in dataset._fetch(
        f"SELECT l.mention_id, c.kind, l.changes {_IN_FORCE}"
        " AND c.kind IN ('change', 'reject', 'confirm')"
        f" AND l.{_OF_ARTICLES} ORDER BY c.correction_id",
        articles=articles,
    ):
        acts[mention_id].append((kind, json.loads(values)))
    for statement in _CLEAR:
        dataset._execute(statement, articles=articles)
    for statement in _MARK:
        dataset._execute(statement, articles=articles, ids=list(acts))
    coded = read_mentions(dataset, GIVEN, coded=True, ids=list(acts))
    ontology = ontology_of(dataset)
    _store(dataset, [_corrected(m, acts[m.mention_id], ontology) for m in coded])


def links(dataset: Connection) -> list[Link]:
    """The splits and merges in force, in the order of the log."""
    parts: dict[int, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    kinds = {}
    for number, kind, part, mention_id in dataset._fetch(
        f"SELECT c.correction_id, c.kind, l.part, l.mention_id {_IN_FORCE}"
        " AND c.kind IN ('split', 'merge') ORDER BY c.correction_id, l.part"
    ):
        kinds[number] = kind
        parts[number][part].add(mention_id)
    return [
        Link(kinds[number], tuple(map(frozenset, found.values())))
        for number, found in parts.items()
        if len(found) > 1
    ]


def _corrected(
    mention: Mention, acts: list[tuple[CorrectionKind, Values]], ontology: Ontology
) -> tuple[Mention, bool]:
    """The mention after some corrections, and whether it is rejected."""
    rejected = False
    for kind, values in acts:
        if kind == "change":
            mention = changed(mention, values, ontology)
        elif kind == "confirm":
            mention = confirmed(mention)
        else:
            rejected = True
    return mention, rejected


def _store(dataset: Connection, corrected: list[tuple[Mention, bool]]) -> None:
    mentions = [mention for mention, _ in corrected]
    rows = to_arrow(mentions, dataset._schema(_CORRECTED, leave_out="rejected"))
    rejected = pa.array([rejected for _, rejected in corrected], pa.bool_())
    dataset._insert(_CORRECTED, rows.append_column("rejected", rejected))
    kept = [replace(m, participants=()) if rejected else m for m, rejected in corrected]
    participants = participants_to_arrow(kept, dataset._schema(_CORRECTED_ACTORS))
    dataset._insert(_CORRECTED_ACTORS, participants)
