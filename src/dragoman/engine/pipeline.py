"""The pipeline: read, clean, leave out what is known or repeated, code, store, merge."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from dragoman.actors import Register
from dragoman.coding import Coder
from dragoman.engine.batches import ArticleCoder, Run, in_batches
from dragoman.engine.summary import Progress, Summary
from dragoman.errors import UsageError
from dragoman.reading import read_documents, to_article
from dragoman.store import Dataset


def code(
    inputs: Iterable[str | Path],
    db: str | Path,
    *,
    published: date | str | None = None,
    coder: ArticleCoder | None = None,
    actors: str | Path | None = None,
) -> Dataset:
    """Code articles into a dataset and return it, open.

    Args:
        inputs: files, folders, globs, or "-" for standard input.
        db: the dataset's file, created where it does not exist; only new articles are added.
        published: the day of publication of all these articles, whatever they say themselves.
        coder: a coder to use again; by default one is made when the first article needs it,
            with the register and `actors`.
        actors: a file of actors that go before those of the register.

    Raises:
        UsageError: an input does not exist, or `published` is no date.
        DataFileError: a line of the file of actors is malformed.
        ModelError: the language model is missing.
        StoreError: the file cannot be opened or written.
    """
    return run(inputs, db, published=published, coder=coder, actors=actors)[0]


def run(
    inputs: Iterable[str | Path],
    db: str | Path,
    *,
    published: date | str | None = None,
    coder: ArticleCoder | None = None,
    actors: str | Path | None = None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> tuple[Dataset, Summary]:
    """Do what `code` does, and say what was done.

    Ctrl-C ends the run early: what was coded till then is stored and merged.

    Args:
        on_progress: called after each document.
    """
    inputs = _existing(inputs)
    day = _day(published)
    register = Register.load(Path(actors)) if actors else None
    dataset = Dataset(db)
    try:
        work = Run(dataset, lambda: coder or Coder(register), on_progress)
        try:
            articles = (to_article(document, day) for document in read_documents(inputs))
            for batch in in_batches(articles):
                work.add(batch)
            work.add_undated()
        except KeyboardInterrupt:
            work.summary.interrupted = True
        return dataset, work.finish()
    except BaseException:
        dataset.close()
        raise


def _day(published: date | str | None) -> date | None:
    try:
        return date.fromisoformat(published) if isinstance(published, str) else published
    except ValueError as error:
        raise UsageError(f"{published!r} is no date: write it as 2024-03-07") from error


def _existing(inputs: Iterable[str | Path]) -> list[str | Path]:
    inputs = list(inputs)
    for given in inputs:
        if str(given) != "-" and not glob.has_magic(str(given)) and not os.path.lexists(given):
            raise UsageError(f"no file or folder {str(given)!r}: check the path")
    return inputs
