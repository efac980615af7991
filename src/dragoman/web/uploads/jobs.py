"""Articles that visitors send, coded one upload after the other in the background.

What is sent waits in a folder of its own under a number; the names that files had are only shown.
Whoever reads goes on meanwhile, and sees the events once the whole upload has been merged.
"""

from __future__ import annotations

import logging
import queue
import secrets
import shutil
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

from dragoman.errors import DragomanError, InputError, UsageError
from dragoman.web.uploads.process import CodingProcess, Stopped
from dragoman.web.uploads.sent import Pasted, Sent, shown_name

if TYPE_CHECKING:
    from dragoman.engine import Progress
    from dragoman.store import Dataset

MOST_FILES = 500
MOST_WAITING = 20
MOST_LISTED = 200

State = Literal["waiting", "coding", "merging", "done", "stopped", "failed"]


@dataclass(frozen=True, slots=True)
class NotCoded:
    """An input that was not coded, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """An article of an upload as it stands in the dataset: what became of it, what it tells."""

    article_id: str
    name: str
    status: str
    mentions: int
    event_ids: list[str]


@dataclass(frozen=True, slots=True)
class Upload:
    """How far an upload is, and what it has brought.

    `documents`, `words` and `mentions` count what is coded so far, `coded`, `duplicates` and
    `known` (in the dataset before) what became of the documents in the end. `failures` lists what
    could not be read or is not for this coder; `arrivals` the articles with their events, no more
    than MOST_LISTED. `error` says why an upload failed as a whole.
    """

    upload_id: str
    names: list[str]
    sent_at: datetime
    state: State = "waiting"
    documents: int = 0
    words: int = 0
    mentions: int = 0
    coded: int = 0
    duplicates: int = 0
    known: int = 0
    failures: list[NotCoded] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)
    error: str | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will become of it."""
        return self.state in ("done", "stopped", "failed")


class Uploads:
    """The uploads since the workbench was opened, and the worker that codes them.

    Args:
        dataset: a cursor of its own, which it closes.
        on_stored: called after an upload has changed the dataset.
    """

    def __init__(self, dataset: Dataset, on_stored: Callable[[], None]) -> None:
        self._dataset = dataset
        self._coder = CodingProcess()
        self._on_stored = on_stored
        self._uploads: dict[str, Upload] = {}
        self._folder = Path(tempfile.mkdtemp(prefix="dragoman-uploads-"))
        self._waiting: queue.SimpleQueue[tuple[str, Sent] | None] = queue.SimpleQueue()
        self._stopped: set[str] = set()
        self._closing = False
        self._lock = threading.Lock()
        self._worker = threading.Thread(target=self._work, name="uploads", daemon=True)
        self._worker.start()

    def add(
        self,
        files: Sequence[tuple[str, BinaryIO]] = (),
        pasted: Pasted | None = None,
        published: date | None = None,
    ) -> Upload:
        """Take files and a text, to be coded when it is their turn.

        Args:
            files: name and content of each; the content is copied at once.
            published: the day of publication of all, whatever they say themselves.

        Raises:
            UsageError: there is nothing in it, there are too many files, or too many uploads wait.
        """
        files = [(name, content) for name, content in files if name]
        if pasted is not None and not pasted.text.strip():
            pasted = None
        if not files and pasted is None:
            raise UsageError("nothing was sent: choose files, or paste a text")
        if len(files) > MOST_FILES:
            raise UsageError(f"{len(files)} files at once: send no more than {MOST_FILES}")
        if sum(not upload.is_over for upload in self.all()) >= MOST_WAITING:
            raise UsageError("many uploads are waiting already: send it when these are done")
        upload_id = secrets.token_hex(8)
        folder = self._folder / upload_id
        folder.mkdir()
        names = [shown_name(name) for name, _ in files]
        for number, (_, content) in enumerate(files):
            with (folder / str(number)).open("wb") as copy:
                shutil.copyfileobj(content, copy)
        upload = Upload(
            upload_id, names + ["pasted text"] * (pasted is not None), datetime.now(UTC)
        )
        with self._lock:
            self._uploads[upload_id] = upload
        self._waiting.put((upload_id, Sent(folder, names, pasted, published)))
        return upload

    def all(self) -> list[Upload]:
        """All uploads, the latest first."""
        with self._lock:
            return list(self._uploads.values())[::-1]

    def get(self, upload_id: str) -> Upload | None:
        """One of them; None where there is no such upload."""
        with self._lock:
            return self._uploads.get(upload_id)

    def stop(self, upload_id: str) -> None:
        """End an upload early; what is coded already is kept."""
        self._stopped.add(upload_id)

    def close(self) -> None:
        """End the work, keeping what is coded, and remove what was sent."""
        self._closing = True
        self._waiting.put(None)
        self._coder.close()
        self._worker.join()
        self._dataset.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _note(self, upload_id: str, **changes: object) -> None:
        with self._lock:
            self._uploads[upload_id] = replace(self._uploads[upload_id], **changes)  # type: ignore[arg-type]

    def _work(self) -> None:
        while (job := self._waiting.get()) is not None:
            upload_id, sent = job
            try:
                self._code(upload_id, sent)
            except DragomanError as error:
                self._note(upload_id, state="failed", error=str(error))
            except Exception as error:
                logging.getLogger("dragoman.web").exception("an upload")
                reason = f"It could not be coded: {type(error).__name__}."
                self._note(upload_id, state="failed", error=reason)
            finally:
                shutil.rmtree(sent.folder, ignore_errors=True)
                self._on_stored()

    def _code(self, upload_id: str, sent: Sent) -> None:
        if upload_id in self._stopped:
            self._note(upload_id, state="stopped")
            return
        from dragoman.engine import Run

        def advance(progress: Progress) -> None:
            self._note(
                upload_id,
                documents=progress.documents,
                words=progress.words,
                mentions=progress.mentions,
            )
            if self._closing or upload_id in self._stopped:
                raise Stopped

        run = Run(self._dataset, lambda: self._coder, advance)
        seen: list[str] = []
        end: State = "done"
        error = None
        self._note(upload_id, state="coding")
        try:
            for batch in self._coder.batches(sent):
                seen += [article.article_id for article in batch]
                run.add(batch)
            run.add_undated()
        except Stopped:
            end = "stopped"
        except InputError as broken:
            end, error = "failed", str(broken)
        self._note(upload_id, state="merging")
        summary = run.finish()
        failed = [NotCoded(name, why) for name, why in (*summary.failed, *summary.skipped)]
        self._note(
            upload_id,
            state=end,
            coded=summary.coded,
            duplicates=summary.duplicates,
            known=summary.known,
            failures=failed[:MOST_LISTED],
            arrivals=self._arrivals(seen),
            error=error,
        )

    def _arrivals(self, article_ids: Sequence[str]) -> list[Arrival]:
        rows = self._dataset.query(
            """WITH asked AS (SELECT unnest($ids::TEXT[]) AS article_id,
                                    generate_subscripts($ids::TEXT[], 1) AS place)
            SELECT article_id, coalesce(title, path), status, count(mention_id),
                   list(DISTINCT event_id) FILTER (event_id IS NOT NULL)
            FROM asked JOIN articles USING (article_id) LEFT JOIN mentions USING (article_id)
            WHERE status <> 'failed' GROUP BY ALL ORDER BY min(place) LIMIT $most""",
            ids=list(dict.fromkeys(article_ids)),
            most=MOST_LISTED,
        ).fetchall()
        return [Arrival(a, name, status, n, sorted(ids or [])) for a, name, status, n, ids in rows]
