"""How well reports of one event are brought together.

    python benchmarks/merging.py gold [--split test] [--records] [--errors]
    python benchmarks/merging.py scale --base news.duckdb [--sizes 10000 100000]

`scale`, what merging costs, is told in scale.py.

The gold, `tests/data/merging_gold/`, is described there. It is scored twice: by mentions made of
the gold's own columns, which shows merging alone, and from the articles through the coder, whose
mentions are taken for those of the gold where they overlap the gold's trigger or else, in the same
sentence, are of its type. `--records` leaves out the second, `--errors` prints the events
that are divided or mixed with others. All articles are merged together, whatever is scored.

What came of a plan is right where the event that most reports of the plan were merged to has the
gold's outcome; a plan that was not coded is not found.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple, cast

import scale
from clusters import b_cubed, ceaf_e, conll, muc, partition

from dragoman.coding import Coder
from dragoman.merging import merge_mentions
from dragoman.ontology import contexts_in, event_type, score
from dragoman.records import Article, DateBasis, Event, Mention, Modality, Participant, Role
from dragoman.tables import Row, read_table

GOLD = Path(__file__).resolve().parents[1] / "tests" / "data" / "merging_gold"
EVENT_COLUMNS = (
    *("event", "group", "split", "type", "sources", "targets", "date", "place"),
    *("outcome", "outcome_event"),
)
MENTION_COLUMNS = (
    *("article", "start", "trigger", "event", "type", "modality", "sources", "targets"),
    *("date_start", "date_end", "date_basis", "place", "sentence"),
)

Events = Mapping[str, str]  # the event of each mention, by mention_id


class Merged(NamedTuple):
    """The event_id of each gold mention that was found, and the events by event_id."""

    event_of: Events
    events: dict[str, Event]


@dataclass(frozen=True)
class Gold:
    """The gold set; a mention's identifier is its article's and where its trigger starts."""

    articles: dict[str, Article]
    mentions: list[Mention]
    events: dict[str, str]
    splits: dict[str, str]
    outcomes: dict[str, str]

    def part(self, split: str) -> dict[str, str]:
        """The event of each mention of a split, of all mentions where it is "all"."""
        return {
            mention: event
            for mention, event in self.events.items()
            if split in ("all", self.splits[event])
        }


def load_gold(folder: Path = GOLD) -> Gold:
    """Read the gold set.

    Raises:
        DataFileError: a table has other columns, or a trigger does not stand where it should.
    """
    articles = {article.article_id: article for article in _articles(folder / "articles.jsonl")}
    mentions: list[Mention] = []
    events: dict[str, str] = {}
    for row in read_table(folder / "mentions.tsv", MENTION_COLUMNS):
        mentions.append(_mention(row, articles[row["article"]]))
        events[mentions[-1].mention_id] = row["event"]
    rows = list(read_table(folder / "events.tsv", EVENT_COLUMNS))
    splits = {row["event"]: row["split"] for row in rows}
    outcomes = {row["event"]: row["outcome"] for row in rows if row["outcome"]}
    return Gold(articles, mentions, events, splits, outcomes)


def _articles(path: Path) -> Iterator[Article]:
    for line in path.read_text(encoding="utf-8").splitlines():
        story = json.loads(line)
        day = date.fromisoformat(story["published"])
        yield Article(
            article_id=story["id"],
            path=f"{path.name}#{story['id']}",
            text=story["text"],
            publisher=story["publisher"],
            title=story["title"],
            language="en",
            published_start=day,
            published_end=day,
            published_basis="given",
        )


def _mention(row: Row, article: Article) -> Mention:
    """The record that a coder would make who reads as the annotator did; it has no CAMEO code."""
    start, trigger, sentence = int(row["start"]), row["trigger"], row["sentence"]
    end = start + len(trigger)
    sentence_start = article.text.rfind(sentence, 0, start + len(sentence))
    if article.text[start:end] != trigger or not 0 <= sentence_start <= start:
        raise row.error(f"{trigger!r} or its sentence does not stand at {start}")
    place_name, _, place_country = row["place"].partition("/")
    return Mention(
        mention_id=f"{article.article_id}:{start}",
        article_id=article.article_id,
        sentence=sentence,
        sentence_start=sentence_start,
        sentence_end=sentence_start + len(sentence),
        trigger_text=trigger,
        trigger_start=start,
        trigger_end=end,
        event_type=row["type"],
        mode=None,
        contexts=contexts_in(sentence),
        quad=event_type(row["type"]).quad,
        cameo="",
        score=score(row["type"], None),
        modality=cast(Modality, row["modality"]),
        historical=False,
        attributed_to=None,
        date_start=_day(row["date_start"]),
        date_end=_day(row["date_end"]),
        date_text=None,
        date_basis=cast(DateBasis, row["date_basis"]),
        place_name=place_name or None,
        place_country=place_country or None,
        latitude=None,
        longitude=None,
        geonames_id=None,
        confidence=0.8,
        explanation="annotated",
        participants=(*_actors("source", row["sources"]), *_actors("target", row["targets"])),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _actors(role: Role, cell: str) -> Iterator[Participant]:
    """Participants written as id:SECTOR or id/COUNTRY:SECTOR; an id alone is a state's."""
    for actor in cell.split():
        name, _, sector = actor.partition(":")
        actor_id, _, country = name.partition("/")
        if sector != "IGO":
            country = country or actor_id
        yield Participant(role, actor_id, actor_id, 0, 0, country or None, sector or None)


def merge_records(gold: Gold) -> Merged:
    """What merging makes of the gold's own mentions."""
    events, event_ids = merge_mentions(gold.mentions, gold.articles)
    return Merged(event_ids, {event.event_id: event for event in events})


def merge_coded(gold: Gold, coder: Coder) -> Merged:
    """What coding and merging make of the articles; mentions that are not found are left out."""
    coded = [m for _, found in coder.code_articles(gold.articles.values()) for m in found]
    events, event_ids = merge_mentions(coded, gold.articles)
    by_article: dict[str, list[Mention]] = {article_id: [] for article_id in gold.articles}
    for mention in coded:
        by_article[mention.article_id].append(mention)
    event_of = {
        wanted.mention_id: event_ids[found.mention_id]
        for wanted, found in match(gold.mentions, by_article)
    }
    return Merged(event_of, {event.event_id: event for event in events})


def match(
    wanted: Iterable[Mention], by_article: Mapping[str, list[Mention]]
) -> Iterator[tuple[Mention, Mention]]:
    """Gold mentions with the coder's, one to one; the best matches are made first."""
    pairs = [
        (likeness, one, other)
        for one in wanted
        for other in by_article[one.article_id]
        if (likeness := _likeness(one, other))
    ]
    taken: set[str] = set()
    for _, one, other in sorted(pairs, key=lambda pair: pair[0], reverse=True):
        if not taken & {one.mention_id, other.mention_id}:
            taken |= {one.mention_id, other.mention_id}
            yield one, other


def _likeness(one: Mention, other: Mention) -> tuple[bool, bool, int] | None:
    """Sorts by common trigger, then type, then closeness; None where they tell of two things."""
    same_type = one.event_type == other.event_type
    common = one.trigger_start < other.trigger_end and other.trigger_start < one.trigger_end
    inside = one.sentence_start <= other.trigger_start < one.sentence_end
    if not common and not (same_type and inside):
        return None
    return common, same_type, -abs(one.trigger_start - other.trigger_start)


def report(key: Events, response: Events) -> str:
    """The table of scores of a response, against the key."""
    clusters, found = partition(key), partition({m: e for m, e in response.items() if m in key})
    lines = [
        f"{len(clusters)} events in {len(key)} reports;"
        f" {len(found)} events in {sum(map(len, found))} of these found"
    ]
    for name, measure in (("MUC", muc), ("B-cubed", b_cubed), ("CEAF-e", ceaf_e)):
        agreement = measure(clusters, found)
        lines.append(
            f"  {name:8} recall {agreement.recall:.3f}  precision {agreement.precision:.3f}"
            f"  F1 {agreement.f1:.3f}"
        )
    return "\n".join([*lines, f"  CoNLL F1 {conll(clusters, found):.3f}"])


def outcomes(gold: Gold, key: Events, merged: Merged) -> str:
    """How many plans have the gold's outcome, and which have another."""
    found: dict[str, str | None] = {}
    for plan in sorted(set(key.values()) & set(gold.outcomes)):
        reports = Counter(
            merged.event_of[m.mention_id]
            for m in gold.mentions
            if gold.events[m.mention_id] == plan and m.modality != "actual"
            if m.mention_id in merged.event_of
        )
        if reports:
            found[plan] = merged.events[reports.most_common(1)[0][0]].outcome
    wrong = [
        f"  {plan} {gold.outcomes[plan]}: given as {outcome}"
        for plan, outcome in found.items()
        if outcome != gold.outcomes[plan]
    ]
    total = len(set(key.values()) & set(gold.outcomes))
    right = len(found) - len(wrong)
    return "\n".join([f"what came of {total} plans: {len(found)} found, {right} right", *wrong])


def errors(gold: Gold, key: Events, response: Events) -> Iterator[str]:
    """The gold events that are divided, or mixed with others, report by report."""
    gold_of: dict[str, Counter[str]] = {}
    for mention, found in response.items():
        gold_of.setdefault(found, Counter())[gold.events[mention]] += 1
    for event in sorted(set(key.values())):
        reports = [m for m in gold.mentions if gold.events[m.mention_id] == event]
        clusters = {response[m.mention_id] for m in reports if m.mention_id in response}
        if len(clusters) < 2 and all(len(gold_of[cluster]) < 2 for cluster in clusters):
            continue
        yield f"{event} {reports[0].event_type}"
        for mention in reports:
            cluster = response.get(mention.mention_id)
            mixed = " ".join(sorted(gold_of[cluster])) if cluster else ""
            yield f"  {cluster or 'not coded':16} {mixed:12} {_told(mention)}"


def _told(mention: Mention) -> str:
    who = " ".join(f"{p.role[0]}={p.actor_id}:{p.sector or ''}" for p in mention.participants)
    days = f"{mention.date_start}..{mention.date_end} {mention.modality}"
    return f"{mention.mention_id} {days} [{who}] {mention.trigger_text!r} | {mention.sentence}"


def score_gold(split: str, coded: bool, show_errors: bool) -> None:
    """Print the scores of a split."""
    gold = load_gold()
    key = gold.part(split)
    settings = {"mentions as annotated": merge_records(gold)}
    if coded:
        settings["coded from the articles"] = merge_coded(gold, Coder())
    for name, merged in settings.items():
        response = merged.event_of
        print(f"{name}, {split}: {report(key, response)}")
        found = {mention: event for mention, event in key.items() if mention in response}
        if len(found) < len(key):
            print(f"of the reports that were coded: {report(found, response)}")
        print(outcomes(gold, key, merged))
        if show_errors:
            print(*errors(gold, key, response), sep="\n")


def main() -> None:
    """Score; see the module's docstring."""
    parser = argparse.ArgumentParser(description="Score merging.")
    commands = parser.add_subparsers(dest="command", required=True)
    gold = commands.add_parser("gold", help="score on the gold set")
    gold.add_argument("--split", choices=("dev", "test", "all"), default="test")
    gold.add_argument("--records", action="store_true", help="leave out the coder")
    gold.add_argument("--errors", action="store_true", help="print what is divided or mixed")
    many = commands.add_parser("scale", help="measure time and memory")
    many.add_argument("--base", type=Path, required=True, help="a coded dataset to sample from")
    many.add_argument("--sizes", type=int, nargs="+", default=(10_000, 100_000, 1_000_000))
    options = parser.parse_args()
    if options.command == "scale":
        scale.report(options.base, options.sizes)
    else:
        score_gold(options.split, not options.records, options.errors)


if __name__ == "__main__":
    main()
