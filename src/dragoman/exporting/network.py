"""The network of actors as GraphML or GEXF, for Gephi, igraph, Cytoscape and the like."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from dragoman.errors import StoreError, UsageError
from dragoman.store import Criteria, Dataset

if TYPE_CHECKING:
    import networkx as nx

FORMATS = (".graphml", ".gexf")


def network(dataset: Dataset, **criteria: Unpack[Criteria]) -> nx.DiGraph:
    """Who did how much to whom, as a directed graph.

    Nodes are states, organisations and groups with an acronym, and the civilians, rebels and the
    like of a country, as the summaries name them; each has `label`, `kind` and `country`, where the
    register knows them, and the `events` of its ties. Edges go from source to target with the
    columns of `Dataset.matrix`; their `weight` is the number of events. A mutual event is an edge
    in both directions.

    Raises:
        UsageError: a criterion names what there is not.
    """
    import networkx as nx

    graph: nx.DiGraph = nx.DiGraph()
    relation = dataset.matrix(**criteria)
    columns = relation.columns[2:]
    events: Counter[str] = Counter()
    for source, target, *values in relation.fetchall():
        attributes = _attributes(dict(zip(columns, values, strict=True)))
        graph.add_edge(source, target, weight=attributes["events"], **attributes)
        events.update({source: attributes["events"], target: attributes["events"]})
    known = _register(dataset)
    for node in graph:
        graph.nodes[node].update({"label": node} | known.get(node, {}) | {"events": events[node]})
    return graph


def write_network(
    dataset: Dataset, path: str | Path, **criteria: Unpack[Criteria]
) -> tuple[int, int]:
    """Write the network of actors to a file.

    Args:
        path: its ending, one of FORMATS, says in which form.

    Returns:
        How many actors and ties it has.

    Raises:
        UsageError: the ending is another, or a criterion names what there is not.
        StoreError: the file cannot be written.
    """
    import networkx as nx

    path = Path(path)
    if path.suffix.lower() not in FORMATS:
        raise UsageError(f"{path}: a network ends in {' or '.join(FORMATS)}")
    graph = network(dataset, **criteria)
    try:
        if path.suffix.lower() == ".graphml":
            nx.write_graphml(graph, path)
        else:
            nx.write_gexf(graph, path)
    except OSError as error:
        raise StoreError(f"cannot write {path}: {error.strerror}") from error
    return len(graph), graph.number_of_edges()


def _register(dataset: Dataset) -> dict[str, dict[str, str]]:
    rows = dataset.query("SELECT actor_id, name, kind, country FROM actors").fetchall()
    return {
        actor_id: _attributes({"label": name, "kind": kind, "country": country})
        for actor_id, name, kind, country in rows
    }


def _attributes(values: dict[str, Any]) -> dict[str, Any]:
    """The values that both formats can hold: no empty ones, days as text."""
    return {
        name: value if isinstance(value, (int, float, str)) else value.isoformat()
        for name, value in values.items()
        if value is not None
    }
