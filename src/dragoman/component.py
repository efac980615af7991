"""Dragoman as a component of a spaCy pipeline.

```python
import spacy

nlp = spacy.load("en_core_web_sm")
nlp.add_pipe("dragoman_paragraphs", first=True)  # where texts have headlines or paragraphs
nlp.add_pipe("dragoman")

doc = nlp.make_doc("Latvia expelled two diplomats of Belarus on Monday.")
doc._.published = "2021-05-25"
for mention in nlp(doc)._.mentions:
    print(mention.event_type, mention.date_start)
```

spaCy finds it by its entry point and imports this module with every pipeline: so it is light, and
names on `doc._` are taken only where the component is added. What it finds is kept in
`doc.user_data` as plain data, which every form in which spaCy stores a Doc takes along.
"""

from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter
from spacy.language import Language
from spacy.tokens import Doc, Span

from dragoman.errors import UsageError
from dragoman.records import ActorLink, Mention, TextCoding, TimeExpression

if TYPE_CHECKING:
    from dragoman.coding import Coder

_CODED = "dragoman"
_PUBLISHED = "dragoman_published"


class DragomanComponent:
    """Codes every Doc that passes; `make_component` makes it for a pipeline.

    Args:
        nlp: the pipeline, for English.
        published: day of publication of texts whose `doc._.published` is not set (ISO 8601).
        actors: file of the user's own actors, see `Register.load`.

    Raises:
        UsageError: the pipeline is not for English, or `published` is no date.
        DataFileError: the actors file is not well formed.
    """

    def __init__(self, nlp: Language, published: str | None, actors: str | None) -> None:
        if nlp.lang != "en":
            raise UsageError(f"Dragoman codes English, this spaCy pipeline is for {nlp.lang!r}")
        self._settings = (nlp, published, actors)
        self._published = _day(published)
        self._coder = _coder(nlp, actors)
        register_extensions()

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc._.mentions`, `doc._.actors` and `doc._.times`.

        Raises:
            UsageError: a component whose annotation coding reads is missing or comes later.
        """
        coded = self._coder.code_doc(doc, _published(doc) or self._published)
        doc.user_data[_CODED] = _codings().dump_python(coded, mode="json")
        return doc

    def __reduce__(self) -> tuple[Any, ...]:
        # For processes that are started anew: the coder holds what cannot be pickled.
        return DragomanComponent, self._settings


@Language.factory(
    "dragoman",
    requires=["token.tag", "token.lemma", "token.dep", "doc.ents", "doc.sents"],
    assigns=["doc._.mentions", "doc._.actors", "doc._.times"],
    default_config={"published": None, "actors": None},
)
def make_component(
    nlp: Language, name: str, published: str | None, actors: str | None
) -> DragomanComponent:
    """The component, for `nlp.add_pipe("dragoman", config={...})`; see `DragomanComponent`."""
    return DragomanComponent(nlp, published, actors)


def register_extensions() -> None:
    """Make known to spaCy what the component adds to Docs and Spans.

    Adding the component does so. A program that only reads coded Docs from a DocBin calls it.

    On a Doc, `published` is the day of publication, to be set before coding (`date`, ISO 8601 text
    or None); `mentions`, `actors` and `times` are tuples of records in text order. On a Span they
    are those whose trigger or words begin in it.
    """
    Doc.set_extension("published", getter=_published, setter=_set_published, force=True)
    Doc.set_extension("mentions", getter=lambda doc: _coding(doc).mentions, force=True)
    Doc.set_extension("actors", getter=lambda doc: _coding(doc).actors, force=True)
    Doc.set_extension("times", getter=lambda doc: _coding(doc).times, force=True)
    Span.set_extension("mentions", getter=_span_mentions, force=True)
    Span.set_extension("actors", getter=_span_actors, force=True)
    Span.set_extension("times", getter=_span_times, force=True)


def _coder(nlp: Language, actors: str | None) -> "Coder":
    from dragoman.actors import Register
    from dragoman.coding import Coder

    return Coder(Register.load(Path(actors) if actors else None), nlp)


@cache
def _codings() -> TypeAdapter[TextCoding]:
    return TypeAdapter(TextCoding)


def _coding(doc: Doc) -> TextCoding:
    """What was found in a text; nothing in one that was not coded."""
    coded = doc.user_data.get(_CODED)
    return _codings().validate_python(coded) if coded else TextCoding((), (), ())


def _day(value: date | str | None) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise UsageError(f"{value!r} is no date: write it as 2024-03-07") from None


def _published(doc: Doc) -> date | None:
    return _day(doc.user_data.get(_PUBLISHED))


def _set_published(doc: Doc, value: date | str | None) -> None:
    day = _day(value)
    doc.user_data[_PUBLISHED] = day.isoformat() if day else None


def _span_mentions(span: Span) -> tuple[Mention, ...]:
    found = _coding(span.doc).mentions
    return tuple(m for m in found if span.start_char <= m.trigger_start < span.end_char)


def _span_actors(span: Span) -> tuple[ActorLink, ...]:
    found = _coding(span.doc).actors
    return tuple(link for link in found if span.start_char <= link.start < span.end_char)


def _span_times(span: Span) -> tuple[TimeExpression, ...]:
    found = _coding(span.doc).times
    return tuple(time for time in found if span.start_char <= time.start < span.end_char)
