"""The reports of some events, a page at a time."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from dragoman.records import Mention, Participant
from dragoman.store.rows import MENTION_COLUMNS, PARTICIPANT_COLUMNS, to_mention

if TYPE_CHECKING:
    from dragoman.web.queries.selection import Selection

_COLUMNS = ", ".join(f'm."{name}"' for name in MENTION_COLUMNS)
_PARTICIPANT_COLUMNS = ", ".join(f'"{name}"' for name in PARTICIPANT_COLUMNS)


def read_mentions(
    selection: Selection, *, page: int = 1, per_page: int = 50
) -> tuple[int, list[Mention]]:
    """How many mentions the events have, and a page of them in the order of the events' days."""
    ((total,),) = selection.query(
        "SELECT count(*) FROM mentions SEMI JOIN chosen USING (event_id)"
    ).fetchall()
    rows = selection.query(
        f"SELECT {_COLUMNS} FROM mentions m JOIN chosen c USING (event_id)"
        " ORDER BY c.date_start NULLS LAST, event_id, mention_id LIMIT $most OFFSET $after",
        most=per_page,
        after=(page - 1) * per_page,
    ).fetchall()
    participants = defaultdict(list)
    for mention_id, *values in selection.dataset.query(
        f"SELECT mention_id, {_PARTICIPANT_COLUMNS} FROM mention_actors"
        " WHERE mention_id IN (SELECT unnest($ids::TEXT[]))"
        ' ORDER BY role, "start", "end", actor_id',
        ids=[row[0] for row in rows],
    ).fetchall():
        participants[mention_id].append(Participant(*values))
    return total, [to_mention(row, participants[row[0]]) for row in rows]
