"""Small records for tests, and a coder that is simple enough to foresee what it finds."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from dragoman.records import Actor, Article, Mention, Modality, Participant, Role

if TYPE_CHECKING:
    from dragoman.dating import DatedTexts

COUNTRIES = {"Turkey": "TUR", "Russia": "RUS", "Syria": "SYR", "France": "FRA", "Egypt": "EGY"}
VERBS = {
    "met": ("CONSULT", "verbal cooperation", "040"),
    "praised": ("SUPPORT", "verbal cooperation", "051"),
    "attacked": ("ASSAULT", "material conflict", "190"),
}
_EVENT = re.compile(rf"({'|'.join(COUNTRIES)}) ({'|'.join(VERBS)}) ({'|'.join(COUNTRIES)})[^.]*\.")


def article(
    text: str, published: str | None = "2024-03-07", article_id: str | None = None
) -> Article:
    """An article as cleaning would give it."""
    day = date.fromisoformat(published) if published else None
    return Article(
        article_id=article_id or hashlib.sha256(text.encode()).hexdigest()[:16],
        path=f"{article_id or 'article'}.txt",
        text=text,
        title=text.split(".")[0],
        published_start=day,
        published_end=day,
        published_basis="given" if day else "unknown",
        language="en",
    )


def mention(
    sentence: str,
    trigger: str,
    sources: str,
    targets: str = "",
    *,
    days: str = "2024-03-07",
    event_type: str = "REJECT",
    modality: Modality = "actual",
    article_id: str = "a1",
    mention_id: str | None = None,
    confidence: float = 0.5,
) -> Mention:
    """A mention in an article that is this one sentence.

    Args:
        sources: actors with one blank between them, "TUR:GOV" or "YPG/SYR:REB" (id/country:sector).
        days: "2024-03-07", "2024-03-01/2024-03-31", or "" where unknown.
    """
    start, end = (days.split("/") * 2)[:2]
    at = sentence.index(trigger)
    return Mention(
        mention_id=mention_id or f"{article_id}-{trigger}-{days}-{modality}-{sources}-{targets}",
        article_id=article_id,
        sentence=sentence,
        sentence_start=0,
        sentence_end=len(sentence),
        trigger_text=trigger,
        trigger_start=at,
        trigger_end=at + len(trigger),
        event_type=event_type,
        mode=None,
        contexts=("diplomatic",),
        quad="verbal conflict",
        cameo="120",
        score=-4.0,
        modality=modality,
        historical=False,
        attributed_to=None,
        date_start=date.fromisoformat(start) if start else None,
        date_end=date.fromisoformat(end) if end else None,
        date_text=None,
        date_basis="text" if start else "unknown",
        place_name=None,
        place_country=None,
        latitude=None,
        longitude=None,
        geonames_id=None,
        confidence=confidence,
        explanation=f"the verb {trigger}",
        participants=(*_participants("source", sources), *_participants("target", targets)),
    )


def _participants(role: Role, actors: str) -> Iterator[Participant]:
    for actor in actors.split():
        name, _, sector = actor.partition(":")
        actor_id, _, country = name.partition("/")
        if not country and actor_id in {*COUNTRIES.values(), "USA"}:
            country = actor_id
        yield Participant(role, actor_id, name, 0, 0, country or None, sector or None)


class PlainRegister:
    """A register of one state."""

    actors = {"TUR": Actor("TUR", "Turkey", "state", "TUR", None, ("Türkiye", "Turkish"))}  # noqa: RUF012
    roles = ()


class PlainCoder:
    """Finds "Turkey met Russia" and the like, on the day before publication.

    Args:
        breaks_on: a word; an article that holds it cannot be coded.
        interrupt_after: the number of articles after which Ctrl-C is pressed.
    """

    register = PlainRegister()

    def __init__(self, breaks_on: str | None = None, interrupt_after: int | None = None) -> None:
        self.breaks_on = breaks_on
        self.interrupt_after = interrupt_after
        self.coded: list[str] = []

    def code_articles(
        self, articles: Iterable[Article], dated: DatedTexts | None = None
    ) -> Iterator[tuple[Article, list[Mention]]]:
        for item in articles:
            if len(self.coded) == self.interrupt_after:
                raise KeyboardInterrupt
            if self.breaks_on and self.breaks_on in item.text:
                raise ValueError(f"no rule for {self.breaks_on}\nand more lines")
            self.coded.append(item.article_id)
            yield item, list(_events_in(item))


def _events_in(item: Article) -> Iterator[Mention]:
    for match in _EVENT.finditer(item.text):
        source, verb, target = match.groups()
        event_type, quad, cameo = VERBS[verb]
        day = item.published_start - timedelta(days=1) if item.published_start else None
        found = mention(
            match[0],
            verb,
            COUNTRIES[source] if verb != "met" else f"{COUNTRIES[source]} {COUNTRIES[target]}",
            COUNTRIES[target] if verb != "met" else "",
            days=str(day or ""),
            event_type=event_type,
            article_id=item.article_id,
            mention_id=f"{item.article_id}-{match.start()}",
        )
        yield replace(
            found,
            quad=quad,
            cameo=cameo,
            sentence_start=match.start(),
            sentence_end=match.end(),
            trigger_start=match.start(2),
            trigger_end=match.end(2),
            participants=tuple(
                replace(p, text=match[n], start=match.start(n), end=match.end(n))
                for p, n in zip(found.participants, (1, 3), strict=True)
            ),
        )


def make_plain(*_: object) -> PlainCoder:
    """In place of `coders.load_coder`."""
    return PlainCoder()
