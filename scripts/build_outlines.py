"""Makes src/dragoman/web/drawing/data/outlines.tsv, the outlines of countries for the map.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python scripts/build_outlines.py package/countries-50m.json

The borders are Natural Earth's (1:50 million, public domain, naturalearthdata.com), as world-atlas
2.0.2 packs them. They are projected, rounded to a tenth of a unit of a map 1000 units wide, and
small islands and needless points are left out.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from dragoman.web.drawing.projection import WIDTH, project

ROOT = Path(__file__).parents[1]
STATES = ROOT / "src/dragoman/actors/data/states.csv"
OUT = ROOT / "src/dragoman/web/drawing/data/outlines.tsv"
HEAD = """\
# Outlines of countries in the Equal Earth projection, made by scripts/build_outlines.py.
# Source: Natural Earth, 1:50 million, public domain (naturalearthdata.com), from world-atlas 2.0.2.
# country  identifier of the state in the register; empty where it has none
# name     Natural Earth's name
# x, y     middle of its largest part, in units of a map 1000 wide
# path     SVG path in tenths of a unit
country\tname\tx\ty\tpath
"""
SMALLEST = 0.35  # square units; parts below it are left out, unless a country has no larger one
TOLERANCE = 0.22  # units by which a line may be moved

# Natural Earth's short names that are no names or aliases of the register.
NAMES = {
    "Antigua and Barb.": "ATG", "Bosnia and Herz.": "BIH",
    "Cayman Is.": "CYM", "Central African Rep.": "CAF",
    "Congo": "COG", "Cook Is.": "COK", "Côte d'Ivoire": "CIV", "Dem. Rep. Congo": "COD",
    "Dominican Rep.": "DOM", "Eq. Guinea": "GNQ", "Falkland Is.": "FLK", "Faeroe Is.": "FRO",
    "Fr. Polynesia": "PYF", "Macao": "MAC", "Marshall Is.": "MHL", "N. Cyprus": "CYN",
    "S. Sudan": "SSD", "Solomon Is.": "SLB",
    "St. Kitts and Nevis": "KNA",
    "St. Vin. and Gren.": "VCT", "São Tomé and Principe": "STP",
    "W. Sahara": "ESH",
    "eSwatini": "SWZ", "Macedonia": "MKD", "Hong Kong": "HKG", "Vatican": "VAT",
}  # fmt: skip

Ring = list[tuple[float, float]]


def main(atlas: Path) -> None:
    """Write the file; names without a state of the register are told."""
    topology = json.loads(atlas.read_text("utf-8"))
    # Neighbours share their borders, which are therefore simplified before rings are made of them.
    arcs = [
        _simplified([project(*position) for position in _positions(arc, topology["transform"])])
        for arc in topology["arcs"]
    ]
    known = _known()
    rows = []
    for shape in topology["objects"]["countries"]["geometries"]:
        name = shape["properties"]["name"]
        if name == "Antarctica":
            continue
        rings = [ring for part in _parts(shape, arcs) for ring in _divided(part)]
        country = known.get(name.casefold()) or NAMES.get(name, "")
        if not country:
            print("no state of the register:", name, file=sys.stderr)
        if rings := _kept(rings):
            x, y = _middle(max(rings, key=_area))
            rows.append((country, name, f"{x:.0f}", f"{y:.0f}", "".join(map(_path, rings))))
    OUT.parent.mkdir(exist_ok=True)
    lines = ("\t".join(row) + "\n" for row in sorted(rows, key=lambda row: (row[1], row[0])))
    OUT.write_text(HEAD + "".join(lines), "utf-8")


def _known() -> dict[str, str]:
    rows = csv.DictReader(
        line for line in STATES.read_text("utf-8").splitlines() if not line.startswith("#")
    )
    return {
        name.casefold(): row["actor_id"]
        for row in rows
        if not row["end"]
        for name in (row["name"], *row["aliases"].split(";"))
        if name
    }


def _positions(arc: list[list[int]], transform: dict[str, Any]) -> Iterator[tuple[float, float]]:
    """The points of a TopoJSON arc, which has differences of whole numbers."""
    (kx, ky), (dx, dy) = transform["scale"], transform["translate"]
    x = y = 0
    for step in arc:
        x, y = x + step[0], y + step[1]
        yield kx * x + dx, ky * y + dy


def _parts(shape: dict[str, Any], arcs: list[Ring]) -> Iterator[Ring]:
    """The rings of a shape, outer and inner ones."""
    polygons = shape.get("arcs", [])
    if shape["type"] == "Polygon":
        polygons = [polygons]
    for polygon in polygons:
        for numbers in polygon:
            ring: Ring = []
            for number in numbers:
                arc = arcs[number] if number >= 0 else arcs[~number][::-1]
                ring += arc[1:] if ring else arc
            yield ring


def _divided(ring: Ring) -> list[Ring]:
    """The ring in pieces where it crosses the cut of the map, so that no line runs across."""
    pieces: list[Ring] = [[]]
    for point in ring:
        if pieces[-1] and abs(point[0] - pieces[-1][-1][0]) > WIDTH / 2:
            pieces.append([])
        pieces[-1].append(point)
    if len(pieces) > 1 and abs(pieces[0][0][0] - pieces[-1][-1][0]) < WIDTH / 2:
        pieces[0] = pieces.pop() + pieces[0]
    return pieces


def _simplified(line: Ring) -> Ring:
    """Fewer points (Douglas and Peucker 1973)."""
    if len(line) < 3:
        return line
    if line[0] == line[-1] and len(line) > 3:  # a ring is halved, its ends being one point
        middle = max(range(len(line)), key=lambda i: _distance(line[i], line[0], line[0]))
        return _simplified(line[: middle + 1])[:-1] + _simplified(line[middle:])
    at = max(range(1, len(line) - 1), key=lambda i: _distance(line[i], line[0], line[-1]))
    if _distance(line[at], line[0], line[-1]) <= TOLERANCE:
        return [line[0], line[-1]]
    return _simplified(line[: at + 1])[:-1] + _simplified(line[at:])


def _distance(p: tuple[float, float], a: tuple[float, float], b: tuple[float, float]) -> float:
    length = ((b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2) ** 0.5
    if not length:
        return float(((p[0] - a[0]) ** 2 + (p[1] - a[1]) ** 2) ** 0.5)
    return float(abs((b[0] - a[0]) * (a[1] - p[1]) - (a[0] - p[0]) * (b[1] - a[1])) / length)


def _kept(rings: list[Ring]) -> list[Ring]:
    rings = [ring for ring in rings if len(ring) > 2]
    large = [ring for ring in rings if _area(ring) >= SMALLEST]
    return large or sorted(rings, key=_area)[-1:]


def _area(ring: Ring) -> float:
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2


def _middle(ring: Ring) -> tuple[float, float]:
    """The centroid of a ring."""
    pairs = list(zip(ring, ring[1:] + ring[:1], strict=True))
    crosses = [a[0] * b[1] - b[0] * a[1] for a, b in pairs]
    if not (total := sum(crosses)):
        return ring[0]
    x = sum((a[0] + b[0]) * c for (a, b), c in zip(pairs, crosses, strict=True)) / (3 * total)
    y = sum((a[1] + b[1]) * c for (a, b), c in zip(pairs, crosses, strict=True)) / (3 * total)
    return x, y


def _path(ring: Ring) -> str:
    """A closed path in tenths of a unit, in differences."""
    points = [(round(10 * x), round(10 * y)) for x, y in ring]
    steps = [f"M{points[0][0]} {points[0][1]}l"]
    for before, point in pairwise(points):
        if point != before:
            steps.append(f"{point[0] - before[0]} {point[1] - before[1]} ")
    if len(steps) == 1:  # an island smaller than a tenth
        steps.append("1 0 0 1 ")
    return "".join(steps).rstrip().replace(" -", "-") + "z"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
