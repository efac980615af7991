"""What people put right: a log of corrections that is kept in force, and can be undone."""

from __future__ import annotations

from collections.abc import Collection

import duckdb

from dragoman.records import Changes
from dragoman.store.relations import Relations


class Corrections(Relations):
    """Correcting what is coded.

    Nothing coded is overwritten: `mentions` and `mention_actors` show the coded rows, except where a
    correction is in force, and `events` are right at once. Every act is one row of `corrections`,
    whatever the number of its mentions, and is undone as one.
    """

    def correct(
        self, mention_ids: Collection[str], changes: Changes, *, by: str, reason: str = ""
    ) -> int:
        """Change type, mode, modality, days or actors of mentions; the correction's number.

        What follows from the type (quad class, score, CAMEO code) follows. To change an event, change
        all its mentions.

        Raises:
            UsageError: there is no such mention, or what it should become cannot be.
        """
        raise NotImplementedError

    def confirm(self, mention_ids: Collection[str], *, by: str, reason: str = "") -> int:
        """Say that mentions are right as they are; the correction's number."""
        raise NotImplementedError

    def reject(self, mention_ids: Collection[str], *, by: str, reason: str = "") -> int:
        """Say that mentions tell of no event, so that they go; the correction's number."""
        raise NotImplementedError

    def split(self, mention_ids: Collection[str], *, by: str, reason: str = "") -> int:
        """Say that mentions of an event are of another one than the rest; the correction's number."""
        raise NotImplementedError

    def merge(self, event_ids: Collection[str], *, by: str, reason: str = "") -> int:
        """Say that events of one type are one and the same; the correction's number."""
        raise NotImplementedError

    def undo(self, correction_id: int, *, by: str) -> None:
        """Take a correction back; it stays in the log, marked as undone."""
        raise NotImplementedError

    def corrections(self) -> duckdb.DuckDBPyRelation:
        """The log, one correction a row, the latest first.

        Columns: `correction_id`, `kind` (change, reject, confirm, split, merge), `changes` (JSON: the
        fields that a change sets), `made_by`, `made_at` (UTC), `reason`, `undone_at` and `undone_by`
        (NULL where it is in force), and `mentions`, a list of structs: `mention_id` (as it is now,
        NULL where it is no longer coded), `part` (of a split 0 for those set apart and 1 for the rest;
        of a merge the number of the event), `previous` (JSON: what the changed fields were before),
        `article_id`, `trigger_start`, `trigger_end`, `sentence`, `title`.
        """
        raise NotImplementedError
