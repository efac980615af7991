"""Coded mentions against the events that people found in newswire stories.

    python benchmarks/events.py [--part test] [--errors]
    python benchmarks/events.py --sample 150 [--seed 1]    coded sentences to read by eye

`training/newswire_events.jsonl` gives the events of some stories by character offsets; the stories
are read from the newswire in the folder that DRAGOMAN_SHARED names. The model is trained on the
part "train" and its weights are set on "dev"; the part "test" is for measuring. A mention and a
gold event of one sentence are paired where their triggers overlap or else their types agree, each
once. `--errors` lists what was missed, wrong or made up. `--sample` draws sentences with a mention
from stories that nobody annotated, one a story.

Actors count as right where each of the gold event's is among the mention's and the reverse, by
country or organisation (XXX in gold: no country can be told). Days count as right where both ends
agree with the gold interval; "unknown" in gold is right where the mention says unknown too.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from dragoman.coding import Coder
from dragoman.records import Article, Mention, Participant

_ROOT = Path(__file__).resolve().parents[1]
_SHARED = Path(os.environ.get("DRAGOMAN_SHARED", _ROOT.parent / "shared")) / "data"

Gold = dict[str, Any]
# Codes of the register that gold has otherwise.
_SAME = {
    "ZAR": "COD",
    "WFP": "UN",
    "UNHCR": "UN",
    "UNICEF": "UN",
    "UNSC": "UN",
    "ARABLEAGUE": "LAS",
    "AL": "LAS",
}


def newswire() -> Iterator[Article]:
    """All stories, as articles of their day."""
    with gzip.open(_SHARED / "corpus" / "newswire_dev.jsonl.gz", "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            day = date.fromisoformat(row["published"][:10])
            yield Article(row["id"], "", row["text"], published_start=day, published_end=day)


def annotations() -> Iterator[Gold]:
    """What is annotated of each annotated story: its `id`, `part` and `sentences`."""
    path = _ROOT / "training" / "newswire_events.jsonl"
    yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())


def stories(part: str) -> Iterator[tuple[Article, list[Gold]]]:
    """The annotated stories of a part and their events."""
    articles = {article.article_id: article for article in newswire()}
    for gold in annotations():
        if gold["part"] == part:
            events = [
                {**event, "sentence": sentence["span"]}
                for sentence in gold["sentences"]
                for event in sentence["events"]
            ]
            yield articles[gold["id"]], events


def pairs(
    gold: list[Gold], mentions: list[Mention]
) -> Iterator[tuple[Gold | None, Mention | None]]:
    """Each gold event with the mention that reports it, and the rest of both alone."""
    grades = [
        (grade, g, m)
        for g, event in enumerate(gold)
        for m, mention in enumerate(mentions)
        if (grade := _grade(event, mention))
    ]
    used: tuple[set[int], set[int]] = (set(), set())
    for _, g, m in sorted(grades, key=lambda found: (-found[0], found[1:])):
        if g not in used[0] and m not in used[1]:
            used[0].add(g)
            used[1].add(m)
            yield gold[g], mentions[m]
    yield from ((event, None) for g, event in enumerate(gold) if g not in used[0])
    yield from ((None, mention) for m, mention in enumerate(mentions) if m not in used[1])


def _grade(event: Gold, mention: Mention) -> int:
    if not _overlap(event["sentence"], (mention.sentence_start, mention.sentence_end)):
        return 0
    near = _overlap(event["trigger"], (mention.trigger_start, mention.trigger_end))
    same = event["type"] == mention.event_type
    return 4 * near + 2 * same + (near or same) * same_actors(event, mention)


def _overlap(one: Any, other: tuple[int, int]) -> bool:
    return bool(one[0] < other[1] and other[0] < one[1])


def same_actors(event: Gold, mention: Mention) -> bool:
    """Whether source and target countries (or organisations) are all right."""
    sides = ((event["sources"], mention.sources), (event["targets"], mention.targets))
    return all(_same_side(gold, list(found)) for gold, found in sides)


def _same_side(gold: list[Any], found: list[Participant]) -> bool:
    codes = [_SAME.get(code, code) for *_, actor in gold for code in [actor.partition(".")[0]]]
    if not codes or not found:
        return not codes and not found
    return all(any(_is(code, p) for p in found) for code in codes) and all(
        any(_is(code, p) for code in codes) for p in found
    )


def near_actors(event: Gold, mention: Mention) -> bool:
    """Whether a lenient reader would call source and target right.

    On each side that gold has somebody is found, nobody but those of gold, by their words or their
    country, and no other country than theirs.
    """
    sides = ((event["sources"], mention.sources), (event["targets"], mention.targets))
    return all(_near_side(gold, list(found)) for gold, found in sides)


def _near_side(gold: list[Any], found: list[Participant]) -> bool:
    if not gold or not found:
        return not gold and not found
    return all(any(_is_near(actor, participant) for actor in gold) for participant in found)


def _is_near(actor: Any, participant: Participant) -> bool:
    start, end, code = actor
    code = _SAME.get(code.partition(".")[0], code.partition(".")[0])
    meets = start < participant.end and participant.start < end
    unknown = participant.country is None and participant.organization is None
    return _is(code, participant) or (meets and (unknown or code == "XXX"))


def _is(code: str, participant: Participant) -> bool:
    names = {participant.country, participant.organization, participant.actor_id}
    names |= {_SAME[name] for name in names if name in _SAME}
    return code in names or (code == "XXX" and participant.country is None)


def same_days(event: Gold, mention: Mention) -> bool:
    """Whether the event's days are right."""
    if event["date"] == "unknown":
        return mention.date_basis == "unknown"
    ends = event["date"].split("..")
    days = (_first(ends[0]), _last(ends[-1]))
    return (mention.date_start, mention.date_end) == days


def _first(text: str) -> date:
    return date.fromisoformat(text + "-01-01"[len(text) - 4 :])


def _last(text: str) -> date:
    start = _first(text)
    month = start.month if len(text) > 4 else 12
    day = start.day if len(text) > 7 else monthrange(start.year, month)[1]
    return date(start.year, month, day)


def sample(count: int, seed: int) -> None:
    """Print coded sentences of random stories that are not annotated."""
    annotated = {gold["id"] for gold in annotations()}
    articles = [article for article in newswire() if article.article_id not in annotated]
    chance = random.Random(seed)
    chance.shuffle(articles)
    coder = Coder()
    for article in articles:
        mentions = coder.code_article(article)
        if not mentions or count == 0:
            continue
        count -= 1
        start = chance.choice(mentions).sentence_start
        found = [m for m in mentions if m.sentence_start == start]
        sentence = " ".join(found[0].sentence.split())
        day = article.published_start
        print(f"{article.article_id}, published {day}, character {start}\n    {sentence}")
        for mention in found:
            print(f"    {_found(mention)}, {mention.attributed_to or 'the article'}")


def measure(part: str, errors: bool) -> None:
    """Print recall and precision, each step counting those right in all before it too."""
    coder = Coder()
    counts = Counter[str]()
    for article, gold in stories(part):
        mentions = coder.code_article(article)
        counts.update(gold=len(gold), mentions=len(mentions))
        for event, mention in pairs(gold, mentions):
            if errors:
                print(_line(article, event, mention))
            if event and mention:
                counts.update(_right(event, mention))
    print(f"{counts['gold']} gold events, {counts['mentions']} mentions")
    for step in ("found", "type", "type+actors", "type+actors+modality", "all+date"):
        recall, precision = counts[step] / counts["gold"], counts[step] / counts["mentions"]
        print(f"{step:22} {counts[step]:5}  recall {recall:.1%}  precision {precision:.1%}")
    for field in ("modality", "date", "actors", "actors, leniently"):
        print(f"{field} right of those found: {counts[field] / counts['found']:.1%}")


def _right(event: Gold, mention: Mention) -> Iterator[str]:
    kind = event["type"] == mention.event_type
    actors = same_actors(event, mention)
    modality = event["modality"] == mention.modality
    days = same_days(event, mention)
    steps = (True, kind, kind and actors, kind and actors and modality)
    names = ("found", "type", "type+actors", "type+actors+modality")
    yield from (name for name, right in zip(names, steps, strict=True) if right)
    if steps[-1] and days:
        yield "all+date"
    yield from (
        name
        for name, right in (
            ("modality", modality),
            ("date", days),
            ("actors", actors),
            ("actors, leniently", near_actors(event, mention)),
        )
        if right
    )


def _line(article: Article, event: Gold | None, mention: Mention | None) -> str:
    parts = []
    if event:
        sides = [
            ",".join(f"{article.text[a:b]}={code}" for a, b, code in event[side])
            for side in ("sources", "targets")
        ]
        trigger = article.text[slice(*event["trigger"])]
        parts.append(
            f"GOLD {event['type']} {trigger!r} {sides[0]} > {sides[1]} {event['modality']} "
            f"{event['date']}"
        )
    if mention:
        parts.append(_found(mention))
    right = set(_right(event, mention)) if event and mention else set()
    verdict = "right" if "all+date" in right else "missed" if not mention else "made up"
    if event and mention and verdict != "right":
        verdict = "wrong " + ",".join(
            field for field in ("type", "actors", "modality", "date") if field not in right
        )
    span = event["sentence"] if event else (mention.sentence_start, mention.sentence_end)  # type: ignore[union-attr]
    sentence = " ".join(article.text[slice(*span)].split())
    return f"{article.article_id} [{verdict}] {' | '.join(parts)}\n    {sentence}"


def _found(mention: Mention) -> str:
    sources, targets = (
        ",".join(f"{p.text}={p.country or p.organization or p.actor_id}" for p in side)
        for side in (mention.sources, mention.targets)
    )
    return (
        f"FOUND {mention.event_type} {mention.trigger_text!r} {sources} > {targets} "
        f"{mention.modality} {mention.date_start}..{mention.date_end} {mention.confidence}"
    )


def main() -> None:
    """Measure one part; see the module's docstring."""
    parser = argparse.ArgumentParser(description="Mentions against annotated newswire.")
    parser.add_argument("--part", default="test", choices=("train", "dev", "test"))
    parser.add_argument("--errors", action="store_true", help="list every pair")
    parser.add_argument("--sample", type=int, metavar="N", help="draw coded sentences instead")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.sample:
        sample(options.sample, options.seed)
    else:
        measure(options.part, options.errors)


if __name__ == "__main__":
    main()
