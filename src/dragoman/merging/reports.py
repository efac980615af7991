"""What of a mention counts for which event it tells of."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple, cast

from dragoman.merging.parties import Side, both, side_of
from dragoman.ontology import event_types
from dragoman.records import Article, Mention
from dragoman.tables import read_table, words_pattern

_DATA = Path(__file__).parent / "data"
# Words that share their beginning are taken for forms of one.
_STEM = 5
_WORD = re.compile(r"[^\W\d_]{4,}|\d[\d.,]*\d|\d")
# What has no targets is done together by all its sources; who visits whom makes no difference.
_MUTUAL = frozenset({"CONSULT"})
# So many characters before and after a trigger say what became of the plan that it names.
_BEFORE, _AFTER = 60, 100

Setback = Literal["postponed", "cancelled"]
State = Literal["actual", "planned", "denied"] | Setback
Signature = tuple[object, ...]


class Report(NamedTuple):
    """A mention as merging sees it.

    Days are ordinals, None where unknown; `exact` says whether they are the text's. `state` is
    how far the plan is that the mention tells of; what only might be or is demanded has that as
    its `kind`, with the event type. `told` is its `setback`. `everyone` are the parties of both
    sides; `mutual`: all have one role.
    """

    mention: Mention
    kind: tuple[str, str]
    state: State
    told: tuple[Setback, frozenset[str]] | None
    sources: Side
    targets: Side
    everyone: Side
    mutual: bool
    start: int | None
    end: int | None
    exact: bool
    published: int | None
    stem: str
    terms: frozenset[str]

    @property
    def signature(self) -> Signature:
        """Reports that have the same are of one event.

        Where the parties are not known well enough, only those of one article are.
        """
        telling = "" if len(self.everyone.roots) > 1 else self.mention.article_id
        everyone = self.everyone.code
        sides = (everyone,) if self.mutual else (self.sources.code, self.targets.code)
        days = (self.start, self.end, self.published if self.start is None else None)
        kind = (*self.kind, self.state == "denied")
        return (kind, sides, days, self.mention.place_name, self.stem, telling)


def read_report(mention: Mention, article: Article) -> Report:
    """What merging compares of a mention in an article."""
    told = setback(mention)
    state = _state(mention, told)
    published = article.published_start.toordinal() if article.published_start else None
    real = state != "actual" or mention.modality == "actual"
    start = mention.date_start.toordinal() if mention.date_start else None
    end = mention.date_end.toordinal() if mention.date_end else None
    exact = mention.date_basis == "text"
    if state != "actual" and not exact:
        start = end = None  # the day on which a plan is told is not that for which it is made
    sources, targets = side_of(mention.sources), side_of(mention.targets)
    return Report(
        mention=mention,
        kind=(mention.event_type, "" if real else mention.modality),
        state=state,
        told=told,
        sources=sources,
        targets=targets,
        everyone=both(sources, targets),
        mutual=mention.event_type in _MUTUAL or (not targets.parties and len(sources.parties) > 1),
        start=start,
        end=end,
        exact=exact,
        published=published,
        stem=mention.trigger_text[:_STEM].casefold(),
        terms=_terms(mention),
    )


def setback(mention: Mention) -> tuple[Setback, frozenset[str]] | None:
    """What a report says became of a plan, and the event types of such a plan; often None.

    "Turkey cancelled Friday's talks" tells of a cancelled CONSULT, whatever its own type is. The
    trigger must name the plan, and the word for what became of it stand near.
    """
    trigger = mention.trigger_text.lower()
    named, undone = _plan_types(trigger), _is_setback(trigger)
    if not (named or undone) or mention.modality in ("hypothetical", "demanded"):
        return None
    at = mention.trigger_start - mention.sentence_start
    end = at + len(mention.trigger_text)
    near = mention.sentence[max(0, at - _BEFORE) : end + _AFTER].lower()
    outcome = next((name for name, pattern in _setbacks() if pattern.search(near)), None)
    if outcome is None:
        return None
    types = named or _plan_types(mention.sentence[at : end + _BEFORE].lower())
    return (outcome, types) if types else None


@lru_cache(maxsize=10_000)
def _plan_types(words: str) -> frozenset[str]:
    return frozenset(name for types, pattern in _plans() if pattern.search(words) for name in types)


@lru_cache(maxsize=10_000)
def _is_setback(words: str) -> bool:
    return any(pattern.search(words) for _, pattern in _setbacks())


@cache
def _setbacks() -> list[tuple[Setback, re.Pattern[str]]]:
    found: list[tuple[Setback, re.Pattern[str]]] = []
    for row in read_table(_DATA / "setbacks.tsv", ("outcome", "words")):
        if row["outcome"] not in ("postponed", "cancelled"):
            raise row.error(f"unknown outcome {row['outcome']!r}")
        found.append((cast(Setback, row["outcome"]), words_pattern(row["words"])))
    return found


@cache
def _plans() -> list[tuple[tuple[str, ...], re.Pattern[str]]]:
    found: list[tuple[tuple[str, ...], re.Pattern[str]]] = []
    for row in read_table(_DATA / "plans.tsv", ("types", "words")):
        types = tuple(row["types"].split())
        if unknown := set(types) - set(event_types()):
            raise row.error(f"unknown types {sorted(unknown)}")
        found.append((types, words_pattern(row["words"])))
    return found


def _state(mention: Mention, told: tuple[Setback, frozenset[str]] | None) -> State:
    if told and mention.event_type in told[1]:
        return told[0]
    if mention.modality == "planned" or mention.modality == "denied":
        return mention.modality
    return "actual"


def _terms(mention: Mention) -> frozenset[str]:
    """What the sentence is about: the stems of its words, but for common ones and the actors'."""
    actors = " ".join(participant.text for participant in mention.participants)
    words = set(_WORD.findall(mention.sentence.casefold()))
    words -= common_words()
    words.difference_update(_WORD.findall(actors.casefold()))
    return frozenset({word[:_STEM] for word in words})


@cache
def common_words() -> frozenset[str]:
    """Lower-case words that so many reports have that to share them says nothing."""
    lines = (_DATA / "common_words.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
