"""What a run asks of a coder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from dragoman.records import Actor, ActorRole, Article, Mention

if TYPE_CHECKING:
    from dragoman.dating import DatedTexts
    from dragoman.dictionaries import Dictionaries
    from dragoman.ontology import Ontology


class Registered(Protocol):
    """What a dataset holds of a register of actors."""

    @property
    def actors(self) -> Mapping[str, Actor]: ...

    @property
    def roles(self) -> Sequence[ActorRole]: ...


class ArticleCoder(Protocol):
    """What a run asks of a coder: the actors it knows, and articles with their mentions in order.

    Articles without a date come back dated, where their text and the `dated` ones allow it.
    """

    @property
    def register(self) -> Registered: ...

    def code_articles(
        self, articles: Iterable[Article], dated: DatedTexts | None = None
    ) -> Iterator[tuple[Article, list[Mention]]]: ...


def checked_actors(actors: str | Path | None) -> Path | None:
    """The file of actors, found to be well formed before anything is done.

    Raises:
        DataFileError: a line of it is malformed.
    """
    if actors is None:
        return None
    from dragoman.actors import Register

    Register.load(Path(actors))
    return Path(actors)


def load_coder(
    actors: Path | None,
    ontology: Ontology | None = None,
    dictionaries: Dictionaries | None = None,
) -> ArticleCoder:
    """The coder with its models, and with a file of actors before those of the register.

    Args:
        ontology: types of the user's own; none stands for PLOVER's.
        dictionaries: PETRARCH's, of actors, agents and verbs.
    """
    from dragoman.actors import Register
    from dragoman.coding import Coder

    verbs = dictionaries.verbs if dictionaries else ()
    return Coder(Register.load(actors, dictionaries), ontology=ontology, verbs=verbs)


def failed(article: Article, error: Exception) -> Article:
    """An article that could not be coded, with the reason."""
    lines = str(error).splitlines()
    what = f"{type(error).__name__}: {lines[0] if lines else 'no reason given'}"
    return replace(article, status="failed", error=f"could not be coded: {what}")
