"""The records that every stage, the store and the views share. One idea, one immutable class.

All character offsets count in the cleaned text of the article (`Article.text`), end exclusive,
so that `text[start:end]` gives the words back. The column names are the data contract's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

Status = Literal["coded", "duplicate", "skipped", "failed"]
PublishedBasis = Literal["given", "metadata", "dateline", "inferred", "unknown"]
DateBasis = Literal["text", "published", "unknown"]
Modality = Literal["actual", "planned", "hypothetical", "demanded", "denied"]
Outcome = Literal["happened", "postponed", "cancelled", "no report yet"]
Quad = Literal["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"]
Role = Literal["source", "target"]
Stance = Literal["favours", "opposes", "denies"]
CorrectionKind = Literal["change", "reject", "confirm", "split", "merge"]
Kind = Literal[
    "state", "igo", "ngo", "party", "armed group", "people", "company", "person", "other"
]

_SURROGATE = re.compile(r"[\ud800-\udfff]")


def encodable(text: str) -> str:
    """The text with lone surrogates ("\\ud800" in JSON), which are in no encoding, replaced."""
    return _SURROGATE.sub("\ufffd", text)


@dataclass(frozen=True, slots=True)
class Document:
    """One input document as it was found, before cleaning.

    `path` names where it came from, members of a container after a `#`
    (`news.jsonl.gz#17`, `crawl.warc.gz#<record id>`). Either `content` holds its text or HTML,
    or `error` says why it could not be read.
    """

    path: str
    content: str = ""
    is_html: bool = False
    url: str | None = None
    publisher: str | None = None
    title: str | None = None
    author: str | None = None
    published: date | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """A cleaned document: a row of `articles`.

    `date_reasons` says what in the text gave the days of publication where they are inferred.
    `dateline_day` is the day in the dateline where that names no year ("April 11"); it serves to
    infer those days.
    """

    article_id: str
    path: str
    text: str
    url: str | None = None
    publisher: str | None = None
    title: str | None = None
    author: str | None = None
    language: str | None = None
    published_start: date | None = None
    published_end: date | None = None
    published_basis: PublishedBasis = "unknown"
    date_reasons: str | None = None
    duplicate_of: str | None = None
    status: Status = "coded"
    error: str | None = None
    dateline_day: str | None = None


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A TIMEX3: where it stands, what type it has and which days it covers.

    `value` follows TimeML ("2024-03-08", "2024-W10", "2024-01", "P3D", "PAST_REF").
    `date_start` and `date_end` are the first and last day, None where it names no days.
    """

    start: int
    end: int
    text: str
    type: Literal["DATE", "TIME", "DURATION", "SET"]
    value: str
    date_start: date | None = None
    date_end: date | None = None


@dataclass(frozen=True, slots=True)
class ActorRole:
    """An office or standing that an actor holds from `start` to `end` (None: open).

    `organization` is the register's id of the body that the office is in, where it is no state's
    ("UN" for the Secretary-General, "HEZBOLLAH" for its leader).
    """

    actor_id: str
    role: str
    country: str | None
    sector: str | None
    start: date | None = None
    end: date | None = None
    organization: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A row of the register: a state, organisation, group or person and its spellings."""

    actor_id: str
    name: str
    kind: Kind
    country: str | None = None
    sector: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActorLink:
    """A stretch of text that denotes an actor: `reason` says by which rule, `confidence` how sure.

    `actor_id` is the register's; an unknown person with a known office is linked to the state
    ("Turkish Foreign Minister X": TUR, GOV), a group without nationality to its own slug
    ("protesters": country None, sector CVL). `organization` is the body, no state, that the actor
    acts for: "UN" for its Secretary-General.
    """

    start: int
    end: int
    text: str
    actor_id: str
    country: str | None
    sector: str | None
    confidence: float
    reason: str
    organization: str | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """A row of `mention_actors`: one actor in one role of a mention."""

    role: Role
    actor_id: str
    text: str
    start: int
    end: int
    country: str | None = None
    sector: str | None = None
    organization: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """One report of an event in one sentence: a row of `mentions` with its participants.

    In a mutual event (a meeting, a joint agreement) every party is a source and there is no
    target. Of types other than PLOVER's, `quad` and `cameo` may be empty and `score` None.
    """

    mention_id: str
    article_id: str
    sentence: str
    sentence_start: int
    sentence_end: int
    trigger_text: str
    trigger_start: int
    trigger_end: int
    event_type: str
    mode: str | None
    contexts: tuple[str, ...]
    quad: Quad | Literal[""]
    cameo: str
    score: float | None
    modality: Modality
    historical: bool
    attributed_to: str | None
    date_start: date | None
    date_end: date | None
    date_text: str | None
    date_basis: DateBasis
    place_name: str | None
    place_country: str | None
    latitude: float | None
    longitude: float | None
    geonames_id: int | None
    confidence: float
    explanation: str
    participants: tuple[Participant, ...]
    event_id: str | None = None

    @property
    def sources(self) -> tuple[Participant, ...]:
        """The actors in the source role, in text order."""
        return tuple(p for p in self.participants if p.role == "source")

    @property
    def targets(self) -> tuple[Participant, ...]:
        """The actors in the target role, in text order; empty for mutual events."""
        return tuple(p for p in self.participants if p.role == "target")

    def _repr_html_(self) -> str:
        # What a notebook asks of an object; its looks are no part of the record.
        from dragoman.notebooks import mention_card

        return mention_card(self)


@dataclass(frozen=True, slots=True)
class TextCoding:
    """What a text tells: its events, all its actors and its time expressions, in text order."""

    mentions: tuple[Mention, ...]
    actors: tuple[ActorLink, ...]
    times: tuple[TimeExpression, ...]


@dataclass(frozen=True, slots=True)
class PairCoding:
    """The event between two given actors of a sentence.

    `scores` maps each of PLOVER's 16 types to its probability; what is missing to 1 is the
    probability that there is no event between the two. `event_type` is the likeliest type.
    """

    event_type: str
    mode: str | None
    modality: Modality
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Event:
    """One real-world event, merged from its mentions: a row of `events`.

    `mention_count` counts reports, those in near-duplicates of an article included;
    `article_count` counts articles without their near-duplicates. `outcome` is what came of it
    where it was planned, None where no report says that it was; `outcome_event_id` is the event
    that says so: the same one where its own reports do.
    """

    event_id: str
    event_type: str
    mode: str | None
    contexts: tuple[str, ...]
    quad: Quad | Literal[""]
    cameo: str
    score: float | None
    modality: Modality
    date_start: date | None
    date_end: date | None
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    place_name: str | None
    place_country: str | None
    latitude: float | None
    longitude: float | None
    mention_count: int
    article_count: int
    first_published: date | None
    last_published: date | None
    confidence: float
    summary: str
    outcome: Outcome | None = None
    outcome_event_id: str | None = None

    def _repr_html_(self) -> str:
        from dragoman.notebooks import event_card

        return event_card(self)


@dataclass(frozen=True, slots=True)
class ActorChange:
    """Who takes part according to a correction.

    `actor` is an id of the register ("NATO", "angela-merkel"), a state's code for the state or with
    a sector for those of it ("TUR", "TUR MIL"), a sector for who has no country ("REB"), or another
    id that takes part in something in the dataset ("protesters"). `start` and `end` are the offsets
    of the words in the article's text; without them, they are those of the actor that it replaces.
    """

    actor: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What a correction puts right in a mention; what is None stays as it is.

    A new `event_type` takes the old mode away unless `mode` gives another; `mode` "" takes it away
    too. `date_start` alone is one day; `undated` says that the days are not known. `sources` and
    `targets` are all actors of that role; an empty tuple leaves none.
    """

    event_type: str | None = None
    mode: str | None = None
    modality: Modality | None = None
    date_start: date | None = None
    date_end: date | None = None
    undated: bool = False
    sources: tuple[ActorChange, ...] | None = None
    targets: tuple[ActorChange, ...] | None = None
