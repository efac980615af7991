"""The names of actors: "Turkey" for "TUR", "Turkey, civilians" for "TUR CVL", "Jane Roe"."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dragoman.store import Dataset


@dataclass(frozen=True, slots=True)
class Party:
    """Someone who takes part: the key by which the dataset knows it, and a name to read."""

    key: str
    name: str

    @property
    def is_code(self) -> bool:
        """Whether the key says something besides the name: "TUR" does, "men" does not."""
        return self.key != self.name and self.key == self.key.upper()


@dataclass(frozen=True, slots=True)
class Names:
    """The names that are known, by identifier."""

    by_id: Mapping[str, str]

    def __call__(self, key: str) -> str:
        """The name of an actor or party; one that is not known, in the words of its key."""
        if key in self.by_id:
            return self.by_id[key]
        country, _, sector = key.partition(" ")
        if country in self.by_id and sector in sectors():
            return f"{self.by_id[country]}, {sectors()[sector]}"
        return key.replace("-", " ") if key.islower() else key

    def party(self, key: str) -> Party:
        """The key with its name."""
        return Party(key, self(key))

    def parties(self, keys: Iterable[str]) -> list[Party]:
        """Several keys with their names."""
        return [self.party(key) for key in keys]

    def sides(self, summary: str) -> tuple[list[Party], list[Party]]:
        """The sources and targets of a summary, "TUR, USA → QAT: …"."""
        sources, _, targets = summary.partition(": ")[0].partition(" → ")
        return self._listed(sources), self._listed(targets)

    def _listed(self, keys: str) -> list[Party]:
        return self.parties(key for key in keys.split(", ") if key not in ("", "?"))


def read_names(dataset: Dataset) -> Names:
    """The names of the dataset's register, and of others as the articles spell them."""
    spelled = dataset.query(
        r"SELECT actor_id, mode(text) FROM mention_actors ANTI JOIN actors USING (actor_id)"
        r" WHERE contains(actor_id, '-')"
        r"  AND actor_id = lower(strip_accents(regexp_replace(text, '\W+', '-', 'g')))"
        r" GROUP BY actor_id"
    ).fetchall()
    known = dataset.query("SELECT actor_id, name FROM actors").fetchall()
    return Names(dict(spelled + known))


@cache
def sectors() -> Mapping[str, str]:
    """What the codes of sectors mean, in a word or two: "CVL": "civilians"."""
    text = files("dragoman").joinpath("actors", "data", "sectors.csv").read_text("utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {row["sector"]: row["meaning"].partition(":")[0] for row in rows}
