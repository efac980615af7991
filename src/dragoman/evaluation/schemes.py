"""The sets of labels that gold records come in, and how PLOVER's types map to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dragoman import ontology
from dragoman.errors import InputError
from dragoman.ontology import Ontology
from dragoman.tables import read_table

NONE = "NONE"

_NAMES = Path(__file__).parent / "data" / "names.tsv"


@dataclass(frozen=True, slots=True)
class Scheme:
    """A set of labels: `label_of` gives each type's, `quad_of` each label's quad class.

    `quad_of` is empty where the labels are coarser than quad classes.
    """

    label_of: Mapping[str, str]
    quad_of: Mapping[str, str]

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels, cooperation first."""
        return tuple(dict.fromkeys(self.label_of.values()))

    def side_of(self, label: str) -> str:
        """`cooperation` or `conflict`."""
        return self.quad_of.get(label, label).split()[-1]

    def best(self, scores: Mapping[str, float], or_none: bool) -> tuple[str, float]:
        """The likeliest label and its probability, from the probabilities of the 16 types.

        Args:
            or_none: whether the answer may be NONE, whose probability is what is missing to 1.
        """
        sums = dict.fromkeys(self.labels, 0.0)
        for kind, score in scores.items():
            sums[self.label_of[kind]] += score
        if or_none:
            sums[NONE] = 1.0 - sum(scores.values())
        best = max(sums, key=sums.__getitem__)
        return best, sums[best]

    def read(self, column: str, name: str) -> str:
        """The label that a cell of a gold file means.

        Raises:
            InputError: it is none of this scheme's labels.
        """
        label = _names().get((column, name), name)
        if label not in self.labels and label != NONE:
            raise InputError(f"{column} {name!r} is none of {_listed(self.labels)}")
        return label


@cache
def plover() -> Scheme:
    """PLOVER's 16 types."""
    return own(ontology.plover())


def own(types_of: Ontology) -> Scheme:
    """The types of an ontology; quad classes where every type has one."""
    types = types_of.types
    quad_of = {name: kind.quad for name, kind in types.items() if kind.quad}
    return Scheme({name: name for name in types}, quad_of if len(quad_of) == len(types) else {})


@cache
def roots() -> Scheme:
    """ZSP's 15 roots: CONCEDE and RETREAT are YIELD, which that data counts as material."""
    base = plover()
    label_of = dict(base.label_of) | {"CONCEDE": "YIELD", "RETREAT": "YIELD"}
    return Scheme(label_of, dict(base.quad_of) | {"YIELD": "material cooperation"})


@cache
def quads() -> Scheme:
    """The four quad classes."""
    quad_of = plover().quad_of
    return Scheme(quad_of, {quad: quad for quad in quad_of.values()})


@cache
def sides() -> Scheme:
    """Cooperation and conflict."""
    return Scheme({name: quad.split()[-1] for name, quad in plover().quad_of.items()}, {})


@cache
def _names() -> Mapping[tuple[str, str], str]:
    rows = read_table(_NAMES, ("column", "name", "label"))
    return {(row["column"], row["name"]): row["label"] for row in rows}


def _listed(labels: Iterable[str]) -> str:
    return ", ".join((*labels, NONE))
