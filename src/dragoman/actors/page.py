"""A parsed text with the names of the register placed on its tokens."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from functools import cached_property

from spacy.tokens import Doc, Token

from dragoman.actors.cues import CALENDAR, FORMER, HONORIFICS, PARTICLES
from dragoman.actors.folding import fold
from dragoman.actors.lexicon import Lexicon, Match, Sense
from dragoman.actors.phrases import FULL_NAMES, PEOPLES, Hit
from dragoman.actors.tables import AgentNoun

NAME_LIMIT = 5


class Page:
    """The tokens of one document, the names found in it, and what can be asked of both.

    `hits` are the names by first token, `person_end` the ends of the persons that the model saw
    by their first token.
    """

    def __init__(self, doc: Doc, lexicon: Lexicon, published: date | None) -> None:
        self.doc = doc
        self.text = doc.text
        self.published = published
        self.tokens = list(doc)  # the document makes a token anew each time it is asked for one
        self.starts = [token.idx for token in self.tokens]
        self.words = [token.lower_ for token in self.tokens]
        self.pos = [token.pos_ for token in self.tokens]
        self.hits = {hit.first: hit for hit in map(self._place, lexicon.find(self.text))}
        self.person_end = {ent.start: ent.end for ent in doc.ents if ent.label_ == "PERSON"}

    def _place(self, match: Match) -> Hit:
        first, last = self.token_at(match.start), self.token_at(match.end - 1) + 1
        return Hit(match.start, match.end, first, last, self._of_the_time(match.senses))

    def _of_the_time(self, senses: tuple[Sense, ...]) -> tuple[Sense, ...]:
        """`senses` without those that came up after the article: "Congo" before 1997."""
        day = self.published
        if day is None or len(senses) == 1:
            return senses
        return tuple(s for s in senses if s.start is None or s.start <= day) or senses

    @cached_property
    def sentence_end(self) -> list[int]:
        """For each token the end of its sentence."""
        ends = [0] * len(self.doc)
        for sentence in self.doc.sents:
            ends[sentence.start : sentence.end] = [sentence.end] * len(sentence)
        return ends

    def token_at(self, offset: int) -> int:
        """The token that holds the character at `offset`."""
        return bisect_right(self.starts, offset) - 1

    def token_end(self, token: int) -> int:
        """The character after the token."""
        return self.starts[token] + len(self.tokens[token])

    def is_name(self, token: int) -> bool:
        """Whether the token is a name that the register has for no nation, body or agent."""
        word = self.tokens[token]
        return (
            word.pos_ == "PROPN"
            and word.text[0].isupper()
            and word.ent_type_ not in {"DATE", "TIME"}
            and word.lower_ not in HONORIFICS
            and token not in self._covered
        )

    @cached_property
    def _covered(self) -> frozenset[int]:
        hits = (hit for hit in self.hits.values() if hit.nation or hit.noun)
        return frozenset(i for hit in hits for i in range(hit.first, hit.last))

    def word(self, token: int) -> str:
        """The token in lower case; empty outside the text."""
        return self.words[token] if 0 <= token < len(self.words) else ""

    def is_former(self, first: int) -> bool:
        """Whether the words before or at `first` say that an office is past."""
        return any(
            self.word(i) in FORMER or self.word(i).startswith("ex-")
            for i in range(first - 2, first + 1)
        )

    def is_singular(self, hit: Hit, noun: AgentNoun) -> bool:
        """Whether the agent noun stands in the singular."""
        return fold(self.text[hit.start : hit.end]) == fold(noun.noun)

    def is_inside_name(self, hit: Hit) -> bool:
        """Whether it is the end of a longer name: "Kim Yong" in "Gan Kim Yong"."""
        if hit.first == 0 or hit.last - hit.first > 2:
            return False
        inside = self.tokens[hit.first].ent_iob_ == "I"
        short = hit.sense(FULL_NAMES) is None and self.is_name(hit.first - 1)
        return short or (inside and self.pos[hit.first - 1] == "PROPN")

    def opens_name(self, hit: Hit) -> bool:
        """Whether a people's name opens another: "African Champions League"."""
        after = self.tokens[hit.last] if hit.last < len(self.doc) else None
        return (
            hit.sense(PEOPLES) is not None
            and after is not None
            and hit.last not in self.hits
            and after.pos_ == "PROPN"
            and after.text[0].isupper()
        )

    def name_end(self, position: int, limit: int) -> int | None:
        """The end of the capitalised name that starts at token `position`, None if none does."""
        end = position
        while end < min(limit, position + NAME_LIMIT):
            hit = self.hits.get(end)
            if hit and hit.person:
                end = hit.last
            elif hit or not _in_name(self.tokens[end], end > position):
                break
            else:
                end += 1
        while end > position and self.word(end - 1) in PARTICLES | {"-"}:
            end -= 1
        return end if end > position else None

    def full_name_end(self, position: int) -> int | None:
        """The end of a person's name of two words or more that starts here."""
        hit = self.hits.get(position)
        if hit and hit.sense(frozenset({"person"})):
            return hit.last
        end = self.person_end.get(position)
        return end if end and end - position > 1 and hit is None else None


def _in_name(token: Token, inside: bool) -> bool:
    if token.text[0].isupper() and token.pos_ in {"PROPN", "NOUN", "ADJ", "X"}:
        return token.ent_type_ not in {"DATE", "TIME"} and token.lower_ not in CALENDAR
    return inside and (token.lower_ in PARTICLES or token.text == "-")
