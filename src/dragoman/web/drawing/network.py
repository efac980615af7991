"""The network of actors: circles and lines, laid out the same for the same figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import log1p, sqrt

from markupsafe import Markup

from dragoman.views.dyads.dyad import signed
from dragoman.web.drawing.svg import element, group
from dragoman.web.queries.names import Names
from dragoman.web.queries.ties import Network, Tie

WIDTH, HEIGHT = 1000.0, 660.0
_MARGIN = 50.0
_LARGEST = 24.0
_APART = 92.0  # the least distance of two middles
_ROUNDS = 60

Position = tuple[float, float]


def layout(network: Network) -> dict[str, Position]:
    """Where the actors stand: those with many events between them near each other."""
    import networkx as nx

    if not network.actors:
        return {}
    graph = nx.Graph()
    graph.add_weighted_edges_from((tie.a, tie.b, log1p(tie.events)) for tie in network.ties)
    # A weak tie of all to one middle keeps parts together that have nothing to do with each other.
    graph.add_weighted_edges_from((key, "", 0.15) for key in sorted(network.actors))
    found = nx.spring_layout(graph, k=3.0 / sqrt(len(graph)), iterations=200, seed=7)
    places = _spread({key: (x, y) for key, (x, y) in found.items() if key})
    apart = _APART * sqrt(30 / max(len(places), 30))
    for _ in range(_ROUNDS):
        _part(places, apart)
    return places


def network_picture(
    network: Network,
    names: Names,
    actor_link: Callable[[str], str],
    tie_link: Callable[[str, str], str],
) -> Markup:
    """The picture, with a link from each actor and each tie."""
    places = layout(network)
    most_events = max(network.actors.values(), default=1)
    most_tied = max((tie.events for tie in network.ties), default=1)
    lines = [
        _line(tie, places, names, 1 + 7 * sqrt(tie.events / most_tied), tie_link)
        for tie in reversed(network.ties)
    ]
    circles = [
        _circle(
            key, events, places[key], names, 5 + _LARGEST * sqrt(events / most_events), actor_link
        )
        for key, events in reversed(network.actors.items())
    ]
    return element(
        "svg",
        group(lines),
        group(circles),
        class_="network",
        viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}",
        role="group",
        aria_label="Who deals with whom",
    )


def _line(
    tie: Tie,
    places: dict[str, Position],
    names: Names,
    width: float,
    link: Callable[[str, str], str],
) -> Markup:
    (x1, y1), (x2, y2) = places[tie.a], places[tie.b]
    mean = tie.net_cooperation / tie.events if tie.events else 0.0
    side = "cooperation" if mean > 0.5 else "conflict" if mean < -0.5 else "even"
    told = f"{names(tie.a)} – {names(tie.b)}: {tie.events:,} events, net cooperation"
    ends = {"x1": x1, "y1": y1, "x2": x2, "y2": y2, "data_a": tie.a, "data_b": tie.b}
    return element(
        "a",
        element("line", **ends, class_="reach"),
        element("line", **ends, class_=f"tie {side}", stroke_width=width),
        element("title", f"{told} {signed(tie.net_cooperation)}"),
        href=link(tie.a, tie.b),
        tabindex="-1",
    )


def _circle(
    key: str, events: int, at: Position, names: Names, radius: float, link: Callable[[str], str]
) -> Markup:
    name = names(key)
    return element(
        "a",
        element("circle", cx=at[0], cy=at[1], r=radius),
        element("text", key if len(name) > 14 else name, x=at[0], y=at[1] + radius + 13),
        element("title", f"{name}: {events:,} events with others"),
        href=link(key),
        class_="node",
        data_key=key,
    )


def _spread(found: dict[str, Position]) -> dict[str, Position]:
    """The places over the whole picture, half by where they are and half by their order."""
    xs, ys = (sorted(values) for values in zip(*found.values(), strict=True))
    return {
        key: (
            _MARGIN + (WIDTH - 2 * _MARGIN) * _share(x, xs),
            _MARGIN + (HEIGHT - 2 * _MARGIN) * _share(y, ys),
        )
        for key, (x, y) in found.items()
    }


def _part(places: dict[str, Position], apart: float) -> None:
    """Push apart those that stand too near, and keep all within the picture."""
    keys = list(places)
    for number, a in enumerate(keys):
        for b in keys[number + 1 :]:
            (ax, ay), (bx, by) = places[a], places[b]
            dx, dy = bx - ax, by - ay
            distance = sqrt(dx * dx + dy * dy) or 1.0
            if distance < apart:
                push = (apart - distance) / 2 / distance
                places[a] = _within(ax - dx * push, ay - dy * push)
                places[b] = _within(bx + dx * push, by + dy * push)


def _within(x: float, y: float) -> Position:
    return min(max(x, _MARGIN), WIDTH - _MARGIN), min(max(y, _MARGIN), HEIGHT - _MARGIN)


def _share(value: float, values: Sequence[float]) -> float:
    """How far up a value is among others that are sorted, 0 to 1."""
    low, high = values[0], values[-1]
    if high == low:
        return 0.5
    return ((value - low) / (high - low) + values.index(value) / (len(values) - 1)) / 2
