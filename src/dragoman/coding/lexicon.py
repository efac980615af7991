"""The predicate lexicon and its companions (`data/*.tsv`) as records, checked as they load."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal, cast, get_args

from dragoman.coding.petrarch import read_verbs
from dragoman.ontology import Ontology, cameo, plover
from dragoman.records import Modality
from dragoman.tables import Row, read_table, words_pattern

_DATA = Path(__file__).parent / "data"
_SLOTS = {
    "subj", "obj", "iobj", "own", "inside", "comp", "comp-subj", "same-comp", "after", "matter",
}  # fmt: skip
_PREPOSITIONS = {
    "about", "across", "against", "ahead", "along", "alongside", "among", "and", "around", "as",
    "at", "belonging", "between", "behind", "by", "for", "from", "in", "into", "near", "of", "off",
    "on", "out", "outside", "over", "through", "to", "toward", "towards", "up", "upon", "with",
    "within",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Predicate:
    """A line of `predicates.tsv`. `type` is None where the line says that the use is no event.

    `given`: it is of a user's dictionary, whose types are believed against the learned model's.
    """

    words: tuple[str, ...]
    pos: Literal["V", "N"]
    prepositions: frozenset[str]
    objects: frozenset[str]
    no_object: bool
    takes_clause: bool
    takes_infinitive: bool
    type: str | None
    mode: str | None
    cameo: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    strong: bool
    with_verb: bool
    mutual: bool
    needs_target: bool
    line: str
    number: int
    given: bool = False


@dataclass(frozen=True, slots=True)
class ModeRule:
    """A line of `modes.tsv`: the words that decide a mode."""

    mode: str
    cameo: str | None
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Complement:
    """A line of `complements.tsv`: what a predicate with a clause amounts to."""

    type: str
    mode: str | None
    cameo: str


@dataclass(frozen=True)
class Lexicon:
    """All that the coder knows of words, for the types of an ontology.

    `verbs` and `nouns` map a lemma to its predicates, the most specific first; `light_verbs` a
    (lemma, particle) to the role that its subject has in the noun's event; `modality` a
    (word, pos) to what it makes of the event; `reporting` a verb of saying to whether an event
    noun may be its object. `deeds` are nouns for violence and coercion, which have a doer and a
    victim; `measures` are nouns that count others ("a round of talks").
    """

    ontology: Ontology
    verbs: Mapping[str, tuple[Predicate, ...]]
    nouns: Mapping[str, tuple[Predicate, ...]]
    modes: Mapping[str, tuple[ModeRule, ...]]
    complements: Mapping[tuple[str, str], Complement]
    light_verbs: Mapping[tuple[str, str], Literal["source", "target"]]
    modality: Mapping[tuple[str, str], Modality]
    reporting: Mapping[str, bool]
    deeds: frozenset[str]
    measures: frozenset[str]


@cache
def load_lexicon() -> Lexicon:
    """Read and check all tables.

    Raises:
        DataFileError: naming file, line and reason, where a line is not well formed.
    """
    columns = ("words", "pos", "prep", "object", "type", "mode", "cameo", "source", "target")
    rows = read_table(_DATA / "predicates.tsv", (*columns, "example"))
    predicates = list(_predicates(rows, plover()))
    return Lexicon(
        ontology=plover(),
        verbs=_by_word(predicates, "V"),
        nouns=_by_word(predicates, "N"),
        modes=_modes(),
        complements=_complements(),
        light_verbs=_light_verbs(),
        modality=_modality(),
        reporting=_reporting(),
        deeds=frozenset(
            word
            for line in predicates
            if line.pos == "N" and line.type in ("ASSAULT", "COERCE")
            for word in line.words
        ),
        measures=_classes()["&measure"],
    )


def lexicon_with(dictionaries: Sequence[Path]) -> Lexicon:
    """The lexicon with verb dictionaries of PETRARCH: of lines as specific, theirs go before ours.

    Raises:
        DataFileError: nothing in a dictionary is well formed.
    """
    lexicon = load_lexicon()
    rows = [row for path in dictionaries for row in read_verbs(path)]
    brought = _by_word([replace(line, given=True) for line in _predicates(rows, plover())], "V")
    both = {
        word: tuple(
            sorted((*lines, *lexicon.verbs.get(word, ())), key=lambda line: _generality(line)[0])
        )
        for word, lines in brought.items()
    }
    return replace(lexicon, verbs={**lexicon.verbs, **both})


def own_lexicon(ontology: Ontology) -> Lexicon:
    """The lexicon of a user's own ontology: its lines, beside what holds for words of any event.

    Raises:
        DataFileError: naming file, key and line, where a line is not well formed.
    """
    predicates = list(_predicates(ontology.lexicon, ontology))
    return replace(
        load_lexicon(),
        ontology=ontology,
        verbs=_by_word(predicates, "V"),
        nouns=_by_word(predicates, "N"),
        modes={},
        complements={},
    )


def _by_word(predicates: list[Predicate], pos: str) -> Mapping[str, tuple[Predicate, ...]]:
    found: dict[str, list[Predicate]] = defaultdict(list)
    for predicate in predicates:
        if predicate.pos == pos:
            for word in predicate.words:
                found[word].append(predicate)
    return {word: tuple(sorted(lines, key=_generality)) for word, lines in found.items()}


def _generality(predicate: Predicate) -> tuple[int, int]:
    specific = 4 * bool(predicate.objects) + 2 * bool(predicate.prepositions) + predicate.no_object
    return -(specific + predicate.takes_clause), predicate.number


def _predicates(rows: Iterable[Row], ontology: Ontology) -> Iterator[Predicate]:
    classes = _classes()
    for row in rows:
        if row["pos"] not in ("V", "N"):
            raise row.error(f"pos must be V or N, not {row['pos']!r}")
        if row["type"]:
            _check_code(row, ontology, row["type"], row["mode"].rstrip("?"), row["cameo"])
        objects: set[str] = set()
        for word in row["object"].split():
            if word.startswith("&") and word not in classes:
                raise row.error(f"no class {word} in classes.tsv")
            objects |= classes.get(word, {word})
        targets = row["target"].split()
        mutual = bool(targets) and targets[0].startswith("=")
        needs_target = bool(targets) and targets[0].startswith("!")
        targets = [target.lstrip("=!") for target in targets]
        for slot in row["source"].split() + targets:
            if slot and slot not in _SLOTS | _PREPOSITIONS:
                raise row.error(f"unknown slot {slot!r}")
        yield Predicate(
            words=tuple(row["words"].split("/")),
            pos=cast(Literal["V", "N"], row["pos"]),
            prepositions=frozenset(filter(None, row["prep"].split("/"))),
            objects=frozenset(objects - {"clause", "to-clause", "-"}),
            no_object="-" in objects,
            takes_clause=bool(objects & {"clause", "to-clause"}),
            takes_infinitive="to-clause" in objects,
            type=row["type"] or None,
            mode=row["mode"].rstrip("?") or None,
            strong=row["mode"] == "?",
            with_verb=row["pos"] == "N" and "verb" in objects,
            cameo=row["cameo"],
            sources=tuple(row["source"].split()),
            targets=tuple(filter(None, targets)),
            mutual=mutual,
            needs_target=needs_target,
            line=f"{row.file} line {row.line}",
            number=row.line,
        )


def _classes() -> Mapping[str, frozenset[str]]:
    rows = read_table(_DATA / "classes.tsv", ("class", "words"))
    return {row["class"]: frozenset(row["words"].split()) for row in rows}


def _check_code(row: Row, ontology: Ontology, type_name: str, mode: str, code: str) -> None:
    known = ontology.types.get(type_name)
    if known is None:
        raise row.error(f"{ontology.name} has no type {type_name!r}")
    if mode and mode not in known.modes:
        raise row.error(f"{type_name} has no mode {mode!r}")
    if code:
        try:
            cameo(code)
        except KeyError:
            raise row.error(f"no CAMEO code {code!r} in cameo.tsv") from None


def _modes() -> Mapping[str, tuple[ModeRule, ...]]:
    rules: dict[str, list[ModeRule]] = defaultdict(list)
    for row in read_table(_DATA / "modes.tsv", ("type", "mode", "cameo", "words")):
        _check_code(row, plover(), row["type"], row["mode"], row["cameo"])
        rule = ModeRule(row["mode"], row["cameo"] or None, words_pattern(row["words"]))
        rules[row["type"]].append(rule)
    return {name: tuple(found) for name, found in rules.items()}


def _complements() -> Mapping[tuple[str, str], Complement]:
    columns = ("type", "complement", "result", "mode", "cameo")
    table = {}
    for row in read_table(_DATA / "complements.tsv", columns):
        _check_code(row, plover(), row["result"], row["mode"], row["cameo"])
        result = Complement(row["result"], row["mode"] or None, row["cameo"])
        table[row["type"], row["complement"]] = result
    return table


def _light_verbs() -> Mapping[tuple[str, str], Literal["source", "target"]]:
    table: dict[tuple[str, str], Literal["source", "target"]] = {}
    for row in read_table(_DATA / "light_verbs.tsv", ("verb", "particle", "subject")):
        if row["subject"] not in ("source", "target"):
            raise row.error(f"subject must be source or target, not {row['subject']!r}")
        role = cast(Literal["source", "target"], row["subject"])
        table[row["verb"], row["particle"]] = role
    return table


def _reporting() -> Mapping[str, bool]:
    rows = read_table(_DATA / "reporting.tsv", ("verb", "object"))
    return {row["verb"]: row["object"] == "yes" for row in rows}


def _modality() -> Mapping[tuple[str, str], Modality]:
    table = {}
    for row in read_table(_DATA / "modality.tsv", ("word", "pos", "modality")):
        if row["modality"] not in get_args(Modality):
            raise row.error(f"unknown modality {row['modality']!r}")
        table[row["word"], row["pos"]] = cast(Modality, row["modality"])
    return table
