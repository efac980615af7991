"""Persons by name: those of the register, and the persons and acronyms the article introduces."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from spacy.tokens import Token

from dragoman.actors.context import Context
from dragoman.actors.cues import CALENDAR, HEAD_OFFICES, HONORIFICS
from dragoman.actors.folding import fold
from dragoman.actors.lexicon import Sense
from dragoman.actors.page import NAME_LIMIT, Page
from dragoman.actors.people import NEWSWORTHY_DAYS, People, Standing
from dragoman.actors.phrases import Phrase
from dragoman.actors.rules import Identity, Rule

REGNAL = re.compile(r"[IVX]+")
COMMON = 8  # how many of the register bear a surname that alone means nobody but a leader
MODIFIERS = frozenset({"amod", "compound", "nmod"})
ACRONYM = re.compile(r" ?\( ?([A-Z][A-Z&-]{1,7}) ?\)")


class Naming:
    """The names that one article introduces, and the persons that it names."""

    def __init__(self, page: Page, people: People, context: Context) -> None:
        self.page = page
        self.people = people
        self.context = context
        self._introduced: dict[str, Identity] = {}

    def named(
        self,
        name: tuple[int, int],
        senses: Sequence[Sense],
        country: str | None = None,
        titled: bool = False,
        former: bool = False,
    ) -> Identity | None:
        """Whom the name at these characters denotes: one introduced before, or one of the register.

        `senses` are the register's readings, `country` that of the title, `titled` says that
        there is one, `former` that it is past.
        """
        full = [sense.actor_id for sense in senses if sense.kind == "person"]
        short = [sense.actor_id for sense in senses if sense.kind == "short name"]
        known = self._introduced.get(self.page.text[slice(*name)])
        introduced = _again(known) if known else None
        if introduced and (country is None or introduced.country in (country, None)):
            return introduced
        published, home = self.page.published, self.context.countries
        standing = self.people.choose(full or short, published, country, home, former)
        if standing is None:
            return None
        at_home = self.context.is_at_home(standing.country)
        if full:
            sure = titled or at_home or standing.country is None
            rule = Rule.PERSON if sure else Rule.PERSON_ABROAD
        elif country or (at_home and (titled or self._is_honoured(name[0]))):
            rule = Rule.PERSON_TITLE
        elif not self._may_be_bare(standing, name):
            return None
        elif at_home:
            rule = Rule.PERSON_SURNAME if published else Rule.PERSON_UNDATED
        elif standing.head:
            rule = Rule.PERSON_ABROAD
        else:
            return None
        return Identity(
            standing.actor_id, standing.country, standing.sector, rule, standing.organization
        )

    def introduce(self, phrase: Phrase, identity: Identity) -> None:
        """Keep a name for its later mentions: by either end, as family names stand at both.

        An acronym in brackets after a phrase is kept if it spells the words before.
        """
        acronym = ACRONYM.match(self.page.text, phrase.end)
        if (
            acronym
            and identity.rule is not Rule.AGENT
            and _spells(acronym[1], self.page.text[: phrase.end])
        ):
            self._introduced.setdefault(acronym[1], identity)
        if phrase.name is None:
            return
        words = self.page.text[slice(*phrase.name)].split()
        while len(words) > 1 and words[0].lower() in HEAD_OFFICES | HONORIFICS:
            words.pop(0)
        if len(words) > 1 and REGNAL.fullmatch(words[-1]):
            self._introduced.setdefault(words[-2], identity)
        ends = {" ".join(words[i:]) for i in range(len(words))}
        for key in {*ends, words[0]}:
            if len(key) > 1 and not REGNAL.fullmatch(key):
                self._introduced.setdefault(key, identity)

    def explained(self, phrase: Phrase) -> Identity | None:
        """Whom the article's own acronym means, whatever it means elsewhere."""
        text = self.page.text[phrase.start : phrase.end]
        known = self._introduced.get(text) if text.isupper() else None
        return _again(known) if known else None

    def later_mentions(self, found: Sequence[Phrase]) -> Iterator[tuple[Phrase, Identity]]:
        """Names introduced with an office that stand alone elsewhere."""
        taken = {i for phrase in found for i in range(phrase.first, phrase.last)}
        opening = {key.split()[0] for key in self._introduced}
        position = 0
        for token in self.page.tokens if opening else ():
            if token.text not in opening or token.i < position:
                continue
            last = self._introduced_end(token.i, taken)
            if last:
                name = (token.idx, self.page.token_end(last - 1))
                known = self._introduced[self.page.text[slice(*name)]]
                yield Phrase(token.i, last, *name, name=name), _again(known)
                position = last

    def _introduced_end(self, first: int, taken: Container[int]) -> int | None:
        """The end of the longest introduced name that starts at the token and stands alone."""
        tokens = self.page.tokens
        start = tokens[first].idx
        for last in range(min(first + NAME_LIMIT, len(tokens)), first, -1):
            if (
                self.page.text[start : self.page.token_end(last - 1)] in self._introduced
                and not any(i in taken for i in range(first, last))
                and all(_is_name(token) for token in tokens[first:last] if token.text[0].isupper())
                and not self._has_name_beside(first, last, taken)
            ):
                return last
        return None

    def _is_honoured(self, start: int) -> bool:
        return self.page.word(self.page.token_at(start) - 1) in HONORIFICS

    def _may_be_bare(self, standing: Standing, name: tuple[int, int]) -> bool:
        """Whether a bare surname may mean its holder here: not "May 2", not one of many Wangs."""
        text = self.page.text[slice(*name)]
        if self.page.word(self.page.token_at(name[0])) in CALENDAR:
            return False
        common = self.people.bearers(text) > COMMON and not standing.head
        late = standing.days > NEWSWORTHY_DAYS
        return not (common or late or self._is_shared(text, standing))

    def _is_shared(self, surname: str, standing: Standing) -> bool:
        """Whether the article gives the surname to somebody else: "Ann Smith", "Smith & Co"."""
        actor = self.people.actors.get(standing.actor_id)
        own = fold(" ".join((actor.name, *actor.aliases))).split() if actor else []
        tokens = self.page.tokens
        return any(
            token.text == "&" or (self.page.is_name(token.i) and fold(token.text) not in own)
            for i in self._places.get(surname.split()[-1], ())
            for token in tokens[max(0, i - 1) : i + 2]
            if token.i != i
        )

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """By word the tokens where it stands."""
        places: dict[str, list[int]] = {}
        for token in self.page.tokens:
            places.setdefault(token.text, []).append(token.i)
        return places

    def _has_name_beside(self, first: int, last: int, taken: Container[int]) -> bool:
        """Whether other names stand next to it, which make it another's: "Pan Yi"."""
        tokens = self.page.tokens
        return any(
            0 <= i < len(tokens)
            and i not in taken
            and tokens[i].pos_ == "PROPN"
            and tokens[i].lower_ not in HONORIFICS
            and tokens[i].ent_type_ not in {"DATE", "TIME"}
            for i in (first - 1, last)
        )


def _is_name(token: Token) -> bool:
    """Whether the word may be a name; the tagger takes names that open a sentence for nouns."""
    tags = {"PROPN"} if token.dep_ in MODIFIERS else {"PROPN", "NOUN", "ADJ", "X"}
    return token.pos_ in tags and token.ent_type_ != "DATE"


def _again(identity: Identity) -> Identity:
    return replace(identity, rule=Rule.INTRODUCED)


def _spells(acronym: str, text: str) -> bool:
    """Whether `acronym` is made of the initials of the last words of `text`, small words aside."""
    words = re.findall(r"[^\W\d_]+", text[-100:])
    initials = "".join(word[0] for word in words if word[0].isupper())
    return initials.endswith(re.sub(r"[^A-Z]", "", acronym))
