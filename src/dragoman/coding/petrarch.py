"""PETRARCH's verb dictionaries as lines of our lexicon:

    &TRUCE                               a set of words
    +CEASEFIRE
    --- ABANDON [080] ---                a block: its name, and the CAMEO code of its verbs
    ABANDON                              a verb, maybe with a code of its own, and irregular forms
    +GIVE_UP {+GAVE_UP}                  a verb with a particle
    - * &TRUCE WITH + [196]              a pattern: the verb *, its source $, its target +
    - * PLAN [---]                       a use that is no event

Our lexicon asks for one noun or one infinitive beside the verb, and a preposition. A pattern that
asks for more (words before the verb, several nouns) is left out: read by half, it would code what
its author did not mean.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dragoman.dictionaries import read_text
from dragoman.errors import DataFileError
from dragoman.ontology import cameo
from dragoman.tables import Row

LOG = logging.getLogger(__name__)
_COLUMNS = (
    "words",
    "pos",
    "prep",
    "object",
    "type",
    "mode",
    "cameo",
    "source",
    "target",
    "example",
)
_HEAD = re.compile(r"--- *(?P<name>.*?) *\[(?P<code>.*?)\] *---")
_LINE = re.compile(r"(?P<words>[^\[{]*)(?:\[(?P<code>[^\]]*)\])?[^\[\]]*")
_PREPOSITIONS = {
    "about", "across", "after", "against", "along", "among", "around", "as", "aside", "at", "away",
    "back", "before", "behind", "between", "by", "down", "for", "forward", "from", "in", "into",
    "near", "of", "off", "on", "out", "outside", "over", "through", "to", "toward", "towards",
    "under", "up", "upon", "with", "within", "without",
}  # fmt: skip
# What may stand in a pattern without changing what our lexicon reads.
_SILENT = {"$", "^", "THE", "A", "AN", "ITS", "HIS", "HER", "THEIR", "HAS", "HAVE", "HAD"}
_TARGET = "obj with against to on"
_MUTUAL = "= with obj between"
# The patterns that our lexicon can tell (see `_shape`), and where their target stands; {} is the
# last preposition, "!" makes the target a condition.
_BESIDE = "inside to with against from on in"
_SHAPES = {
    "": _TARGET, "T": "!obj", "P": "{} obj", "PT": "!{}",
    "N": _BESIDE, "NT": "!iobj inside obj", "TN": "!iobj inside obj", "NPT": "!{}",
    "PN": "{} " + _BESIDE, "PNPT": "!{}", "TP": "!obj", "TPN": "!obj",
    "IN": "comp comp-subj obj", "INT": "!comp", "TIN": "!obj",
}  # fmt: skip


class _TooMuchError(Exception):
    """A pattern asks for more than our lexicon can."""


@dataclass
class _Reader:
    path: Path
    sets: dict[str, list[str]] = field(default_factory=dict)
    verbs: list[tuple[str, str]] = field(default_factory=list)
    faults: list[DataFileError] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)


def read_verbs(path: Path) -> list[Row]:
    """The lines of a verb dictionary as rows of `predicates.tsv`; they name file and line.

    What is not well formed is left out, and the log warns of each line: a code that is none, a
    bracket that is not closed, a set of words that is not defined, a pattern without a verb. It
    tells, too, how many patterns ask for more than our lexicon can.

    Raises:
        DataFileError: nothing in the file is well formed; it names the lines.
    """
    reader = _Reader(path)
    rows = list(_rows(reader))
    if not rows:
        faults = reader.faults or [DataFileError(str(path), 1, "holds no verbs")]
        raise DataFileError.together(faults)
    if reader.faults:
        LOG.warning("left out what is not well formed:\n%s", "\n".join(map(str, reader.faults)))
    if reader.left_out:
        shown = ", ".join(map(str, reader.left_out[:10])) + (
            ", …" if len(reader.left_out) > 10 else ""
        )
        LOG.warning(
            "%s: %d lines ask for more than one word beside the verb and are left out (%s)",
            path, len(reader.left_out), shown,
        )  # fmt: skip
    return rows


def _rows(reader: _Reader) -> Iterator[Row]:
    default, current = "", ""
    for number, line in enumerate(read_text(reader.path).splitlines(), start=1):
        content = line.partition("#")[0].strip()
        if not content:
            current = ""
            continue
        try:
            if content.startswith("---"):
                default, reader.verbs, current = "", [], ""
                default = _head(reader, number, content)
            elif content.startswith("&"):
                current = content.rstrip("_")
                reader.sets[current] = []
            elif content.startswith("- "):
                yield from _pattern(reader, number, content[2:])
            elif current:
                reader.sets[current].append(content.strip("+_ ").lower())
            else:
                yield from _verb(reader, number, content, default)
        except DataFileError as error:
            reader.faults.append(error)
        except _TooMuchError:
            reader.left_out.append(number)


def _head(reader: _Reader, number: int, content: str) -> str:
    match = _HEAD.fullmatch(content)
    if match is None:
        raise _fault(reader, number, "a block opens with --- NAME [code] ---")
    return match["code"]


def _verb(reader: _Reader, number: int, content: str, default: str) -> Iterator[Row]:
    words, code = _parts(reader, number, content)
    verb, _, particle = words.strip("+_ ").lower().partition("_")
    if particle and particle not in _PREPOSITIONS:
        raise _TooMuchError
    reader.verbs.append((verb, particle))
    code = default if code is None else code
    # A block without a code says nothing of its verbs; ours may.
    if _kind(reader, number, code):
        yield _row(reader, number, verb, code, prep=particle, target=_TARGET)


def _pattern(reader: _Reader, number: int, content: str) -> Iterator[Row]:
    words, code = _parts(reader, number, content)
    if code is None:
        raise _fault(reader, number, "the pattern has no code in brackets")
    before, star, after = words.partition("*")
    if not star or "*" in after:
        raise _fault(reader, number, "the pattern needs one * for its verb")
    if not reader.verbs:
        raise _fault(reader, number, "the pattern stands before any verb")
    given = before.split()
    if set(given) - _SILENT - {"%"} or set(words) & set("({/"):
        raise _TooMuchError
    tokens = [part for token in after.split() if token not in _SILENT for part in _split(token)]
    # "to" may open an infinitive or go with a noun: "refused to talk", "returned to talks".
    shapes = dict.fromkeys(_shape(tokens, infinitive=reading) for reading in (True, False))
    told = [shape for shape in shapes if shape in _SHAPES]
    if not told:
        raise _TooMuchError
    for shape in told:
        cells = _beside(reader, number, tokens, shape)
        if "%" in given:
            cells["target"] = _MUTUAL
        plain = "/".join(verb for verb, particle in reader.verbs if not particle)
        if plain:
            yield _row(reader, number, plain, code, **cells)
        for verb, particle in reader.verbs:
            if particle and not cells.get("prep"):
                yield _row(reader, number, verb, code, **cells | {"prep": particle})


def _split(token: str) -> list[str]:
    """ "TO_STRIKE" is an infinitive, "WITH_&TRUCE" two words; others that are joined are one."""
    parts = token.strip("_").split("_")
    is_pair = len(parts) == 2 and parts[0].lower() in _PREPOSITIONS
    return parts if is_pair else ["_".join(parts)]


def _beside(reader: _Reader, number: int, tokens: list[str], shape: str) -> dict[str, str]:
    """What must stand beside the verb, and where its target is."""
    words = [token.lower() for token, kind in zip(tokens, shape, strict=True) if kind == "P"]
    prep = words[0] if shape.startswith(("P", "TP")) else ""
    last = words[-1] if words else ""
    named = [token for token, kind in zip(tokens, shape, strict=True) if kind == "N"]
    nouns = " ".join(_nouns(reader, number, named[0])) if named else ""
    return {
        "prep": prep,
        "object": f"to-clause {nouns}" if "I" in shape else nouns,
        "target": _SHAPES[shape].format(last),
    }


def _shape(tokens: list[str], *, infinitive: bool) -> str:
    """A letter for each token: T the target, I the "to" of an infinitive, P, N another word."""
    kinds = []
    for token, following in zip(tokens, [*tokens[1:], "+"], strict=False):
        if infinitive and token == "TO" and following != "+":
            kinds.append("I")
        elif token.lower() in _PREPOSITIONS:
            kinds.append("P")
        else:
            kinds.append({"+": "T", "%": "?"}.get(token, "N"))
    return "".join(kinds)


def _nouns(reader: _Reader, number: int, token: str) -> list[str]:
    """The lemmas that a word of a pattern, or a set of words, stands for."""
    if not token.startswith("&"):
        words = [token.lower()]
    elif token in reader.sets:
        words = reader.sets[token]
    elif token.partition("_")[0] in reader.sets:
        raise _TooMuchError  # a set with further words
    else:
        raise _fault(reader, number, f"no set of words {token} is defined before")
    single = [word for word in words if re.fullmatch(r"[a-z][a-z'-]+", word)]
    if not single:
        raise _TooMuchError
    stems = (word[:-1] for word in single if word.endswith("s") and not word.endswith("ss"))
    return list(dict.fromkeys((*single, *stems)))


def _parts(reader: _Reader, number: int, content: str) -> tuple[str, str | None]:
    match = _LINE.fullmatch(re.sub(r"\{[^}]*\}", "", content).strip())
    if match is None:
        raise _fault(reader, number, "a bracket is not closed")
    return match["words"].strip(), match["code"]


def _kind(reader: _Reader, number: int, code: str) -> str | None:
    """The type of a code; None for what is no event: "---" and statements, which PLOVER lacks.

    Of a pair, "112:112", the first is what the source does.
    """
    first = code.partition(":")[0].strip()
    if first in ("", "---") or re.fullmatch(r"01\d{0,2}", first):
        return None
    try:
        return cameo(first).type
    except KeyError:
        raise _fault(reader, number, f"no CAMEO code {first!r}") from None


def _row(reader: _Reader, number: int, verbs: str, code: str, **cells: str) -> Row:
    """A line of the lexicon for some verbs."""
    kind = _kind(reader, number, code)
    filled = dict.fromkeys(_COLUMNS, "") | {"words": verbs, "pos": "V"}
    if kind:
        filled |= {"type": kind, "cameo": code.partition(":")[0].strip(), "source": "subj"}
    return Row(reader.path.name, number, filled | cells)


def _fault(reader: _Reader, number: int, reason: str) -> DataFileError:
    return DataFileError(str(reader.path), number, reason)
