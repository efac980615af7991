"""What people have judged: the mentions that are corrected, confirmed or rejected."""

from __future__ import annotations

from typing import NamedTuple

from dragoman.records import Mention
from dragoman.store.connection import Connection
from dragoman.store.mentions import read_mentions

_JUDGED = "SELECT mention_id FROM internal.corrected_mentions WHERE rejected = $rejected"
_OPEN = """
SELECT DISTINCT article_id, sentence_start FROM internal.coded_mentions
WHERE NOT corrected AND article_id IN (SELECT article_id FROM internal.corrected_mentions)
"""


class Judged(NamedTuple):
    """A mention that a person has judged.

    It is as the person has it, or as the coder wrote it where it is `rejected`. `complete`: all
    mentions of its sentence are judged.
    """

    mention: Mention
    rejected: bool
    complete: bool


def judged(dataset: Connection) -> list[Judged]:
    """What is judged, in the order of articles and text."""
    unjudged = set(dataset._fetch(_OPEN))
    found = [
        Judged(mention, rejected, (mention.article_id, mention.sentence_start) not in unjudged)
        for rejected in (False, True)
        for mention in read_mentions(dataset, _JUDGED, coded=rejected, rejected=rejected)
    ]
    return sorted(found, key=lambda j: (j.mention.article_id, j.mention.trigger_start))
