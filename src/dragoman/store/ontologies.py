"""The ontology of a dataset: PLOVER, or the user's own, whose file is kept in the dataset."""

from __future__ import annotations

from dragoman.errors import UsageError
from dragoman.ontology import Ontology, parse_ontology, plover
from dragoman.store.connection import Connection

_KEY, _FILE = "ontology", "ontology_file"


def ontology_of(dataset: Connection) -> Ontology:
    """The ontology by which a dataset is coded."""
    source = dataset._meta(_KEY)
    return parse_ontology(source, dataset._meta(_FILE) or "") if source else plover()


class Ontologies(Connection):
    """A dataset's event types."""

    def ontology(self) -> Ontology:
        """The ontology by which the dataset is coded: PLOVER, or the user's own."""
        return ontology_of(self)

    def adopt(self, ontology: Ontology) -> None:
        """Make an ontology of one's own that of a dataset which holds no articles yet.

        Raises:
            UsageError: the dataset is coded by another one.
        """
        if self._meta(_KEY) == ontology.source:
            return
        ((articles,),) = self._fetch("SELECT count(*) FROM articles")
        if articles:
            raise UsageError(
                f"{self.path} is coded by {self.ontology().name} as it was then: name another file"
                " with --db for another ontology, or for another state of it"
            )
        with self._transaction():
            self._set_meta(_KEY, ontology.source)
            self._set_meta(_FILE, ontology.file)
            # Types of one's own need no score.
            for table in ("internal.coded_mentions", "events"):
                self._execute(f"ALTER TABLE {table} ALTER COLUMN score DROP NOT NULL")
