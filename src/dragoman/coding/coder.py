"""The coder: text in, mentions out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span

from dragoman.actors import Register
from dragoman.coding.arguments import Arguments, Filler
from dragoman.coding.attribution import attribute
from dragoman.coding.candidates import INSURGENT, Candidate, Finder
from dragoman.coding.codebook import own_codebook, plover_codebook
from dragoman.coding.eventdates import EventDate, EventDates
from dragoman.coding.eventmodel import Offsets, Pair, Tags, load_event_model, weigh
from dragoman.coding.eventplaces import EventPlaces
from dragoman.coding.evidence import Evidence
from dragoman.coding.modality import Judgement, judge
from dragoman.coding.modality import weigh as weigh_modality
from dragoman.coding.roles import agents, unregistered
from dragoman.coding.speechacts import reinterpret
from dragoman.coding.weights import load_weights
from dragoman.dating import NARROW, DatedTexts, find_times_within, infer
from dragoman.dictionaries import find_dictionaries
from dragoman.errors import UsageError
from dragoman.language import Reader, check_annotation, load_model
from dragoman.ontology import Ontology, cameo, contexts_in, read_ontology
from dragoman.places import Gazetteer, Place
from dragoman.records import (
    Article,
    Mention,
    PairCoding,
    Participant,
    Role,
    TextCoding,
    encodable,
)
from dragoman.stages import stage

# spaCy's memory grows with the text: longer articles are parsed in pieces of whole paragraphs.
_PIECE = 50_000


class Coder:
    """Codes political events in English text.

    Args:
        register: the actors to look for; by default the one that comes with Dragoman.
        model: name of an installed spaCy model package, or a loaded pipeline; by default see
            `language/data/models.toml`.
        ontology: types of one's own to code (see `read_ontology`); by default PLOVER's.
        verbs: PETRARCH's verb dictionaries, whose lines go before those of the lexicon.

    Raises:
        ModelError: no English model is installed.
        DataFileError: a knowledge file has a malformed line.
        UsageError: verb dictionaries are given with types of one's own.
    """

    def __init__(
        self,
        register: Register | None = None,
        model: str | Language | None = None,
        ontology: Ontology | None = None,
        verbs: Sequence[Path] = (),
    ) -> None:
        if ontology and verbs:
            raise UsageError(
                "verb dictionaries have CAMEO codes and go with PLOVER's types: write lexicon lines"
                " into the file of your own types instead"
            )
        self.register = register or Register.load()
        self._nlp: Language = model if isinstance(model, Language) else load_model(model)
        self.codebook = own_codebook(ontology, self._nlp) if ontology else plover_codebook(verbs)

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self._nlp)

    def code_text(self, text: str, published: date | str | None = None) -> list[Mention]:
        """Code the events of a cleaned text.

        Args:
            text: clean text; all offsets of the result count in it.
            published: publication date (`date` or ISO 8601 text); "on Friday" is read against it.

        Returns:
            The mentions in text order, each with its participants.
        """
        return self.code_article(as_article(text, published))

    def code_article(self, article: Article) -> list[Mention]:
        """Code the events of one article."""
        return next(iter(self.code_articles([article])))[1]

    def code_doc(self, doc: Doc, published: date | str | None = None) -> TextCoding:
        """Code a text that is parsed already, by a pipeline of your own for instance.

        Args:
            doc: English, with lemmas, parts of speech, dependencies and named entities.
            published: publication date (`date` or ISO 8601 text).

        Raises:
            UsageError: the pipeline that parsed it lacks a component.
        """
        check_annotation(doc)
        article = self._dated(as_article(doc.text, published), doc, None)
        document = _DocumentCoder(self, doc, article, 0)
        mentions = [] if self.codebook.is_off_topic(doc.text) else document.mentions()
        return TextCoding(tuple(mentions), tuple(document.links), tuple(document.times))

    def code_pair(
        self, sentence: str, source: Offsets, target: Offsets | None = None
    ) -> PairCoding:
        """Say which event a sentence tells between two actors.

        The type comes from the learned model and from the events that are found at the two spans
        in the whole sentence; mode and modality from the latter, the mode else from its words.

        Args:
            sentence: one sentence.
            source, target: where the actors stand, as (start, end) with the end exclusive; one may
                lie within the other, and without a target the source may stand alone.

        Raises:
            UsageError: a span is empty or lies outside the sentence, or the types are one's own.
        """
        return next(self.code_pairs([Pair(sentence, source, target)]))

    def code_pairs(self, pairs: Sequence[Pair]) -> Iterator[PairCoding]:
        """Code many pairs in batches, in the order given; see `code_pair`."""
        if not self.codebook.ontology.is_plover:
            raise UsageError(
                "of pairs only PLOVER's types are told: let own types be found in texts"
            )
        learned = load_event_model().pair_scores(pairs)
        articles = (Article(str(n), "", pair.sentence) for n, pair in enumerate(pairs))
        for pair, scores, (_, mentions) in zip(
            pairs, learned, self.code_articles(articles), strict=True
        ):
            yield self._pair(pair, scores, _between(mentions, pair))

    def _pair(
        self, pair: Pair, learned: Mapping[str, float], related: list[tuple[Mention, int]]
    ) -> PairCoding:
        scores = weigh(learned, {mention.event_type: ends for mention, ends in reversed(related)})
        best = max(scores, key=scores.__getitem__)
        mention = next((m for m, _ in related if m.event_type == best), None)
        if mention is not None:
            return PairCoding(best, mention.mode, mention.modality, scores)
        rules = self.codebook.lexicon.modes.get(best, ())
        words = pair.sentence.lower()
        mode = next((rule.mode for rule in rules if rule.pattern.search(words)), None)
        modality = related[0][0].modality if related else "actual"
        return PairCoding(best, mode, modality, scores)

    def code_articles(
        self, articles: Iterable[Article], dated: DatedTexts | None = None
    ) -> Iterator[tuple[Article, list[Mention]]]:
        """Code many articles; yields each with its mentions, in the order given.

        Articles without a date get the days that their text allows, with the help of the `dated`
        texts of the same dataset.
        """
        for article in articles:
            with stage("coding"):
                coded = self._code(article, dated)
            yield coded

    def _code(self, article: Article, dated: DatedTexts | None) -> tuple[Article, list[Mention]]:
        """One article by itself, so that what is found in it depends on no other."""
        mentions: list[Mention] = []
        for start, text in _pieces(article):
            off_topic = self.codebook.is_off_topic(text)
            if off_topic and not (start == 0 and _is_undated(article)):
                continue
            with stage("parsing"):
                doc = self._reader.read(text)
            if start == 0:
                article = self._dated(article, doc, dated)
            if not off_topic:
                mentions += _DocumentCoder(self, doc, article, start).mentions()
        return article, mentions

    def _dated(self, article: Article, doc: Doc, dated: DatedTexts | None) -> Article:
        """The article; if nobody says of when it is, with the days that its text allows."""
        if not _is_undated(article):
            return article
        with stage("dating"):
            found = infer(doc.text, doc, self.register, dated=dated, dateline=article.dateline_day)
        if found is None:
            return article
        return replace(
            article,
            published_start=found.start,
            published_end=found.end,
            published_basis="inferred",
            date_reasons="; ".join(found.reasons),
        )


def load_coder(
    actors: Path | None = None,
    ontology: Path | None = None,
    dictionaries: Sequence[Path] = (),
) -> Coder:
    """A coder by a file of actors, which go before the register's, and a file of event types.

    Args:
        dictionaries: PETRARCH's dictionaries of actors, agents and verbs, or folders of them.

    Raises:
        UsageError: a file cannot be read, or a key of the ontology is wrong.
        DataFileError: a line of a file is malformed.
    """
    own = read_ontology(ontology) if ontology else None
    found = find_dictionaries(dictionaries) if dictionaries else None
    return Coder(Register.load(actors, found), ontology=own, verbs=found.verbs if found else ())


def _is_undated(article: Article) -> bool:
    return article.published_start is None and article.published_basis == "unknown"


def as_article(text: str, published: date | str | None = None) -> Article:
    """A cleaned text as an article of that day (`date` or ISO 8601 text); see `encodable`."""
    text = encodable(text)
    day = date.fromisoformat(published) if isinstance(published, str) else published
    article_id = hashlib.sha256(text.encode()).hexdigest()[:16]
    return Article(article_id, "", text, published_start=day, published_end=day)


class _DocumentCoder:
    """Codes one parsed piece of an article that starts at `offset` in the article's text."""

    def __init__(self, coder: Coder, doc: Doc, article: Article, offset: int) -> None:
        self._doc, self._article, self._offset = doc, article, offset
        self._text = doc.text
        self._codebook = coder.codebook
        self._lexicon = self._codebook.lexicon
        self._ontology = self._codebook.ontology
        published = article.published_start
        known = (published, article.published_end or published) if published else None
        narrow = known is not None and known[1] - known[0] <= NARROW
        with stage("actors"):
            self.links = coder.register.link(doc, published if narrow else None)
        known_to_act = [*self.links]
        if not self._ontology.is_plover:
            known_to_act += unregistered(doc, known_to_act)
            known_to_act += agents(doc, known_to_act, self._codebook.agents)
        self._arguments = Arguments(doc, known_to_act, coder.register.actors, self._lexicon.deeds)
        with stage("times"):
            self.times = find_times_within(self._text, known, doc)
        self._dates = EventDates(doc, self.times, known, self._lexicon)
        countries = {link.country for link in self.links if link.country}
        with stage("places"):
            places = Gazetteer.load().find(doc, sorted(countries))
        self._places = EventPlaces(doc, places, self._lexicon)

    def mentions(self) -> list[Mention]:
        finders = [
            (sentence, Finder(sentence, self._arguments, self._lexicon))
            for sentence in self._doc.sents
            if self._arguments.any_in(sentence)
        ]
        read = [(s, f) for s, f in finders if f.found or self._codebook.may_hold_event(s)]
        with stage("event model"):
            tags = self._codebook.tag([sentence.text for sentence, _ in read])
        found = [
            self._mention(sentence, candidate)
            for (sentence, finder), tagged in zip(read, tags, strict=True)
            for candidate in self._evidence(sentence, tagged, finder).candidates()
            if self._is_political(candidate)
        ]
        # "killed two soldiers and wounded three" reports one event in one sentence.
        return list({_same_report(mention): mention for mention in reversed(found)}.values())[::-1]

    def _evidence(self, sentence: Span, tags: Tags, finder: Finder) -> Evidence:
        return Evidence(sentence, tags, self._arguments, finder, self._codebook.weights)

    def _is_political(self, candidate: Candidate) -> bool:
        """Whether an actor has a name or a country, or it is a protest or organised violence.

        Types of one's own need not be political.
        """
        if not self._ontology.is_plover:
            return True
        fillers = (*candidate.sources, *candidate.targets)
        if candidate.type == "PROTEST" or any(map(self._arguments.is_identified, fillers)):
            return True
        where = self._places.place_of(candidate.head, candidate.clause, candidate.type)
        placed = where is not None and where.country is not None
        rebels = any(filler.link.sector in INSURGENT for filler in fillers)
        return candidate.type == "ASSAULT" and (placed or rebels)

    def _mention(self, sentence: Span, candidate: Candidate) -> Mention:
        verbal = self._ontology.types[candidate.type].quad.startswith("verbal")
        judgement = judge(candidate.clause, self._lexicon, verbal)
        told = candidate
        if self._ontology.is_plover:
            candidate, judgement = reinterpret(told, judgement, self._arguments, self._lexicon)
        # What the model reads is the deed, not what is done by speaking of it.
        if candidate.status is not None and candidate is told:
            weights, learned = load_weights(), candidate.status.modalities
            judgement = weigh_modality(judgement, learned, weights.marked, weights.unmarked)
        when = self._dates.date_of(candidate.head, candidate.clause, candidate.status)
        judgement = _corrected(judgement, when, candidate, self._article)
        where = self._places.place_of(candidate.head, candidate.clause, candidate.type)
        start, end = _trimmed(sentence)
        trigger = self._doc[candidate.words[0].i : candidate.words[-1].i + 1]
        kind = self._ontology.types[candidate.type]
        brought = cameo(candidate.cameo).contexts if self._ontology.is_plover else ()
        shown = contexts_in(self._paragraph(start, end))
        return Mention(
            mention_id=self._id(candidate),
            article_id=self._article.article_id,
            sentence=self._text[start:end],
            sentence_start=self._offset + start,
            sentence_end=self._offset + end,
            trigger_text=trigger.text,
            trigger_start=self._offset + trigger.start_char,
            trigger_end=self._offset + trigger.end_char,
            event_type=candidate.type,
            mode=candidate.mode,
            contexts=tuple(dict.fromkeys((*brought, *shown))),
            quad=kind.quad,
            cameo=candidate.cameo,
            score=kind.modes[candidate.mode] if candidate.mode else kind.score,
            modality=judgement.modality,
            historical=when.historical,
            attributed_to=attribute(candidate.head, self._arguments, self._lexicon),
            date_start=when.start,
            date_end=when.end,
            date_text=when.text,
            date_basis=when.basis,
            place_name=where.name if where else None,
            place_country=where.country if where else None,
            latitude=where.latitude if where else None,
            longitude=where.longitude if where else None,
            geonames_id=where.geonames_id if where else None,
            confidence=candidate.confidence,
            explanation=_explanation(candidate, judgement, when),
            participants=(
                *self._participants("source", candidate.sources, where),
                *self._participants("target", candidate.targets, where),
            ),
        )

    def _paragraph(self, start: int, end: int) -> str:
        """The lines of text, between empty ones, in which a stretch stands."""
        text = self._text
        first = text.rfind("\n\n", 0, start)
        last = text.find("\n\n", end)
        return text[max(first, 0) : last if last >= 0 else len(text)]

    def _participants(
        self, role: Role, fillers: Iterable[Filler], where: Place | None
    ) -> Iterator[Participant]:
        """The actors as they take part; people of no country are those of where it happened."""
        for filler in fillers:
            link, country = filler.link, filler.link.country
            if not self._arguments.is_identified(filler) and link.sector and where is not None:
                country = where.country
            yield Participant(
                role=role,
                actor_id=link.actor_id,
                text=link.text,
                start=self._offset + link.start,
                end=self._offset + link.end,
                country=country,
                sector=link.sector,
                organization=link.organization,
            )

    def _id(self, candidate: Candidate) -> str:
        position = self._offset + candidate.head.idx
        key = f"{self._article.article_id}/{position}/{candidate.type}"
        return hashlib.sha256(key.encode()).hexdigest()[:16]


def _between(mentions: Iterable[Mention], pair: Pair) -> list[tuple[Mention, int]]:
    """The mentions with an actor in one of the pair's spans, those with actors in both first.

    Each comes with the number of spans, 1 or 2, in which it has an actor.
    """
    related = []
    for mention in mentions:
        spans = [(p.start, p.end) for p in mention.participants]
        ends = [
            any(a < side[1] and side[0] < b for a, b in spans)
            for side in (pair.source, pair.target)
            if side is not None
        ]
        if any(ends):
            related.append((mention, sum(ends)))
    return sorted(related, key=lambda found: -found[1])


def _same_report(mention: Mention) -> tuple[object, ...]:
    """Equal for mentions of one sentence that tell the same of the same actors."""
    who = tuple((p.role, p.start) for p in mention.participants)
    what = (mention.event_type, mention.modality, mention.date_start, mention.date_end)
    return (mention.sentence_start, *what, *who)


def _pieces(article: Article) -> Iterator[tuple[int, str]]:
    """Split at paragraph ends (else anywhere) into texts of at most `_PIECE` characters."""
    text, start = article.text, 0
    while len(text) - start > _PIECE:
        cut = text.rfind("\n\n", start, start + _PIECE)
        end = cut + 2 if cut > start else start + _PIECE
        yield start, text[start:end]
        start = end
    yield start, text[start:]


def _trimmed(sentence: Span) -> tuple[int, int]:
    """Offsets of the sentence without the white space around it."""
    text = sentence.text
    start = sentence.start_char + len(text) - len(text.lstrip())
    return start, sentence.start_char + len(text.rstrip())


def _corrected(
    judgement: Judgement, when: EventDate, candidate: Candidate, article: Article
) -> Judgement:
    """What is dated after publication has not happened yet: "visits Rome next week"."""
    published = article.published_end
    late = when.basis == "text" and published and when.start and when.start > published
    if late and judgement.modality == "actual" and candidate.clause.tag_ not in ("VBD", "VBN"):
        return Judgement("planned", f"dated {when.text!r}, after publication")
    return judgement


def _explanation(candidate: Candidate, judgement: Judgement, when: EventDate) -> str:
    """The rules that were applied, in a line."""
    fillers = (*candidate.sources, *candidate.targets)
    actors = "; ".join(f"{f.link.text!r}: {f.link.actor_id} ({f.link.reason})" for f in fillers)
    dated = f"{when.text!r}" if when.text else when.basis
    likeliest = sorted(candidate.scores.items(), key=lambda score: -score[1])[:3]
    types = ", ".join(f"{name} {score:.2f}" for name, score in likeliest if score >= 0.01)
    rules = [candidate.reason, types, f"{judgement.modality}: {judgement.reason}", f"date: {dated}"]
    return "; ".join(filter(None, (*rules, actors)))
