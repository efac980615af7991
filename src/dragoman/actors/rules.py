"""The rules by which a stretch of text is linked, and how far each is to be trusted.

The confidences are judgements made while reading some hundreds of links in newswire; they are not
fitted to data.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """A linking rule; its value is the `reason` of the links that it makes."""

    STATE = "state name"
    STATE_PLACE = "state as place"
    ADJECTIVE = "nationality"
    CAPITAL = "capital for the government"
    CAPITAL_PLACE = "capital as place"
    BODY = "seat or body of a state"
    BODY_PLACE = "seat as place"
    ORGANISATION = "organisation"
    PEOPLE = "people"
    PEOPLE_PLACE = "region as place"
    NATIONAL_AGENT = "nationality and agent"
    SHARED_NATION = "agent that shares a nationality"
    ORGANISATION_AGENT = "organisation and agent"
    PERSON_AGENT = "agent of a person"
    AGENT = "agent without nationality"
    AGENT_REPEATED = "agent whose nationality was given before"
    AGENT_SENTENCE = "agent, country of the sentence"
    AGENT_ARTICLE = "agent, country of the article"
    AGENT_PRESUMED = "agent, presumably of the article's country"
    PERSON = "person by full name"
    PERSON_ABROAD = "person by full name, country not in the article"
    PERSON_TITLE = "person by title and name"
    PERSON_SURNAME = "person by surname, in office then"
    PERSON_UNDATED = "person by surname, date unknown"
    INTRODUCED = "introduced in the article"
    UNKNOWN_PERSON = "unknown person with office"
    PRONOUN_ABOVE = "coreference: subject of the clause above"
    PRONOUN_OWNER = "coreference: owner in its own clause"
    PRONOUN = "coreference: pronoun"
    PRONOUN_UNSURE = "coreference: pronoun, another is near"
    SPEAKER = "coreference: speaker of the quotation"
    OWNED = "coreference: of whom the pronoun means"
    COUNTERPART = "coreference: counterpart"
    DESCRIPTION = "coreference: description"
    DESCRIPTION_UNSURE = "coreference: description, another is near"
    PAIR = "coreference: the two named last"


CONFIDENCE = {
    Rule.STATE: 0.9,
    Rule.STATE_PLACE: 0.5,
    Rule.ADJECTIVE: 0.6,
    Rule.CAPITAL: 0.8,
    Rule.CAPITAL_PLACE: 0.3,
    Rule.BODY: 0.9,
    Rule.BODY_PLACE: 0.4,
    Rule.ORGANISATION: 0.9,
    Rule.PEOPLE: 0.7,
    Rule.PEOPLE_PLACE: 0.4,
    Rule.NATIONAL_AGENT: 0.9,
    Rule.SHARED_NATION: 0.75,
    Rule.ORGANISATION_AGENT: 0.9,
    Rule.PERSON_AGENT: 0.8,
    Rule.AGENT: 0.6,
    Rule.AGENT_REPEATED: 0.65,
    Rule.AGENT_SENTENCE: 0.5,
    Rule.AGENT_ARTICLE: 0.5,
    Rule.AGENT_PRESUMED: 0.4,
    Rule.PERSON: 0.9,
    Rule.PERSON_ABROAD: 0.5,
    Rule.PERSON_TITLE: 0.95,
    Rule.PERSON_SURNAME: 0.7,
    Rule.PERSON_UNDATED: 0.6,
    Rule.INTRODUCED: 0.85,
    Rule.UNKNOWN_PERSON: 0.85,
    Rule.PRONOUN_ABOVE: 0.75,
    Rule.PRONOUN_OWNER: 0.7,
    Rule.PRONOUN: 0.65,
    Rule.PRONOUN_UNSURE: 0.5,
    Rule.SPEAKER: 0.7,
    Rule.OWNED: 0.6,
    Rule.COUNTERPART: 0.75,
    Rule.DESCRIPTION: 0.7,
    Rule.DESCRIPTION_UNSURE: 0.5,
    Rule.PAIR: 0.6,
}

PLACE_RULES = frozenset({Rule.STATE_PLACE, Rule.CAPITAL_PLACE, Rule.BODY_PLACE, Rule.PEOPLE_PLACE})


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a phrase denotes and by which rule, before it becomes a link.

    `organization` is the body, no state, that a person acts for; None where the organisation is
    the actor itself.
    """

    actor_id: str
    country: str | None
    sector: str | None
    rule: Rule
    organization: str | None = None
