"""Writes the codebook's pages, docs/codebook/*.md: one for each event type, and their index.

The table of regions in docs/method.md is made here, too, of docs/regions.tsv.

    python scripts/build_codebook.py NEWS.duckdb    examples anew from that dataset, then the pages
    python scripts/build_codebook.py                the pages from the examples kept

The dataset is `dragoman code examples --db NEWS.duckdb`. The pages are made of the ontology's
tables, of `notes.toml` (rules and hints in our words), `examples.tsv` (as coded) and
`confusions.tsv` (by `count_confusions.py`), all in docs/codebook.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from dragoman.ontology import EventType, event_types
from dragoman.ontology.plover import Cameo, cameo
from dragoman.tables import read_table

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "codebook"
METHOD = ROOT / "docs" / "method.md"
SURE, UNSURE = 5, 2  # how many examples of most and of least confidence a page shows
COLUMNS = (
    "type", "mode", "cameo", "modality", "confidence", "sources", "targets",
    "trigger", "sentence", "article",
)  # fmt: skip
EXAMPLES_HEAD = """# Mentions of our own articles (examples/) as the coder writes them: of each type
# some of which it is surest, each mode before any comes twice, and some of which it is least
# sure. Made by `python scripts/build_codebook.py NEWS.duckdb`; tests/test_docs.py checks that
# they are still coded so.
"""
MENTIONS = """
SELECT event_type, coalesce(mode, ''), cameo, modality, round(confidence, 2),
    coalesce(string_agg(trim(actor_id || ' ' || coalesce(sector, '')), ', ' ORDER BY start)
        FILTER (role = 'source'), ''),
    coalesce(string_agg(trim(actor_id || ' ' || coalesce(sector, '')), ', ' ORDER BY start)
        FILTER (role = 'target'), ''),
    trigger_text, sentence, parse_filename(path)
FROM mentions JOIN articles USING (article_id) LEFT JOIN mention_actors USING (mention_id)
GROUP BY ALL ORDER BY ALL
"""

Row = tuple[str, ...]


def coded(db: Path) -> list[Row]:
    """All mentions of a dataset in the columns of the examples."""
    from dragoman.store import Dataset

    rows = Dataset(db, read_only=True).query(MENTIONS).fetchall()
    return [tuple(" ".join(str(cell).split()) for cell in row) for row in rows]


def chosen(mentions: Iterable[Row]) -> Iterator[Row]:
    """Of each type the surest, with many modes, and the least sure; no sentence twice."""
    ordered = sorted(mentions, key=lambda row: (-float(row[4]), row[8], row[7]))
    for name in event_types():
        rows = [row for row in ordered if row[0] == name]
        modes = Counter[str]()
        ranks = {row: (modes.update([row[1]]), modes[row[1]])[1] for row in rows}
        sure = _distinct(sorted(rows, key=lambda row: ranks[row] + 2 * (float(row[4]) < 0.5)))
        yield from (sure := sure[:SURE])
        told = {row[8] for row in sure}
        yield from [row for row in _distinct(rows[::-1]) if row[8] not in told][:UNSURE]


def _distinct(rows: list[Row]) -> list[Row]:
    return list({row[8]: row for row in reversed(rows)}.values())[::-1]


@cache
def notes() -> Mapping[str, Any]:
    """What `notes.toml` says of each type."""
    return tomllib.loads((FOLDER / "notes.toml").read_text("utf-8"))


def examples() -> list[Row]:
    """The examples kept."""
    rows = read_table(FOLDER / "examples.tsv", COLUMNS)
    return [tuple(row[column] for column in COLUMNS) for row in rows]


@cache
def confusions() -> Counter[tuple[str, str]]:
    """How often an event of the first type was coded as the second."""
    rows = read_table(FOLDER / "confusions.tsv", ("gold", "coded", "count"))
    return Counter({(row["gold"], row["coded"]): int(row["count"]) for row in rows})


def pages() -> dict[str, str]:
    """The pages by file name."""
    kept = examples()
    made = {"index.md": index()}
    for kind in event_types().values():
        made[f"{kind.name.lower()}.md"] = page(kind, [r for r in kept if r[0] == kind.name])
    return made


def index() -> str:
    """The list of the types, and the rules for all."""
    rows = [
        f"| [{kind.name}]({kind.name.lower()}.md) | {kind.definition} | {kind.quad}"
        f" | {_score(kind.score)} |"
        for kind in event_types().values()
    ]
    head = (FOLDER / "rules.txt").read_text("utf-8")
    table = ["| type | the source … | quad class | score |", "| --- | --- | --- | --- |", *rows]
    return head.replace("<types>", "\n".join(table))


def page(kind: EventType, kept: list[Row]) -> str:
    """The page of one type."""
    note = notes()[kind.name]
    parts = [
        f"# {kind.name}",
        f"The source {kind.definition}.",
        _facts(kind),
        "## What is coded so\n\n" + _bullets(note["counts"]),
        "## What is not\n\n" + _bullets(note["excludes"]),
        "## Near types\n\n" + _near(note["near"]),
        *(["## Modes\n\n" + _modes(kind, note["modes"])] if kind.modes else []),
        "## As coded\n\n" + _as_coded(kept),
        "## What goes wrong\n\n" + note["care"] + "\n\n" + _wrong(kind.name),
        "## CAMEO codes\n\n" + _codes(kind.name),
    ]
    return "\n\n".join(parts) + "\n"


def _facts(kind: EventType) -> str:
    needed = "yes" if kind.requires_recipient else "no"
    return (
        "| quad class | score | needs a target | general CAMEO code |\n| --- | --- | --- | --- |\n"
        f"| {kind.quad} | {_score(kind.score)} | {needed} | {kind.cameo} |"
    )


def _score(score: float) -> str:
    return f"{score:+g}".replace("-", "−") if score else "0"


def _bullets(lines: list[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _near(near: Mapping[str, str]) -> str:
    rows = [f"| [{name}]({name.lower()}.md) | {text} |" for name, text in near.items()]
    return "\n".join(["| type | how to tell them apart |", "| --- | --- |", *rows])


def _modes(kind: EventType, meanings: Mapping[str, str]) -> str:
    rows = [
        f"| {mode} | {meanings[mode]} | {_score(score)} |" for mode, score in kind.modes.items()
    ]
    return "\n".join(["| mode | means | score |", "| --- | --- | --- |", *rows])


def _as_coded(kept: list[Row]) -> str:
    least = kept[-UNSURE:] if len(kept) > SURE else []
    sure = kept[: len(kept) - len(least)]
    text = (
        "From our own articles, with what the coder wrote. The words that made it code the event"
        " are bold.\n\n" + "\n\n".join(map(_example, sure))
    )
    if least:
        text += "\n\nThose it was least sure of; expect them to be wrong:\n\n"
        text += "\n\n".join(map(_example, least))
    return text


def _example(row: Row) -> str:
    _, mode, code, modality, confidence, sources, targets, trigger, sentence, article = row
    marked = sentence.replace(trigger, f"**{trigger}**", 1)
    parties = f"{sources or '?'} → {targets}" if targets else sources or "?"
    facts = [f"**{parties}**", mode, f"CAMEO {code}", modality, f"confidence {confidence}"]
    return f"- {marked}\n\n    {' · '.join(fact for fact in facts if fact)} · *{article}*"


def _wrong(name: str) -> str:
    counts = confusions()
    gold = {coded: count for (kind, coded), count in counts.items() if kind == name}
    made = {kind: count for (kind, coded), count in counts.items() if coded == name}
    total, found = sum(gold.values()), sum(made.values())
    text = (
        f"Of {total} events of this type that people annotated in 40 newswire stories, the coder"
        f" found {gold.get(name, 0)} with the right type and missed {gold.get('NONE', 0)}."
        f" Of {found} that it coded {name}, {made.get(name, 0)} were."
    )
    taken = [*_others("annotated {}, coded {}", gold, name, True)]
    taken += _others("annotated {}, coded {}", made, name, False)
    if taken:
        text += " Taken one for another: " + "; ".join(taken) + "."
    if invented := made.get("NONE", 0):
        text += f" No event to the annotator: {invented}."
    if total < 20:
        text += " These are few: read the figures as anecdotes."
    return text + " " + _between_actors(name)


def _others(form: str, counts: Mapping[str, int], name: str, gold: bool) -> Iterator[str]:
    for other, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if other not in (name, "NONE"):
            yield form.format(*((name, other) if gold else (other, name))) + f" ({count})"


def _between_actors(name: str) -> str:
    card = (ROOT / "docs" / "model_card.md").read_text("utf-8")
    root = "YIELD" if name in ("CONCEDE", "RETREAT") else name
    found = re.search(rf"\b{root} (0\.\d\d)\b", card)
    if not found:
        return ""
    both = " (CONCEDE and RETREAT together)" if root == "YIELD" else ""
    return (
        f"Told the two actors, the model has F1 {found[1]} for this type{both} on ZSP's training"
        " pairs in five folds ([model card](../model_card.md))."
    )


def _codes(name: str) -> str:
    rows = [
        f"| {c.code} | {c.label} | {c.mode or ''} | {', '.join(c.contexts)} |" for c in _cameo(name)
    ]
    return "\n".join(
        ["| code | CAMEO's name | mode | contexts |", "| --- | --- | --- | --- |", *rows]
    )


def _cameo(name: str) -> Iterator[Cameo]:
    for row in read_table(
        ROOT / "src/dragoman/ontology/data/cameo.tsv",
        ("code", "type", "mode", "contexts", "label"),
    ):
        if row["type"] == name:
            yield cameo(row["code"])


def method() -> str:
    """The page on method, with its table of regions as counted."""
    columns = ("region", "events", "found", "type", "countries")
    rows = [
        "| " + " | ".join(row[column] for column in columns) + " |"
        for row in read_table(ROOT / "docs" / "regions.tsv", columns)
    ]
    head = "| region of the actors | events | found | with the right type | and all countries |"
    table = "\n".join([head, "| --- |" + " ---: |" * 4, *rows])
    page = METHOD.read_text("utf-8")
    return re.sub(r"(?s)(<!-- regions -->\n).*?(<!-- end -->)", rf"\1\n{table}\n\n\2", page)


def main(arguments: list[str]) -> None:
    """Write the examples, where a dataset is given, and the pages."""
    if arguments:
        lines = ["\t".join(COLUMNS), *("\t".join(row) for row in chosen(coded(Path(arguments[0]))))]
        (FOLDER / "examples.tsv").write_text(EXAMPLES_HEAD + "\n".join(lines) + "\n", "utf-8")
    METHOD.write_text(method(), "utf-8")
    for name, text in pages().items():
        (FOLDER / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
