"""Persons by name: those of the register, and those whom the article introduces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dragoman.actors.context import Context
from dragoman.actors.cues import HONORIFICS
from dragoman.actors.lexicon import Sense
from dragoman.actors.page import Page
from dragoman.actors.people import NEWSWORTHY_DAYS, People, Standing
from dragoman.actors.phrases import Phrase
from dragoman.actors.rules import Identity, Rule


class Naming:
    """The persons of one article."""

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
    ) -> Identity | None:
        """Whom the name at these characters denotes: one introduced before, or one of the register.

        `senses` are the register's readings, `country` that of the title, `titled` says that
        there is one.
        """
        full = [sense.actor_id for sense in senses if sense.kind == "person"]
        short = [sense.actor_id for sense in senses if sense.kind == "short name"]
        introduced = self._known(name, bool(full))
        if introduced and (country is None or introduced.country in (country, None)):
            return introduced
        standing = self.people.choose(full or short, self.page.published, country)
        if standing is None:
            return None
        at_home = self.context.is_at_home(standing.country)
        if full:
            sure = titled or at_home or standing.country is None
            rule = Rule.PERSON if sure else Rule.PERSON_ABROAD
        elif country or (at_home and (titled or self._is_honoured(name[0]))):
            rule = Rule.PERSON_TITLE
        elif at_home and self._may_be_bare(standing, name[0]):
            rule = Rule.PERSON_SURNAME
        else:
            return None
        return Identity(standing.actor_id, standing.country, standing.sector, rule)

    def introduce(self, phrase: Phrase, identity: Identity) -> None:
        """Keep the name for its later mentions: by either end, as family names stand at both."""
        if phrase.name is None:
            return
        name = self.page.text[slice(*phrase.name)]
        words = name.split()
        for key in {name, words[0], words[-1]}:
            if len(key) > 1:
                self._introduced.setdefault(key, identity)

    def later_mentions(self, found: Sequence[Phrase]) -> Iterator[tuple[Phrase, Identity]]:
        """Names introduced with an office that stand alone elsewhere."""
        taken = {i for phrase in found for i in range(phrase.first, phrase.last)}
        for token in self.page.doc:
            known = self._introduced.get(token.text)
            if known is None or token.i in taken or token.pos_ != "PROPN":
                continue
            if not self._has_name_beside(token.i, taken):
                name = (token.idx, token.idx + len(token))
                yield Phrase(token.i, token.i + 1, *name, name=name), _again(known)

    def _known(self, name: tuple[int, int], is_full: bool) -> Identity | None:
        text = self.page.text[slice(*name)]
        known = self._introduced.get(text)
        if known is None and not is_full:
            known = self._introduced.get(text.split()[-1])
        return _again(known) if known else None

    def _is_honoured(self, start: int) -> bool:
        return self.page.word(self.page.token_at(start) - 1) in HONORIFICS

    def _may_be_bare(self, standing: Standing, start: int) -> bool:
        """Whether a bare surname may mean this office-holder here: not "Andy Garcia"."""
        before = self.page.token_at(start) - 1
        beside = before >= 0 and self.page.doc[before]
        capital = beside and beside.text[0].isupper() and beside.text[-1].isalpha()
        return standing.days <= NEWSWORTHY_DAYS and not capital

    def _has_name_beside(self, token: int, taken: set[int]) -> bool:
        """Whether other names stand next to it, which make it another's: "Pan Yi"."""
        doc = self.page.doc
        return any(
            0 <= i < len(doc)
            and i not in taken
            and doc[i].pos_ == "PROPN"
            and doc[i].lower_ not in HONORIFICS
            and doc[i].ent_type_ not in {"DATE", "TIME"}
            for i in (token - 1, token + 1)
        )


def _again(identity: Identity) -> Identity:
    return replace(identity, rule=Rule.PERSON_INTRODUCED)
