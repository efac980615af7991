"""Correcting, confirming, rejecting, splitting and merging; and undoing it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import NamedTuple

import duckdb
import pyarrow as pa

from dragoman.errors import UsageError
from dragoman.records import Changes, CorrectionKind, Mention
from dragoman.store.corrections.changing import Values, check, new_values, old_values
from dragoman.store.corrections.force import put_in_force
from dragoman.store.corrections.judging import Judged, judged
from dragoman.store.corrections.parties import parties
from dragoman.store.corrections.remerging import remerge
from dragoman.store.mentions import GIVEN, read_mentions
from dragoman.store.merging import Merging

_LOG = """
SELECT c.*, list({mention_id: l.mention_id, part: l.part, changes: l.changes,
                  previous: l.previous, article_id: l.article_id, trigger_start: l.trigger_start,
                  trigger_end: l.trigger_end, sentence: m.sentence, title: a.title}
                 ORDER BY l.part, a.published_start, l.article_id, l.trigger_start) AS mentions
FROM corrections c JOIN internal.located_mentions l USING (correction_id)
     LEFT JOIN internal.coded_mentions m ON m.mention_id = l.mention_id
     LEFT JOIN articles a ON a.article_id = l.article_id
GROUP BY ALL ORDER BY correction_id DESC
"""


class _Entry(NamedTuple):
    """What a correction says of one mention."""

    mention: Mention
    part: int = 0
    changes: Values = {}  # noqa: RUF012


class Corrections(Merging):
    """Correcting what is coded.

    Nothing coded is overwritten: `mentions` and `mention_actors` show the coded rows, except where
    a correction is in force, and `events` are right at once. Every act is one row of `corrections`,
    whatever the number of its mentions, and is undone as one.
    """

    def correct(
        self, mention_ids: Collection[str], changes: Changes, *, by: str, reason: str = ""
    ) -> int:
        """Change type, mode, modality, days or actors of mentions; the correction's number.

        What follows from the type (quad class, score, CAMEO code) follows. To change an event,
        change all its mentions. A mention that is so already is left alone.

        Args:
            by: who says so.
            reason: why.

        Raises:
            UsageError: there is no such mention, or what it should become cannot be.
        """
        ontology = self.ontology()
        check(changes, ontology)
        with self._transaction():
            found = [
                _Entry(m, 0, new_values(m, changes, parties(self, m, changes), ontology))
                for m in self._standing(mention_ids)
            ]
            entries = [entry for entry in found if entry.changes]
            if not entries:
                raise UsageError("that is what is coded already: confirm it, if it is right")
            return self._record("change", entries, by, reason, _asked(changes))

    def confirm(self, mention_ids: Collection[str], *, by: str, reason: str = "") -> int:
        """Say that mentions are right as they are; the correction's number. Raises as `correct`."""
        with self._transaction():
            entries = map(_Entry, self._standing(mention_ids))
            return self._record("confirm", list(entries), by, reason)

    def reject(self, mention_ids: Collection[str], *, by: str, reason: str = "") -> int:
        """Say that mentions tell of no event, so that they go. Raises as `correct`."""
        with self._transaction():
            entries = map(_Entry, self._standing(mention_ids))
            return self._record("reject", list(entries), by, reason)

    def split(self, mention_ids: Collection[str], *, by: str, reason: str = "") -> int:
        """Say that mentions of an event are of another one than the rest of its mentions.

        Raises:
            UsageError: there is no such mention, they are of several events, or there is no rest.
        """
        with self._transaction():
            apart = self._standing(mention_ids)
            events = {mention.event_id for mention in apart}
            if len(events) > 1:
                raise UsageError("these mentions are of several events: split one after the other")
            rest = [m for m in self._mentions_of(events) if m.mention_id not in mention_ids]
            if not rest:
                raise UsageError("the event has no other mentions to split these from")
            entries = [_Entry(m, part) for part, found in enumerate((apart, rest)) for m in found]
            return self._record("split", entries, by, reason)

    def merge(self, event_ids: Collection[str], *, by: str, reason: str = "") -> int:
        """Say that events of one type are one and the same; the correction's number.

        Raises:
            UsageError: there is no such event, only one, or they are of several types.
        """
        with self._transaction():
            groups: dict[str, list[Mention]] = {event_id: [] for event_id in event_ids}
            for mention in self._mentions_of(groups):
                groups[mention.event_id or ""].append(mention)
            if missing := [event_id for event_id, mentions in groups.items() if not mentions]:
                raise UsageError(f"no event {missing[0]!r}: it may have another number since")
            if len(groups) < 2:
                raise UsageError("to merge takes two events at least")
            types = {m.event_type for mentions in groups.values() for m in mentions}
            if len(types) > 1:
                raise UsageError(
                    f"these events are of several types ({', '.join(sorted(types))}): change the"
                    " type first, then merge them"
                )
            entries = [_Entry(m, part) for part, g in enumerate(groups.values()) for m in g]
            return self._record("merge", entries, by, reason)

    def undo(self, correction_id: int, *, by: str) -> None:
        """Take a correction back; it stays in the log, marked as undone.

        Raises:
            UsageError: there is none of that number, or it is undone already.
        """
        with self._transaction():
            rows = self._fetch(
                "SELECT undone_by FROM corrections WHERE correction_id = $id", id=correction_id
            )
            if not rows:
                raise UsageError(
                    f"there is no correction {correction_id}: see `dragoman corrections`"
                )
            if rows[0][0]:
                raise UsageError(f"correction {correction_id} is undone already, by {rows[0][0]}")
            self._execute(
                "UPDATE corrections SET undone_at = $now, undone_by = $by"
                " WHERE correction_id = $id",
                now=_now(),
                by=_named(by),
                id=correction_id,
            )
            located = self._fetch(
                "SELECT mention_id, article_id FROM internal.located_mentions"
                " WHERE correction_id = $id AND mention_id IS NOT NULL",
                id=correction_id,
            )
            ids = [mention_id for mention_id, _ in located]
            before = read_mentions(self, GIVEN, ids=ids)
            self._enforce(before, ids, {article_id for _, article_id in located})

    def corrections(self) -> duckdb.DuckDBPyRelation:
        """The log, one correction a row, the latest first.

        Columns: `correction_id`, `kind` (change, reject, confirm, split, merge), `changes` (JSON:
        the fields that were asked to be changed), `made_by`, `made_at` (UTC), `reason`, `undone_at`
        and `undone_by` (NULL where it is in force), and `mentions`, a list of structs: `mention_id`
        (as it is now, NULL where it is coded no longer), `part` (of a split 0 for those set apart,
        1 for the rest; of a merge the number of the event), `changes` and `previous` (JSON: the
        changed fields of this mention, new and as they were), `article_id`, `trigger_start`,
        `trigger_end`, `sentence`, `title`.
        """
        return self.query(_LOG)

    def judged(self) -> list[Judged]:
        """What people have judged right, corrected or rejected, in the order of the text."""
        return judged(self)

    def _standing(self, mention_ids: Collection[str]) -> list[Mention]:
        """The mentions as they are now; UsageError where one is none, or is rejected."""
        mentions = read_mentions(self, GIVEN, ids=list(mention_ids))
        missing = set(mention_ids) - {mention.mention_id for mention in mentions}
        if missing:
            raise UsageError(f"no mention {min(missing)!r}, or it is rejected: undo that first")
        if not mentions:
            raise UsageError("no mention is named: give one at least")
        return mentions

    def _mentions_of(self, event_ids: Iterable[str | None]) -> list[Mention]:
        chosen = f"SELECT mention_id FROM mentions WHERE event_id IN ({GIVEN})"
        return read_mentions(self, chosen, ids=list(event_ids))

    def _record(
        self,
        kind: CorrectionKind,
        entries: Sequence[_Entry],
        by: str,
        reason: str,
        asked: Values | None = None,
    ) -> int:
        """Write a correction into the log and put it in force; its number."""
        ((last,),) = self._fetch("SELECT coalesce(max(correction_id), 0) FROM corrections")
        self._execute(
            "INSERT INTO corrections VALUES ($id, $kind, $changes, $by, $now, $reason, NULL, NULL)",
            id=last + 1,
            kind=kind,
            changes=_json(asked or {}),
            by=_named(by),
            now=_now(),
            reason=reason.strip(),
        )
        self._insert("correction_mentions", self._rows(last + 1, entries))
        before = [entry.mention for entry in entries]
        ids = [mention.mention_id for mention in before]
        self._enforce(before, ids, {mention.article_id for mention in before})
        return int(last + 1)

    def _rows(self, number: int, entries: Iterable[_Entry]) -> pa.Table:
        coded = dict(
            self._fetch(
                "SELECT mention_id, event_type FROM internal.coded_mentions"
                f" WHERE mention_id IN ({GIVEN})",
                ids=[entry.mention.mention_id for entry in entries],
            )
        )
        return pa.Table.from_pylist(
            [
                {
                    "correction_id": number,
                    "part": part,
                    "mention_id": mention.mention_id,
                    "article_id": mention.article_id,
                    "trigger_start": mention.trigger_start,
                    "trigger_end": mention.trigger_end,
                    "event_type": coded[mention.mention_id],
                    "changes": _json(changes),
                    "previous": _json({name: old_values(mention)[name] for name in changes}),
                }
                for mention, part, changes in entries
            ]
        )

    def _enforce(
        self, before: Sequence[Mention], ids: Collection[str], article_ids: Collection[str]
    ) -> None:
        """Let the mentions of some ids, and their events, be what the log says.

        Args:
            before: those of the mentions that are not rejected, as they were till now.
        """
        put_in_force(self, article_ids)
        remerge(self, [*before, *read_mentions(self, GIVEN, ids=list(ids))])


def _asked(changes: Changes) -> Values:
    """The fields that are to be changed, with the actors as they were written."""
    fields = {name: value for name, value in asdict(changes).items() if value not in (None, False)}
    for role in ("sources", "targets"):
        if role in fields:
            fields[role] = [actor["actor"] for actor in fields[role]]
    return fields


def _named(by: str) -> str:
    if not by.strip():
        raise UsageError("say who corrects: a name or initials")
    return by.strip()


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _json(values: Values) -> str:
    return json.dumps(values, ensure_ascii=False, default=str)
