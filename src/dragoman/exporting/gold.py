"""Corrected and confirmed mentions as gold records: the table of `docs/evaluation.md`."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from dragoman.errors import StoreError, UsageError
from dragoman.records import Article, Mention, Participant
from dragoman.store import Dataset
from dragoman.store.corrections import Judged

COLUMNS = (
    "sentence", "event_type", "source", "target", "source_code", "target_code", "mode",
    "modality", "date", "published", "complete", "note", "text",
)  # fmt: skip
_NONE = "NONE"
_MARKS = ("<s>", "</s>", "<t>", "</t>", "<e>", "</e>")


class GoldWritten(NamedTuple):
    """The file, and how many events and rejected mentions it has.

    `left_out` counts the mentions in whose sentence there is by itself what marks the actors.
    """

    path: Path
    events: int
    rejected: int
    left_out: int


def export_gold(dataset: Dataset, folder: str | Path) -> GoldWritten:
    """Write what people have corrected, confirmed and rejected as `gold.csv` into a folder.

    `dragoman evaluate` and `training/train.py` read it. A rejected mention is a row with the type
    NONE. A sentence of which not every mention is judged is marked as not complete.

    Args:
        folder: created where it does not exist.

    Raises:
        UsageError: nothing is judged yet, or the folder cannot be one.
        StoreError: the file cannot be written.
    """
    judged = dataset.judged()
    if not judged:
        raise UsageError(
            "no mention is corrected, confirmed or rejected yet: do so in `dragoman serve`"
        )
    written = [one for one in judged if not any(m in one.mention.sentence for m in _MARKS)]
    articles = {i: dataset.read_article(i) for i in {one.mention.article_id for one in written}}
    rows = [_row(one, article) for one in written if (article := articles[one.mention.article_id])]
    path = Path(folder) / "gold.csv"
    _write(path, rows)
    rejected = sum(one.rejected for one in written)
    return GoldWritten(path, len(written) - rejected, rejected, len(judged) - len(written))


def _row(judged: Judged, article: Article) -> dict[str, str]:
    mention = judged.mention
    day = article.published_start
    row = {
        "sentence": _marked(mention),
        "event_type": _NONE if judged.rejected else mention.event_type,
        "published": str(day) if day and day == article.published_end else "",
        "complete": "yes" if judged.complete else "no",
        "note": mention.mention_id,
        "text": article.text,
        **_actors("source", mention.sources, mention),
        **_actors("target", mention.targets, mention),
    }
    if not judged.rejected:
        row |= {"mode": mention.mode or "", "modality": mention.modality, "date": _date(mention)}
    return row


def _date(mention: Mention) -> str:
    if mention.date_start == mention.date_end:
        return str(mention.date_start or "")
    return f"{mention.date_start}/{mention.date_end}"


def _actors(role: str, actors: Iterable[Participant], mention: Mention) -> dict[str, str]:
    """Words and codes of a role; codes alone where some words stand outside the sentence."""
    actors = list(actors)
    words = [actor.text for actor in actors]
    if not all(_is_in(actor, mention) and ";" not in actor.text for actor in actors):
        words = []
    return {role: "; ".join(words), f"{role}_code": "; ".join(map(_code, actors))}


def _is_in(actor: Participant, mention: Mention) -> bool:
    inside = mention.sentence_start <= actor.start < actor.end <= mention.sentence_end
    return inside and actor.text == actor.text.strip()


def _code(actor: Participant) -> str:
    """As `docs/evaluation.md` has it: TURGOV for who is known by country and sector only."""
    if actor.actor_id == actor.country and actor.sector:
        return f"{actor.country}{actor.sector}"
    return actor.actor_id


def _marked(mention: Mention) -> str:
    """The sentence with the trigger marked, and the actor of each role where it is but one."""
    spans = [("e", mention.trigger_start, mention.trigger_end)]
    for mark, actors in (("s", mention.sources), ("t", mention.targets)):
        if len(actors) == 1 and _is_in(actors[0], mention):
            spans.append((mark, actors[0].start, actors[0].end))
    # From the end to the beginning, so that the places of what is left stay; of two marks at one
    # place the one that closes comes first.
    marks = [(end, 0, f"</{mark}>") for mark, _, end in spans]
    marks += [(start, 1, f"<{mark}>") for mark, start, _ in spans]
    sentence = mention.sentence
    for place, _, mark in sorted(marks, reverse=True):
        at = place - mention.sentence_start
        sentence = sentence[:at] + mark + sentence[at:]
    return sentence


def _write(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        unfinished.replace(path)
    except FileExistsError as error:
        raise UsageError(f"{path.parent} is a file: give the name of a folder") from error
    except OSError as error:
        raise StoreError(f"cannot write {path}: {error.strerror}") from error
