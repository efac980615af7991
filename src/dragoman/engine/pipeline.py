"""The pipeline: read, clean, leave out what is known or repeated, code, store, merge."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from dragoman.dictionaries import find_dictionaries
from dragoman.engine.batches import Run, in_batches
from dragoman.engine.coders import ArticleCoder, checked_actors, load_coder
from dragoman.engine.crew import Crew, usable_processes
from dragoman.engine.summary import Progress, Summary
from dragoman.engine.versions import coder_version
from dragoman.errors import UsageError
from dragoman.ontology import Ontology, read_ontology
from dragoman.reading import read_documents, to_article
from dragoman.records import Article, Document
from dragoman.stages import stage
from dragoman.store import Dataset


def code(
    inputs: Iterable[str | Path],
    db: str | Path,
    *,
    published: date | str | None = None,
    coder: ArticleCoder | None = None,
    actors: str | Path | None = None,
    ontology: str | Path | None = None,
    dictionaries: Sequence[str | Path] = (),
    processes: int | None = None,
    recode: bool = False,
) -> Dataset:
    """Code articles into a dataset and return it, open.

    Args:
        inputs: files, folders, globs, or "-" for standard input.
        db: the dataset's file, created where it does not exist; only new articles are added.
        published: the day of publication of all these articles, whatever they say themselves.
        coder: a coder to use, in this process; by default worker processes have their own, with
            the register and `actors`.
        actors: a file of actors that go before those of the register.
        ontology: a file of event types of one's own, for a new dataset, which keeps it; by default
            those that the dataset is coded by, PLOVER's in a new one.
        dictionaries: PETRARCH's dictionaries of actors, agents and verbs, or folders of them, which
            go before the register and the lexicon.
        processes: the most worker processes, each of up to 1 GB; by default one for each core.
            What is stored does not depend on it.
        recode: code anew what another version of the coder, or of the register where that matters,
            has coded; corrections stay in force. `inputs` may be empty.

    Raises:
        UsageError: an input does not exist, `published` is no date, or `processes` is none; the
            ontology cannot be used, or is not the dataset's.
        DataFileError: a line of the file of actors is malformed.
        ModelError: the language model is missing.
        StoreError: the file cannot be opened or written.
        WorkerError: the worker processes cannot be started.
    """
    return run(
        inputs,
        db,
        published=published,
        coder=coder,
        actors=actors,
        ontology=ontology,
        dictionaries=dictionaries,
        processes=processes,
        recode=recode,
    )[0]


def run(
    inputs: Iterable[str | Path],
    db: str | Path,
    *,
    published: date | str | None = None,
    coder: ArticleCoder | None = None,
    actors: str | Path | None = None,
    ontology: str | Path | None = None,
    dictionaries: Sequence[str | Path] = (),
    processes: int | None = None,
    recode: bool = False,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> tuple[Dataset, Summary]:
    """Do what `code` does, and say what was done.

    Ctrl-C ends the run early: what was coded till then is stored and merged.

    Args:
        on_progress: called after each document.
    """
    inputs = existing(inputs)
    day = publication_day(published)
    if processes is not None and processes < 1:
        raise UsageError(f"{processes} processes cannot code anything: give 1 or more")
    own, checked = own_ontology(ontology), checked_actors(actors)
    brought = find_dictionaries(dictionaries) if dictionaries else None
    dataset = Dataset(db)
    try:
        if own:
            dataset.adopt(own)
        types = dataset.ontology()
        make_coder = partial(load_coder, checked, None if types.is_plover else types, brought)
        with Crew(make_coder, processes or usable_processes()) as crew:
            ahead = 0 if coder else crew.ahead
            version = coder_version(brought.verbs) if brought else None
            work = Run(dataset, lambda: coder or crew, on_progress, ahead, version)
            try:
                documents = timed(read_documents(inputs))
                for batch in in_batches((_clean if coder else crew.clean)(documents, day)):
                    work.add(batch)
                work.add_undated()
                if recode:
                    work.recode()
            except KeyboardInterrupt:
                work.summary.interrupted = True
        summary = work.finish()
        summary.stages.update(crew.seconds)
        return dataset, summary
    except BaseException:
        dataset.close()
        raise


def timed(documents: Iterator[Document]) -> Iterator[Document]:
    """The documents; the time to read them is that of a stage."""
    while True:
        with stage("reading"):
            document = next(documents, None)
        if document is None:
            return
        yield document


def _clean(documents: Iterable[Document], published: date | None) -> Iterator[Article]:
    for document in documents:
        with stage("cleaning"):
            article = to_article(document, published)
        yield article


def own_ontology(ontology: str | Path | None) -> Ontology | None:
    """The ontology of a file, found to be well formed before anything is done."""
    if ontology is None:
        return None
    from dragoman.coding.lexicon import own_lexicon

    read = read_ontology(ontology)
    own_lexicon(read)
    return read


def publication_day(published: date | str | None) -> date | None:
    """The day that a user gives. Raises UsageError where it is no date."""
    try:
        return date.fromisoformat(published) if isinstance(published, str) else published
    except ValueError as error:
        raise UsageError(f"{published!r} is no date: write it as 2024-03-07") from error


def existing(inputs: Iterable[str | Path]) -> list[str | Path]:
    """The inputs. Raises UsageError where there is no such file or folder."""
    inputs = list(inputs)
    for given in inputs:
        if str(given) != "-" and not glob.has_magic(str(given)) and not os.path.lexists(given):
            raise UsageError(f"no file or folder {str(given)!r}: check the path")
    return inputs
