"""How a sentence is coded: the events, and the actors and times that were seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from dragoman.coding import Coder, as_article
from dragoman.coding.eventmodel import load_event_model
from dragoman.dating import find_times_within
from dragoman.language import load_model
from dragoman.records import ActorLink, Mention, TimeExpression
from dragoman.views.dates import date_label
from dragoman.views.highlight import plain
from dragoman.views.text import QUAD_STYLES, SPAN_STYLES, code_label, highlighted

_BASIS = {"text": "in the text", "published": "the day of publication", "unknown": ""}


@dataclass(frozen=True, slots=True)
class Explanation:
    """A text and all that is found in it.

    `published_start` and `published_end` are the day of publication, where it is given; else the
    days that the text allows, with `date_reasons` saying why. `deciding` names for each mention the
    words without which the model would be less sure of its type, and by how much.
    """

    text: str
    published_start: date | None
    published_end: date | None
    date_reasons: tuple[str, ...]
    mentions: list[Mention]
    deciding: tuple[tuple[tuple[str, float], ...], ...]
    actors: list[ActorLink]
    times: list[TimeExpression]


def explain(text: str, published: date | None = None, coder: Coder | None = None) -> Explanation:
    """Code a text and note what was seen on the way."""
    coder = coder or Coder()
    ((article, mentions),) = coder.code_articles([as_article(text, published)])
    doc = load_model()(text)
    start, end = article.published_start, article.published_end
    return Explanation(
        text=text,
        published_start=start,
        published_end=end,
        date_reasons=tuple(article.date_reasons.split("; ")) if article.date_reasons else (),
        mentions=mentions,
        deciding=tuple(_deciding(mention, coder) for mention in mentions),
        actors=coder.register.link(doc, published),
        times=find_times_within(text, (start, end) if start and end else None, doc),
    )


def _deciding(mention: Mention, coder: Coder) -> tuple[tuple[str, float], ...]:
    start = mention.sentence_start
    trigger = (mention.trigger_start - start, mention.trigger_end - start)
    words = load_event_model().deciding_words(
        mention.sentence, trigger, mention.event_type, coder.codebook.own
    )
    return tuple((word, round(fall, 2)) for word, fall in words)


def explanation_data(explanation: Explanation) -> dict[str, Any]:
    """The explanation as JSON's types; days as ISO 8601 text."""
    return {name: _plain_data(value) for name, value in asdict(explanation).items()}


def explanation_text(explanation: Explanation) -> RenderableType:
    """The explanation for a terminal: a panel an event, or what was seen where there is none."""
    published = _rows(_published(explanation))
    if explanation.mentions:
        panels = (
            _panel(mention, words, explanation)
            for mention, words in zip(explanation.mentions, explanation.deciding, strict=True)
        )
        return Group(*panels, published)
    return Group(
        highlighted(explanation.text, _seen(explanation)),
        Text("\nNo event found.", "bold"),
        _rows(_nothing(explanation)),
        published,
    )


def _panel(
    mention: Mention, words: tuple[tuple[str, float], ...], explanation: Explanation
) -> Panel:
    title = Text.assemble(
        (mention.event_type, "bold"), f" {mention.mode}" if mention.mode else "", style="default"
    )
    return Panel(
        Group(_sentence(mention, explanation), Text(), _rows(_facts(mention, words))),
        title=title,
        title_align="left",
        subtitle=Text(mention.quad, "default"),
        subtitle_align="left",
        border_style=QUAD_STYLES.get(mention.quad, ""),
        padding=(1, 2),
    )


def _sentence(mention: Mention, explanation: Explanation) -> Text:
    start, end = mention.sentence_start, mention.sentence_end
    spans: list[tuple[str, int, int]] = [(p.role, p.start, p.end) for p in mention.participants]
    spans += [("trigger", mention.trigger_start, mention.trigger_end)]
    spans += [("date", t.start, t.end) for t in explanation.times if t.text == mention.date_text]
    inside = [(name, a - start, b - start) for name, a, b in spans if start <= a and b <= end]
    return highlighted(mention.sentence, inside)


def _facts(
    mention: Mention, deciding: tuple[tuple[str, float], ...]
) -> Iterator[tuple[str, str, str]]:
    """What was coded: a name, its value, and the style of the value."""
    for participant in mention.participants:
        actor = [participant.actor_id, participant.country, participant.sector]
        codes = " ".join(dict.fromkeys(filter(None, actor)))
        yield participant.role, f"{participant.text}: {codes}", SPAN_STYLES[participant.role]
    yield "trigger", mention.trigger_text, SPAN_STYLES["trigger"]
    if mention.cameo or mention.score is not None:
        name, _, value = code_label(mention.cameo, mention.score).partition(" ")
        yield name, value, ""
    yield "modality", mention.modality + (", historical" if mention.historical else ""), ""
    yield "date", _when(mention), SPAN_STYLES["date"]
    if mention.contexts:
        yield "contexts", ", ".join(mention.contexts), ""
    if mention.attributed_to:
        yield "according to", mention.attributed_to, ""
    if mention.place_name:
        yield "place", mention.place_name, ""
    yield "confidence", f"{mention.confidence:.2f}", ""
    if deciding:
        yield "decided by", ", ".join(f"{word} (+{share:.2f})" for word, share in deciding), ""
    for number, reason in enumerate(mention.explanation.split("; ")):
        yield "" if number else "why", reason, "dim"


def _when(mention: Mention) -> str:
    label = date_label(mention.date_start, mention.date_end)
    basis = f"“{mention.date_text}”" if mention.date_text else _BASIS[mention.date_basis]
    return f"{label} ({basis})" if basis else label


def _published(explanation: Explanation) -> Iterator[tuple[str, str, str]]:
    """The days of publication where the text itself tells them, and how it does."""
    if explanation.date_reasons:
        days = date_label(explanation.published_start, explanation.published_end)
        yield "published", f"{days} (inferred)", SPAN_STYLES["date"]
    for number, reason in enumerate(explanation.date_reasons):
        yield "" if number else "why", reason, "dim"


def _seen(explanation: Explanation) -> list[tuple[str, int, int]]:
    actors = [("source", link.start, link.end) for link in explanation.actors]
    return actors + [("date", time.start, time.end) for time in explanation.times]


def _nothing(explanation: Explanation) -> Iterator[tuple[str, str, str]]:
    for link in explanation.actors:
        codes = " ".join(dict.fromkeys(filter(None, [link.actor_id, link.country, link.sector])))
        yield "actor", f"{link.text}: {codes} ({link.reason})", ""
    for time in explanation.times:
        yield "time", f"{time.text}: {time.value}", ""
    if not explanation.actors:
        yield "actors", "none: an event needs someone who acts", ""


def _rows(facts: Iterable[tuple[str, str, str]]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    for name, value, style in facts:
        table.add_row(name, Text(plain(value), style))
    return table


def _plain_data(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain_data(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain_data(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
