"""The rules of an attribute ruler, of which almost all are about one word, looked up in a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler
from spacy.pipeline.attributeruler import set_token_attrs  # type: ignore[attr-defined]
from spacy.tokens import Doc

_ATTRIBUTES = ("LOWER", "TAG", "DEP", "IS_SPACE")
_KEYS = 10_000

Word = tuple[Any, ...]  # the values of _ATTRIBUTES
Match = tuple[int, int, int, int]  # the rule's number and name, and the words: start and end
Pattern = list[dict[str, Any]]


class Rules:
    """Does what a ruler does; its matcher tries each of some 180 rules on each word."""

    def __init__(self, ruler: AttributeRuler) -> None:
        self._set: Callable[[Doc, list[Match]], None] = ruler.set_annotations
        self._strings = ruler.vocab.strings
        self._attributes: list[dict[Any, Any]] = ruler.attrs
        self._of_words: list[tuple[int, Mapping[str, Any]]] = []
        self._others = Matcher(ruler.vocab)
        for number, rule in enumerate(ruler.patterns):
            patterns: Any = rule["patterns"]
            if all(map(_is_of_word, patterns)) and "_" not in self._attributes[number]:
                self._of_words += [(number, pattern[0]) for pattern in patterns]
            else:
                self._others.add(str(number), patterns)
        self._forms = {
            form for _, rule in self._of_words if "LOWER" in rule for form in _values(rule["LOWER"])
        }
        self._find = lru_cache(_KEYS)(self._rules_of)

    def __call__(self, doc: Doc) -> Doc:
        """Set the attributes of all words to which a rule applies; later rules take precedence."""
        matches = [
            (int(self._strings[name]), name, start, end)
            for name, start, end in self._others(doc, allow_missing=True)
        ]
        contested = {position for _, _, start, end in matches for position in range(start, end)}
        for position, token in enumerate(doc):
            form = token.lower_
            word = form if form in self._forms else "", token.tag_, token.dep_, token.is_space
            numbers, attributes = self._find(word)
            if position in contested:
                found = ((n, self._strings[str(n)], position, position + 1) for n in numbers)
                matches += found
            elif attributes:
                set_token_attrs(token, attributes)
        self._set(doc, sorted(matches))
        return doc

    def _rules_of(self, word: Word) -> tuple[list[int], dict[Any, Any]]:
        """The rules that apply to a word, and what they set in all."""
        values = dict(zip(_ATTRIBUTES, word, strict=True))
        numbers = {
            number
            for number, rule in self._of_words
            if all(_fits(values[name], wanted) for name, wanted in rule.items())
        }
        ordered = sorted(numbers)
        return ordered, {k: v for number in ordered for k, v in self._attributes[number].items()}


def _is_of_word(pattern: Pattern) -> bool:
    """Whether it asks for one word, with values that a table can have."""
    known = (
        name in _ATTRIBUTES and (not isinstance(wanted, dict) or wanted.keys() <= {"IN", "NOT_IN"})
        for name, wanted in pattern[0].items()
    )
    return len(pattern) == 1 and all(known)


def _values(wanted: Any) -> list[Any]:
    return [v for each in wanted.values() for v in each] if isinstance(wanted, dict) else [wanted]


def _fits(value: Any, wanted: Any) -> bool:
    if not isinstance(wanted, dict):
        return bool(value == wanted)
    return value in wanted.get("IN", (value,)) and value not in wanted.get("NOT_IN", ())
