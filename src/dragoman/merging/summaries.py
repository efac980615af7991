"""Event summaries: "TUR → USA: rejected calls not to activate the missiles"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dragoman.records import Mention, Participant, Role

# Sectors that act for the state (PLOVER's and CAMEO's codes): such actors go by their country.
STATE_SECTORS = frozenset({"GOV", "MIL", "LEG", "JUD", "COP", "SPY"})

_SHORTEST, _LONGEST = 16, 90

# Where a clause may end: punctuation (not that of "Nov. 8"), or a word that opens another clause.
_CLAUSE_END = re.compile(
    r"[;:!?…—–\"“”()\[\]]|,(?=\s)|\s-+\s|(?<=\w{4})\.(?=\s\D|$)"
    r"|\s(?=(?:while|after|as|but|because|although|though|amid|saying|said|says|who|which"
    r"|where|when|since)\s)"
)
# Where direct speech ends, the clause does, however short.
_SPEECH_END = re.compile(r"[,.?!]['’]?[\"”]")

# What a clause that is cut short should not end in.
_DANGLING = re.compile(
    r"(?:[\s.,;:]|\s(?:a|an|and|at|by|for|from|in|of|on|or|that|the|their|to|with))+$"
)


def party_label(participant: Participant) -> str:
    """How an actor is called in a summary: TUR, NATO, YPG; "TUR CVL" for Turkish civilians."""
    country, sector = participant.country, participant.sector
    if country and (sector in STATE_SECTORS or (participant.actor_id == country and not sector)):
        return country
    if participant.actor_id == country:
        return f"{country} {sector}"
    return participant.organization or participant.actor_id


def summarise(mention: Mention, participants: Iterable[Participant]) -> str:
    """One line that says who did what to whom, in the words of the mention's sentence."""
    participants = list(participants)
    sources = ", ".join(_labels(participants, "source")) or "?"
    targets = ", ".join(_labels(participants, "target"))
    parties = f"{sources} → {targets}" if targets else sources
    return f"{parties}: {_clause(mention)}"


def _labels(participants: Iterable[Participant], role: Role) -> list[str]:
    return sorted({party_label(p) for p in participants if p.role == role})


def _clause(mention: Mention) -> str:
    """The sentence from the trigger to the end of its clause, at most _LONGEST characters."""
    rest = " ".join(mention.sentence[mention.trigger_start - mention.sentence_start :].split())
    rest = _SPEECH_END.split(rest)[0]
    ends = (match.start() for match in _CLAUSE_END.finditer(rest))
    clause = rest[: next((end for end in ends if end >= _SHORTEST), len(rest))].rstrip(" .,;:")
    if len(clause) > _LONGEST:
        clause = _DANGLING.sub("", clause[:_LONGEST].rsplit(" ", 1)[0]) + " …"
    return clause
