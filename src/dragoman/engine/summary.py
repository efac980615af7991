"""How far a run is, and what it has done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from dragoman.records import Article, Mention


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: documents done, words coded and mentions found, the unstored included."""

    documents: int
    words: int
    mentions: int


@dataclass(slots=True)
class Summary:
    """What a run has done.

    `known` counts inputs that were stored already; `recoded` stored articles that were coded anew,
    `outdated` those that another version of the coder has coded; `skipped` and `failed` have the
    path and the reason of each that is not for this coder, or that could not be read or coded.
    `words` are those of the coded articles, `seconds` the time taken, loading the models included.
    `types` counts the mentions by event type; `stages` has the seconds of each stage of the work,
    in all processes together.
    """

    coded: int = 0
    duplicates: int = 0
    known: int = 0
    recoded: int = 0
    outdated: int = 0
    skipped: list[tuple[str, str]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    mentions: int = 0
    events: int = 0
    words: int = 0
    seconds: float = 0.0
    interrupted: bool = False
    types: Counter[str] = field(default_factory=Counter)
    stages: dict[str, float] = field(default_factory=dict)

    def count(self, articles: Sequence[Article], mentions: Sequence[Mention]) -> None:
        """Take a stored batch into account."""
        for article in articles:
            if article.status == "coded":
                self.coded += 1
                self.words += word_count(article)
            elif article.status == "duplicate":
                self.duplicates += 1
            elif article.status == "skipped":
                self.skipped.append((article.path, article.error or ""))
            else:
                self.failed.append((article.path, article.error or ""))
        self.mentions += len(mentions)
        self.types.update(mention.event_type for mention in mentions)

    def figures(self) -> dict[str, float]:
        """All that is a number, with those of the skipped and failed articles."""
        numbers = {
            each.name: value
            for each in fields(self)
            if isinstance(value := getattr(self, each.name), (int, float))
        }
        return numbers | {"skipped": len(self.skipped), "failed": len(self.failed)}

    def data(self) -> dict[str, Any]:
        """As JSON's types, to be kept."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Summary:
        """What `data` has given."""
        pairs = {name: list(map(tuple, data[name])) for name in ("skipped", "failed")}
        return cls(**{**data, **pairs, "types": Counter(data["types"])})

    def join(self, other: Summary) -> None:
        """Take in the counts of another part of the run."""
        for name in ("coded", "duplicates", "skipped", "failed", "mentions", "words", "types"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def count_recoded(self, article: Article) -> None:
        """Take an article that was coded anew into account."""
        if article.status == "coded":
            self.recoded += 1
            self.words += word_count(article)
        else:
            self.failed.append((article.path, article.error or ""))


def word_count(article: Article) -> int:
    """The words of an article, as white space separates them."""
    return len(article.text.split())
