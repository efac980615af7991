"""Texts read by a pipeline in less time than the pipeline takes by itself."""

from __future__ import annotations

from collections.abc import Callable

from spacy.language import Language
from spacy.pipeline import AttributeRuler, EntityRecognizer
from spacy.tokens import Doc, Span

from dragoman.language.rules import Rules


class Reader:
    """Reads texts as a pipeline does, but for the names.

    Finding names takes as long as all the rest. Where it comes last in a pipeline, it is done only
    for the sentences in which names matter; the others have none.
    """

    def __init__(self, nlp: Language) -> None:
        pipes = [pipe for _, pipe in nlp.pipeline]
        self._nlp = nlp
        self._names = pipes.pop() if isinstance(pipes[-1], EntityRecognizer) else None
        self._pipes = [Rules(pipe) if isinstance(pipe, AttributeRuler) else pipe for pipe in pipes]

    def read(self, text: str, names_matter: Callable[[Span], bool]) -> Doc:
        """The text with its sentences, parse, lemmas and the names that matter."""
        doc = self._nlp.make_doc(text)
        for pipe in self._pipes:
            doc = pipe(doc)
        if self._names is not None:
            _find_names(self._names, doc, [sent for sent in doc.sents if names_matter(sent)])
        return doc


def _find_names(recognizer: EntityRecognizer, doc: Doc, sentences: list[Span]) -> None:
    alone = [sentence.as_doc() for sentence in sentences]
    recognizer.set_annotations(alone, recognizer.predict(alone))
    found = [
        Span(doc, sentence.start + ent.start, sentence.start + ent.end, ent.label)
        for sentence, part in zip(sentences, alone, strict=True)
        for ent in part.ents
    ]
    doc.set_ents(found, default="outside")
