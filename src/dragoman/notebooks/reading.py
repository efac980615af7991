"""A text with its mentions: actors and triggers marked in it, the events below each paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from dragoman.merging.summaries import party_label
from dragoman.notebooks.frame import Html, framed, joined, quad_class, type_label, words
from dragoman.records import Mention
from dragoman.views.dates import date_label

if TYPE_CHECKING:
    from spacy.tokens import Doc

_PARAGRAPH = re.compile(r"\S.*?(?=\n\s*\n|\s*\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Span:
    """Words to be marked, by the style's class, with the label that stands behind them."""

    start: int
    end: int
    style: str
    label: str


def render(text: str | Doc, mentions: Iterable[Mention] | None = None) -> Html:
    """A text with its mentions, for a notebook or a file.

    Args:
        text: the text in which the mentions' offsets count, or a Doc that "dragoman" has coded.
        mentions: those to show; by default all of the Doc.

    Returns:
        Self-contained HTML, in which nothing of the text is markup.
    """
    if mentions is None:
        mentions = () if isinstance(text, str) else text._.mentions
    ordered = sorted(mentions, key=lambda mention: mention.trigger_start)
    numbered = list(enumerate(ordered, start=1))
    content = text if isinstance(text, str) else text.text
    return framed('<div class="d-text">', *_paragraphs(content, numbered), "</div>")


def marked(text: str, start: int, end: int, spans: Iterable[Span]) -> str:
    """A stretch of the text with spans marked in it, which may overlap.

    The text is cut wherever a span begins or ends; each piece has the styles of all spans over it.
    """
    inside = [span for span in spans if span.start < end and span.end > start]
    cuts = {start, end} | {cut for span in inside for cut in (span.start, span.end)}
    bounds = sorted(cut for cut in cuts if start <= cut <= end)
    parts = []
    for first, last in pairwise(bounds):
        over = [span for span in inside if span.start <= first and last <= span.end]
        styles = " ".join(sorted({span.style for span in over}))
        piece = words(text[first:last])
        parts.append(f'<mark class="{styles}">{piece}</mark>' if over else piece)
        labels = dict.fromkeys(span.label for span in over if span.end == last and span.label)
        parts += [f"<small>{words(label)}</small>" for label in labels]
    return "".join(parts)


def spans_of(mention: Mention, number: str = "") -> Iterator[Span]:
    """The words of a mention's actors and its trigger; `number` stands behind the latter."""
    for participant in mention.participants:
        yield Span(participant.start, participant.end, participant.role, party_label(participant))
    style = f"trigger {quad_class(mention.quad)}"
    yield Span(mention.trigger_start, mention.trigger_end, style, number)


def facts(mention: Mention) -> str:
    """Who to whom, when, where, how sure, in a line."""
    sources, targets = (
        ", ".join(dict.fromkeys(map(party_label, side)))
        for side in (mention.sources, mention.targets)
    )
    parties = f"{sources or '?'} → {targets}" if targets else sources
    standing = "" if mention.modality == "actual" else mention.modality
    said = f"says {mention.attributed_to}" if mention.attributed_to else ""
    where = ", ".join(filter(None, (mention.place_name, mention.place_country)))
    days = date_label(mention.date_start, mention.date_end)
    sure = f"confidence {mention.confidence:.2f}"
    return joined(map(words, (parties, standing, said, days, where, sure)))


def _paragraphs(text: str, numbered: Sequence[tuple[int, Mention]]) -> Iterator[str]:
    spans = [span for n, mention in numbered for span in spans_of(mention, str(n))]
    for paragraph in _PARAGRAPH.finditer(text):
        start, end = paragraph.span()
        yield f"<p>{marked(text, start, end, spans)}</p>"
        here = [(n, m) for n, m in numbered if start <= m.trigger_start < end]
        if here:
            yield f'<ul class="d-notes">{"".join(_note(n, mention) for n, mention in here)}</ul>'


def _note(number: int, mention: Mention) -> str:
    kind = type_label(mention.event_type, mention.mode, mention.quad)
    reasons = words(mention.explanation)
    return f'<li title="{reasons}"><small>{number}</small> {kind} {facts(mention)}</li>'
