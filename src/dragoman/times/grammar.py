"""The grammar of time expressions: patterns over word classes, and where they may not match."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from dragoman.tables import Row, read_table
from dragoman.times.lexicon import DATA, Lexicon, load_lexicon

_NUMERIC = {
    "day": r"3[01]|[12]\d|0?[1-9]",
    "dd": r"3[01]|[12]\d|0[1-9]",
    "mm": r"1[0-2]|0[1-9]",
    "year": r"1\d{3}|20\d\d|2100",
    "yy": r"\d\d",
    "tens_year": r"1\d\d0|20\d0",
    "short_decade": r"[2-9]0",
    "q": r"[1-4]",
    "hour": r"2[0-4]|[01]?\d",
    "minute": r"[0-5]\d",
}
_REFERENCE = re.compile(r"\{([a-z_]+)(\d?)\}")
_WORD = re.compile(r"(?<![\w$€£])['’‘]?\w+")
_ODD_SPACE = re.compile(r"(?<!\s) *+[^\S ]\s*")
_LOOK_BACK, _LOOK_AHEAD = 60, 40

# An expression that begins with "the" or "three" has its month, unit or year within these words.
_REACH = 6


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of `data/patterns.tsv`, ready to match; `groups` names the regular expression's
    groups of each class, several where alternatives of the pattern repeat the class."""

    meaning: str
    pattern: re.Pattern[str]
    groups: dict[str, list[str]]
    example: str


@dataclass(frozen=True, slots=True)
class Found:
    """A match of a rule, from `start` on if a modifier ("early", "about") goes before.

    A line end within the expression is a space in `match`, at the same offset.
    """

    rule: Rule
    match: re.Match[str]
    start: int
    modifier: str | None

    @property
    def end(self) -> int:
        """Where the expression ends."""
        return self.match.end()

    def word(self, name: str) -> str | None:
        """What the word of a class means, after `data/words.tsv`; for {number}, {day} and the
        like the text itself; None where the class has no word in this match."""
        groups = self.rule.groups.get(name, ())
        text = next((self.match[group] for group in groups if self.match[group]), None)
        if text is None:
            return None
        return load_lexicon().value(name.rstrip("0123456789"), text)


@dataclass(frozen=True, slots=True)
class Grammar:
    """All rules and guards."""

    rules: tuple[Rule, ...]
    needs: dict[str, list[tuple[str, re.Pattern[str]]]]
    forbids: dict[str, list[tuple[str, re.Pattern[str]]]]
    modifier: re.Pattern[str]
    first_words: frozenset[str]
    core_words: frozenset[str]

    def scan(self, text: str) -> Iterator[Found]:
        """Yield the longest matches from left to right, without overlap.

        An expression may run over a line end, but not over an empty line.
        """
        text = _ODD_SPACE.sub(_plain_space, text)
        end = core = 0
        words = [(m.start(), m[0].lower()) for m in _WORD.finditer(text)]
        for index, (start, word) in enumerate(words):
            if start < end or not (word in self.first_words or _has_figure(word)):
                continue
            core = max(core, index)
            while core < len(words) and not self._is_core(words[core][1]):
                core += 1
            if core - index >= _REACH:
                continue
            found = self._longest(text, start)
            if found is not None:
                end = found.end
                yield found

    def _is_core(self, word: str) -> bool:
        return word in self.core_words or _has_figure(word)

    def _longest(self, text: str, start: int) -> Found | None:
        best: Found | None = None
        for at, modifier in self._beginnings(text, start):
            for rule in self.rules:
                match = rule.pattern.match(text, at)
                if match is None or (best is not None and match.end() <= best.end):
                    continue
                if self._allowed(rule.meaning, match):
                    best = Found(rule, match, start, modifier)
        return best

    def _beginnings(self, text: str, start: int) -> Iterator[tuple[int, str | None]]:
        yield start, None
        modifier = self.modifier.match(text, start)
        if modifier:
            yield modifier.end(), load_lexicon().value("mod", modifier["mod"])

    def _allowed(self, meaning: str, match: re.Match[str]) -> bool:
        def holds(guard: tuple[str, re.Pattern[str]]) -> bool:
            side, pattern = guard
            if side == "before":
                return bool(pattern.search(before))
            return bool(pattern.match(after if side == "after" else match[0]))

        needs, forbids = self.needs.get(meaning), self.forbids.get(meaning)
        if not needs and not forbids:
            return True
        before = match.string[max(0, match.start() - _LOOK_BACK) : match.start()]
        after = match.string[match.end() : match.end() + _LOOK_AHEAD]
        return (not needs or any(map(holds, needs))) and not any(map(holds, forbids or ()))


def _plain_space(match: re.Match[str]) -> str:
    return match[0] if match[0].count("\n") > 1 else " " * len(match[0])


def _has_figure(word: str) -> bool:
    return word[0].isdigit() or word[-1].isdigit() or word[1:2].isdigit()


@cache
def load_grammar() -> Grammar:
    """Read patterns and guards once a process.

    Raises:
        DataFileError: a pattern names an unknown class or is no regular expression.
    """
    lexicon = load_lexicon()
    rules = tuple(
        _rule(row, lexicon)
        for row in read_table(DATA / "patterns.tsv", ("meaning", "pattern", "example"))
    )
    guards: dict[str, dict[str, list[tuple[str, re.Pattern[str]]]]] = {
        "need": defaultdict(list),
        "forbid": defaultdict(list),
    }
    for row in read_table(DATA / "guards.tsv", ("meaning", "kind", "side", "pattern", "example")):
        if row["kind"] not in guards or row["side"] not in ("before", "after", "match"):
            raise row.error("kind must be need or forbid; side before, after or match")
        guards[row["kind"]][row["meaning"]].append((row["side"], _guard(row)))
    modifier = f"(?i:(?:the +)?(?P<mod>{lexicon.patterns['mod']})(?: +|-))"
    return Grammar(
        rules,
        guards["need"],
        guards["forbid"],
        re.compile(modifier),
        lexicon.first_words(),
        lexicon.core_words(),
    )


def _rule(row: Row, lexicon: Lexicon) -> Rule:
    groups: dict[str, list[str]] = defaultdict(list)

    def expand(reference: re.Match[str]) -> str:
        name, digit = reference.groups()
        body = lexicon.patterns.get(name) or _NUMERIC.get(name)
        if name == "number":
            body = _number(lexicon)
        if body is None:
            raise row.error(f"unknown class {{{name}}}; words.tsv lists the classes")
        group = f"{name}{digit}_{len(groups[name + digit])}"
        groups[name + digit].append(group)
        return f"(?P<{group}>{body})"

    spaced = row["pattern"].replace("[- ]", "(?:-| )").replace(" ", " +").replace(" +?", " *")
    try:
        compiled = re.compile(f"(?i:{_REFERENCE.sub(expand, spaced)})(?!\\w|[.,]\\d)")
    except re.error as error:
        raise row.error(f"the pattern is no regular expression: {error}") from error
    return Rule(row["meaning"], compiled, dict(groups), row["example"])


def _number(lexicon: Lexicon) -> str:
    small, tens, vague = (lexicon.patterns[name] for name in ("small", "tens", "vague"))
    figures = r"\d{1,3}(?:,\d{3})+|\d{1,4}(?:\.\d)?"
    return rf"{figures}|(?:{tens})(?:[-\s](?:{small}))?|{small}|{vague}"


def _guard(row: Row) -> re.Pattern[str]:
    pattern = row["pattern"]
    end = {"before": "$", "match": "$", "after": ""}[row["side"]]
    try:
        return re.compile(f"(?:{pattern}){end}".replace(" ", r"\s"))
    except re.error as error:
        raise row.error(f"the pattern is no regular expression: {error}") from error
