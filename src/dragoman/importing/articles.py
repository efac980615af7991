"""Rows of a file as articles and mentions, so that all that reads coded text reads them too.

A file of events has no sentences. What stands in their place says no more than the row does:
"Police (Egypt) — Arrest, detain, or charge with legal action — Citizen (Egypt), in Cairo". The
rows of a story are the sentences of an article.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from dragoman.importing.naming import Names
from dragoman.importing.records import CodedRow, NamedActor
from dragoman.ontology import event_type, score
from dragoman.records import Article, Mention, Participant, Role

_BETWEEN = " — "
_TITLES = {"icews": "ICEWS", "gdelt": "GDELT", "polecat": "POLECAT"}


def to_articles(
    rows: Iterable[CodedRow], path: Path, layout: str, names: Names
) -> Iterator[tuple[Article, list[Mention]]]:
    """The articles of some rows, one a story, with a mention for each row.

    A row that says the same as one before, as those of a meeting do that stand in both directions,
    is taken once.
    """
    stories: dict[str, list[CodedRow]] = {}
    for row in rows:
        stories.setdefault(row.story, []).append(row)
    for story, told in stories.items():
        yield _article(story, told, path, layout, names)


def _article(
    story: str, rows: Sequence[CodedRow], path: Path, layout: str, names: Names
) -> tuple[Article, list[Mention]]:
    first = rows[0]
    article_id = _digest(layout, story, first.event_id)
    mentions: dict[str, Mention] = {}
    lines: list[str] = []
    for row in rows:
        start = sum(map(len, lines)) + len(lines)
        found = _mention(row, article_id, start, f"{_TITLES[layout]}, {path.name}", names)
        if found.mention_id not in mentions:
            mentions[found.mention_id] = found
            lines.append(found.sentence)
    article = Article(
        article_id=article_id,
        path=f"{path}#{first.line}",
        text="\n".join(lines),
        url=first.url,
        publisher=first.publisher,
        title=f"{_TITLES[layout]}, {story}" if first.url is None else None,
        language=first.language or "en",
        published_start=first.published,
        published_end=first.published,
        published_basis="given" if first.published else "unknown",
    )
    return article, list(mentions.values())


def _mention(row: CodedRow, article_id: str, start: int, file: str, names: Names) -> Mention:
    """The mention of a row, in a sentence that begins at `start`."""
    sentence, trigger_at, spans = _sentence(row)
    participants = tuple(
        _participant(role, actor, start + at, names, row.day) for role, actor, at in spans
    )
    return Mention(
        mention_id=_identity(row, article_id, participants),
        article_id=article_id,
        sentence=sentence,
        sentence_start=start,
        sentence_end=start + len(sentence),
        trigger_text=row.words,
        trigger_start=start + trigger_at,
        trigger_end=start + trigger_at + len(row.words),
        event_type=row.event_type,
        mode=row.mode,
        contexts=row.contexts,
        quad=event_type(row.event_type).quad,
        cameo=row.cameo,
        score=score(row.event_type, row.mode),
        modality="actual",
        historical=False,
        attributed_to=None,
        date_start=row.day,
        date_end=row.day,
        date_text=None,
        date_basis="text" if row.day else "unknown",
        place_name=row.place_name,
        place_country=row.place_country,
        latitude=row.latitude,
        longitude=row.longitude,
        geonames_id=row.geonames_id,
        confidence=1.0,
        explanation=f"{file}, line {row.line}: event {row.event_id}; confidence: not given",
        participants=participants,
    )


def _sentence(row: CodedRow) -> tuple[str, int, list[tuple[Role, NamedActor, int]]]:
    """The words of a row, where its deed stands in them, and where its actors do."""
    text, spans = "", list[tuple[Role, NamedActor, int]]()
    for role, actors in (("source", row.sources), ("target", row.targets)):
        for number, actor in enumerate(actors):
            text += ", " if number else ""
            spans.append((_role(role), actor, len(text)))
            text += actor.name
        text += _BETWEEN if role == "source" or actors else ""
        if role == "source":
            deed_at = len(text)
            text += row.words + (_BETWEEN if row.targets else "")
    text = text.removesuffix(_BETWEEN)
    return text + (f", in {row.place_name}" if row.place_name else ""), deed_at, spans


def _role(name: str) -> Role:
    return "source" if name == "source" else "target"


def _participant(
    role: Role, actor: NamedActor, start: int, names: Names, day: date | None
) -> Participant:
    actor_id, country, sector = names.find(actor)
    # Who speaks for an organisation does not act for the country that he comes from.
    body = names.body(actor_id, day) if actor.country is None else None
    country = None if body else country
    end = start + len(actor.name)
    return Participant(role, actor_id, actor.name, start, end, country, sector, body)


def _identity(row: CodedRow, article_id: str, participants: Sequence[Participant]) -> str:
    """The same for rows of a story that say the same, whichever party stands first."""
    parties = sorted((p.role, p.actor_id, p.sector or "", p.text) for p in participants)
    return _digest(article_id, row.cameo, row.mode, row.day, row.place_name, parties)


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
