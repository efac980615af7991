"""When it happened: the time expression that governs the predicate, else the publication date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from spacy.tokens import Doc, Token

from dragoman.coding import syntax
from dragoman.coding.attachment import NAMING, governor, preposition, where_it_may_stand
from dragoman.coding.candidates import Status
from dragoman.coding.lexicon import Lexicon
from dragoman.coding.weights import load_weights, log_odds, weighted
from dragoman.records import DateBasis, TimeExpression

# An event that ended longer ago than this, or fills a past period longer than that, is told as
# background (PLOVER's "historical").
_BACKGROUND = timedelta(days=183)
_LONG_PERIOD = timedelta(days=45)
# A publication date that is known less well than this dates no event.
_VAGUE = timedelta(days=31)
# Sentences in which an article tells its news.
_LEAD = 2
# Probability from which the model alone makes an event background.
_SURELY = 0.5
# How long before publication the day may be of which a story tells.
_NEWS = timedelta(days=1)
_CENTRAL = {"nsubj", "nsubjpass", "dobj", "attr"}
_OPEN_ENDED = {"until", "till", "by", "for", "from"}
_RANGE = re.compile(r"\d.*(?:\bto\b|through|until|[-–—])")
_WITHIN = {"in", "during", "at"}
_ASIDES = {"relcl", "acl"}
_EARLIER = {"after", "since"}


@dataclass(frozen=True, slots=True)
class EventDate:
    """First and last day, the words that give them, on what basis, and whether it is background."""

    start: date | None
    end: date | None
    text: str | None
    basis: DateBasis
    historical: bool


_UNDATED = EventDate(None, None, None, "unknown", historical=False)


class EventDates:
    """Assigns the time expressions of one parsed document to its predicates."""

    def __init__(
        self,
        doc: Doc,
        times: Iterable[TimeExpression],
        published: tuple[date, date] | None,
        lexicon: Lexicon,
    ) -> None:
        self._published = published
        self._lexicon = lexicon
        leads = list(islice(doc.sents, _LEAD))
        self._lead_end = leads[-1].end if leads else 0
        times = list(times)
        self._news = self._news_day(times, leads[-1].end_char if leads else 0)
        self._by_governor: dict[int, list[tuple[Token, TimeExpression]]] = {}
        self._by_root: dict[int, TimeExpression] = {}
        for time in times:
            span = doc.char_span(time.start, time.end, alignment_mode="expand")
            if span is not None and time.type in ("DATE", "TIME"):
                self._by_root[span.root.i] = time
                if not _is_open_ended(span.root, time):
                    word = self._dated_word(governor(span.root), time)
                    self._by_governor.setdefault(word.i, []).append((span.root, time))

    def _dated_word(self, word: Token, time: TimeExpression) -> Token:
        """What a time dates: "signed" of "signed a treaty to end the war on Monday", not "end".

        What is still to be done was not done on a day that is past.
        """
        past = self._published is not None and (time.date_end or date.max) <= self._published[1]
        while past and syntax.is_infinitive(word) and word.head != word:
            word = governor(word.head)
        return word

    def date_of(self, head: Token, clause: Token, status: Status | None) -> EventDate:
        """The date of the event whose word is `head` and whose tense stands in `clause`.

        Args:
            status: what the learned model reads of the event's time, where it does.
        """
        for token in where_it_may_stand(head, clause, self._lexicon):
            for root, time in self._by_governor.get(token.i, ()):
                if root.dep_ not in NAMING or token in (head, clause):
                    return self._from_text(time, since=preposition(root) == "since")
        another = next(self._of_another(head, clause), None)
        if another is not None:
            return self._from_text(another, since=False)
        usual = self._from_publication(head, clause)
        if status is None or self._news is None or usual.historical:
            return usual
        if weighted(load_weights().news, self.news_features(head, status, usual)) > 0:
            return self._news
        return EventDate(None, None, None, "unknown", status.historical > _SURELY)

    def _of_another(self, head: Token, clause: Token) -> Iterator[TimeExpression]:
        """Times of what is told along with the event, which are its own too.

        "In 1974, when they invaded", "Monday's session, which approved", "killed in the 1988 raid".
        """
        for word in dict.fromkeys((clause, head)):
            others = []
            if word.dep_ == "relcl":
                others = [word.head]
                if word.head.i in self._by_root:
                    yield self._by_root[word.head.i]
            for prep in word.children:
                if prep.dep_ == "prep" and prep.lower_ in _WITHIN:
                    others += [noun for noun in prep.children if noun.dep_ == "pobj"]
            for other in others:
                yield from (time for _, time in self._by_governor.get(other.i, ()))

    def news_features(self, head: Token, status: Status, usual: EventDate) -> tuple[float, ...]:
        """What speaks for an undated event's being of the story's day.

        The model's log odds that it is, and that it is background; whether grammar says so; whether
        it stands in the lead.
        """
        return (
            log_odds(status.current),
            log_odds(status.historical),
            float(usual.basis == "published"),
            float(head.i < self._lead_end),
        )

    def _news_day(self, times: Iterable[TimeExpression], lead_end: int) -> EventDate | None:
        """The day of which the story tells: the one its lead names, else that of publication."""
        if self._published is None or self._published[1] - self._published[0] > _VAGUE:
            return None
        first, last = self._published
        for time in times:
            day = time.date_start
            if time.start >= lead_end:
                break
            if day is not None and day == time.date_end and first - _NEWS <= day <= last:
                return EventDate(day, day, time.text, "text", historical=False)
        return EventDate(first, last, None, "published", historical=False)

    def _from_text(self, time: TimeExpression, since: bool) -> EventDate:
        if time.date_start is None:
            return EventDate(None, None, time.text, "unknown", historical=False)
        end = time.date_end or time.date_start
        if since and self._published is not None:
            end = max(end, self._published[1])
            return EventDate(time.date_start, end, time.text, "text", historical=False)
        historical = False
        if self._published is not None:
            first = self._published[0]
            long_ago = end < first - _BACKGROUND
            historical = long_ago or (end - time.date_start > _LONG_PERIOD and end < first)
        return EventDate(time.date_start, end, time.text, "text", historical)

    def _from_publication(self, head: Token, clause: Token) -> EventDate:
        """The publication date, but not for what is told as background or named in passing."""
        if _is_perfect(clause, "had") and clause.dep_ not in ("ccomp", "conj"):
            return EventDate(None, None, None, "unknown", historical=True)
        if self._published is None or self._published[1] - self._published[0] > _VAGUE:
            return _UNDATED
        if self._in_passing(head, clause) or self._is_aside(clause):
            return _UNDATED
        return EventDate(*self._published, None, "published", historical=False)

    def _in_passing(self, head: Token, clause: Token) -> bool:
        """Whether no day is meant: "triggered U.S. sanctions", and what "has" been done of late.

        In the lead of an article the perfect tells the news of the day.
        """
        if _is_perfect(clause, "has", "have"):
            return head.sent.start > self._lead_end
        if head != clause or head.pos_ != "NOUN":
            return False
        verb = syntax.lemma(head.head)
        happens = (verb, "") in self._lexicon.light_verbs or self._lexicon.reporting.get(verb)
        return head.dep_ != "ROOT" and not (head.dep_ in _CENTRAL and happens)

    def _is_aside(self, clause: Token) -> bool:
        """Whether the clause tells what was before ("after it invaded", "who hosted", "often")."""
        if clause.dep_ in _ASIDES and clause.tag_ != "VB":
            return True
        words = {child.lower_ for child in clause.children if child.dep_ in ("mark", "advmod")}
        if clause.dep_ == "advcl" and words & _EARLIER:
            return True
        return any((word, "T") in self._lexicon.modality for word in words)


def _is_open_ended(root: Token, time: TimeExpression) -> bool:
    """Whether it says until or from when, as "from 4 May", but not "from 4 to 7 May"."""
    word = preposition(root)
    return word in _OPEN_ENDED and not (word == "from" and _RANGE.search(time.text))


def _is_perfect(verb: Token, *auxiliaries: str) -> bool:
    return verb.tag_ == "VBN" and any(
        child.dep_ == "aux" and child.lower_ in auxiliaries for child in verb.children
    )
