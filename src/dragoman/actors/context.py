"""What the rest of the article and of the sentence says about a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable
from functools import cached_property

from dragoman.actors.cues import (
    CITIES,
    DIRECTIONS,
    EVENTS,
    HOMONYMS,
    LOCATIVES,
    MOTIONS,
    NOT_HOME,
    VISITING,
    WORLDWIDE,
)
from dragoman.actors.lexicon import Sense, SenseKind
from dragoman.actors.page import Page
from dragoman.actors.phrases import CAPITALS, Phrase

PLACES: frozenset[SenseKind] = frozenset({"state", "capital"})
AIM = "at"  # a place with bodies ("at the Pentagon"), an aim with states ("fired at Israel")
AHEAD = 1.75  # how often the main country is named for each mention of the next
SOLE = 0.65  # what share of all nations the country has that the article is about
LOCATED = 2  # what "in Turkey" adds to the mention of Turkey itself
SHORT_TEXT = 60  # tokens; below it a bare surname needs no country in the context


class Context:
    """The countries and places of one article."""

    def __init__(self, page: Page, phrases: Iterable[Phrase]) -> None:
        self.page = page
        nations = (phrase.nation.nation for phrase in phrases if phrase.nation)
        self._countries = Counter[str | None](
            sense.country for sense in nations if sense and sense.country
        )

    @property
    def countries(self) -> Container[str | None]:
        """The countries that the article names."""
        return self._countries

    @cached_property
    def _weights(self) -> Counter[str | None]:
        """How much of the article each country has; where things happen counts most."""
        weights = self._countries.copy()
        for first, hit in self.page.hits.items():
            sense = hit.sense(PLACES)
            if sense and self.page.word(first - 1) in LOCATIVES:
                weights[sense.country] += LOCATED
        return weights

    @cached_property
    def sole_country(self) -> str | None:
        """The country that most of the article is about, next to which others hardly count."""
        main = self.main_country
        return main if self._weights[main] >= SOLE * self._weights.total() else None

    @cached_property
    def main_country(self) -> str | None:
        """The article's only country, or one named twice or more and far more than any other.

        That is half of all nations, or AHEAD times the next.
        """
        weights = self._weights
        if not weights:
            return None
        (country, count), (_, rival) = [*weights.most_common(2), (None, 0)][:2]
        half = count > rival and count >= 0.5 * weights.total()
        ahead = count >= 2 and (half or count >= AHEAD * rival)
        return country if ahead or not rival else None

    def is_at_home(self, country: str | None) -> bool:
        """Whether the article speaks of `country`, or is too short to tell."""
        return country in self._countries or len(self.page.doc) <= SHORT_TEXT

    def place_of_sentence(self, phrase: Phrase) -> str | None:
        """The one country that the sentence names as a place: "police in Turkey"."""
        return self._sentence_places.get(self.page.sentence_end[phrase.first])

    @cached_property
    def _sentence_places(self) -> dict[int, str | None]:
        """By the end of a sentence, the country it names as a place; None where it names more."""
        places: dict[int, str | None] = {}
        for first, hit in self.page.hits.items():
            sense = hit.sense(PLACES)
            if sense and self._is_located(first):
                end = self.page.sentence_end[first]
                known = places.setdefault(end, sense.country)
                places[end] = sense.country if known == sense.country else None
        return places

    def is_place(self, phrase: Phrase) -> bool:
        """Whether the words around say that a bare nation is where something is or goes."""
        if phrase.possessive or phrase.nation is None:
            return False
        if phrase.nation.sense(PLACES) and self.page.word(phrase.first - 1) == AIM:
            return False
        is_capital = phrase.nation.sense(CAPITALS) is not None
        return self._is_located(phrase.first) or (is_capital and self._is_city(phrase))

    def _is_located(self, first: int) -> bool:
        """Whether "in" or the like stands before the name, or before the one it is joined to."""
        position = first - 1
        if position > 0 and self.page.pos[position] in {"DET", "ADJ"}:
            position -= 1
        if self.page.word(position) in LOCATIVES:
            return True
        name = self.page.tokens[first]
        return name.dep_ == "conj" and name.head.i < first and self._is_located(name.head.i)

    def _is_city(self, phrase: Phrase) -> bool:
        """Whether a capital is the city: "trip to Moscow", "downtown Moscow", "MOSCOW, May 2"."""
        name = self.page.tokens[phrase.last - 1]
        opens_line = phrase.start == 0 or self.page.text[phrase.start - 1] == "\n"
        if opens_line and name.is_upper:
            return True
        if name.dep_ in {"compound", "nmod"} and name.head.i >= phrase.last:
            return not self._is_paired(phrase)
        if phrase.first == 0:
            return False
        before = self.page.tokens[phrase.first - 1]
        if before.dep_ in {"amod", "compound", "nmod"} and before.head.i == name.i:
            return True
        goes = before.lower_ in DIRECTIONS and before.head.lemma_ in MOTIONS
        return goes or before.lemma_ in VISITING or before.lower_ in CITIES

    def _is_paired(self, phrase: Phrase) -> bool:
        """Whether a hyphen joins it to another: "Washington-Moscow ties"."""
        return "-" in {self.page.word(phrase.first - 1), self.page.word(phrase.last)}

    def names_event(self, phrase: Phrase) -> bool:
        """Whether a capital but names an event or place: "the Beijing Summit", "Geneva talks"."""
        if phrase.nation is None or phrase.nation.sense(CAPITALS) is None or phrase.possessive:
            return False
        name = self.page.tokens[phrase.last - 1]
        if self._is_paired(phrase) or name.dep_ not in {"compound", "nmod", "amod"}:
            return False
        return name.head.i >= phrase.last and name.head.lemma_.lower() in EVENTS

    def is_part_of_name(self, phrase: Phrase, sense: Sense) -> bool:
        """Whether it is but part of a person's name: "Michael Jordan", "Chad Smith"."""
        tokens, first = self.page.tokens, phrase.first
        if sense.kind in {"adjective", "demonym"}:
            return False
        before = tokens[first - 1] if first and tokens[first].ent_iob_ == "I" else None
        ends = before is not None and before.ent_type_ == "PERSON" and before.pos_ != "DET"
        opens = self.page.person_end.get(first, 0) > phrase.last and phrase.last - first == 1
        return ends or (opens and phrase.last not in self.page.hits and not phrase.possessive)

    def is_homonym(self, name: str) -> bool:
        """Whether the article's words say that the name of a state is another's."""
        known = HOMONYMS.get(name)
        if known is None:
            return False
        text = self.page.text
        return any(word in text for word in known.other) and not any(
            word in text for word in known.own
        )

    def is_worldwide(self, phrase: Phrase) -> bool:
        """Whether the noun is of the kind that many countries send: "leaders", "governments"."""
        hit, _ = phrase.agents[-1]
        return self.page.text[hit.start : hit.end].lower() in WORLDWIDE

    def is_of_unknown_body(self, phrase: Phrase) -> bool:
        """Whether a body that the register lacks stands before: "a Deutsche Boerse spokesman"."""
        before, head = phrase.first - 1, phrase.nouns[-1]
        if before < 0 or "all" not in head.yields or head.use == "group":
            return False
        return self.page.tokens[before].ent_type_ == "ORG" and self.page.is_name(before)

    def is_elsewhere(self, phrase: Phrase) -> bool:
        """Whether the word before says whose they are: "Hamburg prosecutors", "the two leaders"."""
        if not phrase.first:
            return False
        before = self.page.tokens[phrase.first - 1]
        return before.ent_type_ == "GPE" or before.tag_ == "PRP$" or before.lower_ in NOT_HOME
