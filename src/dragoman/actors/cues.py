"""The words around a name by which the rules go, from data/cues.csv."""

from __future__ import annotations

import re

from dragoman.actors.tables import read_cues, read_homonyms

_CUES = read_cues()
HOMONYMS = read_homonyms()

FORMER = _CUES["former"]
HONORIFICS = _CUES["honorific"]
PARTICLES = _CUES["particle"]
CALENDAR = _CUES["calendar"]
LOCATIVES = _CUES["locative"]
DIRECTIONS = _CUES["direction"]
MOTIONS = _CUES["motion"]
VISITING = _CUES["visiting"]
CITIES = _CUES["city"]
NOT_HOME = _CUES["not home"]
WORLDWIDE = _CUES["worldwide"]
DESCRIBING = _CUES["describing"]
HEAD_OFFICES = _CUES["head office"]
EVENTS = _CUES["event"]
MEETING = _CUES["meeting"]
MINORITIES = _CUES["minority"]
INTERNATIONAL = _CUES["international"]
VAGUE = _CUES["vague"]
INSTITUTIONS = _CUES["institution"]
COLLECTIVES = _CUES["collective"]
PLURAL_SENSE = _CUES["plural sense"]
REPORTING = _CUES["reporting"]
AGENTIVE = _CUES["agentive"]
NOT_SAME = _CUES["not same"]
PLEONASTIC = _CUES["pleonastic"]
BOTH = _CUES["both"]
THREE = _CUES["three"]
SUBORDINATE = _CUES["subordinate"]


def _suffix(cue: str) -> re.Pattern[str]:
    return re.compile(rf"[-–‐](?:{'|'.join(sorted(_CUES[cue]))})\b", re.IGNORECASE)


LED = _suffix("led suffix")
BACKED = _suffix("backed suffix")
BASED = _suffix("based suffix")
OPPOSED = re.compile(rf"\b(?:{'|'.join(sorted(_CUES['opposed prefix']))})[-–‐]$", re.IGNORECASE)
