"""Importing files of events into a dataset."""

from __future__ import annotations

import hashlib
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dragoman.actors import Register
from dragoman.engine.batches import merge_all
from dragoman.errors import InputError, UsageError
from dragoman.importing.articles import to_articles
from dragoman.importing.files import opened, recognised, rows
from dragoman.importing.layouts import READERS
from dragoman.importing.naming import Names
from dragoman.importing.records import CodedRow, LeftOut
from dragoman.records import Article
from dragoman.store import Dataset

# So many rows are held at once; a story that goes on in the next lot makes another article.
ROWS_AT_ONCE = 20_000
# Of rows that cannot be read no more are listed than these; all are counted.
MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be read."""

    path: str
    line: int
    reason: str


@dataclass(slots=True)
class Imported:
    """What was imported.

    `rows` counts all rows; `mentions` those that were new, `left_out` by reason those that are no
    events for us, `rejected_count` those that could not be read, of which `rejected` lists the
    first. `failed` has files that could not be read, with the reason.
    """

    rows: int = 0
    stories: int = 0
    mentions: int = 0
    known: int = 0
    events: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    rejected_count: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)


def import_events(
    paths: Iterable[str | Path],
    db: str | Path,
    *,
    layout: str | None = None,
    on_progress: Callable[[int], None] = lambda rows: None,
) -> tuple[Dataset, Imported]:
    """Add the events of other people's files to a dataset, and merge them with what is there.

    Rows that are stored already are not added again.

    Args:
        paths: files of ICEWS, GDELT or POLECAT, plain, gzipped or zipped.
        db: the dataset's file, created where it does not exist.
        layout: icews, gdelt or polecat; by default each file's first line tells.
        on_progress: called with the number of rows read so far.

    Raises:
        UsageError: a file does not exist, or there is no such layout.
        StoreError: the dataset's file cannot be opened or written.
    """
    files = [Path(path) for path in paths]
    for path in files:
        if not path.is_file():
            raise UsageError(f"no file {str(path)!r}: check the path")
    if layout and layout not in READERS:
        raise UsageError(f"no layout {layout!r}: there are {', '.join(READERS)}")
    register = Register.load()
    done = Imported()
    dataset = Dataset(db)
    try:
        names = Names(register)
        dataset.write_register(register.actors.values(), register.roles)
        for path in files:
            _import_file(path, layout, dataset, names, done, on_progress)
        if not dataset.events_are_current():
            merge_all(dataset)
        done.events = len(dataset.events())
    except BaseException:
        dataset.close()
        raise
    return dataset, done


def _import_file(
    path: Path,
    layout: str | None,
    dataset: Dataset,
    names: Names,
    done: Imported,
    on_progress: Callable[[int], None],
) -> None:
    """Add the events of one file; one that cannot be read is noted, and the others go on."""
    try:
        chosen = layout or _layout(path)
        for some in _batches(_read(path, chosen, done)):
            _store(some, path, chosen, dataset, names, done)
            on_progress(done.rows)
    except (OSError, zipfile.BadZipFile, EOFError) as error:
        _fail(path, f"cannot be read: {error}", dataset, done)
    except InputError as error:
        _fail(path, str(error), dataset, done)


def _fail(path: Path, reason: str, dataset: Dataset, done: Imported) -> None:
    """Note a file that cannot be read, here and in the dataset, as `dragoman code` does."""
    done.failed.append((str(path), reason))
    article_id = hashlib.sha256(str(path).encode()).hexdigest()[:16]
    failed = Article(article_id, str(path), "", status="failed", error=reason)
    if article_id not in dataset.known_articles([article_id]):
        dataset.add([failed])


def _batches(found: Iterable[CodedRow]) -> Iterator[list[CodedRow]]:
    batch: list[CodedRow] = []
    for row in found:
        batch.append(row)
        if len(batch) == ROWS_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _layout(path: Path) -> str:
    with opened(path) as file:
        found = recognised(file.readline())
    if found is None:
        raise InputError(f"has no layout that is known: name it, one of {', '.join(READERS)}")
    return found


def _read(path: Path, layout: str, done: Imported) -> Iterator[CodedRow]:
    """The rows that have an event; the others are counted."""
    with opened(path) as file:
        for line, cells in rows(file, layout):
            done.rows += 1
            try:
                if isinstance(cells, InputError):
                    raise cells
                found = READERS[layout](line, cells)
            except (InputError, KeyError) as error:
                reason = f"has no column {error}" if isinstance(error, KeyError) else str(error)
                done.rejected_count += 1
                if len(done.rejected) < MOST_LISTED:
                    done.rejected.append(Rejected(str(path), line, reason))
                continue
            if isinstance(found, LeftOut):
                done.left_out[found.reason] += 1
            else:
                yield found


def _store(
    some: list[CodedRow],
    path: Path,
    layout: str,
    dataset: Dataset,
    names: Names,
    done: Imported,
) -> None:
    made = list(to_articles(some, path, layout, names))
    known = dataset.known_articles([article.article_id for article, _ in made])
    new = [(article, told) for article, told in made if article.article_id not in known]
    mentions = [mention for _, told in new for mention in told]
    if new:
        dataset.add([article for article, _ in new], mentions)
    done.known += len(made) - len(new)
    done.stories += len(new)
    done.mentions += len(mentions)
