"""Texts read by a pipeline, with names sought only where they matter."""

from __future__ import annotations

from collections.abc import Callable

from spacy.language import Language
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Doc, Span


def read(nlp: Language, text: str, names_matter: Callable[[Span], bool]) -> Doc:
    """The text as the pipeline reads it.

    Finding names takes as long as all the rest. Where it comes last in a pipeline, it is done for
    those sentences alone in which names matter; the others have none.
    """
    name, recognizer = nlp.pipeline[-1]
    if not isinstance(recognizer, EntityRecognizer):
        return nlp(text)
    with nlp.select_pipes(disable=[name]):
        doc = nlp(text)
    sentences = [sentence for sentence in doc.sents if names_matter(sentence)]
    alone = [sentence.as_doc() for sentence in sentences]
    recognizer.set_annotations(alone, recognizer.predict(alone))
    found = [
        Span(doc, sentence.start + ent.start, sentence.start + ent.end, ent.label)
        for sentence, part in zip(sentences, alone, strict=True)
        for ent in part.ents
    ]
    doc.set_ents(found, default="outside")
    return doc
