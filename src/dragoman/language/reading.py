"""Texts read by a pipeline in less time than the pipeline takes by itself."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from spacy.language import Language
from spacy.pipeline import AttributeRuler, EntityRecognizer
from spacy.tokens import Doc, Span

from dragoman.language.rules import Rules

# Words on either side of a sentence that the recognizer sees: as far as its convolutions reach.
_AROUND = 4


class Reader:
    """Reads texts as a pipeline does, but for the names.

    Finding names takes as long as all the rest. Where it comes last in a pipeline, it is done only
    for the sentences in which names matter or a full name may stand; the others have none.
    """

    def __init__(self, nlp: Language) -> None:
        pipes = [pipe for _, pipe in nlp.pipeline]
        self._nlp = nlp
        self._names = pipes.pop() if pipes and isinstance(pipes[-1], EntityRecognizer) else None
        self._pipes = [Rules(pipe) if isinstance(pipe, AttributeRuler) else pipe for pipe in pipes]

    def read(self, text: str, names_matter: Callable[[Span], bool]) -> Doc:
        """The text with its sentences, parse, lemmas and the names that matter."""
        doc = self._nlp.make_doc(text)
        for pipe in self._pipes:
            doc = pipe(doc)
        if self._names is not None:
            sentences = [s for s in doc.sents if names_matter(s) or _may_name_in_full(s)]
            _find_names(self._names, doc, sentences)
        return doc


def _may_name_in_full(sentence: Span) -> bool:
    """Whether two names stand side by side, as where a person is introduced."""
    return any(a.tag_ == b.tag_ == "NNP" for a, b in pairwise(sentence))


def _find_names(recognizer: EntityRecognizer, doc: Doc, sentences: list[Span]) -> None:
    parts = [doc[max(0, s.start - _AROUND) : s.end + _AROUND] for s in sentences]
    alone = [part.as_doc() for part in parts]
    recognizer.set_annotations(alone, recognizer.predict(alone))
    found = [
        Span(doc, part.start + name.start, part.start + name.end, name.label)
        for sentence, part, read in zip(sentences, parts, alone, strict=True)
        for name in read.ents
        if sentence.start <= part.start + name.start and part.start + name.end <= sentence.end
    ]
    doc.set_ents(found, default="outside")
