"""Score `dragoman.times` on TimeML documents, as TempEval-3 scores task A.

    python benchmarks/times.py timebank.tar.gz [--fold 3 --fold 4] [--errors] [--parse]

The first argument is a folder or .tar.gz of .tml files; without it, `timeml/timebank.tar.gz` in
the folder that DRAGOMAN_SHARED names. Documents fall into five folds by the SHA-256 of their
names: folds 0-2 are for looking at errors, folds 3 and 4 for an honest figure.

Strict F1 asks for the same span, relaxed F1 for any overlap; value (type) F1 is the relaxed F1
times the share of matched expressions with the right value (type), after UzZaman et al. 2013,
"SemEval-2013 Task 1: TempEval-3".
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import tarfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from dragoman.language import load_model
from dragoman.records import TimeExpression
from dragoman.times import find_times

_TIMEX = re.compile(r"<TIMEX3([^>]*)>|</TIMEX3>|<[^>]*>")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


@dataclass(frozen=True)
class Gold:
    """A TIMEX3 of the annotators."""

    start: int
    end: int
    type: str
    value: str


@dataclass(frozen=True)
class TimeMLDocument:
    """A document with its creation day, text and expressions."""

    name: str
    published: str | None
    text: str
    gold: tuple[Gold, ...]

    @property
    def fold(self) -> int:
        """0 to 4, by name."""
        return int(hashlib.sha256(self.name.encode()).hexdigest(), 16) % 5


def parse_timeml(name: str, xml: str) -> TimeMLDocument:
    """Read one TimeML document; TEXT holds the expressions, DCT the day of creation."""
    created = re.search(r"<DCT>.*?value=\"(\d{4}-\d\d-\d\d)", xml, re.DOTALL)
    body = xml[xml.index("<TEXT>") + len("<TEXT>") : xml.index("</TEXT>")]
    text, gold, position = "", [], 0
    opened: tuple[int, dict[str, str]] | None = None
    for tag in _TIMEX.finditer(body):
        text += unescape(body[position : tag.start()])
        position = tag.end()
        if tag[1] is not None:
            opened = (len(text), dict(_ATTRIBUTE.findall(tag[1])))
        elif tag[0] == "</TIMEX3>" and opened:
            start, attributes = opened
            if len(text) > start:
                gold.append(Gold(start, len(text), attributes["type"], attributes["value"]))
    text += unescape(body[position:])
    return TimeMLDocument(name, created[1] if created else None, text, tuple(gold))


def documents(path: Path) -> Iterator[TimeMLDocument]:
    """All documents of a folder or .tar.gz, by name."""
    if path.is_dir():
        for file in sorted(path.rglob("*.tml")):
            yield parse_timeml(file.stem, file.read_text(encoding="utf-8"))
        return
    with tarfile.open(path) as archive:
        for member in sorted(archive.getmembers(), key=lambda m: m.name):
            content = archive.extractfile(member) if member.name.endswith(".tml") else None
            if content:
                yield parse_timeml(Path(member.name).stem, content.read().decode("utf-8"))


@dataclass
class Score:
    """Counts over documents; `matched` by overlap, each gold expression at most once."""

    gold: int = 0
    found: int = 0
    matched: int = 0
    exact: int = 0
    values: int = 0
    types: int = 0

    def add(self, gold: tuple[Gold, ...], found: list[TimeExpression]) -> list[str]:
        """Count one document; returns a line for each error."""
        errors = []
        free = list(found)
        self.gold += len(gold)
        self.found += len(found)
        for g in gold:
            f = next((f for f in free if f.start < g.end and g.start < f.end), None)
            if f is None:
                errors.append(f"missed   {g.type} {g.value}@{g.start}")
                continue
            free.remove(f)
            self.matched += 1
            self.exact += (f.start, f.end) == (g.start, g.end)
            self.values += f.value == g.value
            self.types += f.type == g.type
            if f.value != g.value or f.type != g.type:
                errors.append(f"value    {g.type} {g.value} read as {f.type} {f.value}@{f.start}")
        return errors + [f"spurious {f.type} {f.value}@{f.start}" for f in free]

    def report(self) -> str:
        """The figures, in percent."""
        relaxed, strict = self._f1(self.matched), self._f1(self.exact)
        value = relaxed * self.values / max(1, self.matched)
        kind = relaxed * self.types / max(1, self.matched)
        return (
            f"gold {self.gold}, found {self.found}, precision {self.matched / self.found:.1%}, "
            f"recall {self.matched / self.gold:.1%}\n"
            f"strict F1 {strict:.1%}, relaxed F1 {relaxed:.1%}, "
            f"type F1 {kind:.1%}, value F1 {value:.1%}"
        )

    def _f1(self, right: int) -> float:
        return 2 * right / max(1, self.gold + self.found)


def main() -> None:
    """Score and print; see the module's docstring."""
    parser = argparse.ArgumentParser(description="Score dragoman.times on TimeML documents.")
    shared = Path(os.environ.get("DRAGOMAN_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    parser.add_argument(
        "path", type=Path, nargs="?", default=shared / "data" / "timeml" / "timebank.tar.gz"
    )
    parser.add_argument("--fold", type=int, action="append", help="only this fold (repeatable)")
    parser.add_argument("--errors", action="store_true", help="print each error with its context")
    parser.add_argument("--parse", action="store_true", help="give find_times the parsed text")
    options = parser.parse_args()
    nlp = load_model() if options.parse else None
    score, seconds, words = Score(), 0.0, 0
    for document in documents(options.path):
        if options.fold and document.fold not in options.fold:
            continue
        parsed = nlp(document.text) if nlp else None
        began = time.process_time()
        found = find_times(document.text, document.published, parsed)
        seconds += time.process_time() - began
        words += len(document.text.split())
        for error in score.add(document.gold, found):
            if options.errors:
                print(document.name, error.rpartition("@")[0], _context(document, error), sep="\t")
    print(score.report())
    print(f"{words:,} words at {words / seconds:,.0f} a second, parsing not counted")


def _context(document: TimeMLDocument, error: str) -> str:
    at = int(error.rpartition("@")[2])
    before, after = document.text[max(0, at - 70) : at], document.text[at : at + 50]
    return " ".join(f"{before}>>{after}".split())


if __name__ == "__main__":
    main()
