"""Texts read by a pipeline in less time than the pipeline takes by itself."""

from __future__ import annotations

from collections.abc import Callable

from spacy.language import Language
from spacy.pipeline import (
    AttributeRuler,
    DependencyParser,
    EntityRecognizer,
    Lemmatizer,
    Tok2Vec,
)
from spacy.tokens import Doc

from dragoman.language.lemmas import Lemmas
from dragoman.language.names import Names
from dragoman.language.parsing import Parser
from dragoman.language.rules import Rules
from dragoman.language.vectors import Vectors


class Reader:
    """Reads texts as a pipeline does: what it is slow at is done by components of our own."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        named_before = False
        self._pipes: list[Callable[[Doc], Doc]] = []
        for name, pipe in nlp.pipeline:
            if isinstance(pipe, AttributeRuler):
                self._pipes.append(Rules(pipe))
            elif isinstance(pipe, Lemmatizer) and Lemmas.understands(pipe):
                self._pipes.append(Lemmas(pipe))
            elif isinstance(pipe, Tok2Vec) and Vectors.understands(pipe.model):
                self._pipes.append(Vectors(pipe.model))
            elif isinstance(pipe, DependencyParser) and Parser.understands(pipe):
                self._pipes.append(Parser(pipe))
            elif (
                isinstance(pipe, EntityRecognizer) and not named_before and Names.understands(pipe)
            ):
                self._pipes.append(Names(pipe))
            else:
                self._pipes.append(pipe)
            named_before = named_before or "doc.ents" in nlp.get_pipe_meta(name).assigns

    def read(self, text: str) -> Doc:
        """The text with its sentences, parse, lemmas and names."""
        doc = self._nlp.make_doc(text)
        for pipe in self._pipes:
            doc = pipe(doc)
        return doc
